"""The front door: only the browser that opened the printed link gets in.

At home there are no accounts. Whoever starts Kneadwell reads a link with a key in
the terminal, and the browser that opens it is trusted from then on.
"""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare

from kneadwell.web.http import PersonRequest
from kneadwell.web.people import store

# Help must never wait for a key.
OPEN_PATHS = ("/enter/", "/help-now/", "/service-worker.js")

_TRUSTED_FOR_S = 2 * 365 * 24 * 60 * 60
_WORD = "known"

Answer = Callable[[HttpRequest], HttpResponse]


def only_the_known_browser(get_response: Answer) -> Answer:
    """Send every other browser to the door, and give this one its person."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(OPEN_PATHS):
            return get_response(request)
        if not is_known(request):
            return redirect("enter")
        known = cast("PersonRequest", request)
        known.person = store.the_person()
        return get_response(known)

    return answer


def is_known(request: HttpRequest) -> bool:
    """Tell whether this browser has been let in."""
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
