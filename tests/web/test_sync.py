import gzip
import http.client
import json
import socket
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import pytest
import schemathesis
from django.db import OperationalError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kneadwell.diary import (
    LONGEST_NAME,
    LONGEST_S,
    MOST_SCALES,
    Entry,
    EntryKind,
    entry_from_json,
    fold,
)
from kneadwell.knowledge import Library
from kneadwell.screening import Refused
from kneadwell.web.diary.models import EntryRecord
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.people.models import Person
from kneadwell.web.sessions.gate import gate
from kneadwell.web.sessions.models import PreparedRecord, SessionRecord
from kneadwell.web.sync.batch import MOST_BYTES, MOST_ENTRIES
from kneadwell.web.sync.outcomes import MOST_BODY_BYTES, take
from tests.effort import IS_LONG
from tests.strategies import diaries, session_body
from tests.web.house import House

Noted = dict[str, Any]
Outcomes = list[dict[str, Any]]
Sync = Callable[..., Outcomes]

CHECK_IN = {
    "date": "2026-11-01",
    "scores": {"pain": 4, "numbness": None, "tingling": 0, "sleep": 10},
    "medicine_changed": None,
    "flare": False,
    "falls": 0,
}


def noted(kind: str, body: object, at: datetime | None = None) -> Noted:
    moment = (at or timezone.localtime()).isoformat()
    return {"id": str(uuid4()), "kind": kind, "at": moment, "body": body}


def note(text: str = "slept well", **other: Any) -> Noted:
    return noted("note", {"text": text}) | other


def wrong(
    *places: str, session: str | None = None, at: datetime | None = None
) -> Noted:
    body = {
        "session": session,
        "technique": None,
        "places": list(places),
        "what": "colour",
        "edition": "abc",
    }
    return noted("adverse-event", body, at)


def settled(answer: str, *places: str, at: datetime) -> Noted:
    return noted("settled", {"places": list(places), "answer": answer}, at)


def played(
    record: SessionRecord, ended_at: datetime, places: dict[str, int], **other: Any
) -> Noted:
    """A session as its player sends it."""
    body = session_body(
        technique=record.technique,
        giver=record.giver,
        places=places,
        planned=record.planned,
        edition=record.edition,
        **other,
    )
    return noted("session", body, ended_at) | {"id": str(record.id)}


def letter(person: Person, *entries: object) -> bytes:
    return json.dumps({"person": str(person.id), "entries": entries}).encode()


def post(browser: Client, body: bytes, **headers: Any) -> Any:
    kind = headers.pop("content_type", "application/json")
    return browser.post("/sync/", body, content_type=kind, headers=headers)


@pytest.fixture
def sync(browser: Client, ada: Person) -> Sync:
    """Send entries as a device of Ada does."""

    def send(*entries: object) -> Outcomes:
        response = post(browser, letter(ada, *entries))
        assert response.status_code == 200, response.content
        outcomes: Outcomes = response.json()["outcomes"]
        return outcomes

    return send


def kept(person: Person) -> tuple[Entry, ...]:
    return PersonDiary(person).entries()


def test_a_batch_is_kept_and_answered_in_its_order(sync: Sync, ada: Person) -> None:
    batch = [
        note(),
        noted("check-in", CHECK_IN),
        noted("change", {"change": "much-better"}),
        wrong("left foot"),
    ]

    outcomes = sync(*batch)

    assert outcomes == [{"id": one["id"], "outcome": "kept"} for one in batch]
    assert {entry.to_json()["id"] for entry in kept(ada)} == {o["id"] for o in outcomes}


def test_what_is_kept_is_what_was_sent(sync: Sync, ada: Person) -> None:
    sent = noted("check-in", CHECK_IN, datetime.fromisoformat("2026-11-01T23:30+05:45"))

    sync(sent)

    assert kept(ada) == (entry_from_json(sent),)
    assert kept(ada)[0].at.isoformat() == sent["at"]


@pytest.mark.parametrize("times", [2, 100])
def test_sending_again_changes_nothing(sync: Sync, ada: Person, times: int) -> None:
    batch = [note(), wrong("left foot")]
    sync(*batch)
    rows = list(EntryRecord.objects.values())

    for _ in range(times):
        assert [it["outcome"] for it in sync(*batch)] == ["known", "known"]

    assert list(EntryRecord.objects.values()) == rows


