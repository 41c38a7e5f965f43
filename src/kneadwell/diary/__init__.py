"""What was done and felt: entries, folded into a diary.

Door: `fold`. Gives: `Diary`, and by it what the gate must know of the past and
what is still to be asked.
"""

from kneadwell.diary.aftermath import FollowUp, LimitsOf
from kneadwell.diary.diary import (
    Diary,
    DiaryStore,
    SessionDay,
    SessionNote,
    TroubleNote,
    fold,
)
from kneadwell.diary.entry import (
    AdverseEventEntry,
    CheckedWhen,
    Ended,
    Entry,
    EntryError,
    EntryKind,
    Found,
    HasSettled,
    ScoreEntry,
    SessionEntry,
    SettledEntry,
    SkinCheckEntry,
    Sugar,
    SugarCheckEntry,
    WentWrong,
    When,
    read_as,
)

__all__ = [
    "AdverseEventEntry",
    "CheckedWhen",
    "Diary",
    "DiaryStore",
    "Ended",
    "Entry",
    "EntryError",
    "EntryKind",
    "FollowUp",
    "Found",
    "HasSettled",
    "LimitsOf",
    "ScoreEntry",
    "SessionDay",
    "SessionEntry",
    "SessionNote",
    "SettledEntry",
    "SkinCheckEntry",
    "Sugar",
    "SugarCheckEntry",
    "TroubleNote",
    "WentWrong",
    "When",
    "fold",
    "read_as",
]
