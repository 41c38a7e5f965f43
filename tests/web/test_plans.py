"""The pages of the week: wishes, the plan, and what is said of its sessions."""

import re
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from queue import SimpleQueue
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from kneadwell.diary import Entry, EntryKind
from kneadwell.knowledge import Library
from kneadwell.plan import Week
from kneadwell.screening import Answer, Given, Prescribed, Prescription, Where
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.library import current_library
from kneadwell.web.people.models import Person
from kneadwell.web.plans import proving, store
from kneadwell.web.plans.models import PlanEventRecord, PlanRecord, WishRecord
from kneadwell.web.plans.weeks import PersonWeek
from kneadwell.web.prescriptions.store import keep_prescription
from kneadwell.web.screening.store import keep_answer
from kneadwell.web.sessions.models import SessionRecord
from tests.web.done import massage

Cleared = Callable[..., Person]
Says = Callable[..., Any]

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVENINGS = [f"{day}-evening" for day in DAYS]
FOOT_MASSAGE = "foot-massage-essential-oils"
WEEK = Week(2026, 48)
MONDAY, TUESDAY, WEDNESDAY = WEEK.days[:3]
URL = f"/week/{WEEK}/"


def at(day: date, hour: int) -> AbstractContextManager[Any]:
    """Let it be an hour of a day."""
    moment = datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("UTC"))
    return mock.patch("django.utils.timezone.now", return_value=moment)


@pytest.fixture(autouse=True)
def monday_morning() -> Iterator[None]:
    """Let it be seven in the morning of a Monday, until a test says otherwise."""
    with at(MONDAY, 7), timezone.override(ZoneInfo("UTC")):
        yield


@pytest.fixture
def says(browser: Client, cleared: Cleared) -> Says:
    """Send the form of wishes: foot massage in the evenings, with `said` on top."""
    cleared(touch_felt=True)

    def send(**said: Any) -> Any:
        sent = {
            "slots": EVENINGS,
            "minutes_per_day": "20",
            "session_minutes": "15",
            f"technique-{FOOT_MASSAGE}": "want",
            "page": str(uuid.uuid4()),
        }
        named = {
            name.replace("technique_", "technique-"): it for name, it in said.items()
        }
        return browser.post("/week/wishes/", sent | named)

    return send


@pytest.fixture
def planned(says: Says) -> PlanRecord:
    """A quick plan: foot massage each evening of the week."""
    says()
    return PlanRecord.objects.get()


@pytest.fixture
def post(browser: Client) -> Says:
    """Press something on a page that was just loaded."""

    def send(url: str, **said: Any) -> Any:
        return browser.post(url, {"page": str(uuid.uuid4())} | said)

    return send


def week_of(person: Person, library: Library) -> PersonWeek:
    now = timezone.localtime()
    return PersonWeek.of(person, WEEK, now, library, PersonDiary(person).recent(now))


def states(person: Person, library: Library) -> dict[str, str]:
    """Return what became of each session, by when it is now."""
    sessions = week_of(person, library).sessions
    return {f"{it.now.day:%a} {it.now.slot}": it.state.value for it in sessions}


def sessions_of(record: PlanRecord) -> set[tuple[str, str]]:
    return {(it["date"], it["slot"]) for it in record.plan["sessions"]}


def last(person: Person) -> PlanRecord:
    record = store.last_plan(person, WEEK)
    assert record
    return record


# Wishes


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"slots": []}, "slots"),
        ({"slots": ["someday-evening"]}, "slots"),
        ({"minutes_per_day": ""}, "minutes_per_day"),
        ({"minutes_per_day": "-5"}, "minutes_per_day"),
        ({"minutes_per_day": "0"}, "minutes_per_day"),
        ({"minutes_per_day": "181"}, "minutes_per_day"),
        ({"minutes_per_day": "٢٠"}, "minutes_per_day"),
        ({"session_minutes": "16"}, "session_minutes"),
        ({"technique_ice-massage": "much"}, "techniques"),
        ({"as_needed": ["knitting"]}, "as_needed"),
        ({"worse": ["left nose"]}, "worse"),
        ({"in_house": ["sauna"]}, "in_house"),
    ],
)
def test_a_wish_that_cannot_be_comes_back_as_it_was(
    says: Says, said: dict[str, Any], field: str
) -> None:
    response = says(**said)

    assert response.status_code == 422
    assert field in [error["field"] for error in response.context["errors"]]
    assert not WishRecord.objects.exists()
    assert not PlanRecord.objects.exists()
    if "minutes_per_day" in said:
        kept = response.context["form"]["minutes_per_day"]
        assert kept == said["minutes_per_day"]


