"""What a browser fetches for a page: the first time, and the next."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.journeys import walk
from tests.journeys.server import Server


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came over the wire for one visit.

    Attributes:
        size: Bytes, compressed, with headers.
        requests: How many went out; what the browser had kept is not counted.
    """

    size: int
    requests: int


def weigh(server: Server) -> Iterator[tuple[str, Fetched, Fetched]]:
    """Yield page names with what a first and a second visit fetched."""
    chromium = subprocess.check_output(["tools/chromium.sh"], text=True).strip()  # noqa: S607
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        entered = browser.new_page()
        entered.goto(server.link)
        state = entered.context.storage_state()
        walk.clear(entered, server.address, "foot-massage-essential-oils")
        session = entered.url.removesuffix("before/")
        for name, url in (("Today", f"{server.address}/"), ("Session", session)):
            context = browser.new_context(storage_state=state, service_workers="block")
            page = context.new_page()
            first, second = (_fetched(page, url) for _ in range(2))
            yield name, first, second
        browser.close()


def _fetched(page: Page, url: str) -> Fetched:
    sizes: list[int] = []

    def finished(event: dict[str, Any]) -> None:
        if event["encodedDataLength"]:
            sizes.append(round(event["encodedDataLength"]))

    network = page.context.new_cdp_session(page)
    network.on("Network.loadingFinished", finished)
    network.send("Network.enable")
    page.goto(url, wait_until="networkidle")
    network.detach()
    return Fetched(sum(sizes), len(sizes))
