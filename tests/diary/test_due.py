import datetime as dt
from collections.abc import Mapping
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kneadwell.diary import CheckedWhen, Entry, EntryKind, FollowUp, fold
from kneadwell.knowledge import Changes
from kneadwell.vocabulary import Place
from tests.diary.troubles import FEET, NINE, check_body, lives
from tests.strategies import moments, score_body, session_body, work_body

HANDS = ["left hand", "right hand"]
LEFT, RIGHT = (Place.parse(foot) for foot in FEET)
SKIN, PAIN, NEXT_DAY = (
    CheckedWhen.MINUTES_20,
    CheckedWhen.HOUR_1,
    CheckedWhen.NEXT_DAY,
)


def session(
    at: dt.datetime = NINE, places: list[str] = FEET[:1], number: int = 1
) -> Entry:
    body = session_body(places=dict.fromkeys(places, 60) | {"right thigh": 0})
    return Entry(UUID(int=number), EntryKind.SESSION, at, body)


def check(when: CheckedWhen, at: dt.datetime = NINE, number: int = 1) -> Entry:
    body = check_body(session=str(UUID(int=number)), when=when.value, found=[])
    drawn = UUID(int=1000 + 10 * number + list(CheckedWhen).index(when))
    return Entry(drawn, EntryKind.SKIN_CHECK, at, body)


def pain(before: int | None, after: int | None) -> list[Entry]:
    return [
        Entry(
            UUID(int=100 + number),
            EntryKind.SCORE,
            NINE,
            score_body(when=when, scores={"pain": points}),
        )
        for number, (when, points) in enumerate((("before", before), ("after", after)))
    ]


def asked(
    *entries: Entry, hours: float, limits: Changes | None = None
) -> list[CheckedWhen]:
    def limits_of(_session: UUID) -> Mapping[Place, Changes]:
        return {LEFT: limits} if limits else {}

    now = NINE + dt.timedelta(hours=hours)
    return [one.which for one in fold(entries).due(now, limits_of)]


@pytest.mark.hazard("H-58")
@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (0, []),
        (0.33, []),
        (0.34, [SKIN]),
        (14.9, [SKIN]),
        (15, [SKIN, NEXT_DAY]),
        (72.3, [SKIN, NEXT_DAY]),
        (72.4, [NEXT_DAY]),
        (86.9, [NEXT_DAY]),
        (87, []),
        (-1, []),
    ],
)
def test_the_skin_is_asked_about_after_20_minutes_and_on_the_next_day(
    hours: float, expected: list[CheckedWhen]
) -> None:
    assert asked(session(), hours=hours) == expected


@pytest.mark.hazard("H-58")
@pytest.mark.parametrize(
    ("before", "after", "is_asked"),
    [
        (3, 5, True),
        (3, 9, True),
        (3, 4, False),
        (5, 3, False),
        (None, 9, False),
        (3, None, False),
    ],
)
def test_pain_is_asked_about_after_an_hour_when_it_rose_by_two(
    before: int | None, after: int | None, *, is_asked: bool
) -> None:
    entries = session(), *pain(before, after)

    assert (PAIN in asked(*entries, hours=1)) is is_asked
    assert PAIN not in asked(*entries, hours=0.9)


def test_pain_is_asked_about_after_an_hour_where_the_limits_say_so() -> None:
    assert asked(session(), hours=1, limits=Changes(follow_up_s=(3600,))) == [
        SKIN,
        PAIN,
    ]
    assert asked(session(), hours=1, limits=Changes(follow_up_s=(1800,))) == [SKIN]


def test_each_is_asked_until_it_is_answered() -> None:
    entries = session(), *pain(3, 6)

    assert asked(*entries, hours=16) == [SKIN, PAIN, NEXT_DAY]
    assert asked(*entries, check(CheckedWhen.AFTER), hours=16) == [SKIN, PAIN, NEXT_DAY]
    assert asked(*entries, check(SKIN), hours=16) == [PAIN, NEXT_DAY]
    assert asked(*entries, check(SKIN), check(PAIN), hours=16) == [NEXT_DAY]


def test_the_next_days_answer_stands_for_the_questions_before_it() -> None:
    answered = check(NEXT_DAY, NINE + dt.timedelta(hours=16))

    assert asked(session(), *pain(3, 6), answered, hours=17) == []


def test_an_answer_about_an_earlier_day_says_nothing_about_today() -> None:
    yesterday = session(NINE - dt.timedelta(days=1), number=2)
    answered = check(NEXT_DAY, NINE, number=2)

    assert asked(yesterday, session(), answered, hours=1) == [SKIN]
    assert asked(yesterday, session(), answered, hours=16) == [SKIN, NEXT_DAY]


