"""The only queries for sessions; every lookup asks whose session it is."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404

from kneadwell.diary import CheckedWhen, Entry, EntryKind
from kneadwell.knowledge import Library, Technique
from kneadwell.screening import Answers, answers_to_json
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.follow_ups.forms import Look
from kneadwell.web.people.models import Person
from kneadwell.web.people.store import alone
from kneadwell.web.sessions.forms import Wish
from kneadwell.web.sessions.models import SessionRecord


def keep_session(person: Person, technique_id: str, wish: Wish) -> SessionRecord:
    """Keep a session someone means to do; nothing is cleared by that."""
    return SessionRecord.objects.create(
        person=person,
        technique=technique_id,
        giver=wish.giver.value,
        places=[str(place) for place in wish.places],
        wished_s=wish.seconds,
    )


def keep_check(
    record: SessionRecord,
    answers: Answers,
    confirmed: Iterable[str],
    planned: Mapping[str, int],
    library: Library,
    now: datetime,
) -> None:
    """Stamp a session with the check that was done `now`."""
    record.answers = answers_to_json(answers)
    record.other_giver = answers.other_giver
    record.confirmed = list(confirmed)
    record.planned = dict(planned)
    record.edition = library.edition
    record.checked_at = now
    record.save()


def keep_first_look(
    person: Person, record: SessionRecord, look: Look, now: datetime
) -> None:
    """Keep how the skin looked right after a session; the same again adds nothing."""
    body = {
        "session": str(record.id),
        "when": CheckedWhen.AFTER.value,
        "found": [found.value for found in look.found],
        "places": list(look.places),
    }
    diary = PersonDiary(person)
    with alone(person):
        if all(entry.body != body for entry in diary.entries()):
            diary.add([Entry(uuid.uuid4(), EntryKind.SKIN_CHECK, now, body)])


def technique_or_404(technique_id: str, library: Library) -> Technique:
    """Return a technique of the library, or answer 404."""
    try:
        return library.techniques[technique_id]
    except KeyError as error:
        raise Http404 from error


def session_of(person: Person, session_id: uuid.UUID) -> SessionRecord:
    """Return a session that belongs to `person`, or answer 404."""
    return get_object_or_404(SessionRecord, person=person, id=session_id)
