"""What a check leaves of what was wished for."""

from collections import Counter
from collections.abc import Mapping, Sequence

from kneadwell.knowledge import Library
from kneadwell.screening import Verdict, place_most_s, session_most_s
from kneadwell.session import share_out, span_of
from kneadwell.vocabulary import Place
from kneadwell.web.sessions.models import RecordedWork

Verdicts = Mapping[Place, Verdict]


def planned_of(
    technique_id: str,
    places: tuple[Place, ...],
    wished_s: int,
    verdicts: Sequence[Verdict],
    library: Library,
) -> dict[str, int]:
    """Return the hands-on seconds of each whole place; empty for nothing."""
    technique = library.techniques[technique_id]
    found = {verdict.place: verdict for verdict in verdicts}
    if not all(found[place.whole].possible for place in places):
        return {}
    here = {place: found[place.whole] for place in places}
    span = span_of(technique, places, library, here)
    seconds = min(wished_s, span.most_s)
    if seconds < len(places):
        return {}
    planned: dict[str, int] = {}
    for place, share_s in zip(
        places, share_out(technique, places, span, seconds), strict=True
    ):
        planned[str(place.whole)] = planned.get(str(place.whole), 0) + share_s
    return planned


def planned_together(
    works: Sequence[RecordedWork], verdicts: Sequence[Verdicts], library: Library
) -> tuple[Mapping[str, int], ...]:
    """Return what a session leaves of each technique, in the order of work.

    What is together too long for the session, or for one foot or hand, becomes
    shorter from the first technique that does not fit on, down to nothing.

    Args:
        works: What was wished for.
        verdicts: Of each of them its own, by whole place.
        library: The edition they were judged by.
    """
    everywhere = [verdict for here in verdicts for verdict in here.values()]
    left_s = session_most_s(everywhere, library)
    had: Counter[Place] = Counter()
    found = []
    for work, here in zip(works, verdicts, strict=True):
        spots = Counter(place.whole for place in work.places)
        rooms_s = []
        for place in spots:
            on_place = [of[place] for of in verdicts if place in of]
            most_s = place_most_s(place, on_place, library)
            if most_s is not None:
                rooms_s.append(max(0, most_s - had[place]) // spots[place])
        each_s = min(rooms_s, default=left_s)
        wished_s = min(work.wished_s, left_s, each_s * len(work.places))
        planned = planned_of(
            work.technique, work.places, wished_s, tuple(here.values()), library
        )
        found.append(planned)
        left_s -= sum(planned.values())
        had.update({Place.parse(place): there for place, there in planned.items()})
    return tuple(found)


def seconds_of(places: Sequence[Place], planned: Mapping[str, int]) -> dict[Place, int]:
    """Return the planned seconds, at least 1; spots of one place share its own."""
    wholes = [str(place.whole) for place in places]
    return {
        place: max(1, planned.get(whole, 0) // wholes.count(whole))
        for place, whole in zip(places, wholes, strict=True)
    }
