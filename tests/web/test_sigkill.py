"""What a page has confirmed is there after the worst end a program can have."""

import http.client
import json
import random
import re
import sqlite3
import threading
import time
import urllib.parse
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kneadwell.web import data
from tests.effort import IS_LONG
from tests.web.house import House, answer_all

KILLS = 50 if IS_LONG else 10
# One without a number of times a day: the ledger leaves room for every session.
START = "/techniques/circular-pressure/start/"
DONE = {
    "places": {"left foot": 100},
    "ended": "finished-early",
    "started_at": "2026-11-23T09:00:00+01:00",
    "ended_at": "2026-11-23T09:05:00+01:00",
}


class Writer(threading.Thread):
    """Starts sessions and sends their records until the server is gone."""

    def __init__(
        self, house: House, forms: tuple[bytes, bytes], confirmed: set[str]
    ) -> None:
        super().__init__()
        self.house, self.forms, self.confirmed = house, forms, confirmed
        self.has_begun = threading.Event()

    def run(self) -> None:
        try:
            page = self.house.get(START)
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
            assert token
            while True:
                self._write_one(token[1])
        except (OSError, http.client.HTTPException):
            return

    def _write_one(self, token: str) -> None:
        form_kind = "application/x-www-form-urlencoded"
        chosen, checked = self.forms
        check = self.house.post(START, chosen, form_kind, token)
        assert check
        before = self.house.post(check, checked, form_kind, token)
        assert before
        session = before.removesuffix("before/")
        body = json.dumps(DONE).encode()
        if self.house.post(f"{session}done/", body, "application/json", token):
            self.confirmed.add(session.split("/")[2])
            self.has_begun.set()


@pytest.mark.hazard("H-13")
def test_a_confirmed_entry_survives_a_killed_server(
    folder: Path, check_form: Callable[..., dict[str, str]]
) -> None:
    wish = {"places": "left foot", "giver": "self", "minutes": "2"}
    sent = (
        urllib.parse.urlencode(wish).encode(),
        urllib.parse.urlencode(check_form()).encode(),
    )
    dice = random.Random(7)  # noqa: S311 - moments, no secrets
    house, confirmed = House(folder), set[str]()

    link = house.start()
    answer_all(folder)
    for _ in range(KILLS):
        writer = Writer(house, sent, confirmed)
        house.get(link)
        writer.start()
        writer.has_begun.wait(20)
        time.sleep(dice.uniform(0, 0.3))
        house.kill()
        writer.join()
        house.start()

    try:
        assert "Finished early." in house.get("/diary/")
    finally:
        house.kill()
    with closing(sqlite3.connect(data.database_file(folder))) as rows:
        kept = {
            str(uuid)
            for (uuid,) in rows.execute("SELECT entry_id FROM diary_entryrecord")
        }
        assert rows.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert len(confirmed) >= KILLS
    assert {session.replace("-", "") for session in confirmed} <= kept
