"""Whom to call: emergency numbers and advice lines by country."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from kneadwell.vocabulary import Text, in_language

UNKNOWN_EMERGENCY = "your emergency number"
UNKNOWN_ADVICE = "your local health advice line"


@dataclass(frozen=True, slots=True)
class Lines:
    """The telephone lines of a country.

    Attributes:
        where: Where they serve, in words that fit after "the numbers for …".
        emergency: The number that brings an ambulance, from any phone.
        sources: Pages that name the numbers.
        advice: Who answers when it is no emergency, in words that fit after "Call
            your doctor or …". None where no one line serves the whole country.
    """

    where: Text
    emergency: str
    sources: tuple[str, ...]
    advice: Text | None = None


_TABLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def _read() -> dict[str, Lines]:
    return {
        country: Lines(
            row["where"], row["emergency"], tuple(row["sources"]), row.get("advice")
        )
        for row in _TABLE["lines"]
        for country in row["countries"]
    }


LINES = _read()
"""By the two letters of the country. One that is not here gets words, no number."""
COUNTRIES: dict[str, Text] = {name: _TABLE["names"][name] for name in LINES}
"""Their names, to choose from."""


def emergency_in(country: str | None) -> str:
    """Return the emergency number of a country, or words where it is not known."""
    return LINES[country].emergency if country in LINES else UNKNOWN_EMERGENCY


def advice_in(country: str | None) -> str:
    """Return the advice line of a country, or words where there is none."""
    advice = LINES[country].advice if country in LINES else None
    return in_language(advice) if advice else UNKNOWN_ADVICE


def dialled(line: str) -> str | None:
    """Return what a telephone dials for `line`; None unless it holds one number.

    >>> dialled("healthdirect, 1800 022 222"), dialled("911 or 112"), dialled("NHS 111")
    ('1800022222', None, '111')
    """
    found = re.findall(r"[+*#]?\d(?:[ ()/-]*\d)*", line)
    return re.sub(r"[^\d+*#]", "", found[0]) if len(found) == 1 else None
