"""Settings, and the check of what a device can tell."""

import uuid
from http import HTTPStatus
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from kneadwell.web.http import PersonRequest
from kneadwell.web.preferences import store
from kneadwell.web.preferences.device import device_of, keep_device
from kneadwell.web.preferences.forms import PreferencesForm, SensesForm
from kneadwell.web.preferences.shown import advice_on, skin_scene

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_OR_POST
def preferences(request: PersonRequest) -> HttpResponse:
    """Show what is set, and keep what someone sets."""
    standing = store.preferences_of(request.person)
    sent = request.POST if request.method == "POST" else None
    form = PreferencesForm(sent, standing=standing)
    if sent is not None and (wanted := form.read()):
        store.keep_preferences(request.person, wanted, form.letter())
        return redirect(f"{reverse('settings')}?saved=yes")
    context = form.shown() | {
        "scenes": [skin_scene()],
        "page": uuid.uuid4(),
        "is_saved": sent is None and "saved" in request.GET,
    }
    return render(request, "preferences/settings.html", context, status=_status(form))


@GET_OR_POST
def senses_check(request: PersonRequest) -> HttpResponse:
    """Ask what someone hears, sees and feels of this device."""
    browser = device_of(request)
    sent = request.POST if request.method == "POST" else None
    form = SensesForm(sent)
    if sent is not None and (noticed := form.read()):
        browser = browser or uuid.uuid4()
        store.keep_senses(request.person, browser, noticed, timezone.now())
        query = urlencode({"checked": "yes", "next": _next(request)})
        return keep_device(redirect(f"{reverse('senses-check')}?{query}"), browser)
    found = store.senses_of(request.person, browser)
    standing = store.preferences_of(request.person)
    context = {
        "errors": form.errors,
        "found": found,
        "advice": advice_on(found, is_flash_on=standing.flash) if found else [],
        "is_checked": sent is None and "checked" in request.GET,
        "next": _next(request),
    }
    return render(request, "preferences/check.html", context, status=_status(form))


def _status(form: PreferencesForm | SensesForm) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _next(request: PersonRequest) -> str:
    """Return the page of ours that someone came from, else the settings."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if wanted and is_ours else reverse("settings")
