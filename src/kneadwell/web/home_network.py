"""Where a phone of the same home finds this computer.

Needs no settings: the address is looked for before any row is read, and the worker that
shows it reads what the other one wrote.
"""

import json
import re
import socket
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from ipaddress import AddressValueError, IPv4Address, IPv4Network
from pathlib import Path

from kneadwell.vocabulary import KneadwellError
from kneadwell.web import env

RANGES = tuple(
    map(
        IPv4Network,
        (
            "192.168.0.0/16",
            "10.0.0.0/8",
            "172.16.0.0/12",
            "169.254.0.0/16",
            "100.64.0.0/10",
            "127.0.0.0/8",
        ),
    )
)
"""Addresses that no one outside a home, an office or this computer can have
(RFC 1918, 3927, 6598, 1122)."""

_FAR_AWAY = ("192.0.2.1", "192.168.255.254", "10.255.255.254", "172.31.255.254")
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


class NoHomeNetworkError(KneadwellError):
    """No phone could reach this computer."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(
            f"{problem} Connect this computer to the Wi-Fi or cable of your home and "
            "start again, or set KNEADWELL_HOME_ADDRESS to its address there."
        )


@dataclass(frozen=True, slots=True)
class Listener:
    """Where phones are answered just now.

    Attributes:
        address: The address of this computer at home, ``192.168.1.20``.
        port: The port for phones.
        names: Names it may have at home, ``("desk.local",)``.
    """

    address: str
    port: int
    names: tuple[str, ...]

    @property
    def url(self) -> str:
        """Where a phone begins, without a slash at the end."""
        return f"https://{self.address}:{self.port}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """Each way to write it in the head of a request."""
        return tuple(f"{name}:{self.port}" for name in (self.address, *self.names))


def address_here() -> IPv4Address:
    """Return the address of this computer in the network of the home.

    ``KNEADWELL_HOME_ADDRESS`` wins, for a computer that is in several networks.

    Raises:
        NoHomeNetworkError: There is none, or the chosen one is no address of a home.
    """
    if chosen := env.text("HOME_ADDRESS", ""):
        with suppress(AddressValueError):
            if _is_of_a_home(IPv4Address(chosen)):
                return IPv4Address(chosen)
        problem = f"KNEADWELL_HOME_ADDRESS is {chosen!r}, no address of a home."
        raise NoHomeNetworkError(problem)
    for address in map(_address_towards, _FAR_AWAY):
        if address and not address.is_loopback and _is_of_a_home(address):
            return address
    problem = "This computer has no address in a home network."
    raise NoHomeNetworkError(problem)


def names_here() -> tuple[str, ...]:
    """Return the names that this computer may have at home."""
    name = socket.gethostname().partition(".")[0].lower()
    return (f"{name}.local",) if _NAME.fullmatch(name) else ()


def keep(folder: Path, listener: Listener) -> None:
    """Write down where phones are answered, for the page that shows it."""
    _file(folder).write_text(json.dumps(asdict(listener)), "utf-8")


def forget(folder: Path) -> None:
    """Write down that phones are answered no longer."""
    _file(folder).unlink(missing_ok=True)


def standing(folder: Path) -> Listener | None:
    """Return where phones are answered just now; None when they are not."""
    try:
        kept = json.loads(_file(folder).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return Listener(kept["address"], kept["port"], tuple(kept["names"]))


def _file(folder: Path) -> Path:
    return folder / "home-network.json"


def _is_of_a_home(address: IPv4Address) -> bool:
    return any(address in network for network in RANGES)


def _address_towards(far_away: str) -> IPv4Address | None:
    """Return the own address that a message there would carry; none is sent."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as trial:
        try:
            trial.connect((far_away, 9))
        except OSError:
            return None
        return IPv4Address(trial.getsockname()[0])
