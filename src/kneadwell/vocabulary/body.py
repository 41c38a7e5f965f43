"""Where on the body a technique is applied."""

from dataclasses import dataclass, replace
from enum import StrEnum

from kneadwell.vocabulary.errors import KneadwellError

CHOSEN, BESIDE_CHOSEN = "chosen-spot", "beside-chosen-spot"
"""In place of a spot's name: the one that was chosen, and the ring around it."""


class Region(StrEnum):
    """A part of a limb, named as the safety rules name it."""

    FOOT = "foot"
    LOWER_LEG = "lower-leg"
    THIGH = "thigh"
    HAND = "hand"
    FOREARM = "forearm"


class Side(StrEnum):
    """Which side, from the receiver's own point of view."""

    LEFT = "left"
    RIGHT = "right"


class PlaceError(KneadwellError):
    """A text does not name a place."""

    def __init__(self, text: str) -> None:
        self.text = text
        regions = ", ".join(Region)
        super().__init__(
            f"“{text}” is not a place. Write a side and a region, like “left foot”; "
            f"the regions are {regions}. A spot may follow: “left foot/sole-arch”."
        )


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A region on one side, and the spot within it where one was chosen.

    >>> Place.parse("left foot/sole-arch").spot, str(Place.parse("right lower-leg"))
    ('sole-arch', 'right lower-leg')
    """

    side: Side
    region: Region
    spot: str | None = None

    @classmethod
    def parse(cls, text: str) -> "Place":
        """Read a place as people and files write it.

        Raises:
            PlaceError: The text is not ``side region`` or ``side region/spot``.
        """
        where, slash, spot = text.strip().partition("/")
        side, _, region = where.partition(" ")
        try:
            place = cls(Side(side), Region(region.strip()), spot or None)
        except ValueError as error:
            raise PlaceError(text) from error
        if slash and not spot:
            raise PlaceError(text)
        return place

    @property
    def whole(self) -> "Place":
        """The same place without its spot."""
        return replace(self, spot=None) if self.spot else self

    def __str__(self) -> str:
        where = f"{self.side} {self.region}"
        return f"{where}/{self.spot}" if self.spot else where


class Limb(StrEnum):
    """An arm or a leg, from the fingers or toes to the trunk."""

    ARM = "arm"
    LEG = "leg"

    @property
    def regions(self) -> tuple[Region, ...]:
        """The regions that make it up."""
        if self is Limb.ARM:
            return (Region.HAND, Region.FOREARM)
        return (Region.FOOT, Region.LOWER_LEG, Region.THIGH)

    @classmethod
    def of(cls, region: Region) -> "Limb":
        """Return the limb that `region` belongs to."""
        return next(limb for limb in cls if region in limb.regions)


EVERYWHERE = tuple(Place(side, region) for side in Side for region in Region)
"""Every place the rules know, without spots."""
