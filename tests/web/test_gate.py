import json
import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from kneadwell.diary import Entry, EntryKind
from kneadwell.knowledge import Ask, Library
from kneadwell.plan import Slot, Week
from kneadwell.screening import Answer, Given, Where
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.library import current_library
from kneadwell.web.people.models import Person
from kneadwell.web.screening.models import AnswerRecord
from kneadwell.web.screening.store import keep_answer
from kneadwell.web.sessions.models import SessionRecord

Form = Callable[..., dict[str, Any]]
Cleared = Callable[..., Person]
Send = Callable[..., Any]

GATED = {
    *("start", "check", "without", "before", "player", "done", "after"),
    *("prepared", "prepared-play"),
    "start-planned",
}
"""Pages of a session: without clearance none hands over or keeps anything."""
OPEN = {
    *(
        "today",
        "help-now",
        "help-now-offline",
        "enter",
        "enter-with-key",
    ),
    *("service-worker", "manifest", "offline", "pocket", "leave"),
    *("techniques", "technique", "learn", "learn-print"),
    *("diary", "diary-day", "diary-entry", "check-in", "note", "change"),
    *("follow-up", "settled"),
    *("wrong", "wrong-told", "sugar"),
    *("welcome", "questions", "question", "card", "proposals"),
    *("touch-check", "results", "clinician-ok"),
    *("devices", "add-device", "take-back"),
    *("pair", "pair-with-code", "trust", "certificate"),
    *("settings", "senses-check"),
    *("prepared-before", "prepared-after"),
    *("diary-file", "diary-json", "diary-csv"),
    "attention",
    *("sync", "openapi"),
    *("week", "week-of", "week-print", "planned", "wishes", "wishes-minutes"),
    *("plan-again", "plan-days", "plan-progress"),
    *("calendar", "add-calendar", "calendar-file", "calendar-feed"),
    *("take-back-calendar", "programme", "write-programme", "end-programme"),
}
"""Pages that know no session to hand over."""
# Against the moment of the test, which may be long after this is read.
STALE = [
    {"checked_at": timedelta(minutes=-61)},
    {"checked_at": timedelta(minutes=5)},
    {"edition": "another"},
    {"answers": {}},
    {"checked_at": None},
]


def patterns(
    of: list[URLPattern | URLResolver] | None = None,
) -> Iterator[URLPattern]:
    for pattern in get_resolver().url_patterns if of is None else of:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern.url_patterns)
        else:
            yield pattern


def holds_no_timeline(response: Any) -> bool:
    text = response.getvalue() if response.streaming else response.content
    return b'id="timeline"' not in text and b"<session-player" not in text


def say(person: Person, question: str, answer: str, *where: str) -> None:
    places = tuple(map(Where.parse, where))
    keep_answer(person, question, Given(Answer(answer), places), timezone.now())
    condition = current_library().conditions[question]
    if condition.related_red_flag and answer == "yes":
        keep_answer(
            person, condition.related_red_flag, Given(Answer.NO), timezone.now()
        )


@pytest.mark.hazard("H-01")
def test_every_route_is_known_as_gated_or_open() -> None:
    assert {pattern.name for pattern in patterns()} == GATED | OPEN
    assert not GATED & OPEN


@pytest.mark.hazard("H-01")
def test_no_open_page_hands_over_a_session(
    browser: Client, session: SessionRecord
) -> None:
    named = {
        "technique_id": "rolling-ball",
        "session_id": session.id,
        "which": "20-minutes",
        "what": "other",
        "question_id": "broken-skin",
        "card_id": "skin",
        "condition_id": "diabetes",
        "key": "wrong",
        "date": date(2026, 11, 23),
        "entry_id": session.id,
        "code": "12345678",
        "device_id": uuid.uuid4(),
        "week": Week(2026, 48),
        "day": date(2026, 11, 23),
        "slot": Slot.EVENING,
        "token": "wrong",
        "feed_id": uuid.uuid4(),
    }
    for pattern in patterns():
        if pattern.name in OPEN:
            wanted = pattern.pattern.converters
            url = reverse(pattern.name, kwargs={key: named[key] for key in wanted})

            assert holds_no_timeline(browser.get(url, follow=True)), pattern.name


