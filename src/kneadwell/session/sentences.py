"""The closed set of what a session says, for whoever records or checks it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, product

from kneadwell.knowledge import Library, Modality, Technique
from kneadwell.screening import Answer, Answers, Given, Verdict, Where, screen
from kneadwell.session.cue import Cue
from kneadwell.session.dose import course_of
from kneadwell.session.order import called
from kneadwell.session.routine import Course
from kneadwell.session.timeline import compile_timeline, spots_for
from kneadwell.session.writer import Turn, Writer
from kneadwell.vocabulary import Giver, Place, Region, Side, in_language, lines_in

GIVER, RECEIVER = "giver", "receiver"
"""To whom a voice speaks."""
START_DELAYS_S = (10, 20, 40)
"""What may be chosen for getting oil on the hands before a session starts."""
OFTEN_TRUE = (
    "diabetes",
    "insulin-or-low-sugar-medicine",
    "chemotherapy-active",
    "blood-thinners",
    "osteoporosis",
    "fragile-skin",
    "hand-arthritis-giver",
)
"""What many people with neuropathy, or who help them, have beside it."""
_GIVERS = (Giver.SELF, Giver.HELPER)
"""A professional reads terse lines of their own, which are not recorded."""
_CAPPED_S = (60, 90, 120, 150, 180, 300)
"""What one place may have left where a condition limits its time."""
_SIDE = Side.LEFT
_ANY_DAY = dt.date(2026, 1, 1)
"""What is said does not depend on the day."""


def spoken(library: Library) -> Mapping[str, frozenset[str]]:
    """Return every sentence of a usual session, by the voice that speaks it.

    Usual are all techniques, regions, sides, spots and lengths, one technique or
    several, by oneself or with a helper, for people who answer yes to nothing, or to
    one thing: how the nerves feel, also at only one spot, or what is often true beside
    it. What comes next belongs to it, and what the player says of itself. Other changes
    are said too, but nobody promises a recording.

    Args:
        library: Where the sentences are.
    """
    changed = tuple(_changed(library))
    told = chain.from_iterable(_told(change, library) for change in changed)
    cues = list(chain(_unchanged(library), _lengths(library), told))
    giver = chain.from_iterable((*cue.sentences, *cue.ahead) for cue in cues)
    receiver = chain.from_iterable(cue.to_receiver for cue in cues)
    return {
        GIVER: frozenset(
            chain(
                giver,
                _after_pauses(cues, library),
                _between_techniques(changed, library),
                _of_the_player(library),
            )
        ),
        RECEIVER: frozenset(receiver),
    }


def _unchanged(library: Library) -> Iterator[Cue]:
    """Yield sessions with nothing changed, beginning on either side."""
    for (technique, region, spot), giver in product(_works(library), _GIVERS):
        for sides in ((Side.LEFT, Side.RIGHT), (Side.RIGHT, Side.LEFT)):
            places = [Place(side, region, spot) for side in sides]
            yield from compile_timeline(library, technique.id, places, giver).cues


def _lengths(library: Library) -> Iterator[Cue]:
    """Yield one stroke at every length that hands work without a pause."""
    technique, region, spot = next(_works(library))
    place = Place(_SIDE, region, spot)
    step = technique.regions[region].steps[0]
    course = Course((), (replace(step, spots=step.spots[:1]),), 0)
    screened = screen(_nothing_but(None, Giver.SELF), library, _ANY_DAY)
    verdict = screened.techniques[technique.id].verdicts[place.whole]
    writer = Writer(library, Giver.SELF, verdict.limits)
    for seconds in range(1, library.session.check_every_s + 1):
        yield from writer.cues((Turn(technique, place, seconds, verdict, course),))


@dataclass(frozen=True, slots=True)
class _Change:
    """A technique at a place, where one thing is true."""

    technique: Technique
    place: Place
    giver: Giver
    verdict: Verdict


def _changed(library: Library) -> Iterator[_Change]:
    """Yield what is left where one thing is true, everywhere or at only one spot."""
    facts = library.screening
    low = tuple(facts.low_feeling)
    ids = dict.fromkeys((*low, *facts.normal_feeling, *OFTEN_TRUE))
    spots = tuple(
        Where.parse(f"{_SIDE} {spot.region}/{name}")
        for name, spot in library.body.spots.items()
        if spot.kind != "pseudo"
    )
    everywhere = ((name, None) for name in ids)
    told: set[object] = set()
    for (condition, where), giver in product(
        (*everywhere, *product(low, spots)), _GIVERS
    ):
        said = _nothing_but(condition, giver, where)
        screened = screen(said, library, _ANY_DAY)
        for technique, region, spot in _works(library):
            place = Place(_SIDE, region, spot)
            verdict = screened.techniques[technique.id].verdicts[place.whole]
            if not verdict.possible or (where and place.whole not in where.places):
                continue
            steps = course_of(technique, giver, library, verdict)
            left = (technique.id, place, giver, steps, verdict.limits)
            if where is None or left not in told:
                yield _Change(technique, place, giver, verdict)
            told.add(left)


def _told(change: _Change, library: Library) -> Iterator[Cue]:
    """Yield what is said there, at every length that differs in words."""
    technique, giver, verdict = change.technique, change.giver, change.verdict
    if verdict.limits.giver:
        giver = Giver.HELPER
    course = course_of(technique, giver, library, verdict)
    if course.steps:
        writer = Writer(library, giver, verdict.limits)
        for seconds in _lasting(course, verdict):
            yield from writer.cues(
                (Turn(technique, change.place, seconds, verdict, course),)
            )


def _between_techniques(changed: Iterable[_Change], library: Library) -> Iterator[str]:
    """Yield what leads from one technique to another, whichever they are."""
    texts = library.session
    yield in_language(texts.next.change)
    for giver in _GIVERS:
        yield from lines_in(texts.change[giver])
    for technique in library.techniques.values():
        # Warmth comes first, so nothing ever leads to it.
        if technique.modality is not Modality.HEAT:
            yield f"{in_language(technique.name)}."
    for change in changed:
        if change.technique.modality is not Modality.HEAT:
            yield f"{called(change.verdict, change.technique, library)}."


def _lasting(course: Course, verdict: Verdict) -> tuple[int, ...]:
    """Return lengths that differ in words: a limit of time is named."""
    limits = verdict.limits
    is_capped = limits.seconds_max_place or limits.seconds_max_session
    return (course.whole_from_s, *(_CAPPED_S if is_capped else ()))


def _after_pauses(cues: Iterable[Cue], library: Library) -> Iterator[str]:
    """Yield how work goes on after a pause, wherever the pause may fall."""
    for spot in {cue.spot for cue in cues if cue.spot}:
        word = in_language(library.body.spots[spot].word)
        yield in_language(library.session.spot).format(spot=word)


def _of_the_player(library: Library) -> Iterator[str]:
    """Yield what the player says of itself."""
    texts = library.session.player
    for lines in (
        texts.paused,
        texts.go_on,
        texts.stopped,
        texts.there,
        texts.minute_left,
        texts.can_you_hear,
        *texts.take_off.values(),
    ):
        yield from lines_in(lines)
    for seconds in START_DELAYS_S:
        yield in_language(texts.starts_in).format(seconds=seconds)


def _works(library: Library) -> Iterator[tuple[Technique, Region, str | None]]:
    """Yield each technique on each of its regions and spots."""
    for technique in library.techniques.values():
        for region in technique.regions:
            for spot in spots_for(technique, region, library) or (None,):
                yield technique, region, spot


def _nothing_but(
    condition: str | None, giver: Giver, where: Where | None = None
) -> Answers:
    """Return answers with this one yes, or none, and a no to everything else."""
    places = tuple(Place(_SIDE, region) for region in Region)
    at = () if where is None else (where,)
    given = {condition: Given(Answer.YES, at)} if condition else {}
    return Answers(giver, places, given, unmentioned=Answer.NO)
