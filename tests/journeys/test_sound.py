"""What the player lets be heard: in real time, on the audio clock of a real browser."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from kneadwell.knowledge import load_library
from tests.journeys import walk
from tests.journeys.server import Server

pytestmark = pytest.mark.browser

ON_TIME_MS = 20
GET_READY_S = 10
READY_S = 3
SLOWEST_MS = 15_000

# Listens to what goes to the loudspeaker, and notes when silence ended: on the audio
# clock, and on the page's own clock as the browser relates the two at that moment.
LISTEN = """
window.tones = []
const ear = `registerProcessor("ear", class extends AudioWorkletProcessor {
  quiet = Infinity
  process([[wave]]) {
    const samples = wave ?? new Float32Array(128)
    samples.forEach((sample, i) => {
      const isLoud = Math.abs(sample) > 0.01
      const isOnset = isLoud && this.quiet > 0.015 * sampleRate
      if (isOnset) this.port.postMessage((currentFrame + i) / sampleRate)
      this.quiet = isLoud ? 0 : this.quiet + 1
    })
    return true
  }
})`
const { connect } = AudioNode.prototype
AudioNode.prototype.connect = function (to, ...more) {
  if (to instanceof AudioDestinationNode) {
    const url = URL.createObjectURL(new Blob([ear], { type: "text/javascript" }))
    to.context.audioWorklet.addModule(url).then(() => {
      const listener = new AudioWorkletNode(to.context, "ear")
      listener.port.onmessage = ({ data }) => {
        const { contextTime, performanceTime } = to.context.getOutputTimestamp()
        tones.push(data * 1000 + performanceTime - contextTime * 1000)
      }
      connect.call(this, listener)
      connect.call(listener, to)
    })
  }
  return connect.call(this, to, ...more)
}
"""

# Notes every sound that begins: when, how long, and which. What was taken back before
# its moment was never heard. Words last longer than any tone but one.
WATCH = """
window.sounds = []
const sources = new Map()
const buffers = []
const { start, stop } = AudioBufferSourceNode.prototype
AudioBufferSourceNode.prototype.start = function (atS = this.context.currentTime) {
  if (!buffers.includes(this.buffer)) buffers.push(this.buffer)
  const which = buffers.indexOf(this.buffer)
  const sound = { atS, lastsS: this.buffer.duration, which, untilS: Infinity }
  sources.set(this, sound)
  sounds.push(sound)
  window.audio = this.context
  return start.call(this, atS)
}
AudioBufferSourceNode.prototype.stop = function (...when) {
  sources.get(this).untilS = this.context.currentTime
  return stop.apply(this, when)
}
"""

KEYS = """
window.keys = {}
const { setActionHandler } = MediaSession.prototype
MediaSession.prototype.setActionHandler = function (name, act) {
  keys[name] = act
  return setActionHandler.call(this, name, act)
}
window.played = []
const { play } = HTMLMediaElement.prototype
HTMLMediaElement.prototype.play = function () {
  const playing = play.call(this)
  playing.then(() => played.push("playing"), error => played.push(error.name))
  return playing
}
"""

ONE_TIMER_A_MINUTE = """
const { setTimeout } = window
window.setTimeout = (act, ms) => setTimeout(act, ms < 100 ? ms : 60_000)
"""

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def address(browser: Browser, server: Server) -> str:
    """The address of a session that was cleared and never begun."""
    context = browser.new_context(viewport=walk.PHONE)
    page = context.new_page()
    page.goto(server.link)
    walk.clear(page, server.address, "circular-pressure")
    with page.expect_navigation():
        page.locator("a.go", has_text="Skip all").click()
    found = page.url
    context.close()
    return found


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[Open]:
    """Open a page in a browser of its own."""
    with ExitStack() as contexts:

        def open_page(address: str, script: str = "", **how: Any) -> Page:
            context = contexts.enter_context(
                # A worker fetches past what a test takes away from the page.
                browser.new_context(
                    **{"viewport": walk.PHONE, "service_workers": "block"} | how
                )
            )
            context.set_default_timeout(10_000)
            context.route("**/sync/", lambda route: route.abort())
            page = context.new_page()
            page.goto(server.link)
            page.add_init_script(f"{{{script}}}")
            page.goto(address)
            return page

        yield open_page


def touch(page: Page) -> None:
    walk.part(page, "touch").click(position={"x": 100, "y": 100})


def without_recordings(page: Page) -> Page:
    """Open the same page again, with nothing but tones to be heard."""

    def none(route: Route) -> None:
        route.fulfill(status=404)

    page.route("**/voice/en/index.json", none)
    page.reload()
    return page


def words(page: Page) -> list[dict[str, float]]:
    """Return the recordings heard so far, in the order of time."""
    heard: list[dict[str, float]] = page.evaluate(
        """() => sounds
          .filter(({ atS, untilS }) => atS < audio.currentTime && untilS > atS)
          .filter(({ lastsS }) => lastsS > 0.75 && lastsS !== 1.28)
          .map(one => ({ ...one, isCut: one.untilS < one.atS + one.lastsS }))
          .sort((one, other) => one.atS - other.atS)"""
    )
    return heard


def lengths(page: Page) -> dict[str, float]:
    """Return how long each recorded sentence lasts."""
    found: dict[str, float] = page.evaluate(
        """async () => {
          const { packUrl } = document.querySelector("[data-pack-url]").dataset
          const { sentences } = await (await fetch(packUrl)).json()
          const lasts = Object.entries(sentences).map(([said, { s }]) => [said, s])
          return Object.fromEntries(lasts)
        }"""
    )
    return found


@pytest.mark.hazard("H-60")
@pytest.mark.parametrize("script", ["", ONE_TIMER_A_MINUTE], ids=["front", "timers"])
def test_tones_sound_on_time_even_where_timers_come_once_a_minute(
    open_page: Open, address: str, script: str
) -> None:
    page = without_recordings(open_page(address, LISTEN + script, bypass_csp=True))
    touch(page)
    page.wait_for_timeout((GET_READY_S + 1.5) * 1000)

    tones = page.evaluate("tones")
    ticks = [at for at in tones if at - tones[0] > (GET_READY_S - 3.5) * 1000][:4]
    assert len(ticks) == 4
    apart = [later - earlier for earlier, later in pairwise(ticks)]
    assert all(abs(ms - 1000) <= ON_TIME_MS for ms in apart), apart


@pytest.mark.hazard("H-60")
def test_each_sentence_is_heard_once_and_none_over_another(
    open_page: Open, address: str
) -> None:
    page = open_page(address, WATCH)
    recorded = lengths(page)
    first = walk.timeline(page)["cues"][0]
    touch(page)
    page.wait_for_timeout((GET_READY_S - 0.5) * 1000)

    heard = words(page)
    assert len({sound["which"] for sound in heard}) == len(heard)
    assert not any(sound["isCut"] for sound in heard)
    for one, other in pairwise(heard):
        assert one["atS"] + one["lastsS"] <= other["atS"]
    said = [round(recorded[sentence], 1) for sentence in first["sentences"]]
    assert [round(sound["lastsS"], 1) for sound in heard][: len(said)] == pytest.approx(
        said, abs=0.11
    )


def test_a_pause_silences_the_cue_and_going_on_says_it_again(
    open_page: Open, address: str
) -> None:
    page = open_page(address, WATCH)
    touch(page)
    page.wait_for_timeout(1_500)
    touch(page)
    expect(page.locator(".player")).to_have_attribute("data-phase", "paused")
    paused_s = page.evaluate("audio.currentTime")
    page.wait_for_timeout(6_000)
    before = words(page)
    touch(page)
    page.wait_for_timeout((READY_S + 2.5) * 1000)

    # "Paused." is all that may still begin.
    assert not [sound for sound in before if sound["atS"] > paused_s + 1]
    again = [sound["lastsS"] for sound in words(page)[len(before) :]]
    assert before[0]["lastsS"] in again


def test_what_was_fetched_is_heard_without_a_network(
    open_page: Open, address: str
) -> None:
    page = open_page(address, WATCH)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(offline=True)
    touch(page)
    page.wait_for_timeout(5_000)

    assert len(words(page)) >= 2


@pytest.mark.hazard("H-60")
def test_a_device_without_sound_is_told_of_and_the_session_goes_on(
    open_page: Open, address: str
) -> None:
    page = open_page(address, "delete window.AudioContext")
    touch(page)

    expect(walk.part(page, "notice")).to_contain_text("no sound", timeout=SLOWEST_MS)
    expect(walk.part(page, "notice")).to_contain_text("no voice", timeout=SLOWEST_MS)
    expect(walk.part(page, "digits")).to_have_text("6", timeout=SLOWEST_MS)


def test_a_sound_card_that_never_wakes_is_told_of(
    open_page: Open, address: str
) -> None:
    never = "AudioContext.prototype.resume = () => new Promise(() => {});"
    asleep = """Object.defineProperty(AudioContext.prototype, "state", {
      get: () => "suspended",
    })"""
    page = open_page(address, never + asleep)
    touch(page)

    expect(walk.part(page, "notice")).to_contain_text("no sound", timeout=SLOWEST_MS)


@pytest.mark.hazard("H-60")
def test_without_recordings_and_voices_the_player_says_so(
    open_page: Open, address: str
) -> None:
    page = without_recordings(open_page(address))
    touch(page)

    expect(walk.part(page, "notice")).to_contain_text("no voice", timeout=SLOWEST_MS)


def test_a_headset_pauses_goes_on_and_stops(open_page: Open, address: str) -> None:
    page = open_page(address, KEYS)
    player = page.locator(".player")
    touch(page)
    expect(player).to_have_attribute("data-phase", "rest")
    page.wait_for_timeout(walk.BREATH_S * 1000)

    assert page.evaluate("played") == ["playing"]
    assert page.evaluate("navigator.mediaSession.playbackState") == "playing"
    page.evaluate("keys.play()")
    expect(player).to_have_attribute("data-phase", "rest")
    page.evaluate("keys.pause()")
    expect(player).to_have_attribute("data-phase", "paused")
    assert page.evaluate("navigator.mediaSession.playbackState") == "paused"
    page.wait_for_timeout(walk.BREATH_S * 1000)
    page.evaluate("keys.play()")
    expect(player).to_have_attribute("data-phase", "waiting")
    page.evaluate("keys.stop()")
    expect(player).to_have_attribute("data-phase", "stopped")


# The ten seconds in which someone tries a device


def try_it(page: Page) -> None:
    walk.part(page, "try").click()


def test_the_check_is_heard_seen_and_felt_one_after_the_other(
    open_page: Open, server: Server
) -> None:
    script = (
        WATCH
        + "window.buzzes = []; Navigator.prototype.vibrate = ms => buzzes.push(ms);"
    )
    page = open_page(f"{server.address}/settings/check/", script)
    (said,) = load_library().session.player.can_you_hear["en"]
    said_s = lengths(page)[said]
    try_it(page)

    now, flash = walk.part(page, "now"), walk.part(page, "flash")
    expect(now).to_contain_text("Listen", timeout=SLOWEST_MS)
    assert not page.evaluate("buzzes")
    expect(now).to_contain_text("Look", timeout=SLOWEST_MS)
    expect(flash).to_be_visible(timeout=SLOWEST_MS)
    assert flash.get_attribute("data-flash") == "whole"
    assert any(abs(sound["lastsS"] - said_s) < 0.11 for sound in words(page))
    expect(now).to_contain_text("Feel", timeout=SLOWEST_MS)
    expect(now).to_contain_text("Now answer", timeout=SLOWEST_MS)
    assert len(page.evaluate("buzzes.filter(Array.isArray)")) == 2
    expect(page.locator(".senses-missing")).to_be_hidden()


def test_the_check_shows_a_still_frame_to_someone_who_wants_less_motion(
    open_page: Open, server: Server
) -> None:
    page = open_page(f"{server.address}/settings/check/", reduced_motion="reduce")
    try_it(page)

    flash = walk.part(page, "flash")
    expect(flash).to_be_visible(timeout=SLOWEST_MS)
    assert flash.get_attribute("data-flash") == "frame"


@pytest.mark.hazard("H-60")
def test_the_check_tells_what_is_missing_and_what_to_use_instead(
    open_page: Open, server: Server
) -> None:
    script = "delete window.AudioContext; delete Navigator.prototype.vibrate"
    page = open_page(f"{server.address}/settings/check/", script)
    try_it(page)

    missing = page.locator(".senses-missing")
    expect(missing).to_contain_text(
        "no sound now. Look at the screen", timeout=SLOWEST_MS
    )
    expect(missing).to_contain_text(
        "no voice for this device. The words stand", timeout=SLOWEST_MS
    )
    expect(missing).to_contain_text(
        "cannot buzz. Tones and the flash", timeout=SLOWEST_MS
    )
