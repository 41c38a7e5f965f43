import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from kneadwell.cli import main
from kneadwell.screening import answers_from_json
from kneadwell.screening import screen as judge
from kneadwell.vocabulary import EVERYWHERE, Giver
from tests.strategies import LIBRARY, TECHNIQUES

WELL = {"giver": "self", "places": ["left foot", "right foot"], "unmentioned": "no"}
DAY = dt.date(2026, 11, 23)


@pytest.fixture(autouse=True, scope="module")
def _knowledge_is_read_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kneadwell.cli.screen.load_library", lambda: LIBRARY)
        yield


def run(typed: object, *options: str) -> Result:
    text = typed if isinstance(typed, str) else json.dumps(typed)
    arguments = ("screen", "-", "--today", DAY.isoformat(), *options)
    return CliRunner().invoke(main, arguments, input=text)


def screened(**answers: object) -> Any:
    result = run(WELL | answers, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def table(**answers: object) -> str:
    result = run(WELL | answers)
    assert result.exit_code == 0, result.output
    return result.stdout


def said(*ids: str, answer: str = "yes") -> dict[str, object]:
    return {name: {"answer": answer} for name in ids}


def place(found: Any, technique_id: str, where: str) -> Any:
    technique = next(one for one in found["techniques"] if one["id"] == technique_id)
    return next(one for one in technique["places"] if one["place"] == where)


def reason(found: Any, technique_id: str, where: str, cause: str) -> Any:
    reasons = place(found, technique_id, where)["reasons"]
    return next(one for one in reasons if one["condition"] == cause)


def test_someone_with_nothing_to_tell_is_offered_everything_as_it_is() -> None:
    found = screened()

    assert list(found) == ["edition", "stop", "techniques"]
    assert found["edition"] == LIBRARY.edition
    assert found["stop"] is None
    assert [one["id"] for one in found["techniques"]] == list(TECHNIQUES)
    for one in found["techniques"]:
        on = [
            {
                "place": where,
                "action": "none",
                "possible": True,
                "changes": {},
                "reasons": [],
            }
            for where in WELL["places"]
            if "foot" in LIBRARY.techniques[one["id"]].regions
        ]
        outcome = "offered" if on else "n/a"
        assert one == {"id": one["id"], "outcome": outcome, "places": on}


def test_a_change_comes_with_its_rule_its_type_and_its_sources() -> None:
    found = screened(answers=said("blood-thinners"))

    blood = LIBRARY.conditions["blood-thinners"]
    rule = next(
        r for r in blood.rules if r.techniques and "reflexology" in r.techniques
    )
    instruction = LIBRARY.instructions[rule.instruction]
    assert place(found, "reflexology", "left foot") == {
        "place": "left foot",
        "action": "modify",
        "possible": True,
        "changes": instruction.changes.to_json(),
        "reasons": [
            {
                "condition": "blood-thinners",
                "action": "modify",
                "why": rule.why["en"],
                "do": instruction.do["en"],
                "sources": [
                    LIBRARY.sources[name].url or LIBRARY.sources[name].title
                    for name in rule.sources
                ],
            }
        ],
    }


def test_a_source_without_an_address_is_named_by_its_title(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    printed = {name: replace(it, url=None) for name, it in LIBRARY.sources.items()}
    library = replace(LIBRARY, sources=printed)
    monkeypatch.setattr("kneadwell.cli.screen.load_library", lambda: library)

    found = screened(answers=said("diabetes"))

    titles = {source.title for source in printed.values()}
    cited = reason(found, "ice-massage", "left foot", "diabetes")["sources"]
    assert cited
    assert set(cited) <= titles


@pytest.mark.hazard("H-01")
def test_a_wound_bars_its_foot_and_leaves_the_other_to_its_own_answers() -> None:
    wound = {"broken-skin": {"answer": "yes", "where": ["left foot"]}}

    found = screened(answers=wound)

    for one in found["techniques"]:
        if one["places"]:
            assert one["outcome"] == "modified"
            assert [where["action"] for where in one["places"]] == ["avoid", "none"]
            assert [where["possible"] for where in one["places"]] == [False, True]


@pytest.mark.hazard("H-53")
def test_a_stop_exits_0_and_shows_its_flags_with_the_numbers_to_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KNEADWELL_EMERGENCY", "999")
    monkeypatch.setenv("KNEADWELL_ADVICE", "111")

    found = screened(answers=said("lung-clot", "one-sided-calf-swelling"))

    assert found["stop"]["conditions"] == ["one-sided-calf-swelling"]
    lung, limb = found["stop"]["flags"]
    flags = LIBRARY.red_flags
    assert list(lung) == ["id", "urgency", "say", "do"]
    assert (lung["id"], lung["urgency"]) == ("lung-clot", "emergency now")
    assert lung["say"] == flags["lung-clot"].say["en"]
    assert lung["do"] == flags["lung-clot"].do["en"].format(emergency="999")
    assert limb["do"] == flags["clot-in-limb"].do["en"].format(advice="111")
    assert {one["outcome"] for one in found["techniques"]} == {"blocked"}


@pytest.mark.hazard("H-61")
@pytest.mark.parametrize("unset", [None, ""])
def test_without_numbers_of_the_place_people_are_told_to_call_their_own(
    unset: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("KNEADWELL_EMERGENCY", "KNEADWELL_ADVICE"):
        if unset is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, unset)

    found = json.dumps(screened(answers=said("lung-clot", "one-sided-calf-swelling")))

    assert "Call your emergency number." in found
    assert "Call your doctor or your medical advice line" in found
    assert "{emergency}" not in found
    assert "{advice}" not in found


@pytest.mark.hazard("H-53")
@pytest.mark.parametrize("answer", ["unknown", "unanswered"])
def test_who_does_not_know_is_told_first_what_to_find_out(answer: str) -> None:
    answers = {} if answer == "unanswered" else said("diabetes", answer="unknown")
    unmentioned = "unanswered" if answer == "unanswered" else "no"

    found = screened(answers=answers, unmentioned=unmentioned)

    do = reason(found, "ice-massage", "left foot", "diabetes")["do"]
    known = reason(
        screened(answers=said("diabetes")), "ice-massage", "left foot", "diabetes"
    )["do"]
    assert do == f"{LIBRARY.conditions['diabetes'].find_out['en']} {known}"


@pytest.mark.hazard("H-53")
@pytest.mark.parametrize("flag", LIBRARY.red_flags.values(), ids=lambda flag: flag.id)
def test_the_urgent_words_of_a_sign_come_only_with_a_yes(flag: Any) -> None:
    found = screened(answers=said(flag.id, answer="unknown"))

    told = json.dumps(found, ensure_ascii=False)
    assert flag.do["en"].split("{")[0] not in told
    assert found["stop"] is None or found["stop"]["flags"] == []
    assert flag.do["en"].split("{")[0] not in table(
        answers=said(flag.id, answer="unknown")
    )


@pytest.mark.hazard("H-49")
def test_an_ok_counts_on_the_days_it_was_given_for() -> None:
    ok = {
        "condition": "diabetes",
        "technique": "warm-compress",
        "places": ["left foot"],
        "by": "podiatrist",
        "on": "2026-11-01",
    }

    def action(until: str) -> str:
        found = screened(answers=said("diabetes"), oks=[ok | {"until": until}])
        return str(place(found, "warm-compress", "left foot")["action"])

    assert action("2026-11-23") == "modify"
    assert action("2026-11-22") == "ask-clinician"


names = st.sampled_from([*LIBRARY.conditions, *LIBRARY.red_flags])
files = st.fixed_dictionaries(
    {
        "giver": st.sampled_from([giver.value for giver in Giver]),
        "places": st.lists(st.sampled_from(EVERYWHERE).map(str), max_size=4),
        "answers": st.dictionaries(
            names,
            st.fixed_dictionaries(
                {"answer": st.sampled_from(("yes", "no", "unknown"))}
            ),
            max_size=4,
        ),
        "unmentioned": st.sampled_from(("no", "unanswered")),
    }
)


@settings(max_examples=25)
@given(files)
def test_what_is_printed_is_what_the_rules_say(file: dict[str, object]) -> None:
    found = json.loads(run(file, "--json").stdout)

    clearance = judge(answers_from_json(file, LIBRARY), LIBRARY, DAY)
    assert (found["stop"] is None) == (clearance.stop is None)
    for one, expected in zip(
        found["techniques"], clearance.techniques.values(), strict=True
    ):
        assert (one["id"], one["outcome"]) == (expected.technique_id, expected.outcome)
        assert [
            (
                where["place"],
                where["action"],
                where["possible"],
                where["changes"],
                [(r["condition"], r["action"]) for r in where["reasons"]],
            )
            for where in one["places"]
        ] == [
            (
                str(verdict.place),
                verdict.action,
                verdict.possible,
                verdict.changes.to_json(),
                [(r.cause, r.action) for r in verdict.reasons],
            )
            for verdict in expected.verdicts.values()
        ]
    assert run(file).exit_code == 0


@pytest.mark.hazard("H-53")
def test_people_read_the_signs_that_need_help_before_any_technique() -> None:
    shown = table(answers=said("gout-flare", "stroke", "one-sided-calf-swelling"))

    do = LIBRARY.red_flags["stroke"].do["en"].split("{")[0]
    assert shown.startswith("STOP.")
    lines = [shown.index(text) for text in ("Emergency now:", do, "Same day:")]
    assert lines == sorted(lines)
    assert lines[-1] < min(shown.index(technique) for technique in TECHNIQUES)
    attack = LIBRARY.instructions["wait-for-attack-to-settle"].do["en"]
    assert attack in shown


@pytest.mark.parametrize("answer", ["unknown", "yes"])
def test_a_stop_names_every_answer_behind_it(answer: str) -> None:
    stops = [c for c in LIBRARY.conditions.values() if c.stops_all]

    shown = table(answers=said(*(c.id for c in stops), answer=answer))

    for condition in stops:
        assert f"{condition.short['en']} ({answer})" in shown
        assert (condition.find_out["en"] in shown) == (answer == "unknown")


def test_a_sign_nobody_is_sure_of_stops_and_says_what_to_find_out() -> None:
    shown = table(answers=said("stroke", answer="unknown"))

    assert shown.startswith("STOP.")
    assert "Find out whether this is so" in shown.split("foot-massage")[0]


def test_people_read_each_outcome_place_and_what_to_do() -> None:
    wound = {"broken-skin": {"answer": "yes", "where": ["left foot"]}}

    shown = table(answers=wound | said("diabetes"))

    lines = [line.strip() for line in shown.splitlines()]
    name = LIBRARY.techniques["reflexology"].name["en"]
    assert any(
        line.startswith("reflexology") and line.endswith(f"{name}: modified")
        for line in lines
    )
    assert any(
        line.startswith("ice-massage") and line.endswith(": hold") for line in lines
    )
    assert "left foot: leave this place alone" in lines
    assert "right foot: may be done" in lines
    assert "right foot: ask first, and wait for the OK" in lines
    leave = LIBRARY.instructions["leave-this-place-alone"].do["en"]
    assert f"What to do: {leave}" in lines


def test_people_read_why_something_the_rules_allow_cannot_be_done_now() -> None:
    found = screened(answers=said("blood-thinners"))
    ball = place(found, "rolling-ball", "left foot")
    assert (ball["action"], ball["possible"]) == ("modify", False)

    assert "not now, the changes leave nothing that can be done here" in table(
        answers=said("blood-thinners")
    )


def test_what_only_leaves_light_strokes_is_light_stroking_once() -> None:
    shown = table(answers=said("giver-numb-hands"))

    name = LIBRARY.session.light_stroking["en"]
    head, tail = shown.split(f"\n{name}")
    names = tail.split(":")[0]
    several = [
        technique.id
        for technique in LIBRARY.techniques.values()
        if technique.name["en"] in names
    ]
    assert len(several) > 1
    do = LIBRARY.instructions["other-giver-or-flat-strokes"].do["en"]
    for technique_id in several:
        block = head.split(f"\n{technique_id} ")[1].split("\n")
        assert block[1].startswith("  left foot, right foot: may be done")
        assert block[1].endswith(f"“{name}”")
        assert not "".join(block[2:3]).startswith("    ")
    assert tail.count(do) == tail.count("  What to do")


def test_a_file_is_read_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    file.write_text("\ufeff" + json.dumps(WELL), "utf-8")

    result = CliRunner().invoke(main, ("screen", str(file), "--json"))

    assert result.exit_code == 0
    assert json.loads(result.stdout)["stop"] is None


def answer(condition: str, **body: object) -> dict[str, object]:
    return {"answers": {condition: body}}


OK = {
    "condition": "diabetes",
    "technique": "warm-compress",
    "places": ["left foot"],
    "by": "podiatrist",
    "on": "2026-11-01",
    "until": "2027-05-01",
}


@pytest.mark.parametrize(
    ("wrong", "key", "near"),
    [
        ({"givers": "self"}, "givers", "giver"),
        ({"giver": "my self"}, "giver", "self"),
        ({"giver": None}, "giver", "helper"),
        ({"giver": []}, "giver", "helper"),
        ({"places": "left foot"}, "places", "[…]"),
        ({"places": ["left feet"]}, "places", "left foot"),
        ({"places": ["foot"]}, "places", "left foot"),
        ({"places": [7]}, "places", "left"),
        ({"places": ["left foot/sole-arc"]}, "places", "sole-arch"),
        ({"places": ["left hand/sole-arch"]}, "places", "hand"),
        ({"answers": []}, "answers", "{…}"),
        (answer("diabets", answer="yes"), "answers.diabets", "diabetes"),
        (answer("lung-clots", answer="yes"), "answers.lung-clots", "lung-clot"),
        ({"answers": {"diabetes": "yes"}}, "answers.diabetes", "{…}"),
        ({"answers": {"diabetes": None}}, "answers.diabetes", "{…}"),
        (answer("diabetes"), "answers.diabetes.answer", "yes, no or unknown"),
        (answer("diabetes", answer="Yes"), "answers.diabetes.answer", "yes"),
        (answer("diabetes", answer="unanswered"), "answers.diabetes.answer", "no"),
        (answer("diabetes", answer=True), "answers.diabetes.answer", "yes"),
        (answer("diabetes", answer=[]), "answers.diabetes.answer", "yes"),
        (answer("diabetes", answer={}), "answers.diabetes.answer", "yes"),
        (answer("diabetes", answer="no", wher=[]), "answers.diabetes.wher", "where"),
        (
            answer("diabetes", answer="yes", where=["left foot"]),
            "answers.diabetes.where",
            "whole person",
        ),
        (
            answer("diabetes", answer="yes", since="last May"),
            "answers.diabetes.since",
            "2026-11-23",
        ),
        (
            answer("broken-skin", answer="yes", where="left foot"),
            "answers.broken-skin.where",
            "[…]",
        ),
        (
            answer("broken-skin", answer="yes", where=["left leg/shin"]),
            "answers.broken-skin.where",
            "left leg",
        ),
        (
            answer("broken-skin", answer="yes", where=["left lower-leg/shins"]),
            "answers.broken-skin.where",
            "shin",
        ),
        ({"age": "62"}, "age", "whole years"),
        ({"age": -1}, "age", "whole years"),
        ({"age": 62.5}, "age", "whole years"),
        ({"age": True}, "age", "whole years"),
        ({"touch_check": {"left fot": "2026-11-20"}}, "touch_check", "left foot"),
        ({"touch_check": {"left foot": "today"}}, "touch_check.left foot", "2026"),
        ({"touch_check": []}, "touch_check", "{…}"),
        ({"oks": {}}, "oks", "[…]"),
        ({"oks": [{}]}, "condition", "oks[0]"),
        ({"oks": [OK | {"by": "podologist"}]}, "oks[0].by", "podiatrist"),
        ({"oks": [OK | {"technique": "warm"}]}, "oks[0].technique", "warm-compress"),
        ({"oks": [OK | {"condition": "diabets"}]}, "oks[0].condition", "diabetes"),
        ({"oks": [OK | {"until": "soon"}]}, "oks[0].until", "2026-11-23"),
        ({"oks": [OK | {"places": ["left fot"]}]}, "oks[0].places", "left foot"),
        ({"unmentioned": "yes"}, "unmentioned", "no or unanswered"),
        ({"unmentioned": []}, "unmentioned", "no or unanswered"),
    ],
)
@pytest.mark.hazard("H-02")
def test_a_file_with_something_nobody_asked_for_is_refused_by_its_key(
    wrong: dict[str, object], key: str, near: str
) -> None:
    result = run(WELL | wrong, "--json")

    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert result.stderr.startswith(f"Error: {key}")
    assert near in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "the standard input"),
        ("{", "the standard input"),
        ("giver: self", "the standard input"),
        ("[" * 100_000, "the standard input"),
        ("[]", "the file"),
        ("null", "the file"),
        ("{}", "giver"),
        ('{"giver": "self"}', "places"),
        ('{"giver": "self", "places": [], "giver": "helper"}', "giver"),
        ('{"giver": "self", "answers": {"fever": 1, "fever": 2}}', "fever"),
        ('{"giver": "\\ud800", "places": []}', "giver"),
        (f'{{"giver": "self", "places": [], "age": {"9" * 5000}}}', "the standard"),
        ('{"giver": "self", "places": [], "age": NaN}', "age"),
    ],
)
def test_a_text_that_is_no_answers_file_is_refused_in_one_line(
    text: str, key: str
) -> None:
    result = run(text, "--json")

    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert result.stderr.startswith(f"Error: {key}")
    assert result.stderr.count("\n") == 1


def test_a_file_that_is_not_there_and_a_folder_are_refused_by_name(
    tmp_path: Path,
) -> None:
    for path in (tmp_path, tmp_path / "none.json", tmp_path / "none" / "x.json"):
        result = CliRunner().invoke(main, ("screen", str(path)))

        assert result.exit_code == 2
        assert result.stderr.startswith(f"Error: {path}: cannot be read")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    file.write_bytes(b"\xff\xfe\x00\xd8{")

    result = CliRunner().invoke(main, ("screen", str(file)))

    assert result.exit_code == 2
    assert "is not JSON" in result.stderr


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 200)
    | st.sampled_from(["", "yes", "left foot", "left leg", "self", "no", "2026-02-30"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["answer", "where", "since", "x"]), inner)
    ),
    max_leaves=6,
)


@settings(max_examples=60)
@given(
    st.dictionaries(
        st.sampled_from(
            ["giver", "places", "answers", "age", "touch_check", "oks", "unmentioned"]
        ),
        json_values | st.dictionaries(names, json_values, max_size=2),
        max_size=3,
    )
)
def test_no_answers_file_is_met_with_a_traceback(wrong: dict[str, object]) -> None:
    result = run(WELL | wrong, "--json")

    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.exit_code in {0, 2}
