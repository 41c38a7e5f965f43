"""The plan for calendar programs: a page, a file, and an address for each program."""

import hashlib
import uuid
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_http_methods, require_safe

from kneadwell.share import CalendarEvent, to_icalendar
from kneadwell.web import home_network
from kneadwell.web.calendars import store
from kneadwell.web.calendars.forms import NameForm, RemindersForm
from kneadwell.web.calendars.planned import planned_of
from kneadwell.web.calendars.shown import addresses_shown, feed_shown
from kneadwell.web.devices.request import KnownRequest
from kneadwell.web.library import current_library
from kneadwell.web.people.models import Person
from kneadwell.web.tries import Tries
from kneadwell.web.words import Shown

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])

FEED_TRIES = Tries(most=20, within_s=60)

_KIND = "text/calendar; charset=utf-8"


@GET_OR_POST
def calendar(request: KnownRequest) -> HttpResponse:
    """Show how the plan comes into a calendar, and keep when it rings."""
    sent = request.POST if request.method == "POST" else None
    form = RemindersForm(sent, standing=store.calendar_of(request.person))
    if sent is not None and (wanted := form.read()):
        store.keep_reminders(request.person, wanted, form.minutes_before)
        return redirect(f"{reverse('calendar')}?saved=yes")
    told: Shown = {
        "is_saved": sent is None and "saved" in request.GET,
        "is_taken_back": sent is None and "taken-back" in request.GET,
    }
    return _page(request, form, told)


@GET_OR_POST
def add(request: KnownRequest) -> HttpResponse:
    """Make an address for a calendar program, and show it this once."""
    if request.method != "POST":
        return redirect("calendar")
    form = NameForm(request.POST)
    name = form.read()
    token = name and store.give_out(request.person, name, timezone.now())
    told: Shown = {}
    if token:
        path = reverse("calendar-feed", args=[token])
        listener = home_network.standing(settings.DATA)
        told = {"given": addresses_shown(request, listener, path), "name": name}
    elif name:
        told = {"is_full": True}
    standing = store.calendar_of(request.person)
    told |= {"name_errors": form.errors, "typed": form.text("name")}
    response = _page(request, RemindersForm(standing=standing), told)
    if not token:
        response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return response


@GET_OR_POST
def take_back(request: KnownRequest, feed_id: uuid.UUID) -> HttpResponse:
    """Let an address lead nowhere."""
    if request.method != "POST":
        return redirect("calendar")
    store.take_back(request.person, feed_id)
    return redirect(f"{reverse('calendar')}?taken-back=yes")


@require_safe
def file(request: KnownRequest) -> HttpResponse:
    """Hand over the calendar as a file, to be taken in once."""
    response = HttpResponse(_made(request.person)[0], content_type=_KIND)
    response["Content-Disposition"] = 'attachment; filename="self-care.ics"'
    return response


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a calendar program; the secret in the address stands for the key.

    A program says what it has already. No cache may keep anything in between.
    """
    address = request.META["REMOTE_ADDR"]
    if not FEED_TRIES.may_try(address):
        after = {"Retry-After": "60"}
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, headers=after)
    found = store.feed_with(token)
    if found is None:
        FEED_TRIES.count_wrong(address)
        # Nobody reads it, so it is no page.
        return HttpResponse(status=HTTPStatus.NOT_FOUND)
    store.see(found, timezone.localdate())
    made, events = _made(found.person)
    changed = max((int(one.changed_at.timestamp()) for one in events), default=None)
    response = HttpResponse(made, content_type=_KIND)
    response["Content-Disposition"] = 'inline; filename="self-care.ics"'
    response["ETag"] = quote_etag(hashlib.sha256(made).hexdigest()[:32])
    if changed:
        response["Last-Modified"] = http_date(changed)
    same = get_conditional_response(request, response["ETag"], changed, response)
    answer = same or response
    answer["Cache-Control"] = "private, no-store"
    return answer


def _made(person: Person) -> tuple[bytes, tuple[CalendarEvent, ...]]:
    at, kept = timezone.localtime(), store.calendar_of(person)
    wanted, days = planned_of(person, current_library(), at, store.reminders_of(kept))
    events = store.tell(kept, wanted, days=days, at=at)
    zone = settings.TIME_ZONE
    return to_icalendar(events, at=at, key=kept.key, zone=zone), events


def _page(request: KnownRequest, form: RemindersForm, told: Shown) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    feeds = [feed_shown(it) for it in store.feeds_of(request.person)]
    context = {"typed": "", "feeds": feeds} | told | form.shown()
    return render(request, "calendars/calendar.html", context, status=status)
