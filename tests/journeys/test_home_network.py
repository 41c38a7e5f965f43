"""A phone of the same home: let in, led through a session, and taken back."""

import base64
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Page,
    Playwright,
    expect,
)

from tests.journeys import walk
from tests.journeys.home import Home
from tests.journeys.test_pages import HEIGHTS, MODES, axe, look

pytestmark = pytest.mark.browser

ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/131.0.0.0 Mobile Safari/537.36"
)
TECHNIQUE = "rolling-ball"
WRITE = """text => new Promise((resolve, reject) => {
  const opening = indexedDB.open("notes-of-a-test", 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore("notes")
  opening.onerror = reject
  opening.onsuccess = () => {
    const trip = opening.result.transaction("notes", "readwrite")
    trip.objectStore("notes").put(text, 1)
    trip.oncomplete = resolve
  }
})"""
READ = """() => new Promise((resolve, reject) => {
  const opening = indexedDB.open("notes-of-a-test", 1)
  opening.onerror = reject
  opening.onsuccess = () => {
    const asking = opening.result.transaction("notes").objectStore("notes").get(1)
    asking.onsuccess = () => resolve(asking.result)
    asking.onerror = reject
  }
})"""
SEND_NOTHING = """async () => {
  const person = document.querySelector("meta[name=kneadwell-person]").content
  const body = JSON.stringify({ person, entries: [] })
  const headers = { "Content-Type": "application/json" }
  return (await fetch("/sync/", { method: "POST", headers, body })).status
}"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A computer that answers phones, and whose person has answered everything."""
    home = Home(tmp_path_factory.mktemp("home"))
    home.answer_all(touch_felt=True)
    home.start()
    yield home
    home.kill()


