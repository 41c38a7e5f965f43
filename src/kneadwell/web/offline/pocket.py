"""What somebody's own device keeps of theirs, to be used without the server."""

import datetime as dt
import hashlib
import json

from django.conf import settings
from django.urls import reverse

from kneadwell.knowledge import Library
from kneadwell.web.offline.release import files_of_pages
from kneadwell.web.offline.store import traces_of
from kneadwell.web.people.models import Person
from kneadwell.web.sessions.prepared import (
    pocket_facts,
    prepared_files,
    prepared_pages,
)
from kneadwell.web.words import Shown

ROOMS = (
    *("today", "week", "check-in", "note", "change", "techniques"),
    *("results", "welcome", "diary"),
)
"""The names of the pages that are about one person and no session."""
START = "prepared"
"""The name of the page that a session starts from without the server."""


def mark_of(person: Person, library: Library, now: dt.datetime) -> str:
    """Return a word that is another one whenever the pocket is, and on each new day."""
    known = [settings.STATIC_URL, library.edition, now.date(), *traces_of(person)]
    said = json.dumps(known, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def pocket_of(person: Person, library: Library, now: dt.datetime) -> Shown:
    """Return what to keep, and what the device has to know of today.

    Beside `pocket_facts`, ``person`` and ``build`` say whose and of which release;
    ``mark`` see `mark_of`; ``pages`` are to be kept, with the ``files`` they need and
    the ``voices``, the sentences spoken in them; ``shown`` are those pages that may be
    named where another cannot come.
    """
    rooms = [reverse(name) for name in ROOMS]
    techniques = [reverse("technique", args=[name]) for name in library.techniques]
    prepared = prepared_pages(person, now)
    starts = {reverse(START, args=[name]) for name in library.techniques}
    return pocket_facts(person, now) | {
        "person": str(person.id),
        "build": settings.STATIC_URL,
        "mark": mark_of(person, library, now),
        "pages": [*rooms, *techniques, *prepared],
        "shown": [*rooms, *(path for path in prepared if path in starts)],
        "files": list(files_of_pages()),
        "voices": prepared_files(person, now),
    }
