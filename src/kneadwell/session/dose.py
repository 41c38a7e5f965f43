"""How long: the article's minutes for a lesson, the caps for a cleared session."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kneadwell.knowledge import Library, Per, Step, Technique
from kneadwell.screening import Verdict, place_most_s, session_most_s
from kneadwell.session.routine import Course, openings_of
from kneadwell.vocabulary import (
    BESIDE_CHOSEN,
    CHOSEN,
    Giver,
    KneadwellError,
    Place,
    in_language,
)

COMPRESS = "compress"
_ON_ONE_SPOT = {"circle", "knead", "squeeze", "roll", "press-and-hold"}
"""Strokes that stay where they are; a glide passes over, a still hand rests."""


@dataclass(frozen=True, slots=True)
class Span:
    """Hands-on seconds over all places: what is usual at least, and allowed at most."""

    least_s: int
    most_s: int


class DoseError(KneadwellError):
    """More, or no, time was asked for."""

    def __init__(
        self, technique: Technique, places: int, span: Span, asked_s: int
    ) -> None:
        self.span, self.asked_s = span, asked_s
        name = in_language(technique.name)
        where = "1 place" if places == 1 else f"{places} places"
        super().__init__(
            f"{name} on {where} lasts {_minutes(span.least_s)} to "
            f"{_minutes(span.most_s)} minutes; {_minutes(asked_s)} is "
            f"{'too long' if asked_s > 0 else 'no time'}. Less than the range is fine."
        )


class TogetherError(DoseError):
    """All techniques of a session together take too much."""

    def __init__(self, place: Place | None, asked_s: int, most_s: int) -> None:
        self.place, self.most_s = place, most_s
        self.span, self.asked_s = Span(0, most_s), asked_s
        where = "" if place is None else f" on the {place}"
        KneadwellError.__init__(
            self,
            f"All techniques together take {_minutes(asked_s)} minutes{where}; one "
            f"session has {_minutes(most_s)} at most. Shorten one, or leave it out.",
        )


def _minutes(seconds: int) -> str:
    return f"{seconds / 60:.2f}".rstrip("0").rstrip(".")


def span_of(
    technique: Technique,
    places: tuple[Place, ...],
    library: Library,
    verdicts: Mapping[Place, Verdict] | None = None,
) -> Span:
    """Return the hands-on seconds that `places` take together.

    A lesson goes by the article's minutes. A cleared session goes by the caps: the
    technique's own, those on one foot or hand, those on a whole session, and what
    the verdicts change. Each place gets what the strictest of them may have.

    Args:
        technique: What is done.
        places: Where; spots on the same limb share what the limb may have.
        library: Which caps hold for every session.
        verdicts: What the rules say of each place; None means a lesson.
    """
    minutes = technique.minutes
    count = 1 if minutes.per is Per.SESSION else len(places)
    least_s, most_s = minutes.least * 60 * count, minutes.most * 60 * count
    if verdicts is not None:
        each_s = min(
            _place_cap(technique, place, places, library, verdict_at(verdicts, place))
            for place in places
        )
        most_s = min(
            most_s,
            each_s * len(places),
            technique.caps.seconds_per_session,
            library.session.session_seconds,
            *(
                seconds
                for place in places
                if (seconds := verdict_at(verdicts, place).limits.seconds_max_session)
                is not None
            ),
        )
    return Span(min(least_s, most_s), most_s)


def verdict_at(verdicts: Mapping[Place, Verdict], place: Place) -> Verdict:
    """Return the verdict on a place; a spot goes by the place it is on.

    Raises:
        KeyError: Nobody judged the place.
    """
    return verdicts[place] if place in verdicts else verdicts[place.whole]


def course_of(
    technique: Technique, giver: Giver, library: Library, verdict: Verdict
) -> Course:
    """Return what is done at a place, with what the verdict changes.

    It has no steps where the changes leave none, or none that people can do on
    themselves when they give it to themselves.
    """
    left = verdict.left.steps if verdict.left else ()
    steps = tuple(step for step in left if step.self_ok or giver is not Giver.SELF)
    openings: tuple[Step, ...] = ()
    if steps:
        words = library.change_words["start"]
        openings = openings_of(verdict.limits, steps[0], words)
    minutes = technique.minutes
    least_s = minutes.least * 60 // (2 if minutes.per is Per.SESSION else 1)
    whole_from_s = min(least_s, technique.caps.seconds_per_place)
    return Course(openings, steps, whole_from_s)


def _place_cap(
    technique: Technique,
    place: Place,
    places: tuple[Place, ...],
    library: Library,
    verdict: Verdict,
) -> int:
    """Return the seconds of one place; spots on the same limb share its caps."""
    caps, limits = technique.caps, verdict.limits
    spots = [other.whole for other in places].count(place.whole)
    limb = [
        caps.ice_seconds,
        limits.seconds_max_place,
        place_most_s(place, [verdict], library),
    ]
    shared = (seconds // spots for seconds in limb if seconds is not None)
    cap_s = min((caps.per_place_s(all_normal=verdict.all_normal), *shared))
    heats = [s for s in (caps.heat_seconds, limits.heat_seconds_max) if s is not None]
    heat_s = min(heats) // spots if heats else cap_s
    spot_s = cap_s if limits.seconds_max_spot is None else limits.seconds_max_spot
    return min(
        _longest(course_of(technique, giver, library, verdict), cap_s, heat_s, spot_s)
        for giver in (Giver.SELF, Giver.HELPER)
    )


@lru_cache(maxsize=512)
def _longest(course: Course, cap_s: int, heat_s: int, spot_s: int) -> int:
    """Return the seconds up to which no laying out warms or works a spot too long."""
    if not course.steps:
        return cap_s
    for seconds in range(min(heat_s, spot_s) + 1, cap_s + 1):
        warmed_s, worked_s = 0, Counter[str]()
        for stretch in course.lay_out(seconds):
            if stretch.step.tool == COMPRESS:
                warmed_s += stretch.lasts_s
            if stretch.step.stroke in _ON_ONE_SPOT:
                is_chosen = stretch.spot in {CHOSEN, BESIDE_CHOSEN}
                worked_s[CHOSEN if is_chosen else stretch.spot] += stretch.lasts_s
        if warmed_s > heat_s or max(worked_s.values(), default=0) > spot_s:
            return seconds - 1
    return cap_s


def check_together(
    seconds: Mapping[Place, int],
    verdicts: Collection[Verdict],
    library: Library,
) -> None:
    """Refuse what several techniques of a session would take too much of together.

    Args:
        seconds: What all of them take on each whole place.
        verdicts: What the rules say of each place, for each technique there.
        library: Which caps hold for every session.

    Raises:
        TogetherError: A foot, a hand or the session has more than it may have.
    """
    asked_s, most_s = sum(seconds.values()), session_most_s(verdicts, library)
    if asked_s > most_s:
        raise TogetherError(None, asked_s, most_s)
    for place, place_s in seconds.items():
        here = (verdict for verdict in verdicts if verdict.place.whole == place)
        cap_s = place_most_s(place, here, library)
        if cap_s is not None and place_s > cap_s:
            raise TogetherError(place, place_s, cap_s)


def share_out(
    technique: Technique, places: tuple[Place, ...], span: Span, asked_s: int | None
) -> tuple[int, ...]:
    """Return each place's seconds: equal, any remainder to the first places.

    Raises:
        DoseError: More than the span allows, or no second for each place.
    """
    total_s = span.most_s if asked_s is None else asked_s
    if not len(places) <= total_s <= span.most_s:
        raise DoseError(technique, len(places), span, total_s)
    each_s, left_over = divmod(total_s, len(places))
    return tuple(each_s + (index < left_over) for index in range(len(places)))
