"""The diary that entries add up to."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from kneadwell.diary.entry import (
    Entry,
    EntryKind,
    ScoreEntry,
    SessionEntry,
    When,
)


class DiaryStore(Protocol):
    """Where entries are kept. The web brings one; the command line uses it."""

    def add(self, entries: Iterable[Entry]) -> None:
        """Keep `entries`; one that is there already changes nothing."""

    def entries(self) -> Iterable[Entry]:
        """Return everything kept, in any order."""


@dataclass(frozen=True, slots=True)
class SessionNote:
    """One session of a day, with the ratings around it."""

    id: uuid.UUID
    at: dt.datetime
    session: SessionEntry
    before: Mapping[str, int | None]
    """Points by measure; empty when nothing was asked or said."""
    after: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class SessionDay:
    """The sessions of one local day, latest first."""

    date: dt.date
    notes: tuple[SessionNote, ...]


@dataclass(frozen=True, slots=True)
class Diary:
    """Every entry once, oldest first."""

    entries: tuple[Entry, ...]

    def days(self) -> tuple[SessionDay, ...]:
        """Return the days with sessions, newest first, by the local date written."""
        ratings: dict[tuple[uuid.UUID, When], Mapping[str, int | None]] = {}
        for entry in self.entries:
            if isinstance(read := entry.read(), ScoreEntry):
                ratings[read.session, read.when] = read.scores
        notes = [
            SessionNote(
                entry.id,
                entry.at,
                session,
                before=ratings.get((entry.id, When.BEFORE), {}),
                after=ratings.get((entry.id, When.AFTER), {}),
            )
            for entry in reversed(self.entries)
            if entry.kind is EntryKind.SESSION
            and isinstance(session := entry.read(), SessionEntry)
        ]
        notes.sort(key=lambda note: note.at.date(), reverse=True)
        return tuple(
            SessionDay(date, tuple(group))
            for date, group in groupby(notes, key=lambda note: note.at.date())
        )

    def session(self, session_id: uuid.UUID) -> SessionEntry | None:
        """Return the session with this id, if it was noted."""
        for entry in self.entries:
            if entry.id == session_id and entry.kind is EntryKind.SESSION:
                read = entry.read()
                return read if isinstance(read, SessionEntry) else None
        return None


def fold(entries: Iterable[Entry]) -> Diary:
    """Add entries up to a diary.

    Entries arrive late, twice and out of order; the diary is the same whatever
    the order and however often they are sent. Of two ratings of one moment the
    later one counts; of two contents under one id the one noted first.
    """
    once: dict[uuid.UUID, Entry] = {}
    for entry in entries:
        twin = once.get(entry.id, entry)
        once[entry.id] = entry if twin == entry else min(twin, entry, key=_noted)
    return Diary(tuple(sorted(once.values(), key=lambda entry: (entry.at, entry.id))))


def _noted(entry: Entry) -> tuple[dt.datetime, str]:
    return entry.at, repr(entry.to_json())
