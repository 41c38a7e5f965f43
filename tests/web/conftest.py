"""People and small steps that the web tests share."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from kneadwell.knowledge import Ask, Library, load_library
from kneadwell.web.people.models import Person
from kneadwell.web.people.store import the_person
from kneadwell.web.sessions.models import SessionRecord
from tests.web.house import cleared_person

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
    """The person of this installation, who has said nothing yet."""
    return the_person()


@pytest.fixture
def browser(client: Client, db: None) -> Client:
    """Ada's browser, which has opened the printed link."""
    client.get(f"/enter/{settings.KEY}/")
    return client


@pytest.fixture
def cleared(ada: Person) -> Callable[..., Person]:
    """Put Ada through the questions: all no, but for what is said."""

    def answered(**said: Any) -> Person:
        cleared_person(ada, **said)
        return ada

    return answered


@pytest.fixture
def bela(ada: Person) -> Person:
    """Someone else, whose rows Ada must never see."""
    return Person.objects.create()


@pytest.fixture
def form() -> Callable[..., dict[str, Any]]:
    """Return what the start page sends, with `said` on top."""

    def filled(**said: object) -> dict[str, Any]:
        sent = {"places": FEET, "giver": "self", "minutes": "4"} | said
        return {name: value for name, value in sent.items() if value is not None}

    return filled


@pytest.fixture
def check_form(library: Library) -> Callable[..., dict[str, str]]:
    """Return a check with nothing new and every line confirmed, `said` on top."""

    def filled(**said: str | None) -> dict[str, str]:
        sent = {
            **{
                f"card-{group.id}": "none"
                for group in library.groups.values()
                if group.ask is Ask.EVERY_SESSION
            },
            **{
                f"confirm-{name}": "yes"
                for name in (
                    *library.change_words["ask_before"],
                    *("skin-looked", "heat-tested-by-other"),
                    "looked-at-by-someone-who-can-see",
                )
            },
            "temperature": "38",
            "other-giver": "no",
        }
        named = {name.replace("_", "-"): value for name, value in said.items()}
        return {k: v for k, v in (sent | named).items() if v is not None}

    return filled


@pytest.fixture
def chosen(
    browser: Client, cleared: Callable[..., Person], form: Callable[..., dict[str, Any]]
) -> SessionRecord:
    """A session that Ada has chosen and not checked."""
    cleared()
    browser.post("/techniques/rolling-ball/start/", form())
    return SessionRecord.objects.get()


@pytest.fixture
def session(
    browser: Client, chosen: SessionRecord, check_form: Callable[..., dict[str, str]]
) -> SessionRecord:
    """A session that Ada was just cleared for."""
    response = browser.post(f"/sessions/{chosen.id}/check/", check_form())
    assert response.status_code == 302, response.content.decode()
    chosen.refresh_from_db()
    return chosen


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
