"""A session, from its questions to its record."""

import uuid
from datetime import timedelta
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from kneadwell.diary import Entry, EntryKind, When
from kneadwell.knowledge import Library, Technique
from kneadwell.screening import Answer, Cleared, Reason, Refused, may_start
from kneadwell.session import (
    DoseError,
    Timeline,
    WrongPlaceError,
    WrongSpotError,
    compile_timeline,
)
from kneadwell.vocabulary import Giver, Place
from kneadwell.web.diary.store import EntryConflictError, PersonDiary
from kneadwell.web.http import PersonRequest
from kneadwell.web.library import current_library
from kneadwell.web.sessions import store
from kneadwell.web.sessions.forms import (
    Done,
    DoneError,
    ScoresForm,
    StartForm,
    done_from_form,
    done_from_json,
)
from kneadwell.web.sessions.models import SessionRecord
from kneadwell.web.words import Shown, flag_shown, technique_name, words

CLEARED_FOR = timedelta(minutes=60)
"""Skin changes: after this the questions are asked again."""

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


FIELD_OF = {
    WrongPlaceError: "places",
    WrongSpotError: "spots",
    DoseError: "minutes",
}
"""Which part of the start form an error of the timeline speaks about."""


@GET_OR_POST
def start(request: PersonRequest, technique_id: str) -> HttpResponse:
    """Ask what keeps this person safe; only clear answers make a session."""
    library = current_library()
    technique = _technique(technique_id, library)
    if request.method != "POST":
        return _start_page(request, StartForm(technique, library))

    form = StartForm(technique, library, request.POST)
    gate = may_start(form.answers, library, technique_id)
    if isinstance(gate, Refused) and _said(gate):
        return _refused_page(request, technique, gate)

    wish = form.wish()
    if wish is None or isinstance(gate, Refused):
        return _start_page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        timeline = compile_timeline(
            library,
            technique_id,
            wish.places,
            wish.giver,
            seconds=wish.seconds,
            cleared=gate,
        )
    except (WrongPlaceError, WrongSpotError, DoseError) as error:
        form.refuse(FIELD_OF[type(error)], str(error))
        return _start_page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)

    record = store.keep_session(request.person, wish, gate, timeline, timezone.now())
    return redirect("before", record.id)


@GET_OR_POST
def before(request: PersonRequest, session_id: uuid.UUID) -> HttpResponse:
    """Ask how it feels, on the way to the player."""
    record = store.session_of(request.person, session_id)
    if PersonDiary(request.person).entry(record.id):
        return redirect("diary")
    return _scores_page(
        request, record, When.BEFORE, reverse("player", args=(record.id,))
    )


@require_safe
def player(request: PersonRequest, session_id: uuid.UUID) -> HttpResponse:
    """Play a session, once, while its answers are fresh and still clear it."""
    library = current_library()
    record = store.session_of(request.person, session_id)
    if PersonDiary(request.person).entry(record.id):
        return redirect("diary")
    if not _is_fresh(record, library):
        return render(
            request,
            "sessions/expired.html",
            {"technique": _named(record.technique, library)},
            status=HTTPStatus.GONE,
        )

    technique = _technique(record.technique, library)
    gate = may_start(record.answers, library, technique.id)
    if isinstance(gate, Refused):
        return _refused_page(request, technique, gate)

    timeline = _timeline(record, library, gate)
    context = {
        "technique": _named(technique.id, library),
        "session_id": record.id,
        "timeline": timeline,
        "timeline_json": timeline.to_json(),
        "minutes": sum(record.planned.values()) // 60,
        "begin_before_ms": int((record.cleared_at + CLEARED_FOR).timestamp() * 1000),
        "done_url": reverse("done", args=(record.id,)),
        "next_url": reverse("after", args=(record.id,)),
        "help_url": reverse("help-now"),
    }
    return render(request, "sessions/player.html", context)


