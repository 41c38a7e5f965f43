"""Lay the steps of a routine into the seconds that one place has."""

from collections.abc import Iterator
from dataclasses import dataclass

from kneadwell.knowledge import Routine, Step
from kneadwell.vocabulary import Giver

JOINS_FROM_S = 20
"""A step that may be left out joins only while every step keeps this long."""
DROPPED_BELOW_S = 8
"""A shorter step would be over before it is understood."""
SPOT_AT_LEAST_S = 3
"""A spot gets a cue of its own from this length on."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Seconds of one step on one of its spots."""

    step: Step
    spot: str
    lasts_s: int
    opens: bool
    """Whether the step begins here."""


def lay_out(
    routine: Routine, giver: Giver, seconds: int, whole_from_s: int
) -> Iterator[Stretch]:
    """Yield the stretches that fill `seconds` exactly, in the order of work.

    Args:
        routine: The steps, with shares and priorities.
        giver: Steps that people cannot do on themselves fall away for self.
        seconds: Time on the place.
        whole_from_s: From this time on every step has its place; below it, steps
            of priority 1 stay and others join as far as there is room.
    """
    doable = [step for step in routine.steps if step.self_ok or giver is not Giver.SELF]
    steps = doable if seconds >= whole_from_s else _shortened(doable, seconds)
    for step, lasts_s in _shared_out(_long_enough(steps, seconds), seconds):
        yield from _over_spots(step, lasts_s)


def _shortened(steps: list[Step], seconds: int) -> list[Step]:
    kept = {step.id for step in steps if step.priority == 1}
    for joining in _in_turn(steps):
        tried = [step for step in steps if step.id in kept | joining]
        if min(s for _, s in _shared_out(tried, seconds)) < JOINS_FROM_S:
            break
        kept |= joining
    return [step for step in steps if step.id in kept]


def _in_turn(steps: list[Step]) -> Iterator[set[str]]:
    """Yield what joins next: priority 2 from the longest down, then 3 as a whole."""
    second = [step for step in steps if step.priority == 2]
    yield from ({step.id} for step in sorted(second, key=lambda step: -step.share))
    yield {step.id for step in steps if step.priority > 2}


def _long_enough(steps: list[Step], seconds: int) -> list[Step]:
    while len(steps) > 1:
        lasts = _shared_out(steps, seconds)
        shortest, least_s = min(lasts, key=lambda pair: pair[1])
        if least_s >= DROPPED_BELOW_S:
            break
        steps = [step for step in steps if step is not shortest]
    return steps


def _shared_out(steps: list[Step], seconds: int) -> list[tuple[Step, int]]:
    whole, passed, ended_s, lasts = sum(s.share for s in steps), 0.0, 0, []
    for step in steps:
        passed += step.share
        ends_s = round(seconds * passed / whole)
        lasts.append((step, ends_s - ended_s))
        ended_s = ends_s
    return lasts


def _over_spots(step: Step, seconds: int) -> Iterator[Stretch]:
    spots = step.spots
    if seconds < SPOT_AT_LEAST_S * len(spots):
        spots = spots[:1]
    each_s, left_over = divmod(seconds, len(spots))
    for index, spot in enumerate(spots):
        yield Stretch(step, spot, each_s + (index < left_over), opens=index == 0)
