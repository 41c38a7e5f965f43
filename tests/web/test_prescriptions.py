"""A therapist's programme: written with a yes, plain to read, obeyed everywhere."""

import datetime as dt
import html
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kneadwell.knowledge import Library
from kneadwell.screening import Prescribed, Prescription
from kneadwell.vocabulary import Giver, Place
from kneadwell.web.people.models import Person
from kneadwell.web.prescriptions.models import PrescriptionRecord
from kneadwell.web.prescriptions.store import (
    end_prescription,
    keep_prescription,
    prescription_of,
)
from kneadwell.web.sessions.gate import outlook, past_of
from kneadwell.web.sessions.models import SessionRecord
from kneadwell.web.sessions.prepared import (
    answers_digest,
    pocket_facts,
    prepare,
    prepared_pages,
)
from tests.web.done import massage

Cleared = Callable[..., Person]
Form = Callable[..., dict[str, Any]]
BALL, OIL = "rolling-ball", "foot-massage-essential-oils"
LEFT, RIGHT = Place.parse("left foot"), Place.parse("right foot")
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
ANA = "Ana Ruiz, physiotherapist"


def in_days(days: int) -> str:
    return (timezone.localdate() + days * DAY).isoformat()


@pytest.fixture
def written(library: Library) -> dict[str, Any]:
    """What someone sends who allows the ball on the left foot, and nothing else."""
    return {
        "by": f"  {ANA} ",
        "review": in_days(28),
        **{f"{name}-allowed": "no" for name in library.techniques},
        f"{BALL}-allowed": "yes",
        f"{BALL}-places": ["left foot"],
        f"{BALL}-minutes-least": "1",
        f"{BALL}-minutes-most": "2",
        f"{BALL}-times-least": "3",
        f"{BALL}-times-most": "5",
        f"{BALL}-per": "week",
    }


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def prescribe(
    person: Person,
    *allowed: Prescribed,
    forbidden: tuple[str, ...] = (),
    review: int = 28,
) -> Prescription:
    """Let a programme hold; a review may be some days ago."""
    today = timezone.localdate()
    programme = Prescription(
        1, ANA, today - 60 * DAY, today + review * DAY, allowed, forbidden
    )
    return keep_prescription(person, programme, timezone.now())


def test_a_programme_is_read_back_and_holds_only_after_a_yes(
    browser: Client, ada: Person, written: dict[str, Any]
) -> None:
    read_back = browser.post("/programme/write/", written)

    assert read_back.status_code == 200
    assert prescription_of(ada) is None
    text = text_of(read_back)
    assert f"By {ANA}" in text
    assert "Now at most: 2 minutes on one place, 5 times a week." in text
    assert "It does not hold yet." in text

    again = {name: [] for name, _ in read_back.context["fields"]}
    for name, value in read_back.context["fields"]:
        again[name].append(value)
    saved = browser.post("/programme/write/", {**again, "confirm": "yes"})
    assert saved["Location"] == "/programme/?saved=yes"
    held = prescription_of(ada)
    assert held is not None
    assert (held.version, held.by) == (1, ANA)
    assert held.on == timezone.localdate()
    assert held.techniques == (Prescribed(BALL, (LEFT,), (1, 2), (3, 5, "week")),)
    assert set(held.forbidden) == {
        *(name[: -len("-allowed")] for name, it in written.items() if it == "no")
    }


def test_the_page_says_what_holds_in_plain_words(browser: Client, ada: Person) -> None:
    assert "No programme" in text_of(browser.get("/programme/"))

    prescribe(ada, Prescribed(BALL, (LEFT,), (1, 2), (1, 1, "day")), Prescribed(OIL))
    text = text_of(browser.get("/programme/"))
    assert f"Your programme by {ANA}" in text
    assert "Left foot" in text
    assert "Now at most: 2 minutes on one place, once a day." in text
    assert "Written: 1 to 2 minutes on one place, once a day." in text
    assert "No number is written. Our own limits hold." in text
    assert "Nothing here lets you do more than this." in text
    assert "The review is due" not in text


