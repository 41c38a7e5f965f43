"""What works when the network is gone, or the computer that serves the pages."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

import kneadwell
from kneadwell.knowledge import load_library
from tests.effort import IS_LONG
from tests.journeys.server import Server
from tests.journeys.test_pages import MODES, axe, look
from tests.journeys.walk import PHONE

pytestmark = pytest.mark.browser

ACTIVE = "() => navigator.serviceWorker.ready.then(found => found.active.state)"
WAITING = """async () => {
  const { waiting, installing } = await navigator.serviceWorker.getRegistration()
  return waiting !== null && installing === null
}"""
TAKEN_OVER = """async () => {
  const found = await navigator.serviceWorker.getRegistration()
  return !found.waiting && !found.installing && found.active.state === "activated"
}"""
SHELVES = "() => caches.keys()"
KEPT = """async () => {
  const names = await caches.keys()
  const shelves = await Promise.all(names.map(name => caches.open(name)))
  const kept = shelves.map(async shelf => {
    const requests = await shelf.keys()
    return Promise.all(requests.map(async request => {
      const answer = await shelf.match(request)
      return [new URL(request.url).pathname, await answer.text()]
    }))
  })
  return Object.fromEntries((await Promise.all(kept)).flat())
}"""
ROWS = """() => new Promise((resolve, reject) => {
  const opening = indexedDB.open("kneadwell")
  opening.onerror = () => reject(opening.error)
  opening.onsuccess = () => {
    const database = opening.result
    const stores = [...database.objectStoreNames]
    if (stores.length === 0) return resolve(0)
    const transaction = database.transaction(stores)
    const counts = stores.map(name => transaction.objectStore(name).count())
    transaction.oncomplete = () => {
      database.close()
      resolve(counts.reduce((sum, { result }) => sum + result, 0))
    }
  }
})"""

PAGES = {
    "/": None,
    "/techniques/": "Techniques",
    "/techniques/ice-massage/": None,
    "/results/": None,
    "/welcome/": "Welcome",
    "/diary/": "Diary",
    "/check-in/": None,
    "/note/": None,
    "/change/": None,
}


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server in Britain that may be killed, whose person has answered everything."""
    monkeypatch.setenv("KNEADWELL_COUNTRY", "GB")
    server = Server(tmp_path / "data")
    server.answer_all(touch_felt=True)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=PHONE)
    context.set_default_timeout(10_000)
    yield context
    context.close()


def first_visit(phone: BrowserContext, server: Server) -> Page:
    """Open one page, any page, and let its worker settle in."""
    page = phone.new_page()
    page.goto(server.link)
    assert page.evaluate(ACTIVE) in {"activating", "activated"}
    return page


def own_device(phone: BrowserContext, server: Server) -> Page:
    """Say on Today that the device is one's own, and let it keep its pages."""
    page = first_visit(phone, server)
    page.get_by_role("button", name="Yes, mine alone").click()
    expect(page.get_by_text("Your pages are kept on this device.")).to_be_visible(
        timeout=120_000
    )
    return page


def until(page: Page, so: str) -> None:
    """Wait until the page says so; Playwright takes a promise for a yes."""
    for _ in range(600):
        if page.evaluate(so):
            return
        page.wait_for_timeout(100)
    raise AssertionError(so)


def kept(page: Page) -> dict[str, str]:
    """Return the text of everything that any cache holds, by its path."""
    found: dict[str, str] = page.evaluate(KEPT)
    return found


def about_somebody(page: Page, person: str) -> list[str]:
    """Return what the caches hold that is about a person."""
    return [
        path
        for path, text in kept(page).items()
        if person in text
        or not path.startswith(("/static/", "/help-now/offline/", "/offline/"))
    ]


def person_of(page: Page) -> str:
    return str(page.locator("meta[name=kneadwell-person]").get_attribute("content"))


