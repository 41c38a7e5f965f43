"""What `kneadwell doctor` says of a folder, and that it leaves it as it is."""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.backups import ENTRY, Home, ok, run


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A folder where all is well: a diary, and a copy of today."""
    home = Home(tmp_path_factory.mktemp("home"))
    ok("diary", "--data", home.data)
    return home


@pytest.fixture
def folder(home: Home, tmp_path: Path) -> Path:
    shutil.copytree(home.data, tmp_path / "data")
    (tmp_path / "data").chmod(0o700)
    return tmp_path / "data"


def state(folder: Path) -> dict[str, tuple[float, int, bytes]]:
    return {
        str(file.relative_to(folder)): (
            file.stat().st_mtime,
            file.stat().st_mode,
            file.read_bytes() if file.is_file() else b"",
        )
        for file in folder.rglob("*")
        # Readers of a database that is in use sign themselves in there; no row is.
        if not file.name.endswith("-shm")
    }


def examined(folder: Path, **settings: str) -> tuple[int, dict[str, Any]]:
    """Return the status, and what was found by its name; the bad one of a name wins."""
    before = state(folder)
    told = run("doctor", "--json", "--data", folder, TZ="Europe/Paris", **settings)
    assert state(folder) == before
    findings = sorted(json.loads(told.stdout), key=lambda found: -found["is_ok"])
    return told.returncode, {found["name"]: found for found in findings}


def wrong(folder: Path, **settings: str) -> dict[str, Any]:
    """Return the one thing that is wrong."""
    status, found = examined(folder, **settings)
    (bad,) = [one for one in found.values() if not one["is_ok"]]
    assert status == 1
    assert bad["do"]
    return dict(bad)


def test_all_is_well_where_all_is_well(folder: Path) -> None:
    status, found = examined(folder)

    assert status == 0, found
    assert list(found) == [
        *("Versions", "Time zone", "Permissions", "Disk"),
        *("Diary", "Form of the diary", "Copies"),
    ]
    assert sqlite3.sqlite_version in found["Versions"]["says"]
    assert "Europe/Paris" in found["Time zone"]["says"]


def test_people_read_a_line_for_each_thing(folder: Path) -> None:
    told = run("doctor", "--data", folder, TZ="Europe/Paris")

    assert told.returncode == 0
    lines = told.stdout.splitlines()
    assert len(lines) == 7
    assert all(line.startswith("ok ") for line in lines)


def test_a_diary_that_is_in_use_is_left_alone(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "kneadwell.sqlite3")) as rows:
        rows.execute("PRAGMA journal_mode=WAL")
        rows.execute("UPDATE people_person SET made_at = made_at")
        rows.commit()

        assert examined(folder)[0] == 0


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    told = run("doctor", "--data", tmp_path / "none")

    assert told.returncode == 1
    assert "is not there" in told.stdout
    assert not (tmp_path / "none").exists()


@pytest.mark.hazard("H-16")
def test_a_damaged_diary_is_found_with_the_way_back(folder: Path) -> None:
    file = folder / "kneadwell.sqlite3"
    content = bytearray(file.read_bytes())
    content[8192:20000] = os.urandom(11808)
    file.write_bytes(content)

    bad = wrong(folder)

    assert bad["name"] == "Diary"
    assert "kneadwell restore" in bad["do"]


@pytest.mark.hazard("H-16")
def test_a_copy_that_cannot_be_read_is_named(folder: Path) -> None:
    (folder / "backups" / "kneadwell-2026-01-01.sqlite3").write_bytes(b"x" * 9000)

    assert "2026-01-01" in wrong(folder)["says"]


def test_no_copy_and_old_copies_are_told(folder: Path) -> None:
    (copy,) = (folder / "backups").iterdir()
    old = datetime.now(UTC).date() - timedelta(days=40)
    copy.rename(copy.with_name(f"kneadwell-{old}.sqlite3"))

    assert "days old" in wrong(folder)["says"]
    shutil.rmtree(folder / "backups")
    assert "none yet" in wrong(folder)["says"]


@pytest.mark.hazard("H-15")
def test_a_folder_that_others_can_look_into_is_told(folder: Path) -> None:
    folder.chmod(0o755)

    assert "chmod 700" in wrong(folder)["do"]


def test_another_form_of_the_diary_is_told(folder: Path) -> None:
    file = folder / "kneadwell.sqlite3"
    for change, said in (
        (
            "DELETE FROM django_migrations WHERE app = 'diary' AND name > '0002'",
            "Older",
        ),
        ("UPDATE django_migrations SET name = '9999_x' WHERE app = 'devices'", "Newer"),
    ):
        with closing(sqlite3.connect(file)) as rows, rows:
            rows.execute("PRAGMA journal_mode=DELETE")
            rows.execute(change)

        assert said in wrong(folder)["says"]


def test_what_a_cut_restore_left_is_told(folder: Path) -> None:
    (folder / "restoring-abc").mkdir()

    assert "restoring-abc" in wrong(folder)["do"]


def test_a_time_zone_nobody_knows_is_told(folder: Path) -> None:
    told = run("doctor", "--json", "--data", folder, TZ="Mars/Base")

    assert told.returncode in {1, 2}
    assert "Mars/Base" in told.stdout + told.stderr


def test_entries_are_not_shown(folder: Path) -> None:
    assert str(ENTRY["id"]) not in run("doctor", "--json", "--data", folder).stdout
