import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kneadwell.diary import (
    DiaryFileError,
    Entry,
    EntryKind,
    Imported,
    export_csv,
    export_json,
    import_csv,
    import_file,
    import_json,
)
from kneadwell.vocabulary import KneadwellError
from tests.diary.troubles import check_body, check_in_body, every_kind

Export = Callable[[Sequence[Entry]], str]
Import = Callable[[str], Imported]

AT = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=-5)))
FORMS = pytest.mark.parametrize(
    ("export", "back"),
    [(export_json, import_json), (export_csv, import_csv)],
    ids=["json", "csv"],
)
TEXT = "\t\r\n ,;.'\"\\#=+-@_{}[]aé–'😀\u202e\uff1d"


def note(text: str, number: int = 1) -> Entry:
    return Entry(UUID(int=number), EntryKind.NOTE, AT, {"text": text})


def said(entries: Sequence[Entry]) -> list[dict[str, object]]:
    return [entry.to_json() for entry in entries]


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


notes = st.text(TEXT, min_size=1, max_size=30).filter(str.strip).map(note)
diaries = st.lists(every_kind | notes, unique_by=lambda entry: entry.id, max_size=8)


@pytest.mark.hazard("H-16")
@FORMS
@given(entries=diaries)
def test_a_diary_comes_back_as_it_went(
    export: Export, back: Import, entries: list[Entry]
) -> None:
    read = back(export(entries))

    assert said(read.entries) == said(entries)
    assert read.skipped == ()
    assert import_file(export(entries).encode()) == read


@FORMS
@given(name=st.text(TEXT, max_size=6), deeper=st.text(TEXT, max_size=6))
@example(name="#0", deeper="")
def test_any_name_of_a_scale_comes_back(
    export: Export, back: Import, name: str, deeper: str
) -> None:
    names = [one for one in {name, deeper} if one.strip()]
    body = check_in_body(scores=dict.fromkeys(names, 4))
    entry = Entry(UUID(int=1), EntryKind.CHECK_IN, AT, body)

    assert said(back(export([entry])).entries) == said([entry])


@given(st.lists(notes, unique_by=lambda entry: entry.id, max_size=3))
@example([note("=1+1")])
@example([note('  =HYPERLINK("http://x")')])
@example([note("\t@SUM(A1)")])
@example([note("\uff1d1+1")])
def test_no_cell_of_a_table_begins_like_a_formula(entries: list[Entry]) -> None:
    for row in table(export_csv(entries)):
        for cell in row:
            assert not cell.lstrip().startswith(tuple("=+-@\uff1d\uff0b\uff0d\uff20"))
            assert not cell.startswith(("\t", "\r", "\n"))


def test_a_table_says_that_it_is_utf_8_and_has_one_header() -> None:
    written = export_csv([note("a")])

    assert written.startswith("\ufeffid,kind,at,field,holds,value\r\n")


def test_one_row_tells_one_thing() -> None:
    body = check_body(found=[], places=["left foot/sole-arch"])

    rows = table(export_csv([Entry(UUID(int=2), EntryKind.SKIN_CHECK, AT, body)]))

    assert [row[3:] for row in rows[1:]] == [
        ["session", "text", str(UUID(int=1))],
        ["when", "text", "20-minutes"],
        ["found", "no items", ""],
        ["places.#0", "text", "left foot/sole-arch"],
    ]


@pytest.mark.parametrize("divider", [";", "\t"])
def test_a_table_that_a_spreadsheet_saved_again_is_read(divider: str) -> None:
    kept = note("a, b; c")
    rows = table(export_csv([kept]))
    again = io.StringIO(newline="")
    csv.writer(again, delimiter=divider).writerows([*rows, [""] * 6, []])

    assert import_csv(again.getvalue()) == Imported((kept,), ())


def test_what_is_no_entry_is_skipped_with_its_place_and_reason() -> None:
    document = json.loads(export_json([note("kept")]))
    document["entries"] += [
        {"id": "x"},
        7,
        document["entries"][0] | {"body": {"text": ""}},
    ]

    read = import_json(json.dumps(document))

    assert said(read.entries) == said([note("kept")])
    assert [one.where for one in read.skipped] == ["entry 2", "entry 3", "entry 4"]
    assert all(one.reason.endswith(".") for one in read.skipped)
    assert "text" in read.skipped[2].reason


