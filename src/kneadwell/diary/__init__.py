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
from kneadwell.diary.document import export_json, import_json
from kneadwell.diary.entry import Entry, entry_from_json, read_as
from kneadwell.diary.fields import LONGEST_NAME, LONGEST_S, MOST_SCALES, EntryError
from kneadwell.diary.files import import_file
from kneadwell.diary.history import History, Version
from kneadwell.diary.imported import DiaryFileError, Imported, Skipped
from kneadwell.diary.kinds import (
    BODY_OF,
    LONGEST_NOTE,
    MOST_FALLS,
    MOST_FURTHER,
    AdverseEventEntry,
    Change,
    ChangeEntry,
    CheckedWhen,
    CheckInEntry,
    CorrectionEntry,
    Ended,
    EntryKind,
    Found,
    FurtherWork,
    HasSettled,
    NoteEntry,
    ScoreEntry,
    SessionEntry,
    SettledEntry,
    SkinCheckEntry,
    Sugar,
    SugarCheckEntry,
    WentWrong,
    When,
)
from kneadwell.diary.table import export_csv, import_csv

__all__ = [
    "BODY_OF",
    "LONGEST_NAME",
    "LONGEST_NOTE",
    "LONGEST_S",
    "MOST_FALLS",
    "MOST_FURTHER",
    "MOST_SCALES",
    "AdverseEventEntry",
    "Change",
    "ChangeEntry",
    "CheckInEntry",
    "CheckedWhen",
    "CorrectionEntry",
    "Diary",
    "DiaryFileError",
    "DiaryStore",
    "Ended",
    "Entry",
    "EntryError",
    "EntryKind",
    "FollowUp",
    "Found",
    "FurtherWork",
    "HasSettled",
    "History",
    "Imported",
    "LimitsOf",
    "NoteEntry",
    "ScoreEntry",
    "SessionDay",
    "SessionEntry",
    "SessionNote",
    "SettledEntry",
    "SkinCheckEntry",
    "Skipped",
    "Sugar",
    "SugarCheckEntry",
    "TroubleNote",
    "Version",
    "WentWrong",
    "When",
    "entry_from_json",
    "export_csv",
    "export_json",
    "fold",
    "import_csv",
    "import_file",
    "import_json",
    "read_as",
]
