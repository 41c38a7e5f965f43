"""What became of the entries of a file."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from kneadwell.diary import Entry, Skipped
from kneadwell.web.diary.store import Kept, PersonDiary
from kneadwell.web.people.models import Person
from kneadwell.web.people.store import alone
from kneadwell.web.sync.outcomes import CLOCKS_DIFFER, EARLIEST, MOST_BODY_BYTES

AT_ONCE = 500
"""Entries, before others who write get their turn."""


@dataclass
class Taken:
    """How many entries were new, and which could not be taken."""

    new: int = 0
    known: int = 0
    skipped: list[Skipped] = field(default_factory=list)


def take_in(person: Person, entries: Sequence[Entry], now: dt.datetime) -> Taken:
    """Keep the entries of a file; what is in the diary already stays as it is.

    Nothing is flagged: a flag says what was odd when a session arrived from a device,
    by checks that no file holds. Doses and pauses count as those of any entry.
    """
    taken, diary = Taken(), PersonDiary(person)
    there = {entry.id: entry for entry in diary.entries()}
    for begin in range(0, len(entries), AT_ONCE):
        with alone(person):
            for entry in entries[begin : begin + AT_ONCE]:
                _take(entry, diary, there.get(entry.id), now, taken)
    return taken


def _take(
    entry: Entry,
    diary: PersonDiary,
    known: Entry | None,
    now: dt.datetime,
    taken: Taken,
) -> None:
    reason = _reason_against(entry, now)
    if not reason:
        is_same = known is not None and known.to_json() == entry.to_json()
        kept = Kept.KNOWN if is_same else diary.keep(entry)
        taken.new += kept is Kept.KEPT
        taken.known += kept is Kept.KNOWN
        if kept is Kept.CONFLICT:
            reason = "The diary has it already with other content, which stays."
    if reason:
        where = f"{entry.kind.value} of {entry.at:%Y-%m-%d %H:%M}"
        taken.skipped.append(Skipped(where, reason))


def _reason_against(entry: Entry, now: dt.datetime) -> str | None:
    """Return why no diary holds such an entry, by the limits that devices have."""
    if not EARLIEST <= entry.at <= now + CLOCKS_DIFFER:
        return "Its moment is before the year 2000, or later than tomorrow."
    if len(json.dumps(entry.body, ensure_ascii=False).encode()) > MOST_BODY_BYTES:
        return f"It is longer than {MOST_BODY_BYTES} bytes."
    return None
