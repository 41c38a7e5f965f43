"""Whatever happens on the way, what was promised to people is in the diary once."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from kneadwell.diary import Entry, EntryError, entry_from_json, fold
from tests.effort import IS_LONG
from tests.journeys.server import Server

pytestmark = pytest.mark.browser

WORLDS = Path(__file__).with_name("worlds.js").read_text("utf-8")
EXAMPLES = 1000 if IS_LONG else 40
AT_ONCE = 5
"""Worlds in one example: 200 in the usual tests, 5,000 in the long ones."""

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
NOTES = st.builds(lambda text: {"text": f"words {text}"}, WORDS)
POINTS = st.none() | st.integers(0, 10)
SAID = st.none() | st.booleans()
CHECK_INS = st.fixed_dictionaries(
    {
        "date": st.just("2026-11-23"),
        "scores": st.fixed_dictionaries({"pain": POINTS, "sleep": POINTS}),
        "medicine_changed": SAID,
        "flare": SAID,
        "falls": st.none() | st.integers(0, 99),
    }
)
EVENTS = st.just(
    {
        "session": None,
        "technique": None,
        "places": ["left foot"],
        "what": "colour",
        "edition": "0",
    }
)
FATES = st.sampled_from(
    (
        *("well", "lost", "answer-lost", "late", "twice", "torn", "portal"),
        *("busy", "broken", "signed-out", "half"),
    )
)
WHICH = st.integers(0, 9)


def step(what: str, **facts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw one thing that happens in one of four tabs, two for each device."""
    return st.fixed_dictionaries(
        {
            "what": st.just(what),
            "tab": st.integers(0, 3),
            "waits": st.booleans(),
            **facts,
        }
    )


STEPS = st.one_of(
    step("note", kind=st.just("note"), body=NOTES),
    step("note", kind=st.just("check-in"), body=CHECK_INS),
    step("note", kind=st.just("adverse-event"), body=EVENTS),
    step("bad"),
    step("correct", which=WHICH, body=st.none() | NOTES),
    step("twice", which=WHICH),
    step("clash", which=WHICH),
    step("send", fates=st.lists(FATES, max_size=4)),
    step("send", fates=st.lists(FATES, max_size=4)),
    step("crash", amid=st.sampled_from(("nothing", "keep", "send"))),
    step("clock", hours=st.integers(-20, 10)),
    step("deliver"),
)
WORLD = st.fixed_dictionaries(
    {"locks": st.booleans(), "steps": st.lists(STEPS, min_size=4, max_size=24)}
)


class House:
    """The browser that plays the worlds, and the server that all of them share."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server
        page.expose_function("killServer", self.restart)
        page.goto(f"{server.address}/help-now/")
        module = page.locator("script[type=module]").first.get_attribute("src") or ""
        self.root = module[: module.index("js/")]
        with self.rows() as rows:
            (person,) = rows.execute("SELECT id FROM people_person").fetchone()
        self.person = str(person)

    def restart(self) -> None:
        self.server.kill()
        self.server.start()

    def play(self, worlds: list[Any]) -> list[Any]:
        asked = {"root": self.root, "person": self.person, "worlds": worlds}
        played: list[Any] = self.page.evaluate(WORLDS, asked)
        return played

    def rows(self) -> closing[sqlite3.Connection]:
        return closing(sqlite3.connect(self.server.folder / "kneadwell.sqlite3"))

    def kept(self, ids: set[str]) -> list[Entry]:
        """Return what the server has of these, each as often as it has it."""
        names = json.dumps([one.replace("-", "") for one in ids])
        with self.rows() as rows:
            found = rows.execute(
                "SELECT entry_id, kind, local, body FROM diary_entryrecord"
                " WHERE entry_id IN (SELECT value FROM json_each(?))",
                (names,),
            ).fetchall()
        return [
            entry_from_json(
                {"id": one, "kind": kind, "at": at, "body": json.loads(body)}
            )
            for one, kind, at, body in found
        ]


@pytest.fixture
def house(page: Page, server: Server) -> House:
    return House(page, server)


def said(entries: Iterable[Entry]) -> Counter[str]:
    """Return what entries say, and how often each is there."""
    return Counter(json.dumps(one.to_json(), sort_keys=True) for one in entries)


def read(entries: list[Any]) -> list[Entry]:
    """Return the entries of a device that can be read."""
    found = []
    for entry in entries:
        with suppress(EntryError):
            found.append(entry_from_json(entry))
    return found


def is_to_refuse(entry: dict[str, Any]) -> bool:
    """Tell whether nobody can write this down: without words, or of another day."""
    ahead = datetime.fromisoformat(entry["at"]) - datetime.now(UTC)
    return entry["body"].get("text") == "" or ahead > timedelta(hours=23)


def judge(world: dict[str, Any], kept: list[Entry]) -> None:
    """Both devices and the server hold the same, and nothing promised is missing."""
    once = said(kept)
    assert set(once.values()) <= {1}

    sent = [entry for device in world["devices"] for entry in read(device["sent"])]
    assert set(said(sent)) == set(once)
    assert fold([*reversed(sent), *sent]) == fold(kept)

    for device in world["devices"]:
        assert device["crossings"] == 0
        open_ids = {one["entry"]["id"]: one for one in device["attention"]}
        for entry in device["promised"]:
            is_there = set(said(read([entry]))) <= set(once) and not is_to_refuse(entry)
            assert is_there or open_ids[entry["id"]]["entry"] == entry
        for one in open_ids.values():
            outcome = one["outcome"]
            if outcome["outcome"] == "conflict":
                assert set(said(read([outcome["entry"]]))) <= set(once)
            else:
                assert is_to_refuse(one["entry"])


@pytest.mark.hazard("H-13")
@settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    worlds=st.lists(WORLD, min_size=AT_ONCE, max_size=AT_ONCE),
    kill_at=st.sampled_from((*(None,) * 24, 0, 4)),
)
def test_two_devices_and_a_server_end_in_one_diary(
    house: House, worlds: list[Any], kill_at: int | None
) -> None:
    if kill_at is not None:
        worlds[0]["steps"].insert(kill_at, {"what": "kill", "tab": 0, "waits": False})
    for world in house.play(worlds):
        judge(world, house.kept({entry["id"] for entry in world["made"]}))
