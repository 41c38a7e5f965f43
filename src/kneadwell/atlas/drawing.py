"""The drawings of the body and of what touches it, as they were committed."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

import cattrs

from kneadwell.atlas.plane import Point, Polygon
from kneadwell.vocabulary import KneadwellError, Region

BUNDLED = Path(__file__).parent / "drawings"

Named = TypeVar("Named")


class AtlasError(KneadwellError):
    """A drawing that is asked for is not there."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"the atlas has no drawing of {what}")


@dataclass(frozen=True, slots=True)
class Area:
    """A spot on a view, in the units of the drawing."""

    polygon: Polygon
    center: Point
    """A deep point near its middle."""
    axis: tuple[Point, Point] | None = None
    """A glide runs from the first end to the second, towards the heart."""

    @property
    def may_be_stroked(self) -> bool:
        """Whether hands go there; what is never touched has no axis."""
        return self.axis is not None

    @property
    def way(self) -> tuple[Point, Point]:
        """The axis; where there is none, no way at all."""
        return self.axis or (self.center, self.center)


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A part of the left side of the body, seen from one side."""

    name: str
    region: Region
    width: float
    height: float
    units_per_cm: float
    spots: Mapping[str, Area]


@dataclass(frozen=True, slots=True)
class Tool:
    """A hand or a thing that touches the skin."""

    name: str
    width: float
    height: float
    units_per_cm: float
    contact: Point
    """Where it touches."""
    angle: float
    """Where it points, in degrees clockwise from straight up."""
    is_hand: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is inside the frame of one file."""

    content: str
    is_pale: bool
    """Whether it shows palm or sole, which are paler on deep skin."""
    outlines: tuple[str, ...]
    """Ids of its outlines."""
    body: str | None
    """Id of the clip path that holds what is drawn, for a view or hand."""
    fade: str | None
    """Id of the mask that lets a cut limb fade out."""


@dataclass(frozen=True, slots=True, eq=False)
class Atlas:
    """All drawings, by name; the usual view of a region comes first."""

    views: Mapping[str, View]
    tools: Mapping[str, Tool]
    drawings: Mapping[str, Drawing]


@cache
def load_atlas(folder: Path = BUNDLED) -> Atlas:
    """Read the drawings and their index."""
    index = json.loads((folder / "atlas.json").read_text("utf-8"))
    views = _each(index["views"], View)
    hands = _each(index["hands"], Tool, is_hand=True)
    tools = hands | _each(index["tools"], Tool, is_hand=False)
    drawings = {
        name: _drawing((folder / entry["file"]).read_text("utf-8"))
        for group in ("views", "hands", "tools")
        for name, entry in index[group].items()
    }
    return Atlas(views, tools, drawings)


def _each(
    entries: Mapping[str, Mapping[str, object]], kind: type[Named], **told: object
) -> dict[str, Named]:
    return {
        name: cattrs.structure({"name": name, **entry, **told}, kind)
        for name, entry in entries.items()
    }


def _drawing(svg: str) -> Drawing:
    head, _, rest = svg.partition(">")
    body = re.search(r'<clipPath id="([^"]+)"', rest)
    fade = re.search(r'<mask id="([^"]+)"', rest)
    return Drawing(
        content=rest.rpartition("</svg>")[0],
        is_pale="pale" in head,
        outlines=tuple(re.findall(r'<path id="([^"]+-(?:line|under))"', rest)),
        body=body[1] if body else None,
        fade=fade[1] if fade else None,
    )
