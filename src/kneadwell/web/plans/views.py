"""Wishes, the week that comes of them, and what is said of its days and sessions."""

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from http import HTTPStatus

from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from kneadwell.plan import (
    EventKind,
    LivedSession,
    NoPlan,
    PlanEvent,
    Sitting,
    Slot,
    Week,
    demand_of,
    minutes_needed,
)
from kneadwell.vocabulary import Giver, Place
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.http import PersonRequest
from kneadwell.web.library import current_library
from kneadwell.web.plans import store
from kneadwell.web.plans.forms import Wished, WishForm
from kneadwell.web.plans.models import PlanRecord
from kneadwell.web.plans.printed import print_shown
from kneadwell.web.plans.proving import PROVER
from kneadwell.web.plans.shown import (
    LESS_MIN,
    WeekShown,
    ended_text,
    progress_text,
    sitting_choices,
    week_text,
)
from kneadwell.web.plans.weeks import DAY, PersonWeek, clearances_of
from kneadwell.web.preferences.shown import slot_names
from kneadwell.web.sessions.store import keep_planned_session
from kneadwell.web.words import Shown

WEEKS_AHEAD = 4
"""A later week is not planned yet: what is said of skin and health does not last."""
PAGE = "page"
"""The field of a form that holds the id its page drew."""

OF_DAYS = (EventKind.FLARE, EventKind.AWAY, EventKind.BACK)
"""What is said of whole days."""

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_OR_POST
def wishes(request: PersonRequest) -> HttpResponse:
    """Ask what a week should hold; plan it as soon as that is said."""
    here = _week(request)
    if here.answers is None:
        return redirect("week")
    sent = request.POST if request.method == "POST" else None
    form = _wish_form(here, sent)
    wished = form.read() if sent is not None else None
    if sent is not None and wished is not None:
        store.keep_wished(request.person, wished, here.now)
        planned = _week(request, _first_week(here, wished))
        _plan(planned, _once(request, "plan"))
        return redirect("week-of", planned.week)
    context = {
        "form": form.shown(),
        "errors": form.errors,
        "page_id": uuid.uuid4(),
        "times": _times_text(here),
        **_minutes(here, wished or here.wished or Wished()),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "plans/wishes.html", context, status=status)


@require_POST
def wishes_minutes(request: PersonRequest) -> HttpResponse:
    """Return how many minutes a wish needs beside those it gives; nothing is kept."""
    here = _week(request)
    if here.answers is None:
        raise Http404
    form = _wish_form(here, request.POST)
    wished = form.read()
    context = (
        _minutes(here, wished)
        if wished
        else {"blocked": [error["message"] for error in form.errors]}
    )
    return render(request, "plans/minutes.html", context)


@require_safe
def week(request: PersonRequest, week: Week | None = None) -> HttpResponse:
    """Show a week: day by day what is planned, and what became of it."""
    here = _week(request, week)
    return _week_page(request, here)


@require_POST
def plan_again(request: PersonRequest, week: Week) -> HttpResponse:
    """Plan the rest of a week, near to how it is planned already."""
    here = _week(request, week)
    if not here.is_over and here.answers is not None and here.wished is not None:
        _plan(here, _once(request, "plan"))
    return redirect("week-of", week)


@require_POST
def say_of_days(request: PersonRequest, week: Week) -> HttpResponse:
    """Keep what was said of whole days: a flare, days away, or that one is back."""
    here = _week(request, week)
    act = request.POST.get("act", "")
    kind = next((it for it in OF_DAYS if it == act), None)
    known = {day.isoformat(): day for day in week.days if day >= here.today}
    days = [known[said] for said in request.POST.getlist("day") if said in known]
    if kind is None or not days:
        problem = gettext("Choose at least one day.")
        return _week_page(request, here, problem=problem)
    for day in days:
        event_id = _once(request, kind, day.isoformat())
        store.keep_event(request.person, PlanEvent(str(event_id), kind, here.now, day))
    return redirect("today" if request.POST.get("next") == "today" else _url(week))


