"""The foot: sole, top and both sides."""

from collections.abc import Sequence

import numpy as np

from .anatomy import FINGERS, FIRST_TOE, FOOT_BONES, Body, Dome, Posed
from .curves import spline
from .drawing import Style
from .mesh import Array, unit
from .picture import Camera, Light, Mask, Picture, take
from .places import Places
from .view import View, by, digit_image, drawn, is_digit, rest_image, view

# Behind and below the inner ankle bone, from its top: decimetres.
INNER_BAND = (
    (0, 0.4, -0.2),
    (0, 0.1, -0.28),
    (0, -0.2, -0.24),
    (0, -0.4, -0.02),
    (0, -0.44, 0.28),
)


TOES = ("big-toe", "second-toe", "third-toe", "fourth-toe", "little-toe")


@view("sole", "foot")
def sole(body: Body) -> View:
    """From below, the toes up."""
    keep = body.near((*FOOT_BONES, "lowerleg02"), 0.2)
    keep &= body.centres[:, 1] < body.ankle[1] - 0.3
    posed = body.piece(body.foot(curl=4), keep, _sole_domes(body))
    picture = take(posed.piece, Camera((0.1, -1, 0), (-0.06, 0, 1), 400))
    crease = posed.crease(picture, ("toe1-1.L", "toe1-2.L"), FIRST_TOE, (0.3, 0.7))
    places = Places(picture, (0, 1))
    _sole_spots(body, posed, places)
    light = Light(towards=(0.5, 0.5, 0.72), hollow=2.2)
    return View(
        picture,
        Style(light, pale=True),
        places,
        drawn((crease, 1.1)),
    )


def _sole_domes(body: Body) -> list[Dome]:
    """The inner edge is hollowed at the arch."""
    heel, root = body.ankle, body.toe_root[1]
    middle = heel * 0.45 + root * 0.55
    inner = np.array([root[0] - 0.28, root[1], middle[2]])
    return [(inner, np.array([0.42, 0.55, 0.72]), -0.22)]


def _sole_spots(body: Body, posed: Posed, places: Places) -> None:
    picture, rest = places.picture, rest_image(places.picture)
    whole = picture.mask
    low = rest[whole]
    heel = np.array([low[low[:, 2].argmin(), 0], 0, low[:, 2].min()])
    ahead = (body.toe_root[2] - heel) * [1, 0, 1]
    length = float(np.linalg.norm(ahead))
    ahead /= length
    outwards = np.array([ahead[2], 0, -ahead[0]])
    u, w = (rest - heel) @ ahead / length, (rest - heel) @ outwards
    w1, w2, w3, _, w5 = ((body.toe_root[i] - heel) @ outwards for i in FINGERS)
    low_edge = np.interp(w, [w1, w2, w5], [0.72, 0.74, 0.58])
    toes, gaps = _toes(body, posed, places, 0.5)
    flesh = whole & ~is_digit(picture, "toe")
    ball = flesh & (u > low_edge)
    middle = np.interp(u, [0, 0.5, 1], [0, 0.02 * length, 0])
    places.add("between-the-toes", gaps, axis=False, inset=0.6)
    for name, mask, along in toes:
        places.add(name, mask, axis=along)
    cuts = (w1 + w2) / 2, w3 + 0.3 * (w5 - w3)
    places.add("sole-ball-big", ball & (w < cuts[0]))
    places.add("sole-ball-middle", ball & (w >= cuts[0]) & (w < cuts[1]))
    places.add("sole-ball-small", ball & (w >= cuts[1]))
    places.add("sole-heel", flesh & (u < 0.27) & (u > 0.035))
    arch = (u > 0.3) & (u < low_edge - 0.01)
    places.add("sole-arch", flesh & arch & (w < middle + 0.03 * length))
    places.add("sole-outer-edge", flesh & arch & (w > middle + 0.06 * length))
    free = flesh & ~gaps
    places.add("sole-ball", ball & free, over=True)
    places.add("whole-sole", free & (u > 0.02), over=True, inset=2.4)


