import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kneadwell.diary import Entry, EntryKind, LimitsOf, fold
from kneadwell.knowledge import Changes, load_library
from kneadwell.screening import (
    Check,
    Cleared,
    Past,
    Pause,
    Refused,
    Work,
    answers_from_json,
    may_start,
    room_for,
    screen,
    to_confirm,
)
from kneadwell.vocabulary import EVERYWHERE, Place
from tests.diary.troubles import (
    FEET,
    NINE,
    check_body,
    event_body,
    every_kind,
    lives,
    settled_body,
)
from tests.strategies import moments, session_body, session_entries, work_body

LIBRARY = load_library()
LEFT, RIGHT = (Place.parse(foot) for foot in FEET)
DAY = dt.timedelta(days=1)
SESSION = Entry(UUID(int=1), EntryKind.SESSION, NINE, session_body())
EVENT = Entry(UUID(int=2), EntryKind.ADVERSE_EVENT, NINE, event_body())


def a_week(_session: UUID) -> Mapping[Place, Changes]:
    return {LEFT: Changes(pause_days_if_not_settled=7), RIGHT: Changes()}


def said(answer: str, after: dt.timedelta, *places: str, number: int = 9) -> Entry:
    body = settled_body(answer=answer, places=list(places or FEET))
    return Entry(UUID(int=number), EntryKind.SETTLED, NINE + after, body)


def check(**changed: object) -> Entry:
    body = check_body(**changed)
    return Entry(UUID(int=3), EntryKind.SKIN_CHECK, NINE + DAY / 24, body)


def past(
    *entries: Entry, after: dt.timedelta = DAY, limits_of: LimitsOf | None = None
) -> Past:
    diary, now = fold(entries), NINE + after
    return (
        diary.past(LIBRARY, now, limits_of) if limits_of else diary.past(LIBRARY, now)
    )


@pytest.mark.hazard("H-56")
def test_the_seconds_that_passed_are_the_dose() -> None:
    (left, right) = past(SESSION).doses

    assert (left.technique_id, left.place, left.seconds, left.at) == (
        "rolling-ball",
        LEFT,
        110,
        NINE,
    )
    assert left.at.utcoffset() == NINE.utcoffset()
    assert (right.place, right.seconds) == (RIGHT, 0)


@pytest.mark.hazard("H-56")
@pytest.mark.hazard("H-59")
def test_a_ball_that_may_have_lain_there_unseen_counts_as_if_it_had() -> None:
    caps = LIBRARY.techniques["rolling-ball"].caps
    body = session_body(places={"left foot": 5}, unseen={"left foot": 480})
    doses = past(Entry(UUID(int=1), EntryKind.SESSION, NINE, body)).doses

    assert [(dose.place, dose.seconds) for dose in doses] == [(LEFT, 485)]
    room = room_for(
        LIBRARY.techniques["rolling-ball"],
        LEFT,
        60,
        doses,
        NINE + DAY / 24,
        LIBRARY,
        cap_s=caps.seconds_per_place,
    )
    assert room.seconds == 0


@pytest.mark.hazard("H-56")
@pytest.mark.hazard("H-73")
@given(st.lists(session_entries(), unique_by=lambda entry: entry.id, max_size=5))
def test_techniques_of_one_session_count_as_if_each_had_been_a_session(
    entries: list[Entry],
) -> None:
    alone = [
        Entry(UUID(int=100 * entry.id.int + number), entry.kind, entry.at, body)
        for entry in entries
        for number, body in enumerate(_each_alone(entry))
    ]
    after = dt.timedelta(days=9000)

    together = Counter(past(*entries, after=after).doses)
    assert together == Counter(past(*alone, after=after).doses)


def _each_alone(entry: Entry) -> list[dict[str, object]]:
    said: Any = dict(entry.body)
    more = said.pop("then", [])
    return [said, *({**said, "unseen": {}, **one} for one in more)]


