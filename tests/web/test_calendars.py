"""The plan in calendar programs: what they are told, and who may look."""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from kneadwell.knowledge import Library
from kneadwell.plan import (
    EventKind,
    LivedSession,
    Plan,
    PlanEvent,
    PlannedSession,
    PlannedWork,
    Sitting,
    Slot,
    State,
    Status,
    Week,
    Wish,
)
from kneadwell.screening import Answer, Given, screen
from kneadwell.vocabulary import Giver, Place
from kneadwell.web import home_network
from kneadwell.web.calendars import store
from kneadwell.web.calendars.models import CalendarRecord, FeedRecord, ToldRecord
from kneadwell.web.calendars.views import FEED_TRIES
from kneadwell.web.home_network import Listener
from kneadwell.web.people.models import Person
from kneadwell.web.plans.store import keep_event, keep_plan
from kneadwell.web.plans.weeks import PersonWeek
from kneadwell.web.preferences.models import Preferences
from kneadwell.web.screening.store import keep_answer, standing
from tests.web.test_devices import Phone

pytestmark = pytest.mark.django_db

TECHNIQUE = "foot-massage-essential-oils"
LEFT = Place.parse("left foot")
# No test is about what happened before it began: the week to come is whole.
WEEK = Week.of(timezone.localdate() + dt.timedelta(days=7))
MONDAY, TUESDAY = WEEK.days[:2]
MORNING = Sitting(MONDAY, Slot.MORNING)
DESK = Listener("192.168.1.20", 8443, ("desk.local",))

PROGRAM = Client()

Plans = Callable[..., Plan]


@pytest.fixture(autouse=True)
def nobody_tried() -> Iterator[None]:
    FEED_TRIES.forget()
    yield
    FEED_TRIES.forget()


@pytest.fixture
def plan(ada: Person, cleared: Callable[..., Person], library: Library) -> Plans:
    """Let Ada, who may do everything, have a plan of these sittings."""
    cleared()

    def planned(*sittings: Sitting, seconds: int = 300) -> Plan:
        now = timezone.localtime()
        answers = standing(ada, (LEFT,), Giver.SELF, now, fresh=False)
        judged = screen(answers, library, MONDAY).techniques[TECHNIQUE]
        changes = {LEFT: judged.verdicts[LEFT].changes}
        works = (PlannedWork(TECHNIQUE, {LEFT: seconds}, changes),)
        sessions = tuple(PlannedSession(s.day, s.slot, works) for s in sittings)
        plan = Plan(WEEK, library.edition, Status.OPTIMAL, (), sessions)
        keep_plan(
            ada,
            plan,
            Wish(20, {day: tuple(Slot) for day in range(7)}),
            record_id=uuid.uuid4(),
            made_at=now,
            since=now.replace(tzinfo=None),
        )
        return plan

    return planned


@pytest.fixture
def address(browser: Client) -> str:
    """The path of an address that Ada made for her phone."""
    return made(browser)


def made(browser: Client, name: str = "my phone") -> str:
    page = browser.post("/calendar/add/", {"name": name}).content.decode()
    found = re.search(r">http://testserver(/calendar/feed/[^<]+\.ics)<", page)
    assert found, page
    return found[1]


def looks(address: str, **more: Any) -> Any:
    """Return what a calendar program is answered, which knows no cookies."""
    response = PROGRAM.get(address, **more)
    assert not response.cookies
    return response


def told(address: str) -> list[tuple[str, int, str]]:
    """Return when each event begins, how often it changed, and its status."""
    calendar = Calendar.from_ical(looks(address).content)
    return [
        (
            f"{event.decoded('dtstart'):%a %H:%M}",
            int(str(event["sequence"])),
            str(event["status"]),
        )
        for event in calendar.walk("VEVENT")
    ]


def say(person: Person, kind: EventKind, at: Sitting | dt.date, **more: Any) -> None:
    day, slot = (at.day, at.slot) if isinstance(at, Sitting) else (at, None)
    event = PlanEvent(str(uuid.uuid4()), kind, timezone.localtime(), day, slot, **more)
    keep_event(person, event)


# What a program is told


def test_a_program_is_told_of_the_sessions_without_any_cookie(
    plan: Plans, address: str
) -> None:
    plan(MORNING, Sitting(TUESDAY, Slot.BEDTIME))
    response = looks(address)

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private, no-store"
    assert told(address) == [
        ("Mon 08:00", 0, "CONFIRMED"),
        ("Tue 21:30", 0, "CONFIRMED"),
    ]


