"""What a check leaves of what was wished for."""

from collections.abc import Mapping, Sequence

from kneadwell.knowledge import Library
from kneadwell.screening import Verdict
from kneadwell.session import share_out, span_of
from kneadwell.vocabulary import Place


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


def seconds_of(places: Sequence[Place], planned: Mapping[str, int]) -> dict[Place, int]:
    """Return the planned seconds, at least 1; spots of one place share its own."""
    wholes = [str(place.whole) for place in places]
    return {
        place: max(1, planned.get(whole, 0) // wholes.count(whole))
        for place, whole in zip(places, wholes, strict=True)
    }
