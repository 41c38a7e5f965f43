"""What may go wrong after a session, written and drawn at random."""

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from hypothesis import strategies as st

from kneadwell.diary import (
    Change,
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
Drawn = st.SearchStrategy[Entry]


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


def check_in_body(**changed: object) -> dict[str, object]:
    return {
        "date": "2026-11-23",
        "scores": {"pain": 4, "numbness": None, "tingling": 0, "sleep": 7},
        "medicine_changed": False,
        "flare": None,
        "falls": 0,
    } | changed


def _of(kind: EntryKind, bodies: st.SearchStrategy[dict[str, object]]) -> Drawn:
    numbers = st.integers(600, 630).map(lambda number: UUID(int=number))
    return st.builds(Entry, numbers, st.just(kind), moments, bodies)


check_ins = _of(
    EntryKind.CHECK_IN,
    st.builds(
        lambda falls, flare: check_in_body(falls=falls, flare=flare),
        st.none() | st.integers(0, 99),
        st.none() | st.booleans(),
    ),
)
changes = _of(
    EntryKind.CHANGE, st.sampled_from(Change).map(lambda it: {"change": it.value})
)
notes = _of(
    EntryKind.NOTE,
    st.text("aé–,;\"'\n=@😀", min_size=1, max_size=20)
    .filter(str.strip)
    .map(lambda text: {"text": text}),
)

OF_KIND: Mapping[EntryKind, Drawn] = {
    EntryKind.SESSION: session_entries(),
    EntryKind.SCORE: score_entries(),
    EntryKind.ADVERSE_EVENT: events(),
    EntryKind.SKIN_CHECK: checks(),
    EntryKind.SETTLED: answers(),
    EntryKind.SUGAR_CHECK: sugars(),
    EntryKind.CHECK_IN: check_ins,
    EntryKind.CHANGE: changes,
    EntryKind.NOTE: notes,
}


@st.composite
def corrections(
    draw: st.DrawFn, entry: Entry, at: st.SearchStrategy[dt.datetime] = moments
) -> Entry:
    """Correct an entry with the content of another one of its kind, or take it back."""
    like = draw(st.none() | OF_KIND[entry.kind])
    body: dict[str, object] = {
        "corrects": str(entry.id),
        "body": dict(like.body) if like else None,
    }
    if draw(st.booleans()):
        body["at"] = draw(at).isoformat()
    number = draw(st.integers(700, 730))
    return Entry(UUID(int=number), EntryKind.CORRECTION, draw(moments), body)


uncorrected = st.one_of(*OF_KIND.values())
every_kind = uncorrected | uncorrected.flatmap(corrections)


@st.composite
def mended_lives(draw: st.DrawFn) -> list[Entry]:
    """Draw what was noted, some of it corrected, once or more."""
    entries = draw(st.lists(uncorrected, max_size=6, unique_by=lambda e: e.id))
    wrong = draw(st.lists(st.sampled_from(entries), max_size=4)) if entries else []
    mended = [draw(corrections(entry)) for entry in wrong]
    return [*entries, *{entry.id: entry for entry in mended}.values()]


lives = mended_lives()
