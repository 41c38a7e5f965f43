"""The front door: only a browser that was let in gets past.

At home there are no accounts. Whoever starts Kneadwell reads a link with a key in
the terminal, and the browser that opens it is trusted from then on. It lets in phones,
one by one, and can take each of them back: see `devices`.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext

from kneadwell.web.devices import door
from kneadwell.web.devices.request import KnownRequest
from kneadwell.web.people import store

# Help must never wait for a key.
OPEN_PATHS = (
    *("/enter/", "/pair/", "/help-now/"),
    # About nobody, and fetched by browsers without any cookie.
    *("/service-worker.js", "/manifest.webmanifest", "/offline/"),
    # A calendar program brings no cookie; the secret in its address stands for one.
    "/calendar/feed/",
)
# A program reads what is answered there, and a redirect would look like an answer.
FOR_PROGRAMS = ("/sync/", "/openapi.json")

_TRUSTED_FOR_S = 2 * 365 * 24 * 60 * 60
_WORD = "known"

Answer = Callable[[HttpRequest], HttpResponse]


def only_the_known_browser(get_response: Answer) -> Answer:
    """Send every other browser to the door, and give this one its person."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(OPEN_PATHS):
            return get_response(request)
        known = cast("KnownRequest", request)
        known.device = None
        if has_the_key(request):
            known.person = store.the_person()
            return get_response(known)
        if device := door.device_of(request):
            known.device, known.person = device, device.person
            return door.note_visit(device, known, get_response(known))
        return _not_let_in() if request.path in FOR_PROGRAMS else redirect("enter")

    return answer


def _not_let_in() -> HttpResponse:
    problem = gettext("This browser is not known here. Open the printed link first.")
    return JsonResponse({"problem": problem}, status=HTTPStatus.UNAUTHORIZED)


def is_known(request: HttpRequest) -> bool:
    """Tell whether this browser has been let in, by the key or as a device."""
    return has_the_key(request) or door.device_of(request) is not None


def has_the_key(request: HttpRequest) -> bool:
    """Tell whether this browser has brought the key."""
    return request.get_signed_cookie(settings.BROWSER_COOKIE, default=None) == _WORD


def is_the_key(typed: str) -> bool:
    """Tell whether `typed` is the key, without telling how much of it is right."""
    return constant_time_compare(typed.strip(), settings.KEY)


def let_in(response: HttpResponse) -> HttpResponse:
    """Mark the browser that gets this response as known, and return the response."""
    response.set_signed_cookie(
        settings.BROWSER_COOKIE,
        _WORD,
        max_age=_TRUSTED_FOR_S,
        httponly=True,
        samesite="Lax",
    )
    return response