def _toes(
    body: Body, posed: Posed, places: Places, reach: float
) -> tuple[list[tuple[str, Mask, Array]], Mask]:
    """Each toe with the way from its tip to its root, and the comb between them."""
    picture = places.picture
    digit = digit_image(picture, "toe")
    comb = np.zeros(picture.mask.shape, bool)
    webs = []
    for i in range(1, 5):
        one, two = (posed.head(f"toe{k}-1.L") for k in (i, i + 1))
        tips = [posed.tail(f"toe{k}-{2 if k == 1 else 3}.L") for k in (i, i + 1)]
        low = [posed.head(f"toe{k}-2.L") for k in (i, i + 1)]
        web = picture.project((low[0] + low[1]) / 2 * 0.7 + (one + two) / 2 * 0.3)[0]
        # The big toe is wider than its neighbour.
        share = 0.62 if i == 1 else 0.5
        tip, joint = (two * share + one * (1 - share) for one, two in (tips, low))
        end = picture.project(tip * reach + joint * (1 - reach))[0]
        webs.append(web)
        comb |= places.about([web[:2], end[:2]], 3.2)
    comb |= places.about([w[:2] for w in webs], 3.4)
    toes = []
    for i, name in enumerate(TOES, 1):
        bone = f"toe{i}-2.L"
        root, tip = posed.head(bone), posed.tail(f"toe{i}-{2 if i == 1 else 3}.L")
        way = picture.project(np.stack([tip, root]))[:, :2]
        share = (rest_image(picture) - body.mesh.head(bone)) @ body.along(bone)
        least = -0.12 if i == 1 else -0.04
        mask = (digit == i) & (share > least)
        toes.append((name, mask, way[1] - way[0]))
    return toes, comb


@view("foot-top", "foot")
def foot_top(body: Body) -> View:
    """From the front and above, the toes down."""
    keep = body.near((*FOOT_BONES, "lowerleg"), 0.2)
    keep &= body.centres[:, 1] < body.ankle[1] + 2.4
    posed = body.piece(body.foot(flex=42, curl=-13, turn=7), keep, ankle_domes(body))
    camera = Camera((0, 0.7, 0.71), (-0.1, 1, 0), 440, (0, 0.36, 1, 1))
    picture = take(posed.piece, camera)
    places = Places(picture, (0, -1))
    toes, gaps = _toes(body, posed, places, 0.55)
    rest = rest_image(picture)
    flesh = picture.mask & ~is_digit(picture, "toe")
    fold = _crossing(body)
    height = (rest - fold) @ unit([0, 1, -0.75])
    places.add("between-the-toes", gaps, axis=False, inset=0.6)
    for name, mask, along in toes:
        places.add(name, mask, axis=along)
    middle = np.abs(rest[..., 0] - body.ankle[0]) < 0.38
    crease = picture.mask & middle & (height > -0.16) & (height < 0.22)
    places.add("ankle-front", crease)
    ahead = (rest - body.ankle) @ unit((body.toe_root[3] - body.ankle) * [1, 0, 1])
    places.add("top-of-foot", flesh & (height < -0.16) & (ahead > -0.5))
    folds = [_on_front(posed, picture, body, dy) for dy in (0.0, 0.09)]
    return View(
        picture,
        Style(Light(soft=2.6, fine=0.45), fade=(0.22, 0)),
        places,
        drawn(*((line, 1.1) for line in folds)),
    )


def _crossing(body: Body) -> Array:
    """Where the front of the ankle folds, at rest."""
    return body.ankle + np.array([0, 0.08, 0.42])


def _on_front(posed: Posed, picture: Picture, body: Body, up: float) -> Array:
    """A short fold across the front of the ankle."""
    middle = picture.project(
        posed.moved("lowerleg02.L", _crossing(body) + by(0, up, 0))
    )[0, :2]
    x = np.linspace(-1, 1, 9)
    return spline(np.stack([middle[0] + x * 26, middle[1] - 5 + 7 * x * x], 1))


def ankle_domes(body: Body) -> list[Dome]:
    """The two ankle bones and the hollows behind them."""
    inner, outer = ankle_bones(body)
    round_, hollow = np.array([0.2, 0.24, 0.24]), np.array([0.25, 0.4, 0.16])
    return [
        (inner, round_, 0.07),
        (outer, round_, 0.08),
        (inner + by(0.06, -0.05, -0.36), hollow, -0.05),
        (outer + by(-0.06, -0.05, -0.34), hollow, -0.06),
    ]


def ankle_bones(body: Body) -> tuple[Array, Array]:
    """Tops of the inner and the outer ankle bone at rest, on the skin."""
    rest = body.mesh.points[np.unique(body.mesh.faces[body.near(("lowerleg", "foot"))])]
    tops = []
    for way, up in ((-1, 0.14), (1, 0.02)):
        level = body.ankle + by(0, up, 0.02)
        near = np.abs(rest - level)[:, 1:].max(1) < 0.22
        skin = (rest[near, 0] * way).max() * way
        tops.append(np.array([skin, level[1], level[2]]))
    return tops[0], tops[1]


