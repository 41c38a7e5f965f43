"""The listener for phones of the same home, in a process of its own."""

import multiprocessing
import os
import threading
from collections.abc import Callable
from pathlib import Path

from kneadwell.web import home_network
from kneadwell.web.certificates import Certified, certified
from kneadwell.web.home_network import Listener, NoHomeNetworkError
from kneadwell.web.local import now_here
from kneadwell.web.worker import end_with_parent, listener

_STOPS_WITHIN_S = 5


class HomeServer:
    """Answers phones over HTTPS, and begins again when address or certificate change.

    It is a second listener of the same application and not a way through the first
    one: so an answer to a phone is HTTPS from end to end, and what goes wrong with a
    network leaves the pages of this computer alone.
    """

    def __init__(
        self, folder: Path, port: int, announce: Callable[[str], None]
    ) -> None:
        """Make ready what it needs; nothing listens yet.

        Raises:
            CertificateError: No certificate can be made.
        """
        self.port = port
        self._folder, self._announce = folder, announce
        self._turn = threading.Lock()
        self._is_over = False
        self._serves: tuple[Listener, Certified] | None = None
        # Spawned, since a process with threads must not be forked.
        self.process = multiprocessing.get_context("spawn").Process()
        self._wanted()

    def look_after(self) -> None:
        """See to it that phones are answered where this computer is now.

        Raises:
            CertificateError: No certificate can be made.
        """
        with self._turn:
            wanted = None if self._is_over else self._wanted()
            if wanted is None or (wanted == self._serves and self.process.is_alive()):
                return
            self._end()
            self._begin(*wanted)

    def stop(self) -> None:
        """Answer no phone any more."""
        with self._turn:
            self._is_over = True
            self._end()
            home_network.forget(self._folder)

    def _wanted(self) -> tuple[Listener, Certified] | None:
        """Return what to serve; None while this computer is in no network."""
        try:
            address = home_network.address_here()
        except NoHomeNetworkError:
            return None
        names = home_network.names_here()
        return (
            Listener(str(address), self.port, names),
            certified(self._folder, (address,), names, now_here()),
        )

    def _begin(self, where: Listener, shown: Certified) -> None:
        self.process = multiprocessing.get_context("spawn").Process(
            target=_answer_phones, args=(where, shown), name="kneadwell-home"
        )
        self.process.start()
        home_network.keep(self._folder, where)
        self._serves = where, shown
        self._announce(f"Phones in your home find it at {where.url}/")

    def _end(self) -> None:
        if not self.process.is_alive():
            return
        self.process.terminate()
        self.process.join(_STOPS_WITHIN_S)
        self.process.kill()
        self.process.join()


def _answer_phones(where: Listener, shown: Certified) -> None:
    end_with_parent()
    hosts = (os.environ.get("KNEADWELL_HOSTS", ""), where.address, *where.names)
    os.environ["KNEADWELL_HOSTS"] = ",".join(filter(None, hosts))
    listener(where.address, where.port, shown.file).serve()
