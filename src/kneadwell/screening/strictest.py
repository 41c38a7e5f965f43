"""Two typed changes as one: the stricter of each kind."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

from kneadwell.knowledge import Changes, Look, OtherGiver, Position, Start

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
_RANKED: Mapping[str, tuple[StrEnum, ...]] = {
    "giver": tuple(OtherGiver),
    "heat_tested_by": tuple(OtherGiver),
    "position": tuple(Position),
    "look_before": tuple(Look),
    "look_after": tuple(Look),
}


class ClashError(ValueError):
    """Two changes cannot both be carried out; the place is not possible."""


def combine(changes: Iterable[Changes]) -> Changes:
    """Return what holds when all `changes` hold.

    The smaller maximum, the intersection of what is only allowed, the union of
    what is not, the more frequent look or rest. Lists keep the order of first
    mention. One branch of every `any_of` must hold: the branches are paired, and
    a branch that a looser one makes needless falls away.

    Raises:
        ClashError: Two directions of stroke.
    """
    return _combined(tuple(changes))


@lru_cache(maxsize=4096)
def _combined(changes: tuple[Changes, ...]) -> Changes:
    return _merged(changes)


def _merged(changes: tuple[Changes, ...]) -> Changes:
    held: dict[str, Any] = {}
    for change in changes:
        for name, value in _given(change):
            held[name] = _stricter(name, held[name], value) if name in held else value
    return Changes(**held)


@lru_cache(maxsize=1024)
def _given(changes: Changes) -> tuple[tuple[str, Any], ...]:
    """Return what is not left out; nothing allowed is not left out."""
    return tuple(
        (name, value)
        for name in _NAMES
        if (value := getattr(changes, name)) not in _LEFT_OUT
        or (value == () and name.endswith("_only"))
    )


def _stricter(name: str, one: Any, two: Any) -> Any:  # noqa: ANN401 - any field
    if one == two:
        return one
    if name == "any_of":
        return _paired(one, two)
    if name in _RANKED:
        return max(one, two, key=_RANKED[name].index)
    if name in _FEWER:
        return min(one, two)
    if name in _MORE:
        return max(one, two)
    if isinstance(one, tuple):
        return _listed(name, one, two)
    raise ClashError(name)


def _listed(name: str, one: tuple[Any, ...], two: tuple[Any, ...]) -> tuple[Any, ...]:
    if name.endswith("_only"):
        return tuple(item for item in one if item in two)
    if name == "start":
        return tuple(start for start in Start if start in one + two)
    return tuple(dict.fromkeys(one + two))


def _paired(one: tuple[Changes, ...], two: tuple[Changes, ...]) -> tuple[Changes, ...]:
    pairs: dict[object, Changes] = {}
    for pair in (combine((a, b)) for a in one for b in two):
        pairs.setdefault(_unordered(pair), pair)
    return tuple(
        pair
        for content, pair in pairs.items()
        if not any(
            content != other and _unordered(combine((pair, looser))) == content
            for other, looser in pairs.items()
        )
    )


def _unordered(changes: Changes) -> frozenset[tuple[str, Any]]:
    """Return what changes hold, for comparing: the order of lists says nothing."""
    return frozenset(
        (name, frozenset(value) if isinstance(value, tuple) else value)
        for name, value in _given(changes)
    )


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
