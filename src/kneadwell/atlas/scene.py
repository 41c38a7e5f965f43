"""One picture: a part of the body, its spot, and the hand that works there."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from math import atan2, cos, radians, sin

from kneadwell.atlas.beside import area_beside
from kneadwell.atlas.drawing import Atlas, AtlasError, Tool, View
from kneadwell.atlas.plane import Point, box_of, moved, towards
from kneadwell.atlas.strokes import HERE, Course, Moment, Movement, course_of
from kneadwell.vocabulary import BESIDE_CHOSEN, CHOSEN, Place, Region, Side

SHAPE = 3 / 4
"""Width by height of every picture, so that nothing jumps when the next one comes."""
SHOWN = {
    "palm": (-0.05, 0.82),
    "hand-back": (-0.05, 0.82),
    "forearm-inner": (0.28, 0.9),
    "forearm-outer": (0.28, 0.9),
    "sole": (-0.06, 1.08),
    "foot-top": (0.22, 1.02),
    "ankle-inner": (0.2, 1.02),
    "ankle-outer": (0.2, 1.02),
    "leg-front": (0.14, 0.76),
    "leg-back": (0.12, 0.72),
    "leg-inner": (0.2, 0.96),
    "leg-outer": (0.14, 0.96),
    "thigh-front": (0.02, 0.7),
    "thigh-back": (0.02, 0.7),
}
"""What part of a view is shown, as shares of its height: large, and yet known again."""


BEST_VIEW = {"leg-path-inner": "leg-inner", "leg-path-outer": "leg-outer"}
"""Spots that another view than the usual one shows better."""

POINTS = {
    Region.FOOT: -35.0,
    Region.LOWER_LEG: -50.0,
    Region.THIGH: -50.0,
    Region.HAND: -65.0,
    Region.FOREARM: -60.0,
}
"""Where the giver's hand points, in degrees clockwise from straight up."""

POINTS_AT = {
    "big-toe": 150.0,
    "second-toe": -175.0,
    "third-toe": -160.0,
    "fourth-toe": -145.0,
    "little-toe": -120.0,
    "thumb-finger": 80.0,
    "index-finger": 150.0,
    "middle-finger": 180.0,
    "ring-finger": -150.0,
    "little-finger": -120.0,
    "thumb-web": 150.0,
}
"""Fingers and toes are reached from outside, so that the hand hides no other."""

OPPOSITE_HAND = {Region.HAND, Region.FOREARM}
"""Where people work on themselves with the hand of the other side."""

WRAPS = {("squeeze", "flat-hand")}
"""Strokes and tools for which the hand closes round a limb."""

WRAP_POINTS = -80.0
"""Where the hand points then: across the limb."""

ICE = "wrapped-ice"
ICE_SIZE = 0.6
"""It is drawn larger than a cube of ice in a thin cloth is."""
HOLDS = {ICE: ("fingers", 1.6)}
"""What never lies by itself: the hand that holds it, and how far from its middle in
centimetres."""


NO_COURSE = Course(HERE)


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of a drawing that is shown, in its units."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Pose:
    """A hand or thing laid on a view."""

    drawing: str
    matrix: tuple[float, float, float, float, float, float]
    """From its own units to those of the view, in the order of SVG."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture of the left side; on the right side all of it is mirrored."""

    id: str
    """Names what is shown; equal pictures have equal ids."""
    view: str
    frame: Frame
    is_mirrored: bool
    spot: str | None = None
    """The spot that is marked."""
    is_beside: bool = False
    """Whether the work is on the ring around the spot."""
    poses: tuple[Pose, ...] = ()
    """From the lowest to the uppermost."""
    course: Course = NO_COURSE
    """How the hand moves, if there is one."""
    period_s: float = 0.0
    """Seconds of one stroke; 0 where nothing moves."""

    @property
    def moments(self) -> tuple[Moment, ...]:
        """One period of the stroke; none where nothing moves."""
        return self.course.moments


