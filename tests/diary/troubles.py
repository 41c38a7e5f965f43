"""What may go wrong after a session, written and drawn at random."""

import datetime as dt
from uuid import UUID

from hypothesis import strategies as st

from kneadwell.diary import (
    CheckedWhen,
    Entry,
    EntryKind,
    Found,
    HasSettled,
    Sugar,
    WentWrong,
)
from tests.strategies import (
    TECHNIQUES,
    moments,
    places,
    score_entries,
    session_entries,
    session_ids,
)

NINE = dt.datetime(2026, 11, 23, 9, tzinfo=dt.timezone(dt.timedelta(hours=1)))
FEET = ["left foot", "right foot"]


def event_body(**changed: object) -> dict[str, object]:
    return {
        "session": str(UUID(int=1)),
        "technique": "rolling-ball",
        "places": ["left foot"],
        "what": "colour",
        "edition": "abc",
    } | changed


def check_body(**changed: object) -> dict[str, object]:
    return {
        "session": str(UUID(int=1)),
        "when": "20-minutes",
        "found": ["redness", "blister"],
        "places": ["left foot"],
    } | changed


def settled_body(**changed: object) -> dict[str, object]:
    return {"places": ["left foot"], "answer": "yes"} | changed


def sugar_body(**changed: object) -> dict[str, object]:
    return {"session": str(UUID(int=1)), "sugar": "fine"} | changed


written = st.lists(places.map(str), max_size=3)


@st.composite
def events(draw: st.DrawFn) -> Entry:
    body = event_body(
        session=draw(st.none() | session_ids.map(str)),
        technique=draw(st.none() | st.sampled_from(TECHNIQUES)),
        places=draw(written),
        what=draw(st.sampled_from(WentWrong)).value,
    )
    number = draw(st.integers(200, 230))
    return Entry(UUID(int=number), EntryKind.ADVERSE_EVENT, draw(moments), body)


@st.composite
def checks(draw: st.DrawFn) -> Entry:
    found = draw(st.lists(st.sampled_from(Found), max_size=2))
    body = check_body(
        session=str(draw(session_ids)),
        when=draw(st.sampled_from(CheckedWhen)).value,
        found=[thing.value for thing in found],
        places=draw(written),
    )
    number = draw(st.integers(300, 330))
    return Entry(UUID(int=number), EntryKind.SKIN_CHECK, draw(moments), body)


@st.composite
def answers(draw: st.DrawFn) -> Entry:
    body = settled_body(
        places=draw(st.lists(places.map(str), min_size=1, max_size=3)),
        answer=draw(st.sampled_from(HasSettled)).value,
    )
    number = draw(st.integers(400, 430))
    return Entry(UUID(int=number), EntryKind.SETTLED, draw(moments), body)


@st.composite
def sugars(draw: st.DrawFn) -> Entry:
    body = sugar_body(
        session=str(draw(session_ids)), sugar=draw(st.sampled_from(Sugar)).value
    )
    number = draw(st.integers(500, 530))
    return Entry(UUID(int=number), EntryKind.SUGAR_CHECK, draw(moments), body)


every_kind = st.one_of(
    session_entries(), score_entries(), events(), checks(), answers(), sugars()
)
lives = st.lists(every_kind, max_size=8, unique_by=lambda entry: entry.id)
