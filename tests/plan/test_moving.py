"""A session moves only where every promise still holds."""

import datetime as dt
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kneadwell.plan import (
    Plan,
    Sitting,
    Slot,
    Status,
    Wish,
    broken_promises,
    draft_plan,
    moved,
)
from kneadwell.screening import screen
from kneadwell.vocabulary import Place
from tests.effort import IS_LONG
from tests.plan.people import LIBRARY, SUNDAY_BEFORE, WEEK, Person, with_a_demand
from tests.strategies import all_no

MON, TUE, WED = WEEK.days[:3]
ALL_DAY = dict.fromkeys(range(7), tuple(Slot))
TOO_LATE = dt.datetime(2026, 11, 30, 12)  # noqa: DTZ001 - local time


def drafted(someone: Person) -> Plan:
    plan = draft_plan(*someone.arguments())  # type: ignore[arg-type]
    assert isinstance(plan, Plan)
    return plan


@cache
def busy(seed: int) -> tuple[Person, Plan]:
    """Return one of a few people who have a plan: making it takes a while."""
    someone, _ = with_a_demand(seed, 0.3)
    return someone, drafted(someone)


def move(
    someone: Person,
    plan: Plan,
    at: Sitting,
    to: Sitting,
    now: dt.datetime = SUNDAY_BEFORE,
) -> Plan | tuple[str, ...]:
    return moved(plan, at, to, someone.clearances, someone.wish, LIBRARY, now=now)


@pytest.mark.hazard("H-69", "H-75")
@given(st.integers(0, 40 if IS_LONG else 4), st.data())
def test_what_was_moved_keeps_every_promise(seed: int, data: st.DataObject) -> None:
    someone, plan = busy(seed)
    at = data.draw(st.sampled_from([one.sitting for one in plan.sessions]))
    to = Sitting(
        data.draw(st.sampled_from(WEEK.days)), data.draw(st.sampled_from(Slot))
    )
    found = move(someone, plan, at, to)

    if isinstance(found, tuple):
        assert found
        assert all(why.endswith(".") for why in found)
        return
    anywhere = replace(someone.wish, slots=ALL_DAY)
    assert broken_promises(found, someone.clearances, anywhere, LIBRARY) == ()
    stayed = [one for one in plan.sessions if one.sitting != at]
    assert [one for one in found.sessions if one.sitting != to] == stayed
    (there,) = [one for one in found.sessions if one.sitting == to]
    assert there.work == next(it for it in plan.sessions if it.sitting == at).work
    if to != at:
        assert found.status is Status.FEASIBLE
        assert found.objective == ()


def one_evening_a_day() -> tuple[Person, Plan]:
    """Return someone with nothing to tell, and the ball on both feet each evening."""
    answers = all_no(Place.parse("left foot"), Place.parse("right foot"))
    wish = Wish(
        minutes_per_day=4,
        slots=dict.fromkeys(range(7), (Slot.EVENING,)),
        techniques=("rolling-ball",),
    )
    days = {day: screen(answers, LIBRARY, day) for day in WEEK.days}
    someone = Person(days, wish)
    return someone, drafted(someone)


@pytest.mark.hazard("H-75")
def test_two_days_never_go_into_one_that_has_no_minutes_for_them() -> None:
    someone, plan = one_evening_a_day()
    at, to = Sitting(MON, Slot.EVENING), Sitting(TUE, Slot.MORNING)

    refused = move(someone, plan, at, to)
    assert isinstance(refused, tuple)
    assert any("more minutes" in why for why in refused)
    more = replace(someone, wish=replace(someone.wish, minutes_per_day=20))
    assert isinstance(move(more, plan, at, to), Plan)


def test_an_hour_that_the_wish_has_not_is_free_once_someone_wants_it() -> None:
    someone, plan = one_evening_a_day()
    first = move(someone, plan, Sitting(MON, Slot.EVENING), Sitting(MON, Slot.MORNING))

    assert isinstance(first, Plan)
    second = move(someone, first, Sitting(TUE, Slot.EVENING), Sitting(TUE, Slot.MIDDAY))
    assert isinstance(second, Plan)


@pytest.mark.parametrize(
    ("at", "to", "why"),
    [
        (Sitting(MON, Slot.BEDTIME), Sitting(TUE, Slot.MIDDAY), "no session then"),
        (
            Sitting(MON, Slot.EVENING),
            Sitting(MON - dt.timedelta(days=1), Slot.EVENING),
            "same week",
        ),
        (Sitting(TUE, Slot.EVENING), Sitting(MON, Slot.MORNING), "is over"),
        (Sitting(MON, Slot.EVENING), Sitting(WED, Slot.EVENING), "already then"),
    ],
)
def test_a_move_that_cannot_be_says_why(at: Sitting, to: Sitting, why: str) -> None:
    someone, plan = one_evening_a_day()
    refused = move(someone, plan, at, to, TOO_LATE)

    assert isinstance(refused, tuple)
    (told,) = refused
    assert why in told
