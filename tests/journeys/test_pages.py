"""What holds on every page, however it is looked at."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    StorageState,
)

from kneadwell.knowledge import load_library
from tests.effort import IS_LONG
from tests.journeys import walk
from tests.journeys.server import Server
from tests.journeys.test_prepared import fill
from tests.web.done import massage_in

pytestmark = pytest.mark.browser

TECHNIQUE = "foot-massage-essential-oils"
UNTOUCHED = "deep-tissue-legs"
"""No page here writes down work on the legs, so the ledger leaves room for it."""

TECHNIQUES = (
    load_library().techniques
    if IS_LONG
    # With warmth, with cold, with oil, and with the longest list of places.
    else ("warm-compress", "ice-massage", TECHNIQUE, UNTOUCHED)
)

AXE = {
    "runOnly": {
        "type": "tag",
        "values": [
            *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"),
        ],
    },
    "rules": {
        "color-contrast-enhanced": {"enabled": True},
        "target-size": {"enabled": True},
    },
    "resultTypes": ["violations"],
}

LOOK = Path(__file__).with_name("look.js").read_text("utf-8")

# 320 px is also what 400 % of zoom leaves of 1280.
HEIGHTS = {320: 640, 390: 844, 1280: 800}


@dataclass(frozen=True)
class Session:
    """The path of a session, and the cookies of whoever may open it."""

    path: str
    key: StorageState


class Visit:
    """One browser that stays, and everything it has to complain about."""

    def __init__(self, context: BrowserContext, server: Server, session: str) -> None:
        self.server = server
        self.session = session
        self.page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._request)

    def _console(self, message: Any) -> None:
        # The browser itself reports a page that answers 404 or 422.
        if message.type in {"error", "warning"} and "status of 4" not in message.text:
            self.complaints.append(message.text)

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.server.address, "data:")):
            self.complaints.append(f"asks elsewhere: {request.url}")

    def to(self, path: str) -> None:
        self.page.goto(self.server.address + path)


def stopped(path: str) -> Callable[[Visit], None]:
    """Return the way to a page of someone with the signs of a stroke."""

    def go(visit: Visit) -> None:
        visit.server.answer_all(touch_felt=True, stroke_signs="yes")
        visit.to(path)
        visit.server.answer_all(touch_felt=True)

    return go


def start_open(visit: Visit) -> None:
    visit.to(f"/techniques/{TECHNIQUE}/start/")
    for label in visit.page.locator("#places label.answer:has(:checked)").all():
        label.click()
    walk.submit(visit.page)


def check(visit: Visit) -> None:
    visit.to(f"/techniques/{TECHNIQUE}/start/")
    walk.choose(visit.page)
    walk.submit(visit.page)


def check_open(visit: Visit) -> None:
    check(visit)
    walk.submit(visit.page)


def prepared(visit: Visit) -> None:
    visit.to("/help-now/")
    visit.to("/")
    fill(visit.page, visit.server)
    visit.to(f"/prepared/{TECHNIQUE}/")
    visit.page.locator("[data-part=asks]").wait_for()


def cleared(visit: Visit) -> None:
    walk.clear(visit.page, visit.server.address, TECHNIQUE)


def player(phase: str) -> Callable[[Visit], None]:
    """Return the way to a player in a phase."""

    def go(visit: Visit) -> None:
        page = visit.page
        page.clock.install()
        visit.to(visit.session)
        if page.locator(".player").count() == 0:  # an answer has changed since
            walk.begin(page, visit.server.address, UNTOUCHED, places=2)
        walk.stop_time(page)
        if phase != "ready":
            walk.press(page)
        if phase not in {"ready", "rest"}:
            cues = walk.timeline(page)["cues"]
            work = next(cue for cue in cues if cue["kind"] == "work")
            walk.wait(page, work["at_s"])
        if phase in {"paused", "waiting"}:
            walk.press(page)
        if phase == "waiting":
            walk.press(page)
        if phase == "gap":
            page.clock.fast_forward(300_000)
            walk.wait(page, 1)
        if phase == "stopped":
            walk.stop(page)
        assert walk.phase(page) == phase
        page.clock.resume()  # axe waits for timers

    return go


def player_wrong(visit: Visit) -> None:
    """Stop a session of its own, because something is wrong: that ends it."""
    page = visit.page
    walk.begin(page, visit.server.address, TECHNIQUE)
    walk.press(page)
    walk.stop(page)
    page.locator("[data-act=wrong]").click()
    page.clock.resume()


def at(path: str) -> Callable[[Visit], None]:
    """Return the way to a path."""
    return lambda visit: visit.to(path)


def diary(visit: Visit) -> None:
    """Open the diary at its end, where the bar of rooms lies over none of its days."""
    visit.to("/diary/")
    visit.page.locator(".colophon").scroll_into_view_if_needed()


def full_diary(visit: Visit) -> None:
    """Write one session with both scores, by way of the page without scripts."""
    page = visit.page
    diary(visit)
    if page.locator(".scores").count():
        return
    cleared(visit)
    page.locator("#pain .scale label").nth(6).click()
    walk.submit(page)
    page.evaluate(
        "async minutes => fetch(document.querySelector('.plain form').action,"
        " {method: 'POST', body: new URLSearchParams({minutes, csrfmiddlewaretoken:"
        " document.querySelector('[name=csrfmiddlewaretoken]').value})})",
        "2",
    )
    page.goto(page.url + "after/")
    page.locator("#pain .scale label").nth(4).click()
    walk.submit(page)
    diary(visit)


def follow_up(act: str = "") -> Callable[[Visit], None]:
    """Return the way to a question about a session, or to what an answer leads to."""

    def go(visit: Visit) -> None:
        session = massage_in(visit.server.folder, 30)
        visit.to(f"/follow-ups/{session}/20-minutes/")
        page = visit.page
        if act == "found":
            page.locator("label.answer").first.click()
            page.get_by_role("button", name="Write down what I found").click()
        elif act:
            page.locator(f"main button[value={act}]").click()

    return go


def settled(visit: Visit) -> None:
    massage_in(visit.server.folder, 5 * 24 * 60, found="left forearm")
    visit.to("/follow-ups/settled/?place=left+forearm")


def check_in(act: str = "") -> Callable[[Visit], None]:
    """Return the way to the page of a day, or to what Save leads to."""

    def go(visit: Visit) -> None:
        visit.to("/check-in/")
        page = visit.page
        page.locator("summary").click()
        if act == "kept":
            page.locator("#scores-pain .scale label").nth(6).click()
        if act:
            page.get_by_role("button", name="Save").click()
            page.locator(f"[data-part={act}]").wait_for()

    return go


def diary_day(visit: Visit) -> None:
    """Open the day of a massage after which something was found."""
    massage_in(visit.server.folder, 7 * 24 * 60, found="left forearm")
    visit.to("/diary/?q=redness")
    visit.page.locator(".days h3 a").last.click()
    visit.page.locator(".day-map").wait_for()


def entry(visit: Visit) -> None:
    """Open the page of something that was found."""
    massage_in(visit.server.folder, 6 * 24 * 60, found="right forearm")
    visit.to("/diary/?q=redness")
    visit.page.get_by_role("link", name="Mend or take back").first.click()
    visit.page.get_by_role("button", name="Save what I mended").wait_for()


def wishes(*, is_mistaken: bool = False) -> Callable[[Visit], None]:
    """Return the way to what the form of wishes leads to: a week, or its mistakes."""

    def go(visit: Visit) -> None:
        visit.to("/week/wishes/")
        page = visit.page
        # At any hour, something is still to come.
        for box in page.locator(".wish-slots input").all():
            box.check(force=True)
        if is_mistaken:
            page.locator("#minutes_per_day").fill("0")
        page.get_by_role("button", name="Make my plan").click()
        page.locator(".mends" if is_mistaken else ".week-session").first.wait_for()

    return go


def week_stale(visit: Visit) -> None:
    """Open a week whose plan no longer holds."""
    wishes()(visit)
    path = visit.page.url.removeprefix(visit.server.address)
    visit.server.answer_all(touch_felt=True, broken_skin=["left foot"])
    visit.to(path)
    visit.server.answer_all(touch_felt=True)


def planned(*, is_moved: bool = False) -> Callable[[Visit], None]:
    """Return the way to a session of the week, or to one that may not move."""

    def go(visit: Visit) -> None:
        wishes()(visit)
        page = visit.page
        page.locator(".week-session h3 a").last.click()
        page.locator("#what").wait_for()
        if is_moved:
            page.locator("details summary").click()
            page.get_by_role("button", name="Move it there").click()
            page.locator(".mends").wait_for()

    return go


def today_planned(visit: Visit) -> None:
    """Open Today with a plan."""
    wishes()(visit)
    visit.to("/")


def week_print(visit: Visit) -> None:
    """Open the paper of a week."""
    wishes()(visit)
    visit.page.goto(visit.page.url + "print/")


PAGES: dict[str, Callable[[Visit], None]] = {
    "diary-empty": diary,
    "today": at("/"),
    "techniques": at("/techniques/"),
    **{f"technique-{name}": at(f"/techniques/{name}/") for name in TECHNIQUES},
    "today-stopped": stopped("/"),
    "refused": stopped(f"/techniques/{TECHNIQUE}/start/"),
    "results-stopped": stopped("/results/"),
    "welcome": at("/welcome/"),
    "questions": at("/questions/"),
    "question": at("/questions/diabetes/"),
    "question-where": at("/questions/broken-skin/"),
    "card": at("/questions/card/skin/"),
    "touch-check": at("/touch-check/"),
    "results": at("/results/"),
    "clinician-ok": at("/results/ok/diabetes/warm-compress/"),
    "start": at(f"/techniques/{TECHNIQUE}/start/"),
    "start-open": start_open,
    "check": check,
    "prepared": prepared,
    "prepared-refused": at(f"/prepared/{TECHNIQUE}/"),
    "prepared-before": at(f"/prepared/{TECHNIQUE}/before/#{uuid4()}"),
    "prepared-after": at(f"/prepared/{TECHNIQUE}/after/#{uuid4()}"),
    "check-open": check_open,
    "scores": cleared,
    "player-ready": player("ready"),
    "player-rest": player("rest"),
    "player-work": player("work"),
    "player-paused": player("paused"),
    "player-waiting": player("waiting"),
    "player-gap": player("gap"),
    "player-stopped": player("stopped"),
    "player-wrong": player_wrong,
    "diary": full_diary,
    "today-again": at("/"),
    "diary-file": at("/diary/file/"),
    "help-now": at("/help-now/"),
    "help-now-offline": at("/help-now/offline/"),
    "offline": at("/offline/"),
    "leave": at("/leave/"),
    "attention": at("/attention/"),
    "wrong": at("/follow-ups/wrong/"),
    "look": follow_up(),
    "look-unseen": follow_up("unseen"),
    "look-found": follow_up("found"),
    "settled": settled,
    "check-in": check_in(),
    "check-in-empty": check_in("problem"),
    "check-in-kept": check_in("kept"),
    "note": at("/note/"),
    "change": at("/change/"),
    "diary-month": diary,
    "diary-day": diary_day,
    "diary-entry": entry,
    "diary-found": at("/diary/?q=ball"),
    "diary-not-found": at("/diary/?q=nowhere"),
    "today-after": at("/"),
    "wishes": at("/week/wishes/"),
    "wishes-mistaken": wishes(is_mistaken=True),
    "week": wishes(),
    "week-stale": week_stale,
    "week-print": week_print,
    "planned": planned(),
    "planned-refused": planned(is_moved=True),
    "today-planned": today_planned,
    "devices": at("/devices/"),
    "pair": at("/pair/"),
    "trust": at("/pair/trust/"),
    "enter": at("/enter/"),
    "enter-wrong": at("/enter/mistyped/"),
    "not-there": at(f"/sessions/{uuid4()}/"),
}
KEY_PAGES = (
    *("today-after", "start", "check", "results"),
    *("player-work", "diary", "look-unseen"),
    *("check-in", "diary-month", "diary-day", "diary-entry"),
    *("wishes", "week"),
)
LARGE_PAGES = ("check", "player-work", "diary-day", "week")
MODES: dict[str, dict[str, Any]] = {
    "dark": {"color_scheme": "dark"},
    "forced-colours": {"forced_colors": "active"},
    "less-motion": {"reduced_motion": "reduce"},
    "more-contrast": {"contrast": "more"},
}
PAGES_IN_MODES = [
    (name, mode)
    for index, name in enumerate(KEY_PAGES)
    for mode in (MODES if IS_LONG else (("dark", "forced-colours")[index % 2],))
]
"""In the usual tests each page is seen in one of the modes that change its colours."""


@pytest.fixture(scope="module")
def large_browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser whose owner asked for letters of 32 px in place of 16."""
    browser = playwright.chromium.launch(
        executable_path=os.environ["KNEADWELL_CHROMIUM"],
        args=["--blink-settings=defaultFontSize=32"],
    )
    yield browser
    browser.close()


