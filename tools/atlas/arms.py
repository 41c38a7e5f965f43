"""Hand and forearm."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from .anatomy import HAND_BONES, Body, Dome, Posed
from .curves import calm, spline
from .drawing import Style
from .mesh import Array, Pose, unit
from .picture import Camera, Light, Mask, Picture, take
from .places import Places
from .view import (
    LIMB,
    THREE_FINGERS,
    View,
    digit_image,
    disc,
    drawn,
    ellipse,
    rest_image,
    to_segment,
    view,
)

# From the index side 0 to the little finger 1, and from the wrist 0 to the knuckles 1.
PALM_LINES = (
    ((-0.16, 0.66), (0.1, 0.6), (0.3, 0.42), (0.37, 0.2), (0.3, 0.03)),
    ((-0.12, 0.69), (0.2, 0.65), (0.55, 0.52), (0.8, 0.36)),
    ((1.1, 0.74), (0.8, 0.7), (0.5, 0.77), (0.3, 0.92)),
)
WRIST_LINES = (
    ((0.12, -0.07), (0.5, -0.095), (0.86, -0.07)),
    ((0.12, -0.11), (0.5, -0.135), (0.86, -0.11)),
)
DIGITS = (
    "thumb-finger",
    "index-finger",
    "middle-finger",
    "ring-finger",
    "little-finger",
)


def _open_hand(body: Body, spread: float = 1) -> Pose:
    """A hand at ease, its fingers slightly bent and parted."""
    pose = body.digit(1, 4, 6, 6)
    for i, turn in ((2, 4), (3, 1), (4, -2.5), (5, -7)):
        pose |= body.digit(i, 4, 7, 4, spread=turn * spread)
    return pose


def _hand_faces(body: Body) -> Mask:
    keep = body.near((*HAND_BONES, "lowerarm"), 0.4)
    return keep & ((body.centres - body.wrist) @ body.forearm > -1.25)


@view("palm", "hand")
def palm(body: Body) -> View:
    """The palm, the fingers up."""
    posed = body.piece(_open_hand(body), _hand_faces(body))
    picture = take(posed.piece, Camera(-body.dorsal, body.reach, 420, (0, 0, 1, 0.92)))
    places = Places(picture, (0, 1))
    _palm_spots(body, posed, places)
    return View(
        picture,
        Style(Light(hollow=1.2), fade=(0, 0.13), pale=True),
        places,
        _palm_creases(posed, picture),
    )


def _palm_creases(posed: Posed, picture: Picture) -> list[tuple[Array, float]]:
    lines = [
        (
            posed.crease(
                picture, (f"finger{i}-{k}.L", f"finger{i}-{k + 1}.L"), i - 1, (0.2, 0.8)
            ),
            1.1,
        )
        for i in range(2, 6)
        for k in (1, 2)
    ]
    thumb = posed.crease(picture, ("finger1-2.L", "finger1-3.L"), 0, (0.25, 0.8))
    lines.append((thumb, 1.1))
    lines += [(_in_palm(posed, picture, line), 1.6) for line in PALM_LINES]
    lines += [(_in_palm(posed, picture, line), 1.1) for line in WRIST_LINES]
    return drawn(*lines)


def _in_palm(
    posed: Posed, picture: Picture, dots: Sequence[tuple[float, float]]
) -> Array:
    """A line from (index side 0 to little side 1, wrist 0 to knuckles 1)."""
    index, little, wrist = picture.project(
        [posed.head(f"{bone}.L") for bone in ("finger2-1", "finger5-1", "wrist")]
    )[:, :2]
    across = little - index
    return calm(
        spline(
            [
                (wrist + across * (u - 0.5) * 0.8) * (1 - t) + (index + across * u) * t
                for u, t in dots
            ]
        ),
        2,
    )


def _palm_spots(body: Body, posed: Posed, places: Places) -> None:
    picture, rest = places.picture, rest_image(places.picture)
    digit = digit_image(picture, "finger")
    reach = (body.knuckle[3] + body.knuckle[4]) / 2 - body.wrist
    across = body.knuckle[5] - body.knuckle[2]
    across = across - reach * (across @ reach) / (reach @ reach)
    v = (rest - body.wrist) @ reach / (reach @ reach)
    u = (rest - body.knuckle[2]) @ across / (across @ across)
    start, end = body.knuckle[1], body.mesh.head("finger1-2.L")
    t, away = to_segment(rest, start, end)
    thumb = (digit == 1) & (t > 0.92)
    flesh = picture.mask & ~thumb & (v < 1.3)
    places.add("inner-wrist", picture.mask & (v > -0.32) & (v < 0.03), axis=False)
    _finger_spots(body, posed, places, thumb)
    web = _web(posed, picture)
    places.add("thumb-web", flesh & disc(places, web, 0.17), axis=(0.5, 1))
    places.add(
        "thumb-base", flesh & (away < 0.27) & (t > -0.05) & (u < 0.45) & (v > 0.16)
    )
    places.add("palm-pads", flesh & (v > 0.84))
    places.add("palm-heel", flesh & (v > 0.03) & (v < 0.24))
    places.add("little-finger-base", flesh & (u > 0.66) & (v > 0.24) & (v < 0.82))
    places.add(
        "palm-centre", flesh & (u > -0.1) & (u <= 0.64) & (v > 0.26) & (v < 0.82)
    )


def _finger_spots(body: Body, posed: Posed, places: Places, thumb: Mask) -> None:
    picture, rest = places.picture, rest_image(places.picture)
    digit = digit_image(picture, "finger")
    for i, name in enumerate(DIGITS, 1):
        root, tip = posed.head(f"finger{i}-1.L"), posed.tail(f"finger{i}-3.L")
        if i == 1:
            root, mask = posed.head("finger1-2.L"), thumb
        else:
            bone = f"finger{i}-1.L"
            far = (rest - body.mesh.head(bone)) @ body.along(bone)
            mask = (digit == i) & (far > 0.16)
        way = picture.project(np.stack([tip, root]))[:, :2]
        places.add(name, mask, axis=way[1] - way[0])


def _web(posed: Posed, picture: Picture) -> Array:
    return picture.project(
        posed.head("finger1-2.L") * 0.5 + posed.head("finger2-1.L") * 0.5
    )[0]


@view("hand-back", "hand")
def hand_back(body: Body) -> View:
    """The back of the hand, the fingers up."""
    posed = body.piece(_open_hand(body), _hand_faces(body), _knuckle_domes(body))
    picture = take(posed.piece, Camera(body.dorsal, body.reach, 420, (0, 0, 1, 0.92)))
    places = Places(picture, (0, 1))
    _back_spots(body, posed, places)
    lines = []
    for i in range(2, 6):
        for keep, tilt in (((0.3, 0.7), -0.5), ((0.26, 0.74), 0.5)):
            joint = (f"finger{i}-1.L", f"finger{i}-2.L")
            lines.append((posed.crease(picture, joint, i - 1, keep, tilt), 1.0))
        joint = (f"finger{i}-2.L", f"finger{i}-3.L")
        lines.append((posed.crease(picture, joint, i - 1, (0.34, 0.66), 0.3), 0.8))
    joint = ("finger1-2.L", "finger1-3.L")
    lines.append((posed.crease(picture, joint, 0, (0.34, 0.66), 0.3), 0.8))
    lines += _tendons(posed, picture)
    return View(
        picture,
        Style(Light(fine=0.45), fade=(0, 0.13)),
        places,
        drawn(*lines),
    )


def _knuckle_domes(body: Body) -> list[Dome]:
    size = np.array([0.11, 0.11, 0.11])
    return [(body.knuckle[i] + body.dorsal * 0.12, size, 0.025) for i in range(2, 6)]


def _tendons(posed: Posed, picture: Picture) -> list:
    """Short soft lines from the knuckles towards the wrist, and knuckle arcs."""
    out = []
    wrist = picture.project(posed.head("wrist.L"))[0, :2]
    for i in range(2, 6):
        knuckle = picture.project(posed.head(f"finger{i}-1.L"))[0, :2]
        way = unit(wrist - knuckle)
        aside = np.array([-way[1], way[0]])
        for s in (-1, 1):
            dots = [
                knuckle + way * 7 + aside * s * 4.2,
                knuckle + way * 14 + aside * s * 3,
                knuckle + way * 24 + aside * s * 2.4,
            ]
            out.append((spline(dots), 0.8))
    return out


def _back_spots(body: Body, posed: Posed, places: Places) -> None:
    picture, rest = places.picture, rest_image(places.picture)
    digit = digit_image(picture, "finger")
    reach = (body.knuckle[3] + body.knuckle[4]) / 2 - body.wrist
    v = (rest - body.wrist) @ reach / (reach @ reach)
    t, _ = to_segment(rest, body.knuckle[1], body.mesh.head("finger1-2.L"))
    thumb = (digit == 1) & (t > 0.92)
    row = [picture.project(posed.head(f"finger{i}-1.L"))[0] for i in range(2, 6)]
    row = [row[0] * 1.12 - row[1] * 0.12, *row[1:3], row[3] * 1.1 - row[2] * 0.1]
    scale = picture.units_per_dm
    places.add(
        "finger-knuckles", places.about(row, 0.12 * scale) & picture.mask, axis=False
    )
    _finger_spots(body, posed, places, thumb)
    flesh = picture.mask & ~thumb
    places.add(
        "thumb-web", flesh & disc(places, _web(posed, picture), 0.17), axis=(-0.5, 1)
    )
    places.add("back-of-hand", flesh & (v > 0.08) & (v < 0.97))
    places.add("back-of-wrist", picture.mask & (v > -0.42) & (v < 0.08))


@view("forearm-inner", "forearm")
def forearm_inner(body: Body) -> View:
    """The palm side up to the crease of the elbow."""
    picture, posed, places, level = _forearm(body, 1)
    at, scale = places.at_share, picture.units_per_dm
    low, high = level["low"], level["high"]
    wrist, elbow = level["wrist"], level["elbow"]
    places.add(
        "inner-wrist",
        places.rows(wrist - 0.08 * scale, wrist + 0.36 * scale, -1, 1),
        axis=False,
    )
    places.add("inner-elbow", ellipse(places, at(elbow, 0.0), 0.32, 0.38), axis=False)
    places.add("forearm-inner", places.rows(low, high, -0.95, 0.95))
    ends = np.linspace(low + 3, high - 3, 5)
    middle, little = ([at(y, s) for y in ends] for s in (0.0, 0.7))
    places.path("forearm-path-middle", middle, 0.1 * scale)
    places.path("forearm-path-little", little, 0.1 * scale)
    crease = [at(elbow + 3 - 8 * (1 - s * s), s * 0.7) for s in np.linspace(-1, 1, 7)]
    second = [at(elbow - 12 - 6 * (1 - s * s), s * 0.45) for s in np.linspace(-1, 1, 7)]
    tendon = [at(elbow - 12, 0.02), at(elbow - 34, -0.02), at(elbow - 54, -0.12)]
    cords = [
        [at(y, s) for y in np.linspace(wrist + 14, wrist + 52, 4)] for s in (-0.1, 0.12)
    ]
    lines = [(spline(crease), 1.5), (spline(second), 1.0), (spline(tendon), 1.0)]
    lines += [(spline(x), 0.8) for x in cords]
    lines += _palm_creases(posed, picture)
    return View(
        picture,
        Style(replace(LIMB, soft=4, fine=0.3), fade=(0, 0.12), pale=True, island=90),
        places,
        drawn(*lines),
    )


@view("forearm-outer", "forearm")
def forearm_outer(body: Body) -> View:
    """The back side with the point of the elbow."""
    picture, _, places, level = _forearm(body, -1)
    at, scale = places.at_share, picture.units_per_dm
    low, high, elbow = level["low"], level["high"], level["elbow"]
    point = at(elbow - 2, -0.12)
    places.add(
        "elbow-groove",
        ellipse(places, point + np.array([-0.26 * scale, 2]), 0.14, 0.36),
        axis=False,
    )
    places.add("forearm-outer", places.rows(low, high, -0.95, 0.95))
    thumb = [at(y, 0.7) for y in np.linspace(low + 3, high - 3, 5)]
    places.path("forearm-path-thumb", thumb, 0.1 * scale)
    out = []
    for first, last, wide, high_, width in (
        (95, 220, 0.17, 0.24, 1.8),
        (-35, 80, 0.17, 0.24, 1.6),
        (235, 305, 0.2, 0.32, 1.2),
    ):
        t = np.radians(np.linspace(first, last, 10))
        ring = np.stack([wide * np.cos(t), high_ * np.sin(t)], 1) * scale
        out.append((spline(point + ring), width))
    folds = [
        [
            at(elbow + dy + 4 * (1 - s * s), -0.1 + s * 0.34)
            for s in np.linspace(-1, 1, 5)
        ]
        for dy in (22, 28)
    ]
    edge = [
        at(y, -0.3 - 0.002 * (elbow - y))
        for y in np.linspace(elbow - 36, elbow - 120, 4)
    ]
    lines = [*out, *((spline(x), 0.9) for x in folds), (spline(edge), 0.9)]
    return View(
        picture,
        Style(replace(LIMB, soft=4, fine=0.3), fade=(0, 0.12), island=90),
        places,
        drawn(*lines),
    )


def _forearm(body: Body, side: int) -> tuple[Picture, Posed, Places, dict[str, float]]:
    """The arm straight, its hand turned so that palm and crease face one way."""
    axis = np.cross(body.forearm, body.upper_arm)
    bend = float(np.degrees(np.arccos(body.forearm @ body.upper_arm)))
    palmar = -body.dorsal
    flat = unit(palmar - body.forearm * (palmar @ body.forearm))
    front = unit(body.front - body.forearm * (body.front @ body.forearm))
    twist = float(
        np.degrees(np.arctan2(np.cross(flat, front) @ body.forearm, flat @ front))
    )
    pose = _open_hand(body, 1.8)
    pose["lowerarm01.L"] = [(axis, bend)]
    pose["lowerarm02.L"] = [(body.forearm, twist * 0.5)]
    droop = float(np.degrees(np.arccos(body.reach @ body.forearm)))
    straight = (np.cross(body.reach, body.forearm), droop * 0.9)
    pose["wrist.L"] = [straight, (body.forearm, twist * 0.45)]
    keep = body.near((*HAND_BONES, "arm"), 0.6)
    keep &= (body.centres - body.elbow) @ body.upper_arm > -1.75
    posed = body.piece(pose, keep, _elbow_domes(body))
    picture = take(
        posed.piece, Camera(body.front * side, body.upper_arm, 480, (0, 0, 1, 0.86))
    )
    places = Places(picture, (0, 1))
    y = {
        "wrist": body.wrist,
        "low": body.wrist - body.forearm * (THREE_FINGERS + 0.1),
        "high": body.elbow + body.forearm * (THREE_FINGERS + 0.1),
        "elbow": body.elbow,
    }
    level = {
        name: float(picture.project(posed.moved("lowerarm01.L", at))[0, 1])
        for name, at in y.items()
    }
    return picture, posed, places, level


def _elbow_domes(body: Body) -> list[Dome]:
    """The point of the elbow and the hollow of its crease."""
    behind, ahead = body.elbow - body.front * 0.42, body.elbow + body.front * 0.42
    round_ = np.array([0.24, 0.24, 0.24])
    return [(behind, round_, 0.1), (ahead, np.array([0.3, 0.3, 0.3]), -0.06)]
