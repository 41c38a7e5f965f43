"""The rules' verdicts and reasons in words."""

import os
from collections.abc import Iterable, Iterator
from itertools import chain

from kneadwell.knowledge import Action, Library, RedFlag
from kneadwell.screening import (
    SEEN_BY_OTHER,
    TESTED_BY_OTHER,
    THERMOMETER,
    Answer,
    Answers,
    Reason,
    Stop,
    Verdict,
)
from kneadwell.vocabulary import Giver, in_language, lines_in

_STATED_AS = {
    THERMOMETER: ("thermometer", "any"),
    TESTED_BY_OTHER: ("heat_tested_by", "other-with-normal-hands"),
    SEEN_BY_OTHER: ("look_before", "someone-who-can-see"),
}


def with_numbers(text: str) -> str:
    """Return `text` with the numbers to call, as the environment names them."""
    numbers = {
        "{emergency}": os.environ.get("KNEADWELL_EMERGENCY") or "your emergency number",
        "{advice}": os.environ.get("KNEADWELL_ADVICE") or "your medical advice line",
    }
    for mark, number in numbers.items():
        text = text.replace(mark, number)
    return text


def name_of(cause: str, library: Library) -> str:
    """Return a condition in a few words, or what a red flag says."""
    if cause in library.conditions:
        return in_language(library.conditions[cause].short)
    return in_language(library.red_flags[cause].say)


def why_of(reason: Reason) -> str:
    """Return why the rule is there."""
    return with_numbers(in_language(reason.why))


def what_to_do(reason: Reason, library: Library) -> str:
    """Return what to do: first what to find out, where nobody said yes.

    The urgent words of a red flag come only with a yes.
    """
    do = with_numbers(in_language(reason.do))
    if reason.answer is Answer.YES:
        return do
    if reason.cause in library.red_flags:
        return _find_out(reason.cause, library)
    return f"{_find_out(reason.cause, library)} {do}"


def _find_out(cause: str, library: Library) -> str:
    if cause in library.conditions:
        return in_language(library.conditions[cause].find_out)
    return (
        "Find out whether this is so, and ask a nurse, doctor or pharmacist. "
        f"Until then it counts as a yes: “{with_numbers(name_of(cause, library))}”"
    )


def verdict_in_words(verdict: Verdict, library: Library) -> str:
    """Return what may be done at one place."""
    if verdict.action is Action.AVOID:
        return "leave this place alone"
    if verdict.action is Action.ASK_CLINICIAN:
        return "ask first, and wait for the OK"
    if not verdict.possible:
        return "not now, the changes leave nothing that can be done here"
    said = "may be done" + (
        "" if verdict.action is Action.NONE else ", with the changes below"
    )
    left = verdict.left
    if left is None or left.outcome is None:
        return said
    name = library.session.light_stroking
    if not left.is_light_stroking:
        name = left.outcome.shown_as
    return f"{said}, as “{in_language(name)}”"


def reason_lines(reasons: Iterable[Reason], library: Library) -> Iterator[str]:
    """Yield each reason once: what was answered, why it matters and what to do."""
    told = (
        (
            f"{with_numbers(name_of(reason.cause, library))} ({reason.answer})",
            f"  Why: {why_of(reason)}",
            f"  What to do: {what_to_do(reason, library)}",
        )
        for reason in reasons
    )
    return chain.from_iterable(dict.fromkeys(told))


def stop_lines(stop: Stop, answers: Answers, library: Library) -> Iterator[str]:
    """Yield what stops everything: the signs that need help, then the rest."""
    yield "STOP. No massage now, not of any part of the body."
    for flag in stop.flags:
        yield from flag_lines(flag)
    unsure = [
        flag.id
        for flag in library.red_flags.values()
        if flag.session_effect == "stop-all"
        and flag.id in answers.given
        and answers.answer_to(flag.id) not in {Answer.YES, Answer.NO}
    ]
    for cause in (*stop.conditions, *unsure):
        answer = answers.answer_to(cause)
        yield f"{with_numbers(name_of(cause, library))} ({answer})"
        if answer is not Answer.YES:
            yield f"  What to do: {_find_out(cause, library)}"
        elif not library.conditions[cause].red_flag:
            instruction = library.conditions[cause].rules[0].instruction
            yield f"  What to do: {in_language(library.instructions[instruction].do)}"


def flag_lines(flag: RedFlag) -> Iterator[str]:
    """Yield a sign that needs help, how soon, and what to do."""
    yield f"{flag.urgency.capitalize()}: {with_numbers(in_language(flag.say))}"
    yield f"  What to do: {with_numbers(in_language(flag.do))}"


def statement(statement_id: str, giver: Giver, library: Library) -> str:
    """Return what someone must be able to say yes to before the work."""
    kind, word = _STATED_AS.get(statement_id, ("ask_before", statement_id))
    words = library.change_words[kind][word]
    if words.text:
        return in_language(words.text)
    return " ".join(lines_in(words.say[giver]))
