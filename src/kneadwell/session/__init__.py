"""What happens second by second: a technique on some places becomes cues.

Door: `compile_timeline`. Gives: `Timeline`; `position_at` says where a played
one stands.
"""

from kneadwell.session.cue import Cue, CueKind, Show, Timeline
from kneadwell.session.dose import DoseError, Span, share_out, span_of
from kneadwell.session.position import (
    Mark,
    Position,
    after_care_jump,
    back_jump,
    next_jump,
    position_at,
    with_gap,
)
from kneadwell.session.timeline import (
    NotClearedError,
    WrongPlaceError,
    WrongSpotError,
    compile_timeline,
)

__all__ = [
    "Cue",
    "CueKind",
    "DoseError",
    "Mark",
    "NotClearedError",
    "Position",
    "Show",
    "Span",
    "Timeline",
    "WrongPlaceError",
    "WrongSpotError",
    "after_care_jump",
    "back_jump",
    "compile_timeline",
    "next_jump",
    "position_at",
    "share_out",
    "span_of",
    "with_gap",
]
