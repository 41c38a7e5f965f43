"""Two typed changes as one: the stricter of each kind."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, replace
from typing import TypeVar

from kneadwell.knowledge import Changes, Look, OtherGiver, Position, Start

T = TypeVar("T")
_NAMES = tuple(f.name for f in fields(Changes))
_LEFT_OUT = (None, False, ())

_FEWER = {
    "pressure_max",
    "seconds_max_place",
    "seconds_max_spot",
    "seconds_max_session",
    "heat_seconds_max",
    "temperature_max_c",
    "rest_every_s",
    "change_position_every_s",
    "look_every_s",
}
_MORE = {"pause_days_if_not_settled", "not_before_months"}
_RANKED = {"giver": OtherGiver, "heat_tested_by": OtherGiver, "position": Position}


class ClashError(ValueError):
    """Two changes cannot both be carried out; the place is not possible."""


def combine(changes: Iterable[Changes]) -> Changes:
    """Return what holds when all `changes` hold.

    The smaller maximum, the intersection of what is only allowed, the union of
    what is not, the more frequent look or rest. Lists keep the order of first
    mention. One branch of every `any_of` must hold: the branches are paired.

    Raises:
        ClashError: Two directions of stroke.
    """
    held: dict[str, object] = {}
    for change in changes:
        for name, value in _given(change):
            held[name] = _stricter(name, held[name], value) if name in held else value
    return Changes(**held)  # type: ignore[arg-type]


def _given(changes: Changes) -> Iterator[tuple[str, object]]:
    """Yield what is not left out."""
    for name in _NAMES:
        if (value := getattr(changes, name)) not in _LEFT_OUT:
            yield name, value
        elif value == () and name.endswith("_only"):
            yield name, value


def _stricter(name: str, one: T, two: T) -> object:
    if name == "any_of":
        return _paired(one, two)  # type: ignore[arg-type]
    if isinstance(one, bool):
        return one or two
    if name.startswith("look_") and isinstance(one, Look):
        return max(one, two, key=list(Look).index)  # type: ignore[arg-type, type-var]
    if kind := _RANKED.get(name):
        return max(one, two, key=list(kind).index)  # type: ignore[arg-type, type-var]
    if name in _FEWER:
        return min(one, two)  # type: ignore[type-var]
    if name in _MORE:
        return max(one, two)  # type: ignore[type-var]
    if isinstance(one, tuple) and isinstance(two, tuple):
        if name.endswith("_only"):
            return tuple(item for item in one if item in two)
        union = tuple(dict.fromkeys((*one, *two)))
        return tuple(s for s in Start if s in union) if name == "start" else union
    if one != two:
        raise ClashError(name)
    return one


def _paired(
    one: tuple[Changes, ...], two: tuple[Changes, ...]
) -> tuple[Changes, ...]:
    return one if one == two else tuple(combine((a, b)) for a in one for b in two)


def in_force(changes: Changes, *, other_giver: bool) -> Changes:
    """Return `changes` with one branch of `any_of` chosen.

    Someone else with normal hands fulfils the branch that asks for one; while
    nobody is chosen, the first branch that needs nobody applies.
    """
    if not changes.any_of:
        return changes
    wanted: Callable[[Changes], bool] = (
        _needs_other if other_giver else lambda branch: not _needs_other(branch)
    )
    branch = next(filter(wanted, changes.any_of), changes.any_of[0])
    return combine((replace(changes, any_of=()), branch))


def _needs_other(branch: Changes) -> bool:
    return OtherGiver.WITH_NORMAL_HANDS in {branch.giver, branch.heat_tested_by}
