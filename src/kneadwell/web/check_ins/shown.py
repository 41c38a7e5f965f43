"""What Today shows of a day."""

import datetime as dt

from django.urls import reverse

from kneadwell.diary import CheckInEntry, Diary, read_as
from kneadwell.knowledge import Library
from kneadwell.web.check_ins.store import is_change_due
from kneadwell.web.diary.shown import Telling
from kneadwell.web.people.models import Person
from kneadwell.web.words import Shown


def today_shown(
    person: Person, diary: Diary, library: Library, now: dt.datetime
) -> Shown:
    """Return what was done and written today, and what is asked of the day.

    Args:
        person: Whose diary it is.
        diary: With all entries of the day; the days before do not matter.
        library: The knowledge base.
        now: With the person's offset.
    """
    today = [entry for entry in diary.entries if entry.date == now.date()]
    known = [
        name
        for name, history in diary.histories.items()
        if history.said[-1].date == now.date()
    ]
    return {
        "rows": Telling(diary, library, flags={}).rows(today),
        "known": known,
        "url": reverse("diary-day", args=(now.date(),)),
        "has_check_in": any(True for _ in read_as(CheckInEntry, today)),
        "is_change_due": is_change_due(person, now),
    }