@pytest.mark.hazard("H-01")
@pytest.mark.parametrize("page", ["check/", "before/", "", "after/"])
def test_a_session_nobody_checked_hands_over_nothing(
    browser: Client, chosen: SessionRecord, page: str
) -> None:
    response = browser.get(f"/sessions/{chosen.id}/{page}")

    assert holds_no_timeline(response)
    if page in {"", "before/"}:
        assert response["Location"] == f"/sessions/{chosen.id}/check/"


@pytest.mark.hazard("H-01")
def test_a_session_nobody_checked_cannot_be_written_down(
    browser: Client, chosen: SessionRecord, send: Send
) -> None:
    assert send(chosen).status_code == 422
    response = browser.post(f"/sessions/{chosen.id}/done/", {"minutes": "3"})

    assert response.status_code == 422
    assert PersonDiary(chosen.person).entries() == ()


@pytest.mark.hazard("H-01")
@pytest.mark.parametrize(
    "path", ["techniques/ice-massage/start/", "sessions/{}/check/"]
)
def test_the_questions_come_before_every_start(
    browser: Client, ada: Person, path: str
) -> None:
    record = SessionRecord.objects.create(
        person=ada,
        technique="ice-massage",
        giver="self",
        places=["left foot/sole-arch"],
        wished_s=60,
    )
    url = "/" + path.format(record.id)

    for response in (browser.get(url), browser.post(url, {"places": ["left foot"]})):
        assert response.status_code == 302
        assert response["Location"].startswith("/welcome/?next=%2F")
    assert SessionRecord.objects.count() == 1


def test_every_technique_starts_after_clear_answers(
    browser: Client, cleared: Cleared, form: Form, check_form: Form, library: Library
) -> None:
    cleared(touch_felt=True)
    for technique in library.techniques.values():
        region = next(iter(technique.regions))
        sent = form(places=[f"left {region}"], minutes="1")
        chosen = browser.post(f"/techniques/{technique.id}/start/", sent)
        checked = browser.post(chosen["Location"], check_form())

        assert checked.status_code == 302, technique.id
        page = browser.get(checked["Location"].removesuffix("before/"))
        assert page.status_code == 200
        assert page.context["timeline_json"]["cleared"] is True


@pytest.mark.hazard("H-02")
@pytest.mark.parametrize("word", ["yes", "unknown"])
def test_an_answer_that_stops_all_stops_every_start(
    browser: Client, session: SessionRecord, library: Library, word: str
) -> None:
    stopping = [c for c in library.conditions.values() if c.stops_all]
    for condition in stopping:
        say(session.person, condition.id, word)
        for url in (
            "/techniques/rolling-ball/start/",
            f"/sessions/{session.id}/check/",
        ):
            response = browser.get(url)

            assert response.status_code == 422, (condition.id, url)
            assert holds_no_timeline(response)
            shown = [stop["id"] for stop in response.context["stops"]]
            assert condition.id in shown
            flags = [flag["id"] for flag in response.context["flags"]]
            assert (condition.red_flag in flags) == (
                word == "yes" and condition.red_flag is not None
            )
        for page in ("", "before/"):
            response = browser.get(f"/sessions/{session.id}/{page}")
            assert response["Location"] == f"/sessions/{session.id}/check/"
        say(session.person, condition.id, "no")


@pytest.mark.hazard("H-02")
def test_a_card_left_open_never_starts_a_session(
    browser: Client, chosen: SessionRecord, check_form: Form, library: Library
) -> None:
    for group in library.groups.values():
        if group.ask is Ask.EVERY_SESSION:
            for word in (None, "", "some", "NO"):
                sent = check_form(**{f"card-{group.id}": word})
                response = browser.post(f"/sessions/{chosen.id}/check/", sent)

                assert response.status_code == 422
                assert browser.get(f"/sessions/{chosen.id}/").status_code == 302
    chosen.refresh_from_db()
    assert chosen.checked_at is None


