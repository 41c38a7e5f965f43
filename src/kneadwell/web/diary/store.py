"""The only queries for diary entries. Entries are added and read, nothing else."""

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from kneadwell.diary import Diary, Entry, EntryKind, When, fold
from kneadwell.vocabulary import KneadwellError
from kneadwell.web.diary.models import EntryRecord
from kneadwell.web.diary.recent import (
    RECENT,
    about,
    corrected_by,
    has_last_session,
    lasts,
    without_what_settled,
)
from kneadwell.web.people.models import Person
from kneadwell.web.people.store import alone

SESSIONS_AT_ONCE = 20
ENTRIES_REMEMBERED = 5000
DIARIES_REMEMBERED = 50


class EntryConflictError(KneadwellError):
    """An entry came again under its id and says something else."""

    def __init__(self, entry_id: uuid.UUID) -> None:
        self.entry_id = entry_id
        super().__init__(
            "This was written down before, with other content. What was written "
            "first is kept; nothing was changed."
        )


class Kept(StrEnum):
    """What became of an entry that was sent."""

    KEPT = "kept"
    KNOWN = "known"
    """It was there already, and says the same."""
    CONFLICT = "conflict"
    """Something else is kept under its id, and stays."""


@dataclass(frozen=True, slots=True)
class PersonDiary:
    """The diary of one person, as the rooms ask for it."""

    person: Person

    def keep(self, entry: Entry, flags: Iterable[str] = ()) -> Kept:
        """Keep `entry`, if nothing is kept under its id yet.

        Args:
            entry: By whomever it was written.
            flags: What was beyond the rules. Those of the first time stay.
        """
        row = EntryRecord(
            person=self.person,
            entry_id=entry.id,
            kind=entry.kind.value,
            at=entry.at,
            local=entry.at.isoformat(),
            body=dict(entry.body),
            about=about(entry),
            lasting=lasts(entry),
            flags=list(flags),
        )
        try:
            # The database decides which of two comes first, so nobody looks before.
            with transaction.atomic():
                row.save()
        except IntegrityError:
            kept = self.entry(entry.id)
            if kept is None:
                raise
            return Kept.KNOWN if kept.to_json() == entry.to_json() else Kept.CONFLICT
        return Kept.KEPT

    def add(self, entries: Iterable[Entry]) -> None:
        """Keep all `entries` or none; one that is there already changes nothing.

        Raises:
            EntryConflictError: One is there already and says something else.
        """
        with alone(self.person):
            for entry in entries:
                if self.keep(entry) is Kept.CONFLICT:
                    raise EntryConflictError(entry.id)

    def entries(self) -> tuple[Entry, ...]:
        """Return everything kept, oldest first."""
        return _entries(self._rows().order_by("at", "entry_id"))

    def entry(self, entry_id: uuid.UUID) -> Entry | None:
        """Return the entry with this id, if this person wrote one."""
        return next(iter(_entries(self._rows().filter(entry_id=entry_id))), None)

    def flags(self) -> Mapping[uuid.UUID, tuple[str, ...]]:
        """Return what was beyond the rules, by entry; entries without are left out."""
        rows = self._rows().exclude(flags=[]).values_list("entry_id", "flags")
        return {entry_id: tuple(flags) for entry_id, flags in rows}

    def fold(self) -> Diary:
        """Return all that was kept, as a diary."""
        return fold(self.entries())

    def recent(self, now: dt.datetime) -> Diary:
        """Return what today needs, however long the diary is.

        That is what was noted since `RECENT`, the last session, and of everything
        before only what is still open. So these are the same as of the whole:
        pauses, the doses since then, `Diary.due`, the last session, and
        `Diary.owed` at the places of sessions since then or of the last one.
        Anything else asks `fold`.

        Args:
            now: With the person's offset.
        """
        rows = self._rows()
        newest = rows.order_by("-id").values_list("entry_id", "kept_at").first()
        # Earlier than now is only more careful: less is old, and less has settled.
        hour = now.replace(minute=0, second=0, microsecond=0)
        return _recent(self, (rows.count(), newest), hour)

    def _looked_up(self, now: dt.datetime) -> Diary:
        since = now - RECENT
        known = self._with_what_is_told(
            self._rows().filter(Q(at__gte=since) | Q(lasting=True)), (), since
        )
        sessions = self._rows().filter(kind=EntryKind.SESSION)
        young = since
        while not has_last_session(known, since):
            last = sessions.filter(at__lt=since).order_by("-at")[:SESSIONS_AT_ONCE]
            moments = list(last.values_list("at", flat=True))
            if not moments:
                break
            since = moments[-1]
            looked = Q(kind=EntryKind.SESSION) | Q(kind=EntryKind.SKIN_CHECK)
            known = self._with_what_is_told(
                self._rows().filter(looked, at__gte=since), known.noted, young
            )
        return without_what_settled(known, since, now)

    def _with_what_is_told(
        self, rows: QuerySet[EntryRecord], noted: Iterable[Entry], since: dt.datetime
    ) -> Diary:
        """Return `rows` and `noted`, with what they correct and what is about them.

        All that is younger than `since`, and all that lasts, is among them.
        """
        known = {entry.id: entry for entry in noted}
        new = {entry.id: entry for entry in _entries(rows)}
        while new:
            known |= new
            corrected = corrected_by(new.values()) - known.keys()
            told = self._rows().filter(Q(about__in=new) | Q(entry_id__in=corrected))
            # What lasts is known from the beginning, and so is what is younger.
            told = told.filter(lasting=False, at__lt=since)
            new = {e.id: e for e in _entries(told) if e.id not in known}
        return fold(known.values())

    def note(
        self,
        entry_id: uuid.UUID,
        kind: EntryKind,
        body: Mapping[str, object],
        at: dt.datetime,
    ) -> Entry:
        """Keep something under the id that its page drew, and return what is kept.

        Sending it again changes nothing; the moment of the first time stays.

        Raises:
            EntryError: `body` is not what the kind holds; nothing is kept.
            EntryConflictError: There is something else under that id.
        """
        entry = Entry(entry_id, kind, at, body)
        with alone(self.person):
            kept = self.entry(entry_id)
            if kept and (kept.kind, kept.body) == (kind, dict(body)):
                return kept
            self.add([entry])
        return entry

    def rate(
        self,
        session_id: uuid.UUID,
        when: When,
        scores: Mapping[str, int | None],
        at: dt.datetime,
    ) -> None:
        """Keep ratings around a session; saying the same again changes nothing.

        A later, different answer is an entry of its own, and the latest one counts.
        """
        with alone(self.person):
            rated = self._rows().filter(
                kind=EntryKind.SCORE, about=session_id, body__when=when.value
            )
            latest = rated.order_by("at", "kept_at").last()
            if latest is None or latest.body["scores"] != dict(scores):
                body = {
                    "session": str(session_id),
                    "when": when.value,
                    "scores": dict(scores),
                }
                self.add([Entry(uuid.uuid4(), EntryKind.SCORE, at, body)])

    def _rows(self) -> QuerySet[EntryRecord]:
        return EntryRecord.objects.filter(person=self.person)


# Rows are only added, so the same number with the same newest one are the same rows.
@lru_cache(maxsize=DIARIES_REMEMBERED)
def _recent(diary: PersonDiary, _: object, now: dt.datetime) -> Diary:
    return diary._looked_up(now)  # noqa: SLF001 - of this module


def _entries(rows: QuerySet[EntryRecord]) -> tuple[Entry, ...]:
    written = Cast("body", TextField())
    columns = rows.values_list("entry_id", "kind", "local", written)
    return tuple(_entry(*row) for row in columns)


# The same text is always the same entry, and reading one costs more than finding it.
@lru_cache(maxsize=ENTRIES_REMEMBERED)
def _entry(entry_id: uuid.UUID, kind: str, local: str, body: str) -> Entry:
    at = dt.datetime.fromisoformat(local)
    return Entry(entry_id, EntryKind(kind), at, json.loads(body))