@pytest.mark.hazard("H-72")
def test_after_the_review_the_page_says_that_only_the_lower_numbers_hold(
    browser: Client, ada: Person
) -> None:
    prescribe(ada, Prescribed(BALL, (), (1, 2), (2, 4, "week")), review=-1)

    text = text_of(browser.get("/programme/"))
    assert "The review is due" in text
    assert "only the lower numbers hold" in text
    assert "Now at most: 1 minute on one place, 2 times a week." in text


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"by": "  "}, "by"),
        ({"by": "A" * 81}, "by"),
        ({"review": ""}, "review"),
        ({"review": "soon"}, "review"),
        ({"review": in_days(0)}, "review"),
        ({"review": in_days(367)}, "review"),
        ({f"{OIL}-allowed": ""}, f"{OIL}-allowed"),
        ({f"{OIL}-allowed": "perhaps"}, f"{OIL}-allowed"),
        ({f"{BALL}-places": ["left foot/heel"]}, f"{BALL}-places"),
        ({f"{BALL}-minutes-most": ""}, f"{BALL}-minutes"),
        ({f"{BALL}-minutes-least": "-1"}, f"{BALL}-minutes"),
        ({f"{BALL}-minutes-most": "61"}, f"{BALL}-minutes"),
        ({f"{BALL}-minutes-most": "2.5"}, f"{BALL}-minutes"),
        ({f"{BALL}-minutes-least": "3"}, f"{BALL}-minutes"),
        ({f"{BALL}-minutes-least": "²"}, f"{BALL}-minutes"),
        ({f"{BALL}-times-most": "9999999"}, f"{BALL}-times"),
        ({f"{BALL}-times-most": "11", f"{BALL}-per": "day"}, f"{BALL}-times"),
        ({f"{BALL}-per": "month"}, f"{BALL}-times"),
    ],
)
def test_a_mistake_keeps_the_form_and_says_how_to_mend_it(
    browser: Client,
    ada: Person,
    written: dict[str, Any],
    changed: dict[str, Any],
    field: str,
) -> None:
    sent = {**written, **changed, "confirm": "yes"}
    response = browser.post("/programme/write/", sent)

    assert response.status_code == 422
    (error,) = response.context["errors"]
    assert error["field"] == field
    assert error["message"].endswith(".")
    assert f'id="{field}"' in text_of(response)
    assert f'id="{field}-mend"' in text_of(response)
    assert prescription_of(ada) is None
    shown = {one["id"]: one for one in response.context["techniques"]}
    assert shown[BALL]["minutes"]["most"] == sent[f"{BALL}-minutes-most"]
    assert response.context["by"] == sent["by"]


def test_going_back_from_the_reading_keeps_what_was_written(
    browser: Client, ada: Person, written: dict[str, Any]
) -> None:
    response = browser.post("/programme/write/", written | {"again": "yes"})

    assert response.status_code == 200
    ball = next(it for it in response.context["techniques"] if it["id"] == BALL)
    assert [it["value"] for it in ball["places"] if it["checked"]] == ["left foot"]
    assert prescription_of(ada) is None


def test_a_new_version_starts_from_the_one_that_holds_and_takes_its_place(
    browser: Client, ada: Person, written: dict[str, Any]
) -> None:
    browser.post("/programme/write/", written | {"confirm": "yes"})
    page = browser.get("/programme/write/")
    ball = next(it for it in page.context["techniques"] if it["id"] == BALL)
    assert (ball["allowed"], ball["minutes"]["most"]) == ("yes", "2")
    assert [it["value"] for it in ball["per"] if it["checked"]] == ["week"]
    assert page.context["review"] == ""

    later = written | {f"{BALL}-minutes-most": "1", "confirm": "yes"}
    browser.post("/programme/write/", later)
    held = prescription_of(ada)
    assert held is not None
    assert (held.version, held.techniques[0].minutes) == (2, (1, 1))
    first = PrescriptionRecord.objects.get(version=1)
    assert first.content["techniques"][0]["minutes"]["most"] == 2  # type: ignore[index]


def test_a_programme_ends_only_when_asked_twice_and_only_the_one_that_was_seen(
    browser: Client, ada: Person
) -> None:
    prescribe(ada, Prescribed(BALL))
    assert "End the programme?" in text_of(browser.get("/programme/end/"))
    assert prescription_of(ada) is not None

    prescribe(ada, Prescribed(OIL))
    browser.post("/programme/end/", {"version": "1"})
    assert not end_prescription(ada, 1, timezone.now())
    assert prescription_of(ada) is not None

    ended = browser.post("/programme/end/", {"version": "2"})
    assert ended["Location"] == "/programme/?ended=yes"
    assert prescription_of(ada) is None
    assert "The programme has ended." in text_of(browser.get(ended["Location"]))
    assert browser.get("/programme/end/")["Location"] == "/programme/"
    assert prescribe(ada, Prescribed(BALL)).version == 4


def test_the_programme_of_someone_else_is_not_mine(
    browser: Client, ada: Person, bela: Person
) -> None:
    prescribe(bela, Prescribed(BALL))

    assert prescription_of(ada) is None
    assert ANA not in text_of(browser.get("/programme/"))
    browser.post("/programme/end/", {"version": "1"})
    assert prescription_of(bela) is not None


