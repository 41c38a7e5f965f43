"""A picture becomes an SVG: tone, ink and nails, coloured by class alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from scipy import ndimage as ndi

from .curves import Pen, arc_length, calm, even, short
from .mesh import Array, Ints
from .picture import PX, Light, Line, Mask, Picture, rings

LEVELS = (
    ("s1", 0.52, True),
    ("s2", 0.24, True),
    ("s3", 0.08, True),
    ("hi", 0.86, False),
)
BIG_TOE = 6
SMALL_NAIL = 1.45  # the toes beside it have hardly any on the mesh
# A drawing that stands alone wears the middle skin; atlas.css overrides it.
PLAIN = {
    "skin": "#dcae88",
    "s1": "#cb9a73",
    "s2": "#b6825d",
    "s3": "#9b694a",
    "hi": "#e9c4a3",
    "ink": "#5f3b29",
    "fine": "#85553b",
    "nail": "#e9c8b0",
    "hair": "#5b4a42",
    "hair2": "#453731",
    "cloth": "#8fa3b0",
    "cloth2": "#748996",
    "trouser": "#5f7080",
    "trouser2": "#4c5b69",
    "ground": "#fff7ea",
    "hatch": "#26172b",
    "toy": "#7fa3b8",
    "toy2": "#66899e",
    "toy3": "#4f7084",
    "toyhi": "#a9c6d6",
    "linen": "#f1ece4",
    "linen2": "#dcd3c7",
    "linen3": "#bfb3a5",
}


@dataclass(frozen=True)
class Style:
    """How a drawing is made of its picture.

    Attributes:
        light: The lamp.
        fade: Shares of the height that fade out at the top and at the bottom.
        gone: Share of the height below which nothing is left.
        pale: Whether sole or palm is seen, lighter on deep skin.
        ink: Width of inner lines, units.
        edge: Width of the outline, units.
        jump: Depth step that earns an inner line, units.
        least: Shortest inner line, units.
        apart: Units within which the longer of two inner lines stands alone.
        island: Smallest area of tone, square units.
        stray: Units a tone's curve may stray.
        loose: Units the outline may stray.
        levels: The tones, as `Picture.tones` wants them.
        skip: Whether to leave out an inner line.
    """

    light: Light = field(default_factory=Light)
    fade: tuple[float, float] = (0, 0)
    gone: float = 1
    pale: bool = False
    ink: float = 1.5
    edge: float = 1.7
    jump: float = 2.5
    least: float = 9
    apart: float = 4
    island: float = 60
    stray: float = 0.7
    loose: float = 0.22
    levels: Sequence[tuple[str, float, bool]] = LEVELS
    skip: Callable[[Array], bool] | None = None


@dataclass(frozen=True)
class Patch:
    """An area laid over the skin, such as cloth or hair."""

    name: str
    mask: Mask


class Sheet:
    """The parts of one SVG, in the order they are painted."""

    def __init__(self, name: str, width: float, height: float) -> None:
        self.name = name
        self.width, self.height = int(np.ceil(width)), int(np.ceil(height))
        self.parts: list[str] = []
        self.defs: list[str] = []

    def id(self, part: str) -> str:
        """An id that no other drawing has."""
        return f"atlas-{self.name}-{part}"

    def path(self, name: str, d: str) -> str:
        """A filled area of one class."""
        return f'<path class="{name}" fill="{PLAIN[name]}" d="{d}"/>' if d else ""

    def outlined(self, outline: str, inside: Sequence[str], edge: float) -> str:
        """Skin, what is painted on it, and its outline."""
        line, clip = self.id("line"), self.id("clip")
        self.defs.append(
            f'<path id="{line}" d="{outline}"/>'
            f'<clipPath id="{clip}"><use href="#{line}"/></clipPath>'
        )
        return (
            f'<use href="#{line}" class="skin" fill="{PLAIN["skin"]}"/>'
            f'<g clip-path="url(#{clip})">{"".join(inside)}</g>'
            f'<use href="#{line}" class="edge" fill="none" stroke="{PLAIN["ink"]}" '
            f'stroke-width="{short(edge)}" stroke-linejoin="round"/>'
        )

    def faded(self, inside: str, fade: tuple[float, float], gone: float = 1) -> str:
        """The same parts, running out at the top or the bottom."""
        if not any(fade):
            return inside
        top, bottom = fade
        stops = [(0, 0), (top, 1)] * bool(top) + [
            (gone - bottom, 1),
            (gone, 0),
        ] * bool(bottom)
        ramp = "".join(
            f'<stop offset="{short(at, 2)}" stop-color="{"#fff" if on else "#000"}"/>'
            for at, on in stops
        )
        ramp_id, mask_id = self.id("ramp"), self.id("fade")
        size = f'width="{self.width}" height="{self.height}"'
        self.defs.append(
            f'<linearGradient id="{ramp_id}" x2="0" y2="1">{ramp}</linearGradient>'
            f'<mask id="{mask_id}" maskUnits="userSpaceOnUse" x="0" y="0" {size}>'
            f'<rect {size} fill="url(#{ramp_id})"/></mask>'
        )
        return f'<g mask="url(#{mask_id})">{inside}</g>'

    def hatched(self, polygons: Sequence[Sequence[Sequence[float]]]) -> str:
        """Places that are never touched, under two-tone lines."""
        if not polygons:
            return ""
        pattern = self.id("hatch")
        self.defs.append(
            f'<pattern id="{pattern}" width="9" height="9" '
            'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            f'<path class="hatch-ground" stroke="{PLAIN["ground"]}" stroke-width="1.2" '
            'd="M2 0v9"/>'
            f'<path class="hatch" stroke="{PLAIN["hatch"]}" stroke-width="1.1" '
            'd="M3.2 0v9"/></pattern>'
        )
        pen = Pen()
        for polygon in polygons:
            ring = even(polygon, 0.5, closed=True)
            pen.loop(calm(ring, 3, closed=True), 0.15)
        return (
            f'<path class="never" fill="url(#{pattern})" stroke="{PLAIN["hatch"]}" '
            f'stroke-width="1.2" stroke-linejoin="round" d="{pen.d}"/>'
        )

    def svg(self, *, pale: bool = False) -> str:
        """The whole drawing."""
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" '
            f'viewBox="0 0 {self.width} {self.height}" '
            f'class="atlas{" pale" if pale else ""}">'
            f"<defs>{''.join(self.defs)}</defs>{''.join(self.parts)}</svg>\n"
        )


def draw(
    sheet: Sheet,
    picture: Picture,
    style: Style,
    *,
    creases: Sequence[tuple[Array, float]] = (),
    nails: Ints | None = None,
    patches: Sequence[Patch] = (),
) -> None:
    """Paint a picture onto a sheet.

    Args:
        sheet: What receives the parts.
        picture: What is seen.
        style: How.
        creases: Fine skin lines and their width.
        nails: A number per mesh face, 0 where no nail is.
        patches: Cloth and hair, lowest first.
    """
    outline = picture.outline(style.loose).d
    shine = picture.lit(style.light)
    inside = [
        sheet.path(name, pen.d)
        for name, pen in picture.tones(shine, style.levels, style.stray, style.island)
    ]
    for patch in patches:
        inside += _patch(sheet, picture, patch, shine)
    if nails is not None:
        d = _nails(picture, nails)
        inside.append(
            f'<path class="nail" fill="{PLAIN["nail"]}" stroke="{PLAIN["s3"]}" '
            f'stroke-width=".7" d="{d}"/>'
            if d
            else ""
        )
    fine = Pen()
    for line, width in creases:
        if len(line) > 4:
            fine.stroke(line, width)
    inside.append(sheet.path("fine", fine.d))
    inside.append(sheet.path("ink", _ink(picture, style)))
    body = sheet.outlined(outline, inside, style.edge)
    sheet.parts.append(sheet.faded(body, style.fade, style.gone))


def _ink(picture: Picture, style: Style) -> str:
    pen = Pen()
    digits = picture.image(picture.channels[:, 3:13])
    parts = np.where(digits.max(-1) > 0.6, digits.argmax(-1) + 1, 0)
    lines = picture.folds(style.jump, style.least) + picture.touching(parts)
    for line, first, last in _single(lines, style.apart):
        if not (style.skip and style.skip(line)):
            pen.stroke(line, style.ink, blunt=(first, last))
    for slit in picture.slits:
        pen.loop(calm(even(slit, 0.3, closed=True), 1, closed=True), 0.15, reach=4)
    return pen.d


def _single(lines: list[Line], apart: float, least: float = 4) -> list[Line]:
    """The longest line wins where two run side by side."""
    kept: list[Line] = []
    for line, first, last in sorted(lines, key=lambda x: -len(x[0])):
        free = np.ones(len(line), bool)
        for other, *_ in kept:
            gap = np.linalg.norm(line[:, None] - other[None, ::2], axis=2).min(1)
            free &= gap > apart
        labels, count = ndi.label(free)
        for i in range(1, count + 1):
            run = np.flatnonzero(labels == i)
            if len(run) > 5 and arc_length(line[run])[-1] >= least:
                ends = first and run[0] == 0, last and run[-1] == len(line) - 1
                kept.append((line[run], *ends))
    return kept


def _nails(picture: Picture, nails: Ints) -> str:
    pen = Pen()
    where = picture.face_image(nails)
    for i in np.unique(where[where > 0]):
        solid = ndi.binary_opening(where == i, iterations=3)
        if not solid.any():
            continue
        hull = np.zeros(where.shape, np.uint8)
        dots = np.argwhere(solid)[:, ::-1]
        dots = dots.mean(0) + (dots - dots.mean(0)) * (SMALL_NAIL if i > BIG_TOE else 1)
        dots = np.round(dots).astype(np.int32)
        cv2.fillConvexPoly(hull, cv2.convexHull(dots), 1)
        for ring in rings((hull > 0) & picture.mask, 0.7, 10):
            pen.loop(calm(even(ring, 0.5, closed=True), 2, closed=True), 0.25)
    return pen.d


def _patch(sheet: Sheet, picture: Picture, patch: Patch, shine: Array) -> list[str]:
    mask = patch.mask & picture.whole
    if not mask.any():
        return []
    dark = mask & (ndi.gaussian_filter(shine, PX) < np.quantile(shine[mask], 0.33))
    grown = ndi.binary_dilation(mask, iterations=2)
    out = []
    for name, area_ in ((patch.name, grown), (patch.name + "2", dark)):
        pen = Pen()
        for ring in rings(area_, 1.2, 40):
            pen.loop(calm(even(ring, 0.7, closed=True), 2, closed=True), 0.5)
        out.append(sheet.path(name, pen.d))
    return out