def shows_help(page: Page, number: str) -> None:
    expect(page.get_by_role("heading", name="Help now", level=1)).to_be_visible()
    expect(page.get_by_text("There is no connection just now")).to_be_visible()
    call = page.get_by_role("link", name=f"Call {number}", exact=True)
    assert call.get_attribute("href") == f"tel:{number}"
    is_dressed(page)
    colour = "getComputedStyle(document.querySelector('.alarm')).backgroundColor"
    assert page.evaluate(colour) == "rgb(143, 20, 29)"


def is_dressed(page: Page) -> None:
    assert page.evaluate("document.fonts.check('1em \"Atkinson Next\"')")
    colour = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(colour) == "rgb(245, 242, 238)"


def shows_no_connection(page: Page) -> None:
    heading = page.get_by_role("heading", name="No connection just now", level=1)
    expect(heading).to_be_visible()
    is_dressed(page)


@pytest.mark.hazard("H-61")
@pytest.mark.parametrize("how", ["network", "server"])
def test_help_opens_without_a_connection_after_one_page(
    phone: BrowserContext, server: Server, how: str
) -> None:
    page = first_visit(phone, server)

    if how == "network":
        phone.set_offline(True)
    else:
        server.kill()

    page.get_by_role("link", name="Help now").click()
    page.wait_for_url("**/help-now/")
    shows_help(page, "999")
    expect(page.get_by_role("link", name="Call NHS 111")).to_be_visible()
    page.goto(server.address + "/diary/")
    shows_no_connection(page)
    page.get_by_role("link", name="Help now works without a connection").click()
    shows_help(page, "999")


@pytest.mark.parametrize("said", [None, "No, others use it"])
def test_a_shared_device_keeps_no_page_about_a_person(
    phone: BrowserContext, server: Server, said: str | None
) -> None:
    page = first_visit(phone, server)
    person = person_of(page)
    if said:
        page.get_by_role("button", name=said).click()
        expect(page.get_by_text("No page about you is kept")).to_be_visible()
    for path in PAGES:
        page.goto(server.address + path)
    page.goto(server.address)

    assert about_somebody(page, person) == []
    server.kill()
    for path in PAGES:
        page.goto(server.address + path)
        shows_no_connection(page)
        expect(page.get_by_role("heading", name="These pages work now")).to_be_hidden()
    page.goto(server.address + "/help-now/")
    shows_help(page, "999")


def test_it_is_asked_once(phone: BrowserContext, server: Server) -> None:
    page = first_visit(phone, server)
    page.get_by_role("button", name="No, others use it").click()
    expect(page.get_by_text("No page about you is kept")).to_be_visible()

    page.reload()

    expect(page.locator("own-device")).to_be_hidden()


def test_own_pages_work_without_the_server_and_say_from_when_they_are(
    phone: BrowserContext, server: Server
) -> None:
    page = own_device(phone, server)
    server.kill()

    techniques = [f"/techniques/{name}/" for name in load_library().techniques]
    for path in (*PAGES, *techniques):
        page.goto(server.address + path)
        told = page.locator("main > [role=status]").first
        expect(told).to_have_text(re.compile(r"As of \w+day \d\d:\d\d. Not connected."))
        is_dressed(page)
        if heading := PAGES.get(path):
            expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()


def test_a_page_that_cannot_work_leads_to_those_that_do(
    phone: BrowserContext, server: Server
) -> None:
    page = own_device(phone, server)
    server.kill()

    page.get_by_role("link", name="Settings").click()

    shows_no_connection(page)
    expect(page.get_by_role("heading", name="These pages work now")).to_be_visible()
    page.locator("main").get_by_role("link", name="Diary").click()
    expect(page.get_by_role("heading", name="Diary", level=1)).to_be_visible()


def test_a_start_leads_to_what_was_prepared(
    phone: BrowserContext, server: Server
) -> None:
    page = own_device(phone, server)
    server.kill()
    page.goto(server.address + "/techniques/foot-massage-essential-oils/")

    page.locator("main a[href$='/start/']").first.click()

    page.wait_for_url("**/prepared/foot-massage-essential-oils/")
    expect(page.locator("fieldset.card").first).to_be_visible()


