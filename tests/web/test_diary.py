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
    When,
)
from kneadwell.web.diary.models import EntryRecord
from kneadwell.web.diary.store import EntryConflictError, PersonDiary
from kneadwell.web.library import current_library
from kneadwell.web.people.models import Person
from kneadwell.web.sessions.models import SessionRecord
from tests.web.done import find, massage

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
def test_another_event_under_the_same_id_is_a_conflict(ada: Person) -> None:
    diary, drawn, now = PersonDiary(ada), uuid.uuid4(), datetime.now(UTC)
    kept = diary.note(drawn, EntryKind.ADVERSE_EVENT, EVENT, now)

    with pytest.raises(EntryConflictError):
        diary.note(drawn, EntryKind.ADVERSE_EVENT, EVENT | {"what": "faint"}, now)
    with pytest.raises(EntryConflictError):
        diary.note(drawn, EntryKind.SKIN_CHECK, CHECK, now)
    with pytest.raises(EntryError):
        diary.note(uuid.uuid4(), EntryKind.ADVERSE_EVENT, EVENT | {"what": "?"}, now)
    assert diary.entries() == (kept,)


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
    ("kind", "body", "words"),
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
    browser: Client, ada: Person, kind: EntryKind, body: dict[str, Any], words: str
) -> None:
    PersonDiary(ada).note(uuid.uuid4(), kind, body, timezone.localtime())

    assert words in browser.get("/diary/").content.decode()


def test_the_player_gets_what_its_page_needs(
    browser: Client, session: SessionRecord
) -> None:
    response = browser.get(f"/sessions/{session.id}/")

    page = response.content.decode()
    assert f'data-session="{session.id}"' in page
    assert f'data-next-url="/sessions/{session.id}/after/"' in page
    start = page.index('<script id="timeline" type="application/json">')
    told = page[start:].partition(">")[2].partition("</script>")[0]
    assert json.loads(told) == response.context["timeline_json"]


NOTE = {"text": "Feet burned"}


def noted(person: Person, kind: EntryKind, body: dict[str, Any], **ago: float) -> Entry:
    entry = Entry(uuid.uuid4(), kind, timezone.localtime() - timedelta(**ago), body)
    PersonDiary(person).add([entry])
    return entry


def told(browser: Client, path: str) -> str:
    response = browser.get(path)
    assert response.status_code == 200
    return str(response.content.decode())


def test_a_month_marks_its_days_in_words_too(browser: Client, ada: Person) -> None:
    entry = Entry(
        uuid.uuid4(),
        EntryKind.ADVERSE_EVENT,
        datetime.fromisoformat("2026-10-05T23:30:00+02:00"),
        EVENT,
    )
    PersonDiary(ada).add([entry])

    response = browser.get("/diary/?month=2026-10")
    month = response.context["month"]
    assert len(days := month["days"]) == 31
    assert days[4]["marks"] == ["wrong"]
    assert "Monday, 5 October: something wrong" in response.content.decode()
    assert [day["url"] for day in days if day["marks"]] == ["/diary/2026-10-05/"]
    assert len(month["blanks"]) == datetime(2026, 10, 1, tzinfo=UTC).weekday()


def test_months_lead_from_the_first_entry_to_today(
    browser: Client, ada: Person
) -> None:
    noted(ada, EntryKind.NOTE, NOTE, days=400)
    today = timezone.localdate()
    month, seen = browser.get("/diary/").context["month"], 1
    assert month["after"] is None
    while month["before"]:
        month, seen = browser.get(month["before"]["url"]).context["month"], seen + 1
    assert month["after"]
    assert seen in {14, 15}
    assert f"{today:%Y}" not in month["name"]


@pytest.mark.parametrize(
    "path",
    [
        *("?month=2026-13", "?month=yesterday", "?month=0000-01", "2026-02-30/"),
        *("?month=0001-01", "?month=9999-12", "0001-01-01/", "9999-12-31/"),
        "entry/00000000-0000-0000-0000-000000000001/",
    ],
)
def test_a_day_that_cannot_be_has_no_page(
    browser: Client, ada: Person, path: str
) -> None:
    assert browser.get(f"/diary/{path}").status_code == 404


def test_an_entry_stands_on_the_day_it_was_where_it_was_noted(
    browser: Client, ada: Person
) -> None:
    at = datetime.fromisoformat("2026-10-05T23:30:00-08:00")
    PersonDiary(ada).add([Entry(uuid.uuid4(), EntryKind.NOTE, at, NOTE)])

    assert "Feet burned" in told(browser, "/diary/2026-10-05/")
    assert "Feet burned" not in told(browser, "/diary/2026-10-06/")
    assert "23:30" in told(browser, "/diary/2026-10-05/")


