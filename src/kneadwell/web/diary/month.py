"""A month of the diary as a sheet of days."""

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from kneadwell.diary import Entry, SessionEntry
from kneadwell.web.diary.shown import is_wrong
from kneadwell.web.words import Shown

ByDate = Mapping[dt.date, tuple[Entry, ...]]


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One month of one year."""

    year: int
    number: int

    @classmethod
    def of(cls, date: dt.date) -> "Month":
        """Return the month of a day."""
        return cls(date.year, date.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read a month, like ``2026-11``.

        Raises:
            ValueError: It is none.
        """
        return cls.of(dt.date.fromisoformat(f"{text}-01"))

    @property
    def first(self) -> dt.date:
        """Its first day."""
        return dt.date(self.year, self.number, 1)

    def before(self) -> "Month":
        """Return the month before."""
        return Month.of(self.first - dt.timedelta(days=1))

    def after(self) -> "Month":
        """Return the month after."""
        return Month.of(self.first + dt.timedelta(days=31))

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


def span_of(by_date: ByDate, today: dt.date) -> tuple[Month, Month]:
    """Return the first and the last month that there are pages for.

    What nobody wrote down in the last month can still be written down.
    """
    first = min([today - dt.timedelta(days=31), *by_date])
    return Month.of(first), Month.of(max([today, *by_date]))


def month_shown(month: Month, by_date: ByDate, today: dt.date) -> Shown:
    """Return a month with its days, Monday first, and the months around it."""
    blanks, last_day = calendar.monthrange(month.year, month.number)
    first, last = span_of(by_date, today)
    return {
        "name": date_format(month.first, "F Y"),
        "weekdays": [
            {"short": WEEKDAYS_ABBR[day], "name": WEEKDAYS[day]} for day in range(7)
        ],
        "blanks": range(blanks),
        "days": [
            _day(date, by_date.get(date, ()), today)
            for number in range(1, last_day + 1)
            for date in [month.first.replace(day=number)]
        ],
        "before": _named(month.before()) if first < month else None,
        "after": _named(month.after()) if month < last else None,
    }


def _day(date: dt.date, entries: Iterable[Entry], today: dt.date) -> Shown:
    noted = tuple(entries)
    sessions = sum(isinstance(entry.read(), SessionEntry) for entry in noted)
    wrong = sum(map(is_wrong, noted))
    others = len(noted) > sessions + wrong
    said = [
        ngettext("%d session", "%d sessions", sessions) % sessions if sessions else "",
        gettext("something wrong") if wrong else "",
        gettext("something written") if others else "",
    ]
    return {
        "number": date.day,
        "weekday": WEEKDAYS_ABBR[date.weekday()],
        "date": date_format(date, "l, j F"),
        "url": reverse("diary-day", args=(date,)) if noted or date <= today else None,
        "marks": [
            name
            for name, is_there in (
                ("worked", sessions),
                ("wrong", wrong),
                ("written", others),
            )
            if is_there
        ],
        "said": ", ".join(filter(None, said)) or gettext("nothing written"),
        "is_today": date == today,
        "is_quiet": not noted and date != today,
    }


def _named(month: Month) -> Shown:
    return {
        "url": f"{reverse('diary')}?month={month}",
        "name": date_format(month.first, "F Y"),
    }