@pytest.mark.hazard("H-56")
def test_a_correction_takes_no_dose_of_any_technique_back() -> None:
    entry = Entry(SESSION.id, SESSION.kind, NINE, session_body(then=[work_body()]))
    body = {"corrects": str(entry.id), "body": session_body()}
    mended = Entry(UUID(int=9), EntryKind.CORRECTION, NINE + DAY / 24, body)

    assert past(entry, mended).doses == past(entry).doses
    assert len(past(entry).doses) == 3


@pytest.mark.hazard("H-57")
def test_what_went_wrong_pauses_its_place() -> None:
    assert past(EVENT).pauses == (Pause(LEFT, "colour", NINE),)


def test_what_went_wrong_nobody_knows_where_pauses_every_place() -> None:
    event = Entry(EVENT.id, EVENT.kind, NINE, event_body(places=[], session=None))

    assert {pause.place for pause in past(event).pauses} == set(EVERYWHERE)


@pytest.mark.hazard("H-57")
def test_what_was_found_on_the_skin_pauses_its_place() -> None:
    assert [(pause.place, pause.cause) for pause in past(check()).pauses] == [
        (LEFT, "redness"),
        (LEFT, "blister"),
    ]
    assert {pause.place for pause in past(check(places=[])).pauses} == set(EVERYWHERE)


def test_a_look_that_found_nothing_pauses_nothing() -> None:
    assert not past(check(found=[])).pauses
    assert not past(check(found=[], places=[])).pauses


@pytest.mark.hazard("H-57")
@pytest.mark.parametrize(
    ("answers", "is_paused"),
    [
        ([said("yes", DAY)], False),
        ([said("yes", DAY, "left foot")], False),
        ([said("yes", DAY, "left foot/heel")], True),
        ([said("yes", DAY, "right foot")], True),
        ([said("no", DAY)], True),
        ([said("unsure", DAY)], True),
        ([said("yes", -DAY)], True),
        ([said("yes", 0 * DAY)], True),
        ([said("yes", 3 * DAY)], True),
        ([said("no", DAY / 2), said("yes", DAY, number=8)], False),
        ([said("yes", DAY / 2), said("no", DAY, number=8)], True),
        ([said("yes", DAY / 2), said("unsure", DAY, "left foot/heel", number=8)], True),
        ([said("yes", DAY), said("no", DAY, number=8)], True),
        ([said("yes", DAY / 2), said("no", DAY, "right foot", number=8)], False),
    ],
)
def test_only_a_later_yes_for_that_place_opens_it_again(
    answers: list[Entry], *, is_paused: bool
) -> None:
    assert bool(past(EVENT, *answers, after=2 * DAY).pauses) is is_paused


def test_a_spot_opens_by_its_own_name_or_with_its_whole_place() -> None:
    event = Entry(EVENT.id, EVENT.kind, NINE, event_body(places=["left foot/heel"]))

    assert not past(event, said("yes", DAY, "left foot/heel")).pauses
    assert not past(event, said("yes", DAY, "left foot")).pauses
    assert past(event, said("yes", DAY, "left foot/sole-arch")).pauses


@pytest.mark.parametrize("when", ["1-hour", "next-day"])
def test_pain_that_stayed_up_rests_the_place_for_the_days_of_its_limits(
    when: str,
) -> None:
    sore = check(when=when, found=["pain"], places=FEET)
    settled = said("yes", DAY)

    for days, resting in ((1, True), (6, True), (8, False)):
        pauses = past(sore, settled, after=days * DAY, limits_of=a_week).pauses
        assert bool(pauses) is resting
        assert all(pause.place == LEFT for pause in pauses)
    assert not past(sore, settled).pauses
    somewhere = check(when=when, found=["pain"], places=[])
    everywhere = said("yes", DAY, *map(str, EVERYWHERE))
    (pause,) = past(somewhere, everywhere, limits_of=a_week).pauses
    assert (pause.place, pause.until) == (LEFT, somewhere.at + 7 * DAY)


