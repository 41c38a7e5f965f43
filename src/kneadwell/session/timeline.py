"""Compile a technique on some places into cues."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from math import ceil

from kneadwell.knowledge import Library, Per, Routine, Step, Technique, Touch
from kneadwell.screening import Cleared
from kneadwell.session.cue import Cue, CueKind, Show, Timeline
from kneadwell.session.dose import share_out, span_of
from kneadwell.session.routine import Stretch, lay_out
from kneadwell.vocabulary import (
    Giver,
    KneadwellError,
    Lines,
    Place,
    in_language,
    lines_in,
)

WORDS_PER_S = 2.0
"""Slow, clear speech: 120 words in a minute."""
GET_READY_S = 10
SET_UP_EXTRA_S = 20
"""Sitting down and laying things out takes longer than hearing about it."""
SIT_STILL_S = 60
"""Sitting on before standing up: people faint and slip."""
LIES_BY_ITSELF = {"compress"}
"""No hand presses, so nothing is said about pressure."""
CHOSEN, BESIDE_CHOSEN = "chosen-spot", "beside-chosen-spot"


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
    """The technique is not done on this spot."""

    def __init__(self, technique: Technique, place: Place, routine: Routine) -> None:
        self.place = place
        name = in_language(technique.name)
        super().__init__(
            f"“{place.spot}” cannot be chosen for {name} on the {place.region}. "
            + (
                f"Choose one of {', '.join(routine.choose_from)}."
                if routine.choose_from
                else f"It works the whole {place.region}: write “{place.whole}”."
            )
        )


class NotClearedError(KneadwellError):
    """A clearance was handed over for another technique or edition."""

    def __init__(self, technique: Technique, cleared: Cleared) -> None:
        self.cleared = cleared
        super().__init__(
            f"This clearance is for {cleared.technique_id}, edition {cleared.edition}; "
            f"answer the check again for {technique.id}."
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
        giver: Whose hands, and so in whose voice.
        seconds: Hands-on seconds over all places; none means as long as allowed.
        cleared: What the gate gave. Without it the timeline is a lesson with the
            article's own dose, which nothing plays.

    Returns:
        Cues from second 0 on, without gap or overlap, whose work cues sum to
        `seconds`, equal for each place, any remainder to the first places.

    Raises:
        WrongPlaceError: A place the technique does not have, or twice the same.
        WrongSpotError: A spot that cannot be chosen there.
        DoseError: More than the range, or no time at all.
        NotClearedError: The clearance is for another technique or edition.
    """
    technique = library.techniques[technique_id]
    if cleared and (cleared.technique_id, cleared.edition) != (
        technique_id,
        library.edition,
    ):
        raise NotClearedError(technique, cleared)
    chosen = _checked(technique, tuple(places), library)
    span = span_of(technique, chosen, library, cleared=cleared is not None)
    shares = share_out(technique, chosen, span, seconds)
    writer = _Writer(library, technique, giver)
    return Timeline(
        library.edition,
        cleared is not None,
        tuple(_one_after_another(writer.cues(chosen, shares))),
    )


def _checked(
    technique: Technique, places: tuple[Place, ...], library: Library
) -> tuple[Place, ...]:
    checked: list[Place] = []
    for place in places:
        routine = technique.regions.get(place.region)
        if routine is None:
            raise WrongPlaceError(technique, place, twice=False)
        if place.spot is None and routine.choose_from:
            place = replace(place, spot=routine.choose_from[0])  # noqa: PLW2901
        if place.spot and not _may_choose(place.spot, routine, library):
            raise WrongSpotError(technique, place, routine)
        if place in checked:
            raise WrongPlaceError(technique, place, twice=True)
        checked.append(place)
    if not checked:
        message = "places must name at least one place"
        raise ValueError(message)
    return tuple(checked)


def _may_choose(spot: str, routine: Routine, library: Library) -> bool:
    return (
        spot in routine.choose_from
        and library.body.spots[spot].touch is not Touch.NEVER
    )


