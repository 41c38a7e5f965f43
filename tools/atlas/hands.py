"""The hands that give, each in one grip, with the point that lies on the spot."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from .anatomy import HAND_BONES, Body, Posed
from .drawing import Sheet, Style, draw
from .mesh import Array, Pose, unit
from .picture import Camera, Light, Mask, Picture, take
from .view import drawn

HEIGHT = 300
FADE = 0.16
Drawn = tuple[Sheet, dict]
CALM = Light(soft=3.2, fine=0.35)
STYLE = Style(CALM, fade=(0, FADE), least=13, island=280)


def thumb(body: Body, name: str) -> Drawn:
    """The pad of a straight thumb, the fingers folded away."""
    pose = body.digit(1, -8, 5, -12)
    for i, bends in (
        (2, (52, 72, 38)),
        (3, (60, 74, 38)),
        (4, (64, 74, 38)),
        (5, (66, 72, 38)),
    ):
        pose |= body.digit(i, *bends, spread=(4, 0, -3, -6)[i - 2])
    eye = body.nail_normal(1) + 0.75 * body.dorsal + 0.2 * body.reach
    up = body.along("finger1-2.L") + 1.2 * body.reach
    posed, picture = _taken(body, pose, eye, up, 0.83)
    pad = posed.tail("finger1-3.L") * 0.6 + posed.head("finger1-3.L") * 0.4
    return _drawn(posed, picture, name, pad)


def flat_hand(body: Body, name: str) -> Drawn:
    """The whole hand laid down, its fingers together."""
    pose = body.digit(1, 0, 2, 2, spread=18)
    for i, turn in ((2, 28), (3, 5), (4, -10), (5, -23)):
        pose |= body.digit(i, 1, 4, 3, spread=turn)
    posed, picture = _taken(body, pose, body.dorsal + 0.12 * body.reach, body.reach)
    palm = (posed.head("finger3-1.L") + posed.head("finger4-1.L")) / 2
    palm = palm * 0.75 + posed.head("wrist.L") * 0.25
    return _drawn(posed, picture, name, palm)


def fingers(body: Body, name: str) -> Drawn:
    """The pads of the middle three fingers, set down slightly bent."""
    pose = body.digit(1, 5, 15, 10, spread=12)
    for i, turn in ((2, 20), (3, 3), (4, -8.5), (5, -18)):
        pose |= body.digit(i, 32, 26, 8, spread=turn)
    eye = body.dorsal + 0.75 * body.reach
    posed, picture = _taken(body, pose, eye, body.reach)
    tips = np.mean([posed.tail(f"finger{i}-3.L") for i in (2, 3, 4)], 0)
    return _drawn(posed, picture, name, tips)


def knuckles(body: Body, name: str) -> Drawn:
    """A soft fist on the flat of its middle bones."""
    pose = body.digit(1, 25, 30, 40)
    for i, first, turn in ((2, 70, 10), (3, 72, 1), (4, 74, -4), (5, 76, -8)):
        pose |= body.digit(i, first, 95, 60, spread=turn)
    eye = body.dorsal + 0.75 * body.reach + 0.15 * body.thumbwards
    posed, picture = _taken(body, pose, eye, body.reach)
    row = np.mean([posed.head(f"finger{i}-2.L") for i in (2, 3, 4, 5)], 0)
    style = replace(STYLE, apart=18)
    return _drawn(posed, picture, name, row, style, has_creases=False)


def wrapped_hand(body: Body, name: str) -> Drawn:
    """A hand laid over a limb and closing on it, the thumb on its near side."""
    pose = body.digit(1, 0, 14, 22, spread=-20)
    for i, first, turn in ((2, 14, 22), (3, 17, 4), (4, 20, -9), (5, 24, -20)):
        pose |= body.digit(i, first, 36, 24, spread=turn)
    eye = body.dorsal + 0.1 * body.reach
    posed, picture = _taken(body, pose, eye, body.reach)
    palm = posed.head("finger3-1.L") * 0.7 + posed.head("wrist.L") * 0.3
    return _drawn(posed, picture, name, palm)


def _taken(
    body: Body, pose: Pose, eye: Array, up: Array, bottom: float = 0.9
) -> tuple[Posed, Picture]:
    posed = body.piece(pose, _hand(body), ())
    return posed, take(posed.piece, Camera(eye, up, HEIGHT, (0, 0, 1, bottom)))


def _hand(body: Body) -> Mask:
    keep = body.near((*HAND_BONES, "lowerarm"), 0.4)
    return keep & ((body.centres - body.wrist) @ body.forearm > -1.25)


def _drawn(
    posed: Posed,
    picture: Picture,
    name: str,
    contact: Array,
    style: Style = STYLE,
    *,
    has_creases: bool = True,
) -> Drawn:
    sheet = Sheet(name, picture.width, picture.height)
    creases = drawn(*_creases(posed, picture)) if has_creases else ()
    draw(sheet, picture, style, creases=creases, nails=posed.body.nails)
    at, wrist = picture.project([contact, posed.head("wrist.L")])[:, :2]
    way = unit(at - wrist)
    entry = {
        "units_per_cm": round(picture.units_per_dm / 10, 3),
        "contact": [round(float(x), 1) for x in at],
        "angle": round(float(np.degrees(np.arctan2(way[0], -way[1]))), 1),
    }
    return sheet, entry


def _creases(posed: Posed, picture: Picture) -> list[tuple[Array | None, float]]:
    """The skin over the joints of the fingers, where they are seen from behind."""
    lines = []
    for i in range(1, 6):
        joint = (f"finger{i}-1.L", f"finger{i}-2.L")
        if i == 1:
            joint = ("finger1-2.L", "finger1-3.L")
        for tilt in (-0.5, 0.5):
            keep = (0.3, 0.7) if tilt < 0 else (0.24, 0.76)
            lines.append((posed.crease(picture, joint, i - 1, keep, tilt), 1.0))
    return lines


HANDS: dict[str, Callable[[Body, str], Drawn]] = {
    "thumb": thumb,
    "flat-hand": flat_hand,
    "fingers": fingers,
    "knuckles": knuckles,
    "wrapped-hand": wrapped_hand,
}
