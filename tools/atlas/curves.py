"""Lines of dots become smooth path data."""

import numpy as np
import numpy.typing as npt

from .mesh import Array, unit

CORNER_DEGREES = 62


def arc_length(dots: Array) -> Array:
    """The way from the first dot to each."""
    steps = np.linalg.norm(np.diff(dots, axis=0), axis=1)
    return np.concatenate([[0], np.cumsum(steps)])


def even(dots: npt.ArrayLike, step: float, *, closed: bool = False) -> Array:
    """The same line with dots one step apart."""
    dots = np.asarray(dots, float)
    if closed:
        dots = np.vstack([dots, dots[:1]])
    way = arc_length(dots)
    count = max(2, round(way[-1] / step) + 1)
    at = np.linspace(0, way[-1], count)
    out = np.stack([np.interp(at, way, column) for column in dots.T], 1)
    return out[:-1] if closed else out


def calm(dots: Array, sigma: float, *, closed: bool = False) -> Array:
    """The same line with its jitter averaged out over `sigma` dots."""
    reach = int(3 * sigma)
    if reach < 1 or len(dots) <= reach + 1:
        return dots
    bell = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    bell /= bell.sum()
    if closed:
        wide = np.concatenate([dots[-reach:], dots, dots[:reach]])
    else:
        before = 2 * dots[0] - dots[1 : reach + 1][::-1]
        after = 2 * dots[-1] - dots[-reach - 1 : -1][::-1]
        wide = np.concatenate([before, dots, after])
    return np.stack([np.convolve(column, bell, "valid") for column in wide.T], 1)


def spline(dots: npt.ArrayLike, step: float = 0.5) -> Array:
    """A smooth line through a few given dots."""
    from scipy.interpolate import CubicSpline  # noqa: PLC0415

    dots = np.asarray(dots, float)
    way = arc_length(dots)
    fine = CubicSpline(way, dots)(np.linspace(0, way[-1], 40 * len(dots)))
    return even(fine, step)


def area(dots: Array) -> float:
    """Square units inside a closed line."""
    x, y = dots[:, 0], dots[:, 1]
    return abs(0.5 * float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))))