@pytest.fixture
def computer(browser: Browser, home: Home) -> Iterator[Page]:
    """The browser that opened the printed link."""
    context = browser.new_context()
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(home.link)
    yield page
    context.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A phone that does not trust the certificate, and was told to go on."""
    context = browser.new_context(
        viewport=walk.PHONE, user_agent=ANDROID, ignore_https_errors=True
    )
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def trusting(
    playwright: Playwright, home: Home, tmp_path: Path
) -> Iterator[BrowserContext]:
    """A phone that trusts this computer.

    The pin stands for the certificate in the list of a phone: a test has no such list.
    """
    file = home.folder / "home-network" / "computer.pem"
    key = x509.load_pem_x509_certificate(file.read_bytes()).public_key()
    info = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    pin = base64.b64encode(hashlib.sha256(info).digest()).decode()
    context = playwright.chromium.launch_persistent_context(
        tmp_path,
        executable_path=os.environ["KNEADWELL_CHROMIUM"],
        viewport=walk.PHONE,
        user_agent=ANDROID,
        permissions=walk.STAYS_ON,
        args=[f"--ignore-certificate-errors-spki-list={pin}"],
    )
    context.set_default_timeout(20_000)
    yield context
    context.close()


def digits_on(computer: Page, home: Home) -> str:
    """Press “Add a phone” on the computer, and read the digits there."""
    computer.goto(f"{home.address}/devices/")
    computer.get_by_role("button", name="Add a phone").click()
    digits = computer.locator(".digits").inner_text()
    assert re.fullmatch(r"\d{4} \d{4}", digits)
    return digits


def pair(phone: Page, computer: Page, home: Home) -> None:
    """Type address and digits, as someone does whose camera is broken."""
    digits = digits_on(computer, home)
    phone.goto(computer.locator("kbd").first.inner_text())
    phone.get_by_label("The 8 digits").fill(digits)
    phone.get_by_role("button", name="Let this phone in").click()
    phone.wait_for_url("**/pair/trust/?paired=yes")


def names_in(computer: Page, home: Home) -> list[str]:
    computer.goto(f"{home.address}/devices/")
    return computer.locator(".rows h3").all_inner_texts()


@pytest.mark.hazard("H-15")
def test_a_phone_comes_in_by_digits_plays_and_is_taken_back(
    phone: Page, computer: Page, home: Home
) -> None:
    pair(phone, computer, home)
    expect(phone.get_by_text("Some parts are missing")).to_be_visible()
    expect(phone.get_by_text("Missing: pages without a connection")).to_be_visible()
    phone.get_by_role("link", name="Go to Today").click()
    expect(phone.get_by_role("navigation", name="Rooms")).to_be_visible()

    walk.begin(phone, home.for_phones, TECHNIQUE)
    walk.press(phone)
    assert walk.phase(phone) != "ready"

    phone.clock.resume()
    phone.goto(f"{home.for_phones}/diary/")
    assert phone.evaluate(SEND_NOTHING) == 200
    phone.evaluate(WRITE, "not sent yet")
    before = names_in(computer, home)
    assert before[0] == "Android phone, Chrome"
    computer.get_by_role("button", name="Take back").first.click()
    expect(computer.get_by_text("Taken back.")).to_be_visible()
    assert phone.evaluate(SEND_NOTHING) == 401

    phone.goto(f"{home.for_phones}/diary/")
    expect(phone.get_by_role("heading", name="Let this phone in")).to_be_visible()
    assert phone.evaluate(READ) == "not sent yet"
    assert len(names_in(computer, home)) == len(before) - 1


@pytest.mark.hazard("H-15")
def test_a_phone_comes_in_by_the_square_and_one_alone(
    phone: Page, computer: Page, home: Home, browser: Browser
) -> None:
    digits = digits_on(computer, home).replace(" ", "")
    link = f"{home.for_phones}/pair/{digits}/"

    phone.goto(link)
    phone.get_by_role("button", name="Let this phone in").click()
    phone.wait_for_url("**/pair/trust/?paired=yes")

    second = browser.new_context(ignore_https_errors=True)
    other = second.new_page()
    other.goto(link)
    other.get_by_role("button", name="Let this phone in").click()
    expect(other.get_by_text("This code does not open.")).to_be_visible()
    second.close()


@pytest.mark.skipif(
    "headless-shell" in os.environ.get("KNEADWELL_CHROMIUM", ""),
    reason="NO WARNING: a browser without windows has none. Run `make test-long`.",
)
def test_past_the_warning_of_a_real_browser_sessions_work(
    browser: Browser, computer: Page, home: Home
) -> None:
    digits = digits_on(computer, home)
    context = browser.new_context(viewport=walk.PHONE, user_agent=ANDROID)
    phone = context.new_page()
    with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
        phone.goto(f"{home.for_phones}/pair/")
    phone.locator("#details-button").click()  # “Advanced”
    phone.locator("#proceed-link").click()
    phone.get_by_label("The 8 digits").fill(digits)
    phone.get_by_role("button", name="Let this phone in").click()

    expect(phone.get_by_text("Missing: pages without a connection")).to_be_visible()
    expect(phone.get_by_text("The screen stays on in a session: works")).to_be_visible()
    walk.clear(phone, home.for_phones, TECHNIQUE)
    context.close()


def test_a_phone_that_trusts_this_computer_lacks_nothing(
    trusting: BrowserContext, computer: Page, home: Home
) -> None:
    phone = trusting.new_page()
    pair(phone, computer, home)

    expect(phone.get_by_text("Everything works here.")).to_be_visible()
    phone.evaluate("() => navigator.serviceWorker.ready.then(() => {})")
    trusting.set_offline(True)
    phone.goto(f"{home.for_phones}/help-now/")
    expect(phone.get_by_text("There is no connection just now")).to_be_visible()


@pytest.mark.hazard("H-15")
def test_a_phone_that_was_not_let_in_sees_the_door_and_help(
    phone: Page, home: Home
) -> None:
    for path in ("/", "/diary/", "/devices/", "/enter/made-up-key/"):
        phone.goto(home.for_phones + path)
        expect(phone.get_by_role("heading", name="Let this phone in")).to_be_visible()

    phone.get_by_label("The 8 digits").fill("0000 0000")
    phone.get_by_role("button", name="Let this phone in").click()
    expect(phone.get_by_text("This code does not open.")).to_be_visible()
    phone.get_by_role("link", name="Help now").click()
    expect(phone.get_by_role("heading", name="Help now", level=1)).to_be_visible()


def at_the_list(computer: Page, phone: Page, home: Home) -> Page:
    pair(phone, computer, home)
    computer.goto(f"{home.address}/devices/")
    return computer


def at_the_square(computer: Page, _phone: Page, home: Home) -> Page:
    digits_on(computer, home)
    return computer


def at_the_door(_computer: Page, phone: Page, home: Home) -> Page:
    phone.goto(f"{home.for_phones}/pair/12345678/")
    phone.get_by_role("button", name="Let this phone in").click()
    phone.locator(".mend").wait_for()
    return phone


def at_what_works(_computer: Page, phone: Page, home: Home) -> Page:
    phone.goto(f"{home.for_phones}/pair/trust/")
    phone.get_by_text("Some parts are missing").wait_for()
    return phone


def at_this_phone(computer: Page, phone: Page, home: Home) -> Page:
    pair(phone, computer, home)
    phone.goto(f"{home.for_phones}/devices/")
    return phone


WAYS = [at_the_list, at_the_square, at_the_door, at_what_works, at_this_phone]


@pytest.mark.parametrize("way", WAYS)
def test_each_page_for_phones_is_sound(
    way: Callable[[Page, Page, Home], Page], phone: Page, computer: Page, home: Home
) -> None:
    page = way(computer, phone, home)
    found = [*look(page, *HEIGHTS), *axe(page)]
    for mode in MODES.values():
        page.emulate_media(**mode)
        found += axe(page)
    assert found == []
