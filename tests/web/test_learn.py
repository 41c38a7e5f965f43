"""Learn mode: a lesson, a step a page; and how much energy there is for a session."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client

from kneadwell.knowledge import Library
from kneadwell.vocabulary import Giver
from kneadwell.web.people.models import Person
from kneadwell.web.sessions.models import SessionRecord
from kneadwell.web.techniques.lesson import about_text, tempo_text
from kneadwell.web.techniques.models import LessonRecord
from kneadwell.web.techniques.store import is_new, keep_lesson
from tests.screening.people import LIBRARY
from tests.web.done import massage

Cleared = Callable[..., Person]
Form = Callable[..., dict[str, Any]]

BALL = "/techniques/rolling-ball/"
OFFER = "Is this new to you?"
ROUTINES = [
    (technique.id, region)
    for technique in LIBRARY.techniques.values()
    for region in technique.regions
]


def lesson(
    technique_id: str, place: str, step: object = "", giver: str = "helper"
) -> str:
    asked = f"place={quote(place)}&giver={giver}&step={step}"
    return f"/techniques/{technique_id}/learn/?{asked}"


def text_of(browser: Client, path: str) -> str:
    response = browser.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


@pytest.mark.parametrize(("technique_id", "region"), ROUTINES)
def test_each_step_has_a_page_with_what_to_do_and_why(
    browser: Client, technique_id: str, region: str
) -> None:
    steps = LIBRARY.techniques[technique_id].regions[region].steps
    for number, step in enumerate(steps, start=1):
        page = text_of(browser, lesson(technique_id, f"right {region}", number))

        assert f"step {number} of {len(steps)}" in page
        assert step.name["en"] in page
        for line in (*step.say[Giver.HELPER]["en"], *step.why["en"]):
            assert line.replace("'", "&#x27;") in page
        assert f"depth-{step.pressure}" in page
        assert 'data-scene="right-' in page
    assert "That was all of it" in text_of(
        browser, lesson(technique_id, f"right {region}", len(steps) + 1)
    )


@pytest.mark.parametrize(("technique_id", "region"), ROUTINES)
def test_the_card_to_print_holds_all_steps_and_their_pictures(
    browser: Client, technique_id: str, region: str
) -> None:
    steps = LIBRARY.techniques[technique_id].regions[region].steps
    path = f"/techniques/{technique_id}/learn/print/?giver=helper&place=left {region}"

    page = text_of(browser, path)

    for step in steps:
        assert step.name["en"] in page
        for line in step.avoid["en"]:
            assert line.replace("'", "&#x27;") in page
    assert page.count('class="depth ') == len(steps)
    assert page.count('data-scene="left-') >= len(steps)
    assert "Do the check before you start." in page


def test_the_page_of_a_technique_shows_each_step(
    browser: Client, library: Library
) -> None:
    for technique in library.techniques.values():
        page = text_of(browser, f"/techniques/{technique.id}/")
        steps = [s for routine in technique.regions.values() for s in routine.steps]

        assert page.count('class="depth ') == len(steps)
        assert page.count("data-scene=") >= len(steps)
        assert page.count('class="scene-drawings"') == 1


@pytest.mark.hazard("H-01")
def test_a_lesson_says_that_it_is_one_and_plays_nothing(
    browser: Client, cleared: Cleared
) -> None:
    cleared()
    page = text_of(browser, f"{BALL}learn/")

    assert "This is a lesson. Nothing is timed and nothing plays." in page
    for path in (lesson("rolling-ball", "left foot", n) for n in ("", 1, 99)):
        assert "session-player" not in text_of(browser, path)
        assert 'id="timeline"' not in text_of(browser, path)
    assert not SessionRecord.objects.exists()


@pytest.mark.hazard("H-01")
@pytest.mark.parametrize("step", ["", 1, 99])
def test_a_verdict_that_closes_all_is_said_before_the_lesson(
    browser: Client, cleared: Cleared, step: object
) -> None:
    cleared(broken_skin="yes")

    page = text_of(browser, lesson("rolling-ball", "left foot", step))

    assert "Do not do it now." in page
    assert page.index("Not now, by what you said.") < page.index("<h1")
    printed = text_of(browser, f"{BALL}learn/print/")
    assert printed.index("Not now, by what you said.") < printed.index("<h1")


@pytest.mark.hazard("H-01")
def test_a_place_that_is_closed_is_named(browser: Client, cleared: Cleared) -> None:
    cleared(broken_skin=["left foot"])

    shut = text_of(browser, lesson("rolling-ball", "left foot", 1))
    free = text_of(browser, lesson("rolling-ball", "right foot", 1))

    assert "Not now on the left foot" in shut
    assert "Not now" not in free


@pytest.mark.hazard("H-06")
def test_who_feels_less_is_told_that_pressure_stays_at_one(
    browser: Client, cleared: Cleared
) -> None:
    cleared(loss_of_sensation_partial="yes")
    gentle = "It feels less here, so pressure stays at level 1."

    page = text_of(browser, lesson("foot-massage-essential-oils", "left foot", 4))

    assert gentle in page
    cleared(touch_felt=True)
    open_page = text_of(browser, lesson("foot-massage-essential-oils", "left foot", 4))
    assert gentle not in open_page


@pytest.mark.hazard("H-01")
def test_nobody_who_was_not_asked_is_told_to_begin(browser: Client) -> None:
    page = text_of(browser, lesson("rolling-ball", "left foot", 1))

    assert "We do not know yet what is safe for you." in page


def test_a_step_that_nobody_reaches_is_left_out_of_ones_own_hands(
    browser: Client,
) -> None:
    technique, step = "deep-tissue-legs", "Slide up behind the thigh"

    own = text_of(browser, lesson(technique, "left thigh", 99, giver="self"))
    others = text_of(browser, lesson(technique, "left thigh", 99, giver="helper"))

    assert step not in own
    assert step in others


@pytest.mark.parametrize(
    "asked",
    [
        *("step=abc", "step=-1", "step=0", "step=%D9%A3", "step=99999", "step=1e3"),
        *("place=nonsense&step=1", "place=left+thigh&step=1", "place=&step=2"),
        *("place=left+foot/sole-arch&step=1", "giver=robot&step=1", "step=1&step=x"),
    ],
)
def test_an_odd_address_leads_to_the_usual_lesson(browser: Client, asked: str) -> None:
    assert browser.get(f"{BALL}learn/?{asked}").status_code == 200
    assert browser.get(f"{BALL}learn/print/?{asked}").status_code == 200


def test_the_chosen_spot_is_the_one_that_is_shown(browser: Client) -> None:
    page = text_of(
        browser, lesson("circular-pressure", "left foot/top-of-foot", 4, giver="self")
    )

    assert "top of the foot" in page.lower()
    assert 'data-scene="left-foot-top' in page


def test_there_is_no_lesson_in_an_unknown_technique(browser: Client) -> None:
    for path in ("learn/", "learn/print/"):
        assert browser.get(f"/techniques/cupping/{path}").status_code == 404
    assert browser.post("/techniques/cupping/learn/").status_code == 404
    assert not LessonRecord.objects.exists()


def test_the_walk_is_offered_until_it_was_done_or_skipped_on_any_device(
    browser: Client, cleared: Cleared, ada: Person
) -> None:
    cleared()
    assert OFFER in text_of(browser, BALL)
    assert OFFER in text_of(browser, f"{BALL}start/")

    response = browser.post(f"{BALL}learn/", {"next": "start"})

    assert response["Location"] == f"{BALL}start/"
    second_device = Client()
    second_device.get(f"/enter/{settings.KEY}/")
    for device in (browser, second_device):
        assert OFFER not in text_of(device, BALL)
        assert OFFER not in text_of(device, f"{BALL}start/")
    assert OFFER in text_of(browser, "/techniques/knuckle-pressure/")
    assert "Walk through it, a step a page" in text_of(browser, BALL)


def test_what_was_done_once_is_not_new(
    browser: Client, cleared: Cleared, ada: Person
) -> None:
    cleared()
    massage(ada, timedelta(days=9))

    assert OFFER not in text_of(browser, BALL)


def test_what_someone_else_learned_is_new_to_me(ada: Person, bela: Person) -> None:
    keep_lesson(bela, "rolling-ball")

    assert is_new(ada, "rolling-ball")
    assert not is_new(bela, "rolling-ball")


def test_saying_twice_that_it_is_known_changes_nothing(
    browser: Client, ada: Person
) -> None:
    for wanted in ("technique", "https://elsewhere.example", ""):
        response = browser.post(f"{BALL}learn/", {"next": wanted})

        assert response["Location"] == BALL
    assert LessonRecord.objects.count() == 1


def test_times_and_pace_are_told_as_people_count_them(library: Library) -> None:
    assert about_text(42, 84) == "About 40 to 85 seconds."
    assert about_text(151, 151) == "About 2 minutes 30 seconds."
    assert about_text(60, 180) == "About 1 minute to 3 minutes."
    assert about_text(1, 2) == "About 5 seconds."
    steps = {
        step.tempo_per_min: tempo_text(step)
        for technique in library.techniques.values()
        for routine in technique.regions.values()
        for step in routine.steps
    }
    assert steps[0] == "Still. Nothing moves."
    assert steps[12] == "Slow. One takes 5 seconds, so 12 in a minute."
    assert steps[24] == "Slow. One takes 2 to 3 seconds, so 24 in a minute."


@pytest.mark.parametrize(
    ("technique_id", "said", "wished_s"),
    [
        ("rolling-ball", {"energy": "2"}, 120),
        ("rolling-ball", {"energy": "5"}, 240),
        ("foot-massage-essential-oils", {"energy": "5"}, 300),
        ("foot-massage-essential-oils", {"energy": "10", "minutes": "x"}, 600),
        ("foot-massage-essential-oils", {"energy": "all"}, 600),
        ("foot-massage-essential-oils", {"energy": "own", "minutes": "7"}, 420),
        ("foot-massage-essential-oils", {"minutes": "7"}, 420),
    ],
)
def test_energy_sets_the_minutes_and_never_more_than_is_allowed(
    browser: Client,
    cleared: Cleared,
    form: Form,
    technique_id: str,
    said: dict[str, str],
    wished_s: int,
) -> None:
    cleared()

    response = browser.post(f"/techniques/{technique_id}/start/", form(**said))

    assert response.status_code == 302, response.content.decode()
    assert SessionRecord.objects.get().wished_s == wished_s


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"energy": "1000"}, "energy"),
        ({"energy": ""}, "energy"),
        ({"energy": "own", "minutes": ""}, "minutes"),
        ({"energy": "own", "minutes": "90"}, "minutes"),
        ({"energy": "own", "minutes": "-3"}, "minutes"),
    ],
)
def test_energy_that_says_nothing_is_asked_again(
    browser: Client, cleared: Cleared, form: Form, said: dict[str, str], field: str
) -> None:
    cleared()

    response = browser.post(f"{BALL}start/", form(**said))

    assert response.status_code == 422
    assert [it["field"] for it in response.context["errors"]] == [field]
    assert not SessionRecord.objects.exists()
