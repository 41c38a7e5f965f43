"""What was confirmed is there after the worst end a writer or a database can have."""

import os
import random
import threading
import time
from pathlib import Path

import pytest

from tests.effort import IS_LONG
from tests.storage.conftest import WORKS, Installation
from tests.storage.on_postgresql import SETTING
from tests.storage.postgresql import running

KILLS = 200 if IS_LONG else 8


@pytest.mark.hazard("H-13")
def test_a_confirmed_entry_survives_a_killed_writer(
    installation: Installation,
) -> None:
    (told,) = installation.run(WORKS, "keep_until_killed", KILLS)

    confirmed, kept = (int(part.split()[1]) for part in told.split(","))
    assert KILLS <= confirmed <= kept


@pytest.mark.hazard("H-13")
@pytest.mark.skipif(SETTING not in os.environ, reason="SQLite has no server to kill")
def test_a_confirmed_entry_survives_a_killed_database(tmp_path: Path) -> None:
    dice = random.Random(7)  # noqa: S311 - moments, no secrets
    with running() as server:
        installation = Installation(
            tmp_path / "data", server.make_database("kneadwell")
        )
        writer, confirmed = installation.start(WORKS, "keep_and_tell"), list[str]()
        listener = threading.Thread(
            target=lambda: confirmed.extend(map(str.strip, writer.stdout))
        )
        listener.start()
        for _ in range(KILLS):
            before = len(confirmed)
            while len(confirmed) == before:
                time.sleep(0.01)
            time.sleep(dice.uniform(0, 0.05))
            server.kill()
            server.start()
        writer.kill()
        listener.join()
        writer.wait()

        server.check("kneadwell")
        kept = set(installation.run(WORKS, "look"))
    assert len(confirmed) >= KILLS
    assert set(confirmed) <= kept
