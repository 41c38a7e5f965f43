"""The only queries for wishes and plans; every lookup asks whose they are."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import replace

from django.db import IntegrityError, transaction

from kneadwell.knowledge import Library
from kneadwell.plan import (
    EventKind,
    Plan,
    PlanEvent,
    Sitting,
    Slot,
    Week,
    Wish,
    plan_from_json,
    plan_to_json,
    wish_from_json,
    wish_to_json,
)
from kneadwell.vocabulary import KneadwellError, Place
from kneadwell.web.people.models import Person
from kneadwell.web.people.store import alone
from kneadwell.web.plans.forms import Wished
from kneadwell.web.plans.models import PlanEventRecord, PlanRecord, WishRecord
from kneadwell.web.sessions.models import SessionRecord


def wished_of(person: Person, library: Library) -> Wished | None:
    """Return what `person` wishes for; None before they said it.

    So it is too when the wish names what this edition no longer knows: better to be
    asked again than to be planned for by half a wish.
    """
    row = WishRecord.objects.filter(person=person).first()
    if row is None:
        return None
    try:
        wish = wish_from_json(row.wish, library)
    except KneadwellError:
        return None
    return Wished(wish, tuple(row.in_house), row.said_at)


def keep_wished(person: Person, wished: Wished, at: dt.datetime) -> None:
    """Keep what is wished for, in place of an earlier wish."""
    bare = replace(wished.wish, done=(), last_plan=(), prescription=None)
    WishRecord.objects.update_or_create(
        person=person,
        defaults={
            "wish": wish_to_json(bare),
            "in_house": list(wished.in_house),
            "said_at": at,
        },
    )


def last_plan(person: Person, week: Week) -> PlanRecord | None:
    """Return the version of a week's plan that counts; None before there is one."""
    rows = PlanRecord.objects.filter(person=person, week=str(week))
    return rows.order_by("id").last()


def plan_version(
    person: Person, week: Week, record_id: uuid.UUID | None
) -> PlanRecord | None:
    """Return one version of a week's plan, by the id that its page drew."""
    rows = PlanRecord.objects.filter(person=person, week=str(week))
    return rows.filter(record_id=record_id).first() if record_id else None


def plan_in(record: PlanRecord, library: Library) -> Plan | None:
    """Return the plan of a row; None where this edition cannot read it."""
    try:
        return plan_from_json(record.plan, library)
    except KneadwellError:
        return None


def keep_plan(  # noqa: PLR0913 - a version has that many facts
    person: Person,
    plan: Plan,
    wish: Wish,
    *,
    record_id: uuid.UUID,
    made_at: dt.datetime,
    since: dt.datetime,
    is_proven: bool = False,
) -> PlanRecord:
    """Add a version of a plan; the same id again adds nothing, and the first stays.

    Args:
        person: Whose plan.
        plan: With all sessions of the week, also those that were before `since`.
        wish: What it was made from.
        record_id: Drawn by the page that asked for it.
        made_at: When it was asked for.
        since: From when on it was planned, local time without an offset.
        is_proven: Whether the search has come to its end.
    """
    row = PlanRecord(
        person=person,
        record_id=record_id,
        week=str(plan.week),
        made_at=made_at,
        since=since.isoformat(timespec="seconds"),
        wish=wish_to_json(wish),
        plan=plan_to_json(plan),
        edition=plan.edition,
        is_proven=is_proven,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return PlanRecord.objects.get(person=person, record_id=record_id)
    return row


def keep_proof(
    draft: PlanRecord, plan: Plan, wish: Wish, since: dt.datetime
) -> PlanRecord | None:
    """Add what a search made of a draft, if the draft still counts; else nothing."""
    with alone(draft.person):
        last = last_plan(draft.person, plan.week)
        if last is None or last.pk != draft.pk:
            return None
        return keep_plan(
            draft.person,
            plan,
            wish,
            record_id=uuid.uuid5(draft.record_id, "proof"),
            made_at=draft.made_at,
            since=since,
            is_proven=True,
        )


def events_of(person: Person, week: Week) -> tuple[PlanEvent, ...]:
    """Return what was said of the days of a week, the earliest first."""
    rows = PlanEventRecord.objects.filter(person=person, day__in=week.days)
    return tuple(_event(row) for row in rows.order_by("at", "id"))


def keep_event(person: Person, event: PlanEvent) -> None:
    """Keep what was said of a day; the same id again adds nothing."""
    PlanEventRecord.objects.get_or_create(
        person=person,
        event_id=uuid.UUID(event.id),
        defaults={
            "kind": event.kind.value,
            "at": event.at,
            "day": event.day,
            "slot": event.slot or "",
            "to_day": event.to.day if event.to else None,
            "to_slot": event.to.slot if event.to else "",
            "minutes": event.minutes,
        },
    )


def begun_session(
    person: Person,
    sitting: Sitting,
    works: Sequence[tuple[str, tuple[Place, ...], int]],
) -> SessionRecord | None:
    """Return the session that was begun from the plan then, if nobody played it.

    Args:
        person: Whose session.
        sitting: When the plan has it.
        works: Of each technique its id, places and seconds, as the plan has them now.
    """
    rows = SessionRecord.objects.filter(
        person=person,
        planned_day=sitting.day,
        planned_slot=sitting.slot,
        handed_at=None,
    )
    alike = (
        row
        for row in rows
        if [(it.technique, it.places, it.wished_s) for it in row.works] == list(works)
    )
    return next(alike, None)


def _event(row: PlanEventRecord) -> PlanEvent:
    to = Sitting(row.to_day, Slot(row.to_slot)) if row.to_day else None
    return PlanEvent(
        id=str(row.event_id),
        kind=EventKind(row.kind),
        at=row.at,
        day=row.day,
        slot=Slot(row.slot) if row.slot else None,
        to=to,
        minutes=row.minutes,
    )
