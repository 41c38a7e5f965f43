"""How the day is, a note, and once a month how all of it changes."""

import datetime as dt
import uuid
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from kneadwell.diary import EntryKind
from kneadwell.web.diary.forms import EntryForm, empty_check_in
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.diary.written import write
from kneadwell.web.http import PersonRequest
from kneadwell.web.library import current_library
from kneadwell.web.words import Shown

LOOKS_BACK = dt.timedelta(days=366)
"""A day that is longer ago is not remembered by its numbers."""

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_OR_POST
def check_in(request: PersonRequest) -> HttpResponse:
    """Ask how a day is or was; today, unless another day is named."""
    today = timezone.localdate()
    date = _date(request.GET.get("date"), today)
    heading = gettext("How is today?")
    if date != today:
        heading = gettext("How was %s?") % date_format(date, "l, j F")
    context = {
        "heading": heading,
        "lead": gettext("On average. Skip what you like."),
        "is_today": date == today,
    }
    body = empty_check_in(date.isoformat(), current_library())
    return _page(request, EntryKind.CHECK_IN, body, context)


@GET_OR_POST
def note(request: PersonRequest) -> HttpResponse:
    """Ask for something in the person's own words."""
    context: Shown = {"heading": gettext("A note")}
    return _page(request, EntryKind.NOTE, {"text": ""}, context)


@GET_OR_POST
def change(request: PersonRequest) -> HttpResponse:
    """Ask how all of it is, against a month ago."""
    context: Shown = {
        "heading": gettext("How is all of it now?"),
        "lead": gettext("Think of your pain, your feeling and your days."),
    }
    return _page(request, EntryKind.CHANGE, {"change": ""}, context)


def _page(
    request: PersonRequest,
    kind: EntryKind,
    body: Mapping[str, Any],
    context: Mapping[str, object],
) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = EntryForm(kind, body, current_library(), sent)
    said = form.body() if sent is not None else None
    if sent is not None and said is not None:
        kept = PersonDiary(request.person)
        entry = write(kept, kind, said, sent, timezone.localtime())
        return redirect(f"{reverse('diary-entry', args=(entry.id,))}?kept")
    shown = {
        **context,
        "form": form.shown(),
        "page_id": uuid.uuid4(),
        "next_url": reverse("today"),
        "next_word": gettext("Today"),
    }
    status = HTTPStatus.OK if sent is None else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "check_ins/form.html", shown, status=status)


def _date(text: str | None, today: dt.date) -> dt.date:
    if not text:
        return today
    try:
        date = dt.date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    if not today - LOOKS_BACK <= date <= today:
        raise Http404
    return date
