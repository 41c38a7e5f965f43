"""What someone set of their calendar; a mistake keeps what was sent."""

import datetime as dt
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext, ngettext

from kneadwell.share import Quiet, Reminders
from kneadwell.web.calendars.models import (
    LONGEST_NAME,
    MINUTES_BEFORE,
    CalendarRecord,
)
from kneadwell.web.preferences.forms import YES_OR_NO, Mends
from kneadwell.web.words import Shown

_TIMES = ("quiet_begins", "quiet_ends")


@dataclass
class RemindersForm(Mends):
    """Whether and when the calendar rings."""

    standing: CalendarRecord = field(default_factory=CalendarRecord)
    minutes_before: int = 0
    """What was chosen, also while nothing rings."""

    def read(self) -> Reminders | None:
        """Return what was set, or None with `errors`."""
        rings, minutes = self.text("rings"), self.text("minutes_before")
        if rings not in YES_OR_NO:
            self.refuse("rings", gettext("Reminders: choose on or off."))
        if minutes not in map(str, MINUTES_BEFORE):
            self.refuse("minutes_before", gettext("When: choose one of these."))
        begins, ends = (self._time(name) for name in _TIMES)
        if self.errors or begins is None or ends is None:
            return None
        self.minutes_before = int(minutes)
        wanted = self.minutes_before if rings == "yes" else None
        return Reminders(wanted, Quiet(begins, ends))

    def shown(self) -> Shown:
        """Return the form as its page reads it."""
        on_off = {"yes": gettext("On"), "no": gettext("Off")}
        return {
            "rings": self._row(
                "rings",
                gettext("Reminders"),
                gettext("Your calendar rings before a session. We send nothing else."),
                on_off,
            ),
            "minutes_before": self._row(
                "minutes_before",
                gettext("When"),
                gettext("How long before a session it rings."),
                {str(minutes): _before(minutes) for minutes in MINUTES_BEFORE},
            ),
            "times": [
                {"name": name, "label": label, "value": self._value(name)}
                for name, label in _time_names().items()
            ],
            "errors": self.errors,
            "wrong": {error["field"] for error in self.errors},
        }

    def _time(self, name: str) -> dt.time | None:
        found = re.fullmatch(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])", self.text(name))
        if found is None:
            message = gettext("%s: write a time, like 22:00.") % _time_names()[name]
            self.refuse(name, message)
            return None
        return dt.time(int(found[1]), int(found[2]))

    def _row(
        self, name: str, legend: str, tells: str, choices: dict[str, str]
    ) -> Shown:
        chosen = self._value(name)
        return {
            "name": name,
            "legend": legend,
            "tells": tells,
            "choices": [
                {"value": value, "label": label, "says": "", "checked": value == chosen}
                for value, label in choices.items()
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


@dataclass
class NameForm(Mends):
    """What a calendar program is called."""

    def read(self) -> str | None:
        """Return the name, or None with `errors`."""
        name = " ".join(self.text("name").split())
        if not name or not name.isprintable():
            message = gettext("Write which program it is for, like: my phone.")
            self.refuse("name", message)
        elif len(name) > LONGEST_NAME:
            self.refuse("name", gettext("The name is too long. Write it shorter."))
        return None if self.errors else name


def _time_names() -> dict[str, str]:
    return {
        "quiet_begins": gettext("Quiet from"),
        "quiet_ends": gettext("Quiet until"),
    }


def _before(minutes: int) -> str:
    if not minutes:
        return gettext("At its start")
    return ngettext("%d minute", "%d minutes", minutes) % minutes
