"""Compile techniques on some places into cues."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kneadwell.knowledge import (
    Action,
    Changes,
    Library,
    Modality,
    Routine,
    Technique,
    Touch,
)
from kneadwell.screening import Cleared, Remaining, Verdict, overlapping
from kneadwell.session.cue import Cue, Timeline
from kneadwell.session.dose import (
    check_together,
    course_of,
    share_out,
    span_of,
    verdict_at,
)
from kneadwell.session.order import called, order_of_work
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


class TwiceError(KneadwellError):
    """A technique comes twice in one session."""

    def __init__(self, technique: Technique) -> None:
        super().__init__(
            f"{in_language(technique.name)} is named twice; name each technique once."
        )


class HeatAndColdError(KneadwellError):
    """Warmth and cold would meet on one place."""

    def __init__(self, place: Place) -> None:
        self.place = place
        super().__init__(
            f"Warmth and cold never meet on one place; leave one out on the {place}."
        )


@dataclass(frozen=True, slots=True)
class SessionWork:
    """One technique of a session, on some places."""

    technique_id: str
    places: tuple[Place, ...]
    """In the order of work; one may name its spot."""
    seconds: int | None = None
    """Hands-on seconds over all of them; none means as long as it may alone."""


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
    work = SessionWork(technique_id, tuple(places), seconds)
    return _compiled(library, [(work, cleared)], giver)


def compile_session(
    library: Library,
    works: Sequence[SessionWork],
    giver: Giver,
    cleared: Sequence[Cleared],
) -> Timeline:
    """Lay several techniques into one session: one set-up, one skin look after.

    They come in the order of `order_of_work`, each on its places. A change of
    technique is said and shown, and what lay on the skin comes off in it.

    Args:
        library: Where the techniques' steps and sentences are.
        works: What is done, in any order, each technique once.
        giver: Whose hands, and so in whose voice. Where a verdict asks for another
            giver, a helper is spoken to for the whole session.
        cleared: What the gate gave for each of them, in any order.

    Returns:
        As `compile_timeline`, with work cues that sum to the seconds of each
        technique at each place. One work is its timeline.

    Raises:
        TwiceError: A technique is named twice.
        TogetherError: They take more together than a foot, a hand or a session may.
        HeatAndColdError: Both on one place.
        WrongPlaceError, WrongSpotError, DoseError, NotClearedError: As
            `compile_timeline` for each.
        ValueError: No work, or nothing cleared.
    """
    if not works or not cleared:
        message = "a session needs at least one technique, and what cleared it"
        raise ValueError(message)
    by_id = {work.technique_id: work for work in works}
    for technique_id, count in Counter(work.technique_id for work in works).items():
        if count > 1:
            raise TwiceError(library.techniques[technique_id])
    gates = {one.technique_id: one for one in cleared}
    in_order = order_of_work(by_id, library)
    return _compiled(
        library,
        [(by_id[name], gates.get(name, cleared[0])) for name in in_order],
        giver,
    )


def _compiled(
    library: Library,
    works: Sequence[tuple[SessionWork, Cleared | None]],
    giver: Giver,
) -> Timeline:
    parts = [_part(work, library, cleared) for work, cleared in works]
    verdicts = [verdict for part in parts for verdict in part.verdicts.values()]
    if giver is Giver.SELF and any(verdict.limits.giver for verdict in verdicts):
        giver = Giver.HELPER
    turns = tuple(turn for part in parts for turn in part.turns(giver, library))
    if len(parts) > 1:
        _check_heat_and_cold(turns)
        check_together(_seconds_by_place(turns), verdicts, library)
    limits = together(verdicts)
    writer = Writer(library, giver, limits)
    called_of: dict[str, dict[str, str]] = {}
    for turn in turns:
        names = called_of.setdefault(turn.technique.id, {})
        names[str(turn.place.whole)] = called(turn.verdict, turn.technique, library)
    return Timeline(
        library.edition,
        parts[0].cleared is not None,
        tuple(_one_after_another(writer.cues(turns))),
        called_of,
        follow_ups=(*limits.follow_up_s, *limits.follow_up),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """One technique on its places, before anybody's hands are known."""

    technique: Technique
    seconds: int | None
    verdicts: Mapping[Place, Verdict]
    cleared: Cleared | None

    def turns(self, giver: Giver, library: Library) -> Iterator[Turn]:
        """Yield what is done at each place."""
        technique, places = self.technique, tuple(self.verdicts)
        known = self.verdicts if self.cleared else None
        span = span_of(technique, places, library, known)
        shares = share_out(technique, places, span, self.seconds)
        for (place, verdict), seconds in zip(
            self.verdicts.items(), shares, strict=True
        ):
            course = course_of(technique, giver, library, verdict)
            if self.cleared and not course.steps:
                raise NotClearedError(technique, self.cleared, place)
            yield Turn(technique, place, seconds, verdict, course)


def _part(work: SessionWork, library: Library, cleared: Cleared | None) -> _Part:
    technique = library.techniques[work.technique_id]
    if cleared and (cleared.technique_id, cleared.edition) != (
        technique.id,
        library.edition,
    ):
        raise NotClearedError(technique, cleared)
    verdicts = _checked(technique, work.places, library, cleared)
    return _Part(technique, work.seconds, verdicts, cleared)


def _seconds_by_place(turns: Iterable[Turn]) -> dict[Place, int]:
    seconds: dict[Place, int] = {}
    for turn in turns:
        place = turn.place.whole
        seconds[place] = seconds.get(place, 0) + turn.seconds
    return seconds


def _check_heat_and_cold(turns: Sequence[Turn]) -> None:
    def having(modality: Modality) -> set[Place]:
        return {
            turn.place.whole for turn in turns if turn.technique.modality is modality
        }

    for place in having(Modality.HEAT) & having(Modality.COLD):
        raise HeatAndColdError(place)


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


def _one_after_another(cues: Iterator[Cue]) -> Iterator[Cue]:
    clock_s = 0
    for cue in cues:
        yield replace(cue, at_s=clock_s)
        clock_s += cue.lasts_s
