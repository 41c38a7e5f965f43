"""Points, polygons and distances, in the units of a drawing: x right, y down."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import cos, hypot, radians, sin

Point = tuple[float, float]
Polygon = tuple[Point, ...]


def moved(point: Point, by: Point) -> Point:
    """Return `point` shifted by `by`."""
    return point[0] + by[0], point[1] + by[1]


def between(start: Point, end: Point, share: float) -> Point:
    """Return the point at `share` (0 to 1) of the way."""
    return (
        start[0] + (end[0] - start[0]) * share,
        start[1] + (end[1] - start[1]) * share,
    )


def distance(one: Point, two: Point) -> float:
    """Return how far apart two points are."""
    return hypot(two[0] - one[0], two[1] - one[1])


def towards(degrees: float) -> Point:
    """Return the unit step in a direction, clockwise from straight up."""
    return sin(radians(degrees)), -cos(radians(degrees))


def sides(polygon: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    """Yield the sides of a polygon."""
    return pairwise([*polygon, polygon[0]])


def inside(point: Point, polygon: Sequence[Point]) -> bool:
    """Return whether `point` lies within `polygon`."""
    x, y = point
    hit = False
    for (x1, y1), (x2, y2) in sides(polygon):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            hit = not hit
    return hit


def to_rim(point: Point, polygon: Sequence[Point]) -> float:
    """Return the distance from `point` to the nearest side of `polygon`."""
    return min(_to_side(point, start, end) for start, end in sides(polygon))


def _to_side(point: Point, start: Point, end: Point) -> float:
    length = distance(start, end)
    if not length:
        return distance(point, start)
    along = (
        (point[0] - start[0]) * (end[0] - start[0])
        + (point[1] - start[1]) * (end[1] - start[1])
    ) / length**2
    return distance(point, between(start, end, min(1.0, max(0.0, along))))


def share_ground(one: Sequence[Point], two: Sequence[Point]) -> bool:
    """Return whether two polygons overlap."""
    left, top, right, bottom = box_of(one)
    x1, y1, x2, y2 = box_of(two)
    if right < x1 or x2 < left or bottom < y1 or y2 < top:
        return False
    return (
        any(inside(dot, two) for dot in one)
        or any(inside(dot, one) for dot in two)
        or any(_cross(a, b) for a in sides(one) for b in sides(two))
    )


def _cross(one: tuple[Point, Point], two: tuple[Point, Point]) -> bool:
    (a, b), (c, d) = one, two
    return _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def box_of(points: Iterable[Point]) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of all points."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)
