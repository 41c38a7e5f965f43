"""The check that a session passed, and what it was cleared with."""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from kneadwell.diary import LimitsOf
from kneadwell.knowledge import Changes, Library
from kneadwell.screening import (
    AnswersError,
    Check,
    answers_from_json,
    combine,
    screen,
)
from kneadwell.vocabulary import Place
from kneadwell.web.library import current_library
from kneadwell.web.people.models import Person
from kneadwell.web.sessions.models import SessionRecord


def check_of(record: SessionRecord, library: Library) -> Check | None:
    """Return the check of a session; None where there is none that can be read."""
    known = all(work.technique in library.techniques for work in record.works)
    if record.checked_at is None or not known:
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
    """Return how to ask what a session of `person` was cleared with.

    Where several techniques were done on one place, the strictest of all holds.
    """
    library = current_library()

    def limits(session_id: uuid.UUID) -> dict[Place, Changes]:
        record = SessionRecord.objects.filter(person=person, id=session_id).first()
        check = check_of(record, library) if record else None
        if record is None or check is None:
            return {}
        clearance = screen(check.answers, library, check.at.date())
        found: dict[Place, list[Changes]] = {}
        for work in record.works:
            here = {place.whole for place in work.places}
            screened = clearance.techniques[work.technique]
            for place, verdict in screened.verdicts.items():
                if place in here:
                    found.setdefault(place, []).append(verdict.limits)
        return {place: _strictest(each) for place, each in found.items()}

    return limits


def _strictest(limits: Sequence[Changes]) -> Changes:
    """Return what holds when all hold; the direction of a stroke is of one of them."""
    if len(limits) == 1:
        return limits[0]
    return combine(replace(each, direction=None) for each in limits)
