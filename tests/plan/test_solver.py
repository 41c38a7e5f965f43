"""What comes out of the solver, and out of the greedy plan before it."""

from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest

from kneadwell.plan import (
    Demand,
    NoPlan,
    Plan,
    Status,
    broken_promises,
    draft_plan,
    make_plan,
)
from kneadwell.plan.goals import GOALS, aims_of, values_of
from kneadwell.plan.greedy import place
from kneadwell.plan.limits import Choice, Choices, limits_of
from kneadwell.plan.solver import Progress, solve
from tests.effort import IS_LONG
from tests.plan.highs import worth
from tests.plan.people import Person, person, with_a_demand

PEOPLE = 2000 if IS_LONG else 100
EFFORT = 0.5 if IS_LONG else 0.02


@pytest.mark.hazard("H-67")
@pytest.mark.hazard("H-68")
@pytest.mark.hazard("H-69")
@pytest.mark.hazard("H-70")
@pytest.mark.hazard("H-73")
@pytest.mark.parametrize("tenth", range(10))
def test_every_plan_and_every_draft_keep_every_promise(tenth: int) -> None:
    for seed in range(tenth, PEOPLE, 10):
        somebody = person(seed)
        draft, plan = draft_plan(*somebody.arguments()), _made(somebody)
        assert isinstance(draft, Plan) is isinstance(plan, Plan)
        if isinstance(draft, Plan) and isinstance(plan, Plan):
            assert draft.status is Status.FEASIBLE
            assert _broken(draft, somebody) == (), seed
            assert _broken(plan, somebody) == (), seed


@pytest.mark.hazard("H-67")
def test_nothing_is_planned_where_nothing_may_be() -> None:
    for seed in range(20):
        somebody = person(seed, slots={})
        assert isinstance(_made(somebody), NoPlan)
        assert isinstance(draft_plan(*somebody.arguments()), NoPlan)


@pytest.mark.hazard("H-67")
def test_nothing_is_placed_on_a_closed_sitting() -> None:
    _, demand = with_a_demand(7)
    first = solve(demand, effort=EFFORT).placed
    closed = replace(demand, closed=demand.closed | first)
    assert first
    assert not solve(closed, effort=EFFORT).placed & first
    assert not place(closed) & first


def test_nothing_comes_more_often_than_the_week_lets_it() -> None:
    _, demand = with_a_demand(51, 0.3)
    once = tuple(replace(unit, at_most=1) for unit in demand.units)
    for placed in _both_ways(replace(demand, units=once)):
        assert max(Counter(number for number, _ in placed).values()) == 1


def test_nothing_comes_more_often_than_a_day_lets_it() -> None:
    _, demand = with_a_demand(51, 0.3)
    once = tuple(
        replace(unit, at_most_on=dict.fromkeys(unit.at_most_on, 1))
        for unit in demand.units
    )
    for placed in _both_ways(replace(demand, units=once, windows=())):
        on_days = Counter((number, sitting.day) for number, sitting in placed)
        assert max(on_days.values()) == 1


def test_no_goal_is_lost_against_the_plan_at_once() -> None:
    for seed in range(8):
        _, demand = with_a_demand(seed)
        draft = place(demand)
        aims, choices = aims_of(demand, demand.last or draft), Choices(demand)
        solved = solve(demand, effort=EFFORT)
        ours, first = (
            list(values_of(choices, aims, placed).values())
            for placed in (solved.placed, draft)
        )
        assert ours <= first, seed


def test_each_goal_is_what_a_count_by_hand_says() -> None:
    for seed in range(8):
        _, demand = with_a_demand(seed)
        solved = solve(demand, effort=EFFORT)
        by_hand = worth(demand, solved.placed, demand.last or place(demand))
        said = {goal.name: goal.value for goal in solved.goals}
        assert said == pytest.approx(
            {k: float(v) for k, v in by_hand.items()}, abs=1e-4
        )
        assert tuple(said) == GOALS
        assert all(goal.bound <= goal.value for goal in solved.goals)


