import datetime as dt
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kneadwell.diary import Diary, Entry, EntryError, EntryKind, entry_from_json, fold
from kneadwell.knowledge import load_library
from kneadwell.screening import room_for
from kneadwell.vocabulary import EVERYWHERE, Place
from tests.diary.troubles import (
    NINE,
    answers,
    check_body,
    check_in_body,
    checks,
    corrections,
    event_body,
    events,
    settled_body,
)
from tests.strategies import score_entries, session_body, session_entries

LIBRARY = load_library()
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
LEFT = Place.parse("left foot")
near = st.integers(-100, 100).map(lambda hours: NINE + hours * HOUR)
dangers = st.one_of(
    session_entries(), score_entries(), events(), checks(), answers()
).flatmap(lambda entry: near.map(lambda at: replace(entry, at=at)))


def noted(
    number: int, kind: str, body: dict[str, object], after: dt.timedelta = 0 * HOUR
) -> Entry:
    return Entry(UUID(int=number), EntryKind(kind), NINE + after, body)


def corrected(
    number: int,
    target: Entry,
    body: dict[str, object] | None,
    after: dt.timedelta = HOUR,
    **changed: object,
) -> Entry:
    said = {"corrects": str(target.id), "body": body} | changed
    return noted(number, "correction", said, after)


NOTE = noted(1, "note", {"text": "Cold feet"})


def paused(diary: Diary, now: dt.datetime) -> set[Place]:
    return {pause.place.whole for pause in diary.past(LIBRARY, now).pauses}


def test_the_last_correction_counts_and_all_versions_stay() -> None:
    first = corrected(2, NOTE, {"text": "Cold toes"})
    last = corrected(3, NOTE, {"text": "Cold heels"}, 2 * HOUR)

    diary = fold([last, NOTE, first])

    assert [entry.body for entry in diary.entries] == [{"text": "Cold heels"}]
    assert [
        (one.noted_at, one.entry and one.entry.body["text"])
        for one in diary.histories[NOTE.id].versions
    ] == [
        (NINE, "Cold feet"),
        (NINE + HOUR, "Cold toes"),
        (NINE + 2 * HOUR, "Cold heels"),
    ]


def test_what_was_taken_back_stands_no_more_and_can_come_again() -> None:
    back = corrected(2, NOTE, None)

    assert fold([NOTE, back]).entries == ()
    assert fold([NOTE, back]).histories[NOTE.id].entry is None
    again = corrected(3, NOTE, {"text": "Warm feet"}, 2 * HOUR)
    assert [e.body for e in fold([NOTE, back, again]).entries] == [
        {"text": "Warm feet"}
    ]


def test_a_correction_waits_for_what_it_corrects() -> None:
    mended = corrected(2, NOTE, {"text": "Cold toes"})

    assert fold([mended]).entries == ()
    assert fold([*fold([mended]).noted, NOTE]) == fold([NOTE, mended])


def test_a_correction_can_move_an_entry_to_the_day_it_was() -> None:
    late = corrected(2, NOTE, {"text": "x"}, at=(NINE - DAY).isoformat())

    assert list(fold([NOTE, late]).by_date()) == [(NINE - DAY).date()]


@pytest.mark.parametrize("body", [{"words": "x"}, {"text": ""}, {"text": 3}])
def test_a_correction_that_does_not_fit_changes_nothing(
    body: dict[str, object],
) -> None:
    diary = fold([NOTE, corrected(2, NOTE, body)])

    assert diary.entries == (NOTE,)
    assert len(diary.noted) == 2


def test_a_correction_of_a_correction_changes_nothing() -> None:
    first = corrected(2, NOTE, {"text": "Cold toes"})

    diary = fold([NOTE, first, corrected(3, first, None, 2 * HOUR)])

    assert [e.body for e in diary.entries] == [{"text": "Cold toes"}]


def test_a_day_has_its_last_check_in() -> None:
    today = NINE.date()
    evening = noted(2, "check-in", check_in_body(falls=2), 9 * HOUR)
    of_yesterday = noted(3, "check-in", check_in_body(date=str(today - DAY)), 10 * HOUR)

    diary = fold([noted(1, "check-in", check_in_body()), evening, of_yesterday])

    assert diary.check_in(today) == evening.read()
    assert diary.check_in(today - DAY) == of_yesterday.read()
    assert diary.check_in(today + DAY) is None
    assert of_yesterday in diary.by_date()[today - DAY]


