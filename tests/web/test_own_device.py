import json
import struct
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kneadwell.knowledge import Library
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.offline import views
from kneadwell.web.people.models import Person
from kneadwell.web.preferences.models import Preferences
from tests.web.done import massage
from tests.web.test_look import tokens


def kept(client: Client) -> dict[str, Any]:
    """Return what the service worker keeps on every device."""
    response = client.get("/service-worker.js")
    assert response.status_code == 200
    line = response.content.decode().partition("\n")[0]
    found: dict[str, Any] = json.loads(line.removeprefix("const KEPT = "))
    return found


def pocket(browser: Client, mark: str = "") -> Any:
    return browser.get("/pocket/", {"mark": mark} if mark else {})


def test_the_worker_serves_the_whole_site_and_needs_no_key(
    client: Client, db: None
) -> None:
    response = client.get("/service-worker.js")

    assert response["Content-Type"].startswith("text/javascript")
    assert response["Service-Worker-Allowed"] == "/"
    assert response["Cache-Control"] == "no-store"
    assert "worker-src 'self'" in response["Content-Security-Policy"]


@pytest.mark.hazard("H-61")
def test_all_that_every_device_keeps_is_there_and_is_about_nobody(
    client: Client, ada: Person
) -> None:
    table = kept(client)

    pages = [p for p in table["everywhere"] if not p.startswith("/static/")]
    assert pages == ["/help-now/offline/", "/offline/"]
    files = [p for p in table["everywhere"] if p.startswith("/static/")]
    assert any(file.endswith(".woff2") for file in files)
    assert any(file.endswith("icons.svg") for file in files)
    for path in table["everywhere"]:
        response = client.get(path)
        assert response.status_code == 200
        if path in pages:
            assert str(ada.id) not in response.content.decode()
    assert not client.cookies


def test_the_scripts_of_pages_about_nobody_are_kept_with_all_they_import(
    client: Client, db: None
) -> None:
    table = kept(client)

    for path in (p for p in table["everywhere"] if p.endswith(".js")):
        text = b"".join(client.get(path)).decode()
        for name in (line.split('"')[1] for line in imports(text)):
            assert str((Path(path).parent / name).resolve()) in table["everywhere"]


def imports(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("import ")]


def test_another_number_is_another_build(
    client: Client, db: None, settings: LazySettings
) -> None:
    before = kept(client)["build"]
    assert kept(client)["build"] == before

    settings.EMERGENCY_NUMBER = "000"

    assert kept(client)["build"] != before


def test_the_worker_knows_where_a_start_leads_without_the_server(
    client: Client, db: None
) -> None:
    script = client.get("/service-worker.js").content.decode()

    assert r"/^\/techniques\/[^/]+\/start\/$/" in script
    assert reverse("start", args=["ice-massage"]) == "/techniques/ice-massage/start/"


def test_the_app_can_be_put_on_a_home_screen(client: Client, db: None) -> None:
    page = client.get("/help-now/").content.decode()
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page
    response = client.get("/manifest.webmanifest")

    assert response["Content-Type"] == "application/manifest+json"
    app = response.json()
    assert (app["start_url"], app["scope"], app["display"]) == ("/", "/", "standalone")
    assert {icon["purpose"] for icon in app["icons"]} == {"any", "maskable"}
    for icon in app["icons"]:
        drawn = b"".join(client.get(icon["src"]))
        assert drawn.startswith(b"\x89PNG")
        assert "x".join(map(str, struct.unpack(">II", drawn[16:24]))) == icon["sizes"]
    urls = [shortcut["url"] for shortcut in app["shortcuts"]]
    assert urls == ["/check-in/", "/help-now/"]
    assert "apple-touch-icon" in page


def test_the_bars_around_the_app_have_the_colour_of_its_paper(
    client: Client, db: None
) -> None:
    page = client.get("/help-now/").content.decode()

    for mode, colour in views.PAPER.items():
        assert tokens(mode)["paper"] == colour
        assert f'content="{colour}" media="(prefers-color-scheme: {mode})"' in page


