"""The hands that give, each in one grip, with the point that lies on the spot."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np

from .anatomy import HAND_BONES, Body, Posed
from .drawing import Sheet, Style, draw
from .mesh import Array, Pose, unit
from .picture import Camera, Light, Mask, Picture, take

HEIGHT = 300
FADE = 0.16
Drawn = tuple[Sheet, bool, dict]
CALM = Light(soft=3.2, fine=0.35)
STYLE = Style(CALM, fade=(0, FADE), least=13, island=280)


def thumb(body: Body, name: str) -> list[Drawn]:
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
    return [_drawn(posed, picture, name, pad)]


def flat_hand(body: Body, name: str) -> list[Drawn]:
    """The whole hand laid down, its fingers together."""
    pose = body.digit(1, 0, 2, 2, spread=18)
    for i, turn in ((2, 18), (3, 4), (4, -6), (5, -17)):
        pose |= body.digit(i, 1, 4, 3, spread=turn)
    posed, picture = _taken(body, pose, body.dorsal + 0.12 * body.reach, body.reach)
    palm = (posed.head("finger3-1.L") + posed.head("finger4-1.L")) / 2
    palm = palm * 0.75 + posed.head("wrist.L") * 0.25
    return [_drawn(posed, picture, name, palm)]


def fingers(body: Body, name: str) -> list[Drawn]:
    """The pads of the middle three fingers, set down slightly bent."""
    pose = body.digit(1, 5, 15, 10, spread=12)
    for i, turn in ((2, 9), (3, 1), (4, -5.5), (5, -12.5)):
        pose |= body.digit(i, 32, 26, 8, spread=turn)
    eye = body.dorsal + 0.75 * body.reach
    posed, picture = _taken(body, pose, eye, body.reach)
    tips = np.mean([posed.tail(f"finger{i}-3.L") for i in (2, 3, 4)], 0)
    return [_drawn(posed, picture, name, tips)]


def knuckles(body: Body, name: str) -> list[Drawn]:
    """A soft fist on the flat of its middle bones."""
    pose = body.digit(1, 25, 30, 40)
    for i, first, turn in ((2, 70, 10), (3, 72, 1), (4, 74, -4), (5, 76, -8)):
        pose |= body.digit(i, first, 95, 60, spread=turn)
    eye = body.dorsal + 0.75 * body.reach + 0.15 * body.thumbwards
    posed, picture = _taken(body, pose, eye, body.reach)
    row = np.mean([posed.head(f"finger{i}-2.L") for i in (2, 3, 4, 5)], 0)
    return [_drawn(posed, picture, name, row, replace(STYLE, apart=9))]


def wrapped_hand(body: Body, name: str) -> list[Drawn]:
    """A hand about a limb: the thumb in front of it, the fingers behind.

    Two drawings in one frame: the limb is painted between them.
    """
    pose = body.digit(1, 0, 12, 14)
    pose["finger1-1.L"] += [(body.reach, -38.0), (body.dorsal, 22.0)]
    for i, turn in ((2, 8), (3, 1), (4, -5), (5, -11)):
        pose |= body.digit(i, 8, 24, 20, spread=turn)
    eye = -body.dorsal + 0.25 * body.thumbwards
    posed, picture = _taken(body, pose, eye, body.reach)
    pad = posed.head("finger1-3.L") * 0.8 + posed.head("finger2-1.L") * 0.2
    keep = body.near(("finger1",), 0.3) & _along_thumb(body)
    root = posed.head("finger1-2.L") * 0.8 + posed.head("finger1-1.L") * 0.2
    camera = picture.camera
    near = take(body.piece(pose, keep, ()).piece, camera, picture)
    share = float(picture.project(root)[0, 1] / picture.height)
    front = Style(CALM, fade=(0, 0.09), gone=share, pale=True, island=280)
    behind = _drawn(posed, picture, f"{name}-behind", pad, pale=True)
    before = _drawn(posed, near, name, pad, front)
    before[2]["behind"] = f"{name}-behind"
    return [before, behind]


def _along_thumb(body: Body) -> Mask:
    """Faces near the bones of the thumb, without the web."""
    joints = [body.mesh.head(f"finger1-{i}.L") for i in (1, 2, 3)]
    joints.append(body.mesh.tail("finger1-3.L"))
    away = [_to_bone(body.centres, a, b) for a, b in pairwise(joints)]
    return np.min(away, 0) < 0.22


def _to_bone(places: Array, start: Array, end: Array) -> Array:
    way = end - start
    t = np.clip((places - start) @ way / (way @ way), 0, 1)
    return np.linalg.norm(places - start - t[:, None] * way, axis=1)


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
    style: Style | None = None,
    *,
    pale: bool = False,
) -> Drawn:
    style = style or replace(STYLE, pale=pale)
    sheet = Sheet(name, picture.width, picture.height)
    draw(sheet, picture, style, nails=posed.body.nails)
    at, wrist = picture.project([contact, posed.head("wrist.L")])[:, :2]
    way = unit(at - wrist)
    entry = {
        "units_per_cm": round(picture.units_per_dm / 10, 3),
        "contact": [round(float(x), 1) for x in at],
        "angle": round(float(np.degrees(np.arctan2(way[0], -way[1]))), 1),
    }
    return sheet, style.pale, entry


HANDS: dict[str, Callable[[Body, str], list[Drawn]]] = {
    "thumb": thumb,
    "flat-hand": flat_hand,
    "fingers": fingers,
    "knuckles": knuckles,
    "wrapped-hand": wrapped_hand,
}
