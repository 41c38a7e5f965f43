"""What a calendar is told of a plan, and what it is never told."""

import contextlib
import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from kneadwell.plan import PlannedSession, PlannedWork, Sitting, Slot, Week
from kneadwell.share import (
    Appointment,
    CalendarEvent,
    NotOurCalendarError,
    Quiet,
    Reminders,
    planned,
    published,
    to_icalendar,
    updated,
)
from kneadwell.vocabulary import Place
from tests.effort import IS_LONG

BERLIN = ZoneInfo("Europe/Berlin")
KEY = uuid.UUID("6f0c8a52-3c3e-4c58-9a60-0d8a4f3c1b11")
WEEK = Week.parse("2026-W49")
BEFORE_IT = dt.datetime(2026, 11, 29, 12, tzinfo=BERLIN)
AN_HOUR = dt.timedelta(hours=1)
SITTINGS = tuple(Sitting(day, slot) for day in WEEK.days for slot in Slot)

Events = tuple[CalendarEvent, ...]


def session(
    sitting: Sitting, seconds: int = 300, technique: str = "rolling-ball"
) -> PlannedSession:
    places = {Place.parse("left foot"): seconds}
    return PlannedSession(
        sitting.day, sitting.slot, (PlannedWork(technique, places, because="pain"),)
    )


def appointment(sitting: Sitting, minutes: int = 15) -> Appointment:
    return Appointment(sitting, sitting.starts(), minutes, alarm_min=10)


def tell(before: Events, *wanted: Appointment, at: dt.datetime = BEFORE_IT) -> Events:
    return published(before, wanted, days=WEEK.days, at=at, key=KEY)


def lines_of(content: bytes) -> list[str]:
    return content.decode().split("\r\n")


# One event, and what becomes of it


def test_an_unchanged_session_stays_the_same_event() -> None:
    first = tell((), appointment(SITTINGS[0]))
    assert tell(first, appointment(SITTINGS[0]), at=BEFORE_IT + AN_HOUR) == first


@pytest.mark.parametrize(
    "change",
    [
        {"minutes": 20},
        {"alarm_min": None},
        {"start": SITTINGS[0].starts() + AN_HOUR},
    ],
)
def test_a_changed_session_is_the_same_event_with_the_next_number(
    change: dict[str, object],
) -> None:
    from dataclasses import replace

    one = appointment(SITTINGS[0])
    (first,) = tell((), one)
    (second,) = tell((first,), replace(one, **change), at=BEFORE_IT + AN_HOUR)

    assert (second.uid, second.sequence) == (first.uid, 1)
    assert second.changed_at == first.changed_at + AN_HOUR
    assert not second.is_cancelled


def test_what_is_gone_is_cancelled_and_may_come_back() -> None:
    first = tell((), appointment(SITTINGS[0]))
    gone = tell(first)
    still_gone = tell(gone, at=BEFORE_IT + AN_HOUR)
    back = tell(still_gone, appointment(SITTINGS[0]))

    assert [(e.sequence, e.is_cancelled) for e in (*gone, *back)] == [
        (1, True),
        (2, False),
    ]
    assert still_gone == gone
    assert {e.uid for e in (*first, *gone, *back)} == {first[0].uid}


def test_what_has_begun_stays_as_it_was_told() -> None:
    first = tell((), *map(appointment, SITTINGS[:4]))
    noon = dt.datetime.combine(WEEK.days[0], dt.time(12), BERLIN)

    told = tell(first, appointment(SITTINGS[1], 40), at=noon)

    assert told[0] == first[0]
    assert [e.is_cancelled for e in told] == [False, False, True, True]
    assert told[1].minutes == 40


def test_days_that_were_not_asked_about_stay() -> None:
    first = tell((), *map(appointment, SITTINGS))
    monday = published(first, (), days=WEEK.days[:1], at=BEFORE_IT, key=KEY)

    assert sum(event.is_cancelled for event in monday) == 4
    assert all(event.start.date() == WEEK.days[0] for event in monday[:4])


def test_two_people_never_share_an_event() -> None:
    other = published(
        (), [appointment(SITTINGS[0])], days=(), at=BEFORE_IT, key=uuid.uuid4()
    )
    assert other[0].uid != tell((), appointment(SITTINGS[0]))[0].uid


