"""What a form without scripts writes into a diary."""

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from kneadwell.diary import Entry, EntryKind, History
from kneadwell.web.diary.store import PersonDiary

PAGE = "page"
"""The field of a form that holds the id its page drew."""


def write(
    kept: PersonDiary,
    kind: EntryKind,
    body: Mapping[str, Any],
    sent: QueryDict,
    now: dt.datetime,
) -> Entry:
    """Keep what a form says; the same form again adds nothing."""
    return kept.note(_once(sent, body), kind, body, now)


def correct(
    kept: PersonDiary,
    history: History,
    body: Mapping[str, Any] | None,
    sent: QueryDict,
    now: dt.datetime,
) -> None:
    """Keep what an entry should have said; None takes it back.

    It is the latest of all, whatever a clock says: the latest one counts.
    """
    entry = history.said[0]
    if body is not None:
        Entry(entry.id, entry.kind, entry.at, body)  # refuses what it cannot hold
    said = history.entry
    if (None if said is None else dict(said.body)) == (body and dict(body)):
        return
    after = history.versions[-1].noted_at + dt.timedelta(milliseconds=1)
    correction = {"corrects": str(entry.id), "body": body}
    kept.note(
        _once(sent, correction), EntryKind.CORRECTION, correction, max(now, after)
    )


def _once(sent: QueryDict, body: Mapping[str, Any]) -> uuid.UUID:
    """Return the id of what one page says, however often it is sent."""
    try:
        page = uuid.UUID(sent.get(PAGE, ""))
    except ValueError:
        return uuid.uuid4()
    return uuid.uuid5(page, json.dumps(body, sort_keys=True))
