import os
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from kneadwell.web import data

TODAY = date(2026, 11, 23)


def _write_rows(folder: Path, rows: int = 2000) -> Path:
    data.make_folder(folder)
    file = data.database_file(folder)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE IF NOT EXISTS notes (text)")
        connection.executemany(
            "INSERT INTO notes VALUES (?)", [(f"note {n}",) for n in range(rows)]
        )
    return file


@pytest.mark.hazard("H-15")
def test_the_key_is_made_once_for_this_user_alone(folder: Path) -> None:
    key = data.make_folder(folder)

    assert len(key) > 20
    assert data.make_folder(folder) == key
    assert data.read_key(folder) == key
    assert (folder / "key").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_is_said_plainly(tmp_path: Path) -> None:
    in_the_way = tmp_path / "data"
    in_the_way.write_text("a file")

    with pytest.raises(data.DataFolderError, match="Choose a folder"):
        data.make_folder(in_the_way)


def test_a_whole_database_and_none_pass(folder: Path) -> None:
    data.check_database(folder)
    _write_rows(folder)
    data.check_database(folder)


@pytest.mark.hazard("H-16")
@pytest.mark.parametrize("damage", ["not sqlite", "short", "middle", "cut"])
def test_a_damaged_database_is_told_and_left_alone(folder: Path, damage: str) -> None:
    file = _write_rows(folder)
    data.copy_database(folder, TODAY)
    content = bytearray(file.read_bytes())
    if damage == "not sqlite":
        content[:] = os.urandom(8192)
    elif damage == "short":
        content[:] = b"hello"
    elif damage == "middle":
        content[4096:12288] = os.urandom(8192)
    else:
        del content[len(content) // 2 :]
    file.write_bytes(content)

    with pytest.raises(data.DamagedDatabaseError) as caught:
        data.check_database(folder)

    said = str(caught.value)
    assert str(file) in said
    assert "not been changed" in said
    assert str(folder / "backups" / "kneadwell-2026-11-23.sqlite3") in said
    assert file.read_bytes() == content


@pytest.mark.hazard("H-16")
def test_an_emptied_database_is_damage_once_there_are_copies(folder: Path) -> None:
    file = _write_rows(folder)
    data.copy_database(folder, TODAY)
    file.write_bytes(b"")

    with pytest.raises(data.DamagedDatabaseError, match="empty"):
        data.check_database(folder)


@pytest.mark.hazard("H-16")
def test_without_a_copy_the_way_back_is_honest(folder: Path) -> None:
    data.make_folder(folder)
    data.database_file(folder).write_bytes(b"hello" * 100)

    with pytest.raises(data.DamagedDatabaseError, match="There is no copy"):
        data.check_database(folder)


@pytest.mark.hazard("H-16")
def test_seven_daily_copies_are_kept_and_each_is_whole(folder: Path) -> None:
    _write_rows(folder)
    for day in range(10):
        for _ in range(2):
            data.copy_database(folder, TODAY + timedelta(day))

    copies = sorted((folder / "backups").iterdir())
    assert [copy.stem for copy in copies] == [
        f"kneadwell-{TODAY + timedelta(day)}" for day in range(3, 10)
    ]
    with closing(sqlite3.connect(copies[-1])) as connection:
        assert connection.execute("SELECT count(*) FROM notes").fetchone() == (2000,)


def test_a_copy_keeps_what_others_are_writing(folder: Path) -> None:
    file = _write_rows(folder)
    with closing(sqlite3.connect(file)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("INSERT INTO notes VALUES ('kept')")
        writer.commit()
        data.copy_database(folder, TODAY)

    with closing(
        sqlite3.connect(folder / "backups" / f"kneadwell-{TODAY}.sqlite3")
    ) as copy:
        assert copy.execute("SELECT count(*) FROM notes").fetchone() == (2001,)
