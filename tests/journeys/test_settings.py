"""What someone sets, as they set it, and what every page makes of it."""

import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, Route, expect

from tests.effort import IS_LONG
from tests.journeys import walk
from tests.journeys.server import Server
from tests.journeys.test_pages import MODES, axe, look

pytestmark = pytest.mark.browser

EVERYWHERE = (
    "/",
    "/settings/",
    "/settings/check/",
    "/help-now/",
    "/diary/",
    "/techniques/",
    "/questions/card/skin/",
    "/results/",
)

Go = Callable[[Page, str], None]


def choose(page: Page, name: str, value: str) -> None:
    page.locator(f".set label:has(input[name='{name}'][value='{value}'])").click()


def saved(page: Page) -> None:
    """Wait until the last choice is kept."""
    expect(page.locator("settings-form > [role=status]")).to_have_text("Saved.")


def save(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()


def chosen(page: Page, name: str) -> str:
    return page.locator(f"input[name='{name}']:checked").input_value()


@pytest.fixture
def settings(page: Page, server: Server) -> Page:
    """The page of settings."""
    page.goto(f"{server.address}/settings/")
    return page


@pytest.fixture
def usual(settings: Page) -> Iterator[None]:
    """Put letters and theme back after a test."""
    yield
    settings.unroute_all()
    settings.goto(re.sub(r"(//[^/]+)/.*", r"\1/settings/", settings.url))
    for name, value in (("text_size", "100"), ("theme", "device")):
        choose(settings, name, value)
    save(settings)


def test_a_choice_holds_at_once_and_on_every_later_page(
    settings: Page, server: Server, usual: None
) -> None:
    root = settings.locator("html")
    choose(settings, "text_size", "150")
    expect(root).to_have_class(re.compile("text-150"))
    saved(settings)
    choose(settings, "skin", "deep")
    expect(root).to_have_class(re.compile("skin-deep"))
    expect(root).to_have_class(re.compile("text-150"))
    choose(settings, "flash", "yes")
    expect(settings.locator(".set-flash .set-told")).to_have_text("Saved.")

    settings.goto(f"{server.address}/diary/")

    expect(root).to_have_class("skin-deep text-150")
    settings.goto(f"{server.address}/settings/")
    assert chosen(settings, "flash") == "yes"


def test_of_many_quick_choices_the_last_one_is_kept(settings: Page) -> None:
    for value in ("400", "1500", "1000", "400", "1500", "1000"):
        choose(settings, "press_apart_ms", value)
    saved(settings)

    settings.reload()

    assert chosen(settings, "press_apart_ms") == "1000"


def test_a_choice_is_kept_by_someone_who_leaves_at_once(
    settings: Page, server: Server
) -> None:
    for value in ("10", "0", "20", "40"):
        choose(settings, "start_delay_s", value)
    settings.get_by_role("link", name="Diary").click()
    settings.wait_for_url("**/diary/")

    kept(settings, server, "start_delay_s", "40")


def test_a_letter_that_arrives_after_a_later_one_changes_nothing(
    settings: Page, server: Server
) -> None:
    on_its_way: list[Route] = []

    def delay(route: Route) -> None:
        if route.request.method != "POST" or on_its_way:
            route.continue_()
        else:
            on_its_way.append(route)

    settings.route("**/settings/", delay)
    choose(settings, "start_delay_s", "10")
    choose(settings, "start_delay_s", "40")
    settings.get_by_role("link", name="Diary").click()
    settings.wait_for_url("**/diary/")
    kept(settings, server, "start_delay_s", "40")

    (first,) = (route.request for route in on_its_way)
    arrived = settings.context.request.post(
        first.url,
        data=first.post_data_buffer,
        headers={
            "content-type": first.headers["content-type"],
            "referer": f"{server.address}/settings/",
        },
    )
    assert arrived.ok

    kept(settings, server, "start_delay_s", "40")


def kept(page: Page, server: Server, name: str, value: str) -> None:
    """Wait until a choice is kept; a page that was left sends its last in its time."""
    for _ in range(50):
        page.goto(f"{server.address}/settings/")
        if chosen(page, name) == value:
            return
        page.wait_for_timeout(100)
    assert chosen(page, name) == value


def test_a_chosen_country_names_its_number_at_once(settings: Page) -> None:
    for country, number in (("AU", "000"), ("NO", "113")):
        settings.get_by_label("Your country").select_option(country)
        expect(settings.locator("#called")).to_contain_text(f"call {number}")


def test_without_scripts_save_keeps_it_all(browser: Browser, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=walk.PHONE)
    page = context.new_page()
    page.goto(server.link)
    page.goto(f"{server.address}/settings/")
    choose(page, "captions", "large")
    page.get_by_label("Your country").select_option("GB")
    page.get_by_label("Midday").fill("12:30")
    save(page)

    expect(page.get_by_role("status")).to_have_text("Saved.")
    assert chosen(page, "captions") == "large"
    expect(page.get_by_label("Midday")).to_have_value("12:30")
    page.goto(f"{server.address}/help-now/")
    expect(page.get_by_role("link", name="Call 999")).to_be_visible()
    context.close()


def test_a_choice_that_did_not_arrive_says_so(settings: Page, usual: None) -> None:
    settings.route("**/settings/", lambda route: route.abort())
    choose(settings, "tones", "no")

    expect(settings.locator(".set-tones .set-told")).to_have_text(
        "Not saved yet. Press Save below."
    )
    settings.unroute_all()
    choose(settings, "tones", "yes")
    saved(settings)


def test_a_number_that_cannot_be_is_kept_on_the_page_to_be_mended(
    settings: Page,
) -> None:
    settings.get_by_label("Another emergency number").fill("call my son")
    save(settings)

    mend = settings.get_by_role("link", name="Write one number to dial")
    expect(mend).to_be_visible()
    expect(settings.get_by_label("Another emergency number")).to_have_value(
        "call my son"
    )
    mend.click()
    expect(settings.get_by_label("Another emergency number")).to_be_focused()


def test_keys_alone_set_the_size_of_letters(settings: Page, usual: None) -> None:
    settings.locator("input[name=text_size]:checked").focus()
    settings.keyboard.press("ArrowRight")
    saved(settings)

    assert chosen(settings, "text_size") == "125"


def test_the_chosen_size_comes_on_top_of_the_browser_s_own(
    playwright: Playwright, server: Server
) -> None:
    browser = playwright.chromium.launch(
        executable_path=os.environ["KNEADWELL_CHROMIUM"],
        args=["--blink-settings=defaultFontSize=24"],
    )
    page = browser.new_page(viewport=walk.PHONE)
    page.goto(server.link)
    page.goto(f"{server.address}/settings/")
    sizes = {}
    for value in ("125", "200", "100"):
        choose(page, "text_size", value)
        expect(page.locator("html")).to_have_class(re.compile(f"text-{value}"))
        size = page.evaluate("getComputedStyle(document.documentElement).fontSize")
        sizes[value] = size
    saved(page)
    browser.close()

    assert sizes == {"100": "24px", "125": "30px", "200": "48px"}


@pytest.mark.parametrize("size", ["125", "150", "200"] if IS_LONG else ["200"])
def test_large_letters_fit_on_every_page(
    settings: Page, server: Server, usual: None, size: str
) -> None:
    choose(settings, "text_size", size)
    save(settings)
    wrong = {}
    for path in EVERYWHERE:
        settings.goto(server.address + path)
        if found := look(settings, 390, 1280):
            wrong[path] = found

    assert wrong == {}


def test_the_player_keeps_the_size_that_fits_its_glass(
    settings: Page, server: Server, usual: None
) -> None:
    choose(settings, "text_size", "200")
    save(settings)
    walk.clear(settings, server.address, "foot-massage-essential-oils")
    root = "getComputedStyle(document.documentElement).fontSize"
    assert settings.evaluate(root) == "32px"
    settings.locator("a.go", has_text="Skip all").click()
    settings.locator(".player").wait_for()

    assert settings.evaluate(root) == "16px"


def test_dark_pages_are_dark_on_a_light_device(settings: Page, usual: None) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    light = settings.evaluate(paper)
    choose(settings, "theme", "dark")
    expect(settings.locator("html")).to_have_attribute("data-theme", "dark")

    assert settings.evaluate(paper) != light
    saved(settings)
    assert axe(settings) == []


def mends(page: Page, address: str) -> None:
    page.goto(f"{address}/settings/")
    page.get_by_label("Another emergency number").fill("call my son")
    save(page)


def checked(page: Page, address: str) -> None:
    page.goto(f"{address}/settings/check/")
    for name in ("heard", "seen", "felt"):
        walk.answer(page, name, "no")
    walk.submit(page)


PAGES: dict[str, Go] = {
    "settings": lambda page, address: void(page.goto(f"{address}/settings/")),
    "mends": mends,
    "check": lambda page, address: void(page.goto(f"{address}/settings/check/")),
    "checked": checked,
}


def void(_: object) -> None:
    """Forget what a page answered."""


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("mode", [None, *MODES] if IS_LONG else [None])
def test_these_pages_are_sound_in_every_mode(
    browser: Browser, server: Server, name: str, mode: str | None
) -> None:
    how: dict[str, Any] = MODES[mode] if mode else {}
    context = browser.new_context(viewport=walk.PHONE, **how)
    page = context.new_page()
    page.goto(server.link)
    PAGES[name](page, server.address)

    assert [*look(page, 320, 390, 1280), *axe(page)] == []
    context.close()


def test_a_check_of_the_device_says_what_to_use_instead(
    settings: Page, server: Server
) -> None:
    settings.get_by_role("link", name="Try them for 10 seconds").click()
    settings.wait_for_url("**/settings/check/")
    walk.answer(settings, "heard", "no")
    walk.answer(settings, "seen", "yes")
    walk.answer(settings, "felt", "yes")
    walk.submit(settings)

    told = settings.get_by_role("region", name="Kept for this device")
    expect(told.or_(settings.locator(".notice")).first).to_contain_text(
        "Turn the sound up"
    )
    settings.get_by_role("link", name="Go on").click()
    settings.wait_for_url(f"{server.address}/settings/")