@pytest.mark.hazard("H-02")
def test_nothing_is_ticked_before_someone_ticks_it(
    browser: Client, chosen: SessionRecord
) -> None:
    for url in (
        "/techniques/rolling-ball/start/?places=left+foot",
        f"/sessions/{chosen.id}/check/?card-skin=none",
        f"/sessions/{chosen.id}/before/",
    ):
        assert b" checked>" not in browser.get(url).content


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"places": None}, "places"),
        ({"places": ["left nose"]}, "places"),
        ({"places": ["left forearm"]}, "places"),
        ({"minutes": ""}, "minutes"),
        ({"minutes": "-1"}, "minutes"),
        ({"minutes": "0"}, "minutes"),
        ({"minutes": "5"}, "minutes"),
        ({"minutes": "99999999999999999999"}, "minutes"),
        ({"minutes": "٤"}, "minutes"),
        ({"spots": ["sole-arch"]}, "spots"),
    ],
)
def test_a_wish_that_cannot_be_comes_back_as_it_was(
    browser: Client, cleared: Cleared, form: Form, said: dict[str, Any], field: str
) -> None:
    cleared()
    response = browser.post("/techniques/rolling-ball/start/", form(**said))

    assert response.status_code == 422
    assert field in [error["field"] for error in response.context["errors"]]
    assert not SessionRecord.objects.exists()


def test_spots_become_places_of_their_own(
    browser: Client, cleared: Cleared, form: Form, check_form: Form
) -> None:
    cleared()
    sent = form(spots=["sole-heel", "sole-arch"], minutes="8")
    chosen = browser.post("/techniques/circular-pressure/start/", sent)
    browser.post(chosen["Location"], check_form())

    session = SessionRecord.objects.get()
    page = browser.get(f"/sessions/{session.id}/")
    spots = [cue["spot"] for cue in page.context["timeline_json"]["cues"]]
    assert session.places == [
        "left foot/sole-heel",
        "left foot/sole-arch",
        "right foot/sole-heel",
        "right foot/sole-arch",
    ]
    assert {"sole-heel", "sole-arch"} <= set(spots)


@pytest.mark.hazard("H-02")
def test_a_place_that_is_not_possible_cannot_be_chosen(
    browser: Client, cleared: Cleared, form: Form
) -> None:
    cleared(broken_skin=["left foot"])
    page = browser.get("/techniques/rolling-ball/start/")
    response = browser.post(
        "/techniques/rolling-ball/start/", form(places=["left foot"])
    )

    closed = {c["value"]: c["is_open"] for c in page.context["place_choices"]}
    assert closed == {"left foot": False, "right foot": True}
    assert response.status_code == 422
    assert not SessionRecord.objects.exists()


@pytest.mark.hazard("H-02")
def test_a_yes_since_the_start_is_refused_at_the_check_with_its_reason(
    browser: Client, chosen: SessionRecord, check_form: Form
) -> None:
    say(chosen.person, "broken-skin", "yes", "left foot")
    url = f"/sessions/{chosen.id}/check/"

    for response in (browser.get(url), browser.post(url, check_form())):
        assert response.status_code == 422
        (blocked,) = response.context["blocked"]
        assert blocked["place"] == "Left foot"
        assert "broken-skin" in [reason["id"] for reason in blocked["reasons"]]
        assert holds_no_timeline(response)


@pytest.mark.hazard("H-08")
@pytest.mark.parametrize("change", STALE)
@pytest.mark.parametrize("page", ["", "before/"])
def test_a_stale_check_is_done_again(
    browser: Client, session: SessionRecord, page: str, change: dict[str, Any]
) -> None:
    moved = {
        field: timezone.now() + value if isinstance(value, timedelta) else value
        for field, value in change.items()
    }
    SessionRecord.objects.update(**moved)
    response = browser.get(f"/sessions/{session.id}/{page}")

    assert response["Location"] == f"/sessions/{session.id}/check/"
    again = browser.get(response["Location"])
    assert bool(again.context["again"]) == (
        "checked_at" not in change or bool(change["checked_at"])
    )
    assert holds_no_timeline(again)


