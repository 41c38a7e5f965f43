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
        records = EntryRecord.objects.filter(person=self.person).order_by("at", "id")
        return tuple(_entry(record) for record in records)

    def entry(self, entry_id: uuid.UUID) -> Entry | None:
        """Return the entry with this id, if this person wrote one."""
        record = EntryRecord.objects.filter(person=self.person, id=entry_id).first()
        return _entry(record) if record else None

    def fold(self) -> Diary:
        """Return all that was kept, as a diary."""
        return fold(self.entries())

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
        record = EntryRecord.objects.filter(id=entry.id).first()
        if record is None:
            EntryRecord(
                id=entry.id,
                person=self.person,
                kind=entry.kind.value,
                at=entry.at,
                local=entry.at.isoformat(),
                body=dict(entry.body),
            ).save()
        elif record.person_id != self.person.id or _entry(record) != entry:
            raise EntryConflictError(entry.id)


def _entry(record: EntryRecord) -> Entry:
    return Entry(
        id=record.id,
        kind=EntryKind(record.kind),
        at=datetime.fromisoformat(record.local),
        body=record.body,
    )
