import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from kneadwell.diary import (
    CheckedWhen,
    Entry,
    EntryError,
    EntryKind,
    Found,
    HasSettled,
    Sugar,
    WentWrong,
)
from kneadwell.web.diary.models import EntryRecord
from kneadwell.web.diary.store import EntryConflictError, PersonDiary
from kneadwell.web.library import current_library
from kneadwell.web.people.models import Person
from kneadwell.web.sessions.models import SessionRecord

Send = Callable[..., Any]


def _score(pain: int) -> Entry:
    body = {"session": str(uuid.uuid4()), "when": "before", "scores": {"pain": pain}}
    return Entry(uuid.uuid4(), EntryKind.SCORE, datetime.now(UTC), body)


def test_what_was_done_stands_in_the_diary(
    browser: Client, session: SessionRecord, send: Send
) -> None:
    assert send(session).status_code == 200

    (entry,) = PersonDiary(session.person).entries()
    assert entry.id == session.id
    assert entry.at.isoformat() == "2026-11-23T09:06:30+01:00"
    assert entry.body["places"] == {"left foot": 120, "right foot": 90}
    assert entry.body["planned"] == {"left foot": 120, "right foot": 120}
    page = browser.get("/diary/").content.decode()
    assert "Monday, 23 November 2026" in page
    assert "1 minute 30 seconds" in page
    assert b"Soft ball roll" in browser.get("/").content


@pytest.mark.hazard("H-04")
def test_what_was_worked_unseen_may_go_beyond_the_plan_and_not_beyond_the_clock(
    session: SessionRecord, send: Send
) -> None:
    places = {"left foot": 390, "right foot": 0}

    assert send(session, places=places | {"left foot": 391}).status_code == 422
    assert send(session, places=places).status_code == 200
    (entry,) = PersonDiary(session.person).entries()
    assert entry.body["places"] == places


@pytest.mark.hazard("H-59")
def test_the_most_that_nobody_saw_is_kept_and_leaves_no_room_for_more(
    browser: Client, session: SessionRecord, send: Send
) -> None:
    now = timezone.localtime().replace(microsecond=0)
    times = {"started_at": now.isoformat(), "ended_at": now.isoformat()}
    told = {"places": {"left foot": 20, "right foot": 0}, "unseen": {"left foot": 480}}

    assert send(session, **times, **told).status_code == 200
    assert send(session, **times, **told).status_code == 200
    past = PersonDiary(session.person).fold().past(current_library(), now)
    assert {str(dose.place): dose.seconds for dose in past.doses} == {
        "left foot": 500,
        "right foot": 0,
    }


@pytest.mark.hazard("H-57")
def test_what_went_wrong_pauses_a_place_that_may_have_been_worked(
    session: SessionRecord, send: Send
) -> None:
    wrong = {"id": str(uuid.uuid4()), "what": "colour", "at": "2026-11-23T09:06:00Z"}
    places = {"left foot": 30, "right foot": 0}

    send(session, places=places, unseen={"right foot": 60}, events=[wrong])
    entries = PersonDiary(session.person).entries()
    (event,) = (one for one in entries if one.kind is EntryKind.ADVERSE_EVENT)
    assert event.body["places"] == ["left foot", "right foot"]


def test_a_record_without_unseen_time_says_nothing_of_it(
    session: SessionRecord, send: Send
) -> None:
    send(session, unseen={})

    (entry,) = PersonDiary(session.person).entries()
    assert "unseen" not in entry.body


@pytest.mark.hazard("H-12")
def test_sending_a_record_again_changes_nothing(
    session: SessionRecord, send: Send
) -> None:
    answers = [send(session) for _ in range(5)]

    assert {answer.status_code for answer in answers} == {200}
    assert {answer.json()["id"] for answer in answers} == {str(session.id)}
    assert EntryRecord.objects.count() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"places": {"left foot": 60}},
        {"ended": "finished"},
        {"ended_at": "2026-11-23T09:07:00+01:00"},
    ],
)
def test_another_record_under_the_same_id_is_a_visible_conflict(
    session: SessionRecord, send: Send, other: dict[str, Any]
) -> None:
    send(session)
    kept = EntryRecord.objects.values().get()
    response = send(session, **other)

    assert response.status_code == 409
    assert "kept" in response.json()["error"]
    assert EntryRecord.objects.values().get() == kept


@pytest.mark.parametrize(
    "other",
    [
        {"places": {"left foot": 391}},
        {"places": {"left foot": -1}},
        {"places": {"left foot": 1.5}},
        {"places": {"left foot": True}},
        {"places": {"left hand": 10}},
        {"places": ["left foot"]},
        {"places": None},
        {"ended": "bored"},
        {"ended": ["finished"]},
        {"started_at": "2026-11-23T09:00:00"},
        {"ended_at": "yesterday"},
        {"ended_at": 12},
        {"ended_at": "2026-11-23T08:00:00+01:00"},
        {"started_at": "0001-01-01T00:00:00+14:00"},
        {"ended_at": "9999-12-31T23:00:00-14:00"},
        {"more": 1},
        {"unseen": {"left foot": -1}},
        {"unseen": {"left foot": 86_401}},
        {"unseen": {"left foot": 1.5}},
        {"unseen": {"left hand": 10}},
        {"unseen": None},
    ],
)
def test_a_record_that_cannot_be_is_refused_with_a_sentence(
    session: SessionRecord, send: Send, other: dict[str, Any]
) -> None:
    response = send(session, **other)

    assert response.status_code == 422
    assert response.json()["error"].endswith(".")
    assert not EntryRecord.objects.exists()


