"""What a browser fetches for a page: the first time, and the next."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, sync_playwright

ANSWER_NO = """() => {
  const form = document.querySelector("main form")
  form.querySelector("[name=places]").checked = true
  form.querySelector("[name=giver]").checked = true
  for (const no of form.querySelectorAll("[value=no]")) no.checked = true
  form.submit()
}"""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came over the wire for one visit.

    Attributes:
        size: Bytes, compressed, with headers.
        requests: How many went out; what the browser had kept is not counted.
    """

    size: int
    requests: int


def weigh(address: str, key: str) -> Iterator[tuple[str, Fetched, Fetched]]:
    """Yield page names with what a first and a second visit fetched."""
    chromium = subprocess.check_output(["tools/chromium.sh"], text=True).strip()  # noqa: S607
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        entered = browser.new_page()
        entered.goto(f"{address}/enter/{key}/")
        state = entered.context.storage_state()
        for name, path in (("Today", "/"), ("Session", _session(entered, address))):
            page = browser.new_context(storage_state=state).new_page()
            first, second = (_fetched(page, address + path) for _ in range(2))
            yield name, first, second
        browser.close()


def _session(page: Page, address: str) -> str:
    """Return the path of a session that was cleared."""
    page.goto(f"{address}/techniques/foot-massage-essential-oils/start/")
    with page.expect_navigation():
        page.evaluate(ANSWER_NO)
    return page.url.removeprefix(address).removesuffix("before/")


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
