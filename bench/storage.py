"""Five years of diary, and eight who write at once: ``python -m bench.storage``.

Run by itself it works on one installation: ``fill FOLDER`` gives it a long diary,
``write FOLDER`` prints entries per second, of the store and of a raw insert.
"""

import datetime as dt
import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

from kneadwell.diary import Entry, EntryKind

WRITERS = 8
EACH = 125
YEARS_5 = 1826
TROUBLE_EVERY = 14
"""Days from one blister to the next; each settles on the day after."""
MENDED_EVERY = 10
PLACES = ("left foot", "right foot")

Rates = tuple[float, float]
"""Entries in a second, by the store and by a raw insert."""


def rates(folder: Path, database: str | None = None) -> Rates:
    """Return how fast eight write into a new installation.

    Args:
        folder: A data folder that is not there yet.
        database: The address of an empty PostgreSQL database; None takes SQLite.
    """
    environment = os.environ | ({"KNEADWELL_DATABASE": database} if database else {})
    command = [sys.executable, "-m", "bench.storage", "write", str(folder)]
    printed = subprocess.check_output(command, env=environment, text=True)  # noqa: S603
    ours, raw = json.loads(printed)
    return ours, raw


def fill(folder: Path) -> None:
    """Give the person of an installation a diary of five years."""
    command = [sys.executable, "-m", "bench.storage", "fill", str(folder)]
    subprocess.run(command, check=True)  # noqa: S603 - our own program


def five_years(now: dt.datetime) -> Iterator[Entry]:
    """Yield about 10,000 entries, up to the day before `now`."""
    for ago in range(YEARS_5, 0, -1):
        yield from _day(ago, now.replace(hour=9, minute=0) - dt.timedelta(days=ago))


def _day(ago: int, nine: dt.datetime) -> Iterator[Entry]:
    minutes = iter(range(1, 1000))

    def noted(kind: EntryKind, body: dict[str, Any]) -> Entry:
        at = nine + dt.timedelta(minutes=next(minutes))
        return Entry(uuid.uuid4(), kind, at, body)

    scores = {"pain": ago % 11, "numbness": None, "tingling": 3, "sleep": 2}
    said = {"medicine_changed": False, "flare": None, "falls": 0}
    check_in = {"date": nine.date().isoformat(), "scores": scores, **said}
    yield noted(EntryKind.CHECK_IN, check_in)
    if ago % MENDED_EVERY == 0:
        note = noted(EntryKind.NOTE, {"text": "The long way round today."})
        undone = None if ago % 20 == 0 else {"text": "The short way round."}
        yield note
        body = {"corrects": str(note.id), "body": undone}
        yield noted(EntryKind.CORRECTION, body)
    if ago % 30 == 0:
        yield noted(EntryKind.CHANGE, {"change": "no-change"})
    if ago % 5:
        yield from _session(noted)
    if ago % TROUBLE_EVERY == 0:
        where = {"places": [PLACES[0]]}
        told = {"session": None, "technique": None, "edition": "bench"}
        yield noted(EntryKind.ADVERSE_EVENT, told | where | {"what": "colour"})
    if ago % TROUBLE_EVERY == TROUBLE_EVERY - 1:
        yield noted(EntryKind.SETTLED, {"places": [PLACES[0]], "answer": "yes"})


def _session(noted: Callable[[EntryKind, dict[str, Any]], Entry]) -> Iterator[Entry]:
    seconds = dict.fromkeys(PLACES, 120)
    done = {"technique": "rolling-ball", "giver": "self", "places": seconds}
    plan = {"planned": seconds, "ended": "finished", "edition": "bench"}
    session = noted(EntryKind.SESSION, done | plan)
    about = {"session": str(session.id)}
    yield session
    for when in ("before", "after"):
        scores = {"pain": 4, "numbness": 5}
        yield noted(EntryKind.SCORE, about | {"when": when, "scores": scores})
    for when in ("20-minutes", "next-day"):
        look = about | {"when": when, "found": [], "places": []}
        yield noted(EntryKind.SKIN_CHECK, look)


def _fill() -> None:
    from kneadwell.web.diary.store import PersonDiary  # noqa: PLC0415 - needs Django
    from kneadwell.web.local import now_here  # noqa: PLC0415
    from kneadwell.web.people.store import the_person  # noqa: PLC0415

    PersonDiary(the_person()).add(five_years(now_here()))


def _write() -> None:
    from django.db import connection  # noqa: PLC0415 - needs Django

    from kneadwell.web.diary.models import EntryRecord  # noqa: PLC0415
    from kneadwell.web.diary.store import PersonDiary  # noqa: PLC0415
    from kneadwell.web.local import now_here  # noqa: PLC0415
    from kneadwell.web.people.store import the_person  # noqa: PLC0415

    diary = PersonDiary(the_person())

    def by_the_store(entries: Sequence[Entry]) -> None:
        with closing(connection):
            for entry in entries:
                diary.keep(entry)

    ours = _per_s(by_the_store, [_letters(now_here()) for _ in range(WRITERS)])

    # The same rows once more, under other ids and by the driver alone.
    columns = [column.column for column in EntryRecord._meta.concrete_fields][1:]  # noqa: SLF001
    told, spots = ", ".join(columns), ", ".join(["%s"] * len(columns))
    insert = f"INSERT INTO diary_entryrecord ({told}) VALUES ({spots})"  # noqa: S608
    with connection.cursor() as rows:
        rows.execute(f"SELECT {told} FROM diary_entryrecord")  # noqa: S608
        kept = rows.fetchall()
    named = columns.index("entry_id")

    def by_the_driver(copies: Sequence[tuple[Any, ...]]) -> None:
        with closing(connection), connection.cursor() as rows:
            execute = rows.cursor.execute
            for copy in copies:
                execute(spoken, copy)

    if connection.vendor == "sqlite":
        spoken, new_id = insert.replace("%s", "?"), lambda: uuid.uuid4().hex
    else:
        spoken, new_id = insert, uuid.uuid4
    again = [(*row[:named], new_id(), *row[named + 1 :]) for row in kept]
    shares = [again[start::WRITERS] for start in range(WRITERS)]
    print(json.dumps([ours, _per_s(by_the_driver, shares)]))


def _letters(now: dt.datetime) -> list[Entry]:
    body = {"text": "A note of the usual length, as someone writes it in the evening."}
    return [Entry(uuid.uuid4(), EntryKind.NOTE, now, body) for _ in range(EACH)]


def _per_s(
    work: Callable[[Sequence[Any]], None], shares: Sequence[Sequence[Any]]
) -> float:
    began = time.perf_counter()
    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(work, shares))
    return WRITERS * EACH / (time.perf_counter() - began)


if __name__ == "__main__":
    from kneadwell.web.local import prepare

    prepare(Path(sys.argv[2]))
    {"fill": _fill, "write": _write}[sys.argv[1]]()
