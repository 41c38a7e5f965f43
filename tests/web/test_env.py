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


@pytest.fixture
def locale(monkeypatch: Environment) -> Environment:
    """A machine that tells no country."""
    for name in ("KNEADWELL_COUNTRY", "LC_ALL", "LC_TELEPHONE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TZ", "UTC")
    return monkeypatch


KNOWN = {"DE", "GB", "US"}


@pytest.mark.parametrize(
    ("told", "zone", "country"),
    [
        ({"LANG": "en_GB.UTF-8"}, "UTC", "GB"),
        ({"LANG": "en_GB.UTF-8"}, "Europe/London", "GB"),
        ({"LANG": "en_US.UTF-8", "LC_TELEPHONE": "de_DE"}, "Europe/Berlin", "DE"),
        ({"LC_ALL": "de_DE.UTF-8", "LANG": "en_GB.UTF-8"}, "UTC", "DE"),
        ({"LANG": "C.UTF-8"}, "UTC", None),
        ({}, "UTC", None),
    ],
)
def test_the_country_follows_the_locale(
    locale: Environment, told: dict[str, str], zone: str, country: str | None
) -> None:
    locale.setenv("TZ", zone)
    for name, value in told.items():
        locale.setenv(name, value)

    assert env.country(KNOWN) == country


@pytest.mark.hazard("H-61")
def test_a_locale_far_from_the_clock_is_not_believed(locale: Environment) -> None:
    locale.setenv("LANG", "en_US.UTF-8")
    locale.setenv("TZ", "Africa/Nairobi")

    assert env.country(KNOWN) is None


def test_a_chosen_country_wins(locale: Environment) -> None:
    locale.setenv("LANG", "en_US.UTF-8")
    locale.setenv("KNEADWELL_COUNTRY", "gb")

    assert env.country(KNOWN) == "GB"


def test_a_chosen_country_without_numbers_stops_the_start(locale: Environment) -> None:
    locale.setenv("KNEADWELL_COUNTRY", "XX")

    with pytest.raises(ImproperlyConfigured, match="KNEADWELL_EMERGENCY"):
        env.country(KNOWN)
