"""The only queries for what a person set."""

import datetime as dt
import uuid

from kneadwell.web.people.models import Person
from kneadwell.web.preferences.models import Preferences, SensesRecord


def preferences_of(person: Person) -> Preferences:
    """Return what `person` set; the usual values before they set anything."""
    found = Preferences.objects.filter(person=person).first()
    return found or Preferences(person=person)


def keep_preferences(person: Person, preferences: Preferences) -> None:
    """Keep what was set, in place of an earlier choice."""
    preferences.person = person
    preferences.save()


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
