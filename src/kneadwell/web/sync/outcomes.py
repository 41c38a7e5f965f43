"""What became of each entry of a batch."""

import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from kneadwell.diary import Entry, EntryError, EntryKind, entry_from_json
from kneadwell.web.diary.store import Kept, PersonDiary
from kneadwell.web.people.models import Person
from kneadwell.web.people.store import alone
from kneadwell.web.sessions.prepared import arrived
from kneadwell.web.sync.flags import Flag, Judge

REFUSED = "refused"
"""Beside every `Kept`: what was sent is no entry, and never will be."""
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
CLOCKS_DIFFER = timedelta(hours=24)
"""How far ahead the clock of a device may be."""
MOST_BODY_BYTES = 16_384

Outcome = dict[str, object]


def take(person: Person, values: list[object], now: datetime) -> list[Outcome]:
    """Keep the entries of a batch, and return what became of each, in their order.

    One that is refused costs no other.

    Args:
        person: Whose diary it is.
        values: As they came.
        now: By the clock of this machine.
    """
    read = [_read(value, now) for value in values]
    entries = [it for it in read if isinstance(it, Entry)]
    with alone(person):
        judge = Judge(person, entries)
        return [
            _kept(person, it, judge) if isinstance(it, Entry) else it for it in read
        ]


def _kept(person: Person, entry: Entry, judge: Judge) -> Outcome:
    diary = PersonDiary(person)
    flags: tuple[Flag, ...] = ()
    if entry.kind is EntryKind.SESSION and diary.entry(entry.id) is None:
        arrived(person, entry)
        flags = judge.flags(entry)
    kept = diary.keep(entry, flags)
    told: Outcome = {"id": str(entry.id), "outcome": kept.value}
    if kept is Kept.KEPT:
        judge.has_come(entry)
    if flags:
        told["flags"] = list(flags)
    if kept is Kept.CONFLICT and (standing := diary.entry(entry.id)):
        told["entry"] = standing.to_json()
    return told


def _read(value: object, now: datetime) -> Entry | Outcome:
    """Return one entry of a batch, or why it is none."""
    try:
        return _entry(value, now)
    except EntryError as error:
        return {
            "id": _id_of(value),
            "outcome": REFUSED,
            "field": error.field,
            "problem": error.problem,
        }


def _entry(value: object, now: datetime) -> Entry:
    """Read one entry of a batch.

    Raises:
        EntryError: It is none, or its moment cannot be.
    """
    try:
        entry = entry_from_json(value)
    except RecursionError as error:
        raise EntryError(field="entry", problem="goes too deep") from error
    check_limits(entry, now)
    return entry


def check_limits(entry: Entry, now: datetime) -> None:
    """Refuse what no diary holds, wherever it comes from.

    Raises:
        EntryError: Its moment cannot be, or it is too long.
    """
    if not EARLIEST <= entry.at <= now + CLOCKS_DIFFER:
        problem = "is before the year 2000, or later than tomorrow; look at the clock"
        raise EntryError(field="at", problem=problem)
    body = json.dumps(entry.body, ensure_ascii=False, separators=(",", ":"))
    if len(body.encode()) > MOST_BODY_BYTES:
        problem = f"is longer than {MOST_BODY_BYTES} bytes"
        raise EntryError(field="body", problem=problem)


def _id_of(value: object) -> str | None:
    """Return the id of something that is no entry, where it has one."""
    named = value.get("id") if isinstance(value, Mapping) else None
    try:
        return str(uuid.UUID(named)) if isinstance(named, str) else None
    except ValueError:
        return None
