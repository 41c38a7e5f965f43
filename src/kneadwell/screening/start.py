"""The gate before each session: answers meet the start questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kneadwell.knowledge import Condition, Library, RedFlag


class Answer(StrEnum):
    """What a person said. Not said is an answer of its own, and never a no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Reason:
    """One question that was not answered no."""

    condition: Condition
    answer: Answer
    red_flag: RedFlag | None
    """Only with a yes: what needs help now or soon."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """This technique may start, by these answers, under this edition."""

    edition: str
    technique_id: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Not now, and why; answers with a red flag come first."""

    edition: str
    technique_id: str
    reasons: tuple[Reason, ...]


def start_questions(library: Library, technique_id: str) -> tuple[Condition, ...]:
    """Return what a start of the technique asks, what stops everything first."""
    start = library.start
    extra = {"heat": start.heat, "cold": start.cold}.get(
        library.techniques[technique_id].kind, ()
    )
    return tuple(library.conditions[name] for name in (*start.every, *extra))


def may_start(
    answers: Mapping[str, str], library: Library, technique_id: str
) -> Cleared | Refused:
    """Decide whether a session of the technique may start now.

    Args:
        answers: ``yes``, ``no`` or ``unknown`` by condition id. An id that is
            missing, or any other word, counts as unanswered.
        library: The edition to ask by.
        technique_id: Which technique.

    Returns:
        `Cleared` only when every start question was answered with a plain no.
    """
    given = [
        (condition, _answer(answers, condition))
        for condition in start_questions(library, technique_id)
    ]
    reasons = [
        Reason(condition, answer, _raised(library, condition, answer))
        for condition, answer in given
        if answer is not Answer.NO
    ]
    if not reasons:
        return Cleared(library.edition, technique_id)
    reasons.sort(key=lambda reason: reason.red_flag is None)
    return Refused(library.edition, technique_id, tuple(reasons))


def _answer(answers: Mapping[str, str], condition: Condition) -> Answer:
    try:
        return Answer(answers.get(condition.id, Answer.UNANSWERED))
    except ValueError:
        return Answer.UNANSWERED


def _raised(library: Library, condition: Condition, answer: Answer) -> RedFlag | None:
    if answer is Answer.YES and condition.red_flag:
        return library.red_flags[condition.red_flag]
    return None
