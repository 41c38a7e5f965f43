"""`kneadwell play`: be led through a session in the terminal."""

import datetime as dt
import sys
import uuid
from collections.abc import Mapping
from pathlib import Path

import click

from kneadwell.cli import shell
from kneadwell.cli.options import (
    both_sides,
    data_option,
    giver_option,
    places_option,
    seconds_option,
    technique_of,
)
from kneadwell.cli.player import Player, Terminal
from kneadwell.diary import DiaryStore, Ended, Entry, EntryKind, When
from kneadwell.knowledge import Library, Technique, load_library
from kneadwell.screening import Refused, may_start, start_questions
from kneadwell.session import compile_timeline, share_out, span_of
from kneadwell.vocabulary import Giver, Place, ScoreError, checked_score, in_language

REFUSED = 3
_ANSWERS = {"y": "yes", "yes": "yes", "n": "no", "no": "no", "?": "unknown"}


@click.command()
@click.argument("technique_id", metavar="TECHNIQUE")
@places_option
@seconds_option
@giver_option
@data_option
def play(
    technique_id: str,
    places: tuple[Place, ...],
    seconds: int | None,
    giver: Giver,
    data: str | None,
) -> None:
    """Be led through TECHNIQUE, step by step with a clock.

    Asks first whether it is safe today, and stops with status 3 when it may not be.
    Keys: space pauses and goes on, n next, b back, s stop.
    """
    library = load_library()
    technique = technique_of(library, technique_id)
    places = places or both_sides(technique)
    _check_length(library, technique, places, giver, seconds)
    store: DiaryStore = shell.load("diary")(Path(data) if data else None)

    cleared = may_start(_asked(library, technique_id), library, technique_id)
    if isinstance(cleared, Refused):
        _explain(cleared)
        sys.exit(REFUSED)
    timeline = compile_timeline(
        library, technique_id, places, giver, seconds=seconds, cleared=cleared
    )

    session_id = uuid.uuid4()
    store.add([_felt(library, session_id, When.BEFORE)])
    played = Player(timeline, Terminal()).run()
    body = {
        "technique": technique_id,
        "giver": giver.value,
        "places": dict(played.done),
        "planned": timeline.work_s,
        "ended": played.ended.value,
        "edition": library.edition,
    }
    store.add([Entry(session_id, EntryKind.SESSION, _now(), body)])
    click.echo("Kept in the diary.")
    if played.ended is Ended.STOPPED:
        _help_now(library)
    store.add([_felt(library, session_id, When.AFTER)])


def _check_length(
    library: Library,
    technique: Technique,
    places: tuple[Place, ...],
    giver: Giver,
    seconds: int | None,
) -> None:
    """Refuse wrong places and lengths before anyone has answered a question."""
    compile_timeline(library, technique.id, places, giver)
    span = span_of(technique, places, library, cleared=True)
    share_out(technique, places, span, seconds)


def _asked(library: Library, technique_id: str) -> Mapping[str, str]:
    questions = start_questions(library, technique_id)
    click.echo(
        f"{len(questions)} short questions first. Answer y for yes, n for no, "
        "? for I can't tell."
    )
    answers = {}
    for number, condition in enumerate(questions, 1):
        click.echo(f"\n{number} of {len(questions)}. {in_language(condition.question)}")
        said = _line("> ").lower()
        if said in _ANSWERS:
            answers[condition.id] = _ANSWERS[said]
    return answers


def _explain(refused: Refused) -> None:
    click.echo("\nNot now. Every question needs a plain no.")
    for reason in refused.reasons:
        click.echo(f"\n{in_language(reason.condition.question)}")
        click.echo(f"  Your answer: {reason.answer}")
        click.echo(f"  Why we ask: {in_language(reason.condition.why)}")
        if reason.red_flag:
            click.echo(
                f"  What to do: {_with_numbers(in_language(reason.red_flag.do))}"
            )


def _help_now(library: Library) -> None:
    click.echo("\nWhat to do now")
    for criterion in library.session.stop_criteria.values():
        click.echo(f"- {in_language(criterion.text)} {in_language(criterion.action)}")
    for flag in library.red_flags.values():
        if flag.urgency == "emergency now":
            click.echo(
                f"- {in_language(flag.say)} {_with_numbers(in_language(flag.do))}"
            )


def _with_numbers(text: str) -> str:
    return text.format(
        emergency="your emergency number", advice="your medical advice line"
    )


def _felt(library: Library, session_id: uuid.UUID, when: When) -> Entry:
    click.echo(f"\nHow does it feel {when} the session? 0 to 10, or Enter to skip.")
    scores = {}
    for measure in library.measures.values():
        ends = f"0 {in_language(measure.low)}, 10 {in_language(measure.high)}"
        said = _line(f"{in_language(measure.name)} ({ends}): ")
        while said and not _is_score(said):
            said = _line("A whole number from 0 to 10, or Enter to skip: ")
        scores[measure.id] = int(said) if said else None
    body = {"session": str(session_id), "when": when.value, "scores": scores}
    return Entry(uuid.uuid4(), EntryKind.SCORE, _now(), body)


def _is_score(said: str) -> bool:
    try:
        checked_score(int(said))
    except (ValueError, ScoreError):
        return False
    return True


def _line(prompt: str) -> str:
    """Return what was typed; nothing when the input has ended."""
    click.echo(prompt, nl=False)
    return sys.stdin.readline().strip()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).astimezone()
