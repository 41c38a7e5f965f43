"""Real commands on real folders, as people type them."""

import json
import os
import resource
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from pyrage import x25519

KNEADWELL = Path(sys.executable).with_name("kneadwell")
WORDS = "correct horse battery"
TEXT = "=a, b\n“c” 😀"
ENTRY: dict[str, object] = {
    "id": "00000000-0000-0000-0000-000000000007",
    "kind": "note",
    "at": "2026-11-23T09:30:00-05:00",
    "body": {"text": TEXT},
}
OTHER = ENTRY | {"id": "00000000-0000-0000-0000-000000000008"}
Told = subprocess.CompletedProcess[str]


class Home:
    """A folder of somebody's: words, a key, and a diary of one note with a backup.

    The backup is locked for the key, because a passphrase takes seconds to try.
    """

    def __init__(self, folder: Path) -> None:
        mine = x25519.Identity.generate()
        self.folder, self.data = folder, folder / "data"
        self.words, self.key = folder / "words", folder / "key"
        self.kept, self.recipient = folder / "kept.age", str(mine.to_public())
        self.words.write_text(f"{WORDS}\n")
        self.key.write_text(f"# mine\n{mine}\n")
        self.take_in(self.data, ENTRY)
        ok(*self.backing_up(self.kept))

    def take_in(self, data: Path, *entries: dict[str, object]) -> None:
        document = {"format": "kneadwell-diary", "edition": 1, "entries": entries}
        file = self.folder / "diary.json"
        file.write_text(json.dumps(document))
        ok("diary", "import", file, "--data", data)

    def backing_up(self, file: Path, *more: object) -> tuple[object, ...]:
        recipient = ("--recipient", self.recipient)
        return ("backup", file, *recipient, "--data", self.data, *more)

    def restoring(self, file: Path, data: Path, *more: object) -> tuple[object, ...]:
        return ("restore", file, "--identity", self.key, "--data", data, *more)


def run(
    *arguments: object, typed: str = "", limit: int | None = None, **settings: str
) -> Told:
    """Run a command; with a limit no file may grow beyond it, as on a full disk."""

    def fill() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(  # noqa: S603 - our own command
        [KNEADWELL, *map(str, arguments)],
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | settings,
        preexec_fn=fill,
    )


def ok(*arguments: object, typed: str = "", **settings: str) -> str:
    told = run(*arguments, typed=typed, **settings)
    assert told.returncode == 0, told.stderr
    return told.stdout


def refused(*arguments: object, typed: str = "", limit: int | None = None) -> str:
    """Return the one sentence that a command says no with."""
    told = run(*arguments, typed=typed, limit=limit)
    assert told.returncode == 2, told.stdout + told.stderr
    said = told.stderr[told.stderr.index("Error: ") :]
    assert said.count("\n") == 1
    return said


def notes(folder: Path) -> list[str]:
    """Return the notes of a data folder, with what lies in the journal."""
    with closing(sqlite3.connect(folder / "kneadwell.sqlite3")) as rows:
        return notes_among(rows)


def notes_in(content: bytes) -> list[str]:
    with closing(sqlite3.connect(":memory:")) as rows:
        rows.deserialize(content)
        return notes_among(rows)


def notes_among(rows: sqlite3.Connection) -> list[str]:
    assert rows.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    found = rows.execute("SELECT body FROM diary_entryrecord ORDER BY id").fetchall()
    return [json.loads(body)["text"] for (body,) in found]


def left_in(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*")}
