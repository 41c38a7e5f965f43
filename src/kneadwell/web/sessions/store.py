"""The only queries for sessions; every lookup asks whose session it is."""

import uuid
from datetime import datetime

from django.shortcuts import get_object_or_404

from kneadwell.screening import Cleared
from kneadwell.session import Timeline
from kneadwell.web.people.models import Person
from kneadwell.web.sessions.forms import Wish
from kneadwell.web.sessions.models import SessionRecord


def keep_session(
    person: Person, wish: Wish, cleared: Cleared, timeline: Timeline, now: datetime
) -> SessionRecord:
    """Keep a session that was cleared `now`."""
    return SessionRecord.objects.create(
        person=person,
        technique=cleared.technique_id,
        giver=wish.giver.value,
        places=[str(place) for place in wish.places],
        planned=timeline.work_s,
        answers=dict(wish.answers),
        edition=cleared.edition,
        cleared_at=now,
    )


def session_of(person: Person, session_id: uuid.UUID) -> SessionRecord:
    """Return a session that belongs to `person`, or answer 404."""
    return get_object_or_404(SessionRecord, person=person, id=session_id)
