"""A real server, a real browser, and someone in front of it."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.journeys.server import Server
from tests.journeys.walk import PHONE, STAYS_ON


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose person has answered everything, with nothing in the way."""
    server = Server(tmp_path_factory.mktemp("data"))
    server.answer_all(touch_felt=True)
    server.start()
    yield server
    server.kill()


# No longer than a module: while Playwright runs, Django takes this thread for an
# asynchronous one and refuses every query of the tests that come after.
@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    if not os.environ.get("KNEADWELL_CHROMIUM"):
        pytest.skip("NO BROWSER: run `make test`, or name one in KNEADWELL_CHROMIUM.")
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(
        executable_path=os.environ["KNEADWELL_CHROMIUM"]
    )
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def firefox(playwright: Playwright) -> Iterator[Browser]:
    """A Firefox as people install it, spoken to in the language it has of its own."""
    if not os.environ.get("KNEADWELL_FIREFOX"):
        pytest.skip(
            "NO FIREFOX: run `make test-long`, or name one in KNEADWELL_FIREFOX."
        )
    browser = playwright.firefox.launch(
        channel="moz-firefox",
        executable_path=os.environ["KNEADWELL_FIREFOX"],
        timeout=180_000,
    )
    yield browser
    browser.close()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """A phone that opened the printed link."""
    context = browser.new_context(viewport=PHONE, permissions=STAYS_ON)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto(server.link)
    yield page
    context.close()
