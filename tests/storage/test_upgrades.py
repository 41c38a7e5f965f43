"""Every row of every earlier state of the tables, after the way up to today's."""

import pytest

from tests.storage.conftest import Installation


@pytest.mark.hazard("H-16")
def test_rows_from_every_earlier_state_are_all_there(
    installation: Installation,
) -> None:
    installation.folder.mkdir()

    told = installation.run("tests.storage.upgrade")

    steps, (_, _, rows) = told[:-1], told[-1].split()
    assert "diary 0001_initial" in steps
    assert int(rows) > len(steps)
