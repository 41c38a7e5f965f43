"""Read settings from the environment, loudly: an odd value stops the start."""

import os
import re
import sys
import zoneinfo
from collections.abc import Container
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from kneadwell.vocabulary import KneadwellError


class SettingError(KneadwellError, ImproperlyConfigured):
    """A variable of the environment has a value that cannot be meant."""


def text(name: str, default: str) -> str:
    """Return ``KNEADWELL_<name>``, or `default` when it is not set.

    Raises:
        SettingError: The variable is there and empty.
    """
    value = os.environ.get(f"KNEADWELL_{name}", default)
    if not value and default:
        message = f"KNEADWELL_{name} is empty; give it a value or unset it"
        raise SettingError(message)
    return value


def is_set(name: str) -> bool:
    """Return whether ``KNEADWELL_<name>`` is there and says something."""
    return bool(os.environ.get(f"KNEADWELL_{name}"))


def yes(name: str, *, default: bool) -> bool:
    """Return a yes-or-no setting; anything else is refused.

    Raises:
        SettingError: The value is neither ``yes`` nor ``no``.
    """
    value = text(name, "yes" if default else "no")
    if value not in {"yes", "no"}:
        message = f"KNEADWELL_{name} is {value!r}; write yes or no"
        raise SettingError(message)
    return value == "yes"


def names(name: str) -> list[str]:
    """Return the names of a list divided by commas, none when it is not set."""
    listed = (part.strip() for part in text(name, "").split(","))
    return [part for part in listed if part]


def folder(name: str) -> Path:
    """Return the folder of the person's data: the given one, or this machine's usual.

    Raises:
        SettingError: The path is not absolute, so its place would hang on
            where the program was started.
    """
    path = Path(text(name, str(_usual_data_folder()))).expanduser()
    if not path.is_absolute():
        message = f"KNEADWELL_{name} is {str(path)!r}; write the whole path"
        raise SettingError(message)
    return path


def postgresql(name: str) -> dict[str, Any] | None:
    """Return how Django reaches the given PostgreSQL database; None when not set.

    What the address leaves out, libpq finds as usual: user, socket, password file.
    The value holds a password, so no message repeats it.

    Raises:
        SettingError: It is no such address, or the part that speaks to PostgreSQL
            is not installed.
    """
    address = text(name, "")
    if not address:
        return None
    try:
        from psycopg import ProgrammingError  # noqa: PLC0415 - most do without
        from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415
    except ImportError as error:
        message = (
            f"KNEADWELL_{name} needs the part that speaks to PostgreSQL; "
            "install kneadwell[postgresql]"
        )
        raise SettingError(message) from error
    try:
        told = conninfo_to_dict(address)
    except ProgrammingError:
        told = {}
    is_one = address.startswith(("postgresql://", "postgres://"))
    if not is_one or not told.get("dbname"):
        message = (
            f"KNEADWELL_{name} is no address of a PostgreSQL database; "
            "write it like postgresql://user:password@host:5432/name"
        )
        raise SettingError(message)
    return {
        "NAME": told.pop("dbname"),
        "USER": told.pop("user", ""),
        "PASSWORD": told.pop("password", ""),
        "HOST": told.pop("host", ""),
        "PORT": told.pop("port", ""),
        "OPTIONS": told,
    }


def time_zone() -> str:
    """Return the name of this machine's time zone, or ``UTC`` when it has none.

    Django sets the process to the zone it is told, so the machine's own has to be
    found first: the diary keeps the local time of each entry.
    """
    if "TZ" in os.environ:
        return os.environ["TZ"].removeprefix(":") or "UTC"
    _, found, zone = str(Path("/etc/localtime").resolve()).rpartition("/zoneinfo/")
    return zone if found else "UTC"


def country(known: Container[str]) -> str | None:
    """Return the country whose telephone numbers are shown, as its two letters.

    ``KNEADWELL_COUNTRY`` wins. Without it the machine's locale is asked, and believed
    unless the machine's clock lives in another country: many a machine speaks
    American English far from America, and a wrong number is worse than none.

    Raises:
        SettingError: The chosen country is not among the `known` ones.
    """
    if chosen := text("COUNTRY", "").upper():
        if chosen not in known:
            message = (
                f"KNEADWELL_COUNTRY is {chosen!r}, and we know no numbers for it; "
                "set KNEADWELL_EMERGENCY and KNEADWELL_ADVICE in its place"
            )
            raise SettingError(message)
        return chosen
    locales = (os.environ.get(name) for name in ("LC_ALL", "LC_TELEPHONE", "LANG"))
    told = re.match(r"[a-z]+_([A-Z]{2})\b", next(filter(None, locales), ""))
    if told is None or _countries_of(time_zone()) - {told[1]}:
        return None
    return told[1]


def _countries_of(zone: str) -> set[str]:
    """Return the countries of a time zone; none for UTC and for another name of one."""
    for folder in zoneinfo.TZPATH:
        table = Path(folder) / "zone.tab"
        if table.is_file():
            rows = (row.split("\t") for row in table.read_text("utf-8").splitlines())
            return {row[0] for row in rows if row[2:3] == [zone]}
    return set()


def _usual_data_folder() -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "kneadwell"
    shared = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(shared) / "kneadwell"