def test_a_wish_is_kept_and_planned_at_once(
    says: Says, browser: Client, ada: Person, library: Library
) -> None:
    response = says(worse=["left foot"])

    assert response["Location"] == URL
    wished = store.wished_of(ada, library)
    assert wished
    assert wished.wish.techniques == (FOOT_MASSAGE,)
    assert [str(place) for place in wished.wish.worse] == ["left foot"]
    record = PlanRecord.objects.get()
    assert not record.is_proven
    assert len(sessions_of(record)) == 7
    page = browser.get(URL).content.decode()
    assert page.count('class="week-session"') == 7
    assert "10 minutes of massage. About 17 minutes in all." in page
    assert "This is a quick plan" in page


def test_pressing_the_button_twice_makes_one_plan(says: Says) -> None:
    page = str(uuid.uuid4())
    says(page=page)
    says(page=page)

    assert PlanRecord.objects.count() == 1


def test_the_form_shows_what_was_wished_before(says: Says, browser: Client) -> None:
    says(technique_reflexology="out", in_house=["ball"], minutes_per_day="25")

    page = browser.get("/week/wishes/").content.decode()

    for said in (
        'name="slots" value="mon-evening" checked',
        'name="technique-reflexology" value="out" checked',
        f'name="technique-{FOOT_MASSAGE}" value="want" checked',
        'name="in_house" value="ball" checked',
        'max="180" step="1" value="25"',
    ):
        assert said in page
    assert 'value="mon-morning" checked' not in page


def test_minutes_needed_stand_beside_minutes_given(says: Says, browser: Client) -> None:
    says()
    sent = {"slots": EVENINGS, "minutes_per_day": "20", "session_minutes": "15"}
    asked = sent | {f"technique-{FOOT_MASSAGE}": "want"}

    response = browser.post("/week/wishes/minutes/", asked)
    short = browser.post("/week/wishes/minutes/", asked | {"minutes_per_day": "5"})
    wrong = browser.post("/week/wishes/minutes/", asked | {"minutes_per_day": "no"})

    assert b"70 needed, 105 given." in response.content
    assert b"There is time for all of it." in response.content
    assert b"70 needed, 35 given." in short.content
    assert b"We plan what matters most." in short.content
    assert b"write a number from 1 to 180" in wrong.content
    assert WishRecord.objects.get().wish["minutes_per_day"] == 20


def test_what_needs_something_that_is_not_there_is_left_out_and_said(
    says: Says, browser: Client, ada: Person
) -> None:
    says(**{"technique_rolling-ball": "like"})
    page = browser.get(URL).content.decode()
    assert "It needs a soft ball." in page

    says(**{"technique_rolling-ball": "like"}, in_house=["ball"])

    works = [it for one in last(ada).plan["sessions"] for it in one["work"]]
    assert "rolling-ball" in {work["technique"] for work in works}
    assert "It needs a soft ball." not in browser.get(URL).content.decode()


def test_a_wish_that_this_edition_cannot_read_is_asked_again(
    says: Says, browser: Client
) -> None:
    says()
    row = WishRecord.objects.get()
    row.wish["techniques"] = ["gone-by-now"]
    row.save()

    assert browser.get("/week/wishes/").status_code == 200
    page = browser.get("/week/2026-W49/").content.decode()
    assert "Say what you wish for" in page


def test_before_the_questions_there_is_no_plan(browser: Client, ada: Person) -> None:
    page = browser.get("/week/").content.decode()

    assert "To the questions" in page
    assert browser.get("/week/wishes/")["Location"] == "/week/"
    assert browser.post("/week/wishes/minutes/").status_code == 404


