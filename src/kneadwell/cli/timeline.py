"""`kneadwell timeline`: a technique second by second."""

import datetime as dt
import json
import sys

import click

from kneadwell.cli.answers import answers_option, read_answers
from kneadwell.cli.options import (
    both_sides,
    giver_option,
    json_option,
    places_option,
    seconds_option,
    technique_of,
)
from kneadwell.cli.start import (
    REFUSED,
    called_lines,
    left_out_lines,
    planned,
    refusal_lines,
    wished,
)
from kneadwell.cli.words import statement
from kneadwell.knowledge import Library, Technique, load_library
from kneadwell.screening import Answers, Past, Refused
from kneadwell.session import Span, Timeline, compile_timeline, span_of
from kneadwell.vocabulary import Giver, Place


@click.command()
@click.argument("technique_id", metavar="TECHNIQUE")
@answers_option(required=False)
@places_option
@seconds_option
@giver_option
@json_option
def timeline(
    technique_id: str,
    answers_path: str | None,
    places: tuple[Place, ...],
    seconds: int | None,
    giver: Giver | None,
    *,
    as_json: bool,
) -> None:
    """Show TECHNIQUE second by second.

    Without answers it is a lesson with the article's own minutes: no one has asked
    whether it is safe for you, so nothing plays it. With answers every change they
    ask for is carried out, and what may not be done ends with status 3 and the
    reasons. To be led through a session use `play`.
    """
    library = load_library()
    technique = technique_of(library, technique_id)
    if answers_path is None:
        places = places or both_sides(technique)
        shown = compile_timeline(
            library, technique.id, places, giver or Giver.SELF, seconds=seconds
        )
        _say_when_short(seconds, span_of(technique, places, library))
    else:
        answers = wished(
            read_answers(answers_path, library), technique, places, giver, library
        )
        shown = _cleared(answers, technique, places, seconds, library)
    click.echo(json.dumps(shown.to_json(), indent=2) if as_json else _table(shown))


def _cleared(
    answers: Answers,
    technique: Technique,
    chosen: tuple[Place, ...],
    asked_s: int | None,
    library: Library,
) -> Timeline:
    """Return the timeline the gate clears, or end with its reasons.

    Nothing is begun here, so what has to be confirmed and what was done before are
    not asked for: `play` asks.
    """
    now = dt.datetime.now(dt.UTC).astimezone()
    plan = planned(answers, technique, chosen, library, now.date())
    seconds = plan.seconds(library, asked_s)
    gate = plan.ask_gate(
        library, seconds, confirmed=plan.to_confirm, past=Past(), now=now
    )
    if isinstance(gate, Refused):
        click.echo("\n".join(refusal_lines(gate, plan, library)), err=True)
        sys.exit(REFUSED)
    for line in left_out_lines(plan, library):
        click.echo(line, err=True)
    for statement_id in plan.to_confirm:
        said = statement(statement_id, plan.giver, library)
        click.echo(f"Only if this is true that day: {said}", err=True)
    _say_when_short(asked_s, span_of(technique, plan.places, library, plan.verdicts))
    shown = compile_timeline(
        library,
        technique.id,
        plan.places,
        plan.giver,
        seconds=sum(seconds.values()),
        cleared=gate,
    )
    for line in called_lines(shown, technique):
        click.echo(line, err=True)
    return shown


def _say_when_short(asked_s: int | None, span: Span) -> None:
    if asked_s is not None and asked_s < span.least_s:
        click.echo(
            f"{asked_s / 60:g} minutes is less than the article's "
            f"{span.least_s / 60:g}. Less is fine.",
            err=True,
        )


def _table(shown: Timeline) -> str:
    rows = [
        f"{cue.at_s // 60:3}:{cue.at_s % 60:02}  {cue.kind:11} "
        f"{cue.place or ''!s:16} {' '.join((cue.say, *cue.to_receiver))}"
        for cue in shown.cues
    ]
    return "\n".join([*rows, f"{shown.ends_s // 60:3}:{shown.ends_s % 60:02}  end"])