def look(page: Page, *widths: int) -> list[str]:
    """Return what is wrong with a page as it stands, at some widths."""
    for folded in page.locator("details").all():
        folded.evaluate("details => { details.open = true }")
    is_player = page.locator(".player:not([hidden])").count() > 0
    wrong = []
    for width in widths:
        least = (100 if width == walk.PHONE["width"] else 72) if is_player else 48
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        wrong += [f"{width}: {found}" for found in page.evaluate(LOOK, least)]
    page.set_viewport_size(walk.PHONE)
    return wrong


def axe(page: Page) -> list[str]:
    """Return what axe finds wrong, with where."""
    found = Axe().run(page, options=AXE).response["violations"]
    return [
        f"axe {rule['id']}: {node['target']} {node['html'][:120]}"
        for rule in found
        for node in rule["nodes"][:3]
    ]


Open = Callable[..., Visit]


@pytest.fixture(scope="module")
def session(browser: Browser, server: Server) -> Session:
    """A session that was cleared and never begun, by someone who holds the key."""
    page = browser.new_page()
    page.goto(server.link)
    walk.begin(page, server.address, UNTOUCHED, places=2)
    key = page.context.storage_state()
    page.context.close()
    return Session(page.url.removeprefix(server.address), key)


@pytest.fixture
def visit_in(server: Server, session: Session) -> Iterator[Open]:
    """Open a visit in a browser, with the wishes of its owner."""
    with ExitStack() as contexts:

        def visit_in(browser: Browser, **how: Any) -> Visit:
            context = contexts.enter_context(
                browser.new_context(
                    viewport=walk.PHONE, storage_state=session.key, **how
                )
            )
            context.set_default_timeout(10_000)
            return Visit(context, server, session.path)

        yield visit_in


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_sound(browser: Browser, visit_in: Open, name: str) -> None:
    visit = visit_in(browser)
    PAGES[name](visit)
    wrong = [*look(visit.page, *HEIGHTS), *axe(visit.page), *visit.complaints]
    assert wrong == []


@pytest.mark.parametrize("name", PAGES if IS_LONG else LARGE_PAGES)
def test_letters_of_twice_the_size_fit(
    large_browser: Browser, visit_in: Open, name: str
) -> None:
    visit = visit_in(large_browser)
    PAGES[name](visit)
    assert look(visit.page, *HEIGHTS) == []


@pytest.mark.parametrize(("name", "mode"), PAGES_IN_MODES)
def test_a_page_is_sound_in_every_mode(
    browser: Browser, visit_in: Open, name: str, mode: str
) -> None:
    visit = visit_in(browser, **MODES[mode])
    PAGES[name](visit)
    assert [*axe(visit.page), *visit.complaints] == []
