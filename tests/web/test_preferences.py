import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from kneadwell.web import numbers
from kneadwell.web.people.models import Person
from kneadwell.web.preferences.models import LetterRecord, Preferences, SensesRecord
from kneadwell.web.preferences.store import preferences_of

SENT = {
    "text_size": "150",
    "theme": "dark",
    "skin": "deep",
    "captions": "large",
    "voice": "device",
    "tones": "no",
    "vibration": "no",
    "flash": "yes",
    "press_apart_ms": "1500",
    "start_delay_s": "40",
    "language": "en",
    "country": "GB",
    "emergency_number": "",
    "morning": "07:30",
    "midday": "12:15",
    "evening": "17:00",
    "bedtime": "22:05",
}


def save(browser: Client, **said: str | None) -> Any:
    sent = {name: value for name, value in (SENT | said).items() if value is not None}
    return browser.post("/settings/", sent)


@pytest.fixture
def unfixed(settings: LazySettings) -> LazySettings:
    """An installation that leaves every number to the person, and knows none."""
    settings.COUNTRY = None
    settings.EMERGENCY_NUMBER = numbers.emergency_in(None)
    settings.ADVICE_LINE = numbers.advice_in(None)
    settings.COUNTRY_IS_FIXED = False
    settings.EMERGENCY_IS_FIXED = settings.ADVICE_IS_FIXED = False
    return settings


def test_all_that_is_set_is_kept_and_shown_again(browser: Client, ada: Person) -> None:
    response = save(browser)

    assert response["Location"] == "/settings/?saved=yes"
    kept = preferences_of(ada)
    assert (kept.text_size, kept.theme, kept.skin) == (150, "dark", "deep")
    assert (kept.voice, kept.captions) == ("device", "large")
    assert (kept.tones, kept.vibration, kept.flash) == (False, False, True)
    assert (kept.press_apart_ms, kept.start_delay_s) == (1500, 40)
    assert (kept.morning, kept.bedtime) == (time(7, 30), time(22, 5))

    page = browser.get(response["Location"])
    rows = page.context["rows"]
    for name, row in rows.items():
        chosen = [choice["value"] for choice in row["choices"] if choice["checked"]]
        assert chosen == [SENT[name]]
    assert page.context["slots"][0]["value"] == "07:30"
    assert b"Saved." in page.content


def test_before_anything_is_set_the_usual_is_shown_and_no_row_is_made(
    browser: Client, ada: Person
) -> None:
    page = browser.get("/settings/")

    assert page.status_code == 200
    chosen = {
        name: choice["value"]
        for name, row in page.context["rows"].items()
        for choice in row["choices"]
        if choice["checked"]
    }
    assert chosen["voice"] == "recorded"
    assert chosen["press_apart_ms"] == "700"
    assert set(chosen) == set(page.context["rows"])
    assert not Preferences.objects.exists()


def test_what_is_set_a_second_time_takes_the_place_of_the_first(
    browser: Client, ada: Person
) -> None:
    save(browser)
    save(browser, text_size="100", flash="no")

    assert Preferences.objects.count() == 1
    assert preferences_of(ada).text_size == 100
    assert not preferences_of(ada).flash


PAGE = "0b6a1f6e-3c52-4e5b-9d0e-5a1b2c3d4e5f"


def test_a_letter_that_was_overtaken_by_a_later_one_of_its_page_changes_nothing(
    browser: Client, ada: Person
) -> None:
    save(browser, page=PAGE, turn="2", text_size="200")
    late = save(browser, page=PAGE, turn="1", text_size="125")

    assert late.status_code == 302
    assert preferences_of(ada).text_size == 200

    save(browser, page=PAGE, turn="3", text_size="150")
    assert preferences_of(ada).text_size == 150


def test_a_late_letter_changes_nothing_when_another_page_was_heard_since(
    browser: Client, ada: Person
) -> None:
    save(browser, page=PAGE, turn="2", text_size="200")
    save(browser, page=str(uuid.uuid4()), turn="1", text_size="100")
    save(browser, page=PAGE, turn="1", text_size="125")

    assert preferences_of(ada).text_size == 100


def test_each_page_of_settings_counts_its_own_letters(browser: Client) -> None:
    drawn = [browser.get("/settings/").context["page"] for _ in range(2)]

    assert drawn[0] != drawn[1]
    page = browser.get("/settings/").content
    assert b'name="turn" value="0"' in page


