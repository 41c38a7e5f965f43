"""The techniques, to read."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kneadwell.vocabulary import Giver
from kneadwell.web.http import PersonRequest
from kneadwell.web.library import current_library
from kneadwell.web.sessions.shown import start_shown
from kneadwell.web.techniques import shown
from kneadwell.web.words import giver_choices


@require_safe
def techniques(request: PersonRequest) -> HttpResponse:
    """Show all techniques in the article's order."""
    library = current_library()
    rows = [shown.row(technique, library) for technique in library.techniques.values()]
    return render(request, "techniques/list.html", {"techniques": rows})


@require_safe
def technique(request: PersonRequest, technique_id: str) -> HttpResponse:
    """Show one technique, with the steps in the voice of whoever gives it."""
    library = current_library()
    if technique_id not in library.techniques:
        raise Http404
    given = request.GET.get("giver", "")
    giver = given if given in set(Giver) else Giver.SELF.value
    context = {
        "technique": shown.page(library.techniques[technique_id], library),
        "giver": giver,
        "giver_choices": giver_choices(giver),
        "start": start_shown(request.person, technique_id, timezone.localtime()),
    }
    return render(request, "techniques/technique.html", context)
