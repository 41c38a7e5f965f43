"""The diary that entries add up to."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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
from kneadwell.diary.entry import Entry, read_as
from kneadwell.diary.history import History, histories_of
from kneadwell.diary.kinds import (
    AdverseEventEntry,
    CheckInEntry,
    SessionEntry,
    SettledEntry,
    SkinCheckEntry,
    SugarCheckEntry,
    When,
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
    """Every entry once, as it stands after its corrections."""

    noted: tuple[Entry, ...]
    """All that was ever noted, corrections too, oldest first."""
    entries: tuple[Entry, ...] = field(init=False, compare=False)
    """What counts now, oldest first: corrected, and without what was taken back."""
    histories: Mapping[uuid.UUID, History] = field(
        init=False, repr=False, compare=False
    )
    """Every version of every entry, oldest entry first."""

    def __post_init__(self) -> None:
        histories = histories_of(self.noted)
        current = (history.entry for history in histories.values())
        entries = sorted((entry for entry in current if entry), key=_at_then_id)
        object.__setattr__(self, "histories", histories)
        object.__setattr__(self, "entries", tuple(entries))

    def by_date(self) -> Mapping[dt.date, tuple[Entry, ...]]:
        """Return what counts now, by the local day it belongs to, oldest first."""
        by_date = sorted(self.entries, key=lambda entry: entry.date)
        return {
            date: tuple(group)
            for date, group in groupby(by_date, key=lambda entry: entry.date)
        }

    def check_in(self, date: dt.date) -> CheckInEntry | None:
        """Return the last check-in about a day, if there is one."""
        said = (one for _, one in read_as(CheckInEntry, reversed(self.entries)))
        return next((one for one in said if one.date == date), None)

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
        """Return the session with this id, if it was ever noted.

        One that was taken back is still asked about: hands may have been on.
        """
        history = self.histories.get(session_id)
        said = history.said[-1].read() if history else None
        return said if isinstance(said, SessionEntry) else None

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
        place that long, whatever is said. A correction never opens a place, nor
        gives back a dose: the strictest of all versions counts.

        Args:
            library: Whose body there is to pause.
            now: With the person's offset.
            limits_of: What a session was cleared with. Only asked for sessions
                with late pain; leave it out where the answers were not kept.
        """
        return past_of(self.histories.values(), library, now, limits_of)

    def due(
        self, now: dt.datetime, limits_of: LimitsOf = nothing_known
    ) -> tuple[FollowUp, ...]:
        """Return the questions to ask now, longest open first.

        After each session: the skin after 20 minutes; pain after 1 hour, when it
        rose by 2 points or more or `limits_of` the session ask for it; and one
        question on the next local day, whose answer stands for the others too.
        Each is asked for three days; then it is still `owed`.
        """
        return due(self.histories.values(), now, limits_of)

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
        return owed(self.histories.values(), places, now, limits_of)


def fold(entries: Iterable[Entry]) -> Diary:
    """Add entries up to a diary.

    Entries arrive late, twice and out of order; the diary is the same whatever
    the order and however often they are sent. Of two ratings of one moment the
    later one counts; of two contents under one id the one noted first; of several
    corrections of one entry the last.
    """
    once: dict[uuid.UUID, Entry] = {}
    for entry in entries:
        twin = once.get(entry.id, entry)
        once[entry.id] = entry if twin == entry else min(twin, entry, key=_noted)
    return Diary(tuple(sorted(once.values(), key=_at_then_id)))


def _at_then_id(entry: Entry) -> tuple[dt.datetime, uuid.UUID]:
    return entry.at, entry.id


def _noted(entry: Entry) -> tuple[dt.datetime, str]:
    return entry.at, repr(entry.to_json())
