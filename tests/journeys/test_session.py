"""The way people go: from the techniques through a session into the diary."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from kneadwell.knowledge import load_library
from tests.effort import IS_LONG
from tests.journeys import walk
from tests.journeys.server import Server
from tests.web.done import massage_in, plan_in

pytestmark = pytest.mark.browser

TECHNIQUES = (
    tuple(load_library().techniques)
    if IS_LONG
    # One of each kind: by hand with oil, with a tool, with cold, and by oneself.
    else (
        *("foot-massage-essential-oils", "rolling-ball"),
        *("ice-massage", "nerve-gliding"),
    )
)
FAR_OFF_S = 60 * 60
NOTHING_KEPT = "!Object.keys(localStorage).some(n => n.startsWith('kneadwell-s'))"


@pytest.fixture
def player(page: Page, server: Server) -> Page:
    """A player that waits for the first touch."""
    walk.begin(page, server.address, "circular-pressure")
    return page


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A server that a test may kill."""
    server = Server(tmp_path)
    server.answer_all(touch_felt=True)
    server.start()
    yield server
    server.kill()


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until something holds, while the page goes on.

    A script of ours that waits would be eval in the page, which its policy forbids.
    """
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError(holds)


def assert_at(player: Page, cue: dict[str, Any]) -> None:
    """Assert that the player shows a cue in its first seconds."""
    assert walk.timeline(player)["cues"][walk.cue_index(player)] == cue
    assert cue["lasts_s"] - walk.left_s(player) in range(-1, 4)


def in_words(seconds: int) -> str:
    """Return a time as the diary writes it."""
    minutes, rest = divmod(seconds, 60)
    parts = [
        f"{count} {unit}" + ("s" if count > 1 else "")
        for count, unit in ((minutes, "minute"), (rest, "second"))
        if count
    ]
    return " ".join(parts)


@pytest.mark.parametrize("technique", TECHNIQUES)
def test_every_technique_leads_from_its_page_into_the_diary(
    page: Page, technique: str
) -> None:
    name = load_library().techniques[technique].name["en"]
    page.get_by_role("link", name="Techniques", exact=True).click()
    page.locator(f"a[href$='/techniques/{technique}/']").click()
    page.locator(f"a[href$='/{technique}/start/']").first.click()
    walk.choose(page, places=2)
    walk.submit(page)
    walk.pass_check(page)
    walk.submit(page)
    page.locator("#pain .scale label", has_text=re.compile("^6$")).click()
    page.locator("#tingling .scale label", has_text="Skip").click()
    page.clock.install()
    walk.submit(page)

    walk.stop_time(page)
    planned = walk.timeline(page)
    walk.press(page)
    walk.wait(page, planned["ends_s"])
    page.wait_for_url("**/after/")
    page.locator("#pain .scale label", has_text=re.compile("^4$")).click()
    walk.submit(page)

    page.wait_for_url("**/diary/")
    row = page.locator(".rows > li", has_text=name)
    expect(row).to_contain_text("Finished.")
    expect(row).to_contain_text("Pain before 6 after 4")
    expect(row).not_to_contain_text("Tingling")
    works: dict[str, int] = {}
    for cue in planned["cues"]:
        if cue["kind"] == "work":
            works[cue["place"]] = works.get(cue["place"], 0) + cue["lasts_s"]
    expect(row.locator(".done li")).to_have_text(
        [re.compile(f": {in_words(seconds)}$") for seconds in works.values()]
    )


@pytest.mark.hazard("H-56")
@pytest.mark.hazard("H-73")
def test_two_techniques_are_checked_played_and_written_down_as_one_session(
    browser: Browser, own_server: Server
) -> None:
    works = [
        ("rolling-ball", ["left hand"], 60),
        ("hand-compression", ["right hand"], 40),
    ]
    page = browser.new_context(viewport=walk.PHONE).new_page()
    page.goto(own_server.link)

    def check() -> None:
        session = plan_in(own_server.folder, *works)
        page.goto(f"{own_server.address}/sessions/{session}/check/")

    check()
    expect(page.locator("main ol li")).to_have_text(
        [re.compile("hand squeeze.*right hand.*40 seconds"), re.compile("1 minute")]
    )
    walk.pass_check(page)
    walk.submit(page)
    page.clock.install()
    with page.expect_navigation():
        page.locator("a.go", has_text="Skip all").click()
    walk.stop_time(page)
    planned = walk.timeline(page)
    done = [cue["place"] for cue in planned["cues"] if cue["kind"] == "work"]
    assert list(dict.fromkeys(done)) == ["right hand", "left hand"]
    walk.press(page)
    walk.wait(page, planned["ends_s"])

    page.wait_for_url("**/after/")
    places = page.locator("#look [name=places]")
    assert {one.get_attribute("value") for one in places.all()} == {
        "left hand",
        "right hand",
    }
    page.locator("a.go", has_text="Skip all").click()
    page.wait_for_url("**/diary/")
    row = page.locator(".rows > li")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Finished.")
    expect(row.locator(".done li")).to_have_text(
        ["Right hand: 40 seconds", "Left hand: 1 minute"]
    )

    massage_in(own_server.folder, 5)
    check()
    expect(page.locator("main .label").first).to_have_text("Soft ball roll, sitting")
    expect(page.locator("main")).to_contain_text("Possible again")
    page.get_by_role("button", name="Go on without it").click()
    page.wait_for_url("**/check/")
    expect(page.locator("#skin-looked")).to_contain_text(
        "now: right hand. Nothing new."
    )
    page.context.close()


def test_pause_stops_time_and_keys_do_what_touch_does(player: Page) -> None:
    walk.press(player)
    assert walk.phase(player) == "rest"
    walk.press(player)
    paused_at = walk.left_s(player)
    walk.wait(player, 60)
    assert (walk.phase(player), walk.left_s(player)) == ("paused", paused_at)

    walk.key(player, "Space")
    assert walk.phase(player) == "waiting"
    assert walk.left_s(player) in {2, 3}
    walk.wait(player, 5)
    assert walk.phase(player) == "rest"
    assert paused_at - walk.left_s(player) in (2, 3, 4)
    walk.key(player, "PageDown")
    assert walk.phase(player) == "paused"


def test_a_double_tap_counts_once(player: Page) -> None:
    walk.part(player, "touch").dblclick(position={"x": 100, "y": 100})
    walk.wait(player, 1)
    assert walk.phase(player) == "rest"


def test_back_and_next_walk_over_cues_but_never_past_a_check(player: Page) -> None:
    cues = walk.timeline(player)["cues"]
    walk.press(player)
    seen = 0
    while cues[seen]["kind"] not in walk.NOT_PASSED_OVER:
        assert_at(player, cues[seen])
        walk.key(player, "ArrowRight")
        seen += 1
    assert_at(player, cues[seen])

    expect(walk.part(player, "next")).to_have_attribute("aria-disabled", "true")
    walk.key(player, "ArrowRight")
    walk.part(player, "next").click(force=True)
    walk.wait(player, 1)
    assert_at(player, cues[seen])
    walk.wait(player, cues[seen]["lasts_s"])
    assert_at(player, cues[seen + 1])

    walk.key(player, "ArrowLeft")
    walk.key(player, "ArrowLeft")
    assert_at(player, cues[seen])


def test_a_reload_comes_back_paused_at_its_second_and_asks(player: Page) -> None:
    walk.press(player)
    walk.wait(player, 60.5)
    before = walk.left_s(player), walk.part(player, "side").inner_text()
    player.reload()

    assert walk.phase(player) == "paused"
    expect(walk.part(player, "notice")).to_contain_text("still there")
    after = walk.left_s(player), walk.part(player, "side").inner_text()
    assert after == before
    walk.wait(player, FAR_OFF_S)
    assert walk.left_s(player) == before[0]
    walk.go_on(player)
    assert walk.phase(player) in {"work", "rest"}
    expect(walk.part(player, "notice")).to_be_hidden()


def test_stop_offers_three_ways_and_waits_for_ever(player: Page) -> None:
    walk.press(player)
    walk.wait(player, 20)
    walk.key(player, "Escape")
    left = walk.left_s(player)
    ways = walk.part(player, "offer").locator("[data-act]")
    expect(ways).to_have_text(["Something is wrong", "Finish here", "Go on"])
    walk.wait(player, FAR_OFF_S)
    assert (walk.phase(player), walk.left_s(player)) == ("stopped", left)
    expect(ways).to_have_count(3)
    player.locator("[data-act=go-on]").click()
    walk.wait(player, walk.READY_S + 1)
    assert walk.phase(player) in {"work", "rest"}


def test_finish_here_leads_through_the_after_care(player: Page) -> None:
    cues = walk.timeline(player)["cues"]
    work = next(cue for cue in cues if cue["kind"] == "work")
    care = next(cue for cue in cues if cue["kind"] == "after-care")
    walk.press(player)
    walk.wait(player, work["at_s"] + 6)
    assert walk.phase(player) == "work"
    walk.stop(player)
    player.locator("[data-act=finish]").click()
    walk.wait(player, walk.READY_S + 1)
    assert_at(player, care)
    expect(walk.part(player, "next")).to_have_attribute("aria-disabled", "true")

    walk.wait(player, walk.after_care_s(player))
    player.wait_for_url("**/after/")
    player.locator("a.go", has_text="Skip all").click()
    early = player.locator(".rows > li", has_text="Finished early.")
    expect(early.locator(".done li")).to_have_text([re.compile(r": [67] seconds$")])


@pytest.mark.hazard("H-57")
def test_something_is_wrong_takes_two_taps_without_a_network(
    browser: Browser, own_server: Server
) -> None:
    page = browser.new_context(viewport=walk.PHONE).new_page()
    page.goto(own_server.link)
    walk.begin(page, own_server.address, "circular-pressure")
    walk.press(page)
    work = next(c for c in walk.timeline(page)["cues"] if c["kind"] == "work")
    walk.wait(page, work["at_s"] + 5)
    page.context.set_offline(offline=True)
    walk.stop(page)
    page.locator("[data-act=wrong]").click()
    walk.wait(page, 1)
    page.locator("[data-what=pain-up]").click()
    walk.wait(page, 1)

    told = page.locator("[data-told=pain-up]")
    expect(told).to_be_visible()
    expect(told).to_contain_text("Stop this technique now.")
    expect(page.locator(".player-paused")).to_contain_text("paused")
    expect(page.locator(".player-call")).to_be_visible()
    expect(walk.part(page, "wrong-notice")).to_contain_text("Kept on this device")
    assert own_server.count("diary_entryrecord") == 0

    page.context.set_offline(offline=False)
    walk.wait(page, 6)
    expect(walk.part(page, "wrong-notice")).to_have_text("Saved.")
    assert own_server.count("diary_entryrecord") == 2
    page.goto(f"{own_server.address}/techniques/circular-pressure/start/")
    closed = page.locator("[data-place='left foot']")
    expect(closed).to_contain_text("paused")
    page.context.close()


def test_something_wrong_that_was_not_sent_is_sent_by_the_next_page(
    browser: Browser, own_server: Server
) -> None:
    page = browser.new_context(viewport=walk.PHONE).new_page()
    page.goto(own_server.link)
    walk.begin(page, own_server.address, "circular-pressure")
    walk.press(page)
    walk.wait(page, 40)
    page.context.set_offline(offline=True)
    walk.stop(page)
    page.locator("[data-act=wrong]").click()
    walk.wait(page, 1)
    page.locator("[data-what=other]").click()
    walk.wait(page, 1)
    page.context.set_offline(offline=False)

    page.goto(f"{own_server.address}/techniques/ice-massage/start/")
    until(page, lambda: page.evaluate(NOTHING_KEPT))
    assert own_server.count("diary_entryrecord") == 2
    page.context.close()


@pytest.mark.hazard("H-13")
def test_a_session_left_open_for_an_hour_is_written_down_by_its_check(
    player: Page, server: Server
) -> None:
    session = player.url
    walk.press(player)
    work = next(c for c in walk.timeline(player)["cues"] if c["kind"] == "work")
    walk.wait(player, work["at_s"] + 6)
    server.age_checks(hours=2)
    kept = server.count("diary_entryrecord")
    player.clock.fast_forward(60_000)
    player.goto(session)

    player.wait_for_url("**/after/")
    assert server.count("diary_entryrecord") == kept + 1
    player.locator("a.go", has_text="Skip all").click()
    early = player.locator(".rows > li", has_text="Finished early.")
    expect(early.first).to_be_visible()


def test_a_save_whose_answer_was_lost_still_asks_how_it_feels(
    player: Page, server: Server
) -> None:
    session = player.url
    player.route("**/sync/", lambda route: (route.fetch(), route.abort()))
    kept = server.count("diary_entryrecord")
    walk.press(player)
    walk.wait(player, walk.timeline(player)["ends_s"])
    expect(walk.part(player, "notice")).to_contain_text("Kept on this device")
    until(player, lambda: server.count("diary_entryrecord") == kept + 1)

    player.goto(session)
    player.wait_for_url("**/after/")
    assert server.count("diary_entryrecord") == kept + 1


def test_a_server_that_dies_while_it_saves_costs_nothing(
    browser: Browser, own_server: Server
) -> None:
    page = browser.new_context(viewport=walk.PHONE).new_page()
    page.goto(own_server.link)
    walk.begin(page, own_server.address, "circular-pressure")

    def keep_and_die(route: Route) -> None:
        route.fetch()
        own_server.kill()
        route.abort()

    page.route("**/sync/", keep_and_die, times=1)
    walk.press(page)
    walk.wait(page, walk.timeline(page)["ends_s"])
    notice = walk.part(page, "notice")
    expect(notice).to_contain_text("Kept on this device")
    until(page, lambda: own_server.count("diary_entryrecord") == 1)
    walk.wait(page, 5)
    expect(notice).to_contain_text("Kept on this device")

    own_server.start()
    walk.press(page)
    page.wait_for_url("**/after/")
    assert own_server.count("diary_entryrecord") == 1
    page.goto(f"{own_server.address}/diary/")
    expect(page.locator(".rows > li")).to_have_count(1)
    page.context.close()


def test_a_check_left_open_opens_no_player(page: Page, server: Server) -> None:
    page.goto(f"{server.address}/techniques/circular-pressure/start/")
    walk.choose(page)
    walk.submit(page)
    check = page.url
    cards = page.locator("fieldset.card label.answer").all()
    for left_open in (0, len(cards) - 1):
        page.goto(check)
        walk.pass_check(page)
        page.locator("fieldset.card label.answer").nth(left_open).click()
        walk.submit(page)

        assert page.url == check
        expect(page.locator(".mend-line").first).to_be_visible()
        page.goto(check.replace("check/", ""))
        assert page.url == check
        assert page.locator("session-player").count() == 0

    for way in ("", "check/", "before/", "after/"):
        answered = page.goto(f"{server.address}/sessions/{uuid4()}/{way}")
        assert answered
        assert answered.status == 404


def test_cards_stay_pressed_while_another_card_is_looked_into(
    page: Page, server: Server
) -> None:
    page.goto(f"{server.address}/techniques/circular-pressure/start/")
    walk.choose(page)
    walk.submit(page)
    check = page.url
    cards = page.locator("fieldset.card")
    cards.nth(0).locator("label.answer").click()
    cards.nth(1).locator("a.go").last.click()
    page.locator("button.card-none").click()

    page.wait_for_url(check)
    expect(cards.nth(0).locator("input")).to_be_checked()
    expect(cards.nth(1).locator("input")).not_to_be_checked()
    page.goto(f"{server.address}/")
    page.goto(check)
    expect(cards.nth(0).locator("input")).not_to_be_checked()


def test_a_keyboard_is_enough(page: Page) -> None:
    def to(control: Locator) -> None:
        for _ in range(150):
            if control.evaluate("control => control === document.activeElement"):
                return
            page.keyboard.press("Tab")
        message = f"Tab never comes to {control}"
        raise AssertionError(message)

    def follow(control: Locator) -> None:
        to(control)
        with page.expect_navigation():
            page.keyboard.press("Enter")

    follow(page.get_by_role("link", name="Techniques", exact=True))
    follow(page.locator("a[href$='/techniques/hand-compression/']"))
    follow(page.locator("a[href$='/hand-compression/start/']").first)
    to(page.locator("#places input").first)
    page.keyboard.press("Space")
    follow(page.locator("main button.button").last)
    for box in page.locator("fieldset.card input, input[value=yes]").all():
        to(box)
        page.keyboard.press("Space")
    follow(page.locator("main button.button").last)
    to(page.locator("#pain input").first)
    page.keyboard.press("Space")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.clock.install()
    follow(page.locator("main button.button"))

    walk.stop_time(page)
    assert walk.timeline(page)["cues"][0]["kind"] == "get-ready"
    to(walk.part(page, "touch"))
    walk.key(page, "Enter")
    assert walk.phase(page) == "rest"
    to(walk.part(page, "stop"))
    walk.key(page, "Enter")
    assert walk.phase(page) == "stopped"
    to(page.locator("[data-act=finish]"))
    walk.key(page, "Enter")
    walk.wait(page, walk.READY_S + walk.after_care_s(page))
    page.wait_for_url("**/after/")
    follow(page.locator("main button.button"))
    row = page.locator(".rows > li", has_text="Pain before 4")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Finished early.")


def test_without_scripts_the_session_is_a_list_and_can_be_written_down(
    browser: Browser, server: Server
) -> None:
    context = browser.new_context(viewport=walk.PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(server.link)
    walk.clear(page, server.address, "circular-pressure")
    page.locator("a.go", has_text="Skip all").click()

    cues = walk.timeline(page)["cues"]
    steps = page.locator(".cue-list > li")
    expect(steps).to_have_count(len(cues))
    for step, cue in zip(steps.all(), cues, strict=True):
        expect(step).to_be_visible()
        expect(step).to_contain_text(cue["say"])
    expect(page.locator(".player")).to_be_hidden()

    before = server.count("diary_entryrecord")
    page.locator(".plain button").click()
    page.locator("a.go", has_text="Skip all").click()
    assert page.url == f"{server.address}/diary/"
    assert server.count("diary_entryrecord") == before + 1
    context.close()
