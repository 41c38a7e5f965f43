"""Kneadwell as people start it: a process of its own with a folder of its own."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.web.house import answer_all

KNEADWELL = Path(sys.executable).with_name("kneadwell")


class Server:
    """A server on a free port of this machine; its data outlives it."""

    def __init__(self, folder: Path, *options: str, **environment: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as trial:
            self.port: int = trial.getsockname()[1]
        self.folder, self.options, self.environment = folder, options, environment
        self.link = ""
        self.process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Return once pages are answered and the link is printed."""
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [
                *(KNEADWELL, "serve", "--port", str(self.port)),
                *("--data", self.folder, *self.options),
            ],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env=os.environ | self.environment,
        )
        assert self.process.stdout
        for line in self.process.stdout:
            if "http://" in line:
                self.link = line[line.index("http://") :].strip()
                return
        message = "kneadwell serve ended before it printed its link"
        raise AssertionError(message)

    def answer_all(self, **said: Any) -> None:
        """Put its person through all questions: no, but for what is said."""
        answer_all(self.folder, **said)

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.communicate()
            self.process = None

    def age_checks(self, hours: int) -> None:
        """Let every check be older than it is."""
        with closing(sqlite3.connect(self.folder / "kneadwell.sqlite3")) as rows, rows:
            rows.execute(
                "UPDATE sessions_sessionrecord SET checked_at ="
                " datetime(checked_at, ?) WHERE checked_at IS NOT NULL",
                (f"-{hours} hours",),
            )

    def count(self, table: str) -> int:
        """Return how many rows of a table were kept."""
        with closing(sqlite3.connect(self.folder / "kneadwell.sqlite3")) as rows:
            (number,) = rows.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
        return int(number)
