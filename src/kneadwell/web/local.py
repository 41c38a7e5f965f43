"""The rows of this machine, for the command line."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.conf import settings
from django.core.management import call_command

from kneadwell.diary import DiaryStore, Entry
from kneadwell.web import data, env

if TYPE_CHECKING:
    from kneadwell.web.files.taken import Taken


def prepare(folder: Path | None) -> Path:
    """Make ready the data folder and Django on it, and return the folder.

    A database that is there is looked through and copied before anything may
    change it. None stands for the usual folder of this machine.

    Raises:
        SettingError: A variable of the environment has an odd value.
        DataFolderError: The folder cannot be used.
        DamagedDatabaseError: The database cannot be read; nothing was changed.
    """
    folder = folder_of(folder)
    data.make_folder(folder)
    data.check_database(folder)
    data.copy_database(folder, now_here().date())
    stand_on(folder)
    call_command("migrate", verbosity=0, interactive=False)
    return folder


def folder_of(folder: Path | None) -> Path:
    """Return where the data lives; None stands for the usual folder of this machine.

    Raises:
        SettingError: A variable of the environment has an odd value.
    """
    return (folder or env.folder("DATA")).expanduser().resolve()


def stand_on(folder: Path) -> None:
    """Make Django ready to look at a folder. Nothing is read or written yet.

    Raises:
        SettingError: A variable of the environment has an odd value.
        DataFolderError: This program stands on another folder already.
    """
    # What is written from now on is for this user alone, copies and journals included.
    os.umask(0o077)
    os.environ["KNEADWELL_DATA"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kneadwell.web.settings")
    django.setup()
    if folder != settings.DATA:
        raise data.DataFolderError(folder, f"this program already uses {settings.DATA}")


def open_diary(folder: Path | None = None) -> DiaryStore:
    """Return the diary of the person whose data lives in `folder`.

    Raises:
        DataFolderError: The folder cannot be used.
        DamagedDatabaseError: The database cannot be read; nothing was changed.
    """
    prepare(folder)
    # Models can only be imported once Django stands.
    from kneadwell.web.diary.store import PersonDiary  # noqa: PLC0415
    from kneadwell.web.people.store import the_person  # noqa: PLC0415

    return PersonDiary(the_person())


def take_in(folder: Path | None, entries: Sequence[Entry]) -> "Taken":
    """Keep the entries of a file in the diary of the person of `folder`.

    Raises:
        DataFolderError: The folder cannot be used.
        DamagedDatabaseError: The database cannot be read; nothing was changed.
    """
    prepare(folder)
    from kneadwell.web.files import taken  # noqa: PLC0415
    from kneadwell.web.people.store import the_person  # noqa: PLC0415

    return taken.take_in(the_person(), entries, now_here())


def now_here() -> datetime:
    """Return the present moment with this machine's offset."""
    return datetime.now(UTC).astimezone()
