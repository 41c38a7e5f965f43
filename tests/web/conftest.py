"""People and small steps that the web tests share."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from kneadwell.knowledge import Library, load_library
from kneadwell.screening import start_questions
from kneadwell.web.people.models import Person
from kneadwell.web.people.store import the_person
from kneadwell.web.sessions.models import SessionRecord

FEET = ["left foot", "right foot"]
DONE = {
    "places": {"left foot": 120, "right foot": 90},
    "ended": "finished-early",
    "started_at": "2026-11-23T09:00:00+01:00",
    "ended_at": "2026-11-23T09:06:30+01:00",
}


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library()


@pytest.fixture
def ada(db: None) -> Person:
    """The person of this installation."""
    return the_person()


@pytest.fixture
def browser(client: Client, db: None) -> Client:
    """Ada's browser, which has opened the printed link."""
    client.get(f"/enter/{settings.KEY}/")
    return client


@pytest.fixture
def bela(ada: Person) -> Person:
    """Someone else, whose rows Ada must never see."""
    return Person.objects.create()


@pytest.fixture
def form(library: Library) -> Callable[..., dict[str, Any]]:
    """Return the start form with every question answered no, and `said` on top."""

    def filled(technique: str = "rolling-ball", **said: object) -> dict[str, Any]:
        noes = {asked.id: "no" for asked in start_questions(library, technique)}
        typed = {"places": FEET, "giver": "self", "minutes": "4"}
        sent = noes | typed | {name.replace("_", "-"): v for name, v in said.items()}
        return {name: value for name, value in sent.items() if value is not None}

    return filled


@pytest.fixture
def session(browser: Client, form: Callable[..., dict[str, Any]]) -> SessionRecord:
    """A session that Ada was just cleared for."""
    browser.post("/techniques/rolling-ball/start/", form())
    return SessionRecord.objects.get()


@pytest.fixture
def send(browser: Client) -> Callable[..., HttpResponse]:
    """Send a record of a session as the player does."""

    def post(session: SessionRecord, **other: object) -> HttpResponse:
        return browser.post(
            f"/sessions/{session.id}/done/",
            json.dumps(DONE | other),
            content_type="application/json",
        )

    return post


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder that is not there yet."""
    return tmp_path / "data"
