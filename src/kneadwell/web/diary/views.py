"""The diary: by month, by day, by entry, and what is looked for in it."""

import datetime as dt
import uuid
from collections.abc import Iterable
from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from kneadwell.diary import (
    AdverseEventEntry,
    Diary,
    Entry,
    EntryError,
    History,
    ScoreEntry,
    SessionEntry,
    SettledEntry,
    SkinCheckEntry,
    When,
)
from kneadwell.vocabulary import Place
from kneadwell.web.diary.forms import EntryForm
from kneadwell.web.diary.month import ByDate, Month, month_shown, span_of
from kneadwell.web.diary.shown import (
    Telling,
    date_text,
    is_wrong,
    moment_text,
    paused_shown,
)
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.diary.written import correct
from kneadwell.web.http import PersonRequest
from kneadwell.web.library import current_library
from kneadwell.web.words import Shown, place_name, words

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
LATEST_DAYS = 7
"""So many days of a month are told whole; the sheet leads to the others."""
MOST_FOUND = 100
STALE_AFTER = dt.timedelta(days=2)
"""A page that a device kept may be so old; what came since is added on the device."""


@require_safe
def diary(request: PersonRequest) -> HttpResponse:
    """Show a month and its latest days, or what was looked for."""
    kept, today = PersonDiary(request.person), timezone.localdate()
    telling = _telling(kept)
    wanted = request.GET.get("q", "").strip()
    if wanted:
        return _found(request, telling, wanted)
    by_date = telling.diary.by_date()
    month = _month(request.GET.get("month"), by_date, today)
    latest = [date for date in reversed(tuple(by_date)) if Month.of(date) == month]
    past = telling.diary.past(telling.library, timezone.localtime())
    since = today - STALE_AFTER
    context = {
        "how_it_opens": words(telling.library.session.wrong.place_paused),
        "paused": paused_shown(past.pauses, telling.library),
        "month": month_shown(month, by_date, today),
        "days": _days(
            telling, ((date, by_date[date]) for date in latest[:LATEST_DAYS])
        ),
        "has_more": len(latest) > LATEST_DAYS,
        "since": since,
        "known": [
            name
            for name, history in telling.diary.histories.items()
            if history.said[-1].date >= since
        ],
        "is_empty": not by_date,
    }
    return render(request, "diary/diary.html", context)


@require_safe
def day(request: PersonRequest, date: dt.date) -> HttpResponse:
    """Show all that was noted of one day, and where on the body it was."""
    telling, now = _telling(PersonDiary(request.person)), timezone.localtime()
    by_date = telling.diary.by_date()
    noted = by_date.get(date, ())
    first, _ = span_of(by_date, now.date())
    if not noted and not first.first <= date <= now.date():
        raise Http404
    days = sorted({*by_date, now.date()})
    before = [other for other in days if other < date]
    after = [other for other in days if other > date]
    withdrawn = [
        history.said[-1]
        for history in telling.diary.histories.values()
        if history.entry is None and history.said[-1].date == date
    ]
    context = {
        "heading": date_text(date),
        "date": date,
        "is_today": date == now.date(),
        "month_url": f"{reverse('diary')}?month={Month.of(date)}",
        "before": _near(before[-1]) if before else None,
        "after": _near(after[0]) if after else None,
        "entries": telling.rows(noted),
        "withdrawn": telling.rows(withdrawn),
        "known": [entry.id for entry in (*noted, *withdrawn)],
        "marks": _marks(telling, noted, _resting_on(telling, date, now)),
        "has_check_in": telling.diary.check_in(date) is not None,
        "is_over": date <= now.date(),
    }
    return render(request, "diary/day.html", context)


@GET_OR_POST
def entry(request: PersonRequest, entry_id: uuid.UUID) -> HttpResponse:
    """Show an entry with all its versions, to mend it or take it back."""
    kept, library = PersonDiary(request.person), current_library()
    telling = _telling(kept)
    history = telling.diary.histories.get(entry_id)
    if history is None:
        raise Http404
    last = history.said[-1]
    sent = request.POST if request.method == "POST" else None
    form = EntryForm(last.kind, last.body, library, sent)
    refused = ""
    if sent is not None:
        body = None if "withdraw" in sent else form.body()
        if body is not None or "withdraw" in sent:
            try:
                correct(kept, history, body, sent, timezone.localtime())
            except EntryError as error:
                refused = str(error)
            else:
                return redirect(f"{request.path}?kept")
    context = {
        "row": telling.row(last),
        "date": _linked(last.date),
        "form": form.shown(),
        "refused": refused,
        "page_id": uuid.uuid4(),
        "corrects": entry_id,
        "after": history.versions[-1].noted_at.isoformat(),
        "is_gone": history.entry is None,
        "is_kept": "kept" in request.GET,
        "stays": _stays(history),
        "versions": _versions(telling, history),
        "ratings": _ratings(telling.diary, entry_id),
        "next_url": reverse("diary-day", args=(last.date,)),
        "next_word": gettext("The day"),
    }
    status = HTTPStatus.OK if sent is None else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "diary/entry.html", context, status=status)


