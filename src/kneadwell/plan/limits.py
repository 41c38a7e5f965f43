"""What the promises leave free, as sums that must not be exceeded.

Each promise is a function that yields `Limit`s. The greedy plan and the solver go by
the same ones; `checks` says them again without either.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from typing import TypeVar

from kneadwell.knowledge import Modality, Per
from kneadwell.plan.demand import Demand
from kneadwell.plan.week import Sitting
from kneadwell.vocabulary import Place

Choice = tuple[int, Sitting]
"""A unit, by its number, in a sitting."""
_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class Limit:
    """The weights of the choices that are taken sum to `most` or less."""

    weights: Mapping[Choice, int]
    most: int


@dataclass(frozen=True)
class Choices:
    """What may be taken: cleared that day, and not kept apart by what was."""

    demand: Demand

    @cached_property
    def all(self) -> tuple[Choice, ...]:
        """By unit, the earliest sitting of each first."""
        demand = self.demand
        return tuple(
            (number, sitting)
            for number in range(len(demand.units))
            for sitting in demand.sittings
            if demand.is_open(number, sitting)
        )

    @cached_property
    def seconds(self) -> Mapping[Choice, int]:
        """Hands-on seconds of each, over all its places."""
        units = self.demand.units
        return {c: sum(units[c[0]].doses[c[1].day].values()) for c in self.all}

    @cached_property
    def of_unit(self) -> Mapping[int, tuple[Choice, ...]]:
        """The same by unit."""
        return _grouped((choice[0], choice) for choice in self.all)

    @cached_property
    def of_sitting(self) -> Mapping[Sitting, tuple[Choice, ...]]:
        """The same by sitting."""
        return _grouped((choice[1], choice) for choice in self.all)

    @cached_property
    def of_day(self) -> Mapping[dt.date, tuple[Choice, ...]]:
        """The same by day."""
        return _grouped((choice[1].day, choice) for choice in self.all)


def limits_of(choices: Choices) -> tuple[Limit, ...]:
    """Return all that can be exceeded, each once, in an order that never changes."""
    seen: dict[object, Limit] = {}
    for promise in PROMISES:
        for limit in promise(choices):
            if sum(limit.weights.values()) > limit.most:
                seen.setdefault((tuple(limit.weights.items()), limit.most), limit)
    return tuple(seen.values())


def times_in_the_week(choices: Choices) -> Iterator[Limit]:
    """No technique comes more often than caps, article and prescription let it."""
    for number, own in choices.of_unit.items():
        yield Limit(dict.fromkeys(own, 1), choices.demand.units[number].at_most)


def times_in_a_day(choices: Choices) -> Iterator[Limit]:
    """The same for each day."""
    for number, own in choices.of_unit.items():
        on_days = _grouped((choice[1].day, choice) for choice in own)
        for day, on_day in on_days.items():
            most = choices.demand.units[number].at_most_on[day]
            yield Limit(dict.fromkeys(on_day, 1), most)


def times_near_each_other(choices: Choices) -> Iterator[Limit]:
    """An evening and the morning after count together, and ice comes hours apart."""
    for window in choices.demand.windows:
        own = choices.of_unit.get(window.unit, ())
        near = [choice for choice in own if choice[1] in window.sittings]
        yield Limit(dict.fromkeys(near, 1), window.at_most)


def seconds_in_a_session(choices: Choices) -> Iterator[Limit]:
    """A session lasts no longer than wished, nor than any verdict in it allows.

    A unit whose verdicts allow the session less weighs as much more as is lost.
    """
    demand = choices.demand
    for sitting, together in choices.of_sitting.items():
        seconds = {choice: choices.seconds[choice] for choice in together}
        yield Limit(seconds, demand.session_s)
        for choice in together:
            most = demand.units[choice[0]].session_most_s.get(sitting.day)
            if most is not None and most < demand.session_s:
                lost = demand.session_s - most
                weights = {**seconds, choice: seconds[choice] + lost}
                yield Limit(weights, demand.session_s)


def seconds_in_a_day(choices: Choices) -> Iterator[Limit]:
    """A day stays within its budget."""
    for day, on_day in choices.of_day.items():
        seconds = {choice: choices.seconds[choice] for choice in on_day}
        yield Limit(seconds, choices.demand.day_s[day])


def seconds_on_a_limb(choices: Choices) -> Iterator[Limit]:
    """All work of a session on one foot or hand stays within its cap."""
    for sitting, together in choices.of_sitting.items():
        on_limbs: dict[Place, dict[Choice, int]] = defaultdict(dict)
        for choice in together:
            for place, lasts_s in _doses(choices, choice).items():
                weights = on_limbs[place.whole]
                weights[choice] = weights.get(choice, 0) + lasts_s
        caps = choices.demand.limb_s.get(sitting.day, {})
        for limb in sorted(on_limbs.keys() & caps.keys()):
            yield Limit(on_limbs[limb], caps[limb])


def rest_after_firm(choices: Choices) -> Iterator[Limit]:
    """Firm work comes once a day to a place, and not the day after."""
    there = _grouped(
        (place.whole, choice)
        for choice in choices.all
        if choices.demand.units[choice[0]].is_firm
        for place in _doses(choices, choice)
    )
    for place in sorted(there):
        for day in choices.of_day:
            two_days = (day, day + dt.timedelta(days=1))
            near = [choice for choice in there[place] if choice[1].day in two_days]
            yield Limit(dict.fromkeys(near, 1), 1)


def heat_or_cold(choices: Choices) -> Iterator[Limit]:
    """Warmth and ice never meet on one place on one day."""
    units = choices.demand.units
    for on_day in choices.of_day.values():
        warm, cold = (
            [c for c in on_day if units[c[0]].technique.modality is modality]
            for modality in (Modality.HEAT, Modality.COLD)
        )
        for one, other in product(warm, cold):
            if _wholes(choices, one) & _wholes(choices, other):
                yield Limit({one: 1, other: 1}, 1)


def one_region_in_a_session(choices: Choices) -> Iterator[Limit]:
    """A technique whose minutes are a session's works one region in it."""
    for together in choices.of_sitting.values():
        techniques = [(choices.demand.units[c[0]].technique, c) for c in together]
        regions = _grouped(
            (technique.id, choice)
            for technique, choice in techniques
            if technique.minutes.per is Per.SESSION
        )
        for own in regions.values():
            yield Limit(dict.fromkeys(own, 1), 1)


