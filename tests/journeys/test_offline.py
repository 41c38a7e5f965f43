"""Help when the network is gone, or the computer that serves the pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.server import Server
from tests.journeys.walk import PHONE

pytestmark = pytest.mark.browser

ACTIVE = "() => navigator.serviceWorker.ready.then(found => found.active.state)"
WAITING = """async () => {
  const { waiting, installing } = await navigator.serviceWorker.getRegistration()
  return waiting !== null && installing === null
}"""
ONE_SHELF = "() => caches.keys().then(names => names.length === 1)"
SHELVES = "() => caches.keys()"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server in Britain that may be killed."""
    monkeypatch.setenv("KNEADWELL_COUNTRY", "GB")
    server = Server(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=PHONE)
    context.set_default_timeout(10_000)
    yield context
    context.close()


def first_visit(phone: BrowserContext, server: Server) -> Page:
    """Open one page, any page, and let its worker settle in."""
    page = phone.new_page()
    page.goto(server.link)
    assert page.evaluate(ACTIVE) in {"activating", "activated"}
    return page


def until(page: Page, so: str) -> None:
    """Wait until the page says so; Playwright takes a promise for a yes."""
    for _ in range(100):
        if page.evaluate(so):
            return
        page.wait_for_timeout(100)
    raise AssertionError(so)


def shows_help(page: Page, number: str) -> None:
    expect(page.get_by_role("heading", name="Help now", level=1)).to_be_visible()
    expect(page.get_by_text("There is no connection just now")).to_be_visible()
    call = page.get_by_role("link", name=f"Call {number}", exact=True)
    assert call.get_attribute("href") == f"tel:{number}"
    assert page.evaluate("document.fonts.check('1em \"Atkinson Next\"')")
    colour = "getComputedStyle(document.querySelector('.alarm')).backgroundColor"
    assert page.evaluate(colour) == "rgb(143, 20, 29)"


@pytest.mark.hazard("H-61")
@pytest.mark.parametrize("how", ["network", "server"])
def test_help_opens_without_a_connection_after_one_page(
    phone: BrowserContext, server: Server, how: str
) -> None:
    page = first_visit(phone, server)

    if how == "network":
        phone.set_offline(True)
    else:
        server.kill()

    page.get_by_role("link", name="Help now").click()
    page.wait_for_url("**/help-now/")
    shows_help(page, "999")
    expect(page.get_by_role("link", name="Call NHS 111")).to_be_visible()
    page.goto(server.address + "/diary/")
    shows_help(page, "999")


def test_a_page_about_the_person_is_never_kept(
    phone: BrowserContext, server: Server
) -> None:
    page = first_visit(phone, server)
    page.goto(server.address + "/diary/")

    kept = page.evaluate(
        """async () => {
          const names = await caches.keys()
          const shelves = await Promise.all(names.map(name => caches.open(name)))
          const requests = await Promise.all(shelves.map(shelf => shelf.keys()))
          return requests.flat().map(({ url }) => new URL(url).pathname)
        }"""
    )

    pages = [path for path in kept if not path.startswith("/static/")]
    assert pages == ["/help-now/offline/"]


def test_the_way_back_is_one_press(phone: BrowserContext, server: Server) -> None:
    page = first_visit(phone, server)
    phone.set_offline(True)
    page.goto(server.address + "/diary/")
    phone.set_offline(False)

    page.get_by_role("link", name="Try to connect again").click()

    expect(page.get_by_role("heading", name="Diary", level=1)).to_be_visible()


@pytest.mark.hazard("H-61")
def test_a_new_build_takes_over_at_the_next_visit_and_never_before(
    phone: BrowserContext, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = first_visit(phone, server)
    (old,) = page.evaluate(SHELVES)

    server.kill()
    monkeypatch.setenv("KNEADWELL_EMERGENCY", "112")
    server.start()
    page.goto(server.address + "/")
    until(page, WAITING)
    assert old in page.evaluate(SHELVES)

    page.close()
    page = first_visit(phone, server)
    until(page, ONE_SHELF)
    assert page.evaluate(SHELVES) != [old]
    phone.set_offline(True)
    page.goto(server.address + "/")
    shows_help(page, "112")
