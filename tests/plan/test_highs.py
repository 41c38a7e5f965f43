"""Another solver, with a model of its own, finds no better week."""

import pytest

from kneadwell.plan.greedy import place
from kneadwell.plan.solver import solve
from tests.effort import IS_LONG
from tests.plan.highs import HighsWeek, worth
from tests.plan.people import with_a_demand

PEOPLE = 200 if IS_LONG else 20
HARDEST = 1.0 if IS_LONG else 0.3
SECONDS = 20 if IS_LONG else 2
"""For one goal; what HiGHS does not prove in it is still no better."""


@pytest.mark.parametrize("tenth", range(10))
def test_highs_finds_no_better_value_at_any_proven_goal(tenth: int) -> None:
    agreed = 0
    for seed in range(tenth, PEOPLE, 10):
        _, demand = with_a_demand(seed, HARDEST * seed / PEOPLE)
        last = demand.last or place(demand)
        solved = solve(demand, effort=0.5)
        ours = worth(demand, solved.placed, last)
        week = HighsWeek(demand, last, SECONDS)
        for goal in solved.goals:
            best = week.best(goal.name)
            if goal.is_proven:
                assert best.value >= ours[goal.name], (seed, goal)
            if best.is_proven:
                assert best.value <= ours[goal.name], (seed, goal)
                assert float(best.value) >= goal.bound - 1e-4, (seed, goal)
            agreed += goal.is_proven and best.is_proven
            week.keep(goal.name, ours[goal.name])
    assert agreed >= 7