@pytest.mark.hazard("H-72")
def test_one_that_nobody_can_read_any_more_allows_nothing(
    browser: Client, cleared: Cleared, library: Library
) -> None:
    ada = cleared()
    prescribe(ada, Prescribed(BALL))
    row = PrescriptionRecord.objects.get()
    row.content["techniques"][0]["technique"] = "cupping"  # type: ignore[index]
    row.save()

    held = prescription_of(ada)
    assert held is not None
    for name in library.techniques:
        ceiling = held.ceiling(name, LEFT, timezone.localdate())
        assert ceiling is not None
        assert ceiling.seconds == 0
    assert browser.get("/programme/").status_code == 200
    assert browser.get("/programme/write/").status_code == 200


@pytest.mark.hazard("H-72")
def test_the_start_offers_no_more_than_the_programme(
    browser: Client, cleared: Cleared, form: Form
) -> None:
    ada = cleared()
    prescribe(ada, Prescribed(BALL, (LEFT,), (1, 1)))

    page = browser.get(f"/techniques/{BALL}/start/")
    places = [*page.context["place_choices"], *page.context["more_places"]]
    assert [it["value"] for it in places if it["is_open"]] == ["left foot"]
    right = next(it for it in places if it["value"] == "right foot")
    assert right["why"] == [f"The programme by {ANA} does not allow this massage here."]
    assert page.context["minutes"]["help"] == "At most 1 minute."

    too_long = form(places=["left foot"], minutes="2")
    refused = browser.post(f"/techniques/{BALL}/start/", too_long)
    assert refused.status_code == 422
    assert not SessionRecord.objects.exists()
    closed = browser.get(f"/techniques/{OIL}/start/")
    assert not closed.context["is_open"]


@pytest.mark.hazard("H-72")
@pytest.mark.parametrize("page", ["before/", ""])
def test_a_session_that_was_checked_before_the_programme_obeys_it(
    browser: Client, session: SessionRecord, page: str
) -> None:
    prescribe(session.person, Prescribed(BALL, (), (1, 1)))

    response = browser.get(f"/sessions/{session.id}/{page}")
    text = text_of(response)
    assert "Your programme allows no more" in text
    assert f"The programme by {ANA} allows 1 minute in one session." in text
    assert b'id="timeline"' not in response.content


@pytest.mark.hazard("H-72")
def test_the_check_refuses_what_the_programme_does_not_allow(
    browser: Client, chosen: SessionRecord, check_form: Form
) -> None:
    prescribe(chosen.person, Prescribed(OIL))

    path = f"/sessions/{chosen.id}/check/"
    seen = text_of(browser.get(path))
    assert f"The programme by {ANA} does not allow this massage here." in seen
    sent = browser.post(path, check_form())
    assert sent.status_code == 422
    assert "Your programme allows no more" in text_of(sent)


@pytest.mark.hazard("H-72")
def test_after_the_review_a_session_may_have_the_lower_number_and_is_told_why(
    browser: Client, session: SessionRecord
) -> None:
    prescribe(session.person, Prescribed(BALL, (), (1, 2)), review=-1)

    text = text_of(browser.get(f"/sessions/{session.id}/"))
    assert "is due for review" in text
    assert "only its lower number: 1 minute in one session." in text


@pytest.mark.hazard("H-72")
def test_times_of_a_programme_are_used_up_by_what_was_done(
    browser: Client, cleared: Cleared
) -> None:
    ada = cleared()
    prescribe(ada, Prescribed(BALL, (), None, (1, 1, "day")))
    massage(ada, HOUR, "left foot")

    seen = outlook(ada, BALL, (LEFT, RIGHT), Giver.SELF, timezone.localtime())
    assert seen.open_places == (RIGHT,)
    assert seen.refused is not None
    assert [(it.place, it.by) for it in seen.refused.not_yet] == [(LEFT, ANA)]


@pytest.mark.hazard("H-72")
def test_a_device_is_given_no_more_than_the_programme(
    browser: Client, cleared: Cleared, library: Library
) -> None:
    ada, now = cleared(touch_felt=True), timezone.localtime()
    before = answers_digest(ada, now)
    free = prepare(ada, BALL, now)
    assert free is not None
    assert set(free.places) == {LEFT, RIGHT}

    prescribe(ada, Prescribed(BALL, (LEFT,), (1, 1), (2, 2, "week")))
    prepared = prepare(ada, BALL, now)
    assert prepared is not None
    assert prepared.places == (LEFT,)
    assert prepared.planned == {"left foot": 60}
    assert [(it.seconds, it.cap_s) for it in prepared.asked.values()] == [(60, 60)]
    assert len(prepared_pages(ada, now)) == 4
    assert prepare(ada, OIL, now) is None
    facts: Any = pocket_facts(ada, now)["techniques"]
    assert (facts[BALL]["times_per_day"], facts[BALL]["times_per_week"]) == (1, 2)
    assert facts[OIL]["times_per_day"] == 0
    # What was prepared before it opens nothing once the device has asked again.
    assert answers_digest(ada, now) != before


