"""People whom a massage could hurt: every way in ends where the rules say."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import walk
from tests.journeys.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.hazard("H-01")]

FOOT, LEG = "foot-massage-essential-oils", "deep-tissue-legs"
WAYS = ("today", "technique", "start", "check", "before", "player", "resume")


@dataclass
class Someone:
    """A person who had nothing, began a session, and then said something."""

    server: Server
    page: Page
    technique: str
    session: str = field(init=False)

    def __post_init__(self) -> None:
        """Write one session down, for the card of Today, and begin another."""
        walk.clear(self.page, self.server.address, self.technique, 2)
        with self.page.expect_navigation():
            self.page.locator("a.go", has_text="Skip all").click()
        self.page.evaluate(
            "async () => fetch(document.querySelector('.plain form').action, {method:"
            " 'POST', body: new URLSearchParams({minutes: '0', csrfmiddlewaretoken:"
            " document.querySelector('[name=csrfmiddlewaretoken]').value})})"
        )
        walk.begin(self.page, self.server.address, self.technique, 2)
        self.session = self.page.url
        walk.press(self.page)
        walk.wait(self.page, 5)
        self.page.clock.resume()

    def go(self, way: str) -> None:
        """Take one way towards a massage."""
        start = f"/techniques/{self.technique}/start/"
        if way in {"today", "technique"}:
            path = "/" if way == "today" else f"/techniques/{self.technique}/"
            self.page.goto(self.server.address + path)
            link = self.page.locator(f"main a[href^='{start}']")
            if link.count() == 0:
                return
            link.first.click()
        elif way == "start":
            self.page.goto(self.server.address + start)
        elif way == "resume":
            self.page.goto(self.session)
            self.page.reload()
        else:
            self.page.goto(self.session + {"player": ""}.get(way, f"{way}/"))


@pytest.fixture
def someone(
    browser: Browser, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Someone]:
    server = Server(tmp_path)
    server.answer_all(touch_felt=True)
    server.start()
    context = browser.new_context(viewport=walk.PHONE)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(server.link)
    yield Someone(server, page, request.param)
    context.close()
    server.kill()


def plays_nothing(page: Page) -> None:
    assert page.locator("session-player").count() == 0
    assert page.locator("script#timeline").count() == 0


@pytest.mark.parametrize("someone", [FOOT], indirect=True)
def test_a_foot_with_an_ulcer_rests_and_the_other_is_open(someone: Someone) -> None:
    page = someone.page
    someone.server.answer_all(touch_felt=True, broken_skin=["left foot"])
    for way in WAYS:
        someone.go(way)
        plays_nothing(page)
        if way in {"today", "technique", "start"}:
            closed = page.locator(".place-closed[data-place='left foot']")
            expect(closed).to_contain_text("Not now")
            expect(page.locator("input[value='right foot']")).to_have_count(1)
        else:
            expect(page.locator("h1")).to_have_text("Not now")
            blocked = page.locator("section", has_text="Left foot")
            expect(blocked.first).to_contain_text("You said yes.")


@pytest.mark.parametrize("someone", [LEG], indirect=True)
def test_deep_massage_is_never_for_someone_on_a_blood_thinner(
    someone: Someone,
) -> None:
    page = someone.page
    someone.server.answer_all(touch_felt=True, blood_thinners="yes")
    for way in WAYS:
        someone.go(way)
        plays_nothing(page)
        if way in {"technique", "start"}:
            expect(page.locator(".place-closed")).to_have_count(4)
            expect(page.locator("main button.button")).to_have_count(0)
        elif way != "today":
            expect(page.locator("h1")).to_have_text("Not now")
            expect(page.locator("main")).to_contain_text("Left lower leg")

    someone.technique = FOOT
    cues = played(someone)
    pressed = {cue["show"]["pressure"] for cue in cues if cue["show"]}
    assert max(pressed) <= 2


@pytest.mark.parametrize("someone", [FOOT], indirect=True)
def test_a_hot_swollen_calf_stops_everything_with_its_sign_first(
    someone: Someone,
) -> None:
    page = someone.page
    someone.server.answer_all(
        touch_felt=True, one_sided_calf_swelling=["left lower-leg"]
    )
    for way in WAYS:
        someone.go(way)
        plays_nothing(page)
        if way != "today" or page.locator("h1", has_text="Not now").count():
            first = page.locator("main section").first
            expect(first).to_have_class("notice notice-danger")
            expect(page.locator("h1")).to_have_text("Not now")
    someone.technique = "hand-compression"
    someone.go("start")
    expect(page.locator("h1")).to_have_text("Not now")


@pytest.mark.parametrize("someone", [FOOT], indirect=True)
def test_a_numb_foot_hears_other_words_than_the_other_foot(someone: Someone) -> None:
    page = someone.page
    someone.server.answer_all(touch_felt=True, loss_of_sensation_complete=["left foot"])
    for way in ("check", "before", "player", "resume"):
        someone.go(way)
        plays_nothing(page)
        # The answer ended what was going on; what was done of it is written down.
        expect(page.locator("h1")).to_have_text("How does it feel after?")

    cues = played(someone)
    shown: dict[str, list[Any]] = {"left foot": [], "right foot": []}
    for cue in cues:
        if cue["kind"] == "work":
            shown[cue["place"]].append(cue)
    assert {cue["show"]["pressure"] for cue in shown["left foot"]} == {1}
    assert {cue["show"]["pressure"] for cue in shown["right foot"]} > {1}
    feels_less = "This place feels less, or nothing at all."
    said = {place: " ".join(c["say"] for c in cs) for place, cs in shown.items()}
    everything = " ".join(cue["say"] for cue in cues)
    assert feels_less in everything
    assert feels_less not in said["right foot"]


def played(someone: Someone) -> list[dict[str, Any]]:
    """Walk the whole way to a player, and return its cues."""
    walk.clear(someone.page, someone.server.address, someone.technique, 2)
    someone.page.locator("a.go", has_text="Skip all").click()
    cues: list[dict[str, Any]] = walk.timeline(someone.page)["cues"]
    return cues
