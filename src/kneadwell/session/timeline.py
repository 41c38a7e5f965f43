"""Compile a technique on some places into cues."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kneadwell.knowledge import Action, Changes, Library, Routine, Technique, Touch
from kneadwell.screening import Cleared, Remaining, Verdict, overlapping
from kneadwell.session.cue import Cue, Timeline
from kneadwell.session.dose import course_of, share_out, span_of, verdict_at
from kneadwell.session.set_up import together
from kneadwell.session.writer import Turn, Writer
from kneadwell.vocabulary import Giver, KneadwellError, Place, Region, in_language


class WrongPlaceError(KneadwellError):
    """The technique is not done on this region, or the place came twice."""

    def __init__(self, technique: Technique, place: Place, *, twice: bool) -> None:
        self.place = place
        name = in_language(technique.name)
        super().__init__(
            f"“{place}” is named twice; name each place once."
            if twice
            else f"{name} is not done on the {place.region}. "
            f"Its places are {', '.join(technique.regions)}."
        )


class WrongSpotError(KneadwellError):
    """The technique is not done on this spot, or not for this person."""

    def __init__(
        self, technique: Technique, place: Place, may_choose: Sequence[str]
    ) -> None:
        self.place = place
        name = in_language(technique.name)
        super().__init__(
            f"“{place.spot}” cannot be chosen for {name} on the {place.region}. "
            + (
                f"Choose one of {', '.join(may_choose)}."
                if may_choose
                else f"It works the whole {place.region}: write “{place.whole}”."
            )
        )


class NotClearedError(KneadwellError):
    """A clearance was handed over that does not cover what is asked for."""

    def __init__(
        self, technique: Technique, cleared: Cleared, place: Place | None = None
    ) -> None:
        self.cleared, self.place = cleared, place
        super().__init__(
            f"{in_language(technique.name)} is not cleared for “{place}”; "
            f"answer the check again."
            if place
            else f"This clearance is for {cleared.technique_id}, edition "
            f"{cleared.edition}; answer the check again for {technique.id}."
        )


def compile_timeline(
    library: Library,
    technique_id: str,
    places: Sequence[Place],
    giver: Giver,
    *,
    seconds: int | None = None,
    cleared: Cleared | None = None,
) -> Timeline:
    """Lay a technique over `places`, from getting ready to looking at the skin.

    Args:
        library: Where the technique's steps and sentences are.
        technique_id: Which technique.
        places: In the order of work; one may name its spot.
        giver: Whose hands, and so in whose voice. Where a verdict asks for another
            giver, nobody gives it to themselves: a helper is spoken to.
        seconds: Hands-on seconds over all places; none means as long as allowed.
        cleared: What the gate gave; every change of its verdicts is carried out.
            Without it the timeline is a lesson with the article's own dose, which
            nothing plays.

    Returns:
        Cues from second 0 on, without gap or overlap, whose work cues sum to
        `seconds`, equal for each place, any remainder to the first places.

    Raises:
        WrongPlaceError: A place the technique does not have, or twice the same.
        WrongSpotError: A spot that cannot be chosen there, or that a change skips.
        DoseError: More than the range, or no time at all.
        NotClearedError: The clearance is for another technique, edition or place.
    """
    technique = library.techniques[technique_id]
    if cleared and (cleared.technique_id, cleared.edition) != (
        technique_id,
        library.edition,
    ):
        raise NotClearedError(technique, cleared)
    verdicts = _checked(technique, tuple(places), library, cleared)
    chosen = tuple(verdicts)
    if giver is Giver.SELF and any(v.limits.giver for v in verdicts.values()):
        giver = Giver.HELPER
    span = span_of(technique, chosen, library, verdicts if cleared else None)
    turns = tuple(
        Turn(place, seconds, verdict, course_of(technique, giver, library, verdict))
        for (place, verdict), seconds in zip(
            verdicts.items(), share_out(technique, chosen, span, seconds), strict=True
        )
    )
    for turn in turns:
        if cleared and not turn.course.steps:
            raise NotClearedError(technique, cleared, turn.place)
    limits = together(verdicts.values())
    writer = Writer(library, technique, giver, limits)
    return Timeline(
        library.edition,
        cleared is not None,
        tuple(_one_after_another(writer.cues(turns))),
        called={
            str(turn.place.whole): _called(turn.verdict, technique, library)
            for turn in turns
        },
        follow_ups=(*limits.follow_up_s, *limits.follow_up),
    )


def spots_for(
    technique: Technique,
    region: Region,
    library: Library,
    verdict: Verdict | None = None,
) -> tuple[str, ...]:
    """Return the spots that may be chosen, the usual one first; none for the whole.

    Args:
        technique: What is done there.
        region: Where it is done.
        library: Which spots are never touched.
        verdict: What the rules say of the place; the spots it skips are left out.
    """
    atlas = library.body.spots
    skipped = overlapping(verdict.limits.skip_spots, atlas) if verdict else set()
    return tuple(
        spot
        for spot in technique.regions[region].choose_from
        if atlas[spot].touch is not Touch.NEVER and spot not in skipped
    )


def _checked(
    technique: Technique,
    places: tuple[Place, ...],
    library: Library,
    cleared: Cleared | None,
) -> dict[Place, Verdict]:
    """Return the places, each with its spot, and what is to be carried out there."""
    checked: dict[Place, Verdict] = {}
    for place in places:
        routine = technique.regions.get(place.region)
        if routine is None:
            raise WrongPlaceError(technique, place, twice=False)
        verdict = _judged(technique, place, routine, cleared)
        offered = spots_for(technique, place.region, library, verdict)
        if routine.choose_from and cleared and not offered:
            raise NotClearedError(technique, cleared, place)
        if place.spot is None and offered:
            place = replace(place, spot=offered[0])  # noqa: PLW2901
        if place.spot not in (offered if routine.choose_from else (None,)):
            raise WrongSpotError(technique, place, offered)
        if place in checked:
            raise WrongPlaceError(technique, place, twice=True)
        checked[place] = verdict
    if not checked:
        message = "places must name at least one place"
        raise ValueError(message)
    return checked


def _judged(
    technique: Technique, place: Place, routine: Routine, cleared: Cleared | None
) -> Verdict:
    """Return the verdict on a place; a lesson changes nothing."""
    if cleared is None:
        return Verdict(
            place,
            Action.NONE,
            possible=True,
            changes=Changes(),
            reasons=(),
            low_feeling=False,
            all_normal=False,
            left=Remaining(routine.steps, None),
        )
    try:
        verdict = verdict_at(cleared.verdicts, place)
    except KeyError as error:
        raise NotClearedError(technique, cleared, place) from error
    if not verdict.possible:
        raise NotClearedError(technique, cleared, place)
    return verdict


def _called(verdict: Verdict, technique: Technique, library: Library) -> str:
    left = verdict.left
    if left is None or left.outcome is None:
        return in_language(technique.name)
    if left.is_light_stroking:
        return in_language(library.session.light_stroking)
    return in_language(left.outcome.shown_as)


def _one_after_another(cues: Iterator[Cue]) -> Iterator[Cue]:
    clock_s = 0
    for cue in cues:
        yield replace(cue, at_s=clock_s)
        clock_s += cue.lasts_s
