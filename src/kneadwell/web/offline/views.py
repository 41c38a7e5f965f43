"""The worker, the app on a home screen, what a device keeps, and the way out."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from kneadwell.web.devices import door
from kneadwell.web.http import PersonRequest
from kneadwell.web.library import current_library
from kneadwell.web.offline.pocket import mark_of, pocket_of
from kneadwell.web.offline.release import WORKER, kept_everywhere
from kneadwell.web.preferences.device import device_cookie

PAPER = {"light": "#f5f2ee", "dark": "#17101a"}
"""The paper of the pages, for the bars that a device draws around them."""


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Return what stands between pages and network, with what this build keeps."""
    kept = kept_everywhere(request, _offline_page(request))
    return HttpResponse(
        f"const KEPT = {json.dumps(kept)}\n{WORKER.read_text('utf-8')}",
        content_type="text/javascript",
        headers={"Service-Worker-Allowed": "/"},
    )


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Return what a device needs to know to put the app on a home screen."""
    icons = [
        ("icons/192.png", "192x192", "any"),
        ("icons/512.png", "512x512", "any"),
        ("icons/maskable.png", "512x512", "maskable"),
    ]
    app = {
        "id": "/",
        "name": "Kneadwell",
        "short_name": "Kneadwell",
        "description": gettext("Massage for nerve pain and numbness, step by step."),
        "lang": get_language(),
        "start_url": reverse("today"),
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER["light"],
        "theme_color": PAPER["light"],
        "icons": [
            {"src": static(src), "sizes": sizes, "type": "image/png", "purpose": use}
            for src, sizes, use in icons
        ],
        "shortcuts": [
            {"name": gettext("How is today?"), "url": reverse("check-in")},
            {"name": gettext("Help now"), "url": reverse("help-now")},
        ],
    }
    return JsonResponse(app, content_type="application/manifest+json")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Show the page that stands in for one that cannot come. It is about nobody."""
    return HttpResponse(_offline_page(request))


@require_safe
def pocket(request: PersonRequest) -> HttpResponse:
    """Return what this person's own device keeps; nothing when it has that already."""
    library, now = current_library(), timezone.localtime()
    if request.GET.get("mark") == mark_of(request.person, library, now):
        return HttpResponse(status=204)
    return JsonResponse(pocket_of(request.person, library, now))


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: PersonRequest) -> HttpResponse:
    """Forget this browser, and let it forget this person."""
    if request.method != "POST":
        return render(request, "offline/leave.html")
    del request.person  # the page that follows is about nobody
    response = render(request, "offline/left.html")
    for cookie in (settings.BROWSER_COOKIE, settings.CSRF_COOKIE_NAME, device_cookie()):
        response.delete_cookie(cookie, samesite="Lax")
    # A browser whose scripts have emptied it keeps Help now.
    is_emptied = request.POST.get("emptied") == "yes"
    response["Clear-Site-Data"] = '"cache"' if is_emptied else '"cache", "storage"'
    return door.let_go(request, response)


def _offline_page(request: HttpRequest) -> str:
    return render_to_string("offline/offline.html", request=request)
