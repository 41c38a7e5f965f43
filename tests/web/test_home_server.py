"""The second listener, for phones of the same home."""

import os
import signal
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from kneadwell.web import home_network
from kneadwell.web.certificates import authority_file
from kneadwell.web.home_server import HomeServer
from kneadwell.web.server import AddressInUseError, serve
from tests.journeys.home import (
    ADDRESS,
    OTHER_ADDRESS,
    Home,
    free_port,
    listens,
    wait_until,
)

BEGINS_WITHIN_S = 60

pytestmark = pytest.mark.skipif(
    os.name == "nt", reason="asks for POSIX signals and the whole of 127.0.0.0/8"
)


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KNEADWELL_HOME_ADDRESS", ADDRESS)


def status(folder: Path, address: str, port: int, host: str = "") -> bytes:
    """Return the first line of an answer to a phone that trusts this home alone."""
    trusting = ssl.create_default_context(cafile=authority_file(folder))
    with (
        closing(socket.create_connection((address, port), timeout=30)) as plain,
        trusting.wrap_socket(plain, server_hostname=address) as safe,
    ):
        host = host or f"{address}:{port}"
        safe.sendall(f"GET /pair/ HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        return safe.recv(1000).split(b"\r\n")[0]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A computer that answers phones too."""
    home = Home(tmp_path / "data")
    home.start()
    yield home
    home.kill()


@pytest.mark.hazard("H-15")
def test_phones_are_answered_over_https_and_the_computer_as_ever(
    home: Home,
) -> None:
    port = home.phone_port

    assert b"200" in status(home.folder, ADDRESS, port)
    assert b"400" in status(home.folder, ADDRESS, port, host="evil.example")
    assert listens("127.0.0.1", home.port)
    assert not listens(ADDRESS, home.port)
    assert not listens("127.0.0.1", port)
    standing = home_network.standing(home.folder)
    assert standing
    assert (standing.address, standing.port) == (ADDRESS, port)


@pytest.mark.hazard("H-15")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_both_listeners_end_together(home: Home, how: signal.Signals) -> None:
    assert home.process
    home.process.send_signal(how)
    ended = home.process.wait(30)

    wait_until(ADDRESS, home.phone_port, is_there=False, within_s=10)
    wait_until("127.0.0.1", home.port, is_there=False, within_s=10)
    if how is not signal.SIGKILL:
        assert ended == 0
        assert home_network.standing(home.folder) is None


def test_a_taken_port_for_phones_is_said_plainly_and_touches_nothing(
    folder: Path,
) -> None:
    with closing(socket.create_server((ADDRESS, 0))) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AddressInUseError, match=f"{ADDRESS}, port {port}"):
            serve("127.0.0.1", None, folder, print, home_network=True, home_port=port)

    assert not folder.exists()


def test_another_address_or_a_broken_listener_begins_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KNEADWELL_DATA", str(tmp_path))
    said: list[str] = []
    port = free_port()
    beside = HomeServer(tmp_path, port, said.append)

    def answers(address: str) -> None:
        beside.look_after()
        wait_until(address, port, is_there=True, within_s=BEGINS_WITHIN_S)

    try:
        answers(ADDRESS)
        beside.look_after()
        assert said == [f"Phones in your home find it at https://{ADDRESS}:{port}/"]

        beside.process.kill()
        wait_until(ADDRESS, port, is_there=False, within_s=10)
        answers(ADDRESS)

        monkeypatch.setenv("KNEADWELL_HOME_ADDRESS", OTHER_ADDRESS)
        answers(OTHER_ADDRESS)
        assert not listens(ADDRESS, port)
        assert b"200" in status(tmp_path, OTHER_ADDRESS, port)

        monkeypatch.setattr(home_network, "address_here", _in_no_network)
        beside.look_after()
        assert listens(OTHER_ADDRESS, port)
    finally:
        beside.stop()

    assert not listens(OTHER_ADDRESS, port)
    monkeypatch.undo()
    monkeypatch.setenv("KNEADWELL_HOME_ADDRESS", ADDRESS)
    beside.look_after()
    assert not beside.process.is_alive()
    assert home_network.standing(tmp_path) is None


def _in_no_network() -> IPv4Address:
    problem = "The cable is out."
    raise home_network.NoHomeNetworkError(problem)
