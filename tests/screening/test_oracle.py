"""The room and the texts agree, for everybody."""

import pytest
from hypothesis import given

from kneadwell.screening import Answer, Answers, Given, screen
from kneadwell.vocabulary import Giver
from tests.screening.oracle import FACTS, opinion
from tests.screening.people import (
    CONDITIONS,
    COVERS,
    LIBRARY,
    TODAY,
    no_to_all,
    persons,
)
from tests.screening.test_strictest import plain


def agree(answers: Answers) -> None:
    ours, theirs = screen(answers, LIBRARY, TODAY), opinion(answers, TODAY, COVERS)
    stop = ours.stop and (set(ours.stop.conditions), {f.id for f in ours.stop.flags})

    assert stop == theirs.stop
    assert {k: it.outcome.value for k, it in ours.techniques.items()} == theirs.outcomes
    verdicts = {
        (name, place): verdict
        for name, screened in ours.techniques.items()
        for place, verdict in screened.verdicts.items()
    }
    assert verdicts.keys() == theirs.verdicts.keys()
    for key, expected in theirs.verdicts.items():
        found = verdicts[key]
        assert found.action.value == expected.action, key
        assert plain(found.changes) == expected.changes, key
        assert found.possible == expected.possible, (key, found.limits)
        if expected.limits is not None:
            assert plain(found.limits) == expected.limits, key
        assert {(r.cause, r.action.value) for r in found.reasons} == expected.reasons
        assert found.low_feeling == expected.low_feeling
        assert found.all_normal == expected.all_normal


@given(persons())
def test_the_room_says_what_the_texts_say(answers: Answers) -> None:
    agree(answers)


@pytest.mark.parametrize("giver", Giver)
@pytest.mark.parametrize("name", [*CONDITIONS, *FACTS["red_flags"]])
def test_one_yes_alone_does_what_the_texts_say(name: str, giver: Giver) -> None:
    everything = no_to_all().given | {name: Given(Answer.YES)}

    agree(no_to_all(given=everything, giver=giver))


def test_a_person_without_answers_is_judged_as_the_texts_say() -> None:
    agree(Answers(Giver.SELF, no_to_all().places))
    agree(no_to_all())
