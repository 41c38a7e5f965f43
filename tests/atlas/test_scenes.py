import re
from dataclasses import replace
from itertools import pairwise
from math import hypot, pi

import pytest

from kneadwell.atlas import (
    Atlas,
    AtlasError,
    Frame,
    Movement,
    Scene,
    drawings_svg,
    load_atlas,
    picture_svg,
    scene_of,
    scene_svg,
    still_scene,
)
from kneadwell.knowledge import Library, Step, StepChange, Touch, load_library
from kneadwell.vocabulary import Place, Region, Side

ATLAS: Atlas = load_atlas()
LIBRARY: Library = load_library()
PAST_THE_RIM_CM = 1.0
BESIDE, CHOSEN = "beside-chosen-spot", "chosen-spot"

FOOT = Place(Side.LEFT, Region.FOOT)
CIRCLE = Movement("circle", "thumb", "around", 30, 9.0, 2)
GLIDE = Movement("glide", "flat-hand", "towards-heart", 12, 22.0, 1)

Dot = tuple[float, float]


def movement_of(step: Step) -> Movement:
    return Movement(
        step.stroke,
        step.tool,
        step.direction,
        step.tempo_per_min,
        step.path_cm,
        step.pressure,
    )


def changed(step: Step, change: StepChange) -> Step:
    return replace(
        step,
        stroke=change.stroke or step.stroke,
        tool=change.tool or step.tool,
        direction=change.direction or step.direction,
        tempo_per_min=(
            step.tempo_per_min if change.tempo_per_min is None else change.tempo_per_min
        ),
        path_cm=change.path_cm or step.path_cm,
        spots=change.spots or step.spots,
    )


def works() -> set[tuple[Region, str, str | None, Movement]]:
    """Every step on each of its spots, as it is and as rules leave it."""
    return {
        (region, spot, own, movement_of(step))
        for technique in LIBRARY.techniques.values()
        for region, routine in technique.regions.items()
        for usual in routine.steps
        for step in (usual, *changes_of(usual))
        for spot in step.spots
        for own in (routine.choose_from if spot in {CHOSEN, BESIDE} else (None,))
    }


def changes_of(step: Step) -> list[Step]:
    return [changed(step, way) for way in step.degrade.values() if not way.drop]


def all_scenes(side: Side = Side.LEFT) -> dict[str, Scene]:
    scenes = [
        scene_of(Place(side, region, own), spot, movement, ATLAS)
        for region, spot, own, movement in sorted(WORKS, key=str)
    ]
    return {scene.id: scene for scene in scenes}


WORKS = works()
SCENES = all_scenes()
MOVING = [scene for scene in SCENES.values() if scene.moments]


def contacts(scene: Scene) -> list[Dot]:
    """Where the hand is over a whole period; between the moments it runs straight."""
    x, y = scene.course.rest
    dots = [(x, y)]
    for one, two in pairwise(scene.moments):
        for i in range(5):
            share = i / 4
            by = [a + (b - a) * share for a, b in zip(one.by, two.by, strict=True)]
            dots.append((x + by[0], y + by[1]))
    return dots


def inside(dot: Dot, polygon: tuple[Dot, ...]) -> bool:
    x, y = dot
    hit = False
    for (x1, y1), (x2, y2) in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            hit = not hit
    return hit


def outside_cm(dot: Dot, scene: Scene) -> float:
    """How far a dot lies outside the spot of its scene."""
    view = ATLAS.views[scene.view]
    assert scene.spot
    polygon = view.spots[scene.spot].polygon
    if inside(dot, polygon):
        return 0.0
    return min(
        to_side(dot, a, b)
        for a, b in zip(polygon, (*polygon[1:], polygon[0]), strict=True)
    ) / (view.units_per_cm)


def to_side(dot: Dot, a: Dot, b: Dot) -> float:
    along = (dot[0] - a[0]) * (b[0] - a[0]) + (dot[1] - a[1]) * (b[1] - a[1])
    share = min(1.0, max(0.0, along / max(1e-9, hypot(b[0] - a[0], b[1] - a[1]) ** 2)))
    return hypot(
        dot[0] - a[0] - share * (b[0] - a[0]), dot[1] - a[1] - share * (b[1] - a[1])
    )


