"""What the player must survive, be run with, and tell; on the page that ships."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import walk
from tests.journeys.server import Server

pytestmark = pytest.mark.browser

SLEEP_S = 300
LIVE_APART_MS = 10_000
SHELF = """() => {
  const name = Object.keys(localStorage).find(n => n.startsWith("kneadwell-s"))
  return JSON.parse(localStorage.getItem(name))
}"""

# Counts what the page asks of the browser; the browser goes on doing it.
WATCH = """
window.seen = { starts: [], spoken: [], locks: 0, told: [], buzzes: 0 }
const { start } = AudioBufferSourceNode.prototype
AudioBufferSourceNode.prototype.start = function (...when) {
  seen.starts.push(this.buffer.duration)
  return start.apply(this, when)
}
WakeLock.prototype.request = async () => {
  seen.locks += 1
  const lock = new EventTarget()
  lock.released = false
  lock.release = async () => {
    if (!lock.released) seen.locks -= 1
    lock.released = true
  }
  return lock
}
addEventListener("DOMContentLoaded", () => {
  for (const region of document.querySelectorAll("[aria-live=polite]")) {
    const tell = () => seen.told.push([Date.now(), region.textContent])
    new MutationObserver(tell).observe(region, { childList: true })
  }
})
"""

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def cleared(browser: Browser, server: Server) -> Callable[[str, str], str]:
    """Give the address of a session that was cleared and never begun."""
    known: dict[tuple[str, str], str] = {}

    def cleared(technique: str, giver: str) -> str:
        if (technique, giver) not in known:
            page = browser.new_context(viewport=walk.PHONE).new_page()
            page.goto(server.link)
            walk.clear(page, server.address, technique, 2, giver)
            with page.expect_navigation():
                page.locator("a.go", has_text="Skip all").click()
            known[technique, giver] = page.url
            page.context.close()
        return known[technique, giver]

    return cleared


@pytest.fixture
def player_of(
    browser: Browser, server: Server, cleared: Callable[[str, str], str]
) -> Iterator[Open]:
    """Open a player in a browser of its own, where time waits to be let go."""
    with ExitStack() as contexts:

        def player_of(
            technique: str = "circular-pressure",
            giver: str = "self",
            script: str = "",
            **how: Any,
        ) -> Page:
            address = cleared(technique, giver)
            context = contexts.enter_context(
                # A worker fetches past what a test takes away from the page.
                browser.new_context(
                    **{
                        "viewport": walk.PHONE,
                        "service_workers": "block",
                        "permissions": walk.STAYS_ON,
                    }
                    | how
                )
            )
            context.set_default_timeout(10_000)
            # Nothing of a session that others play too is written down.
            context.route("**/sync/", lambda route: route.abort())
            page = context.new_page()
            page.goto(server.link)
            page.add_init_script(script)
            page.clock.install()
            page.goto(address)
            walk.stop_time(page)
            return page

        yield player_of


def first(page: Page, kind: str) -> dict[str, Any]:
    """Return the first cue of a kind."""
    found: dict[str, Any] = next(
        cue for cue in walk.timeline(page)["cues"] if cue["kind"] == kind
    )
    return found


def begin_work(page: Page, seconds: float = 6) -> dict[str, Any]:
    """Begin, and let the first work last for some seconds."""
    walk.press(page)
    work = first(page, "work")
    walk.wait(page, work["at_s"] + seconds - walk.BREATH_S)
    assert walk.phase(page) == "work"
    return work


def sleep(page: Page, seconds: float = SLEEP_S) -> None:
    """Let the device sleep, and wake up."""
    page.clock.fast_forward(round(seconds * 1000))
    walk.wait(page, 1)


def act(page: Page, name: str) -> None:
    page.locator(f"[data-act={name}]:visible").click()
    walk.wait(page, walk.BREATH_S)


# Time


@pytest.mark.hazard("H-04")
@pytest.mark.parametrize(
    ("said", "done_s", "unseen_s"), [("yes", 306, 0), ("partly", 6, 300), ("no", 6, 0)]
)
def test_sleep_gap_is_asked_about_and_counts_as_it_is_answered(
    player_of: Open, said: str, done_s: int, unseen_s: int
) -> None:
    page = player_of()
    work = begin_work(page)
    left = walk.left_s(page)
    sleep(page)

    assert walk.phase(page) == "gap"
    expect(walk.part(page, "gap")).to_contain_text("Did your hands go on?")
    letter = page.evaluate(SHELF)["letter"]
    assert letter["places"][work["place"]] == pytest.approx(6, abs=1)
    assert letter["unseen"][work["place"]] == pytest.approx(SLEEP_S, abs=2)
    walk.key(page, "ArrowRight")
    assert walk.phase(page) == "gap"
    act(page, said)

    assert walk.phase(page) == "paused"
    letter = page.evaluate(SHELF)["letter"]
    assert letter["places"][work["place"]] == pytest.approx(done_s, abs=2)
    assert letter.get("unseen", {}).get(work["place"], 0) == pytest.approx(
        unseen_s, abs=2
    )
    if said == "no":
        assert walk.left_s(page) == pytest.approx(left, abs=1)


@pytest.mark.hazard("H-04")
@pytest.mark.parametrize("technique", ["ice-massage", "warm-compress", "rolling-ball"])
def test_after_a_sleep_what_lies_on_the_skin_comes_off_first(
    player_of: Open, technique: str
) -> None:
    page = player_of(technique)
    begin_work(page)
    sleep(page)

    assert walk.phase(page) == "remove"
    remove = walk.part(page, "remove")
    expect(remove.locator("h2:visible")).to_contain_text("now.")
    expect(remove.locator("h2:visible")).to_contain_text("Then look at the skin.")
    expect(walk.part(page, "gap")).to_be_hidden()
    expect(walk.part(page, "alert")).to_contain_text("Then look at the skin.")
    page.reload()
    assert walk.phase(page) == "remove"
    act(page, "removed")
    assert walk.phase(page) == "gap"


@pytest.mark.hazard("H-59")
def test_a_pause_says_to_take_off_what_lies_on_the_skin(player_of: Open) -> None:
    page = player_of("ice-massage")
    begin_work(page)
    walk.press(page)
    expect(walk.part(page, "notice")).to_contain_text("Take the ice away now.")
    walk.go_on(page)
    expect(walk.part(page, "notice")).to_be_hidden()
    walk.stop(page)
    expect(walk.part(page, "offer")).to_contain_text("Take the ice away now.")


def test_boundary_overflow_is_kept_for_any_pattern_of_ticks(player_of: Open) -> None:
    page = player_of()
    walk.press(page)
    ends_s = first(page, "set-up")["at_s"] + first(page, "set-up")["lasts_s"]
    for _ in range(4):
        page.clock.fast_forward(5_700)
    walk.wait(page, 2.25 - walk.BREATH_S)
    # 1 s after the press, 22.8 s in four leaps, and 1.25 s.
    assert ends_s - walk.left_s(page) == 25


@pytest.mark.hazard("H-04")
def test_a_clock_that_is_set_alters_nothing(player_of: Open) -> None:
    page = player_of()
    begin_work(page)
    left = walk.left_s(page)
    # The wall clock alone: the steady one goes on as it did.
    page.evaluate("Date.now = (now => () => now() - 3_600_000)(Date.now)")
    walk.wait(page, 3)
    assert left - walk.left_s(page) == 3


def test_resume_restores_side_name_picture_and_sound(player_of: Open) -> None:
    page = player_of("ice-massage", script=WATCH)
    begin_work(page, 10)
    expect(walk.part(page, "side")).to_contain_text("Left")
    scene = page.locator(".scene:visible").get_attribute("data-scene")
    before = walk.part(page, "side").inner_text(), walk.cue_index(page)
    left = walk.left_s(page)
    page.reload()

    assert (walk.part(page, "side").inner_text(), walk.cue_index(page)) == before
    assert abs(walk.left_s(page) - left) <= 1
    assert page.evaluate("seen.starts.length") == 0
    walk.go_on(page)
    assert page.locator(".scene:visible").get_attribute("data-scene") == scene
    page.clock.resume()
    page.wait_for_timeout(1_500)
    assert page.evaluate("seen.starts.length") > 0


def test_switch_side_only_between_sides_and_second_side_equal(player_of: Open) -> None:
    page = player_of("ice-massage")
    cues = walk.timeline(page)["cues"]
    works = [cue for cue in cues if cue["kind"] == "work"]
    for before, cue, after in zip(cues, cues[1:], cues[2:], strict=False):
        if cue["kind"] == "switch":
            assert before["place"] != after["place"]
    sides: dict[str, int] = {}
    for cue in works:
        sides[cue["place"]] = sides.get(cue["place"], 0) + cue["lasts_s"]
    one, other = sides.values()
    assert abs(one - other) <= 1


def test_a_start_that_waits_for_oily_hands(player_of: Open, server: Server) -> None:
    page = player_of()
    page.locator("session-player").evaluate("e => { e.dataset.startDelayS = '20' }")
    walk.press(page)
    assert walk.phase(page) == "waiting"
    assert walk.left_s(page) in {19, 20}
    walk.wait(page, 18)
    assert walk.phase(page) == "waiting"
    walk.wait(page, 2)
    assert (walk.phase(page), walk.cue_index(page)) == ("rest", 0)


# Hands


def test_two_presses_count_once_for_as_long_as_was_set(
    player_of: Open, server: Server
) -> None:
    page = player_of()
    page.goto(f"{server.address}/settings/")
    page.locator("label:has([name=press_apart_ms][value='1500'])").click()
    walk.submit(page)
    try:
        page.go_back()
        page = player_of()
        touch = walk.part(page, "touch")
        touch.click(position={"x": 100, "y": 100})
        walk.wait(page, 1.2)
        touch.click(position={"x": 100, "y": 100})
        assert walk.phase(page) == "rest"
        walk.wait(page, 1.6)
        touch.click(position={"x": 100, "y": 100})
        assert walk.phase(page) == "paused"
    finally:
        page.goto(f"{server.address}/settings/")
        page.locator("label:has([name=press_apart_ms][value='700'])").click()
        walk.submit(page)


def test_a_palm_is_one_press_of_the_glass_and_never_of_a_button(
    player_of: Open,
) -> None:
    page = player_of()
    walk.press(page)
    at = walk.cue_index(page)
    page.evaluate(
        """() => {
          const next = document.querySelector("[data-part=next]")
          for (const pointerId of [1, 2, 3]) {
            const touch = { bubbles: true, pointerId, isPrimary: pointerId === 1 }
            next.dispatchEvent(new PointerEvent("pointerdown", touch))
          }
          next.click()
        }"""
    )
    assert (walk.phase(page), walk.cue_index(page)) == ("paused", at)


def test_everything_can_be_pressed_with_a_thumb(player_of: Open) -> None:
    page = player_of()
    begin_work(page)
    for size, least in (
        (walk.PHONE, 100),
        ({"width": 360, "height": 740}, 100),
        ({"width": 844, "height": 390}, 72),
        ({"width": 1280, "height": 800}, 100),
    ):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        boxes = [
            box
            for button in page.locator(".player-foot button:visible").all()
            if (box := button.bounding_box())
        ]
        assert len(boxes) == 2
        assert all(min(box["width"], box["height"]) >= least for box in boxes)
        assert boxes[1]["x"] - boxes[0]["x"] - boxes[0]["width"] >= 4
        inside = all(
            box["x"] >= 0
            and box["x"] + box["width"] <= size["width"]
            and box["y"] + box["height"] <= size["height"]
            for box in boxes
        )
        assert inside, size


# 320 px is also the narrow side of a phone; 256 is what 400 % of zoom leaves of 1024.
@pytest.mark.parametrize(("key", "height"), [("Space", 640), ("Enter", 256)])
def test_one_key_leads_from_the_first_second_into_the_diary(
    browser: Browser, server: Server, key: str, height: int
) -> None:
    page = browser.new_context(viewport={"width": 320, "height": height}).new_page()
    page.goto(server.link)
    walk.begin(page, server.address, "hand-compression")
    expect(page.locator(".player")).to_be_visible()

    def press(times: int = 1) -> None:
        for _ in range(times):
            walk.key(page, key)

    press()
    assert walk.phase(page) == "rest"
    press()
    assert walk.phase(page) == "paused"
    press()
    assert walk.phase(page) == "waiting"
    walk.wait(page, walk.READY_S)
    assert walk.phase(page) == "rest"

    press(3)
    expect(walk.part(page, "choice")).to_contain_text("Next in 3 seconds")
    at = walk.cue_index(page)
    walk.wait(page, walk.READY_S)
    assert (walk.phase(page), walk.cue_index(page)) == ("paused", at + 1)
    press()
    walk.wait(page, walk.READY_S)
    while walk.timeline(page)["cues"][walk.cue_index(page)]["kind"] != "work":
        walk.wait(page, 5)
    walk.wait(page, 5)

    press(4)
    expect(walk.part(page, "choice")).to_contain_text("Stop in 3 seconds")
    walk.wait(page, walk.READY_S)
    assert walk.phase(page) == "stopped"
    press(2)
    expect(walk.part(page, "choice")).to_contain_text("Finish here in 3 seconds")
    walk.wait(page, 2 * walk.READY_S + walk.after_care_s(page))

    page.wait_for_url("**/after/")
    page.locator("#look").wait_for()
    choice = page.locator("one-key")
    press()
    expect(choice).to_contain_text("Nothing of these in 3 seconds")
    walk.wait(page, walk.READY_S)
    press(5)
    expect(choice).to_contain_text("Pain: 4 in 3 seconds")
    walk.wait(page, walk.READY_S)
    for _ in range(page.locator(".scale").count() - 1):
        press(12)
        expect(choice).to_contain_text("Skip in 3 seconds")
        walk.wait(page, walk.READY_S)
    press()
    expect(choice).to_contain_text("Save in 3 seconds")
    with page.expect_navigation():
        walk.wait(page, walk.READY_S)
    page.wait_for_url("**/diary/")
    expect(page.locator(".rows > li", has_text="Pain after 4").first).to_be_visible()
    page.context.close()


def test_a_press_takes_back_what_one_key_came_to(player_of: Open) -> None:
    page = player_of()
    walk.press(page)
    for _ in range(3):
        walk.key(page, "Space")
    expect(walk.part(page, "choice")).to_be_visible()
    walk.press(page)
    expect(walk.part(page, "choice")).to_be_hidden()
    walk.wait(page, walk.READY_S)
    assert (walk.phase(page), walk.cue_index(page)) == ("rest", 0)


# What is told


def test_live_region_rate_is_one_in_ten_seconds(player_of: Open) -> None:
    page = player_of(script=WATCH)
    walk.press(page)
    for _ in range(8):
        walk.key(page, "ArrowRight")
    walk.wait(page, walk.timeline(page)["ends_s"])
    told = page.evaluate("seen.told")
    times = [at for at, _ in told]
    assert len(told) > 5
    assert all(b - a >= LIVE_APART_MS for a, b in pairwise(times))
    said = " ".join(text for _, text in told)
    assert first(page, "work")["sentences"][0] in said


def test_every_sentence_is_a_caption_in_its_time(player_of: Open) -> None:
    page = player_of("ice-massage", giver="helper")
    walk.press(page)
    walk.wait(page, first(page, "check")["at_s"] - walk.BREATH_S)
    caption, who = walk.part(page, "do"), walk.part(page, "who")
    for cue in walk.timeline(page)["cues"][2:7]:
        shown: list[tuple[str, str]] = []
        for _ in range(cue["lasts_s"]):
            label = who.inner_text() if who.is_visible() else ""
            shown.append((caption.inner_text(), label))
            walk.wait(page, 1)
        texts = [text for text, _ in shown]
        assert set(cue["sentences"]) | set(cue["to_receiver"]) <= set(texts)
        for text, label in shown:
            if text in cue["to_receiver"]:
                assert label == "To you who receive"
            elif cue["to_receiver"]:
                assert label == "To you who give"


def test_someone_who_works_on_others_sees_the_time_of_each_place(
    player_of: Open,
) -> None:
    page = player_of(giver="professional")
    begin_work(page, 10)
    left = walk.part(page, "place-left")
    expect(left).to_be_visible()
    before = left.inner_text()
    walk.wait(page, 5)
    assert left.inner_text() != before
    assert "left here" in before


def test_the_picture_moves_while_hands_work_and_stands_in_a_pause(
    player_of: Open,
) -> None:
    page = player_of()
    begin_work(page)
    scene = page.locator(".player-picture .scene:visible")
    expect(scene).to_have_count(1)
    state = """scene => [...new Set(
      scene.getAnimations({ subtree: true }).map(one => one.playState))].join()"""
    assert scene.evaluate(state) == "running"
    box = scene.bounding_box()
    assert box
    assert box["width"] * box["height"] > 0.15 * 390 * 844
    walk.press(page)
    assert page.locator(".scene").first.evaluate(
        "s => s.parentElement.getAnimations({ subtree: true })"
        ".every(one => one.playState === 'paused')"
    )


def test_digits_are_read_from_a_metre_and_a_half(player_of: Open) -> None:
    page = player_of()
    begin_work(page)
    for size in (walk.PHONE, {"width": 360, "height": 740}):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        px = walk.part(page, "digits").evaluate(
            "e => parseFloat(getComputedStyle(e).fontSize)"
        )
        # A phone is 69 mm wide; digits are 0.67 of their letters' size. Sight of 6/30
        # reads 11 mm at 1.5 m.
        assert px * 0.67 * 69 / size["width"] > 11


# What is left on, and what is missing


def test_close_leaves_idle_state(player_of: Open) -> None:
    page = player_of(script=WATCH)
    begin_work(page)
    assert page.evaluate("seen.locks") == 1
    walk.press(page)
    assert page.evaluate("seen.locks") == 0
    walk.go_on(page)
    assert page.evaluate("seen.locks") == 1
    assert page.evaluate("navigator.mediaSession.playbackState") == "playing"
    page.locator("session-player").evaluate("element => element.remove()")
    assert page.evaluate("seen.locks") == 0
    assert page.evaluate("navigator.mediaSession.playbackState") == "none"


def test_today_leads_back_to_a_session_that_is_open(
    player_of: Open, server: Server
) -> None:
    page = player_of()
    address = page.url
    begin_work(page)
    page.goto(f"{server.address}/")
    link = page.get_by_role("link", name="Go on with:")
    expect(link).to_be_visible()
    link.click()
    page.wait_for_url(address)
    assert walk.phase(page) == "paused"


MISSING = {
    "sound": "delete window.AudioContext",
    "voices": "speechSynthesis.getVoices = () => []",
    "vibration": "delete Navigator.prototype.vibrate",
    "wake lock": "WakeLock.prototype.request = () => Promise.reject(new Error('no'))",
    "storage": "Storage.prototype.setItem = () => { throw new Error('full') }",
    "media session": "delete Navigator.prototype.mediaSession",
    "voice pack": "",
}
TOLD = {
    "sound": "plays no sound",
    "vibration": "cannot vibrate",
    "wake lock": "may go dark",
    "storage": "keeps nothing",
    "voice pack": "",
}


@pytest.mark.parametrize("what", MISSING)
def test_what_is_missing_is_said_and_the_session_goes_on(
    player_of: Open, what: str
) -> None:
    page = player_of(script=MISSING[what])
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    if what == "voice pack":
        page.route("**/voice/**", lambda route: route.abort())
        page.reload()
    walk.press(page)
    page.clock.resume()
    notice = walk.part(page, "notice")
    if TOLD.get(what):
        expect(notice).to_contain_text(TOLD[what])
    work = first(page, "work")
    page.clock.pause_at(page.evaluate("Date.now() / 1000 + 1"))
    walk.wait(page, work["at_s"] + 5)
    assert walk.phase(page) == "work"
    walk.press(page)
    assert walk.phase(page) == "paused"
    assert errors == []


def test_media_present_in_production_build_and_nonempty(player_of: Open) -> None:
    page = player_of()
    pack_url = page.locator("session-player").get_attribute("data-pack-url")
    silence = page.locator("session-player").get_attribute("data-silence-url")
    base = page.url.split("/sessions/")[0]
    got = page.request.get(f"{base}{pack_url}")
    assert got.ok
    pack = json.loads(got.text())
    folder = f"{base}{pack_url}".rpartition("/")[0]
    said = {s for cue in walk.timeline(page)["cues"] for s in cue["sentences"]}
    assert said <= set(pack["sentences"])
    for name in sorted(said)[:5]:
        clip = page.request.get(f"{folder}/{pack['sentences'][name]['file']}")
        assert clip.ok
        assert len(clip.body()) > 500
    assert len(page.request.get(f"{base}{silence}").body()) > 500
