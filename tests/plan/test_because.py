"""Why each thing is in a plan, and what would have to change for what is not."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kneadwell.knowledge.lint import grade
from kneadwell.plan import (
    Demand,
    DoneWork,
    NoPlan,
    NotGiven,
    Plan,
    PlannedSession,
    PlannedWork,
    Sitting,
    Slot,
    Status,
    Week,
    Wish,
    broken_promises,
    demand_of,
    draft_plan,
)
from kneadwell.plan.because import explained, minutes_in_words
from kneadwell.screening import (
    Answer,
    Answers,
    Clearance,
    ClinicianOk,
    Given,
    Prescribed,
    Prescription,
    Where,
    screen,
)
from kneadwell.vocabulary import Giver, Place
from tests.effort import IS_LONG
from tests.plan.people import Person, person
from tests.strategies import LIBRARY

WEEK = Week.parse("2026-W49")
MON, TUE, WED, THU, FRI, SAT, SUN = WEEK.days
MORNING, MIDDAY, EVENING, BEDTIME = Slot
BEFORE = dt.datetime(2026, 11, 29, 20)  # noqa: DTZ001 - local time
LEFT, RIGHT = FEET = (Place.parse("left foot"), Place.parse("right foot"))
OIL, BALL, WARM = "foot-massage-essential-oils", "rolling-ball", "warm-compress"
FIST, ICE = "knuckle-pressure", "ice-massage"
ONCE = dict.fromkeys(range(7), (MORNING,))
HARD = 7
"""The school grade that no sentence of a plan may be above."""


def clear(**given: Answer | Given) -> dict[dt.date, Clearance]:
    said = {
        name.replace("_", "-"): it if isinstance(it, Given) else Given(it)
        for name, it in given.items()
    }
    answers = Answers(Giver.HELPER, FEET, said, unmentioned=Answer.NO)
    return {day: screen(answers, LIBRARY, day) for day in WEEK.days}


def wish_for(*techniques: str, minutes: int = 20, **said: object) -> Wish:
    wish = Wish(minutes, ONCE, techniques=techniques)
    return replace(wish, **said)  # type: ignore[arg-type]


def plan_with(
    wish: Wish,
    *placed: tuple[str, dt.date, Slot],
    clearances: dict[dt.date, Clearance] | None = None,
    status: Status = Status.OPTIMAL,
) -> Plan:
    """Return the plan that has just these on the feet."""
    clearances = clearances or clear()
    demand = demand_of(clearances, wish, LIBRARY, WEEK, BEFORE)
    assert isinstance(demand, Demand), demand
    numbers = {unit.technique.id: n for n, unit in enumerate(demand.units)}
    chosen = frozenset(
        (numbers[name], Sitting(day, slot)) for name, day, slot in placed
    )
    return explained(demand, chosen, (), status, clearances, wish, LIBRARY)


def daily(technique_id: str, *days: dt.date) -> list[tuple[str, dt.date, Slot]]:
    return [(technique_id, day, MORNING) for day in days or WEEK.days]


def why(plan: Plan, technique_id: str) -> list[str]:
    return [
        work.because
        for session in plan.sessions
        for work in session.work
        if work.technique_id == technique_id
    ]


def lacks(plan: Plan, technique_id: str) -> NotGiven:
    (found,) = (it for it in plan.not_given if it.technique_id == technique_id)
    return found


def test_each_work_says_how_often_it_is_the_aim() -> None:
    wish = wish_for(OIL, FIST, "circular-pressure", as_needed=("circular-pressure",))

    plan = plan_with(
        wish,
        (OIL, MON, MORNING),
        (FIST, TUE, MORNING),
        ("circular-pressure", WED, MORNING),
    )

    assert why(plan, OIL) == ["Once a day is the aim."]
    assert why(plan, FIST) == ["Twice a week is the aim."]
    assert why(plan, "circular-pressure") == ["You chose it as needed."]


def test_what_is_worse_liked_and_kept_is_said() -> None:
    last = PlannedSession(
        MON - dt.timedelta(days=7), MORNING, (PlannedWork(OIL, {LEFT: 1}),)
    )
    wish = wish_for(OIL, worse=(LEFT,), prefer=(OIL,), last_plan=(last,))

    monday, tuesday = why(plan_with(wish, *daily(OIL, MON, TUE)), OIL)

    assert "Your left foot is worse." in monday
    assert "You like it, or found that it helps." in monday
    assert monday.endswith("It stays at its time of the plan before.")
    assert "plan before" not in tuesday


def test_where_none_was_named_the_studies_say_why() -> None:
    told = why(plan_with(wish_for(), *daily(OIL, MON)), OIL)[0]

    assert "There are trials of it with people who have neuropathy." in told


def test_a_capped_dose_says_that_it_is_the_most() -> None:
    told = why(plan_with(wish_for(WARM), *daily(WARM, MON)), WARM)[0]

    assert told.endswith(
        "5 minutes is the most on a foot where not all feeling is known to be normal."
    )


def test_all_that_was_wished_for_leaves_nothing_to_explain() -> None:
    assert plan_with(wish_for(OIL), *daily(OIL)).not_given == ()


def test_minutes_that_a_day_lacks_are_counted() -> None:
    wish = wish_for(OIL, BALL, minutes=11, slots=dict.fromkeys(range(7), tuple(Slot)))

    plan = plan_with(wish, *daily(OIL))

    lack = lacks(plan, BALL)
    assert lack.what == "7 of 7 times, left foot and right foot"
    assert lack.because == (
        "The minutes of Monday are full. With 3 more minutes on Monday there is room "
        "for one of them."
    )


def test_a_free_part_of_a_day_that_is_lacking_is_named() -> None:
    plan = plan_with(wish_for(OIL, BALL, minutes=60), *daily(OIL))

    assert lacks(plan, BALL).because == (
        "No free part of a day has room for it. With one more free part of a day, like "
        "Monday midday, there is room for one of them."
    )


def test_a_longer_session_is_named_where_it_would_do() -> None:
    hands = (Place.parse("left hand"), Place.parse("right hand"))
    answers = Answers(Giver.HELPER, (*FEET, *hands), unmentioned=Answer.NO)
    clearances = {day: screen(answers, LIBRARY, day) for day in WEEK.days}
    wish = wish_for(OIL, FIST, session_minutes=11, minutes=60)
    demand = demand_of(clearances, wish, LIBRARY, WEEK, BEFORE)
    assert isinstance(demand, Demand)
    placed = frozenset((0, Sitting(day, MORNING)) for day in WEEK.days)

    plan = explained(demand, placed, (), Status.OPTIMAL, clearances, wish, LIBRARY)

    of_hands = next(it for it in plan.not_given if "hand" in it.what)
    assert of_hands.because == (
        "The session of Monday morning is full. With sessions of up to 14 minutes "
        "there is room for one of them."
    )


def test_rest_after_firm_work_is_told_where_nothing_else_helps() -> None:
    done = tuple(
        DoneWork("reflexology", place, 150, dt.datetime(2026, 12, 5, 8))  # noqa: DTZ001
        for place in FEET
    )
    now = dt.datetime(2026, 12, 5, 9)  # noqa: DTZ001 - local time
    days = {day: it for day, it in clear().items() if day >= SAT}
    wish = wish_for(FIST, BALL, slots={6: (MORNING,)}, done=done)

    plan = draft_plan(days, wish, LIBRARY, WEEK, now)

    assert isinstance(plan, Plan)
    lack = lacks(plan, FIST)
    assert lack.because == (
        "The left foot and right foot rest for a day after firm work."
    )


def test_cold_waits_for_a_day_without_warmth() -> None:
    now = dt.datetime(2026, 12, 6, 7)  # noqa: DTZ001 - local time
    wish = wish_for(WARM, ICE, minutes=60, slots={6: tuple(Slot)})

    plan = draft_plan({SUN: clear()[SUN]}, wish, LIBRARY, WEEK, now)

    assert isinstance(plan, Plan)
    told = [it.because for it in plan.not_given]
    assert told == ["Warmth and cold never come to one place on one day."]


def test_what_is_not_allowed_says_what_it_waits_for() -> None:
    wound = Given(Answer.YES, (Where.parse("left foot"),))
    clearances = clear(diabetes=Answer.YES, broken_skin=wound)

    plan = plan_with(wish_for(OIL, ICE), *daily(OIL), clearances=clearances)

    assert lacks(plan, ICE).what == "all of it"
    assert "right foot: it waits for the OK of your podiatrist" in (
        lacks(plan, ICE).because.lower().replace("ok", "OK")
    )
    assert lacks(plan, OIL) == NotGiven(
        OIL,
        "left foot",
        "It is not done with “A cut, blister, sore or other broken skin”.",
    )


@pytest.mark.hazard("H-67")
def test_days_after_an_ok_has_ended_are_named() -> None:
    said = {"diabetes": Given(Answer.YES)}
    ok = ClinicianOk("diabetes", ICE, (LEFT,), "podiatrist", MON, WED)
    other = replace(ok, places=(RIGHT,), until=SUN)
    answers = Answers(Giver.HELPER, FEET, said, oks=(ok, other), unmentioned=Answer.NO)
    clearances = {day: screen(answers, LIBRARY, day) for day in WEEK.days}

    plan = plan_with(wish_for(ICE), *daily(ICE), clearances=clearances)

    lack = lacks(plan, ICE)
    assert lack.what == "4 of 7 times, left foot"
    assert lack.because.startswith("On Thursday it waits for the OK of your podiatrist")
    assert [len(s.work[0].seconds) for s in plan.sessions] == [2, 2, 2, 1, 1, 1, 1]


def test_what_was_left_out_or_waits_is_told_when_it_was_named() -> None:
    wish = wish_for(OIL, BALL, "circular-pressure", leave_out=(BALL,))

    plan = plan_with(wish, *daily(OIL))

    assert lacks(plan, BALL).because == (
        "You left it out. Take it off what you leave out to have it."
    )
    assert lacks(plan, "circular-pressure").because.startswith(
        "It has no fixed number of times."
    )


def test_beyond_the_best_three_nothing_is_missed() -> None:
    wish = wish_for(slots=dict.fromkeys(range(7), tuple(Slot)), minutes=60)

    told = {it.technique_id for it in plan_with(wish, *daily(OIL)).not_given}

    assert told == {WARM, "reflexology"}


def test_a_dose_that_shrank_says_what_a_whole_one_takes() -> None:
    short = plan_with(wish_for(OIL, session_minutes=5), *daily(OIL))
    day = plan_with(wish_for(OIL, minutes=6), *daily(OIL))

    assert short.not_given == (
        NotGiven(
            OIL,
            "2 minutes 30 seconds instead of 5 minutes each, left foot and right foot",
            "A session has 5 minutes. Whole it takes 10 minutes in one session and on "
            "that day.",
        ),
    )
    assert day.not_given[0].because == (
        "Monday has 6 minutes left. Whole it takes 10 minutes on that day."
    )


@pytest.mark.hazard("H-72")
def test_after_the_review_of_a_programme_its_least_holds_and_is_said() -> None:
    programme = Prescription(1, "Ana", MON, TUE, (Prescribed(OIL, (), (2, 4)),))

    plan = plan_with(wish_for(OIL, prescription=programme), *daily(OIL))

    assert why(plan, OIL)[1].startswith("It is in the programme of Ana.")
    assert why(plan, OIL)[2].startswith(
        "The programme of Ana was to be looked at again by 1 December 2026. Until then "
        "its least holds."
    )
    assert [s.seconds for s in plan.sessions[:3]] == [480, 480, 240]


def test_a_search_that_ended_early_says_that_there_may_be_room() -> None:
    plan = plan_with(wish_for(OIL), *daily(OIL, MON), status=Status.FEASIBLE)

    assert lacks(plan, OIL).because.startswith("There may be room for it.")


def test_times_are_said_as_people_say_them() -> None:
    told = [minutes_in_words(s) for s in (300, 150, 61, 45, 0)]

    assert told == [
        "5 minutes",
        "2 minutes 30 seconds",
        "1 minute 1 second",
        "45 seconds",
        "0 minutes",
    ]


def said_in(plan: Plan | NoPlan) -> Iterator[str]:
    if isinstance(plan, NoPlan):
        yield from plan.because
        return
    for session in plan.sessions:
        for work in session.work:
            yield work.because
    for it in plan.not_given:
        yield it.because


@settings(max_examples=500 if IS_LONG else 12)
@given(st.integers(0, 10_000))
def test_every_sentence_is_plain_and_everything_wished_for_is_accounted_for(
    seed: int,
) -> None:
    who = person(seed)
    made = draft_plan(*who.arguments())  # type: ignore[arg-type]

    for told in said_in(made):
        assert not told[0].islower()
        assert told.endswith((".", "”", "?"))
        assert "{" not in told
        # What a condition is called is the knowledge's own business.
        assert grade(re.sub(r"“[^”]*”", "“pain”", told)) <= HARD, told
    if isinstance(made, Plan):
        accounted = {it.technique_id for it in made.not_given}
        accounted |= {w.technique_id for s in made.sessions for w in s.work}
        demand = who.demand()
        assert isinstance(demand, Demand)
        assert set(who.wish.techniques) <= accounted | {
            unit.technique.id for unit in demand.units if not unit.wanted
        }
        had = Counter(
            (work.technique_id, place.whole)
            for session in made.sessions
            for work in session.work
            for place in work.seconds
        )
        lack = Counter[tuple[str, str]]()
        for it in made.not_given:
            if found := re.match(r"(\d+) of \d+ times, (.*)", it.what):
                for name in re.split(", | and ", found[2]):
                    lack[it.technique_id, name] += int(found[1])
        for unit in demand.units:
            for place in {p.whole for dose in unit.doses.values() for p in dose}:
                name = f"{place.side} {place.region.replace('-', ' ')}"
                key = (unit.technique.id, place)
                missing = max(0, unit.wanted - had[key])
                assert lack[unit.technique.id, name] == missing, (key, made.not_given)


@settings(max_examples=500 if IS_LONG else 12)
@given(st.integers(0, 10_000))
def test_as_many_more_minutes_as_it_says_do_make_room_and_fewer_do_not(
    seed: int,
) -> None:
    who = person(seed)
    made = draft_plan(*who.arguments())  # type: ignore[arg-type]
    demand = who.demand()
    told = made.not_given if isinstance(made, Plan) else ()
    for it in [it for it in told if "more minute" in it.because][:2]:
        found = re.search(
            r"full\. With (\d+) more minutes? on (\w+) there is room", it.because
        )
        if not found or not isinstance(demand, Demand) or not isinstance(made, Plan):
            continue
        for more in (int(found[1]), int(found[1]) - 1):
            wish = replace(who.wish, minutes_per_day=who.wish.minutes_per_day + more)
            fits = any(
                not broken_promises(longer, who.clearances, wish, LIBRARY)
                for longer in one_more(made, it, demand, found[2], who)
            )
            assert fits is (more == int(found[1])), (it, more)


def one_more(
    plan: Plan, lack: NotGiven, demand: Demand, day: str, who: Person
) -> Iterator[Plan]:
    """Yield the plan with one more time of what is lacking, on the day named."""
    for number, unit in enumerate(demand.units):
        names = {p.region for dose in unit.doses.values() for p in dose}
        if unit.technique.id != lack.technique_id or not all(
            name.replace("-", " ") in lack.what for name in names
        ):
            continue
        placed = {
            (n, session.sitting)
            for session in plan.sessions
            for work in session.work
            for n, other in enumerate(demand.units)
            if other.technique.id == work.technique_id
            and other.region in {place.region for place in work.seconds}
        }
        for sitting in demand.sittings:
            choice = (number, sitting)
            if (
                f"{sitting.day:%A}" == day
                and sitting.day in unit.doses
                and choice not in placed
            ):
                more = frozenset({*placed, choice})
                yield explained(
                    demand, more, (), plan.status, who.clearances, who.wish, LIBRARY
                )
