"""How a stroke moves over its spot: one period of it, in the units of the view."""

from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from math import cos, pi, sin

from kneadwell.atlas.drawing import Area, View
from kneadwell.atlas.plane import (
    Point,
    between,
    distance,
    moved,
    share_ground,
    to_rim,
)

PAST_THE_RIM_CM = 1.0
"""How far a ring may reach over the edge of its spot, where no other spot begins."""
USUAL_RING_CM = 9.0
"""Length of a ring for which no path is given."""
KNEAD_CM = 0.8
"""How far a kneading hand goes to each side."""
CLOSED = 0.93
"""Size of a hand that has closed or leaned in."""
LIFTED, PALE = 1.06, 0.4
"""Size and opacity of a hand that comes back without touching."""
SAMPLES = 24
"""Moments of a round; a browser moves straight between them."""
STEPS = 8
"""Moments of a way that begins and ends slowly."""
HERE: Point = (0.0, 0.0)


class Sign(Enum):
    """What is drawn of a stroke."""

    NONE = auto()
    RING = auto()
    THERE = auto()
    THERE_AND_BACK = auto()
    CLOSE = auto()
    KNEAD = auto()
    LEAN = auto()


@dataclass(frozen=True, slots=True)
class Movement:
    """What the hand does, as a step or a cue states it."""

    stroke: str
    """circle, glide, knead, squeeze, roll, press-and-hold; anything else is still."""
    tool: str
    """thumb, fingers, flat-hand, knuckles, soft-ball, wrapped-ice or compress."""
    direction: str
    """``away-from-heart`` turns a glide round; the stroke decides all the rest."""
    tempo_per_min: float
    """Full strokes in a minute; 0 is still."""
    path_cm: float | None
    """How long one stroke is on the skin."""
    pressure: int
    """Level of the Walton scale, 1 to 5. It is told beside the picture."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Where the hand is at one moment of its stroke."""

    at: float
    """Share of the period, 0 to 1."""
    by: Point
    """Shift from where it rests in the still picture."""
    size: float = 1.0
    """Size about the point of contact."""
    shows: float = 1.0
    """Opacity."""


@dataclass(frozen=True, slots=True)
class Course:
    """One period of a stroke, and what is drawn of it."""

    rest: Point
    """Where the hand touches in the still picture."""
    moments: tuple[Moment, ...] = ()
    """One period, its end as its beginning; none for a still hand."""
    sign: Sign = Sign.NONE
    line: tuple[Point, Point] = (HERE, HERE)
    """Centre of a ring and a point of its rim, or the two ends of a way."""


def course_of(movement: Movement, area: Area, view: View, start: float) -> Course:
    """Return how a movement goes over a spot.

    Args:
        movement: What the hand does.
        area: The spot.
        view: The drawing, for its scale and its other spots.
        start: Where on a ring the hand begins, in radians clockwise from the right.
    """
    stroke = movement.stroke if movement.tempo_per_min > 0 else "still-hand"
    course = Course(area.center)
    match stroke:
        case "circle":
            course = _ring(movement, area, view, start)
        case "glide":
            course = _glide(movement, area, view)
        case "roll":
            course = _roll(movement, area, view)
        case "squeeze":
            course = _squeeze(area)
        case "knead":
            course = _knead(area, view)
        case "press-and-hold":
            course = _hold(area)
    return course


def _ring(movement: Movement, area: Area, view: View, start: float) -> Course:
    radius = _radius_cm(movement, area, view) * view.units_per_cm
    rim = [
        (radius * cos(start + turn), radius * sin(start + turn)) for turn in _turns()
    ]
    moments = tuple(
        Moment(i / SAMPLES, (x - rim[0][0], y - rim[0][1]))
        for i, (x, y) in enumerate(rim)
    )
    rest = moved(area.center, rim[0])
    return Course(rest, moments, Sign.RING, (area.center, rest))


