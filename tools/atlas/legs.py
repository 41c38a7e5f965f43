"""Lower leg and thigh."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from .anatomy import FOOT_BONES, Body, Dome, Posed
from .curves import calm, even, spline
from .drawing import Style
from .feet import (
    INNER_BAND,
    add_heel_cord,
    ankle_bones,
    ankle_domes,
    beside,
    knob_lines,
    ring_about,
)
from .mesh import Array, Pose
from .picture import Camera, Mask, Picture, take
from .places import Places
from .view import HAND_CM, LIMB, View, by, disc, drawn, ellipse, view


@view("leg-front", "lower-leg")
def leg_front(body: Body) -> View:
    """The shin with the knee, a little from outside."""
    posed = _leg(body, body.foot(flex=30))
    camera = Camera((0.34, 0.05, 1), body.shin, 460, (0, 0.12, 1, 1))
    picture = take(posed.piece, camera)
    places = Places(picture, (0, -1))
    level = _levels(body, posed, picture)
    crest = _crest(body, posed, picture)
    ridge = crest[
        (crest[:, 1] > level["knee"] + 28) & (crest[:, 1] < level["ankle"] - 14)
    ]
    scale = picture.units_per_dm
    places.add(
        "kneecap",
        ellipse(places, _patella(posed, body, picture), 0.36, 0.42),
        axis=False,
    )
    head = picture.project(posed.moved("lowerleg01.L", _fibula(body)))[0]
    near = np.hypot(*np.moveaxis(places.grid - head[:2], -1, 0)) < 0.52 * scale
    places.add("outer-knee", near & picture.mask, axis=False)
    places.add("shin", places.about(ridge, 0.085 * scale), axis=False, inset=0)
    right = places.grid[..., 0] - np.interp(
        places.grid[..., 1], crest[:, 1], crest[:, 0]
    )
    strip = places.rows(level["below-knee"], level["above-ankle"], -1, 0.93)
    places.add("shin-muscle", strip & (right > 0.15 * scale))
    ends = level["above-ankle"] - 3, level["below-knee"] + 3
    line = [places.at_share(y, 0.62) for y in np.linspace(*ends, 5)]
    places.path("leg-path-outer", line, 0.1 * scale)
    lines = _knee_lines(posed, body, picture)
    lines.append((calm(even(ridge[::4], 0.5), 8)[6:-40], 1.0))
    return View(
        picture,
        Style(replace(LIMB, soft=4, fine=0.35), fade=(0.13, 0)),
        places,
        drawn(*lines),
    )


@view("leg-back", "lower-leg")
def leg_back(body: Body) -> View:
    """The calf with the hollow of the knee, the sole just seen."""
    posed = _leg(body, body.foot(flex=52))
    picture = take(posed.piece, Camera((0, 0, -1), body.shin, 480, (0, 0.1, 1, 1)))
    places = Places(picture, (0, -1))
    level = _levels(body, posed, picture)
    scale = picture.units_per_dm
    top, bottom = level["below-knee"], level["above-ankle"]
    heel = picture.project(posed.moved("lowerleg02.L", body.ankle))[0, 1]
    places.add(
        "back-of-knee",
        ellipse(places, places.at_share(level["knee"] - 0.04 * scale, 0.08), 0.4, 0.5),
        axis=False,
    )
    head = picture.project(posed.moved("lowerleg01.L", _fibula(body)))[0]
    near = np.hypot(*np.moveaxis(places.grid - head[:2], -1, 0)) < 0.5 * scale
    places.add("outer-knee", near & picture.mask, axis=False)
    places.add("heel-cord", places.rows(bottom + 2, heel - 1, -0.45, 0.45))
    places.add("calf-inner-side", places.rows(top, bottom, 0.02, 0.93))
    places.add("calf-outer-side", places.rows(top, bottom, -0.93, -0.02))
    places.add("calf", places.rows(top - 1, bottom + 1, -0.95, 0.95), over=True)
    inner = [places.at_share(y, 0.55) for y in np.linspace(bottom - 3, top + 3, 5)]
    places.path("leg-path-inner", inner, 0.1 * scale)
    half = np.linspace(bottom - 3, (top + bottom) / 2, 5)
    outer = [places.at_share(y, -0.38) for y in half]
    places.path("leg-path-back", outer, 0.1 * scale)
    return View(
        picture,
        Style(
            replace(LIMB, soft=4.5, fine=0.3),
            fade=(0.12, 0),
            skip=lambda x: abs(float(x[:, 1].mean()) - heel) < 30,
        ),
        places,
        drawn(*_calf_lines(places, level, heel)),
    )


@view("leg-inner", "lower-leg")
def leg_inner(body: Body) -> View:
    """The inner side, the toes to the right."""
    places, posed, level = _leg_side(body, (-1, 0.04, 0.2))
    picture = places.picture
    scale, at = picture.units_per_dm, places.at_share
    top, bottom = level["below-knee"], level["above-ankle"]
    knob = ankle_bones(body)[0]
    places.add("inner-ankle", beside(picture, knob, INNER_BAND, 0.15, 0.6), axis=False)
    crest = [at(y, 0.78) for y in np.linspace(level["knee"] + 30, bottom + 20, 6)]
    places.add("shin", places.about(crest, 0.085 * scale), axis=False, inset=0)
    add_heel_cord(body, places)
    places.add("calf-inner-side", places.rows(top, bottom, -0.95, 0.3))
    line = [at(y, 0.02) for y in np.linspace(bottom - 3, top + 3, 5)]
    places.path("leg-path-inner", line, 0.1 * scale)
    belly = [
        at(top + 0.5 * (bottom - top), -0.1),
        at(bottom - 70, -0.35),
        at(bottom - 44, -0.8),
    ]
    lines = [(spline(belly), 0.9), *knob_lines(posed, picture, knob)]
    light = replace(LIMB, soft=3.5, fine=0.35, towards=(0.2, 0.5, 0.8))
    return View(picture, Style(light, fade=(0.13, 0)), places, drawn(*lines))


@view("leg-outer", "lower-leg")
def leg_outer(body: Body) -> View:
    """The outer side, the toes to the left."""
    places, posed, level = _leg_side(body, (1, 0.04, 0.2))
    picture = places.picture
    scale, at = picture.units_per_dm, places.at_share
    top, bottom = level["below-knee"], level["above-ankle"]
    head = picture.project(posed.moved("lowerleg01.L", _fibula(body)))[0]
    places.add("outer-knee", disc(places, head, 0.5) & picture.mask, axis=False)
    knob = ankle_bones(body)[1]
    places.add("outer-ankle", ring_about(picture, knob), axis=(1, 0))
    add_heel_cord(body, places)
    places.add("shin-muscle", places.rows(top, bottom, -0.72, -0.12))
    places.add("calf-outer-side", places.rows(top, bottom, -0.06, 0.95))
    line = [at(y, -0.4) for y in np.linspace(bottom - 3, top + 3, 5)]
    places.path("leg-path-outer", line, 0.1 * scale)
    groove = [at(y, -0.09) for y in np.linspace(top + 10, bottom + 6, 5)]
    belly = [
        at(top + 0.5 * (bottom - top), 0.15),
        at(bottom - 74, 0.4),
        at(bottom - 50, 0.82),
    ]
    lines = [(spline(belly), 0.9), (spline(groove), 0.8)]
    lines += knob_lines(posed, picture, knob)
    light = replace(LIMB, soft=3.5, fine=0.35, towards=(-0.2, 0.5, 0.8))
    return View(picture, Style(light, fade=(0.13, 0)), places, drawn(*lines))


def _leg_side(
    body: Body, eye: Sequence[float]
) -> tuple[Places, Posed, dict[str, float]]:
    posed = _leg(body, body.foot(flex=12))
    picture = take(posed.piece, Camera(eye, body.shin, 460, (0, 0.14, 1, 1)))
    places = Places(picture, (0, -1))
    return places, posed, _levels(body, posed, picture)


def _leg(body: Body, pose: Pose) -> Posed:
    keep = _leg_faces(body) & (body.centres[:, 1] < body.knee[1] + 2)
    return body.piece(pose, keep, [*_knee_domes(body), *ankle_domes(body)])


def _leg_faces(body: Body) -> Mask:
    hip = np.abs(body.centres[:, 1] - body.hip[1] - 0.35) < 1.85
    hip &= (body.centres[:, 0] > 0.1) & ~body.near(
        ("arm", "finger", "wrist", "metac"), 0.1
    )
    return body.near(("leg", *FOOT_BONES), 0.4) | hip


def _levels(body: Body, posed: Posed, picture: Picture) -> dict[str, float]:
    """Heights in the drawing: knee, ankle and a hand's width from each."""
    places = {
        "knee": body.knee,
        "below-knee": body.knee - body.shin * (HAND_CM + 0.2),
        "above-ankle": body.ankle + body.shin * (HAND_CM + 0.1),
        "ankle": body.ankle,
    }
    return {
        name: float(picture.project(posed.moved("lowerleg01.L", at))[0, 1])
        for name, at in places.items()
    }


