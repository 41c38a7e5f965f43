"""What all techniques of one session together may take, whichever they are."""

from collections.abc import Iterable

from kneadwell.knowledge import Library
from kneadwell.screening.verdicts import Verdict
from kneadwell.vocabulary import Place, Region

CAPPED_TOGETHER = frozenset({Region.FOOT, Region.HAND})
"""Every technique on one foot or hand counts towards its cap."""


def place_most_s(
    place: Place, verdicts: Iterable[Verdict], library: Library
) -> int | None:
    """Return the most seconds that one whole place may have in one session.

    Args:
        place: Where; its spot does not matter.
        verdicts: What the rules say of it, one for each technique there.
        library: Which caps hold for every session.

    Returns:
        None away from feet and hands, where only the techniques' own caps hold.
    """
    if place.region not in CAPPED_TOGETHER:
        return None
    texts = library.session
    is_normal = all(verdict.all_normal for verdict in verdicts)
    return (
        texts.foot_or_hand_seconds_all_normal
        if is_normal
        else texts.foot_or_hand_seconds
    )


def session_most_s(verdicts: Iterable[Verdict], library: Library) -> int:
    """Return the most hands-on seconds of a session with all these verdicts."""
    caps = (verdict.limits.seconds_max_session for verdict in verdicts)
    return min((library.session.session_seconds, *(s for s in caps if s is not None)))
