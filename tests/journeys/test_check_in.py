"""The way people go between sessions: how the day is, a note, and what changes."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from time import monotonic
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import walk
from tests.journeys.server import Server

pytestmark = pytest.mark.browser

LITTLE_TO_SAY = 3
ALL_FOUR = 6
"""Presses from Today until it is kept. At two seconds each that is under 15 seconds."""


@pytest.fixture
def bare_page(browser: Browser, server: Server) -> Iterator[Page]:
    """A phone on which no script runs."""
    context = browser.new_context(viewport=walk.PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(server.link)
    yield page
    context.close()


class Thumb:
    """One thumb, whose presses are counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses = 0

    def link(self, name: str) -> None:
        self.presses += 1
        self.page.locator("main").get_by_role("link", name=name).click()

    def scale(self, name: str, score: int) -> None:
        self.presses += 1
        self.page.locator(f"#scores-{name} .scale label").nth(score).click()

    def save(self) -> None:
        self.presses += 1
        self.page.get_by_role("button", name="Save").click()


def noted(server: Server) -> list[dict[str, Any]]:
    """Return the kinds and bodies that the diary has, oldest first."""
    with closing(sqlite3.connect(server.folder / "kneadwell.sqlite3")) as rows:
        found = rows.execute("SELECT kind, body FROM diary_entryrecord ORDER BY id")
        return [{"kind": kind, **json.loads(body)} for kind, body in found]


def sent(page: Page, server: Server, since: int, count: int) -> list[dict[str, Any]]:
    """Open the diary once so many entries have come, and return them."""
    page.goto(f"{server.address}/diary/")
    deadline = monotonic() + 20
    while len(noted(server)) < since + count and monotonic() < deadline:
        page.wait_for_timeout(100)
    page.goto(f"{server.address}/diary/")
    return noted(server)[since:]


def kept(page: Page) -> None:
    expect(page.get_by_text("Kept on this device.")).to_be_visible()


def test_a_day_is_told_in_three_presses_and_in_six(page: Page, server: Server) -> None:
    thumb = Thumb(page)
    before = len(noted(server))
    thumb.link("How is today?")
    thumb.scale("pain", 4)
    thumb.save()
    kept(page)
    assert thumb.presses == LITTLE_TO_SAY

    page.get_by_role("link", name="Today", exact=True).last.click()
    page.goto(f"{server.address}/check-in/")
    thumb.presses = 1
    for name, score in (("pain", 5), ("numbness", 10), ("tingling", 0), ("sleep", 2)):
        thumb.scale(name, score)
    thumb.save()
    kept(page)
    assert thumb.presses == ALL_FOUR

    told = sent(page, server, before, 2)
    assert [entry["scores"] for entry in told] == [
        {"pain": 4, "numbness": None, "tingling": None, "sleep": None},
        {"pain": 5, "numbness": 10, "tingling": 0, "sleep": 2},
    ]
    row = page.locator(".rows > li", has_text="How the day was").first
    expect(row).to_contain_text("Sleep disturbed 2")


def test_save_is_under_the_thumb_wherever_the_page_stands(
    page: Page, server: Server
) -> None:
    page.goto(f"{server.address}/check-in/")
    save = page.get_by_role("button", name="Save")

    for wheel in (0, 300, 300):
        page.mouse.move(200, 400)
        page.mouse.wheel(0, wheel)
        expect(save).to_be_in_viewport(ratio=1)
    box = save.bounding_box()
    assert box
    assert box["y"] > walk.PHONE["height"] / 2


def test_scripts_and_no_scripts_write_the_same(
    page: Page, bare_page: Page, server: Server
) -> None:
    before = len(noted(server))
    for one in (page, bare_page):
        one.goto(f"{server.address}/check-in/?date=2026-11-01")
        one.locator("#scores-pain .scale label").nth(7).click()
        one.locator("#scores-numbness .scale label", has_text="Skip").click()
        one.locator("summary").click()
        one.locator("#flare .choice", has_text="Yes").click()
        one.locator("#medicine_changed .choice", has_text="Skip").click()
        one.locator("#falls input").fill("0")
        one.get_by_role("button", name="Save").click()
        one.goto(f"{server.address}/note/")
        one.locator("textarea").fill("  Two\nlines \n")
        one.get_by_role("button", name="Save").click()
        expect(one.get_by_text("Kept ").locator("visible=true").first).to_be_visible()
        one.goto(f"{server.address}/change/")
        one.locator("label.answer", has_text="A little better").click()
        one.get_by_role("button", name="Save").click()
        expect(one.get_by_text("Kept ").locator("visible=true").first).to_be_visible()
    told = sent(page, server, before, 6)
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for entry in told:
        by_kind.setdefault(entry["kind"], []).append(entry)
    assert {kind: len(same) for kind, same in by_kind.items()} == {
        "check-in": 2,
        "note": 2,
        "change": 2,
    }
    for one, other in by_kind.values():
        assert one == other
    assert by_kind["check-in"][0]["falls"] == 0
    assert by_kind["check-in"][0]["flare"] is True


