"""What becomes of a plan: what was done counts, and nothing is ever owed."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kneadwell.plan import (
    Counted,
    DoneWork,
    EventKind,
    LivedSession,
    Plan,
    PlanEvent,
    PlanEventError,
    PlannedSession,
    PlannedWork,
    Sitting,
    Slot,
    State,
    Status,
    Week,
    Wish,
    counted,
    freed,
    lived,
)
from kneadwell.vocabulary import Place

LEFT, RIGHT = Place.parse("left foot"), Place.parse("right foot")
WEEK = Week.parse("2026-W49")
MON, TUE, WED, THU, FRI, SAT, SUN = WEEK.days
SITTINGS = [Sitting(day, slot) for day in WEEK.days for slot in Slot]
STARTS = {
    Slot.MORNING: dt.time(8),
    Slot.MIDDAY: dt.time(13),
    Slot.EVENING: dt.time(18),
    Slot.BEDTIME: dt.time(21, 30),
}
BALL = PlannedWork("rolling-ball", {LEFT: 120, RIGHT: 120})
OIL = PlannedWork("foot-massage-essential-oils", {LEFT: 300, RIGHT: 300})
ICE = PlannedWork("ice-massage", {replace(LEFT, spot="sole-arch"): 60})
SAID_AT = dt.datetime(2026, 11, 30, 7, tzinfo=dt.UTC)


def plan_of(*sessions: PlannedSession) -> Plan:
    return Plan(WEEK, "any", Status.OPTIMAL, (), sessions)


def session(day: dt.date, slot: Slot, *work: PlannedWork) -> PlannedSession:
    return PlannedSession(day, slot, work or (BALL,))


def said(
    kind: str,
    day: dt.date,
    slot: Slot | None = None,
    to: Sitting | None = None,
    minutes: int | None = None,
    minute: int = 0,
) -> PlanEvent:
    at = SAID_AT + dt.timedelta(minutes=minute)
    name = f"{minute}-{kind}-{day}-{slot}"
    return PlanEvent(name, EventKind(kind), at, day, slot, to, minutes)


def had(one: PlannedSession, after_min: int = 10, part: float = 1) -> list[DoneWork]:
    """Return the doses of a whole session, or of a part of it."""
    at = one.sitting.starts(STARTS) + dt.timedelta(minutes=after_min)
    return [
        DoneWork(work.technique_id, place.whole, int(seconds * part), at)
        for work in one.work
        for place, seconds in work.seconds.items()
    ]


def states(found: tuple[LivedSession, ...]) -> list[State]:
    return [one.state for one in found]


plans = st.lists(
    st.builds(
        PlannedSession,
        st.sampled_from(WEEK.days),
        st.sampled_from(Slot),
        st.lists(
            st.sampled_from((BALL, OIL, ICE)), min_size=1, max_size=3, unique_by=id
        ).map(tuple),
    ),
    max_size=6,
    unique_by=lambda one: one.sitting,
).map(lambda sessions: plan_of(*sorted(sessions, key=lambda one: one.sitting)))


@st.composite
def events_of(draw: st.DrawFn, plan: Plan, number: int) -> PlanEvent:
    """Draw something said, mostly about a session that there is."""
    places = [one.sitting for one in plan.sessions] * 3 + SITTINGS
    here, kind = draw(st.sampled_from(places)), draw(st.sampled_from(EventKind))
    of_day = {EventKind.FLARE, EventKind.AWAY}
    may_be = {EventKind.LESS, EventKind.BACK}
    whole = kind in of_day or (kind in may_be and draw(st.booleans()))
    to = None
    if kind is EventKind.MOVE:
        to = draw(st.sampled_from([it for it in SITTINGS if it != here]))
    return PlanEvent(
        str(number),
        kind,
        SAID_AT + dt.timedelta(minutes=draw(st.integers(0, 3))),
        here.day,
        None if whole else here.slot,
        to,
        draw(st.integers(1, 12)) if kind is EventKind.LESS else None,
    )


@st.composite
def lives(draw: st.DrawFn) -> tuple[Plan, list[PlanEvent], list[DoneWork], dt.date]:
    plan = draw(plans)
    events = [draw(events_of(plan, n)) for n in range(draw(st.integers(0, 6)))]
    done = [
        dose
        for one in plan.sessions
        if draw(st.booleans())
        for dose in had(
            one, draw(st.integers(-90, 240)), draw(st.sampled_from((1, 0.4)))
        )
    ]
    return plan, events, done, draw(st.sampled_from(WEEK.days))


@given(lives(), st.data())
def test_neither_order_nor_repeating_changes_what_was_said(
    life: tuple[Plan, list[PlanEvent], list[DoneWork], dt.date], data: st.DataObject
) -> None:
    plan, events, done, today = life
    again = data.draw(
        st.lists(st.sampled_from(events), max_size=4) if events else st.just([])
    )
    shuffled = data.draw(st.permutations([*events, *again]))
    other_done = data.draw(st.permutations(done))

    found = lived(plan, events, done, today)
    assert lived(plan, shuffled, other_done, today) == found
    wish = Wish(20, dict.fromkeys(range(7), tuple(Slot)))
    assert freed(wish, shuffled, WEEK) == freed(wish, events, WEEK)


@pytest.mark.hazard("H-75")
@given(lives())
def test_time_that_goes_by_moves_nothing_and_leaves_nothing_owed(
    life: tuple[Plan, list[PlanEvent], list[DoneWork], dt.date],
) -> None:
    plan, events, done, _ = life
    days = [
        lived(plan, events, done, day) for day in (MON, *WEEK.days, SUN + (SUN - MON))
    ]

    for found in days:
        assert len(found) <= len(plan.sessions)
        assert [it.now for it in found] == [it.now for it in days[0]]
        assert all(it.now.seconds <= it.planned.seconds for it in found)
        assert all(it.planned in plan.sessions for it in found)
        open_at = [it.now.sitting for it in found if it.is_open]
        assert len(open_at) == len(set(open_at))
    last = days[-1]
    assert not any(it.is_open for it in last)


@given(lives(), st.data())
def test_what_was_done_beats_all_that_was_said(
    life: tuple[Plan, list[PlanEvent], list[DoneWork], dt.date], data: st.DataObject
) -> None:
    plan, events, done, today = life
    assume(plan.sessions)
    here = [event for event in events if event.kind is not EventKind.AWAY]
    which = data.draw(st.sampled_from(lived(plan, here, (), today)))
    # Only its own day: others of that day could claim what was done.
    assume(
        [it.now.day for it in lived(plan, here, (), today)].count(which.now.day) == 1
    )
    elsewhere = [dose for dose in done if dose.at.date() != which.now.day]

    found = lived(plan, events, [*elsewhere, *had(which.now)], today)
    state = {one.planned.sitting: one.state for one in found}
    assert state[which.planned.sitting] is State.DONE


def test_a_day_that_went_by_has_passed_and_is_never_missed() -> None:
    plan = plan_of(session(MON, Slot.EVENING), session(TUE, Slot.EVENING))

    assert states(lived(plan, (), (), TUE)) == [State.PASSED, State.PLANNED]
    assert "missed" not in set(State)


def test_what_was_done_on_another_day_is_not_this_one() -> None:
    first = session(MON, Slot.EVENING)
    plan = plan_of(first, session(TUE, Slot.EVENING))

    assert states(lived(plan, (), had(first), TUE)) == [State.DONE, State.PLANNED]


@pytest.mark.parametrize(
    ("part", "state"),
    [(1, State.DONE), (0.9, State.DONE), (0.8, State.PART_DONE), (0.1, State.PASSED)],
)
def test_a_part_counts_as_a_part_and_a_short_try_as_none(
    part: float, state: State
) -> None:
    one = session(MON, Slot.EVENING)

    assert states(lived(plan_of(one), (), had(one, part=part), TUE)) == [state]


def test_one_of_two_places_is_a_part() -> None:
    one = session(MON, Slot.EVENING, BALL, OIL)
    found = lived(plan_of(one), (), had(one)[:1], MON)

    assert states(found) == [State.PART_DONE]
    assert found[0].done == {("rolling-ball", LEFT): 120}


def test_a_spot_is_done_when_its_place_was() -> None:
    one = session(MON, Slot.EVENING, ICE)

    assert states(lived(plan_of(one), (), had(one), MON)) == [State.DONE]


def test_the_evening_that_was_done_is_not_taken_for_the_morning() -> None:
    two = session(MON, Slot.MORNING), session(MON, Slot.EVENING)

    assert states(lived(plan_of(*two), (), had(two[1]), MON)) == [
        State.PLANNED,
        State.DONE,
    ]


def test_two_in_the_evening_are_two_done() -> None:
    two = session(MON, Slot.MORNING), session(MON, Slot.EVENING)
    late = [*had(two[1]), *had(two[1], after_min=150)]

    assert states(lived(plan_of(*two), (), late, MON)) == [State.DONE, State.DONE]


def test_twice_in_the_evening_leaves_the_morning_that_was_done_as_it_was() -> None:
    two = session(MON, Slot.MORNING), session(MON, Slot.EVENING)
    thrice = [*had(two[0]), *had(two[1]), *had(two[1], after_min=150)]

    found = lived(plan_of(*two), (), thrice, MON)
    assert [one.done["rolling-ball", LEFT] for one in found] == [120, 240]


def test_one_in_two_parts_is_one_done() -> None:
    two = session(MON, Slot.MORNING), session(MON, Slot.EVENING)
    parts = [*had(two[0], part=0.5), *had(two[0], after_min=25, part=0.5)]

    assert states(lived(plan_of(*two), (), parts, MON)) == [State.DONE, State.PLANNED]


@pytest.mark.parametrize(
    ("kind", "state"),
    [("skip", State.SKIPPED), ("not-applicable", State.NOT_APPLICABLE)],
)
def test_what_was_set_aside_stays_so_when_its_day_is_over(
    kind: str, state: State
) -> None:
    plan = plan_of(session(MON, Slot.EVENING), session(TUE, Slot.EVENING))
    event = said(kind, MON, Slot.EVENING)

    assert states(lived(plan, [event], (), MON)) == [state, State.PLANNED]
    assert states(lived(plan, [event], (), WED)) == [state, State.PASSED]
    assert lived(plan, [event], (), MON)[0].said == event


@pytest.mark.hazard("H-75")
def test_a_flare_day_pauses_only_what_is_open_on_it() -> None:
    done = session(MON, Slot.MORNING)
    plan = plan_of(done, session(MON, Slot.EVENING), session(TUE, Slot.EVENING))
    flare = said("flare", MON)

    assert states(lived(plan, [flare], had(done), MON)) == [
        State.DONE,
        State.PAUSED,
        State.PLANNED,
    ]
    assert (
        states(lived(plan, [flare, said("back", MON, minute=1)], (), MON))
        == [State.PLANNED] * 3
    )


def test_days_away_have_no_sessions_but_what_was_done() -> None:
    done = session(MON, Slot.MORNING)
    plan = plan_of(done, session(MON, Slot.EVENING), session(TUE, Slot.EVENING))
    away = [said("away", MON), said("away", TUE)]

    found = lived(plan, away, had(done), MON)
    assert [(it.planned, it.state) for it in found] == [(done, State.DONE)]


def test_a_moved_session_is_told_by_where_it_is_now() -> None:
    one = session(MON, Slot.EVENING)
    to = Sitting(WED, Slot.MORNING)
    move = said("move", MON, Slot.EVENING, to)
    found = lived(plan_of(one), [move], (), TUE)

    assert states(found) == [State.MOVED]
    assert (found[0].planned, found[0].now.sitting) == (one, to)
    skip = said("skip", WED, Slot.MORNING, minute=1)
    assert states(lived(plan_of(one), [move, skip], (), TUE)) == [State.SKIPPED]
    back = said("back", WED, Slot.MORNING, minute=2)
    again = lived(plan_of(one), [move, skip, back], (), MON)
    assert [(it.now, it.state) for it in again] == [(one, State.PLANNED)]
    assert states(lived(plan_of(one), [move], had(found[0].now), WED)) == [State.DONE]
    # It was done on the first day after all.
    assert states(lived(plan_of(one), [move], had(one), TUE)) == [State.DONE]
    assert states(lived(plan_of(one), [move], (), THU)) == [State.PASSED]


@pytest.mark.hazard("H-75")
def test_nothing_moves_onto_another_session() -> None:
    two = session(MON, Slot.EVENING), session(TUE, Slot.EVENING)
    move = said("move", MON, Slot.EVENING, Sitting(TUE, Slot.EVENING))

    found = lived(plan_of(*two), [move], (), MON)
    assert [it.now for it in found] == [*two]


def test_a_session_stays_where_it_is_when_its_first_time_was_taken() -> None:
    two = session(MON, Slot.EVENING), session(TUE, Slot.EVENING)
    to = Sitting(WED, Slot.MORNING)
    moves = [
        said("move", MON, Slot.EVENING, to),
        said("move", TUE, Slot.EVENING, two[0].sitting, minute=1),
        said("back", WED, Slot.MORNING, minute=2),
    ]

    found = lived(plan_of(*two), moves, (), MON)
    assert [it.now.sitting for it in found] == [two[0].sitting, to]


def test_of_two_sayings_the_later_one_counts() -> None:
    one = session(MON, Slot.EVENING)
    skip = said("skip", MON, Slot.EVENING, minute=1)
    other = said("not-applicable", MON, Slot.EVENING, minute=2)

    assert states(lived(plan_of(one), [other, skip], (), MON)) == [State.NOT_APPLICABLE]


@pytest.mark.parametrize("slot", [Slot.EVENING, None])
def test_less_energy_shortens_all_places_alike(slot: Slot | None) -> None:
    one = session(MON, Slot.EVENING, BALL, OIL)
    plan = plan_of(one, session(TUE, Slot.EVENING, OIL))
    less = said("less", MON, slot, minutes=7)

    first, second = lived(plan, [less], (), MON)
    assert [dict(work.seconds) for work in first.now.work] == [
        {LEFT: 60, RIGHT: 60},
        {LEFT: 150, RIGHT: 150},
    ]
    assert first.state is State.PLANNED
    assert second.now.seconds == 600
    assert states(lived(plan, [less], had(first.now), MON))[0] is State.DONE
    more = said("less", MON, slot, minutes=60, minute=1)
    assert lived(plan, [less, more], (), MON)[0].now == one


def test_counting_leaves_out_what_did_not_apply_and_does_not_judge() -> None:
    days = [session(day, Slot.EVENING) for day in WEEK.days]
    events = [said("flare", THU), said("not-applicable", FRI, Slot.EVENING)]
    events.append(said("skip", SAT, Slot.EVENING))
    done = [*had(days[0]), *had(days[1]), *had(days[2], part=0.5)]

    found = lived(plan_of(*days), events, done, SUN)
    assert counted(found) == Counted(done=2, part_done=1, planned=5)


EVERY_EVENING = Wish(20, dict.fromkeys(range(7), (Slot.EVENING,)))


@pytest.mark.hazard("H-75")
@pytest.mark.parametrize(
    ("events", "free"),
    [
        ([], {0, 1, 2, 3, 4, 5, 6}),
        ([said("away", MON), said("flare", TUE)], {2, 3, 4, 5, 6}),
        ([said("away", MON), said("back", MON, minute=1)], {0, 1, 2, 3, 4, 5, 6}),
        ([said("skip", WED, Slot.EVENING)], {0, 1, 3, 4, 5, 6}),
        ([said("not-applicable", WED, Slot.EVENING)], {0, 1, 3, 4, 5, 6}),
        (
            [
                said("skip", WED, Slot.EVENING),
                said("back", WED, Slot.EVENING, minute=1),
            ],
            {0, 1, 2, 3, 4, 5, 6},
        ),
        ([said("less", WED, Slot.EVENING, minutes=5)], {0, 1, 2, 3, 4, 5, 6}),
        ([said("away", MON - (SUN - MON))], {0, 1, 2, 3, 4, 5, 6}),
    ],
)
def test_a_new_plan_starts_without_what_was_set_aside(
    events: list[PlanEvent], free: set[int]
) -> None:
    assert freed(EVERY_EVENING, events, WEEK).slots == dict.fromkeys(
        free, (Slot.EVENING,)
    )


def test_a_new_plan_may_use_where_a_session_was_moved_to() -> None:
    to = Sitting(TUE, Slot.MORNING)
    move = said("move", MON, Slot.EVENING, to)
    on = Sitting(WED, Slot.MORNING)
    on_again = said("move", TUE, Slot.MORNING, on, minute=1)

    slots = freed(EVERY_EVENING, [move], WEEK).slots
    assert slots[1] == (Slot.MORNING, Slot.EVENING)
    assert 0 not in slots
    slots = freed(EVERY_EVENING, [move, on_again], WEEK).slots
    assert slots[1] == (Slot.EVENING,)
    assert slots[2] == (Slot.MORNING, Slot.EVENING)
    back = said("back", WED, Slot.MORNING, minute=2)
    again = freed(EVERY_EVENING, [move, on_again, back], WEEK).slots
    assert again[0] == again[2] == (Slot.EVENING,)


@pytest.mark.parametrize(
    ("kind", "slot", "to", "minutes", "needs"),
    [
        ("skip", None, None, None, "the part of the day"),
        ("not-applicable", None, None, None, "the part of the day"),
        ("flare", Slot.EVENING, None, None, "a whole day"),
        ("away", Slot.EVENING, None, None, "a whole day"),
        ("move", Slot.EVENING, None, None, "another"),
        ("move", Slot.EVENING, Sitting(MON, Slot.EVENING), None, "another"),
        ("less", None, None, None, "minutes from 1"),
        ("less", None, None, 0, "minutes from 1"),
    ],
)
def test_a_saying_that_lacks_something_is_refused(
    kind: str, slot: Slot | None, to: Sitting | None, minutes: int | None, needs: str
) -> None:
    with pytest.raises(PlanEventError, match=needs):
        said(kind, MON, slot, to, minutes)
