"""Answers that follow from what was found, for the person to confirm."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kneadwell.screening import Answer, Given, Where
from kneadwell.vocabulary import Giver, Place, Region
from kneadwell.web.people.models import Profile
from kneadwell.web.screening.models import AnswerRecord
from kneadwell.web.screening.touch import Touch

COMPLETE, PARTIAL = "loss-of-sensation-complete", "loss-of-sensation-partial"
NUMB_HANDS, UNDER_18 = "giver-numb-hands", "under-18"
FELT_LESS = (COMPLETE, PARTIAL, "cannot-feel-hot-cold")
ADULT = 18
"""Years."""


class Because(StrEnum):
    """What a proposal follows from."""

    NOT_FELT = "not-felt"
    LOW = "low"
    OWN_HANDS = "own-hands"
    AGE = "age"


@dataclass(frozen=True, slots=True)
class Proposal:
    """An answer that is stricter than the one that stands."""

    question: str
    given: Given
    because: Because


def proposals(
    profile: Profile, said: Mapping[str, AnswerRecord], touch: Touch
) -> Iterator[Proposal]:
    """Yield what the answers so far leave out; never anything milder than they are.

    A question without an answer, or with “I do not know”, counts everywhere
    already, so nothing is proposed for its places.
    """
    yield from _more(COMPLETE, touch.not_felt, said, Because.NOT_FELT)
    if touch.is_low:
        others = [place for place in profile.chosen if place not in touch.not_felt]
        yield from _more(PARTIAL, others, said, Because.LOW)
    if profile.giver == Giver.SELF and _less_in_hands(said):
        yield from _yes(NUMB_HANDS, said, Because.OWN_HANDS)
    if profile.age is not None and profile.age < ADULT:
        yield from _yes(UNDER_18, said, Because.AGE)


def _more(
    question: str,
    places: Iterable[Place],
    said: Mapping[str, AnswerRecord],
    because: Because,
) -> Iterator[Proposal]:
    """Propose the places that a standing answer does not name yet."""
    given = said[question].given if question in said else None
    if given is None or given.answer not in {Answer.YES, Answer.NO}:
        return
    where = given.where if given.answer is Answer.YES else ()
    if given.answer is Answer.YES and not where:
        return
    named = {place for one in where if one.spot is None for place in one.places}
    missing = tuple(Where.parse(str(p)) for p in places if p.whole not in named)
    if missing:
        yield Proposal(question, Given(Answer.YES, (*where, *missing)), because)


def _yes(
    question: str, said: Mapping[str, AnswerRecord], because: Because
) -> Iterator[Proposal]:
    """Propose a yes, unless the question had an answer of its own."""
    record = said.get(question)
    if record is None or record.by_group or record.answer == Answer.UNANSWERED:
        yield Proposal(question, Given(Answer.YES), because)


def _less_in_hands(said: Mapping[str, AnswerRecord]) -> bool:
    return any(
        given.answer is Answer.YES and (not given.where or _is_hand(given.where))
        for name in FELT_LESS
        if name in said
        for given in [said[name].given]
    )


def _is_hand(where: Iterable[Where]) -> bool:
    return any(place.region is Region.HAND for one in where for place in one.places)