def test_a_day_shows_where_hands_were_and_what_rested(
    browser: Client, ada: Person
) -> None:
    session = massage(ada, timedelta(days=3), "left hand", "right hand")
    find(ada, session, timedelta(days=2), "left hand")

    def marks(days: int) -> dict[str, tuple[bool, bool, bool]]:
        date = timezone.localdate() - timedelta(days=days)
        return {
            mark["value"]: (mark["is_worked"], mark["is_wrong"], mark["is_resting"])
            for mark in browser.get(f"/diary/{date}/").context["marks"]
        }

    assert marks(3) == {
        "left hand": (True, False, False),
        "right hand": (True, False, False),
    }
    assert marks(2) == {"left hand": (False, True, True)}
    assert marks(1) == marks(0) == {"left hand": (False, False, True)}
    noted(ada, EntryKind.SETTLED, {"places": ["left hand"], "answer": "yes"}, hours=0)
    assert marks(1) == {"left hand": (False, False, True)}
    assert marks(0) == {}


def test_flags_are_told_in_plain_words(browser: Client, ada: Person) -> None:
    session = massage(ada, timedelta(days=1))
    again = Entry(uuid.uuid4(), session.kind, session.at, session.body)
    PersonDiary(ada).keep(again, ["over-plan", "paused", "something-new"])

    page = told(browser, f"/diary/{session.date}/")
    assert "More than was planned." in page
    assert "A place was massaged that should rest." in page
    assert "something-new" not in page


def test_an_entry_is_mended_and_every_version_stays(
    browser: Client, ada: Person
) -> None:
    entry = noted(ada, EntryKind.NOTE, NOTE, days=1)
    path = f"/diary/entry/{entry.id}/"
    for text in ("Hands burned", "Hands burned", "Nothing burned"):
        assert browser.post(path, {"text": text})["Location"] == f"{path}?kept"

    diary = PersonDiary(ada).fold()
    (now,) = diary.entries
    assert now.body == {"text": "Nothing burned"}
    assert (now.id, now.at) == (entry.id, entry.at)
    assert len(diary.histories[entry.id].versions) == 3
    page = told(browser, path)
    assert all(text in page for text in ("Feet burned", "Hands burned", "Nothing"))
    day = told(browser, f"/diary/{entry.date}/")
    assert "Nothing burned" in day
    assert "Feet burned" not in day
    assert "Mended later." in day


def test_an_entry_is_taken_back_and_brought_back(browser: Client, ada: Person) -> None:
    entry = noted(ada, EntryKind.NOTE, NOTE, days=1)
    path = f"/diary/entry/{entry.id}/"
    browser.post(path, {"withdraw": "yes", "text": "ignored"})

    assert PersonDiary(ada).fold().entries == ()
    day = browser.get(f"/diary/{entry.date}/")
    assert day.context["entries"] == []
    assert [row["id"] for row in day.context["withdrawn"]] == [entry.id]
    assert b"Let it count again" in browser.get(path).content

    browser.post(path, {"text": "Feet burned"})
    (back,) = PersonDiary(ada).fold().entries
    assert back.body == NOTE


def test_the_last_correction_counts_whatever_the_clock_says(
    browser: Client, ada: Person
) -> None:
    entry = noted(ada, EntryKind.NOTE, NOTE, days=1)
    ahead = {"corrects": str(entry.id), "body": {"text": "From a clock ahead"}}
    noted(ada, EntryKind.CORRECTION, ahead, hours=-5)

    browser.post(f"/diary/entry/{entry.id}/", {"text": "The last word"})
    (now,) = PersonDiary(ada).fold().entries
    assert now.body == {"text": "The last word"}


@pytest.mark.hazard("H-57")
def test_mending_what_went_wrong_never_opens_its_place(
    browser: Client, ada: Person
) -> None:
    event = noted(ada, EntryKind.ADVERSE_EVENT, EVENT, days=1)
    path = f"/diary/entry/{event.id}/"
    assert "A paused place stays paused" in told(browser, path)

    browser.post(path, {"what": "other", "places": ["left hand"]})
    browser.post(path, {"withdraw": "yes"})
    paused = browser.get("/diary/").context["paused"]
    places = ", ".join(pause["places"] for pause in paused)
    assert all(place in places for place in ("left foot", "right foot"))


@pytest.mark.hazard("H-59")
def test_mending_the_minutes_of_a_session_gives_no_dose_back(
    browser: Client, ada: Person
) -> None:
    session = massage(ada, timedelta(hours=1), "left hand", "right hand")
    path = f"/diary/entry/{session.id}/"
    assert "never allows more" in told(browser, path)
    browser.post(path, {"places.left hand": "0", "places.right hand": "1"})

    diary = PersonDiary(ada).fold()
    assert diary.entries[0].body["places"] == {"left hand": 0, "right hand": 60}
    now = timezone.localtime()
    doses = diary.past(current_library(), now).doses
    assert sum(d.seconds for d in doses if str(d.place) == "left hand") == 60


