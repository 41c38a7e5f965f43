from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from kneadwell.diary import Entry, HasSettled, SkinCheckEntry, When
from kneadwell.knowledge import Library
from kneadwell.screening import Pause, answers_to_json
from kneadwell.vocabulary import EVERYWHERE, Giver, Place
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.people.models import Person
from kneadwell.web.screening import store
from kneadwell.web.sessions.limits import limits_of
from kneadwell.web.sessions.models import SessionRecord
from kneadwell.web.words import words
from tests.web.done import find, massage

DAY = timedelta(days=1)
FEET = (Place.parse("left foot"), Place.parse("right foot"))
Cleared = Callable[..., Person]


@pytest.fixture
def session(ada: Person) -> Entry:
    """A massage of both feet, half an hour ago."""
    return massage(ada, timedelta(minutes=30))


@pytest.fixture
def page(session: Entry) -> str:
    return f"/follow-ups/{session.id}/20-minutes/"


def looks(person: Person) -> list[SkinCheckEntry]:
    """Return what was found, newest first."""
    notes = PersonDiary(person).fold().troubles()
    return [note.what for note in notes if isinstance(note.what, SkinCheckEntry)]


def pauses(person: Person, library: Library) -> tuple[Pause, ...]:
    diary = PersonDiary(person).fold()
    return diary.past(library, timezone.localtime(), limits_of(person)).pauses


def keep_check(
    person: Person,
    session: Entry,
    library: Library,
    technique: str = "foot-massage-essential-oils",
    places: tuple[Place, ...] = FEET,
) -> None:
    """Keep the check of a massage, with the answers as they stand."""
    now = timezone.localtime()
    answers = store.standing(person, places, Giver.SELF, now, fresh=True)
    SessionRecord.objects.create(
        id=session.id,
        person=person,
        technique=technique,
        giver="self",
        places=[str(place) for place in places],
        wished_s=120,
        planned={str(place): 60 for place in places},
        answers=answers_to_json(answers),
        edition=library.edition,
        checked_at=now,
    )


def test_nothing_is_one_press(
    browser: Client, ada: Person, session: Entry, page: str, library: Library
) -> None:
    assert b"Nothing of these" in browser.get(page).content

    response = browser.post(page, {"answer": "nothing"})

    assert response["Location"] == "/"
    assert [look.found for look in looks(ada)] == [()]
    assert pauses(ada, library) == ()
    assert browser.get(page)["Location"] == "/"


@pytest.mark.hazard("H-57")
def test_what_is_found_pauses_its_place_and_says_what_to_do(
    browser: Client, ada: Person, page: str, library: Library
) -> None:
    told = {"answer": "found", "found": ["blister"], "places": ["left foot"]}

    shown = browser.post(page, told, follow=True)

    assert [(p.place, p.cause) for p in pauses(ada, library)] == [(FEET[0], "blister")]
    assert b"Left foot: paused" in shown.content
    assert b"Get medical help today" in shown.content
    assert b"/help-now/" in shown.content


@pytest.mark.hazard("H-57")
def test_found_somewhere_pauses_every_place_of_the_session(
    browser: Client, ada: Person, page: str, library: Library
) -> None:
    browser.post(page, {"answer": "found", "found": ["numbness"]})

    assert {p.place for p in pauses(ada, library)} == set(FEET)


@pytest.mark.hazard("H-58")
@pytest.mark.parametrize(
    "told",
    [
        {},
        {"answer": "found"},
        {"answer": "found", "found": ["itch"]},
        {"answer": "nothing", "found": ["redness"]},
    ],
)
def test_an_answer_that_says_nothing_or_both_is_asked_again(
    browser: Client, ada: Person, page: str, told: dict[str, object]
) -> None:
    response = browser.post(page, told)

    assert response.status_code == 422
    assert b"mend-line" in response.content
    assert looks(ada) == []


@pytest.mark.hazard("H-58")
def test_not_seen_is_not_known_and_stays_open(
    browser: Client, ada: Person, page: str
) -> None:
    response = browser.post(page, {"answer": "unseen"})

    assert response.status_code == 200
    assert b"Hold a mirror" in response.content
    assert looks(ada) == []
    assert f'href="{page}"' in browser.get("/").content.decode()


