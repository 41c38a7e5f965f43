import json
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kneadwell.cli import main
from kneadwell.screening import answers_from_json
from kneadwell.session import compile_timeline
from kneadwell.vocabulary import Giver, Place
from tests.strategies import LIBRARY, TECHNIQUES, cleared_for

FEET = ["left foot", "right foot"]
WELL = {"giver": "helper", "places": FEET, "unmentioned": "no"}
WOUND = {"broken-skin": {"answer": "yes", "where": ["left foot"]}}


@pytest.fixture(autouse=True, scope="module")
def _knowledge_is_read_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kneadwell.cli.timeline.load_library", lambda: LIBRARY)
        yield


def run(technique_id: str, *options: str, **answers: object) -> Result:
    arguments = ("timeline", technique_id, "--answers", "-", *options)
    return CliRunner().invoke(main, arguments, input=json.dumps(WELL | answers))


def written(technique_id: str, *options: str, **answers: object) -> Any:
    result = run(technique_id, *options, "--json", **answers)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def worked(timeline: Any) -> dict[str, int]:
    seconds: dict[str, int] = {}
    for cue in timeline["cues"]:
        if cue["kind"] == "work":
            place = cue["place"]
            seconds[place] = seconds.get(place, 0) + cue["lasts_s"]
    return seconds


@pytest.mark.parametrize("technique_id", TECHNIQUES)
def test_with_answers_it_is_the_cleared_timeline_of_the_files_places(
    technique_id: str,
) -> None:
    regions = LIBRARY.techniques[technique_id].regions
    places = ["left thigh", "left foot", "right foot", "left hand", "left lower-leg"]
    on = [place for place in map(Place.parse, places) if place.region in regions]

    shown = written(technique_id, places=places)

    answers = answers_from_json(WELL | {"places": places}, LIBRARY)
    cleared = cleared_for(technique_id, answers)
    expected = compile_timeline(
        LIBRARY, technique_id, on, Giver.HELPER, cleared=cleared
    )
    assert shown == json.loads(json.dumps(expected.to_json()))
    assert shown["cleared"] is True


@pytest.mark.hazard("H-01")
@pytest.mark.hazard("H-46")
def test_a_place_where_it_may_not_be_done_is_left_out_and_said() -> None:
    result = run("reflexology", "--json", answers=WOUND)

    assert list(worked(json.loads(result.stdout))) == ["right foot"]
    assert "left foot is left out: leave this place alone" in result.stderr
    assert LIBRARY.conditions["broken-skin"].short["en"] in result.stderr


@pytest.mark.hazard("H-01")
def test_a_place_that_was_asked_for_and_may_not_be_worked_is_refused() -> None:
    both = [word for place in FEET for word in ("--place", place)]

    refused = run("reflexology", "--json", *both, answers=WOUND)

    assert refused.exit_code == 3
    assert refused.stdout == ""
    do = LIBRARY.instructions["leave-this-place-alone"].do["en"]
    assert "left foot: leave this place alone" in refused.stderr
    assert do in refused.stderr


@pytest.mark.hazard("H-02")
def test_an_empty_intake_clears_nothing() -> None:
    for technique_id in TECHNIQUES:
        region = next(iter(LIBRARY.techniques[technique_id].regions))
        refused = run(technique_id, places=[f"left {region}"], unmentioned="unanswered")

        assert refused.exit_code == 3
        assert refused.stderr.startswith("Not now.\nSTOP.")


@pytest.mark.hazard("H-53")
def test_a_stop_shows_the_sign_and_what_to_do_before_anything_else() -> None:
    swollen = {"one-sided-calf-swelling": {"answer": "yes"}}

    refused = run("hand-compression", places=["left hand"], answers=swollen)

    assert refused.exit_code == 3
    lines = refused.stderr.splitlines()
    assert lines[2] == f"Same day: {LIBRARY.red_flags['clot-in-limb'].say['en']}"
    assert lines[3].startswith("  What to do: Call your doctor")


@pytest.mark.hazard("H-49")
def test_a_hold_waits_for_the_ok_and_goes_by_it_then() -> None:
    diabetes = {"diabetes": {"answer": "yes"}}
    held = run("warm-compress", answers=diabetes)

    assert held.exit_code == 3
    assert "ask first, and wait for the OK" in held.stderr

    ok = {
        "condition": "diabetes",
        "technique": "warm-compress",
        "places": ["left foot"],
        "by": "podiatrist",
        "on": "2020-01-01",
        "until": "2999-01-01",
    }
    assert list(worked(written("warm-compress", answers=diabetes, oks=[ok]))) == [
        "left foot"
    ]


@pytest.mark.hazard("H-50")
def test_what_the_rules_change_is_carried_out() -> None:
    numb = {"loss-of-sensation-partial": {"answer": "yes", "where": ["right foot"]}}

    cues = written("foot-massage-essential-oils", answers=numb)["cues"]

    def pressed(place: str) -> set[int]:
        shown = (cue["show"] for cue in cues if cue["place"] == place)
        return {show["pressure"] for show in shown if show}

    assert pressed("right foot") == {1}
    assert pressed("left foot") - {1}


def test_a_change_of_the_work_is_called_by_its_name() -> None:
    result = run("knuckle-pressure", answers={"blood-thinners": {"answer": "yes"}})

    assert result.exit_code == 0
    assert "left foot: Light foot or hand stroking" in result.stderr


@pytest.mark.hazard("H-55")
def test_what_must_be_true_before_it_is_said() -> None:
    symptoms = {"neuropathy-symptoms-here": {"answer": "yes"}}

    result = run("warm-compress", "--json", answers=symptoms)

    told = LIBRARY.change_words["ask_before"]["hot-cold-told-apart-today"].text["en"]
    assert f"Only if this is true that day: {told}" in result.stderr


@pytest.mark.hazard("H-45")
def test_other_hands_than_the_files_are_judged_by_the_rules_too() -> None:
    unable = {"cannot-report-pain": {"answer": "yes"}}

    assert run("reflexology", giver="helper", answers=unable).exit_code == 0
    for options, file in ((("--giver", "self"), "helper"), ((), "self")):
        refused = run("reflexology", *options, giver=file, answers=unable)

        assert refused.exit_code == 3
        assert "left foot: not now" in refused.stderr


def test_places_of_the_command_line_are_judged_instead_of_the_files() -> None:
    shown = written("hand-compression", "--place", "left hand")

    assert list(worked(shown)) == ["left hand"]


def test_the_minutes_are_shared_by_the_places() -> None:
    shown = written("reflexology", "--minutes", "2")

    assert worked(shown) == {"left foot": 60, "right foot": 60}


@pytest.mark.parametrize(
    ("technique_id", "answers", "told"),
    [
        ("rolling-ball", {"places": []}, "--place"),
        ("deep-tissue-legs", {}, "not done on the foot"),
        ("rolling-ball", {"places": ["left foot/sole-heel"]}, "sole-heel"),
        ("rolling-ball", {"unmentioned": "yes"}, "unmentioned"),
    ],
)
def test_answers_that_do_not_fit_are_wrong_input(
    technique_id: str, answers: dict[str, object], told: str
) -> None:
    refused = run(technique_id, **answers)

    assert refused.exit_code == 2
    assert refused.stdout == ""
    assert told in refused.stderr


def test_more_minutes_than_are_allowed_are_answered_with_the_range() -> None:
    refused = run("rolling-ball", "--minutes", "99")

    assert refused.exit_code == 2
    assert "99 is too long" in refused.stderr