def test_where_nothing_can_be_planned_the_page_says_what_blocks_it(
    says: Says, browser: Client, library: Library
) -> None:
    out = {f"technique_{name}": "out" for name in library.techniques}
    says(**out | {f"technique-{FOOT_MASSAGE}": "out"})

    response = browser.get(URL)

    assert response.context["state"] == "blocked"
    assert response.context["blocked"]
    assert b'href="/results/"' in response.content
    assert not PlanRecord.objects.exists()


def test_a_wish_on_a_sunday_night_is_for_the_next_week(says: Says) -> None:
    with at(WEEK.days[-1], 20):
        response = says()

    assert response["Location"] == "/week/2026-W49/"
    assert PlanRecord.objects.get().week == "2026-W49"


# The proof


def test_the_proof_becomes_the_plan_that_counts(
    planned: PlanRecord, browser: Client, ada: Person
) -> None:
    before = browser.get(f"{URL}progress/", {"of": planned.record_id}).json()
    assert not before["ended"]

    told = []
    proven = proving.prove(planned, told.append)

    assert told
    assert proven == last(ada)
    assert proven.is_proven
    assert proven.plan["status"] == "optimal"
    after = browser.get(f"{URL}progress/", {"of": planned.record_id}).json()
    assert after["ended"]
    assert after["better"] == (proven.plan["sessions"] != planned.plan["sessions"])
    page = browser.get(URL).content.decode()
    assert "No better plan is possible." in page
    assert "<plan-progress" not in page
    assert proving.prove(planned) is None


def test_a_better_plan_is_offered(
    planned: PlanRecord, browser: Client, ada: Person, library: Library
) -> None:
    plan = store.plan_in(planned, library)
    assert plan
    wish = week_of(ada, library).wish_anew()
    better = plan.__class__(plan.week, plan.edition, plan.status, (), plan.sessions[:3])
    store.keep_proof(planned, better, wish, planned.since_at)

    told = browser.get(f"{URL}progress/", {"of": planned.record_id}).json()

    assert told == {"says": "The plan got better.", "ended": True, "better": True}


def test_a_proof_never_overrules_what_was_said_meanwhile(
    planned: PlanRecord, post: Says, ada: Person, browser: Client
) -> None:
    post("/week/2026-11-24/evening/", act="move", to="2026-11-24 bedtime")

    assert proving.prove(planned) is None
    assert last(ada) == planned
    assert "You made this plan your own." in browser.get(URL).content.decode()


def test_a_proof_keeps_what_was_done_meanwhile(
    planned: PlanRecord, ada: Person, library: Library
) -> None:
    with at(TUESDAY, 8):
        done(ada, at_hour=18)

        proven = proving.prove(planned)

        assert proven
        assert sessions_of(proven) >= {("2026-11-23", "evening")}
        assert states(ada, library)["Mon evening"] == "done"


def test_a_search_that_fails_is_not_begun_for_ever(
    planned: PlanRecord,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[Any]],
) -> None:
    prover, tried = proving.Prover(), SimpleQueue[int]()
    with mock.patch.object(proving.Prover, "_prove", lambda _self, pk: tried.put(pk)):
        for _ in range(proving.TRIES):
            assert not prover.has_given_up(planned)
            with django_capture_on_commit_callbacks(execute=True):
                prover.ask(planned)
            assert tried.get(timeout=30) == planned.pk
            while prover.is_busy_with(planned):
                time.sleep(0.01)

    assert prover.has_given_up(planned)


def done(person: Person, at_hour: int) -> None:
    """Write down Monday's session as it was planned."""
    seconds = {"left foot": 300, "right foot": 300}
    body = {
        "technique": FOOT_MASSAGE,
        "giver": "self",
        "places": seconds,
        "planned": seconds,
        "ended": "finished",
        "edition": "any",
    }
    moment = datetime(2026, 11, 23, at_hour, 20, tzinfo=ZoneInfo("UTC"))
    PersonDiary(person).add([Entry(uuid.uuid4(), EntryKind.SESSION, moment, body)])


def hurt(person: Person) -> None:
    """Say that the skin of the left foot is broken."""
    where, now = (Where.parse("left foot"),), timezone.now()
    keep_answer(person, "broken-skin", Given(Answer.YES, where), now)
    flag = current_library().conditions["broken-skin"].related_red_flag
    assert flag
    keep_answer(person, flag, Given(Answer.NO), now)


