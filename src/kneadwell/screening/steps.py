"""What changes leave of a routine, by what each step says it becomes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from kneadwell.knowledge import (
    Changes,
    Library,
    Outcome,
    Routine,
    Spot,
    Step,
    StepChange,
)

BALL, FLAT_HAND, GLIDE = "soft-ball", "flat-hand", "glide"
DEEPEST = 5
"""The last level of the Walton scale."""


@dataclass(frozen=True, slots=True)
class Remaining:
    """The steps that are left, and whether they still are the technique."""

    steps: tuple[Step, ...]
    outcome: Outcome | None
    """What to call it when it is another thing now; None keeps the name."""

    @property
    def is_light_stroking(self) -> bool:
        """Whether only light strokes of the flat hand are left of another thing."""
        return self.outcome is not None and all(
            (step.stroke, step.tool) == (GLIDE, FLAT_HAND) for step in self.steps
        )


@lru_cache(maxsize=2048)
def remaining(routine: Routine, limits: Changes, library: Library) -> Remaining:
    """Return what `limits` leave of `routine`; no steps where it cannot be done.

    The kinds of change that a routine is prepared for decide first, the most
    demanding ones that `limits` contain. A step they keep but the limits forbid
    becomes the first of its prepared forms that is allowed, or falls away.
    """
    return _left(routine, limits, library)


def _left(routine: Routine, limits: Changes, library: Library) -> Remaining:
    modes = _contained(limits, library.modes)
    outcomes = [routine.degrade_result[mode] for mode in modes]
    if not all(outcome.possible for outcome in outcomes):
        return Remaining((), None)
    skipped = overlapping(limits.skip_spots, library.body.spots)
    steps = tuple(
        kept
        for step in routine.steps
        if (form := _form(step, limits, modes, library.modes))
        and (kept := _limited(form, limits, skipped))
    )
    named = (outcome for outcome in outcomes if not outcome.still_this_technique)
    return Remaining(steps, next(named, None))


def overlapping(spots: tuple[str, ...], atlas: Mapping[str, Spot]) -> set[str]:
    """Return every spot that shares skin with one of `spots`."""
    within = {part for spot in spots if spot in atlas for part in atlas[spot].covers}
    around = {name for name, spot in atlas.items() if set(spot.covers) & {*spots}}
    return {*spots, *within, *around}


def _contained(limits: Changes, modes: Mapping[str, Changes]) -> list[str]:
    """Return the modes that `limits` contain and no other such mode contains."""
    found = [name for name, mode in modes.items() if _contains(limits, mode)]
    return [
        name
        for name in found
        if not any(
            _contains(modes[other], modes[name])
            for other in found
            if other != name and not _contains(modes[name], modes[other])
        )
    ]


def _contains(limits: Changes, mode: Changes) -> bool:
    return all(
        (
            mode.pressure_max is None
            or (limits.pressure_max or mode.pressure_max + 1) <= mode.pressure_max,
            not mode.no_raise or limits.no_raise or limits.pressure_max == 1,
            _only_within(limits.tools_only, mode.tools_only),
            _only_within(limits.strokes_only, mode.strokes_only),
            all(not _allows_tool(limits, tool) for tool in mode.tools_not),
            all(not _allows_stroke(limits, stroke) for stroke in mode.strokes_not),
            not mode.no_tool or not _allows_tool(limits, BALL),
            mode.direction in {None, limits.direction},
            set(mode.skip_spots) <= set(limits.skip_spots),
        )
    )


def _only_within(limits: tuple[str, ...] | None, mode: tuple[str, ...] | None) -> bool:
    return mode is None or (limits is not None and set(limits) <= set(mode))


def _allows_tool(limits: Changes, tool: str) -> bool:
    return (
        (limits.tools_only is None or tool in limits.tools_only)
        and tool not in limits.tools_not
        and not (limits.no_tool and tool == BALL)
    )


def _allows_stroke(limits: Changes, stroke: str) -> bool:
    return (
        limits.strokes_only is None or stroke in limits.strokes_only
    ) and stroke not in limits.strokes_not


def _form(
    step: Step, limits: Changes, modes: list[str], prepared: Mapping[str, Changes]
) -> Step | None:
    changes = [step.degrade[mode] for mode in modes if mode in step.degrade]
    if any(change.drop for change in changes):
        return None
    for form in _forms(step, changes, prepared):
        if _allows_tool(limits, form.tool) and _allows_stroke(limits, form.stroke):
            return form
    return None


def _forms(
    step: Step, changes: list[StepChange], prepared: Mapping[str, Changes]
) -> Iterator[Step]:
    for change in changes:
        yield _changed(step, change)
    yield step
    for mode in prepared:
        if mode in step.degrade and not step.degrade[mode].drop:
            yield _changed(step, step.degrade[mode])


def _changed(step: Step, change: StepChange) -> Step:
    return replace(
        step,
        stroke=change.stroke or step.stroke,
        tool=change.tool or step.tool,
        direction=change.direction or step.direction,
        tempo_per_min=(
            step.tempo_per_min if change.tempo_per_min is None else change.tempo_per_min
        ),
        path_cm=change.path_cm or step.path_cm,
        pressure=change.pressure or step.pressure,
        spots=change.spots or step.spots,
    )


def _limited(step: Step, limits: Changes, skipped: set[str]) -> Step | None:
    spots = tuple(spot for spot in step.spots if spot not in skipped)
    if not spots:
        return None
    # The opening is level 1, so pressure that never rises stays there.
    most = 1 if limits.no_raise else limits.pressure_max or DEEPEST
    turned = limits.direction if step.stroke == GLIDE else None
    return replace(
        step,
        spots=spots,
        pressure=min(step.pressure, most),
        pressure_healthy_muscle=min(step.pressure_healthy_muscle, most),
        direction=turned or step.direction,
    )
