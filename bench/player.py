"""A session on the page that ships: whether it keeps time as it promises.

All of it goes at real speed, so it takes more than half an hour.
"""

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import sync_playwright

from bench.devtools import Chromium, Tab, chromium, chromium_path
from tests.journeys import walk
from tests.journeys.server import Server

TECHNIQUE = "foot-massage-essential-oils"
"""On one foot it lasts 15 minutes with all that belongs to it."""

CUE_MS = 50
TONE_MS = 20
MAIN_THREAD = 0.05
ASKS_MS = 1_000
SLOWER = 6

SETTLES_S = 5
LOOKS_APART_S = 10
TICKS_S = (3, 2, 1, 0)
SOUNDS_S = 1
WATCH = Path(__file__).with_suffix(".js").read_text("utf-8")
WORK_MS = """(() => {
  const begun = performance.now()
  for (let sum = 0, i = 0; i < 3e8; i++) sum += i
  return performance.now() - begun
})()"""
BEGUN_MS = """(() => {
  const name = Object.keys(localStorage).find(n => n.startsWith("kneadwell-session-"))
  const [{ kind, atMs }] = JSON.parse(localStorage.getItem(name)).marks
  if (kind !== "begin") throw new Error(kind)
  return atMs - bench.aheadMs
})()"""


@dataclass(frozen=True, slots=True)
class Measured:
    """One promise, and how far it was kept.

    Attributes:
        figure: What was measured, and in which unit.
        value: What came out.
        limit: What was promised.
    """

    figure: str
    value: float
    limit: float


@dataclass(frozen=True, slots=True)
class Cleared:
    """A session that was cleared and not begun, and the cookies that open it."""

    url: str
    cookies: Sequence[Mapping[str, Any]]
    timeline: Mapping[str, Any]


def keep_time(away_s: float = 300, front_s: float | None = None) -> list[Measured]:
    """Play a session in front, hidden, asleep, on a slow device, and hidden on one.

    Args:
        away_s: How long it is hidden, asleep or slowed.
        front_s: How much of the session is played in front; all of it when left out.
    """
    with _session() as session:
        whole_s = session.timeline["ends_s"] - SETTLES_S
        # What needs the processor has it for itself; what waits may wait together.
        front = _in_front(session, front_s or whole_s)
        with ThreadPoolExecutor() as at_once:
            hidden = at_once.submit(_hidden, session, away_s)
            asleep = at_once.submit(_asleep, session, away_s)
        slowed = _slowed(session, away_s)
        crowded = _hidden_and_slow(session, away_s)
    return [*front, hidden.result(), slowed, crowded, asleep.result()]


def _in_front(session: Cleared, seconds: float) -> list[Measured]:
    with _begun(session) as (_, tab):
        tab.send("Performance.enable", timeDomain="threadTicks")
        looks = []
        ends = time.monotonic() + seconds - SETTLES_S
        while (left_s := ends - time.monotonic()) > 0:
            time.sleep(min(LOOKS_APART_S, left_s))
            looks.append(_look(tab))
        begun = tab.ask(BEGUN_MS)
        shown = {index: ms - begun for index, ms in reversed(tab.ask("bench.cues"))}
        until = tab.ask("performance.now()") - begun

    nominal = [cue["at_s"] * 1000 for cue in session.timeline["cues"]]
    due = [index for index, at in enumerate(nominal) if 0 < at < until - CUE_MS]
    late = [abs(shown.get(index, until) - nominal[index]) for index in due]
    shows = [
        Measured(f"cue on the screen, worst of {len(due)}, ms", max(late), CUE_MS),
        Measured(f"cue on the screen, median of {len(due)}, ms", median(late), CUE_MS),
    ]

    moving = [
        (
            later["TaskDuration"] - one["TaskDuration"],
            later["Timestamp"] - one["Timestamp"],
        )
        for one, later in pairwise(looks)
        if one["phase"] == later["phase"] == "work"
    ]
    share = sum(busy for busy, _ in moving) / sum(all_s for _, all_s in moving)
    return [
        *shows,
        Measured("main thread while the hand moves, share", share, MAIN_THREAD),
    ]


