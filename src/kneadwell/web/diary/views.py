"""The diary, to read."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from kneadwell.diary import (
    AdverseEventEntry,
    CheckedWhen,
    Ended,
    Found,
    HasSettled,
    SessionNote,
    SkinCheckEntry,
    Sugar,
    SugarCheckEntry,
    TroubleNote,
)
from kneadwell.knowledge import Library
from kneadwell.screening import Pause
from kneadwell.vocabulary import EVERYWHERE, Place
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.http import PersonRequest
from kneadwell.web.library import current_library
from kneadwell.web.words import (
    Shown,
    cause_text,
    finding_text,
    place_name,
    technique_name,
    time_text,
    words,
)


@require_safe
def diary(request: PersonRequest) -> HttpResponse:
    """Show what is paused, then what was done and felt, newest day first."""
    library, kept = current_library(), PersonDiary(request.person).fold()
    rows = [
        *((n.at, _session(n, library)) for day in kept.days() for n in day.notes),
        *((note.at, _trouble(note, library)) for note in kept.troubles()),
    ]
    rows.sort(key=lambda row: (row[0].date(), row[0]), reverse=True)
    context = {
        "how_it_opens": words(library.session.wrong.place_paused),
        "paused": _paused(kept.past(library, timezone.localtime()).pauses, library),
        "days": [
            {
                "date": date_format(date, "l, j F Y"),
                "entries": [shown for _, shown in group],
            }
            for date, group in groupby(rows, key=lambda row: row[0].date())
        ],
    }
    return render(request, "diary/diary.html", context)


def _session(note: SessionNote, library: Library) -> Shown:
    return {
        "time": time_format(note.at.time()),
        "title": technique_name(note.session.technique, library),
        "places": [
            {
                "name": place_name(Place.parse(place), library),
                "minutes_text": time_text(seconds),
                "unseen_text": time_text(note.session.unseen.get(place, 0))
                if place in note.session.unseen
                else "",
            }
            for place, seconds in note.session.places.items()
        ],
        "lines": [
            {
                Ended.FINISHED: gettext("Finished."),
                Ended.FINISHED_EARLY: gettext("Finished early."),
                Ended.STOPPED: gettext("Stopped, because something was wrong."),
            }[note.session.ended]
        ],
        "scores": _scores(note, library),
    }


def _scores(note: SessionNote, library: Library) -> list[Shown]:
    rated = [
        (measure, note.before.get(measure.id), note.after.get(measure.id))
        for measure in library.measures.values()
    ]
    return [
        {"name": words(measure.name), "before": before, "after": after}
        for measure, before, after in rated
        if before is not None or after is not None
    ]


def _trouble(note: TroubleNote, library: Library) -> Shown:
    shown, what = {"time": time_format(note.at.time())}, note.what
    if isinstance(what, SugarCheckEntry):
        return shown | {
            "is_wrong": what.sugar is Sugar.LOW,
            "title": gettext("Blood sugar after 30 minutes"),
            "lines": [
                {
                    Sugar.FINE: gettext("4 mmol/l or more."),
                    Sugar.LOW: gettext("Under 4 mmol/l."),
                    Sugar.NOT_MEASURED: gettext("Not measured."),
                }[what.sugar]
            ],
        }
    where = _where(what.places, library)
    if isinstance(what, AdverseEventEntry):
        during = technique_name(what.technique, library) if what.technique else ""
        return shown | {
            "is_wrong": True,
            "title": cause_text(what.what, library),
            "lines": [gettext("Something was wrong."), during, where],
        }
    if isinstance(what, SkinCheckEntry):
        return shown | {
            "is_wrong": bool(what.found),
            "title": _checked_names()[what.when],
            "lines": [_found_text(what.found), where if what.found else ""],
        }
    return shown | {
        "is_wrong": what.answer is not HasSettled.YES,
        "title": {
            HasSettled.YES: gettext("It has settled"),
            HasSettled.NO: gettext("It has not settled"),
            HasSettled.UNSURE: gettext("Not sure whether it has settled"),
        }[what.answer],
        "lines": [where],
    }


def _paused(pauses: Iterable[Pause], library: Library) -> list[Shown]:
    """Return the paused places; places that pause for the same share a row."""
    causes: dict[Place, list[str]] = {}
    for pause in pauses:
        causes.setdefault(pause.place, []).append(_pause_text(pause, library))
    rows: dict[tuple[str, ...], list[Place]] = {}
    for place, why in causes.items():
        rows.setdefault(tuple(why), []).append(place)
    return [
        {
            "places": gettext("Every place")
            if set(EVERYWHERE) <= set(places)
            else _listed(place_name(place, library) for place in places),
            "why": why,
        }
        for why, places in rows.items()
    ]


def _pause_text(pause: Pause, library: Library) -> str:
    facts = {
        "cause": cause_text(pause.cause, library),
        "since": _moment_text(pause.since),
    }
    if pause.until:
        facts["until"] = _moment_text(pause.until)
        return gettext("%(cause)s, since %(since)s; not before %(until)s") % facts
    return gettext("%(cause)s, since %(since)s") % facts


def _moment_text(at: datetime) -> str:
    return f"{date_format(at, 'l, j F')}, {time_format(at.time())}"


def _where(places: Iterable[Place], library: Library) -> str:
    named = _listed(place_name(place, library) for place in places)
    return named or gettext("No place was named.")


def _listed(things: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(things))


def _found_text(found: Iterable[Found]) -> str:
    listed = _listed(finding_text(thing) for thing in found)
    return (
        gettext("Found: %s") % listed.lower()
        if listed
        else gettext("Nothing was found.")
    )


def _checked_names() -> Mapping[CheckedWhen, str]:
    return {
        CheckedWhen.AFTER: gettext("Looked at the skin right after"),
        CheckedWhen.MINUTES_20: gettext("Looked at the skin after 20 minutes"),
        CheckedWhen.HOUR_1: gettext("Asked again after 1 hour"),
        CheckedWhen.NEXT_DAY: gettext("Asked again on the next day"),
    }
