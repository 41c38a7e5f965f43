"""What is asked after a session: the skin, the pain, the next day; has it settled?

What a session was cleared with decides some of it. Sessions stand above this room and
open it, so `kneadwell.web.urls` hands each view the way to ask them.
"""

import uuid
from collections.abc import Callable, Iterable
from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from kneadwell.diary import (
    AdverseEventEntry,
    CheckedWhen,
    Diary,
    Entry,
    EntryKind,
    HasSettled,
    LimitsOf,
    SessionNote,
    SkinCheckEntry,
    Sugar,
    SugarCheckEntry,
    read_as,
)
from kneadwell.knowledge import Library
from kneadwell.vocabulary import Place, PlaceError, lines_in
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.follow_ups import store
from kneadwell.web.follow_ups.forms import LookForm
from kneadwell.web.follow_ups.shown import (
    QUESTIONS,
    cause_text,
    follow_up_shown,
    places_phrase,
    question_of,
    sugar_shown,
    what_to_do,
)
from kneadwell.web.http import PersonRequest
from kneadwell.web.library import current_library
from kneadwell.web.people.models import Person
from kneadwell.web.people.store import alone
from kneadwell.web.words import (
    Shown,
    flag_shown,
    place_name,
    places_text,
    techniques_text,
    words,
)

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
BRUISES = "next-day-bruises"
"""What limits call the question about bruises, asked with those of the next day."""
LOW_SUGAR = ("severe-hypo", "low-sugars")
"""The signs that say what to do about low blood sugar."""

Limits = Callable[[Person], LimitsOf]


