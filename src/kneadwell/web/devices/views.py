"""Phones: let one in, take one back, and help one to trust this computer."""

import uuid
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from kneadwell.web import certificates, home_network
from kneadwell.web.devices import door, store
from kneadwell.web.devices.names import device_name, is_android, is_iphone
from kneadwell.web.devices.qr import qr_shown
from kneadwell.web.devices.request import KnownRequest
from kneadwell.web.devices.shown import device_shown
from kneadwell.web.tries import Tries
from kneadwell.web.words import Shown

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])

CODE_TRIES = Tries(most=10, within_s=60)


@require_safe
def devices(request: KnownRequest) -> HttpResponse:
    """Show the devices that were let in; to such a device only itself."""
    if request.device:
        shown = device_shown(request.device, request.get_host())
        return render(request, "devices/this_device.html", {"device": shown})
    context = {
        "base": _base(request),
        "devices": [
            device_shown(it, *_hosts(request))
            for it in store.devices_of(request.person)
        ],
        "is_taken_back": "taken-back" in request.GET,
        "certificate": _fingerprint(),
    }
    return render(request, "devices/devices.html", context)


@GET_OR_POST
def add(request: KnownRequest) -> HttpResponse:
    """Show a new code, as digits and for a camera."""
    base = _base(request)
    if request.method != "POST" or request.device or not base:
        return redirect("devices")
    code = store.offer_code(request.person, timezone.localtime())
    context = {
        "address": f"{base}{reverse('pair')}",
        "host": urlsplit(base).hostname,
        "digits": f"{code[:4]} {code[4:]}",
        "qr": qr_shown(f"{base}{reverse('pair-with-code', args=[code])}"),
        "minutes": int(store.CODE_GOOD_FOR.total_seconds() // 60),
        "is_own_certificate": home_network.standing(settings.DATA) is not None,
    }
    return render(request, "devices/add.html", context)


@GET_OR_POST
def take_back(request: KnownRequest, device_id: uuid.UUID) -> HttpResponse:
    """Make a device a stranger again."""
    if request.method != "POST" or request.device:
        return redirect("devices")
    store.take_back(request.person, device_id)
    return redirect(f"{reverse('devices')}?taken-back=yes")


@GET_OR_POST
def pair(request: HttpRequest, code: str = "") -> HttpResponse:
    """Ask for the code, and let in who brings it.

    A link alone lets nobody in: programs that look at links before people do must not
    use the code up.
    """
    if request.method != "POST":
        return render(request, "devices/pair.html", {"code": code})
    address = request.META["REMOTE_ADDR"]
    if not CODE_TRIES.may_try(address):
        return _try_again(request, HTTPStatus.TOO_MANY_REQUESTS, is_too_often=True)
    agent = request.headers.get("User-Agent", "")
    visitor = store.Visitor(device_name(agent), request.get_host())
    token = store.pair(request.POST.get("code", ""), visitor, timezone.localtime())
    if token is None:
        CODE_TRIES.count_wrong(address)
        return _try_again(request, HTTPStatus.UNPROCESSABLE_ENTITY, is_wrong=True)
    # Who was let in before comes as one device, not as two.
    response = door.let_go(request, redirect(f"{reverse('trust')}?paired=yes"))
    return door.let_in(response, token)


@require_safe
def trust(request: HttpRequest) -> HttpResponse:
    """Show what this browser lacks, and how a phone learns to trust this computer."""
    agent = request.headers.get("User-Agent", "")
    context = {
        "is_paired": "paired" in request.GET,
        # The door for everybody else is another one.
        "is_known": not door.is_for_phones(request) or door.device_of(request),
        "is_iphone": is_iphone(agent),
        "is_android": is_android(agent),
        "has_certificate": home_network.standing(settings.DATA) is not None,
    }
    return render(request, "devices/trust.html", context)


@require_safe
def certificate(_request: HttpRequest) -> HttpResponse:
    """Return the certificate that a phone may trust. It is no secret."""
    held = certificates.for_phones(settings.DATA)
    if held is None:
        raise Http404
    # Without a Content-Disposition: an iPhone then takes it for what it is.
    return HttpResponse(held, content_type="application/x-x509-ca-cert")


def _try_again(request: HttpRequest, status: HTTPStatus, **why: bool) -> HttpResponse:
    context: Shown = {"code": "", **why}
    return render(request, "devices/pair.html", context, status=status)


def _fingerprint() -> str | None:
    held = certificates.for_phones(settings.DATA)
    is_shown = held and home_network.standing(settings.DATA)
    return certificates.fingerprint(held) if held and is_shown else None


def _base(request: HttpRequest) -> str | None:
    """Return where a phone begins; None while it cannot reach us safely."""
    if listener := home_network.standing(settings.DATA):
        return listener.url
    return f"https://{request.get_host()}" if request.is_secure() else None


def _hosts(request: HttpRequest) -> tuple[str, ...]:
    """Return each way in which a phone may know this computer just now."""
    listener = home_network.standing(settings.DATA)
    return listener.hosts if listener else (request.get_host(),)
