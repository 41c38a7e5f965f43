import socket
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from kneadwell.web import home_network
from kneadwell.web.home_network import Listener, NoHomeNetworkError

DESK = Listener("192.168.1.20", 8443, ("desk.local",))


@pytest.fixture
def in_networks(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Towards where this computer would send from which own address."""
    monkeypatch.delenv("KNEADWELL_HOME_ADDRESS", raising=False)
    own: dict[str, str] = {}

    def towards(far_away: str) -> IPv4Address | None:
        return IPv4Address(own[far_away]) if far_away in own else None

    monkeypatch.setattr(home_network, "_address_towards", towards)
    return own


@pytest.mark.parametrize(
    ("own", "found"),
    [
        ({"192.0.2.1": "192.168.1.20"}, "192.168.1.20"),
        ({"192.0.2.1": "93.184.216.34", "10.255.255.254": "10.0.0.7"}, "10.0.0.7"),
        ({"192.168.255.254": "192.168.178.3"}, "192.168.178.3"),
        ({"192.0.2.1": "172.20.1.1"}, "172.20.1.1"),
    ],
)
def test_the_address_at_home_is_found(
    in_networks: dict[str, str], own: dict[str, str], found: str
) -> None:
    in_networks |= own

    assert home_network.address_here() == IPv4Address(found)


@pytest.mark.hazard("H-15")
@pytest.mark.parametrize("own", [None, "93.184.216.34", "127.0.0.1", "172.32.0.1"])
def test_an_address_that_is_not_of_a_home_is_not_used(
    in_networks: dict[str, str], own: str | None
) -> None:
    if own:
        in_networks["192.0.2.1"] = own

    with pytest.raises(NoHomeNetworkError, match=r"no address in a home.*Wi-Fi"):
        home_network.address_here()


def test_a_chosen_address_wins_and_an_odd_one_is_refused(
    in_networks: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    in_networks["192.0.2.1"] = "192.168.1.20"
    monkeypatch.setenv("KNEADWELL_HOME_ADDRESS", "10.8.0.3")
    assert home_network.address_here() == IPv4Address("10.8.0.3")

    for odd in ("93.184.216.34", "desk", "::1"):
        monkeypatch.setenv("KNEADWELL_HOME_ADDRESS", odd)
        with pytest.raises(NoHomeNetworkError, match="KNEADWELL_HOME_ADDRESS is"):
            home_network.address_here()


def test_a_computer_that_is_in_no_network_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(home_network, "_FAR_AWAY", ("not an address", "127.0.0.1"))

    with pytest.raises(NoHomeNetworkError):
        home_network.address_here()


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("Desk", ("desk.local",)),
        ("desk.example.com", ("desk.local",)),
        ("the desk", ()),
        ("", ()),
    ],
)
def test_a_name_is_used_when_it_is_one(
    monkeypatch: pytest.MonkeyPatch, name: str, names: tuple[str, ...]
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: name)

    assert home_network.names_here() == names


def test_what_one_worker_writes_down_the_other_reads(tmp_path: Path) -> None:
    assert home_network.standing(tmp_path) is None
    home_network.keep(tmp_path, DESK)
    assert home_network.standing(tmp_path) == DESK
    assert DESK.hosts == ("192.168.1.20:8443", "desk.local:8443")
    assert DESK.url == "https://192.168.1.20:8443"

    home_network.forget(tmp_path)
    home_network.forget(tmp_path)
    assert home_network.standing(tmp_path) is None


def test_half_a_note_is_no_note(tmp_path: Path) -> None:
    home_network.keep(tmp_path, DESK)
    (file,) = tmp_path.iterdir()
    file.write_text(file.read_text()[:20])

    assert home_network.standing(tmp_path) is None
