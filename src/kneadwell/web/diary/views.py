"""The diary, to read."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from kneadwell.diary import Ended, SessionNote
from kneadwell.knowledge import Library
from kneadwell.vocabulary import Place
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.http import PersonRequest
from kneadwell.web.library import current_library
from kneadwell.web.words import Shown, place_name, technique_name, time_text, words


@require_safe
def diary(request: PersonRequest) -> HttpResponse:
    """Show what was done and felt, newest day first."""
    library = current_library()
    days = [
        {
            "date": date_format(day.date, "l, j F Y"),
            "entries": [_shown(note, library) for note in day.notes],
        }
        for day in PersonDiary(request.person).fold().days()
    ]
    return render(request, "diary/diary.html", {"days": days})


def _shown(note: SessionNote, library: Library) -> Shown:
    return {
        "time": time_format(note.at.time()),
        "title": technique_name(note.session.technique, library),
        "places": [
            {
                "name": place_name(Place.parse(place), library),
                "minutes_text": time_text(seconds),
            }
            for place, seconds in note.session.places.items()
        ],
        "ended_text": {
            Ended.FINISHED: gettext("Finished."),
            Ended.FINISHED_EARLY: gettext("Finished early."),
            Ended.STOPPED: gettext("Stopped, because something was wrong."),
        }[note.session.ended],
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
