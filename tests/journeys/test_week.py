"""A week from wishes to a session: at the glass, and by keyboard alone."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys import walk
from tests.journeys.server import Server

pytestmark = pytest.mark.browser

PROOF_MS = 90_000
"""A busy machine needs long to load what proves."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server where it is early morning, whatever the hour is here."""
    ahead = (5 - datetime.now(UTC).hour) % 24
    ahead = ahead if ahead <= 14 else ahead - 24
    # The signs of these names are the other way round.
    zone = f"Etc/GMT{'-' if ahead >= 0 else '+'}{abs(ahead)}" if ahead else "UTC"
    server = Server(tmp_path, TZ=zone)
    server.answer_all(touch_felt=True)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    context = browser.new_context(viewport=walk.PHONE)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(server.link)
    yield page
    context.close()


def session_of_today(page: Page) -> Locator:
    return page.locator(".week > .is-today .week-session").first


def choose(page: Page, *values: str) -> None:
    for value in values:
        page.locator(f"label.choice:has(input[value='{value}'])").click()


def test_a_week_is_wished_planned_proven_lived_and_planned_again(
    page: Page, server: Server
) -> None:
    page.goto(f"{server.address}/")
    page.get_by_role("link", name="Plan your week").click()
    needed = page.locator("[data-part=minutes]")
    expect(needed).to_contain_text("105 given")
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    choose(page, *(f"{day}-morning" for day in days))
    expect(needed).to_contain_text("140 given")

    # The quick plan is there at once, and the search says how it ended.
    walk.submit(page)
    expect(page.locator(".week-session").first).to_be_visible()
    shown = page.locator(".week-session").count()
    assert shown
    says = page.locator("plan-progress [data-part=says]")
    ended = re.compile("No better plan is possible|The plan got better")
    expect(says).to_have_text(ended, timeout=PROOF_MS)
    page.reload()
    expect(page.get_by_text("No better plan is possible")).to_be_visible()
    assert page.locator("plan-progress").count() == 0

    # Moved to the other part of the day, where it may be.
    when = session_of_today(page).locator("h3 a")
    when.click()
    page.get_by_text("Move it", exact=True).click()
    page.locator(".move-days label.choice").first.click()
    page.get_by_role("button", name="Move it there").click()
    expect(
        page.get_by_text(re.compile("Moved here from|That does not work"))
    ).to_be_visible()

    # The next session is the one big button of Today; it leads to the check.
    page.goto(f"{server.address}/")
    expect(page.locator(".now")).to_contain_text("from sitting down to shoes on")
    page.get_by_role("button", name="Start with the check").click()
    page.wait_for_url("**/check/")
    walk.pass_check(page)
    walk.submit(page)
    page.wait_for_url("**/before/")

    # A bad day rests, and the rest of the week is planned again.
    page.goto(f"{server.address}/week/")
    page.get_by_role("button", name="A bad day: pause today").click()
    expect(page.get_by_text("A flare day. It rests.")).to_be_visible()
    page.get_by_role("button", name="Plan the rest of the week again").click()
    expect(page.locator(".week > .is-today")).to_contain_text("A flare day")
    assert page.locator(".week > .is-today .button").count() == 0


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until something has the focus."""
    wanted.wait_for(state="attached")
    for _ in range(150):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    message = f"no Tab leads to {wanted}"
    raise AssertionError(message)


def press(page: Page, wanted: Locator) -> None:
    """Press a button or a link by keyboard, and wait for where it leads."""
    tab_to(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_keyboard_is_enough_for_a_week(page: Page, server: Server) -> None:
    page.goto(f"{server.address}/week/wishes/")
    tab_to(page, page.locator("input[value='mon-bedtime']"))
    page.keyboard.press("Space")
    expect(page.locator("input[value='mon-bedtime']")).to_be_checked()
    tab_to(page, page.locator("#minutes_per_day"))
    page.keyboard.press("Control+a")
    page.keyboard.type("0")
    press(page, page.get_by_role("button", name="Make my plan"))

    # The mistake is said, what was chosen is kept, and the link leads to the field.
    expect(page.locator(".mends")).to_be_focused()
    expect(page.locator("input[value='mon-bedtime']")).to_be_checked()
    tab_to(page, page.locator(".mends a"))
    page.keyboard.press("Enter")
    expect(page.locator("#minutes_per_day")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("20")
    press(page, page.get_by_role("button", name="Make my plan"))

    press(page, session_of_today(page).locator("h3 a"))
    press(page, page.get_by_role("button", name="5 min", exact=True))
    expect(page.get_by_role("button", name="As long as planned")).to_be_visible()
    tab_to(page, page.get_by_text("Move it", exact=True))
    page.keyboard.press("Enter")
    tab_to(page, page.locator("input[name=to]").first)
    page.keyboard.press("Space")
    press(page, page.get_by_role("button", name="Move it there"))
    press(page, page.get_by_role("button", name="Leave it out"))
    expect(page.get_by_role("status")).to_contain_text("nothing to make up")

    press(page, page.get_by_role("button", name="A bad day: pause today"))
    press(page, page.get_by_role("button", name="Today is better: go on"))
    press(page, page.get_by_role("button", name="Plan the rest of the week again"))
    expect(page.locator("h1")).to_be_visible()
