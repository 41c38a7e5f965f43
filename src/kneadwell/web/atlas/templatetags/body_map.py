"""The map of the body: to press places on, and to show what happened where."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.template import Library
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from kneadwell.atlas import BodyMap, MapRegion, load_body_map
from kneadwell.vocabulary import Place, Region

Shown = Mapping[str, Any]
register = Library()

PAINTED = (
    Region.THIGH,
    Region.LOWER_LEG,
    Region.FOOT,
    Region.FOREARM,
    Region.HAND,
)
"""A later region lies over an earlier one; a hand hangs before the thigh."""


@register.inclusion_tag("body/map.html")
def body_map(choices: Iterable[Shown], more: Iterable[Shown] = ()) -> Shown:
    """Show places on the body, front and back; a press on one ticks its box.

    Args:
        choices: What the boxes beside the map are made of: entries with `value` and,
            where a place may be closed, `is_open`; or rows of them under `places`.
        more: The same, for boxes that are folded away.
    """
    entries = [one for row in (*choices, *more) for one in row.get("places", [row])]
    is_open = {Place.parse(one["value"]): one.get("is_open", True) for one in entries}
    front, back = load_body_map("front"), load_body_map("back")
    frame = front.frame(is_open).around(back.frame(is_open))
    return {
        "frame": f"{frame.x:g} {frame.y:g} {frame.width:g} {frame.height:g}",
        "front": _body(front, is_open),
        "back": _body(back, is_open),
    }


@register.inclusion_tag("body/day_map.html")
def day_map(marks: Iterable[Shown]) -> Shown:
    """Show what happened where on the body, front and back; nothing is pressed.

    Args:
        marks: Entries with `value` and what there was: `is_worked`, `is_wrong`,
            `is_resting`.
    """
    by_place = {Place.parse(one["value"]): one for one in marks}
    front, back = load_body_map("front"), load_body_map("back")
    frame = front.frame(by_place).around(back.frame(by_place))
    return {
        "frame": f"{frame.x:g} {frame.y:g} {frame.width:g} {frame.height:g}",
        "faces": [
            {
                "content": _ours(body.content),
                "regions": [
                    {**_region(body.regions[place], is_open=True), **by_place[place]}
                    for place in _painted(by_place)
                ],
            }
            for body in (front, back)
        ],
    }


def _body(body: BodyMap, is_open: Mapping[Place, bool]) -> Shown:
    return {
        "content": _ours(body.content),
        "regions": [
            _region(body.regions[place], is_open=is_open[place])
            for place in _painted(is_open)
        ],
    }


def _painted(places: Iterable[Place]) -> list[Place]:
    return sorted(places, key=lambda place: PAINTED.index(place.region))


def _region(region: MapRegion, *, is_open: bool) -> Shown:
    xs, ys = zip(*region.polygon, strict=True)
    return {
        "part": slugify(str(region.place)),
        "is_open": is_open,
        "press": region.press,
        "dots": " ".join(f"{x:g},{y:g}" for x, y in region.polygon),
        "middle": f"{(min(xs) + max(xs)) / 2:.1f} {(min(ys) + max(ys)) / 2:.1f}",
    }


def _ours(svg: str) -> SafeString:
    """Trust a committed drawing."""
    return mark_safe(svg)  # noqa: S308
