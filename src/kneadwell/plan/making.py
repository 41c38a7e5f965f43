"""From clearance and wish to a plan that explains itself."""

import datetime as dt
from collections.abc import Callable, Mapping

from kneadwell.knowledge import Library
from kneadwell.plan.because import explained
from kneadwell.plan.demand import demand_of
from kneadwell.plan.goals import aims_of, values_of
from kneadwell.plan.greedy import place
from kneadwell.plan.limits import Choices
from kneadwell.plan.plan import NoPlan, Plan, Status
from kneadwell.plan.solver import EFFORT, Progress, solve
from kneadwell.plan.week import USUAL_STARTS, Slot, Week
from kneadwell.plan.wish import Wish
from kneadwell.screening import Clearance


def draft_plan(
    clearances: Mapping[dt.date, Clearance],
    wish: Wish,
    library: Library,
    week: Week,
    now: dt.datetime,
    starts: Mapping[Slot, dt.time] = USUAL_STARTS,
) -> Plan | NoPlan:
    """Return a plan that keeps every promise, at once; a better one may exist.

    Args:
        clearances: What may be done on each day of the week that is not over.
        wish: What the person would like, and has had.
        library: The edition that the clearances come from.
        week: Which week.
        now: Local time without an offset; a sitting that has begun is not free.
        starts: When each part of a day begins.

    Raises:
        WeekOverError: The week has passed.
    """
    demand = demand_of(clearances, wish, library, week, now, starts)
    if isinstance(demand, NoPlan):
        return demand
    placed = place(demand)
    aims = aims_of(demand, demand.last or placed)
    values = values_of(Choices(demand), aims, placed)
    goals = tuple(aims.said(name, value, 0) for name, value in values.items())
    return explained(demand, placed, goals, Status.FEASIBLE, clearances, wish, library)


def make_plan(  # noqa: PLR0913 - a week has that many sides
    clearances: Mapping[dt.date, Clearance],
    wish: Wish,
    library: Library,
    week: Week,
    now: dt.datetime,
    starts: Mapping[Slot, dt.time] = USUAL_STARTS,
    *,
    tell: Callable[[Progress], None] | None = None,
    effort: float = EFFORT,
) -> Plan | NoPlan:
    """Return the best plan of the week, as far as it can be proven.

    The same arguments give the same plan, byte for byte.

    Args:
        clearances: What may be done on each day of the week that is not over.
        wish: What the person would like, and has had.
        library: The edition that the clearances come from.
        week: Which week.
        now: Local time without an offset; a sitting that has begun is not free.
        starts: When each part of a day begins.
        tell: Hears of each goal before it is tried.
        effort: Steps for one goal; with fewer, more goals stay unproven.

    Raises:
        WeekOverError: The week has passed.
    """
    demand = demand_of(clearances, wish, library, week, now, starts)
    if isinstance(demand, NoPlan):
        return demand
    solved = solve(demand, tell, effort=effort)
    return explained(
        demand, solved.placed, solved.goals, solved.status, clearances, wish, library
    )