def test_minutes_nobody_touched_keep_their_seconds(
    browser: Client, session: SessionRecord, send: Send
) -> None:
    send(session)
    path = f"/diary/entry/{session.id}/"
    browser.post(path, {"places.left foot": "1", "places.right foot": "2"})

    (entry,) = PersonDiary(session.person).fold().entries
    assert entry.body["places"] == {"left foot": 60, "right foot": 90}


@pytest.mark.parametrize(
    ("kind", "body", "said", "mended"),
    [
        (
            EntryKind.SKIN_CHECK,
            CHECK,
            {"found": ["bruise"], "places": ["left hand"]},
            {"found": ["bruise"]},
        ),
        (
            EntryKind.SETTLED,
            {"places": ["left foot"], "answer": "yes"},
            {"answer": "no"},
            {"answer": "no"},
        ),
        (
            EntryKind.SUGAR_CHECK,
            {"session": CHECK["session"], "sugar": "fine"},
            {"sugar": "low"},
            {"sugar": "low"},
        ),
        (
            EntryKind.SCORE,
            {"session": CHECK["session"], "when": "after", "scores": {"pain": 3}},
            {"scores.pain": "5", "scores.tingling": "skip"},
            {"scores": {"pain": 5, "numbness": None, "tingling": None}},
        ),
        (EntryKind.CHANGE, {"change": "no-change"}, {"change": "much-worse"}, None),
    ],
)
def test_every_kind_can_be_mended(
    browser: Client,
    ada: Person,
    kind: EntryKind,
    body: dict[str, Any],
    said: dict[str, Any],
    mended: dict[str, Any] | None,
) -> None:
    entry = noted(ada, kind, body, days=1)
    response = browser.post(f"/diary/entry/{entry.id}/", said)

    assert response.status_code == 302
    (now,) = PersonDiary(ada).fold().entries
    assert now.body == body | (said if mended is None else mended)


def test_the_ratings_of_a_session_lead_to_their_own_pages(
    browser: Client, ada: Person
) -> None:
    session = massage(ada, timedelta(hours=1))
    diary, now = PersonDiary(ada), timezone.localtime()
    diary.rate(session.id, When.BEFORE, {"pain": 7}, now)

    page = told(browser, f"/diary/entry/{session.id}/")
    (score,) = (e for e in diary.entries() if e.kind is EntryKind.SCORE)
    assert f'href="/diary/entry/{score.id}/"' in page
    browser.post(f"/diary/entry/{score.id}/", {"scores.pain": "2"})
    assert "<b>2</b>" in told(browser, f"/diary/{session.date}/")


@pytest.mark.hazard("H-14")
def test_nobody_reads_or_mends_the_entry_of_somebody_else(
    browser: Client, bela: Person
) -> None:
    entry = noted(bela, EntryKind.NOTE, {"text": "Bela was here"}, days=1)
    path = f"/diary/entry/{entry.id}/"

    assert browser.get(path).status_code == 404
    assert browser.post(path, {"withdraw": "yes"}).status_code == 404
    assert EntryRecord.objects.count() == 1
    for page in ("/diary/", f"/diary/{entry.date}/", "/diary/?q=bela"):
        assert b"was here" not in browser.get(page).content


def test_a_correction_has_no_page_of_its_own(browser: Client, ada: Person) -> None:
    entry = noted(ada, EntryKind.NOTE, NOTE, days=1)
    correction = noted(
        ada, EntryKind.CORRECTION, {"corrects": str(entry.id), "body": None}
    )

    assert browser.get(f"/diary/entry/{correction.id}/").status_code == 404


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("BURNED", {"note"}),
        ("burned feet", {"note"}),
        ("burned hands", set()),
        ("ball roll", {"session"}),
        ("right hand", {"session"}),
        ("redness", {"skin-check"}),
        ("tingling", {"session"}),
        ("much better", {"change"}),
        ("%", set()),
        ("<b>", set()),
    ],
)
def test_the_diary_is_searched_by_notes_techniques_places_and_findings(
    browser: Client, ada: Person, wanted: str, found: set[str]
) -> None:
    session = massage(ada, timedelta(days=40), "right hand")
    PersonDiary(ada).rate(session.id, When.BEFORE, {"tingling": 4}, session.at)
    find(ada, session, timedelta(days=39), "left hand")
    noted(ada, EntryKind.NOTE, NOTE, days=300)
    noted(ada, EntryKind.CHANGE, {"change": "much-better"}, days=2)
    gone = noted(ada, EntryKind.NOTE, {"text": "Burned feet, taken back"}, days=1)
    noted(ada, EntryKind.CORRECTION, {"corrects": str(gone.id), "body": None})

    response = browser.get("/diary/", {"q": wanted})
    rows = [row for day in response.context["days"] for row in day["entries"]]
    kinds = {e.id: e.kind.value for e in PersonDiary(ada).entries()}
    assert {kinds[row["id"]] for row in rows} == found
    assert response.context["count"] == len(rows)