def test_a_double_tap_makes_one_entry(page: Page, server: Server) -> None:
    before = len(noted(server))
    page.goto(f"{server.address}/note/")
    page.locator("textarea").fill("Once")
    page.get_by_role("button", name="Save").dblclick()
    kept(page)

    assert [entry["text"] for entry in sent(page, server, before, 1)] == ["Once"]


def test_what_was_kept_is_undone_and_the_words_stay(page: Page, server: Server) -> None:
    before = len(noted(server))
    page.goto(f"{server.address}/note/")
    page.locator("textarea").fill("Not what I meant")
    page.get_by_role("button", name="Save").click()
    kept(page)
    page.wait_for_timeout(walk.BREATH_S * 1000)
    page.get_by_role("button", name="Undo").click()

    expect(page.locator("[data-part=undone]")).to_be_visible()
    expect(page.locator("textarea")).to_have_value("Not what I meant")
    page.locator("textarea").fill("What I meant")
    page.wait_for_timeout(walk.BREATH_S * 1000)
    page.get_by_role("button", name="Save").click()
    kept(page)

    told = sent(page, server, before, 3)
    assert [entry["kind"] for entry in told] == ["note", "correction", "note"]
    expect(page.locator("main")).to_contain_text("What I meant")
    expect(page.locator("main")).not_to_contain_text("Not what I meant")


def test_nothing_said_keeps_nothing(page: Page, server: Server) -> None:
    before = len(noted(server))
    page.goto(f"{server.address}/check-in/")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Say one thing at least.")).to_be_visible()

    page.goto(f"{server.address}/change/")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-mend=change]")).to_be_visible()
    expect(page.locator("[data-part=kept]")).to_be_hidden()

    assert sent(page, server, before, 0) == []


def test_without_a_network_it_is_kept_waits_and_is_sent(
    page: Page, server: Server
) -> None:
    before = len(noted(server))
    page.goto(f"{server.address}/note/")
    page.locator("textarea").fill("Written in the cellar")
    page.context.set_offline(offline=True)
    page.get_by_role("button", name="Save").click()
    kept(page)
    page.wait_for_timeout(walk.BREATH_S * 1000)
    assert len(noted(server)) == before

    page.context.set_offline(offline=False)
    (told,) = sent(page, server, before, 1)
    assert told["text"] == "Written in the cellar"


def test_what_waits_stands_on_today_and_in_the_diary(
    page: Page, server: Server
) -> None:
    before = len(noted(server))
    page.route("**/sync/", lambda route: route.abort())
    page.goto(f"{server.address}/note/")
    page.locator("textarea").fill("Waits <b>here</b>")
    page.get_by_role("button", name="Save").click()
    kept(page)

    for path in ("/", "/diary/"):
        page.goto(server.address + path)
        row = page.locator("kept-here li")
        expect(row).to_contain_text("Waits <b>here</b>")
        expect(row).to_contain_text("Waiting to be sent.")
    row.get_by_role("button", name="Take back").click()
    expect(row).to_have_count(0)

    page.unroute("**/sync/")
    told = sent(page, server, before, 2)
    assert [entry["kind"] for entry in told] == ["note", "correction"]
    expect(page.locator("main")).not_to_contain_text("here")


def test_what_waits_does_not_vanish_when_it_is_sent(page: Page, server: Server) -> None:
    page.route("**/sync/", lambda route: route.abort())
    page.goto(f"{server.address}/note/")
    page.locator("textarea").fill("Is it still there?")
    page.get_by_role("button", name="Save").click()
    kept(page)
    page.goto(f"{server.address}/diary/")
    row = page.locator("kept-here li", has_text="Is it still there?")
    expect(row.get_by_text("Waiting to be sent.")).to_be_visible()

    page.unroute("**/sync/")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(row.get_by_text("In the diary.")).to_be_visible()
    page.reload()
    expect(row).to_have_count(0)
    expect(page.locator("main")).to_contain_text("Is it still there?")


def test_where_nothing_can_be_kept_the_words_stay(page: Page, server: Server) -> None:
    page.add_init_script("delete window.indexedDB")
    page.add_init_script(
        "Object.defineProperty(window, 'indexedDB', {get() { throw new Error('no') }})"
    )
    page.route("**/sync/", lambda route: route.abort())
    page.goto(f"{server.address}/note/")
    page.locator("textarea").fill("Do not lose this")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Not kept: there is no connection.")).to_be_visible()
    expect(page.locator("textarea")).to_have_value("Do not lose this")
    expect(page.locator("[data-part=kept]")).to_be_hidden()

    page.unroute("**/sync/")
    page.wait_for_timeout(walk.BREATH_S * 1000)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Kept in the diary.")).to_be_visible()
    assert noted(server)[-1]["text"] == "Do not lose this"


def test_the_day_is_the_one_of_the_device(browser: Browser, server: Server) -> None:
    before = len(noted(server))
    context = browser.new_context(viewport=walk.PHONE, timezone_id="Pacific/Kiritimati")
    page = context.new_page()
    page.goto(server.link)
    page.clock.set_fixed_time("2026-11-20T13:30:00Z")
    page.goto(f"{server.address}/check-in/")
    page.locator("#scores-pain .scale label").nth(1).click()
    page.get_by_role("button", name="Save").click()
    kept(page)

    (told,) = sent(page, server, before, 1)
    assert told["date"] == "2026-11-21"
    context.close()
