"""The diary that entries add up to."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from kneadwell.diary.aftermath import (
    FollowUp,
    LimitsOf,
    due,
    nothing_known,
    owed,
    past_of,
    ratings,
)
from kneadwell.diary.entry import (
    AdverseEventEntry,
    Entry,
    SessionEntry,
    SettledEntry,
    SkinCheckEntry,
    SugarCheckEntry,
    When,
    read_as,
)
from kneadwell.knowledge import Library
from kneadwell.screening import Past
from kneadwell.vocabulary import Place


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
class TroubleNote:
    """Something that went wrong, was looked for or has settled."""

    id: uuid.UUID
    at: dt.datetime
    what: AdverseEventEntry | SkinCheckEntry | SettledEntry | SugarCheckEntry


@dataclass(frozen=True, slots=True)
class Diary:
    """Every entry once, oldest first."""

    entries: tuple[Entry, ...]

    def days(self) -> tuple[SessionDay, ...]:
        """Return the days with sessions, newest first, by the local date written."""
        rated = ratings(self.entries)
        notes = [
            SessionNote(
                entry.id,
                entry.at,
                session,
                before=rated.get((entry.id, When.BEFORE), {}),
                after=rated.get((entry.id, When.AFTER), {}),
            )
            for entry, session in read_as(SessionEntry, reversed(self.entries))
        ]
        notes.sort(key=lambda note: note.at.date(), reverse=True)
        return tuple(
            SessionDay(date, tuple(group))
            for date, group in groupby(notes, key=lambda note: note.at.date())
        )

    def session(self, session_id: uuid.UUID) -> SessionEntry | None:
        """Return the session with this id, if it was noted."""
        return next(
            (
                session
                for entry, session in read_as(SessionEntry, self.entries)
                if entry.id == session_id
            ),
            None,
        )

    def troubles(self) -> tuple[TroubleNote, ...]:
        """Return what went wrong, was looked for and has settled, newest first."""
        return tuple(
            TroubleNote(entry.id, entry.at, what)
            for entry in reversed(self.entries)
            if isinstance(
                what := entry.read(),
                AdverseEventEntry | SkinCheckEntry | SettledEntry | SugarCheckEntry,
            )
        )

    def past(
        self,
        library: Library,
        now: dt.datetime,
        limits_of: LimitsOf = nothing_known,
    ) -> Past:
        """Return what the gate must know: doses had, and places that are paused.

        What went wrong at a place, or was found there after a session, pauses it
        until a later yes to "Has it settled?"; where nobody said which place, it
        pauses all. A later "no" or "unsure" takes a yes back. Where pain was not
        back after an hour, limits with ``pause_days_if_not_settled`` pause the
        place that long, whatever is said.

        Args:
            library: Whose body there is to pause.
            now: With the person's offset.
            limits_of: What a session was cleared with. Only asked for sessions
                with late pain; leave it out where the answers were not kept.
        """
        return past_of(self.entries, library, now, limits_of)

    def due(
        self, now: dt.datetime, limits_of: LimitsOf = nothing_known
    ) -> tuple[FollowUp, ...]:
        """Return the questions to ask now, longest open first.

        After each session: the skin after 20 minutes; pain after 1 hour, when it
        rose by 2 points or more or `limits_of` the session ask for it; and one
        question on the next local day, whose answer stands for the others too.
        Each is asked for three days; then it is still `owed`.
        """
        return due(self.entries, now, limits_of)

    def owed(
        self,
        places: Iterable[Place],
        now: dt.datetime,
        limits_of: LimitsOf = nothing_known,
    ) -> tuple[FollowUp, ...]:
        """Return the questions that the next session of `places` begins with.

        They are about the last session there, however long ago: nobody having
        answered does not mean that all was well.
        """
        return owed(self.entries, places, now, limits_of)


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