def _hidden(session: Cleared, seconds: float) -> Measured:
    with _begun(session) as (browser, tab):
        _hide(browser, tab, seconds)
        return _tones(session, tab, "on a hidden page")


def _hidden_and_slow(session: Cleared, seconds: float) -> Measured:
    with _begun(session) as (browser, tab):
        alone_ms = tab.ask(WORK_MS)
        with browser.crowded(SLOWER):
            slower = tab.ask(WORK_MS) / alone_ms
            _hide(browser, tab, seconds)
        where = f"on a hidden page, {slower:.1f} times slower"
        return _tones(session, tab, where)


def _hide(browser: Chromium, tab: Tab, seconds: float) -> None:
    browser.tab()
    tab.leave_alone()
    time.sleep(seconds)
    tab.watch()
    if not tab.ask("document.hidden"):
        message = "the page was never hidden"
        raise RuntimeError(message)


def _slowed(session: Cleared, seconds: float) -> Measured:
    with _begun(session) as (_, tab):
        tab.send("Emulation.setCPUThrottlingRate", rate=SLOWER)
        time.sleep(seconds)
        return _tones(session, tab, f"{SLOWER} times slower")


def _asleep(session: Cleared, seconds: float) -> Measured:
    work = next(cue for cue in session.timeline["cues"] if cue["kind"] == "work")
    with _begun(session) as (browser, tab):
        time.sleep(work["at_s"] + SETTLES_S)
        with browser.asleep():
            time.sleep(seconds)
            woken_ms = time.time() * 1000
        time.sleep(SETTLES_S)
        asked = [at for phase, at in tab.ask("bench.phases") if phase == "gap"]
    return Measured(
        f"asleep for {seconds:g} s, asks within, ms",
        (asked or [float("inf")])[0] - woken_ms,
        ASKS_MS,
    )


def _tones(session: Cleared, tab: Tab, where: str) -> Measured:
    begun, now, heard = (
        tab.ask(it) for it in (BEGUN_MS, "performance.now()", "bench.tones")
    )
    due = sorted(
        at * 1000
        for cue in session.timeline["cues"]
        for at in (cue["at_s"] - before for before in TICKS_S)
        if SETTLES_S < at < (now - begun) / 1000 - SOUNDS_S
    )
    late = [min(abs(ms - begun - at) for ms in heard) for at in due]
    return Measured(f"tone {where}, worst of {len(due)}, ms", max(late), TONE_MS)


def _look(tab: Tab) -> dict[str, Any]:
    metrics = tab.send("Performance.getMetrics")["metrics"]
    phase = tab.ask("document.querySelector('.player').dataset.phase")
    return {it["name"]: it["value"] for it in metrics} | {"phase": phase}


@contextmanager
def _begun(session: Cleared) -> Iterator[tuple[Chromium, Tab]]:
    """Begin the session in a browser of its own."""
    kept = ("name", "value", "domain", "path", "httpOnly")
    cookies = [{name: one[name] for name in kept} for one in session.cookies]
    with chromium() as browser:
        browser.send("Storage.setCookies", cookies=cookies)
        tab = browser.tab()
        tab.send("Page.enable")
        tab.send("Page.setBypassCSP", enabled=True)  # the ear is no part of the page
        tab.send("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
        tab.open(session.url)
        time.sleep(SETTLES_S)
        tab.press(100, 300)
        time.sleep(SETTLES_S)
        yield browser, tab


@contextmanager
def _session() -> Iterator[Cleared]:
    """Serve a session for someone who has answered everything with no."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        server.answer_all(touch_felt=True)
        server.start()
        try:
            yield _cleared(server)
        finally:
            server.kill()


def _cleared(server: Server) -> Cleared:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path())
        page = browser.new_page(viewport=walk.PHONE)
        page.goto(server.link)
        walk.clear(page, server.address, TECHNIQUE)
        with page.expect_navigation():
            page.locator("a.go", has_text="Skip all").click()
        cleared = Cleared(page.url, page.context.cookies(), walk.timeline(page))
        browser.close()
    return cleared
