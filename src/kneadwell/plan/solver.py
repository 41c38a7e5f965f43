"""The best week, proven goal after goal with CP-SAT of OR-Tools.

Nothing else imports OR-Tools, and this only when a week is solved: it takes longer to
load than most weeks take to solve. One worker, one seed and an effort counted in
steps make the same demand give the same plan; a clock would not.
"""

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from kneadwell.knowledge import Modality, Per
from kneadwell.plan.demand import Demand
from kneadwell.plan.goals import GOALS, Aims, Short, aims_of, values_of
from kneadwell.plan.greedy import place
from kneadwell.plan.limits import (
    Choice,
    Choices,
    limits_of,
    seconds_in_a_session,
    seconds_on_a_limb,
)
from kneadwell.plan.plan import Goal, Status
from kneadwell.plan.week import Sitting

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

EFFORT = 0.5
"""Steps for one goal, in CP-SAT's unit: one to three seconds of one core."""
_DAY_EFFORT = 0.05
"""Steps for what one day can hold; a rough answer is as true, and helps less."""
WALL_S = 60.0
"""A net for a machine that hardly gets on; effort ends a goal long before."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What is being proven."""

    goal_name: str
    number: int
    """1 for the first goal."""
    of: int
    value: float
    """What the best plan so far has of it."""
    bound: float


@dataclass(frozen=True, slots=True)
class Solved:
    """The best plan that was found, and how much of it is proven."""

    placed: frozenset[Choice]
    goals: tuple[Goal, ...]
    status: Status


def solve(
    demand: Demand,
    tell: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    effort: float = EFFORT,
) -> Solved:
    """Return the best plan, goal after goal.

    Args:
        demand: What the week may hold and should hold.
        tell: Hears of each goal before it is tried.
        stop: Asked before each goal; the plan so far comes back when it says yes.
        effort: Steps for one goal, after which it stays unproven.
    """
    choices = Choices(demand)
    best = place(demand)
    aims = aims_of(demand, demand.last or best)
    search = _Search(choices, aims, effort)
    bounds: dict[str, int] = {}
    for number, name in enumerate(GOALS, start=1):
        value = values_of(choices, aims, best)[name]
        if tell is not None:
            goal = aims.said(name, value, 0)
            tell(Progress(name, number, len(GOALS), goal.value, goal.bound))
        bounds[name] = 0
        if value > 0 and not (stop is not None and stop()):
            best, bounds[name] = search.improve(name, best)
        search.keep(name, values_of(choices, aims, best)[name])
    # What was not proven may have become better while a later goal was tried.
    values = values_of(choices, aims, best)
    goals = tuple(aims.said(name, values[name], bounds[name]) for name in GOALS)
    is_proven = all(goal.is_proven for goal in goals)
    status = Status.OPTIMAL if is_proven else Status.FEASIBLE
    return Solved(best, goals, status)


class _Search:
    """Two models of one week: a small one for the bound, a whole one for the plan.

    The small one knows how often a unit comes on each day, and not when. It leaves
    out what only the hours say, so its best is never worse than the true one, and
    mostly the same; it is proven in a fraction of the steps.
    """

    def __init__(self, choices: Choices, aims: Aims, effort: float) -> None:
        self._choices, self._aims, self._effort = choices, aims, effort

    @cached_property
    def _days(self) -> "_Days":
        return _Days(self._choices, self._aims)

    @cached_property
    def _sittings(self) -> "_Sittings":
        return _Sittings(self._choices, self._aims, self._days)

    def improve(
        self, name: str, best: frozenset[Choice]
    ) -> tuple[frozenset[Choice], int]:
        """Return a plan that no other beats at a goal, and the bound that shows it.

        Where the effort runs out the plan is the best one seen, and the bound lower.
        """
        bound, times = self._days.minimize(name, best, self._effort)
        if bound < self._value(name, best) and times is not None:
            placed = self._sittings.with_times(times, best, self._effort)
            best = self._better(name, best, placed)
        if bound < self._value(name, best):
            self._sittings.expect(name, bound)
            true_bound, placed = self._sittings.minimize(name, best, self._effort)
            best = self._better(name, best, placed)
            bound = max(bound, true_bound)
        return best, bound

    def keep(self, name: str, value: int) -> None:
        """Let no later goal undo what an earlier one reached."""
        for week in (self._days, self._sittings):
            week.keep(name, value)

    def _value(self, name: str, placed: frozenset[Choice]) -> int:
        return values_of(self._choices, self._aims, placed)[name]

    def _better(
        self, name: str, best: frozenset[Choice], placed: frozenset[Choice] | None
    ) -> frozenset[Choice]:
        if placed is None or self._value(name, placed) >= self._value(name, best):
            return best
        return placed


