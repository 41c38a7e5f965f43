"""The way people go through their diary: months, days, and what is mended."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import walk
from tests.journeys.server import Server
from tests.web.done import massage_in

pytestmark = pytest.mark.browser

DAY_MIN = 24 * 60


@contextmanager
def coming(page: Page, server: Server, entries: int = 1) -> Iterator[None]:
    """Open the diary once it has what is kept meanwhile."""
    before = server.count("diary_entryrecord")
    yield
    deadline = monotonic() + 20
    while (
        server.count("diary_entryrecord") < before + entries and monotonic() < deadline
    ):
        page.wait_for_timeout(100)
    page.goto(f"{server.address}/diary/")


def write(page: Page, server: Server, text: str) -> None:
    """Write a note, and go to the diary."""
    with coming(page, server):
        page.goto(f"{server.address}/note/")
        page.locator("textarea").fill(text)
        page.get_by_role("button", name="Save").click()
        expect(page.locator("[data-part=kept]")).to_be_visible()


def mend(page: Page, text: str) -> None:
    """Go to the page of an entry of today, from the diary."""
    page.locator(".days a.go").first.click()
    row = page.locator(".rows > li", has_text=text)
    row.get_by_role("link", name="Mend or take back").click()


def test_months_and_days_are_walked_with_keys(page: Page, server: Server) -> None:
    massage_in(server.folder, 40 * DAY_MIN)
    page.goto(f"{server.address}/diary/")
    today = page.locator(".month-days [aria-current=date]")
    expect(today).to_contain_text(str(datetime.now(UTC).astimezone().day))

    page.locator(".month-ways a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/diary/?month=*")
    worked = page.locator(".month-days a", has_text="1 session")
    worked.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/diary/*-*-*/")
    expect(page.locator(".day-region.is-worked").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("Left hand")
    page.get_by_role("link", name="The whole month").click()
    page.wait_for_url("**/diary/?month=*")


def test_a_note_is_mended_and_both_versions_stay(page: Page, server: Server) -> None:
    write(page, server, "Slept bad")
    mend(page, "Slept bad")
    page.locator("textarea").fill("Slept badly")
    with coming(page, server):
        page.get_by_role("button", name="Save what I mended").click()
        expect(page.get_by_text("Kept on this device.")).to_be_visible()
    expect(page.locator(".rows > li", has_text="Slept badly")).to_have_count(1)
    mend(page, "Slept badly")
    versions = page.locator("#versions + .rows > li")
    expect(versions).to_have_count(2)
    expect(versions.first).to_contain_text("Slept badly")
    expect(versions.last).to_contain_text("Slept bad")


def test_mending_is_undone_at_once(page: Page, server: Server) -> None:
    write(page, server, "As it was")
    mend(page, "As it was")
    page.locator("textarea").fill("Worse than before")
    with coming(page, server, entries=2):
        page.get_by_role("button", name="Save what I mended").click()
        page.wait_for_timeout(walk.BREATH_S * 1000)
        page.get_by_role("button", name="Undo").click()
        expect(page.locator("[data-part=undone]")).to_be_visible()
    expect(page.locator("main")).to_contain_text("As it was")
    expect(page.locator("main")).not_to_contain_text("Worse than before")


def test_an_entry_is_taken_back_and_brought_back(page: Page, server: Server) -> None:
    write(page, server, "Back and forth")
    mend(page, "Back and forth")
    url = page.url
    with coming(page, server):
        page.get_by_role("button", name="Take it back").click()
        expect(page.locator("[data-part=kept]")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("Back and forth")

    page.goto(url)
    with coming(page, server):
        page.get_by_role("button", name="Let it count again").click()
        expect(page.locator("[data-part=kept]")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Back and forth")


def test_minutes_are_mended_where_scripts_run_as_where_none_do(
    page: Page, server: Server
) -> None:
    session = massage_in(server.folder, 2 * DAY_MIN)
    page.goto(f"{server.address}/diary/entry/{session}/")
    expect(page.locator("main")).to_contain_text("never allows more")
    page.locator("#places-left-hand input").fill("0")
    with coming(page, server):
        page.get_by_role("button", name="Save what I mended").click()
        expect(page.locator("[data-part=kept]")).to_be_visible()
    with closing(sqlite3.connect(server.folder / "kneadwell.sqlite3")) as rows:
        (body,) = rows.execute(
            "SELECT body FROM diary_entryrecord WHERE kind = 'correction'"
            " ORDER BY id DESC LIMIT 1"
        ).fetchone()
    assert json.loads(body)["body"]["places"] == {"left hand": 0, "right hand": 60}


def test_what_was_mended_waits_on_the_page_of_its_day(
    page: Page, server: Server
) -> None:
    write(page, server, "Before the network went")
    mend(page, "Before the network went")
    page.route("**/sync/", lambda route: route.abort())
    page.locator("textarea").fill("After the network went")
    page.get_by_role("button", name="Save what I mended").click()
    page.get_by_role("link", name="The day").click()

    row = page.locator("kept-here li")
    expect(row).to_contain_text("Something was mended")
    expect(row).to_contain_text("After the network went")
    expect(row).to_contain_text("Waiting to be sent.")
    page.unroute("**/sync/")


def test_a_diary_is_mended_without_scripts(page: Page, server: Server) -> None:
    browser = page.context.browser
    assert browser
    context = browser.new_context(java_script_enabled=False)
    bare = context.new_page()
    bare.goto(server.link)
    bare.goto(f"{server.address}/note/")
    bare.locator("textarea").fill("Without scripts")
    bare.get_by_role("button", name="Save").click()
    expect(bare.locator("main > .notice")).to_have_text("Kept in the diary.")
    bare.locator("textarea").fill("Mended without scripts")
    bare.get_by_role("button", name="Save what I mended").click()
    expect(bare.locator(".as-it-is")).to_contain_text("Mended without scripts")
    bare.get_by_role("button", name="Take it back").click()
    expect(bare.locator("main > .notice")).to_contain_text("Taken back.")
    bare.get_by_role("button", name="Let it count again").click()
    bare.goto(f"{server.address}/diary/?q=mended+WITHOUT")
    expect(bare.locator("h1")).to_contain_text("1 entry says")
    context.close()


def test_a_day_that_was_missed_is_written_down_later(
    page: Page, server: Server
) -> None:
    yesterday = datetime.now(UTC).astimezone().date() - timedelta(days=1)
    page.goto(f"{server.address}/diary/{yesterday}/")
    page.get_by_role("link", name="How was this day?").click()
    page.locator("#scores-sleep .scale label").nth(8).click()
    with coming(page, server):
        page.get_by_role("button", name="Save").click()
        expect(page.locator("[data-part=kept]")).to_be_visible()
    page.goto(f"{server.address}/diary/{yesterday}/")
    expect(page.locator("main")).to_contain_text("Sleep disturbed 8")
