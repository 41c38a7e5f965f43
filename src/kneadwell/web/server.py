"""One process tree on this machine that serves the pages."""

import http.client
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from kneadwell.vocabulary import KneadwellError
from kneadwell.web import data, env
from kneadwell.web import home_network as home
from kneadwell.web.home_server import HomeServer
from kneadwell.web.local import now_here, prepare
from kneadwell.web.worker import listener

USUAL_PORT = 8000
USUAL_HOME_PORT = 8443
PORTS_TRIED = 50

_COPY_EVERY_S = 60 * 60
_LOOK_EVERY_S = 10


class AddressInUseError(KneadwellError):
    """Someone else listens where we were asked to."""

    def __init__(self, host: str, port: int, problem: str) -> None:
        self.host, self.port, self.problem = host, port, problem
        super().__init__(
            f"Cannot listen on {host}, port {port}: {problem}. Choose another port, "
            "or leave the port out and Kneadwell finds a free one."
        )


def serve(
    host: str,
    port: int | None,
    folder: Path | None,
    announce: Callable[[str], None],
    *,
    home_network: bool = False,
    home_port: int | None = None,
) -> None:
    """Serve the pages until SIGINT or SIGTERM.

    Args:
        host: The address to listen on; at home this machine's own.
        port: None takes the usual port, or the next free one.
        folder: Where the data lives; None stands for this machine's usual folder.
        announce: Takes each line that the person at the terminal should read. The
            link comes only when pages are really answered.
        home_network: Whether phones of the same home are answered too.
        home_port: Which port phones use; None as with `port`.

    Raises:
        NoHomeNetworkError: Phones are wanted, and none could reach this computer.
        DataFolderError: The data folder cannot be used.
        DamagedDatabaseError: The database cannot be read; nothing was changed.
        CertificateError: The certificate for phones cannot be made or read.
        AddressInUseError: The wanted port cannot be had.
    """
    chosen = _port_of(host, port, USUAL_PORT)
    phones = _port_for_phones(home_port) if home_network else None
    folder = prepare(folder)
    # A server that was killed may have left its note.
    home.forget(folder)
    if port is None and chosen != USUAL_PORT:
        announce(f"Port {USUAL_PORT} is taken, so this is port {chosen}.")
    beside = HomeServer(folder, phones, announce) if phones else None

    server = listener(host, chosen)
    companion = threading.Thread(
        target=_accompany,
        args=(host, chosen, folder, beside, announce),
        daemon=True,
    )
    server.on_startup(companion.start)
    try:
        server.serve()
    finally:
        if beside:
            beside.stop()


def _port_for_phones(port: int | None) -> int:
    return _port_of(str(home.address_here()), port, USUAL_HOME_PORT)


def _port_of(host: str, port: int | None, usual: int) -> int:
    return _free_port(host, usual) if port is None else _checked_port(host, port)


def _checked_port(host: str, port: int) -> int:
    """Return `port` when nobody listens on it yet."""
    try:
        family, kind, *_, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
        with closing(socket.socket(family, kind)) as trial:
            if sys.platform != "win32":
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        raise AddressInUseError(host, port, error.strerror or str(error)) from error
    return port


def _free_port(host: str, usual: int) -> int:
    """Return the usual port, or the next one that nobody listens on."""
    for port in range(usual, usual + PORTS_TRIED):
        with suppress(AddressInUseError):
            return _checked_port(host, port)
    return _checked_port(host, usual)


def _accompany(
    host: str,
    port: int,
    folder: Path,
    beside: HomeServer | None,
    announce: Callable[[str], None],
) -> None:
    """Say when pages are answered, then look after what has to go on beside them."""
    # Waits before it does anything else: the worker is forked just now, and must
    # not be forked while this thread holds a lock.
    time.sleep(0.1)
    while not _answers(host, port):
        time.sleep(0.05)
    key = data.read_key(folder)
    announce(f"Open http://localhost:{port}/enter/{key}/")
    if env.is_set("HTTPS_HEADER"):
        for name in env.names("HOSTS"):
            announce(f"From elsewhere open https://{name}/enter/{key}/")
    if beside:
        _look_after(beside, announce)
        announce(
            "To let a phone in, open this on this computer: "
            f"http://localhost:{port}/devices/"
        )
        announce(
            "Does a phone find nothing? Then a firewall may stand between: let in port "
            f"{beside.port}, from your home network only."
        )
    while True:
        for _ in range(_COPY_EVERY_S // _LOOK_EVERY_S):
            time.sleep(_LOOK_EVERY_S)
            if beside:
                _look_after(beside, announce)
        try:
            data.check_database(folder)
            data.copy_database(folder, now_here().date())
        except KneadwellError as error:
            announce(str(error))


def _look_after(beside: HomeServer, announce: Callable[[str], None]) -> None:
    try:
        beside.look_after()
    except KneadwellError as error:
        announce(str(error))


def _answers(host: str, port: int) -> bool:
    own = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    with closing(http.client.HTTPConnection(own, port, timeout=10)) as connection:
        try:
            connection.request("GET", "/help-now/", headers={"Host": "localhost"})
            connection.getresponse()
        except (OSError, http.client.HTTPException):
            return False
    return True