def test_looking_again_changes_nothing(plan: Plans, address: str) -> None:
    plan(MORNING)
    first = looks(address)
    second = looks(address)

    assert (first.content, first["ETag"]) == (second.content, second["ETag"])
    again = looks(address, headers={"if-none-match": first["ETag"]})
    since = looks(address, headers={"if-modified-since": first["Last-Modified"]})
    assert (again.status_code, since.status_code) == (304, 304)
    assert not again.content
    assert again["Cache-Control"] == "private, no-store"


def test_a_program_that_takes_gzip_learns_that_nothing_changed(
    plan: Plans, address: str
) -> None:
    plan(MORNING, Sitting(TUESDAY, Slot.MORNING))
    packed = {"accept-encoding": "gzip"}
    first = looks(address, headers=packed)
    again = looks(address, headers=packed | {"if-none-match": first["ETag"]})

    assert first["Content-Encoding"] == "gzip"
    assert again.status_code == 304


def test_a_new_plan_is_news(plan: Plans, address: str) -> None:
    plan(MORNING, Sitting(TUESDAY, Slot.MORNING))
    first = looks(address)
    plan(Sitting(TUESDAY, Slot.MORNING), Sitting(TUESDAY, Slot.EVENING), seconds=200)

    assert looks(address, headers={"if-none-match": first["ETag"]}).status_code == 200
    assert told(address) == [
        ("Mon 08:00", 1, "CANCELLED"),
        ("Tue 08:00", 1, "CONFIRMED"),
        ("Tue 18:00", 0, "CONFIRMED"),
    ]


def test_all_programs_and_the_file_are_told_the_same(
    plan: Plans, browser: Client, address: str
) -> None:
    plan(MORNING)
    other = made(browser, "the kitchen")
    file = browser.get("/calendar/self-care.ics")

    assert looks(address).content == looks(other).content == file.content
    assert file["Content-Disposition"] == 'attachment; filename="self-care.ics"'
    assert file["Cache-Control"] == "no-store"


def test_a_head_says_what_a_get_would(plan: Plans, address: str) -> None:
    plan(MORNING)

    assert PROGRAM.head(address)["ETag"] == looks(address)["ETag"]
    assert PROGRAM.post(address).status_code in {403, 405}


@pytest.mark.hazard("H-74")
def test_no_program_learns_what_the_time_is_for(
    plan: Plans, browser: Client, address: str, ada: Person, library: Library
) -> None:
    plan(MORNING, Sitting(TUESDAY, Slot.BEDTIME))
    response = looks(address)
    text = f"{response.content.decode()}{response.headers}{address}".lower()

    for word in (
        *library.techniques,
        *library.conditions,
        *library.body.regions,
        *(str(ada.id), "massage", "neurop", "pain", "left"),
    ):
        assert word.lower() not in text
    assert "SUMMARY:Self-care 15 min" in response.content.decode()


# What life does to it


@pytest.mark.parametrize("kind", [EventKind.SKIP, EventKind.NOT_APPLICABLE])
def test_a_session_that_is_off_is_cancelled_until_it_is_on_again(
    plan: Plans, address: str, ada: Person, kind: EventKind
) -> None:
    plan(MORNING)
    told(address)
    say(ada, kind, MORNING)
    assert told(address) == [("Mon 08:00", 1, "CANCELLED")]

    say(ada, EventKind.BACK, MORNING)
    assert told(address) == [("Mon 08:00", 2, "CONFIRMED")]


@pytest.mark.parametrize("kind", [EventKind.FLARE, EventKind.AWAY])
def test_a_day_off_is_off_in_the_calendar(
    plan: Plans, address: str, ada: Person, kind: EventKind
) -> None:
    plan(MORNING, Sitting(TUESDAY, Slot.MORNING))
    told(address)
    say(ada, kind, MONDAY)

    assert told(address) == [
        ("Mon 08:00", 1, "CANCELLED"),
        ("Tue 08:00", 0, "CONFIRMED"),
    ]