def test_seen_in_part_counts_as_found(browser: Client, ada: Person, page: str) -> None:
    browser.post(page, {"answer": "unseen", "found": ["colour"]})

    assert [look.found for look in looks(ada)] == [("colour",)]


@pytest.mark.parametrize("answer", [{"found": "pain"}, {"answer": "nothing"}])
def test_pain_is_asked_about_after_an_hour_when_it_rose(
    browser: Client, ada: Person, answer: dict[str, str]
) -> None:
    session = massage(ada, timedelta(minutes=70))
    page = f"/follow-ups/{session.id}/1-hour/"
    assert browser.get(page)["Location"] == "/"

    diary = PersonDiary(ada)
    diary.rate(session.id, When.BEFORE, {"pain": 3}, session.at)
    diary.rate(session.id, When.AFTER, {"pain": 6}, timezone.localtime())

    assert b"treat it as yes" in browser.get(page).content
    browser.post(page, answer)
    assert [look.found for look in looks(ada)] == [
        ("pain",) if "found" in answer else ()
    ]


def test_nothing_is_asked_before_its_time(
    browser: Client, ada: Person, session: Entry
) -> None:
    page = f"/follow-ups/{session.id}/next-day/"

    assert browser.get(page)["Location"] == "/"
    assert browser.post(page, {"answer": "nothing"})["Location"] == "/"
    assert looks(ada) == []


def test_an_answer_leads_back_to_where_it_was_asked(browser: Client, page: str) -> None:
    strange = browser.get(f"{page}?next=https://elsewhere.example/")
    assert b"elsewhere" not in strange.content

    response = browser.post(f"{page}?next=/techniques/", {"answer": "nothing"})
    assert response["Location"] == "/techniques/"


@pytest.mark.hazard("H-14")
@pytest.mark.parametrize("which", ["20-minutes", "after", "tomorrow"])
def test_somebody_elses_session_is_not_there(
    browser: Client, bela: Person, which: str
) -> None:
    hers = massage(bela, timedelta(minutes=30))

    assert browser.get(f"/follow-ups/{hers.id}/{which}/").status_code == 404
    assert looks(bela) == []


@pytest.mark.hazard("H-26")
def test_bruises_are_asked_about_the_next_day_where_the_rules_say_so(
    browser: Client, cleared: Cleared, ada: Person, library: Library
) -> None:
    about = words(library.session.follow_up["bruises"].question)
    session = massage(ada, 2 * DAY)
    page = f"/follow-ups/{session.id}/next-day/"
    assert about not in browser.get(page).content.decode()

    cleared(blood_thinners="yes")
    keep_check(ada, session, library)

    assert about in browser.get(page).content.decode()


def test_low_sugar_is_asked_about_where_the_rules_say_so_and_what_to_do_is_said(
    browser: Client, cleared: Cleared, ada: Person, session: Entry, library: Library
) -> None:
    page = f"/follow-ups/{session.id}/sugar/"
    assert browser.get(page)["Location"] == "/"
    cleared(insulin_or_low_sugar_medicine="yes")
    calf = (Place.parse("left lower-leg"),)
    keep_check(ada, session, library, "deep-tissue-legs", calf)
    assert f'class="button" href="{page}"' in browser.get("/").content.decode()

    shown = browser.post(page, {"sugar": "low"}, follow=True)

    assert b"Take sugar now" in shown.content
    assert page not in browser.get("/").content.decode()
    assert pauses(ada, library) == ()


def test_what_went_wrong_is_one_press_and_says_what_to_do(
    browser: Client, ada: Person, session: Entry, library: Library
) -> None:
    assert b'href="/follow-ups/wrong/"' in browser.get("/help-now/").content
    assert b"Soft ball roll" in browser.get("/follow-ups/wrong/").content

    shown = browser.post("/follow-ups/wrong/", {"what": "chest"}, follow=True)

    assert b"Sit up and stay still" in shown.content
    assert [(p.place, p.cause) for p in pauses(ada, library)] == [
        (place, "chest") for place in FEET
    ]


