"""`kneadwell play`: be led through a session in the terminal."""

import datetime as dt
import sys
import uuid
from pathlib import Path

import click

from kneadwell.cli import shell
from kneadwell.cli.answers import answers_option, read_answers
from kneadwell.cli.options import (
    data_option,
    giver_option,
    places_option,
    seconds_option,
    technique_of,
)
from kneadwell.cli.player import Player, Terminal
from kneadwell.cli.start import (
    REFUSED,
    called_lines,
    left_out_lines,
    planned,
    refusal_lines,
    wished,
)
from kneadwell.cli.today import check_today, confirm, typed
from kneadwell.cli.trouble import look_back, went_wrong
from kneadwell.diary import DiaryStore, Ended, Entry, EntryKind, When, fold
from kneadwell.knowledge import Library, Technique, load_library
from kneadwell.screening import Refused
from kneadwell.session import compile_timeline, share_out, span_of
from kneadwell.vocabulary import Giver, Place, ScoreError, checked_score, in_language


@click.command()
@click.argument("technique_id", metavar="TECHNIQUE")
@answers_option(required=True)
@places_option
@seconds_option
@giver_option
@data_option
def play(
    technique_id: str,
    answers_path: str,
    places: tuple[Place, ...],
    seconds: int | None,
    giver: Giver | None,
    data: str | None,
) -> None:
    """Be led through TECHNIQUE, step by step with a clock.

    Goes by an answers file, asks first what is asked before every session, and
    stops with status 3 when it may not be. Keys: space pauses and goes on, n next,
    b back, s stop.
    """
    library = load_library()
    technique = technique_of(library, technique_id)
    answers = wished(
        read_answers(answers_path, library), technique, places, giver, library
    )
    _check_length(technique, answers.places, seconds, library)
    store: DiaryStore = shell.load("diary")(Path(data) if data else None)

    if not look_back(store, answers.places, library, _now()):
        click.echo("\nNot now. Look first, and answer this with a yes or a no.")
        sys.exit(REFUSED)
    answers = check_today(answers, library)
    plan = planned(answers, technique, places, library, _now().date())
    for line in left_out_lines(plan, library):
        click.echo(line)
    planned_s = plan.seconds(library, seconds)
    confirmed = confirm(plan.to_confirm, plan.giver, library)
    now = _now()
    past = fold(store.entries()).past(library, now)
    gate = plan.ask_gate(library, planned_s, confirmed=confirmed, past=past, now=now)
    if isinstance(gate, Refused):
        click.echo("")
        click.echo("\n".join(refusal_lines(gate, plan, library)))
        sys.exit(REFUSED)
    timeline = compile_timeline(
        library,
        technique_id,
        plan.places,
        plan.giver,
        seconds=sum(planned_s.values()),
        cleared=gate,
    )
    for line in called_lines(timeline, technique):
        click.echo(line)

    session_id = uuid.uuid4()
    store.add([_felt(library, session_id, When.BEFORE)])
    played = Player(timeline, Terminal()).run()
    body = {
        "technique": technique_id,
        "giver": plan.giver.value,
        "places": dict(played.done),
        "unseen": dict(played.unseen),
        "planned": timeline.work_s,
        "ended": played.ended.value,
        "edition": library.edition,
    }
    store.add([Entry(session_id, EntryKind.SESSION, _now(), body)])
    click.echo("Kept in the diary.")
    if played.ended is Ended.STOPPED:
        store.add([went_wrong(session_id, technique_id, played.done, library, _now())])
    store.add([_felt(library, session_id, When.AFTER)])


def _check_length(
    technique: Technique,
    places: tuple[Place, ...],
    asked_s: int | None,
    library: Library,
) -> None:
    """Refuse a length nobody may have, before anyone has answered a question.

    Raises:
        DoseError: More than the article's minutes, or no time.
    """
    on = tuple(place for place in places if place.region in technique.regions)
    share_out(technique, on, span_of(technique, on, library), asked_s)


def _felt(library: Library, session_id: uuid.UUID, when: When) -> Entry:
    click.echo(f"\nHow does it feel {when} the session? 0 to 10, or Enter to skip.")
    scores = {}
    for measure in library.measures.values():
        ends = f"0 {in_language(measure.low)}, 10 {in_language(measure.high)}"
        said = typed(f"{in_language(measure.name)} ({ends}): ")
        while said and not _is_score(said):
            said = typed("A whole number from 0 to 10, or Enter to skip: ")
        scores[measure.id] = int(said) if said else None
    body = {"session": str(session_id), "when": when.value, "scores": scores}
    return Entry(uuid.uuid4(), EntryKind.SCORE, _now(), body)


def _is_score(said: str) -> bool:
    try:
        checked_score(int(said))
    except (ValueError, ScoreError):
        return False
    return True


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).astimezone()
