"""A diary as a table for spreadsheets: one row for each thing that an entry says.

A row says which entry, which of its fields, and the value. So every kind has the same
columns, and a table can be read back exactly.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kneadwell.diary.entry import Entry
from kneadwell.diary.imported import (
    DiaryFileError,
    Imported,
    Skipped,
    checked,
    read_at,
)
from kneadwell.vocabulary import KneadwellError

COLUMNS = ("id", "kind", "at", "field", "holds", "value")
DEEPEST = 20

# Without it some spreadsheets take UTF-8 for the letters of their own country.
_MARK = "\ufeff"
_BEGINS_FORMULA = re.compile(r"['\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,29})(\.\d{1,30})?([eE][+-]?\d{1,3})?", re.ASCII)
_STEP = re.compile(r"(?:[^\\.]|\\.)+", re.DOTALL)
_ITEM = re.compile(r"#(\d{1,6})", re.ASCII)

Step = str | int
"""The way from a body to a value goes by names, and by numbers in lists."""


class _RowError(KneadwellError):
    """A row, or the rows of an entry together, cannot be read."""


@dataclass(frozen=True, slots=True)
class _Leaf:
    value: object


def export_csv(entries: Iterable[Entry]) -> str:
    """Return the entries as a table that `import_csv` reads back.

    No cell begins like a formula: where a text does, an apostrophe stands before it.
    """
    written = io.StringIO(newline="")
    written.write(_MARK)
    table = csv.writer(written)
    table.writerow(COLUMNS)
    for entry in entries:
        head = (str(entry.id), entry.kind.value, entry.at.isoformat())
        table.writerows(
            (*head, _guarded(".".join(way)), holds, value)
            for way, holds, value in _rows(entry.body)
        )
    return written.getvalue()


def import_csv(text: str) -> Imported:
    """Read a table, divided by commas, semicolons or tabs.

    An entry with a row that cannot be read is skipped whole: half of what somebody
    said is something else.

    Raises:
        DiaryFileError: It is no table of ours.
    """
    lines = _lines(checked(text))
    if tuple(next(lines, (0, []))[1]) != COLUMNS:
        raise DiaryFileError(problem=f"its first line is not {', '.join(COLUMNS)}")
    groups: dict[str, list[tuple[int, list[str]]]] = {}
    for line, cells in lines:
        if any(cells):
            groups.setdefault(cells[0], []).append((line, cells))
    read = [_entry(rows) for rows in groups.values()]
    return Imported(
        tuple(one for one in read if isinstance(one, Entry)),
        tuple(one for one in read if isinstance(one, Skipped)),
    )


def _rows(
    value: object, way: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], str, str]]:
    match value:
        case Mapping() if value:
            for name, inner in value.items():
                yield from _rows(inner, (*way, _written(name)))
        case list() if value:
            for number, inner in enumerate(value):
                yield from _rows(inner, (*way, f"#{number}"))
        case Mapping():
            yield way, "no names", ""
        case list():
            yield way, "no items", ""
        case None:
            yield way, "nothing", ""
        case bool():
            yield way, "yes or no", "yes" if value else "no"
        case str():
            yield way, "text", _guarded(value)
        case _:
            yield way, "number", json.dumps(value)


def _written(name: str) -> str:
    """Return a name as one step: a dot leads on, and # begins a number."""
    plain = name.replace("\\", "\\\\").replace(".", "\\.")
    return f"\\{plain}" if plain.startswith("#") else plain or "\\_"


def _guarded(text: str) -> str:
    return f"'{text}" if _BEGINS_FORMULA.match(text) else text


def _unguarded(text: str) -> str:
    return text.removeprefix("'")


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.split("\n", 1)[0]
    divider = next((sign for sign in ",;\t" if sign in first), ",")
    table = csv.reader(io.StringIO(text, newline=""), delimiter=divider, strict=True)
    try:
        yield from ((table.line_num, cells) for cells in table)
    except csv.Error as error:
        problem = f"line {table.line_num} breaks the table ({error})"
        raise DiaryFileError(problem) from error


def _entry(rows: list[tuple[int, list[str]]]) -> Entry | Skipped:
    line, cells = rows[0]
    try:
        body = _body([row for _, row in rows])
    except _RowError as error:
        return Skipped(f"line {line}", str(error))
    value = {"id": cells[0], "kind": cells[1], "at": cells[2], "body": body}
    return read_at(f"line {line}", value)


def _body(rows: list[list[str]]) -> object:
    tree: dict[Step, object] = {}
    for row in rows:
        if len(row) < len(COLUMNS) or any(row[len(COLUMNS) :]):
            message = f"A row has not {len(COLUMNS)} cells."
            raise _RowError(message)
        if row[:3] != rows[0][:3]:
            message = "Its rows tell two kinds or two moments."
            raise _RowError(message)
        way = _way(_unguarded(row[3]))
        if not way:
            if len(rows) > 1:
                message = "A row does not say which field it is about."
                raise _RowError(message)
            return _value(row[4], row[5])
        _grow(tree, way, _Leaf(_value(row[4], row[5])))
    return _grown(tree)


def _way(field: str) -> list[Step]:
    """Return the steps of a field as it was written."""
    steps = _STEP.findall(field)
    if ".".join(steps) != field or len(steps) > DEEPEST:
        message = "A field has no name we know how to read."
        raise _RowError(message)
    return [_step(step) for step in steps]


def _step(written: str) -> Step:
    if found := _ITEM.fullmatch(written):
        return int(found[1])
    if written == "\\_":
        return ""
    return re.sub(r"\\(.)", r"\1", written, flags=re.DOTALL)


def _value(holds: str, value: str) -> object:
    match holds:
        case "text":
            return _unguarded(value)
        case "number" if _NUMBER.fullmatch(value):
            number: object = json.loads(value)
            return number
        case "yes or no" if value in {"yes", "no"}:
            return value == "yes"
        case "nothing" if not value:
            return None
        case "no items" if not value:
            return []
        case "no names" if not value:
            return {}
    message = "A value is not what its row says it holds."
    raise _RowError(message)


def _grow(tree: dict[Step, object], way: list[Step], leaf: _Leaf) -> None:
    *branches, last = way
    for step in branches:
        inner = tree.setdefault(step, {})
        if not isinstance(inner, dict):
            break
        tree = inner
    else:
        if last not in tree:
            tree[last] = leaf
            return
    message = "Two rows tell the same field."
    raise _RowError(message)


def _grown(tree: object) -> object:
    if isinstance(tree, _Leaf):
        return tree.value
    branches: dict[Step, object] = tree if isinstance(tree, dict) else {}
    if all(isinstance(step, int) for step in branches):
        if set(branches) != set(range(len(branches))):
            message = "An item of a list is missing."
            raise _RowError(message)
        return [_grown(branches[number]) for number in range(len(branches))]
    if any(isinstance(step, int) for step in branches):
        message = "A field is a list in one row and none in another."
        raise _RowError(message)
    return {str(step): _grown(inner) for step, inner in branches.items()}
