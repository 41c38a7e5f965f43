"""Today, help now, and the front door."""

import datetime as dt
import uuid
from collections.abc import Iterable
from http import HTTPStatus
from itertools import islice
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from kneadwell.diary import Diary
from kneadwell.knowledge import Library
from kneadwell.screening import Clearance, screen
from kneadwell.vocabulary import Giver, Place
from kneadwell.web import access, numbers
from kneadwell.web.check_ins.shown import today_shown
from kneadwell.web.devices.door import is_for_phones
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.follow_ups.shown import (
    follow_up_shown,
    paused_shown,
    sugar_shown,
)
from kneadwell.web.follow_ups.store import paused, sugar_due
from kneadwell.web.http import PersonRequest
from kneadwell.web.library import current_library
from kneadwell.web.lines import to_call
from kneadwell.web.people.models import Person
from kneadwell.web.plans.today import plan_shown
from kneadwell.web.screening.intake import Intake
from kneadwell.web.screening.store import intake as intake_of
from kneadwell.web.screening.store import standing
from kneadwell.web.sessions.limits import limits_of
from kneadwell.web.tries import Tries
from kneadwell.web.words import (
    Shown,
    flag_shown,
    place_name,
    places_text,
    techniques_text,
    time_text,
    words,
)

SUGGESTED, FEW = 3, 1
"""How many techniques Today names; fewer when a plan says what to do."""
KEY_TRIES = Tries(most=20, within_s=60)


@require_safe
def today(request: PersonRequest) -> HttpResponse:
    """Show the one thing to do now, and below it what else is open."""
    library, now = current_library(), timezone.localtime()
    diary = PersonDiary(request.person).recent(now)
    limits = limits_of(request.person)
    resting = paused(diary, now, limits)
    intake = intake_of(request.person, library)
    clearance = _clearance(request.person, intake, now)
    possible = _possible(clearance, {p for rest in resting for p in rest.places})
    plan = plan_shown(request.person, diary, library, now) if possible else {}
    context = {
        "day": date_format(now, "l, j F"),
        "due": [
            *(sugar_shown(it, library) for it in sugar_due(diary, now, limits)),
            *(follow_up_shown(it, library) for it in diary.due(now, limits)),
        ],
        "paused": [paused_shown(rest, library) for rest in resting],
        "has_begun": intake.profile is not None,
        "go_on": _go_on(intake),
        "is_stopped": clearance is not None and clearance.stop is not None,
        "flags": [flag_shown(flag) for flag in clearance.stop.flags]
        if clearance and clearance.stop
        else [],
        "last": _last(diary, library, possible),
        "plan": plan,
        "page_id": uuid.uuid4(),
        "your_day": today_shown(request.person, diary, library, now),
        "suggestions": [
            {
                "id": name,
                "name": words(library.techniques[name].name),
                "summary": words(library.techniques[name].summary),
                "places": ", ".join(place_name(p, library) for p in where).capitalize(),
            }
            for name, where in islice(
                possible.items(), FEW if plan.get("next") else SUGGESTED
            )
        ],
    }
    return render(request, "pages/today.html", context)


@require_safe
def help_now(request: HttpRequest, *, is_offline: bool = False) -> HttpResponse:
    """Show every sign that needs help, most urgent first. Needs no row.

    Args:
        request: From any browser: help must never wait for a key.
        is_offline: The page is kept on the device, for a time without a network.
    """
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
            {"text": words(rule.text), "action": words(rule.action)}
            for rule in library.session.stop_criteria.values()
        ],
        "lines": _lines_shown(),
        "is_offline": is_offline,
    }
    return render(request, "pages/help_now.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, key: str = "") -> HttpResponse:
    """Let in the browser that brings the key, or ask for the key.

    A phone is let in as a device and never by the key: so it can be taken back.
    """
    if is_for_phones(request):
        return redirect("pair")
    typed, address = key or request.POST.get("key", ""), request.META["REMOTE_ADDR"]
    if typed and not KEY_TRIES.may_try(address):
        shown, status = {"is_too_often": True}, HTTPStatus.TOO_MANY_REQUESTS
        return render(request, "pages/enter.html", shown, status=status)
    if access.is_the_key(typed):
        return access.let_in(redirect("today"))
    if typed:
        KEY_TRIES.count_wrong(address)
    return render(request, "pages/enter.html", {"wrong": bool(typed)})


def _go_on(intake: Intake) -> Shown | None:
    """Return the next page of the questions; None when all were asked."""
    step = intake.step()
    if step is None:
        return None
    opened, name = intake.opened(), step[-1]
    return {
        "url": reverse(step[0], args=step[1:]),
        "number": opened.index(name) + 1 if name in opened else None,
        "of": len(opened),
    }


def _clearance(person: Person, intake: Intake, now: dt.datetime) -> Clearance | None:
    """Return what the last answers clear; None before all questions were asked."""
    profile = intake.profile
    if profile is None or intake.step():
        return None
    giver = Giver(profile.giver)
    answers = standing(person, profile.chosen, giver, now, fresh=False)
    return screen(answers, intake.library, now.date())


def _possible(
    clearance: Clearance | None, resting: Iterable[Place]
) -> dict[str, list[Place]]:
    """Return the techniques that may be chosen now, with where."""
    if clearance is None or clearance.stop:
        return {}
    left_alone = set(resting)
    found = {
        screened.technique_id: [
            place
            for place, verdict in screened.verdicts.items()
            if verdict.possible and place not in left_alone
        ]
        for screened in clearance.techniques.values()
    }
    return {name: places for name, places in found.items() if places}


def _last(
    diary: Diary, library: Library, possible: dict[str, list[Place]]
) -> Shown | None:
    for day in diary.days():
        note = day.notes[0]
        technique_id = note.session.technique
        return {
            "id": technique_id,
            # Several techniques are chosen by the plan, not one page.
            "may_start": technique_id in possible and not note.session.then,
            "technique": techniques_text(note.session.techniques, library),
            "when": date_format(note.at, "l, j F, H:i"),
            "places": places_text(note.session.hands_on, library),
            "minutes": time_text(sum(note.session.hands_on.values())),
        }
    return None


def _lines_shown() -> Shown | None:
    """Return for where the telephone numbers are, if the table knows them."""
    called = to_call()
    lines = numbers.LINES.get(called.country or "")
    if lines is None or lines.emergency != called.emergency:
        return None
    return {
        "where": words(lines.where),
        "sources": [
            {"title": urlsplit(source).hostname, "url": source}
            for source in lines.sources
        ],
    }
