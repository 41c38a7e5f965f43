"""What someone does from page to page, as far as several journeys share it."""

import json
from typing import Any

from playwright.sync_api import Locator, Page

PHONE = {"width": 390, "height": 844}
STAYS_ON = ["screen-wake-lock"]
"""What a browser without windows lets nobody have who was not given it."""
NOT_PASSED_OVER = ("check", "after-care")

# A shaking hand presses twice within 0.7 s, so the next press comes later.
BREATH_S = 1
READY_S = 3
"""Whoever goes on is counted in."""


def answer(page: Page, question: str, said: str) -> None:
    """Press a big answer; its own radio or box is too small to show."""
    page.locator(f"label.answer:has(input[name='{question}'][value='{said}'])").click()


def choose(page: Page, places: int = 1) -> None:
    """Choose the first places that are open."""
    labels = page.locator("#places label.answer")
    for index in range(places):
        labels.nth(index).click()


def pass_check(page: Page, **said: str) -> None:
    """Say that nothing is new, and yes to every line that has to be true."""
    cards = page.locator("fieldset.card")
    cards.first.wait_for()
    for card in cards.all():
        card.locator("label.answer").click()
    for line in page.locator("input[name^='confirm-'][value=yes]").all():
        name = str(line.get_attribute("name"))
        answer(page, name, said.get(name, "yes"))
    if page.locator("[name=temperature]").count():
        page.locator("[name=temperature]").fill("38")
    if page.locator("#other-giver").count():
        answer(page, "other-giver", said.get("other-giver", "no"))


def submit(page: Page) -> None:
    """Press the one big button, and wait for the page that it leads to."""
    with page.expect_navigation():
        page.locator("main button.button").last.click()


def clear(
    page: Page, server: str, technique: str, places: int = 1, giver: str = ""
) -> None:
    """Walk from the start page through the check to the scores before."""
    chosen = f"?giver={giver}" if giver else ""
    page.goto(f"{server}/techniques/{technique}/start/{chosen}")
    choose(page, places)
    submit(page)
    pass_check(page)
    submit(page)
    page.wait_for_url("**/before/")


def begin(
    page: Page, server: str, technique: str, places: int = 1, giver: str = ""
) -> str:
    """Walk from the start page to a ready player, and return its address.

    From the player on, time passes only when a journey says so.
    """
    clear(page, server, technique, places, giver)
    page.clock.install()
    with page.expect_navigation():
        page.locator("a.go", has_text="Skip all").click()
    stop_time(page)
    part(page, "touch").wait_for()
    return page.url


def stop_time(page: Page) -> None:
    """Let no time pass but what a journey lets pass."""
    page.clock.pause_at(page.evaluate("Date.now() / 1000 + 2"))


def wait(page: Page, seconds: float) -> None:
    """Let time pass, every timer in its turn."""
    page.clock.run_for(round(seconds * 1000))


def timeline(page: Page) -> dict[str, Any]:
    """Return the timeline that the page plays."""
    text = page.locator("script#timeline").text_content()
    found: dict[str, Any] = json.loads(text or "")
    return found


def after_care_s(page: Page) -> int:
    """Return how long the after-care and the end of a session last."""
    cues = timeline(page)["cues"]
    first = next(cue for cue in cues if cue["kind"] == "after-care")
    return int(timeline(page)["ends_s"] - first["at_s"])


def phase(page: Page) -> str:
    """Return the room of the player, such as work, rest, paused or stopped."""
    return str(page.locator(".player").get_attribute("data-phase"))


def part(page: Page, name: str) -> Locator:
    """Return a part of the player."""
    return page.locator(f"[data-part={name}]")


def left_s(page: Page) -> int:
    """Return the seconds that the big digits show."""
    minutes, _, seconds = part(page, "digits").inner_text().rpartition(":")
    return int(minutes or 0) * 60 + int(seconds)


def cue_index(page: Page) -> int:
    """Return the cue that the strip on top shows as running, from 0."""
    return page.locator("[data-part=strip] rect.gone").count()


def press(page: Page) -> None:
    """Touch the whole-screen button."""
    part(page, "touch").click(position={"x": 100, "y": 100})
    wait(page, BREATH_S)


def go_on(page: Page) -> None:
    """Touch to go on, and let the hands be counted in."""
    press(page)
    wait(page, READY_S)


def stop(page: Page) -> None:
    """Press Stop."""
    part(page, "stop").click()
    wait(page, BREATH_S)


def key(page: Page, name: str) -> None:
    """Press a key, and wait until another one counts."""
    page.keyboard.press(name)
    wait(page, BREATH_S)