@pytest.mark.parametrize(
    "said",
    [
        {"page": PAGE, "turn": "-1"},
        {"page": PAGE, "turn": "9" * 20},
        {"page": "mine", "turn": "4"},
        {"page": PAGE, "turn": ""},
    ],
)
def test_a_letter_that_does_not_count_itself_is_kept(
    browser: Client, ada: Person, said: dict[str, str]
) -> None:
    save(browser, page=PAGE, turn="8", text_size="200")
    save(browser, text_size="125", **said)

    assert preferences_of(ada).text_size == 125


def test_another_person_s_letters_overtake_nothing_of_mine(
    browser: Client, ada: Person, bela: Person
) -> None:
    LetterRecord.objects.create(person=bela, page=PAGE, turn=9, at=timezone.now())
    save(browser, page=PAGE, turn="1", text_size="200")

    assert preferences_of(ada).text_size == 200


def test_letters_of_another_day_are_forgotten(browser: Client, ada: Person) -> None:
    yesterday = timezone.now() - timedelta(days=1, minutes=1)
    LetterRecord.objects.create(person=ada, page=uuid.uuid4(), turn=1, at=yesterday)
    save(browser, page=PAGE, turn="1")

    assert [str(letter.page) for letter in LetterRecord.objects.all()] == [PAGE]


@pytest.mark.parametrize("path", ["/", "/techniques/", "/diary/", "/settings/"])
def test_every_page_wears_what_was_set(browser: Client, path: str) -> None:
    assert (
        b'class="skin-medium text-100" data-theme="device"' in browser.get(path).content
    )

    save(browser)

    assert b'class="skin-deep text-150" data-theme="dark"' in browser.get(path).content


def test_a_page_that_is_not_there_wears_it_too(browser: Client) -> None:
    save(browser)

    assert b"text-150" in browser.get("/nowhere/").content


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"text_size": "175"}, "text_size"),
        ({"text_size": None}, "text_size"),
        ({"voice": "network"}, "voice"),
        ({"tones": "perhaps"}, "tones"),
        ({"press_apart_ms": "0"}, "press_apart_ms"),
        ({"press_apart_ms": "\u0667\u0660\u0660"}, "press_apart_ms"),
        ({"start_delay_s": "-10"}, "start_delay_s"),
        ({"language": "xx"}, "language"),
        ({"country": "XX"}, "country"),
        ({"emergency_number": "my son"}, "emergency_number"),
        ({"emergency_number": "1"}, "emergency_number"),
        ({"emergency_number": "١١٢"}, "emergency_number"),
        ({"emergency_number": "<b>112</b>"}, "emergency_number"),
        ({"emergency_number": "1" * 41}, "emergency_number"),
        ({"morning": ""}, "morning"),
        ({"midday": "25:00"}, "midday"),
        ({"evening": "soon"}, "evening"),
        ({"bedtime": "06:00"}, "slots"),
        ({"midday": "07:30"}, "slots"),
    ],
)
def test_what_cannot_be_comes_back_as_it_was_sent(
    browser: Client, ada: Person, said: dict[str, str | None], field: str
) -> None:
    response = save(browser, **said)

    assert response.status_code == 422
    assert [error["field"] for error in response.context["errors"]] == [field]
    page = response.content.decode()
    assert f'href="#{field}"' in page
    assert f'id="{field}"' in page
    typed = next(iter(said.items()))
    if typed[0] == "emergency_number":
        assert response.context["call"]["number"] == typed[1]
    assert response.context["rows"]["skin"]["choices"][2]["checked"]
    assert not Preferences.objects.exists()


def test_an_empty_form_says_everything_that_is_missing(browser: Client) -> None:
    response = browser.post("/settings/", {})

    assert response.status_code == 422
    assert len(response.context["errors"]) == 15


def test_times_are_read_as_people_write_them(browser: Client, ada: Person) -> None:
    assert save(browser, morning="7.05").status_code == 302

    assert preferences_of(ada).morning == time(7, 5)


@pytest.mark.hazard("H-61")
def test_the_country_chooses_the_numbers_everywhere(
    browser: Client, unfixed: LazySettings
) -> None:
    save(browser, country="GB")

    page = browser.get("/help-now/").content.decode()
    assert 'href="tel:999"' in page
    assert "NHS 111" in page
    assert "the numbers for the United Kingdom" in page


