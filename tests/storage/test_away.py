"""A database that is busy or away: said plainly, and over when it is over."""

import os
from pathlib import Path
from uuid import UUID

import pytest

from tests.storage.conftest import WORKS, Installation
from tests.storage.full_disk import Browser
from tests.storage.on_postgresql import SETTING
from tests.storage.postgresql import running


def test_a_write_that_waited_too_long_is_handed_back(
    installation: Installation,
) -> None:
    page, letter, after = installation.run(WORKS, "write_while_locked")

    assert page == "503 Retry-After 5: typed words are on the page True"
    assert letter == "503 Retry-After 5: ['problem']"
    assert after == "302"


@pytest.mark.skipif(SETTING not in os.environ, reason="SQLite has no server")
def test_help_stays_while_the_server_is_gone_and_all_is_back_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running() as server:
        monkeypatch.setenv(SETTING, server.make_database("kneadwell"))
        house = Browser(tmp_path / "data")
        house.enter()
        server.kill()

        assert "cannot be reached" in house.get("/")
        assert "emergency" in house.get("/help-now/")
        status, page = house.note(UUID(int=1), "typed words")
        assert (status, "typed words" in page) == (503, True)

        server.start()
        assert house.note(UUID(int=1), "typed words")[0] == 302
        assert "typed words" in house.get("/diary/")
        house.kill()