# Starting


def test_a_planned_session_goes_to_its_check_once(
    planned: PlanRecord, post: Says
) -> None:
    first = post("/week/2026-11-23/evening/start/")
    second = post("/week/2026-11-23/evening/start/")

    session = SessionRecord.objects.get()
    assert first["Location"] == second["Location"] == f"/sessions/{session.id}/check/"
    assert session.technique == FOOT_MASSAGE
    assert session.wished_s == 600
    assert (session.planned_day, session.planned_slot) == (MONDAY, "evening")
    assert session.checked_at is None


def test_only_todays_sessions_start(planned: PlanRecord, post: Says) -> None:
    response = post("/week/2026-11-24/evening/start/")

    assert response["Location"] == URL
    assert not SessionRecord.objects.exists()


def test_less_energy_starts_a_shorter_session(planned: PlanRecord, post: Says) -> None:
    post("/week/2026-11-23/evening/", act="less", minutes="2")
    post("/week/2026-11-23/evening/start/")

    assert SessionRecord.objects.get().wished_s == 120


@pytest.mark.hazard("H-71")
def test_a_stale_plan_starts_nothing_and_is_planned_again(
    planned: PlanRecord, browser: Client, post: Says, ada: Person
) -> None:
    hurt(ada)

    page = browser.get(URL)
    assert page.context["state"] == "stale"
    assert b"Take the new plan" in page.content
    assert b"/start/" not in page.content
    assert b"/evening/start/" not in browser.get("/").content
    assert b"Your plan needs a new look" in browser.get("/").content
    assert b"/start/" not in browser.get("/week/2026-11-23/evening/").content
    assert post("/week/2026-11-23/evening/start/")["Location"] == URL
    assert browser.get(f"{URL}print/")["Location"] == URL
    assert proving.prove(planned) is None
    assert not SessionRecord.objects.exists()

    post(f"{URL}plan/")

    works = [it for one in last(ada).plan["sessions"] for it in one["work"]]
    assert works
    assert all(list(work["seconds"]) == ["right foot"] for work in works)
    assert browser.get(URL).context["state"] == "planned"


@pytest.mark.hazard("H-71")
def test_another_edition_makes_a_plan_stale(
    planned: PlanRecord, browser: Client
) -> None:
    PlanRecord.objects.update(edition="another")

    assert browser.get(URL).context["state"] == "stale"


@pytest.mark.hazard("H-67")
def test_a_paused_place_is_not_planned(
    says: Says, ada: Person, library: Library
) -> None:
    session = massage(ada, timedelta(hours=5))
    body = {
        "session": str(session.id),
        "when": "20-minutes",
        "found": ["redness"],
        "places": ["left foot"],
    }
    moment = timezone.localtime() - timedelta(hours=4)
    PersonDiary(ada).add([Entry(uuid.uuid4(), EntryKind.SKIN_CHECK, moment, body)])

    says()

    works = [it for one in last(ada).plan["sessions"] for it in one["work"]]
    assert works
    assert "left foot" not in {place for work in works for place in work["seconds"]}


@pytest.mark.hazard("H-72")
def test_a_programme_holds_the_plan_down_and_says_so(
    says: Says, browser: Client, ada: Person
) -> None:
    prescribed = Prescribed(FOOT_MASSAGE, (), (2, 3), None)
    reviewed = MONDAY - timedelta(days=1)
    programme = Prescription(
        1, "Dr Bo", MONDAY - timedelta(days=60), reviewed, (prescribed,), ()
    )
    keep_prescription(ada, programme, timezone.now())

    says()

    works = [it for one in last(ada).plan["sessions"] for it in one["work"]]
    assert {tuple(work["seconds"].values()) for work in works} == {(120, 120)}
    page = browser.get(URL).content.decode()
    assert "The programme of Dr Bo holds here." in page
    assert "Its review is due" in page


def test_what_was_done_earlier_that_day_is_the_session_of_that_day(
    planned: PlanRecord, browser: Client, ada: Person, library: Library
) -> None:
    done(ada, at_hour=6)

    with at(MONDAY, 8):
        assert states(ada, library)["Mon evening"] == "done"
        assert b"/evening/start/" not in browser.get("/").content


