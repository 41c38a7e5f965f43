"""Check, session and how it feels, on the person's own device without a network."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import walk
from tests.journeys.server import Server
from tests.journeys.test_session import until

pytestmark = pytest.mark.browser

TECHNIQUE = "foot-massage-essential-oils"
HOUR_S = 3600
_POCKET = """
import json, sys
from pathlib import Path
from kneadwell.web.local import prepare
prepare(Path(sys.argv[1]))
from django.utils import timezone
from kneadwell.web.people.store import the_person
from kneadwell.web.sessions.prepared import pocket_facts
print(json.dumps(pocket_facts(the_person(), timezone.localtime())))
"""
_FILL = """async pocket => {
  const files = document.querySelector("link[href*='css/tokens.css']").href
  const { outbox } = await import(new URL("../js/outbox/here.js", files))
  const asked_at_ms = Date.parse(pocket.made_at)
  await (await outbox()).setFact("pocket", { ...pocket, asked_at_ms })
}"""
_NOTE = """async entry => {
  const files = document.querySelector("link[href*='css/tokens.css']").href
  const { keep } = await import(new URL("../js/outbox/here.js", files))
  const { entryOf } = await import(new URL("../js/outbox/entry.js", files))
  return (await keep([entryOf(entry.kind, entry.body)])).where
}"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    server.answer_all(touch_felt=True)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Page]:
    """An own device whose pocket is filled, and that reaches no diary.

    It still gets the pages that it would have kept; another journey keeps them.
    """
    context = browser.new_context(viewport=walk.PHONE, service_workers="block")
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto(server.link)
    page.goto(f"{server.address}/help-now/")
    page.goto(server.address)
    fill(page, server)
    context.route("**/sync/", lambda route: route.abort())
    context.route("**/questions/**", lambda route: route.abort())
    yield page
    context.close()


def fill(page: Page, server: Server, **changed: object) -> None:
    """Give the device what it knows of the server."""
    root = Path(__file__).parents[2]
    said = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", _POCKET, str(server.folder)],
        check=True,
        capture_output=True,
        text=True,
        cwd=root,
        env=os.environ | {"PYTHONPATH": f"{root}{os.pathsep}{root / 'src'}"},
    ).stdout
    pocket: dict[str, Any] = json.loads(said) | changed
    page.evaluate(_FILL, pocket)


def check(page: Page, server: Server) -> None:
    """Open the check, and say that nothing is new."""
    page.goto(f"{server.address}/prepared/{TECHNIQUE}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before you start")
    walk.pass_check(page)


def play(page: Page, server: Server) -> None:
    """Walk to a ready player, in a clock that only a journey moves."""
    check(page, server)
    walk.submit(page)
    page.clock.install()
    page.locator("a.go", has_text="Skip all").click()
    walk.part(page, "touch").wait_for()
    walk.stop_time(page)


def refused(page: Page, words: str) -> None:
    expect(page.locator("[data-part=refused]")).to_be_visible()
    expect(page.locator("[data-why]:visible")).to_contain_text(words)
    expect(page.get_by_role("link", name="Open Help now")).to_be_visible()
    expect(page.locator("form")).to_be_hidden()


def test_a_session_is_checked_played_and_felt_without_a_network(
    phone: Page, server: Server
) -> None:
    check(phone, server)
    walk.submit(phone)
    phone.wait_for_url("**/before/")
    phone.locator("#pain .scale label").nth(6).click()
    phone.clock.install()
    walk.submit(phone)
    walk.part(phone, "touch").wait_for()
    walk.stop_time(phone)
    walk.press(phone)
    walk.wait(phone, walk.timeline(phone)["ends_s"])

    phone.wait_for_url("**/after/*")
    expect(phone.locator("#look")).to_be_visible()
    phone.locator("#look label.answer:has([value=nothing])").click()
    phone.locator("#pain .scale label").nth(4).click()
    walk.submit(phone)
    assert server.count("diary_entryrecord") == 0

    phone.context.unroute("**/sync/")
    phone.goto(f"{server.address}/techniques/")
    phone.clock.resume()
    until(phone, lambda: server.count("diary_entryrecord") == 4)
    assert server.count("sessions_sessionrecord") == 1
    phone.goto(f"{server.address}/diary/")
    expect(phone.locator("body")).to_contain_text("Finished.")


@pytest.mark.hazard("H-56")
def test_what_was_just_done_closes_the_next_one(phone: Page, server: Server) -> None:
    play(phone, server)
    walk.press(phone)
    walk.wait(phone, walk.timeline(phone)["ends_s"])
    phone.wait_for_url("**/after/*")

    phone.goto(f"{server.address}/prepared/{TECHNIQUE}/")
    refused(phone, "has had its time")
    expect(phone.locator("time")).to_be_visible()
    # What was played is only handed over again.
    phone.goto(f"{server.address}/prepared/{TECHNIQUE}/play/")
    phone.wait_for_url("**/after/*")


