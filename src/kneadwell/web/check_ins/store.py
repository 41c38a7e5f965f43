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
    told = rows.filter(kind=EntryKind.CHANGE, at__gt=since)
    names = set(told.values_list("entry_id", flat=True))
    if names:
        corrections = rows.filter(kind=EntryKind.CORRECTION, about__in=names)
        said = corrections.order_by("at", "entry_id").values_list("about", "body")
        last = {name: body["body"] for name, body in said}
        if not all(name in last and last[name] is None for name in names):
            return False
    return rows.filter(at__lte=since).exists()
