"""A backup as people make one, and the way back: real commands on real folders."""

import contextlib
import json
import os
import pty
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pyrage import x25519

from kneadwell.web.by_hand import open_by_hand
from tests.cli.backups import (
    ENTRY,
    KNEADWELL,
    OTHER,
    TEXT,
    WORDS,
    Home,
    left_in,
    notes,
    notes_in,
    ok,
    refused,
)
from tests.storage.postgresql import running


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("home"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "new"


@pytest.mark.hazard("H-16")
def test_a_passphrase_is_typed_twice_and_opens_the_backup(
    home: Home, folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "kept.age"

    typed = ok("backup", file, "--data", home.data, typed=f"{WORDS}\n{WORDS}\n")

    assert "read back" in typed
    assert WORDS not in typed
    assert file.stat().st_mode & 0o777 == 0o600
    assert notes_in(open_by_hand(file.read_bytes(), WORDS)) == [TEXT]
    back = ("restore", file, "--data", folder)
    assert "another one" in refused(*back, typed="wrong words\n")
    assert left_in(folder) <= {"key"}
    ok(*back, "--passphrase-file", home.words)
    assert notes(folder) == [TEXT]
    if shutil.which("age"):
        assert notes_in(opened_by_age(file, tmp_path / "opened")) == [TEXT]


def opened_by_age(file: Path, opened: Path) -> bytes:
    """Let the program age open a file; it reads passphrases from a terminal only."""
    child, terminal = pty.fork()
    if not child:
        os.execlp("age", "age", "-d", "-o", str(opened), str(file))  # noqa: S606, S607
    os.read(terminal, 1000)
    os.write(terminal, f"{WORDS}\n".encode())
    with contextlib.suppress(OSError):  # what Linux says at the end of a terminal
        while os.read(terminal, 1000):
            pass
    assert os.waitpid(child, 0)[1] == 0
    os.close(terminal)
    return opened.read_bytes()


@pytest.mark.hazard("H-16")
def test_what_went_into_a_backup_comes_back(home: Home, folder: Path) -> None:
    told = ok(*home.restoring(home.kept, folder))

    assert "1 diary entries, the newest of 23 November 2026" in told
    assert json.loads(ok("diary", "--json", "--data", folder)) == [ENTRY]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "kneadwell.sqlite3").stat().st_mode & 0o777 == 0o600


def test_a_backup_for_a_key_needs_that_key(
    home: Home, folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.write_text(str(x25519.Identity.generate()))
    back = ("restore", home.kept, "--data", folder)

    assert "locked for a key" in refused(*back)
    assert "another key" in refused(*back, "--identity", other)
    assert "no key that we can use" in refused(*back, "--identity", home.words)
    assert left_in(folder) <= {"key"}


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="NO SSH: install openssh")
def test_a_key_of_ssh_will_do(home: Home, folder: Path, tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run(  # noqa: S603
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)],  # noqa: S607
        check=True,
    )
    public = key.with_suffix(".pub").read_text().strip()
    file = tmp_path / "kept.age"
    ok("backup", file, "--recipient", public, "--data", home.data)

    ok("restore", file, "--identity", key, "--data", folder)

    assert notes(folder) == [TEXT]


def test_what_cannot_lock_a_file_is_named(home: Home, tmp_path: Path) -> None:
    file, short, long = (tmp_path / name for name in ("kept.age", "short", "long"))
    short.write_text("12345")
    long.write_text("two\nlines of words")
    backup = ("backup", file, "--data", home.data)

    assert "is no recipient" in refused(*backup, "--recipient", "age1nobody")
    assert "at least 10 characters" in refused(*backup, "--passphrase-file", short)
    assert "one line" in refused(*backup, "--passphrase-file", long)
    assert not file.exists()


