"""An installation of its own for each test, on the database that this run is on."""

import os
import subprocess
import sys
import uuid
from collections.abc import Sequence
from pathlib import Path

import psycopg
import pytest

from tests.storage.on_postgresql import SETTING

ROOT = Path(__file__).parents[2]
WORKS = "tests.storage.works"


class Installation:
    """A data folder and its rows, worked on by processes of their own."""

    def __init__(self, folder: Path, database: str | None) -> None:
        self.folder = folder
        paths = f"{ROOT}{os.pathsep}{ROOT / 'src'}"
        self._environment = os.environ | {"PYTHONPATH": paths}
        if database:
            self._environment[SETTING] = database

    def start(
        self, module: str, *told: object, before: Sequence[str] = ()
    ) -> subprocess.Popen[str]:
        """Start a program on the data folder in a new process."""
        words = (sys.executable, "-m", module, self.folder, *told)
        return subprocess.Popen(  # noqa: S603 - our own program
            [*before, *map(str, words)],
            env=self._environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, module: str, *told: object, before: Sequence[str] = ()) -> list[str]:
        """Let a program end, and return the lines that it printed."""
        process = self.start(module, *told, before=before)
        printed, _ = process.communicate(timeout=300)
        assert process.returncode == 0
        return printed.splitlines()


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """A new installation, with nothing in it."""
    shared = os.environ.get(SETTING)
    if shared is None:
        return Installation(tmp_path / "data", None)
    name = f"own_{uuid.uuid4().hex}"
    with psycopg.connect(shared, autocommit=True) as rows:
        rows.execute(f"CREATE DATABASE {name}".encode())
    return Installation(tmp_path / "data", shared.replace("/kneadwell?", f"/{name}?"))
