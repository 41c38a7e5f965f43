"""All rows as one SQLite database: what a backup holds, whatever server keeps them."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

from kneadwell.vocabulary import KneadwellError
from kneadwell.web import data

_BESIDE = "beside"
"""What Django calls the file that rows are carried to or from."""
_AT_ONCE = 500
_OURS = {"django_migrations", "people_person", "diary_entryrecord"}


class NoDiaryError(KneadwellError):
    """There is nothing to back up."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"There is no diary in {folder} yet, so nothing was written.")


class NotOursError(KneadwellError):
    """A database cannot take the place of a diary."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(f"This cannot be restored: {problem}. Nothing was changed.")


def is_on_a_server() -> bool:
    """Tell whether the rows live elsewhere than in the data folder."""
    return bool(connections["default"].vendor != "sqlite")


def is_server_empty() -> bool:
    """Tell whether nobody's rows are on the server, giving it the form of today."""
    call_command("migrate", verbosity=0, interactive=False)
    return not apps.get_model("people", "Person").objects.exists()


def content_of(folder: Path) -> bytes:
    """Return all rows of an installation as the bytes of one SQLite database.

    Raises:
        NoDiaryError: There are none.
        DamagedDatabaseError: They cannot all be read.
    """
    if is_on_a_server():
        call_command("migrate", verbosity=0, interactive=False)
        with tempfile.TemporaryDirectory(dir=folder) as aside:
            file = data.database_file(Path(aside))
            bring_up_to_date(file)
            _carry("default", file)
            return _bytes_of(file)
    file = data.database_file(folder)
    if not file.exists():
        raise NoDiaryError(folder)
    data.check_database(folder)
    content = _bytes_of(file)
    with closing(sqlite3.connect(":memory:")) as rows:
        rows.deserialize(content)
        (first, *_) = (text for (text,) in rows.execute("PRAGMA integrity_check"))
    if first != "ok":
        raise data.DamagedDatabaseError(file, first, newest_copy=None)
    return content


def check_ours(file: Path) -> None:
    """Look through a file that may take the place of a diary.

    Raises:
        NotOursError: It is damaged, of another program, or of a newer Kneadwell.
    """
    if problem := data.problem_in(file):
        raise NotOursError(problem=f"the database in it is damaged ({problem})")
    with closing(data.look_into(file)) as rows:
        things = rows.execute("SELECT type, name FROM sqlite_master").fetchall()
        names = {name for _, name in things}
        if not names >= _OURS or {kind for kind, _ in things} - {"table", "index"}:
            raise NotOursError(problem="it is no diary of Kneadwell")
        applied = set(rows.execute("SELECT app, name FROM django_migrations"))
    if applied - known_migrations():
        problem = "a newer Kneadwell wrote it; update the program, then restore"
        raise NotOursError(problem)


def known_migrations() -> set[tuple[str, str]]:
    """Return every form of the database that this program knows."""
    return set(MigrationLoader(None).disk_migrations)


def bring_up_to_date(file: Path) -> None:
    """Give a SQLite database, or one still to be made, the form of today.

    Raises:
        NotOursError: It cannot be had in that form.
    """
    # In a process of its own, on a folder of its own: a migration speaks to the
    # database of its installation, and that must not be the one in use.
    kept = {k: v for k, v in os.environ.items() if k != "KNEADWELL_DATABASE"}
    told = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity=0", "--no-input"],
        env=kept | {"KNEADWELL_DATA": str(file.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode:
        last = told.stderr.strip().rpartition("\n")[2]
        raise NotOursError(problem=f"it does not take the form of today ({last})")
    with closing(sqlite3.connect(file)) as rows:
        rows.execute("PRAGMA journal_mode=DELETE")


def put_on_server(file: Path) -> None:
    """Put the rows of a file in place of all rows, or change nothing."""
    with transaction.atomic(), connections["default"].cursor() as cursor:
        for model in _models():
            cursor.execute(f"DELETE FROM {_table(model)}")  # noqa: S608 - our own name
        with _beside(file) as beside:
            _copy_rows(beside, "default")
        for reset in connections["default"].ops.sequence_reset_sql(
            no_style(), _models()
        ):
            cursor.execute(reset)


def _carry(source: str, file: Path) -> None:
    with _beside(file) as beside, transaction.atomic(using=beside):
        # A form that is new may have put rows into the empty file.
        with connections[beside].cursor() as cursor:
            for model in _models():
                cursor.execute(f"DELETE FROM {_table(model)}")  # noqa: S608
        with transaction.atomic(using=source):
            _copy_rows(source, beside)


def _copy_rows(source: str, target: str) -> None:
    for model in _models():
        fields = model._meta.local_concrete_fields  # noqa: SLF001 - Django's public door
        connection = connections[target]
        columns = ", ".join(
            connection.ops.quote_name(str(field.column)) for field in fields
        )
        marks = ", ".join(["%s"] * len(fields))
        insert = f"INSERT INTO {_table(model)} ({columns}) VALUES ({marks})"  # noqa: S608
        rows = model._base_manager.using(source).values_list(  # noqa: SLF001
            *(field.attname for field in fields)
        )
        with connection.cursor() as cursor:
            for row in rows.iterator(chunk_size=_AT_ONCE):
                cursor.execute(
                    insert,
                    [
                        field.get_db_prep_save(value, connection)
                        for field, value in zip(fields, row, strict=True)
                    ],
                )


def _models() -> list[type[Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy  # noqa: SLF001
    ]


def _table(model: type[Model]) -> str:
    return f'"{model._meta.db_table}"'  # noqa: SLF001


@contextmanager
def _beside(file: Path) -> Iterator[str]:
    """Let Django speak to a file under another name."""
    facts: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file)}
    connections.databases[_BESIDE] = connections.configure_settings({"default": facts})[
        "default"
    ]
    try:
        yield _BESIDE
    finally:
        connections[_BESIDE].close()
        del connections[_BESIDE], connections.databases[_BESIDE]


def _bytes_of(file: Path) -> bytes:
    with (
        closing(sqlite3.connect(file)) as source,
        closing(sqlite3.connect(":memory:")) as held,
    ):
        source.backup(held)
        content = held.serialize()
    # It stands alone: the two bytes say that no journal belongs to it.
    return content[:18] + b"\x01\x01" + content[20:]