@pytest.mark.hazard("H-01")
def test_no_player_opens_without_a_check(phone: Page, server: Server) -> None:
    phone.goto(f"{server.address}/prepared/{TECHNIQUE}/play/")

    phone.wait_for_url(f"**/prepared/{TECHNIQUE}/")
    expect(phone.locator("[data-part=asks]")).to_be_visible()
    assert phone.locator("session-player").count() == 0


@pytest.mark.hazard("H-02")
def test_what_is_left_open_is_said_and_opens_nothing(
    phone: Page, server: Server
) -> None:
    check(phone, server)
    phone.locator("fieldset.card label.answer").first.click()
    phone.locator("main button.button").last.click()

    expect(phone.locator("prepared-check [data-part=open]")).to_be_visible()
    expect(phone.locator("fieldset.card").first.locator(".mend-line")).to_be_visible()
    expect(phone.locator("fieldset .mend-line")).to_have_count(1)
    assert phone.url.endswith(f"/prepared/{TECHNIQUE}/")


@pytest.mark.hazard("H-02")
@pytest.mark.parametrize("which", [".answers-look a", ".card-answers a"])
def test_something_new_starts_nothing(phone: Page, server: Server, which: str) -> None:
    check(phone, server)
    phone.locator(which).last.click()

    refused(phone, "Something is new")


def test_something_new_is_asked_about_where_there_is_a_network(
    phone: Page, server: Server
) -> None:
    check(phone, server)
    phone.context.unroute("**/questions/**")
    phone.locator(".answers-look a").click()

    phone.wait_for_url(re.compile("/questions/card/skin/"))


@pytest.mark.hazard("H-57")
def test_what_was_found_here_closes_the_place(phone: Page, server: Server) -> None:
    body = {
        "session": None,
        "technique": None,
        "places": ["left foot"],
        "what": "colour",
        "edition": "any",
    }
    assert phone.evaluate(_NOTE, {"kind": "adverse-event", "body": body}) == "device"

    phone.goto(f"{server.address}/prepared/{TECHNIQUE}/")

    refused(phone, "A place is paused")


@pytest.mark.hazard("H-08")
def test_what_is_too_old_starts_nothing(phone: Page, server: Server) -> None:
    fill(phone, server, until="2026-01-01T00:00:00+00:00")
    phone.goto(f"{server.address}/prepared/{TECHNIQUE}/")
    refused(phone, "too old")

    phone.evaluate(_FILL.replace("{ ...pocket, asked_at_ms }", "null"), {})
    phone.reload()
    refused(phone, "nothing that it could start")


@pytest.mark.hazard("H-02", "H-08")
def test_a_form_that_was_sent_closes_until_the_server_is_asked_anew(
    phone: Page, server: Server
) -> None:
    phone.context.unroute("**/questions/**")
    phone.goto(f"{server.address}/questions/broken-skin/")
    phone.evaluate(
        "import(document.querySelector(\"link[href*='css/tokens']\").href"
        ".replace('css/tokens.css', 'js/prepared/answered.js'))"
    )
    walk.answer(phone, "answer", "no")
    walk.submit(phone)

    phone.goto(f"{server.address}/prepared/{TECHNIQUE}/")
    refused(phone, "an answer was changed")
    fill(phone, server)
    phone.goto(f"{server.address}/prepared/{TECHNIQUE}/")
    expect(phone.locator("[data-part=asks]")).to_be_visible()


@pytest.mark.hazard("H-08")
def test_a_session_that_was_cut_short_goes_on_within_the_hour_and_ends_after(
    phone: Page, server: Server
) -> None:
    play(phone, server)
    walk.press(phone)
    work = next(c for c in walk.timeline(phone)["cues"] if c["kind"] == "work")
    walk.wait(phone, work["at_s"] + 60)
    phone.reload()
    expect(walk.part(phone, "notice")).to_contain_text("still there")
    assert walk.phase(phone) == "paused"

    phone.clock.fast_forward(2 * HOUR_S * 1000)
    phone.reload()
    phone.wait_for_url(f"**/prepared/{TECHNIQUE}/")
    refused(phone, "has had its time")


@pytest.mark.hazard("H-57")
def test_something_wrong_is_kept_and_what_is_found_is_told(
    phone: Page, server: Server
) -> None:
    play(phone, server)
    walk.press(phone)
    walk.wait(phone, 40)
    walk.stop(phone)
    phone.locator("[data-act=wrong]").click()
    walk.wait(phone, 1)
    phone.locator("[data-what=pain-up]").click()
    walk.wait(phone, 1)
    expect(phone.locator("[data-told=pain-up]")).to_be_visible()
    expect(walk.part(phone, "wrong-notice")).to_contain_text("Kept on this device")
    phone.locator(".player-ways a", has_text="Go on").click()

    phone.wait_for_url("**/after/")
    phone.goto(f"{server.address}/prepared/{TECHNIQUE}/")
    refused(phone, "A place is paused")
