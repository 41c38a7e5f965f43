import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from kneadwell.knowledge import Ask, Library, Review
from kneadwell.knowledge.technique import ReviewKind
from kneadwell.screening import Answer, Given
from kneadwell.web import numbers, words
from kneadwell.web.people.models import Person, Profile
from kneadwell.web.screening import store
from tests.web.done import find, massage

YES = Given(Answer.YES)
Cleared = Callable[..., Person]


def test_today_begins_with_the_questions(browser: Client) -> None:
    page = browser.get("/").content.decode()

    assert 'class="button" href="/welcome/"' in page
    assert "/start/" not in page


def test_today_goes_on_where_the_questions_were_left(
    browser: Client, ada: Person
) -> None:
    feet = ["left foot", "right foot"]
    store.keep_profile(ada, Profile(for_whom="me", giver="self", places=feet))

    page = browser.get("/").content.decode()

    assert 'class="button" href="/questions/"' in page
    assert "/start/" not in page


def test_today_counts_the_questions_that_are_left(
    browser: Client, cleared: Cleared, ada: Person, library: Library
) -> None:
    cleared()
    topic = next(it for it in library.groups.values() if it.ask is Ask.PROFILE)
    store.keep_answer(ada, f"group:{topic.id}", YES, timezone.now())
    first = next(c.id for c in library.conditions.values() if c.group == topic.id)
    store.keep_answer(ada, first, Given(Answer.UNANSWERED), timezone.now())

    response = browser.get("/")

    assert response.context["go_on"]["url"] == f"/questions/{first}/"
    assert b"Question 1 of" in response.content


def test_today_offers_what_is_possible(
    browser: Client, cleared: Cleared, ada: Person
) -> None:
    cleared()

    response = browser.get("/")

    assert response.context["suggestions"]
    assert b'class="button" href="/techniques/"' in response.content
    assert b'href="/results/"' in response.content


def test_today_offers_the_last_one_again_only_while_it_is_possible(
    browser: Client, cleared: Cleared, ada: Person
) -> None:
    cleared()
    massage(ada, timedelta(days=9))
    again = b'class="button" href="/techniques/rolling-ball/start/"'
    assert again in browser.get("/").content

    store.keep_answer(ada, "broken-skin", YES, timezone.now())

    assert again not in browser.get("/").content


@pytest.mark.hazard("H-53")
def test_a_stop_is_said_first_and_nothing_is_offered(
    browser: Client, cleared: Cleared, ada: Person
) -> None:
    cleared(stroke_signs="yes")

    response = browser.get("/")

    assert response.context["is_stopped"]
    assert not response.context["suggestions"]
    page = response.content.decode()
    assert page.index("notice-danger") < page.index('class="now"')


@pytest.mark.hazard("H-58")
def test_follow_ups_come_before_anything_else(
    browser: Client, cleared: Cleared, ada: Person
) -> None:
    cleared()
    session = massage(ada, timedelta(minutes=25))

    page = browser.get("/").content.decode()

    link = f'class="button" href="/follow-ups/{session.id}/20-minutes/"'
    assert link in page
    assert page.count('class="button"') == 1


@pytest.mark.hazard("H-57")
def test_a_paused_place_is_named_and_not_offered(
    browser: Client, cleared: Cleared, ada: Person
) -> None:
    cleared()
    session = massage(ada, timedelta(days=9))
    find(ada, session, timedelta(), "left foot")

    response = browser.get("/")

    assert b"Rests today" in response.content
    shown = [t["places"].lower() for t in response.context["suggestions"]]
    assert shown
    assert not any("left foot" in places for places in shown)


@pytest.mark.hazard("H-53")
def test_help_now_says_every_sign_and_when_to_stop(
    client: Client, db: None, library: Library
) -> None:
    response = client.get("/help-now/")

    shown = [flag["id"] for g in response.context["groups"] for flag in g["flags"]]
    assert sorted(shown) == sorted(library.red_flags)
    page = response.content.decode()
    assert page.index("Emergency") < page.index("See someone today")
    for rule in library.session.stop_criteria.values():
        assert words.words(rule.text) in page


@pytest.mark.hazard("H-61")
def test_a_known_number_can_be_dialled_and_an_unknown_one_is_words(
    client: Client, db: None, settings: LazySettings
) -> None:
    settings.COUNTRY, settings.EMERGENCY_NUMBER = "GB", "999"
    settings.ADVICE_LINE = numbers.advice_in("GB")
    page = client.get("/help-now/").content.decode()
    assert 'href="tel:999"' in page
    assert 'href="tel:111"' in page
    assert "the numbers for the United Kingdom" in page

    settings.COUNTRY, settings.EMERGENCY_NUMBER = None, numbers.emergency_in(None)
    settings.ADVICE_LINE = numbers.advice_in(None)
    page = client.get("/help-now/").content.decode()
    assert "tel:" not in page
    assert "Call your emergency number." in page


def test_every_country_has_a_number_to_dial_and_a_source() -> None:
    assert {"GB", "US", "DE", "AU"} <= set(numbers.LINES)
    for country, lines in numbers.LINES.items():
        assert re.fullmatch("[A-Z]{2}", country)
        assert numbers.dialled(lines.emergency) == lines.emergency
        assert lines.advice is None or numbers.dialled(lines.advice["en"])
        assert all(source.startswith("https://") for source in lines.sources)
        assert lines.sources


@pytest.mark.parametrize(
    ("line", "dialled"),
    [
        ("112", "112"),
        ("+44 20 7946 0000", "+442079460000"),
        ("the on-call doctors, 116 117", "116117"),
        ("911 or 112", None),
        ("your emergency number", None),
    ],
)
def test_only_one_number_is_dialled(line: str, dialled: str | None) -> None:
    assert numbers.dialled(line) == dialled


def test_the_footer_says_who_signed(browser: Client) -> None:
    assert b"No clinician has signed it yet" in browser.get("/").content

    signed = Review(ReviewKind.CLINICIAN, "Dr Ada Example", date(2026, 11, 20))
    assert words.review_text(signed) == "Signed by Dr Ada Example on 20 November 2026."
