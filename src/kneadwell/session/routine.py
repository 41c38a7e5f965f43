"""Lay the steps of a routine into the seconds that one place has."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kneadwell.knowledge import Changes, ChangeWord, Start, Step

JOINS_FROM_S = 20
"""A step that may be left out joins only while every step keeps this long."""
DROPPED_BELOW_S = 8
"""A shorter step would be over before it is understood."""
SPOT_AT_LEAST_S = 3
"""A spot gets a cue of its own from this length on."""
OPENING_S = 20
"""How long each opening lasts, and never more than half of what is left."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Seconds of one step on one of its spots."""

    step: Step
    spot: str
    lasts_s: int
    opens: bool
    """Whether the step begins here."""


@dataclass(frozen=True, slots=True)
class Course:
    """What is done at one place, before it has its seconds."""

    openings: tuple[Step, ...]
    """What a rule puts before the steps."""
    steps: tuple[Step, ...]
    whole_from_s: int
    """From this time on every step has its place; below it, steps of the first
    priority stay and others join as far as there is room."""

    def lay_out(self, seconds: int) -> Iterator[Stretch]:
        """Yield the stretches that fill `seconds` exactly, in the order of work."""
        left_s = seconds
        for step in self.openings:
            lasts_s = min(OPENING_S, (left_s + 1) // 2)
            if lasts_s:
                yield Stretch(step, step.spots[0], lasts_s, opens=True)
            left_s -= lasts_s
        if not left_s:
            return
        is_whole = seconds >= self.whole_from_s
        steps = self.steps if is_whole else _shortened(self.steps, left_s)
        for step, lasts_s in _shared_out(_long_enough(steps, left_s), left_s):
            yield from _over_spots(step, lasts_s)


def openings_of(
    limits: Changes, first: Step, words: Mapping[str, ChangeWord]
) -> tuple[Step, ...]:
    """Return how work on a place begins, as steps of their own.

    Args:
        limits: What holds at the place.
        first: The step that follows; the edge of normal feeling is found with it.
        words: What each opening says.
    """
    still_hand = replace(
        first, stroke="still-hand", tool="flat-hand", direction="none", pressure=1
    )
    how = {
        Start.STILL_HAND_BESIDE: replace(still_hand, tempo_per_min=0),
        Start.EDGE_OF_NORMAL_FEELING: first,
    }
    return tuple(
        replace(
            how[start],
            id=start.value,
            spots=first.spots[:1],
            say=words[start].say,
            avoid={},
        )
        for start in limits.start
    )


def _shortened(steps: Sequence[Step], seconds: int) -> Sequence[Step]:
    stays = min(step.priority for step in steps)
    kept = {step.id for step in steps if step.priority == stays}
    for joining in _in_turn(steps):
        tried = [step for step in steps if step.id in kept | joining]
        if min(s for _, s in _shared_out(tried, seconds)) < JOINS_FROM_S:
            break
        kept |= joining
    return [step for step in steps if step.id in kept]


def _in_turn(steps: Sequence[Step]) -> Iterator[set[str]]:
    """Yield what joins next: priority 2 from the longest down, then 3 as a whole."""
    second = [step for step in steps if step.priority == 2]
    yield from ({step.id} for step in sorted(second, key=lambda step: -step.share))
    yield {step.id for step in steps if step.priority > 2}


def _long_enough(steps: Sequence[Step], seconds: int) -> Sequence[Step]:
    while len(steps) > 1:
        lasts = _shared_out(steps, seconds)
        shortest, least_s = min(lasts, key=lambda pair: pair[1])
        if least_s >= DROPPED_BELOW_S:
            break
        steps = [step for step in steps if step is not shortest]
    return steps


def _shared_out(steps: Sequence[Step], seconds: int) -> list[tuple[Step, int]]:
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
