"""The drawn sign of a stroke: what the hand does, for a picture that stands still."""

from math import atan2, cos, pi, sin

from kneadwell.atlas.plane import Point, distance, moved
from kneadwell.atlas.strokes import Course, Sign

HEAD = 0.05
"""Length of an arrow's head, as a share of the picture's width."""
GAP = 0.9
"""Radians of a ring that stay open where the hand is, to each side."""


def sign_of(course: Course, width: float) -> str:
    """Return the path data of a stroke's sign; nothing for a hand that rests.

    Args:
        course: How the hand moves.
        width: Of the picture, in the units of the drawing.
    """
    head = HEAD * width
    start, end = course.line
    drawn = ""
    match course.sign:
        case Sign.RING:
            drawn = _ring(start, end, head)
        case Sign.THERE:
            drawn = _arrow(start, end, head)
        case Sign.THERE_AND_BACK:
            drawn = _arrow(start, end, head) + _head(end, start, head)
        case Sign.CLOSE:
            drawn = _closing(course.rest, 0.24 * width, 0.1 * width, head)
        case Sign.KNEAD:
            drawn = _ring(course.rest, moved(course.rest, (0, 0.09 * width)), head)
        case Sign.LEAN:
            drawn = _closing(course.rest, 0.14 * width, 0.05 * width, 0.7 * head)
    return drawn


def _ring(middle: Point, rim: Point, head: float) -> str:
    radius = distance(middle, rim)
    start = atan2(rim[1] - middle[1], rim[0] - middle[0])
    first = _on_ring(middle, radius, start + GAP)
    last = _on_ring(middle, radius, start + 2 * pi - GAP)
    size = min(head, 0.8 * radius)
    # The head looks along the ring a little before its end, so that it lies on it.
    before = _on_ring(middle, radius, start + 2 * pi - GAP - size / radius)
    arc = f"{radius:.1f} {radius:.1f} 0 1 1 {last[0]:.1f} {last[1]:.1f}"
    return f"M{first[0]:.1f} {first[1]:.1f}A{arc}" + _head(before, last, size)


def _on_ring(middle: Point, radius: float, angle: float) -> Point:
    return moved(middle, (radius * cos(angle), radius * sin(angle)))


def _closing(middle: Point, far: float, near: float, head: float) -> str:
    return "".join(
        _arrow(moved(middle, (side * far, 0)), moved(middle, (side * near, 0)), head)
        for side in (-1, 1)
    )


def _arrow(start: Point, end: Point, head: float) -> str:
    shaft = f"M{start[0]:.1f} {start[1]:.1f}L{end[0]:.1f} {end[1]:.1f}"
    return shaft + _head(start, end, head)


def _head(start: Point, end: Point, size: float) -> str:
    angle = atan2(end[1] - start[1], end[0] - start[0])
    one, two = (
        moved(end, (-size * cos(angle + turn), -size * sin(angle + turn)))
        for turn in (0.7, -0.7)
    )
    return (
        f"M{one[0]:.1f} {one[1]:.1f}L{end[0]:.1f} {end[1]:.1f}"
        f"L{two[0]:.1f} {two[1]:.1f}"
    )
