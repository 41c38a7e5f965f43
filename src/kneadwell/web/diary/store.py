"""The only queries for diary entries. Entries are added and read, nothing else."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kneadwell.diary import Diary, Entry, EntryKind, When, fold
from kneadwell.vocabulary import KneadwellError
from kneadwell.web.diary.models import EntryRecord
from kneadwell.web.people.models import Person


class EntryConflictError(KneadwellError):
    """An entry came again under its id and says something else."""

    def __init__(self, entry_id: uuid.UUID) -> None:
        self.entry_id = entry_id
        super().__init__(
            "This was written down before, with other content. What was written "
            "first is kept; nothing was changed."
        )


@dataclass(frozen=True, slots=True)
class PersonDiary:
    """The diary of one person, as the rooms ask for it."""

    person: Person

    def add(self, entries: Iterable[Entry]) -> None:
        """Keep all `entries` or none; one that is there already changes nothing.

        Raises:
            EntryConflictError: One is there already and says something else.
        """
        # One transaction holds the write lock, so nobody adds between look and add.
        with transaction.atomic():
            for entry in entries:
                self._add(entry)

    def entries(self) -> tuple[Entry, ...]:
        """Return everything kept, oldest first."""
        rows = EntryRecord.objects.filter(person=self.person).order_by("at", "id")
        return tuple(_entry(*row) for row in rows.values_list(*_COLUMNS))

    def entry(self, entry_id: uuid.UUID) -> Entry | None:
        """Return the entry with this id, if this person wrote one."""
        rows = EntryRecord.objects.filter(person=self.person, id=entry_id)
        row = rows.values_list(*_COLUMNS).first()
        return _entry(*row) if row else None

    def fold(self) -> Diary:
        """Return all that was kept, as a diary."""
        return fold(self.entries())

    def note(
        self,
        entry_id: uuid.UUID,
        kind: EntryKind,
        body: Mapping[str, object],
        at: datetime,
    ) -> Entry:
        """Keep something under the id that its page drew, and return what is kept.

        Sending it again changes nothing; the moment of the first time stays.

        Raises:
            EntryError: `body` is not what the kind holds; nothing is kept.
            EntryConflictError: There is something else under that id.
        """
        entry = Entry(entry_id, kind, at, body)
        with transaction.atomic():
            kept = self.entry(entry_id)
            if kept and (kept.kind, kept.body) == (kind, dict(body)):
                return kept
            self._add(entry)
        return entry

    def rate(
        self,
        session_id: uuid.UUID,
        when: When,
        scores: Mapping[str, int | None],
        at: datetime,
    ) -> None:
        """Keep ratings around a session; saying the same again changes nothing.

        A later, different answer is an entry of its own, and the latest one counts.
        """
        with transaction.atomic():
            latest = (
                EntryRecord.objects.filter(
                    person=self.person,
                    kind=EntryKind.SCORE,
                    body__session=str(session_id),
                    body__when=when,
                )
                .order_by("at", "kept_at")
                .last()
            )
            if latest is None or latest.body["scores"] != dict(scores):
                body = {
                    "session": str(session_id),
                    "when": when.value,
                    "scores": dict(scores),
                }
                self._add(Entry(uuid.uuid4(), EntryKind.SCORE, at, body))

    def _add(self, entry: Entry) -> None:
        if not EntryRecord.objects.filter(id=entry.id).exists():
            EntryRecord(
                id=entry.id,
                person=self.person,
                kind=entry.kind.value,
                at=entry.at,
                local=entry.at.isoformat(),
                body=dict(entry.body),
            ).save()
        elif self.entry(entry.id) != entry:
            raise EntryConflictError(entry.id)


_COLUMNS = ("id", "kind", "local", "body")


def _entry(
    entry_id: uuid.UUID, kind: str, local: str, body: Mapping[str, object]
) -> Entry:
    return Entry(entry_id, EntryKind(kind), datetime.fromisoformat(local), body)
