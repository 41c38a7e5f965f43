"""What today needs of a long diary, against the whole of it."""

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kneadwell.diary import Diary, Entry, EntryKind, SessionEntry, read_as
from kneadwell.knowledge import Changes, Technique, load_library
from kneadwell.screening import Dose, Past, room_for
from kneadwell.vocabulary import EVERYWHERE, Place, Side
from kneadwell.web.diary.recent import RECENT
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.people.models import Person
from kneadwell.web.people.store import the_person
from tests.diary.troubles import OF_KIND, corrections, uncorrected
from tests.strategies import session_body

LIBRARY = load_library()
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.timezone(dt.timedelta(hours=1)))
LEFT = Place.parse("left foot")
FEW_PLACES = [LEFT, Place.parse("right foot"), Place.parse("left lower-leg")]

# Close to now, and around where it begins to be old: there the two could differ.
days = st.sampled_from([0, 0, 1, 2, 5, 19, 20, 21, 22, 40, 400])
near_now = st.builds(
    lambda day, minutes, hours: (
        NOW - dt.timedelta(days=day, minutes=minutes)
    ).astimezone(dt.timezone(dt.timedelta(hours=hours))),
    days,
    st.integers(-60 * 20, 60 * 24),
    st.sampled_from([-11, 0, 1, 14]),
)


@st.composite
def lives(draw: st.DrawFn) -> list[Entry]:
    """Draw a life in which few places have much trouble, and much is corrected."""
    drawn = uncorrected | troublesome | troublesome
    entries = draw(
        st.lists(drawn, min_size=1, max_size=8, unique_by=lambda entry: entry.id)
    )
    entries = [_here(entry, draw) for entry in entries]
    mended = [
        draw(corrections(entry, near_now))
        for entry in draw(st.lists(st.sampled_from(entries), max_size=4))
    ]
    mended = [Entry(it.id, it.kind, draw(near_now), it.body) for it in mended]
    return [*entries, *{entry.id: entry for entry in mended}.values()]


def _here(entry: Entry, draw: st.DrawFn) -> Entry:
    body = dict(entry.body)
    if "places" in body and not isinstance(body["places"], Mapping):
        body["places"] = [str(place) for place in draw(few)] or body["places"][:1]
    return Entry(entry.id, entry.kind, draw(near_now), body)


troublesome = st.one_of(
    *(
        OF_KIND[kind]
        for kind in (
            EntryKind.SESSION,
            EntryKind.ADVERSE_EVENT,
            EntryKind.SKIN_CHECK,
            EntryKind.SETTLED,
        )
    )
)
few = st.lists(st.sampled_from(FEW_PLACES), max_size=2, unique=True)


def a_week(_session: UUID) -> Mapping[Place, Changes]:
    return {LEFT: Changes(pause_days_if_not_settled=7, follow_up_s=(3600,))}


EXAMPLES = settings.default.max_examples
if connection.vendor == "postgresql":
    EXAMPLES //= 4  # the thought is the same, and each row takes longer


class TheRecentDiary(TestCase):
    @pytest.mark.hazard("H-56")
    @pytest.mark.hazard("H-57")
    @settings(max_examples=EXAMPLES)
    @given(lives())
    def test_says_the_same_as_the_whole_of_it(self, life: list[Entry]) -> None:
        diary = PersonDiary(the_person())
        diary.add(life)
        whole, recent = diary.fold(), diary.recent(NOW)

        told = [it.past(LIBRARY, NOW, a_week) for it in (whole, recent)]
        assert set(told[1].pauses) == set(told[0].pauses)
        assert recent_doses(told[1]) == recent_doses(told[0])
        for technique in LIBRARY.techniques.values():
            assert rooms(technique, told[1]) == rooms(technique, told[0])
        assert recent.due(NOW, a_week) == whole.due(NOW, a_week)
        assert last_session(recent) == last_session(whole)
        touched = {
            Place.parse(place).whole
            for entry, done in read_as(SessionEntry, whole.entries)
            for place in done.places
            if entry.at >= NOW - RECENT
        } | set(last_session(whole)[1])
        assert recent.owed(touched, NOW, a_week) == whole.owed(touched, NOW, a_week)


def recent_doses(past: Past) -> list[Dose]:
    doses = [dose for dose in past.doses if dose.at >= NOW - RECENT]
    return sorted(doses, key=repr)


def rooms(technique: Technique, past: Past) -> list[object]:
    return [
        room_for(technique, place, 60, past.doses, NOW, LIBRARY, cap_s=120).seconds
        for place in EVERYWHERE
        if place.region in technique.regions
    ]


def last_session(diary: Diary) -> tuple[object, tuple[Place, ...]]:
    for day in diary.days():
        note = day.notes[0]
        return note, tuple(Place.parse(place).whole for place in note.session.places)
    return None, ()


