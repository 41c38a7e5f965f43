"""Runs tests on PostgreSQL: ``pytest -p tests.storage.on_postgresql tests/storage``."""

import os
from collections.abc import Iterator

import pytest

from tests.storage.postgresql import running

SETTING = "KNEADWELL_DATABASE"


# Around everything else: the settings are read in there.
@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    # The workers of xdist inherit the setting, and with it the server.
    if SETTING not in os.environ:
        started = running(is_durable=False)
        server = started.__enter__()
        os.environ[SETTING] = server.make_database("kneadwell")
        _STARTED.append(started)
    return (yield)


def pytest_unconfigure() -> None:
    while _STARTED:
        _STARTED.pop().__exit__(None, None, None)


_STARTED = []
