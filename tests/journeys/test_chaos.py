"""Two phones in a house where everything fails, and two hundred notes."""

import random
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests.effort import IS_LONG
from tests.journeys.server import Server
from tests.journeys.walk import PHONE

pytestmark = pytest.mark.browser

NOTES = 200 if IS_LONG else 30
TABS = 3
PRESSES_APART_S = 0.75
"""Two presses of one form within 0.7 s are one."""
ARRIVES_WITHIN_MS = 120_000
SEEDS = range(3) if IS_LONG else (23,)

ONCE_MORE = """() => {
  document.querySelector("form.entry").hidden = false
  document.querySelector("[data-part=kept]").hidden = true
}"""


class Tab:
    """A page to write a note on."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._may_press_at = 0.0

    def write(self, text: str) -> None:
        self.page.evaluate(ONCE_MORE)
        self.page.locator("form.entry textarea").fill(text)
        time.sleep(max(0, self._may_press_at - time.monotonic()))
        self.page.locator("form.entry [type=submit]").last.click()
        self._may_press_at = time.monotonic() + PRESSES_APART_S

    def is_kept(self) -> None:
        expect(self.page.get_by_text("Kept on this device.")).to_be_visible()


class House:
    """Phones that lose their network, and a server that is killed and comes back."""

    def __init__(self, server: Server, phones: list[BrowserContext]) -> None:
        self.server = server
        self.phones = phones
        self.tabs: dict[BrowserContext, list[Tab]] = {phone: [] for phone in phones}
        self._returns: threading.Thread | None = None

    def cut(self, phone: BrowserContext, *, is_off: bool) -> None:
        phone.set_offline(is_off)

    def kill(self, back_after_s: float) -> None:
        if self._returns is not None and self._returns.is_alive():
            return
        self.server.kill()

        def come_back() -> None:
            time.sleep(back_after_s)
            self.server.start()

        self._returns = threading.Thread(target=come_back)
        self._returns.start()

    def open(self, phone: BrowserContext) -> None:
        """Open tabs as far as the network lets."""
        while len(self.tabs[phone]) < TABS:
            page = phone.new_page()
            with suppress(Error):
                page.goto(f"{self.server.address}/note/")
            if not page.locator("form.entry").count():
                page.close()
                return
            self.tabs[phone].append(Tab(page))

    def calm(self) -> None:
        if self._returns is not None:
            self._returns.join()
        for phone in self.phones:
            self.cut(phone, is_off=False)
            self.open(phone)

    def texts(self) -> Counter[str]:
        """Return how often the diary has each note."""
        file = self.server.folder / "kneadwell.sqlite3"
        with closing(sqlite3.connect(file)) as rows:
            found = rows.execute(
                "SELECT json_extract(body, '$.text') FROM diary_entryrecord"
                " WHERE kind = 'note'"
            )
            return Counter(text for (text,) in found)


@pytest.fixture
def phones(browser: Browser, server: Server) -> Iterator[list[BrowserContext]]:
    phones = []
    for _ in range(2):
        phone = browser.new_context(viewport=PHONE)
        phone.set_default_timeout(30_000)
        page = phone.new_page()
        page.goto(server.link)
        page.close()
        phones.append(phone)
    yield phones
    for phone in phones:
        phone.close()


@pytest.mark.hazard("H-13")
@pytest.mark.parametrize("seed", SEEDS)
def test_every_note_that_was_kept_arrives_once(
    server: Server, phones: list[BrowserContext], seed: int
) -> None:
    draw = random.Random(seed)  # noqa: S311 - chance that can be repeated
    house = House(server, phones)
    house.calm()
    kept: list[str] = []
    tries = 0
    while len(kept) < NOTES:
        phone = draw.choice(phones)
        if draw.random() < 0.1:
            house.cut(phone, is_off=draw.random() < 0.5)
        if draw.random() < 0.015:
            house.kill(back_after_s=draw.uniform(0, 2))
        house.open(phone)
        if not house.tabs[phone]:
            house.calm()
        tab = house.tabs[phone].pop(0)
        tries += 1
        text = f"{seed}: note {tries}"
        tab.write(text)
        if draw.random() < 0.04:
            # Whoever closes the page this fast was told nothing, and writes again.
            tab.page.close()
            continue
        tab.is_kept()
        kept.append(text)
        house.tabs[phone].append(tab)

    house.calm()
    for phone in phones:
        tray = phone.new_page()
        tray.goto(f"{server.address}/attention/")
        expect(
            tray.get_by_text("Every note of this device is in the diary.")
        ).to_be_visible(timeout=ARRIVES_WITHIN_MS)
    arrived = {
        text: times
        for text, times in house.texts().items()
        if text.startswith(f"{seed}: ")
    }
    assert set(arrived.values()) == {1}
    assert set(kept) <= set(arrived)