def _front_of_knee(body: Body) -> Array:
    """The middle of the kneecap on the skin, at rest."""
    rest = body.mesh.points[np.unique(body.mesh.faces[body.near(("leg",))])]
    level = body.knee + body.thigh * 0.12
    near = np.abs(rest - level)[:, :2].max(1) < 0.3
    return np.array([level[0] + 0.02, level[1], rest[near, 2].max()])


def _knee_domes(body: Body) -> list[Dome]:
    """Kneecap, its two hollows, the knob of the shin and the muscle above."""
    cap = _front_of_knee(body)
    flat = np.array([0.26, 0.3, 0.5])
    side = np.array([0.16, 0.34, 0.4])
    return [
        (cap, flat, 0.13),
        (cap + by(-0.36, 0, -0.12), side, -0.09),
        (cap + by(0.36, 0, -0.12), side, -0.09),
        (cap + by(0, -0.42, -0.08), np.array([0.3, 0.14, 0.4]), -0.03),
        (cap + by(0, -0.66, -0.1), np.array([0.14, 0.18, 0.4]), 0.045),
        (cap + by(0, 0.5, -0.1), np.array([0.26, 0.2, 0.4]), -0.05),
        (cap + by(-0.4, 0.8, -0.15), np.array([0.3, 0.44, 0.55]), 0.13),
        (cap + by(0.4, 1.1, -0.15), np.array([0.28, 0.6, 0.55]), 0.1),
        (cap + by(-0.05, 1.5, 0), np.array([0.2, 0.9, 0.5]), 0.06),
        (cap + by(-0.27, 1.5, -0.1), np.array([0.1, 0.7, 0.5]), -0.04),
        (cap + by(0.2, 1.5, -0.1), np.array([0.1, 0.7, 0.5]), -0.04),
        (_fibula(body), np.array([0.2, 0.18, 0.2]), 0.05),
    ]


