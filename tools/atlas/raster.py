"""Which triangle is seen at each pixel, from straight ahead."""

import numpy as np

from .mesh import Array, Ints

NONE = -1
FAR = -1e9
_BATCH_PIXELS = 4_000_000


def seen(points: Array, triangles: Ints, width: int, height: int) -> tuple:
    """Paint triangles nearest-first.

    Args:
        points: x, y in pixels and depth; larger is nearer.
        triangles: Three rows of `points` each.
        width: Pixels.
        height: Pixels.

    Returns:
        Images of the triangle number (NONE where empty), its depth and the two
        shares of its second and third corner.
    """
    number = np.full(width * height, NONE, np.int64)
    depth = np.full(width * height, FAR)
    shares = np.zeros((width * height, 2))
    corners = points[triangles]
    low = np.maximum(np.floor(corners[..., :2].min(1)).astype(int), 0)
    high = np.ceil(corners[..., :2].max(1)).astype(int)
    high = np.minimum(high, [width - 1, height - 1])
    size = (high - low + 1).max(1)
    inside = (high >= low).all(1)
    done = 0
    for edge in (3, 6, 12, 24, 48, 96, 400):
        batch = np.flatnonzero(inside & (size > done) & (size <= edge))
        done = edge
        step = max(1, _BATCH_PIXELS // (edge * edge))
        for start in range(0, len(batch), step):
            some = batch[start : start + step]
            hits = _hits(corners[some], low[some], edge, (width, height))
            pixel, z, share, row = _nearest(*hits)
            won = z > depth[pixel]
            pixel = pixel[won]
            depth[pixel] = z[won]
            number[pixel] = some[row[won]]
            shares[pixel] = share[won]
    shape = (height, width)
    return number.reshape(shape), depth.reshape(shape), shares.reshape(*shape, 2)


def _hits(corners: Array, low: Ints, edge: int, frame: tuple[int, int]) -> tuple:
    """All pixels that lie in the triangles, as flat lists."""
    step = np.arange(edge)
    x = low[:, 0, None, None] + step[None, None, :] + np.zeros((1, edge, 1), int)
    y = low[:, 1, None, None] + step[None, :, None] + np.zeros((1, 1, edge), int)
    a, b, c = (corners[:, i][:, None, None] for i in range(3))
    whole = _cross(b - a, c - a)
    whole = np.where(np.abs(whole) < 1e-12, 1e-12, whole)
    dx, dy = x - a[..., 0], y - a[..., 1]
    u = (dx * (c - a)[..., 1] - (c - a)[..., 0] * dy) / whole
    v = ((b - a)[..., 0] * dy - dx * (b - a)[..., 1]) / whole
    hit = (u >= -1e-6) & (v >= -1e-6) & (u + v <= 1 + 1e-6)
    hit &= (x < frame[0]) & (y < frame[1])
    z = a[..., 2] + u * (b - a)[..., 2] + v * (c - a)[..., 2]
    row = np.broadcast_to(np.arange(len(corners))[:, None, None], hit.shape)
    pixel = (y * frame[0] + x)[hit]
    return pixel, z[hit], np.stack([u[hit], v[hit]], 1), row[hit]


def _cross(p: Array, q: Array) -> Array:
    return p[..., 0] * q[..., 1] - q[..., 0] * p[..., 1]


def _nearest(pixel: Ints, z: Array, share: Array, row: Ints) -> tuple:
    """The nearest hit of each pixel."""
    order = np.lexsort((z, pixel))
    pixel, z, share, row = pixel[order], z[order], share[order], row[order]
    last = np.ones(len(pixel), bool)
    last[:-1] = pixel[1:] != pixel[:-1]
    return pixel[last], z[last], share[last], row[last]
