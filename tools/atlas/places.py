"""Spots as polygons: which pixels belong to a place, and their edge in few dots."""

from collections.abc import Sequence
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt
from scipy import ndimage as ndi

from .curves import spline
from .mesh import Array
from .picture import PX, Mask, Picture

GAP = 1.2
STRAY = 0.5
Spot = dict[str, list]


class Places:
    """The spots of one picture; a later spot gives way to the earlier ones.

    Attributes:
        spots: By id: polygon, centre and, for glides, axis.
    """

    def __init__(self, picture: Picture, towards_body: npt.ArrayLike) -> None:
        self.picture = picture
        self.spots: dict[str, Spot] = {}
        gaps = np.ones((12 * PX + 1, 12 * PX + 1), np.uint8)
        whole = picture.whole.astype(np.uint8)
        self._ground = cv2.morphologyEx(whole, cv2.MORPH_CLOSE, gaps) > 0
        self._free = self._ground.copy()
        self._homeward = np.asarray(towards_body, float)
        high, wide = picture.whole.shape
        grid = np.stack(np.meshgrid(np.arange(wide), np.arange(high)), -1)
        self.grid = grid / PX

    def add(
        self,
        name: str,
        mask: Mask,
        *,
        over: bool = False,
        axis: npt.ArrayLike | bool | None = None,
        inset: float = GAP,
    ) -> None:
        """Keep a place.

        Args:
            name: Spot id of the knowledge.
            mask: Its pixels.
            over: Whether it lies over others and takes nothing from them.
            axis: Direction of a glide; by default towards the body, False for none.
            inset: Units kept free along its edge.
        """
        own = mask & (self._ground if over else self._free)
        if not over:
            self._free &= ~own
        found = _edge(own, inset)
        if found is None:
            message = f"{name} has no pixels"
            raise ValueError(message)
        polygon, centre = found
        spot: Spot = {"polygon": _rounded(polygon), "center": _rounded([centre])[0]}
        if axis is not False:
            along = self._homeward if axis is None else np.asarray(axis, float)
            spot["axis"] = _rounded(_chord(polygon, centre, along))
        self.spots[name] = spot

    def path(self, name: str, dots: Sequence[Array], radius: float) -> None:
        """Keep a passing line, `radius` units to each side of its dots.

        It lies over other spots, and its glide runs from its first dot to its last.
        """
        self.add(name, self.about(dots, radius), over=True, axis=False, inset=0)
        self.spots[name]["axis"] = _rounded([dots[0], dots[-1]])

    def rows(self, upper: float, lower: float, left: float, right: float) -> Mask:
        """A stretch of a limb: y between two heights, x as shares of its width.

        Shares run from -1 at the left edge of each row to 1 at the right one.
        """
        share = self._shares
        y = self.grid[..., 1]
        level = (y > upper) & (y < lower) & self.picture.whole
        return level & (share > left) & (share < right)

    @cached_property
    def _shares(self) -> Array:
        mask = self.picture.whole
        wide = mask.shape[1]
        first = mask.argmax(1)
        last = wide - 1 - mask[:, ::-1].argmax(1)
        first, last = (
            ndi.gaussian_filter1d(edge.astype(float), 3 * PX) for edge in (first, last)
        )
        x = np.arange(wide)[None, :]
        middle, half = (first + last) / 2, np.maximum((last - first) / 2, 1)
        return (x - middle[:, None]) / half[:, None]

    def at_share(self, y: float, share: float) -> Array:
        """The point at a height and a share of the limb's width."""
        row = self._shares[int(np.clip(y * PX, 0, len(self._shares) - 1))]
        return np.array([float(np.abs(row - share).argmin()) / PX, y])

    def about(self, dots: npt.ArrayLike, radius: float) -> Mask:
        """All within a number of units of a smooth line through some dots."""
        line = np.asarray(dots, float)[:, :2]
        fine = spline(line) if len(line) > 2 else line
        if len(fine) == 2:
            fine = fine[0] + np.linspace(0, 1, 60)[:, None] * (fine[1] - fine[0])
        away = np.ones(self.picture.whole.shape, np.uint8)
        pixels = np.round(fine * PX * 8).astype(np.int32)
        cv2.polylines(away, [pixels], isClosed=False, color=0, thickness=1, shift=3)
        return cv2.distanceTransform(away, cv2.DIST_L2, 5) <= radius * PX


def _edge(mask: Mask, inset: float) -> tuple[Array, Array] | None:
    """The largest part's edge, drawn in a little, and a deep point near its middle."""
    reach = 2 * PX
    mask = ndi.binary_opening(mask, iterations=PX // 2)
    padded = np.pad(mask, reach + 2)
    closed = ndi.binary_closing(padded, iterations=PX)
    mask = (closed[reach + 2 : -reach - 2, reach + 2 : -reach - 2]) & (
        mask | ndi.binary_fill_holes(mask)
    )
    labels, count = ndi.label(mask)
    if not count:
        return None
    sizes = ndi.sum(mask, labels, range(1, count + 1))
    mask = labels == 1 + int(np.argmax(sizes))
    deep = ndi.distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1]
    radius = deep.max() / PX
    drawn_in = (deep > min(inset, radius * 0.3) * PX).astype(np.float32)
    soft = cv2.GaussianBlur(drawn_in, (0, 0), min(1.5, radius * 0.2) * PX) > 0.5
    edges, _ = cv2.findContours(
        soft.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    ring = max(edges, key=cv2.contourArea)
    polygon = cv2.approxPolyDP(ring, STRAY * PX, closed=True)[:, 0] / PX
    rows, columns = np.where(deep >= 0.93 * deep.max())
    dots = np.stack([columns, rows], 1)
    middle = np.argwhere(mask).mean(0)[::-1]
    nearest = ((dots - middle) ** 2).sum(1).argmin()
    return polygon, dots[nearest] / PX


def _chord(polygon: Array, centre: Array, along: Array) -> Array:
    """The line through the centre, its first end on the far side of the body."""
    along = along / np.linalg.norm(along)
    ends = []
    for way in (-along, along):
        steps = centre + way * np.arange(0, 2000)[:, None] * 0.25
        ring = polygon.astype(np.float32)
        gone = next(
            i
            for i, step in enumerate(steps)
            if cv2.pointPolygonTest(ring, step.tolist(), measureDist=False) < 0
        )
        ends.append(centre + way * max(0, gone - 1) * 0.25 * 0.88)
    return np.array(ends)


def _rounded(dots: npt.ArrayLike) -> list[list[float]]:
    return [[round(float(x), 1) for x in dot] for dot in np.asarray(dots)]


def mirrored(polygon: Sequence[Sequence[float]], width: float) -> list[list[float]]:
    """The same shape on the other side of a drawing."""
    return [[round(width - x, 1), y] for x, y in polygon]
