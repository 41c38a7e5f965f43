"""The whole body, front and back, small: a map to choose places on."""

from collections.abc import Callable

import cv2
import numpy as np
from scipy import ndimage as ndi

from .anatomy import FOOT_BONES, HAND_BONES, Body, Posed
from .curves import Pen, calm, even, spline
from .drawing import LEVELS, PLAIN, Patch, Sheet, Style, draw
from .mesh import Array, Pose
from .picture import PX, Camera, Light, Mask, Picture, take
from .places import mirrored

HEIGHT = 440
PRESS = 66
"""Units; 48 px and more where two maps share the narrowest phone."""
MEETS = {
    "forearm": (np.max, "hand"),
    "hand": (np.min, "forearm"),
    "foot": (np.min, "lower-leg"),
}
"""Short regions: the end at which they meet the next one."""
HAND_SIZE = 1.15  # a little more to press on
REGIONS = ("foot", "lower-leg", "thigh", "hand", "forearm")


def body_front(body: Body, name: str) -> tuple[Sheet, dict]:
    """Seen from the front: the person's left is on the right."""
    return _figure(body, name, 1)


def body_back(body: Body, name: str) -> tuple[Sheet, dict]:
    """Seen from behind: the person's left is on the left."""
    return _figure(body, name, -1)


def _figure(body: Body, name: str, side: int) -> tuple[Sheet, dict]:
    posed = body.piece(_standing(body), np.ones(len(body.centres), bool), ())
    posed.piece.relief = lambda rest: _groomed(body, rest)
    picture = take(
        posed.piece, Camera((0, 0.08 * side, side), (0, 1, 0), HEIGHT, detail=1)
    )
    rest = picture.image(picture.channels[:, :3])
    arm = picture.image(picture.channels[:, 13:14])[..., 0]
    hair, shirt, trousers = (
        m & picture.mask for m in (_hair(body, rest), *_clothes(body, rest, arm))
    )
    lines = _face(body, posed, picture) if side > 0 else []
    neck = float(picture.project(body.mesh.head("neck01"))[0, 1])
    style = Style(
        Light((-0.2, 0.5, 0.84), soft=4.5, fine=0.1, shade=0.5),
        ink=1,
        edge=1.3,
        jump=4,
        least=12,
        stray=0.8,
        island=90,
        loose=0.32,
        levels=LEVELS[:2] + LEVELS[3:],
        skip=lambda line: float(line[:, 1].min()) < neck,
    )
    sheet = Sheet(name, picture.width, picture.height)
    patches = [Patch("trouser", trousers), Patch("cloth", shirt), Patch("hair", hair)]
    draw(sheet, picture, style, creases=lines, patches=patches)
    sheet.parts.append(_hems(picture, patches))
    regions = _regions(body, picture, side)
    return sheet, {"regions": regions, "press": _press(regions, sheet.width)}


def _standing(body: Body) -> Pose:
    """At ease: arms hanging, fingers curled, feet turned out a little."""
    outward = np.array([0.0, 0, 1])
    left: Pose = {"upperarm01.L": [(outward, -29.0)]}
    left["lowerarm01.L"] = [(outward, 7.0)]
    left["lowerarm02.L"] = [(body.forearm, 30.0)]
    left["wrist.L"] = [HAND_SIZE * np.eye(3), (body.forearm, 20.0)]
    left |= body.digit(1, -4, 0, 4, spread=24)
    for i, bend in ((2, 6), (3, 8), (4, 10), (5, 12)):
        left |= body.digit(i, bend, bend, bend, spread=(8, 1, -6, -13)[i - 2])
    left |= body.foot(flex=46, turn=14)
    left["upperleg01.L"] = [(np.array([0.0, 0, 1]), -1.5)]
    return left | {
        bone.replace(".L", ".R"): [_reflected(bend) for bend in bends]
        for bone, bends in left.items()
    }


def _reflected(bend: object) -> object:
    flip = np.array([-1.0, 1, 1])
    if isinstance(bend, np.ndarray):
        return bend * np.outer(flip, flip)
    axis, degrees = bend
    return np.asarray(axis) * -flip, degrees