def test_a_moved_session_is_cancelled_there_and_new_here(
    plan: Plans, address: str, ada: Person
) -> None:
    plan(MORNING)
    told(address)
    say(ada, EventKind.MOVE, MORNING, to=Sitting(MONDAY, Slot.EVENING))

    assert told(address) == [
        ("Mon 08:00", 1, "CANCELLED"),
        ("Mon 18:00", 0, "CONFIRMED"),
    ]


def test_another_time_of_day_is_another_time_of_the_same_event(
    plan: Plans, address: str, ada: Person
) -> None:
    plan(MORNING)
    told(address)
    Preferences.objects.create(person=ada, morning=dt.time(9, 15))

    assert told(address) == [("Mon 09:15", 1, "CONFIRMED")]


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (State.DONE, ["CONFIRMED"]),
        (State.PART_DONE, ["CONFIRMED"]),
        (State.PASSED, ["CONFIRMED"]),
        (State.PAUSED, []),
        (State.SKIPPED, []),
        (State.NOT_APPLICABLE, []),
    ],
)
def test_nothing_rings_for_what_is_done_or_off(
    address: str, monkeypatch: pytest.MonkeyPatch, state: State, shown: list[str]
) -> None:
    works = (PlannedWork(TECHNIQUE, {LEFT: 300}),)
    session = PlannedSession(MONDAY, Slot.MORNING, works)
    lived = (LivedSession(session, session, state),)
    monkeypatch.setattr(
        PersonWeek,
        "sessions",
        property(lambda week: lived if week.week == WEEK else ()),
    )

    assert [status for *_, status in told(address)] == shown
    assert b"VALARM" not in looks(address).content


@pytest.mark.hazard("H-71")
def test_nothing_calls_somebody_to_what_is_blocked_by_now(
    plan: Plans, address: str, ada: Person
) -> None:
    plan(MORNING)
    told(address)
    keep_answer(ada, "broken-skin", Given(Answer.UNKNOWN), timezone.now())

    assert told(address) == [("Mon 08:00", 1, "CANCELLED")]


def test_nothing_is_told_of_other_people(
    plan: Plans, address: str, bela: Person
) -> None:
    plan(MORNING)
    token = store.give_out(bela, "hers", timezone.now())

    assert told(address)
    assert told(f"/calendar/feed/{token}.ics") == []
    assert not ToldRecord.objects.filter(person=bela).exists()


def test_what_was_told_long_ago_stays_and_what_was_cancelled_goes(
    plan: Plans, address: str, ada: Person
) -> None:
    plan(MORNING)
    told(address)
    row = ToldRecord.objects.get()
    for days_ago, is_cancelled in ((300, False), (400, False), (3, True)):
        ToldRecord.objects.create(
            person=ada,
            uid=uuid.uuid4(),
            day=timezone.localdate() - dt.timedelta(days=days_ago),
            time=row.time,
            minutes=row.minutes,
            sequence=0,
            is_cancelled=is_cancelled,
            changed_at=row.changed_at,
        )

    assert [status for *_, status in told(address)] == ["CONFIRMED", "CONFIRMED"]
    assert ToldRecord.objects.count() == 4


def test_without_a_plan_there_is_an_empty_calendar(address: str) -> None:
    assert told(address) == []


# Who may look


def test_an_address_that_was_taken_back_is_nowhere_at_once(
    plan: Plans, browser: Client, address: str
) -> None:
    plan(MORNING)
    other = made(browser, "the kitchen")
    phone = FeedRecord.objects.get(name="my phone")
    browser.get(f"/calendar/{phone.id}/take-back/")
    assert looks(address).status_code == 200

    page = browser.post(f"/calendar/{phone.id}/take-back/", follow=True)

    assert "Taken back." in page.content.decode()
    assert looks(address).status_code == 404
    assert looks(other).status_code == 200


def test_nobody_takes_back_what_is_not_theirs(browser: Client, bela: Person) -> None:
    token = store.give_out(bela, "hers", timezone.now())
    (feed,) = FeedRecord.objects.all()
    browser.post(f"/calendar/{feed.id}/take-back/")

    assert looks(f"/calendar/feed/{token}.ics").status_code == 200


def test_the_secret_is_long_and_kept_nowhere(browser: Client, address: str) -> None:
    token = address.removeprefix("/calendar/feed/").removesuffix(".ics")

    assert len(token) >= 43  # 256 bits
    assert token not in str(FeedRecord.objects.values().get())
    assert token not in browser.get("/calendar/").content.decode()


