"""What the tests let processes of their own do: ``python -m tests.storage.works``."""

import contextlib
import os
import random
import signal
import sys
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kneadwell.diary import Entry, EntryKind, When
from kneadwell.web.local import now_here, prepare

THREADS = 4
WORDS = "x" * 400
NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)


def main() -> None:
    folder, work, *told = sys.argv[1:]
    prepare(Path(folder))
    WORKS[work](*told)


def only_prepare() -> None:
    """Leave it at the tables."""


def keep_the_same() -> None:
    """Keep one entry from several threads at once, when told to begin."""
    from kneadwell.web.people.models import Person

    _tell("ready")
    sys.stdin.readline()
    with ThreadPoolExecutor(THREADS) as threads:
        kept = threads.map(lambda _: _own_line(_keep_the_same), range(THREADS))
        outcomes = list(kept)
    for outcome in outcomes:
        _tell(outcome)
    _tell(f"people {Person.objects.count()}")


def _keep_the_same() -> str:
    from kneadwell.web.diary.store import PersonDiary
    from kneadwell.web.people.store import the_person

    return PersonDiary(the_person()).keep(_note(uuid.UUID(int=1), NINE)).value


def rate_the_same() -> None:
    """Rate one moment of one session from several threads at once."""
    from kneadwell.web.diary.store import PersonDiary
    from kneadwell.web.people.store import the_person

    diary = PersonDiary(the_person())
    rating = uuid.UUID(int=1), When.BEFORE, {"pain": 4}, now_here()
    with ThreadPoolExecutor(THREADS) as threads:
        list(
            threads.map(
                lambda _: _own_line(lambda: diary.rate(*rating)), range(2 * THREADS)
            )
        )
    _tell(f"ratings {len(diary.entries())}")


def write_while_locked() -> None:
    """Write while somebody else writes for longer than a write may wait."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from kneadwell.web.people.store import the_person

    person = the_person()
    options = connection.settings_dict["OPTIONS"]
    short = {"sqlite": {"timeout": 0.2}, "postgresql": _SHORT_WAIT}
    options |= short[connection.vendor]
    connection.close()

    browser = Client(SERVER_NAME="localhost")
    browser.get(f"/enter/{settings.KEY}/")
    has_begun, may_end = threading.Event(), threading.Event()
    other = threading.Thread(
        target=_own_line, args=[lambda: _hold(person, has_begun, may_end)]
    )
    other.start()
    has_begun.wait()
    form = {"text": "typed words", "page": str(uuid.UUID(int=1))}
    batch = {"person": str(person.id), "entries": [_note(uuid.uuid4()).to_json()]}
    page = browser.post("/note/", form)
    letter = browser.post("/sync/", batch, content_type="application/json")
    may_end.set()
    other.join()

    is_there = "typed words" in page.content.decode()
    after = f"Retry-After {page['Retry-After']}"
    _tell(f"{page.status_code} {after}: typed words are on the page {is_there}")
    after = f"Retry-After {letter['Retry-After']}"
    _tell(f"{letter.status_code} {after}: {list(letter.json())}")
    _tell(str(browser.post("/note/", form).status_code))


_SHORT_WAIT = {"options": "-c lock_timeout=200ms"}


def _hold(person: Any, has_begun: threading.Event, may_end: threading.Event) -> None:
    from kneadwell.web.people.store import alone

    with alone(person):
        has_begun.set()
        may_end.wait()


def keep_until_killed(kills: str) -> None:
    """Let children keep entries, kill each, and look for what they had confirmed."""
    from django.db import connection

    from kneadwell.web.diary.store import PersonDiary
    from kneadwell.web.people.store import the_person

    diary, dice, confirmed = PersonDiary(the_person()), random.Random(7), set[str]()  # noqa: S311
    for _ in range(int(kills)):
        connection.close()
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            while True:
                entry = _note(uuid.uuid4())
                diary.keep(entry)
                os.write(writing, f"{entry.id}\n".encode())
        os.close(writing)
        # Not before something was written, so that there is something to lose.
        first = os.read(reading, 37)
        time.sleep(dice.uniform(0, 0.05))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reading, "rb") as rest:
            lines = (first + rest.read()).decode()
        # The pipe takes a line whole or not at all.
        confirmed |= set(lines.split())
        _integrity()
    kept = {str(entry.id) for entry in diary.entries()}
    assert confirmed <= kept, len(confirmed - kept)
    _tell(f"confirmed {len(confirmed)}, kept {len(kept)}")


def keep_and_tell() -> None:
    """Keep entries for ever, and tell the id of each; go on when storage is away."""
    from django.db import Error, connection

    from kneadwell.web.diary.store import PersonDiary
    from kneadwell.web.people.store import the_person

    diary = PersonDiary(the_person())
    while True:
        entry = _note(uuid.uuid4())
        try:
            diary.keep(entry)
        except Error:
            connection.close()
            time.sleep(0.01)
        else:
            _tell(str(entry.id))


def look() -> None:
    """Tell the id of every entry."""
    from kneadwell.web.diary.store import PersonDiary
    from kneadwell.web.people.store import the_person

    _integrity()
    for entry in PersonDiary(the_person()).entries():
        _tell(str(entry.id))


def _integrity() -> None:
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as rows:
            rows.execute("PRAGMA integrity_check")
            assert rows.fetchall() == [("ok",)]


def _note(entry_id: uuid.UUID, at: datetime | None = None) -> Entry:
    return Entry(entry_id, EntryKind.NOTE, at or now_here(), {"text": WORDS})


def _own_line(work: Callable[[], Any]) -> Any:
    """Do a work on a connection of this thread, and close it."""
    from django.db import connection

    with contextlib.closing(connection):
        return work()


def _tell(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a test reads it


WORKS = {
    name: work
    for name, work in list(globals().items())
    if name.islower() and callable(work) and not name.startswith("_")
}

if __name__ == "__main__":
    main()
