"""The real server on a data folder, as a process that can be killed."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

_SERVE = """
import sys
from pathlib import Path
from kneadwell.vocabulary import KneadwellError
from kneadwell.web.server import serve
port, folder = sys.argv[1:]
try:
    serve("127.0.0.1", int(port), Path(folder), lambda line: print(line, flush=True))
except KneadwellError as error:
    sys.exit(str(error))
"""


class _StayHere(urllib.request.HTTPRedirectHandler):
    """Show a redirect instead of following it."""

    def redirect_request(self, *_: object) -> None:
        return None


class House:
    """A server that runs between `start` and `kill`, always on the same port."""

    def __init__(self, folder: Path) -> None:
        with contextlib.closing(socket.socket()) as trial:
            trial.bind(("127.0.0.1", 0))
            self.port: int = trial.getsockname()[1]
        self.folder = folder
        self.process: subprocess.Popen[str] | None = None
        self._browser = urllib.request.build_opener(
            _StayHere, urllib.request.HTTPCookieProcessor(CookieJar())
        )

    def start(self) -> str:
        """Start, and return the link once pages are answered."""
        command = [sys.executable, "-c", _SERVE, str(self.port), str(self.folder)]
        self.process = subprocess.Popen(  # noqa: S603 - our own program
            command,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout
        line = self.process.stdout.readline()
        link = re.search(r"http://localhost:\d+(/enter/\S+)", line)
        assert link, line
        return link[1]

    def kill(self) -> None:
        """Kill every process of the server at once."""
        assert self.process
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def get(self, path: str) -> str:
        """Return the page at `path`."""
        return self._send(urllib.request.Request(self._url(path)))[1]  # noqa: S310

    def post(self, path: str, body: bytes, kind: str, token: str = "") -> str | None:
        """Return where a post led, or its body; None when it was not confirmed."""
        headers = {"Content-Type": kind, "X-CSRFToken": token}
        request = urllib.request.Request(self._url(path), body, headers)  # noqa: S310
        status, text = self._send(request)
        return text if 200 <= status < 400 else None

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def _send(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self._browser.open(request, timeout=10) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers.get(
                "Location", ""
            ) or error.read().decode()