@pytest.mark.hazard("H-61")
def test_an_own_number_stands_in_place_of_the_country_s(
    browser: Client, unfixed: LazySettings
) -> None:
    save(browser, country="GB", emergency_number="020 7946 0000")

    page = browser.get("/help-now/").content.decode()
    assert 'href="tel:02079460000"' in page
    assert "tel:999" not in page
    assert "call 999" not in page.lower()
    assert "numbers for the United Kingdom" not in page
    assert "NHS 111" in page


@pytest.mark.hazard("H-61")
def test_a_phone_without_a_key_and_the_kept_copy_show_the_chosen_number(
    browser: Client, unfixed: LazySettings
) -> None:
    stranger = Client()
    before = stranger.get("/service-worker.js").content.partition(b"\n")[0]
    save(browser, country="GB", skin="deep")

    for path in ("/help-now/", "/help-now/offline/"):
        page = stranger.get(path).content.decode()
        assert 'href="tel:999"' in page
        assert "text-150" in page
        assert "skin-deep" not in page
    after = stranger.get("/service-worker.js").content.partition(b"\n")[0]
    assert before != after


def test_what_the_environment_says_nobody_changes_on_a_page(
    browser: Client, ada: Person, unfixed: LazySettings
) -> None:
    unfixed.COUNTRY, unfixed.EMERGENCY_NUMBER = "DE", "112"
    unfixed.COUNTRY_IS_FIXED = unfixed.EMERGENCY_IS_FIXED = True
    page = browser.get("/settings/").content.decode()
    assert 'name="country"' not in page
    assert 'name="emergency_number"' not in page

    save(browser, country="GB", emergency_number="020 7946 0000")

    assert 'href="tel:112"' in browser.get("/help-now/").content.decode()
    kept = preferences_of(ada)
    assert (kept.country, kept.emergency_number) == ("", "")


@pytest.mark.hazard("H-61")
def test_a_number_that_the_environment_says_later_takes_the_place_of_the_chosen_one(
    browser: Client, ada: Person, unfixed: LazySettings
) -> None:
    save(browser, country="GB", emergency_number="020 7946 0000")

    unfixed.EMERGENCY_NUMBER, unfixed.EMERGENCY_IS_FIXED = "112", True
    page = browser.get("/help-now/").content.decode()
    assert 'href="tel:112"' in page
    assert "NHS 111" in page

    unfixed.COUNTRY, unfixed.COUNTRY_IS_FIXED = "DE", True
    unfixed.ADVICE_LINE = numbers.advice_in("DE")
    assert "116 117" in browser.get("/help-now/").content.decode()
    kept = preferences_of(ada)
    assert (kept.country, kept.emergency_number) == ("GB", "020 7946 0000")


def test_a_fixed_country_still_takes_an_own_number(
    browser: Client, unfixed: LazySettings
) -> None:
    unfixed.COUNTRY, unfixed.EMERGENCY_NUMBER = "DE", "112"
    unfixed.COUNTRY_IS_FIXED = True

    save(browser, country="GB", emergency_number="116 999")

    page = browser.get("/help-now/").content.decode()
    assert 'href="tel:116999"' in page
    assert "tel:999" not in page.replace("tel:116999", "")


@contextmanager
def broken_database() -> Iterator[None]:
    def refuse(*_: object) -> None:
        message = "file is not a database"
        raise DatabaseError(message)

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.hazard("H-61")
def test_help_comes_when_no_row_can_be_read(client: Client, db: None) -> None:
    with broken_database():
        page = client.get("/help-now/")

    assert page.status_code == 200
    assert b"Help now" in page.content


def test_every_country_can_be_chosen_by_its_name(
    browser: Client, unfixed: LazySettings
) -> None:
    page = browser.get("/settings/")

    offered = page.context["call"]["countries"]
    assert {country["value"] for country in offered} == set(numbers.LINES)
    assert [c["label"] for c in offered] == sorted(c["label"] for c in offered)
    assert "France: 112" in [country["label"] for country in offered]


def test_what_was_set_by_another_person_changes_nothing(
    browser: Client, ada: Person, bela: Person
) -> None:
    Preferences.objects.create(person=bela, text_size=200)

    assert b"text-100" in browser.get("/").content