def scene_of(place: Place, spot: str, movement: Movement, atlas: Atlas) -> Scene:
    """Return the picture of a movement on a spot of a place.

    Args:
        place: Where; its own spot stands for a chosen one.
        spot: A spot of the region, ``chosen-spot`` or ``beside-chosen-spot``.
        movement: What the hand does.
        atlas: The drawings.

    Raises:
        AtlasError: No view of the region shows the spot, or the tool is not drawn.
    """
    view, name = _found(place, spot, atlas)
    points = POINTS_AT.get(name, POINTS[place.region])
    x, y = towards(points)
    is_beside = spot == BESIDE_CHOSEN
    area = area_beside(name, view) if is_beside else view.spots[name]
    course = course_of(movement, area, view, start=atan2(-y, -x))
    poses = tuple(_poses(movement, course, view, points, atlas))
    period_s = 60 / movement.tempo_per_min if course.moments else 0.0
    # Two movements may look alike, where a spot leaves no room for the longer one.
    looks = hashlib.sha256(repr((poses, course, period_s)).encode()).hexdigest()
    side, beside = str(place.side), "beside-" if is_beside else ""
    return Scene(
        id=f"{side}-{view.name}-{beside}{name}-{movement.stroke}-{looks[:8]}",
        view=view.name,
        frame=_frame(view),
        is_mirrored=place.side is Side.RIGHT,
        spot=name,
        is_beside=is_beside,
        poses=poses,
        course=course,
        period_s=period_s,
    )


def still_scene(
    place: Place, spot: str | None, atlas: Atlas, *, seen_at: str | None = None
) -> Scene:
    """Return the place alone.

    Args:
        place: Where; its own spot stands for a chosen one.
        spot: What is marked, if anything.
        atlas: The drawings.
        seen_at: Where nothing is marked, the view is the one that shows this spot.

    Raises:
        AtlasError: No view of the region shows the spot.
    """
    if at := spot or seen_at:
        view, name = _found(place, at, atlas)
    else:
        view, name = _views(place.region, atlas)[0], ""
    marked = name if spot else None
    return Scene(
        id=f"{place.side}-{view.name}-{marked or 'whole'}-alone",
        view=view.name,
        frame=_frame(view),
        is_mirrored=place.side is Side.RIGHT,
        spot=marked,
    )


def _views(region: Region, atlas: Atlas) -> list[View]:
    return [view for view in atlas.views.values() if view.region is region]


def _found(place: Place, spot: str, atlas: Atlas) -> tuple[View, str]:
    """Return the view that shows a spot best, and the spot's own name."""
    name = (place.spot or spot) if spot in {CHOSEN, BESIDE_CHOSEN} else spot
    views = [view for view in _views(place.region, atlas) if name in view.spots]
    if not views:
        what = f"{place.region}/{name}"
        raise AtlasError(what)
    best = BEST_VIEW.get(name)
    return next((view for view in views if view.name == best), views[0]), name


def _poses(
    movement: Movement, course: Course, view: View, points: float, atlas: Atlas
) -> Iterator[Pose]:
    wraps = (movement.stroke, movement.tool) in WRAPS
    tool = _tool("wrapped-hand" if wraps else movement.tool, atlas)
    is_other_hand = view.region in OPPOSITE_HAND
    points = WRAP_POINTS if wraps else points
    yield Pose(tool.name, _laid(tool, course.rest, view, points, flipped=is_other_hand))
    if tool.name in HOLDS:
        holder, away_cm = HOLDS[tool.name]
        x, y = towards(points + 180)
        away = away_cm * view.units_per_cm
        at = moved(course.rest, (x * away, y * away))
        hand = _tool(holder, atlas)
        yield Pose(hand.name, _laid(hand, at, view, points, flipped=is_other_hand))


def _tool(name: str, atlas: Atlas) -> Tool:
    if name not in atlas.tools:
        what = f"the tool “{name}”"
        raise AtlasError(what)
    return atlas.tools[name]


def _laid(
    tool: Tool, at: Point, view: View, points: float, *, flipped: bool
) -> tuple[float, float, float, float, float, float]:
    """Return the matrix that lays a tool with its contact on a point.

    A thing lies upright; a hand is turned to point where it is wanted.
    """
    size = view.units_per_cm / tool.units_per_cm
    if not tool.is_hand:
        size *= ICE_SIZE if tool.name == ICE else 1
        x, y = tool.contact
        return size, 0.0, 0.0, size, at[0] - size * x, at[1] - size * y
    side = -1 if flipped else 1
    turn = radians(points - side * tool.angle)
    a, b = size * side * cos(turn), size * side * sin(turn)
    c, d = -size * sin(turn), size * cos(turn)
    x, y = tool.contact
    return a, b, c, d, at[0] - a * x - c * y, at[1] - b * x - d * y


def _frame(view: View) -> Frame:
    """Return what is shown of a view, the same for all of its spots."""
    left, _, right, _ = box_of(_dots(view))
    first, last = SHOWN[view.name]
    top, bottom = first * view.height, last * view.height
    height = max(bottom - top, (right - left) / SHAPE)
    width = height * SHAPE
    x, y = (left + right - width) / 2, (top + bottom - height) / 2
    return Frame(round(x, 1), round(y, 1), round(width, 1), round(height, 1))


def _dots(view: View) -> Iterator[Point]:
    return (dot for area in view.spots.values() for dot in area.polygon)
