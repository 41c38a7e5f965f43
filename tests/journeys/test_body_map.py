"""The map of the body beside the boxes, pressed in a real browser."""

import re
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.server import Server
from tests.journeys.walk import PHONE

pytestmark = pytest.mark.browser

PLACES = [
    f"{side}-{region}"
    for region in ("forearm", "hand", "thigh", "lower-leg", "foot")
    for side in ("left", "right")
]
WIDTHS = (320, 360, 390, 1280)
TARGET_PX = 48


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose person has said nothing yet."""
    server = Server(tmp_path_factory.mktemp("data"))
    server.start()
    yield server
    server.kill()


def box(page: Page, part: str) -> Locator:
    return page.locator(f"input[data-part='{part}']")


def region(page: Page, part: str, face: str = "front") -> Locator:
    return page.locator(f".body-map-{face} g[data-region='{part}']")


@pytest.fixture
def welcome(page: Page, server: Server) -> Page:
    page.goto(f"{server.address}/welcome/")
    page.locator("body-map:defined").wait_for()
    return page


def test_a_press_on_a_place_ticks_its_box_and_a_second_one_unticks_it(
    welcome: Page,
) -> None:
    for part in PLACES:
        region(welcome, part).click()
        expect(box(welcome, part)).to_be_checked()
    welcome.wait_for_timeout(750)
    region(welcome, "left-foot", "back").click()
    expect(box(welcome, "left-foot")).not_to_be_checked()


def test_a_shaking_hand_that_presses_twice_has_pressed_once(welcome: Page) -> None:
    region(welcome, "left-foot").dblclick()
    expect(box(welcome, "left-foot")).to_be_checked()


def test_the_map_shows_what_the_boxes_say(welcome: Page) -> None:
    tick = region(welcome, "right-hand", "back").locator(".body-map-tick")
    expect(tick).to_be_hidden()
    box(welcome, "right-hand").check(force=True)
    expect(tick).to_be_visible()


def test_left_is_left_of_right_on_both_maps(welcome: Page) -> None:
    for face in ("front", "back"):
        left, right = (
            region(welcome, f"{side}-hand", face).bounding_box()
            for side in ("left", "right")
        )
        assert left
        assert right
        assert left["x"] < right["x"]


@pytest.mark.parametrize("width", WIDTHS)
def test_every_place_has_a_large_target(welcome: Page, width: int) -> None:
    welcome.set_viewport_size({"width": width, "height": 844})
    for face in ("front", "back"):
        targets = welcome.locator(f".body-map-{face} .body-map-press")
        sizes = [target.bounding_box() for target in targets.all()]
        assert face == "back" or all(sizes)
        for size in filter(None, sizes):
            assert min(size["width"], size["height"]) >= TARGET_PX


@pytest.mark.parametrize("part", PLACES)
def test_a_press_beside_a_small_place_still_finds_it(welcome: Page, part: str) -> None:
    target = welcome.locator(f".body-map-front rect[data-region='{part}']")
    size = target.bounding_box()
    assert size
    region(welcome, part).scroll_into_view_if_needed()
    outer = 4 if part.startswith("left") else size["width"] - 4
    target.click(position={"x": outer, "y": size["height"] * 0.6})
    expect(box(welcome, part)).to_be_checked()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_skin_is_darker_than_the_one_before_it(
    welcome: Page, scheme: Literal["light", "dark"]
) -> None:
    welcome.emulate_media(color_scheme=scheme)
    skin = welcome.locator(".body-map-front .skin")
    brightness = []
    for tone in ("light", "medium", "deep"):
        welcome.evaluate(
            "tone => { document.documentElement.className = tone }", f"skin-{tone}"
        )
        fill = skin.evaluate("skin => getComputedStyle(skin).fill")
        brightness.append(sum(map(int, re.findall(r"\d+", fill))))
    assert brightness == sorted(brightness, reverse=True)
    assert len(set(brightness)) == len(brightness)


def test_the_ear_and_the_keyboard_meet_the_boxes_alone(welcome: Page) -> None:
    tree = welcome.locator("#places").aria_snapshot()
    assert tree.count("checkbox") == len(PLACES)
    assert "mirror" not in tree
    welcome.locator("#places input").first.focus()
    seen = set()
    for _ in PLACES:
        seen.add(welcome.evaluate("document.activeElement.dataset.part"))
        welcome.keyboard.press("Tab")
    assert seen == set(PLACES)


def test_without_scripts_the_map_shows_and_the_boxes_choose(
    browser: Browser, server: Server
) -> None:
    with browser.new_context(viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(server.link)
        page.goto(f"{server.address}/welcome/")
        page.locator("label", has=box(page, "left-thigh")).click()
        tick = region(page, "left-thigh").locator(".body-map-tick")
        expect(tick).to_be_visible()


def test_a_closed_place_leads_to_its_reason(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    server = Server(tmp_path_factory.mktemp("closed"))
    server.answer_all(touch_felt=True, broken_skin=["left foot"])
    server.start()
    try:
        with browser.new_context(viewport=PHONE) as context:
            page = context.new_page()
            page.goto(server.link)
            page.goto(f"{server.address}/techniques/circular-pressure/start/")
            page.locator("body-map:defined").wait_for()
            region(page, "left-foot").click()
            reason = page.locator(".place-closed[data-part='left-foot']")
            expect(reason).to_be_in_viewport()
    finally:
        server.kill()
