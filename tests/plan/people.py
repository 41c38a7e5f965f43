"""People with a week to plan, drawn from a seed: the same on every machine."""

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace

from kneadwell.knowledge import Scope, load_library
from kneadwell.plan import Demand, DoneWork, NoPlan, Slot, Week, Wish, demand_of
from kneadwell.screening import (
    Answer,
    Answers,
    Clearance,
    Given,
    Prescribed,
    Prescription,
    Where,
    screen,
)
from kneadwell.vocabulary import EVERYWHERE, Giver, Place

LIBRARY = load_library()
WEEK = Week(2026, 49)
SUNDAY_BEFORE = dt.datetime(2026, 11, 29, 20)  # noqa: DTZ001 - local time
_ASKED = tuple(c.id for c in LIBRARY.conditions.values() if not c.stops_all)
_REGIONS = list(dict.fromkeys(place.region for place in EVERYWHERE))


@dataclass(frozen=True)
class Person:
    """What a plan is made from."""

    clearances: Mapping[dt.date, Clearance]
    wish: Wish
    now: dt.datetime = SUNDAY_BEFORE

    def demand(self) -> Demand | NoPlan:
        return demand_of(self.clearances, self.wish, LIBRARY, WEEK, self.now)

    def arguments(self) -> tuple[object, ...]:
        return self.clearances, self.wish, LIBRARY, WEEK, self.now


def person(seed: int, hardness: float | None = None, **chosen: object) -> Person:
    """Draw somebody: 0 has three techniques, two feet and one slot; 1 has ten of all.

    `chosen` goes into the wish instead of what was drawn.
    """
    drawn = random.Random(seed)  # noqa: S311 - no secret
    hard = drawn.random() ** 2 if hardness is None else hardness
    techniques = drawn.sample(sorted(LIBRARY.techniques), 3 + round(7 * hard))
    regions = [_REGIONS[0], *drawn.sample(_REGIONS[1:], round(4 * hard))]
    places = tuple(place for place in EVERYWHERE if place.region in regions)
    wish = Wish(
        minutes_per_day=drawn.choice((10, 15, 20, 20, 30, 30, 45, 60)),
        slots=_slots(drawn, 1 + round(3 * hard), 0.9 if hardness is None else 1),
        session_minutes=drawn.choice((5, 8, 10, 10, 12, 15, 15, 15, 15)),
        techniques=tuple(techniques) if drawn.random() < 0.9 else (),
        prefer=tuple(drawn.sample(techniques, drawn.randint(0, 2))),
        as_needed=tuple(drawn.sample(techniques, drawn.randint(0, 2))),
        worse=tuple(drawn.sample(places, drawn.randint(0, 1))),
        done=_done(drawn, techniques, places) if drawn.random() < 0.3 else (),
    )
    answers = Answers(
        drawn.choice(list(Giver)),
        places,
        _given(drawn, places),
        touch_check=dict.fromkeys(places, WEEK.days[0]) if drawn.random() < 0.5 else {},
        unmentioned=Answer.NO,
    )
    now = SUNDAY_BEFORE
    if hardness is None and drawn.random() < 0.3:
        now += dt.timedelta(hours=drawn.randint(0, 100))
    if drawn.random() < 0.2:
        wish = replace(wish, prescription=_prescription(drawn, techniques, places))
    days = [day for day in WEEK.days if day >= now.date()]
    clearances = {day: screen(answers, LIBRARY, day) for day in days}
    return Person(clearances, replace(wish, **chosen), now)  # type: ignore[arg-type]


def with_a_demand(seed: int, hardness: float | None = None) -> tuple[Person, Demand]:
    """Draw until something can be placed for somebody."""
    for turn in range(100):
        drawn = person(seed + 100_000 * turn, hardness)
        demand = drawn.demand()
        if isinstance(demand, Demand):
            return drawn, demand
    raise AssertionError(seed)


def _slots(
    drawn: random.Random, count: int, share_free: float
) -> Mapping[int, tuple[Slot, ...]]:
    usual = sorted(drawn.sample(list(Slot), count), key=lambda slot: slot.order)
    return {
        day: tuple(slot for slot in usual if drawn.random() < share_free)
        for day in range(7)
    }


def _given(drawn: random.Random, places: tuple[Place, ...]) -> Mapping[str, Given]:
    given = {}
    for name in drawn.sample(_ASKED, drawn.choice((0, 1, 1, 2, 2, 3))):
        is_of_all = LIBRARY.conditions[name].scope is Scope.SESSION
        where = () if is_of_all else (Where.parse(str(drawn.choice(places))),)
        given[name] = Given(Answer.YES, where)
    return given


def _prescription(
    drawn: random.Random, techniques: list[str], places: tuple[Place, ...]
) -> Prescription:
    """Draw a programme that says something of most of the techniques."""
    names = drawn.sample(techniques, drawn.randint(1, len(techniques)))
    listed = [
        Prescribed(
            name,
            places if drawn.random() < 0.7 else (drawn.choice(places),),
            drawn.choice((None, (1, 3), (2, 5), (5, 10))),
            drawn.choice((None, (1, 1, "day"), (1, 2, "day"), (1, 3, "week"))),
        )
        for name in names
    ]
    is_short = drawn.random() < 0.3
    return Prescription(
        version=1,
        by="Dr Lang",
        on=WEEK.days[0] - dt.timedelta(days=20),
        review=WEEK.days[drawn.randint(0, 6)],
        techniques=() if is_short else tuple(listed),
        forbidden=(names[0],) if is_short else (),
    )


def _done(
    drawn: random.Random, techniques: list[str], places: tuple[Place, ...]
) -> tuple[DoneWork, ...]:
    return tuple(
        DoneWork(
            drawn.choice(techniques),
            drawn.choice(places),
            drawn.choice((10, 60, 120, 300)),
            SUNDAY_BEFORE + dt.timedelta(hours=drawn.randint(-40, 60)),
        )
        for _ in range(drawn.randint(1, 4))
    )