def _hairline(body: Body, rest: Array) -> Array:
    """Height above which hair grows, by how far forward a place lies."""
    eye, head = body.mesh.joint("l-eye"), body.mesh.head("head")
    ahead = (rest[..., 2] - head[2]) / (eye[2] - head[2])
    return eye[1] + np.interp(
        ahead,
        [-1.2, -0.5, -0.25, -0.1, 0.3, 0.5, 0.75, 1.0],
        [-0.85, -0.8, -0.5, 0.12, 0.16, 0.3, 0.55, 0.66],
    )


def _hair(body: Body, rest: Array) -> Mask:
    return rest[..., 1] > _hairline(body, rest)


def _clothes(body: Body, rest: Array, arm: Array) -> tuple[Mask, Mask]:
    """A shirt with half sleeves and short trousers, at rest."""
    x, y = np.abs(rest[..., 0]), rest[..., 1]
    neck = body.mesh.head("neck01")[1]
    down = rest * [1, 1, 1] - body.shoulder * [1, 1, 1]
    down[..., 0] = x - body.shoulder[0]
    sleeve = down @ body.upper_arm
    long = float((body.elbow - body.shoulder) @ body.upper_arm)
    on_arm = arm > 0.5
    top = neck + 0.05 - 0.55 * np.exp(-((x / 0.62) ** 4))
    trunk = ~on_arm & (y < top) & (y > body.hip[1] - 0.1)
    shirt = trunk | (on_arm & (sleeve < 0.62 * long) & (y < top))
    knee = body.knee[1]
    hem = knee + 0.42 * (body.hip[1] - knee)
    return shirt, ~on_arm & (y <= body.hip[1] + 0.2) & (y > hem)


def _groomed(body: Body, rest: Array) -> Array:
    """How far hair stands out over the skin."""
    over = rest[:, 1] - _hairline(body, rest)
    return 0.14 * np.clip(over / 0.25, 0, 1)


def _face(body: Body, posed: Posed, picture: Picture) -> list[tuple[Array, float]]:
    """Closed eyes, brows, the tip of the nose and a quiet mouth."""
    eye = picture.project(posed.moved("head", body.mesh.joint("l-eye")))[0, :2]
    middle = picture.width / 2
    half = eye[0] - middle
    nose, mouth = eye[1] + half * np.array([1.3, 2.05])
    lines = []
    for s in (-1, 1):
        x = middle + s * half * np.array([0.55, 1.0, 1.5])
        lines.append(
            (spline(np.stack([x, eye[1] + np.array([0.2, 1.5, 0.1])], 1)), 1.0)
        )
        lines.append(
            (spline(np.stack([x, eye[1] - np.array([4.6, 5.6, 4.2])], 1)), 1.2)
        )
    wide = half * np.array([-0.75, -0.3, 0, 0.3, 0.75])
    lift = np.array([-0.7, 0.3, 0.5, 0.3, -0.7])
    lines.append((spline(np.stack([middle + wide, mouth + lift], 1)), 1.1))
    tip = half * np.array([-0.34, 0, 0.34])
    lines.append(
        (spline(np.stack([middle + tip, nose + np.array([0, 1.2, 0])], 1)), 0.9)
    )
    return lines


def _hems(picture: Picture, patches: list[Patch]) -> str:
    """Ink along the free edges of cloth and hair."""
    pen = Pen()
    covered = np.zeros(picture.mask.shape, bool)
    for patch in reversed(patches):
        mask = ndi.binary_closing(patch.mask, iterations=3)
        rim = mask & ~ndi.binary_erosion(mask, iterations=2)
        inner = ndi.binary_erosion(picture.whole, iterations=6)
        labels, count = ndi.label(rim & inner & ~covered, np.ones((3, 3)))
        covered |= ndi.binary_dilation(mask, iterations=6)
        for i in range(1, count + 1):
            line = _walk(labels == i)
            if line is not None and len(line) > 12:
                pen.stroke(line, 0.9)
    return f'<path class="ink" fill="{PLAIN["ink"]}" d="{pen.d}"/>' if pen.d else ""