versions = st.lists(
    st.dictionaries(st.sampled_from(SITTINGS), st.sampled_from([10, 15, 20])),
    min_size=1,
    max_size=8,
)


@given(versions, st.integers(1, 40))
def test_however_a_plan_changes_each_sitting_is_one_event(
    plans: list[dict[Sitting, int]], hours_apart: int
) -> None:
    told: Events = ()
    for number, plan in enumerate(plans):
        at = BEFORE_IT + number * hours_apart * AN_HOUR
        now = at.replace(tzinfo=None)
        before = {event.uid: event for event in told}
        told = tell(told, *(appointment(s, m) for s, m in plan.items()), at=at)
        after = {event.uid: event for event in told}

        assert len(after) == len(told)
        assert before.keys() <= after.keys()
        assert list(told) == sorted(told, key=lambda e: (e.start, e.uid))
        for uid, old in before.items():
            new = after[uid]
            assert new.sequence in (old.sequence, old.sequence + 1)
            assert (new == old) == (new.sequence == old.sequence)
            assert new == old or old.start > now
        shown = {e.start: e.minutes for e in told if not e.is_cancelled}
        wanted = {s.starts(): m for s, m in plan.items()}
        assert {start: m for start, m in shown.items() if start > now} == {
            start: m for start, m in wanted.items() if start > now
        }


few = st.lists(
    st.dictionaries(st.sampled_from(SITTINGS[:3]), st.sampled_from([10, 15])),
    min_size=1,
    max_size=3,
)


@settings(max_examples=500 if IS_LONG else 15)
@given(few)
def test_a_file_carries_on_what_it_said(plans: list[dict[Sitting, int]]) -> None:
    content, told = None, ()
    for number, plan in enumerate(plans):
        at = BEFORE_IT + number * AN_HOUR
        wanted = [appointment(s, m) for s, m in plan.items()]
        told = tell(told, *wanted, at=at)
        key = KEY if content is None else uuid.uuid4()
        content = updated(content, wanted, days=WEEK.days, at=at, key=key)

        # The same once more changes not one byte.
        assert updated(content, wanted, days=WEEK.days, at=at, key=key) == content
        assert content == to_icalendar(told, at=at, key=KEY)


# What stands in the file


def test_a_session_becomes_an_event_of_its_whole_time() -> None:
    morning, evening = SITTINGS[0], SITTINGS[2]
    starts = dict.fromkeys(Slot, dt.time(9, 30))
    found = planned([session(evening), session(morning, 600)])

    assert [(one.start.time(), one.minutes) for one in found] == [
        (dt.time(8), 20),
        (dt.time(18), 15),
    ]
    assert planned([session(morning)], starts)[0].start.time() == dt.time(9, 30)


