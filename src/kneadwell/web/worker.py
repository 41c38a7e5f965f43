"""One listener: a server with one worker, which ends when its parent is gone."""

import multiprocessing
import os
import threading
from pathlib import Path
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from granian import Granian
from granian.constants import Interfaces, SSLProtocols
from granian.log import LogLevels
from granian.server.common import AbstractServer


def listener(
    address: str, port: int, certificate: Path | None = None
) -> AbstractServer[Any]:
    """Return a server of our pages, not yet begun.

    Args:
        address: Where to listen.
        port: Which port.
        certificate: A file with a certificate and its key, for HTTPS.
    """
    return Granian(
        "kneadwell.web.worker:make_application",
        factory=True,
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        log_level=LogLevels.error,
        log_access=False,
        ssl_cert=certificate,
        ssl_key=certificate,
        # Phones from before 2019 know no newer one.
        ssl_protocol_min=SSLProtocols.tls12,
    )


def make_application() -> WSGIHandler:
    """Return the application, in a worker that ends when its parent is gone."""
    end_with_parent()
    from kneadwell.web.wsgi import application  # noqa: PLC0415 - starts Django

    return application


def end_with_parent() -> None:
    """End this process at once when the one that began it is gone.

    A parent that was killed cannot stop its worker, and an orphan would hold the port
    and the database for ever.
    """
    threading.Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)