@GET_OR_POST
def follow_up(
    request: PersonRequest, session_id: uuid.UUID, which: str, limits_of: Limits
) -> HttpResponse:
    """Ask once after a session; whatever is found pauses its place."""
    now, kept = timezone.localtime(), PersonDiary(request.person)
    diary, limits = kept.fold(), limits_of(request.person)
    if which not in QUESTIONS or diary.session(session_id) is None:
        raise Http404
    when = CheckedWhen(which)
    asked = store.asked(diary, session_id, when, now, limits)
    if asked is None:
        return _answered(request, _last_look(diary, session_id, when))

    library = current_library()
    form = LookForm(asked, library, request.POST)
    if request.method == "POST" and (look := form.look()):
        entry = Entry(uuid.uuid4(), EntryKind.SKIN_CHECK, now, look.body(asked))
        with alone(request.person):
            # A second press of a shaking hand finds the question answered.
            if store.asked(kept.fold(), session_id, when, now, limits):
                kept.add([entry])
        return redirect(request.get_full_path() if look.found else _next(request))

    about = [question_of(when, library)]
    if when is CheckedWhen.NEXT_DAY and any(
        BRUISES in here.follow_up for here in limits(session_id).values()
    ):
        about.append(library.session.follow_up["bruises"])
    context = {
        "asked": follow_up_shown(asked, library),
        "about": [
            {"question": words(it.question), "help": words(it.help)} for it in about
        ],
        "is_pain": when is CheckedWhen.HOUR_1,
        "next_url": _next(request),
        **form.shown(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.error else HTTPStatus.OK
    return render(request, "follow_ups/look.html", context, status=status)


@GET_OR_POST
def settled(request: PersonRequest, limits_of: Limits) -> HttpResponse:
    """Ask whether paused places are as they were; only a yes opens them again."""
    now, library = timezone.localtime(), current_library()
    places = _places(request.GET.getlist("place"))
    kept = PersonDiary(request.person)
    waiting = [
        rest
        for rest in store.paused(kept.fold(), now, limits_of(request.person))
        if set(rest.places) & set(places) and rest.may_be_asked(now)
    ]
    asked = [p for p in places if any(p in rest.places for rest in waiting)]
    if not asked:
        return redirect("today")

    answer = request.POST.get("answer")
    if answer in set(HasSettled):
        body = {"places": [str(place) for place in asked], "answer": answer}
        kept.add([Entry(uuid.uuid4(), EntryKind.SETTLED, now, body)])
        if answer == HasSettled.YES:
            return redirect("today")
        return redirect(f"{request.get_full_path()}&said={answer}")

    question = library.session.wrong.settled
    context = {
        "question": words(question.question),
        "help": words(question.help),
        "places": places_phrase(asked, library).capitalize(),
        "causes": [
            cause_text(cause, library)
            for cause in dict.fromkeys(c for rest in waiting for c in rest.causes)
        ],
        "ones": [
            {"value": str(place), "name": place_name(place, library)}
            for place in asked
            if len(asked) > 1
        ],
        "stays_paused": request.GET.get("said") in set(HasSettled),
    }
    return render(request, "follow_ups/settled.html", context)


@GET_OR_POST
def sugar(
    request: PersonRequest, session_id: uuid.UUID, limits_of: Limits
) -> HttpResponse:
    """Ask how blood sugar is half an hour after a session, where the rules say so."""
    library, now = current_library(), timezone.localtime()
    kept = PersonDiary(request.person)
    diary = kept.fold()
    if diary.session(session_id) is None:
        raise Http404
    due = store.sugar_due(diary, now, limits_of(request.person))
    note = next((note for note in due if note.id == session_id), None)
    said = request.POST.get("sugar")
    if note and said in set(Sugar):
        body = {"session": str(session_id), "sugar": said}
        kept.add([Entry(uuid.uuid4(), EntryKind.SUGAR_CHECK, now, body)])
        return redirect(request.get_full_path() if said == Sugar.LOW else "today")
    was_low = (session_id, Sugar.LOW) in (
        (check.session, check.sugar)
        for _, check in read_as(SugarCheckEntry, diary.entries)
    )
    if note is None and not was_low:
        return redirect("today")
    question = library.session.follow_up["sugar_30"]
    context = {
        "asked": sugar_shown(note, library) if note else None,
        "help": words(question.help),
        "flags": [flag_shown(library.red_flags[name]) for name in LOW_SUGAR],
    }
    return render(request, "follow_ups/sugar.html", context)


@GET_OR_POST
def wrong(request: PersonRequest, limits_of: Limits) -> HttpResponse:  # noqa: ARG001
    """Ask what went wrong in the last session or after it, and pause its places.

    Where no session was written down, nobody knows which place: all of them rest.
    """
    library, kept = current_library(), PersonDiary(request.person)
    last = _last_session(kept.fold())
    what = request.POST.get("what")
    if what and what in library.session.wrong.items:
        event = {
            "session": str(last.id) if last else None,
            "technique": _only_technique(last),
            "places": _worked(last),
            "what": what,
            "edition": library.edition,
        }
        kept.note(
            _once(request.POST.get("page"), what),
            EntryKind.ADVERSE_EVENT,
            event,
            timezone.localtime(),
        )
        return redirect("wrong-told", what)
    context = {
        "page_id": uuid.uuid4(),
        "question": words(library.session.wrong.question),
        "items": [
            {"id": name, "button": words(item.button)}
            for name, item in library.session.wrong.items.items()
        ],
        "last": _last_shown(last, library),
    }
    return render(request, "follow_ups/wrong.html", context)


def _once(page_id: str | None, what: str) -> uuid.UUID:
    """Return the id of what one page writes down, however often it is pressed."""
    try:
        return uuid.uuid5(uuid.UUID(page_id), what)
    except (TypeError, ValueError):
        return uuid.uuid4()


@GET_OR_POST
def told(
    request: PersonRequest,
    what: str,
    limits_of: Limits,  # noqa: ARG001
) -> HttpResponse:
    """Say what to do about something that went wrong."""
    library = current_library()
    events = (note.what for note in PersonDiary(request.person).fold().troubles())
    event = next(
        (e for e in events if isinstance(e, AdverseEventEntry) and e.what == what),
        None,
    )
    if event is None:
        raise Http404
    item = library.session.wrong.items[event.what]
    advice: list[Shown] = [{"title": words(item.button), "do": lines_in(item.do)}]
    return _paused_page(request, event.places, [event.what], advice)


def _answered(request: PersonRequest, look: SkinCheckEntry | None) -> HttpResponse:
    """Say what a finding leads to; where nothing was found, go on."""
    if look is None or not look.found:
        return redirect(_next(request))
    advice = what_to_do(look.found, current_library())
    return _paused_page(request, look.places, look.found, advice)


def _paused_page(
    request: PersonRequest,
    places: Iterable[Place],
    causes: Iterable[str],
    advice: list[Shown],
) -> HttpResponse:
    library = current_library()
    context = {
        "places": places_phrase(places, library).capitalize(),
        "findings": [cause_text(cause, library) for cause in causes],
        "paused": words(library.session.wrong.place_paused),
        "advice": advice,
        "next_url": _next(request),
    }
    return render(request, "follow_ups/paused.html", context)


def _last_look(
    diary: Diary, session_id: uuid.UUID, when: CheckedWhen
) -> SkinCheckEntry | None:
    """Return the newest answer to a question about a session."""
    return next(
        (
            note.what
            for note in diary.troubles()
            if isinstance(note.what, SkinCheckEntry)
            and (note.what.session, note.what.when) == (session_id, when)
        ),
        None,
    )


def _last_session(diary: Diary) -> SessionNote | None:
    return next((note for day in diary.days() for note in day.notes), None)


def _last_shown(last: SessionNote | None, library: Library) -> Shown | None:
    if last is None:
        return None
    return {
        "technique": techniques_text(last.session.techniques, library),
        "when": date_format(last.at, "l, j F, H:i"),
        "places": places_text(_worked(last), library),
    }


def _only_technique(last: SessionNote | None) -> str | None:
    """Return what was done; of several nobody knows which of them it was."""
    techniques = last.session.techniques if last else ()
    return techniques[0] if len(techniques) == 1 else None


def _worked(last: SessionNote | None) -> list[str]:
    """Return where hands were on; nowhere by name when nobody knows."""
    if last is None:
        return []
    return [place for place, seconds in last.session.at_most.items() if seconds]


def _places(sent: list[str]) -> list[Place]:
    try:
        return list(dict.fromkeys(Place.parse(place).whole for place in sent))
    except PlaceError as error:
        raise Http404 from error


def _next(request: PersonRequest) -> str:
    """Return where someone came from on our own pages, or Today."""
    wanted = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
        return wanted
    return reverse("today")
