import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from kneadwell.cli import main
from kneadwell.knowledge import BUNDLED
from kneadwell.vocabulary import Region
from tests.strategies import LIBRARY, TECHNIQUES

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True, scope="module")
def _knowledge_is_read_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for command in ("techniques", "timeline", "play", "screen"):
            patch.setattr(f"kneadwell.cli.{command}.load_library", lambda: LIBRARY)
        yield


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def said_json(*arguments: str) -> Any:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def commands(command: click.Command, *path: str) -> list[tuple[str, ...]]:
    below = command.commands if isinstance(command, click.Group) else {}
    return [path, *(p for name in below for p in commands(below[name], *path, name))]


def test_techniques_are_listed_for_programs_with_every_fact() -> None:
    listed = said_json("techniques", "--json")

    assert list(TECHNIQUES) == [one["id"] for one in listed]
    for one in listed:
        technique = LIBRARY.techniques[one["id"]]
        assert list(one) == [
            "id",
            "name",
            "article_name",
            "places",
            "minutes",
            "frequency",
            "caps",
            "article_benefits",
            "evidence_grade",
            "review",
        ]
        assert technique.article.name == one["article_name"]
        assert list(technique.article.benefits) == one["article_benefits"]
        assert set(one["places"]) <= set(Region)
        assert list(one["minutes"]) == ["least", "most", "per"]
        assert list(one["frequency"]) == ["least", "most", "per", "as_needed"]
        assert list(one["review"]) == ["kind", "by", "on"]
        assert technique.caps.seconds_per_place == one["caps"]["seconds_per_place"]


def test_people_read_all_ten_techniques_by_name() -> None:
    listed = run("techniques").stdout

    for technique in LIBRARY.techniques.values():
        assert technique.id in listed
        assert technique.name["en"] in listed


@pytest.mark.parametrize("technique_id", TECHNIQUES)
def test_one_technique_shows_its_steps_its_evidence_and_what_was_changed(
    technique_id: str,
) -> None:
    technique = LIBRARY.techniques[technique_id]

    shown = run("technique", technique_id).stdout

    assert technique.evidence_grade in shown
    assert "No clinician has signed it" in shown
    assert all(claim.we_do["en"] in shown for claim in technique.changed)
    for region, routine in technique.regions.items():
        assert all(step.name["en"] in shown for step in routine.steps)
        steps = said_json("technique", technique_id, "--json")["steps"][region]
        assert [step.id for step in routine.steps] == [step["id"] for step in steps]


@pytest.mark.parametrize(
    "command", [("technique",), ("timeline",), ("play", "--answers", "-")], ids=" ".join
)
@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("rolling-bal", "rolling-ball"),
        ("Rolling Ball Massage", "rolling-ball"),
        ("knuckle", "knuckle-pressure"),
        ("reflexolgy", "reflexology"),
    ],
)
def test_an_unknown_technique_is_answered_with_the_nearest(
    command: tuple[str, ...], wrong: str, meant: str
) -> None:
    result = run(*command, wrong)

    assert result.exit_code == 2
    assert f"no technique “{wrong}”" in result.stderr
    assert meant in result.stderr


def test_a_place_the_technique_does_not_have_is_answered_with_those_it_has() -> None:
    result = run("timeline", "rolling-ball", "--place", "left thigh")

    assert result.exit_code == 2
    assert "not done on the thigh" in result.stderr
    assert "foot, lower-leg, hand" in result.stderr


def test_too_many_minutes_are_answered_with_the_range() -> None:
    result = run("timeline", "rolling-ball", "--place", "left foot", "--minutes", "3.5")

    assert result.exit_code == 2
    assert "lasts 2 to 3 minutes; 3.5 is too long" in result.stderr


def test_fewer_minutes_are_done_and_said() -> None:
    result = run(
        "timeline",
        "rolling-ball",
        "--place",
        "left foot",
        "--minutes",
        "1.5",
        "--json",
    )

    assert result.exit_code == 0
    assert "1.5 minutes is less than the article's 2. Less is fine." in result.stderr
    cues = json.loads(result.stdout)["cues"]
    assert sum(cue["lasts_s"] for cue in cues if cue["kind"] == "work") == 90


def test_a_timeline_without_answers_is_a_lesson_that_nothing_plays() -> None:
    written = said_json("timeline", "reflexology", "--giver", "helper", "--json")

    assert written["cleared"] is False
    assert LIBRARY.edition == written["edition"]


