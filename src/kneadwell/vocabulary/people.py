"""Whose hands do the massage."""

from enum import StrEnum


class Giver(StrEnum):
    """Whose hands. The receiver is the person whose body it is."""

    SELF = "self"
    HELPER = "helper"
    PROFESSIONAL = "professional"
