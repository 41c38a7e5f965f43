"""A plan that is there at once: one time after the other, where it fits best."""

from collections import Counter
from collections.abc import Iterable

from kneadwell.plan.demand import Demand
from kneadwell.plan.goals import Short, aims_of
from kneadwell.plan.limits import Choice, Choices, limits_of
from kneadwell.plan.week import Slot


def place(demand: Demand) -> frozenset[Choice]:
    """Return a plan that keeps every promise; a better one may exist.

    Whoever misses most comes next, on the day that has had the least of it, at the
    time of day that it had before.
    """
    board = _Board(Choices(demand))
    aims = aims_of(demand, ())
    for shorts in (aims.wanted, aims.liked):
        board.fill(shorts)
    return frozenset(board.placed)


class _Board:
    """The week while it fills."""

    def __init__(self, choices: Choices) -> None:
        self.choices = choices
        self.placed: set[Choice] = set()
        limits = limits_of(choices)
        self._room = [limit.most for limit in limits]
        self._weighs: dict[Choice, list[tuple[int, int]]] = {
            choice: [] for choice in choices.all
        }
        for index, limit in enumerate(limits):
            for choice, weight in limit.weights.items():
                self._weighs[choice].append((index, weight))
        self._loads = Counter(choices.demand.done_s)
        self._times: Counter[object] = Counter()
        self._habits: Counter[tuple[int, Slot]] = Counter()
        self._sat: set[object] = set()

    def fill(self, shorts: Iterable[Short]) -> None:
        """Place what is short until nothing more fits."""
        units = self.choices.demand.units
        open_ones = [short for short in shorts if short.unit in self.choices.of_unit]

        def rank(short: Short) -> tuple[int, bool, bool, int]:
            unit = units[short.unit]
            missing = short.each * self._missing(short)
            return -missing, not unit.is_worse, not unit.is_preferred, short.unit

        while open_ones:
            short = min(open_ones, key=rank)
            if self._missing(short) <= 0 or not self._place_one(short):
                open_ones.remove(short)

    def _missing(self, short: Short) -> int:
        return short.times - sum(self._times[short.unit, day] for day in short.days)

    def _place_one(self, short: Short) -> bool:
        fitting = [
            choice
            for choice in self.choices.of_unit[short.unit]
            if choice[1].day in short.days
            and choice not in self.placed
            and self._fits(choice)
        ]
        if fitting:
            self._place(min(fitting, key=self._rank))
        return bool(fitting)

    def _fits(self, choice: Choice) -> bool:
        return all(self._room[index] >= w for index, w in self._weighs[choice])

    def _rank(self, choice: Choice) -> tuple[object, ...]:
        number, sitting = choice
        return (
            self._times[number, sitting.day],
            choice not in self.choices.demand.last,
            self._loads[sitting.day],
            sitting not in self._sat,
            -self._habits[number, sitting.slot],
            sitting,
        )

    def _place(self, choice: Choice) -> None:
        number, sitting = choice
        self.placed.add(choice)
        for index, weight in self._weighs[choice]:
            self._room[index] -= weight
        self._loads[sitting.day] += self.choices.seconds[choice]
        self._times[number, sitting.day] += 1
        self._habits[number, sitting.slot] += 1
        self._sat.add(sitting)
