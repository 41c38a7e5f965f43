"""What the player shows of a session of several techniques."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from kneadwell.screening import Cleared
from kneadwell.session import SessionWork, Timeline, compile_session
from kneadwell.vocabulary import EVERYWHERE, Giver, Place
from tests.journeys import walk
from tests.journeys.server import Server
from tests.strategies import LIBRARY, all_no, gate

pytestmark = pytest.mark.browser

BALL, FIST = "rolling-ball", "knuckle-pressure"
LEFT = Place.parse("left foot")
SLEEP_S = 120
WORK = """() => {
  const name = Object.keys(localStorage).find(n => n.startsWith("kneadwell-s"))
  return JSON.parse(localStorage.getItem(name)).letter.work
}"""


def together() -> Timeline:
    """Return a session of the ball and then the fist, both on one foot."""
    gates = (gate(name, all_no(*EVERYWHERE)) for name in (BALL, FIST))
    return compile_session(
        LIBRARY,
        [SessionWork(BALL, (LEFT,), 40), SessionWork(FIST, (LEFT,), 40)],
        Giver.SELF,
        [one for one in gates if isinstance(one, Cleared)],
    )


@pytest.fixture
def player(browser: Browser, server: Server) -> Iterator[Page]:
    """Give a page that plays it; the rest of the page is that of one technique."""
    timeline = together()
    json_of = {
        "timeline": timeline.to_json(),
        "called": timeline.called_of,
        "scenes": [None] * len(timeline.cues),
    }

    def change(route: Route) -> None:
        answer = route.fetch()
        html = answer.text()
        for name, value in json_of.items():
            tag = f'<script id="{name}" type="application/json">'
            text = tag + json.dumps(value)
            html = re.sub(f"{tag}.*?(?=</script>)", lambda _, t=text: t, html)
        route.fulfill(response=answer, body=html)

    context = browser.new_context(viewport=walk.PHONE, service_workers="block")
    context.set_default_timeout(10_000)
    # Nothing of a session that was never asked for is written down.
    context.route("**/sync/", lambda route: route.abort())
    context.route(re.compile(r"/sessions/[0-9a-f-]{36}/$"), change)
    page = context.new_page()
    page.goto(server.link)
    walk.begin(page, server.address, "circular-pressure")
    yield page
    context.close()


def cues_of(page: Page, technique: str, kind: str) -> list[dict[str, int]]:
    return [
        cue
        for cue in walk.timeline(page)["cues"]
        if cue["technique"] == technique and cue["kind"] == kind
    ]


def test_each_technique_is_named_and_its_beginning_marked(player: Page) -> None:
    [change] = cues_of(player, FIST, "switch")
    marks = player.locator("[data-part=strip] rect[data-change]")
    expect(marks).to_have_count(1)
    work = cues_of(player, BALL, "work")[0]

    walk.press(player)
    walk.wait(player, work["at_s"])
    expect(walk.part(player, "side")).to_have_text("Left foot: Soft ball roll, sitting")
    before = walk.timeline(player)["cues"]
    index = before.index(change)
    walk.wait(player, before[index - 1]["at_s"] - work["at_s"])
    expect(walk.part(player, "then")).to_have_text("Next: another technique.")
    walk.wait(player, before[index - 1]["lasts_s"])
    expect(walk.part(player, "side")).to_have_text("Left foot: Soft fist circles")
    expect(walk.part(player, "do")).to_contain_text("Take the ball away now.")


@pytest.mark.hazard("H-04")
def test_unseen_time_is_written_down_for_the_technique_it_was(player: Page) -> None:
    work = cues_of(player, FIST, "work")[0]
    walk.press(player)
    walk.wait(player, work["at_s"] + 3)
    player.clock.fast_forward(SLEEP_S * 1000)
    walk.wait(player, 1)

    assert walk.phase(player) == "gap"
    ball, fist = player.evaluate(WORK)
    assert ball == {"technique": BALL, "places": {"left foot": 40}}
    assert fist["technique"] == FIST
    assert fist["unseen"]["left foot"] == pytest.approx(SLEEP_S, abs=2)
