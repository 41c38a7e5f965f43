"""Which of the daily copies stay when they become many."""

import datetime as dt
from collections.abc import Callable, Iterable

DAYS, WEEKS, MONTHS = 7, 4, 6


def to_keep(days: Iterable[dt.date]) -> set[dt.date]:
    """Return the days whose copies stay.

    The newest of each of the last 7 days, 4 weeks and 6 months that have one: days
    without a copy cost no older one its place.
    """
    newest_first = sorted(set(days), reverse=True)
    return {
        *_newest_of_each(newest_first, DAYS, lambda day: (day.toordinal(),)),
        *_newest_of_each(newest_first, WEEKS, lambda day: day.isocalendar()[:2]),
        *_newest_of_each(newest_first, MONTHS, lambda day: (day.year, day.month)),
    }


def _newest_of_each(
    newest_first: list[dt.date],
    most: int,
    span_of: Callable[[dt.date], tuple[int, ...]],
) -> list[dt.date]:
    found: dict[tuple[int, ...], dt.date] = {}
    for day in newest_first:
        found.setdefault(span_of(day), day)
    return list(found.values())[:most]
