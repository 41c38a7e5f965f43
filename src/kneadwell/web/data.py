"""The folder with the person's data: its key, its database, its copies.

Knows no Django, so it can look at the folder before any row is read.
"""

import errno
import os
import secrets
import sqlite3
import tempfile
from contextlib import closing
from datetime import date
from pathlib import Path

from kneadwell.vocabulary import KneadwellError

COPIES_KEPT = 7


class DamagedDatabaseError(KneadwellError):
    """The diary file is there and cannot be trusted."""

    def __init__(self, file: Path, problem: str, newest_copy: Path | None) -> None:
        self.file, self.problem, self.newest_copy = file, problem, newest_copy
        way_back = (
            f"To go back to the newest copy, move that file to a safe place, copy "
            f"{newest_copy} to {file}, and start again."
            if newest_copy
            else f"There is no copy in {file.parent / 'backups'} yet. Move that file "
            "to a safe place before you start again with an empty diary."
        )
        super().__init__(
            f"The diary file {file} is damaged ({problem}). It has not been changed. "
            f"{way_back}"
        )


class DataFolderError(KneadwellError):
    """The data folder cannot be used."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path, self.problem = path, problem
        super().__init__(
            f"Cannot use {path}: {problem}. Choose a folder that you may write in."
        )


def database_file(folder: Path) -> Path:
    """Return where the rows of the person live."""
    return folder / "kneadwell.sqlite3"


def read_key(folder: Path) -> str | None:
    """Return the key of the front door, or None before the first start."""
    try:
        return (folder / "key").read_text("ascii").strip() or None
    except FileNotFoundError:
        return None


def make_folder(folder: Path) -> str:
    """Make the folder and its key where they are missing, for this user alone.

    Returns:
        The key of the front door. Whoever deletes the file ``key`` and starts again
        shuts out every browser that was let in before.

    Raises:
        DataFolderError: The folder cannot be made or written to.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        if key := read_key(folder):
            return key
        key = secrets.token_urlsafe(16)
        _put(folder / "key", key.encode("ascii"))
    except OSError as error:
        raise DataFolderError(folder, error.strerror or str(error)) from error
    return key


def check_database(folder: Path) -> None:
    """Look through the database, if there is one, and leave it as it is.

    Raises:
        DamagedDatabaseError: It is there and SQLite cannot read all of it.
    """
    file = database_file(folder)
    if not file.exists():
        return
    newest_copy = max((folder / "backups").glob("kneadwell-*.sqlite3"), default=None)
    if not file.stat().st_size and newest_copy:
        raise DamagedDatabaseError(file, "it is empty", newest_copy)
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as rows:
            (first, *_) = (text for (text,) in rows.execute("PRAGMA quick_check"))
    except sqlite3.Error as error:
        raise DamagedDatabaseError(file, str(error), newest_copy) from error
    if first != "ok":
        raise DamagedDatabaseError(file, first, newest_copy)


def copy_database(folder: Path, today: date) -> None:
    """Keep one copy a day of the database, and the newest ``COPIES_KEPT`` copies.

    Raises:
        DataFolderError: The copy cannot be written, so the disk may be full.
    """
    copies = folder / "backups"
    copy = copies / f"kneadwell-{today.isoformat()}.sqlite3"
    if not database_file(folder).exists() or copy.exists():
        return
    try:
        copies.mkdir(mode=0o700, exist_ok=True)
        _copy_whole(database_file(folder), copy)
        for old in sorted(copies.glob("kneadwell-*.sqlite3"))[:-COPIES_KEPT]:
            old.unlink()
    except (OSError, sqlite3.Error) as error:
        raise DataFolderError(copies, str(error)) from error


def _copy_whole(file: Path, copy: Path) -> None:
    # Made under another name first: a copy that bears its name is a whole one.
    unfinished = copy.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with (
        closing(sqlite3.connect(file)) as source,
        closing(sqlite3.connect(unfinished)) as target,
    ):
        source.backup(target)
    unfinished.replace(copy)


def _put(file: Path, content: bytes) -> None:
    """Write `file` whole or not at all, readable by this user alone."""
    descriptor, unfinished = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    Path(unfinished).replace(file)
