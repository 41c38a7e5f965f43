"""The daily copies: which stay, and that none is a bad one."""

import datetime as dt
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kneadwell.web import data, rotation

FIRST = dt.date(2026, 1, 1)
days = st.sets(st.integers(0, 900), min_size=1).map(
    lambda numbers: {FIRST + dt.timedelta(number) for number in numbers}
)


def write(folder: Path, rows: int = 10) -> Path:
    data.make_folder(folder)
    file = data.database_file(folder)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE IF NOT EXISTS notes (text)")
        connection.executemany(
            "INSERT INTO notes VALUES (?)", [("note" * 50,) for _ in range(rows)]
        )
    return file


@pytest.mark.hazard("H-16")
def test_after_a_year_there_are_days_weeks_and_months() -> None:
    copies: set[dt.date] = set()
    for number in range(400):
        copies = rotation.to_keep({*copies, FIRST + dt.timedelta(number)})

    assert sorted(copies, reverse=True) == [
        *(dt.date(2027, 2, day) for day in (4, 3, 2, 1)),
        *(dt.date(2027, 1, day) for day in (31, 30, 29)),
        *(dt.date(2027, 1, day) for day in (24, 17)),
        dt.date(2026, 12, 31),
        dt.date(2026, 11, 30),
        dt.date(2026, 10, 31),
        dt.date(2026, 9, 30),
    ]


@given(days)
def test_the_newest_days_stay_and_it_never_grows_beyond_them(
    copies: set[dt.date],
) -> None:
    kept = rotation.to_keep(copies)

    assert kept <= copies
    assert set(sorted(copies)[-7:]) <= kept
    assert len(kept) <= 7 + 4 + 6
    assert rotation.to_keep(kept) == kept


@pytest.mark.hazard("H-16")
def test_a_damaged_database_is_never_copied_over_good_ones(folder: Path) -> None:
    file = write(folder, 2000)
    for number in range(30):
        data.copy_database(folder, FIRST + dt.timedelta(number))
    good = data.copies_in(folder)
    content = bytearray(file.read_bytes())
    content[8192:40960] = b"\xa5" * 32768
    file.write_bytes(content)

    for number in range(30, 40):
        with pytest.raises((data.DamagedDatabaseError, data.DataFolderError)):
            data.copy_database(folder, FIRST + dt.timedelta(number))

    assert data.copies_in(folder) == good
    assert all(data.problem_in(copy) is None for copy in good.values())
    assert not list(folder.rglob("*.unfinished*"))


ON_A_SMALL_DISK = """
import datetime as dt, subprocess, sys
from pathlib import Path
from kneadwell.vocabulary import KneadwellError
from kneadwell.web import data
folder = Path(sys.argv[1])
command = ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", folder / "backups"]
if subprocess.run(command, check=False).returncode:
    sys.exit(77)
for room in ("200k", "20m"):
    subprocess.run([*command[:4], f"remount,size={room}", *command[5:]], check=True)
    try:
        data.copy_database(folder, dt.date(2026, 1, 1))
    except KneadwellError as error:
        print(error)
    print(sorted(file.name for file in (folder / "backups").iterdir()))
"""


@pytest.mark.hazard("H-16")
def test_a_full_disk_is_told_and_leaves_no_half_copy(folder: Path) -> None:
    write(folder, 5000)
    (folder / "backups").mkdir()
    mounts = ["unshare", "--mount", *["--map-root-user"] * (os.geteuid() != 0)]

    told = subprocess.run(  # noqa: S603 - our own program
        [*mounts, sys.executable, "-c", ON_A_SMALL_DISK, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if told.returncode in {1, 77} and not told.stdout:
        pytest.skip("NO SMALL DISK: this machine allows no mounts")

    said, before, after = told.stdout.splitlines()
    assert "The disk is full" in said
    assert (before, after) == ("[]", "['kneadwell-2026-01-01.sqlite3']")


def test_a_copy_is_for_this_user_alone_and_needs_nothing_beside_it(
    folder: Path,
) -> None:
    with closing(sqlite3.connect(write(folder))) as rows:
        rows.execute("PRAGMA journal_mode=WAL")
        data.copy_database(folder, FIRST)

    (copy,) = (folder / "backups").iterdir()
    assert copy.stat().st_mode & 0o777 == 0o600
    assert copy.read_bytes()[18:20] == b"\x01\x01"


def test_what_is_no_daily_copy_is_left_alone(folder: Path) -> None:
    write(folder)
    (folder / "backups").mkdir()
    for name in ("kneadwell-mine.sqlite3", "before-restore-2020-01-01T101010.sqlite3"):
        (folder / "backups" / name).write_text("kept")

    for number in range(40):
        data.copy_database(folder, FIRST + dt.timedelta(number))

    assert len(list((folder / "backups").iterdir())) > len(data.copies_in(folder))
    assert len(list((folder / "backups").glob("*mine*"))) == 1
