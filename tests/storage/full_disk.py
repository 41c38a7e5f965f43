"""Fills a real disk under a real server: ``python -m tests.storage.full_disk FOLDER``.

It needs mounts of its own, so `unshare --mount` starts it. On PostgreSQL the small disk
is that of the tables, on SQLite that of the data folder.
"""

import contextlib
import json
import os
import re
import sqlite3
import subprocess
import sys
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg

from kneadwell.web import data
from tests.storage.on_postgresql import SETTING
from tests.storage.postgresql import running
from tests.web.house import House

FORM = "application/x-www-form-urlencoded"
DISK = "8m", "48m"
"""Of SQLite, and of PostgreSQL, whose empty tables are larger."""


class Browser(House):
    """A browser with its server, that tells the status of every answer."""

    def enter(self) -> None:
        self.get(self.start())
        page = self.get("/note/")
        self.token = _in(page, r'name="csrfmiddlewaretoken" value="(\w+)"')
        self.person = _in(page, r'name="kneadwell-person" content="([\w-]+)"')

    def note(self, entry_id: uuid.UUID, text: str) -> tuple[int, str]:
        fields = {"text": text, "page": str(entry_id)}
        return self._posted("/note/", urllib.parse.urlencode(fields).encode(), FORM)

    def sync(self, *entry_ids: uuid.UUID) -> tuple[int, str]:
        entries = [
            {
                "id": str(entry_id),
                "kind": "note",
                "at": "2026-11-23T09:00:00+01:00",
                "body": {"text": "x" * 1900},
            }
            for entry_id in entry_ids
        ]
        batch = json.dumps({"person": self.person, "entries": entries}).encode()
        return self._posted("/sync/", batch, "application/json")

    def _posted(self, path: str, body: bytes, kind: str) -> tuple[int, str]:
        headers = {"Content-Type": kind, "X-CSRFToken": self.token}
        request = urllib.request.Request(self._url(path), body, headers)  # noqa: S310
        return self._send(request)


def main() -> None:
    folder, is_postgresql = Path(sys.argv[1]), "postgresql" in sys.argv[2:]
    with (_postgresql if is_postgresql else _sqlite)(folder) as (disk, house):
        house.enter()
        sent, confirmed = list[uuid.UUID](), set[uuid.UUID]()
        filler = disk / "filler"
        _fill(filler)

        status, answer = 200, ""
        while status == 200:
            # Pages that the files had already are still given out, so it is tried.
            batch = [uuid.uuid4() for _ in range(20)]
            sent += batch
            status, answer = house.sync(*batch)
            confirmed |= set(batch) if status == 200 else set()
            assert len(sent) < 100_000
        assert status == 507, (status, answer)
        assert "full" in json.loads(answer)["problem"]

        typed = "Hier stand etwas Langes & <Wichtiges>. " * 45
        name = uuid.uuid4()
        status, page = house.note(name, typed)
        while status == 302:
            confirmed.add(name)
            name = uuid.uuid4()
            status, page = house.note(name, typed)
        assert status == 507, (status, page)
        assert "disk" in page
        assert "&lt;Wichtiges&gt;. Hier stand" in page
        assert "Send it again" in page

        assert house.get("/help-now/")
        filler.unlink()
        status, page = house.note(name, typed)
        assert status == 302, (status, page)
        confirmed.add(name)
        status, answer = house.sync(*sent)
        told = [it["outcome"] for it in json.loads(answer)["outcomes"]]
        # Of a batch that was refused nothing had been written.
        assert told == ["known" if it in confirmed else "kept" for it in sent]
        house.kill()
    print("confirmed", len(confirmed))  # noqa: T201 - a test reads it


@contextlib.contextmanager
def _sqlite(folder: Path) -> Iterator[tuple[Path, Browser]]:
    _mount(folder, DISK[0])
    house = Browser(folder)
    yield folder, house
    with contextlib.closing(sqlite3.connect(data.database_file(folder))) as rows:
        assert rows.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@contextlib.contextmanager
def _postgresql(folder: Path) -> Iterator[tuple[Path, Browser]]:
    with running() as server:
        disk = server.folder / "small"
        _mount(disk, DISK[1])
        tables = disk / "tables"
        tables.mkdir()
        os.chown(tables, server.folder.stat().st_uid, server.folder.stat().st_gid)
        with psycopg.connect(server.address("postgres"), autocommit=True) as rows:
            rows.execute(f"CREATE TABLESPACE small LOCATION '{tables}'".encode())
            rows.execute(b"CREATE DATABASE kneadwell TABLESPACE small")
        os.environ[SETTING] = server.address("kneadwell")
        yield disk, Browser(folder)
        server.check("kneadwell")
        server.stop()
        subprocess.run(["umount", str(disk)], check=True)  # noqa: S603, S607


def _mount(folder: Path, size: str) -> None:
    folder.mkdir(exist_ok=True)
    told = ["-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    subprocess.run(["mount", *told], check=True)  # noqa: S603, S607


def _fill(filler: Path) -> None:
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as stream:
        for size in (65536, 512):
            with contextlib.suppress(OSError):
                while stream.write(b"0" * size) == size:
                    pass


def _in(page: str, pattern: str) -> str:
    found = re.search(pattern, page)
    assert found, page[:500]
    return found[1]


if __name__ == "__main__":
    main()
