"""A server behind a proxy that speaks HTTPS for it, as a family or charity runs it."""

import http.client
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kneadwell.web import data
from tests.journeys.server import Server

NAME = "ada.example.org"


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(
        tmp_path_factory.mktemp("data"),
        KNEADWELL_HOSTS=NAME,
        KNEADWELL_HTTPS_HEADER="X-Forwarded-Proto",
    )
    server.start()
    yield server
    server.kill()


def ask(
    server: Server, method: str, path: str, body: str = "", **headers: str
) -> http.client.HTTPResponse:
    """Ask as a proxy does, with some headers of a browser."""
    sent = {"Host": NAME, "X-Forwarded-Proto": "https"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    with closing(http.client.HTTPConnection("127.0.0.1", server.port)) as connection:
        connection.request(method, path, body, sent)
        response = connection.getresponse()
        response.read()
        return response


def cookies(response: http.client.HTTPResponse) -> list[str]:
    return response.headers.get_all("Set-Cookie") or []


def csrf_token(server: Server) -> str:
    (cookie,) = cookies(ask(server, "GET", "/enter/"))
    found = re.match(r"csrftoken=(\w+)", cookie)
    assert found
    return found[1]


def bring_the_key(server: Server, **headers: str) -> http.client.HTTPResponse:
    token = csrf_token(server)
    body = f"csrfmiddlewaretoken={token}&key={data.read_key(server.folder)}"
    kind = "application/x-www-form-urlencoded"
    headers = {"Content_Type": kind, "Cookie": f"csrftoken={token}"} | headers
    return ask(server, "POST", "/enter/", body, **headers)


def test_the_link_from_elsewhere_is_printed(behind: Server) -> None:
    assert behind.process
    assert behind.process.stdout

    line = behind.process.stdout.readline().strip()

    key = data.read_key(behind.folder)
    assert line == f"From elsewhere open https://{NAME}/enter/{key}/"


@pytest.mark.hazard("H-15")
def test_cookies_never_come_back_over_plain_http(behind: Server) -> None:
    link = f"/enter/{data.read_key(behind.folder)}/"

    over_https = cookies(ask(behind, "GET", link))
    over_http = cookies(ask(behind, "GET", link, X_Forwarded_Proto="http"))

    assert over_https
    assert all("; Secure" in cookie for cookie in over_https)
    assert over_http
    assert not any("; Secure" in cookie for cookie in over_http)


@pytest.mark.hazard("H-15")
@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (f"https://{NAME}", 302),
        (f"http://{NAME}", 403),
        ("https://evil.example", 403),
    ],
)
def test_forms_are_taken_from_the_own_pages_alone(
    behind: Server, origin: str, status: int
) -> None:
    assert bring_the_key(behind, Origin=origin).status == status


def test_a_proxy_may_put_another_host_in(behind: Server) -> None:
    response = bring_the_key(behind, Origin=f"https://{NAME}", Host="localhost")

    assert response.status == 302


@pytest.mark.hazard("H-15")
def test_a_name_that_was_not_given_is_refused(behind: Server) -> None:
    assert ask(behind, "GET", "/enter/", Host="evil.example").status == 400


def test_without_the_setting_the_header_says_nothing(tmp_path: Path) -> None:
    plain = Server(tmp_path, KNEADWELL_HOSTS=NAME)
    plain.start()
    try:
        (cookie,) = cookies(ask(plain, "GET", "/enter/"))
        assert "; Secure" not in cookie
    finally:
        plain.kill()
