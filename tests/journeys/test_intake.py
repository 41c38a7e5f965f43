"""The questions before a massage, in a real browser on a phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys import walk
from tests.journeys.server import Server

pytestmark = pytest.mark.browser

AXE = {
    "runOnly": {
        "type": "tag",
        "values": [
            *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"),
        ],
    },
    "rules": {
        "color-contrast-enhanced": {"enabled": True},
        "target-size": {"enabled": True},
    },
    "resultTypes": ["violations"],
}
LOOK = Path(__file__).with_name("look.js").read_text("utf-8")
HEIGHTS = {320: 640, 390: 844, 1280: 800}

TOPICS = (
    *("nerves", "diabetes", "blood", "heart", "cancer", "operations"),
    *("skin-and-scent", "age-and-pregnancy", "giver"),
)
CARDS = ("warning-signs", "swelling", "skin", "feeling", "medicines", "clear-head")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose person has said nothing yet."""
    server = Server(tmp_path_factory.mktemp("data"))
    server.start()
    yield server
    server.kill()


@pytest.fixture
def sound() -> Iterator[list[str]]:
    """Collect what is wrong with the pages on the way; nothing may be."""
    wrong: list[str] = []
    yield wrong
    assert wrong == []


def look(page: Page, wrong: list[str]) -> None:
    """Look at a page as it stands, at all widths, with every fold open."""
    name = page.url.partition("://")[2].partition("/")[2]
    for folded in page.locator("details").all():
        folded.evaluate("details => { details.open = true }")
    for width, height in HEIGHTS.items():
        page.set_viewport_size({"width": width, "height": height})
        wrong += [f"{name} {width}: {found}" for found in page.evaluate(LOOK, 48)]
    # A bar that stays in reach covers whatever scrolls below it, so look at it all.
    page.set_viewport_size({"width": walk.PHONE["width"], "height": 12_000})
    found = Axe().run(page, options=AXE).response["violations"]
    wrong += [
        f"{name} axe {rule['id']}: {node['html'][:120]}"
        for rule in found
        for node in rule["nodes"][:3]
    ]
    page.set_viewport_size(walk.PHONE)


def to(page: Page, control: Locator) -> None:
    """Press Tab until `control` has the focus."""
    for _ in range(150):
        if control.evaluate("control => control === document.activeElement"):
            return
        page.keyboard.press("Tab")
    message = f"Tab never comes to {control}"
    raise AssertionError(message)


def choose(page: Page, name: str, value: str) -> None:
    """Choose an answer by keyboard."""
    to(page, page.locator(f"input[name='{name}']").first)
    for _ in range(12):
        chosen = page.locator(f"input[name='{name}'][value='{value}']")
        if chosen.evaluate("input => input === document.activeElement"):
            break
        kind = chosen.get_attribute("type")
        page.keyboard.press("Tab" if kind == "checkbox" else "ArrowDown")
    if not page.locator(f"input[name='{name}'][value='{value}']").is_checked():
        page.keyboard.press("Space")


def go_on(page: Page) -> None:
    """Press the one big button by keyboard."""
    to(page, page.locator("main form button.button").first)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def path(page: Page) -> str:
    return page.url.partition("://")[2].partition("/")[2].rstrip("/")


def test_a_person_with_a_numb_foot_answers_by_keyboard(
    page: Page, server: Server, sound: list[str]
) -> None:
    welcome(page, server, sound)
    topics(page, server, sound)
    questions(page, server, sound)
    for card in CARDS:
        assert path(page) == f"questions/card/{card}"
        if card == "feeling":
            look(page, sound)
        go_on(page)
    touch(page, sound)

    assert path(page) == "results"
    expect(page.locator("h1")).to_have_text("What you can do")
    ice = page.locator(".judged", has_text="Short cooling with wrapped ice")
    expect(ice).to_contain_text("Left foot: Not now")
    look(page, sound)


def welcome(page: Page, server: Server, wrong: list[str]) -> None:
    page.goto(f"{server.address}/results/")
    assert path(page) == "welcome"
    look(page, wrong)
    go_on(page)
    expect(page.locator(".mends")).to_be_visible()
    look(page, wrong)
    choose(page, "for_whom", "me")
    choose(page, "giver", "self")
    choose(page, "places", "left foot")
    choose(page, "places", "right foot")
    go_on(page)


def topics(page: Page, server: Server, wrong: list[str]) -> None:
    assert path(page) == "questions"
    look(page, wrong)
    page.goto(f"{server.address}/results/")
    expect(page.locator("h1")).to_have_text("Nothing is cleared yet")
    look(page, wrong)
    page.get_by_role("link", name="Answer the questions").click()
    for topic in TOPICS:
        choose(page, topic, {"nerves": "yes", "blood": "unknown"}.get(topic, "no"))
    go_on(page)


def questions(page: Page, server: Server, wrong: list[str]) -> None:
    assert path(page) == "questions/guillain-barre-acute"
    expect(page.locator(".along")).to_contain_text("Question 1 of 12")
    choose(page, "answer", "no")
    go_on(page)
    assert path(page) == "questions/neuropathy-symptoms-here"
    look(page, wrong)
    choose(page, "answer", "yes")
    choose(page, "where", "left foot")
    look(page, wrong)
    go_on(page)

    # Someone closes the page, and goes on where they stopped.
    page.goto(f"{server.address}/questions/")
    page.get_by_role("link", name="Go on where you stopped").click()
    assert path(page) == "questions/crps"
    page.get_by_role("link", name="Back", exact=True).click()
    expect(page.locator("input[name=where][value='left foot']")).to_be_checked()
    go_on(page)
    while "card" not in path(page):
        if path(page) == "questions/past-blood-clot":
            look(page, wrong)
        choose(page, "answer", "no")
        go_on(page)


def touch(page: Page, wrong: list[str]) -> None:
    assert path(page) == "touch-check"
    look(page, wrong)
    for toe in ("left-big", "left-third", "left-little"):
        choose(page, f"toe-{toe}", "not-felt" if toe == "left-big" else "felt")
        choose(page, f"toe-{toe.replace('left', 'right')}", "felt")
    go_on(page)
    assert path(page) == "questions/proposed"
    expect(page.locator("main")).to_contain_text("Yes: left foot")
    look(page, wrong)
    go_on(page)


def test_a_swollen_calf_stops_everything(
    page: Page, server: Server, sound: list[str]
) -> None:
    page.goto(f"{server.address}/welcome/")
    choose(page, "for_whom", "me")
    choose(page, "giver", "helper")
    choose(page, "places", "left lower-leg")
    go_on(page)
    page.goto(f"{server.address}/questions/one-sided-calf-swelling/")
    walk.answer(page, "answer", "yes")
    walk.submit(page)
    page.goto(f"{server.address}/results/")
    expect(page.locator(".notice-danger")).to_be_visible()
    expect(page.locator("a[href$='/start/']")).to_have_count(0)
    look(page, sound)

    page.goto(f"{server.address}/results/ok/diabetes/warm-compress/")
    look(page, sound)
    walk.submit(page)
    expect(page.locator(".mend-line").first).to_be_visible()
    look(page, sound)


def test_without_scripts_a_question_is_answered(
    browser: Browser, server: Server
) -> None:
    context = browser.new_context(viewport=walk.PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(server.link)
    page.goto(f"{server.address}/questions/allodynia/?next=/results/")
    walk.answer(page, "answer", "yes")
    walk.answer(page, "where", "right foot")
    walk.submit(page)
    expect(page.locator("main")).to_contain_text("Yes: right foot")
    context.close()
