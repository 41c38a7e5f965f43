"""What happens second by second: techniques on some places become cues.

Doors: `compile_timeline`, `compile_session` for several techniques, and `set_up_of`
for what is put ready. Give: `Timeline`, `SetUp`; `position_at` says where a played
one stands.
"""

from kneadwell.session.cue import Cue, CueKind, Show, Timeline
from kneadwell.session.dose import DoseError, Span, TogetherError, share_out, span_of
from kneadwell.session.order import FIRM, called, order_of_work
from kneadwell.session.position import (
    Mark,
    Position,
    WorkDone,
    after_care_jump,
    back_jump,
    next_jump,
    position_at,
    with_gap,
)
from kneadwell.session.set_up import SetUp, set_up_of, set_up_of_all
from kneadwell.session.timeline import (
    HeatAndColdError,
    NotClearedError,
    SessionWork,
    TwiceError,
    WrongPlaceError,
    WrongSpotError,
    compile_session,
    compile_timeline,
    spots_for,
)

__all__ = [
    "FIRM",
    "Cue",
    "CueKind",
    "DoseError",
    "HeatAndColdError",
    "Mark",
    "NotClearedError",
    "Position",
    "SessionWork",
    "SetUp",
    "Show",
    "Span",
    "Timeline",
    "TogetherError",
    "TwiceError",
    "WorkDone",
    "WrongPlaceError",
    "WrongSpotError",
    "after_care_jump",
    "back_jump",
    "called",
    "compile_session",
    "compile_timeline",
    "next_jump",
    "order_of_work",
    "position_at",
    "set_up_of",
    "set_up_of_all",
    "share_out",
    "span_of",
    "spots_for",
    "with_gap",
]