def _telling(kept: PersonDiary) -> Telling:
    return Telling(kept.fold(), current_library(), kept.flags())


def _found(request: PersonRequest, telling: Telling, wanted: str) -> HttpResponse:
    """Show the newest entries that say all the words that are wanted."""
    parts = wanted.casefold().split()
    matching = [
        entry
        for entry in reversed(telling.diary.entries)
        if telling.matches(entry, parts)
    ]
    by_date: dict[dt.date, list[Entry]] = {}
    for found in matching[:MOST_FOUND]:
        by_date.setdefault(found.date, []).append(found)
    context = {
        "wanted": wanted,
        "count": len(matching),
        "most": MOST_FOUND if len(matching) > MOST_FOUND else None,
        "days": _days(telling, by_date.items()),
    }
    return render(request, "diary/found.html", context)


def _days(
    telling: Telling, days: Iterable[tuple[dt.date, Iterable[Entry]]]
) -> list[Shown]:
    return [
        {
            **_linked(date),
            "entries": telling.rows(entries),
        }
        for date, entries in days
    ]


def _linked(date: dt.date) -> Shown:
    return {"date": date_text(date), "url": reverse("diary-day", args=(date,))}


def _near(date: dt.date) -> Shown:
    return _linked(date) | {"date": date_format(date, "j F")}


def _month(text: str | None, by_date: ByDate, today: dt.date) -> Month:
    if not text:
        return Month.of(today)
    first, last = span_of(by_date, today)
    try:
        month = Month.parse(text)
    except ValueError as error:
        raise Http404 from error
    if not first <= month <= last:
        raise Http404
    return month


def _resting_on(telling: Telling, date: dt.date, now: dt.datetime) -> set[Place]:
    """Return the places that rested at the end of a day."""
    midnight = dt.datetime.combine(date, dt.time.max, now.tzinfo)
    past = telling.diary.past(telling.library, min(midnight, now))
    return {pause.place.whole for pause in past.pauses if pause.since.date() <= date}


def _marks(
    telling: Telling, noted: Iterable[Entry], resting: set[Place]
) -> list[Shown]:
    """Return the places of a day: where hands were, what was wrong, what rested."""
    worked, wrong = set(), set()
    for one in noted:
        said = one.read()
        if isinstance(said, SessionEntry):
            worked |= {Place.parse(p).whole for p, s in said.at_most.items() if s}
        if is_wrong(one) and isinstance(
            said, AdverseEventEntry | SkinCheckEntry | SettledEntry
        ):
            wrong |= {place.whole for place in said.places}
    return [
        {
            "value": str(place),
            "name": place_name(place, telling.library).capitalize(),
            "is_worked": place in worked,
            "is_wrong": place in wrong,
            "is_resting": place in resting,
        }
        for place in sorted(worked | wrong | resting, key=str)
    ]


def _stays(history: History) -> str:
    """Say what a correction of this entry does not change."""
    said = history.said[-1].read()
    if isinstance(said, SessionEntry):
        return gettext(
            "What was noted first still counts for the limits of the day. "
            "So mending this never allows more."
        )
    if isinstance(said, AdverseEventEntry | SkinCheckEntry | SettledEntry):
        return gettext(
            "A paused place stays paused, whatever you mend here. "
            "It opens again with a yes to “Has it settled?” on Today."
        )
    return ""


def _versions(telling: Telling, history: History) -> list[Shown]:
    """Return what an entry said and since when, newest first."""
    return [
        {
            "when": moment_text(version.noted_at),
            "row": telling.row(version.entry) | {"is_corrected": False, "flags": []}
            if version.entry
            else None,
        }
        for version in reversed(history.versions)
    ]


def _ratings(diary: Diary, session_id: uuid.UUID) -> list[Shown]:
    """Return the ratings around a session, which are entries of their own."""
    names = {
        When.BEFORE: gettext("How it felt before"),
        When.AFTER: gettext("How it felt after"),
    }
    found = {
        said.when: entry.id
        for entry in diary.entries
        if isinstance(said := entry.read(), ScoreEntry) and said.session == session_id
    }
    return [
        {"name": name, "url": reverse("diary-entry", args=(found[when],))}
        for when, name in names.items()
        if when in found
    ]
