from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kneadwell.knowledge import Library
from kneadwell.screening import start_questions
from kneadwell.web.people.models import Person
from kneadwell.web.sessions.models import SessionRecord

Form = Callable[..., dict[str, Any]]

ONE_OF_EACH_KIND = ["rolling-ball", "warm-compress", "ice-massage"]


def test_every_technique_starts_after_clear_answers(
    browser: Client, form: Form, library: Library
) -> None:
    for technique in library.techniques.values():
        region = next(iter(technique.regions))
        sent = form(technique.id, places=[f"left {region}"], minutes="1")
        response = browser.post(f"/techniques/{technique.id}/start/", sent)

        assert response.status_code == 302, technique.id
        session = response["Location"].removesuffix("before/")
        page = browser.get(session)
        assert page.status_code == 200
        assert page.context["timeline_json"]["cleared"] is True


@pytest.mark.hazard("H-02")
@pytest.mark.parametrize("word", ["yes", "unknown"])
def test_any_answer_but_no_refuses_with_its_reason(
    browser: Client, form: Form, library: Library, word: str
) -> None:
    for technique in ONE_OF_EACH_KIND:
        for asked in start_questions(library, technique):
            sent = form(technique) | {asked.id: word}
            response = browser.post(f"/techniques/{technique}/start/", sent)

            assert response.status_code == 422
            assert "sessions/refused.html" in [t.name for t in response.templates]
            (reason,) = response.context["reasons"]
            assert (reason["flag"] is not None) == (
                word == "yes" and asked.red_flag is not None
            )
    assert not SessionRecord.objects.exists()


@pytest.mark.hazard("H-02")
@pytest.mark.parametrize("word", [None, "", "nope", "NO"])
def test_a_skipped_question_never_starts_a_session(
    browser: Client, form: Form, library: Library, word: str | None
) -> None:
    for technique in ONE_OF_EACH_KIND:
        for asked in start_questions(library, technique):
            sent = form(technique)
            del sent[asked.id]
            if word is not None:
                sent[asked.id] = word
            response = browser.post(f"/techniques/{technique}/start/", sent)

            assert response.status_code == 422
            errors = response.context["errors"]
            assert asked.id in [error["field"] for error in errors]
    assert not SessionRecord.objects.exists()


def test_a_yes_is_answered_at_once_even_in_a_form_that_is_half_empty(
    browser: Client,
) -> None:
    response = browser.post("/techniques/rolling-ball/start/", {"stroke-signs": "yes"})

    assert response.status_code == 422
    (reason,) = response.context["reasons"]
    assert "112" in reason["flag"]["do"]


@pytest.mark.hazard("H-02")
def test_nothing_is_ticked_before_someone_ticks_it(browser: Client) -> None:
    response = browser.get("/techniques/rolling-ball/start/?stroke-signs=no&giver=self")

    assert b" checked>" not in response.content


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"places": None}, "places"),
        ({"places": ["left nose"]}, "places"),
        ({"places": ["left forearm"]}, "places"),
        ({"giver": None}, "giver"),
        ({"giver": "a dog"}, "giver"),
        ({"minutes": ""}, "minutes"),
        ({"minutes": "-1"}, "minutes"),
        ({"minutes": "0"}, "minutes"),
        ({"minutes": "5"}, "minutes"),
        ({"minutes": "99999999999999999999"}, "minutes"),
        ({"minutes": "٤"}, "minutes"),
        ({"spots": ["sole-arch"]}, "spots"),
    ],
)
def test_a_form_that_cannot_be_used_comes_back_as_it_was(
    browser: Client, form: Form, said: dict[str, Any], field: str
) -> None:
    response = browser.post("/techniques/rolling-ball/start/", form(**said))

    assert response.status_code == 422
    assert field in [error["field"] for error in response.context["errors"]]
    for question in response.context["questions"]:
        assert [c["value"] for c in question["choices"] if c["checked"]] == ["no"]
    assert not SessionRecord.objects.exists()


def test_spots_become_places_of_their_own(browser: Client, form: Form) -> None:
    sent = form("circular-pressure", spots=["sole-heel", "sole-arch"], minutes="8")
    browser.post("/techniques/circular-pressure/start/", sent)

    session = SessionRecord.objects.get()
    page = browser.get(f"/sessions/{session.id}/")
    spots = [cue["spot"] for cue in page.context["timeline_json"]["cues"]]
    assert session.places == [
        "left foot/sole-heel",
        "left foot/sole-arch",
        "right foot/sole-heel",
        "right foot/sole-arch",
    ]
    assert session.planned == {"left foot": 240, "right foot": 240}
    assert {"sole-heel", "sole-arch"} <= set(spots)


@pytest.mark.hazard("H-08")
def test_answers_grow_old(browser: Client, session: SessionRecord) -> None:
    for age in (timedelta(minutes=61), timedelta(minutes=-1)):
        SessionRecord.objects.update(cleared_at=timezone.now() - age)
        response = browser.get(f"/sessions/{session.id}/")

        assert response.status_code == 410
        assert b"timeline" not in response.content


@pytest.mark.hazard("H-08")
def test_the_player_knows_until_when_it_may_be_begun(
    browser: Client, session: SessionRecord
) -> None:
    until_ms = int((session.cleared_at + timedelta(minutes=60)).timestamp() * 1000)

    page = browser.get(f"/sessions/{session.id}/").content.decode()

    assert f'data-begin-before-ms="{until_ms}"' in page


@pytest.mark.hazard("H-08")
def test_answers_given_to_another_edition_do_not_count(
    browser: Client, session: SessionRecord
) -> None:
    SessionRecord.objects.update(edition="another")

    assert browser.get(f"/sessions/{session.id}/").status_code == 410


@pytest.mark.hazard("H-01")
@pytest.mark.parametrize("answers", [{}, {"stroke-signs": "yes"}])
def test_the_player_passes_the_gate_itself(
    browser: Client, session: SessionRecord, answers: dict[str, str]
) -> None:
    SessionRecord.objects.update(answers=answers)
    response = browser.get(f"/sessions/{session.id}/")

    assert response.status_code == 422
    assert b"timeline" not in response.content


@pytest.mark.hazard("H-08")
def test_a_session_is_played_once(
    browser: Client, session: SessionRecord, send: Callable[..., Any]
) -> None:
    assert browser.get(f"/sessions/{session.id}/").status_code == 200
    send(session)

    for page in ("", "before/"):
        response = browser.get(f"/sessions/{session.id}/{page}")
        assert (response.status_code, response["Location"]) == (302, "/diary/")


@pytest.mark.hazard("H-14")
@pytest.mark.parametrize("page", ["", "before/", "after/", "done/"])
def test_a_session_of_another_person_is_not_there(
    browser: Client, session: SessionRecord, bela: Person, page: str
) -> None:
    def asked(session_id: object) -> tuple[int, bytes]:
        path = f"/sessions/{session_id}/{page}"
        response = browser.post(path) if page == "done/" else browser.get(path)
        return response.status_code, response.content

    SessionRecord.objects.update(person=bela)
    foreign = asked(session.id)
    unknown = asked("6f1f34a4-8d3a-4b23-9c64-6a8c4e1c0f10")

    assert foreign == unknown
    assert foreign[0] == 404
