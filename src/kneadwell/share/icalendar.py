"""Planned sessions as iCalendar (RFC 5545), for any calendar program.

Times are floating, local time without a zone: a session at 8 in the morning is at 8
in the morning wherever its person is, and across every change of the clock.

An event has no room for words. So nothing that a plan knows, no technique, no place and
no reason, can come to stand in a calendar that others may see.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from icalendar import Alarm, Calendar, Component, Event

from kneadwell.plan import USUAL_STARTS, PlannedSession, Sitting, Slot
from kneadwell.vocabulary import KneadwellError

REFRESHED_EVERY = dt.timedelta(hours=1)
"""How often a program that subscribes should look again."""
LARGEST = 4_000_000
"""Of a calendar file of ours, in bytes; ten years have less."""

_CALLED = "Self-care"
_PRODUCT = "-//Kneadwell//Calendar 1//EN"
_KEY = "X-KNEADWELL-KEY"
_AROUND_S = 365
"""Before and after the hands-on time: sitting down, looking at the skin, wiping, shoes
on. As the timeline of two feet has it."""
_STEP_MIN = 5
_MINUTE = dt.timedelta(minutes=1)
_A_DAY = dt.timedelta(days=1)


class NotOurCalendarError(KneadwellError):
    """A file is no calendar that we have written."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(
            f"The calendar file was not changed: {problem}. "
            "Name a file that is not there yet, or one that Kneadwell has written."
        )


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which nothing rings, local time.

    Attributes:
        begins: The first moment that is quiet.
        ends: The first one that is not. It may lie behind midnight; the same time as
            `begins` means that no hour is quiet.
    """

    begins: dt.time
    ends: dt.time

    def __contains__(self, time: dt.time) -> bool:
        if self.begins <= self.ends:
            return self.begins <= time < self.ends
        return time >= self.begins or time < self.ends

    def end_after(self, at: dt.datetime) -> dt.datetime:
        """Return when the quiet hours that hold `at` are over."""
        end = dt.datetime.combine(at.date(), self.ends)
        return end if end > at else end + _A_DAY


@dataclass(frozen=True, slots=True)
class Reminders:
    """Whether and when a calendar program rings.

    Attributes:
        minutes_before: None for no reminder at all.
        quiet: When none rings, whatever begins then.
    """

    minutes_before: int | None = 10
    quiet: Quiet = Quiet(dt.time(22), dt.time(7))

    def before(self, start: dt.datetime) -> int | None:
        """Return how many minutes before `start` it rings, None for not at all.

        A reminder that falls into the quiet hours waits until they are over. Where
        that is after the start, there is none: early would be in the middle of
        something else, late would be of no use.
        """
        if self.minutes_before is None:
            return None
        rings = start - self.minutes_before * _MINUTE
        if rings.time() not in self.quiet:
            return self.minutes_before
        over = self.quiet.end_after(rings)
        return (start - over) // _MINUTE if over <= start else None


@dataclass(frozen=True, slots=True)
class Appointment:
    """A session as a calendar knows it.

    Attributes:
        sitting: What it is known by, whatever becomes of its time.
        start: Local time without an offset.
        minutes: From sitting down to shoes on.
        alarm_min: Minutes before the start; None for no alarm.
    """

    sitting: Sitting
    start: dt.datetime
    minutes: int
    alarm_min: int | None = None


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """What a calendar program was told of a session, and how often that changed.

    Attributes:
        uid: The same for one sitting for ever.
        start: As `Appointment` has it; so are `minutes` and `alarm_min`.
        sequence: 0 when it was first told, one more with every change.
        changed_at: When it was last changed, in UTC, in whole seconds.
    """

    uid: uuid.UUID
    start: dt.datetime
    minutes: int
    alarm_min: int | None
    sequence: int
    is_cancelled: bool
    changed_at: dt.datetime


def planned(
    sessions: Iterable[PlannedSession],
    starts: Mapping[Slot, dt.time] = USUAL_STARTS,
    reminders: Reminders = Reminders(),
) -> tuple[Appointment, ...]:
    """Return when the sessions are and how long they take, the earliest first."""
    found = []
    for session in sessions:
        start = session.sitting.starts(starts)
        minutes = _whole_minutes(session.seconds)
        alarm_min = reminders.before(start)
        found.append(Appointment(session.sitting, start, minutes, alarm_min))
    return tuple(sorted(found, key=lambda one: one.start))


def published(
    before: Iterable[CalendarEvent],
    wanted: Iterable[Appointment],
    *,
    days: Collection[dt.date],
    at: dt.datetime,
    key: uuid.UUID,
) -> tuple[CalendarEvent, ...]:
    """Return what to tell calendar programs now, the earliest first.

    An event that has begun stays as it was told. One of `days` that is wanted no
    longer is cancelled and never taken out, since a program that was told of it has to
    be told of its end.

    Args:
        before: What they were told until now.
        wanted: Every session that is planned on `days`.
        days: The days that `wanted` speaks for; events of others stay as they are.
        at: The present moment, local time with its offset.
        key: Whose calendar it is. Drawn by lot, so that nobody learns anything from
            it, and kept, so that the same session is never told of twice.
    """
    now = at.replace(tzinfo=None)
    changed_at = at.astimezone(dt.UTC).replace(microsecond=0)
    known = {event.uid: event for event in before}
    told = {_uid(key, one.sitting): one for one in wanted}
    events = dict(known)
    for uid, one in told.items():
        old = known.get(uid)
        if old is None or (old.start > now and not _says(old, one)):
            sequence = 0 if old is None else old.sequence + 1
            events[uid] = CalendarEvent(
                *(uid, one.start, one.minutes, one.alarm_min),
                sequence=sequence,
                is_cancelled=False,
                changed_at=changed_at,
            )
    for uid, old in known.items():
        is_gone = uid not in told and old.start.date() in days and old.start > now
        if is_gone and not old.is_cancelled:
            events[uid] = CalendarEvent(
                *(uid, old.start, old.minutes, old.alarm_min),
                sequence=old.sequence + 1,
                is_cancelled=True,
                changed_at=changed_at,
            )
    return tuple(sorted(events.values(), key=lambda event: (event.start, event.uid)))


def to_icalendar(
    events: Iterable[CalendarEvent],
    *,
    at: dt.datetime,
    key: uuid.UUID,
    zone: str | None = None,
) -> bytes:
    """Return the events as a calendar file.

    The same events give the same bytes, until one of them begins: its alarm is left
    out then, since some programs ring for all that somebody has missed.

    Args:
        events: What to tell.
        at: The present moment, local time with its offset.
        key: As `published` takes it.
        zone: The name of the zone at home, ``Europe/Berlin``, for programs that know
            no floating times (Google's); the others read past it.
    """
    now = at.replace(tzinfo=None)
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", _CALLED)
    calendar.add("x-wr-calname", _CALLED)
    every = {"value": "DURATION"}
    calendar.add("refresh-interval", REFRESHED_EVERY, parameters=every)
    calendar.add("x-published-ttl", "PT1H")
    calendar.add(_KEY, str(key))
    if zone:
        calendar.add("x-wr-timezone", zone)
    for event in events:
        calendar.add_component(_component(event, has_begun=event.start <= now))
    written: bytes = calendar.to_ical()
    return written


def updated(
    content: bytes | None,
    wanted: Iterable[Appointment],
    *,
    days: Collection[dt.date],
    at: dt.datetime,
    key: uuid.UUID,
    zone: str | None = None,
) -> bytes:
    """Return a calendar file as it should be now.

    Args:
        content: The file as it is; None before there is one.
        wanted: As `published` takes it; so are `days` and `at`.
        days: See there.
        at: See there.
        key: For a file that is not there yet; every other one knows its own.
        zone: As `to_icalendar` takes it.

    Raises:
        NotOurCalendarError: `content` is something else.
    """
    before: tuple[CalendarEvent, ...] = ()
    if content is not None:
        key, before = _read(content)
    events = published(before, wanted, days=days, at=at, key=key)
    return to_icalendar(events, at=at, key=key, zone=zone)


def _whole_minutes(hands_on_s: int) -> int:
    steps = -(-(hands_on_s + _AROUND_S) // (_STEP_MIN * 60))
    return steps * _STEP_MIN


def _uid(key: uuid.UUID, sitting: Sitting) -> uuid.UUID:
    return uuid.uuid5(key, str(sitting))


def _says(event: CalendarEvent, one: Appointment) -> bool:
    """Tell whether an event says all of an appointment already."""
    said = (event.start, event.minutes, event.alarm_min, event.is_cancelled)
    return said == (one.start, one.minutes, one.alarm_min, False)


def _component(event: CalendarEvent, *, has_begun: bool) -> Event:
    title = f"{_CALLED} {event.minutes} min"
    shown = Event()
    shown.add("uid", str(event.uid))
    shown.add("sequence", event.sequence)
    shown.add("dtstamp", event.changed_at)
    shown.add("last-modified", event.changed_at)
    shown.add("dtstart", event.start)
    shown.add("dtend", event.start + event.minutes * _MINUTE)
    shown.add("summary", title)
    shown.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    shown.add("transp", "TRANSPARENT" if event.is_cancelled else "OPAQUE")
    # Who may see when somebody is busy still reads no title.
    shown.add("class", "PRIVATE")
    if event.alarm_min is not None and not event.is_cancelled and not has_begun:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        alarm.add("trigger", -event.alarm_min * _MINUTE)
        shown.add_component(alarm)
    return shown


def _read(content: bytes) -> tuple[uuid.UUID, tuple[CalendarEvent, ...]]:
    if len(content) > LARGEST:
        raise NotOurCalendarError(problem="it is too large to be one of ours")
    try:
        calendar = Calendar.from_ical(content)
    # Whatever a stranger's file makes the library stumble over.
    except Exception as error:
        raise NotOurCalendarError(problem="it is no calendar") from error
    if str(calendar.get("prodid", "")) != _PRODUCT:
        raise NotOurCalendarError(problem="another program has written it")
    try:
        key = uuid.UUID(str(calendar[_KEY]))
        return key, tuple(_event(one) for one in calendar.walk("VEVENT"))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise NotOurCalendarError(problem="something in it was changed") from error


def _event(shown: Component) -> CalendarEvent:
    start, end = (_moment(shown, name, None) for name in ("dtstart", "dtend"))
    changed_at = _moment(shown, "last-modified", dt.timedelta())
    triggers = [alarm.decoded("trigger") for alarm in shown.walk("VALARM")]
    return CalendarEvent(
        uuid.UUID(str(shown["uid"])),
        start,
        (end - start) // _MINUTE,
        -triggers[0] // _MINUTE if triggers else None,
        sequence=int(str(shown["sequence"])),
        is_cancelled=str(shown["status"]) == "CANCELLED",
        changed_at=changed_at,
    )


def _moment(shown: Component, name: str, offset: dt.timedelta | None) -> dt.datetime:
    """Return a moment of an event, which must have the right offset, or none.

    Raises:
        ValueError: It is another thing.
    """
    found = shown.decoded(name)
    if not isinstance(found, dt.datetime) or found.utcoffset() != offset:
        raise ValueError(name)
    return found