@require_safe
def progress(request: PersonRequest, week: Week) -> JsonResponse:
    """Return how far the search for a better plan has come.

    ``of`` names the version that the page shows.
    """
    here = _week(request, week)
    record = here.record
    if record is None:
        raise Http404
    is_open = _is_searched(here)
    if is_open:
        PROVER.ask(record)
        says = progress_text(PROVER.progress(record))
        return JsonResponse({"says": says, "ended": False, "better": False})
    shown = store.plan_version(request.person, week, _uuid(request.GET.get("of", "")))
    is_better = shown is not None and shown.plan["sessions"] != record.plan["sessions"]
    says = gettext("The plan got better.") if is_better else _ended(here)
    return JsonResponse({"says": says, "ended": True, "better": is_better})


@GET_OR_POST
def planned(request: PersonRequest, day: dt.date, slot: Slot) -> HttpResponse:
    """Show one session of the plan, and keep what is said of it."""
    here = _week(request, Week.of(day))
    found = here.at(Sitting(day, slot))
    if found is None:
        raise Http404
    if request.method != "POST":
        return _planned_page(request, here, found)
    return _say(request, here, found)


@require_POST
def start_planned(request: PersonRequest, day: dt.date, slot: Slot) -> HttpResponse:
    """Begin a session of the plan today: it goes to its check, as any other."""
    here = _week(request, Week.of(day))
    found = here.at(Sitting(day, slot))
    if found is None:
        raise Http404
    if here.profile is None or not WeekShown(here).is_startable(found):
        return redirect("week-of", here.week)
    works = [
        (work.technique_id, tuple(work.seconds), sum(work.seconds.values()))
        for work in found.now.work
    ]
    begun = store.begun_session(request.person, found.now.sitting, works)
    if begun is None:
        giver = Giver(here.profile.giver)
        begun = keep_planned_session(request.person, works, giver, day, slot.value)
    return redirect("check", begun.id)


@require_safe
def week_print(request: PersonRequest, week: Week) -> HttpResponse:
    """Show what is still to come in large print, with pictures and boxes to tick."""
    here = _week(request, week)
    if here.plan is None or here.is_stale:
        return redirect("week-of", week)
    context = {
        "name": week_text(week),
        "week": str(week),
        "today": here.today,
        **print_shown(here),
    }
    return render(request, "plans/week_print.html", context)


def _week(request: PersonRequest, week: Week | None = None) -> PersonWeek:
    now, library = timezone.localtime(), current_library()
    week = week or Week.of(now.date())
    if week.days[0] > now.date() + WEEKS_AHEAD * 7 * DAY:
        raise Http404
    diary = PersonDiary(request.person).recent(now)
    return PersonWeek.of(request.person, week, now, library, diary)


def _first_week(here: PersonWeek, wished: Wished) -> Week:
    """Return this week, or the next where no free time is left in this one."""
    free = (
        Sitting(day, slot)
        for day in here.week.days
        for slot in wished.wish.slots.get(day.weekday(), ())
    )
    if any(it.starts(here.starts) > here.clock for it in free):
        return here.week
    return Week.of(here.week.days[-1] + DAY)


def _plan(here: PersonWeek, record_id: uuid.UUID) -> PlanRecord | None:
    """Keep a quick plan of the rest of a week, and have a better one searched for."""
    found = here.draft()
    if isinstance(found, NoPlan):
        return None
    record = store.keep_plan(
        here.person,
        here.with_what_was(found),
        here.wish_anew(),
        record_id=record_id,
        made_at=here.now,
        since=here.clock,
    )
    PROVER.ask(record)
    return record


def _wish_form(here: PersonWeek, sent: QueryDict | None) -> WishForm:
    return WishForm(
        sent,
        library=here.library,
        places=here.answers.places if here.answers else (),
        possible=_possible(here),
        standing=here.wished or Wished(),
    )


def _possible(here: PersonWeek) -> Mapping[str, list[Place]]:
    """Return where each technique is cleared today."""
    clearance = here.clearances.get(here.today)
    if clearance is None or clearance.stop:
        return {}
    found = {
        name: [place for place, verdict in it.verdicts.items() if verdict.possible]
        for name, it in clearance.techniques.items()
    }
    return {name: places for name, places in found.items() if places}


