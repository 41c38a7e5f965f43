"""Two at once on one installation."""

import pytest

from tests.storage.conftest import WORKS, Installation


@pytest.mark.hazard("H-13")
def test_one_entry_from_eight_writers_is_one_row_of_one_person(
    installation: Installation,
) -> None:
    installation.run(WORKS, "only_prepare")
    writers = [installation.start(WORKS, "keep_the_same") for _ in range(2)]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    told = [writer.communicate("begin\n", timeout=120)[0] for writer in writers]

    assert sorted("".join(told).split()) == [
        *("1", "1", "kept", *["known"] * 7, "people", "people"),
    ]
    assert len(installation.run(WORKS, "look")) == 1


def test_the_same_rating_from_four_writers_is_one_entry(
    installation: Installation,
) -> None:
    assert installation.run(WORKS, "rate_the_same") == ["ratings 1"]
