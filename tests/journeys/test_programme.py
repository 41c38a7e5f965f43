"""A therapist and a person write a programme on a phone, and every page obeys it."""

import pytest
from playwright.sync_api import Page, expect

from kneadwell.knowledge import load_library
from tests.journeys.server import Server
from tests.journeys.test_pages import HEIGHTS, axe, look

pytestmark = pytest.mark.browser

BALL = "rolling-ball"


def press(page: Page, name: str, value: str) -> None:
    page.locator(f"label:has(input[name='{name}'][value='{value}'])").click()


def sound(page: Page) -> None:
    """See that the page is sound as it stands, at every width."""
    assert [*look(page, *HEIGHTS), *axe(page)] == []


@pytest.mark.hazard("H-72")
def test_a_programme_is_written_read_back_and_obeyed(
    page: Page, server: Server
) -> None:
    page.goto(f"{server.address}/settings/")
    page.get_by_role("link", name="Open the programme").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("No programme")
    sound(page)

    page.get_by_role("link", name="Write a programme").click()
    sound(page)
    for name in load_library().techniques:
        press(page, f"{name}-allowed", "yes" if name == BALL else "no")
    # What is not allowed asks no numbers.
    expect(page.locator("#ice-massage-minutes-most")).to_be_hidden()
    press(page, f"{BALL}-places", "left foot")
    page.fill(f"#{BALL}-minutes-least", "1")
    page.get_by_role("button", name="Next: read it back").click()

    # By whom, until when and the most are still open; nothing typed is lost.
    expect(page.get_by_role("heading", name="Not saved yet")).to_be_visible()
    expect(page.locator(".mends a")).to_have_count(3)
    sound(page)
    page.fill("#by", "Ana Ruiz")
    tomorrow = page.locator("#review").get_attribute("min") or ""
    page.fill("#review", tomorrow)
    page.fill(f"#{BALL}-minutes-most", "1")
    page.get_by_role("button", name="Next: read it back").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Is this right?")
    expect(page.get_by_text("Now at most: 1 minute on one place.")).to_be_visible()
    sound(page)
    page.get_by_role("button", name="Yes, this holds").click()
    expect(page.get_by_role("status")).to_have_text("Saved. It holds from now on.")
    sound(page)

    page.goto(f"{server.address}/techniques/{BALL}/start/")
    expect(page.locator("input[name='places']")).to_have_count(1)
    expect(page.locator("#minutes-help")).to_have_text("At most 1 minute.")
    page.goto(f"{server.address}/techniques/ice-massage/start/")
    expect(page.get_by_text("No place is open for this now.")).to_be_visible()
    expect(
        page.get_by_text("The programme by Ana Ruiz does not allow").first
    ).to_be_visible()

    page.goto(f"{server.address}/programme/end/")
    sound(page)
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_role("status")).to_have_text("The programme has ended.")