@pytest.mark.hazard("H-58")
def test_a_session_of_two_techniques_is_asked_about_once_for_all_its_places() -> None:
    more = work_body(places={"left hand": 0}, unseen={"right hand": 3})
    body = session_body(places={"left foot": 60}, then=[more])
    both = Entry(UUID(int=1), EntryKind.SESSION, NINE, body)

    (skin,) = fold([both]).due(NINE + dt.timedelta(hours=1))
    (owed,) = fold([both]).owed(
        [Place.parse("right hand")], NINE + dt.timedelta(hours=1)
    )

    assert [str(place) for place in skin.places] == ["left foot", "right hand"]
    assert skin.techniques == ("rolling-ball", "hand-compression")
    assert owed == skin
    assert asked(both, hours=16) == [SKIN, NEXT_DAY]
    assert asked(both, check(SKIN), check(NEXT_DAY), hours=16) == []


def test_late_in_the_evening_the_questions_of_the_hour_come_first() -> None:
    late = session(NINE.replace(hour=23, minute=50))

    assert asked(late, hours=15.2) == [SKIN]
    assert asked(late, hours=15.9) == [SKIN, NEXT_DAY]


def test_the_next_day_is_asked_about_once_for_all_places() -> None:
    entries = session(), session(NINE + dt.timedelta(hours=2), HANDS, number=2)
    tomorrow = NINE + dt.timedelta(days=1)

    (question,) = (one for one in fold(entries).due(tomorrow) if one.which is NEXT_DAY)
    assert question.session == UUID(int=2)
    assert [str(place) for place in question.places] == [FEET[0], *HANDS]
    assert not fold([*entries, check(NEXT_DAY, tomorrow, number=2)]).due(tomorrow)


@pytest.mark.hazard("H-58")
def test_a_place_that_may_have_been_worked_unseen_is_asked_about_too() -> None:
    body = session_body(places={"left foot": 0}, unseen={"left foot": 90})
    entry = Entry(UUID(int=1), EntryKind.SESSION, NINE, body)
    (question,) = fold([entry]).due(NINE + dt.timedelta(minutes=30))

    assert [str(place) for place in question.places] == ["left foot"]


def test_without_hands_on_the_skin_nothing_is_asked() -> None:
    assert not asked(session(places=[]), hours=20)


@pytest.mark.hazard("H-58")
def test_what_nobody_answered_opens_the_next_session_of_that_place() -> None:
    entries = session(), session(NINE, HANDS, number=2)
    diary, spring = fold(entries), NINE + dt.timedelta(days=120)

    assert not diary.due(spring)
    owed = diary.owed([Place.parse("left foot/heel")], spring)
    assert [(one.which, one.session, one.places) for one in owed] == [
        (which, UUID(int=1), (LEFT,)) for which in (SKIN, NEXT_DAY)
    ]
    assert not diary.owed([RIGHT], spring)
    assert not diary.owed([LEFT], NINE + dt.timedelta(minutes=5))


def test_only_the_last_session_of_a_place_is_asked_about() -> None:
    again = session(NINE + dt.timedelta(days=9), FEET, number=2)
    now = again.at + dt.timedelta(days=9)

    for one in fold([session(), again]).owed([LEFT, RIGHT], now):
        assert one.session == again.id
    answered = check(NEXT_DAY, now, number=2)
    assert not fold([session(), again, answered]).owed([LEFT, RIGHT], now)


@given(lives, moments, st.data())
def test_late_early_and_repeated_entries_make_the_same_questions(
    entries: list[Entry], now: dt.datetime, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations([*entries, *entries]))

    assert fold(entries).due(now) == fold(shuffled).due(now)
    assert fold(entries).owed([LEFT], now) == fold(shuffled).owed([LEFT], now)


@given(lives, moments, st.timedeltas(dt.timedelta(0), dt.timedelta(days=5)))
def test_an_answer_ends_its_question_and_starts_no_other(
    entries: list[Entry], now: dt.datetime, later: dt.timedelta
) -> None:
    last = max((e.at for e in entries if e.kind is EntryKind.SESSION), default=now)
    now = last + later
    before = fold(entries).due(now)
    answers = [
        Entry(
            UUID(int=5000 + number),
            EntryKind.SKIN_CHECK,
            now,
            check_body(session=str(one.session), when=one.which.value, found=[]),
        )
        for number, one in enumerate(before)
    ]

    for one, answer in zip(before, answers, strict=True):
        left = keys(fold([*entries, answer]).due(now))
        assert (one.session, one.which) not in left
        assert left <= keys(before)
    assert not fold([*entries, *answers]).due(now)


def keys(follow_ups: tuple[FollowUp, ...]) -> set[tuple[UUID, CheckedWhen]]:
    return {(one.session, one.which) for one in follow_ups}
