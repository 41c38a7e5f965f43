"""All that an installation keeps, as one locked file, and the way back."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from kneadwell.vocabulary import KneadwellError
from kneadwell.web import data, locked, snapshot
from kneadwell.web.local import folder_of, now_here, stand_on

_ASIDE = "restoring-"
_PLAIN = b"SQLite format 3\0"


class NotEmptyError(KneadwellError):
    """A backup would take the place of a diary."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(
            f"There is a diary in {folder} already, so nothing was changed. Say "
            "--replace to put the backup in its place; a copy of what is there is kept."
        )


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and where the rows are that stood there before."""

    entries: int
    newest: str | None
    """Local time of the newest entry, as ISO 8601."""
    kept: Path | None


def back_up(
    folder: Path | None, passphrase: str | None, recipients: Sequence[str]
) -> bytes:
    """Return all rows of an installation, locked; that it opens was tried.

    Args:
        folder: None stands for this machine's usual folder.
        passphrase: Opens it; None where it is locked for recipients.
        recipients: Whose keys open it.

    Raises:
        NoDiaryError: There is nothing to back up.
        DamagedDatabaseError: The rows cannot all be read.
        WeakPassphraseError: The passphrase is too short.
        RecipientError: One of the recipients is none.
    """
    folder = folder_of(folder)
    if not folder.is_dir():
        raise snapshot.NoDiaryError(folder)
    stand_on(folder)
    content = snapshot.content_of(folder)
    if passphrase is not None:
        return locked.lock_with_passphrase(content, passphrase)
    return locked.lock_for(content, recipients)


def restore(
    folder: Path | None,
    content: bytes,
    ask: Callable[[], str],
    identity: str | None,
    *,
    replace: bool,
) -> Restored:
    """Put the rows of a backup into an installation, whole or not at all.

    A copy from ``backups`` is taken as well. An older one is brought up to date first.

    Args:
        folder: None stands for this machine's usual folder.
        content: The file.
        ask: Asks for the passphrase, where the file has one.
        identity: The content of an identity file, where the file is locked for a key.
        replace: Whether a diary that is there may go, after a copy of it was kept.

    Raises:
        NotEmptyError: There is a diary, and nobody said to replace it.
        DoesNotOpenError: The passphrase or key is another, or a part is missing.
        IdentityError: The identity is none.
        NotOursError: It holds no diary, or one of a newer program.
        DiskFullError: There is no room.
        DataFolderError: The folder cannot be used.
    """
    folder = folder_of(folder)
    data.make_folder(folder)
    stand_on(folder)
    if not replace and not _is_empty(folder):
        raise NotEmptyError(folder)
    rows = _opened(content, ask, identity)
    try:
        with _aside(folder) as file:
            file.write_bytes(rows)
            snapshot.check_ours(file)
            snapshot.bring_up_to_date(file)
            told = _told(file)
            kept = None if _is_empty(folder) else _keep(folder)
            if snapshot.is_on_a_server():
                snapshot.put_on_server(file)
            else:
                _put_in_place(file, folder)
    except (OSError, sqlite3.Error) as error:
        raise data.trouble_with(folder, error) from error
    return Restored(*told, kept)


def _opened(content: bytes, ask: Callable[[], str], identity: str | None) -> bytes:
    if content.startswith(locked.BEGINS):
        content = locked.unlock(content, ask, identity)
    if not content.startswith(_PLAIN):
        raise snapshot.NotOursError(problem="it is no backup of Kneadwell")
    return content


def _is_empty(folder: Path) -> bool:
    if snapshot.is_on_a_server():
        return snapshot.is_server_empty()
    return not data.database_file(folder).exists() and not data.copies_in(folder)


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """Give a place beside the database, and clear away what an earlier end has left."""
    for left in folder.glob(f"{_ASIDE}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=_ASIDE) as aside:
        yield data.database_file(Path(aside))


def _told(file: Path) -> tuple[int, str | None]:
    with closing(data.look_into(file)) as rows:
        (count,) = rows.execute("SELECT count(*) FROM diary_entryrecord").fetchone()
        newest = rows.execute(
            "SELECT local FROM diary_entryrecord ORDER BY at DESC LIMIT 1"
        ).fetchone()
    return int(count), newest and str(newest[0])


def _keep(folder: Path) -> Path:
    """Keep what is there, so that nobody loses anything by a wrong file."""
    name = f"before-restore-{now_here():%Y-%m-%dT%H%M%S}"
    kept = folder / "backups" / f"{name}.sqlite3"
    if snapshot.is_on_a_server():
        kept.parent.mkdir(mode=0o700, exist_ok=True)
        data.put_whole(kept, snapshot.content_of(folder))
        return kept
    try:
        data.check_database(folder)
    except data.DamagedDatabaseError:
        return _keep_damaged(folder, kept.with_name(f"{name}-damaged"))
    data.keep_copy(folder, kept)
    return kept


def _keep_damaged(folder: Path, kept: Path) -> Path:
    kept.mkdir(mode=0o700, parents=True)
    live = data.database_file(folder)
    for file in (live, *data.journals_of(live)):
        if file.exists():
            shutil.copy2(file, kept)
    return kept


def _put_in_place(file: Path, folder: Path) -> None:
    live = data.database_file(folder)
    if live.exists() and data.problem_in(live) is None:
        # One transaction: another program that looks sees all of it or nothing.
        with (
            closing(sqlite3.connect(file)) as source,
            closing(sqlite3.connect(live)) as target,
        ):
            source.backup(target)
        return
    with file.open("rb") as rows:
        os.fsync(rows.fileno())
    for journal in data.journals_of(live):
        journal.unlink(missing_ok=True)
    file.replace(live)
