import gzip
import json
import re
import tomllib
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

SOURCE = Path(__file__).parents[2] / "src/kneadwell"
ATLAS = SOURCE / "atlas/drawings"
INDEX: dict[str, dict[str, Any]] = json.loads((ATLAS / "atlas.json").read_text())
BODY = tomllib.loads((SOURCE / "knowledge/data/body.toml").read_text())
SPOTS = {name: spot for name, spot in BODY["spots"].items() if spot["region"] != "any"}
DRAWINGS = sorted(ATLAS.glob("*.svg"))
MOST_BYTES = 8_000
PRESS = 66
"""Units of the map that are 48 px on a phone of 360 px, with two maps side by side."""

Dot = tuple[float, float]


def entries() -> Iterator[tuple[str, dict[str, Any]]]:
    for group in INDEX.values():
        yield from group.items()


def shapes() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (view, spot, shape)
        for view, entry in INDEX["views"].items()
        for spot, shape in entry["spots"].items()
    ]


def sides(polygon: list[Dot]) -> list[tuple[Dot, Dot]]:
    return list(pairwise([*polygon, polygon[0]]))


def turn(a: Dot, b: Dot, c: Dot) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def cross(one: tuple[Dot, Dot], two: tuple[Dot, Dot]) -> bool:
    (a, b), (c, d) = one, two
    return turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0


def inside(dot: Dot, polygon: list[Dot]) -> bool:
    x, y = dot
    hit = False
    for (x1, y1), (x2, y2) in sides(polygon):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            hit = not hit
    return hit


def overlap(one: list[Dot], two: list[Dot]) -> bool:
    return (
        inside(one[0], two)
        or inside(two[0], one)
        or any(cross(a, b) for a in sides(one) for b in sides(two))
    )


def may_overlap(one: str, two: str) -> bool:
    """A spot lies over what it covers, and a line passes where it must."""
    return (
        two in SPOTS[one].get("covers", ())
        or one in SPOTS[two].get("covers", ())
        or "path" in (SPOTS[one]["kind"], SPOTS[two]["kind"])
    )


@pytest.mark.parametrize("spot", SPOTS)
def test_every_spot_lies_in_a_view_of_its_region(spot: str) -> None:
    homes = [
        view["region"] for view in INDEX["views"].values() if spot in view["spots"]
    ]
    assert SPOTS[spot]["region"] in homes


def test_the_atlas_knows_no_spot_of_its_own() -> None:
    assert {spot for _, spot, _ in shapes()} == set(SPOTS)


@pytest.mark.parametrize(("view", "spot", "shape"), shapes())
def test_a_spot_is_a_simple_shape_inside_its_drawing(
    view: str, spot: str, shape: dict[str, Any]
) -> None:
    polygon = [tuple(dot) for dot in shape["polygon"]]
    entry = INDEX["views"][view]
    assert len(polygon) >= 4
    assert all(
        0 <= x <= entry["width"] and 0 <= y <= entry["height"] for x, y in polygon
    )
    edges = sides(polygon)
    assert not any(cross(a, b) for a, b in combinations(edges, 2))
    assert inside(tuple(shape["center"]), polygon)


@pytest.mark.parametrize(("view", "spot", "shape"), shapes())
def test_a_glide_runs_inside_its_spot(
    view: str, spot: str, shape: dict[str, Any]
) -> None:
    assert ("axis" in shape) == ("axis" in SPOTS[spot])
    if "axis" in shape:
        start, end = shape["axis"]
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        assert inside(middle, shape["polygon"])
        assert start != end


@pytest.mark.parametrize("view", INDEX["views"])
def test_neighbours_do_not_overlap(view: str) -> None:
    spots = INDEX["views"][view]["spots"]
    clashes = [
        (one, two)
        for one, two in combinations(spots, 2)
        if not may_overlap(one, two)
        and overlap(spots[one]["polygon"], spots[two]["polygon"])
    ]
    assert clashes == []


@pytest.mark.parametrize("name", INDEX["maps"])
def test_the_map_shows_every_region_on_both_sides(name: str) -> None:
    entry = INDEX["maps"][name]
    regions = entry["regions"]
    assert set(regions) == set(BODY["regions"])
    for both in regions.values():
        flipped = [[round(entry["width"] - x, 1), y] for x, y in both["left"]]
        assert both["right"] == flipped
    polygons = [polygon for both in regions.values() for polygon in both.values()]
    assert not any(overlap(one, two) for one, two in combinations(polygons, 2))