@pytest.mark.hazard("H-08")
def test_an_answer_that_changed_makes_the_check_stale(
    browser: Client, session: SessionRecord, check_form: Form
) -> None:
    say(session.person, "insulin-or-low-sugar-medicine", "yes")
    response = browser.get(f"/sessions/{session.id}/")
    assert response["Location"] == f"/sessions/{session.id}/check/"

    page = browser.get(f"/sessions/{session.id}/check/")
    assert "answer has changed" in page.context["again"]


@pytest.mark.hazard("H-08")
def test_noes_of_yesterday_are_asked_again(
    browser: Client, session: SessionRecord
) -> None:
    AnswerRecord.objects.update(at=timezone.now() - timedelta(days=1))

    response = browser.get(f"/sessions/{session.id}/")

    assert response["Location"] == f"/sessions/{session.id}/check/"


@pytest.mark.hazard("H-08")
def test_the_player_knows_until_when_it_may_be_begun(
    browser: Client, session: SessionRecord
) -> None:
    assert session.checked_at
    until_ms = int((session.checked_at + timedelta(minutes=60)).timestamp() * 1000)

    page = browser.get(f"/sessions/{session.id}/").content.decode()

    assert f'data-begin-before-ms="{until_ms}"' in page


@pytest.mark.hazard("H-55")
def test_what_has_to_be_true_is_asked_and_a_no_refuses(
    browser: Client, cleared: Cleared, form: Form, check_form: Form
) -> None:
    cleared(insulin_or_low_sugar_medicine="yes")
    chosen = browser.post(
        "/techniques/deep-tissue-legs/start/",
        form(places=["left lower-leg"], minutes="2"),
    )["Location"]
    asked = [line["id"] for line in browser.get(chosen).context["statements"]]
    assert asked[0] == "skin-looked"
    assert "meal-not-skipped" in asked

    left_open = browser.post(chosen, check_form(confirm_meal_not_skipped=None))
    refused = browser.post(chosen, check_form(confirm_meal_not_skipped="no"))
    passed = browser.post(chosen, check_form())

    assert "unconfirmed" not in left_open.context
    assert refused.context["unconfirmed"] == [
        "The last meal was eaten and not skipped."
    ]
    assert (left_open.status_code, refused.status_code) == (422, 422)
    assert passed["Location"].endswith("/before/")


@pytest.mark.hazard("H-55")
def test_nobody_starts_without_a_look_at_the_skin(
    browser: Client, chosen: SessionRecord, check_form: Form
) -> None:
    sent = check_form(confirm_skin_looked=None)
    response = browser.post(f"/sessions/{chosen.id}/check/", sent)

    assert response.status_code == 422
    assert browser.get(f"/sessions/{chosen.id}/").status_code == 302


@pytest.mark.hazard("H-55")
@pytest.mark.parametrize("reading", ["41", "40,5", "104", "", "warm", "-3", "٣٨"])
def test_what_is_too_warm_is_not_used(
    browser: Client, cleared: Cleared, form: Form, check_form: Form, reading: str
) -> None:
    cleared(neuropathy_symptoms_here=["left lower-leg"])
    sent = form(places=["left lower-leg"], minutes="2")
    chosen = browser.post("/techniques/warm-compress/start/", sent)["Location"]
    page = browser.get(chosen)
    assert "thermometer" in [line["id"] for line in page.context["statements"]]

    assert browser.post(chosen, check_form(temperature=reading)).status_code == 422
    assert browser.post(chosen, check_form(temperature="39,5")).status_code == 302


