"""Files that people name: written whole or not at all, and never over another one."""

import errno
import os
from contextlib import suppress
from pathlib import Path

import click

from kneadwell.vocabulary import KneadwellError

LARGEST = 2_000_000_000
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK}


class FileIsThereError(KneadwellError):
    """A file would be written over."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"{path} is there already, and nothing was written. Choose another name, "
            "or say --force to write over it."
        )


class NotWrittenError(KneadwellError):
    """A file cannot be written."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path, self.problem = path, problem
        super().__init__(
            f"{path} cannot be written: {problem}. Nothing was left there."
        )


class NotReadError(KneadwellError):
    """A file cannot be read."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path, self.problem = path, problem
        super().__init__(f"{path} cannot be read: {problem}.")


force_option = click.option(
    "--force", is_flag=True, help="Write over a file that is there."
)


def check_free(path: Path, *, force: bool) -> None:
    """Say early that a file cannot be written, before anybody is asked anything.

    Raises:
        FileIsThereError: It is there, and nobody said to write over it.
        NotWrittenError: It is a folder, or its folder is not there.
    """
    if path.is_dir():
        raise NotWrittenError(path, problem="it is a folder")
    if not path.parent.is_dir():
        raise NotWrittenError(path, problem="its folder is not there")
    if path.exists() and not force:
        raise FileIsThereError(path)


def write_whole(path: Path, content: bytes, *, force: bool) -> None:
    """Write a file for this user alone, read it back, and only then give it its name.

    Raises:
        FileIsThereError: It is there, and nobody said to write over it.
        NotWrittenError: The disk is full, or the folder may not be written in.
    """
    check_free(path, force=force)
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        unfinished.unlink(missing_ok=True)
        with open(unfinished, "xb", opener=_for_me_alone) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if unfinished.read_bytes() != content:
            raise NotWrittenError(path, problem="the disk gives back something else")
        _name(unfinished, path, force=force)
    except FileExistsError as error:
        raise FileIsThereError(path) from error
    except OSError as error:
        problem = (
            "the disk is full"
            if error.errno in _FULL
            else error.strerror or "the disk says no"
        )
        raise NotWrittenError(path, problem) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def read_whole(path: Path) -> bytes:
    """Return what a file holds.

    Raises:
        NotReadError: It is not there, no file, or too large to be one of ours.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise NotReadError(path, problem="it is too large to be a file of ours")
        return path.read_bytes()
    except OSError as error:
        raise NotReadError(path, error.strerror or "the disk says no") from error


def _for_me_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _name(unfinished: Path, path: Path, *, force: bool) -> None:
    if force:
        unfinished.replace(path)
    else:
        try:
            path.hardlink_to(unfinished)
        except OSError as error:
            # Memory sticks know no second name for a file.
            if error.errno not in _NO_LINKS or path.exists():
                raise
            unfinished.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(folder)
    finally:
        os.close(folder)