def never(scene: Scene) -> list[tuple[Dot, ...]]:
    """What the knowledge forbids to touch, as far as this view shows it."""
    return [
        area.polygon
        for name, area in ATLAS.views[scene.view].spots.items()
        if LIBRARY.body.spots[name].touch is Touch.NEVER
    ]


def test_every_view_of_worked_ground_is_used() -> None:
    assert len(SCENES) > 150
    assert {scene.view for scene in SCENES.values()} == {
        "sole",
        "foot-top",
        "palm",
        "hand-back",
        "forearm-inner",
        "forearm-outer",
        "leg-front",
        "leg-back",
        "leg-inner",
        "leg-outer",
        "thigh-front",
        "thigh-back",
    }


def test_the_hand_stays_on_its_spot() -> None:
    off = {
        scene.id: off_cm
        for scene in SCENES.values()
        if not scene.is_beside
        for off_cm in [max(outside_cm(dot, scene) for dot in contacts(scene))]
        if off_cm > PAST_THE_RIM_CM
    }
    assert off == {}


@pytest.mark.hazard("H-05")
def test_no_hand_works_where_it_must_never_touch() -> None:
    over = [
        scene.id
        for scene in SCENES.values()
        for polygon in never(scene)
        if any(inside(dot, polygon) for dot in contacts(scene))
    ]
    assert over == []


@pytest.mark.hazard("H-05")
def test_beside_a_sore_spot_the_hand_is_near_it_and_never_on_it() -> None:
    away = {
        scene.id: [outside_cm(dot, scene) for dot in contacts(scene)]
        for scene in SCENES.values()
        if scene.is_beside
    }
    assert len(away) > 50
    assert [name for name, cm in away.items() if min(cm) <= 0] == []
    assert [name for name, cm in away.items() if min(cm) > 2.5] == []


def test_the_tool_touches_where_the_stroke_begins() -> None:
    for scene in SCENES.values():
        touching = scene.poses[0]
        a, b, c, d, e, f = touching.matrix
        x, y = ATLAS.tools[touching.drawing].contact
        at = (a * x + c * y + e, b * x + d * y + f)
        assert at == pytest.approx(scene.course.rest), scene.id


def test_the_picture_shows_the_spot_and_where_the_hand_begins() -> None:
    for scene in SCENES.values():
        frame, spot = scene.frame, ATLAS.views[scene.view].spots[scene.spot or ""]
        for x, y in (scene.course.rest, *spot.polygon):
            assert frame.x < x < frame.x + frame.width, scene.id
            assert frame.y < y < frame.y + frame.height, scene.id


def test_nothing_jumps_between_the_steps_of_one_view() -> None:
    frames: dict[str, set[Frame]] = {}
    for scene in SCENES.values():
        frames.setdefault(scene.view, set()).add(scene.frame)
    assert {len(seen) for seen in frames.values()} == {1}


def test_every_picture_has_the_same_shape() -> None:
    shapes = [s.frame.width / s.frame.height for s in SCENES.values()]
    assert shapes == pytest.approx([shapes[0]] * len(shapes), abs=0.002)


def test_a_stroke_ends_where_it_began() -> None:
    for scene in MOVING:
        first, last = scene.moments[0], scene.moments[-1]
        assert (first.at, first.by, first.size, first.shows) == (0, (0, 0), 1, 1)
        assert (last.at, last.size, last.shows) == (1, 1, 1), scene.id
        assert last.by == pytest.approx((0, 0), abs=1e-6), scene.id
        ats = [moment.at for moment in scene.moments]
        assert ats == sorted(ats), scene.id


@pytest.mark.parametrize("tempo", [4, 8, 24, 30])
def test_the_stroke_has_the_tempo_of_the_cue(tempo: int) -> None:
    scene = scene_of(FOOT, "sole-arch", replace(CIRCLE, tempo_per_min=tempo), ATLAS)
    assert scene.period_s == pytest.approx(60 / tempo)
    assert f'data-period-s="{60 / tempo:g}"' in scene_svg(scene, ATLAS)


