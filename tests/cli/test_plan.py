import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import icalendar
import pytest
from click.testing import CliRunner, Result

from kneadwell.cli import main
from kneadwell.plan import Week, broken_promises, plan_from_json, wish_from_json
from kneadwell.screening import answers_from_json, screen
from tests.strategies import LIBRARY

ANSWERS = {
    "giver": "helper",
    "places": ["left foot", "right foot"],
    "unmentioned": "no",
}
WISH = {
    "minutes_per_day": 20,
    "slots": {"mon": ["morning", "evening"], "wed": ["evening"], "sat": ["midday"]},
    "techniques": ["foot-massage-essential-oils", "rolling-ball"],
    "worse": ["left foot"],
}


@pytest.fixture(autouse=True, scope="module")
def _knowledge_is_read_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kneadwell.cli.plan.load_library", lambda: LIBRARY)
        yield


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    return written(tmp_path / "answers.json", ANSWERS)


def written(path: Path, body: object) -> Path:
    path.write_text(json.dumps(body))
    return path


def run(
    answers: Path | str,
    *options: str,
    week: str = "2026-W49",
    today: str = "2026-11-28",
    **changed: object,
) -> Result:
    arguments = ("plan", str(answers), "--wish", "-", "--week", week, "--today", today)
    wish = {key: it for key, it in (WISH | changed).items() if it is not None}
    return CliRunner().invoke(main, (*arguments, *options), input=json.dumps(wish))


def planned(answers: Path, **changed: Any) -> Any:
    result = run(answers, "--json", **changed)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_programs_get_the_week_with_its_goals_and_what_is_not_in_it(
    answers: Path,
) -> None:
    found = planned(answers)

    assert list(found) == ["status", "objective", "sessions", "not_given"]
    assert found["status"] == "optimal"
    assert [goal["name"] for goal in found["objective"]] == [
        "worst-missing",
        "missing",
        "worse-places",
        "preferred",
        "evenness",
        "sessions",
        "change",
    ]
    assert all(goal["value"] == goal["bound"] for goal in found["objective"])
    sittings = [(one["date"], one["slot"]) for one in found["sessions"]]
    assert sittings == [
        ("2026-11-30", "morning"),
        ("2026-11-30", "evening"),
        ("2026-12-02", "evening"),
        ("2026-12-05", "midday"),
    ]
    for session in found["sessions"]:
        assert list(session) == ["date", "slot", "seconds", "work"]
        (work,) = session["work"]
        assert list(work) == ["technique", "seconds", "changes", "because"]
        assert session["seconds"] == sum(work["seconds"].values())
        assert work["changes"] == {"left foot": {}, "right foot": {}}
        assert "Your left foot is worse." in work["because"]
    assert {it["technique"] for it in found["not_given"]} == set(WISH["techniques"])
    assert list(found["not_given"][0]) == ["technique", "what", "because"]


def test_what_is_printed_keeps_every_promise_and_may_be_the_plan_before(
    answers: Path,
) -> None:
    found = planned(answers)

    judged = answers_from_json(ANSWERS, LIBRARY)
    days = Week.parse("2026-W49").days
    clearances = {day: screen(judged, LIBRARY, day) for day in days}
    whole = found | {"week": "2026-W49", "edition": LIBRARY.edition}
    plan = plan_from_json(whole, LIBRARY)
    assert (
        broken_promises(plan, clearances, wish_from_json(WISH, LIBRARY), LIBRARY) == ()
    )
    again = planned(answers, week="2026-W50", last_plan=found)
    assert [(s["slot"], s["work"][0]["technique"]) for s in again["sessions"]] == [
        (s["slot"], s["work"][0]["technique"]) for s in found["sessions"]
    ]
    assert again["objective"][-1]["value"] == 0


def test_people_read_the_week_why_it_is_so_and_what_is_lacking(answers: Path) -> None:
    result = run(answers)

    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "Week 2026-W49. No better week is possible."
    assert "Monday 30 November" in lines
    assert any(line.startswith("  Morning, ") for line in lines)
    ball = LIBRARY.techniques["rolling-ball"].name["en"]
    assert f"    {ball}: left foot and right foot, 2 minutes each" in lines
    assert "      Once a day is the aim. Your left foot is worse." in lines
    assert "Not in this week" in lines
    assert lines[-2:] == [
        "All that is wanted takes 98 minutes with hands on.",
        "The free days of this week have 60.",
    ]
    assert result.stderr == ""


@pytest.mark.hazard("H-67")
def test_where_nothing_can_be_planned_it_ends_with_3_and_says_why(
    tmp_path: Path,
) -> None:
    wound = {"answers": {"broken-skin": {"answer": "yes"}}}
    hurt = written(tmp_path / "hurt.json", ANSWERS | wound)

    result = run(hurt, "--json")

    assert result.exit_code == 3
    found = json.loads(result.stdout)
    assert list(found) == ["status", "because"]
    assert found["status"] == "no-plan"
    assert "A cut, blister, sore or other broken skin" in found["because"][0]
    told = run(hurt)
    assert told.exit_code == 3
    assert told.stdout.startswith("Nothing can be planned.\n")
    assert found["because"][0] in told.stdout


@pytest.mark.hazard("H-53")
def test_a_sign_that_needs_help_comes_first_with_what_to_do(tmp_path: Path) -> None:
    sign = {"answers": {"stroke": {"answer": "yes"}}}
    ill = written(tmp_path / "ill.json", ANSWERS | sign)

    result = run(ill)

    assert result.exit_code == 3
    assert result.stdout.startswith("STOP.")
    assert LIBRARY.red_flags["stroke"].do["en"].split("{")[0] in result.stdout
    assert run(ill, "--json").exit_code == 3


