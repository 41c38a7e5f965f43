"""One process tree on this machine that serves the pages."""

import http.client
import multiprocessing
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from django.core.handlers.wsgi import WSGIHandler
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from kneadwell.vocabulary import KneadwellError
from kneadwell.web import data
from kneadwell.web.local import now_here, prepare

USUAL_PORT = 8000
PORTS_TRIED = 50

_COPY_EVERY_S = 60 * 60


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
) -> None:
    """Serve the pages until SIGINT or SIGTERM.

    Args:
        host: The address to listen on; at home this machine's own.
        port: None takes the usual port, or the next free one.
        folder: Where the data lives; None stands for this machine's usual folder.
        announce: Takes each line that the person at the terminal should read. The
            link comes only when pages are really answered.

    Raises:
        DataFolderError: The data folder cannot be used.
        DamagedDatabaseError: The database cannot be read; nothing was changed.
        AddressInUseError: The wanted port cannot be had.
    """
    chosen = _free_port(host) if port is None else _checked_port(host, port)
    folder = prepare(folder)
    if port is None and chosen != USUAL_PORT:
        announce(f"Port {USUAL_PORT} is taken, so this is port {chosen}.")
    link = f"http://localhost:{chosen}/enter/{data.read_key(folder)}/"

    server = Granian(
        "kneadwell.web.server:make_application",
        factory=True,
        address=host,
        port=chosen,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        log_level=LogLevels.error,
        log_access=False,
    )
    companion = threading.Thread(
        target=_accompany,
        args=(host, chosen, folder, link, announce),
        daemon=True,
    )
    server.on_startup(companion.start)
    server.serve()


def make_application() -> WSGIHandler:
    """Return the application, in a worker that ends when its parent is gone."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from kneadwell.web.wsgi import application  # noqa: PLC0415 - starts Django

    return application


def _end_with_parent() -> None:
    # A parent that was killed cannot stop its worker, and an orphan would hold the
    # port and the database for ever.
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


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


def _free_port(host: str) -> int:
    """Return the usual port, or the next one that nobody listens on."""
    for port in range(USUAL_PORT, USUAL_PORT + PORTS_TRIED):
        with suppress(AddressInUseError):
            return _checked_port(host, port)
    return _checked_port(host, USUAL_PORT)


def _accompany(
    host: str, port: int, folder: Path, link: str, announce: Callable[[str], None]
) -> None:
    """Say when pages are answered, then keep a copy of the database each day."""
    # Waits before it does anything else: the worker is forked just now, and must
    # not be forked while this thread holds a lock.
    time.sleep(0.1)
    while not _answers(host, port):
        time.sleep(0.05)
    announce(f"Open {link}")
    while True:
        time.sleep(_COPY_EVERY_S)
        try:
            data.check_database(folder)
            data.copy_database(folder, now_here().date())
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