def test_what_is_said_in_the_settings_holds(
    phone: BrowserContext, server: Server
) -> None:
    page = own_device(phone, server)
    person = person_of(page)
    page.goto(server.address + "/settings/")
    device = page.get_by_role("region", name="This device")
    expect(device.get_by_text("Your pages are kept on this device.")).to_be_visible()
    assert device.locator("[data-own=yes]").is_checked()

    device.locator("label", has_text="No, others use it").click()

    expect(device.get_by_text("No page about you is kept")).to_be_visible()
    assert about_somebody(page, person) == []


def test_a_page_is_renewed_whenever_it_is_looked_at(
    phone: BrowserContext, server: Server
) -> None:
    page = own_device(phone, server)
    for path in ("/diary/", "/"):
        page.goto(server.address + path)
    before = kept(page)["/diary/"]
    # The form of the page has another token each time.
    page.goto(server.address + "/welcome/")
    page.goto(server.address + "/")

    assert kept(page)["/welcome/"] != before
    assert kept(page)["/diary/"] == before


def test_the_way_back_is_one_press(phone: BrowserContext, server: Server) -> None:
    page = first_visit(phone, server)
    phone.set_offline(True)
    page.goto(server.address + "/diary/")
    phone.set_offline(False)

    page.get_by_role("link", name="Try to connect again").click()

    expect(page.get_by_role("heading", name="Diary", level=1)).to_be_visible()


