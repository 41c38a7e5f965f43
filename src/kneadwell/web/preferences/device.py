"""Which of a person's devices asks, by a cookie that says nothing else."""

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from kneadwell.web.preferences.store import senses_of

_KEPT_FOR_S = 2 * 365 * 24 * 60 * 60


def device_of(request: HttpRequest) -> uuid.UUID | None:
    """Return the name of this device; None before its first check."""
    kept = request.get_signed_cookie(device_cookie(), default=None)
    return uuid.UUID(kept) if kept else None


def keep_device(response: HttpResponse, device: uuid.UUID) -> HttpResponse:
    """Name the device that gets this response, and return the response."""
    response.set_signed_cookie(
        device_cookie(),
        str(device),
        max_age=_KEPT_FOR_S,
        httponly=True,
        samesite="Lax",
    )
    return response


def is_check_due(request: HttpRequest) -> bool:
    """Return whether nobody checked yet what this device can tell."""
    person = getattr(request, "person", None)
    return person is not None and senses_of(person, device_of(request)) is None


def device_cookie() -> str:
    """Return under which name a browser keeps which device it is."""
    return f"{settings.BROWSER_COOKIE}-device"