def _fibula(body: Body) -> Array:
    """The knob below the outer knee, at rest."""
    rest = body.mesh.points[np.unique(body.mesh.faces[body.near(("leg",))])]
    level = body.knee - body.shin * 0.3 + [0, 0, -0.12]
    near = np.abs(rest - level)[:, 1:].max(1) < 0.2
    return np.array([rest[near, 0].max() - 0.04, level[1], level[2]])


def _patella(posed: Posed, body: Body, picture: Picture) -> Array:
    return picture.project(posed.moved("lowerleg01.L", _front_of_knee(body)))[0]


def _knee_lines(posed: Posed, body: Body, picture: Picture) -> list:
    """The rim of the kneecap, heavier at its sides, and the tendon below."""
    at, scale = _patella(posed, body, picture)[:2], picture.units_per_dm
    out = []
    for first, last, width, wide, high in (
        (118, 205, 1.5, 0.27, 0.3),
        (-22, 62, 1.5, 0.27, 0.3),
        (228, 300, 1.1, 0.26, 0.31),
        (140, 188, 1.0, 0.36, 0.38),
    ):
        t = np.radians(np.linspace(first, last, 12))
        ring = np.stack([wide * np.cos(t), high * np.sin(t)], 1) * scale
        out.append((spline(at + ring), width))
    for side in (-1, 1):
        dots = np.array([[0.13 * side, 0.38], [0.1 * side, 0.5], [0.085 * side, 0.62]])
        out.append((spline(at + dots * scale), 1.0))
    return out


def _crest(body: Body, posed: Posed, picture: Picture) -> Array:
    """The sharp edge of the shin bone in the drawing, from the top down."""
    rest = body.mesh.points[np.unique(body.mesh.faces[body.near(("lowerleg",))])]
    dots = []
    for share in np.linspace(0.1, 0.94, 16):
        at = body.knee * (1 - share) + body.ankle * share
        near = np.abs(rest[:, 1] - at[1]) < 0.22
        front = rest[near][np.argsort(-rest[near, 2])[:4]]
        dots.append([at[0] - 0.05, at[1], front[:, 2].mean()])
    return calm(
        spline(picture.project(posed.moved("lowerleg01.L", np.array(dots)))[:, :2]), 12
    )


def _calf_lines(places: Places, level: dict[str, float], heel: float) -> list:
    """The crease of the knee, the lower edge of the calf, the cord."""
    at = places.at_share
    knee, top, bottom = level["knee"], level["below-knee"], level["above-ankle"]
    down = bottom - top
    crease = [at(knee + 2 + 5 * (1 - s * s), s * 0.62) for s in np.linspace(-1, 1, 7)]
    split = [at(y, 0.02) for y in np.linspace(top + 0.12 * down, top + 0.5 * down, 4)]
    low = top + 0.62 * down
    bellies = (
        [at(low - 16, 0.86), at(low + 2, 0.5), at(low - 4, 0.1)],
        [at(low - 24, -0.84), at(low - 10, -0.5), at(low - 12, -0.06)],
    )
    fold = [at(heel + 4 + 5 * (1 - s * s), s * 0.5) for s in np.linspace(-1, 1, 7)]
    cord = [
        [at(y, side * 0.36) for y in np.linspace(bottom + 12, heel - 6, 4)]
        for side in (-1, 1)
    ]
    return [
        (spline(crease), 1.3),
        (spline(fold), 1.2),
        (spline(split), 0.8),
        *((spline(line), 0.9) for line in bellies),
        *((spline(line), 1.1) for line in cord),
    ]


