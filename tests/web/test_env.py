import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from kneadwell.web import env

Environment = pytest.MonkeyPatch


@pytest.mark.parametrize("value", ["maybe", "YES", "1", ""])
def test_an_odd_yes_or_no_stops_the_start(monkeypatch: Environment, value: str) -> None:
    monkeypatch.setenv("KNEADWELL_DEBUG", value)

    with pytest.raises(ImproperlyConfigured, match="KNEADWELL_DEBUG"):
        env.yes("DEBUG", default=False)


def test_a_folder_needs_its_whole_path(monkeypatch: Environment) -> None:
    monkeypatch.setenv("KNEADWELL_DATA", "here")

    with pytest.raises(ImproperlyConfigured, match="whole path"):
        env.folder("DATA")


@pytest.mark.skipif(sys.platform == "darwin", reason="another usual folder")
def test_the_usual_folder_follows_the_machine(
    monkeypatch: Environment, tmp_path: Path
) -> None:
    monkeypatch.delenv("KNEADWELL_DATA", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert env.folder("DATA") == tmp_path / "kneadwell"

    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", "/home/ada")
    assert env.folder("DATA") == Path("/home/ada/.local/share/kneadwell")


def test_more_hosts_are_divided_by_commas(monkeypatch: Environment) -> None:
    monkeypatch.setenv("KNEADWELL_HOSTS", "clinic.example, ,mill.local")

    assert env.names("HOSTS") == ["clinic.example", "mill.local"]


def test_the_zone_of_the_machine_is_kept(monkeypatch: Environment) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    assert env.time_zone() == "Europe/Berlin"

    monkeypatch.delenv("TZ")
    assert env.time_zone()
