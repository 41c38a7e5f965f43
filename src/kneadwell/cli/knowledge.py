"""`kneadwell knowledge`: look after the knowledge."""

import json
import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import click

from kneadwell.cli.options import technique_of
from kneadwell.cli.techniques import signed
from kneadwell.knowledge import BUNDLED, Library, load_library, problems_in

folder_argument = click.argument(
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=BUNDLED,
)


@click.group()
def knowledge() -> None:
    """Look after the knowledge."""


@knowledge.command()
@folder_argument
def check(folder: Path) -> None:
    """Read every file in FOLDER and say what needs mending.

    Exits with status 1 when something does, and 2 when a file cannot be read.
    """
    library = load_library(folder)
    problems = problems_in(library)
    steps = sum(
        len(routine.steps)
        for technique in library.techniques.values()
        for routine in technique.regions.values()
    )
    click.echo(
        f"edition {library.edition}: {len(library.techniques)} techniques, "
        f"{steps} steps, {len(library.red_flags)} red flags, "
        f"{len(library.conditions)} conditions, {len(library.sources)} sources"
    )
    click.echo(signed(library.review))
    for problem in problems:
        click.echo(problem, err=True)
    sys.exit(1 if problems else 0)


@knowledge.command()
@click.argument("item_id", metavar="ID")
def show(item_id: str) -> None:
    """Print a technique, condition, red flag, measure or spot with its sources."""
    library = load_library()
    shelves: tuple[Mapping[str, Any], ...] = (
        library.techniques,
        library.conditions,
        library.red_flags,
        library.measures,
        library.body.spots,
        library.sources,
    )
    item = next((shelf[item_id] for shelf in shelves if item_id in shelf), None)
    if item is None:
        item = technique_of(library, item_id)
    plain = _plain(item)
    click.echo(json.dumps(plain, indent=2, ensure_ascii=False))
    for source_id in sorted(_cited(plain, library)):
        source = library.sources[source_id]
        click.echo(f"{source_id}: {source.title} ({source.seen}) {source.url or ''}")


def _plain(value: object) -> object:
    if is_dataclass(value):
        pairs = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {name: _plain(item) for name, item in pairs if item is not None}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int | float) else str(value)


def _cited(value: object, library: Library) -> set[str]:
    if isinstance(value, dict):
        return set().union(*(_cited(item, library) for item in value.values()))
    if isinstance(value, list):
        return set().union(*(_cited(item, library) for item in value))
    return {value} if isinstance(value, str) and value in library.sources else set()