class _Week:
    """What both models say of a week: its goals, and how they are solved."""

    def __init__(self, choices: Choices, aims: Aims) -> None:
        from ortools.sat.python import cp_model  # noqa: PLC0415 - slow to load

        self._cp = cp_model
        self._choices, self._aims = choices, aims
        self._model = cp_model.CpModel()
        self._hints: list[
            tuple[cp_model.IntVar, Callable[[frozenset[Choice]], int]]
        ] = []
        done = choices.demand.done_s.values()
        self._step_s = math.gcd(*choices.seconds.values(), *done) or 1
        """The most seconds that all loads are multiples of."""
        self._objectives: dict[str, cp_model.LinearExprT] = {}

    def keep(self, name: str, value: int) -> None:
        """Let no later goal undo what an earlier one reached."""
        objective = self._objectives.get(name, 0)
        if not isinstance(objective, int):
            self._model.add(objective <= value // self._unit(name))

    def expect(self, name: str, bound: int) -> None:
        """Look for nothing better than what is known to be impossible."""
        objective = self._objectives[name]
        if not isinstance(objective, int):
            self._model.add(objective >= bound // self._unit(name))

    def _solve(
        self, name: str, best: frozenset[Choice], effort: float
    ) -> tuple[int, "cp_model.CpSolver | None"]:
        """Return the bound of a goal, and the solver where it found anything."""
        self._model.minimize(self._objectives[name])
        self._model.clear_hints()  # type: ignore[no-untyped-call]
        for variable, value_in in self._hints:
            self._model.add_hint(variable, value_in(best))
        solver = self._solver(effort)
        # Many plans differ by few changes; this search closes that bound, and no other.
        solver.parameters.optimize_with_lb_tree_search = name == "change"
        found = solver.solve(self._model)
        if found not in {self._cp.OPTIMAL, self._cp.FEASIBLE, self._cp.UNKNOWN}:
            return 0, None
        bound = max(0, math.ceil(solver.best_objective_bound - 1e-6))
        has_plan = found != self._cp.UNKNOWN
        return bound * self._unit(name), solver if has_plan else None

    def _solver(self, effort: float) -> "cp_model.CpSolver":
        """Return a solver whose answer depends on nothing but the model."""
        solver = self._cp.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.parameters.linearization_level = 2
        solver.parameters.add_lp_constraints_lazily = False
        solver.parameters.max_deterministic_time = effort
        solver.parameters.max_time_in_seconds = WALL_S
        return solver

    def _unit(self, name: str) -> int:
        return self._step_s if name == "evenness" else 1

    def _number(
        self, most: int, value_of: Callable[[frozenset[Choice]], int]
    ) -> "cp_model.IntVar":
        """Return a whole number up to `most`, with what it is in a plan at hand."""
        number = self._model.new_int_var(0, most, "")
        self._hints.append((number, value_of))
        return number

    def _sum(
        self, variables: Iterable["cp_model.IntVar"], weights: Iterable[int]
    ) -> "cp_model.LinearExprT":
        return self._cp.LinearExpr.weighted_sum(list(variables), list(weights))

    def _state_the_goals(
        self,
        times: Mapping[tuple[int, dt.date], Sequence["cp_model.IntVar"]],
        loads: Mapping[dt.date, "cp_model.LinearExprT"],
    ) -> None:
        """State the goals that go by days, given how often a unit comes on each."""
        aims, units = self._aims, self._choices.demand.units
        missing = {short: self._missing(short, times) for short in aims.wanted}
        unliked = {short: self._missing(short, times) for short in aims.liked}
        self._stop_at_enough(times)
        worse = {s: count for s, count in missing.items() if units[s.unit].is_worse}
        self._objectives |= {
            "worst-missing": self._worst(missing),
            "missing": self._all(missing),
            "worse-places": self._all(worse),
            "preferred": self._all(unliked),
            "evenness": self._unevenness(loads),
        }

    def _missing(
        self,
        short: Short,
        times: Mapping[tuple[int, dt.date], Sequence["cp_model.IntVar"]],
    ) -> "cp_model.IntVar":
        own = [
            variable
            for (number, day), variables in times.items()
            if number == short.unit and day in short.days
            for variable in variables
        ]
        had = self._number(99, partial(_times_of, short))
        missing = self._number(
            short.times, lambda placed: max(0, short.times - _times_of(short, placed))
        )
        self._model.add(sum(own) == had)
        self._model.add(had + missing >= short.times)
        return missing

    def _stop_at_enough(
        self, times: Mapping[tuple[int, dt.date], Sequence["cp_model.IntVar"]]
    ) -> None:
        """Place nothing that no goal of its own asks for, only to even out days.

        Where the places of a unit are cleared on different days, a time may help one
        of them alone, so there is no such number.
        """
        shorts = (*self._aims.wanted, *self._aims.liked)
        for number in self._choices.of_unit:
            asked = [short for short in shorts if short.unit == number]
            if len({short.days for short in asked}) <= 1:
                enough = max((short.times for short in asked), default=0)
                own = [v for (n, _), vs in times.items() if n == number for v in vs]
                self._model.add(sum(own) <= enough)

    def _worst(
        self, missing: Mapping[Short, "cp_model.IntVar"]
    ) -> "cp_model.LinearExprT":
        worst = self._number(
            self._aims.whole,
            lambda placed: values_of(self._choices, self._aims, placed)[
                "worst-missing"
            ],
        )
        for short, count in missing.items():
            self._model.add(short.each * count <= worst)
        return worst

    def _all(
        self, missing: Mapping[Short, "cp_model.IntVar"]
    ) -> "cp_model.LinearExprT":
        weights = [short.each * short.places for short in missing]
        return self._sum(missing.values(), weights)

    def _unevenness(
        self, loads: Mapping[dt.date, "cp_model.LinearExprT"]
    ) -> "cp_model.LinearExprT":
        demand, step = self._choices.demand, self._step_s
        in_all = {day: demand.day_s[day] + demand.done_s.get(day, 0) for day in loads}
        most = max(in_all.values(), default=0) // step

        def all_of(placed: frozenset[Choice]) -> list[int]:
            done = {day: demand.done_s.get(day, 0) // step for day in loads}
            return [done[day] + self._load_of(day, placed) for day in loads]

        heaviest = self._number(most, lambda placed: max(all_of(placed)))
        lightest = self._number(most, lambda placed: min(all_of(placed)))
        for day, load in loads.items():
            with_done = load + demand.done_s.get(day, 0) // step
            self._model.add(with_done <= heaviest)
            self._model.add(with_done >= lightest)
        return heaviest - lightest

    def _load_of(self, day: dt.date, placed: frozenset[Choice]) -> int:
        on_day = (choice for choice in placed if choice[1].day == day)
        return sum(self._choices.seconds[choice] for choice in on_day) // self._step_s

    def _load(
        self,
        day: dt.date,
        holds: Sequence[int],
        weighed: "cp_model.LinearExprT",
    ) -> tuple["cp_model.IntVar", "cp_model.LinearExprT"]:
        """Return what a day holds, in steps, and how many sessions that takes.

        How much a day can hold in one session, in two and so on is known. It is less
        than the caps let one think, as doses are not sand.
        """
        load = self._number(holds[-1], partial(self._load_of, day))
        more = [
            self._number(1, partial(_has_sessions, day, count))
            for count in range(1, len(holds) + 1)
        ]
        for fewer, further in pairwise(more):
            self._model.add(further <= fewer)
        gains = [after - before for before, after in pairwise((0, *holds))]
        self._model.add(weighed == load)
        self._model.add(load <= self._sum(more, gains))
        return load, sum(more)


class _Days(_Week):
    """How often each unit comes on each day: what the promises say of that."""

    def __init__(self, choices: Choices, aims: Aims) -> None:
        super().__init__(choices, aims)
        self._held: dict[object, list[int]] = {}
        self.limits = limits_of(choices)
        self._times = {
            (number, day): self._number(len(on_day), partial(_times_on, number, day))
            for number, own in choices.of_unit.items()
            for day, on_day in _by_day(own).items()
        }
        self._add_up_the_promises()
        loads: dict[dt.date, cp_model.LinearExprT] = {
            sitting.day: 0 for sitting in choices.demand.sittings
        }
        sessions = []
        for day in choices.of_day:
            own = {n: v for (n, on_day), v in self._times.items() if on_day == day}
            seconds = {n: self._seconds_on(day, n) for n in own}
            steps = [lasts_s // self._step_s for lasts_s in seconds.values()]
            weighed = self._sum(own.values(), steps)
            loads[day], count = self._load(day, self.holds(day), weighed)
            sessions.append(count)
            self._fill_sessions(day, own, seconds, count)
        self._state_the_goals({key: (v,) for key, v in self._times.items()}, loads)
        self._objectives["sessions"] = sum(sessions)
        self._objectives["change"] = self._change()

    def minimize(
        self, name: str, best: frozenset[Choice], effort: float
    ) -> tuple[int, Mapping[tuple[int, dt.date], int] | None]:
        """Return a bound that holds for every plan, and the days that reach it."""
        bound, solver = self._solve(name, best, effort)
        if solver is None:
            return bound, None
        return bound, {key: solver.value(v) for key, v in self._times.items()}

    def _change(self) -> "cp_model.LinearExprT":
        """Return the changes that can be seen without the hours."""
        last = Counter((number, sitting.day) for number, sitting in self._aims.last)
        changes = []
        for (number, day), times in self._times.items():
            before = last.pop((number, day), 0)
            change = self._number(99, partial(_change_on, number, day, before))
            self._model.add(change >= times - before)
            self._model.add(change >= before - times)
            changes.append(change)
        return sum(changes) + last.total()

    def holds(self, day: dt.date) -> list[int]:
        """Return the most steps a day can hold in one session, in two, and so on."""
        on_day = self._choices.of_day[day]
        here = [
            (within, limit.most)
            for limit in self.limits
            if (within := {c: limit.weights[c] for c in on_day if c in limit.weights})
            and sum(within.values()) > limit.most
        ]
        alike = (
            tuple((n, s.slot, self._choices.seconds[n, s]) for n, s in on_day),
            tuple(
                (tuple((n, s.slot, w) for (n, s), w in within.items()), most)
                for within, most in here
            ),
        )
        if alike not in self._held:
            slots = {sitting for _, sitting in on_day}
            self._held[alike] = [
                self._most_in(on_day, here, count) for count in range(1, len(slots) + 1)
            ]
        return self._held[alike]

    def _most_in(
        self,
        on_day: tuple[Choice, ...],
        limits: Sequence[tuple[Mapping[Choice, int], int]],
        sessions: int,
    ) -> int:
        """Return the most steps that some sessions of a day hold, or a bit more."""
        model = self._cp.CpModel()
        taken = {choice: model.new_bool_var("") for choice in on_day}
        sat = {sitting: model.new_bool_var("") for _, sitting in on_day}
        for choice, variable in taken.items():
            model.add_implication(variable, sat[choice[1]])
        for within, most in limits:
            own = [taken[choice] for choice in within]
            model.add(self._sum(own, within.values()) <= most)
        model.add(sum(sat.values()) <= sessions)
        steps = [self._choices.seconds[choice] // self._step_s for choice in on_day]
        model.maximize(self._sum(taken.values(), steps))
        solver = self._solver(_DAY_EFFORT)
        if solver.solve(model) not in {self._cp.OPTIMAL, self._cp.FEASIBLE}:
            return sum(steps)
        return math.floor(solver.best_objective_bound + 1e-6)

    def _add_up_the_promises(self) -> None:
        """Say of days what limits say of sittings, where they hold for all of a day."""
        all_of = {
            (number, day): len(on_day)
            for number, own in self._choices.of_unit.items()
            for day, on_day in _by_day(own).items()
        }
        for limit in self.limits:
            weights: dict[tuple[int, dt.date], list[int]] = {}
            for (number, sitting), weight in limit.weights.items():
                weights.setdefault((number, sitting.day), []).append(weight)
            if all(
                len(found) == all_of[key] and len(set(found)) == 1
                for key, found in weights.items()
            ):
                own = [self._times[key] for key in weights]
                each = [found[0] for found in weights.values()]
                self._model.add(self._sum(own, each) <= limit.most)

    def _fill_sessions(
        self,
        day: dt.date,
        own: Mapping[int, "cp_model.IntVar"],
        seconds: Mapping[int, int],
        sessions: "cp_model.LinearExprT",
    ) -> None:
        """Say what fits into the sessions of a day, by what fits into one."""
        demand, add = self._choices.demand, self._model.add
        for times in own.values():
            add(times <= sessions)
        caps = [(seconds, demand.session_s)]
        for limb, most in demand.limb_s.get(day, {}).items():
            doses = {n: demand.units[n].doses[day].items() for n in own}
            on_limb = {
                n: sum(lasts_s for place, lasts_s in dose if place.whole == limb)
                for n, dose in doses.items()
            }
            caps.append(
                ({n: lasts_s for n, lasts_s in on_limb.items() if lasts_s}, most)
            )
        for lasts, most in caps:
            there = [own[number] for number in lasts]
            if most <= 0 or not there:
                continue
            add(self._sum(there, lasts.values()) <= most * sessions)
            for parts in (1, 2, 3):
                # Of what is longer than an n-th of a cap, fewer than n fit under it.
                weights = [-(-(parts + 1) * s // most) - 1 for s in lasts.values()]
                add(self._sum(there, weights) <= parts * sessions)
        self._keep_apart(day, own, sessions)

    def _keep_apart(
        self,
        day: dt.date,
        own: Mapping[int, "cp_model.IntVar"],
        sessions: "cp_model.LinearExprT",
    ) -> None:
        units = self._choices.demand.units
        for one, other in combinations(own, 2):
            first, second = units[one].technique, units[other].technique
            if first.id == second.id and first.minutes.per is Per.SESSION:
                alike = [v for n, v in own.items() if units[n].technique.id == first.id]
                self._model.add(sum(alike) <= sessions)
            if {first.modality, second.modality} == {Modality.HEAT, Modality.COLD}:
                wholes = [{p.whole for p in units[n].doses[day]} for n in (one, other)]
                if wholes[0] & wholes[1]:
                    self._only_one_of(own[one], own[other], day)

    def _only_one_of(
        self, one: "cp_model.IntVar", other: "cp_model.IntVar", day: dt.date
    ) -> None:
        most = len({sitting for _, sitting in self._choices.of_day[day]})
        is_one = self._model.new_bool_var("")
        self._model.add(one <= most * is_one)
        self._model.add(other <= most * (1 - is_one))

    def _seconds_on(self, day: dt.date, number: int) -> int:
        return sum(self._choices.demand.units[number].doses[day].values())


class _Sittings(_Week):
    """The whole week: each choice is taken or not."""

    def __init__(self, choices: Choices, aims: Aims, days: _Days) -> None:
        super().__init__(choices, aims)
        self._taken = {
            choice: self._number(1, partial(_is_taken, choice))
            for choice in choices.all
        }
        for limit in days.limits:
            self._model.add(self._weighted(limit.weights) <= limit.most)
        sat = self._say_which_are_sat()
        loads: dict[dt.date, cp_model.LinearExprT] = {
            sitting.day: 0 for sitting in choices.demand.sittings
        }
        for day, on_day in choices.of_day.items():
            steps = {c: choices.seconds[c] // self._step_s for c in on_day}
            loads[day], count = self._load(day, days.holds(day), self._weighted(steps))
            own = [variable for sitting, variable in sat.items() if sitting.day == day]
            self._model.add(sum(own) == count)
        self._times: dict[tuple[int, dt.date], list[cp_model.IntVar]] = {}
        for (number, sitting), variable in self._taken.items():
            self._times.setdefault((number, sitting.day), []).append(variable)
        self._state_the_goals(self._times, loads)
        last = aims.last
        signs = {choice: -1 if choice in last else 1 for choice in self._taken}
        self._objectives["sessions"] = sum(sat.values())
        self._objectives["change"] = self._weighted(signs) + len(last)

    def minimize(
        self, name: str, best: frozenset[Choice], effort: float
    ) -> tuple[int, frozenset[Choice] | None]:
        """Return the bound of a goal, and the best plan that was found."""
        bound, solver = self._solve(name, best, effort)
        return bound, None if solver is None else self._placed(solver)

    def with_times(
        self,
        times: Mapping[tuple[int, dt.date], int],
        best: frozenset[Choice],
        effort: float,
    ) -> frozenset[Choice] | None:
        """Return a plan in which each unit comes so often on each day, if one is found.

        Only the hours are left to choose, which takes next to no time, or cannot be.
        It stays close to the last plan, which spares the last goal much work.
        """
        model = self._model.clone()
        model.clear_hints()  # type: ignore[no-untyped-call]
        for choice, variable in self._taken.items():
            model.add_hint(_in(model, variable), choice in best)
        for key, count in times.items():
            model.add(
                sum(_in(model, variable) for variable in self._times[key]) == count
            )
        signs = (-1 if choice in self._aims.last else 1 for choice in self._taken)
        model.minimize(self._sum((_in(model, v) for v in self._taken.values()), signs))
        solver = self._solver(effort / 4)
        if solver.solve(model) not in {self._cp.OPTIMAL, self._cp.FEASIBLE}:
            return None
        return self._placed(solver)

    def _placed(self, solver: "cp_model.CpSolver") -> frozenset[Choice]:
        taken = self._taken.items()
        return frozenset(choice for choice, v in taken if solver.value(v))

    def _weighted(self, weights: Mapping[Choice, int]) -> "cp_model.LinearExprT":
        return self._sum((self._taken[choice] for choice in weights), weights.values())

    def _say_which_are_sat(self) -> dict[Sitting, "cp_model.IntVar"]:
        """Tie each sitting to its work; its caps are worth nothing while it is free."""
        sat: dict[Sitting, cp_model.IntVar] = {}
        for sitting, together in self._choices.of_sitting.items():
            sat[sitting] = self._number(1, partial(_is_sat, sitting))
            for choice in together:
                self._model.add(self._taken[choice] <= sat[sitting])
        for promise in (seconds_in_a_session, seconds_on_a_limb):
            for limit in promise(self._choices):
                _, sitting = next(iter(limit.weights))
                held = self._weighted(limit.weights)
                self._model.add(held <= limit.most * sat[sitting])
        return sat


def _by_day(own: Iterable[Choice]) -> dict[dt.date, list[Choice]]:
    days: dict[dt.date, list[Choice]] = {}
    for choice in own:
        days.setdefault(choice[1].day, []).append(choice)
    return days


def _times_of(short: Short, placed: frozenset[Choice]) -> int:
    return sum(
        number == short.unit and sitting.day in short.days for number, sitting in placed
    )


def _times_on(unit: int, day: dt.date, placed: frozenset[Choice]) -> int:
    return sum(n == unit and sitting.day == day for n, sitting in placed)


def _change_on(unit: int, day: dt.date, before: int, placed: frozenset[Choice]) -> int:
    return abs(_times_on(unit, day, placed) - before)


def _in(model: "cp_model.CpModel", variable: "cp_model.IntVar") -> "cp_model.IntVar":
    """Return the variable of a copied model."""
    return model.get_int_var_from_proto_index(variable.index)


def _is_taken(choice: Choice, placed: frozenset[Choice]) -> bool:
    return choice in placed


def _has_sessions(day: dt.date, count: int, placed: frozenset[Choice]) -> bool:
    return len({sitting for _, sitting in placed if sitting.day == day}) >= count


def _is_sat(asked: Sitting, placed: frozenset[Choice]) -> bool:
    return any(sitting == asked for _, sitting in placed)
