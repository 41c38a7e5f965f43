"""A computer that answers phones of its home too."""

import socket
import time
from contextlib import closing
from pathlib import Path

from tests.journeys.server import Server

# This machine like any other of these, and none that browsers trust anyway.
ADDRESS, OTHER_ADDRESS = "127.0.0.2", "127.0.0.3"
_BEGINS_WITHIN_S = 60


class Home(Server):
    """A server with a second listener, for phones."""

    def __init__(self, folder: Path) -> None:
        self.phone_port = free_port()
        wanted = ("--home-network", "--home-port", str(self.phone_port))
        super().__init__(folder, *wanted, KNEADWELL_HOME_ADDRESS=ADDRESS)

    @property
    def for_phones(self) -> str:
        return f"https://{ADDRESS}:{self.phone_port}"

    def start(self) -> None:
        """Return once phones are answered."""
        super().start()
        wait_until(ADDRESS, self.phone_port, is_there=True, within_s=_BEGINS_WITHIN_S)


def free_port() -> int:
    """Return a port that phones could use."""
    with socket.create_server((ADDRESS, 0)) as trial:
        return int(trial.getsockname()[1])


def listens(address: str, port: int) -> bool:
    """Tell whether somebody answers there."""
    with closing(socket.socket()) as trial:
        return trial.connect_ex((address, port)) == 0


def wait_until(address: str, port: int, *, is_there: bool, within_s: float) -> None:
    """Wait until somebody listens, or until nobody does any more."""
    until = time.monotonic() + within_s
    while listens(address, port) != is_there:
        assert time.monotonic() < until, (address, port)
        time.sleep(0.05)
