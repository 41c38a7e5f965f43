"""Notes that wait in the browser, and those that the diary did not take."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from kneadwell.diary import entry_from_json, import_file
from tests.journeys.server import Server
from tests.journeys.walk import PHONE

pytestmark = pytest.mark.browser

NOTHING_LEFT = "Every note of this device is in the diary."
NO_STORAGE = "Object.defineProperty(window, 'indexedDB', {value: undefined})"
NO_ROOM = """
IDBObjectStore.prototype.put = () => {
  throw new DOMException("full", "QuotaExceededError")
}
"""
NOT_WRITTEN = """
const put = IDBObjectStore.prototype.put
IDBObjectStore.prototype.put = function (...row) {
  const request = put.apply(this, row)
  request.addEventListener("success", () => this.transaction.abort())
  return request
}
"""
NEVER_ANSWERS = "navigator.storage.persist = () => new Promise(() => {})"
LITTLE_ROOM = """
navigator.storage.estimate = async () => ({ quota: 1_000_000_000, usage: 999_000_000 })
"""
KEEP = """async ([root, kind, body, at]) => {
  const { keep } = await import(`${root}js/outbox/here.js`)
  const { entryOf } = await import(`${root}js/outbox/entry.js`)
  const entry = entryOf(kind, body, at ? { at } : {})
  return { ...(await keep([entry])), entry }
}"""
KEEP_ALSO = """async ([root, entry, body]) => {
  const { keep } = await import(`${root}js/outbox/here.js`)
  return keep([{ ...entry, body }])
}"""
KEEP_FOR = """async ([root, person, text]) => {
  const { openOutbox } = await import(`${root}js/outbox/outbox.js`)
  const { entryOf } = await import(`${root}js/outbox/entry.js`)
  const box = await openOutbox({ person })
  await box.keep([entryOf("note", { text })])
  return box.counts()
}"""
CHECK_IN = {
    "date": "2026-11-23",
    "scores": {"pain": 3, "sleep": None},
    "medicine_changed": None,
    "flare": True,
    "falls": 0,
}

CLEAR = """async root => {
  const { outbox } = await import(`${root}js/outbox/here.js`)
  await outbox().then(box => box.clear(), () => {})
}"""

Judge = Callable[[dict[str, Any]], dict[str, Any]]


def always(outcome: str, **facts: str) -> Judge:
    """Return a diary that says this of every entry."""

    def judge(_entry: dict[str, Any]) -> dict[str, Any]:
        return {"outcome": outcome, **facts}

    return judge


class Device:
    """A phone, and a diary that answers as a test wants it."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server
        self.asked: list[dict[str, Any]] = []
        self.judge: Judge | None = always("kept")
        self.status = 200
        page.route("**/sync/", self._answer)
        self.open()

    def open(self) -> None:
        self.page.goto(f"{self.server.address}/attention/")
        source = self.page.locator("script[src*='js/elements/']").first
        address = source.get_attribute("src") or ""
        self.root = address[: address.index("js/")]

    def keep(self, kind: str, body: Any, at: str = "") -> dict[str, Any]:
        told: dict[str, Any] = self.page.evaluate(KEEP, [self.root, kind, body, at])
        return told

    def note(self, text: str, at: str = "") -> dict[str, Any]:
        return self.keep("note", {"text": text}, at)

    def _answer(self, route: Route) -> None:
        entries = json.loads(route.request.post_data or "")["entries"]
        self.asked += entries
        if self.judge is None:
            route.abort()
        elif self.status != 200:
            route.fulfill(status=self.status, json={})
        else:
            judge = self.judge
            outcomes = [{"id": one["id"], **judge(one)} for one in entries]
            route.fulfill(json={"outcomes": outcomes})


ChangedDevice = Callable[[str], Device]