@pytest.mark.hazard("H-71")
def test_other_wishes_make_a_plan_stale_even_where_nothing_fits_them(
    planned: PlanRecord, says: Says, browser: Client
) -> None:
    with at(MONDAY, 8):
        says(**{f"technique-{name}": "out" for name in current_library().techniques})

        page = browser.get(URL)

        assert page.context["state"] == "blocked"
        assert b"/evening/start/" not in browser.get("/").content


# What is said of sessions and days


@pytest.mark.parametrize("act", ["skip", "not-applicable"])
def test_a_session_is_left_out_and_put_back(
    planned: PlanRecord,
    browser: Client,
    post: Says,
    ada: Person,
    library: Library,
    act: str,
) -> None:
    session = "/week/2026-11-23/evening/"
    assert post(session, act=act)["Location"] == f"{URL}?told={act}"
    state = "skipped" if act == "skip" else act
    assert states(ada, library)["Mon evening"] == state
    assert b"/evening/start/" not in browser.get("/").content
    assert b"Put it back into the plan" in browser.get(session).content
    assert len(states(ada, library)) == 7

    with at(MONDAY, 8):
        post(session, act="back")

        assert states(ada, library)["Mon evening"] == "planned"


def test_a_press_counts_once(planned: PlanRecord, browser: Client) -> None:
    said = {"act": "skip", "page": str(uuid.uuid4())}
    browser.post("/week/2026-11-23/evening/", said)
    browser.post("/week/2026-11-23/evening/", said)

    assert PlanEventRecord.objects.count() == 1


def test_a_session_moves_to_a_free_part_of_a_day(
    planned: PlanRecord, browser: Client, post: Says, ada: Person, library: Library
) -> None:
    response = post("/week/2026-11-24/evening/", act="move", to="2026-11-24 bedtime")

    assert response["Location"] == "/week/2026-11-24/bedtime/"
    assert states(ada, library)["Tue bedtime"] == "moved"
    assert "Tue evening" not in states(ada, library)
    page = browser.get("/week/2026-11-24/bedtime/").content.decode()
    assert "Moved here from Tuesday evening." in page


@pytest.mark.hazard("H-68")
def test_a_move_that_breaks_a_promise_is_refused_and_says_why(
    planned: PlanRecord, post: Says, ada: Person, library: Library
) -> None:
    before = states(ada, library)
    too_near, taken, over = (
        "2026-11-25 morning",
        "2026-11-25 evening",
        "2026-11-22 evening",
    )

    for to in (too_near, taken, over, "", "soon"):
        response = post("/week/2026-11-24/evening/", act="move", to=to)

        assert response.status_code == 422, to
        assert response.context["problems"]
        assert b"Nothing was changed." in response.content
    assert states(ada, library) == before


def test_what_cannot_be_said_of_a_session_changes_nothing(
    planned: PlanRecord, post: Says
) -> None:
    for said in (
        {"act": "dance"},
        {},
        {"act": "less", "minutes": "7"},
        {"act": "flare"},
    ):
        response = post("/week/2026-11-23/evening/", **said)

        assert response.status_code in {404, 422}, said
    assert not PlanEventRecord.objects.exists()


def test_a_flare_day_rests_and_may_go_on_again(
    planned: PlanRecord, browser: Client, post: Says, ada: Person, library: Library
) -> None:
    post(f"{URL}days/", act="flare", day="2026-11-23")
    assert states(ada, library)["Mon evening"] == "paused"
    assert states(ada, library)["Tue evening"] == "planned"
    page = browser.get("/").content.decode()
    assert "Today rests. Nothing is owed." in page
    assert "/evening/start/" not in page

    with at(MONDAY, 8):
        post(f"{URL}days/", act="back", day="2026-11-23")
        assert "/evening/start/" in browser.get("/").content.decode()


def test_a_flare_in_the_diary_rests_its_day(
    planned: PlanRecord, browser: Client, ada: Person, library: Library
) -> None:
    browser.post("/check-in/", {"flare": "yes"})

    assert states(ada, library)["Mon evening"] == "paused"