def test_someone_else_with_normal_hands_makes_it_possible(
    browser: Client, cleared: Cleared, form: Form, check_form: Form
) -> None:
    cleared(giver_numb_hands="yes")
    sent = form(places=["left foot"], minutes="2")
    chosen = browser.post("/techniques/foot-massage-essential-oils/start/", sent)
    page = browser.get(chosen["Location"])
    assert page.context["other_giver"]

    left_open = browser.post(chosen["Location"], check_form(other_giver=None))
    assert left_open.status_code == 422
    tools = []
    for other in ("no", "yes"):
        browser.post(chosen["Location"], check_form(other_giver=other))
        player = browser.get(chosen["Location"].removesuffix("check/"))
        tools.append(
            {
                cue["show"]["tool"]
                for cue in player.context["timeline_json"]["cues"]
                if cue["kind"] == "work"
            }
        )
    assert tools[0] == {"flat-hand"}
    assert tools[1] > {"flat-hand"}


@pytest.mark.hazard("H-01")
def test_the_player_passes_the_gate_itself(
    browser: Client, session: SessionRecord
) -> None:
    answers = session.answers | {"answers": {"stroke-signs": {"answer": "yes"}}}
    SessionRecord.objects.update(answers=answers)
    response = browser.get(f"/sessions/{session.id}/")

    assert response.status_code == 302
    assert holds_no_timeline(response)


@pytest.mark.hazard("H-56")
def test_a_place_that_had_its_dose_waits(
    browser: Client, session: SessionRecord, send: Send, form: Form
) -> None:
    now = timezone.localtime().replace(microsecond=0)
    times = {
        "started_at": (now - timedelta(minutes=5)).isoformat(),
        "ended_at": now.isoformat(),
    }
    places = {"left foot": 120, "right foot": 120}
    assert send(session, places=places, **times).status_code == 200
    body = PersonDiary(session.person).entries()[0].body
    second = Entry(uuid.uuid4(), EntryKind.SESSION, now, body)
    PersonDiary(session.person).add([second])

    page = browser.get("/techniques/rolling-ball/start/")
    assert [c["is_open"] for c in page.context["place_choices"]] == [False, False]
    other = SessionRecord.objects.create(
        person=session.person,
        technique="rolling-ball",
        giver="self",
        places=["left foot"],
        wished_s=60,
    )
    refused = browser.get(f"/sessions/{other.id}/check/")
    assert refused.status_code == 422
    assert refused.context["not_yet"][0]["at"]


@pytest.mark.hazard("H-57")
def test_something_wrong_pauses_the_place_everywhere(
    browser: Client, session: SessionRecord, send: Send
) -> None:
    event = {
        "id": str(uuid.uuid4()),
        "what": "pain-up",
        "at": "2026-11-23T09:06:31+01:00",
    }
    ended = "stopped-something-wrong"
    for _ in range(3):
        answer = send(session, ended=ended, events=[event])
        assert answer.status_code == 200
    entries = PersonDiary(session.person).entries()
    assert sorted(entry.kind for entry in entries) == ["adverse-event", "session"]
    assert entries[1].body["places"] == ["left foot", "right foot"]

    page = browser.get("/techniques/rolling-ball/start/")
    is_open = {c["value"]: c["is_open"] for c in page.context["place_choices"]}
    assert is_open == {"left foot": False, "right foot": False}
    assert b"paused" in page.content


def test_an_event_may_come_after_the_record(session: SessionRecord, send: Send) -> None:
    event = {
        "id": str(uuid.uuid4()),
        "what": "colour",
        "at": "2026-11-23T09:06:31+01:00",
    }
    for more in ({}, {"events": [event]}, {"events": [event]}):
        assert send(session, ended="stopped-something-wrong", **more).status_code == 200
    assert len(PersonDiary(session.person).entries()) == 2


