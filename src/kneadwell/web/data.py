"""The folder with the person's data: its key, its database, its copies.

Knows no Django, so it can look at the folder before any row is read.
"""

import errno
import os
import secrets
import sqlite3
import tempfile
from contextlib import closing, suppress
from datetime import date
from pathlib import Path

from kneadwell.vocabulary import KneadwellError
from kneadwell.web import rotation


class DamagedDatabaseError(KneadwellError):
    """The diary file is there and cannot be trusted."""

    def __init__(self, file: Path, problem: str, newest_copy: Path | None) -> None:
        self.file, self.problem, self.newest_copy = file, problem, newest_copy
        way_back = (
            "To go back to the newest copy, stop Kneadwell and run: kneadwell restore "
            f"{newest_copy} --replace --data {file.parent}"
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


class DiskFullError(KneadwellError):
    """There is no room left to write."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"The disk is full, so nothing could be written at {path}. What was kept "
            "before is still there. Free some space, then try again."
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
        put_whole(folder / "key", key.encode("ascii"))
    except OSError as error:
        raise DataFolderError(folder, error.strerror or str(error)) from error
    return key


def copies_in(folder: Path) -> dict[date, Path]:
    """Return the daily copies, oldest first."""
    found = {}
    for file in sorted((folder / "backups").glob("kneadwell-*.sqlite3")):
        with suppress(ValueError):
            found[date.fromisoformat(file.stem.removeprefix("kneadwell-"))] = file
    return found


def problem_in(file: Path) -> str | None:
    """Look through a database without changing it, and return what is wrong with it."""
    try:
        with closing(look_into(file)) as rows:
            (first, *_) = (text for (text,) in rows.execute("PRAGMA integrity_check"))
    except sqlite3.Error as error:
        return str(error)
    return None if first == "ok" else str(first)


def look_into(file: Path) -> sqlite3.Connection:
    """Open a database to read it."""
    # Without a journal beside it nobody writes, and reading must not make one.
    is_used = journals_of(file)[0].exists()
    how = "mode=ro" if is_used else "mode=ro&immutable=1"
    return sqlite3.connect(f"{file.absolute().as_uri()}?{how}", uri=True)


def check_database(folder: Path) -> None:
    """Look through the database, if there is one, and leave it as it is.

    Raises:
        DamagedDatabaseError: It is there and SQLite cannot read all of it.
    """
    file = database_file(folder)
    if not file.exists():
        return
    newest_copy = next(reversed(copies_in(folder).values()), None)
    if not file.stat().st_size and newest_copy:
        raise DamagedDatabaseError(file, "it is empty", newest_copy)
    if problem := problem_in(file):
        raise DamagedDatabaseError(file, problem, newest_copy)


def copy_database(folder: Path, today: date) -> None:
    """Keep one copy a day of the database; of older ones those that `rotation` names.

    Older copies go only after a new one was looked through, so the last good one
    stays whatever happens to the database.

    Raises:
        DamagedDatabaseError: What was copied is not whole; it is no copy then.
        DiskFullError: There is no room for the copy.
        DataFolderError: The copy cannot be written.
    """
    copy = folder / "backups" / f"kneadwell-{today.isoformat()}.sqlite3"
    if not database_file(folder).exists() or copy.exists():
        return
    keep_copy(folder, copy)
    copies = copies_in(folder)
    for day in copies.keys() - rotation.to_keep(copies):
        copies[day].unlink(missing_ok=True)


def keep_copy(folder: Path, copy: Path) -> None:
    """Copy the database of a folder, with what others are writing.

    Raises:
        DamagedDatabaseError: What was copied is not whole; it is no copy then.
        DiskFullError: There is no room for the copy.
        DataFolderError: The copy cannot be written.
    """
    # Made under another name first: a copy that bears its name is a whole one.
    unfinished = copy.with_suffix(".unfinished")
    file = database_file(folder)
    try:
        copy.parent.mkdir(mode=0o700, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)
        with (
            closing(sqlite3.connect(file)) as source,
            closing(sqlite3.connect(unfinished)) as target,
        ):
            source.backup(target)
            # A copy stands alone: nothing that belongs to it may lie beside it.
            target.execute("PRAGMA journal_mode=DELETE")
        if problem := problem_in(unfinished):
            newest_copy = next(reversed(copies_in(folder).values()), None)
            raise DamagedDatabaseError(file, problem, newest_copy)
        unfinished.replace(copy)
    except (OSError, sqlite3.Error) as error:
        raise trouble_with(copy.parent, error) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def trouble_with(path: Path, error: OSError | sqlite3.Error) -> KneadwellError:
    """Return what went wrong at a path as an error of ours."""
    if isinstance(error, OSError):
        is_full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
        return (
            DiskFullError(path)
            if is_full
            else DataFolderError(path, error.strerror or str(error))
        )
    is_full = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    return DiskFullError(path) if is_full else DataFolderError(path, str(error))


def journals_of(file: Path) -> tuple[Path, Path]:
    """Return the two files that belong to a database while someone uses it."""
    return file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")


def put_whole(file: Path, content: bytes) -> None:
    """Write `file` whole or not at all, readable by this user alone."""
    descriptor, unfinished = tempfile.mkstemp(dir=file.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(unfinished).replace(file)
    finally:
        Path(unfinished).unlink(missing_ok=True)
