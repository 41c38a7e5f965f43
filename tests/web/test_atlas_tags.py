import re

import pytest
from django.template import Context, Template

from kneadwell.atlas import Scene, load_atlas, still_scene
from kneadwell.knowledge import Library, load_library
from kneadwell.session import Timeline, compile_timeline
from kneadwell.vocabulary import Giver, Place, Region, Side
from kneadwell.web.atlas.scenes import cue_scenes, step_scene

LABEL = 'Arch of the sole, "left" <foot>'


def rendered(scenes: list[Scene], label: str = "") -> str:
    template = Template(
        "{% load atlas %}{% atlas_drawings scenes %}"
        "{% for scene in scenes %}{% atlas_scene scene label %}{% endfor %}"
    )
    return template.render(Context({"scenes": scenes, "label": label}))


@pytest.fixture(scope="module")
def timeline() -> Timeline:
    return lesson("foot-massage-essential-oils", "left foot", "right foot")


def lesson(technique: str, *places: str) -> Timeline:
    where = [Place.parse(place) for place in places]
    return compile_timeline(load_library(), technique, where, Giver.SELF)


def test_each_cue_of_a_place_has_its_picture(timeline: Timeline) -> None:
    scenes, ids = cue_scenes(timeline)
    by_id = {scene.id: scene for scene in scenes}
    assert len(by_id) == len(scenes)
    assert len(ids) == len(timeline.cues)
    assert set(ids) - {None} == set(by_id)
    for cue, name in zip(timeline.cues, ids, strict=True):
        assert (name is None) == (cue.place is None)
        if name and cue.place:
            assert by_id[name].is_mirrored == (cue.place.side is Side.RIGHT)
            assert bool(by_id[name].poses) == (cue.show is not None)


def test_work_moves_at_the_tempo_that_is_said(timeline: Timeline) -> None:
    scenes, ids = cue_scenes(timeline)
    by_id = {scene.id: scene for scene in scenes}
    moving = 0
    for cue, name in zip(timeline.cues, ids, strict=True):
        if cue.show and cue.show.tempo:
            assert by_id[name or ""].period_s == pytest.approx(60 / cue.show.tempo)
            moving += 1
    assert moving > 10


def test_a_check_looks_at_the_side_where_hands_work() -> None:
    timeline = lesson("deep-tissue-legs", "left lower-leg")
    scenes, ids = cue_scenes(timeline)
    views = {scene.id: scene.view for scene in scenes}
    shown = [
        (cue, views[name or ""])
        for cue, name in zip(timeline.cues, ids, strict=True)
        if cue.place and not cue.show
    ]
    assert shown
    work = {
        views[name or ""]
        for cue, name in zip(timeline.cues, ids, strict=True)
        if cue.show
    }
    assert {view for _, view in shown} <= work


def test_every_step_has_its_picture_on_both_sides(library: Library) -> None:
    for technique in library.techniques.values():
        for region, routine in technique.regions.items():
            for step in routine.steps:
                left, right = (step_scene(step, region, side) for side in Side)
                assert (left.is_mirrored, right.is_mirrored) == (False, True)
                assert bool(left.moments) == (step.tempo_per_min > 0)


def test_a_step_on_a_chosen_spot_is_shown_there(library: Library) -> None:
    steps = library.techniques["circular-pressure"].regions[Region.HAND].steps
    ring, spot = steps[2], steps[3]
    assert step_scene(spot, Region.HAND, chosen="thumb-base").spot == "thumb-base"
    assert step_scene(spot, Region.HAND).spot == "palm-centre"
    assert step_scene(ring, Region.HAND, chosen="thumb-base").is_beside


def test_a_page_holds_each_drawing_once_and_all_it_uses(timeline: Timeline) -> None:
    page = rendered(list(cue_scenes(timeline)[0]))
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:url\(|href=")#([^)"]+)', page)) <= set(ids)


def test_a_page_loads_only_what_it_shows() -> None:
    scene = still_scene(Place(Side.LEFT, Region.HAND), None, load_atlas())
    page = rendered([scene])
    assert 'id="drawn-palm"' in page
    assert page.count('id="drawn-') == 1


def test_a_strict_page_may_hold_it(timeline: Timeline) -> None:
    page = rendered(list(cue_scenes(timeline)[0]), LABEL)
    assert not re.search(r"<style|<script|\sstyle=|\son\w+=", page)


def test_the_ear_gets_the_label_and_nothing_else(timeline: Timeline) -> None:
    scene = cue_scenes(timeline)[0][0]
    page = rendered([scene], LABEL)
    told = "Arch of the sole, &quot;left&quot; &lt;foot&gt;"
    assert f'role="img" aria-label="{told}"' in page
    assert re.findall(r"<svg (?![^>]*aria-hidden)", page) == []


def test_without_a_label_the_ear_gets_nothing(timeline: Timeline) -> None:
    scene = cue_scenes(timeline)[0][0]
    (box,) = re.findall(r'<div class="scene"[^>]*>', rendered([scene]))
    assert 'aria-hidden="true"' in box
    assert f'data-scene="{scene.id}"' in box
