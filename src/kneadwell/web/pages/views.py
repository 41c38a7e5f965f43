"""Today, help now, and the front door."""

from itertools import islice

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from kneadwell.diary import Diary
from kneadwell.knowledge import Library
from kneadwell.web import access
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.http import PersonRequest
from kneadwell.web.library import current_library
from kneadwell.web.words import (
    Shown,
    flag_shown,
    minutes_text,
    places_text,
    regions_text,
    technique_name,
    time_text,
    words,
)

SUGGESTED = 3


@require_safe
def today(request: PersonRequest) -> HttpResponse:
    """Show what was done last, to do it again, and some techniques to look at."""
    library = current_library()
    context = {
        "day": date_format(timezone.localdate(), "l, j F"),
        "last": _last(PersonDiary(request.person).fold(), library),
        "suggestions": [
            {
                "id": technique.id,
                "name": words(technique.name),
                "summary": words(technique.summary),
                "places": regions_text(technique, library).capitalize(),
                "minutes_text": minutes_text(technique.minutes),
            }
            for technique in islice(library.techniques.values(), SUGGESTED)
        ],
    }
    return render(request, "pages/today.html", context)


@require_safe
def help_now(request: HttpRequest) -> HttpResponse:
    """Show every sign that needs help, most urgent first. Reads no row."""
    library = current_library()
    titles = {
        "emergency now": gettext("Emergency: call now"),
        "same day": gettext("See someone today"),
        "talk to your care team": gettext("Tell your care team"),
    }
    groups = [
        {
            "urgency": urgency,
            "title": title,
            "flags": [
                flag_shown(flag)
                for flag in library.red_flags.values()
                if flag.urgency == urgency
            ],
        }
        for urgency, title in titles.items()
    ]
    context = {
        "groups": groups,
        "stop_rules": [
            words(rule.text) for rule in library.session.stop_criteria.values()
        ],
        "emergency_number": settings.EMERGENCY_NUMBER,
    }
    return render(request, "pages/help_now.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, key: str = "") -> HttpResponse:
    """Let in the browser that brings the key, or ask for the key."""
    typed = key or request.POST.get("key", "")
    if access.is_the_key(typed):
        return access.let_in(redirect("today"))
    return render(request, "pages/enter.html", {"wrong": bool(typed)})


def _last(diary: Diary, library: Library) -> Shown | None:
    for day in diary.days():
        note = day.notes[0]
        technique_id = note.session.technique
        return {
            "id": technique_id if technique_id in library.techniques else None,
            "technique": technique_name(technique_id, library),
            "when": date_format(note.at, "l, j F, H:i"),
            "places": places_text(note.session.places, library),
            "minutes": time_text(sum(note.session.places.values())),
        }
    return None
