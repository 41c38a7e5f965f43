"""A posed piece of the mesh seen from one side, as images and as lines.

All lines are in drawing units, x to the right and y down. Images have PX pixels a
unit.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt
from contourpy import contour_generator
from scipy import ndimage as ndi

from .curves import Pen, arc_length, area, calm, even
from .mesh import Array, Ints, refine, unit
from .raster import NONE, seen

PX = 3
MARGIN = 10
Mask = npt.NDArray[np.bool_]
Line = tuple[Array, bool, bool]


@dataclass(frozen=True)
class Camera:
    """How a picture is taken.

    Attributes:
        towards_eye: From the body to the eye.
        up: What points up in the picture, roughly.
        height: Drawing units between the upper and the lower edge, margins aside.
        crop: Left, top, right and bottom of the kept part, as shares of the whole.
        detail: How often the mesh is made finer.
    """

    towards_eye: npt.ArrayLike
    up: npt.ArrayLike
    height: float
    crop: tuple[float, float, float, float] = (0, 0, 1, 1)
    detail: int = 2

    @property
    def axes(self) -> Array:
        """Rows: right, up, towards the eye."""
        eye = unit(self.towards_eye)
        right = unit(np.cross(np.asarray(self.up, float), eye))
        return np.stack([right, np.cross(eye, right), eye])


@dataclass(frozen=True)
class Light:
    """How tone is laid on.

    Attributes:
        towards: From the body to the lamp, in picture axes.
        soft: Units over which the form is blurred before it is lit.
        fine: Share of the light that sees small forms.
        reach: Units over which near forms darken each other.
        hollow: How much depth alone darkens, for sole and palm.
        shade: How strongly near forms darken each other.
    """

    towards: tuple[float, float, float] = (-0.45, 0.55, 0.72)
    soft: float = 3.0
    fine: float = 0.35
    reach: float = 9
    hollow: float = 0
    shade: float = 0.9


@dataclass
class Piece:
    """The part of the mesh to look at.

    Attributes:
        points: Vertices after posing.
        faces: Kept faces.
        channels: Further columns a vertex carries along; the first three are its
            place at rest.
        face_ids: Number of each kept face in the whole mesh.
        relief: Given places at rest, how far the skin stands out there.
    """

    points: Array
    faces: Ints
    channels: Array
    face_ids: Ints
    relief: Callable[[Array], Array] | None = None


@dataclass
class Picture:
    """What is seen; made by `take`."""

    camera: Camera
    units_per_dm: float
    width: float
    height: float
    corner: Array
    points: Array
    normals: Array
    channels: Array
    triangles: Ints
    face_ids: Ints
    number: Ints
    depth: Array
    shares: Array
    mask: Mask = field(init=False)
    whole: Mask = field(init=False)
    slits: list[Array] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        filled = self.number != NONE
        facing = np.zeros(filled.shape, bool)
        facing[filled] = self._at_pixels(self.normals, filled)[:, 2] >= 0
        self.mask = filled & facing
        self._close_slits()

    def image(self, values: Array) -> Array:
        """Vertex columns as an image, zero outside the body."""
        out = np.zeros((*self.mask.shape, values.shape[1]), np.float32)
        out[self.mask] = self._at_pixels(values, self.mask)
        return out

    def project(self, places: npt.ArrayLike) -> Array:
        """Places in space as x, y and nearness in drawing units."""
        turned = np.atleast_2d(np.asarray(places, float)) @ self.camera.axes.T
        return _laid(turned * self.units_per_dm, self.corner)

    def face_image(self, labels: Ints) -> Ints:
        """A number per mesh face as an image, zero outside the body."""
        out = np.zeros(self.mask.shape, int)
        out[self.mask] = labels[self.face_ids[self.number[self.mask]]]
        return out

    def outline(self, tolerance: float = 0.22, sigma: float = 0.45) -> Pen:
        """The edge of the body."""
        pen = Pen()
        for dots in rings(self.whole, sigma, 12):
            pen.loop(calm(even(dots, 0.5, closed=True), 1.5, closed=True), tolerance)
        return pen

    def lit(self, light: Light) -> Array:
        """Brightness at each pixel."""
        normal = self.image(self.normals)
        lamp = unit(light.towards)
        broad = _blur_inside(normal, self.mask, light.soft * PX)
        broad /= np.linalg.norm(broad, axis=2)[..., None] + 1e-6
        small = _blur_inside(normal, self.mask, 0.8 * PX)
        shine = (1 - light.fine) * (broad @ lamp) + light.fine * (small @ lamp)
        near = np.where(self.mask, self.depth / PX, 0)
        for reach in (light.reach * 0.4, light.reach):
            sunk = (_blur_inside(near, self.mask, reach * PX) - near) / reach
            shine = shine - light.shade * 0.5 * np.clip(sunk, 0, 0.8)
        if light.hollow:
            top = np.quantile(near[self.mask], 0.95)
            sunk = top - _blur_inside(near, self.mask, 2 * PX)
            shine = shine - light.hollow * np.clip(sunk / self.height, 0, 1)
        return shine

    def tones(
        self,
        shine: Array,
        levels: Iterable[tuple[str, float, bool]],
        tolerance: float = 0.7,
        least: float = 60,
    ) -> list[tuple[str, Pen]]:
        """Flat areas of shade and light.

        Args:
            shine: What `lit` gave.
            levels: Class, share of the body that is darker, whether the dark side
                is filled.
            tolerance: Units the curve may stray.
            least: Square units below which an area is left out; three times that
                for lights.
        """
        inner = ndi.binary_erosion(self.mask, iterations=PX)
        to = ndi.distance_transform_edt(
            ~inner, return_distances=False, return_indices=True
        )
        wide = cv2.GaussianBlur(
            shine[to[0], to[1]].astype(np.float32), (0, 0), 1.6 * PX
        )
        rim = cv2.GaussianBlur(
            ndi.binary_dilation(self.mask, iterations=3 * PX).astype(np.float32),
            (0, 0),
            PX,
        )
        out = []
        for name, share, below in levels:
            cut = np.quantile(wide[inner], share)
            level = (cut - wide) if below else (wide - cut)
            level = np.minimum(level / 0.1, (rim - 0.5) * 2)
            pen = Pen()
            for ring in _level_rings(level, 0.0, -1):
                if area(ring) >= least * (1 if below else 3):
                    dots = calm(even(ring, 1.0, closed=True), 2, closed=True)
                    pen.loop(dots, tolerance, corners=False)
            if pen.d:
                out.append((name, pen))
        return out

    def folds(self, jump: float = 2.5, least: float = 9) -> list[Line]:
        """Edges inside the outline where one form hides another."""
        runs: list[Array] = []
        for chain in self._crossings(self.normals[:, 2]):
            dots = even(chain, 0.5) if len(chain) > 3 else chain
            shown = self._window(dots, 1, "min") <= dots[:, 2] + 0.8
            drop = dots[:, 2] - np.maximum(self._window(dots, 6, "min"), -500)
            kept = shown & (drop > jump) & (self._to_edge(dots) > 1.1)
            kept = ndi.binary_closing(np.pad(kept, 8), iterations=6)[8:-8]
            runs += [dots[i, :2] for i in _runs(kept, 6)]
        runs = [run for run in runs if arc_length(run)[-1] >= 3]
        lines = [calm(even(run, 0.5), 2.5) for run in _joined(runs)]
        return [self._ended(x, 2) for x in lines if arc_length(x)[-1] >= least]

    def touching(self, parts: Ints, least: float = 3) -> list[Line]:
        """Lines between neighbours of a numbered image that lie side by side."""
        out = []
        box = np.ones((3, 3), np.uint8)
        for i in range(1, int(parts.max())):
            near = (cv2.dilate((parts == i).astype(np.uint8), box) > 0) & (
                parts == i + 1
            )
            labels, count = ndi.label(near, np.ones((3, 3)))
            for j in range(1, count + 1):
                dots = np.argwhere(labels == j)[:, ::-1] / PX
                if len(dots) < least * PX:
                    continue
                line = _spine(dots)
                if line is not None and arc_length(line)[-1] >= least:
                    out.append(self._ended(calm(even(line, 0.5), 3), 2.5))
        return out

    def cut(
        self,
        place: Array,
        across: npt.ArrayLike,
        only: Mask | None = None,
        keep: tuple[float, float] = (0.2, 0.8),
    ) -> Array | None:
        """The line where a plane meets the skin that is seen.

        Args:
            place: A place on the plane.
            across: The plane's normal.
            only: Triangles to cut; all by default.
            keep: First and last share of the line.
        """
        through = self.project(place)[0]
        normal = self.camera.axes @ np.asarray(across, float)
        normal = unit(normal * [1, -1, 1])
        best: Array | None = None
        for chain in self._crossings((self.points - through) @ normal, only):
            dots = even(chain, 0.4) if len(chain) > 2 else chain
            near = self._window(dots, 1, "min"), self._window(dots, 0, "max")
            shown = (near[0] <= dots[:, 2] + 1) & (near[1] <= dots[:, 2] + 1)
            if shown[0] and shown[-1] and not shown.all():
                start = int(np.flatnonzero(~shown)[0])
                dots = np.roll(dots[:-1], -start, 0)
                shown = np.roll(shown[:-1], -start)
            for i in _runs(shown, 6):
                if best is None or len(i) > len(best):
                    best = dots[i, :2]
        if best is None:
            return None
        first, last = (int(share * len(best)) for share in keep)
        return calm(even(best[first : max(last, first + 5)], 0.5), 3)

    def _at_pixels(self, values: Array, mask: Mask) -> Array:
        corners = self.triangles[self.number[mask]]
        u, v = self.shares[mask][:, 0, None], self.shares[mask][:, 1, None]
        a, b, c = (values[corners[:, i]] for i in range(3))
        return a * (1 - u - v) + b * u + c * v

    def _close_slits(self, gap: float = 0.9, hole: float = 110) -> None:
        """Narrow gaps become dark slivers in place of two lines."""
        radius = int(gap * PX)
        disc = cv2.getStructuringElement(
            cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1)
        )
        padded = np.pad(self.mask, 20).astype(np.uint8)
        whole = cv2.morphologyEx(padded, cv2.MORPH_CLOSE, disc)[20:-20, 20:-20] > 0
        labels, count = ndi.label(~whole)
        sizes = ndi.sum(~whole, labels, range(1, count + 1))
        if count > 1:
            for i in np.flatnonzero(sizes < hole * PX * PX):
                whole |= labels == i + 1
        self.whole = whole
        labels, count = ndi.label(whole & ~self.mask)
        box = np.ones((3, 3), np.uint8)
        for i in range(1, count + 1):
            slit = labels == i
            rows, columns = np.where(slit)
            longest = max(np.ptp(rows), np.ptp(columns))
            if slit.sum() > 1.2 * PX * PX and longest > 6 * PX:
                wide = cv2.dilate(slit.astype(np.uint8), box) > 0
                self.slits += rings(wide, 0.25, 0.8)

    def _crossings(self, level: Array, only: Mask | None = None) -> list[Array]:
        """Lines on the surface where a vertex column passes zero."""
        triangles = self.triangles if only is None else self.triangles[only]
        above = (level[triangles] > 0).sum(1)
        triangles = triangles[(above > 0) & (above < 3)]
        dots: dict[tuple[int, int], Array] = {}
        beside: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for corners in triangles.tolist():
            ends = []
            for i, j in zip(corners, corners[1:] + corners[:1], strict=True):
                if (level[i] > 0) != (level[j] > 0):
                    key = (min(i, j), max(i, j))
                    if key not in dots:
                        t = level[i] / (level[i] - level[j])
                        dots[key] = self.points[i] * (1 - t) + self.points[j] * t
                    ends.append(key)
            beside.setdefault(ends[0], []).append(ends[1])
            beside.setdefault(ends[1], []).append(ends[0])
        return [np.array([dots[k] for k in chain]) for chain in _chains(beside)]

    def _window(self, dots: Array, radius: int, which: str) -> Array:
        """The nearest or farthest depth about each dot."""
        field_ = self._windows.setdefault((radius, which), self._filter(radius, which))
        return field_[self._pixels(dots)]

    @cached_property
    def _windows(self) -> dict:
        return {}

    def _filter(self, radius: int, which: str) -> Array:
        if (radius, which) in self._windows:
            return self._windows[radius, which]
        near = np.where(self.number != NONE, self.depth / PX, -1e5).astype(np.float32)
        box = np.ones((2 * radius + 1, 2 * radius + 1), np.uint8)
        return cv2.erode(near, box) if which == "min" else cv2.dilate(near, box)

    def _to_edge(self, dots: Array) -> Array:
        return self._edge_distance[self._pixels(dots)]

    @cached_property
    def _edge_distance(self) -> Array:
        filled = np.pad(self.number != NONE, 1)
        return ndi.distance_transform_edt(filled)[1:-1, 1:-1] / PX

    @cached_property
    def _rim_distance(self) -> Array:
        return ndi.distance_transform_edt(np.pad(self.whole, 1))[1:-1, 1:-1] / PX

    def _ended(self, line: Array, near: float) -> Line:
        first, last = self._rim_distance[self._pixels(line[[0, -1]])] < near
        return line, bool(first), bool(last)

    def _pixels(self, dots: Array) -> tuple[Ints, Ints]:
        high, wide = self.mask.shape
        at = np.round(dots[:, :2] * PX).astype(int)
        return np.clip(at[:, 1], 0, high - 1), np.clip(at[:, 0], 0, wide - 1)


def take(piece: Piece, camera: Camera, frame: Picture | None = None) -> Picture:
    """Look at a piece of the mesh, in the frame of another picture if given."""
    used, again = np.unique(piece.faces, return_inverse=True)
    values = np.concatenate([piece.points[used], piece.channels[used]], 1)
    faces, ids = again.reshape(-1, 4), piece.face_ids
    for _ in range(camera.detail):
        values, faces = refine(values, faces)
        ids = np.repeat(ids, 4)
    triangles = np.concatenate([faces[:, [0, 1, 2]], faces[:, [0, 2, 3]]])
    if piece.relief:
        out = piece.relief(values[:, 3:6])[:, None]
        values[:, :3] += out * _normals(values[:, :3], triangles)
    turned = values[:, :3] @ camera.axes.T
    low, high = turned.min(0), turned.max(0)
    size = high - low
    left, top, right, bottom = camera.crop
    low, high = (
        low + size * [left, 1 - bottom, 0],
        low + size * [right, 1 - top, 1],
    )
    scale = camera.height / (high[1] - low[1])
    corner = np.array([low[0] * scale - MARGIN, -high[1] * scale - MARGIN])
    width, height = (high[0] - low[0]) * scale + 2 * MARGIN, camera.height + 2 * MARGIN
    if frame:
        scale, corner = frame.units_per_dm, frame.corner
        width, height = frame.width, frame.height
    points = _laid(turned * scale, corner)
    number, depth, shares = seen(
        points * PX, triangles, int(np.ceil(width * PX)), int(np.ceil(height * PX))
    )
    return Picture(
        camera=camera,
        units_per_dm=scale,
        width=width,
        height=height,
        corner=corner,
        points=points,
        normals=_normals(turned, triangles),
        channels=values[:, 3:],
        triangles=triangles,
        face_ids=np.concatenate([ids, ids]),
        number=number,
        depth=depth,
        shares=shares,
    )


def rings(mask: Mask, sigma: float, least: float) -> list[Array]:
    """The edges of a mask as closed lines; `sigma` units of blur, `least` area."""
    soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), sigma * PX)
    return [r for r in _level_rings(soft, 0.5, 0) if len(r) > 8 and area(r) > least]


def _level_rings(image: Array, level: float, outside: float) -> list[Array]:
    padded = np.pad(image, 1, constant_values=outside)
    lines = contour_generator(z=padded).lines(level)
    return [(line[:-1] - 1) / PX for line in lines if len(line) > 10]


def _laid(turned: Array, corner: Array) -> Array:
    return np.stack(
        [turned[:, 0] - corner[0], -turned[:, 1] - corner[1], turned[:, 2]], 1
    )


def _normals(points: Array, triangles: Ints) -> Array:
    a, b, c = (points[triangles[:, i]] for i in range(3))
    face = np.tile(np.cross(b - a, c - a), (3, 1))
    corners = triangles.T.ravel()
    out = np.stack([np.bincount(corners, x, len(points)) for x in face.T], 1)
    return out / (np.linalg.norm(out, axis=1)[:, None] + 1e-12)


def _blur_inside(values: Array, mask: Mask, sigma: float) -> Array:
    weight = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), sigma)
    if values.ndim == 3:
        weight, mask = weight[..., None], mask[..., None]
    blurred = cv2.GaussianBlur((values * mask).astype(np.float32), (0, 0), sigma)
    return blurred / np.maximum(weight, 1e-4)


def _runs(kept: Mask, least: int) -> list[Ints]:
    labels, count = ndi.label(kept)
    runs = [np.flatnonzero(labels == i) for i in range(1, count + 1)]
    return [run for run in runs if len(run) >= least]


def _chains(beside: dict) -> list[list]:
    """Walk a graph of neighbours from its loose ends first."""
    seen_: set = set()
    out = []
    for start in sorted(beside, key=lambda key: len(beside[key])):
        if start in seen_:
            continue
        chain = [start]
        seen_.add(start)
        while step := [k for k in beside[chain[-1]] if k not in seen_]:
            chain.append(step[0])
            seen_.add(step[0])
        if len(chain) > 2 and chain[0] in beside[chain[-1]]:
            chain.append(chain[0])
        out.append(chain)
    return out


def _joined(runs: list[Array], gap: float = 3.5) -> list[Array]:
    """Put runs together whose ends nearly meet and point the same way."""
    runs = list(runs)
    while pair := _meeting(runs, gap):
        i, j, line = pair
        runs = [run for k, run in enumerate(runs) if k not in (i, j)] + [line]
    return runs


def _meeting(runs: list[Array], gap: float) -> tuple[int, int, Array] | None:
    for i, one in enumerate(runs):
        for j, two in enumerate(runs):
            if i == j or min(len(one), len(two)) < 5:
                continue
            for a in (one, one[::-1]):
                for b in (two, two[::-1]):
                    if np.linalg.norm(a[-1] - b[0]) >= gap:
                        continue
                    out, into = a[-1] - a[-5], b[4] - b[0]
                    size = np.linalg.norm(out) * np.linalg.norm(into)
                    if out @ into > 0.5 * size:
                        return i, j, np.vstack([a, b])
    return None


def _spine(dots: Array) -> Array | None:
    """A thin cloud of dots as a line."""
    middle = dots - dots.mean(0)
    along = middle @ np.linalg.svd(middle, full_matrices=False)[2][0]
    if np.ptp(along) < 3:
        return None
    bins = np.digitize(
        along, np.linspace(along.min(), along.max(), max(4, int(np.ptp(along))))
    )
    return np.array([dots[bins == b].mean(0) for b in np.unique(bins)])
