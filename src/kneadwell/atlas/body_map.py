"""The whole body, small: a map to choose places on."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from kneadwell.atlas.drawing import BUNDLED
from kneadwell.atlas.plane import Polygon
from kneadwell.vocabulary import Place, Region, Side

Face = Literal["front", "back"]
CUTS = (0, 180, 285)
"""Where a part of the body may begin: head, waist, knees. No face is cut through."""
ROOM = 20
"""Units between a cut and what can be pressed."""
BELOW_THE_HANDS = 300
"""Where a part that has no leg may end."""


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle, in the units of the drawing."""

    x: float
    y: float
    width: float
    height: float

    def around(self, other: "Box") -> "Box":
        """Return the smallest box that holds both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        right = max(self.x + self.width, other.x + other.width)
        bottom = max(self.y + self.height, other.y + other.height)
        return Box(x, y, right - x, bottom - y)


@dataclass(frozen=True, slots=True)
class MapRegion:
    """One place on the map."""

    place: Place
    polygon: Polygon
    """Its edge."""
    press: Box
    """What a finger may touch for it, 66 units or more each way."""


@dataclass(frozen=True, slots=True, eq=False)
class BodyMap:
    """The body from the front or from the back, left on the left as in a mirror."""

    width: float
    height: float
    content: str
    """What is inside the frame of the drawing."""
    regions: Mapping[Place, MapRegion]

    def frame(self, places: Iterable[Place]) -> Box:
        """Return the part of the body that shows all of these places."""
        boxes = [self.regions[place].press for place in places]
        highest = min((box.y for box in boxes), default=0)
        lowest = max((box.y + box.height for box in boxes), default=self.height)
        top = max(cut for cut in CUTS if cut + ROOM <= highest or not cut)
        bottom = (
            BELOW_THE_HANDS if lowest < BELOW_THE_HANDS else max(self.height, lowest)
        )
        over = [max(-box.x, box.x + box.width - self.width) for box in boxes]
        beside = max([0, *over])
        return Box(-beside, top, self.width + 2 * beside, bottom - top)


@cache
def load_body_map(face: Face) -> BodyMap:
    """Read the map of the front or of the back."""
    index = json.loads((BUNDLED / "atlas.json").read_text("utf-8"))
    entry = index["maps"][f"body-{face}"]
    drawn = (BUNDLED / entry["file"]).read_text("utf-8")
    regions = {}
    for place in (Place(side, region) for region in Region for side in Side):
        # A body that faces us has its left on the right; both sides are drawn alike.
        shown = place if face == "back" else Place(_other(place.side), place.region)
        dots = entry["regions"][shown.region][shown.side]
        polygon = tuple((x, y) for x, y in dots)
        press = Box(*entry["press"][shown.region][shown.side])
        regions[place] = MapRegion(place, polygon, press)
    return BodyMap(
        width=entry["width"],
        height=entry["height"],
        content=drawn.partition(">")[2].rpartition("</svg>")[0],
        regions=regions,
    )


def _other(side: Side) -> Side:
    return Side.RIGHT if side is Side.LEFT else Side.LEFT