@view("thigh-front", "thigh")
def thigh_front(body: Body) -> View:
    """The thigh with the whole knee, a little from outside."""
    posed = _thigh(body)
    camera = Camera((0.2, 0, 1), body.thigh, 440, (0, 0.33, 1, 0.87))
    picture = take(posed.piece, camera)
    places = Places(picture, (0, -1))
    top, bottom = _thigh_levels(body, posed, picture)
    places.add(
        "kneecap",
        ellipse(places, _patella(posed, body, picture), 0.36, 0.42),
        axis=False,
    )
    places.add("inner-thigh", places.rows(25, bottom, -1, -0.52), axis=False)
    places.add("thigh-front", places.rows(top, bottom, -0.5, 0.42))
    places.add("thigh-outer", places.rows(top, bottom, 0.46, 0.95))
    light = replace(LIMB, soft=4, fine=0.35)
    return View(
        picture,
        Style(light, fade=(0.13, 0.1)),
        places,
        drawn(*_knee_lines(posed, body, picture), *_thigh_lines(places, top, bottom)),
    )


@view("thigh-back", "thigh")
def thigh_back(body: Body) -> View:
    """The back of the thigh down to the hollow of the knee."""
    posed = _thigh(body)
    camera = Camera((0, 0, -1), body.thigh, 440, (0, 0.33, 1, 0.88))
    picture = take(posed.piece, camera)
    places = Places(picture, (0, -1))
    top, bottom = _thigh_levels(body, posed, picture)
    knee = picture.project(posed.moved("upperleg02.L", body.knee))[0, 1]
    scale = picture.units_per_dm
    places.add("inner-thigh", places.rows(25, bottom, 0.6, 1), axis=False)
    hollow = places.at_share(knee - 0.04 * scale, 0.05)
    places.add("back-of-knee", ellipse(places, hollow, 0.4, 0.5), axis=False)
    places.add("thigh-back", places.rows(top, bottom, -0.62, 0.57))
    places.add("thigh-outer", places.rows(top, bottom, -0.95, -0.66))
    at = places.at_share
    crease = [at(knee + 2 + 6 * (1 - s * s), s * 0.62) for s in np.linspace(-1, 1, 7)]
    cords = [
        [
            at(knee - 12, side * 0.6),
            at(knee - 40, side * 0.5),
            at(knee - 75, side * 0.3),
        ]
        for side in (-1, 1)
    ]
    split = [at(y, -0.02) for y in np.linspace(knee - 85, knee - 200, 4)]
    lines = [(spline(crease), 1.4), (spline(split), 0.9)]
    lines += [(spline(cord), 1.2) for cord in cords]
    return View(
        picture,
        Style(replace(LIMB, soft=4.5, fine=0.3), fade=(0.13, 0.1)),
        places,
        drawn(*lines),
    )


def _thigh(body: Body) -> Posed:
    keep = _leg_faces(body) & (body.centres[:, 1] > body.knee[1] - 3.2)
    return body.piece({}, keep, _knee_domes(body))


def _thigh_levels(body: Body, posed: Posed, picture: Picture) -> tuple[float, float]:
    """Upper third and a hand above the kneecap, as heights in the drawing."""
    upper = body.hip * (2 / 3) + body.knee / 3
    lower = body.knee + body.thigh * (HAND_CM + 0.3)
    dots = picture.project(posed.moved("upperleg01.L", np.stack([upper, lower])))
    return float(dots[0, 1]), float(dots[1, 1])


def _thigh_lines(places: Places, top: float, bottom: float) -> list:
    """Hints of the three muscles that meet above the kneecap."""
    at = places.at_share
    inner = [at(bottom + 36, -0.42), at(bottom + 8, -0.4), at(bottom - 30, -0.16)]
    outer = [at(bottom + 16, 0.42), at(bottom - 20, 0.36), at(bottom - 60, 0.2)]
    long = [
        at(y, 0.02 + 0.0006 * (bottom - y))
        for y in np.linspace(bottom - 70, top + 60, 4)
    ]
    return [(spline(inner), 1.1), (spline(outer), 1.0), (spline(long), 0.7)]