@pytest.mark.hazard("H-61")
def test_a_new_build_takes_over_from_today_and_never_under_a_session(
    phone: BrowserContext, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = first_visit(phone, server)
    (old,) = page.evaluate(SHELVES)
    session = phone.new_page()
    session.goto(f"{server.address}/techniques/ice-massage/start/")
    session.locator("#places label.answer").first.click()
    session.locator("main button.button").last.click()
    session.wait_for_url("**/check/")

    server.kill()
    monkeypatch.setenv("KNEADWELL_EMERGENCY", "112")
    server.start()
    page.goto(server.address + "/")
    until(page, WAITING)
    page.reload()
    page.wait_for_timeout(5_000)
    assert page.evaluate(WAITING)
    assert old in page.evaluate(SHELVES)

    session.close()
    page.wait_for_timeout(2_000)  # a browser takes its time to let go of a page
    page.reload()
    until(page, TAKEN_OVER)
    assert old not in page.evaluate(SHELVES)
    phone.set_offline(True)
    page.goto(server.address + "/help-now/")
    shows_help(page, "112")


def test_a_new_build_waits_on_any_other_page(
    phone: BrowserContext, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = first_visit(phone, server)
    server.kill()
    monkeypatch.setenv("KNEADWELL_EMERGENCY", "112")
    server.start()

    page.goto(server.address + "/diary/")
    until(page, WAITING)
    page.wait_for_timeout(5_000)

    assert page.evaluate(WAITING)


@pytest.fixture
def next_release(tmp_path: Path) -> Path:
    """The same program with another look, as a folder to import it from."""
    here = Path(str(kneadwell.__file__)).parent
    shutil.copytree(here, tmp_path / "next" / "kneadwell")
    tokens = tmp_path / "next" / "kneadwell/web/static/css/tokens.css"
    tokens.write_text(tokens.read_text("utf-8").replace("#f5f2ee", "#f5f2ef"), "utf-8")
    return tmp_path / "next"


def test_a_release_comes_whole_and_leaves_nothing_of_the_old_one(
    phone: BrowserContext,
    server: Server,
    next_release: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = own_device(phone, server)
    old = {path for path in kept(page) if path.startswith("/static/")}
    shelf = next(it for it in page.evaluate(SHELVES) if "own" in it)
    server.kill()
    monkeypatch.setenv("PYTHONPATH", str(next_release))
    server.start()

    page.goto(server.address + "/")
    until(page, f"() => caches.has('{shelf}').then(isThere => !isThere)")
    until(page, TAKEN_OVER)

    new = kept(page)
    assert old.isdisjoint(new)
    server.kill()
    page.goto(server.address + "/diary/")
    colour = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(colour) == "rgb(245, 242, 239)"
    expect(page.locator("main > [role=status]").first).to_contain_text("Not connected")


def note(page: Page, text: str) -> None:
    """Keep a note in the outbox of this device, as pages do."""
    page.evaluate(
        """async text => {
          const here = document.querySelector("script[src*=sync-status]").src
          const at = name => new URL(`../outbox/${name}`, here)
          const { outbox } = await import(at("here.js"))
          const { entryOf } = await import(at("entry.js"))
          await (await outbox()).keep([entryOf("note", { text })])
        }""",
        text,
    )


def test_whoever_leaves_takes_everything_along(
    phone: BrowserContext, server: Server
) -> None:
    page = own_device(phone, server)
    person = person_of(page)
    page.evaluate("localStorage.setItem('kneadwell-session-x', '{}')")
    page.goto(server.address + "/settings/")
    page.get_by_role("link", name="Leave this device").click()
    page.get_by_role("button", name="Leave this device").click()

    heading = page.get_by_role("heading", name="You have left this device")
    expect(heading).to_be_visible()
    assert about_somebody(page, person) == []
    assert page.evaluate(ROWS) == 0
    assert page.evaluate("Object.keys(localStorage)") == []
    assert [c["name"] for c in phone.cookies() if c["value"]] == []
    page.goto(server.address + "/diary/")
    assert page.url.endswith("/enter/")
    server.kill()
    page.goto(server.address + "/")
    shows_no_connection(page)
    page.goto(server.address + "/help-now/")
    shows_help(page, "999")


def test_nothing_that_is_not_sent_is_lost_by_leaving(
    phone: BrowserContext, server: Server
) -> None:
    page = own_device(phone, server)
    page.goto(server.address + "/leave/")
    page.route("**/sync/", lambda route: route.abort())
    note(page, "A quiet day.")
    expect(
        page.get_by_text("One note of this device is not in the diary")
    ).to_be_visible()
    page.get_by_role("button", name="Leave this device").click()
    expect(page.get_by_role("heading", name="Leave this device?")).to_be_visible()
    assert page.evaluate(ROWS) > 0

    with page.expect_download() as download:
        page.get_by_role("button", name="Save the file").click()
    assert "A quiet day." in Path(download.value.path()).read_text("utf-8")
    page.get_by_role("button", name="Leave this device").click()

    heading = page.get_by_role("heading", name="You have left this device")
    expect(heading).to_be_visible()
    assert page.evaluate(ROWS) == 0


def test_without_scripts_leaving_empties_the_browser_too(
    browser: Browser, server: Server
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(server.link)
    page.goto(server.address + "/leave/")
    page.get_by_role("button", name="Leave this device").click()

    heading = page.get_by_role("heading", name="You have left this device")
    expect(heading).to_be_visible()
    page.goto(server.address + "/diary/")
    assert page.url.endswith("/enter/")
    context.close()


@pytest.mark.parametrize("mode", [None, *MODES] if IS_LONG else [None])
def test_these_pages_are_sound_in_every_mode(
    browser: Browser, server: Server, mode: str | None
) -> None:
    how = MODES[mode] if mode else {}
    context = browser.new_context(viewport=PHONE, **how)
    page = own_device(context, server)
    page.goto(server.address + "/leave/")
    assert [*look(page, 320, 390, 1280), *axe(page)] == []
    server.kill()
    for path in ("/techniques/", "/settings/"):
        page.goto(server.address + path)
        assert [*look(page, 320, 390, 1280), *axe(page)] == []
    context.close()