def test_on_weeks_small_enough_to_try_all_none_is_better() -> None:
    tried = 0
    for seed in range(120):
        _, demand = with_a_demand(seed, 0)
        demand = _with_few_sittings(demand, 4)
        if not 2 <= len(Choices(demand).all) <= 10:
            continue
        tried += 1
        last = demand.last or place(demand)
        solved = solve(demand)
        best = min(
            tuple(worth(demand, taken, last).values()) for taken in _all_plans(demand)
        )
        assert solved.status is Status.OPTIMAL
        assert tuple(worth(demand, solved.placed, last).values()) == best, seed
    assert tried > 15


def test_a_plan_whose_effort_ran_out_says_so_and_how_far_it_may_be() -> None:
    somebody, _ = with_a_demand(11, 0.7)
    plan = make_plan(*somebody.arguments(), effort=0)
    assert isinstance(plan, Plan)
    assert plan.status is Status.FEASIBLE
    assert any(goal.bound < goal.value for goal in plan.objective)
    assert _broken(plan, somebody) == ()


def test_an_ordinary_week_is_proven() -> None:
    for seed in range(5):
        somebody, _ = with_a_demand(seed, 0)
        plan = make_plan(*somebody.arguments())
        assert isinstance(plan, Plan)
        assert plan.status is Status.OPTIMAL
        assert all(goal.is_proven for goal in plan.objective)


def test_each_goal_is_told_before_it_is_proven() -> None:
    somebody, _ = with_a_demand(3, 0.3)
    heard: list[Progress] = []
    make_plan(*somebody.arguments(), tell=heard.append, effort=EFFORT)
    assert [progress.goal_name for progress in heard] == list(GOALS)
    assert [progress.number for progress in heard] == [1, 2, 3, 4, 5, 6, 7]
    assert {progress.of for progress in heard} == {7}


def test_who_stops_gets_the_plan_so_far() -> None:
    _, demand = with_a_demand(3, 0.7)
    solved = solve(demand, stop=lambda: True)
    assert solved.placed == place(demand)
    assert solved.status is Status.FEASIBLE


def test_a_regular_week_stays_as_it_was() -> None:
    somebody, demand = with_a_demand(2, 0)
    placed = solve(demand).placed
    again = solve(replace(demand, last=placed))
    assert again.placed == placed
    assert somebody.wish.slots
    assert again.goals[-1].value == 0


def test_times_do_not_grow_only_to_even_out_the_days() -> None:
    for seed in range(8):
        _, demand = with_a_demand(seed, 0.2)
        placed = solve(demand, effort=EFFORT).placed
        for number, unit in enumerate(demand.units):
            alike = len({tuple(dose) for dose in unit.doses.values()}) == 1
            if alike and not unit.is_preferred:
                assert sum(n == number for n, _ in placed) <= unit.wanted


def _both_ways(demand: Demand) -> tuple[frozenset[Choice], ...]:
    return place(demand), solve(demand, effort=EFFORT).placed


def _made(somebody: Person) -> Plan | NoPlan:
    return make_plan(*somebody.arguments(), effort=EFFORT)


def _broken(plan: Plan, somebody: Person) -> tuple[str, ...]:
    clearances, wish, library, *_ = somebody.arguments()
    return broken_promises(plan, clearances, wish, library)


def _with_few_sittings(demand: Demand, count: int) -> Demand:
    sittings = demand.sittings[:count]
    return replace(demand, sittings=sittings)


def _all_plans(demand: Demand) -> list[frozenset[Choice]]:
    """Return every plan that keeps the promises, and plans nothing without need."""
    choices = Choices(demand)
    limits = limits_of(choices)
    aims = aims_of(demand, ())
    plans = []
    for count in range(len(choices.all) + 1):
        for taken in map(frozenset, combinations(choices.all, count)):
            fits = all(
                sum(w for c, w in limit.weights.items() if c in taken) <= limit.most
                for limit in limits
            )
            needed = all(
                sum(n == number for n, _ in taken)
                <= max(
                    (s.times for s in (*aims.wanted, *aims.liked) if s.unit == number),
                    default=0,
                )
                for number in range(len(demand.units))
            )
            if fits and needed:
                plans.append(taken)
    return plans
