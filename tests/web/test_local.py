import subprocess
import sys
from pathlib import Path

import pytest

from kneadwell.web import data
from kneadwell.web.local import open_diary

_WRITE = """
import sys, uuid
from datetime import datetime
from pathlib import Path
from kneadwell.diary import Entry, EntryKind
from kneadwell.web.local import open_diary
store = open_diary(Path(sys.argv[1]))
body = {"session": str(uuid.UUID(int=1)), "when": "after", "scores": {"pain": 4}}
at = datetime.fromisoformat("2026-11-23T23:30:00-05:00")
entry = Entry(uuid.UUID(int=2), EntryKind.SCORE, at, body)
store.add([entry])
store.add([entry, entry])
print(len(list(store.entries())), list(store.entries())[0].at.isoformat())
"""


def _write(folder: Path) -> str:
    run = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", _WRITE, str(folder)],
        check=True,
        capture_output=True,
        text=True,
    )
    return run.stdout.strip()


def test_the_command_line_finds_what_it_kept(folder: Path) -> None:
    assert _write(folder) == "1 2026-11-23T23:30:00-05:00"
    assert _write(folder) == "1 2026-11-23T23:30:00-05:00"
    assert len(list((folder / "backups").glob("*.sqlite3"))) == 1


def test_a_damaged_diary_is_not_opened(folder: Path) -> None:
    data.make_folder(folder)
    data.database_file(folder).write_bytes(b"nothing to read here" * 100)

    with pytest.raises(data.DamagedDatabaseError):
        open_diary(folder)


def test_one_program_never_mixes_two_folders(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KNEADWELL_DATA", "unused")

    with pytest.raises(data.DataFolderError, match="already uses"):
        open_diary(folder)
