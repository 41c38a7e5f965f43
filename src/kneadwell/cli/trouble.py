"""What went wrong, and what is looked for after a session."""

import datetime as dt
import uuid
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

import click

from kneadwell.cli.today import answer_to, typed
from kneadwell.cli.words import flag_lines, with_numbers
from kneadwell.diary import (
    CheckedWhen,
    DiaryStore,
    Entry,
    EntryKind,
    FollowUp,
    Found,
    WentWrong,
    fold,
)
from kneadwell.knowledge import Library
from kneadwell.screening import Answer
from kneadwell.vocabulary import Place, in_language, lines_in

Choice = TypeVar("Choice", bound=StrEnum)
_QUESTIONS = {
    CheckedWhen.MINUTES_20: "skin_20",
    CheckedWhen.HOUR_1: "pain_60",
    CheckedWhen.NEXT_DAY: "next_day",
}


def look_back(
    store: DiaryStore, places: tuple[Place, ...], library: Library, now: dt.datetime
) -> bool:
    """Ask what the last session of `places` still owes, and keep the answers.

    What was found lets its places rest; the gate then says so.

    Returns:
        Whether everything was answered with a yes or a no.
    """
    while owed := fold(store.entries()).owed(places, now):
        # The next day's answer stands for the questions before it.
        asked = next((it for it in owed if it.which is CheckedWhen.NEXT_DAY), owed[0])
        found = _found(asked, library)
        if found is None:
            return False
        body = {
            "session": str(asked.session),
            "when": asked.which.value,
            "found": [one.value for one in found],
            "places": [str(place) for place in asked.places],
        }
        store.add([Entry(uuid.uuid4(), EntryKind.SKIN_CHECK, now, body)])
    return True


def _found(asked: FollowUp, library: Library) -> tuple[Found, ...] | None:
    """Return what was found; None where nobody could say."""
    question = library.session.follow_up[_QUESTIONS[asked.which]]
    places = ", ".join(map(str, asked.places))
    click.echo(f"\n{places}, after your session of {asked.opens_at:%A %d %B}:")
    click.echo(in_language(question.question))
    click.echo(with_numbers(in_language(question.help)))
    match answer_to("y yes, n no"):
        case Answer.NO:
            return ()
        case Answer.YES:
            chosen = _chosen({found: found.value for found in Found}, "What is there?")
            return None if chosen is None else (chosen,)
        case _:
            return None


def went_wrong(
    session_id: uuid.UUID,
    technique_id: str,
    done: Mapping[str, int],
    library: Library,
    now: dt.datetime,
) -> Entry:
    """Ask what is wrong, say what to do, and return the note that pauses the places.

    Nobody has to answer: no answer is something else, and the places rest too.
    """
    wrong = library.session.wrong
    buttons = {what: in_language(wrong.items[what.value].button) for what in WentWrong}
    try:
        what = _chosen(buttons, in_language(wrong.question)) or WentWrong.OTHER
    except KeyboardInterrupt:
        what = WentWrong.OTHER
    for line in lines_in(wrong.items[what.value].do):
        click.echo(f"- {with_numbers(line)}")
    click.echo(f"\n{in_language(wrong.place_paused)}")
    click.echo("\nSigns that need help now")
    for flag in library.red_flags.values():
        if flag.urgency == "emergency now":
            click.echo("\n".join(flag_lines(flag)))
    body = {
        "session": str(session_id),
        "technique": technique_id,
        "places": [place for place, done_s in done.items() if done_s],
        "what": what.value,
        "edition": library.edition,
    }
    return Entry(uuid.uuid4(), EntryKind.ADVERSE_EVENT, now, body)


def _chosen(offered: Mapping[Choice, str], question: str) -> Choice | None:
    """Return what was chosen by its number; None for anything else."""
    click.echo(f"\n{question}")
    for number, name in enumerate(offered.values(), 1):
        click.echo(f"  {number}  {name}")
    numbers = {str(number): choice for number, choice in enumerate(offered, 1)}
    return numbers.get(typed("A number: "))
