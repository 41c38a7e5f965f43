"""A year of entries, sent the way a device sends them."""

import gzip
import http.client
import json
import re
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

ENTRIES = 1000
IN_A_LETTER = 200
"""As the outbox sends them."""

Noted = dict[str, object]


@dataclass(frozen=True, slots=True)
class Sent:
    """What it took to send all letters, one after the other.

    Attributes:
        seconds: From the first request to the last answer.
        size: Bytes of all bodies, both ways.
    """

    seconds: float
    size: int


def person_of(port: int, cookie: str) -> str:
    """Return the id of the person whose pages a server of this machine shows.

    Raises:
        LookupError: No page says whose it is.
    """
    with closing(http.client.HTTPConnection("localhost", port, timeout=60)) as server:
        server.request("GET", "/", headers={"Cookie": cookie})
        page = server.getresponse().read().decode()
    if found := re.search(r'name="kneadwell-person" content="([^"]+)"', page):
        return found[1]
    raise LookupError


def letters_of(entries: list[Noted], person: str) -> list[bytes]:
    """Return the letters that carry the entries."""
    return [
        _json({"person": person, "entries": entries[begin : begin + IN_A_LETTER]})
        for begin in range(0, len(entries), IN_A_LETTER)
    ]


def packed_size(entries: list[Noted]) -> int:
    """Return the bytes of all entries in one packed file."""
    return len(gzip.compress(_json(entries)))


def send(port: int, path: str, letters: list[bytes], cookie: str = "") -> Sent:
    """Send the letters to a server of this machine over one connection.

    Raises:
        http.client.HTTPException: An answer was not 200.
    """
    headers = {"Content-Type": "application/json", "Cookie": cookie}
    size = 0
    with closing(http.client.HTTPConnection("localhost", port, timeout=60)) as server:
        server.connect()
        began = time.perf_counter()
        for letter in letters:
            server.request("POST", path, letter, headers)
            answer = server.getresponse()
            size += len(letter) + len(answer.read())
            if answer.status != HTTPStatus.OK:
                raise http.client.HTTPException(answer.status)
        return Sent(time.perf_counter() - began, size)


def year_of_entries() -> list[Noted]:
    """Return what someone may note in most of a year, oldest first."""
    day = datetime.now(UTC).replace(hour=8, minute=0, second=0, microsecond=0)
    noted: list[Noted] = []
    while len(noted) < ENTRIES:
        day -= timedelta(days=1)
        noted += _day(day)
    return sorted(noted[:ENTRIES], key=lambda entry: str(entry["at"]))


def _day(day: datetime) -> Iterator[Noted]:
    """Yield a check-in, a session, how it felt and how the skin looked."""
    scores: Mapping[str, object] = {"pain": 4, "numbness": None, "tingling": 6}
    yield _noted(
        "check-in",
        {
            "date": day.date().isoformat(),
            "scores": {**scores, "sleep": 3},
            "medicine_changed": False,
            "flare": None,
            "falls": 0,
        },
        day,
    )
    places = {"left foot": 120, "right foot": 110}
    ended_at = day + timedelta(hours=1)
    session = _noted(
        "session",
        {
            "technique": "rolling-ball",
            "giver": "self",
            "places": places,
            "planned": dict.fromkeys(places, 120),
            "ended": "finished",
            "edition": "2026-11-01",
        },
        ended_at,
    )
    yield session
    felt = {"session": session["id"], "when": "after", "scores": scores}
    yield _noted("score", felt, ended_at + timedelta(minutes=1))
    skin = {"session": session["id"], "when": "20-minutes", "found": [], "places": []}
    yield _noted("skin-check", skin, ended_at + timedelta(minutes=20))


def _noted(kind: str, body: Noted, at: datetime) -> Noted:
    return {"id": str(uuid.uuid4()), "kind": kind, "at": at.isoformat(), "body": body}


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