@pytest.mark.hazard("H-74")
def test_nothing_private_stands_in_a_calendar() -> None:
    told = planned(
        session(sitting, technique=technique)
        for sitting, technique in zip(
            SITTINGS, ("rolling-ball", "reflexology", "ice-massage"), strict=False
        )
    )
    content = updated(None, told, days=WEEK.days, at=BEFORE_IT, key=KEY).decode()

    allowed = {"SUMMARY:Self-care 15 min", "DESCRIPTION:Self-care 15 min"}
    words = [
        line
        for line in content.split("\r\n")
        if line.startswith(("SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "CATEG"))
    ]
    assert set(words) == allowed
    for word in ("foot", "left", "pain", "ball", "reflex", "ice", "massage", "nerv"):
        assert word not in content.lower()


def test_the_file_is_as_rfc_5545_wants_it() -> None:
    content = updated(
        None,
        planned(map(session, SITTINGS)),
        days=WEEK.days,
        at=BEFORE_IT,
        key=KEY,
        zone="Europe/Berlin",
    )
    calendar = Calendar.from_ical(content)

    assert content.count(b"\n") == content.count(b"\r\n")
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert content.endswith(b"END:VCALENDAR\r\n")
    head = {"VERSION:2.0", "METHOD:PUBLISH", "X-WR-CALNAME:Self-care"}
    assert head | {"REFRESH-INTERVAL;VALUE=DURATION:PT1H"} <= set(lines_of(content))
    for event in calendar.walk("VEVENT"):
        assert (
            event.decoded("dtstamp").tzinfo is dt.UTC
            or str(event["dtstamp"].dt.tzinfo) == "UTC"
        )
        # Floating: neither an offset nor a zone.
        assert event.decoded("dtstart").tzinfo is None
        assert "TZID" not in event["dtstart"].params
        assert uuid.UUID(str(event["uid"]))
    assert b"VTIMEZONE" not in content


def test_an_alarm_rings_once_and_only_for_what_is_to_come() -> None:
    told = tell((), *map(appointment, SITTINGS[:3]))
    told = tell(told, *map(appointment, SITTINGS[:2]))
    noon = dt.datetime.combine(WEEK.days[0], dt.time(12), BERLIN)
    calendar = Calendar.from_ical(to_icalendar(told, at=noon, key=KEY))

    rings = [
        [alarm.decoded("trigger") for alarm in event.walk("VALARM")]
        for event in calendar.walk("VEVENT")
    ]
    assert rings == [[], [dt.timedelta(minutes=-10)], []]


# Quiet hours

times = st.times().map(lambda it: it.replace(second=0, microsecond=0))


@pytest.mark.parametrize(
    ("start", "before", "rings"),
    [
        ("08:00", 10, "07:50"),
        ("07:05", 10, "07:00"),  # it waits until they are over
        ("07:00", 10, "07:00"),
        ("06:50", 10, None),  # too late
        ("21:30", 10, "21:20"),
        ("22:05", 10, "21:55"),
        ("22:10", 10, None),
        ("23:30", 0, None),
        ("08:00", None, None),
    ],
)
def test_a_reminder_waits_for_the_end_of_the_quiet_hours(
    start: str, before: int | None, rings: str | None
) -> None:
    at = dt.datetime.fromisoformat(f"2026-11-30T{start}")
    reminders = Reminders(before, Quiet(dt.time(22), dt.time(7)))
    found = reminders.before(at)

    told = None if found is None else f"{at - dt.timedelta(minutes=found):%H:%M}"
    assert told == rings


@given(times, times, times, st.integers(0, 60))
def test_nothing_rings_in_quiet_hours(
    begins: dt.time, ends: dt.time, start: dt.time, before: int
) -> None:
    quiet = Quiet(begins, ends)
    at = dt.datetime.combine(WEEK.days[2], start)
    found = Reminders(before, quiet).before(at)

    if found is not None:
        assert 0 <= found <= before
        assert (at - dt.timedelta(minutes=found)).time() not in quiet
    else:
        assert at.time() in quiet or (at - dt.timedelta(minutes=before)).time() in quiet
    if begins == ends:
        assert found == before


# Files of others


def test_a_file_that_is_not_ours_is_refused() -> None:
    ours = updated(
        None, planned(map(session, SITTINGS)), days=(), at=BEFORE_IT, key=KEY
    )
    stranger = Calendar()
    stranger.add("prodid", "-//Somebody//EN")
    stranger.add("version", "2.0")
    for content, why in (
        (b"", "no calendar"),
        (b"Dear diary", "no calendar"),
        (b"\xff\xfe\x00", "no calendar"),
        (b"\0" * 5_000_000, "too large"),
        (stranger.to_ical(), "another program"),
        (ours[: len(ours) // 2], "no calendar"),
        (ours.replace(str(KEY).encode(), b"mine"), "was changed"),
        (ours.replace(b"SEQUENCE:0", b"SEQUENCE:x"), "was changed"),
        (ours.replace(b"LAST-MODIFIED", b"X-WHEN"), "was changed"),
        (ours.replace(b"T080000\r\n", b"T080000Z\r\n"), "was changed"),
    ):
        with pytest.raises(NotOurCalendarError, match=why):
            updated(content, (), days=(), at=BEFORE_IT, key=KEY)


@given(st.data())
def test_a_damaged_file_is_refused_or_read_and_never_anything_else(
    data: st.DataObject,
) -> None:
    ours = updated(
        None, planned(map(session, SITTINGS[:2])), days=(), at=BEFORE_IT, key=KEY
    )
    at = data.draw(st.integers(0, len(ours) - 1))
    damaged = ours[:at] + data.draw(st.binary(max_size=9)) + ours[at + 3 :]
    with contextlib.suppress(NotOurCalendarError):
        updated(damaged, (), days=WEEK.days, at=BEFORE_IT, key=KEY)