def one_dose_in_a_session(choices: Choices) -> Iterator[Limit]:
    """A technique comes once in a session, so all its places there have one dose."""
    for together in choices.of_sitting.values():
        for one, other in combinations(together, 2):
            technique = choices.demand.units[one[0]].technique
            if choices.demand.units[other[0]].technique.id == technique.id:
                doses = (_doses(choices, one), _doses(choices, other))
                if len({s for dose in doses for s in dose.values()}) > 1:
                    yield Limit({one: 1, other: 1}, 1)


PROMISES = (
    times_in_the_week,
    times_in_a_day,
    times_near_each_other,
    seconds_in_a_session,
    seconds_in_a_day,
    seconds_on_a_limb,
    rest_after_firm,
    heat_or_cold,
    one_region_in_a_session,
    one_dose_in_a_session,
)


def _doses(choices: Choices, choice: Choice) -> Mapping[Place, int]:
    return choices.demand.units[choice[0]].doses[choice[1].day]


def _wholes(choices: Choices, choice: Choice) -> set[Place]:
    return {place.whole for place in _doses(choices, choice)}


def _grouped(pairs: Iterable[tuple[_Key, Choice]]) -> dict[_Key, tuple[Choice, ...]]:
    groups: dict[_Key, dict[Choice, None]] = {}
    for key, choice in pairs:
        groups.setdefault(key, {})[choice] = None
    return {key: tuple(group) for key, group in groups.items()}
