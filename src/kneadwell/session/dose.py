"""How long: the article's minutes for a lesson, the caps for a cleared session."""

from dataclasses import dataclass

from kneadwell.knowledge import Library, Per, Technique
from kneadwell.vocabulary import KneadwellError, Place, Region, in_language

_CAPPED_TOGETHER = {Region.FOOT, Region.HAND}


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


def _minutes(seconds: int) -> str:
    return f"{seconds / 60:.2f}".rstrip("0").rstrip(".")


def span_of(
    technique: Technique, places: tuple[Place, ...], library: Library, *, cleared: bool
) -> Span:
    """Return the hands-on seconds that `places` take together.

    A lesson goes by the article's minutes. A cleared session goes by the caps:
    the technique's own, those on one foot or hand, and those on a whole session.
    """
    minutes = technique.minutes
    count = 1 if minutes.per is Per.SESSION else len(places)
    least_s, most_s = minutes.least * 60 * count, minutes.most * 60 * count
    if cleared:
        caps = technique.caps
        each_s = min(_place_cap(technique, place, places, library) for place in places)
        most_s = min(
            most_s,
            each_s * len(places),
            caps.seconds_per_session,
            library.session.session_seconds,
        )
    return Span(min(least_s, most_s), most_s)


def _place_cap(
    technique: Technique, place: Place, places: tuple[Place, ...], library: Library
) -> int:
    """Return the seconds of one place; spots on the same limb share its caps."""
    cap_s, ice_s = technique.caps.seconds_per_place, technique.caps.ice_seconds
    spots = [other.whole for other in places].count(place.whole)
    if place.region in _CAPPED_TOGETHER:
        cap_s = min(cap_s, library.session.foot_or_hand_seconds // spots)
    return min(cap_s, ice_s // spots) if ice_s else cap_s


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
