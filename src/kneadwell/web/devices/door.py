"""How a device that was let in is known again: by a cookie with a secret of its own."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kneadwell.web import home_network
from kneadwell.web.devices import store
from kneadwell.web.devices.models import PairedDevice

# Browsers keep no cookie longer; each day that the device comes it begins anew.
_KEPT_FOR_S = 400 * 24 * 60 * 60


def is_for_phones(request: HttpRequest) -> bool:
    """Tell whether the request came to the listener for phones."""
    listener = home_network.standing(settings.DATA)
    return listener is not None and request.get_host() in listener.hosts


def device_of(request: HttpRequest) -> PairedDevice | None:
    """Return the device that asks; None for a stranger and for one taken back."""
    token = request.COOKIES.get(_cookie())
    return store.device_with(token) if token else None


def note_visit(
    device: PairedDevice, request: HttpRequest, response: HttpResponse
) -> HttpResponse:
    """Write down the day of a visit, and return the response."""
    if store.see(device, timezone.localdate(), request.get_host()):
        _give(response, request.COOKIES[_cookie()])
    return response


def let_in(response: HttpResponse, token: str) -> HttpResponse:
    """Give the browser its secret, and return the response."""
    _give(response, token)
    return response


def let_go(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Make the device that asks a stranger again, and return the response."""
    if device := device_of(request):
        store.take_back(device.person, device.id)
    response.delete_cookie(_cookie(), samesite="Lax")
    return response


def _give(response: HttpResponse, token: str) -> None:
    # Marked as secure on HTTPS, like every cookie: see `headers`.
    response.set_cookie(
        _cookie(), token, max_age=_KEPT_FOR_S, httponly=True, samesite="Lax"
    )


def _cookie() -> str:
    return f"{settings.BROWSER_COOKIE}-paired"
