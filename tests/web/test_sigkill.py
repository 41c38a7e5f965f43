"""What a page has confirmed is there after the worst end a program can have."""

import http.client
import json
import random
import re
import sqlite3
import threading
import time
import urllib.parse
from contextlib import closing
from pathlib import Path

import pytest

from kneadwell.knowledge import Library
from kneadwell.screening import start_questions
from kneadwell.web import data
from tests.web.house import House

KILLS = 50
START = "/techniques/rolling-ball/start/"
DONE = {
    "places": {"left foot": 100},
    "ended": "finished-early",
    "started_at": "2026-11-23T09:00:00+01:00",
    "ended_at": "2026-11-23T09:05:00+01:00",
}


class Writer(threading.Thread):
    """Starts sessions and sends their records until the server is gone."""

    def __init__(self, house: House, form: bytes, confirmed: set[str]) -> None:
        super().__init__()
        self.house, self.form, self.confirmed = house, form, confirmed

    def run(self) -> None:
        try:
            while True:
                self._write_one()
        except (OSError, http.client.HTTPException):
            return

    def _write_one(self) -> None:
        page = self.house.get(START)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token
        form_kind = "application/x-www-form-urlencoded"
        location = self.house.post(START, self.form, form_kind, token[1])
        assert location
        session = location.removesuffix("before/")
        body = json.dumps(DONE).encode()
        if self.house.post(f"{session}done/", body, "application/json", token[1]):
            self.confirmed.add(session.split("/")[2])


@pytest.mark.hazard("H-13")
def test_a_confirmed_entry_survives_a_killed_server(
    folder: Path, library: Library
) -> None:
    noes = dict.fromkeys((q.id for q in start_questions(library, "rolling-ball")), "no")
    form = noes | {"places": "left foot", "giver": "self", "minutes": "2"}
    sent = urllib.parse.urlencode(form).encode()
    dice = random.Random(7)  # noqa: S311 - moments, no secrets
    house, confirmed = House(folder), set[str]()

    link = house.start()
    for _ in range(KILLS):
        writer = Writer(house, sent, confirmed)
        house.get(link)
        writer.start()
        time.sleep(dice.uniform(0.05, 0.5))
        house.kill()
        writer.join()
        house.start()

    try:
        assert "Soft ball roll" in house.get("/diary/")
    finally:
        house.kill()
    with closing(sqlite3.connect(data.database_file(folder))) as rows:
        kept = {
            str(uuid) for (uuid,) in rows.execute("SELECT id FROM diary_entryrecord")
        }
        assert rows.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert len(confirmed) >= KILLS
    assert {session.replace("-", "") for session in confirmed} <= kept