@pytest.mark.hazard("H-16")
def test_a_file_that_is_there_is_written_over_only_when_that_was_said(
    home: Home, folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "kept.age"
    file.write_text("dear")

    assert "--force" in refused(*home.backing_up(file))
    assert file.read_text() == "dear"
    ok(*home.backing_up(file, "--force"))

    ok(*home.restoring(file, folder))
    assert notes(folder) == [TEXT]


@pytest.mark.parametrize("where", ["nowhere/kept.age", "", "words/kept.age"])
def test_a_place_that_cannot_be_written_is_named(
    home: Home, tmp_path: Path, where: str
) -> None:
    (tmp_path / "words").write_text(WORDS)

    assert "cannot be written" in refused(*home.backing_up(tmp_path / where))


@pytest.mark.hazard("H-16")
def test_a_full_disk_leaves_no_half_backup(home: Home, tmp_path: Path) -> None:
    said = refused(*home.backing_up(tmp_path / "kept.age"), limit=100_000)

    assert "the disk is full" in said
    assert left_in(tmp_path) == set()


@pytest.mark.hazard("H-16")
def test_a_full_disk_changes_nothing_at_a_restore(home: Home, folder: Path) -> None:
    said = refused(*home.restoring(home.kept, folder), limit=100_000)

    assert "disk is full" in said
    assert left_in(folder) <= {"key"}


@pytest.mark.hazard("H-16")
def test_a_backup_that_is_killed_leaves_no_half_file(
    home: Home, folder: Path, tmp_path: Path
) -> None:
    for moment in (0.5, 1, 2):
        file = tmp_path / f"{moment}.age"
        kill_after(moment, *home.backing_up(file))
        if file.exists():
            ok(*home.restoring(file, folder, "--replace"))
            assert notes(folder) == [TEXT]

    assert notes(home.data) == [TEXT]


@pytest.mark.hazard("H-16")
def test_a_restore_that_is_killed_leaves_what_was_there(
    home: Home, folder: Path
) -> None:
    whole = home.restoring(home.kept, folder, "--replace")
    ok(*whole)
    for moment in (1, 2, 3):
        kill_after(moment, *whole)
        assert notes(folder) == [TEXT]

    ok(*whole)
    assert not list(folder.glob("restoring-*"))


def kill_after(seconds: float, *arguments: object) -> None:
    child = subprocess.Popen(  # noqa: S603 - our own command
        [KNEADWELL, *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(seconds)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


@pytest.mark.hazard("H-16")
def test_a_diary_that_is_there_goes_only_when_that_was_said_and_is_kept(
    home: Home, folder: Path
) -> None:
    home.take_in(folder, ENTRY, OTHER)
    back = home.restoring(home.kept, folder)

    assert "--replace" in refused(*back)
    assert len(notes(folder)) == 2
    told = ok(*back, "--replace")

    assert notes(folder) == [TEXT]
    kept = re.search(r"kept: (.+)", told)
    assert kept
    ok("restore", kept[1], "--replace", "--data", folder)
    assert len(notes(folder)) == 2


@pytest.mark.hazard("H-16")
def test_a_damaged_diary_is_kept_and_replaced(home: Home, folder: Path) -> None:
    ok(*home.restoring(home.kept, folder))
    damage = b"nothing to read here" * 100
    (folder / "kneadwell.sqlite3").write_bytes(damage)
    words = ("--passphrase-file", home.words)
    assert "is damaged" in refused("backup", folder / "b", *words, "--data", folder)

    ok(*home.restoring(home.kept, folder, "--replace"))

    assert notes(folder) == [TEXT]
    (kept,) = (folder / "backups").glob("*-damaged")
    assert (kept / "kneadwell.sqlite3").read_bytes() == damage


def test_what_is_written_while_pages_are_open_is_in_the_backup(
    home: Home, folder: Path, tmp_path: Path
) -> None:
    data, file = tmp_path / "data", tmp_path / "kept.age"
    shutil.copytree(home.data, data)
    with closing(sqlite3.connect(data / "kneadwell.sqlite3")) as rows:
        rows.execute("PRAGMA journal_mode=WAL")
        rows.execute("UPDATE diary_entryrecord SET body = ?", ('{"text": "new"}',))
        rows.commit()
        ok("backup", file, "--recipient", home.recipient, "--data", data)

    ok(*home.restoring(file, folder))
    assert notes(folder) == ["new"]


def foreign(home: Home) -> Iterator[tuple[str, bytes, str]]:
    """Yield files that are no backup, and what is said of each."""
    whole = home.kept.read_bytes()
    yield "cut", whole[:-1000], "missing or was changed"
    yield "changed", whole[:5000] + b"x" + whole[5001:], "missing or was changed"
    yield "empty", b"", "no backup of Kneadwell"
    yield "text", b"hello", "no backup of Kneadwell"
    database = (home.data / "kneadwell.sqlite3").read_bytes()
    yield "damaged", database[:5000] + bytes(9000) + database[14000:], "damaged"
    for name, change, said in (
        ("other", "DROP TABLE people_person", "no diary of Kneadwell"),
        (
            "trigger",
            "CREATE TRIGGER t AFTER INSERT ON people_person BEGIN SELECT 1; END",
            "no diary of Kneadwell",
        ),
        (
            "newer",
            (
                "INSERT INTO django_migrations (app, name, applied)"
                " VALUES ('diary', '9999_later', '2030-01-01')"
            ),
            "newer Kneadwell",
        ),
    ):
        file = home.folder / "foreign.sqlite3"
        file.write_bytes(database)
        with closing(sqlite3.connect(file)) as rows, rows:
            rows.execute(change)
        with closing(sqlite3.connect(file)) as rows:
            rows.execute("PRAGMA journal_mode=DELETE")
        yield name, file.read_bytes(), said


@pytest.mark.hazard("H-16")
def test_a_file_that_is_no_whole_backup_changes_nothing(
    home: Home, folder: Path, tmp_path: Path
) -> None:
    ok(*home.restoring(home.kept, folder))
    before = left_in(folder)
    for name, content, said in foreign(home):
        (tmp_path / name).write_bytes(content)

        told = refused(*home.restoring(tmp_path / name, folder, "--replace"))

        assert said in told, name
        assert left_in(folder) == before, name
        assert notes(folder) == [TEXT]


@pytest.mark.parametrize("name", ["nowhere.age", "data"])
def test_a_file_that_is_not_there_is_named(home: Home, folder: Path, name: str) -> None:
    told = refused(*home.restoring(home.folder / name, folder))

    assert f"{name} cannot be read" in told


def test_an_empty_folder_has_nothing_to_back_up(home: Home, folder: Path) -> None:
    file = home.folder / "none.age"
    for _ in range(2):
        said = refused("backup", file, "--recipient", home.recipient, "--data", folder)
        folder.mkdir(exist_ok=True)

        assert "no diary" in said
    assert not file.exists()


@pytest.mark.hazard("H-16")
def test_a_copy_of_the_first_form_is_brought_up_to_date(
    folder: Path, tmp_path: Path
) -> None:
    old = tmp_path / "old"
    old.mkdir()
    subprocess.run(  # noqa: S603
        [sys.executable, "-c", FIRST_FORM, json.dumps(ENTRY)],
        env=os.environ | {"KNEADWELL_DATA": str(old)},
        check=True,
    )
    content = (old / "kneadwell.sqlite3").read_bytes()

    ok("restore", old / "kneadwell.sqlite3", "--data", folder)

    assert json.loads(ok("diary", "--json", "--data", folder)) == [ENTRY]
    assert (old / "kneadwell.sqlite3").read_bytes() == content


FIRST_FORM = """
import json, os, sys, uuid
os.environ["DJANGO_SETTINGS_MODULE"] = "kneadwell.web.settings"
import django
django.setup()
from django.core.management import call_command
from django.db import connection
for app in ("people", "screening", "sessions", "preferences", "techniques", "diary"):
    call_command("migrate", app, "0001", verbosity=0)
entry, now = json.loads(sys.argv[1]), "2026-11-23 14:30:00"
person = uuid.UUID(int=1).hex
row = {"id": uuid.UUID(entry["id"]).hex, "person_id": person, "kind": entry["kind"],
       "at": now, "local": entry["at"], "body": json.dumps(entry["body"]),
       "kept_at": now}
with connection.cursor() as rows:
    rows.execute("INSERT INTO people_person (id, made_at) VALUES (%s, %s)",
                 [person, now])
    rows.execute(f"INSERT INTO diary_entryrecord ({', '.join(row)})"
                 f" VALUES ({', '.join(['%s'] * len(row))})", list(row.values()))
    rows.execute("PRAGMA journal_mode=DELETE")
"""


@pytest.mark.hazard("H-16")
def test_a_diary_goes_from_a_file_to_a_server_and_back(
    home: Home, folder: Path, tmp_path: Path
) -> None:
    file, back = tmp_path / "kept.age", tmp_path / "back"
    with running() as server:
        on_server = {"KNEADWELL_DATABASE": server.make_database("kneadwell")}
        to_server = home.restoring(home.kept, folder)
        ok(*to_server, **on_server)
        assert json.loads(ok("diary", "--json", "--data", folder, **on_server)) == [
            ENTRY
        ]
        again = ok(*to_server, "--replace", **on_server)
        assert "before-restore" in again
        home.take_in(back, ENTRY)
        recipient = ("--recipient", home.recipient)
        ok("backup", file, *recipient, "--data", folder, **on_server)
        told = ok("diary", "--json", "--data", folder, **on_server)
        assert json.loads(told) == [ENTRY]

    ok(*home.restoring(file, back, "--replace"))
    assert notes(back) == [TEXT]
