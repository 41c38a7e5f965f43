"""The pages of a session that the person's own device keeps and starts by itself.

They hand over a timeline before any check was done: the device asks, and its own gate
opens or does not. Without scripts they lead to the usual way.
"""

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from kneadwell.diary import CheckedWhen, FollowUp, Found, When
from kneadwell.knowledge import Library
from kneadwell.vocabulary import Place, Side, lines_in
from kneadwell.web.follow_ups.forms import LookForm
from kneadwell.web.follow_ups.shown import what_to_do
from kneadwell.web.http import PersonRequest
from kneadwell.web.library import current_library
from kneadwell.web.screening.cards import CardsForm
from kneadwell.web.sessions.forms import ConfirmForm, ScoresForm
from kneadwell.web.sessions.models import PreparedRecord
from kneadwell.web.sessions.prepared import (
    Prepared,
    answers_digest,
    hand_out,
    prepare,
)
from kneadwell.web.sessions.shown import player_shown, technique_named
from kneadwell.web.sessions.store import technique_or_404
from kneadwell.web.words import Shown, places_text, time_text, words


@require_safe
def check(request: PersonRequest, technique_id: str) -> HttpResponse:
    """Show what the device asks before it starts by itself."""
    prepared = _prepared(request, technique_id)
    if prepared is None:
        return redirect("start", technique_id)
    library = current_library()
    _, context = _handed_out(request, prepared)
    context |= {
        "cards": CardsForm(library, prepared.check.answers).shown(),
        "skin_look": lines_in(library.session.skin_look),
        "next": reverse("start", args=(technique_id,)),
        "time": time_text(sum(prepared.planned.values())),
    }
    return render(request, "sessions/prepared_check.html", context)


@require_safe
def play(request: PersonRequest, technique_id: str) -> HttpResponse:
    """Show the player, which stays closed until the gate of the device opens it."""
    prepared = _prepared(request, technique_id)
    if prepared is None:
        return redirect("start", technique_id)
    library = current_library()
    row, context = _handed_out(request, prepared)
    context |= player_shown(prepared.timeline(library), row, library)
    context["next_url"] = reverse("prepared-after", args=(technique_id,))
    return render(request, "sessions/prepared_player.html", context)


@require_safe
def before(request: PersonRequest, technique_id: str) -> HttpResponse:
    """Show how it feels, on the way to the player."""
    return _feel_page(
        request,
        technique_id,
        When.BEFORE,
        gettext("How does it feel now?"),
        reverse("prepared-play", args=(technique_id,)),
    )


@require_safe
def after(request: PersonRequest, technique_id: str) -> HttpResponse:
    """Show the look at the skin and how it feels, after a prepared session.

    It names every place of the technique; the device knows where hands were on.
    """
    library, now = current_library(), timezone.localtime()
    technique = technique_or_404(technique_id, library)
    places = tuple(Place(side, r) for r in technique.regions for side in Side)
    asked = FollowUp(uuid.UUID(int=0), CheckedWhen.AFTER, (technique_id,), places, now)
    return _feel_page(
        request,
        technique_id,
        When.AFTER,
        gettext("How does it feel after?"),
        reverse("today"),
        look=LookForm(asked, library).shown(),
        advice=_advice(library),
        place_paused=words(library.session.wrong.place_paused),
    )


def _prepared(request: PersonRequest, technique_id: str) -> Prepared | None:
    technique_or_404(technique_id, current_library())
    return prepare(request.person, technique_id, timezone.localtime())


def _handed_out(
    request: PersonRequest, prepared: Prepared
) -> tuple[PreparedRecord, Shown]:
    """Keep the row of a session, and return what check and player show of it."""
    library, now = current_library(), timezone.localtime()
    row = hand_out(request.person, prepared, now)
    verdicts = tuple(prepared.cleared.verdicts.values())
    confirm = ConfirmForm(library, prepared.asked, verdicts)
    return row, {
        "technique": technique_named(row.technique, library),
        "places": places_text(map(str, prepared.asked), library),
        "statements": confirm.shown(),
        "most_c": confirm.most_c,
        "prepared": prepared.facts(
            row.id, answers_digest(request.person, now), confirm.most_c
        ),
    }


def _feel_page(
    request: PersonRequest,
    technique_id: str,
    when: When,
    heading: str,
    next_url: str,
    **more: object,
) -> HttpResponse:
    library = current_library()
    technique_or_404(technique_id, library)
    context = {
        "technique": technique_named(technique_id, library),
        "when": when.value,
        "heading": heading,
        "scales": ScoresForm(library).shown(),
        "skip_url": next_url,
        **more,
    }
    return render(request, "sessions/prepared_feel.html", context)


def _advice(library: Library) -> list[Shown]:
    """Return what to do about each thing that can be found."""
    findings: dict[str, list[str]] = {}
    advice: dict[str, Shown] = {}
    for found in Found:
        for item in what_to_do([found], library):
            title = str(item["title"])
            advice[title] = item
            findings.setdefault(title, []).append(found.value)
    return [item | {"findings": findings[title]} for title, item in advice.items()]
