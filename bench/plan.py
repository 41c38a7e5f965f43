"""How long a week takes to plan, how much is proven, and what others make of it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median, quantiles

from kneadwell.plan import Demand, Status
from kneadwell.plan.goals import GOALS
from kneadwell.plan.greedy import place
from kneadwell.plan.limits import Choice
from kneadwell.plan.solver import solve
from tests.plan.highs import lexicographic, worth
from tests.plan.people import with_a_demand

PEOPLE = 200
BESIDE_EVERY = 10
"""HiGHS plans for every tenth of them, or this would take all day."""
HIGHS_S = 0.5
"""For one goal, which is about what a goal takes us; they would take minutes more."""


@dataclass(frozen=True)
class Planned:
    """One person's week: CPU seconds of each way, and what came out."""

    solved_s: float
    greedy_s: float
    is_proven: bool
    proven_goals: int
    best: dict[str, Fraction]
    at_once: dict[str, Fraction]
    demand: Demand


def plan_weeks() -> list[Planned]:
    """Plan for 200 people, from three techniques and two feet to ten of each."""
    solve(with_a_demand(0, 0)[1])  # loads OR-Tools
    return [_planned(seed, seed / (PEOPLE - 1)) for seed in range(PEOPLE)]


def highs_s(weeks: Sequence[Planned]) -> tuple[float, float, int, int]:
    """Return CPU seconds of HiGHS and of us for some, and goals that each proved."""
    ours_s, theirs_s, ours, theirs = [], [], 0, 0
    for week in weeks[::BESIDE_EVERY]:
        began = time.process_time()
        found = lexicographic(week.demand, _last(week.demand), HIGHS_S)
        theirs_s.append(time.process_time() - began)
        ours_s.append(week.solved_s)
        ours += week.proven_goals
        theirs += sum(best.is_proven for best in found.values())
    return median(theirs_s), median(ours_s), theirs, ours


def p95(numbers: Sequence[float]) -> float:
    """Return what 95 of 100 stay under."""
    return quantiles(numbers, n=20, method="inclusive")[-1]


def lost_at(goal: str, weeks: Sequence[Planned]) -> tuple[int, float, float]:
    """Return how often greedy is worse at a goal, as good before it, and means."""
    before = GOALS[: GOALS.index(goal)]
    alike = [
        week
        for week in weeks
        if all(week.best[name] == week.at_once[name] for name in before)
    ]
    worse = sum(week.at_once[goal] > week.best[goal] for week in alike)
    means = (
        sum(float(getattr(week, kind)[goal]) for week in weeks) / len(weeks)
        for kind in ("at_once", "best")
    )
    return worse, *means


def _planned(seed: int, hardness: float) -> Planned:
    _, demand = with_a_demand(seed, hardness)
    began = time.process_time()
    draft = place(demand)
    greedy_s = time.process_time() - began
    began = time.process_time()
    solved = solve(demand)
    solved_s = time.process_time() - began
    last = _last(demand)
    return Planned(
        solved_s,
        greedy_s,
        solved.status is Status.OPTIMAL,
        sum(goal.is_proven for goal in solved.goals),
        worth(demand, solved.placed, last),
        worth(demand, draft, last),
        demand,
    )


def _last(demand: Demand) -> frozenset[Choice]:
    return demand.last or place(demand)
