"""The only queries for what a person set."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils import timezone

from kneadwell.web.people.models import Person
from kneadwell.web.people.store import alone
from kneadwell.web.preferences.models import LetterRecord, Preferences, SensesRecord

# Longer than any request is on its way.
_LETTERS_KEPT = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Letter:
    """Which letter of which page this is; see `LetterRecord`."""

    page: uuid.UUID
    turn: int


def preferences_of(person: Person) -> Preferences:
    """Return what `person` set; the usual values before they set anything."""
    found = Preferences.objects.filter(person=person).first()
    return found or Preferences(person=person)


def keep_preferences(
    person: Person, preferences: Preferences, letter: Letter | None = None
) -> None:
    """Keep what was set, in place of an earlier choice.

    A `letter` that was overtaken by a later one of its page changes nothing.
    """
    with alone(person):
        if letter is not None:
            letters = LetterRecord.objects.filter(person=person, page=letter.page)
            newest = letters.first()
            if newest and newest.turn > letter.turn:
                return
            _note(person, letter, timezone.now())
        preferences.person = person
        preferences.save()


def _note(person: Person, letter: Letter, now: dt.datetime) -> None:
    letters = LetterRecord.objects.filter(person=person)
    letters.filter(at__lt=now - _LETTERS_KEPT).delete()
    letters.update_or_create(
        person=person, page=letter.page, defaults={"turn": letter.turn, "at": now}
    )


def senses_of(person: Person, browser: uuid.UUID | None) -> SensesRecord | None:
    """Return what `person` noticed of this device; None before a check."""
    if browser is None:
        return None
    return SensesRecord.objects.filter(person=person, browser=browser).first()


def keep_senses(
    person: Person,
    browser: uuid.UUID,
    noticed: dict[str, bool],
    at: dt.datetime,
) -> None:
    """Keep a check of this device, in place of an earlier one.

    Args:
        person: Who noticed.
        browser: The device, as its cookie names it.
        noticed: ``heard``, ``seen`` and ``felt``.
        at: When.
    """
    SensesRecord.objects.update_or_create(
        person=person, browser=browser, defaults=noticed | {"at": at}
    )
