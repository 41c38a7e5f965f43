"""Whether all is well with what an installation keeps. Changes nothing."""

import datetime as dt
import os
import platform
import shutil
import sqlite3
import zoneinfo
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from kneadwell.web import data, env, snapshot
from kneadwell.web.library import current_library
from kneadwell.web.local import folder_of, now_here, stand_on

ROOM = 200_000_000
"""Bytes that should be free: a year of diary, copies and the journal of a write."""
COPY_IS_OLD = dt.timedelta(days=8)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    is_ok: bool
    says: str
    do: str = ""
    """What to do about it; empty where all is well."""


def examine(folder: Path | None) -> tuple[Finding, ...]:
    """Look through an installation.

    Args:
        folder: None stands for this machine's usual folder.

    Raises:
        SettingError: A variable of the environment has an odd value.
    """
    folder = folder_of(folder)
    stand_on(folder)
    found = [_versions(), _time_zone(now_here())]
    if not folder.is_dir():
        do = "Run kneadwell serve once, or name another folder with --data."
        return (
            *found,
            Finding("Folder", is_ok=False, says=f"{folder} is not there.", do=do),
        )
    found += [_permissions(folder), _room(folder), *_rows(folder)]
    return (*found, *_copies(folder, now_here().date()), *_left_behind(folder))


def _versions() -> Finding:
    says = (
        f"Kneadwell {version('kneadwell')}, knowledge {current_library().edition}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}."
    )
    return Finding("Versions", is_ok=True, says=says)


def _time_zone(now: dt.datetime) -> Finding:
    name = env.time_zone()
    says = f"{name}, so it is {now:%H:%M} on {now:%d %B %Y}."
    try:
        zoneinfo.ZoneInfo(name)
    except (OSError, ValueError):
        do = "Set TZ to the name of your time zone, like Europe/Paris."
        return Finding("Time zone", is_ok=False, says=f"{name} is not known.", do=do)
    # On a server someone may have meant it.
    if name.rpartition("/")[2] == "UTC" and "TZ" not in os.environ:
        do = "If your clock says something else, set TZ, like TZ=Europe/Paris."
        return Finding("Time zone", is_ok=False, says=says, do=do)
    return Finding("Time zone", is_ok=True, says=says)


def _permissions(folder: Path) -> Finding:
    theirs = [
        file
        for file in (folder, *sorted(folder.rglob("*")))
        if not file.is_symlink() and file.stat().st_mode & 0o077
    ]
    # What lies in a folder that is closed to others is closed to them too.
    if folder not in theirs:
        return Finding("Permissions", is_ok=True, says=f"Only you can read {folder}.")
    says = f"Other users of this computer can look into {folder}."
    return Finding(
        "Permissions", is_ok=False, says=says, do=f"Run: chmod 700 '{folder}'"
    )


def _room(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    file = data.database_file(folder)
    wanted = ROOM + 3 * (file.stat().st_size if file.exists() else 0)
    says = f"{free / 1e6:,.0f} MB are free."
    if free >= wanted:
        return Finding("Disk", is_ok=True, says=says)
    do = f"Free some space, at least {wanted / 1e6:,.0f} MB in all."
    return Finding("Disk", is_ok=False, says=says, do=do)


def _rows(folder: Path) -> Iterator[Finding]:
    if snapshot.is_on_a_server():
        yield from _server()
        return
    file = data.database_file(folder)
    if not file.exists():
        do = "It comes with the first start. To bring one back: kneadwell restore FILE"
        yield Finding("Diary", is_ok=False, says=f"There is none in {folder}.", do=do)
        return
    try:
        data.check_database(folder)
    except data.DamagedDatabaseError as error:
        yield Finding("Diary", is_ok=False, says=error.problem, do=str(error))
        return
    with closing(data.look_into(file)) as rows:
        yield Finding("Diary", is_ok=True, says=f"{file} is whole.")
        try:
            applied = set(rows.execute("SELECT app, name FROM django_migrations"))
        except sqlite3.Error:
            applied = set()
    yield _schema(applied)


def _server() -> Iterator[Finding]:
    from django.db import DatabaseError, connection  # noqa: PLC0415
    from django.db.migrations.recorder import MigrationRecorder  # noqa: PLC0415

    try:
        applied = set(MigrationRecorder(connection).applied_migrations())
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            (server,) = cursor.fetchone()
    except DatabaseError:
        do = "Look whether PostgreSQL runs, and at KNEADWELL_DATABASE."
        says = "The PostgreSQL server does not answer."
        yield Finding("Diary", is_ok=False, says=says, do=do)
        return
    yield Finding("Diary", is_ok=True, says=f"PostgreSQL {server} answers.")
    yield _schema(applied)


def _schema(applied: set[tuple[str, str]]) -> Finding:
    known = snapshot.known_migrations()
    newest = ", ".join(f"{app} {name[:4]}" for app, name in _newest_of_each(applied))
    if applied - known:
        do = "A newer Kneadwell wrote it. Update the program before you start it."
        return Finding(
            "Form of the diary", is_ok=False, says=f"Newer: {newest}.", do=do
        )
    if missing := known - applied:
        says = f"Older by {len(missing)} steps: {newest or 'none'}."
        do = "Start Kneadwell once. It brings the diary up to date and keeps a copy."
        return Finding("Form of the diary", is_ok=False, says=says, do=do)
    return Finding("Form of the diary", is_ok=True, says=f"Of today: {newest}.")


def _newest_of_each(applied: set[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(dict(sorted(applied)).items())


def _copies(folder: Path, today: dt.date) -> Iterator[Finding]:
    copies = data.copies_in(folder)
    if not copies:
        if not snapshot.is_on_a_server() and data.database_file(folder).exists():
            do = "Start Kneadwell once; it keeps a copy a day."
            yield Finding("Copies", is_ok=False, says="There are none yet.", do=do)
        return
    problems = {day: data.problem_in(copy) for day, copy in copies.items()}
    for day, problem in problems.items():
        if problem:
            says = f"{copies[day]} cannot be read ({problem})."
            do = "Delete it, so that nobody relies on it."
            yield Finding("Copies", is_ok=False, says=says, do=do)
    good = [day for day, problem in problems.items() if not problem]
    if not good:
        return
    age = (today - good[-1]).days
    says = (
        f"{len(good)} can be read, the newest of {good[-1]:%d %B %Y}, {age} days old."
    )
    if age <= COPY_IS_OLD.days:
        yield Finding("Copies", is_ok=True, says=says)
    else:
        do = "Start Kneadwell, and write a backup: kneadwell backup FILE"
        yield Finding("Copies", is_ok=False, says=says, do=do)


def _left_behind(folder: Path) -> Iterator[Finding]:
    left = [*folder.glob("restoring-*"), *(folder / "backups").glob("*.unfinished")]
    if left:
        says = f"Something was cut short and left {left[0].name}."
        do = f"Delete it: rm -r '{left[0]}'"
        yield Finding("Left behind", is_ok=False, says=says, do=do)
