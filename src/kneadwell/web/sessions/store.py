"""The only queries for sessions; every lookup asks whose session it is."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.http import Http404
from django.shortcuts import get_object_or_404

from kneadwell.diary import CheckedWhen, Entry, EntryKind
from kneadwell.knowledge import Library, Technique
from kneadwell.screening import Answers, answers_to_json
from kneadwell.session import order_of_work
from kneadwell.vocabulary import Giver, Place
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.follow_ups.forms import Look
from kneadwell.web.library import current_library
from kneadwell.web.people.models import Person
from kneadwell.web.people.store import alone
from kneadwell.web.sessions.forms import Wish
from kneadwell.web.sessions.models import RecordedWork, SessionRecord

Works = Sequence[tuple[str, Sequence[Place], int]]
"""Of each technique its id, its places with their spots, and its hands-on seconds."""


def keep_session(person: Person, technique_id: str, wish: Wish) -> SessionRecord:
    """Keep a session someone means to do; nothing is cleared by that."""
    return SessionRecord.objects.create(
        person=person,
        technique=technique_id,
        giver=wish.giver.value,
        places=[str(place) for place in wish.places],
        wished_s=wish.seconds,
    )


def keep_planned_session(
    person: Person, works: Works, giver: Giver, day: date, slot: str
) -> SessionRecord:
    """Keep a session of a plan that someone means to do now; nothing is cleared.

    Args:
        person: Whose session it is.
        works: At least one, each technique once; they are kept in the order of work.
        giver: Whose hands.
        day: The day that the plan has it on.
        slot: The part of that day.
    """
    record = SessionRecord(
        person=person, giver=giver.value, planned_day=day, planned_slot=slot
    )
    by_id = {
        technique_id: RecordedWork(technique_id, tuple(places), seconds)
        for technique_id, places, seconds in works
    }
    in_order = order_of_work(by_id, current_library())
    record.works = tuple(by_id[technique_id] for technique_id in in_order)
    record.save()
    return record


def go_on_without(record: SessionRecord, technique_id: str) -> None:
    """Take one of several techniques out of a session that nobody has begun.

    Its check stays: it was about the other places too.
    """
    record.works = tuple(
        work for work in record.works if work.technique != technique_id
    )
    if record.answers:
        left = {str(place.whole) for work in record.works for place in work.places}
        asked = [place for place in record.answers["places"] if place in left]
        record.answers = record.answers | {"places": asked}
    record.save()


def keep_handed_out(record: SessionRecord, now: datetime) -> None:
    """Keep that the player of a session was handed out, the first time."""
    if record.handed_at is None:
        record.handed_at = now
        record.save(update_fields=["handed_at"])


def keep_check(
    record: SessionRecord,
    answers: Answers,
    confirmed: Iterable[str],
    planned: Sequence[Mapping[str, int]],
    library: Library,
    now: datetime,
) -> None:
    """Stamp a session with the check that was done `now`.

    Args:
        record: The session.
        answers: What was said, of all its places.
        confirmed: Ids of the statements that were said yes to.
        planned: What is left of each technique, in the order of work.
        library: The edition it was judged by.
        now: When.
    """
    record.answers = answers_to_json(answers)
    record.other_giver = answers.other_giver
    record.confirmed = list(confirmed)
    record.works = tuple(
        replace(work, planned=left)
        for work, left in zip(record.works, planned, strict=True)
    )
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