@pytest.mark.hazard("H-16")
@pytest.mark.parametrize(
    ("column", "value"),
    [(3, "scores.pain"), (3, "a..b"), (4, "number"), (4, "?"), (1, "note"), (2, "x")],
)
def test_an_entry_with_one_bad_row_is_skipped_whole(column: int, value: str) -> None:
    whole = note("kept", 1)
    entry = Entry(UUID(int=2), EntryKind.CHECK_IN, AT, check_in_body(flare=True))
    rows = table(export_csv([whole, entry]))
    row = next(row for row in rows if row[3] == "flare")
    row[column] = value
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)

    read = import_csv(written.getvalue())

    assert read.entries == (whole,)
    assert [one.where for one in read.skipped] == ["line 3"]


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "{}", "[]", "null", "hello", "id,kind", "\0", '{"a": 1, "a": 2}'),
        '{"format": "kneadwell-diary", "edition": 2, "entries": []}',
        '{"format": "kneadwell-diary", "edition": 1, "entries": {}}',
        '{"format": "kneadwell-diary", "edition": 1, "entries": [NaN]}',
        '{"entries": ' + "[" * 100_000,
        '{"entries": ' + "9" * 100_000 + "}",
        "id,kind,at,field,holds,value\r\n" + '"' + "x" * 200_000,
    ],
    ids=lambda text: text[:40],
)
def test_what_is_no_diary_is_refused_in_one_sentence(text: str) -> None:
    for read in (import_json, import_csv, lambda it: import_file(it.encode())):
        with pytest.raises(DiaryFileError, match="Nothing was taken"):
            read(text)


def test_a_newer_document_is_named_as_newer() -> None:
    newer = json.dumps({"format": "kneadwell-diary", "edition": 2, "entries": []})

    with pytest.raises(DiaryFileError, match="newer program"):
        import_json(newer)


def test_what_is_too_large_is_not_even_read() -> None:
    with pytest.raises(DiaryFileError, match="32,000,000"):
        import_json("{" + " " * 32_000_000)


@pytest.mark.parametrize("depth", [30, 300, 900])
def test_what_goes_too_deep_costs_nothing_but_itself(depth: int) -> None:
    document = json.loads(export_json([note("kept")]))
    deep: Any = 1
    for _ in range(depth):
        deep = [deep]
    document["entries"].append(document["entries"][0] | {"body": {"text": deep}})

    read = import_json(json.dumps(document))

    assert len(read.entries) == len(read.skipped) == 1


cells = st.text(TEXT + "0123456789", max_size=8) | st.sampled_from(
    [
        *map(str, (UUID(int=1), UUID(int=2), AT.isoformat())),
        *EntryKind,
        *("text", "number", "nothing", "no items", "#1.#0", "1e400", "text.#0"),
    ]
)


@given(st.lists(st.lists(cells, min_size=4, max_size=7), max_size=6))
def test_no_table_raises_anything_else(rows: list[list[str]]) -> None:
    written = io.StringIO(newline="")
    csv.writer(written).writerows([("id", "kind", "at", "field", "holds", "value")])
    csv.writer(written).writerows(rows)

    import_csv(written.getvalue())


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "kind", "at", "body", "text", "scores"]), inner
        )
    ),
    max_leaves=8,
)


@given(st.lists(values, max_size=4))
def test_no_document_raises_anything_else(entries: list[object]) -> None:
    document = {"format": "kneadwell-diary", "edition": 1, "entries": entries}
    try:
        read = import_json(json.dumps(document))
    except DiaryFileError:
        return
    assert len(read.entries) + len(read.skipped) == len(entries)


@given(st.binary(max_size=200))
@example(b"\xef\xbb\xbf")
@example(b"\xff\xfe{\x00")
def test_no_bytes_raise_anything_else(content: bytes) -> None:
    with pytest.raises(KneadwellError):
        import_file(content)
