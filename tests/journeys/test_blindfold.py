"""Whoever keeps their eyes closed hears what others see, and hears it in time."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from kneadwell.knowledge import load_library
from tests.journeys import walk
from tests.journeys.server import Server
from tests.journeys.test_settings import choose, save

pytestmark = pytest.mark.browser

LIBRARY = load_library()
HEARD_WITHIN_S = 12
"""Until then the name, the pressure and the movement of new work have begun."""
ROOM_FOR_MORE_S = 12
"""Work that is shorter has no room to name what comes after it."""

# A voice of the device that is quick to end and keeps a list of what it said.
VOICE = """
window.heard = []
const here = { localService: true, lang: "en-GB", name: "Here" }
speechSynthesis.getVoices = () => [here]
speechSynthesis.cancel = () => {}
speechSynthesis.speak = ({ text, volume }) => volume && heard.push([Date.now(), text])
Object.defineProperty(SpeechSynthesisUtterance.prototype, "voice", { set() {} })
"""

# What stands on the glass, each time that it changes.
EYES = """() => {
  window.shown = []
  const text = part => document.querySelector(`[data-part=${part}]`).textContent
  const look = () => shown.push([Date.now(), {
    phase: document.querySelector(".player").dataset.phase,
    side: text("side"), then: text("then"), told: text("do"), who: text("who"),
    depth: document.querySelector("[data-part=depth]").dataset.depth,
  }])
  const how = { subtree: true, childList: true, characterData: true, attributes: true }
  new MutationObserver(look).observe(document.querySelector(".player"), how)
  look()
}"""


@pytest.fixture
def listener(browser: Browser, server: Server) -> Iterator[Page]:
    """A phone whose own voice reads."""
    context = browser.new_context(viewport=walk.PHONE)
    context.set_default_timeout(10_000)
    context.add_init_script(VOICE)
    page = context.new_page()
    page.goto(server.link)
    page.goto(f"{server.address}/settings/")
    choose(page, "voice", "device")
    save(page)
    yield page
    context.close()


def play(page: Page) -> tuple[list[Any], list[Any]]:
    """Play until shortly before the page leaves; return what was heard and shown."""
    walk.press(page)
    page.evaluate(EYES)
    walk.wait(page, walk.timeline(page)["ends_s"] - walk.READY_S)
    return page.evaluate("heard"), page.evaluate("shown")


@pytest.mark.hazard("H-60")
@pytest.mark.parametrize(
    ("technique", "giver"),
    [
        ("hand-compression", "helper"),
        ("rolling-ball", "self"),
    ],
)
def test_closed_eyes_miss_nothing_that_is_shown(
    listener: Page, server: Server, technique: str, giver: str
) -> None:
    walk.begin(listener, server.address, technique, 2, giver)
    cues = walk.timeline(listener)["cues"]
    said, shown = play(listener)

    def between(from_ms: float, to_ms: float) -> list[str]:
        return [text for at_ms, text in said if from_ms <= at_ms < to_ms]

    # When each cue began, by the screen: its side, depth and next are written at once.
    begun = [
        (at_ms, now)
        for (at_ms, now), (_, before) in zip(shown[1:], shown[:-1], strict=True)
        if now["then"] != before["then"]
    ]
    assert len(begun) > len({cue["place"] for cue in cues})

    places = {(cue["place"] or "").replace("-", " ") for cue in cues}
    place, depth = "", ""
    told_ms = shown[0][0]
    for at_ms, now in begun:
        if now["phase"] not in {"work", "rest"}:
            continue
        soon = between(told_ms, at_ms + HEARD_WITHIN_S * 1000)
        if now["side"] != place and now["side"].lower() in places:
            assert any(now["side"].lower() in text.lower() for text in soon), now
            place = now["side"]
        if now["depth"] and now["depth"] != depth:
            level = LIBRARY.touch.pressure[now["depth"]]["en"]
            assert level in soon, (now, soon)
            depth = now["depth"]
        told_ms = at_ms

    everything = {text for _, text in said}
    for cue, after in zip(cues, [*cues[1:], None], strict=True):
        missed = [
            s for s in (*cue["sentences"], *cue["to_receiver"]) if s not in everything
        ]
        assert not missed, (cue["kind"], missed)
        if (
            after
            and cue["lasts_s"]
            >= ROOM_FOR_MORE_S + len(" ".join(cue["sentences"]).split()) / 2
        ):
            assert set(after["ahead"]) <= everything, after["ahead"]
    captions = {now["told"] for _, now in shown}
    assert {
        s for cue in cues for s in (*cue["sentences"], *cue["to_receiver"])
    } <= captions
