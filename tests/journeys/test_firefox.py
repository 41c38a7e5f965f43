"""The way people go with Firefox: the same page, another engine."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.journeys import test_session as same
from tests.journeys import test_settings as set_by
from tests.journeys import walk
from tests.journeys.server import Server

pytestmark = pytest.mark.browser

TECHNIQUES = ("circular-pressure", "warm-compress")


@pytest.fixture(scope="module")
def browser(firefox: Browser) -> Browser:
    """Put Firefox where the other journeys have Chromium."""
    return firefox


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """A phone that opened the printed link, and in the end complained of nothing."""
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    context = browser.new_context(viewport=walk.PHONE)
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(server.link)
    yield page
    context.close()
    assert not complaints


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a press come to the page before time passes; Firefox may turn them round."""
    wait = walk.wait

    def wait_after_press(page: Page, seconds: float) -> None:
        page.wait_for_timeout(250)
        wait(page, seconds)

    monkeypatch.setattr(walk, "wait", wait_after_press)


@pytest.fixture
def player(page: Page, server: Server) -> Page:
    """A player that waits for the first touch."""
    walk.begin(page, server.address, "circular-pressure")
    return page


@pytest.mark.parametrize("technique", TECHNIQUES)
def test_a_technique_leads_from_its_page_into_the_diary(
    page: Page, technique: str
) -> None:
    same.test_every_technique_leads_from_its_page_into_the_diary(page, technique)


def test_pause_stops_time_and_keys_do_what_touch_does(player: Page) -> None:
    room = player.locator(".player")
    walk.press(player)
    expect(room).to_have_attribute("data-phase", "rest")
    walk.press(player)
    expect(room).to_have_attribute("data-phase", "paused")
    paused_at = walk.left_s(player)
    walk.wait(player, 60)
    assert (walk.phase(player), walk.left_s(player)) == ("paused", paused_at)

    walk.key(player, "Space")
    expect(room).to_have_attribute("data-phase", "waiting")
    walk.wait(player, walk.READY_S + 1)
    expect(room).to_have_attribute("data-phase", "rest")
    walk.key(player, "PageDown")
    expect(room).to_have_attribute("data-phase", "paused")


def test_stop_offers_three_ways_and_waits_for_ever(player: Page) -> None:
    same.test_stop_offers_three_ways_and_waits_for_ever(player)


def test_finish_here_leads_through_the_after_care(player: Page) -> None:
    same.test_finish_here_leads_through_the_after_care(player)


def test_a_reload_comes_back_paused_at_its_second_and_asks(player: Page) -> None:
    walk.press(player)
    walk.wait(player, 60.5)
    before = walk.left_s(player), walk.part(player, "side").inner_text()
    player.reload()

    assert walk.phase(player) == "paused"
    expect(walk.part(player, "notice")).to_contain_text("still there")
    assert (walk.left_s(player), walk.part(player, "side").inner_text()) == before
    walk.go_on(player)
    expect(player.locator(".player")).to_have_attribute(
        "data-phase", re.compile("work|rest")
    )


def test_the_hand_moves_only_while_the_session_does(player: Page) -> None:
    moving = """() => document.getAnimations()
      .filter(it => it.effect.target.closest(".player-picture"))
      .map(it => it.playState)"""
    cues = walk.timeline(player)["cues"]
    work = next(c for c in cues if c["show"] and c["show"]["stroke"] == "circle")
    walk.press(player)
    walk.wait(player, work["at_s"] + 3)
    assert walk.phase(player) == "work"
    assert set(player.evaluate(moving)) == {"running"}
    walk.press(player)
    expect(player.locator(".player")).to_have_attribute("data-phase", "paused")
    assert set(player.evaluate(moving)) == {"paused"}


def test_what_firefox_cannot_do_is_told_and_the_session_goes_on(
    page: Page, server: Server
) -> None:
    walk.clear(page, server.address, "circular-pressure")
    with page.expect_navigation():
        page.locator("a.go", has_text="Skip all").click()
    planned_s = walk.timeline(page)["cues"][0]["lasts_s"]
    walk.part(page, "touch").click(position={"x": 100, "y": 100})

    expect(walk.part(page, "notice")).to_contain_text("cannot vibrate")
    expect(walk.part(page, "digits")).to_have_text(str(planned_s - 5), timeout=30_000)
    assert walk.phase(page) == "rest"


def test_a_press_on_the_map_ticks_the_box_of_the_place(
    page: Page, server: Server
) -> None:
    page.goto(f"{server.address}/welcome/")
    page.locator("body-map:defined").wait_for()
    box = page.locator("input[data-part='left-hand']")
    expect(box).not_to_be_checked()
    page.locator(".body-map-front g[data-region='left-hand']").click()
    expect(box).to_be_checked()


def test_a_setting_holds_at_once_and_on_every_later_page(
    page: Page, server: Server
) -> None:
    page.goto(f"{server.address}/settings/")
    set_by.choose(page, "text_size", "150")
    set_by.saved(page)
    page.goto(f"{server.address}/diary/")
    assert "text-150" in str(page.locator("html").get_attribute("class"))
