"""`kneadwell timeline`: a technique second by second, as a lesson."""

import json

import click

from kneadwell.cli.options import (
    both_sides,
    giver_option,
    json_option,
    places_option,
    seconds_option,
    technique_of,
)
from kneadwell.knowledge import load_library
from kneadwell.session import Timeline, compile_timeline, span_of
from kneadwell.vocabulary import Giver, Place


@click.command()
@click.argument("technique_id", metavar="TECHNIQUE")
@places_option
@seconds_option
@giver_option
@json_option
def timeline(
    technique_id: str,
    places: tuple[Place, ...],
    seconds: int | None,
    giver: Giver,
    *,
    as_json: bool,
) -> None:
    """Show TECHNIQUE second by second.

    It is a lesson with the article's own minutes: no one has asked whether it is
    safe for you, so nothing plays it. To be led through a session use `play`.
    """
    library = load_library()
    technique = technique_of(library, technique_id)
    places = places or both_sides(technique)
    lesson = compile_timeline(library, technique_id, places, giver, seconds=seconds)
    span = span_of(technique, places, library, cleared=False)
    if seconds is not None and seconds < span.least_s:
        click.echo(
            f"{seconds / 60:g} minutes is less than the article's "
            f"{span.least_s / 60:g}. Less is fine.",
            err=True,
        )
    click.echo(json.dumps(lesson.to_json(), indent=2) if as_json else _table(lesson))


def _table(lesson: Timeline) -> str:
    rows = [
        f"{cue.at_s // 60:3}:{cue.at_s % 60:02}  {cue.kind:11} "
        f"{cue.place or ''!s:16} {cue.say}"
        for cue in lesson.cues
    ]
    return "\n".join([*rows, f"{lesson.ends_s // 60:3}:{lesson.ends_s % 60:02}  end"])
