import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db

CLOSED = [
    "/",
    "/techniques/",
    "/techniques/rolling-ball/",
    "/techniques/rolling-ball/start/",
    "/sessions/6f1f34a4-8d3a-4b23-9c64-6a8c4e1c0f10/",
    "/diary/",
    "/welcome/",
    "/results/",
    "/follow-ups/wrong/",
    "/follow-ups/settled/",
    "/follow-ups/6f1f34a4-8d3a-4b23-9c64-6a8c4e1c0f10/20-minutes/",
    "/nowhere/",
]


@pytest.mark.hazard("H-15")
@pytest.mark.parametrize("path", CLOSED)
def test_a_browser_without_the_key_is_sent_to_the_door(
    client: Client, path: str
) -> None:
    response = client.get(path)

    assert (response.status_code, response["Location"]) == (302, "/enter/")


def test_the_printed_link_lets_a_browser_in_for_good(client: Client) -> None:
    response = client.get(f"/enter/{settings.KEY}/")

    assert (response.status_code, response["Location"]) == (302, "/")
    cookie = response.cookies[settings.BROWSER_COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] > 300 * 24 * 60 * 60
    assert client.get("/").status_code == 200


def test_the_key_can_be_typed(client: Client) -> None:
    assert client.get("/enter/").status_code == 200
    assert client.post("/enter/", {"key": f" {settings.KEY} "}).status_code == 302
    assert client.get("/").status_code == 200


@pytest.mark.hazard("H-15")
@pytest.mark.parametrize("key", ["wrong", "schlüssel", "let-in"])
def test_a_wrong_key_opens_nothing(client: Client, key: str) -> None:
    by_link = client.get(f"/enter/{key}/")
    by_form = client.post("/enter/", {"key": key})

    assert by_link.context["wrong"]
    assert by_form.context["wrong"]
    assert client.get("/").status_code == 302


@pytest.mark.hazard("H-15")
def test_a_cookie_made_elsewhere_opens_nothing(client: Client) -> None:
    client.cookies[settings.BROWSER_COOKIE] = "known:1xVSPF:made-up"

    assert client.get("/").status_code == 302


def test_help_never_waits_for_a_key(client: Client) -> None:
    response = client.get("/help-now/")

    assert response.status_code == 200
    assert response.context["groups"][0]["urgency"] == "emergency now"
    assert b"{emergency}" not in response.content
    assert settings.EMERGENCY_NUMBER.encode() in response.content


@pytest.mark.hazard("H-15")
def test_a_strange_host_is_refused(browser: Client) -> None:
    assert browser.get("/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.hazard("H-15")
def test_pages_are_private_and_run_nothing_foreign(browser: Client) -> None:
    response = browser.get("/")

    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "unsafe" not in policy
    assert response["Cache-Control"] == "no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert "screen-wake-lock=(self)" in response["Permissions-Policy"]


@pytest.mark.parametrize(
    "path", ["/", "/techniques/", "/techniques/ice-massage/", "/diary/", "/help-now/"]
)
def test_a_page_has_no_inline_style_or_script(browser: Client, path: str) -> None:
    page = browser.get(path).content.decode()

    assert " style=" not in page
    assert "<style" not in page
    assert "<script>" not in page


def test_static_files_stay_for_ever_and_travel_small(client: Client) -> None:
    response = client.get(
        f"{settings.STATIC_URL}css/base.css", headers={"accept-encoding": "gzip"}
    )

    assert response.status_code == 200
    assert "immutable" in response["Cache-Control"]
    assert response["Content-Encoding"] == "gzip"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_an_unknown_page_is_our_own_404(browser: Client) -> None:
    response = browser.get("/nowhere/")

    assert response.status_code == 404
    assert b"This page is not here" in response.content


@pytest.mark.hazard("H-15")
def test_a_form_from_elsewhere_is_refused(browser: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies

    response = strict.post("/techniques/rolling-ball/start/", {})

    assert response.status_code == 403
    assert b"too old" in response.content
