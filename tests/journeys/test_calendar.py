"""The address of a calendar, from the page to a program without any cookie."""

import urllib.error
import urllib.request

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.server import Server

pytestmark = pytest.mark.browser


def test_an_address_is_made_copied_and_taken_back(page: Page, server: Server) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{server.address}/settings/")
    page.get_by_role("link", name="Open your calendar").click()
    page.get_by_label("Which program is it for?").fill("my phone")
    page.get_by_role("button", name="Make an address").click()

    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    address = page.evaluate("navigator.clipboard.readText()")
    with urllib.request.urlopen(address, timeout=10) as response:  # noqa: S310
        assert response.read().startswith(b"BEGIN:VCALENDAR\r\n")

    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("Taken back.")).to_be_visible()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(address, timeout=10)  # noqa: S310
