"""What happens second by second: a technique on some places becomes cues.

Doors: `compile_timeline`, and `set_up_of` for what is put ready. Give: `Timeline`,
`SetUp`; `position_at` says where a played one stands.
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
from kneadwell.session.set_up import SetUp, set_up_of
from kneadwell.session.timeline import (
    NotClearedError,
    WrongPlaceError,
    WrongSpotError,
    compile_timeline,
    spots_for,
)

__all__ = [
    "Cue",
    "CueKind",
    "DoseError",
    "Mark",
    "NotClearedError",
    "Position",
    "SetUp",
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
    "set_up_of",
    "share_out",
    "span_of",
    "spots_for",
    "with_gap",
]
