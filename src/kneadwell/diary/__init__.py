"""What was done and felt: entries, folded into a diary.

Door: `fold`. Gives: `Diary`.
"""

from kneadwell.diary.diary import Diary, DiaryStore, SessionDay, SessionNote, fold
from kneadwell.diary.entry import (
    Ended,
    Entry,
    EntryError,
    EntryKind,
    ScoreEntry,
    SessionEntry,
    When,
)

__all__ = [
    "Diary",
    "DiaryStore",
    "Ended",
    "Entry",
    "EntryError",
    "EntryKind",
    "ScoreEntry",
    "SessionDay",
    "SessionEntry",
    "SessionNote",
    "When",
    "fold",
]
