import re
import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kneadwell.diary import LONGEST_NOTE, Entry, EntryKind
from kneadwell.web.diary.models import EntryRecord
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.people.models import Person

Cleared = Callable[..., Person]
DAY = timedelta(days=1)
UNSAID: Mapping[str, None] = dict.fromkeys(("pain", "numbness", "tingling", "sleep"))


def put(
    person: Person, kind: EntryKind, body: Mapping[str, Any], at: datetime
) -> Entry:
    entry = Entry(uuid.uuid4(), kind, at, body)
    PersonDiary(person).add([entry])
    return entry


def page_id(browser: Client, path: str) -> str:
    found = re.search(
        r'name="page" value="([^"]+)"', browser.get(path).content.decode()
    )
    assert found
    return found[1]


def entries(person: Person) -> list[Entry]:
    return list(PersonDiary(person).entries())


def test_a_day_is_written_down_without_scripts(browser: Client, ada: Person) -> None:
    response = browser.post(
        "/check-in/", {"scores.pain": "0", "scores.sleep": "10", "falls": "2"}
    )

    (entry,) = entries(ada)
    assert response["Location"] == f"/diary/entry/{entry.id}/?kept"
    assert entry.kind is EntryKind.CHECK_IN
    assert entry.body == {
        "date": timezone.localdate().isoformat(),
        "scores": UNSAID | {"pain": 0, "sleep": 10},
        "medicine_changed": None,
        "flare": None,
        "falls": 2,
    }
    assert b"Kept in the diary." in browser.get(response["Location"]).content


@pytest.mark.parametrize(
    ("said", "body"),
    [
        ({"scores.pain": "skip", "flare": "no"}, {"flare": False}),
        ({"medicine_changed": "yes"}, {"medicine_changed": True}),
        ({"falls": "0"}, {"falls": 0}),
        (
            {"scores.tingling": "7", "flare": "skip"},
            {"scores": UNSAID | {"tingling": 7}},
        ),
    ],
)
def test_what_was_not_said_is_neither_zero_nor_no(
    browser: Client, ada: Person, said: dict[str, str], body: dict[str, object]
) -> None:
    browser.post("/check-in/", said)

    (entry,) = entries(ada)
    unsaid = {"scores": UNSAID, "medicine_changed": None, "flare": None, "falls": None}
    told = dict(entry.body)
    del told["date"]
    assert told == unsaid | body


def test_nothing_is_filled_in_beforehand(browser: Client, ada: Person) -> None:
    browser.post("/check-in/", {"scores.pain": "6", "flare": "yes"})

    page = browser.get("/check-in/").content.decode()
    assert " checked" not in page


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"scores.pain": "skip"},
        {"scores.pain": "11"},
        {"scores.pain": "4.5"},
        {"falls": "100"},
        {"falls": "-1"},
        {"falls": "some"},
        {"falls": "٤"},
    ],
)
def test_what_cannot_be_is_asked_again_and_keeps_nothing(
    browser: Client, ada: Person, said: dict[str, str]
) -> None:
    response = browser.post("/check-in/", said | {"scores.sleep": "skip"})

    assert response.status_code == 422
    assert not EntryRecord.objects.exists()


def test_a_form_that_came_back_keeps_what_was_said(browser: Client) -> None:
    response = browser.post("/check-in/", {"scores.pain": "4", "falls": "many"})

    page = response.content.decode()
    assert "Write a whole number up to 99." in page
    assert re.search(r'name="scores.pain" value="4"[^>]+ checked', page)
    assert 'value="many"' in page


def test_a_day_before_can_be_written_down_and_a_day_to_come_cannot(
    browser: Client, ada: Person
) -> None:
    today = timezone.localdate()
    yesterday, tomorrow = (today - DAY).isoformat(), (today + DAY).isoformat()
    browser.post(f"/check-in/?date={yesterday}", {"scores.pain": "3"})

    (entry,) = entries(ada)
    assert entry.date.isoformat() == yesterday
    assert browser.get(f"/check-in/?date={tomorrow}").status_code == 404
    assert browser.get("/check-in/?date=today").status_code == 404
    assert b" data-today" not in browser.get(f"/check-in/?date={yesterday}").content
    assert b" data-today" in browser.get("/check-in/").content


@pytest.mark.hazard("H-12")
def test_a_form_that_is_sent_twice_counts_once(browser: Client, ada: Person) -> None:
    page = page_id(browser, "/note/")
    sent = [
        browser.post("/note/", {"text": text, "page": page})["Location"]
        for text in ("Slept well.", "Slept well.", "Slept badly.")
    ]

    assert sent[0] == sent[1] != sent[2]
    assert [entry.body["text"] for entry in entries(ada)] == [
        "Slept well.",
        "Slept badly.",
    ]


