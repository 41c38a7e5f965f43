"""The only queries for what people said, felt and were allowed."""

import datetime as dt
from collections.abc import Mapping

from django.db.models import Max

from kneadwell.knowledge import Ask, Library
from kneadwell.screening import HOLDS_FOR, Answer, Answers, ClinicianOk, Given
from kneadwell.vocabulary import Giver, Place
from kneadwell.web.library import current_library
from kneadwell.web.people.models import Person, Profile
from kneadwell.web.people.store import alone
from kneadwell.web.screening.intake import Intake
from kneadwell.web.screening.models import AnswerRecord, OkRecord, TouchCheckRecord
from kneadwell.web.screening.touch import Touch, touch_of


def standing(
    person: Person,
    places: tuple[Place, ...],
    giver: Giver,
    now: dt.datetime,
    *,
    fresh: bool,
) -> Answers:
    """Return what `person` said last to every question.

    Args:
        person: Whose answers.
        places: What is to be massaged.
        giver: Whose hands.
        now: The moment to measure the age of answers from.
        fresh: Whether a no to a question of every session counts only as long as a
            check does. A yes and an “I do not know” stay until they are changed.
    """
    library = current_library()
    profile = profile_of(person)
    return Answers(
        giver=giver,
        places=places,
        given={
            name: record.given
            for name, record in said(person).items()
            if _counts(record, library, now if fresh else None)
        },
        age=profile.age if profile else None,
        touch_check=touch(person).felt,
        oks=oks(person),
    )


def said(person: Person) -> dict[str, AnswerRecord]:
    """Return the newest answer to each question and topic, by its id."""
    rows = AnswerRecord.objects.filter(person=person)
    newest = rows.values("question").annotate(newest=Max("id")).values("newest")
    return {row.question: row for row in rows.filter(id__in=newest).order_by("id")}


def keep_answer(
    person: Person,
    question_id: str,
    given: Given,
    at: dt.datetime,
    by_group: bool = False,  # noqa: FBT001, FBT002 - said by name everywhere
) -> None:
    """Keep one answer, beside all earlier ones."""
    keep_answers(person, {question_id: given}, at, by_group=by_group)


def keep_answers(
    person: Person,
    answers: Mapping[str, Given],
    at: dt.datetime,
    *,
    by_group: bool = False,
) -> None:
    """Keep all `answers` or none.

    Args:
        person: Whose answers.
        answers: By id of a condition, red flag or topic.
        at: When they were given.
        by_group: They were said to a whole topic or card at once.
    """
    AnswerRecord.objects.bulk_create(
        AnswerRecord(
            person=person,
            question=name,
            answer=given.answer.value,
            where=[where.text for where in given.where],
            since=given.since,
            at=at,
            by_group=by_group,
        )
        for name, given in answers.items()
    )


def profile_of(person: Person) -> Profile | None:
    """Return what `person` chose on the first page, if they were there."""
    return Profile.objects.filter(person=person).first()


def keep_profile(person: Person, profile: Profile) -> None:
    """Keep what was chosen on the first page, in place of an earlier choice."""
    with alone(person):
        profile.person = person
        profile.save()


def touch(person: Person) -> Touch:
    """Return what the touch checks of `person` found."""
    return touch_of(TouchCheckRecord.objects.filter(person=person).order_by("id"))


def was_touch_checked(person: Person) -> bool:
    """Return whether touch was ever checked."""
    return TouchCheckRecord.objects.filter(person=person).exists()


def keep_touch_check(
    person: Person,
    toes: Mapping[str, str],
    places: Mapping[Place, str],
    at: dt.datetime,
) -> None:
    """Keep one touch check.

    Args:
        person: Whose touch.
        toes: ``felt``, ``not-felt`` or ``skipped`` by toe.
        places: ``felt`` or ``not-felt`` by place that was tested.
        at: When, with the person's own offset: their day counts.
    """
    TouchCheckRecord.objects.create(
        person=person,
        on=at.date(),
        at=at,
        toes=dict(toes),
        places={str(place): found for place, found in places.items()},
    )


def oks(person: Person) -> tuple[ClinicianOk, ...]:
    """Return the OKs that were not taken back, newest of each role."""
    rows = OkRecord.objects.filter(person=person).order_by("id")
    newest = {(row.condition, row.technique, row.by): row for row in rows}
    return tuple(row.ok for row in newest.values() if row.places)


def keep_ok(person: Person, ok: ClinicianOk, at: dt.datetime) -> None:
    """Keep a clinician's OK; one that is there already changes nothing.

    One without places takes back what that role agreed to before.
    """
    with alone(person):
        if ok in oks(person):
            return
        OkRecord.objects.create(
            person=person,
            at=at,
            condition=ok.condition,
            technique=ok.technique,
            places=[str(place) for place in ok.places],
            by=ok.by,
            on=ok.on,
            until=ok.until,
        )


def intake(person: Person, library: Library) -> Intake:
    """Return how far `person` has come with the questions."""
    return Intake(library, profile_of(person), said(person), touch(person))


def is_intake_complete(person: Person, library: Library) -> bool:
    """Return whether everything was asked and answered at least once."""
    return intake(person, library).step() is None


def _counts(record: AnswerRecord, library: Library, now: dt.datetime | None) -> bool:
    """Return whether an answer still counts, by its age where `now` is given."""
    condition = library.conditions.get(record.question)
    if record.answer == Answer.UNANSWERED or (
        condition is None and record.question not in library.red_flags
    ):
        return False
    ages = (
        record.answer == Answer.NO
        and condition is not None
        and condition.ask is Ask.EVERY_SESSION
    )
    if now is None or not ages:
        return True
    return dt.timedelta(0) <= now - record.at <= HOLDS_FOR