def test_the_body_is_everywhere() -> None:
    assert set(EVERYWHERE) == {
        Place(side, region) for side in Side for region in LIBRARY.body.regions
    }


def test_no_rest_is_longer_than_the_recent_diary() -> None:
    """Old skin checks are left out, so none of them may still rest a place."""
    said = LIBRARY.instructions.values()
    rests = [it.changes.pause_days_if_not_settled for it in said]
    assert dt.timedelta(days=max(filter(None, rests))) < RECENT


def ago(days: float, number: int, kind: EntryKind, **body: object) -> Entry:
    return Entry(UUID(int=number), kind, NOW - dt.timedelta(days=days), body)


FOUND = {"session": str(UUID(int=1)), "when": "20-minutes", "places": ["left foot"]}
NOTHING = ago(50, 2, EntryKind.SKIN_CHECK, **FOUND, found=[])
BLISTER = ago(50, 2, EntryKind.SKIN_CHECK, **FOUND, found=["blister"])
YES = ago(40, 3, EntryKind.SETTLED, places=["left foot"], answer="yes")
NO = ago(30, 4, EntryKind.SETTLED, places=["left foot"], answer="no")
SESSION = ago(50, 1, EntryKind.SESSION, **session_body())
BEFORE = {"session": str(UUID(int=1)), "when": "before"}
AFTER = BEFORE | {"when": "after"}


def mending(entry: Entry, number: int, **said: object) -> Entry:
    body = {"corrects": str(entry.id), "body": dict(entry.body)} | said
    return ago(35, number, EntryKind.CORRECTION, **body)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("life", "is_paused"),
    [
        ([BLISTER], True),
        ([NOTHING, mending(NOTHING, 5, body=dict(BLISTER.body))], True),
        ([BLISTER, mending(BLISTER, 5, body=None)], True),
        ([BLISTER, YES], False),
        ([BLISTER, YES, NO], True),
        ([BLISTER, YES, mending(YES, 5, body=None)], True),
        ([BLISTER, YES, mending(YES, 5, body=dict(NO.body))], True),
        ([BLISTER, YES, mending(YES, 5, at=(NOW - 60 * RECENT).isoformat())], True),
    ],
)
def test_old_trouble_stays_until_it_has_settled(
    life: list[Entry], *, is_paused: bool
) -> None:
    diary = PersonDiary(the_person())
    diary.add(life)

    for it in (diary.recent(NOW), diary.fold()):
        assert bool(it.past(LIBRARY, NOW).pauses) is is_paused


@pytest.mark.django_db
def test_an_old_session_that_was_moved_to_today_counts_today() -> None:
    diary = PersonDiary(the_person())
    today = NOW - dt.timedelta(hours=2)
    scores = (
        ago(50, 7, EntryKind.SCORE, **BEFORE, scores={"pain": 1}),
        ago(50, 8, EntryKind.SCORE, **AFTER, scores={"pain": 9}),
    )
    diary.add([SESSION, mending(SESSION, 6, at=today.isoformat()), *scores])
    recent = diary.recent(NOW)

    assert [dose.at for dose in recent_doses(recent.past(LIBRARY, NOW))] == [today] * 2
    assert [it.which for it in recent.due(NOW)] == ["20-minutes", "1-hour"]
    assert recent.due(NOW) == diary.fold().due(NOW)


@pytest.mark.django_db
def test_five_years_are_as_quick_to_look_through_as_five_weeks() -> None:
    diary = PersonDiary(the_person())
    for day in range(0, 5 * 365, 5):
        diary.add(a_day(NOW - dt.timedelta(days=day + 1), number=day * 10))

    with CaptureQueriesContext(connection) as queries:
        recent = diary.recent(NOW)

    assert len(recent.noted) < 40
    assert len(queries) <= 4


def a_day(at: dt.datetime, number: int) -> list[Entry]:
    """A session, a blister, and the next day's yes."""
    session, hour = UUID(int=number + 1), dt.timedelta(hours=1)
    found = {
        "session": str(session),
        "when": "20-minutes",
        "found": ["blister"],
        "places": ["left foot"],
    }
    yes = {"places": ["left foot"], "answer": "yes"}
    return [
        Entry(session, EntryKind.SESSION, at, session_body()),
        Entry(UUID(int=number + 2), EntryKind.SKIN_CHECK, at + hour, found),
        Entry(UUID(int=number + 3), EntryKind.SETTLED, at + 20 * hour, yes),
    ]


@pytest.mark.django_db
def test_someone_who_was_away_for_long_still_has_a_last_session() -> None:
    diary = PersonDiary(the_person())
    begun = NOW - dt.timedelta(days=400)
    diary.add(a_day(begun, number=0))
    diary.add(a_day(begun - dt.timedelta(days=30), number=10))

    assert last_session(diary.recent(NOW))[0].id == UUID(int=1)
    assert not PersonDiary(Person.objects.create()).recent(NOW).noted