def _radius_cm(movement: Movement, area: Area, view: View) -> float:
    """Return the radius of a ring: as asked, as far as there is room."""
    wanted = (movement.path_cm or USUAL_RING_CM) / (2 * pi)
    return min(wanted, _room(area, view) / view.units_per_cm)


@cache
def _room(area: Area, view: View) -> float:
    """Return how far a ring may reach: a little past its rim, into no other spot."""
    own = to_rim(area.center, area.polygon) + PAST_THE_RIM_CM * view.units_per_cm
    others = (
        to_rim(area.center, other.polygon)
        for other in view.spots.values()
        if not share_ground(area.polygon, other.polygon)
    )
    return min(own, *others)


def _glide(movement: Movement, area: Area, view: View) -> Course:
    start, end = _way(area, (movement.path_cm or 0) * view.units_per_cm)
    if movement.direction == "away-from-heart":
        start, end = end, start
    there = moved(end, (-start[0], -start[1]))
    moments = (
        Moment(0, HERE),
        *_eased(0.04, 0.62, HERE, there),
        *_eased(0.7, 0.94, there, HERE, sizes=(LIFTED, LIFTED), shows=PALE),
        Moment(1, HERE),
    )
    return Course(start, moments, Sign.THERE, (start, end))


def _roll(movement: Movement, area: Area, view: View) -> Course:
    start, end = _way(area, (movement.path_cm or 0) * view.units_per_cm / 2)
    there = moved(end, (-start[0], -start[1]))
    moments = tuple(
        Moment(i / SAMPLES, between(HERE, there, (1 - cos(turn)) / 2))
        for i, turn in enumerate(_turns())
    )
    return Course(start, moments, Sign.THERE_AND_BACK, (start, end))


def _way(area: Area, wanted: float) -> tuple[Point, Point]:
    """Return the ends of a way along a spot, no longer than wanted; 0 is any length."""
    start, end = area.way
    length = distance(start, end)
    spare = max(0.0, 1 - wanted / length) / 2 if wanted and length else 0.0
    return between(start, end, spare), between(start, end, 1 - spare)


def _squeeze(area: Area) -> Course:
    moments = (
        Moment(0, HERE),
        *_eased(0.08, 0.4, HERE, HERE, sizes=(1, CLOSED)),
        *_eased(0.6, 0.92, HERE, HERE, sizes=(CLOSED, 1)),
        Moment(1, HERE),
    )
    return Course(area.center, moments, Sign.CLOSE)


def _knead(area: Area, view: View) -> Course:
    wide = min(KNEAD_CM * view.units_per_cm, to_rim(area.center, area.polygon))
    moments = tuple(
        Moment(
            i / SAMPLES,
            (wide * sin(turn), 0.6 * wide * (1 - cos(turn))),
            # It takes hold of the muscle on the way down and lets go on the way up.
            1 - (1 - CLOSED) * (1 - cos(turn)) / 2,
        )
        for i, turn in enumerate(_turns())
    )
    return Course(area.center, moments, Sign.KNEAD)


def _hold(area: Area) -> Course:
    moments = (
        *_eased(0, 0.15, HERE, HERE, sizes=(1, CLOSED)),
        *_eased(0.8, 0.95, HERE, HERE, sizes=(CLOSED, 1)),
        Moment(1, HERE),
    )
    return Course(area.center, moments, Sign.LEAN)


def _turns() -> list[float]:
    return [2 * pi * i / SAMPLES for i in range(SAMPLES + 1)]


def _eased(
    begins: float,
    ends: float,
    start: Point,
    end: Point,
    *,
    sizes: tuple[float, float] = (1.0, 1.0),
    shows: float = 1.0,
) -> list[Moment]:
    """Return a way that begins and ends slowly, between two shares of the period."""
    shares = [(1 - cos(pi * i / STEPS)) / 2 for i in range(STEPS + 1)]
    return [
        Moment(
            begins + (ends - begins) * i / STEPS,
            between(start, end, share),
            sizes[0] + (sizes[1] - sizes[0]) * share,
            shows,
        )
        for i, share in enumerate(shares)
    ]