@pytest.mark.parametrize("body", ["", "[]", "{}", "null", "[" * 100_000, "\xff"])
def test_a_record_that_is_no_record_is_refused(
    browser: Client, session: SessionRecord, body: str
) -> None:
    response = browser.post(
        f"/sessions/{session.id}/done/",
        body.encode("latin-1"),
        content_type="application/json",
    )

    assert response.status_code == 422


def test_without_the_player_a_form_keeps_the_minutes(
    browser: Client, session: SessionRecord
) -> None:
    for _ in range(2):
        response = browser.post(f"/sessions/{session.id}/done/", {"minutes": "3"})
        assert response["Location"] == f"/sessions/{session.id}/after/"

    (entry,) = PersonDiary(session.person).entries()
    assert entry.body["places"] == {"left foot": 90, "right foot": 90}
    assert entry.body["ended"] == "finished-early"


def test_a_form_with_odd_minutes_says_so(
    browser: Client, session: SessionRecord
) -> None:
    response = browser.post(f"/sessions/{session.id}/done/", {"minutes": "some"})

    assert response.status_code == 422
    assert b"whole minutes" in response.content


@pytest.mark.hazard("H-12")
def test_ratings_count_once_and_the_latest_counts(
    browser: Client, session: SessionRecord, send: Send
) -> None:
    before, after = (f"/sessions/{session.id}/{when}/" for when in ("before", "after"))
    assert browser.post(before, {"pain": "6", "numbness": "skip"})["Location"] == (
        f"/sessions/{session.id}/"
    )
    send(session)
    for pain in ("4", "4", "2", "4"):
        assert browser.post(after, {"pain": pain})["Location"] == "/diary/"

    (day,) = PersonDiary(session.person).fold().days()
    assert day.notes[0].before == {"pain": 6, "numbness": None, "tingling": None}
    assert day.notes[0].after["pain"] == 4
    assert EntryRecord.objects.filter(kind="score").count() == 4


def test_saying_nothing_keeps_nothing(browser: Client, session: SessionRecord) -> None:
    response = browser.post(f"/sessions/{session.id}/before/", {"pain": "skip"})

    assert response.status_code == 302
    assert not EntryRecord.objects.exists()


@pytest.mark.parametrize("value", ["11", "-1", "4.5", "much", "٤"])
def test_an_odd_rating_comes_back_as_it_was(
    browser: Client, session: SessionRecord, value: str
) -> None:
    response = browser.post(
        f"/sessions/{session.id}/before/", {"pain": value, "tingling": "3"}
    )

    assert response.status_code == 422
    scales = {scale["id"]: scale for scale in response.context["scales"]}
    assert scales["pain"]["error"]
    assert scales["tingling"]["value"] == "3"
    assert not EntryRecord.objects.exists()


@pytest.mark.hazard("H-13")
def test_entries_are_only_added(ada: Person) -> None:
    entry = _score(3)
    PersonDiary(ada).add([entry, entry])
    record = EntryRecord.objects.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        record.save()
    with pytest.raises(TypeError):
        record.delete()
    with pytest.raises(EntryConflictError):
        PersonDiary(ada).add([Entry(entry.id, entry.kind, entry.at, _score(4).body)])
    assert PersonDiary(ada).entries() == (entry,)


@pytest.mark.hazard("H-13")
def test_a_batch_is_kept_whole_or_not_at_all(ada: Person) -> None:
    diary, entry = PersonDiary(ada), _score(3)
    diary.add([entry])
    later = Entry(entry.id, entry.kind, entry.at + timedelta(1), entry.body)

    with pytest.raises(EntryConflictError):
        diary.add([_score(5), later])
    assert diary.entries() == (entry,)


@pytest.mark.hazard("H-14")
def test_a_diary_holds_only_its_own_person(
    session: SessionRecord, bela: Person, send: Send
) -> None:
    send(session)

    assert PersonDiary(bela).entries() == ()
    assert PersonDiary(bela).entry(session.id) is None
    with pytest.raises(EntryConflictError):
        PersonDiary(bela).add(PersonDiary(session.person).entries())


EVENT = {
    "session": None,
    "technique": "rolling-ball",
    "places": ["left foot", "right foot"],
    "what": "colour",
    "edition": "abc",
}
CHECK = {
    "session": str(uuid.UUID(int=1)),
    "when": "20-minutes",
    "found": ["redness", "blister"],
    "places": ["left hand"],
}


