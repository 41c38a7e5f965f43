"""All parts of the body that are drawn."""

from . import arms, feet, legs
from .view import VIEWS

__all__ = ["VIEWS", "arms", "feet", "legs"]