@pytest.mark.hazard("H-57")
def test_what_went_wrong_nobody_knows_where_pauses_everything(
    browser: Client, ada: Person, library: Library
) -> None:
    assert browser.get("/follow-ups/wrong/chest/").status_code == 404

    shown = browser.post("/follow-ups/wrong/", {"what": "other"}, follow=True)

    assert b"All places: paused" in shown.content
    assert {pause.place for pause in pauses(ada, library)} == set(EVERYWHERE)


@pytest.mark.hazard("H-57")
def test_a_shaking_hand_writes_it_down_once(browser: Client, ada: Person) -> None:
    page = browser.get("/follow-ups/wrong/").context["page_id"]
    for _ in range(2):
        browser.post("/follow-ups/wrong/", {"what": "chest", "page": str(page)})
    assert len(PersonDiary(ada).entries()) == 1


def test_an_odd_word_is_asked_again(browser: Client, ada: Person) -> None:
    response = browser.post("/follow-ups/wrong/", {"what": "no-such-thing"})

    assert response.status_code == 200
    assert PersonDiary(ada).entries() == ()


SETTLED = "/follow-ups/settled/?place=left+foot"


def settle(browser: Client, answer: str, page: str = SETTLED) -> HttpResponse:
    return browser.post(page, {"answer": answer})


@pytest.mark.hazard("H-57")
def test_only_a_yes_opens_a_place_again(
    browser: Client, ada: Person, library: Library
) -> None:
    find(ada, massage(ada, 3 * DAY), DAY, "left foot")
    link = SETTLED.replace("&", "&amp;")
    assert f'href="{link}"' in browser.get("/").content.decode()

    for answer in (HasSettled.NO, HasSettled.UNSURE):
        shown = browser.get(settle(browser, answer)["Location"])
        assert b"It stays paused" in shown.content
        assert pauses(ada, library)

    assert settle(browser, HasSettled.YES)["Location"] == "/"
    assert pauses(ada, library) == ()
    assert browser.get(SETTLED)["Location"] == "/"


@pytest.mark.hazard("H-57")
def test_a_place_rests_until_the_next_day(
    browser: Client, ada: Person, library: Library
) -> None:
    find(ada, massage(ada, 3 * DAY), timedelta(), "left foot")

    assert browser.get(SETTLED)["Location"] == "/"
    assert settle(browser, HasSettled.YES)["Location"] == "/"
    assert pauses(ada, library)


def test_places_with_one_reason_are_asked_about_together(
    browser: Client, ada: Person, library: Library
) -> None:
    find(ada, massage(ada, 3 * DAY), DAY, "left foot", "right foot")
    both = f"{SETTLED}&place=right+foot"
    assert both.replace("&", "&amp;") in browser.get("/").content.decode()
    assert b"only one of them" in browser.get(both).content

    settle(browser, HasSettled.YES, SETTLED)
    assert {pause.place for pause in pauses(ada, library)} == {FEET[1]}

    settle(browser, HasSettled.YES, both)
    assert pauses(ada, library) == ()


def test_an_odd_place_is_not_there(browser: Client) -> None:
    assert browser.get("/follow-ups/settled/?place=nose").status_code == 404
    assert browser.get("/follow-ups/settled/")["Location"] == "/"


@pytest.mark.hazard("H-57")
def test_pain_that_stays_rests_the_place_for_the_days_its_limits_ask_for(
    browser: Client, cleared: Cleared, ada: Person, library: Library
) -> None:
    cleared(allodynia="unknown")
    session = massage(ada, timedelta(minutes=90))
    keep_check(ada, session, library)
    limits = limits_of(ada)(session.id)
    days = limits[Place.parse("left foot")].pause_days_if_not_settled

    browser.post(f"/follow-ups/{session.id}/1-hour/", {"found": "pain"})

    assert days
    resting = [pause for pause in pauses(ada, library) if pause.until]
    assert {pause.place for pause in resting} == set(FEET)
    assert b"Rests until" in browser.get("/").content
    assert settle(browser, HasSettled.YES)["Location"] == "/"
    assert {pause.place for pause in pauses(ada, library)} == set(FEET)
    assert limits_of(ada)(uuid4()) == {}