def _walk(mask: Mask) -> Array | None:
    """A thin band of pixels as a line, from its left end to its right one."""
    rows, columns = np.where(mask)
    if np.ptp(columns) < 5 * PX:
        return None
    xs = np.arange(columns.min(), columns.max() + 1, PX)
    found = [
        (x, rows[np.abs(columns - x) < PX].mean())
        for x in xs
        if (np.abs(columns - x) < PX).any()
    ]
    return even(np.array(found) / PX, 0.5)


def _regions(body: Body, picture: Picture, side: int) -> dict:
    """A polygon a region for each side, along the edge of the limb."""
    masks = _region_masks(body, picture)
    taken = np.zeros(picture.mask.shape, bool)
    grown = {}
    for region, mask in masks.items():
        wide = ndi.binary_dilation(mask, iterations=3 * PX)
        others = np.any([m for r, m in masks.items() if r != region], 0)
        middle = np.arange(mask.shape[1]) / PX
        half = (
            (middle > picture.width / 2) if side > 0 else (middle < picture.width / 2)
        )
        own = wide & ~others & ~taken & half[None, :]
        taken |= own
        grown[region] = own
    out: dict[str, dict] = {}
    for region in REGIONS:
        dots = _polygon(ndi.binary_erosion(grown[region], iterations=2 * PX))
        out[region] = {
            "left": dots,
            "right": mirrored(dots, int(np.ceil(picture.width))),
        }
    return out


def _press(regions: dict, width: int) -> dict:
    """Where a finger finds a region: x, y, width, height.

    Each is `PRESS` wide and high or more. Along a limb they meet and do not overlap;
    that of a hand lies over that of the thigh.
    """
    out = {}
    for region, both in regions.items():
        low, high = np.min(both["left"], 0), np.max(both["left"], 0)
        middle, half = (low + high) / 2, np.maximum(high - low, PRESS) / 2
        x, y = middle - half
        wide, tall = 2 * half
        x = max(x, width / 2) if middle[0] > width / 2 else min(x, width / 2 - wide)
        if region in MEETS:
            end, other = MEETS[region]
            facing = np.min if end is np.max else np.max
            theirs = facing(np.array(regions[other]["left"])[:, 1])
            line = (end((low[1], high[1])) + theirs) / 2
            y = line - tall if end is np.max else line
        box = [round(float(n), 1) for n in (x, y, wide, tall)]
        flipped = [round(width - box[0] - box[2], 1), *box[1:]]
        out[region] = {"left": box, "right": flipped}
    return out


def _region_masks(body: Body, picture: Picture) -> dict[str, Mask]:
    def share(bones: tuple[str, ...]) -> Array:
        columns = [
            c
            for n, c in body.mesh.bones.items()
            if n.endswith(".L") and any(b in n for b in bones)
        ]
        image = body.mesh.weights[:, columns].sum(1)
        faces = image[body.mesh.faces].mean(1)
        return picture.face_image((faces > 0.5).astype(int)) > 0

    rest = picture.image(picture.channels[:, :3])
    thigh = share(("upperleg",)) & (rest[..., 1] < body.hip[1] - 0.75)
    return {
        "hand": share(HAND_BONES),
        "forearm": share(("lowerarm",)),
        "foot": share(FOOT_BONES),
        "lower-leg": share(("lowerleg",)),
        "thigh": thigh,
    }


def _polygon(mask: Mask) -> list[list[float]]:
    labels, count = ndi.label(mask)
    sizes = ndi.sum(mask, labels, range(1, count + 1))
    mask = labels == 1 + int(np.argmax(sizes))
    soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 1.5 * PX) > 0.5
    edges, _ = cv2.findContours(
        soft.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    ring = max(edges, key=cv2.contourArea)
    smooth = calm(even(ring[:, 0] / PX, 0.5, closed=True), 4, closed=True)
    dots = cv2.approxPolyDP((smooth * 16).astype(np.int32), 4, closed=True)[:, 0] / 16
    return [[round(float(x), 1), round(float(y), 1)] for x, y in dots]


FIGURES: dict[str, Callable[[Body, str], tuple[Sheet, dict]]] = {
    "body-front": body_front,
    "body-back": body_back,
}