def test_one_entry_twice_in_a_batch_counts_once(sync: Sync, ada: Person) -> None:
    twice = note()

    assert [it["outcome"] for it in sync(twice, twice)] == ["kept", "known"]
    assert len(kept(ada)) == 1


def test_other_content_under_an_id_is_a_conflict_that_shows_what_is_kept(
    sync: Sync, ada: Person
) -> None:
    first = note("first")
    sync(first)

    (outcome,) = sync(first | {"body": {"text": "second"}})

    assert outcome == {"id": first["id"], "outcome": "conflict", "entry": first}
    assert kept(ada) == (entry_from_json(first),)


ODD: list[tuple[object, str]] = [
    (None, "entry"),
    ([], "entry"),
    ("text", "entry"),
    ({}, "kind"),
    (note(kind="recipe"), "kind"),
    (note(kind=["note"]), "kind"),
    (note(id="7"), "id"),
    (note(id=7), "id"),
    (note(id=None), "id"),
    (note(mood="good"), "mood"),
    (note(at="yesterday"), "at"),
    (note(at="2026-11-23T09:30"), "at"),
    (note(at=1e300), "at"),
    (note(at="0001-01-01T00:00+14:00"), "at"),
    (note(at="1999-12-31T23:59+00:00"), "at"),
    (note(at="9999-12-31T23:59-12:00"), "at"),
    (note(at="2026-11-23T09:30:00.123456+01:00:30.123456"), "at"),
    (note(at=[[[[["2026"]]]]]), "at"),
    (note(body=None), "body"),
    (note(body=[]), "body"),
    (note(""), "text"),
    (note("x" * 2001), "text"),
    (note("a\0b"), "text"),
    (note("\ud83d alone"), "text"),
    (noted("change", {"change": "a\ud83d"}), "change"),
    (noted("\ud800", {}), "kind"),
    (note(**{"\ud800": 1}), r"\ud800"),
    (noted("check-in", {}), "falls"),
    (noted("score", {"session": str(UUID(int=1)), "when": "before"}), "scores"),
    (noted("adverse-event", {"what": "colour"}), "session"),
]


@pytest.mark.parametrize(("odd", "field"), ODD)
def test_an_entry_that_is_refused_costs_no_other(
    sync: Sync, ada: Person, odd: object, field: str
) -> None:
    before, after = note("before"), note("after")

    first, refused, last = sync(before, odd, after)

    assert (first["outcome"], last["outcome"]) == ("kept", "kept")
    assert (refused["outcome"], refused["field"]) == ("refused", field)
    assert refused["problem"]
    assert {str(entry.id) for entry in kept(ada)} == {before["id"], after["id"]}


def test_a_number_beyond_all_numbers_is_refused(browser: Client, ada: Person) -> None:
    odd = json.dumps(noted("check-in", CHECK_IN | {"falls": "FALLS"}))
    for number in ("1e999", "-1e999", "9" * 400, "1.5", "true", "-1", "100"):
        body = letter(ada, "ODD", note()).replace(
            b'"ODD"', odd.replace('"FALLS"', number).encode()
        )

        refused, other = post(browser, body).json()["outcomes"]

        assert (refused["outcome"], refused["field"]) == ("refused", "falls"), number
        assert other["outcome"] == "kept"


def test_an_entry_that_goes_deep_is_refused(browser: Client, ada: Person) -> None:
    for depth in (9, 100, 900):
        deep = noted("correction", {"corrects": str(uuid4()), "body": {"x": "DEEP"}})
        nested = json.dumps(deep).replace('"DEEP"', "[" * depth + "]" * depth)
        body = letter(ada, "ODD", note()).replace(b'"ODD"', nested.encode())

        refused, other = post(browser, body).json()["outcomes"]

        assert (refused["outcome"], other["outcome"]) == ("refused", "kept"), depth


def test_a_body_that_is_too_long_is_refused(sync: Sync) -> None:
    def correction(length: int) -> Noted:
        empty = len('{"corrects":"","body":{"text":""}}') + 36
        body = {"corrects": str(uuid4()), "body": {"text": "x" * (length - empty)}}
        return noted("correction", body)

    fits, exceeds = sync(correction(MOST_BODY_BYTES), correction(MOST_BODY_BYTES + 1))

    assert fits["outcome"] == "kept"
    assert (exceeds["outcome"], exceeds["field"]) == ("refused", "body")


