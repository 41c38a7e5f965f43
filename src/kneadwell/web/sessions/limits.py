"""The check that a session passed, and what it was cleared with."""

import uuid
from dataclasses import replace

from kneadwell.diary import LimitsOf
from kneadwell.knowledge import Changes, Library
from kneadwell.screening import AnswersError, Check, answers_from_json, screen
from kneadwell.vocabulary import Place
from kneadwell.web.library import current_library
from kneadwell.web.people.models import Person
from kneadwell.web.sessions.models import SessionRecord


def check_of(record: SessionRecord, library: Library) -> Check | None:
    """Return the check of a session; None where there is none that can be read."""
    if record.checked_at is None or record.technique not in library.techniques:
        return None
    try:
        answers = answers_from_json(record.answers, library)
    except AnswersError:
        return None
    return Check(
        replace(answers, other_giver=record.other_giver),
        record.edition,
        record.checked_at,
        tuple(record.confirmed),
    )


def limits_of(person: Person) -> LimitsOf:
    """Return how to ask what a session of `person` was cleared with."""
    library = current_library()

    def limits(session_id: uuid.UUID) -> dict[Place, Changes]:
        record = SessionRecord.objects.filter(person=person, id=session_id).first()
        check = check_of(record, library) if record else None
        if record is None or check is None:
            return {}
        clearance = screen(check.answers, library, check.at.date())
        verdicts = clearance.techniques[record.technique].verdicts
        return {place: verdict.limits for place, verdict in verdicts.items()}

    return limits