def test_the_page_for_no_connection_is_about_nobody(
    client: Client, browser: Client, ada: Person
) -> None:
    page = browser.get("/offline/").content.decode()

    assert "No connection just now" in page
    assert 'href="/help-now/"' in page
    assert "<!-- kept -->" in page
    assert str(ada.id) not in page


def test_a_page_about_somebody_says_whose_it_is(browser: Client, ada: Person) -> None:
    assert f'"kneadwell-person" content="{ada.id}"' in browser.get("/").content.decode()
    assert b"kneadwell-person" not in browser.get("/help-now/").content


def test_a_pocket_holds_whose_it_is_and_pages_that_are_there(
    browser: Client, cleared: Any, ada: Person, library: Library
) -> None:
    cleared()
    response = pocket(browser)

    assert response["Cache-Control"] == "no-store"
    found = response.json()
    assert found["person"] == str(ada.id)
    assert found["edition"] == library.edition
    techniques = {f"/techniques/{name}/" for name in library.techniques}
    rooms = {"/", "/week/", "/techniques/", "/diary/"}
    assert rooms | {*techniques} <= set(found["pages"])
    assert set(found["shown"]) <= set(found["pages"])
    for path in found["pages"]:
        assert browser.get(path).status_code == 200, path
    for path in (*found["files"], *found["voices"]):
        assert browser.get(path).status_code == 200, path


def test_a_pocket_needs_the_key(client: Client, db: None) -> None:
    response = pocket(client)

    assert (response.status_code, response["Location"]) == (302, "/enter/")


def test_a_pocket_is_sent_again_only_when_something_changed(
    browser: Client, cleared: Any, ada: Person, bela: Person
) -> None:
    cleared()
    mark = pocket(browser).json()["mark"]
    assert pocket(browser, mark).status_code == 204
    assert pocket(browser, "other").status_code == 200

    massage(bela, timedelta(hours=3))
    assert pocket(browser, mark).status_code == 204

    massage(ada, timedelta(hours=3))
    after = pocket(browser, mark)
    assert after.status_code == 200
    assert pocket(browser, after.json()["mark"]).status_code == 204


@pytest.mark.parametrize("what", ["answers", "profile", "preferences", "day"])
def test_a_pocket_changes_with_all_that_its_pages_show(
    browser: Client,
    cleared: Any,
    ada: Person,
    what: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cleared()
    mark = pocket(browser).json()["mark"]
    if what == "answers":
        cleared(diabetes="yes")
    if what == "profile":
        cleared(places=["left hand"])
    if what == "preferences":
        Preferences.objects.create(person=ada, text_size=200)
    if what == "day":
        tomorrow = timezone.localtime() + timedelta(days=1)
        monkeypatch.setattr(timezone, "localtime", lambda: tomorrow)

    assert pocket(browser, mark).status_code == 200


@pytest.mark.hazard("H-15")
def test_whoever_leaves_is_a_stranger_to_the_browser(
    browser: Client, ada: Person, settings: LazySettings
) -> None:
    assert browser.get("/leave/").status_code == 200
    response = browser.post("/leave/")

    assert response.status_code == 200
    page = response.content.decode()
    assert "You have left this device" in page
    assert str(ada.id) not in page
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert [name for name, cookie in browser.cookies.items() if cookie.value] == []
    assert browser.get("/").status_code == 302


def test_a_browser_that_was_emptied_keeps_help_now(browser: Client) -> None:
    response = browser.post("/leave/", {"emptied": "yes"})

    assert response["Clear-Site-Data"] == '"cache"'


def test_leaving_takes_no_row(browser: Client, ada: Person) -> None:
    massage(ada, timedelta(hours=3))
    browser.post("/leave/")

    assert len(PersonDiary(ada).entries()) == 1