@require_POST
def done(request: PersonRequest, session_id: uuid.UUID) -> HttpResponse:
    """Keep what was done. The session's id is the entry's, so it counts once."""
    record = store.session_of(request.person, session_id)
    kept = PersonDiary(request.person)
    if request.content_type != "application/json":
        earlier = kept.entry(record.id)
        now = earlier.at if earlier else timezone.localtime().replace(microsecond=0)
        kept.add([_entry(record, done_from_form(request.POST, record.planned, now))])
        return redirect("after", record.id)
    try:
        kept.add([_entry(record, done_from_json(request.body, record.planned))])
    except DoneError as error:
        return _refusal(error, HTTPStatus.UNPROCESSABLE_ENTITY)
    except EntryConflictError as error:
        return _refusal(error, HTTPStatus.CONFLICT)
    return JsonResponse({"id": record.id})


@GET_OR_POST
def after(request: PersonRequest, session_id: uuid.UUID) -> HttpResponse:
    """Ask how it feels, on the way to the diary."""
    record = store.session_of(request.person, session_id)
    return _scores_page(request, record, When.AFTER, reverse("diary"))


def _technique(technique_id: str, library: Library) -> Technique:
    try:
        return library.techniques[technique_id]
    except KeyError as error:
        raise Http404 from error


def _start_page(
    request: PersonRequest, form: StartForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    return render(request, "sessions/start.html", form.shown(), status=status)


def _said(refused: Refused) -> list[Reason]:
    """Return the reasons that were given in words; silence is asked about again."""
    return [r for r in refused.reasons if r.answer is not Answer.UNANSWERED]


def _refused_page(
    request: PersonRequest, technique: Technique, refused: Refused
) -> HttpResponse:
    answers = {
        Answer.YES: gettext("You said yes."),
        Answer.UNKNOWN: gettext("You do not know. We treat it as yes."),
    }
    reasons = [
        {
            "question": words(reason.condition.question),
            "answer_text": answers[reason.answer],
            "why": words(reason.condition.why),
            "flag": flag_shown(reason.red_flag) if reason.red_flag else None,
        }
        for reason in _said(refused)
    ]
    context = {
        "technique": {"id": technique.id, "name": words(technique.name)},
        "reasons": reasons,
        "emergency_number": settings.EMERGENCY_NUMBER,
    }
    return render(
        request,
        "sessions/refused.html",
        context,
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
    )


def _scores_page(
    request: PersonRequest, record: SessionRecord, when: When, next_url: str
) -> HttpResponse:
    library = current_library()
    form = ScoresForm(library, request.POST)
    scores = form.scores()
    if request.method == "POST" and scores is not None:
        if any(value is not None for value in scores.values()):
            PersonDiary(request.person).rate(
                record.id, when, scores, timezone.localtime()
            )
        return redirect(next_url)
    context = {
        "heading": {
            When.BEFORE: gettext("How does it feel now?"),
            When.AFTER: gettext("How does it feel after?"),
        }[when],
        "scales": form.shown(),
        "when": when.value,
        "skip_url": next_url,
    }
    status = HTTPStatus.OK if scores is not None else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "sessions/scores.html", context, status=status)


def _is_fresh(record: SessionRecord, library: Library) -> bool:
    age = timezone.now() - record.cleared_at
    return record.edition == library.edition and timedelta() <= age <= CLEARED_FOR


def _named(technique_id: str, library: Library) -> Shown:
    return {"id": technique_id, "name": technique_name(technique_id, library)}


def _timeline(record: SessionRecord, library: Library, cleared: Cleared) -> Timeline:
    return compile_timeline(
        library,
        record.technique,
        [Place.parse(place) for place in record.places],
        Giver(record.giver),
        seconds=sum(record.planned.values()),
        cleared=cleared,
    )


def _entry(record: SessionRecord, what: Done) -> Entry:
    body = {
        "technique": record.technique,
        "giver": record.giver,
        "places": dict(what.places),
        "planned": dict(record.planned),
        "ended": what.ended.value,
        "edition": record.edition,
    }
    return Entry(record.id, EntryKind.SESSION, what.at, body)


def _refusal(error: Exception, status: HTTPStatus) -> HttpResponse:
    return JsonResponse({"error": str(error)}, status=status)
