"""A diary as one JSON document: exact, for programs and for coming back."""

import json
from collections.abc import Iterable
from typing import NoReturn

from kneadwell.diary.entry import Entry
from kneadwell.diary.imported import (
    DiaryFileError,
    Imported,
    Skipped,
    checked,
    read_at,
)

FORMAT = "kneadwell-diary"
EDITION = 1
"""Of the document. It goes up when an older program would misread a newer file."""


def export_json(entries: Iterable[Entry]) -> str:
    """Return the entries as a document that `import_json` reads back."""
    document = {
        "format": FORMAT,
        "edition": EDITION,
        "entries": [entry.to_json() for entry in entries],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def import_json(text: str) -> Imported:
    """Read a document.

    Raises:
        DiaryFileError: It is no document of ours, or one of a newer edition.
    """
    try:
        document = json.loads(
            checked(text), parse_constant=_no_number, object_pairs_hook=_each_once
        )
    except (ValueError, RecursionError) as error:
        raise DiaryFileError(problem="it is not JSON with each name once") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise DiaryFileError(problem=f"its “format” is not “{FORMAT}”")
    if document.get("edition") != EDITION:
        problem = f"its “edition” is not {EDITION}, so a newer program wrote it"
        raise DiaryFileError(problem)
    values = document.get("entries")
    if not isinstance(values, list):
        raise DiaryFileError(problem="its “entries” are missing or no list")
    read = [read_at(f"entry {n}", value) for n, value in enumerate(values, start=1)]
    return Imported(
        tuple(one for one in read if isinstance(one, Entry)),
        tuple(one for one in read if isinstance(one, Skipped)),
    )


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse a name that says two things: nobody knows which one was meant."""
    table = dict(pairs)
    if len(table) < len(pairs):
        raise ValueError
    return table