@view("ankle-inner", "foot")
def ankle_inner(body: Body) -> View:
    """The inner side, the toes to the right."""
    picture, posed = _ankle(body, (-1, 0.16, 0.22))
    knob = ankle_bones(body)[0]
    places = Places(picture, (0, -1))
    band = [
        [0, 0.4, -0.2],
        [0, 0.1, -0.28],
        [0, -0.2, -0.24],
        [0, -0.4, -0.02],
        [0, -0.44, 0.28],
    ]
    places.add("inner-ankle", beside(picture, knob, band, 0.15, 0.6), axis=False)
    add_heel_cord(body, places)
    light = Light((-0.35, 0.6, 0.72), 1.8, 0.5, 16)
    return View(
        picture,
        Style(light, fade=(0.2, 0)),
        places,
        drawn(*knob_lines(posed, picture, knob)),
    )


@view("ankle-outer", "foot")
def ankle_outer(body: Body) -> View:
    """The outer side, the toes to the left."""
    picture, posed = _ankle(body, (1, 0.16, 0.22))
    knob = ankle_bones(body)[1]
    places = Places(picture, (0, -1))
    away = rest_image(picture) - knob
    ring = np.hypot(away[..., 1], away[..., 2])
    above = np.degrees(np.arctan2(np.abs(away[..., 2]), away[..., 1])) < 32
    side = away[..., 0] > -0.6
    mask = (ring > 0.22) & (ring < 0.43) & ~above & side & picture.mask
    places.add("outer-ankle", mask, axis=(1, 0))
    add_heel_cord(body, places)
    light = Light((0.35, 0.6, 0.72), 1.8, 0.5, 16)
    return View(
        picture,
        Style(light, fade=(0.2, 0)),
        places,
        drawn(*knob_lines(posed, picture, knob)),
    )


def ring_about(picture: Picture, knob: Array) -> Mask:
    """The skin around an ankle bone, open at the top."""
    away = rest_image(picture) - knob
    ring = np.hypot(away[..., 1], away[..., 2])
    above = np.degrees(np.arctan2(np.abs(away[..., 2]), away[..., 1])) < 32
    near = (ring > 0.22) & (ring < 0.43) & (away[..., 0] > -0.6)
    return near & ~above & picture.mask


def _ankle(body: Body, eye: Sequence[float]) -> tuple[Picture, Posed]:
    keep = body.near((*FOOT_BONES, "lowerleg"), 0.2)
    keep &= body.centres[:, 1] < body.ankle[1] + 3
    posed = body.piece(body.foot(), keep, [*ankle_domes(body), *_sole_domes(body)])
    return take(posed.piece, Camera(eye, (0, 1, 0), 330, (0, 0.36, 1, 1))), posed


def beside(
    picture: Picture,
    start: Array,
    steps: Sequence[Sequence[float]],
    radius: float,
    depth: float,
) -> Mask:
    """Skin within a radius of a smooth line seen from the side, at rest."""
    rest = rest_image(picture)
    line = spline(np.array(steps)[:, 1:] + start[1:], 0.02)
    flat = rest[..., 1:]
    away = np.min([np.hypot(*np.moveaxis(flat - dot, -1, 0)) for dot in line], 0)
    return picture.mask & (away < radius) & (np.abs(rest - start)[..., 0] < depth)


def knob_lines(posed: Posed, picture: Picture, knob: Array) -> list:
    """Two short arcs below an ankle bone."""
    out = []
    for radius, first, last in ((0.2, 200, 300), (0.27, 215, 262)):
        turn = np.radians(np.linspace(first, last, 9))
        ring = knob + np.stack(
            [0 * turn, radius * np.sin(turn), radius * np.cos(turn)], 1
        )
        out.append(
            (spline(picture.project(posed.moved("lowerleg02.L", ring))[:, :2]), 1.2)
        )
    return out


def add_heel_cord(body: Body, places: Places) -> None:
    """The heel cord along the back edge of a leg seen from the side."""
    picture, rest = places.picture, rest_image(places.picture)
    y = rest[..., 1] - body.ankle[1]
    edge = np.abs(places.grid[..., 0] - _back_edge(picture))
    mask = (y > 0.05) & (y < 0.95) & (edge < 0.2 * picture.units_per_dm)
    places.add("heel-cord", mask & picture.mask)


def _back_edge(picture: Picture) -> Array:
    """Where the back edge of the leg lies, an x a row."""
    mask, wide = picture.whole, picture.whole.shape[1]
    if picture.camera.axes[2][0] > 0:
        edge = wide - 1 - mask[:, ::-1].argmax(1)
    else:
        edge = mask.argmax(1)
    return (edge / (picture.mask.shape[1] / picture.width))[:, None]