@pytest.mark.hazard("H-63")
@given(st.lists(dangers, max_size=5, unique_by=lambda e: e.id), near, st.data())
def test_a_correction_never_opens_a_place_nor_gives_back_a_dose(
    entries: list[Entry], now: dt.datetime, data: st.DataObject
) -> None:
    wrong = data.draw(st.lists(st.sampled_from(entries), max_size=3)) if entries else []
    mended = [
        replace(
            data.draw(corrections(entry, near)),
            id=UUID(int=800 + number),
            at=data.draw(near),
        )
        for number, entry in enumerate(wrong)
    ]
    before, after = fold(entries), fold([*entries, *mended])

    assert paused(before, now) <= paused(after, now)
    for technique in LIBRARY.techniques.values():
        rooms = [
            room_for(
                technique,
                LEFT,
                120,
                d.past(LIBRARY, now).doses,
                now,
                LIBRARY,
                cap_s=300,
            )
            for d in (before, after)
        ]
        assert rooms[1].seconds <= rooms[0].seconds
    was_owed, is_owed = (
        {it.which for it in d.owed(EVERYWHERE, now)} for d in (before, after)
    )
    assert was_owed <= is_owed


def test_taking_an_event_back_leaves_its_place_paused_until_it_settles() -> None:
    event = noted(1, "adverse-event", event_body())
    back = corrected(2, event, None)
    yes = noted(3, "settled", settled_body(), 2 * HOUR)
    now = NINE + DAY

    assert paused(fold([event, back]), now) == {LEFT}
    assert paused(fold([event, back, yes]), now) == set()


def test_a_yes_that_is_taken_back_or_was_once_a_no_opens_nothing() -> None:
    event = noted(1, "adverse-event", event_body())
    yes = noted(2, "settled", settled_body(), HOUR)
    no = noted(2, "settled", settled_body(answer="no"), HOUR)
    now = NINE + DAY

    assert paused(fold([event, yes]), now) == set()
    assert paused(fold([event, yes, corrected(3, yes, None, 2 * HOUR)]), now)
    mended = corrected(3, no, settled_body(), 2 * HOUR)
    assert paused(fold([event, no, mended]), now)


def test_of_two_versions_of_a_session_the_longer_dose_counts_once() -> None:
    session = noted(1, "session", session_body(places={"left foot": 300}))
    less = corrected(2, session, session_body(places={"left foot": 60}))

    doses = fold([session, less]).past(LIBRARY, NINE + HOUR).doses

    assert [(dose.place, dose.seconds) for dose in doses] == [(LEFT, 300)]


def test_a_session_taken_back_is_still_asked_about() -> None:
    session = noted(1, "session", session_body(places={"left foot": 300}))
    diary = fold([session, corrected(2, session, None)])

    assert diary.days() == ()
    assert diary.session(session.id) == session.read()
    assert [it.session for it in diary.due(NINE + HOUR)] == [session.id]


def test_an_answer_taken_back_is_asked_for_again() -> None:
    session = noted(1, "session", session_body(places={"left foot": 300}))
    look = noted(2, "skin-check", check_body(found=[]), HOUR)
    now = NINE + 2 * HOUR

    assert fold([session, look]).due(now) == ()
    assert fold([session, look, corrected(3, look, None, 2 * HOUR)]).due(now)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        (None, "entry"),
        ({}, "kind"),
        ({"kind": "dream"}, "kind"),
        ({"kind": "note", "body": []}, "body"),
        ({"kind": "note", "body": {}, "id": "7"}, "id"),
        ({"kind": "note", "body": {}, "id": str(NOTE.id)}, "at"),
        ({**NOTE.to_json(), "at": "2026-11-23T09:00"}, "at"),
        ({**NOTE.to_json(), "at": "0001-01-01T00:00+13:00"}, "at"),
        ({**NOTE.to_json(), "body": {"text": "a\0b"}}, "text"),
        ({**NOTE.to_json(), "body": {"text": "\ud800"}}, "text"),
        ({**NOTE.to_json(), "body": {"\ud800": "x"}}, "body"),
        ({**NOTE.to_json(), "body": {"text": float("nan")}}, "text"),
        ({**NOTE.to_json(), "mood": 1}, "mood"),
    ],
)
def test_what_is_no_entry_says_which_field_is_wrong(sent: object, field: str) -> None:
    with pytest.raises(EntryError) as caught:
        entry_from_json(sent)

    assert caught.value.field == field
    str(caught.value).encode()


@given(st.one_of(session_entries(), score_entries(), events(), checks()))
def test_an_entry_comes_back_from_its_json(entry: Entry) -> None:
    assert entry_from_json(entry.to_json()) == entry
