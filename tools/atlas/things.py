"""Ball, ice in a cloth and compress: drawn by hand, to the centimetre."""

from collections.abc import Sequence

from .curves import short
from .drawing import PLAIN, Sheet

UNITS_PER_CM = 22.0
RING = "M87 10a77 77 0 1 1 0 154a77 77 0 1 1 0-154z"
BAG = (
    "M116 76c-12-10-24-30-27-48-2-9 5-15 13-11 9 5 17 6 26 6 10 0 19-3 27-7 "
    "8-4 15 2 13 11-4 19-14 38-26 49 62 14 112 66 112 128 0 52-54 72-124 72"
    "S8 256 8 204C8 142 56 90 116 76z"
)
TOP = (
    "M28 12h290c9 0 16 7 16 16v134c0 9-7 16-16 16H28c-9 0-16-7-16-16V28c0-9 7-16 16-16z"
)
UNDER = "M12 150v42c0 9 7 16 16 16h290c9 0 16-7 16-16v-42z"


def soft_ball(sheet: Sheet) -> None:
    """A ball of 7 cm with one seam."""
    _solid(
        sheet,
        "toy",
        RING,
        [
            sheet.path("toy2", "M20 20C-4 90 50 160 140 140l40 40H0V20z"),
            sheet.path("toy3", "M0 96c22 58 84 76 150 44l-20 44H0z"),
            sheet.path(
                "toyhi",
                "M92 26c18-5 36 4 43 18 4 9-5 12-12 6-8-6-18-8-28-7-10 0-13-14-3-17z",
            ),
            _seam("M16 58c36 22 50 62 36 100M120 10c-14 38 4 76 46 84"),
        ],
    )


def wrapped_ice(sheet: Sheet) -> None:
    """Crushed ice in a knotted cloth, 12 cm wide."""
    shade = (
        "M0 190c2 70 60 96 130 96s130-26 132-96l-14-14c6 60-46 84-118 84S8 240 14 176z"
    )
    dark = "M30 246c50 26 150 26 200 0l-10 40H40z"
    glow = "M62 132c18-18 40-22 44-8 3 12-26 20-40 40-8 12-22-14-4-32z"
    folds = (
        "M104 92c-22 20-38 44-46 70M118 90c-10 24-16 48-17 72M134 90c6 26 8 52 "
        "6 78M148 90c18 22 30 46 36 70M160 94c24 16 42 36 54 62M104 30c4 16 10 "
        "30 16 42M128 32v40M152 30c-3 16-9 30-16 42"
    )
    lumps = (
        "M52 214c2-14 16-20 26-14M96 230c-2-16 12-26 24-20 8 4 10 12 8 20M150 "
        "218c4-12 18-16 28-8 6 5 7 12 5 18M204 206c8-6 20-2 22 8M120 196c6-8 16-8 "
        "22-2M72 252c6-8 18-8 24-1M164 250c6-9 20-10 26-2"
    )
    tie = "M108 74c12 7 36 7 48 0 6-3 10 6 5 11-14 10-44 10-58 0-5-5-1-14 5-11z"
    _solid(
        sheet,
        "linen",
        BAG,
        [
            sheet.path("linen2", shade),
            sheet.path("linen3", dark),
            sheet.path("toyhi", glow),
            _seam(folds),
            _seam(lumps),
        ],
    )
    sheet.parts.append(
        f'<path class="toy" fill="{PLAIN["toy"]}" stroke="{PLAIN["ink"]}" '
        f'stroke-width="1.6" d="{tie}"/>'
    )


def compress(sheet: Sheet) -> None:
    """A moist cloth folded in three, 15 by 9 cm, seen from above."""
    _solid(sheet, "linen3", UNDER, [_seam("M10 188h326M10 198h326")], "under")
    _solid(
        sheet,
        "linen",
        TOP,
        [
            sheet.path("linen2", "M0 150c90 14 240 14 346-6v40H0z"),
            sheet.path("linen2", "M300 10c10 50 10 120 2 170h40V10z"),
            _seam("M40 12v166M48 12v166M298 12v166M306 12v166"),
            _seam("M86 60c26-8 52-8 76 0M190 104c30-9 56-8 80 1M96 140c20-6 44-6 64 0"),
        ],
    )


def _solid(
    sheet: Sheet, name: str, outline: str, inside: Sequence[str], part: str = "line"
) -> None:
    """An outlined shape with its shading kept inside it."""
    line, clip = sheet.id(part), sheet.id(f"{part}-clip")
    sheet.defs.append(
        f'<path id="{line}" d="{outline}"/>'
        f'<clipPath id="{clip}"><use href="#{line}"/></clipPath>'
    )
    sheet.parts.append(
        f'<use href="#{line}" class="{name}" fill="{PLAIN[name]}"/>'
        f'<g clip-path="url(#{clip})">{"".join(inside)}</g>'
        f'<use href="#{line}" class="edge" fill="none" stroke="{PLAIN["ink"]}" '
        'stroke-width="1.9" stroke-linejoin="round"/>'
    )


def _seam(d: str, width: float = 1.4) -> str:
    return (
        f'<path class="seam" fill="none" stroke="{PLAIN["ink"]}" '
        f'stroke-width="{short(width)}" stroke-linecap="round" d="{d}"/>'
    )


# Name: drawing, size in units, the point that lies on the spot.
THINGS = {
    "soft-ball": (soft_ball, (174, 174), (87, 87)),
    "wrapped-ice": (wrapped_ice, (262, 286), (130, 190)),
    "compress": (compress, (346, 220), (173, 96)),
}
