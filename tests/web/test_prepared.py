"""What a device is given to start by itself, and what comes back from it."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kneadwell.diary import Entry, EntryKind
from kneadwell.knowledge import Library
from kneadwell.screening import Answer, ClinicianOk, Given
from kneadwell.vocabulary import Place
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.people.models import Person
from kneadwell.web.screening.store import keep_answer, keep_ok
from kneadwell.web.sessions.limits import limits_of
from kneadwell.web.sessions.models import PreparedRecord, SessionRecord
from kneadwell.web.sessions.prepared import (
    HOLDS_FOR,
    answers_digest,
    arrived,
    pocket_facts,
    prepare,
    prepared_files,
    prepared_pages,
)
from tests.web.done import find, massage

Cleared = Callable[..., Person]
HOUR = dt.timedelta(hours=1)
TECHNIQUE = "foot-massage-essential-oils"


def page_of(browser: Client, technique: str = TECHNIQUE, page: str = "") -> Any:
    return browser.get(f"/prepared/{technique}/{page}")


def facts_of(browser: Client, technique: str = TECHNIQUE) -> Any:
    return page_of(browser, technique).context["prepared"]


def done(row: PreparedRecord, **changed: object) -> Entry:
    """Return what a device sends of a session that it started by itself."""
    now = timezone.localtime()
    body = {
        "technique": row.technique,
        "giver": row.giver,
        "places": row.planned,
        "planned": row.planned,
        "ended": "finished",
        "edition": row.edition,
        "prepared": str(row.id),
        "checked_at": (now - HOUR / 4).isoformat(),
    } | changed
    return Entry(uuid.uuid4(), EntryKind.SESSION, now, body)


def test_each_technique_that_is_possible_can_be_prepared(
    browser: Client, cleared: Cleared, library: Library
) -> None:
    ada = cleared(touch_felt=True)
    pages = prepared_pages(ada, timezone.localtime())

    assert pages[:4] == [
        f"/prepared/{next(iter(library.techniques))}/{page}"
        for page in ("", "before/", "play/", "after/")
    ]
    assert len(pages) == 4 * len(library.techniques)
    for path in pages:
        assert browser.get(path).status_code == 200, path


@pytest.mark.hazard("H-01")
def test_a_player_is_handed_out_only_closed_and_only_through_the_gate(
    browser: Client, cleared: Cleared
) -> None:
    cleared()
    page = page_of(browser, page="play/")
    html = page.content.decode()

    assert page.context["timeline_json"]["cleared"] is True
    assert "prepared-player.js" in html
    assert "session-player.js" not in html
    assert "data-session=" not in html
    assert 'class="cue-list"' not in html
    assert "<form" not in html


@pytest.mark.hazard("H-02")
@pytest.mark.parametrize("answer", ["yes", "unknown"])
def test_nothing_is_prepared_after_an_answer_that_stops_all(
    browser: Client, cleared: Cleared, answer: str
) -> None:
    ada = cleared(stroke_signs=answer)

    assert prepared_pages(ada, timezone.localtime()) == []
    for page in ("", "play/"):
        response = page_of(browser, page=page)
        assert response["Location"] == f"/techniques/{TECHNIQUE}/start/"
    assert not PreparedRecord.objects.exists()


@pytest.mark.hazard("H-01")
def test_nothing_is_prepared_before_the_questions(browser: Client, ada: Person) -> None:
    assert prepared_pages(ada, timezone.localtime()) == []
    assert page_of(browser).status_code == 302
    assert page_of(browser, "no-such-technique").status_code == 404


@pytest.mark.hazard("H-02", "H-57")
def test_only_places_that_are_open_are_prepared(
    browser: Client, cleared: Cleared
) -> None:
    ada = cleared(broken_skin=["left foot"])
    assert [it["place"] for it in facts_of(browser)["work"]] == ["right foot"]

    find(ada, massage(ada, 3 * HOUR, "right hand"), HOUR, "right foot")
    assert page_of(browser).status_code == 302


def test_the_places_of_the_profile_come_first(
    browser: Client, cleared: Cleared
) -> None:
    cleared(places=["left lower-leg"])

    legs = facts_of(browser, "deep-tissue-legs")
    feet = facts_of(browser)

    assert [it["place"] for it in legs["work"]] == ["left lower-leg"]
    assert [it["place"] for it in feet["work"]] == ["left foot", "right foot"]


@pytest.mark.hazard("H-56")
def test_no_more_is_prepared_than_the_usual_minutes_and_the_caps(
    cleared: Cleared, library: Library
) -> None:
    ada, now = cleared(touch_felt=True), timezone.localtime()
    for technique in library.techniques.values():
        prepared = prepare(ada, technique.id, now)
        assert prepared
        for asked in prepared.asked.values():
            assert asked.seconds <= asked.cap_s, technique.id
        assert sum(prepared.planned.values()) <= technique.caps.seconds_per_session


@pytest.mark.hazard("H-56")
def test_a_place_that_had_its_dose_is_prepared_for_when_it_may_have_more(
    browser: Client, cleared: Cleared
) -> None:
    ada, now = cleared(), timezone.localtime()
    before = prepare(ada, TECHNIQUE, now)
    assert before
    row = before.record(ada, now)
    PersonDiary(ada).add([done(row)])
    later = prepare(ada, TECHNIQUE, now)

    assert later
    assert later.check.at > now
    facts = pocket_facts(ada, now)
    assert [dose["seconds"] for dose in facts["doses"]] == [*row.planned.values()]  # type: ignore[attr-defined]


@pytest.mark.hazard("H-08")
def test_a_page_holds_no_longer_than_the_rules_say_the_same(
    cleared: Cleared,
) -> None:
    ada, now = cleared(diabetes="yes"), timezone.localtime()
    feet = tuple(Place.parse(place) for place in ("left foot", "right foot"))
    tomorrow = now.date() + dt.timedelta(days=1)
    ok = ClinicianOk("diabetes", "warm-compress", feet, "nurse", now.date(), tomorrow)
    assert prepare(ada, "warm-compress", now) is None
    keep_ok(ada, ok, now)

    usual = prepare(ada, TECHNIQUE, now)
    short = prepare(ada, "warm-compress", now)

    assert usual
    assert short
    assert usual.until == now + HOLDS_FOR
    assert short.until.date() == tomorrow + dt.timedelta(days=1)
    assert short.until.time() == dt.time()


@pytest.mark.hazard("H-02", "H-08")
def test_another_answer_is_another_pocket(browser: Client, cleared: Cleared) -> None:
    ada, now = cleared(), timezone.localtime()
    before = pocket_facts(ada, now)
    assert facts_of(browser)["answers"] == before["answers"]

    keep_answer(ada, "broken-skin", Given(Answer.YES), now)

    assert pocket_facts(ada, now)["answers"] != before["answers"]


def test_the_same_answers_said_again_change_no_digest(
    browser: Client, cleared: Cleared, check_form: Any, form: Any
) -> None:
    ada, now = cleared(), timezone.localtime()
    before = answers_digest(ada, now)
    chosen = browser.post("/techniques/rolling-ball/start/", form())
    browser.post(chosen["Location"], check_form())

    assert answers_digest(ada, now) == before


def test_handing_out_the_same_again_adds_no_row(
    browser: Client, cleared: Cleared, bela: Person
) -> None:
    ada = cleared()
    assert facts_of(browser)["id"] == facts_of(browser)["id"]
    assert PreparedRecord.objects.count() == 1
    row = PreparedRecord.objects.get()
    assert prepare(ada, TECHNIQUE, timezone.localtime())
    assert row.person == ada


def test_a_pocket_says_what_the_device_has_to_count(cleared: Cleared) -> None:
    ada, now = cleared(), timezone.localtime()
    old, new = massage(ada, 60 * 24 * HOUR), massage(ada, HOUR, "left hand")
    find(ada, new, HOUR / 2, "left hand")
    facts = pocket_facts(ada, now)

    assert str(new.id) in facts["known"]  # type: ignore[operator]
    assert str(old.id) not in facts["known"]  # type: ignore[operator]
    assert [dose["place"] for dose in facts["doses"]] == ["left hand"]  # type: ignore[attr-defined]
    assert facts["pauses"] == [{"place": "left hand", "until": None}]
    until = dt.datetime.fromisoformat(str(facts["until"]))
    assert until - now == HOLDS_FOR


def test_recordings_of_what_is_said_are_named(
    browser: Client, cleared: Cleared
) -> None:
    ada = cleared()
    files = prepared_files(ada, timezone.localtime())

    assert files
    assert all(browser.get(file).status_code == 200 for file in files[:3])


@pytest.mark.hazard("H-57")
def test_a_session_that_arrives_has_its_limits_and_its_follow_ups(
    browser: Client, cleared: Cleared
) -> None:
    ada = cleared(insulin_or_low_sugar_medicine="yes", places=["left lower-leg"])
    facts_of(browser, "deep-tissue-legs")
    row = PreparedRecord.objects.get()
    entry = done(row)

    for _ in range(2):
        arrived(ada, entry)
    PersonDiary(ada).add([entry])

    record = SessionRecord.objects.get(person=ada, id=entry.id)
    assert (record.planned, record.places) == (row.planned, row.places)
    limits = limits_of(ada)(entry.id)
    assert {str(place.whole) for place in limits} == set(row.planned)
    assert any(here.follow_up_s for here in limits.values())
    after = browser.get(f"/sessions/{entry.id}/after/")
    assert after.context["look"]


@pytest.mark.hazard("H-01", "H-14")
def test_what_fits_nothing_prepared_makes_no_session(
    browser: Client, cleared: Cleared, bela: Person
) -> None:
    ada = cleared()
    facts_of(browser)
    row = PreparedRecord.objects.get()

    arrived(bela, done(row))
    arrived(ada, done(row, technique="rolling-ball"))
    arrived(ada, done(row, giver="helper"))
    arrived(ada, done(row, edition="another"))
    arrived(ada, done(row, prepared=str(uuid.uuid4())))
    arrived(ada, massage(ada, HOUR))

    assert not SessionRecord.objects.exists()


@pytest.mark.hazard("H-08")
def test_a_check_of_a_page_that_was_too_old_is_as_old_as_the_page_allowed(
    browser: Client, cleared: Cleared
) -> None:
    ada = cleared()
    facts_of(browser)
    handed_at = timezone.now() - HOLDS_FOR - 5 * HOUR
    PreparedRecord.objects.update(handed_at=handed_at)
    entry = done(PreparedRecord.objects.get())

    arrived(ada, entry)

    record = SessionRecord.objects.get(id=entry.id)
    assert record.checked_at == handed_at + HOLDS_FOR
