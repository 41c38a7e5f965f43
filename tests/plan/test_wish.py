"""What a wish may say, and how it says what is wrong with it."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kneadwell.knowledge import Changes, Look, OtherGiver, Position, Start
from kneadwell.plan import (
    DoneWork,
    Goal,
    NotGiven,
    Plan,
    PlannedSession,
    PlannedWork,
    Slot,
    Status,
    Week,
    WeekError,
    Wish,
    WishError,
    plan_from_json,
    plan_to_json,
    wish_from_json,
    wish_to_json,
)
from kneadwell.screening import Prescribed, Prescription
from kneadwell.vocabulary import KneadwellError, Place, Region
from tests.strategies import LIBRARY, TECHNIQUES, whole_places

LEAST = {"minutes_per_day": 20, "slots": {"mon": ["morning"]}}
BALL = {"technique": "rolling-ball", "seconds": {"left foot": 100}}
LEFT = Place.parse("left foot")


def read(**said: object) -> Wish:
    return wish_from_json(LEAST | said, LIBRARY)


def refused(**said: object) -> str:
    with pytest.raises(KneadwellError) as caught:
        read(**said)
    return str(caught.value)


def test_minutes_and_slots_are_enough_for_a_wish() -> None:
    assert read() == Wish(20, {0: (Slot.MORNING,)})
    assert read().session_minutes == 15


def test_a_wish_says_all_that_it_can_say() -> None:
    programme = {
        "version": 2,
        "by": "Ana",
        "on": "2026-11-01",
        "review": "2026-12-31",
        "techniques": [{"technique": "rolling-ball"}],
    }

    wish = read(
        minutes_per_day=30,
        session_minutes=10,
        slots={"sun": ["bedtime", "morning"], "mon": [], "tue": ["midday"]},
        techniques=["ice-massage", "rolling-ball"],
        prefer=["rolling-ball"],
        leave_out=["reflexology"],
        as_needed=["circular-pressure"],
        worse=["left foot"],
        prescription=programme,
    )

    assert wish == Wish(
        30,
        {1: (Slot.MIDDAY,), 6: (Slot.MORNING, Slot.BEDTIME)},
        10,
        ("ice-massage", "rolling-ball"),
        ("rolling-ball",),
        ("reflexology",),
        ("circular-pressure",),
        (LEFT,),
        prescription=Prescription(
            2,
            "Ana",
            dt.date(2026, 11, 1),
            dt.date(2026, 12, 31),
            (Prescribed("rolling-ball"),),
        ),
    )


def test_what_was_done_counts_from_its_end_or_from_half_an_hour_after_its_slot() -> (
    None
):
    exact = {"at": "2026-12-01T18:20", "work": [BALL]}
    slot = {"date": "2026-12-01", "slot": "evening", "seconds": 100, "work": [BALL]}
    abroad = {"date": "2026-12-01", "at": "2026-12-01T18:20:00+09:00", "work": [BALL]}

    done = read(done=[exact, slot, abroad]).done

    at = dt.datetime(2026, 12, 1, 18, 20)  # noqa: DTZ001 - local time
    later = at.replace(minute=30)
    assert done == tuple(
        DoneWork("rolling-ball", LEFT, 100, when) for when in (at, later, at)
    )


def test_the_plan_before_may_be_a_whole_output_or_that_there_was_none() -> None:
    session = {
        "date": "2026-11-23",
        "slot": "evening",
        "seconds": 100,
        "work": [BALL | {"changes": {"left foot": {}}, "because": "…"}],
    }
    output = {"status": "optimal", "objective": [], "sessions": [session]}

    kept = read(last_plan=output | {"not_given": []}).last_plan

    assert kept == (
        PlannedSession(
            dt.date(2026, 11, 23),
            Slot.EVENING,
            (PlannedWork("rolling-ball", {LEFT: 100}),),
        ),
    )
    nothing = {"status": "no-plan", "because": ["Everything stops."]}
    assert read(last_plan=nothing).last_plan == read(last_plan=None).last_plan == ()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"minutes": 5}, "minutes: is not known. Did you mean session_minutes"),
        ({"techniques": ["ice-masage"]}, "techniques[0]: “ice-masage” is not known"),
        ({"techniques": ["ice-masage"]}, "Did you mean ice-massage"),
        ({"prefer": ["rolling-ball"] * 2}, "prefer[1]: “rolling-ball” is there twice"),
        ({"leave_out": "reflexology"}, "leave_out: must be a list"),
        ({"worse": ["left toot"]}, "worse[0]: “left toot” is not a place"),
        ({"worse": ["left foot/palm-centre"]}, "not a spot of the foot"),
        ({"slots": {"monday": ["morning"]}}, "slots.monday: is not known. Did you"),
        ({"slots": {"mon": ["noon"]}}, "slots.mon[0]: “noon” is not known here"),
        ({"slots": {"mon": ["midday", "midday"]}}, "slots.mon[1]: “midday” is there"),
        ({"slots": ["mon"]}, "slots: must be names with values"),
        ({"minutes_per_day": -1}, "minutes_per_day: “-1” is not whole minutes"),
        ({"minutes_per_day": 7.5}, "minutes_per_day: “7.5” is not whole minutes"),
        ({"minutes_per_day": True}, "minutes_per_day: “True” is not whole minutes"),
        ({"session_minutes": 16}, "“16” is not whole minutes from 0 to 15"),
        ({"done": [{"work": [BALL]}]}, "done[0]: does not say when it was"),
        (
            {"done": [{"date": "2026-12-01", "slot": "x", "work": []}]},
            "done[0].slot: “x” is not known here",
        ),
        ({"done": [{"at": "today", "work": []}]}, "done[0].at: “today” is not a time"),
        (
            {"done": [{"date": "2026-12-01", "at": "2026-12-04T10:00", "work": []}]},
            "is not on 2026-12-01",
        ),
        (
            {"done": [{"at": "2026-12-01T10:00", "work": [BALL | {"pain": 3}]}]},
            "done[0].work[0].pain: is not known",
        ),
        (
            {
                "done": [
                    {
                        "at": "2026-12-01T10:00",
                        "work": [BALL | {"seconds": {"left foot": -1}}],
                    }
                ]
            },
            "seconds.left foot: “-1” is not whole seconds",
        ),
        ({"last_plan": {"sessions": [{}]}}, "last_plan.sessions[0].date: is missing"),
        ({"prescription": {"by": "Ana"}}, "prescription: “version” is missing"),
        (
            {
                "prescription": {
                    "version": 1,
                    "by": "Ana",
                    "on": "2026-11-01",
                    "review": "2026-12-31",
                    "techniques": [{"technique": "ice"}],
                }
            },
            "prescription.techniques[0].technique: “ice” is not",
        ),
    ],
)
def test_what_a_wish_cannot_hold_is_told_in_one_sentence(
    said: dict[str, object], told: str
) -> None:
    sentence = refused(**said)

    assert told in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize("missing", ["minutes_per_day", "slots"])
def test_minutes_and_slots_may_not_be_left_out(missing: str) -> None:
    sent = {key: value for key, value in LEAST.items() if key != missing}

    with pytest.raises(WishError, match=f"{missing}: is missing; add it"):
        wish_from_json(sent, LIBRARY)


@pytest.mark.parametrize("sent", [None, [], "wish", 3])
def test_a_wish_is_a_table(sent: object) -> None:
    with pytest.raises(WishError, match="the wish: must be names with values"):
        wish_from_json(sent, LIBRARY)


@pytest.mark.parametrize(
    "text", ["2026-W54", "2027-W53", "2026-W00", "2026W49", "next week"]
)
def test_a_week_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(WeekError, match=r"is not a week\. Write its year"):
        Week.parse(text)


def test_a_week_may_begin_in_the_year_before() -> None:
    week = Week.parse("2026-W53")

    assert week.days[0] == dt.date(2026, 12, 28)
    assert Week.of(dt.date(2027, 1, 3)) == week
    assert str(week) == "2026-W53"


ids = st.lists(st.sampled_from(TECHNIQUES), max_size=4, unique=True).map(tuple)
slots = st.lists(st.sampled_from(Slot), min_size=1, max_size=4, unique=True).map(
    lambda drawn: tuple(sorted(drawn, key=lambda slot: slot.order))
)
moments = st.datetimes(
    dt.datetime(2026, 11, 20),  # noqa: DTZ001 - local time
    dt.datetime(2026, 12, 6),  # noqa: DTZ001
)
days = st.dates(dt.date(2026, 11, 23), dt.date(2026, 12, 6))
seconds = st.dictionaries(whole_places, st.integers(20, 900), min_size=1, max_size=3)
done = st.builds(
    DoneWork,
    st.sampled_from(TECHNIQUES[:3]),
    whole_places,
    st.integers(0, 900),
    st.sampled_from([dt.datetime(2026, 12, 1, 8), dt.datetime(2026, 12, 1, 9)]),  # noqa: DTZ001
)
changes = st.builds(
    Changes,
    pressure_max=st.none() | st.integers(1, 5),
    no_raise=st.booleans(),
    tools_only=st.none() | st.lists(st.sampled_from(("thumb", "ball"))).map(tuple),
    regions_only=st.none() | st.lists(st.sampled_from(Region)).map(tuple),
    giver=st.none() | st.sampled_from(OtherGiver),
    position=st.none() | st.sampled_from(Position),
    start=st.lists(st.sampled_from(Start), unique=True).map(tuple),
    look_before=st.none() | st.sampled_from(Look),
    look_after=st.none() | st.sampled_from(Look),
    look_at_s=st.lists(st.integers(0, 300)).map(tuple),
    follow_up=st.lists(st.sampled_from(("bruise", "pain")), unique=True).map(tuple),
    any_of=st.just(())
    | st.just((Changes(no_tool=True), Changes(look_after=Look.ANYONE))),
)


@st.composite
def works(draw: st.DrawFn) -> PlannedWork:
    shares = draw(seconds)
    changed = draw(st.fixed_dictionaries(dict.fromkeys(shares, changes)))
    return PlannedWork(
        draw(st.sampled_from(TECHNIQUES)), shares, changed, draw(st.text(max_size=9))
    )


bare = st.builds(PlannedWork, st.sampled_from(TECHNIQUES), seconds)


def sessions(work: st.SearchStrategy[PlannedWork]) -> st.SearchStrategy[Any]:
    held = st.lists(work, max_size=2).map(tuple)
    one = st.builds(PlannedSession, days, st.sampled_from(Slot), held)
    return st.lists(one, max_size=3).map(tuple)


wishes = st.builds(
    Wish,
    minutes_per_day=st.integers(0, 1440),
    slots=st.dictionaries(st.integers(0, 6), slots),
    session_minutes=st.integers(0, 15),
    techniques=ids,
    prefer=ids,
    leave_out=ids,
    as_needed=ids,
    worse=st.lists(whole_places, max_size=3, unique=True).map(tuple),
    done=st.lists(done, max_size=5).map(tuple),
    last_plan=sessions(bare),
)
numbers = st.integers(0, 1000).map(lambda number: number / 4)
plans = st.builds(
    Plan,
    week=days.map(Week.of),
    edition=st.text(max_size=12),
    status=st.sampled_from(Status),
    objective=st.lists(
        st.builds(Goal, st.text(max_size=9), numbers, numbers), max_size=3
    ).map(tuple),
    sessions=sessions(works()),
    not_given=st.lists(
        st.builds(
            NotGiven,
            st.sampled_from(TECHNIQUES),
            st.text(max_size=9),
            st.text(max_size=9),
        ),
        max_size=3,
    ).map(tuple),
)


@given(wishes)
def test_a_wish_that_was_written_is_read_as_it_was(wish: Wish) -> None:
    assert wish_from_json(wish_to_json(wish), LIBRARY) == wish


@given(plans)
def test_a_plan_that_was_written_is_read_as_it_was(plan: Plan) -> None:
    assert plan_from_json(plan_to_json(plan), LIBRARY) == plan


@pytest.mark.parametrize("name", LIBRARY.instructions)
def test_every_change_of_the_rules_is_read_as_it_was_written(name: str) -> None:
    changes = LIBRARY.instructions[name].changes
    work = PlannedWork("rolling-ball", {LEFT: 60}, {LEFT: changes})
    plan = Plan(
        Week(2026, 49),
        "1",
        Status.OPTIMAL,
        (),
        (PlannedSession(dt.date(2026, 11, 30), Slot.MORNING, (work,)),),
    )

    assert plan_from_json(plan_to_json(plan), LIBRARY) == plan


@given(plans, st.data())
def test_a_plan_that_is_damaged_is_refused_and_nothing_else_goes_wrong(
    plan: Plan, data: st.DataObject
) -> None:
    written = plan_to_json(plan)
    key = data.draw(st.sampled_from(sorted(written)))
    odd = data.draw(
        st.sampled_from((None, 3, "x", ["x"], [{}], {"a": 1}, [{"work": 1}]))
    )
    if odd == "x" and key == "edition":
        return

    with pytest.raises(KneadwellError):
        plan_from_json(written | {key: odd}, LIBRARY)
