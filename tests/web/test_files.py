"""The diary as a file: taken away, and brought back by a page."""

import csv
import io
import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from kneadwell.diary import Entry, EntryKind, export_csv, export_json
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.files import views
from kneadwell.web.people.models import Person

PAGE = "/diary/file/"


def note(text: str, number: int = 1, **later: int) -> Entry:
    at = timezone.localtime() + timedelta(**later)
    return Entry(uuid.UUID(int=number), EntryKind.NOTE, at, {"text": text})


def send(browser: Client, content: str | bytes, name: str = "diary.json") -> Any:
    raw = content.encode() if isinstance(content, str) else content
    return browser.post(PAGE, {"file": SimpleUploadedFile(name, raw)})


def kept(person: Person) -> list[dict[str, object]]:
    return [entry.to_json() for entry in PersonDiary(person).entries()]


@pytest.mark.parametrize(
    ("path", "kind", "ending"),
    [("json/", "application/json", "json"), ("csv/", "text/csv; charset=utf-8", "csv")],
)
def test_the_diary_is_handed_over_as_a_file_that_nothing_keeps(
    browser: Client, ada: Person, path: str, kind: str, ending: str
) -> None:
    PersonDiary(ada).add([note("=a, b\n“c” 😀")])

    response = browser.get(PAGE + path)

    assert response["Content-Type"] == kind
    assert response["Cache-Control"] == "no-store"
    name = f"kneadwell-diary-{timezone.localdate()}.{ending}"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    before = kept(ada)
    taken = send(browser, response.content).context["taken"]
    assert (taken.new, taken.known, taken.skipped) == (0, 1, [])
    assert kept(ada) == before


def test_a_table_opens_with_words_that_no_spreadsheet_carries_out(
    browser: Client, ada: Person
) -> None:
    PersonDiary(ada).add([note('=HYPERLINK("http://x")')])

    text = browser.get(PAGE + "csv/").content.decode("utf-8-sig")

    (_, row) = csv.reader(io.StringIO(text, newline=""))
    assert row[-1] == '\'=HYPERLINK("http://x")'


@pytest.mark.hazard("H-16")
@pytest.mark.parametrize("export", [export_json, export_csv])
def test_what_is_new_comes_in_and_what_is_there_stays(
    browser: Client, ada: Person, export: Any
) -> None:
    first, other = note("first"), note("other", 2)
    PersonDiary(ada).add([first])
    changed = Entry(first.id, first.kind, first.at, {"text": "changed"})
    future = note("tomorrow", 3, days=2)

    response = send(browser, export([changed, other, future]))

    taken = response.context["taken"]
    assert (taken.new, taken.known) == (1, 0)
    assert [one.reason.split(" ")[0] for one in taken.skipped] == ["The", "Its"]
    assert "What was skipped, and why" in response.content.decode()
    assert kept(ada) == [first.to_json(), other.to_json()]
    again = send(browser, export([first, other]))
    assert (again.context["taken"].new, again.context["taken"].known) == (0, 2)


def test_what_is_no_entry_is_skipped_with_its_reason(
    browser: Client, ada: Person
) -> None:
    document = json.loads(export_json([note("kept")]))
    document["entries"] += [{"id": "<b>x</b>"}] * 150

    response = send(browser, json.dumps(document))

    text = response.content.decode()
    assert "1 entry is new" in text
    assert "150 were skipped" in text
    assert "And 50 more." in text
    assert "<b>x</b>" not in text
    assert len(kept(ada)) == 1


@pytest.mark.parametrize(
    "content", ["", "hello", "{}", "\0\0", "[" * 100_000, b"\xff\xfe\x00{"]
)
def test_what_is_no_diary_is_told_and_nothing_is_kept(
    browser: Client, ada: Person, content: str | bytes
) -> None:
    response = send(browser, content)

    assert response.status_code == 422
    assert 'id="file-mend"' in response.content.decode()
    assert kept(ada) == []


def test_without_a_file_the_page_asks_for_one(browser: Client) -> None:
    response = browser.post(PAGE)

    assert response.status_code == 422
    assert "Choose a file first." in response.content.decode()


def test_a_file_that_is_too_large_is_not_read(
    browser: Client, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_BYTES", 400)

    response = send(browser, export_json([note("x" * 400)]))

    assert response.status_code == 413
    assert "larger than 16 MB" in response.content.decode()
    assert kept(ada) == []


def test_a_page_of_another_site_brings_nothing_in(ada: Person) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.get(f"/enter/{settings.KEY}/")

    response = send(browser, export_json([note("planted")]))

    assert response.status_code == 403
    assert kept(ada) == []


def test_everybody_gets_their_own_diary(
    browser: Client, ada: Person, bela: Person
) -> None:
    PersonDiary(bela).add([note("private")])

    assert json.loads(browser.get(PAGE + "json/").content)["entries"] == []


@pytest.mark.parametrize("path", ["", "json/", "csv/"])
def test_a_browser_nobody_knows_gets_no_file(
    client: Client, db: None, path: str
) -> None:
    assert client.get(PAGE + path)["Location"] == "/enter/"


def test_many_entries_come_in_at_once(browser: Client, ada: Person) -> None:
    entries = [note(f"note {number}", number, minutes=-number) for number in range(600)]

    response = send(browser, export_json(entries))

    assert response.context["taken"].new == 600
