"""Start a server, wait for its first page, and end it."""

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from http import HTTPStatus

STARTS_WITHIN_S = 60


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as trial:
        port: int = trial.getsockname()[1]
        return port


@contextmanager
def serving(command: Sequence[str], port: int, path: str) -> Iterator[float]:
    """Run `command` for as long as the context lasts.

    Args:
        command: Starts a server on `port`.
        port: On this machine.
        path: A page that anyone may see.

    Yields:
        Seconds from the start of the process until `path` was answered with 200.

    Raises:
        TimeoutError: It never was.
    """
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - commands of ours
        command, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        while not _answers(port, path):
            if time.perf_counter() - began > STARTS_WITHIN_S:
                raise TimeoutError(" ".join(command))
            time.sleep(0.01)
        yield time.perf_counter() - began
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answers(port: int, path: str) -> bool:
    with (
        suppress(OSError, http.client.HTTPException),
        closing(
            http.client.HTTPConnection("localhost", port, timeout=10)
        ) as connection,
    ):
        connection.request("GET", path)
        return connection.getresponse().status == HTTPStatus.OK
    return False