@pytest.mark.parametrize("token", ["x", "ü", "a" * 43, "a" * 3000, "%00", ".."])
def test_a_made_up_address_leads_nowhere(address: str, token: str) -> None:
    assert looks(f"/calendar/feed/{token}.ics").status_code == 404


def test_who_guesses_too_often_has_to_wait(address: str) -> None:
    for _ in range(20):
        assert looks("/calendar/feed/wrong.ics").status_code == 404
    response = looks("/calendar/feed/wrong.ics")

    assert (response.status_code, response["Retry-After"]) == (429, "60")
    assert looks(address, REMOTE_ADDR="192.168.1.7").status_code == 200


def test_an_address_opens_nothing_else(address: str) -> None:
    looks(address)

    for path in ("/calendar/", "/calendar/self-care.ics", "/", "/diary/"):
        assert PROGRAM.get(path)["Location"] == "/enter/"
    assert PROGRAM.get(f"{address}/../../").status_code in {302, 404}


def test_a_program_on_a_phone_looks_over_the_home_network(
    browser: Client, plan: Plans, settings: Any, tmp_path: Any
) -> None:
    settings.DATA = tmp_path
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, DESK.address]
    home_network.keep(tmp_path, DESK)
    plan(MORNING)

    page = browser.post("/calendar/add/", {"name": "my phone"})
    here, phone = (one["address"] for one in page.context["given"])

    assert here.startswith("http://testserver/calendar/feed/")
    assert phone.startswith("https://192.168.1.20:8443/calendar/feed/")
    response = Phone(headers={"host": "192.168.1.20:8443"}).get(phone.split(":8443")[1])
    assert b"SUMMARY:Self-care" in response.content


# The page


def test_a_program_is_called_as_its_person_calls_it(
    browser: Client, address: str
) -> None:
    page = browser.get("/calendar/").content.decode()
    assert "my phone" in page
    assert "It has not looked yet." in page

    looks(address)
    assert "Last looked on" in browser.get("/calendar/").content.decode()


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\x00b"])
def test_a_name_is_asked_for_again(browser: Client, name: str) -> None:
    response = browser.post("/calendar/add/", {"name": name})

    assert response.status_code == 422
    assert response.context["name_errors"]
    assert not FeedRecord.objects.exists()


def test_there_is_an_end_to_addresses(browser: Client) -> None:
    for number in range(store.MOST_FEEDS):
        made(browser, f"program {number}")
    response = browser.post("/calendar/add/", {"name": "one more"})

    assert response.status_code == 422
    assert "Take one back first." in response.content.decode()
    assert FeedRecord.objects.count() == store.MOST_FEEDS


def test_reminders_are_set_on_the_page(
    browser: Client, plan: Plans, address: str
) -> None:
    plan(MORNING)
    assert b"TRIGGER:-PT10M" in looks(address).content
    sent = {
        "rings": "yes",
        "minutes_before": "30",
        "quiet_begins": "22:00",
        "quiet_ends": "7.45",
    }
    saved = browser.post("/calendar/", sent, follow=True)

    assert "Saved." in saved.content.decode()
    # It waits until the quiet hours are over.
    assert b"TRIGGER:-PT15M" in looks(address).content

    browser.post("/calendar/", sent | {"rings": "no"})
    assert b"VALARM" not in looks(address).content
    assert told(address) == [("Mon 08:00", 2, "CONFIRMED")]
    assert CalendarRecord.objects.get().minutes_before == 30


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rings", "maybe"),
        ("minutes_before", "7"),
        ("minutes_before", "-10"),
        ("quiet_begins", "25:00"),
        ("quiet_ends", ""),
    ],
)
def test_a_mistake_keeps_what_was_sent(browser: Client, field: str, value: str) -> None:
    sent = {
        "rings": "no",
        "minutes_before": "60",
        "quiet_begins": "20:30",
        "quiet_ends": "08:00",
    }
    response = browser.post("/calendar/", sent | {field: value})

    assert response.status_code == 422
    assert [error["field"] for error in response.context["errors"]] == [field]
    assert CalendarRecord.objects.get().rings
    if field != "quiet_begins":
        assert 'value="20:30"' in response.content.decode()


def test_the_settings_lead_to_the_calendar(browser: Client) -> None:
    assert 'href="/calendar/"' in browser.get("/settings/").content.decode()
