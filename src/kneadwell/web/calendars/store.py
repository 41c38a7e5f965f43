"""The only queries for calendars; all ask whose they are."""

import datetime as dt
import secrets
import uuid
from collections.abc import Collection, Iterable
from dataclasses import asdict

from django.utils.crypto import salted_hmac

from kneadwell.share import (
    Appointment,
    CalendarEvent,
    Quiet,
    Reminders,
    published,
)
from kneadwell.web.calendars.models import CalendarRecord, FeedRecord, ToldRecord
from kneadwell.web.people.models import Person
from kneadwell.web.people.store import alone

MOST_FEEDS = 20
"""Nobody has more calendar programs."""
_TOKEN_BYTES = 32
_SHOWN_FOR = dt.timedelta(days=366)


def calendar_of(person: Person) -> CalendarRecord:
    """Return the calendar of `person`, making it on first use."""
    return CalendarRecord.objects.get_or_create(person=person)[0]


def reminders_of(calendar: CalendarRecord) -> Reminders:
    """Return whether and when a calendar rings."""
    return Reminders(
        calendar.minutes_before if calendar.rings else None,
        Quiet(calendar.quiet_begins, calendar.quiet_ends),
    )


def keep_reminders(person: Person, reminders: Reminders, minutes_before: int) -> None:
    """Keep whether and when the calendar of `person` rings.

    Args:
        person: Whose calendar.
        reminders: What was set.
        minutes_before: Kept for when reminders are wanted again.
    """
    calendar_of(person)
    CalendarRecord.objects.filter(person=person).update(
        rings=reminders.minutes_before is not None,
        minutes_before=minutes_before,
        quiet_begins=reminders.quiet.begins,
        quiet_ends=reminders.quiet.ends,
    )


def give_out(person: Person, name: str, now: dt.datetime) -> str | None:
    """Return the secret of a new address, kept nowhere; None when there are too many.

    Args:
        person: Whose calendar it shows.
        name: Which program it is for.
        now: The present moment, with its offset.
    """
    with alone(person):
        if FeedRecord.objects.filter(person=person).count() >= MOST_FEEDS:
            return None
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        FeedRecord.objects.create(
            person=person, token=_digest(token), name=name, made_at=now
        )
    return token


def feed_with(token: str) -> FeedRecord | None:
    """Return the address that holds this secret, with its person."""
    found = FeedRecord.objects.select_related("person")
    return found.filter(token=_digest(token)).first()


def feeds_of(person: Person) -> list[FeedRecord]:
    """Return the addresses of `person`, the newest first."""
    return list(FeedRecord.objects.filter(person=person).order_by("-made_at"))


def see(feed: FeedRecord, today: dt.date) -> None:
    """Write down that a program looked."""
    if feed.seen_on != today:
        FeedRecord.objects.filter(pk=feed.pk).update(seen_on=today)


def take_back(person: Person, feed_id: uuid.UUID) -> None:
    """Let an address of `person` lead nowhere, at once."""
    FeedRecord.objects.filter(person=person, pk=feed_id).delete()


def tell(
    calendar: CalendarRecord,
    wanted: Iterable[Appointment],
    *,
    days: Collection[dt.date],
    at: dt.datetime,
) -> tuple[CalendarEvent, ...]:
    """Keep what calendar programs are told from now on, and return it.

    Args:
        calendar: Whose.
        wanted: As `published` takes it; so are `days` and `at`.
        days: See there.
        at: See there.

    Returns:
        The events of the past year and all to come. What was cancelled is told until
        its time has gone by.
    """
    wanted, now = tuple(wanted), at.replace(tzinfo=None)
    since = now.date() - _SHOWN_FOR
    told = _told(calendar.person, since)
    if _changes(told, calendar, wanted, days, at):
        with alone(calendar.person):
            told = _told(calendar.person, since)
            for event in _changes(told, calendar, wanted, days, at):
                ToldRecord.objects.update_or_create(
                    person=calendar.person, uid=event.uid, defaults=_row(event)
                )
        told = _told(calendar.person, since)
    return tuple(one for one in told if not one.is_cancelled or one.start >= now)


def _changes(
    told: tuple[CalendarEvent, ...],
    calendar: CalendarRecord,
    wanted: tuple[Appointment, ...],
    days: Collection[dt.date],
    at: dt.datetime,
) -> list[CalendarEvent]:
    known = frozenset(told)
    now = published(told, wanted, days=days, at=at, key=calendar.key)
    return [event for event in now if event not in known]


def _told(person: Person, since: dt.date) -> tuple[CalendarEvent, ...]:
    rows = ToldRecord.objects.filter(person=person, day__gte=since)
    return tuple(
        CalendarEvent(
            row.uid,
            dt.datetime.combine(row.day, row.time),
            row.minutes,
            row.alarm_min,
            sequence=row.sequence,
            is_cancelled=row.is_cancelled,
            changed_at=row.changed_at,
        )
        for row in rows.order_by("day", "time", "uid")
    )


def _row(event: CalendarEvent) -> dict[str, object]:
    row = asdict(event)
    start = row.pop("start")
    return row | {"day": start.date(), "time": start.time()}


def _digest(secret: str) -> str:
    # With the key of the installation: a copy of the rows alone opens nothing.
    return salted_hmac("kneadwell.calendars", secret, algorithm="sha256").hexdigest()
