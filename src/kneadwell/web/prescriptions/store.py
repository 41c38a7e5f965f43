"""The only queries for programmes."""

import datetime as dt
from dataclasses import replace

from kneadwell.knowledge import Library
from kneadwell.screening import (
    Prescription,
    PrescriptionError,
    prescription_from_json,
    prescription_to_json,
)
from kneadwell.web.library import current_library
from kneadwell.web.people.models import Person
from kneadwell.web.people.store import alone
from kneadwell.web.prescriptions.models import PrescriptionRecord


def prescription_of(person: Person) -> Prescription | None:
    """Return the programme that holds for `person`; None where none does.

    One that this edition of the knowledge cannot read allows nothing, until someone
    writes it anew: what it allowed is not ours to guess.
    """
    row = newest_of(person)
    if row is None or row.content is None:
        return None
    library = current_library()
    try:
        return prescription_from_json(row.content, library)
    except PrescriptionError:
        return _allows_nothing(row, library)


def newest_of(person: Person) -> PrescriptionRecord | None:
    """Return the newest version, whether it allows something or ends the one before."""
    rows = PrescriptionRecord.objects.filter(person=person)
    return rows.order_by("-version").first()


def versions_of(person: Person) -> tuple[PrescriptionRecord, ...]:
    """Return all versions, the newest first."""
    rows = PrescriptionRecord.objects.filter(person=person)
    return tuple(rows.order_by("-version"))


def keep_prescription(
    person: Person, prescription: Prescription, now: dt.datetime
) -> Prescription:
    """Keep a programme as the newest version, and return it with its number."""
    with alone(person):
        numbered = replace(prescription, version=_next(person))
        _add(person, numbered.version, prescription_to_json(numbered), now)
    return numbered


def end_prescription(person: Person, version: int, now: dt.datetime) -> bool:
    """End the programme that someone saw as `version`.

    Returns:
        Whether it was the newest. Where another was written meanwhile, that one goes
        on holding.
    """
    with alone(person):
        newest = newest_of(person)
        if newest is None or newest.version != version or newest.content is None:
            return False
        _add(person, version + 1, None, now)
    return True


def _next(person: Person) -> int:
    newest = newest_of(person)
    return newest.version + 1 if newest else 1


def _add(person: Person, version: int, content: object, now: dt.datetime) -> None:
    PrescriptionRecord.objects.create(
        person=person, version=version, content=content, made_at=now
    )


def _allows_nothing(row: PrescriptionRecord, library: Library) -> Prescription:
    """Return a programme under the same name that forbids all."""
    day = row.made_at.date()
    by = str((row.content or {}).get("by", ""))
    return Prescription(row.version, by, day, day, (), tuple(library.techniques))