def _minutes(here: PersonWeek, wished: Wished) -> Shown:
    """Return the minutes of a whole week: needed, given, and what that means."""
    if here.answers is None:
        return {"blocked": ()}
    whole = Week.of(here.week.days[-1] + DAY)
    monday = dt.datetime.combine(whole.days[0], dt.time(0))
    clearances = clearances_of(
        here.answers, whole, here.today, here.past.pauses, here.library
    )
    wish = here.wish_of(wished)
    demand = demand_of(clearances, wish, here.library, whole, monday, here.starts)
    if isinstance(demand, NoPlan):
        return {"blocked": demand.because}
    given = sum(
        min(wish.minutes_per_day, wish.session_minutes * len(slots))
        for slots in wish.slots.values()
    )
    needed = minutes_needed(demand)
    says = gettext("There is time for all of it.")
    if needed > given:
        says = gettext(
            "We plan what matters most. More minutes, or more parts of a day, would "
            "give more."
        )
    return {"minutes": {"needed": needed, "given": given, "says": says}}


def _times_text(here: PersonWeek) -> str:
    times = [
        f"{name} {time_format(here.starts[Slot(slot)], 'H:i')}"
        for slot, name in slot_names().items()
    ]
    return ", ".join(times) + "."


def _week_page(
    request: PersonRequest, here: PersonWeek, *, problem: str = ""
) -> HttpResponse:
    state, blocked = _state_of(here)
    shown = WeekShown(_seen(here) if state == "stale" else here)
    is_searched = state == "planned" and _is_searched(here)
    if is_searched and here.record:
        PROVER.ask(here.record)
    context = {
        "state": state,
        "name": week_text(here.week),
        "week": str(here.week),
        "is_this": here.today in here.week.days,
        "is_over": here.is_over,
        "before": _other(here, here.week.days[0] - DAY),
        "after": _other(here, here.week.days[-1] + DAY),
        "blocked": blocked,
        "is_searched": is_searched,
        "progress": progress_text(
            PROVER.progress(here.record) if here.record else None
        ),
        "ended": _ended(here) if state == "planned" else "",
        "record_id": here.record.record_id if here.record else "",
        "days": shown.days() if state in {"planned", "stale", "over"} else [],
        "lead": shown.lead(),
        "next": shown.next and shown.session(shown.next),
        "programme": _programme(here),
        "not_given": shown.not_given(),
        "goals": shown.goals(),
        "is_resting": _is_resting(here),
        "today": here.today.isoformat(),
        "days_ahead": [
            {"value": day.isoformat(), "label": _day_name(day)}
            for day in here.week.days
            if day >= here.today
        ],
        "problem": problem,
        "page_id": uuid.uuid4(),
        "told": _told_text(request.GET.get("told", "")),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    return render(request, "plans/week.html", context, status=status)


def _state_of(here: PersonWeek) -> tuple[str, tuple[str, ...]]:
    """Return what the page of a week is about, and what blocks a plan, if anything."""
    if here.is_over:
        return "over", ()
    if here.answers is None:
        return "questions", ()
    if here.wished is None:
        return "wish", ()
    if here.record is None or here.is_stale:
        found = here.draft()
        if isinstance(found, NoPlan):
            return "blocked", found.because
        return ("open" if here.record is None else "stale"), ()
    return "planned", ()


def _seen(here: PersonWeek) -> PersonWeek:
    """Return a stale week as it would be when it is planned again."""
    found = here.draft()
    return here if isinstance(found, NoPlan) else here.as_drafted(found)


def _is_searched(here: PersonWeek) -> bool:
    """Return whether a better plan is looked for."""
    record = here.record
    return (
        record is not None
        and not record.is_proven
        and not PROVER.has_given_up(record)
        and not here.is_told
        and not here.is_over
        and not here.is_stale
    )


def _ended(here: PersonWeek) -> str:
    if here.plan is None:
        return ""
    if here.is_told:
        return gettext("You made this plan your own.")
    return ended_text(here.plan.status, here.plan.objective)


def _is_resting(here: PersonWeek) -> bool:
    """Return whether today was said to be a flare day, or one away."""
    said = ""
    for event in sorted(here.events, key=lambda one: one.at):
        if event.day == here.today and event.slot is None:
            said = event.kind.value
    return said in {EventKind.FLARE, EventKind.AWAY}


def _programme(here: PersonWeek) -> Shown | None:
    """Return who wrote the programme that holds, and whether its review is due."""
    held = here.past.prescription
    if held is None:
        return None
    return {"by": held.by, "is_over": held.is_over(here.today)}


def _other(here: PersonWeek, day: dt.date) -> Shown | None:
    """Return the week around a day, if it has a page worth going to."""
    week = Week.of(day)
    is_ahead = here.today <= week.days[-1] and week.days[0] <= here.today + 7 * DAY
    if not is_ahead and store.last_plan(here.person, week) is None:
        return None
    return {"url": reverse("week-of", args=(week,)), "name": week_text(week)}


def _say(request: PersonRequest, here: PersonWeek, found: LivedSession) -> HttpResponse:
    """Keep what was said of a session, or say why it cannot be."""
    act, at = request.POST.get("act", ""), found.now.sitting
    to, minutes = None, None
    if act == EventKind.MOVE:
        to = _sitting(request.POST.get("to", ""))
        if to is None or to not in here.free():
            problem = gettext("Choose a part of a day that is free.")
            return _planned_page(request, here, found, problems=(problem,))
        if problems := here.moved(at, to):
            return _planned_page(request, here, found, problems=problems)
    elif act == EventKind.LESS:
        said = request.POST.get("minutes", "")
        if said not in map(str, LESS_MIN):
            problem = gettext("Choose 2, 5 or 10 minutes.")
            return _planned_page(request, here, found, problems=(problem,))
        minutes = int(said)
    elif act not in {EventKind.SKIP, EventKind.NOT_APPLICABLE, EventKind.BACK}:
        raise Http404
    event_id = _once(request, act, str(at), str(to), str(minutes))
    event = PlanEvent(
        str(event_id), EventKind(act), here.now, at.day, at.slot, to, minutes
    )
    store.keep_event(request.person, event)
    if request.POST.get("next") == "today":
        return redirect("today")
    if act in {EventKind.LESS, EventKind.BACK, EventKind.MOVE}:
        there = to or at
        if _week(request, here.week).at(there):
            return redirect("planned", there.day, there.slot)
    return redirect(f"{_url(here.week)}?told={act}")


def _planned_page(
    request: PersonRequest,
    here: PersonWeek,
    found: LivedSession,
    *,
    problems: tuple[str, ...] = (),
) -> HttpResponse:
    shown = WeekShown(here)
    is_ahead = found.is_open and here.is_ahead(found)
    context = {
        "session": shown.session(found),
        "week": str(here.week),
        "week_name": week_text(here.week),
        "is_stale": here.is_stale,
        "is_open": is_ahead,
        "is_closed_by_word": found.said is not None and not found.is_open,
        "is_shorter": found.now.seconds < found.planned.seconds,
        "less": [
            {"value": minutes, "label": gettext("%d min") % minutes}
            for minutes in LESS_MIN
            if 60 * minutes < found.planned.seconds
        ],
        "moves": sitting_choices(here.free(), request.POST.get("to", ""), here.starts)
        if is_ahead
        else [],
        "problems": problems,
        "page_id": uuid.uuid4(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return render(request, "plans/planned.html", context, status=status)


def _sitting(text: str) -> Sitting | None:
    day, _, slot = text.partition(" ")
    try:
        return Sitting(dt.date.fromisoformat(day), Slot(slot))
    except ValueError:
        return None


def _once(request: PersonRequest, *said: str) -> uuid.UUID:
    """Return the id of what one page says, however often it is sent."""
    page = _uuid(request.POST.get(PAGE, "")) or uuid.uuid4()
    return uuid.uuid5(page, json.dumps([request.path, *said]))


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _day_name(day: dt.date) -> str:
    return date_format(day, "l, j F")


def _told_text(act: str) -> str:
    """Return what a page says after something was said of a session."""
    return {
        EventKind.SKIP.value: gettext("Left out. There is nothing to make up."),
        EventKind.NOT_APPLICABLE.value: gettext("It is out of the plan."),
        EventKind.MOVE.value: gettext("It was moved."),
        EventKind.LESS.value: gettext("It is shorter now."),
        EventKind.BACK.value: gettext("It is back in the plan."),
    }.get(act, "")


def _url(week: Week) -> str:
    return reverse("week-of", args=(week,))