def _one_after_another(cues: Iterator[Cue]) -> Iterator[Cue]:
    clock_s = 0
    for cue in cues:
        yield replace(cue, at_s=clock_s)
        clock_s += cue.lasts_s


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the cues of one session; each starts at 0 until they are lined up."""

    library: Library
    technique: Technique
    giver: Giver

    def cues(self, places: tuple[Place, ...], shares: tuple[int, ...]) -> Iterator[Cue]:
        """Yield the whole session in order."""
        texts = self.library.session
        yield replace(
            self._said(CueKind.GET_READY, texts.get_ready), lasts_s=GET_READY_S
        )
        yield self._set_up(places)
        yield self._said(CueKind.CHECK, texts.skin_check, texts.stop_rules)
        yield from self._work(places[0], shares[0])
        for (last, place), seconds in zip(pairwise(places), shares[1:], strict=True):
            yield self._switch(last, place)
            yield from self._work(place, seconds)
        for lines in (texts.wipe, texts.look):
            yield self._said(CueKind.AFTER_CARE, lines)
        yield replace(self._said(CueKind.AFTER_CARE, texts.shoes), lasts_s=SIT_STILL_S)
        yield self._said(CueKind.AFTER_CARE, texts.wash)
        own = tuple(chain.from_iterable(map(lines_in, self.technique.after_care)))
        if own:
            yield self._cue(CueKind.AFTER_CARE, own)
        yield self._said(CueKind.FINISH, texts.finish)

    def _set_up(self, places: tuple[Place, ...]) -> Cue:
        texts = self.library.session.set_up
        cue = self._cue(
            CueKind.SET_UP, (*self._voice(texts), *self._position(places[0]))
        )
        return replace(cue, lasts_s=cue.lasts_s + SET_UP_EXTRA_S)

    def _switch(self, last: Place, place: Place) -> Cue:
        sentences = self._voice(self.library.session.switch)
        if place.region is not last.region:
            sentences += self._position(place)
        return replace(
            self._cue(CueKind.SWITCH, (*sentences, self._name(place))),
            place=place.whole,
        )

    def _position(self, place: Place) -> tuple[str, ...]:
        positions = self.technique.regions[place.region].positions
        return lines_in(positions.for_giver(self.giver))

    def _work(self, place: Place, seconds: int) -> Iterator[Cue]:
        stretches = lay_out(
            self.technique.regions[place.region],
            self.giver,
            seconds,
            self._whole_from_s(),
        )
        unchecked_s, pressure, first = 0, 0, True
        for stretch in stretches:
            cue = self._stroke(stretch, place, pressure, first=first)
            pressure, first = _hand_pressure(stretch.step), False
            for part in self._with_checks(cue, unchecked_s):
                unchecked_s = (
                    0 if part.kind is CueKind.CHECK else unchecked_s + part.lasts_s
                )
                yield part

    def _whole_from_s(self) -> int:
        minutes = self.technique.minutes
        least_s = minutes.least * 60 // (2 if minutes.per is Per.SESSION else 1)
        return min(least_s, self.technique.caps.seconds_per_place)

    def _with_checks(self, cue: Cue, unchecked_s: int) -> Iterator[Cue]:
        """Yield `cue` so that hands never work longer than allowed without a check."""
        limit_s = self.library.session.check_every_s
        if unchecked_s and unchecked_s + cue.lasts_s > limit_s:
            yield self._check(cue)
            unchecked_s = 0
        while cue.lasts_s > limit_s:
            yield replace(cue, lasts_s=limit_s)
            yield self._check(cue)
            cue = replace(cue, lasts_s=cue.lasts_s - limit_s)
        yield cue

    def _check(self, cue: Cue) -> Cue:
        texts = self.library.session
        by_kind = {"heat": texts.warm_check, "cold": texts.ice_check}
        warm_or_cold = cue.show is not None and cue.show.tool in {
            "compress",
            "wrapped-ice",
        }
        lines = by_kind[self.technique.kind] if warm_or_cold else texts.pressure_check
        return replace(self._said(CueKind.CHECK, lines), place=cue.place)

    def _stroke(
        self, stretch: Stretch, place: Place, pressure: int, *, first: bool
    ) -> Cue:
        step = stretch.step
        spot = self._spot(stretch.spot, place)
        show = Show(step.stroke, step.tool, step.tempo_per_min, step.pressure)
        if stretch.opens:
            name = (self._name(place),) if first else ()
            level = _hand_pressure(step)
            pressed = (self._pressure(level),) if level not in {0, pressure} else ()
            told = self._voice(step.say)
            sentences = (*name, *told, *pressed, *lines_in(step.avoid))
        else:
            word = in_language(self.library.body.spots[stretch.spot].word)
            sentences = (in_language(self.library.session.spot).format(spot=word),)
        return Cue(
            at_s=0,
            lasts_s=stretch.lasts_s,
            kind=CueKind.WORK,
            technique=self.technique.id,
            sentences=sentences,
            place=place.whole,
            spot=spot,
            show=show,
        )

    def _spot(self, spot: str, place: Place) -> str:
        return place.spot if place.spot and spot in {CHOSEN, BESIDE_CHOSEN} else spot

    def _pressure(self, level: int) -> str:
        return in_language(self.library.touch.pressure[str(level)])

    def _name(self, place: Place) -> str:
        body = self.library.body
        said = in_language(self.library.session.place).format(
            side=in_language(body.sides[place.side]),
            region=in_language(body.regions[place.region]),
        )
        return said[0].upper() + said[1:]

    def _voice(self, lines: Mapping[Giver, Lines]) -> tuple[str, ...]:
        return lines_in(lines[self.giver])

    def _said(self, kind: CueKind, *lines: Mapping[Giver, Lines]) -> Cue:
        return self._cue(kind, tuple(chain.from_iterable(map(self._voice, lines))))

    def _cue(self, kind: CueKind, sentences: tuple[str, ...]) -> Cue:
        return Cue(0, _spoken_s(sentences), kind, self.technique.id, sentences)


def _hand_pressure(step: Step) -> int:
    """Return the level a hand presses with; 0 where none does."""
    return 0 if step.tool in LIES_BY_ITSELF else step.pressure


def _spoken_s(sentences: tuple[str, ...]) -> int:
    """Return seconds to say and do it calmly, in fives."""
    words = sum(len(sentence.split()) for sentence in sentences)
    return max(10, ceil(words / WORDS_PER_S / 5) * 5)
