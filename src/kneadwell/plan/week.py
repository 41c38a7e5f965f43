"""A week, its days, and the parts of a day."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kneadwell.vocabulary import KneadwellError

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WRITTEN = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)


class Slot(StrEnum):
    """A part of the day that may be free for a session, the earliest first."""

    MORNING = "morning"
    MIDDAY = "midday"
    EVENING = "evening"
    BEDTIME = "bedtime"

    @property
    def order(self) -> int:
        """0 for the first of the day."""
        return list(Slot).index(self)


USUAL_STARTS: Mapping[Slot, dt.time] = {
    Slot.MORNING: dt.time(8),
    Slot.MIDDAY: dt.time(13),
    Slot.EVENING: dt.time(18),
    Slot.BEDTIME: dt.time(21, 30),
}
"""When each slot begins, local time, unless the person says otherwise."""


class WeekError(KneadwellError):
    """A text names no week."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            f"“{text}” is not a week. Write its year and its number, like 2026-W49."
        )


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """A week from Monday to Sunday, numbered as ISO 8601 does.

    >>> str(Week.parse("2026-W49")), Week.parse("2026-W49").days[0].isoformat()
    ('2026-W49', '2026-11-30')
    """

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Week":
        """Read a week as ISO 8601 writes it.

        Raises:
            WeekError: There is no such week.
        """
        written = _WRITTEN.fullmatch(text)
        try:
            if written is None:
                raise WeekError(text)
            year, number = int(written[1]), int(written[2])
            dt.date.fromisocalendar(year, number, 7)
        except ValueError as error:
            raise WeekError(text) from error
        return cls(year, number)

    @classmethod
    def of(cls, day: dt.date) -> "Week":
        """Return the week that `day` is in."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @property
    def days(self) -> tuple[dt.date, ...]:
        """Its seven days, Monday first."""
        return tuple(
            dt.date.fromisocalendar(self.year, self.number, day) for day in range(1, 8)
        )

    def __str__(self) -> str:
        return f"{self.year:04}-W{self.number:02}"


@dataclass(frozen=True, slots=True)
class Sitting:
    """A slot of one day: when a session may be."""

    day: dt.date
    slot: Slot

    def __lt__(self, other: "Sitting") -> bool:
        return (self.day, self.slot.order) < (other.day, other.slot.order)

    def starts(self, starts: Mapping[Slot, dt.time] = USUAL_STARTS) -> dt.datetime:
        """Return when it begins, local time without an offset."""
        return dt.datetime.combine(self.day, starts[self.slot])

    def __str__(self) -> str:
        return f"{self.day.isoformat()} {self.slot}"
