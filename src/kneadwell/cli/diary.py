"""`kneadwell diary`: what was done and felt."""

import json
from collections.abc import Mapping
from pathlib import Path

import click

from kneadwell.cli import shell
from kneadwell.cli.options import data_option, json_option
from kneadwell.diary import (
    AdverseEventEntry,
    DiaryStore,
    SessionNote,
    SettledEntry,
    SkinCheckEntry,
    SugarCheckEntry,
    TroubleNote,
    fold,
)
from kneadwell.knowledge import Library, load_library
from kneadwell.vocabulary import in_language


@click.command()
@data_option
@json_option
def diary(data: str | None, *, as_json: bool) -> None:
    """Show what was done and felt, newest day first."""
    store: DiaryStore = shell.load("diary")(Path(data) if data else None)
    kept = fold(store.entries())
    if as_json:
        click.echo(json.dumps([entry.to_json() for entry in kept.entries], indent=2))
        return
    if not kept.entries:
        click.echo("Nothing written yet.")
    library = load_library()
    for day in kept.days():
        click.echo(f"{day.date:%A %d %B %Y}")
        for note in day.notes:
            click.echo(f"  {note.at:%H:%M}  {_line(note, library)}")
    troubles = kept.troubles()
    if troubles:
        click.echo("What went wrong, was looked for and has settled")
    for trouble in troubles:
        click.echo(f"  {trouble.at:%d %B %Y %H:%M}  {_trouble(trouble, library)}")


def _line(note: SessionNote, library: Library) -> str:
    technique = library.techniques.get(note.session.technique)
    name = in_language(technique.name) if technique else note.session.technique
    places = ", ".join(
        f"{place} {seconds // 60} min {seconds % 60} s"
        + _unseen(note.session.unseen.get(place, 0))
        for place, seconds in note.session.places.items()
    )
    felt = [f"{m} {_felt(note, m)}" for m in library.measures if _felt(note, m)]
    return "; ".join([f"{name}: {places} ({note.session.ended})", *felt])


def _unseen(seconds: int) -> str:
    return f" (up to {-(-seconds // 60)} min more, not seen)" if seconds else ""


def _trouble(note: TroubleNote, library: Library) -> str:
    match note.what:
        case SugarCheckEntry(sugar=sugar):
            return f"blood sugar: {sugar}"
        case AdverseEventEntry(what=what):
            said = in_language(library.session.wrong.items[what.value].button)
        case SkinCheckEntry(found=found):
            said = f"found: {', '.join(found) or 'nothing'}"
        case SettledEntry(answer=answer):
            said = f"settled: {answer}"
    places = ", ".join(map(str, note.what.places)) or "no place named"
    return f"{places}: {said}"


def _felt(note: SessionNote, measure: str) -> str:
    before, after = _said(note.before, measure), _said(note.after, measure)
    return f"{before} → {after}" if before != after or before != "not said" else ""


def _said(scores: Mapping[str, int | None], measure: str) -> str:
    points = scores.get(measure)
    return "not said" if points is None else str(points)
