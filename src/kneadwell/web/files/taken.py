"""What became of the entries of a file."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from kneadwell.diary import Entry, EntryError, Skipped
from kneadwell.web.diary.store import Kept, PersonDiary
from kneadwell.web.people.models import Person
from kneadwell.web.people.store import alone
from kneadwell.web.sync.outcomes import check_limits

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
    reason = None
    try:
        check_limits(entry, now)
    except EntryError as error:
        reason = f"Its {error.field} {error.problem}."
    else:
        is_same = known is not None and known.to_json() == entry.to_json()
        kept = Kept.KNOWN if is_same else diary.keep(entry)
        taken.new += kept is Kept.KEPT
        taken.known += kept is Kept.KNOWN
        if kept is Kept.CONFLICT:
            reason = "The diary has it already with other content, which stays."
    if reason:
        where = f"{entry.kind.value} of {entry.at:%Y-%m-%d %H:%M}"
        taken.skipped.append(Skipped(where, reason))
