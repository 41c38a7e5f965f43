"""A lesson in a real browser, and the choice of how much energy there is."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.effort import IS_LONG
from tests.journeys.server import Server
from tests.journeys.test_pages import axe, look
from tests.journeys.walk import PHONE, answer

pytestmark = pytest.mark.browser

FOOT = "/techniques/foot-massage-essential-oils/"
HELPED = "place=right+foot&giver=helper"
PAGES = {
    "open": f"{FOOT}learn/",
    "step": f"{FOOT}learn/?{HELPED}&step=2",
    "end": f"{FOOT}learn/?{HELPED}&step=99",
    "print": f"{FOOT}learn/print/?{HELPED}",
    "start": f"{FOOT}start/",
    "technique": FOOT,
}
MODES: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "forced-colours": {"forced_colors": "active"},
    "less-motion": {"reduced_motion": "reduce"},
}
HAND = f"{FOOT}learn/?{HELPED}&step=4"
STATES = "() => document.getAnimations().map(one => one.playState)"


def follow(page: Page, name: str) -> None:
    """Press a link or button that leads to another page."""
    with page.expect_navigation():
        page.locator("main").get_by_text(name, exact=True).first.click()


def test_the_walk_goes_through_every_step_and_is_not_offered_again(
    page: Page, server: Server
) -> None:
    page.goto(f"{server.address}/techniques/rolling-ball/start/")
    follow(page, "Walk through it")
    answer(page, "giver", "helper")
    answer(page, "place", "right foot")
    follow(page, "Show step 1")
    names = []
    while page.locator(".learn-foot").count():
        names.append(page.locator("h1").inner_text())
        follow(page, "Next")

    assert names[0] == "Lay the arch on the ball"
    assert len(names) == 5
    expect(page.locator("h1")).to_have_text("That was all of it")
    follow(page, "Done")
    expect(page).to_have_url(f"{server.address}/techniques/rolling-ball/")
    assert page.locator(".lesson-offer").count() == 0


def test_a_walk_can_go_back_begin_again_and_be_skipped(
    page: Page, server: Server
) -> None:
    page.goto(f"{server.address}/techniques/ice-massage/learn/?step=2")
    second = page.locator("h1").inner_text()
    follow(page, "Back")
    first = page.locator("h1").inner_text()
    follow(page, "Next")
    expect(page.locator("h1")).to_have_text(second)
    assert first != second
    follow(page, "Skip to the end")
    follow(page, "Again from step 1")
    expect(page.locator("h1")).to_have_text(first)
    follow(page, "Back")
    follow(page, "Skip it, I know this")
    expect(page).to_have_url(f"{server.address}/techniques/ice-massage/start/")
    assert page.locator(".lesson-offer").count() == 0


def test_the_hand_moves_until_someone_holds_it(page: Page, server: Server) -> None:
    page.goto(server.address + HAND)
    button = page.locator("moving-picture button")

    expect(button).to_have_text("Hold the picture")
    assert set(page.evaluate(STATES)) == {"running"}
    button.click()
    expect(button).to_have_text("Show it again")
    assert set(page.evaluate(STATES)) == {"paused"}
    button.click()
    assert set(page.evaluate(STATES)) == {"running"}


@pytest.mark.parametrize(
    "how", [{"reduced_motion": "reduce"}, {"java_script_enabled": False}]
)
def test_a_still_picture_with_its_arrow_says_as_much(
    browser: Browser, server: Server, how: dict[str, Any]
) -> None:
    context = browser.new_context(viewport=PHONE, **how)
    page = context.new_page()
    page.goto(server.link)
    page.goto(server.address + HAND)

    assert page.locator(".scene .scene-line").first.is_visible()
    assert not page.locator("moving-picture button").is_visible()
    if "reduced_motion" in how:
        assert page.evaluate(STATES) == []
    follow(page, "Next")
    expect(page.locator("h1")).to_have_text("Circle down the outer edge")
    context.close()


def test_paper_gets_the_pictures_and_no_buttons(page: Page, server: Server) -> None:
    page.goto(server.address + PAGES["print"])
    expect(page.get_by_role("button", name="Print this page")).to_be_visible()

    page.emulate_media(media="print")

    assert page.locator("ol.steps > li .scene").first.is_visible()
    for control in ("main button", ".help-link", "main a.go"):
        assert not page.locator(control).first.is_visible(), control


def test_own_minutes_are_asked_for_only_by_who_wants_them(
    page: Page, server: Server
) -> None:
    page.goto(server.address + PAGES["start"])
    minutes = page.locator("#minutes")

    expect(minutes).to_be_visible()
    answer(page, "energy", "5")
    expect(minutes).to_be_hidden()
    answer(page, "energy", "own")
    expect(minutes).to_be_visible()


@pytest.mark.parametrize("mode", MODES if IS_LONG else ("dark",))
def test_every_page_of_a_lesson_is_sound(
    browser: Browser, server: Server, mode: str
) -> None:
    context = browser.new_context(viewport=PHONE, **MODES[mode])
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(server.link)
    widths = (320, 390, 1280) if mode == "light" else (390,)
    wrong = []
    for name, path in PAGES.items():
        page.goto(server.address + path)
        wrong += [f"{name}: {it}" for it in [*look(page, *widths), *axe(page)]]
    context.close()

    assert [*wrong, *complaints] == []


@pytest.fixture(scope="module")
def large_browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser whose owner asked for letters of 32 px in place of 16."""
    browser = playwright.chromium.launch(
        executable_path=os.environ["KNEADWELL_CHROMIUM"],
        args=["--blink-settings=defaultFontSize=32"],
    )
    yield browser
    browser.close()


def test_letters_of_twice_the_size_fit_a_lesson(
    large_browser: Browser, server: Server
) -> None:
    page = large_browser.new_page(viewport=PHONE)
    page.goto(server.link)
    wrong = []
    for name, path in PAGES.items():
        page.goto(server.address + path)
        wrong += [f"{name}: {it}" for it in look(page, 390, 1280)]

    assert wrong == []
