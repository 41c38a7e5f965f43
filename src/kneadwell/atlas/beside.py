"""Where to work beside a chosen spot: on the calm skin around it, never on it."""

from collections.abc import Iterator
from functools import cache
from math import cos, pi, sin

from kneadwell.atlas.drawing import Area, View
from kneadwell.atlas.plane import (
    Point,
    between,
    distance,
    inside,
    moved,
    share_ground,
    to_rim,
)

RING_CM = 3.6
"""Width of the ring around a spot: two fingers or a little more."""
AWAY_CM = 2.0
"""How far from the edge of the spot the hand works."""
ROUND_CM = 1.2
ROUND_AWAY_CM = 1.5
"""Size and distance of the ground beyond an end of a spot that fills its limb."""
LOOKS = 24
STEP = 2.0
"""In how many directions, and how finely in units of the drawing, it looks."""


@cache
def area_beside(spot: str, view: View) -> Area:
    """Return the ground beside a spot where a hand has most room.

    It lies on a neighbour that may be touched; where there is none, beyond that end of
    the spot which is farther from the heart.
    """
    own = view.spots[spot]
    points = list(_around(own, view))
    found = [
        (to_rim(point, area.polygon), point, area)
        for area in _neighbours(own, view)
        for point in points
        if inside(point, area.polygon)
    ]
    if not found:
        return _beyond(own, view)
    _, point, area = max(found, key=lambda one: one[0])
    return Area(area.polygon, point, _along(own, area, point))


def _neighbours(own: Area, view: View) -> Iterator[Area]:
    for area in view.spots.values():
        if area.may_be_stroked and not share_ground(own.polygon, area.polygon):
            yield area


def _around(own: Area, view: View) -> Iterator[Point]:
    """Yield the points at the right distance from the edge, in every direction."""
    away = AWAY_CM * view.units_per_cm
    for look in range(LOOKS):
        angle = 2 * pi * look / LOOKS
        step = cos(angle), sin(angle)
        reach = 0.0
        while True:
            point = moved(own.center, (reach * step[0], reach * step[1]))
            if not inside(point, own.polygon) and to_rim(point, own.polygon) >= away:
                break
            reach += STEP
        yield point


def _along(own: Area, area: Area, point: Point) -> tuple[Point, Point]:
    """Return the way of a stroke through `point`, as the spot's own, inside `area`."""
    (x1, y1), (x2, y2) = own.way
    length = distance((x1, y1), (x2, y2))
    step = (x2 - x1) / length, (y2 - y1) / length
    ends = []
    for way in (-1, 1):
        reach = 0.0
        while inside(
            moved(point, (way * (reach + 1) * step[0], way * (reach + 1) * step[1])),
            area.polygon,
        ):
            reach += 1.0
        ends.append(moved(point, (way * reach * step[0], way * reach * step[1])))
    return ends[0], ends[1]


def _beyond(own: Area, view: View) -> Area:
    """Return a small round beyond an end of the spot, clear of untouchable ground."""
    far, near = own.way
    ends = [_round_beyond(own, view, near, far), _round_beyond(own, view, far, near)]
    never = [area.polygon for area in view.spots.values() if not area.may_be_stroked]
    clear = (
        end
        for end in ends
        if not any(share_ground(end.polygon, polygon) for polygon in never)
    )
    return next(clear, ends[0])


def _round_beyond(own: Area, view: View, start: Point, end: Point) -> Area:
    size, away = ROUND_CM * view.units_per_cm, ROUND_AWAY_CM * view.units_per_cm
    length = distance(start, end)
    reach = length
    while inside(between(start, end, reach / length), own.polygon):
        reach += 1.0
    center = between(start, end, (reach + away) / length)
    polygon = tuple(
        moved(center, (size * cos(pi * i / 8), size * sin(pi * i / 8)))
        for i in range(16)
    )
    (x1, y1), (x2, y2) = own.way
    whole = distance(*own.way)
    x, y = size * (x2 - x1) / whole, size * (y2 - y1) / whole
    return Area(polygon, center, (moved(center, (-x, -y)), moved(center, (x, y))))