@pytest.mark.hazard("H-15")
@pytest.mark.parametrize("path", ["/settings/", "/settings/check/"])
def test_a_browser_without_the_key_sets_nothing(
    client: Client, db: None, path: str
) -> None:
    for response in (client.get(path), client.post(path, SENT)):
        assert (response.status_code, response["Location"]) == (302, "/enter/")
    assert not Preferences.objects.exists()


def check(browser: Client, **said: str) -> Any:
    return browser.post("/settings/check/", said)


def test_what_a_device_can_tell_is_kept_for_this_device_and_person(
    browser: Client, ada: Person
) -> None:
    response = check(browser, heard="no", seen="yes", felt="no")

    assert response.status_code == 302
    page = browser.get(response["Location"]).content.decode()
    assert "You do not hear it" in page
    assert "Turn on the flash in the settings" in page
    assert "Many devices cannot buzz" in page
    assert "You do not see the flash" not in page
    row = SensesRecord.objects.get()
    assert row.person == ada
    assert (row.heard, row.seen, row.felt) == (False, True, False)


@pytest.mark.parametrize(
    ("heard", "seen", "felt", "flash", "instead"),
    [
        ("yes", "yes", "yes", "no", "Nothing is missing"),
        ("yes", "no", "no", "no", "Tones and voice tell you each change"),
        ("no", "yes", "yes", "yes", "The flash shows you each change"),
        ("no", "no", "yes", "yes", "The buzz tells you each change"),
        ("no", "no", "no", "yes", "Look at the screen now and then"),
    ],
)
def test_a_check_never_advises_what_is_missing(
    browser: Client, heard: str, seen: str, felt: str, flash: str, instead: str
) -> None:
    save(browser, flash=flash)
    response = check(browser, heard=heard, seen=seen, felt=felt)

    assert instead in browser.get(response["Location"]).context["advice"][-1]


def test_a_second_check_of_a_device_takes_the_place_of_the_first(
    browser: Client,
) -> None:
    check(browser, heard="no", seen="no", felt="no")
    first = SensesRecord.objects.get().browser
    check(browser, heard="yes", seen="yes", felt="yes")

    row = SensesRecord.objects.get()
    assert row.browser == first
    assert row.heard


def test_each_device_has_its_own_check(browser: Client) -> None:
    assert browser.get("/").context["is_senses_check_due"]()
    check(browser, heard="yes", seen="yes", felt="yes")
    assert not browser.get("/").context["is_senses_check_due"]()

    del browser.cookies[next(n for n in browser.cookies if n.endswith("-device"))]
    assert browser.get("/").context["is_senses_check_due"]()
    check(browser, heard="no", seen="yes", felt="yes")
    assert SensesRecord.objects.count() == 2


def test_the_check_of_another_person_is_not_mine(
    browser: Client, ada: Person, bela: Person
) -> None:
    check(browser, heard="yes", seen="yes", felt="yes")
    SensesRecord.objects.update(person=bela)

    assert browser.get("/").context["is_senses_check_due"]()


@pytest.mark.parametrize(
    "said",
    [{}, {"heard": "yes", "seen": "yes"}, {"heard": "1", "seen": "", "felt": "x"}],
)
def test_a_check_that_is_not_answered_keeps_nothing(
    browser: Client, said: dict[str, str]
) -> None:
    response = check(browser, **said)

    assert response.status_code == 422
    assert response.context["errors"]
    assert not SensesRecord.objects.exists()


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("/diary/", "/diary/"),
        ("https://evil.example/", "/settings/"),
        ("//evil.example/", "/settings/"),
        ("javascript:alert(1)", "/settings/"),
        ("", "/settings/"),
    ],
)
def test_a_check_leads_back_to_the_page_it_came_from(
    browser: Client, wanted: str, leads_to: str
) -> None:
    response = check(browser, heard="yes", seen="yes", felt="yes", next=wanted)

    assert browser.get(response["Location"]).context["next"] == leads_to


def test_a_made_up_device_is_a_new_one(browser: Client) -> None:
    check(browser, heard="yes", seen="yes", felt="yes")
    name = next(name for name in browser.cookies if name.endswith("-device"))
    browser.cookies[name] = str(uuid.uuid4())

    assert browser.get("/").context["is_senses_check_due"]()