def test_days_away_have_no_sessions(
    planned: PlanRecord, browser: Client, post: Says, ada: Person, library: Library
) -> None:
    assert post(f"{URL}days/", act="away").status_code == 422
    post(f"{URL}days/", act="away", day=["2026-11-24", "2026-11-25"])

    assert len(states(ada, library)) == 5
    assert "You are away." in browser.get(URL).content.decode()
    post(f"{URL}plan/")
    days = {day for day, _ in sessions_of(last(ada))}
    assert days.isdisjoint({"2026-11-24", "2026-11-25"})


@pytest.mark.hazard("H-75")
def test_planning_again_keeps_what_was_and_makes_nothing_up(
    planned: PlanRecord, post: Says, ada: Person, library: Library
) -> None:
    done(ada, at_hour=18)
    with at(WEDNESDAY, 7):
        # Tuesday went by.
        post(f"{URL}plan/")

        assert sessions_of(last(ada)) == sessions_of(planned)
        assert states(ada, library)["Mon evening"] == "done"
        assert states(ada, library)["Tue evening"] == "passed"
        ahead = {
            when: it for when, it in states(ada, library).items() if it == "planned"
        }
        assert len(ahead) == 5


# Whose it is


def test_another_persons_plan_is_nobodys_here(
    planned: PlanRecord, browser: Client, post: Says, bela: Person
) -> None:
    PlanRecord.objects.update(person=bela)
    WishRecord.objects.update(person=bela)

    assert browser.get(URL).context["state"] == "wish"
    for url in ("2026-11-23/evening/", f"{WEEK}/progress/"):
        assert browser.get(f"/week/{url}").status_code == 404
    assert post("/week/2026-11-23/evening/start/").status_code == 404
    assert post("/week/2026-11-23/evening/", act="skip").status_code == 404


def test_what_is_not_there_is_a_page_that_says_so(
    planned: PlanRecord, browser: Client
) -> None:
    for path in (
        "2026-W60/",
        "2026-W9/",
        "0000-W01/",
        "2027-W20/",
        "2026-11-23/night/",
        "2026-11-23/morning/",
        "2026-13-23/evening/",
        "2026-W50/progress/",
    ):
        assert browser.get(f"/week/{path}").status_code == 404, path


def test_a_week_that_is_over_is_only_looked_at(
    planned: PlanRecord, browser: Client, post: Says, ada: Person
) -> None:
    with at(WEEK.days[-1] + timedelta(days=3), 9):
        page = browser.get(URL)
        assert page.context["state"] == "over"
        assert b"Nothing is owed." in page.content
        post(f"{URL}plan/")
        assert last(ada) == planned
        assert b"This week is not planned yet." in browser.get("/week/").content
        post("/week/2026-W49/plan/")
        assert len(PlanRecord.objects.filter(week="2026-W49")) == 1


# Today and paper


def test_today_has_the_next_session_as_its_one_button(
    planned: PlanRecord, browser: Client
) -> None:
    page = browser.get("/").content.decode()

    solid = re.findall(r'class="button" (?:href|type)="([^"]*)"', page)
    assert solid == ["submit"]
    assert 'action="/week/2026-11-23/evening/start/"' in page
    assert "Evening, 18:00" in page
    assert "About 17 minutes from sitting down to shoes on." in page


def test_today_offers_a_plan_gently(
    browser: Client, cleared: Cleared, says: Says
) -> None:
    page = browser.get("/").content.decode()
    assert 'class="button button-plain" href="/week/wishes/"' in page
    assert 'class="button" href="/techniques/"' in page


def test_leaving_out_on_today_stays_on_today(
    planned: PlanRecord, browser: Client, post: Says
) -> None:
    response = post("/week/2026-11-23/evening/", act="skip", next="today")

    assert response["Location"] == "/"
    page = browser.get("/").content.decode()
    assert "Left out. Nothing to make up." in page
    assert "Next: Tuesday evening." in page


def test_paper_has_boxes_to_tick_and_a_picture_of_each_technique(
    planned: PlanRecord, browser: Client
) -> None:
    page = browser.get(f"{URL}print/").content.decode()

    assert page.count('class="print-box"') == 7
    assert page.count("<figure>") == 1
    assert 'class="rooms"' not in page
    assert "Do the check before you start." in page
