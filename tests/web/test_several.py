"""A session of several techniques: one check, one player, one entry."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from kneadwell.diary import CheckedWhen, EntryKind, SessionEntry, entry_from_json
from kneadwell.knowledge import Changes
from kneadwell.screening import Refused
from kneadwell.vocabulary import Giver, Place
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.library import current_library
from kneadwell.web.people.models import Person
from kneadwell.web.sessions import limits
from kneadwell.web.sessions.gate import gate
from kneadwell.web.sessions.models import SessionRecord
from kneadwell.web.sessions.store import keep_planned_session
from tests.web.test_gate import say

FEET = (Place.parse("left foot"), Place.parse("right foot"))
HANDS = (Place.parse("left hand"), Place.parse("right hand"))
BALL, HAND = "rolling-ball", "hand-compression"
BOTH = ((BALL, FEET, 120), (HAND, HANDS, 240))
MONDAY = date(2026, 11, 30)
MINUTE = timedelta(minutes=1)

Form = Callable[..., dict[str, Any]]
Keep = Callable[..., SessionRecord]


@pytest.fixture
def keep(cleared: Callable[..., Person]) -> Keep:
    """Keep a session of a plan, of somebody for whom nothing is wrong."""

    def kept(*works: Any, **said: Any) -> SessionRecord:
        person = cleared(**said)
        return keep_planned_session(person, works, Giver.SELF, MONDAY, "evening")

    return kept


@pytest.fixture
def both(browser: Client, keep: Keep, check_form: Form) -> SessionRecord:
    """A session of two techniques that Ada was just cleared for."""
    record = keep(*BOTH)
    checked = browser.post(f"/sessions/{record.id}/check/", check_form())
    assert checked.status_code == 302, checked.content.decode()
    record.refresh_from_db()
    return record


def body_of(record: SessionRecord, **changed: Any) -> dict[str, Any]:
    """What the player writes down of a session that was done as it was planned."""
    first, *then = [
        {
            "technique": work.technique,
            "places": dict(work.planned),
            "planned": dict(work.planned),
        }
        for work in record.works
    ]
    said = {"giver": record.giver, "ended": "finished", "edition": record.edition}
    return {**first, **said, "then": then, **changed}


def sync(
    browser: Client, record: SessionRecord, body: dict[str, Any], **other: Any
) -> dict[str, Any]:
    assert record.checked_at
    at = (record.checked_at + 10 * MINUTE).isoformat()
    entry = {"id": str(record.id), "kind": "session", "at": at, "body": body} | other
    sent = json.dumps({"person": str(record.person_id), "entries": [entry]})
    answer = browser.post("/sync/", sent, content_type="application/json")
    told: dict[str, Any] = answer.json()["outcomes"][0]
    return told


def techniques(record: SessionRecord) -> list[str]:
    record.refresh_from_db()
    return [work.technique for work in record.works]


def test_a_session_of_a_plan_knows_which_one_it_is(keep: Keep) -> None:
    record = keep(*BOTH)
    record.refresh_from_db()

    assert (record.planned_day, record.planned_slot) == (MONDAY, "evening")
    assert [(work.technique, work.places, work.wished_s) for work in record.works] == [
        (HAND, HANDS, 240),
        (BALL, FEET, 120),
    ]


@pytest.mark.hazard("H-01")
def test_one_check_asks_for_all_techniques_and_one_player_plays_them(
    browser: Client, keep: Keep, check_form: Form
) -> None:
    record = keep(*BOTH)
    url = f"/sessions/{record.id}/"
    asked = browser.get(f"{url}check/")
    text = asked.content.decode()
    assert asked.status_code == 200
    assert [work["time"] for work in asked.context["works"]] == [
        "4 minutes",
        "2 minutes",
    ]
    assert text.count('name="confirm-skin-looked"') == 1
    look = asked.context["statements"][0]["text"]
    assert all(place in look for place in ("left foot", "right hand"))
    assert browser.get(url)["Location"] == f"{url}check/"

    passed = browser.post(f"{url}check/", check_form())
    assert passed["Location"] == f"{url}before/"
    assert not browser.get(f"{url}before/").context["shorter"]
    player = browser.get(url)
    assert player.context["facts"] == {
        "technique": HAND,
        "giver": "self",
        "planned": {"left hand": 120, "right hand": 120},
        "edition": current_library().edition,
        "then": [{"technique": BALL, "planned": {"left foot": 60, "right foot": 60}}],
    }
    assert {
        cue["place"] for cue in player.context["timeline_json"]["cues"] if cue["place"]
    } == {str(place) for place in (*FEET, *HANDS)}


def test_the_statements_of_every_technique_are_asked_and_one_no_names_its_own(
    browser: Client, keep: Keep, check_form: Form
) -> None:
    legs = (Place.parse("left lower-leg"),)
    record = keep(
        (BALL, FEET, 120),
        ("deep-tissue-legs", legs, 120),
        insulin_or_low_sugar_medicine="yes",
    )
    url = f"/sessions/{record.id}/check/"
    asked = [line["id"] for line in browser.get(url).context["statements"]]
    assert "meal-not-skipped" in asked

    refused = browser.post(url, check_form(confirm_meal_not_skipped="no"))

    assert refused.status_code == 422
    assert len(refused.context["unconfirmed"]) == 1


@pytest.mark.hazard("H-02")
def test_what_is_refused_alone_can_be_left_out_before_the_check(
    browser: Client, keep: Keep, check_form: Form
) -> None:
    record = keep(*BOTH, broken_skin=["left hand"])
    url = f"/sessions/{record.id}/"
    refused = browser.get(f"{url}check/")
    assert refused.status_code == 422
    assert refused.context["technique"]["id"] == HAND
    assert refused.context["without"]["rest"] == "Soft ball roll, sitting"

    assert browser.post(f"{url}without/{BALL}/").status_code == 302
    assert techniques(record) == [HAND, BALL]
    went_on = browser.post(refused.context["without"]["url"], follow=True)

    assert techniques(record) == [BALL]
    assert went_on.redirect_chain[-1][0] == f"{url}check/"
    assert "hand" not in went_on.context["statements"][0]["text"]
    assert browser.post(f"{url}check/", check_form()).status_code == 302
    assert browser.get(url).status_code == 200


def test_after_the_check_the_rest_goes_on_without_being_asked_again(
    browser: Client, both: SessionRecord
) -> None:
    url = f"/sessions/{both.id}/"
    found = {"technique": HAND, "places": {"left hand": 300, "right hand": 300}}
    for _ in range(2):
        earlier = body_of(both, **found, then=[])
        sync(browser, both, earlier, id=str(uuid4()), at=timezone.now().isoformat())

    refused = browser.get(url)
    assert refused.status_code == 422
    assert refused.context["technique"]["id"] == HAND
    assert refused.context["not_yet"]
    went_on = browser.post(f"{url}without/{HAND}/", follow=True)

    assert went_on.redirect_chain[-1][0] == f"{url}before/"
    assert browser.get(url).status_code == 200
    both.refresh_from_db()
    assert [work.planned for work in both.works] == [
        {"left foot": 60, "right foot": 60}
    ]


@pytest.mark.hazard("H-73")
def test_what_a_player_has_in_hand_stays_as_it_is(
    browser: Client, both: SessionRecord
) -> None:
    url = f"/sessions/{both.id}/"
    assert browser.get(url).status_code == 200
    say(both.person, "broken-skin", "yes", "left hand")

    refused = browser.get(f"{url}check/")
    assert refused.status_code == 422
    assert refused.context["without"] is None
    browser.post(f"{url}without/{HAND}/")
    assert techniques(both) == [HAND, BALL]


@pytest.mark.hazard("H-01")
def test_what_stops_every_massage_leaves_nothing_to_go_on_with(
    browser: Client, keep: Keep
) -> None:
    record = keep(*BOTH, stroke_signs="yes")

    refused = browser.get(f"/sessions/{record.id}/check/")

    assert refused.status_code == 422
    assert refused.context["without"] is None
    assert refused.context["technique"]["name"] == (
        "Gentle hand squeeze and stroke, then Soft ball roll, sitting"
    )
    browser.post(f"/sessions/{record.id}/without/{HAND}/")
    assert techniques(record) == [HAND, BALL]


@pytest.mark.hazard("H-14")
def test_nobody_leaves_anything_out_of_another_persons_session(
    browser: Client, keep: Keep, bela: Person
) -> None:
    record = keep(*BOTH, broken_skin=["left hand"])
    SessionRecord.objects.update(person=bela)

    assert browser.post(f"/sessions/{record.id}/without/{HAND}/").status_code == 404
    assert browser.get(f"/sessions/{record.id}/without/{HAND}/").status_code == 405
    assert techniques(record) == [HAND, BALL]


@pytest.mark.hazard("H-73")
def test_what_is_too_much_for_one_foot_becomes_shorter_and_says_so(
    browser: Client, keep: Keep, check_form: Form
) -> None:
    foot = FEET[:1]
    record = keep(
        ("foot-massage-essential-oils", foot, 200),
        ("reflexology", foot, 300),
    )
    url = f"/sessions/{record.id}/"
    browser.post(f"{url}check/", check_form())
    record.refresh_from_db()

    assert [work.planned for work in record.works] == [
        {"left foot": 200},
        {"left foot": 100},
    ]
    (shorter,) = browser.get(f"{url}before/").context["shorter"]
    assert (shorter["time"], shorter["wished"]) == (
        "1 minute 40 seconds",
        "5 minutes",
    )
    assert browser.get(url).status_code == 200


@pytest.mark.hazard("H-73")
def test_a_session_is_never_longer_than_one_may_be(
    browser: Client, keep: Keep, check_form: Form
) -> None:
    record = keep(("foot-massage-essential-oils", FEET, 600), (HAND, HANDS, 600))
    browser.post(f"/sessions/{record.id}/check/", check_form())
    record.refresh_from_db()

    assert [work.planned for work in record.works] == [
        {"left foot": 300, "right foot": 300},
        {"left hand": 150, "right hand": 150},
    ]


@pytest.mark.hazard("H-73")
def test_what_the_session_leaves_no_time_for_can_be_left_out(
    browser: Client, keep: Keep, check_form: Form
) -> None:
    foot = FEET[:1]
    record = keep(
        ("foot-massage-essential-oils", foot, 300),
        ("reflexology", foot, 300),
    )
    url = f"/sessions/{record.id}/"
    refused = browser.post(f"{url}check/", check_form())

    assert refused.status_code == 422
    assert refused.context["technique"]["id"] == "reflexology"
    assert "Too much for one session" in refused.content.decode()
    went_on = browser.post(refused.context["without"]["url"], follow=True)
    assert went_on.redirect_chain[-1][0] == f"{url}before/"


@pytest.mark.hazard("H-73")
def test_seconds_that_are_too_many_together_start_nothing_and_say_where(
    browser: Client, keep: Keep, check_form: Form
) -> None:
    foot = FEET[:1]
    record = keep(("foot-massage-essential-oils", foot, 200), ("reflexology", foot, 90))
    url = f"/sessions/{record.id}/"
    browser.post(f"{url}check/", check_form())
    record.refresh_from_db()
    record.then = [record.then[0] | {"planned": {"left foot": 101}}]
    record.save()

    refused = browser.get(url)

    assert refused.status_code == 422
    assert refused.context["too_long"] == [
        "Left foot: at most 5 minutes in one session."
    ]


@pytest.mark.hazard("H-73")
def test_seconds_that_no_check_ever_left_are_refused(both: SessionRecord) -> None:
    more = both.then[0] | {"planned": {"left foot": 119, "right foot": 900}}
    both.then = [more]
    both.save()

    decided = gate(both, both.person, timezone.localtime())

    assert isinstance(decided, Refused)
    assert decided.technique_id == BALL


def test_an_entry_of_both_is_kept_as_it_was_done(
    browser: Client, both: SessionRecord
) -> None:
    told = sync(browser, both, body_of(both))

    assert (told["outcome"], told.get("flags")) == ("kept", None)
    (entry,) = PersonDiary(both.person).entries()
    done = entry.read()
    assert isinstance(done, SessionEntry)
    assert {work.technique: work.places for work in done.works} == {
        HAND: {"left hand": 120, "right hand": 120},
        BALL: {"left foot": 60, "right foot": 60},
    }
    shown = browser.get("/diary/").content.decode()
    assert "Gentle hand squeeze and stroke: 4 minutes" in shown
    assert "Soft ball roll, sitting: 2 minutes" in shown


def test_the_minutes_of_each_technique_can_be_mended(
    browser: Client, both: SessionRecord
) -> None:
    sync(browser, both, body_of(both))
    url = f"/diary/entry/{both.id}/"
    labels = [field["label"] for field in browser.get(url).context["form"]["fields"]]
    assert labels[2] == "Minutes: Soft ball roll, sitting, left foot"
    sent = {f"places.{place}": "2" for place in HANDS}
    sent |= {f"then.0.places.{place}": "1" for place in FEET}
    browser.post(url, sent | {"then.0.places.right foot": "3"})

    (entry,) = PersonDiary(both.person).fold().entries
    assert entry.body["places"] == {"left hand": 120, "right hand": 120}
    assert entry.body["then"][0]["places"] == {"left foot": 60, "right foot": 180}


@pytest.mark.hazard("H-73")
@pytest.mark.parametrize(
    ("then", "flags"),
    [
        ([], None),
        ([{"technique": BALL, "places": {"left foot": 61}}], ["over-plan"]),
        (
            [{"technique": BALL, "places": {"left hand": 5}}],
            ["not-cleared", "over-plan"],
        ),
        (
            [{"technique": "circular-pressure", "places": {"left foot": 5}}],
            ["not-cleared", "over-plan"],
        ),
        ([{"technique": "circular-pressure", "places": {"left foot": 0}}], None),
        (
            [{"technique": BALL, "places": {"left foot": 500}}],
            ["over-plan", "over-dose"],
        ),
        (
            [
                {"technique": "warm-compress", "places": {"left foot": 30}},
                {"technique": "ice-massage", "places": {"left foot": 30}},
            ],
            ["not-cleared", "over-plan", "over-dose"],
        ),
    ],
)
def test_what_was_done_of_each_technique_is_held_against_its_own_plan(
    browser: Client, both: SessionRecord, then: list[Any], flags: list[str] | None
) -> None:
    planned = {"left foot": 60, "right foot": 60}
    body = body_of(both, then=[{"planned": planned, **one} for one in then])

    told = sync(browser, both, body)

    assert (told["outcome"], told.get("flags")) == ("kept", flags)


@pytest.mark.hazard("H-56")
@pytest.mark.hazard("H-73")
def test_a_third_dose_is_refused_whichever_place_in_a_session_it_had(
    browser: Client, both: SessionRecord, check_form: Form
) -> None:
    sync(browser, both, body_of(both))
    full = {"left foot": 120, "right foot": 120}
    alone = body_of(both, technique=BALL, places=full, planned=full, then=[])
    sync(browser, both, alone, id=str(uuid4()))

    again = keep_planned_session(
        both.person, ((BALL, FEET, 120),), Giver.SELF, MONDAY, "evening"
    )
    refused = browser.get(f"/sessions/{again.id}/check/")

    assert refused.status_code == 422
    assert refused.context["not_yet"]


@pytest.mark.hazard("H-58")
def test_the_strictest_limits_of_all_techniques_ask_once_for_all_places(
    browser: Client, both: SessionRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(browser, both, body_of(both))
    now = both.checked_at + 75 * MINUTE if both.checked_at else timezone.now()
    diary = PersonDiary(both.person).fold()
    asked = diary.due(now, limits.limits_of(both.person))

    # In the last hour of a day, the next day's question comes as well.
    of_today = [one for one in asked if one.which is not CheckedWhen.NEXT_DAY]
    assert [(one.which.value, len(one.places)) for one in of_today] == [
        ("20-minutes", 4)
    ]

    real = limits.screen

    def stricter(*args: Any) -> Any:
        clearance = real(*args)
        for place, verdict in clearance.techniques[BALL].verdicts.items():
            late = Changes(follow_up_s=(3600,), direction=str(place))
            object.__setattr__(verdict, "limits", late)
        return clearance

    monkeypatch.setattr(limits, "screen", stricter)
    asked = diary.due(now, limits.limits_of(both.person))
    assert [
        one.which.value for one in asked if one.which is not CheckedWhen.NEXT_DAY
    ] == ["20-minutes", "1-hour"]


def test_without_the_player_the_minutes_go_to_the_first_technique_first(
    browser: Client, both: SessionRecord
) -> None:
    browser.post(f"/sessions/{both.id}/done/", {"minutes": "5", "what": "colour"})

    event, session = sorted(
        PersonDiary(both.person).entries(), key=lambda entry: entry.kind
    )
    done = session.read()
    assert isinstance(done, SessionEntry)
    assert [dict(work.places) for work in done.works] == [
        {"left hand": 120, "right hand": 120},
        {"left foot": 30, "right foot": 30},
    ]
    assert event.body["technique"] is None
    assert event.body["places"] == [str(place) for place in (*HANDS, *FEET)]


def test_an_old_shelf_cannot_say_which_technique_was_done(
    both: SessionRecord, send: Callable[..., Any]
) -> None:
    answer = send(both, places={"left hand": 60})

    assert answer.status_code == 422
    assert "which technique" in answer.json()["error"]


def test_a_page_of_one_technique_did_not_play_two(
    browser: Client, both: SessionRecord
) -> None:
    body = body_of(both, prepared=str(uuid4()), checked_at=timezone.now().isoformat())
    told = sync(browser, both, body, id=str(UUID(int=5)))

    assert "not-cleared" in told["flags"]
    assert not SessionRecord.objects.filter(id=UUID(int=5)).exists()


def test_what_was_wrong_after_several_techniques_may_be_of_any(
    browser: Client, both: SessionRecord
) -> None:
    sync(browser, both, body_of(both))
    page = browser.get("/follow-ups/wrong/").content.decode()
    assert "squeeze and stroke, then Soft ball roll, sitting, " in page
    browser.post("/follow-ups/wrong/", {"what": "swelling"})

    event = PersonDiary(both.person).fold().troubles()[0].what
    assert getattr(event, "technique", "") is None
    assert len(event.places) == 4


def test_the_document_of_the_endpoint_lets_an_entry_of_both_in(
    both: SessionRecord,
) -> None:
    sent = {
        "id": str(both.id),
        "kind": EntryKind.SESSION.value,
        "at": timezone.localtime().replace(microsecond=0).isoformat(),
        "body": body_of(both),
    }
    assert entry_from_json(sent).to_json() == sent
