"""What makes one week better than another, as whole numbers; less is better."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import lcm

from kneadwell.plan.demand import Demand
from kneadwell.plan.limits import Choice, Choices
from kneadwell.plan.plan import Goal

GOALS = (
    "worst-missing",
    "missing",
    "worse-places",
    "preferred",
    "evenness",
    "sessions",
    "change",
)
"""In the order in which they count."""
_SHARES = {"worst-missing", "missing", "worse-places", "preferred"}


@dataclass(frozen=True, slots=True)
class Short:
    """Times that are still to be had, and what each of them weighs when missing."""

    unit: int
    days: frozenset[dt.date]
    """A time on another day does not count here."""
    times: int
    each: int
    """In parts of `Aims.whole`, at one place."""
    places: int


@dataclass(frozen=True, slots=True)
class Aims:
    """The goals of a demand, with shares as parts of one whole number."""

    whole: int
    wanted: tuple[Short, ...]
    """By unit, and by days where its places are not cleared on the same ones."""
    liked: tuple[Short, ...]
    last: frozenset[Choice]

    def said(self, name: str, value: int, bound: int) -> Goal:
        """Return a goal as people read it: shares with four decimals."""
        parts = self.whole if name in _SHARES else 1
        said, below = round(value / parts, 4), round(bound / parts, 4)
        if bound < value:  # rounding must not make it look proven
            below = min(below, round(said - 0.0001, 4))
        return Goal(name, said, below)


def aims_of(demand: Demand, last: Collection[Choice]) -> Aims:
    """Return the goals; `last` is what the plan should stay close to."""
    units = demand.units
    asked = [unit.wanted_in_all for unit in units if unit.wanted > 0]
    reached = [unit.reach for unit in units if unit.is_preferred and unit.reach > 0]
    whole = lcm(1, *asked, *reached)
    wanted, liked = [], []
    for number, unit in enumerate(units):
        if unit.wanted > 0:
            for days, places in sorted(_by_days(demand, number).items(), key=repr):
                each = whole // unit.wanted_in_all
                wanted.append(Short(number, days, unit.wanted, each, places))
        if unit.is_preferred and unit.reach > unit.had:
            days = frozenset(unit.doses)
            each = whole // unit.reach
            liked.append(Short(number, days, unit.reach - unit.had, each, 1))
    return Aims(whole, tuple(wanted), tuple(liked), frozenset(last))


def values_of(
    choices: Choices, aims: Aims, placed: Collection[Choice]
) -> Mapping[str, int]:
    """Return how far each goal is from perfect, for a plan that is there."""
    demand = choices.demand
    times = Counter((number, sitting.day) for number, sitting in placed)

    def missing(short: Short) -> int:
        had = sum(times[short.unit, day] for day in short.days)
        return short.each * max(0, short.times - had)

    loads = {s.day: demand.done_s.get(s.day, 0) for s in demand.sittings}
    for choice in placed:
        loads[choice[1].day] += choices.seconds[choice]
    return dict(
        zip(
            GOALS,
            (
                max((missing(short) for short in aims.wanted), default=0),
                sum(missing(short) * short.places for short in aims.wanted),
                sum(
                    missing(short) * short.places
                    for short in aims.wanted
                    if demand.units[short.unit].is_worse
                ),
                sum(missing(short) for short in aims.liked),
                max(loads.values(), default=0) - min(loads.values(), default=0),
                len({sitting for _, sitting in placed}),
                len(aims.last ^ set(placed)),
            ),
            strict=True,
        )
    )


def _by_days(demand: Demand, number: int) -> Mapping[frozenset[dt.date], int]:
    """Return how many places of a unit are cleared on the same days."""
    doses = demand.units[number].doses
    places = sorted({place for there in doses.values() for place in there}, key=str)
    return Counter(
        frozenset(day for day, there in doses.items() if place in there)
        for place in places
    )