@pytest.fixture(scope="module")
def phone(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    """A phone that opened the printed link; what it keeps is cleared by each test."""
    context = browser.new_context(viewport=PHONE)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto(server.link)
    page.close()
    yield context
    context.close()


@pytest.fixture
def device(phone: BrowserContext, server: Server) -> Iterator[Device]:
    device = Device(phone.new_page(), server)
    yield device
    device.page.evaluate(CLEAR, device.root)
    device.page.close()


@pytest.fixture
def changed(phone: BrowserContext, server: Server) -> Iterator[ChangedDevice]:
    """Opens a page of a browser that was changed before."""
    opened: list[Device] = []

    def open_with(script: str) -> Device:
        page = phone.new_page()
        page.add_init_script(script)
        opened.append(Device(page, server))
        return opened[-1]

    yield open_with
    for device in opened:
        device.page.evaluate(CLEAR, device.root)
        device.page.close()


def refuse_late(entry: dict[str, Any]) -> dict[str, Any]:
    if entry["at"] > "2030":
        return {"outcome": "refused", "field": "at", "problem": "is later than now"}
    return {"outcome": "kept"}


@pytest.mark.hazard("H-13")
def test_a_refused_note_is_mended_and_sent_again(device: Device) -> None:
    device.judge = refuse_late
    device.note("the clock was wrong", "2031-01-02T08:00:00.000+01:00")
    page = device.page
    expect(page.get_by_role("heading", name="Note", exact=True)).to_be_visible()
    expect(page.get_by_text("Was the clock of this device wrong?")).to_be_visible()
    expect(page.get_by_label("Your words")).to_have_value("the clock was wrong")

    page.get_by_label("When it was").fill("2026-11-22T08:00")
    page.get_by_label("Your words").fill("and now it is right")
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text(NOTHING_LEFT)).to_be_visible()

    first, last = device.asked[0], device.asked[-1]
    assert last["at"].startswith("2026-11-22T08:00:00.000")
    assert last["body"] == {"text": "and now it is right"}
    assert last["id"] != first["id"]


def test_what_was_not_said_stays_unsaid_when_another_field_is_mended(
    device: Device,
) -> None:
    device.judge = always("refused", field="falls")
    device.keep("check-in", CHECK_IN)
    page = device.page
    expect(page.get_by_label("Pain", exact=True)).to_have_value("3")
    expect(page.get_by_label("A medicine has changed")).to_have_value("")
    device.judge = always("kept")
    page.get_by_label("Falls").fill("2")
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text(NOTHING_LEFT)).to_be_visible()
    assert device.asked[-1]["body"] == CHECK_IN | {"falls": 2}


def test_what_is_right_as_it_is_goes_again_under_its_own_id(device: Device) -> None:
    device.judge = always("refused", field="kind")
    entry = device.note("from a newer device")["entry"]
    page = device.page
    page.get_by_role("heading", name="Note", exact=True).wait_for()
    device.judge = always("kept")
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text(NOTHING_LEFT)).to_be_visible()
    assert device.asked[-1] == entry


@pytest.mark.hazard("H-13")
def test_nothing_is_given_up_without_a_clear_yes(device: Device) -> None:
    device.judge = always("refused", field="text")
    device.note("x" * 3000)
    page = device.page
    page.get_by_role("button", name="Give it up").click()
    page.get_by_role("button", name="No, keep it").click()
    device.open()
    expect(page.get_by_role("button", name="Send it again")).to_be_visible()
    page.get_by_role("button", name="Give it up").click()
    page.get_by_role("button", name="Yes, give it up").click()
    expect(page.get_by_text("It was given up.")).to_be_visible()
    expect(page.get_by_text(NOTHING_LEFT)).to_be_visible()


def in_conflict(entry: dict[str, Any]) -> dict[str, Any]:
    if entry["kind"] == "correction":
        return {"outcome": "kept"}
    kept = entry | {"body": {"text": "what the diary has"}}
    return {"outcome": "conflict", "entry": kept}


def test_a_conflict_shows_both_and_sends_this_device_as_a_correction(
    device: Device,
) -> None:
    device.judge = in_conflict
    entry = device.note("what this device has")["entry"]
    page = device.page
    expect(page.get_by_text("what the diary has", exact=True)).to_be_visible()
    expect(page.get_by_text("what this device has", exact=True)).to_be_visible()
    page.get_by_role("button", name="This device is right").click()
    expect(page.get_by_text(NOTHING_LEFT)).to_be_visible()
    assert device.asked[-1]["kind"] == "correction"
    assert device.asked[-1]["body"] == {
        "corrects": entry["id"],
        "body": entry["body"],
        "at": entry["at"],
    }


def test_a_conflict_may_be_left_as_the_diary_has_it(device: Device) -> None:
    device.judge = in_conflict
    device.note("what this device has")
    page = device.page
    page.get_by_role("button", name="The diary is right").click()
    page.get_by_role("button", name="Yes, give it up").click()
    expect(page.get_by_text(NOTHING_LEFT)).to_be_visible()
    assert len(device.asked) == 1


def test_what_is_being_mended_stays_while_other_notes_come(device: Device) -> None:
    device.judge = always("refused", field="text")
    device.note("first")
    page = device.page
    page.get_by_label("Your words").fill("half mended")
    device.note("second")
    expect(page.get_by_text("Note 1 of 2")).to_be_visible()
    expect(page.get_by_label("Your words")).to_have_value("half mended")
    page.get_by_role("button", name="Show the next one").click()
    expect(page.get_by_label("Your words")).to_have_value("second")