@pytest.mark.hazard("H-12")
def test_what_went_wrong_is_kept_once_however_often_it_is_sent(ada: Person) -> None:
    diary, drawn, now = PersonDiary(ada), uuid.uuid4(), datetime.now(UTC)

    first = diary.note(drawn, EntryKind.ADVERSE_EVENT, EVENT, now)
    again = diary.note(
        drawn, EntryKind.ADVERSE_EVENT, EVENT, now + timedelta(minutes=1)
    )

    assert first == again
    assert diary.entries() == (first,)


@pytest.mark.hazard("H-13")
def test_another_event_under_the_same_id_is_a_conflict(
    ada: Person, bela: Person
) -> None:
    diary, drawn, now = PersonDiary(ada), uuid.uuid4(), datetime.now(UTC)
    kept = diary.note(drawn, EntryKind.ADVERSE_EVENT, EVENT, now)

    with pytest.raises(EntryConflictError):
        diary.note(drawn, EntryKind.ADVERSE_EVENT, EVENT | {"what": "faint"}, now)
    with pytest.raises(EntryConflictError):
        diary.note(drawn, EntryKind.SKIN_CHECK, CHECK, now)
    with pytest.raises(EntryConflictError):
        PersonDiary(bela).note(drawn, EntryKind.ADVERSE_EVENT, EVENT, now)
    with pytest.raises(EntryError):
        diary.note(uuid.uuid4(), EntryKind.ADVERSE_EVENT, EVENT | {"what": "?"}, now)
    assert diary.entries() == (kept,)
    assert PersonDiary(bela).entries() == ()


@pytest.mark.hazard("H-57")
def test_a_paused_place_says_why_and_how_it_opens_again(
    browser: Client, ada: Person
) -> None:
    diary, now = PersonDiary(ada), timezone.localtime()
    diary.note(uuid.uuid4(), EntryKind.ADVERSE_EVENT, EVENT, now - timedelta(days=2))
    diary.note(uuid.uuid4(), EntryKind.SKIN_CHECK, CHECK, now - timedelta(days=1))

    page = browser.get("/diary/")
    assert {
        pause["places"]: [why.partition(",")[0] for why in pause["why"]]
        for pause in page.context["paused"]
    } == {
        "left foot, right foot": ["Skin changed colour"],
        "left hand": ["Redness", "A blister"],
    }
    assert b"It opens again when you say" in page.content
    assert b"Something was wrong." in page.content
    assert b"Found: redness, a blister" in page.content

    settled = {"places": ["left foot", "right foot", "left hand"], "answer": "yes"}
    diary.note(uuid.uuid4(), EntryKind.SETTLED, settled, now)
    page = browser.get("/diary/")
    assert page.context["paused"] == []
    assert b"It opens again when you say" not in page.content
    assert b"Skin changed colour" in page.content
    assert b"It has settled" in page.content


def test_what_went_wrong_nobody_knows_where_pauses_every_place(
    browser: Client, ada: Person
) -> None:
    body = EVENT | {"places": [], "technique": None, "what": "chest"}
    PersonDiary(ada).note(
        uuid.uuid4(), EntryKind.ADVERSE_EVENT, body, timezone.localtime()
    )

    page = browser.get("/diary/")
    (pause,) = page.context["paused"]
    assert pause["places"] == "Every place"
    assert pause["why"][0].startswith("Chest pain or short breath, since ")
    assert b"No place was named." in page.content


@pytest.mark.parametrize(
    ("kind", "body", "told"),
    [
        *(
            (EntryKind.ADVERSE_EVENT, EVENT | {"what": what.value}, "Something was")
            for what in WentWrong
        ),
        *(
            (EntryKind.SKIN_CHECK, CHECK | {"found": [found.value]}, "Found: ")
            for found in Found
        ),
        *(
            (
                EntryKind.SKIN_CHECK,
                CHECK | {"when": when.value, "found": []},
                "Nothing was found.",
            )
            for when in CheckedWhen
        ),
        *(
            (EntryKind.SETTLED, {"places": ["left foot"], "answer": said}, "Left foot")
            for said in HasSettled
        ),
        *(
            (
                EntryKind.SUGAR_CHECK,
                {"session": CHECK["session"], "sugar": sugar.value},
                "Blood sugar after 30 minutes",
            )
            for sugar in Sugar
        ),
    ],
)
def test_every_kind_of_entry_has_its_words_on_the_page(
    browser: Client, ada: Person, kind: EntryKind, body: dict[str, Any], told: str
) -> None:
    PersonDiary(ada).note(uuid.uuid4(), kind, body, timezone.localtime())

    assert told in browser.get("/diary/").content.decode()


def test_the_player_gets_what_its_page_needs(
    browser: Client, session: SessionRecord
) -> None:
    response = browser.get(f"/sessions/{session.id}/")

    page = response.content.decode()
    assert f'data-done-url="/sessions/{session.id}/done/"' in page
    assert f'data-next-url="/sessions/{session.id}/after/"' in page
    start = page.index('<script id="timeline" type="application/json">')
    told = page[start:].partition(">")[2].partition("</script>")[0]
    assert json.loads(told) == response.context["timeline_json"]
