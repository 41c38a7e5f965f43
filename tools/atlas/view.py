"""What every drawing of a body part is made of, and the list of them all."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from .anatomy import FIRST_TOE, Body
from .drawing import Style
from .mesh import Array
from .picture import Light, Mask, Picture
from .places import Places

HAND_CM = 0.9  # a hand's width, decimetres


THREE_FINGERS = 0.55


LIMB = Light(soft=5, fine=0.25, reach=12)


@dataclass
class View:
    """One drawing of a part of the body.

    Attributes:
        picture: What is seen.
        style: How it is drawn.
        places: Its spots.
        creases: Fine skin lines with their width.
    """

    picture: Picture
    style: Style
    places: Places
    creases: list[tuple[Array, float]] = field(default_factory=list)


Shot = Callable[[Body], View]


VIEWS: dict[str, tuple[str, Shot]] = {}


def view(name: str, region: str) -> Callable[[Shot], Shot]:
    """Enter a drawing under its name and the region it shows."""

    def enter(shot: Shot) -> Shot:
        VIEWS[name] = (region, shot)
        return shot

    return enter


def ellipse(places: Places, at: Array, wide: float, high: float) -> Mask:
    """An ellipse of half-widths in decimetres about a point."""
    scale = places.picture.units_per_dm
    off = (places.grid - at[:2]) / (np.array([wide, high]) * scale)
    return (off**2).sum(-1) < 1


def disc(places: Places, at: Array, radius: float) -> Mask:
    """A disc about a point, its radius in decimetres."""
    return ellipse(places, at, radius, radius)


def rest_image(picture: Picture) -> Array:
    """Where each pixel's skin is at rest."""
    return picture.image(picture.channels[:, :3])


def digit_image(picture: Picture, kind: str) -> Array:
    """1 to 5 where a finger or toe is, else 0."""
    first = 3 + (FIRST_TOE if kind == "toe" else 0)
    share = picture.image(picture.channels[:, first : first + 5])
    return np.where(share.max(-1) > 0.5, share.argmax(-1) + 1, 0)


def is_digit(picture: Picture, kind: str) -> Mask:
    """Whether a finger or toe is there."""
    return digit_image(picture, kind) > 0


def to_segment(places: Array, start: Array, end: Array) -> tuple[Array, Array]:
    """Share along a segment, and distance from it."""
    way = end - start
    t = (places - start) @ way / (way @ way)
    foot = start + np.clip(t, 0, 1)[..., None] * way
    return t, np.linalg.norm(places - foot, axis=-1)


def drawn(*lines: tuple[Array | None, float]) -> list[tuple[Array, float]]:
    """The lines that were found, with their widths."""
    return [(line, width) for line, width in lines if line is not None]


def by(right: float, up: float, ahead: float) -> Array:
    """A step in decimetres; right is the body's left."""
    return np.array([right, up, ahead])