@pytest.mark.parametrize("name", INDEX["maps"])
def test_a_finger_finds_each_region_of_the_map(name: str) -> None:
    entry = INDEX["maps"][name]
    assert set(entry["press"]) == set(entry["regions"])
    for region, both in entry["press"].items():
        x, y, width, height = both["left"]
        assert min(width, height) >= PRESS
        assert both["right"] == [round(entry["width"] - x - width, 1), y, width, height]
        dots = entry["regions"][region]["left"]
        middle = [sum(column) / len(dots) for column in zip(*dots, strict=True)]
        assert x < middle[0] < x + width
        assert y < middle[1] < y + height


@pytest.mark.parametrize("name", INDEX["maps"])
def test_what_a_finger_finds_is_one_region(name: str) -> None:
    """Only a hand hangs before a thigh, and is the one that is pressed there."""
    boxes = {
        (region, side): corners(*box)
        for region, both in INDEX["maps"][name]["press"].items()
        for side, box in both.items()
    }
    clashes = {
        frozenset((one[0], two[0]))
        for one, two in combinations(boxes, 2)
        if any(inside(dot, boxes[two]) for dot in boxes[one])
        or any(inside(dot, boxes[one]) for dot in boxes[two])
    }
    assert clashes <= {frozenset(("hand", "thigh"))}


def corners(x: float, y: float, width: float, height: float) -> list[Dot]:
    """The corners of a box, drawn in by a unit."""
    left, top, right, bottom = x + 1, y + 1, x + width - 1, y + height - 1
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def test_every_file_is_in_the_index_and_every_entry_has_its_file() -> None:
    assert {entry["file"] for _, entry in entries()} == {f.name for f in DRAWINGS}


@pytest.mark.parametrize("entry", [e for _, e in entries()], ids=lambda e: e["file"])
def test_the_index_tells_the_size_of_the_drawing(entry: dict[str, Any]) -> None:
    root = ET.fromstring((ATLAS / entry["file"]).read_text())  # noqa: S314
    assert root.get("viewBox") == f"0 0 {entry['width']} {entry['height']}"


@pytest.mark.parametrize(
    "name", ["thumb", "flat-hand", "fingers", "knuckles", "wrapped-hand"]
)
def test_a_hand_tells_where_it_touches(name: str) -> None:
    check_contact(INDEX["hands"][name])


@pytest.mark.parametrize("name", ["soft-ball", "wrapped-ice", "compress"])
def test_a_thing_tells_where_it_touches(name: str) -> None:
    check_contact(INDEX["tools"][name])


def check_contact(entry: dict[str, Any]) -> None:
    x, y = entry["contact"]
    assert 0 <= x <= entry["width"]
    assert 0 <= y <= entry["height"]
    assert entry["units_per_cm"] > 0
    assert -180 <= entry["angle"] <= 180


@pytest.mark.parametrize("file", DRAWINGS, ids=lambda f: f.stem)
def test_a_drawing_is_small_and_safe(file: Path) -> None:
    text = file.read_text()
    assert len(gzip.compress(text.encode(), 9, mtime=0)) <= MOST_BYTES
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|https?://(?!www\.w3)", text)
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert all(name.startswith(f"atlas-{file.stem}-") for name in ids)
    used = set(re.findall(r'(?:url\(|href=")#([^)"]+)', text))
    assert used <= set(ids)


def test_drawings_can_share_a_page() -> None:
    ids = [
        name
        for file in DRAWINGS
        for name in re.findall(r'\bid="([^"]+)"', file.read_text())
    ]
    assert len(ids) == len(set(ids))


def test_a_place_that_is_never_touched_is_hatched() -> None:
    for view, entry in INDEX["views"].items():
        text = (ATLAS / f"{view}.svg").read_text()
        never = [spot for spot in entry["spots"] if SPOTS[spot]["touch"] == "never"]
        path = re.search(r'class="never"[^>]* d="([^"]*)"', text)
        assert (path[1].count("M") if path else 0) == len(never), view