@pytest.mark.parametrize("text", ["", "  \r\n ", "\0", "a" * (LONGEST_NOTE + 1)])
def test_a_note_that_says_nothing_or_too_much_is_not_kept(
    browser: Client, ada: Person, text: str
) -> None:
    response = browser.post("/note/", {"text": text})

    assert response.status_code == 422
    assert entries(ada) == []


def test_a_note_keeps_its_words_and_is_never_markup(
    browser: Client, ada: Person
) -> None:
    browser.post("/note/", {"text": " <b>Feet</b>\r\nburn \0"})

    (entry,) = entries(ada)
    assert entry.body["text"] == "<b>Feet</b>\nburn"
    page = browser.get(f"/diary/{entry.date}/").content.decode()
    assert "&lt;b&gt;Feet&lt;/b&gt;" in page


def test_change_is_one_of_seven_words(browser: Client, ada: Person) -> None:
    assert browser.post("/change/", {}).status_code == 422
    assert browser.post("/change/", {"change": "healed"}).status_code == 422
    browser.post("/change/", {"change": "a-little-worse"})

    (entry,) = entries(ada)
    assert entry.body == {"change": "a-little-worse"}
    assert browser.get("/change/").content.count(b'name="change"') == 7


def test_change_is_asked_a_month_after_the_first_entry_and_the_last_time(
    browser: Client, cleared: Cleared, ada: Person
) -> None:
    def is_asked() -> bool:
        return b'href="/change/"' in browser.get("/").content

    cleared()
    now = timezone.localtime()
    assert not is_asked()
    put(ada, EntryKind.NOTE, {"text": "Began."}, now - 29 * DAY)
    assert not is_asked()
    put(ada, EntryKind.NOTE, {"text": "Began."}, now - 31 * DAY)
    assert is_asked()
    put(ada, EntryKind.CHANGE, {"change": "no-change"}, now - 30.5 * DAY)
    assert is_asked()

    told = put(ada, EntryKind.CHANGE, {"change": "much-better"}, now - 25 * DAY)
    assert not is_asked()
    taken_back = {"corrects": str(told.id), "body": None}
    put(ada, EntryKind.CORRECTION, taken_back, now - 24 * DAY)
    assert is_asked()


def test_today_asks_once_and_shows_what_was_said(
    browser: Client, cleared: Cleared, ada: Person
) -> None:
    cleared()
    assert b'href="/check-in/"' in browser.get("/").content

    browser.post("/check-in/", {"scores.pain": "6", "scores.sleep": "2"})
    page = browser.get("/").content.decode()
    assert 'href="/check-in/"' not in page
    assert "How the day was" in page
    assert "Sleep disturbed <b>2</b>" in page


def test_today_asks_again_once_the_day_was_taken_back(
    browser: Client, cleared: Cleared, ada: Person
) -> None:
    cleared()
    browser.post("/check-in/", {"scores.pain": "6"})
    (entry,) = entries(ada)
    browser.post(f"/diary/entry/{entry.id}/", {"withdraw": "yes"})

    page = browser.get("/").content.decode()
    assert 'href="/check-in/"' in page
    assert str(entry.id) in page.partition("data-known=")[2].partition(">")[0]


@pytest.mark.hazard("H-14")
def test_today_shows_nothing_of_somebody_else(
    browser: Client, cleared: Cleared, bela: Person
) -> None:
    cleared()
    now = timezone.localtime()
    put(bela, EntryKind.NOTE, {"text": "Bela was here."}, now)
    put(bela, EntryKind.NOTE, {"text": "Bela began."}, now - 40 * DAY)

    page = browser.get("/").content
    assert b"Bela" not in page
    assert b'href="/change/"' not in page


def test_a_day_that_is_written_down_later_stands_on_its_own_day(
    browser: Client, cleared: Cleared, ada: Person
) -> None:
    cleared()
    now = timezone.localtime()
    said = {
        "date": (now.date() - DAY).isoformat(),
        "scores": UNSAID | {"pain": 9},
        "medicine_changed": None,
        "flare": None,
        "falls": None,
    }
    put(ada, EntryKind.CHECK_IN, said, now)

    assert browser.get("/").context["your_day"]["rows"] == []
    assert PersonDiary(ada).fold().check_in(date.fromisoformat(str(said["date"])))


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_check_in_of_a_day_far_off_breaks_no_page(
    browser: Client, ada: Person, day: str
) -> None:
    empty = {"medicine_changed": None, "flare": None, "falls": None}
    said = {"date": day, "scores": UNSAID, **empty}
    put(ada, EntryKind.CHECK_IN, said, timezone.localtime())

    for path in ("/", "/diary/", f"/diary/?month={day[:7]}", f"/diary/{day}/"):
        assert browser.get(path).status_code == 200, path
    assert browser.get(f"/check-in/?date={day}").status_code == 404