def test_the_clock_of_a_device_may_be_a_day_ahead(sync: Sync) -> None:
    now = timezone.localtime()
    ahead = [now + timedelta(hours=hours) for hours in (23.9, 24.1)]

    outcomes = sync(*(noted("note", {"text": "later"}, at) for at in ahead))

    assert [it["outcome"] for it in outcomes] == ["kept", "refused"]
    assert outcomes[1]["field"] == "at"


def test_a_refusal_repeats_little_of_what_was_sent(sync: Sync) -> None:
    (outcome,) = sync(noted("settled", {"places": ["x" * 16_000], "answer": "yes"}))

    assert outcome["outcome"] == "refused"
    assert len(json.dumps(outcome)) < 1000


NO_BATCH: list[tuple[bytes, int]] = [
    (b" ", 400),
    (b"{", 400),
    (b"null", 400),
    (b"[]", 400),
    (b'"text"', 400),
    (b"{}", 400),
    (b'{"person":"%s"}', 400),
    (b'{"entries":[]}', 400),
    (b'{"person":"%s","entries":[],"more":1}', 400),
    (b'{"person":"%s","entries":{}}', 400),
    (b'{"person":"%s","entries":null}', 400),
    (b'{"person":"%s","entries":[NaN]}', 400),
    (b'{"person":"%s","entries":[Infinity]}', 400),
    (b'{"person":"%s","entries":[-Infinity]}', 400),
    (b'{"person":"%s","person":"%s","entries":[]}', 400),
    (b'{"person":"%s","entries":[{"id":1,"id":2}]}', 400),
    (b'{"person":"%s","entries":[' + b"9" * 5000 + b"]}", 400),
    (b'{"person":"%s","entries":' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400),
    (b'{"person":"%s","entries":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001, 400),
    (b'\xef\xbb\xbf{"person":"%s","entries":[]}', 400),
    (b'{"person":"%s","entries":["\xff"]}', 400),
    (b'{"person":"%s","entries":["\x00"]}', 400),
    ('{"person":"","entries":[]}'.encode("utf-16"), 400),
    (b'{"person":7,"entries":[]}', 400),
    (b'{"person":null,"entries":[]}', 400),
    (b'{"person":[[[]]],"entries":[]}', 400),
    (b'{"person":"\\ud800","entries":[]}', 400),
    (b'{"person":"' + str(UUID(int=5)).encode() + b'","entries":[]}', 409),
    (b'{"person":"%s","entries":[' + b"1," * MOST_ENTRIES + b"1]}", 413),
    (b'{"person":"%s","entries":[]}' + b" " * MOST_BYTES, 413),
]


@pytest.mark.parametrize(("body", "status"), NO_BATCH)
def test_what_is_no_batch_keeps_nothing(
    browser: Client, ada: Person, body: bytes, status: int
) -> None:
    response = post(browser, body.replace(b"%s", str(ada.id).encode()))

    assert response.status_code == status
    assert response.json().keys() == {"problem"}
    assert not EntryRecord.objects.exists()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content_type": "text/plain"}, 415),
        ({"content_type": "application/x-www-form-urlencoded"}, 415),
        ({"content_type": ""}, 415),
        ({"content_type": "application/json; charset=latin-1"}, 415),
        ({"content_type": "application/json; charset=UTF-8"}, 200),
        ({"Content-Encoding": "gzip"}, 415),
        ({"Content-Encoding": "identity"}, 200),
        ({"Origin": "https://example.org"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://testserver:81"}, 403),
        ({"Origin": "http://testserver"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
    ],
)
def test_only_our_own_pages_may_send_and_only_plain_json(
    browser: Client, ada: Person, headers: dict[str, str], status: int
) -> None:
    response = post(browser, letter(ada, note()), **headers)

    assert response.status_code == status, response.content
    assert len(kept(ada)) == (status == 200)


def test_a_packed_bomb_is_not_unpacked(browser: Client, ada: Person) -> None:
    bomb = gzip.compress(letter(ada, note()) + b" " * 50_000_000)

    response = post(browser, bomb, **{"Content-Encoding": "gzip"})

    assert response.status_code == 415


def test_an_unknown_browser_is_told_so_and_sent_nowhere(
    client: Client, ada: Person
) -> None:
    response = post(client, letter(ada, note()))

    assert (response.status_code, response["Content-Type"]) == (401, "application/json")
    assert client.get("/openapi.json").status_code == 401
    assert not EntryRecord.objects.exists()


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options"])
def test_there_is_one_way_to_send(browser: Client, method: str) -> None:
    response = getattr(browser, method)("/sync/")

    assert (response.status_code, response["Allow"]) == (405, "POST")


def test_an_id_of_someone_else_is_no_clash_and_reveals_nothing(
    sync: Sync, ada: Person, bela: Person
) -> None:
    theirs = entry_from_json(note("a secret of Bela"))
    PersonDiary(bela).add([theirs])
    ours = note("of Ada", id=str(theirs.id))

    assert sync(ours) == [{"id": ours["id"], "outcome": "kept"}]
    assert kept(ada) == (entry_from_json(ours),)
    assert kept(bela) == (theirs,)


def test_entries_of_someone_else_are_not_taken(
    browser: Client, ada: Person, bela: Person
) -> None:
    response = post(browser, letter(bela, note()))

    assert response.status_code == 409
    assert (kept(ada), kept(bela)) == ((), ())


def test_a_correction_may_come_before_what_it_corrects(sync: Sync, ada: Person) -> None:
    first = note("wrong word")
    sync(noted("correction", {"corrects": first["id"], "body": {"text": "right"}}))

    sync(first)

    assert [entry.body for entry in PersonDiary(ada).fold().entries] == [
        {"text": "right"}
    ]


# What is odd about a session is said, and it is kept: it happened.


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def test_a_session_as_it_was_cleared_has_no_flag(
    sync: Sync, session: SessionRecord
) -> None:
    assert session.checked_at
    # It stood for a while after something went wrong, so it seems to begin later.
    at = session.checked_at + minutes(2)

    outcomes = sync(
        wrong("left foot", session=str(session.id), at=at),
        played(session, at + minutes(20), session.planned),
    )

    assert [it.get("flags") for it in outcomes] == [None, None]
    assert PersonDiary(session.person).flags() == {}


def test_a_session_may_begin_until_its_check_is_an_hour_old(
    sync: Sync, session: SessionRecord
) -> None:
    assert session.checked_at
    worked = sum(session.planned.values())
    latest = session.checked_at + minutes(60) + timedelta(seconds=worked)
    later = played(session, latest + timedelta(seconds=1), session.planned)

    (outcome,) = sync(later)

    assert outcome == {"id": later["id"], "outcome": "kept", "flags": ["not-cleared"]}


@pytest.mark.hazard("H-01")
@pytest.mark.parametrize(
    "changed",
    [
        {"technique": "hand-squeeze"},
        {"technique": "no-such-technique"},
        {"giver": "helper"},
        {"places": {"left thigh": 60}},
    ],
)
def test_what_was_not_cleared_is_kept_and_flagged(
    sync: Sync, session: SessionRecord, changed: dict[str, object]
) -> None:
    assert session.checked_at
    sent = played(session, session.checked_at + minutes(8), session.planned)
    sent["body"] |= changed

    (outcome,) = sync(sent)

    assert outcome["outcome"] == "kept"
    assert "not-cleared" in outcome["flags"]
    assert PersonDiary(session.person).entry(session.id) == entry_from_json(sent)


def test_a_session_that_nobody_checked_is_flagged(
    sync: Sync, chosen: SessionRecord
) -> None:
    body = session_body(technique=chosen.technique, giver=chosen.giver)
    never_chosen = noted("session", body)

    outcomes = sync(never_chosen, never_chosen | {"id": str(chosen.id)})

    assert [it["outcome"] for it in outcomes] == ["kept", "kept"]
    assert all("not-cleared" in it["flags"] for it in outcomes)


def test_a_check_of_someone_else_clears_nothing(
    sync: Sync, session: SessionRecord, bela: Person
) -> None:
    assert session.checked_at
    SessionRecord.objects.filter(id=session.id).update(person=bela)
    sent = played(session, session.checked_at + minutes(8), session.planned)

    assert "not-cleared" in sync(sent)[0]["flags"]


@pytest.mark.hazard("H-03")
@pytest.mark.parametrize("how", ["places", "unseen"])
def test_more_than_planned_is_kept_and_flagged(
    sync: Sync, session: SessionRecord, how: str
) -> None:
    assert session.checked_at
    place, seconds = next(iter(session.planned.items()))
    more = {"places": {place: seconds + 1}} if how == "places" else {
        "places": {place: seconds}, "unseen": {place: 1}
    }  # fmt: skip

    (outcome,) = sync(played(session, session.checked_at + minutes(8), **more))

    assert (outcome["outcome"], outcome["flags"][0]) == ("kept", "over-plan")
    assert PersonDiary(session.person).flags()[session.id] == tuple(outcome["flags"])


@pytest.mark.hazard("H-56")
@pytest.mark.parametrize("letters", [1, 2])
def test_a_dose_beyond_the_day_is_kept_flagged_and_counted(
    sync: Sync, session: SessionRecord, ada: Person, library: Library, letters: int
) -> None:
    assert session.checked_at
    ended_at = session.checked_at + minutes(8)
    before = [
        noted("session", session_body(places=session.planned), ended_at - minutes(ago))
        for ago in (200, 150, 100)
    ]
    last = played(session, ended_at, session.planned)

    if letters == 2:
        sync(*before)
        (outcome,) = sync(last)
    else:
        *_, outcome = sync(*before, last)

    assert (outcome["outcome"], outcome["flags"]) == ("kept", ["over-dose"])
    doses = PersonDiary(ada).fold().past(library, timezone.localtime()).doses
    assert sum(dose.seconds for dose in doses) == 4 * sum(session.planned.values())


@pytest.mark.hazard("H-56")
def test_an_older_entry_that_comes_late_is_judged_by_what_was_before_it(
    sync: Sync, session: SessionRecord
) -> None:
    assert session.checked_at
    ended_at = session.checked_at + minutes(8)
    body = session_body(places=session.planned)
    later = [
        noted("session", body, ended_at + minutes(ahead)) for ahead in (100, 150, 200)
    ]
    flags = [it.get("flags") for it in sync(*later)]

    (outcome,) = sync(played(session, ended_at, session.planned))

    assert "flags" not in outcome
    assert [it.get("flags") for it in flags_again(session.person, later)] == flags


def flags_again(person: Person, entries: Sequence[Noted]) -> list[dict[str, Any]]:
    found = PersonDiary(person).flags()
    return [{"flags": list(found[UUID(one["id"])])} for one in entries]


@pytest.mark.parametrize(
    ("what", "is_paused"),
    [
        (("left foot",), True),
        ((), True),
        (("left hand",), False),
    ],
)
def test_a_session_at_a_place_that_was_paused_is_kept_and_flagged(
    sync: Sync, session: SessionRecord, what: Sequence[str], *, is_paused: bool
) -> None:
    assert session.checked_at
    sync(wrong(*what, at=session.checked_at - minutes(5)))

    (outcome,) = sync(played(session, session.checked_at + minutes(8), session.planned))

    assert outcome["outcome"] == "kept"
    assert outcome.get("flags") == (["paused"] if is_paused else None)


def test_a_no_in_the_same_letter_takes_an_old_yes_back(
    sync: Sync, session: SessionRecord
) -> None:
    assert session.checked_at
    long_ago = session.checked_at - timedelta(days=60)
    sync(
        wrong("left foot", at=long_ago),
        settled("yes", "left foot", at=long_ago + minutes(5)),
    )

    *_, outcome = sync(
        noted("session", session_body(), session.checked_at - timedelta(days=9)),
        settled("no", "left foot", at=session.checked_at - minutes(5)),
        played(session, session.checked_at + minutes(8), session.planned),
    )

    assert outcome["flags"] == ["paused"]


def test_what_happened_after_it_is_no_reason_for_a_flag(
    sync: Sync, session: SessionRecord
) -> None:
    assert session.checked_at
    ended_at = session.checked_at + minutes(8)
    sync(wrong("left foot", at=ended_at + minutes(5)))

    assert "flags" not in sync(played(session, ended_at, session.planned))[0]


def test_a_session_without_a_touch_has_no_flag(sync: Sync) -> None:
    assert "flags" not in sync(noted("session", session_body(places={})))[0]


@pytest.mark.hazard("H-01")
def test_what_went_wrong_closes_the_gate_as_soon_as_it_arrives(
    sync: Sync, session: SessionRecord
) -> None:
    sync(wrong("left foot"))

    decided = gate(session, session.person, timezone.localtime())

    assert isinstance(decided, Refused)
    assert [str(pause.place) for pause in decided.paused] == ["left foot"]


# Nothing is lost, whatever the order.


NOW = datetime(2041, 1, 1, tzinfo=UTC)


class Fate(StrEnum):
    """What becomes of a letter."""

    ARRIVES = "arrives"
    ANSWER_IS_LOST = "the answer is lost"
    SERVER_CRASHES = "the server crashes before it has kept it"


@settings(
    max_examples=5000 if IS_LONG else 200,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_two_devices_and_a_server_end_in_one_diary_whatever_happens(
    ada: Person, bela: Person, data: st.DataObject
) -> None:
    entries = data.draw(diaries.map(with_notes))
    told = [entry.to_json() for entry in entries]
    devices = data.draw(st.lists(subset(told), min_size=2, max_size=2))
    devices[0] += [entry for entry in told if all(entry not in d for d in devices)]
    outcomes: Outcomes = []
    with transaction.atomic():
        PersonDiary(bela).add(entries)
        for _ in range(data.draw(st.integers(0, 8))):
            waiting = data.draw(st.sampled_from(devices))
            sent = data.draw(subset(waiting))
            fate = data.draw(st.sampled_from(Fate))
            with transaction.atomic():
                answer = take(ada, sent, NOW)
                transaction.set_rollback(fate is Fate.SERVER_CRASHES)
            if fate is not Fate.SERVER_CRASHES:
                outcomes += answer
            if fate is Fate.ARRIVES:
                waiting[:] = [entry for entry in waiting if entry not in sent]
        for waiting in devices:
            outcomes += take(ada, waiting, NOW)

        assert PersonDiary(ada).fold() == fold(entries)
        assert PersonDiary(bela).fold() == fold(entries)
        transaction.set_rollback(True)
    first_time = [it["id"] for it in outcomes if it["outcome"] == "kept"]
    assert sorted(first_time) == sorted(str(entry.id) for entry in entries)
    assert {it["outcome"] for it in outcomes} <= {"kept", "known"}


def subset(entries: list[Noted]) -> st.SearchStrategy[list[Noted]]:
    """Some of them, in any order, some twice."""
    return st.lists(st.sampled_from(entries)) if entries else st.just([])


def with_notes(entries: list[Entry]) -> list[Entry]:
    """Add a note and its correction for each entry."""
    return [
        *entries,
        *(
            Entry(UUID(int=1000 + number), EntryKind.NOTE, entry.at, {"text": "so"})
            for number, entry in enumerate(entries)
        ),
        *(
            Entry(
                UUID(int=2000 + number),
                EntryKind.CORRECTION,
                entry.at,
                {"corrects": str(entry.id), "body": None},
            )
            for number, entry in enumerate(entries)
        ),
    ]


@pytest.mark.parametrize(
    ("name", "status", "retries"),
    [("SQLITE_FULL", 507, False), ("SQLITE_BUSY", 503, True)],
)
def test_where_the_storage_takes_nothing_a_batch_is_sent_again_whole(
    browser: Client,
    ada: Person,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    status: int,
    *,
    retries: bool,
) -> None:
    batch = letter(ada, *(note() for _ in range(5)))
    taken: list[Entry] = []
    keep = PersonDiary.keep

    def keep_four(self: PersonDiary, entry: Entry, flags: Sequence[str]) -> Any:
        taken.append(entry)
        if len(taken) < 5:
            return keep(self, entry, flags)
        cause = sqlite3.OperationalError("so")
        cause.sqlite_errorname = name
        raise OperationalError from cause

    with monkeypatch.context() as broken:
        broken.setattr(PersonDiary, "keep", keep_four)
        response = post(browser, batch)

    assert response.status_code == status
    assert response.json().keys() == {"problem"}
    assert ("Retry-After" in response) is retries
    assert kept(ada) == ()
    again = post(browser, batch).json()["outcomes"]
    assert [it["outcome"] for it in again] == ["kept"] * 5


def test_a_session_of_a_prepared_page_is_known_once_it_arrives(
    sync: Sync, session: SessionRecord
) -> None:
    assert session.checked_at
    page = PreparedRecord.objects.create(
        id=uuid4(),
        person=session.person,
        technique=session.technique,
        giver=session.giver,
        places=session.places,
        planned=session.planned,
        answers=session.answers,
        confirmed=session.confirmed,
        edition=session.edition,
        handed_at=session.checked_at,
    )
    checked_at = session.checked_at - minutes(30)
    told = {"prepared": str(page.id), "checked_at": checked_at.isoformat()}
    ended_at = checked_at + minutes(20)
    sent = played(session, ended_at, session.planned, **told) | {"id": str(uuid4())}
    too_late = played(session, ended_at + minutes(60), session.planned, **told)
    too_late |= {"id": str(uuid4())}
    unknown = sent["body"] | {"prepared": str(uuid4())}

    first, late, odd = sync(
        sent, too_late, sent | {"id": str(uuid4()), "body": unknown}
    )

    assert SessionRecord.objects.get(id=sent["id"]).planned == session.planned
    assert "flags" not in first
    assert "not-cleared" in late["flags"]
    assert "not-cleared" in odd["flags"]


# The document says what the readers do.


def test_every_kind_of_entry_is_in_the_document(browser: Client) -> None:
    told = browser.get("/openapi.json").json()

    schemathesis.openapi.from_dict(told).validate()
    schemas = told["components"]["schemas"]
    kinds = schemas["Entry"]["discriminator"]["mapping"]
    assert set(kinds) == set(EntryKind)
    for kind, where in kinds.items():
        entry = schemas[where.rpartition("/")[2]]
        assert entry["properties"]["kind"]["const"] == kind


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("note", {"text": "x" * 2000}),
        ("session", session_body(technique="x" * LONGEST_NAME)),
        ("session", session_body(places={"left foot": LONGEST_S})),
        (
            "score",
            {
                "session": str(UUID(int=1)),
                "when": "after",
                "scores": {f"scale-{number}": 10 for number in range(MOST_SCALES)},
            },
        ),
    ],
)
def test_a_limit_of_the_document_is_the_limit_of_its_reader(
    sync: Sync, kind: str, body: dict[str, Any]
) -> None:
    def one_more(value: Any) -> Any:
        if isinstance(value, str):
            return value + "x" if set(value) == {"x"} else value
        if isinstance(value, dict) and len(value) == MOST_SCALES:
            return value | {"one more": 1}
        if isinstance(value, dict):
            return {name: one_more(told) for name, told in value.items()}
        return value + 1 if value == LONGEST_S else value

    most, more = sync(noted(kind, body), noted(kind, one_more(body)))

    assert (most["outcome"], more["outcome"]) == ("kept", "refused")


# What stands before Django does not bend the rules.


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, str]]:
    """A real server, and the cookie of a browser that it let in."""
    served = House(tmp_path_factory.mktemp("served") / "data")
    link = served.start()
    with closing(http.client.HTTPConnection("127.0.0.1", served.port)) as server:
        server.request("GET", link)
        cookie = (server.getresponse().getheader("Set-Cookie") or "").partition(";")[0]
    yield served, cookie
    served.kill()


@pytest.mark.parametrize(
    ("length", "body", "status"),
    [
        ({"Content-Length": str(MOST_BYTES + 1)}, b" " * (MOST_BYTES + 1), 413),
        ({"Content-Length": str(10**9)}, b"{}", 413),
        ({"Transfer-Encoding": "chunked"}, b"2\r\n{}\r\n0\r\n\r\n", 400),
        ({"Transfer-Encoding": "chunked"}, b"200000\r\n" + b" " * 2097152, 400),
        ({"Content-Length": "-1"}, b"{}", 400),
        ({"Content-Length": "2"}, b"{}", 400),
    ],
)
def test_a_real_server_answers_whatever_is_said_of_the_length(
    house: tuple[House, str], length: dict[str, str], body: bytes, status: int
) -> None:
    served, cookie = house
    lines = {"Host": "localhost", "Cookie": cookie, "Content-Type": "application/json"}
    head = "".join(f"{name}: {said}\r\n" for name, said in (lines | length).items())
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as wire:
        wire.sendall(f"POST /sync/ HTTP/1.1\r\n{head}\r\n".encode())
        with suppress(ConnectionError):
            wire.sendall(body)
        answer = wire.recv(100)

    assert int(answer.split()[1]) == status
