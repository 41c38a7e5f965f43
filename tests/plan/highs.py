"""The week once more, for HiGHS: written from the promises, not from our solver.

It works by place and by pairs where ours works by unit and by sums, so that a slip in
one of them shows.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from math import lcm

import highspy

from kneadwell.knowledge import Modality, Per
from kneadwell.plan import Demand, Sitting, Unit
from kneadwell.vocabulary import Place

Taken = frozenset[tuple[int, Sitting]]


@dataclass(frozen=True)
class Best:
    """What HiGHS made of one goal."""

    value: Fraction
    is_proven: bool


def worth(demand: Demand, taken: Taken, last: Taken) -> dict[str, Fraction]:
    """Say by hand how far a plan is from each goal."""
    units = demand.units
    missing: dict[tuple[int, Place], Fraction] = {}
    for number, unit in enumerate(units):
        for place in _places(unit):
            had = sum(n == number and place in unit.doses[s.day] for n, s in taken)
            if unit.wanted:
                short = Fraction(max(0, unit.wanted - had), unit.wanted_in_all)
                missing[number, place] = short
    unloved = Fraction(0)
    for number, unit in enumerate(units):
        if unit.is_preferred and unit.reach:
            times = unit.had + sum(n == number for n, _ in taken)
            unloved += Fraction(max(0, unit.reach - times), unit.reach)
    loads = {
        sitting.day: demand.done_s.get(sitting.day, 0) for sitting in demand.sittings
    }
    for number, sitting in taken:
        loads[sitting.day] += sum(units[number].doses[sitting.day].values())
    return {
        "worst-missing": max(missing.values(), default=Fraction(0)),
        "missing": sum(missing.values(), Fraction(0)),
        "worse-places": sum(
            (share for (n, _), share in missing.items() if units[n].is_worse),
            Fraction(0),
        ),
        "preferred": unloved,
        "evenness": Fraction(max(loads.values()) - min(loads.values())),
        "sessions": Fraction(len({sitting for _, sitting in taken})),
        "change": Fraction(len(taken - last) + len(last - taken)),
    }


@dataclass
class HighsWeek:
    """One demand as a mixed integer program."""

    demand: Demand
    last: Taken
    seconds: float = 20
    """The most that one goal may take."""
    highs: highspy.Highs = field(default_factory=highspy.Highs)

    def __post_init__(self) -> None:
        for name, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 1),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 0.1),  # goals are whole numbers here
        ):
            self.highs.setOptionValue(name, value)
        self.scale = lcm(
            *(unit.wanted_in_all for unit in self.demand.units if unit.wanted),
            *(unit.reach for unit in self.demand.units if unit.reach),
            1,
        )
        self.x = {
            (number, sitting): self.highs.addBinary()
            for number, unit in enumerate(self.demand.units)
            for sitting in self.demand.sittings
            if sitting.day in unit.doses and (number, sitting) not in self.demand.closed
        }
        self.used = {
            sitting: self.highs.addBinary() for sitting in self.demand.sittings
        }
        for (_, sitting), x in self.x.items():
            self.highs.addConstr(x <= self.used[sitting])
        self._times()
        self._seconds()
        self._meetings()
        self._goals()

    def best(self, name: str) -> Best:
        """Return the best that HiGHS finds at one goal, the others left as they are."""
        goal = self.goals[name]
        if isinstance(goal, int):
            return Best(Fraction(goal), is_proven=True)
        self.highs.setOptionValue("time_limit", self.highs.getRunTime() + self.seconds)
        self.highs.minimize(goal)
        status = self.highs.getModelStatus()
        if self.highs.getInfo().primal_solution_status != 2:
            return Best(Fraction(10**9), is_proven=False)
        value = Fraction(round(self.highs.getObjectiveValue()))
        is_proven = status == highspy.HighsModelStatus.kOptimal
        return Best(value / self._scale_of(name), is_proven)

    def keep(self, name: str, value: Fraction) -> None:
        """Let no later goal be worse than `value` here."""
        goal = self.goals[name]
        if not isinstance(goal, int):
            self.highs.addConstr(goal <= float(value * self._scale_of(name)) + 0.01)

    def taken(self) -> Taken:
        """Return what the last solution takes."""
        values = self.highs.getSolution().col_value
        return frozenset(c for c, x in self.x.items() if values[x.index] > 0.5)

    def _scale_of(self, name: str) -> int:
        return 1 if name in {"evenness", "sessions", "change"} else self.scale

    def _times(self) -> None:
        demand = self.demand
        for number, unit in enumerate(demand.units):
            self._at_most(self._xs(number), unit.at_most)
            for day in unit.doses:
                self._at_most(self._xs(number, day), unit.at_most_on[day])
        for window in demand.windows:
            near = [
                self.x[window.unit, sitting]
                for sitting in sorted(window.sittings)
                if (window.unit, sitting) in self.x
            ]
            self._at_most(near, window.at_most)

    def _seconds(self) -> None:
        demand = self.demand
        for sitting in demand.sittings:
            here = [number for number, s in self.x if s == sitting]
            lasts = {n: sum(demand.units[n].doses[sitting.day].values()) for n in here}
            whole = self._sum([(lasts[n], self.x[n, sitting]) for n in here])
            if not here:
                continue
            self.highs.addConstr(whole <= demand.session_s)
            for number in here:
                most = demand.units[number].session_most_s.get(sitting.day)
                if most is not None:
                    slack = demand.session_s * (1 - self.x[number, sitting])
                    self.highs.addConstr(whole <= most + slack)
            for limb, most in demand.limb_s.get(sitting.day, {}).items():
                held = [
                    (seconds, self.x[n, sitting])
                    for n in here
                    for place, seconds in demand.units[n].doses[sitting.day].items()
                    if place.whole == limb
                ]
                if held:
                    self.highs.addConstr(self._sum(held) <= most)
        for day, budget in demand.day_s.items():
            if load := self._load(day):
                self.highs.addConstr(self._sum(load) <= budget)

    def _meetings(self) -> None:
        """Forbid pairs that may not both be: rest, heat and cold, regions, doses."""
        units = self.demand.units
        for (one, first), (other, then) in combinations(self.x, 2):
            a, b = units[one], units[other]
            shared = {p.whole for p in a.doses[first.day]} & {
                p.whole for p in b.doses[then.day]
            }
            days = abs((first.day - then.day).days)
            kinds = {a.technique.modality, b.technique.modality}
            is_clash = (
                (a.is_firm and b.is_firm and days <= 1)
                or (kinds == {Modality.HEAT, Modality.COLD} and days == 0)
            ) and shared
            is_one_block = a.technique.id == b.technique.id and first == then
            doses = {*a.doses[first.day].values(), *b.doses[then.day].values()}
            is_spread = a.technique.minutes.per is Per.SESSION or len(doses) > 1
            if is_clash or (is_one_block and is_spread):
                self.highs.addConstr(self.x[one, first] + self.x[other, then] <= 1)

    def _goals(self) -> None:
        demand, scale = self.demand, self.scale
        worst = self.highs.addVariable(lb=0, ub=scale)
        missing, worse, unloved = [], [], []
        for number, unit in enumerate(demand.units):
            enough = unit.wanted
            for place in _places(unit):
                if not unit.wanted:
                    continue
                short = self.highs.addVariable(lb=0, ub=unit.wanted)
                own = [
                    x
                    for (n, s), x in self.x.items()
                    if n == number and place in unit.doses[s.day]
                ]
                self.highs.addConstr(
                    self._sum([(1, x) for x in own]) + short >= unit.wanted
                )
                each = scale // unit.wanted_in_all
                self.highs.addConstr(worst >= each * short)
                missing.append((each, short))
                if unit.is_worse:
                    worse.append((each, short))
            if unit.is_preferred and unit.reach > unit.had:
                short = self.highs.addVariable(lb=0, ub=unit.reach)
                self.highs.addConstr(
                    self._sum([(1, x) for x in self._xs(number)]) + short
                    >= unit.reach - unit.had
                )
                unloved.append((scale // unit.reach, short))
                enough = max(enough, unit.reach - unit.had)
            if len({tuple(dose) for dose in unit.doses.values()}) == 1:
                self._at_most(self._xs(number), enough)
        heaviest, lightest = (self.highs.addVariable(lb=0, ub=86400) for _ in range(2))
        for day in {sitting.day: None for sitting in demand.sittings}:
            load = self._sum(self._load(day)) + demand.done_s.get(day, 0)
            self.highs.addConstr(heaviest >= load)
            self.highs.addConstr(lightest <= load)
        kept = [(1, x) for c, x in self.x.items() if c not in self.last]
        left = [(-1, x) for c, x in self.x.items() if c in self.last]
        self.goals = {
            "worst-missing": 1 * worst if missing else 0,
            "missing": self._sum(missing) if missing else 0,
            "worse-places": self._sum(worse) if worse else 0,
            "preferred": self._sum(unloved) if unloved else 0,
            "evenness": heaviest - lightest,
            "sessions": self._sum([(1, used) for used in self.used.values()]),
            "change": self._sum([*kept, *left]) + len(self.last),
        }

    def _load(self, day: dt.date) -> list[tuple[int, object]]:
        return [
            (sum(self.demand.units[number].doses[day].values()), x)
            for (number, sitting), x in self.x.items()
            if sitting.day == day
        ]

    def _xs(self, number: int, day: dt.date | None = None) -> list[object]:
        return [
            x for (n, s), x in self.x.items() if n == number and day in (None, s.day)
        ]

    def _at_most(self, xs: Sequence[object], most: int) -> None:
        if len(xs) > most:
            self.highs.addConstr(self._sum([(1, x) for x in xs]) <= most)

    def _sum(self, terms: Sequence[tuple[int, object]]) -> object:
        return self.highs.qsum([weight * x for weight, x in terms]) + 0


def _places(unit: Unit) -> list[Place]:
    return sorted({place for dose in unit.doses.values() for place in dose}, key=str)


def lexicographic(demand: Demand, last: Taken, seconds: float) -> Mapping[str, Best]:
    """Return what HiGHS makes of each goal, one after the other, by itself."""
    week = HighsWeek(demand, last, seconds)
    found = {}
    for name in week.goals:
        found[name] = week.best(name)
        week.keep(name, found[name].value)
    return found
