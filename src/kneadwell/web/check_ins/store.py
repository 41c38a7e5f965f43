"""The only queries for what is asked between sessions."""

import datetime as dt

from kneadwell.diary import EntryKind
from kneadwell.web.diary.models import EntryRecord
from kneadwell.web.people.models import Person

ASKED_EVERY = dt.timedelta(days=30)


def is_change_due(person: Person, now: dt.datetime) -> bool:
    """Return whether to ask how all of it changes: a month after the last time.

    The first time is a month after the first entry. No query reads a whole diary.
    """
    rows, since = EntryRecord.objects.filter(person=person), now - ASKED_EVERY
    first_at = rows.order_by("at").values_list("at", flat=True).first()
    if first_at is None or first_at > since:
        return False
    told = rows.filter(kind=EntryKind.CHANGE, at__gt=since)
    names = set(told.values_list("entry_id", flat=True))
    corrections = rows.filter(kind=EntryKind.CORRECTION, about__in=names)
    last = {
        row.about: row.body["body"] for row in corrections.order_by("at", "entry_id")
    }
    return all(name in last and last[name] is None for name in names)