def test_a_hand_that_rests_does_not_move() -> None:
    still = Movement("still-hand", "flat-hand", "none", 0, None, 1)
    scene = scene_of(FOOT, "sole-arch", still, ATLAS)
    assert scene.poses
    assert (scene.moments, scene.period_s) == ((), 0)
    assert "data-moments" not in scene_svg(scene, ATLAS)


def test_a_ring_is_as_long_as_its_path_where_there_is_room() -> None:
    scene = scene_of(FOOT, "sole-arch", CIRCLE, ATLAS)
    view = ATLAS.views["sole"]
    x, y = view.spots["sole-arch"].center
    radii = [hypot(a - x, b - y) / view.units_per_cm for a, b in contacts(scene)]
    assert radii == pytest.approx([9.0 / (2 * pi)] * len(radii), rel=0.02)


def test_a_ring_stays_clear_of_the_next_spot() -> None:
    wide = replace(CIRCLE, path_cm=40.0)
    scene = scene_of(FOOT, "third-toe", wide, ATLAS)
    others = ["second-toe", "fourth-toe", "between-the-toes"]
    polygons = [ATLAS.views["sole"].spots[name].polygon for name in others]
    touched = [dot for dot in contacts(scene) if any(inside(dot, p) for p in polygons)]
    assert touched == []


def test_a_glide_presses_towards_the_heart_and_comes_back_lifted() -> None:
    glides = [scene for scene in MOVING if scene.course.sign.name == "THERE"]
    assert glides
    for scene in glides:
        (x1, y1), (x2, y2) = scene.course.line
        for one, two in pairwise(scene.moments):
            gone = (two.by[0] - one.by[0]) * (x2 - x1)
            gone += (two.by[1] - one.by[1]) * (y2 - y1)
            assert gone >= -1e-9 or min(one.shows, two.shows) < 1, scene.id


def test_the_heart_lies_where_the_atlas_says() -> None:
    scene = scene_of(FOOT, "whole-sole", GLIDE, ATLAS)
    toes, heel = ATLAS.views["sole"].spots["whole-sole"].way
    start, end = scene.course.line
    assert (end[1] - start[1]) * (heel[1] - toes[1]) > 0


def test_away_from_the_heart_runs_the_other_way() -> None:
    there = scene_of(FOOT, "whole-sole", GLIDE, ATLAS)
    away = replace(GLIDE, direction="away-from-heart")
    back = scene_of(FOOT, "whole-sole", away, ATLAS)
    assert back.course.line == there.course.line[::-1]
    assert back.id != there.id


def test_a_direction_nobody_knows_falls_back_to_the_usual_one() -> None:
    odd = scene_of(FOOT, "whole-sole", replace(GLIDE, direction="upwards"), ATLAS)
    assert odd.course == scene_of(FOOT, "whole-sole", GLIDE, ATLAS).course


def test_a_spot_that_no_view_shows_is_named() -> None:
    with pytest.raises(AtlasError, match="foot/palm-centre"):
        scene_of(FOOT, "palm-centre", CIRCLE, ATLAS)


def test_a_tool_that_is_not_drawn_is_named() -> None:
    with pytest.raises(AtlasError, match="elbow"):
        scene_of(FOOT, "sole-arch", replace(CIRCLE, tool="elbow"), ATLAS)


def test_equal_pictures_share_an_id_and_others_do_not() -> None:
    right = all_scenes(Side.RIGHT)
    assert all_scenes() == SCENES
    assert not set(right) & set(SCENES)
    seen = [replace(scene, id="") for scene in (*SCENES.values(), *right.values())]
    alike = [scene.id for scene in SCENES.values() if seen.count(scene) > 1]
    assert (len(set(seen)), alike) == (len(seen), [])


def test_a_longer_way_than_the_spot_has_room_for_is_no_other_picture() -> None:
    long, longer = (replace(GLIDE, path_cm=cm) for cm in (35.0, 40.0))
    place = Place(Side.LEFT, Region.THIGH)
    scenes = [scene_of(place, "thigh-front", way, ATLAS) for way in (long, longer)]
    assert scenes[0] == scenes[1]


