import os
import signal
import socket
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from kneadwell.web import data
from kneadwell.web.server import AddressInUseError, serve
from tests.web.house import House


def _listens(port: int) -> bool:
    with closing(socket.socket()) as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


def _gone_within(seconds: float, port: int) -> bool:
    until = time.monotonic() + seconds
    while _listens(port) and time.monotonic() < until:
        time.sleep(0.05)
    return not _listens(port)


def test_a_taken_port_is_said_plainly_and_touches_nothing(folder: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AddressInUseError, match=f"port {port}.*another port"):
            serve("127.0.0.1", port, folder, print)

    assert not folder.exists()


@pytest.mark.hazard("H-16")
def test_a_damaged_database_stops_the_start(folder: Path) -> None:
    data.make_folder(folder)
    file = data.database_file(folder)
    file.write_bytes(b"not a database, alas" * 500)
    before = file.read_bytes()

    with pytest.raises(data.DamagedDatabaseError):
        serve("127.0.0.1", None, folder, print)
    assert file.read_bytes() == before


def test_it_starts_answers_eight_tabs_at_once_and_stops(folder: Path) -> None:
    house = House(folder)
    link = house.start()
    try:
        assert link == f"/enter/{data.read_key(folder)}/"
        assert house.get(link) == "/"
        with ThreadPoolExecutor(8) as tabs:
            pages = list(tabs.map(house.get, ["/"] * 8))
        assert all("First, what keeps you safe" in page for page in pages)
        assert house.process
        house.process.send_signal(signal.SIGTERM)
        assert house.process.wait(10) == 0
        assert _gone_within(1, house.port)
    finally:
        house.kill()

    with closing(sqlite3.connect(data.database_file(folder))) as rows:
        assert rows.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert rows.execute("SELECT count(*) FROM people_person").fetchone() == (1,)
    assert data.database_file(folder).stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.name == "nt", reason="asks for POSIX signals")
def test_no_worker_outlives_a_killed_server(folder: Path) -> None:
    house = House(folder)
    house.start()
    try:
        assert house.process
        house.process.kill()
        house.process.wait()
        assert _gone_within(5, house.port)
    finally:
        house.kill()
