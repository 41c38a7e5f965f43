"""Today, help now, and the front door."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from kneadwell.web import access
from kneadwell.web.http import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, key: str = "") -> HttpResponse:
    """Let in the browser that brings the key, or ask for the key."""
    typed = key or request.POST.get("key", "")
    if access.is_the_key(typed):
        return access.let_in(redirect("today"))
    return render(request, "pages/enter.html", {"wrong": bool(typed)})
