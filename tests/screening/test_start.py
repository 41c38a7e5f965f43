import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kneadwell
from kneadwell.knowledge import Technique
from kneadwell.screening import (
    Answer,
    Cleared,
    Refused,
    may_start,
    start_questions,
)
from tests.strategies import LIBRARY, TECHNIQUES, all_no, answers, techniques


@pytest.mark.parametrize("technique_id", TECHNIQUES)
def test_a_plain_no_to_every_question_clears_this_technique_and_edition(
    technique_id: str,
) -> None:
    assert Cleared(LIBRARY.edition, technique_id) == may_start(
        all_no(technique_id), LIBRARY, technique_id
    )


@pytest.mark.hazard("H-01")
@pytest.mark.parametrize("technique_id", TECHNIQUES)
def test_nobody_starts_before_the_questions_are_answered(technique_id: str) -> None:
    refused = may_start({}, LIBRARY, technique_id)

    assert isinstance(refused, Refused)
    assert len(refused.reasons) == len(start_questions(LIBRARY, technique_id))


@pytest.mark.hazard("H-02")
@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ("yes", Answer.YES),
        ("unknown", Answer.UNKNOWN),
        ("unanswered", Answer.UNANSWERED),
        (None, Answer.UNANSWERED),
        ("", Answer.UNANSWERED),
        ("No", Answer.UNANSWERED),
        (" no", Answer.UNANSWERED),
        (False, Answer.UNANSWERED),
        (0, Answer.UNANSWERED),
        ([], Answer.UNANSWERED),
    ],
)
@pytest.mark.parametrize("technique_id", TECHNIQUES)
def test_one_answer_other_than_a_plain_no_is_enough_to_refuse(
    technique_id: str,
    said: str,
    understood: Answer,
) -> None:
    for condition in start_questions(LIBRARY, technique_id):
        given_answers = all_no(technique_id) | {condition.id: said}

        refused = may_start(given_answers, LIBRARY, technique_id)

        assert isinstance(refused, Refused)
        assert [(condition, understood)] == [
            (reason.condition, reason.answer) for reason in refused.reasons
        ]


@pytest.mark.hazard("H-02")
@given(techniques, answers, st.data())
def test_turning_any_answer_away_from_no_never_clears_more(
    technique: Technique, said: dict[str, str], data: st.DataObject
) -> None:
    asked = [item.id for item in start_questions(LIBRARY, technique.id)]
    before = all_no(technique.id) | said
    turned = data.draw(st.sampled_from(asked))
    after = before | {turned: data.draw(st.text().filter(lambda word: word != "no"))}
    skipped = {name: word for name, word in before.items() if name != turned}

    assert isinstance(may_start(after, LIBRARY, technique.id), Refused)
    assert isinstance(may_start(skipped, LIBRARY, technique.id), Refused)


@given(techniques, answers)
def test_every_answer_that_is_not_no_is_told_and_help_comes_first(
    technique: Technique, said: dict[str, str]
) -> None:
    asked = [item.id for item in start_questions(LIBRARY, technique.id)]

    result = may_start(said, LIBRARY, technique.id)

    reasons = result.reasons if isinstance(result, Refused) else ()
    assert {name for name in asked if said.get(name) != "no"} == {
        reason.condition.id for reason in reasons
    }
    needs_help = [reason.red_flag is not None for reason in reasons]
    assert needs_help == sorted(needs_help, reverse=True)


@given(techniques, answers)
def test_a_red_flag_is_raised_by_a_yes_alone(
    technique: Technique, said: dict[str, str]
) -> None:
    result = may_start(said, LIBRARY, technique.id)

    for reason in result.reasons if isinstance(result, Refused) else ():
        raised = reason.red_flag.id if reason.red_flag else None
        is_yes = said.get(reason.condition.id) == "yes"
        assert raised == (reason.condition.red_flag if is_yes else None)


@pytest.mark.hazard("H-07")
def test_heat_and_cold_ask_for_the_feeling_of_hot_and_cold_as_well() -> None:
    always = set(all_no("foot-massage-essential-oils"))
    heat = set(all_no("warm-compress")) - always
    cold = set(all_no("ice-massage")) - always

    assert {
        "cannot-feel-hot-cold",
        "neuropathy-symptoms-here",
        "peripheral-artery-disease",
    } == heat
    assert heat | {"raynauds"} == cold


def test_every_start_asks_for_a_clot_broken_skin_and_lost_feeling() -> None:
    for technique_id in TECHNIQUES:
        assert {
            "blood-clot-known-or-suspected",
            "one-sided-calf-swelling",
            "broken-skin",
            "skin-infection",
            "loss-of-sensation-complete",
            "loss-of-sensation-partial",
        } <= set(all_no(technique_id))


@pytest.mark.hazard("H-09")
def test_nothing_but_the_gate_makes_a_clearance() -> None:
    source = Path(kneadwell.__file__).parent
    makers = [
        path.relative_to(source).as_posix()
        for path in sorted(source.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id == "Cleared")
            or (isinstance(node.func, ast.Attribute) and node.func.attr == "Cleared")
        )
    ]

    assert makers == ["screening/start.py"]
