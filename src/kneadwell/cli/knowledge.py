"""`kneadwell knowledge`: look after the knowledge."""

import difflib
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import click

from kneadwell.cli.techniques import signed
from kneadwell.knowledge import (
    BUNDLED,
    Changes,
    Library,
    Rule,
    load_library,
    problems_in,
)
from kneadwell.vocabulary import KneadwellError

folder_argument = click.argument(
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=BUNDLED,
)


class UnknownIdError(KneadwellError):
    """Nothing known has this id."""

    def __init__(self, item_id: str, known: Iterable[str]) -> None:
        self.item_id = item_id
        self.nearest = difflib.get_close_matches(item_id.lower(), known, n=3, cutoff=0)
        super().__init__(
            f"Nothing here is called “{item_id}”. "
            f"Did you mean {', '.join(self.nearest)}?"
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
    """Print one thing that is known, with its sources.

    ID is that of a technique, condition, red flag, instruction, measure, spot or
    source. A condition comes with its rules and what each tells people to do.
    """
    library = load_library()
    plain = {"id": item_id} | _plain(_item(library, item_id))
    if item_id in library.conditions:
        plain["rules"] = [
            _rule(rule, library) for rule in library.conditions[item_id].rules
        ]
    if item_id in library.instructions:
        plain["rules"] = [
            {"condition": condition.id} | _plain(rule)
            for condition in library.conditions.values()
            for rule in condition.rules
            if rule.instruction == item_id
        ]
    click.echo(json.dumps(plain, indent=2, ensure_ascii=False))
    for source_id in sorted(_cited(plain, library)):
        source = library.sources[source_id]
        click.echo(f"{source_id}: {source.title} ({source.seen}) {source.url or ''}")


def _item(library: Library, item_id: str) -> Any:  # noqa: ANN401 - of any shelf
    shelves: tuple[Mapping[str, Any], ...] = (
        library.techniques,
        library.conditions,
        library.red_flags,
        library.instructions,
        library.measures,
        library.body.spots,
        library.sources,
    )
    for shelf in shelves:
        if item_id in shelf:
            return shelf[item_id]
    raise UnknownIdError(item_id, chain.from_iterable(shelves))


def _rule(rule: Rule, library: Library) -> dict[str, Any]:
    instruction = library.instructions[rule.instruction]
    told = {"do": _plain(instruction.do), "changes": _plain(instruction.changes)}
    return {**_plain(rule), **told}


def _plain(value: object) -> Any:  # noqa: ANN401 - what JSON knows
    if isinstance(value, Changes):
        return value.to_json()
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
