"""What a week may hold and should hold, before any of it is placed."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kneadwell.plan import (
    Demand,
    DoneWork,
    NoPlan,
    PlannedSession,
    PlannedWork,
    Sitting,
    Slot,
    Unit,
    Week,
    WeekOverError,
    Wish,
    demand_of,
    minutes_needed,
)
from kneadwell.screening import (
    Answer,
    Answers,
    ClinicianOk,
    Given,
    Prescribed,
    Prescription,
    Where,
    screen,
)
from kneadwell.vocabulary import EVERYWHERE, Giver, Place
from tests.effort import IS_LONG
from tests.screening.people import HARMLESS, given_to, no_to_all, persons
from tests.strategies import LIBRARY, TECHNIQUES

WEEK = Week.parse("2026-W49")
MON, TUE, WED, THU, FRI, SAT, SUN = WEEK.days
MORNING, MIDDAY, EVENING, BEDTIME = Slot
BEFORE = dt.datetime(2026, 11, 29, 20)  # noqa: DTZ001 - local time
LEFT, RIGHT = Place.parse("left foot"), Place.parse("right foot")
FEET = (LEFT, RIGHT)
TWICE = dict.fromkeys(range(7), (MORNING, EVENING))
NAMED = Wish(30, TWICE, techniques=TECHNIQUES)


def someone(*places: Place, **given: Given | Answer) -> Answers:
    return Answers(
        Giver.HELPER,
        places or FEET,
        {
            name.replace("_", "-"): said if isinstance(said, Given) else Given(said)
            for name, said in given.items()
        },
        unmentioned=Answer.NO,
    )


def asked(
    wish: Wish = NAMED,
    answers: Answers | None = None,
    now: dt.datetime = BEFORE,
    week: Week = WEEK,
) -> Demand | NoPlan:
    clearances = {
        day: screen(answers or someone(), LIBRARY, day)
        for day in week.days
        if day >= now.date()
    }
    return demand_of(clearances, wish, LIBRARY, week, now)


def demanded(
    wish: Wish = NAMED, answers: Answers | None = None, now: dt.datetime = BEFORE
) -> Demand:
    demand = asked(wish, answers, now)
    assert isinstance(demand, Demand), demand
    return demand


def unit_of(demand: Demand, technique_id: str, region: str = "foot") -> Unit:
    return next(
        unit
        for unit in demand.units
        if (unit.technique.id, unit.region) == (technique_id, region)
    )


def number_of(demand: Demand, technique_id: str) -> int:
    return demand.units.index(unit_of(demand, technique_id))


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def had(
    technique_id: str, when: str, seconds: int = 120, *places: Place
) -> list[DoneWork]:
    return [DoneWork(technique_id, p, seconds, at(when)) for p in places or FEET]


def test_sittings_are_the_free_ones_that_have_not_begun() -> None:
    wish = replace(NAMED, slots={0: (MORNING, EVENING), 2: (BEDTIME,)})

    demand = demanded(wish, now=at("2026-11-30T08:00"))

    assert demand.sittings == (Sitting(MON, EVENING), Sitting(WED, BEDTIME))
    assert demand.starts[Sitting(WED, BEDTIME)] == at("2026-12-02T21:30")


def test_a_dose_is_the_articles_least_within_the_caps() -> None:
    demand = demanded()

    assert unit_of(demand, "foot-massage-essential-oils").doses[MON] == {
        LEFT: 300,
        RIGHT: 300,
    }
    assert unit_of(demand, "warm-compress").doses[MON][LEFT] == 300
    assert unit_of(demand, "reflexology").doses[MON][LEFT] == 150
    assert demand.limb_s[MON] == {LEFT: 300, RIGHT: 300}
    felt = replace(someone(), touch_check=dict.fromkeys(FEET, MON))
    normal = demanded(answers=felt)
    assert unit_of(normal, "warm-compress").doses[MON][LEFT] == 450
    assert normal.limb_s[MON] == {LEFT: 600, RIGHT: 600}


def test_a_dose_shrinks_alike_to_what_a_session_or_a_day_holds() -> None:
    short = demanded(replace(NAMED, session_minutes=5))
    day = demanded(replace(NAMED, minutes_per_day=4))
    oil = "foot-massage-essential-oils"

    assert unit_of(short, oil).doses[MON] == {LEFT: 150, RIGHT: 150}
    assert unit_of(day, oil).doses[MON] == {LEFT: 120, RIGHT: 120}
    assert unit_of(day, oil).full_s[MON] == 300
    assert unit_of(demanded(replace(NAMED, minutes_per_day=1)), oil).doses[MON] == {
        LEFT: 30,
        RIGHT: 30,
    }


def test_seconds_that_made_no_time_or_went_beyond_a_dose_are_taken_off() -> None:
    done = [
        *had("rolling-ball", "2026-11-29T22:00", 15),
        *had("foot-massage-essential-oils", "2026-11-28T18:00", 15),
        *had("ice-massage", "2026-11-30T01:00", 150),
    ]

    demand = demanded(replace(NAMED, done=tuple(done)))

    assert unit_of(demand, "rolling-ball").doses[MON][LEFT] == 105
    assert unit_of(demand, "rolling-ball").doses[TUE][LEFT] == 120
    assert unit_of(demand, "foot-massage-essential-oils").doses[MON][LEFT] == 300
    assert unit_of(demand, "ice-massage").doses[MON][LEFT] == 60


def test_times_come_from_the_article_for_the_days_that_are_left() -> None:
    demand = demanded(now=at("2026-12-03T07:00"))

    oil = unit_of(demand, "foot-massage-essential-oils")
    assert (oil.wanted, oil.at_most, oil.reach) == (4, 4, 4)
    ball = unit_of(demand, "rolling-ball")
    assert (ball.wanted, ball.at_most, ball.at_most_on[THU]) == (4, 8, 2)
    fist = unit_of(demand, "knuckle-pressure")
    assert (fist.wanted, fist.at_most, fist.at_most_on[THU]) == (2, 3, 1)
    points = unit_of(demand, "reflexology")
    assert (points.wanted, points.at_most) == (1, 1)


def test_times_that_were_had_count_and_short_tries_do_not() -> None:
    done = [
        *had("knuckle-pressure", "2026-11-30T18:20"),
        *had("knuckle-pressure", "2026-12-02T18:20", 19),
        *had("foot-massage-essential-oils", "2026-12-01T08:00"),
        *had("foot-massage-essential-oils", "2026-12-03T06:00"),
    ]

    demand = demanded(replace(NAMED, done=tuple(done)), now=at("2026-12-03T07:00"))

    fist = unit_of(demand, "knuckle-pressure")
    assert (fist.wanted, fist.wanted_in_all, fist.at_most) == (1, 2, 2)
    oil = unit_of(demand, "foot-massage-essential-oils")
    assert (oil.wanted, oil.wanted_in_all, oil.had) == (3, 5, 2)
    assert oil.at_most_on[THU] == 0
    assert demand.done_s[MON] == 240
    assert demand.day_s[THU] == 30 * 60 - 240


@pytest.mark.hazard("H-75")
def test_a_day_that_went_by_leaves_no_debt() -> None:
    done = tuple(had("foot-massage-essential-oils", "2026-11-30T08:20"))

    demand = demanded(replace(NAMED, done=done), now=at("2026-12-04T07:00"))

    assert unit_of(demand, "foot-massage-essential-oils").wanted == 3


def test_of_no_named_techniques_the_best_three_are_taken() -> None:
    unnamed = replace(NAMED, techniques=())

    def taken(**changed: object) -> list[str]:
        demand = demanded(replace(unnamed, **changed))  # type: ignore[arg-type]
        return [unit.technique.id for unit in demand.units]

    best = ["warm-compress", "foot-massage-essential-oils", "reflexology"]
    assert taken() == best
    assert taken(prefer=("rolling-ball",)) == best
    assert taken(leave_out=("reflexology",), prefer=("knuckle-pressure",)) == [
        *best[:2],
        "knuckle-pressure",
    ]
    assert taken(leave_out=tuple(best), as_needed=("circular-pressure",)) == [
        "rolling-ball",
        "circular-pressure",
        "knuckle-pressure",
    ]


def test_round_strokes_wait_until_they_are_needed() -> None:
    assert "circular-pressure" not in {u.technique.id for u in demanded().units}

    unit = unit_of(
        demanded(replace(NAMED, as_needed=("circular-pressure",))), "circular-pressure"
    )
    assert (unit.wanted, unit.at_most) == (7, 14)


def test_what_was_left_out_stays_out_though_it_was_named() -> None:
    demand = demanded(replace(NAMED, leave_out=("rolling-ball",)))

    assert "rolling-ball" not in {unit.technique.id for unit in demand.units}


@pytest.mark.hazard("H-67")
def test_a_day_counts_only_while_the_ok_holds() -> None:
    ok = ClinicianOk("diabetes", "ice-massage", FEET, "podiatrist", MON, WED)
    demand = demanded(answers=replace(someone(diabetes=Answer.YES), oks=(ok,)))

    assert list(unit_of(demand, "ice-massage").doses) == [MON, TUE, WED]


def test_a_place_that_is_not_allowed_leaves_the_other_its_dose() -> None:
    wound = Given(Answer.YES, (Where.parse("left foot"),))
    demand = demanded(answers=someone(broken_skin=wound))

    assert unit_of(demand, "reflexology").doses[MON] == {RIGHT: 150}


def test_a_spot_is_kept_where_it_can_be_chosen_and_is_the_whole_place_elsewhere() -> (
    None
):
    spot = Place.parse("left foot/sole-arch")

    demand = demanded(answers=someone(spot, LEFT))

    assert list(unit_of(demand, "ice-massage").doses[MON]) == [spot]
    assert list(unit_of(demand, "rolling-ball").doses[MON]) == [LEFT]


def test_units_come_in_the_order_of_work() -> None:
    ids = [unit.technique.id for unit in demanded(answers=someone(*EVERYWHERE)).units]

    assert ids[0] == "warm-compress"
    assert set(ids[-6:]) == {"deep-tissue-legs", "reflexology", "knuckle-pressure"}


def test_a_prescription_is_the_most_and_then_what_is_wanted() -> None:
    programme = Prescription(
        1,
        "Ana",
        MON,
        WED,
        (Prescribed("foot-massage-essential-oils", (LEFT,), (2, 4), (2, 3, "week")),),
    )

    demand = demanded(replace(NAMED, prescription=programme))

    (unit,) = demand.units
    assert unit.doses[WED] == {LEFT: 240}
    assert unit.doses[THU] == {LEFT: 120}
    assert (unit.wanted, unit.at_most) == (2, 2)


@pytest.mark.hazard("H-68", "H-69", "H-70")
@pytest.mark.parametrize(
    ("done", "technique_id", "closed"),
    [
        (had("reflexology", "2026-11-30T07:00"), "knuckle-pressure", {MON, TUE}),
        (had("reflexology", "2026-11-29T07:00"), "knuckle-pressure", {MON}),
        (had("warm-compress", "2026-11-30T07:00", 5), "ice-massage", {MON}),
        (had("ice-massage", "2026-11-30T06:00"), "ice-massage", {(MON, MORNING)}),
        (had("ice-massage", "2026-11-30T05:00"), "ice-massage", set()),
        (
            had("foot-massage-essential-oils", "2026-11-29T18:00"),
            "foot-massage-essential-oils",
            {(MON, MORNING)},
        ),
        (had("rolling-ball", "2026-11-29T18:00"), "rolling-ball", set()),
        (had("rolling-ball", "2026-11-30T07:00", 120, LEFT), "reflexology", set()),
    ],
)
def test_what_was_done_keeps_sittings_closed(
    done: list[DoneWork], technique_id: str, closed: set[object]
) -> None:
    demand = demanded(replace(NAMED, done=tuple(done)))

    number = number_of(demand, technique_id)
    found = {sitting for n, sitting in demand.closed if n == number}
    assert found == {
        sitting
        for sitting in demand.sittings
        if sitting.day in closed or (sitting.day, sitting.slot) in closed
    }


def test_what_was_done_and_what_is_to_come_share_the_times_of_twenty_hours() -> None:
    wish = replace(NAMED, slots={0: (MORNING, MIDDAY, EVENING)})
    done = tuple(had("rolling-ball", "2026-11-29T21:30"))

    demand = demanded(replace(wish, done=done))

    number = number_of(demand, "rolling-ball")
    windows = {
        (frozenset(s.slot for s in window.sittings), window.at_most)
        for window in demand.windows
        if window.unit == number
    }
    assert (frozenset({MORNING, MIDDAY}), 1) in windows


def test_ice_needs_its_hours_between() -> None:
    wish = replace(NAMED, slots={0: (EVENING, BEDTIME)})
    late = {
        **dict.fromkeys(Slot, dt.time(8)),
        EVENING: dt.time(19),
        BEDTIME: dt.time(22),
    }
    clearances = {day: screen(someone(), LIBRARY, day) for day in WEEK.days}

    demand = demand_of(clearances, wish, LIBRARY, WEEK, BEFORE, late)

    assert isinstance(demand, Demand)
    number = number_of(demand, "ice-massage")
    assert [w.at_most for w in demand.windows if w.unit == number] == [1]
    usual = demanded(wish)
    number = number_of(usual, "ice-massage")
    assert [w for w in usual.windows if w.unit == number] == []


def test_the_plan_before_is_read_by_weekday_and_part_of_day() -> None:
    work = PlannedWork("rolling-ball", {LEFT: 60})
    last = (
        PlannedSession(MON - dt.timedelta(days=7), EVENING, (work,)),
        PlannedSession(TUE - dt.timedelta(days=7), MIDDAY, (work,)),
    )

    demand = demanded(replace(NAMED, last_plan=last))

    assert demand.last == {(number_of(demand, "rolling-ball"), Sitting(MON, EVENING))}


def test_minutes_needed_are_those_of_whole_doses() -> None:
    wish = replace(NAMED, techniques=("foot-massage-essential-oils", "reflexology"))

    assert minutes_needed(demanded(wish)) == 7 * 10 + 5
    assert minutes_needed(demanded(replace(wish, session_minutes=5))) == 7 * 10 + 5


@pytest.mark.parametrize(
    ("changed", "answers", "told"),
    [
        ({"minutes_per_day": 0}, someone(), "There are no minutes in a day"),
        ({"session_minutes": 0}, someone(), "There are no minutes in a session"),
        ({"slots": {}}, someone(), "No part of any day is free."),
        ({"leave_out": TECHNIQUES}, someone(), "you left it out."),
        (
            {"techniques": ("circular-pressure",)},
            someone(),
            "it has no fixed number of times.",
        ),
        (
            {"techniques": ("hand-compression",)},
            someone(),
            "it is for the hand, and no such place was asked for.",
        ),
        (
            {},
            someone(broken_skin=Answer.YES),
            "it is not done with “A cut, blister, sore or other broken skin”.",
        ),
        (
            {"techniques": ("ice-massage",)},
            someone(diabetes=Answer.YES),
            "of your podiatrist or your nurse. The reason is “Diabetes of any type”.",
        ),
        (
            {"techniques": ("ice-massage",)},
            someone(diabetes=Answer.UNKNOWN),
            "which nobody has ruled out yet. Ask your doctor",
        ),
        (
            {"techniques": ("reflexology",)},
            replace(someone(cannot_report_pain=Answer.YES), giver=Giver.SELF),
            "here it takes the hands of someone else.",
        ),
        (
            {},
            someone(gout_flare=Answer.YES),
            "No massage now, because of “A gout attack now”. Wait until",
        ),
        (
            {},
            someone(gout_flare=Answer.UNKNOWN),
            "No massage until this is known: “A gout attack now”. Ask someone",
        ),
        (
            {},
            someone(stroke=Answer.YES),
            "No massage now: this sign needs help first (emergency now). “",
        ),
        (
            {"prescription": Prescription(1, "Ana", MON, SUN, (), TECHNIQUES)},
            someone(),
            "the programme of Ana rules it out. Ask Ana about it.",
        ),
        (
            {
                "prescription": Prescription(
                    1, "Ana", MON, SUN, (Prescribed("hand-compression"),)
                )
            },
            someone(),
            "the programme of Ana does not have it there.",
        ),
    ],
)
def test_where_nothing_can_be_placed_it_says_what_blocks_it(
    changed: dict[str, object], answers: Answers, told: str
) -> None:
    found = asked(replace(NAMED, **changed), answers)  # type: ignore[arg-type]

    assert isinstance(found, NoPlan)
    assert any(told in sentence for sentence in found.because), found.because


@pytest.mark.hazard("H-53")
def test_a_stop_is_told_alone() -> None:
    wish = replace(NAMED, slots={}, leave_out=("rolling-ball",))

    found = asked(wish, someone(gout_flare=Answer.YES))

    assert isinstance(found, NoPlan)
    assert [told[:15] for told in found.because] == ["No massage now,"]


def test_when_all_free_parts_of_the_week_have_passed_it_says_so() -> None:
    found = asked(replace(NAMED, slots={0: (MORNING,)}), now=at("2026-12-01T10:00"))

    assert isinstance(found, NoPlan)
    assert found.because[0].startswith("The parts of the week that were free have")


def test_when_all_has_been_done_it_says_so() -> None:
    wish = replace(NAMED, techniques=("reflexology",))
    done = tuple(had("reflexology", "2026-11-30T07:00"))

    found = asked(replace(wish, done=done), now=at("2026-11-30T07:30"))

    assert isinstance(found, NoPlan)
    assert found.because[0].startswith("What was done lately, and the minutes that")


def test_a_week_that_is_over_is_an_error() -> None:
    with pytest.raises(WeekOverError, match=r"2026-W49 is over\. Name 2026-W50"):
        asked(now=at("2026-12-07T00:00"))
    assert isinstance(asked(now=at("2026-12-06T07:00")), Demand)


ALL = Wish(
    60,
    dict.fromkeys(range(7), (MORNING, EVENING)),
    techniques=TECHNIQUES,
    as_needed=("circular-pressure",),
)


def alone(
    answers: Answers, wish: Wish = ALL
) -> Mapping[tuple[str, Place, dt.date], int]:
    """Return what each place may have when no other place is asked for."""
    found: dict[tuple[str, Place, dt.date], int] = {}
    for place in {place.whole for place in answers.places}:
        demand = asked(wish, replace(answers, places=(place,)))
        for unit in demand.units if isinstance(demand, Demand) else ():
            for day, dose in unit.doses.items():
                found |= {(unit.technique.id, p, day): s for p, s in dose.items()}
    return found


def possible(answers: Answers, wish: Wish = ALL) -> set[tuple[str, Place, dt.date]]:
    demand = asked(wish, answers)
    units = demand.units if isinstance(demand, Demand) else ()
    return {
        (unit.technique.id, place.whole, day)
        for unit in units
        for day, dose in unit.doses.items()
        for place in dose
    }


@pytest.mark.hazard("H-02", "H-67")
@settings(max_examples=200 if IS_LONG else 10)
@given(persons(), st.data())
def test_one_more_yes_or_unknown_never_adds_work_or_seconds(
    before: Answers, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(HARMLESS))
    told = data.draw(given_to(name))
    if before.answer_to(name) is not Answer.NO or told.answer is Answer.NO:
        return
    # Who marks a sore spot keeps off that spot alone: an exchange, no loosening.
    told = replace(told, where=tuple(w for w in told.where if w.spot is None))
    before = replace(
        before, places=tuple(dict.fromkeys(p.whole for p in before.places))
    )

    after = replace(before, given={**before.given, name: told})

    assert possible(after) <= possible(before)
    was, now = alone(before), alone(after)
    assert all(now[key] <= was[key] for key in now)


@pytest.mark.hazard("H-72")
@settings(max_examples=200 if IS_LONG else 10)
@given(st.data())
def test_a_prescription_never_adds_work_or_seconds(data: st.DataObject) -> None:
    some = st.lists(st.sampled_from(TECHNIQUES), max_size=3, unique=True)
    listed = data.draw(some)
    pairs = st.tuples(st.integers(1, 4), st.integers(4, 12))
    often = st.tuples(
        st.integers(1, 2), st.integers(2, 5), st.sampled_from(["day", "week"])
    )
    programme = Prescription(
        1,
        "Ana",
        MON,
        data.draw(st.sampled_from(WEEK.days)),
        tuple(
            Prescribed(
                name, (), data.draw(st.none() | pairs), data.draw(st.none() | often)
            )
            for name in listed
        ),
        tuple(name for name in data.draw(some) if name not in listed),
    )
    answers = no_to_all(FEET)
    ruled = replace(ALL, prescription=programme)

    assert possible(answers, ruled) <= possible(answers)
    was, now = alone(answers), alone(answers, ruled)
    assert all(now[key] <= was[key] for key in now)
    demand, free = asked(ruled, answers), asked(ALL, answers)
    assert isinstance(free, Demand)
    for unit in demand.units if isinstance(demand, Demand) else ():
        usual = unit_of(free, unit.technique.id, unit.region)
        assert unit.at_most <= usual.at_most
        assert unit.wanted <= usual.wanted
