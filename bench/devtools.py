"""Chromium as it behaves when nobody holds its pages in sight.

A browser that a test drives is told that every page is seen. This one is only asked:
a page behind another one is hidden, and gets as few timers as any hidden page.
"""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

ANSWERS_WITHIN_S = 60
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--no-first-run",
    "--mute-audio",
    "--window-size=390,844",
    "--remote-debugging-pipe",
    # A hidden page gets one timer a minute after 5 minutes. Here it does at once.
    "--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/10",
)

# Chromium reads its orders from 3 and answers on 4.
_HAND_OVER = """
import os, sys
for wanted in 3, 4: os.dup2(int(sys.argv[1]), wanted)
os.execv(sys.argv[2], sys.argv[2:])
"""

_HOG = "while True: pass"


class Chromium:
    """A browser of its own.

    Raises:
        TimeoutError: An order was not answered, or a page did not come, in a minute.
        ConnectionError: It ended.
        RuntimeError: An order was refused, or a script failed.
    """

    def __init__(self, pipe: socket.socket, process: subprocess.Popen[bytes]) -> None:
        self._pipe = pipe
        self._process = process
        self._read = b""
        self._orders = 0

    def send(
        self, method: str, session: str | None = None, **params: object
    ) -> dict[str, Any]:
        """Give an order, and return what was answered; news in between are dropped."""
        self._orders += 1
        order: dict[str, object] = {
            "id": self._orders,
            "method": method,
            "params": params,
        }
        if session:
            order["sessionId"] = session
        self._pipe.sendall(json.dumps(order).encode() + b"\0")
        while (answer := self._next()).get("id") != self._orders:
            pass
        if "error" in answer:
            message = f"{method}: {answer['error']['message']}"
            raise RuntimeError(message)
        found: dict[str, Any] = answer["result"]
        return found

    def tab(self) -> "Tab":
        """Open an empty page in front of all others."""
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self.send("Target.activateTarget", targetId=target)
        return Tab(self, target)

    @contextmanager
    def asleep(self) -> Iterator[None]:
        """Let no process of it run, as on a device that sleeps."""
        group = os.getpgid(self._process.pid)
        os.killpg(group, signal.SIGSTOP)
        yield
        os.killpg(group, signal.SIGCONT)

    @contextmanager
    def crowded(self, rate: int) -> Iterator[None]:
        """Leave the main thread of each page one part in `rate` of a core.

        Throttling by the tools ends when they leave a page alone; this does not.
        """
        core = {max(os.sched_getaffinity(0))}
        # A kernel may share a core by sessions first, so each has one of its own.
        hogs = [
            subprocess.Popen([sys.executable, "-c", _HOG], start_new_session=True)  # noqa: S603 - ours
            for _ in range(rate - 1)
        ]
        # The number of a process is also that of its main thread alone.
        for thread in [*self._renderers(), *(hog.pid for hog in hogs)]:
            os.sched_setaffinity(thread, core)
        try:
            yield
        finally:
            for hog in hogs:
                hog.kill()
                hog.wait()

    def _renderers(self) -> list[int]:
        found = self.send("SystemInfo.getProcessInfo")["processInfo"]
        return [one["id"] for one in found if one["type"] == "renderer"]

    def _next(self) -> dict[str, Any]:
        deadline = time.monotonic() + ANSWERS_WITHIN_S
        while b"\0" not in self._read:
            left_s = max(0, deadline - time.monotonic())
            if not select.select([self._pipe], [], [], left_s)[0]:
                raise TimeoutError
            news = self._pipe.recv(1 << 16)
            if not news:
                raise ConnectionError
            self._read += news
        text, self._read = self._read.split(b"\0", 1)
        found: dict[str, Any] = json.loads(text)
        return found


class Tab:
    """One page of it."""

    def __init__(self, browser: Chromium, target: str) -> None:
        self._browser = browser
        self._target = target
        self._session = ""
        self.watch()

    def watch(self) -> None:
        """Come back to a page that was left alone."""
        self._session = self._browser.send(
            "Target.attachToTarget", targetId=self._target, flatten=True
        )["sessionId"]

    def leave_alone(self) -> None:
        """Let it run as if nobody had tools open for it."""
        self._browser.send("Target.detachFromTarget", sessionId=self._session)

    def send(self, method: str, **params: object) -> dict[str, Any]:
        """Give an order for this page."""
        return self._browser.send(method, self._session, **params)

    def open(self, url: str) -> None:
        """Go to a page, and return when it has come with all its parts."""
        self.send("Page.navigate", url=url)
        deadline = time.monotonic() + ANSWERS_WITHIN_S
        while self.ask("location.href + document.readyState") != f"{url}complete":
            if time.monotonic() > deadline:
                raise TimeoutError(url)
            time.sleep(0.1)

    def ask(self, script: str) -> Any:  # noqa: ANN401 - what a page can say
        """Return the value of an expression."""
        found = self.send("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in found:
            raise RuntimeError(found["result"].get("description", script))
        return found["result"].get("value")

    def press(self, x: int, y: int) -> None:
        """Press once, as a finger does."""
        for kind in ("mousePressed", "mouseReleased"):
            self.send(
                "Input.dispatchMouseEvent",
                type=kind,
                x=x,
                y=y,
                button="left",
                clickCount=1,
            )


def chromium_path() -> str:
    """Return where a Chromium is; one is installed if need be."""
    return subprocess.check_output(["tools/chromium.sh"], text=True).strip()  # noqa: S607


@contextmanager
def chromium() -> Iterator[Chromium]:
    """Start a browser, and end it."""
    ours, theirs = socket.socketpair()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        hand_over = [
            sys.executable,
            "-c",
            _HAND_OVER,
            str(theirs.fileno()),
            chromium_path(),
        ]
        process = subprocess.Popen(  # noqa: S603 - commands of ours
            [*hand_over, *FLAGS, f"--user-data-dir={profile}"],
            pass_fds=[theirs.fileno()],
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()
        try:
            yield Chromium(ours, process)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            ours.close()
