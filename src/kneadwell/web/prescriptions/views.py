"""The programme of a therapist: read it, write it, end it."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from kneadwell.web.http import PersonRequest
from kneadwell.web.library import current_library
from kneadwell.web.prescriptions import store
from kneadwell.web.prescriptions.forms import ProgrammeForm
from kneadwell.web.prescriptions.shown import programme_shown

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def programme(request: PersonRequest) -> HttpResponse:
    """Show what holds now, and which versions there were."""
    library, today = current_library(), timezone.localdate()
    holds = store.prescription_of(request.person)
    context = {
        "programme": programme_shown(holds, library, today) if holds else None,
        "versions": store.versions_of(request.person),
        "is_saved": "saved" in request.GET,
        "is_ended": "ended" in request.GET and holds is None,
    }
    return render(request, "prescriptions/programme.html", context)


@GET_OR_POST
def write_programme(request: PersonRequest) -> HttpResponse:
    """Ask for a programme, read it back, and keep it once someone says yes."""
    library, today = current_library(), timezone.localdate()
    sent = request.POST if request.method == "POST" else None
    standing = store.prescription_of(request.person)
    form = ProgrammeForm(library, today, standing, sent)
    written = form.read() if sent is not None else None
    if sent is None or written is None or "again" in sent:
        is_wrong = sent is not None and written is None
        status = HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK
        return render(request, "prescriptions/write.html", form.shown(), status=status)
    if sent.get("confirm") == "yes":
        store.keep_prescription(request.person, written, timezone.now())
        return redirect(f"{reverse('programme')}?saved=yes")
    context = {
        "programme": programme_shown(written, library, today),
        "fields": form.sent_again(),
    }
    return render(request, "prescriptions/confirm.html", context)


@GET_OR_POST
def end_programme(request: PersonRequest) -> HttpResponse:
    """Ask once more, then end the version that someone saw."""
    holds = store.prescription_of(request.person)
    if holds is None:
        return redirect("programme")
    if request.method == "POST" and request.POST.get("version") == str(holds.version):
        store.end_prescription(request.person, holds.version, timezone.now())
        return redirect(f"{reverse('programme')}?ended=yes")
    context = {"by": holds.by, "version": holds.version}
    return render(request, "prescriptions/end.html", context)
