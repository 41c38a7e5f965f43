"""Contact sheets to look at: `python -m tools.atlas.sheet PNG [name ...]`."""

import argparse
import json
import re
from pathlib import Path

import cv2
import numpy as np
import resvg_py

from .mesh import Array

SOURCE = Path(__file__).parents[2] / "src/kneadwell"
ATLAS = SOURCE / "atlas/drawings"
PAPER = {False: "#f5f2ee", True: "#17101a"}
SKINS = ("light", "medium", "deep")


STYLES = [SOURCE / "web/static" / f for f in ("css/tokens.css", "atlas/atlas.css")]


def main() -> None:
    """Lay drawings side by side on one sheet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("png", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--atlas", type=Path, default=ATLAS, help="the drawings")
    parser.add_argument("--height", type=int, default=480)
    parser.add_argument("--width", type=int, default=1600)
    parser.add_argument("--skin", nargs="*", choices=SKINS, default=["medium"])
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--spots", action="store_true")
    chosen = parser.parse_args()
    names = chosen.names or sorted(f.stem for f in chosen.atlas.glob("*.svg"))
    tiles = [_tile(name, skin, chosen) for skin in chosen.skin for name in names]
    cv2.imwrite(str(chosen.png), _rows(tiles, chosen.width, PAPER[chosen.dark]))


def styled(svg: str, skin: str, *, dark: bool) -> str:
    """A drawing with the colours of atlas.css written out, for a plain renderer."""
    css = "".join(file.read_text() for file in STYLES)
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    # Medium first: it is what :root wears without a word.
    wanted = [":root", ".skin-medium", f".skin-{skin}"]
    values: dict[str, str] = {}
    for selector in wanted:
        for heads, body in re.findall(r"([^{};]+)\{([^{}]*)\}", css):
            if selector in re.split(r",\s*", heads.strip()):
                values |= dict(re.findall(r"(--atlas-[\w]+):\s*([^;]+);", body))
    if 'class="atlas pale"' in svg and skin == "deep":
        pale = {name: value for name, value in values.items() if "-pale-" in name}
        values |= {name.replace("-pale", ""): value for name, value in pale.items()}
    rules = re.findall(r"\.atlas (\.[\w-]+) \{([^{}]*)\}", css)
    style = "".join(f"{name} {{{body}}}" for name, body in rules)
    for name, value in values.items():
        if pair := re.match(r"light-dark\((.*), (.*)\)", value):
            value = pair[2 if dark else 1]  # noqa: PLW2901
        style = style.replace(f"var({name})", value)
    return svg.replace("<defs>", f"<style>{style}</style><defs>", 1)


def _tile(name: str, skin: str, chosen: argparse.Namespace) -> Array:
    svg = styled((chosen.atlas / f"{name}.svg").read_text(), skin, dark=chosen.dark)
    if chosen.spots:
        svg = svg.replace("</svg>", _spots(name, chosen.atlas) + "</svg>")
    paper = PAPER[chosen.dark]
    raw = resvg_py.svg_to_bytes(svg_string=svg, height=chosen.height, background=paper)
    tile = cv2.imdecode(np.frombuffer(bytes(raw), np.uint8), cv2.IMREAD_COLOR)
    tile = cv2.copyMakeBorder(
        tile,
        22,
        6,
        8,
        max(8, 130 - tile.shape[1]),
        cv2.BORDER_CONSTANT,
        value=_bgr(paper),
    )
    cv2.putText(tile, name, (6, 15), 0, 0.42, (130, 130, 130), 1, cv2.LINE_AA)
    return tile


def _spots(name: str, atlas: Path) -> str:
    index = json.loads((atlas / "atlas.json").read_text())
    view = index["views"].get(name, {}).get("spots", {})
    regions = index["maps"].get(name, {}).get("regions", {})
    shapes = view | {
        f"{r} {s}": {"polygon": p}
        for r, both in regions.items()
        for s, p in both.items()
    }
    out = []
    for i, (spot, shape) in enumerate(shapes.items()):
        hue = f"hsl({i * 67 % 360},70%,40%)"
        dots = " ".join(f"{x},{y}" for x, y in shape["polygon"])
        out.append(
            f'<polygon points="{dots}" fill="{hue}" fill-opacity=".25" '
            f'stroke="{hue}" stroke-width="1"/>'
        )
        x, y = shape.get("center", np.mean(shape["polygon"], 0))
        out.append(
            f'<circle cx="{x}" cy="{y}" r="1.6"/><text x="{x + 2}" y="{y}" '
            f'font-size="7" font-family="sans-serif">{spot}</text>'
        )
        if "axis" in shape:
            (a, b), (c, d) = shape["axis"]
            out.append(f'<path d="M{a} {b}L{c} {d}" stroke="#06c" stroke-width="1.2"/>')
    given = index["hands"] | index["tools"]
    if at := given.get(name, {}).get("contact"):
        out.append(f'<circle cx="{at[0]}" cy="{at[1]}" r="4" fill="#06c"/>')
    return "".join(out)


def _rows(tiles: list[Array], width: int, paper: str) -> Array:
    rows: list[list[Array]] = [[]]
    for tile in tiles:
        if rows[-1] and sum(t.shape[1] for t in rows[-1]) + tile.shape[1] > width:
            rows.append([])
        rows[-1].append(tile)
    joined = [np.hstack(row) for row in rows]
    wide = max(row.shape[1] for row in joined)
    return np.vstack(
        [
            cv2.copyMakeBorder(
                row,
                0,
                0,
                0,
                wide - row.shape[1],
                cv2.BORDER_CONSTANT,
                value=_bgr(paper),
            )
            for row in joined
        ]
    )


def _bgr(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (5, 3, 1)]


if __name__ == "__main__":
    main()