@pytest.mark.hazard("H-72")
def test_each_stricter_programme_leaves_no_more_on_any_way_to_start(
    browser: Client, cleared: Cleared, form: Form, library: Library
) -> None:
    ada, now = cleared(touch_felt=True), timezone.localtime()
    massage(ada, HOUR, "left foot")
    stricter = (
        [Prescribed(name) for name in library.techniques],
        [Prescribed(BALL), Prescribed(OIL)],
        [Prescribed(BALL, (), (1, 2))],
        [Prescribed(BALL, (), (1, 2), (1, 9, "week"))],
        [Prescribed(BALL, (), (1, 1), (1, 9, "week"))],
        [Prescribed(BALL, (), (1, 1), (1, 3, "week"))],
        [Prescribed(BALL, (LEFT,), (1, 1), (1, 3, "week"))],
        [Prescribed(OIL, (LEFT,))],
    )

    def left() -> tuple[int, ...]:
        """Return what each way to start leaves: places, seconds, minutes, seconds."""
        seen = outlook(ada, BALL, (LEFT, RIGHT), Giver.SELF, now)
        page = browser.get(f"/techniques/{BALL}/start/")
        prepared = prepare(ada, BALL, now)
        return (
            len(seen.open_places),
            sum(room.seconds for room in seen.rooms.values()),
            int(page.context["minutes"].get("max", 0)),
            sum(prepared.planned.values()) if prepared else 0,
            len(prepared_pages(ada, now)),
        )

    found = [left()]
    for allowed in stricter:
        prescribe(ada, *allowed)
        found.append(left())
    for before, after in pairwise(found):
        assert all(a <= b for a, b in zip(after, before, strict=True)), str(found)
    assert found[0][0] == 2
    assert found[-1][:4] == (0, 0, 0, 0)
    # The only place that is allowed has had its time: it is prepared for tomorrow.
    assert found[-2] == (0, 0, 0, 60, 4)


@pytest.mark.hazard("H-72")
def test_what_is_prepared_ends_with_the_day_of_review(cleared: Cleared) -> None:
    ada, now = cleared(touch_felt=True), timezone.localtime()
    prescribe(ada, Prescribed(BALL, (), (1, 2), (1, 2, "day")), review=0)

    prepared = prepare(ada, BALL, now)
    assert prepared is not None
    assert max(prepared.planned.values()) <= 120
    tomorrow = timezone.localdate() + DAY
    assert prepared.until.date() == tomorrow
    assert prepared.until.time() == dt.time(0)
    facts: Any = pocket_facts(ada, now)["techniques"]
    assert facts[BALL]["times_per_day"] == 1


@pytest.mark.hazard("H-72")
def test_two_spots_of_one_place_share_its_minutes(
    browser: Client, cleared: Cleared, form: Form, library: Library
) -> None:
    ada = cleared()
    name = "circular-pressure"
    prescribe(ada, Prescribed(name, (), (1, 1)))
    spots = library.techniques[name].regions[LEFT.region].choose_from[:2]
    sent = form(places=["left foot"], spots=list(spots), energy="all", minutes=None)

    browser.post(f"/techniques/{name}/start/", sent)
    record = SessionRecord.objects.get()
    assert len(record.places) == 2
    assert record.wished_s == 60


def test_the_form_says_what_our_own_limits_are(browser: Client) -> None:
    page = browser.get("/programme/write/")
    limits = {one["id"]: one["limits"] for one in page.context["techniques"]}

    assert limits[OIL] == (
        "Our own limit: 5 minutes on one place. "
        "10 minutes where all feeling is normal. At most once a day."
    )
    assert limits["knuckle-pressure"].endswith("At most 3 times a week.")
    assert limits["circular-pressure"] == "Our own limit: 2 minutes on one place."


def test_settings_lead_to_the_programme(browser: Client) -> None:
    assert 'href="/programme/"' in text_of(browser.get("/settings/"))


def test_the_past_of_a_person_carries_what_holds(ada: Person) -> None:
    now = timezone.localtime()
    assert past_of(ada, now).prescription is None

    held = prescribe(ada, Prescribed(BALL))
    assert past_of(ada, now).prescription == held