@pytest.mark.parametrize(
    "events",
    [
        "no",
        [1],
        [{}],
        [{"id": "x", "what": "colour", "at": "2026-11-23T09:06:31+01:00"}],
        [{"id": str(uuid.UUID(int=7)), "what": "boredom", "at": "2026-11-23T09:06+01"}],
        [{"id": str(uuid.UUID(int=7)), "what": ["colour"], "at": "2026-11-23"}],
        [{"id": str(uuid.UUID(int=7)), "what": "colour", "at": "2026-11-23T09:06"}],
    ],
)
def test_an_event_that_cannot_be_is_refused_with_the_record(
    session: SessionRecord, send: Send, events: object
) -> None:
    response = send(session, events=events)

    assert response.status_code == 422
    assert json.loads(response.content)["error"].endswith(".")
    assert PersonDiary(session.person).entries() == ()


def test_without_the_player_something_wrong_is_written_down_too(
    browser: Client, session: SessionRecord
) -> None:
    for _ in range(2):
        sent = {"minutes": "2", "what": "swelling"}
        browser.post(f"/sessions/{session.id}/done/", sent)

    entries = PersonDiary(session.person).entries()
    assert sorted(entry.kind for entry in entries) == ["adverse-event", "session"]


@pytest.mark.hazard("H-08")
def test_a_session_is_played_once(
    browser: Client, session: SessionRecord, send: Send
) -> None:
    assert browser.get(f"/sessions/{session.id}/").status_code == 200
    send(session)

    for page in ("", "before/", "check/"):
        response = browser.get(f"/sessions/{session.id}/{page}")
        assert response["Location"] == f"/sessions/{session.id}/after/"
    browser.post(f"/sessions/{session.id}/after/", {"pain": "4"})
    assert browser.get(f"/sessions/{session.id}/")["Location"] == "/diary/"


def test_what_is_found_right_after_a_session_pauses_the_place(
    browser: Client, session: SessionRecord, send: Send
) -> None:
    send(session)
    url = f"/sessions/{session.id}/after/"
    both = browser.post(url, {"answer": "nothing", "found": ["blister"]})
    assert both.status_code == 422
    sent = {"found": ["blister"], "places": ["left foot"], "pain": "4"}
    found = browser.post(url, sent)

    assert b"paused" in found.content
    kinds = [entry.kind for entry in PersonDiary(session.person).entries()]
    assert sorted(kinds) == ["score", "session", "skin-check"]
    page = browser.get("/techniques/rolling-ball/start/")
    is_open = {c["value"]: c["is_open"] for c in page.context["place_choices"]}
    assert is_open["left foot"] is False


@pytest.mark.hazard("H-14")
@pytest.mark.parametrize("page", ["", "check/", "before/", "after/", "done/"])
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


@pytest.mark.parametrize(
    ("said", "is_closed"),
    [({}, False), ({"broken_skin": "yes"}, True), ({"stroke_signs": "unknown"}, True)],
)
def test_the_start_button_of_a_technique_knows_how_it_stands(
    browser: Client, cleared: Cleared, said: dict[str, Any], *, is_closed: bool
) -> None:
    page = browser.get("/techniques/rolling-ball/").content.decode()
    assert "Answer the questions first" in page
    cleared(**said)

    page = browser.get("/techniques/rolling-ball/").content.decode()

    assert ("Check, then start" not in page) == is_closed


@pytest.mark.hazard("H-02")
def test_a_spot_that_is_left_out_cannot_be_chosen_nor_worked(
    browser: Client, cleared: Cleared, form: Form, check_form: Form
) -> None:
    url = "/techniques/circular-pressure/start/"
    heel = {"spots": ["sole-heel"], "minutes": "2"}
    ada = cleared()
    earlier = browser.post(url, form(places=["left foot"], **heel))["Location"]
    say(ada, "callus-or-pre-ulcer", "yes", "left foot/sole-heel")

    both = browser.post(url, form(**heel))
    right = browser.post(url, form(places=["right foot"], **heel))
    assert [error["field"] for error in both.context["errors"]] == ["spots"]
    assert right.status_code == 302

    refused = browser.post(earlier, check_form())
    assert refused.status_code == 422
    assert [one["place"] for one in refused.context["blocked"]] == ["Left foot, heel"]
    assert holds_no_timeline(browser.get(earlier.replace("check/", "")))
