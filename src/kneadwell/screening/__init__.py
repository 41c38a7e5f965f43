"""Who may start what today.

Door: `may_start`, the one gate that every start passes. Gives: `Cleared`, or
`Refused` with its reasons. It asks what stops everything, broken skin and lost
feeling, and for heat and cold also circulation; the whole screening per place
grows here.
"""

from kneadwell.screening.start import (
    Answer,
    Cleared,
    Reason,
    Refused,
    may_start,
    start_questions,
)

__all__ = ["Answer", "Cleared", "Reason", "Refused", "may_start", "start_questions"]
