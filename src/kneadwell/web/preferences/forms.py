"""What someone set, as a value; a mistake keeps what was sent."""

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext

from kneadwell.web import numbers
from kneadwell.web.lines import chosen
from kneadwell.web.preferences.models import (
    LONGEST_NUMBER,
    PRESS_APART_MS,
    START_DELAYS_S,
    TEXT_SIZES,
    Captions,
    Preferences,
    Skin,
    Theme,
    Voice,
)
from kneadwell.web.preferences.shown import Row, rows, slot_names
from kneadwell.web.preferences.store import Letter
from kneadwell.web.words import Shown, line_text, words

YES_OR_NO = ("yes", "no")
SLOTS = ("morning", "midday", "evening", "bedtime")
SENSES = ("heard", "seen", "felt")

_ALLOWED: Mapping[str, tuple[str, ...]] = {
    "text_size": tuple(map(str, TEXT_SIZES)),
    "theme": tuple(Theme.values),
    "skin": tuple(Skin.values),
    "captions": tuple(Captions.values),
    "voice": tuple(Voice.values),
    "tones": YES_OR_NO,
    "vibration": YES_OR_NO,
    "flash": YES_OR_NO,
    "press_apart_ms": tuple(map(str, PRESS_APART_MS)),
    "start_delay_s": tuple(map(str, START_DELAYS_S)),
    "language": tuple(code for code, _ in settings.LANGUAGES),
}
"""What may be chosen, by field."""


@dataclass
class Mends:
    """What was sent, and what is the matter with it."""

    sent: QueryDict | None = None
    errors: list[dict[str, str]] = field(default_factory=list, init=False)

    def text(self, name: str) -> str:
        """Return what was sent for a field, without space around it."""
        return (self.sent.get(name, "") if self.sent is not None else "").strip()

    def refuse(self, name: str, message: str) -> None:
        """Note what is the matter with a field."""
        self.errors.append({"field": name, "message": message})


@dataclass
class PreferencesForm(Mends):
    """All settings at once."""

    standing: Preferences = field(default_factory=Preferences)

    def read(self) -> Preferences | None:
        """Return what was set, or None with `errors`."""
        said = {name: self._choice(name) for name in _ALLOWED}
        times = {name: self._time(name) for name in SLOTS}
        begins = [time for time in times.values() if time]
        if len(begins) == len(SLOTS) and begins != sorted(set(begins)):
            message = gettext("Each time must be later than the one before it.")
            self.refuse("slots", message)
        country, number = self._country(), self._number()
        if self.errors:
            return None
        return Preferences(
            country=country,
            emergency_number=number,
            **{name: _as_kept(name, value) for name, value in said.items()},
            **times,
        )

    def letter(self) -> Letter | None:
        """Return which letter of its page this is, if the page says so."""
        page, turn = self.text("page"), self.text("turn")
        if not re.fullmatch(r"[0-9]{1,6}", turn):
            return None
        try:
            return Letter(uuid.UUID(page), int(turn))
        except ValueError:
            return None

    def shown(self) -> Shown:
        """Return the form as its page reads it."""
        return {
            "rows": {name: self._row(name, row) for name, row in rows().items()},
            "slots": [
                {"name": name, "label": label, "value": self._value(name)}
                for name, label in slot_names().items()
            ],
            "call": self._call(),
            "errors": self.errors,
            "wrong": {error["field"] for error in self.errors},
        }

    def _choice(self, name: str) -> str:
        said = self.text(name)
        if said not in _ALLOWED[name]:
            message = gettext("%s: choose one of these.") % rows()[name].legend
            self.refuse(name, message)
        return said

    def _time(self, name: str) -> dt.time | None:
        found = re.fullmatch(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])", self.text(name))
        if found is None:
            message = gettext("%s: write a time, like 8:00.") % slot_names()[name]
            self.refuse(name, message)
            return None
        return dt.time(int(found[1]), int(found[2]))

    def _country(self) -> str:
        """Return the chosen country; the standing one where nobody may choose."""
        if settings.COUNTRY_IS_FIXED:
            return self.standing.country
        said = self.text("country")
        if said and said not in numbers.COUNTRIES:
            self.refuse("country", gettext("Choose a country of this list."))
        return said

    def _number(self) -> str:
        """Return the typed number; the standing one where nobody may choose."""
        if settings.EMERGENCY_IS_FIXED:
            return self.standing.emergency_number
        said = self.text("emergency_number")
        if said and (
            len(said) > LONGEST_NUMBER
            or not re.fullmatch(r"[0-9 ()/+*#-]+", said)
            or numbers.dialled(said) is None
            or sum(map(str.isdigit, said)) < 2
        ):
            message = gettext("Write one number to dial, like 112 or 020 1234567.")
            self.refuse("emergency_number", message)
        return said

    def _row(self, name: str, row: Row) -> Shown:
        checked = self._value(name)
        return {
            "name": name,
            "legend": row.legend,
            "tells": row.tells,
            "choices": [
                {"value": v, "label": label, "says": says, "checked": v == checked}
                for v, (label, says) in row.choices.items()
            ],
        }

    def _value(self, name: str) -> str:
        """Return what stands in a field: what was sent, else what was set."""
        if self.sent is not None:
            return self.text(name)
        value = getattr(self.standing, name)
        if isinstance(value, bool):
            return "yes" if value else "no"
        return value.strftime("%H:%M") if isinstance(value, dt.time) else str(value)

    def _call(self) -> Shown:
        """Return whom to call, and who may change that."""
        country = self._value("country")
        now = chosen(self.standing.country, self.standing.emergency_number)
        names = {code: words(name) for code, name in numbers.COUNTRIES.items()}
        return {
            "now": line_text(now.emergency),
            "dial": numbers.dialled(now.emergency),
            "advice": line_text(now.advice),
            "usual": gettext("As this computer says: %s") % names[settings.COUNTRY]
            if settings.COUNTRY in names
            else gettext("Not chosen yet"),
            "country_is_fixed": settings.COUNTRY_IS_FIXED,
            "number_is_fixed": settings.EMERGENCY_IS_FIXED,
            "number": self._value("emergency_number"),
            "most": LONGEST_NUMBER,
            "countries": [
                {
                    "value": code,
                    "label": f"{name}: {numbers.emergency_in(code)}",
                    "checked": code == country,
                }
                for code, name in sorted(names.items(), key=lambda named: named[1])
            ],
        }


@dataclass
class SensesForm(Mends):
    """What someone heard, saw and felt of this device."""

    def read(self) -> dict[str, bool] | None:
        """Return what was noticed, or None with `errors`."""
        questions = {
            "heard": gettext("Did you hear it? Say yes or no."),
            "seen": gettext("Did you see it? Say yes or no."),
            "felt": gettext("Did you feel it? Say yes or no."),
        }
        for name, question in questions.items():
            if self.text(name) not in YES_OR_NO:
                self.refuse(name, question)
        if self.errors:
            return None
        return {name: self.text(name) == "yes" for name in SENSES}


def _as_kept(name: str, value: str) -> str | int | bool:
    if _ALLOWED[name] is YES_OR_NO:
        return value == "yes"
    return int(value) if value.isdecimal() else value
