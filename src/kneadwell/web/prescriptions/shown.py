"""A programme in plain words."""

import datetime as dt

from django.utils.translation import gettext, ngettext

from kneadwell.knowledge import Library
from kneadwell.screening import Prescribed, Prescription
from kneadwell.web.words import Shown, place_name, technique_name


def programme_shown(programme: Prescription, library: Library, today: dt.date) -> Shown:
    """Return what a programme says, and what it allows today.

    Args:
        programme: One version.
        library: For the names.
        today: The local day; after its review it allows only its lower numbers.
    """
    is_over = programme.is_over(today)
    listed = {one.technique_id for one in programme.techniques}
    closed = [
        technique_id
        for technique_id in library.techniques
        if technique_id in programme.forbidden
        or (listed and technique_id not in listed)
    ]
    return {
        "version": programme.version,
        "by": programme.by,
        "on": programme.on,
        "review": programme.review,
        "is_over": is_over,
        "allowed": [
            {
                "name": technique_name(one.technique_id, library).capitalize(),
                "places": _places(one, library),
                "written": _written(one),
                "now": _now(one, is_over=is_over),
            }
            for one in programme.techniques
        ],
        "closed": [technique_name(one, library).capitalize() for one in closed],
    }


def _places(one: Prescribed, library: Library) -> str:
    if not one.places:
        return gettext("On every place that our rules allow.")
    return ", ".join(place_name(place, library) for place in one.places).capitalize()


def times_at_most(times: int, per: str) -> str:
    """Return a limit of times in a day or week as a sentence."""
    return gettext("At most %s.") % times_text(times, per)


def times_text(times: int, per: str) -> str:
    """Return so many times in words: ``once a day``, ``3 times a week``."""
    if times == 1:
        return {"day": gettext("once a day"), "week": gettext("once a week")}[per]
    text = {"day": gettext("%d times a day"), "week": gettext("%d times a week")}[per]
    return text % times


def _minutes(minutes: int) -> str:
    text = ngettext("%d minute on one place", "%d minutes on one place", minutes)
    return text % minutes


def _written(one: Prescribed) -> str:
    """Return the numbers as they were written; empty where there are none."""
    parts = []
    if one.minutes:
        least, most = one.minutes
        facts = {"least": least, "most": _minutes(most)}
        text = gettext("%(least)s to %(most)s") if least != most else "%(most)s"
        parts.append(text % facts)
    if one.times:
        least, most, per = one.times
        facts = {"least": least, "most": times_text(most, per)}
        text = gettext("%(least)s to %(most)s") if least != most else "%(most)s"
        parts.append(text % facts)
    return ", ".join(parts)


def _now(one: Prescribed, *, is_over: bool) -> str:
    """Return the most that holds now, in one sentence."""
    which = 0 if is_over else 1
    parts = []
    if one.minutes:
        parts.append(_minutes(one.minutes[which]))
    if one.times:
        least, most, per = one.times
        parts.append(times_text(least if is_over else most, per))
    if not parts:
        return gettext("No number is written. Our own limits hold.")
    return gettext("Now at most: %s.") % ", ".join(parts)