def test_a_timeline_for_people_tells_the_time_and_every_sentence() -> None:
    table = run("timeline", "hand-compression", "--place", "right hand").stdout

    for cue in said_json(
        "timeline", "hand-compression", "--place", "right hand", "--json"
    )["cues"]:
        assert f"{cue['at_s'] // 60}:{cue['at_s'] % 60:02}" in table
        assert cue["say"] in table


@pytest.mark.parametrize("path", commands(main), ids=" ".join)
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_every_command_explains_itself_and_its_options(
    path: tuple[str, ...], flag: str
) -> None:
    result = run(*path, flag)

    assert result.exit_code == 0
    command: click.Command = main
    for name in path:
        assert isinstance(command, click.Group)
        command = command.commands[name]
    assert command.help
    assert all(
        option.help
        for option in command.params
        if isinstance(option, click.Option) and option.name != "version"
    )


@pytest.mark.parametrize("path", commands(main), ids=" ".join)
def test_the_page_of_commands_says_what_the_help_says(path: tuple[str, ...]) -> None:
    written = (ROOT / "docs" / "cli.md").read_text("utf-8")

    told = CliRunner(env={"COLUMNS": "80"}).invoke(
        main, (*path, "--help"), prog_name="kneadwell"
    )

    assert f"```text\n{told.stdout}```" in written


def test_the_shipped_knowledge_passes_its_own_check() -> None:
    result = run("knowledge", "check")

    assert result.exit_code == 0
    assert "10 techniques" in result.stdout
    assert LIBRARY.edition in result.stdout


def test_a_knowledge_folder_that_cannot_be_read_is_wrong_input() -> None:
    result = run("knowledge", "check", str(BUNDLED / "techniques"))

    assert result.exit_code == 2
    assert "Error: techniques/" in result.stderr


@pytest.mark.parametrize(
    "item_id",
    [
        "rolling-ball",
        "broken-skin",
        "lung-clot",
        "leave-this-place-alone",
        "pain",
        "inner-ankle",
        "walton",
    ],
)
def test_each_kind_of_knowledge_is_shown_with_its_sources(item_id: str) -> None:
    item, sources = shown(item_id)

    assert item["id"] == item_id
    assert item_id == "walton" or any(name in sources for name in LIBRARY.sources)


def test_a_condition_is_shown_with_every_rule_and_what_it_tells_people_to_do() -> None:
    item, sources = shown("diabetes")

    diabetes = LIBRARY.conditions["diabetes"]
    assert len(item["rules"]) == len(diabetes.rules)
    for told, rule in zip(item["rules"], diabetes.rules, strict=True):
        instruction = LIBRARY.instructions[rule.instruction]
        assert told["action"] == rule.action
        assert told["why"] == rule.why
        assert told["do"] == instruction.do
        assert told["changes"] == instruction.changes.to_json()
        assert all(name in sources for name in rule.sources)


def test_an_instruction_is_shown_with_the_conditions_that_lead_to_it() -> None:
    item, _ = shown("comfort-strokes-by-another")

    assert item["changes"]["giver"] == "other"
    assert {rule["condition"] for rule in item["rules"]} == {"cannot-report-pain"}


def test_an_unknown_id_is_answered_with_the_nearest() -> None:
    result = run("knowledge", "show", "diabets")

    assert result.exit_code == 2
    assert "“diabets”" in result.stderr
    assert "diabetes" in result.stderr


def shown(item_id: str) -> tuple[Any, str]:
    """Show an item: what it holds, and the sources printed after it."""
    result = run("knowledge", "show", item_id)
    assert result.exit_code == 0
    item, end = json.JSONDecoder().raw_decode(result.stdout)
    return item, result.stdout[end:]


odd = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
minutes = st.sampled_from(
    ["0", "-1", "nan", "inf", "-inf", "1e308", "1e999", "x", "", "1,5", "0.001", "1_0"]
)


@settings(max_examples=8)
@given(odd, odd, minutes | odd, odd)
def test_no_input_is_answered_with_a_traceback(
    technique_id: str, place: str, time: str, giver: str
) -> None:
    for arguments in (
        ("technique", technique_id),
        ("timeline", "--", technique_id),
        ("timeline", "rolling-ball", "--place", place),
        ("timeline", "rolling-ball", f"--minutes={time}"),
        ("timeline", "rolling-ball", f"--giver={giver}"),
        ("knowledge", "show", "--", technique_id),
        ("screen", "--", technique_id),
        (technique_id, place),
    ):
        result = run(*arguments)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        assert result.exit_code in {0, 2}