@pytest.mark.parametrize(
    "changed",
    [{"slots": {}}, {"minutes_per_day": 0}, {"leave_out": WISH["techniques"]}],
)
def test_a_wish_that_leaves_nothing_is_answered_and_is_no_error(
    answers: Path, changed: dict[str, object]
) -> None:
    result = run(answers, "--json", **changed)  # type: ignore[arg-type]

    assert result.exit_code == 3
    assert json.loads(result.stdout)["because"]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"techniques": ["ice"]}, "techniques[0]: “ice” is not known here. Did you"),
        ({"slots": {"mon": ["night"]}}, "slots.mon[0]: “night” is not known"),
        ({"slots": None}, "slots: is missing; add it."),
        ({"minutes_per_day": -5}, "minutes_per_day: “-5” is not whole minutes"),
        ({"session_minutes": 20}, "session_minutes: “20” is not whole minutes"),
        ({"place": "left foot"}, "place: is not known."),
        ({"week": "2026-W54"}, "“2026-W54” is not a week. Write its year"),
        ({"week": "2026-W47"}, "The week 2026-W47 is over. Name 2026-W48"),
    ],
)
def test_wrong_input_is_answered_with_one_sentence(
    answers: Path, changed: dict[str, Any], told: str
) -> None:
    result = run(answers, **changed)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert told in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "wish.json is not JSON"),
        ('{"slots": {}, "slots": {}}', "slots: is there twice; keep one."),
    ],
)
def test_a_wish_that_is_no_table_is_named(
    answers: Path, tmp_path: Path, content: str, told: str
) -> None:
    (tmp_path / "wish.json").write_text(content)

    result = CliRunner().invoke(
        main, ("plan", str(answers), "--wish", str(tmp_path / "wish.json"))
    )

    assert result.exit_code == 2
    assert told.split(maxsplit=1)[0].rpartition("/")[2] in result.stderr
    assert told.partition(" ")[2] in result.stderr


def test_a_file_that_is_not_there_and_two_from_one_input_are_named(
    answers: Path,
) -> None:
    missing = CliRunner().invoke(main, ("plan", str(answers), "--wish", "none.json"))
    both = CliRunner().invoke(main, ("plan", "-", "--wish", "-"), input="{}")

    assert missing.exit_code == both.exit_code == 2
    assert "none.json: cannot be read; name a file that is there" in missing.stderr
    assert "Only one file can be -, the standard input." in both.stderr


def test_what_has_begun_is_not_planned_and_the_week_is_the_one_that_is_now(
    answers: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    noon = dt.datetime(2026, 11, 30, 12)  # noqa: DTZ001 - local time
    monkeypatch.setattr("kneadwell.cli.plan._now", lambda: noon)
    wish = written(tmp_path / "wish.json", WISH)

    result = CliRunner().invoke(
        main, ("plan", str(answers), "--wish", str(wish), "--json")
    )

    found = json.loads(result.stdout)
    first = found["sessions"][0]
    assert (first["date"], first["slot"]) == ("2026-11-30", "evening")


def test_a_calendar_is_written_brought_up_to_date_and_cleared(
    answers: Path, tmp_path: Path
) -> None:
    file = tmp_path / "week.ics"

    def events() -> dict[str, tuple[int, str]]:
        shown = icalendar.Calendar.from_ical(file.read_bytes())
        return {
            str(it["uid"]): (int(it["sequence"]), str(it["status"]))
            for it in shown.walk("VEVENT")
        }

    assert run(answers, "--ics", str(file)).exit_code == 0
    first, content = events(), file.read_bytes()
    assert len(first) == 4
    assert set(first.values()) == {(0, "CONFIRMED")}
    run(answers, "--ics", str(file))
    assert file.read_bytes() == content
    run(answers, "--ics", str(file), slots={"mon": ["morning"]})
    fewer = events()
    assert set(fewer) == set(first)
    assert sorted(status for _, status in fewer.values()) == [
        *["CANCELLED"] * 3,
        "CONFIRMED",
    ]
    assert run(answers, "--ics", str(file), slots={}).exit_code == 3
    assert {status for _, status in events().values()} == {"CANCELLED"}


def test_no_calendar_is_begun_where_nothing_is_planned_or_a_file_is_not_ours(
    answers: Path, tmp_path: Path
) -> None:
    run(answers, "--ics", str(tmp_path / "none.ics"), slots={})
    theirs = tmp_path / "theirs.ics"
    theirs.write_text("BEGIN:VCALENDAR\nEND:VCALENDAR\n")

    refused = run(answers, "--ics", str(theirs))

    assert not (tmp_path / "none.ics").exists()
    assert refused.exit_code == 2
    assert "The calendar file was not changed" in refused.stderr
    assert theirs.read_text() == "BEGIN:VCALENDAR\nEND:VCALENDAR\n"


def test_what_is_being_proven_is_told_where_somebody_watches(
    answers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kneadwell.cli.plan._is_watched", lambda: True)

    told = run(answers).stderr.splitlines()

    assert told[0] == "Proving 1 of 7: times that are missing, the worst first"
    assert [line.split(":")[0] for line in told] == [
        f"Proving {number} of 7" for number in range(1, 8)
    ]
