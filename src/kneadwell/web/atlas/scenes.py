"""The pictures of sessions and techniques, for templates."""

from dataclasses import replace

from kneadwell.atlas import Movement, Scene, load_atlas, scene_of, still_scene
from kneadwell.knowledge import Library, Step
from kneadwell.session import Cue, Timeline
from kneadwell.vocabulary import BESIDE_CHOSEN, Place, Region, Side
from kneadwell.web.library import current_library


def cue_scenes(timeline: Timeline) -> tuple[tuple[Scene, ...], list[str | None]]:
    """Return the different pictures of a timeline, and the id of each cue's picture.

    Work moves. Another cue at a place shows the place alone, from the side on which
    hands work next there, or worked last. One without a place shows nothing.
    """
    shown = [_cue_scene(cue, _worked_at(timeline, cue)) for cue in timeline.cues]
    different = {scene.id: scene for scene in shown if scene}
    return tuple(different.values()), [scene.id if scene else None for scene in shown]


def step_scene(
    step: Step, region: Region, side: Side = Side.LEFT, chosen: str | None = None
) -> Scene:
    """Return the picture of a step on the first of its spots.

    Args:
        step: What the hands do.
        region: Where.
        side: The side that is shown.
        chosen: The spot that a person chose, for a step that works on one; without
            it, the usual one.
    """
    spot = step.spots[0]
    movement = Movement(
        stroke=step.stroke,
        tool=step.tool,
        direction=step.direction,
        tempo_per_min=step.tempo_per_min,
        path_cm=step.path_cm,
        pressure=step.pressure,
    )
    place = Place(side, region, chosen or _usual_spot(region, current_library()))
    return scene_of(place, spot, movement, load_atlas())


def _usual_spot(region: Region, library: Library) -> str | None:
    """Return the spot that comes first where one is chosen."""
    routines = (
        technique.regions[region]
        for technique in library.techniques.values()
        if region in technique.regions
    )
    return next((r.choose_from[0] for r in routines if r.choose_from), None)


def _worked_at(timeline: Timeline, cue: Cue) -> str | None:
    """Return the spot of the work at the same place that comes next, or came last."""
    there = [
        other for other in timeline.cues if other.place == cue.place and other.show
    ]
    later = [other.spot for other in there if other.at_s >= cue.at_s]
    before = [other.spot for other in there if other.at_s < cue.at_s]
    return next(iter([*later, *reversed(before)]), None)


def _cue_scene(cue: Cue, worked_at: str | None) -> Scene | None:
    if cue.place is None:
        return None
    if cue.show is None or cue.spot is None:
        return still_scene(cue.place, cue.spot, load_atlas(), seen_at=worked_at)
    movement = Movement(
        stroke=cue.show.stroke,
        tool=cue.show.tool,
        direction=cue.show.direction,
        tempo_per_min=cue.show.tempo,
        path_cm=cue.show.path_cm,
        pressure=cue.show.pressure,
    )
    if cue.show.is_beside:
        place = replace(cue.place, spot=cue.spot)
        return scene_of(place, BESIDE_CHOSEN, movement, load_atlas())
    return scene_of(cue.place, cue.spot, movement, load_atlas())
