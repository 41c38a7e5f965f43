"""Who may be touched where, and with which changes.

Doors: `screen`, which judges every technique at every place, and `may_start`, the
one gate that every start passes. Give: `Clearance`; `Cleared` or `Refused`.
"""

from kneadwell.screening.answers import (
    Answer,
    Answers,
    AnswersError,
    ClinicianOk,
    Given,
    Where,
    answers_from_json,
    answers_to_json,
    ok_roles,
)
from kneadwell.screening.gate import (
    HOLDS_FOR,
    SEEN_BY_OTHER,
    TESTED_BY_OTHER,
    THERMOMETER,
    Asked,
    Check,
    Cleared,
    NotYet,
    Past,
    Pause,
    Refused,
    Work,
    asked_of,
    is_fresh,
    may_start,
    to_confirm,
)
from kneadwell.screening.ledger import Dose, Room, room_for
from kneadwell.screening.steps import Remaining, overlapping, remaining
from kneadwell.screening.strictest import ClashError, combine, in_force
from kneadwell.screening.verdicts import (
    Clearance,
    Outcome,
    Reason,
    Screened,
    Stop,
    Verdict,
    screen,
)

__all__ = [
    "HOLDS_FOR",
    "SEEN_BY_OTHER",
    "TESTED_BY_OTHER",
    "THERMOMETER",
    "Answer",
    "Answers",
    "AnswersError",
    "Asked",
    "Check",
    "ClashError",
    "Clearance",
    "Cleared",
    "ClinicianOk",
    "Dose",
    "Given",
    "NotYet",
    "Outcome",
    "Past",
    "Pause",
    "Reason",
    "Refused",
    "Remaining",
    "Room",
    "Screened",
    "Stop",
    "Verdict",
    "Where",
    "Work",
    "answers_from_json",
    "answers_to_json",
    "asked_of",
    "combine",
    "in_force",
    "is_fresh",
    "may_start",
    "ok_roles",
    "overlapping",
    "remaining",
    "room_for",
    "screen",
    "to_confirm",
]