@pytest.mark.parametrize(
    "changed",
    [
        {"when": "20-minutes", "found": ["pain"]},
        {"when": "after", "found": ["pain"]},
        {"when": "1-hour", "found": ["redness"]},
        {"when": "1-hour", "found": ["pain"], "places": ["right foot"]},
    ],
)
def test_only_late_pain_at_that_place_rests_it_for_days(
    changed: dict[str, object],
) -> None:
    assert not past(check(**changed), said("yes", DAY), limits_of=a_week).pauses


@pytest.mark.hazard("H-31")
@pytest.mark.hazard("H-50")
def test_where_touch_hurts_and_pain_stays_the_gate_keeps_shut_for_a_week() -> None:
    technique = "foot-massage-essential-oils"
    given = answers_from_json(
        {
            "age": 62,
            "giver": "helper",
            "places": FEET[:1],
            "answers": {"allodynia": {"answer": "yes", "where": FEET[:1]}},
            "unmentioned": "no",
        },
        LIBRARY,
    )
    verdicts = screen(given, LIBRARY, NINE.date()).techniques[technique].verdicts
    limits = {place: verdict.limits for place, verdict in verdicts.items()}
    entries = (
        Entry(SESSION.id, SESSION.kind, NINE, session_body(technique=technique)),
        check(when="1-hour", found=["pain"]),
        said("yes", DAY),
    )

    def decided(after: dt.timedelta) -> Cleared | Refused:
        now = NINE + after
        return may_start(
            Check(given, LIBRARY.edition, now, to_confirm(verdicts.values())),
            Work(technique, {LEFT: 60}),
            LIBRARY,
            standing=given,
            past=past(*entries, after=after, limits_of=lambda _: limits),
            now=now,
        )

    week = decided(5 * DAY)
    assert isinstance(week, Refused)
    assert [pause.cause for pause in week.paused] == ["pain"]
    assert isinstance(decided(8 * DAY), Cleared)


@given(lives, moments, st.data())
def test_late_early_and_repeated_entries_make_the_same_past(
    entries: list[Entry], now: dt.datetime, data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(entries))) if entries else []
    shuffled = data.draw(st.permutations([*entries, *again]))

    assert fold(entries).past(LIBRARY, now, a_week) == fold(shuffled).past(
        LIBRARY, now, a_week
    )


@pytest.mark.hazard("H-57")
@given(lives, every_kind, moments)
def test_whatever_else_is_noted_opens_no_place_but_a_yes(
    entries: list[Entry], more: Entry, now: dt.datetime
) -> None:
    assume(more.id not in {entry.id for entry in entries})
    before = set(fold(entries).past(LIBRARY, now, a_week).pauses)
    is_yes = more.kind is EntryKind.SETTLED and more.body["answer"] == "yes"

    after = set(fold([*entries, more]).past(LIBRARY, now, a_week).pauses)

    assert after <= before if is_yes else before <= after


@pytest.mark.hazard("H-56")
@given(lives, moments)
def test_every_second_of_every_session_is_counted_once(
    entries: list[Entry], now: dt.datetime
) -> None:
    sessions = [entry for entry in entries if entry.kind is EntryKind.SESSION]

    as_noted = [e for e in entries if e.kind is not EntryKind.CORRECTION]

    doses = fold([*as_noted, *sessions]).past(LIBRARY, now).doses

    assert sum(dose.seconds for dose in doses) == sum(
        seconds for entry in sessions for seconds in seconds_of(entry)
    )


def seconds_of(entry: Entry) -> list[int]:
    session = fold([entry]).session(entry.id)
    assert session
    return list(session.at_most.values())


def test_pink_skin_right_after_pauses_nothing_until_the_look_after_20_minutes() -> None:
    pink = {"found": ["redness"], "places": ["left foot"]}
    assert past(check(when="after", **pink)).pauses == ()
    later = past(check(when="20-minutes", **pink))
    assert [pause.cause for pause in later.pauses] == ["redness"]
