"""The questions before a massage: what is kept, where they lead, what they clear."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kneadwell.knowledge import Ask, Library
from kneadwell.screening import Answer, Answers, Given, Where
from kneadwell.vocabulary import Giver, Place
from kneadwell.web.people.models import Person, Profile
from kneadwell.web.screening import store
from kneadwell.web.screening.cards import CardsForm
from kneadwell.web.screening.intake import topics
from kneadwell.web.screening.models import AnswerRecord
from kneadwell.web.screening.touch import TOES
from kneadwell.web.words import words

LEFT, RIGHT = Place.parse("left foot"), Place.parse("right foot")
HAND = Place.parse("left hand")
FEET = (LEFT, RIGHT)
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
YES, NO, UNKNOWN = (Given(Answer(word)) for word in ("yes", "no", "unknown"))
WELCOME = {"for_whom": "me", "giver": "self", "places": ["left foot", "right foot"]}

Intake = Callable[..., None]


def at(*places: str) -> Given:
    """Return a yes at places."""
    return Given(Answer.YES, tuple(map(Where.parse, places)))


@pytest.fixture
def answered(ada: Person, library: Library) -> Intake:
    """Let Ada go through all questions, with no to all but what is said."""

    def go(profile: dict[str, Any] | None = None, **said: Given) -> None:
        chosen = WELCOME | (profile or {})
        store.keep_profile(ada, Profile(**chosen))
        named = {name.replace("_", "-"): given for name, given in said.items()}
        noes = dict.fromkeys(library.conditions, NO)
        whole = {f"group:{topic.id}": NO for topic in topics(library)}
        store.keep_answers(ada, whole | noes, timezone.now(), by_group=True)
        store.keep_answers(ada, named, timezone.now())

    return go


def standing(
    person: Person, now: dt.datetime | None = None, *, fresh: bool = True
) -> Answers:
    now = now or timezone.now()
    return store.standing(person, FEET, Giver.SELF, now, fresh=fresh)


def toes(**found: str) -> dict[str, str]:
    """Return a touch check with every toe felt but those named."""
    sent = dict.fromkeys((f"toe-{toe.replace(' ', '-')}" for toe in TOES), "felt")
    return sent | {f"toe-{toe.replace('_', '-')}": it for toe, it in found.items()}


def page(answer: HttpResponse) -> str:
    """Return the words of a page, each space once."""
    return " ".join(answer.content.decode().split())


# What is kept


def test_the_newest_answer_counts(ada: Person) -> None:
    store.keep_answer(ada, "diabetes", NO, NOW)
    store.keep_answer(ada, "diabetes", YES, NOW - dt.timedelta(days=1))
    assert standing(ada, NOW).answer_to("diabetes") is Answer.YES
    assert AnswerRecord.objects.count() == 2


def test_an_answer_is_never_taken_away(ada: Person) -> None:
    store.keep_answer(ada, "diabetes", NO, NOW)
    with pytest.raises(TypeError):
        AnswerRecord.objects.get().delete()


def test_nobody_answers_for_someone_else(ada: Person, bela: Person) -> None:
    store.keep_answer(bela, "diabetes", NO, NOW)
    assert standing(ada, NOW).given == {}


@pytest.mark.parametrize(
    ("given", "age_min", "counts"),
    [(NO, 60, True), (NO, 61, False), (NO, -1, False), (YES, 600, True)],
)
def test_only_a_no_of_every_session_grows_old(
    ada: Person, given: Given, age_min: int, counts: object
) -> None:
    said_at = NOW - dt.timedelta(minutes=age_min)
    store.keep_answer(ada, "broken-skin", given, said_at)
    store.keep_answer(ada, "diabetes", NO, said_at)
    kept = standing(ada, NOW).given
    assert ("broken-skin" in kept, "diabetes" in kept) == (counts, True)
    assert "broken-skin" in standing(ada, NOW, fresh=False).given


def test_where_and_since_come_back(ada: Person) -> None:
    given = Given(Answer.YES, (Where.parse("left leg"),), dt.date(2026, 1, 2))
    store.keep_answer(ada, "past-blood-clot", given, NOW)
    assert standing(ada, NOW).given["past-blood-clot"] == given


# The cards


@pytest.mark.hazard("H-54")
def test_cards_need_a_press_each(ada: Person, library: Library) -> None:
    store.keep_answer(ada, "broken-skin", at("left foot"), NOW)
    cards = [g.id for g in library.groups.values() if g.ask is Ask.EVERY_SESSION]
    sent = QueryDict("&".join(f"card-{name}=none" for name in cards[1:]))
    form = CardsForm(library, standing(ada), sent)
    assert form.answered() is None
    assert [bool(card["error"]) for card in form.shown()] == [True, *[False] * 5]

    sent = QueryDict("&".join(f"card-{name}=none" for name in cards))
    noes = CardsForm(library, standing(ada), sent).answered()
    assert noes
    assert set(noes.values()) == {NO}
    assert len(noes) == 25
    assert "broken-skin" not in noes


# The way through the questions


def test_the_first_page_comes_first(browser: Client, ada: Person) -> None:
    for path in ("/questions/", "/results/", "/touch-check/"):
        assert browser.get(path).headers["Location"] == "/welcome/"
    assert browser.post("/welcome/", WELCOME).headers["Location"] == "/questions/"
    profile = store.profile_of(ada)
    assert profile
    assert (profile.chosen, profile.giver, profile.age) == (FEET, "self", None)


@pytest.mark.parametrize(
    "said",
    [{"giver": "cat"}, {"places": ["left ear"]}, {"for_whom": ""}, {"age": "-4"}],
)
def test_a_first_page_with_a_gap_is_kept_and_mended(
    browser: Client, ada: Person, said: dict[str, object]
) -> None:
    answer = browser.post("/welcome/", WELCOME | said)
    assert answer.status_code == 422
    assert "mend-line" in page(answer)
    assert store.profile_of(ada) is None


def test_no_to_a_topic_answers_its_questions(
    browser: Client, ada: Person, library: Library
) -> None:
    browser.post("/welcome/", WELCOME)
    sent = {topic.id: "no" for topic in topics(library)} | {"blood": "yes"}
    answer = browser.post("/questions/", sent)
    assert answer.headers["Location"] == "/questions/past-blood-clot/"
    kept = standing(ada).given
    assert kept["diabetes"] == NO
    assert "blood-thinners" not in kept

    browser.post("/questions/", sent | {"diabetes": "unknown"})
    assert "diabetes" not in standing(ada).given, "opened again, so not answered"
    browser.post("/questions/", sent)
    assert standing(ada).given["diabetes"] == NO


@pytest.mark.hazard("H-54")
def test_no_to_a_topic_changes_no_yes(
    browser: Client, ada: Person, library: Library, answered: Intake
) -> None:
    answered(diabetes=YES)
    browser.post("/questions/", {topic.id: "no" for topic in topics(library)})
    assert standing(ada).given["diabetes"] == YES


def test_topics_are_kept_one_by_one(
    browser: Client, ada: Person, library: Library
) -> None:
    browser.post("/welcome/", WELCOME)
    answer = browser.post("/questions/", {"heart": "no"})
    assert answer.status_code == 422
    assert standing(ada).given["raynauds"] == NO
    assert page(answer).count("mend-line") == len(topics(library)) - 1


def test_someone_comes_back_to_where_they_stopped(
    browser: Client, ada: Person, library: Library
) -> None:
    browser.post("/welcome/", WELCOME)
    sent = {topic.id: "no" for topic in topics(library)} | {"diabetes": "yes"}
    browser.post("/questions/", sent)
    browser.post("/questions/charcot-active/", {"answer": "no"})
    assert not store.is_intake_complete(ada, library)
    assert "/questions/foot-high-risk/" in page(browser.get("/questions/"))
    assert "Question 2 of 4" in page(browser.get("/questions/foot-high-risk/"))


def test_a_yes_asks_for_its_sign_in_its_own_words(
    browser: Client, ada: Person, library: Library, answered: Intake
) -> None:
    answered()
    answer = browser.post(
        "/questions/broken-skin/?next=/results/",
        {"answer": "yes", "where": ["left foot", "left ear"]},
    )
    assert answer.headers["Location"] == "/questions/new-foot-wound/?next=%2Fresults%2F"
    assert standing(ada).given["broken-skin"] == at("left foot")
    assert not store.is_intake_complete(ada, library)
    answer = browser.post(answer.headers["Location"], {"answer": "no"})
    assert answer.headers["Location"] == "/results/"


def test_the_way_to_a_session_leads_through_what_is_open(
    browser: Client, ada: Person, library: Library, answered: Intake
) -> None:
    back = "/techniques/rolling-ball/start/"
    first = browser.post(f"/welcome/?next={back}", WELCOME)
    assert first.headers["Location"] == "/questions/"
    sent = {topic.id: "no" for topic in topics(library)}
    first = browser.post(f"/questions/?next={back}", sent)
    assert first.headers["Location"] == "/questions/card/warning-signs/"
    again = browser.get(f"/questions/?next={back}")
    assert again.headers["Location"] == "/questions/card/warning-signs/"
    answered()
    last = browser.post(f"/questions/?next={back}", sent)
    assert last.headers["Location"] == back


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("/techniques/", "/techniques/"),
        ("https://elsewhere.example/", "/results/"),
        ("//elsewhere.example/", "/results/"),
        ("javascript:alert(1)", "/results/"),
    ],
)
def test_next_never_leaves_the_house(
    browser: Client, answered: Intake, target: str, leads_to: str
) -> None:
    answered()
    path = reverse("question", args=("diabetes",))
    sent = browser.post(f"{path}?next={target}", {"answer": "no"})
    assert sent.headers["Location"] == leads_to


@pytest.mark.parametrize(
    "sent", [{}, {"answer": "maybe"}, {"answer": "yes", "since": "2999-01-01"}]
)
@pytest.mark.hazard("H-02")
def test_a_question_without_an_answer_keeps_nothing(
    browser: Client, ada: Person, sent: dict[str, str]
) -> None:
    answer = browser.post("/questions/past-blood-clot/", sent)
    assert answer.status_code == 422
    assert standing(ada).given == {}


def test_sending_twice_says_the_same(
    browser: Client, ada: Person, answered: Intake
) -> None:
    answered()
    before = standing(ada, timezone.now())
    for _ in range(2):
        browser.post("/questions/card/skin/")
        browser.post("/questions/diabetes/", {"answer": "no"})
    assert standing(ada, timezone.now()) == before


def test_pages_that_are_not_there(browser: Client, answered: Intake) -> None:
    answered()
    for path in (
        "/questions/gremlins/",
        "/questions/card/gremlins/",
        "/results/ok/diabetes/gremlins/",
        "/results/ok/gremlins/ice-massage/",
        "/results/ok/gout-flare/ice-massage/",
    ):
        assert browser.get(path).status_code == 404


def test_a_no_of_another_day_is_never_chosen_beforehand(
    browser: Client, answered: Intake
) -> None:
    answered(diabetes=NO)
    assert " checked" not in page(browser.get("/questions/broken-skin/"))
    assert " checked" in page(browser.get("/questions/diabetes/"))
    assert " checked" not in page(browser.get("/questions/card/skin/"))


# Touch, and what follows from it


def test_all_toes_felt_date_both_feet(
    browser: Client, ada: Person, answered: Intake
) -> None:
    answered()
    assert browser.post("/touch-check/", toes()).headers["Location"] == "/results/"
    today = timezone.localdate()
    assert standing(ada).touch_check == {LEFT: today, RIGHT: today}
    assert "felt on" in page(browser.get("/results/"))


@pytest.mark.hazard("H-52")
def test_a_touch_check_of_last_month_is_overdue(
    browser: Client, ada: Person, answered: Intake
) -> None:
    answered()
    for days, is_overdue in ((32, True), (31, False)):
        checked = timezone.localtime() - dt.timedelta(days=days)
        store.keep_touch_check(ada, dict.fromkeys(TOES, "felt"), {}, checked)
        text = page(browser.get("/results/"))
        assert ("The touch check is overdue" in text) is is_overdue


@pytest.mark.hazard("H-52")
def test_a_toe_not_felt_makes_its_foot_numb(
    browser: Client, ada: Person, library: Library, answered: Intake
) -> None:
    answered()
    browser.post("/touch-check/", toes())
    answer = browser.post("/touch-check/", toes(left_third="not-felt"))
    assert answer.headers["Location"] == "/questions/proposed/"
    assert standing(ada).touch_check == {}, "the foot that was felt before is not now"
    assert not store.is_intake_complete(ada, library)
    browser.post("/questions/proposed/")
    assert standing(ada).given["loss-of-sensation-complete"] == at("left foot")
    assert standing(ada).given["loss-of-sensation-partial"] == NO
    assert store.is_intake_complete(ada, library)


def test_two_toes_not_felt_lower_every_other_place(
    browser: Client, ada: Person, answered: Intake
) -> None:
    answered({"places": ["left foot", "right foot", "left hand"], "giver": "helper"})
    sent = toes(left_big="not-felt", left_third="not-felt")
    browser.post("/touch-check/", sent | {"felt-left-hand": "felt"})
    browser.post("/questions/proposed/")
    given = standing(ada).given
    assert given["loss-of-sensation-complete"] == at("left foot")
    assert given["loss-of-sensation-partial"] == at("right foot", "left hand")
    assert standing(ada).touch_check == {}


@pytest.mark.parametrize("said", [YES, UNKNOWN, at("left foot", "left hand")])
def test_a_proposal_is_never_milder(
    browser: Client, ada: Person, answered: Intake, said: Given
) -> None:
    answered({"giver": "helper"}, loss_of_sensation_complete=said)
    browser.post("/touch-check/", toes(left_big="not-felt"))
    browser.post("/questions/proposed/")
    assert standing(ada).given["loss-of-sensation-complete"] == said


def test_a_place_is_added_to_those_that_are_there(
    browser: Client, ada: Person, answered: Intake
) -> None:
    answered(loss_of_sensation_complete=at("left foot/sole-heel"))
    browser.post("/touch-check/", toes(left_big="not-felt", right_big="skipped"))
    browser.post("/questions/proposed/")
    given = standing(ada).given["loss-of-sensation-complete"]
    assert given == at("left foot/sole-heel", "left foot")


def test_skipped_toes_tell_nothing(
    browser: Client, ada: Person, answered: Intake
) -> None:
    answered({"places": ["left foot", "left hand"]})
    sent = toes(**{toe.replace(" ", "_"): "skipped" for toe in TOES})
    assert browser.post("/touch-check/", sent).status_code == 422
    browser.post("/touch-check/", sent | {"felt-left-hand": "felt"})
    assert set(standing(ada).touch_check) == {HAND}
    assert browser.post("/touch-check/", {}).status_code == 422


def test_own_numb_hands_are_proposed_once(
    browser: Client, ada: Person, library: Library, answered: Intake
) -> None:
    answered(loss_of_sensation_partial=at("left hand"))
    looks_like_yes = "From your other answers this looks like a yes."
    assert page(browser.get("/questions/")).count(looks_like_yes) == 1
    assert looks_like_yes in page(browser.get("/questions/giver-numb-hands/"))
    assert not store.is_intake_complete(ada, library)
    browser.post("/questions/giver-numb-hands/", {"answer": "no"})
    assert store.is_intake_complete(ada, library)


def test_a_young_age_proposes_that_it_is_one(
    browser: Client, ada: Person, answered: Intake
) -> None:
    answered({"age": 15})
    browser.post("/questions/proposed/")
    assert standing(ada).given["under-18"] == YES
    assert standing(ada).age == 15


# What the results say


def outcome(browser: Client) -> dict[str, list[str]]:
    """Return the techniques by the word of their section."""
    sections = browser.get("/results/").context["sections"]
    return {
        section["word"]: [
            name["id"] for entry in section["entries"] for name in entry["names"]
        ]
        for section in sections
    }


@pytest.mark.hazard("H-02")
def test_without_answers_nothing_is_cleared(browser: Client, library: Library) -> None:
    browser.post("/welcome/", WELCOME)
    assert outcome(browser) == {"not-now": list(library.techniques)}
    text = page(browser.get("/results/"))
    assert "Nothing is cleared yet" in text
    assert "notice-danger" not in text
    assert "Start:" not in text


def test_no_to_everything_opens_feet(browser: Client, answered: Intake) -> None:
    answered()
    found = outcome(browser)
    assert "foot-massage-essential-oils" in found["clear"]
    assert "not-now" not in found
    sections = browser.get("/results/").context["sections"]
    assert len(sections[0]["entries"]) == 1, "techniques judged alike stand together"
    assert "/techniques/rolling-ball/start/" in page(browser.get("/results/"))


def test_a_foot_ulcer_keeps_that_foot_alone(browser: Client, answered: Intake) -> None:
    answered(broken_skin=at("left foot"), new_foot_wound=NO)
    lines = [
        line
        for section in browser.get("/results/").context["sections"]
        for entry in section["entries"]
        for line in entry["lines"]
        if "left foot" in line["places"].lower()
    ]
    assert lines
    assert {line["word"] for line in lines} == {"not-now"}
    text = page(browser.get("/results/"))
    assert "Right foot: Allowed" in text
    assert "broken-skin/?next=/results/" in text


def test_someone_who_does_not_know_reads_what_to_find_out(
    browser: Client, library: Library, answered: Intake
) -> None:
    answered(diabetes=UNKNOWN)
    find_out = words(library.conditions["diabetes"].find_out)
    assert f"Find out: {find_out}" in page(browser.get("/results/"))


def test_a_sign_with_yes_stops_everything_with_its_words(
    browser: Client, library: Library, answered: Intake
) -> None:
    answered(broken_skin=at("left foot"), new_foot_wound=YES)
    text = page(browser.get("/results/"))
    assert "notice-danger" in text
    assert outcome(browser) == {"not-now": list(library.techniques)}
    assert "Start:" not in text


@pytest.mark.hazard("H-53")
def test_urgent_words_need_a_yes(browser: Client, answered: Intake) -> None:
    answered(one_sided_calf_swelling=UNKNOWN)
    text = page(browser.get("/results/"))
    assert "No massage for now" in text
    assert "notice-danger" not in text
    assert "You do not know" in text
    assert "Find out:" in text
    answered(one_sided_calf_swelling=YES)
    assert "notice-danger" in page(browser.get("/results/"))


@pytest.mark.hazard("H-18")
def test_numb_feet_leave_light_strokes_once(browser: Client, answered: Intake) -> None:
    answered(loss_of_sensation_complete=at("left foot", "right foot"))
    found = outcome(browser)
    assert "clear" not in found
    assert "ice-massage" in found["not-now"]
    text = page(browser.get("/results/"))
    assert "Feeling is low here" in text
    assert text.count("Light stroking with a flat hand</a>") <= 1


def test_a_blood_thinner_changes_and_forbids(browser: Client, answered: Intake) -> None:
    answered(blood_thinners=YES, large_bruise=NO)
    found = outcome(browser)
    assert "rolling-ball" in found["not-now"]
    assert "foot-massage-essential-oils" in found["changed"]
    text = page(browser.get("/results/"))
    assert "A blood thinner, such as warfarin or apixaban" in text
    assert "You said: Yes." in text


# A clinician's OK


def hold(browser: Client) -> str:
    """Return the first page to write an OK down on."""
    text = browser.get("/results/").content.decode()
    start = text.index("/results/ok/")
    return text[start : text.index('"', start)]


@pytest.mark.hazard("H-49")
def test_an_ok_opens_a_hold_until_its_day(
    browser: Client, ada: Person, answered: Intake
) -> None:
    answered(past_blood_clot=Given(Answer.YES, since=dt.date(2025, 1, 1)))
    path = hold(browser)
    technique = path.rstrip("/").rpartition("/")[2]
    assert technique in outcome(browser)["ask"]
    today = timezone.localdate().isoformat()
    sent = {"by": "doctor", "on": today, "until": today, "places": WELCOME["places"]}
    for wrong in ({"by": "cat"}, {"on": "2999-01-01"}, {"until": ""}, {"places": []}):
        assert browser.post(path, sent | wrong).status_code == 422
    for _ in range(2):
        assert browser.post(path, sent).headers["Location"] == "/results/"
    assert len(standing(ada).oks) == 1
    assert technique in outcome(browser)["changed"]

    browser.post(path, {"take_back": "doctor"})
    assert standing(ada).oks == ()
    assert technique in outcome(browser)["ask"]