class Pen:
    """Path data in relative numbers with one decimal, free of drift."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._at = np.zeros(2)

    @property
    def d(self) -> str:
        """The path data so far."""
        return "".join(self._parts)

    def loop(
        self, dots: Array, tolerance: float, *, corners: bool = True, reach: int = 6
    ) -> None:
        """A closed curve; sharp turns stay sharp."""
        turns = _turns(dots, reach) if corners and len(dots) > 4 * reach else []
        pieces = []
        if turns:
            for i, start in enumerate(turns):
                end = turns[(i + 1) % len(turns)]
                part = (
                    dots[start : end + 1]
                    if end > start
                    else np.vstack([dots[start:], dots[: end + 1]])
                )
                pieces += fitted(part, tolerance)
        else:
            along = unit(dots[1] - dots[-1])
            pieces = fitted(np.vstack([dots, dots[:1]]), tolerance, along, -along)
        self._move(pieces[0][0])
        self._curves(pieces)
        self._parts.append("z")

    def stroke(
        self, dots: Array, width: float, *, blunt: tuple[bool, bool] = (False, False)
    ) -> None:
        """An ink line that thins out towards its ends, blunt where told."""
        s = np.linspace(0, 1, len(dots))
        half = width / 2 * _swell(s, blunt=blunt[0]) * _swell(1 - s, blunt=blunt[1])
        along = np.gradient(dots, axis=0)
        along /= np.linalg.norm(along, axis=1)[:, None] + 1e-9
        aside = np.stack([-along[:, 1], along[:, 0]], 1) * half[:, None]
        left, right = dots + aside, (dots - aside)[::-1]
        self._move(left[0])
        self._curves(fitted(left, 0.18))
        if np.linalg.norm(right[0] - left[-1]) > 0.15:
            self._parts.append("l" + self._relative([right[0]]))
        self._curves(fitted(right, 0.18))
        self._parts.append("z")

    def _move(self, dot: Array) -> None:
        self._at = np.zeros(2)
        self._parts.append("M" + self._relative([dot]))

    def _curves(self, pieces: list[Array]) -> None:
        text = ""
        for piece in pieces:
            numbers = self._relative(piece[1:])
            text += ("" if not text or numbers[0] == "-" else " ") + numbers
        self._parts.append("c" + text)

    def _relative(self, dots: npt.ArrayLike) -> str:
        text, step = "", np.zeros(2)
        for dot in dots:
            step = np.round(np.round(dot, 1) - self._at, 1)
            for number in step:
                figure = short(number)
                text += ("" if not text or figure[0] == "-" else " ") + figure
        self._at = np.round(self._at + step, 1)
        return text


def short(number: float, places: int = 1) -> str:
    """A number in as few signs as path data allows."""
    text = f"{number:.{places}f}".rstrip("0").rstrip(".")
    if text in ("", "-0", "0"):
        return "0"
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text


def fitted(
    dots: Array, tolerance: float, start: Array | None = None, end: Array | None = None
) -> list[Array]:
    """Cubic Bezier pieces that keep within `tolerance` of the dots.

    Schneider, "An algorithm for automatically fitting digitized curves", 1990.
    """
    start = _heading(dots, 0) if start is None else start
    end = -_heading(dots, len(dots) - 1) if end is None else end
    if len(dots) < 3:
        third = np.linalg.norm(dots[-1] - dots[0]) / 3
        inner = [dots[0] + start * third, dots[-1] + end * third]
        return [np.array([dots[0], *inner, dots[-1]])]
    way = arc_length(dots)
    u = way / (way[-1] or 1)
    worst = 1
    for _ in range(6):
        piece = _best(dots, u, start, end)
        off = ((_bezier(piece, u) - dots) ** 2).sum(1)
        worst = int(off.argmax())
        if off[worst] <= tolerance**2:
            return [piece]
        u = _nearer(piece, dots, u)
        if (np.diff(u) < 0).any():
            break
    cut = min(max(worst, 1), len(dots) - 2)
    along = _heading(dots, cut)
    return fitted(dots[: cut + 1], tolerance, start, -along) + fitted(
        dots[cut:], tolerance, along, end
    )


def _bezier(c: Array, u: Array) -> Array:
    t = u[:, None]
    s = 1 - t
    return s**3 * c[0] + 3 * s * s * t * c[1] + 3 * s * t * t * c[2] + t**3 * c[3]


def _best(dots: Array, u: Array, start: Array, end: Array) -> Array:
    """The piece of least squares with given headings at its ends."""
    t = u[:, None]
    a, b = 3 * (1 - t) ** 2 * t * start, 3 * (1 - t) * t * t * end
    hold = (1 - t) ** 2 * (1 + 2 * t) * dots[0] + t * t * (3 - 2 * t) * dots[-1]
    rest = dots - hold
    aa, ab, bb = (a * a).sum(), (a * b).sum(), (b * b).sum()
    ra, rb = (a * rest).sum(), (b * rest).sum()
    span = np.linalg.norm(dots[-1] - dots[0])
    whole = aa * bb - ab * ab
    left = right = span / 3
    if abs(whole) > 1e-9:
        left, right = (ra * bb - rb * ab) / whole, (aa * rb - ab * ra) / whole
    if not all(span * 0.05 <= x <= 3 * span + 1 for x in (left, right)):
        left = right = span / 3
    return np.array([dots[0], dots[0] + start * left, dots[-1] + end * right, dots[-1]])


def _nearer(c: Array, dots: Array, u: Array) -> Array:
    """One Newton step of each dot's place on the piece."""
    t = u[:, None]
    off = _bezier(c, u) - dots
    d = np.diff(c, axis=0)
    d1 = 3 * ((1 - t) ** 2 * d[0] + 2 * (1 - t) * t * d[1] + t * t * d[2])
    d2 = 6 * ((1 - t) * (d[1] - d[0]) + t * (d[2] - d[1]))
    down = (d1 * d1).sum(1) + (off * d2).sum(1)
    safe = np.abs(down) > 1e-9
    step = np.where(safe, (off * d1).sum(1) / np.where(safe, down, 1), 0)
    return np.clip(u - step, 0, 1)


def _heading(dots: Array, i: int, reach: int = 3) -> Array:
    step = dots[min(len(dots) - 1, i + reach)] - dots[max(0, i - reach)]
    size = np.linalg.norm(step)
    return step / size if size > 0 else np.array([1.0, 0])


def _turns(dots: Array, reach: int) -> list[int]:
    """Numbers of the dots where a closed line turns sharply."""
    into = dots - np.roll(dots, reach, 0)
    out = np.roll(dots, -reach, 0) - dots
    cross = into[:, 0] * out[:, 1] - into[:, 1] * out[:, 0]
    bend = np.degrees(np.abs(np.arctan2(cross, (into * out).sum(1))))
    kept: list[int] = []
    for i in np.argsort(-bend, kind="stable"):
        if bend[i] < CORNER_DEGREES:
            break
        apart = [min(abs(i - j), len(dots) - abs(i - j)) for j in kept]
        if all(gap > reach for gap in apart):
            kept.append(int(i))
    return sorted(kept)


def _swell(s: Array, *, blunt: bool) -> Array:
    rise, least = (0.05, 0.8) if blunt else (0.4, 0.05)
    return least + (1 - least) * np.sin(np.clip(s / rise, 0, 1) * np.pi / 2)
