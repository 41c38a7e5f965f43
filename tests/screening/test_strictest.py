"""Two typed changes as one are never milder, in whatever order they come."""

import json
from dataclasses import fields
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kneadwell.knowledge import Changes, Look, OtherGiver, Position, Start
from kneadwell.screening import ClashError, combine, in_force
from kneadwell.vocabulary import Region
from tests.screening.oracle import together
from tests.screening.people import LIBRARY

OTHER, NORMAL_HANDS = OtherGiver.OTHER, OtherGiver.WITH_NORMAL_HANDS
FLAT = ("flat-hand",)
WRITTEN = [
    *(text.changes for text in LIBRARY.instructions.values()),
    *LIBRARY.modes.values(),
    *(branch for it in LIBRARY.instructions.values() for branch in it.changes.any_of),
    Changes(),
    Changes(tools_only=()),
    Changes(tools_only=("thumb", "flat-hand"), strokes_not=("roll",)),
    Changes(regions_only=(Region.FOOT,), any_of=(Changes(thermometer=True), Changes())),
]
changes = st.sampled_from(WRITTEN)
LIGHT = Changes(pressure_max=1)


@lru_cache(maxsize=4096)
def plain(found: Changes) -> dict[str, Any]:
    """Return changes as the facts write them, with their lists in a fixed order."""
    return together([json.loads(json.dumps(found.to_json()))])


@given(st.lists(changes, max_size=5), st.randoms())
def test_the_order_of_changes_does_not_matter(some: list[Changes], chance: Any) -> None:
    other = some.copy()
    chance.shuffle(other)

    assert plain(combine(some)) == plain(combine(other))


@given(changes, changes, changes)
def test_changes_may_be_combined_in_any_grouping(
    one: Changes, two: Changes, three: Changes
) -> None:
    first = combine((combine((one, two)), three))
    last = combine((one, combine((two, three))))

    assert plain(first) == plain(last) == plain(combine((one, two, three)))


@given(changes, changes)
def test_the_same_change_twice_is_the_same_once(one: Changes, two: Changes) -> None:
    both = combine((one, two))

    assert combine((one, one)) == one
    assert plain(combine((both, one))) == plain(both)


@given(st.lists(changes, max_size=5))
def test_combining_is_what_the_texts_say(some: list[Changes]) -> None:
    told = [json.loads(json.dumps(change.to_json())) for change in some]

    assert plain(combine(some)) == together(told)


@pytest.mark.parametrize(
    ("name", "milder", "stricter"),
    [
        ("pressure_max", 2, 1),
        ("seconds_max_place", 300, 120),
        ("seconds_max_spot", 120, 60),
        ("seconds_max_session", 300, 180),
        ("heat_seconds_max", 300, 120),
        ("temperature_max_c", 40, 38),
        ("rest_every_s", 120, 60),
        ("change_position_every_s", 120, 60),
        ("look_every_s", 120, 60),
        ("pause_days_if_not_settled", 7, 14),
        ("not_before_months", 3, 6),
        ("position", Position.SITTING, Position.SITTING_UP),
        ("position", Position.SITTING_UP, Position.FEET_ON_FLOOR),
        ("look_before", Look.ANYONE, Look.SEER),
        ("look_after", Look.ANYONE, Look.SEER),
        ("giver", OTHER, NORMAL_HANDS),
        ("heat_tested_by", OTHER, NORMAL_HANDS),
    ],
)
def test_of_two_the_stricter_holds(name: str, milder: Any, stricter: Any) -> None:
    one, two = Changes(**{name: milder}), Changes(**{name: stricter})

    assert combine((one, two)) == combine((two, one)) == two


@pytest.mark.parametrize("field", fields(Changes), ids=lambda field: field.name)
def test_no_change_is_lost_beside_another(field: Any) -> None:
    written = [it for it in WRITTEN if getattr(it, field.name) != field.default]
    every = [getattr(combine((it, Changes(say=True))), field.name) for it in written]

    assert written
    assert every == [getattr(it, field.name) for it in written]


def test_lists_keep_what_both_forbid_and_only_what_both_allow() -> None:
    one = Changes(tools_only=("thumb", "fingers"), tools_not=("knuckles",))
    two = Changes(tools_only=("fingers", "flat-hand"), tools_not=("thumb",))
    nothing = combine((Changes(tools_only=("thumb",)), Changes(tools_only=FLAT)))

    assert combine((one, two)).tools_only == ("fingers",)
    assert combine((one, two)).tools_not == ("knuckles", "thumb")
    assert nothing.tools_only == ()
    assert combine((nothing, Changes())).tools_only == ()


def test_of_two_starts_both_are_done_the_still_hand_first() -> None:
    edge = Changes(start=(Start.EDGE_OF_NORMAL_FEELING,))
    still = Changes(start=(Start.STILL_HAND_BESIDE,))

    assert combine((edge, still)).start == (*still.start, *edge.start)


def test_two_directions_clash() -> None:
    away = Changes(direction="around")

    with pytest.raises(ClashError, match="direction"):
        combine((Changes(direction="towards-heart"), away))
    assert combine((away, away)) == away


HANDS = LIBRARY.instructions["other-giver-or-flat-strokes"].changes
HEAT = LIBRARY.instructions["thermometer-or-another-tester"].changes


def test_while_nobody_else_gives_the_branch_for_one_holds() -> None:
    alone = in_force(HANDS, other_giver=False)

    assert alone == HANDS.any_of[1]
    assert alone.tools_only == FLAT
    assert in_force(HANDS, other_giver=True).giver is NORMAL_HANDS
    assert in_force(HEAT, other_giver=False) == Changes(thermometer=True)
    assert in_force(HEAT, other_giver=True).heat_tested_by is NORMAL_HANDS


def test_every_choice_must_be_met() -> None:
    both = in_force(combine((HANDS, HEAT, Changes(say=True))), other_giver=False)

    assert both.thermometer
    assert both.say
    assert both.tools_only == FLAT
    assert both.any_of == ()


def test_a_choice_without_the_wanted_branch_is_met_by_its_first() -> None:
    scents = (Changes(products_not=("perfume",)), Changes(products_not=("coconut",)))
    only = Changes(any_of=scents)

    assert in_force(only, other_giver=True) == scents[0]
    assert in_force(only, other_giver=False) == scents[0]
    assert in_force(Changes(say=True), other_giver=True) == Changes(say=True)


def test_a_looser_branch_makes_the_stricter_needless() -> None:
    loose, strict = Changes(pressure_max=2), Changes(pressure_max=1)
    either = Changes(any_of=(loose, strict))
    found = combine((either, Changes(any_of=(loose,))))

    assert found.any_of == (loose,)


def test_branches_that_differ_in_order_alone_are_one() -> None:
    there, back = Changes(after=("dry", "wipe")), Changes(after=("wipe", "dry"))
    found = combine((Changes(any_of=(there, back)), Changes(any_of=(LIGHT,))))

    assert found.any_of == (combine((there, LIGHT)),)


def test_branches_that_ask_for_different_things_both_stay() -> None:
    dry, wipe = Changes(after=("dry",)), Changes(after=("wipe",))
    found = combine((Changes(any_of=(dry, wipe)), Changes(any_of=(LIGHT,))))

    assert found.any_of == (combine((dry, LIGHT)), combine((wipe, LIGHT)))