@pytest.mark.hazard("H-13")
def test_a_file_holds_everything_that_is_not_in_the_diary(device: Device) -> None:
    device.judge = always("refused", field="text")
    refused = device.note("refused")["entry"]
    page = device.page
    page.get_by_role("button", name="Send it again").wait_for()
    device.judge = None
    waiting = device.note("waits")["entry"]
    expect(page.get_by_text("One note waits for the diary.")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the file").click()
    read = import_file(Path(saved.value.path()).read_bytes())
    assert read.entries == (entry_from_json(waiting), entry_from_json(refused))

    device.judge = always("kept")
    page.get_by_role("button", name="Send all now").dispatch_event("click")
    expect(page.get_by_text("One note waits for the diary.")).to_be_hidden()


@pytest.mark.hazard("H-13")
@pytest.mark.parametrize("status", [200, 401, 409, 413, 500, 503, 507])
def test_only_what_the_diary_has_leaves_the_device(device: Device, status: int) -> None:
    page = device.page
    device.status = status
    if status == 200:
        device.judge = None
    assert device.note("waits")["where"] == "device"
    told = page.locator("sync-status")
    words = "One note needs you" if status == 413 else "One note waits on this device."
    expect(told).to_contain_text(words)
    page.reload()
    expect(told).to_contain_text(words)
    if status == 413:
        return
    device.status, device.judge = 200, always("known")
    page.reload()
    expect(told).to_be_hidden()
    expect(page.get_by_text(NOTHING_LEFT)).to_be_visible()


@pytest.mark.hazard("H-13")
def test_a_browser_that_keeps_nothing_says_so_and_hands_over_at_once(
    changed: ChangedDevice,
) -> None:
    device = changed(NO_STORAGE)
    page = device.page
    expect(page.locator("sync-status")).to_contain_text("This browser keeps no notes.")
    expect(page.locator("attention-tray")).to_contain_text("It may be a private window")
    told = device.note("straight")
    assert (told["where"], told["why"]) == ("server", "forbidden")
    assert [entry["body"] for entry in device.asked] == [{"text": "straight"}]

    device.judge = always("refused", field="text")
    assert device.note("")["where"] == "refused"
    device.judge = None
    assert device.note("nowhere")["where"] == "nowhere"


@pytest.mark.hazard("H-13")
@pytest.mark.parametrize(
    ("script", "why"), [(NO_ROOM, "full"), (NOT_WRITTEN, "forbidden")]
)
def test_what_is_not_written_is_not_said_to_be_kept(
    changed: ChangedDevice, script: str, why: str
) -> None:
    device = changed(script)
    device.judge = None
    told = device.note("too much")
    assert (told["where"], told["why"]) == ("nowhere", why)
    device.judge = always("kept")
    assert device.note("too much")["where"] == "server"


@pytest.mark.hazard("H-13")
def test_something_else_under_the_same_id_is_not_said_to_be_kept(
    device: Device,
) -> None:
    device.judge = in_conflict
    entry = device.note("first")["entry"]
    told = device.page.evaluate(KEEP_ALSO, [device.root, entry, {"text": "second"}])
    assert (told["where"], told["why"]) == ("refused", "different")
    same = device.page.evaluate(KEEP_ALSO, [device.root, entry, entry["body"]])
    assert same["where"] == "device"


def test_a_question_that_is_never_answered_holds_up_nothing(
    changed: ChangedDevice,
) -> None:
    device = changed(NEVER_ANSWERS)
    assert device.note("kept")["where"] == "device"


def test_little_room_is_told(changed: ChangedDevice) -> None:
    device = changed(LITTLE_ROOM)
    expect(device.page.get_by_text("This device is nearly full.")).to_be_visible()


@pytest.mark.hazard("H-14")
def test_notes_of_somebody_else_are_neither_shown_nor_sent(device: Device) -> None:
    page = device.page
    other = "00000000-0000-7000-8000-000000000000"
    counts = page.evaluate(KEEP_FOR, [device.root, other, "private"])
    assert counts == {"waiting": 1, "attention": 0}
    device.note("mine")
    expect(page.get_by_text(NOTHING_LEFT)).to_be_visible()
    page.reload()
    expect(page.get_by_text(NOTHING_LEFT)).to_be_visible()
    # A page that goes while its note is on the way sends that note once more.
    assert {entry["body"]["text"] for entry in device.asked} == {"mine"}


def test_a_note_in_one_tab_is_told_in_the_other(device: Device) -> None:
    other = device.page.context.new_page()
    other.route("**/sync/", lambda route: route.abort())
    other.goto(f"{device.server.address}/attention/")
    device.judge = None
    device.note("waits")
    expect(other.get_by_text("One note waits for the diary.")).to_be_visible()