def test_the_right_side_is_the_mirror_of_the_left() -> None:
    right_scenes = all_scenes(Side.RIGHT)
    for name, scene in SCENES.items():
        right = right_scenes["right" + name.removeprefix("left")]
        assert replace(right, id=name, is_mirrored=False) == scene
        width = ATLAS.views[scene.view].width
        mirror = f'<g transform="matrix(-1 0 0 1 {width:g} 0)">'
        left_svg, right_svg = scene_svg(scene, ATLAS), scene_svg(right, ATLAS)
        mirrored = [f"{mirror}{content}</g>" for content in contents(left_svg)]
        assert contents(right_svg) == mirrored, name
        (left_x, *rest), (right_x, *same) = box(left_svg), box(right_svg)
        assert same == rest
        assert right_x == pytest.approx(width - left_x - rest[1])
        turned = [(at, -x, *more) for at, x, *more in told(left_svg)]
        assert told(right_svg) == turned, name


def contents(svg: str) -> list[str]:
    return re.findall(r"<svg [^>]*>(.*?)</svg>", svg)


def box(svg: str) -> list[float]:
    found = re.search(r'viewBox="([^"]+)"', svg)
    assert found
    return [float(number) for number in found[1].split()]


def told(svg: str) -> list[tuple[float, ...]]:
    found = re.search(r'data-moments="([^"]+)"', svg)
    moments = found[1].split() if found else []
    return [tuple(float(n) for n in moment.split(",")) for moment in moments]


def test_a_picture_is_whole_and_safe() -> None:
    for scene in SCENES.values():
        page = drawings_svg([scene], ATLAS) + scene_svg(scene, ATLAS)
        for svg in (page, picture_svg(scene, ATLAS)):
            ids = re.findall(r'\bid="([^"]+)"', svg)
            assert len(ids) == len(set(ids)), scene.id
            used = set(re.findall(r'(?:url\(|href=")#([^)"]+)', svg))
            assert used <= set(ids), scene.id
            bad = re.search(r"<script|<style|\sstyle=|\son\w+=|\bnan\b|None", svg)
            assert bad is None, scene.id


def test_the_still_picture_tells_the_stroke_by_a_drawn_sign() -> None:
    sign = re.compile(r'<path class="scene-line"[^>]* d="M')
    for scene in SCENES.values():
        assert bool(sign.search(picture_svg(scene, ATLAS))) == bool(scene.moments)


def test_a_page_has_each_drawing_once() -> None:
    page = drawings_svg(SCENES.values(), ATLAS)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_the_ring_around_a_sore_spot_leaves_out_what_is_never_touched() -> None:
    movement = Movement("circle", "flat-hand", "around", 24, 12.0, 1)
    place = Place(Side.LEFT, Region.THIGH, "thigh-front")
    scene = scene_of(place, BESIDE, movement, ATLAS)
    mask = re.search(
        r'<mask id="around-spot-thigh-front-thigh-front".*?</mask>',
        drawings_svg([scene], ATLAS),
    )
    assert mask
    assert mask[0].count("<path") == 1 + len(never(scene))


@pytest.mark.parametrize("region", Region)
def test_a_place_alone_shows_no_hand(region: Region) -> None:
    scene = still_scene(Place(Side.LEFT, region), None, ATLAS)
    assert ATLAS.views[scene.view].region is region
    assert (scene.poses, scene.moments, scene.spot) == ((), (), None)


def test_a_place_alone_can_mark_its_spot() -> None:
    scene = still_scene(Place(Side.RIGHT, Region.HAND), "back-of-hand", ATLAS)
    assert (scene.view, scene.spot) == ("hand-back", "back-of-hand")
    assert scene.is_mirrored


def test_a_place_alone_is_seen_from_where_the_work_is() -> None:
    place = Place(Side.LEFT, Region.LOWER_LEG)
    scene = still_scene(place, None, ATLAS, seen_at="calf")
    assert (scene.view, scene.spot) == ("leg-back", None)
