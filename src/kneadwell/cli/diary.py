"""`kneadwell diary`: what was done and felt."""

import json
from collections.abc import Mapping
from pathlib import Path

import click

from kneadwell.cli import shell
from kneadwell.cli.files import check_free, force_option, read_whole, write_whole
from kneadwell.cli.options import data_option, json_option
from kneadwell.diary import (
    AdverseEventEntry,
    Diary,
    DiaryStore,
    FurtherWork,
    SessionNote,
    SettledEntry,
    SkinCheckEntry,
    SugarCheckEntry,
    TroubleNote,
    export_csv,
    export_json,
    fold,
    import_file,
)
from kneadwell.knowledge import Library, load_library
from kneadwell.vocabulary import in_language

_TYPED = click.core.ParameterSource.COMMANDLINE


@click.group(invoke_without_command=True)
@data_option
@json_option
@click.pass_context
def diary(ctx: click.Context, data: str | None, *, as_json: bool) -> None:
    """Show what was done and felt, newest day first."""
    if ctx.invoked_subcommand is None:
        _show(fold(_store(data).entries()), as_json=as_json)
    elif any(ctx.get_parameter_source(name) is _TYPED for name in ("data", "as_json")):
        # Or the diary of another folder would be written out.
        message = f"Write options after {ctx.invoked_subcommand}."
        raise click.UsageError(message)


@diary.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--csv", "as_csv", is_flag=True, help="Write a table for spreadsheets.")
@force_option
@data_option
def export_diary(file: Path, data: str | None, *, as_csv: bool, force: bool) -> None:
    """Write every entry into FILE, as JSON.

    Nothing locks FILE: whoever has it can read it.
    """
    check_free(file, force=force)
    entries = tuple(_store(data).entries())
    written = export_csv(entries) if as_csv else export_json(entries)
    write_whole(file, written.encode(), force=force)
    click.echo(f"{len(entries)} entries are in {file}. Nothing locks it.")


@diary.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@data_option
def import_diary(file: Path, data: str | None) -> None:
    """Take the entries of FILE into the diary, a JSON or CSV that was exported.

    What is there already stays as it is, so a file can be taken twice.
    """
    read = import_file(read_whole(file))
    taken = shell.load("take_in")(Path(data) if data else None, read.entries)
    skipped = (*read.skipped, *taken.skipped)
    click.echo(f"New: {taken.new}. Known already: {taken.known}.")
    click.echo(f"Skipped: {len(skipped)}.")
    for one in skipped:
        click.echo(f"  {one.where}: {one.reason}")


def _store(data: str | None) -> DiaryStore:
    store: DiaryStore = shell.load("diary")(Path(data) if data else None)
    return store


def _show(kept: Diary, *, as_json: bool) -> None:
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
    done = "; then ".join(_work(work, library) for work in note.session.works)
    felt = [f"{m} {_felt(note, m)}" for m in library.measures if _felt(note, m)]
    return "; ".join([f"{done} ({note.session.ended})", *felt])


def _work(work: FurtherWork, library: Library) -> str:
    technique = library.techniques.get(work.technique)
    name = in_language(technique.name) if technique else work.technique
    places = ", ".join(
        f"{place} {seconds // 60} min {seconds % 60} s"
        + _unseen(work.unseen.get(place, 0))
        for place, seconds in work.places.items()
    )
    return f"{name}: {places}"


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
