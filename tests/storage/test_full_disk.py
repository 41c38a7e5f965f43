"""A disk that is really full: nothing half-written, said plainly, and mended."""

import os
import subprocess

import pytest

from tests.storage.conftest import Installation
from tests.storage.on_postgresql import SETTING

OWN_MOUNTS = ["unshare", "--mount"] + ["--map-root-user"] * (os.geteuid() != 0)


def may_mount() -> bool:
    trial = [*OWN_MOUNTS, "mount", "-t", "tmpfs", "tmpfs", "/tmp"]  # noqa: S108
    try:
        tried = subprocess.run(trial, check=False, capture_output=True)  # noqa: S603
    except FileNotFoundError:
        return False
    return tried.returncode == 0


@pytest.mark.hazard("H-13")
@pytest.mark.parametrize("rows", ["sqlite", "postgresql"])
def test_a_full_disk_keeps_nothing_by_halves_and_is_said_plainly(
    installation: Installation, rows: str
) -> None:
    if (rows == "postgresql") != (SETTING in os.environ):
        pytest.skip("the other run does it")
    if not may_mount():
        pytest.skip("NO SMALL DISK: this machine lets nobody mount one.")
    if rows == "postgresql" and os.geteuid() != 0:
        pytest.skip("NO SMALL DISK: its server has to be somebody else than its mount.")

    (told,) = installation.run("tests.storage.full_disk", rows, before=OWN_MOUNTS)

    assert int(told.split()[1]) > 0
