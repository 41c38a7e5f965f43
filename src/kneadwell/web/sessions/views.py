"""A session, from the choice of places to its record."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from kneadwell.diary import CheckedWhen, FollowUp, When
from kneadwell.knowledge import OtherGiver
from kneadwell.screening import (
    HOLDS_FOR,
    Answers,
    Refused,
    Verdict,
    answers_to_json,
    screen,
)
from kneadwell.session import SessionWork, compile_session
from kneadwell.vocabulary import Giver, Place, Side, lines_in
from kneadwell.web.diary.store import EntryConflictError, PersonDiary
from kneadwell.web.follow_ups.forms import Look, LookForm
from kneadwell.web.follow_ups.shown import finding_text, what_to_do
from kneadwell.web.follow_ups.store import Paused, paused
from kneadwell.web.http import PersonRequest
from kneadwell.web.library import current_library
from kneadwell.web.people.models import Person
from kneadwell.web.people.store import alone
from kneadwell.web.screening.cards import CardsForm
from kneadwell.web.screening.store import (
    is_intake_complete,
    keep_answers,
    profile_of,
)
from kneadwell.web.sessions import store
from kneadwell.web.sessions.done import (
    DoneError,
    done_from_form,
    done_from_json,
)
from kneadwell.web.sessions.forms import (
    OTHER_GIVER,
    ConfirmForm,
    ScoresForm,
    StartForm,
)
from kneadwell.web.sessions.gate import (
    answers_now,
    gate,
    may_leave_out,
    outlook,
    outlooks_of,
    places_of,
    verdicts_of,
)
from kneadwell.web.sessions.limits import limits_of
from kneadwell.web.sessions.models import SessionRecord
from kneadwell.web.sessions.plan import planned_together
from kneadwell.web.sessions.shown import (
    player_shown,
    refusal_shown,
    shorter_shown,
    technique_named,
    techniques_named,
    without_shown,
    works_shown,
)
from kneadwell.web.words import places_text, techniques_text, words

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_OR_POST
def start(request: PersonRequest, technique_id: str) -> HttpResponse:
    """Choose places and minutes, of those that are open by what was said last."""
    library = current_library()
    technique = store.technique_or_404(technique_id, library)
    if asked := _intake_first(request):
        return asked
    profile, sent = profile_of(request.person), request.POST or request.GET
    wanted = sent.get("giver", profile.giver if profile else "")
    giver = Giver(wanted) if wanted in set(Giver) else Giver.SELF
    now = timezone.localtime()
    everywhere = tuple(Place(side, r) for r in technique.regions for side in Side)
    seen = outlook(request.person, technique.id, everywhere, giver, now)
    if seen.refused and seen.refused.stop:
        return _refused_page(request, seen.refused, seen.answers)

    posted = request.POST if request.method == "POST" else None
    form = StartForm(technique, library, seen, giver, posted)
    wish = form.wish() if posted is not None else None
    if wish:
        record = store.keep_session(request.person, technique.id, wish)
        return redirect("check", record.id)
    context = form.shown(profile.chosen if profile else ())
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "sessions/start.html", context, status=status)


@GET_OR_POST
def check(request: PersonRequest, session_id: uuid.UUID) -> HttpResponse:
    """Ask the six cards and what has to be true today; keep the answers."""
    record = store.session_of(request.person, session_id)
    if elsewhere := _is_done(request.person, record) or _intake_first(request):
        return elsewhere
    library, now = current_library(), timezone.localtime()
    for work in record.works:
        store.technique_or_404(work.technique, library)
    if request.method != "POST":
        outlooks = outlooks_of(record, request.person, now)
        for seen in outlooks.values():
            if seen.refused:
                return _refused_page(request, seen.refused, seen.answers, record)
        verdicts = [v for seen in outlooks.values() for v in seen.verdicts.values()]
        return _check_page(request, record, verdicts)

    cards = _cards(request.person, record, request.POST)
    noes = cards.answered()
    if noes is not None:
        keep_answers(request.person, noes, now, by_group=True)
    said_other = request.POST.get(OTHER_GIVER)
    record.other_giver = said_other == "yes"
    answers = answers_now(record, request.person, now, fresh=noes is not None)
    clearance = screen(answers, library, now.date())
    judged = verdicts_of(record, clearance)
    verdicts = [verdict for here in judged for verdict in here.values()]
    if noes is None or (
        not clearance.stop
        and all(verdict.possible for verdict in verdicts)
        and not (
            ConfirmForm(library, answers.places, verdicts, request.POST).is_complete
            and (said_other in {"yes", "no"} or not _asks_other_giver(verdicts))
        )
    ):
        return _check_page(request, record, verdicts, request.POST)
    store.keep_check(
        record,
        answers,
        ConfirmForm(library, answers.places, verdicts, request.POST).confirmed,
        planned_together(record.works, judged, library),
        library,
        now,
    )
    gated = gate(record, request.person, now)
    if isinstance(gated, Refused):
        return _turned_away(request, record, gated)
    return redirect("before", record.id)


@GET_OR_POST
def before(request: PersonRequest, session_id: uuid.UUID) -> HttpResponse:
    """Ask how it feels, on the way to the player."""
    record = store.session_of(request.person, session_id)
    if done := _is_done(request.person, record):
        return done
    gated = gate(record, request.person, timezone.localtime())
    if isinstance(gated, Refused):
        return _turned_away(request, record, gated)
    form = ScoresForm(current_library(), request.POST)
    if request.method == "POST" and form.scores() is not None:
        _keep_scores(request.person, record, When.BEFORE, form)
        return redirect("player", record.id)
    return _scores_page(request, record, When.BEFORE, form)


@require_safe
def player(request: PersonRequest, session_id: uuid.UUID) -> HttpResponse:
    """Play a session, once, while its check is fresh and still clears it."""
    library = current_library()
    record = store.session_of(request.person, session_id)
    if done := _is_done(request.person, record):
        return done
    gated = gate(record, request.person, timezone.localtime())
    if isinstance(gated, Refused):
        return _turned_away(request, record, gated)

    works = [
        SessionWork(work.technique, work.places, sum(work.planned.values()))
        for work in record.works
    ]
    timeline = compile_session(library, works, Giver(record.giver), gated)
    store.keep_handed_out(record, timezone.now())
    context = player_shown(timeline, record, library) | {
        "session_id": record.id,
        "minutes": record.planned_s // 60,
        "begin_before_ms": _begin_before_ms(record),
        "done_url": reverse("done", args=(record.id,)),
        "next_url": reverse("after", args=(record.id,)),
    }
    return render(request, "sessions/player.html", context)


@require_POST
def without(
    request: PersonRequest, session_id: uuid.UUID, technique_id: str
) -> HttpResponse:
    """Go on without one of several techniques, which is refused where others are not.

    Never once the player was handed out: what it plays stays what is on the row.
    """
    record = store.session_of(request.person, session_id)
    if elsewhere := _is_done(request.person, record):
        return elsewhere
    for work in record.works:
        store.technique_or_404(work.technique, current_library())
    with alone(request.person):
        record.refresh_from_db()
        if technique_id == may_leave_out(record, request.person, timezone.localtime()):
            store.go_on_without(record, technique_id)
    # Where nothing was checked yet, or too long ago, this leads to the check.
    return redirect("before", record.id)


@require_POST
def done(request: PersonRequest, session_id: uuid.UUID) -> HttpResponse:
    """Keep what was done. Session and events have ids, so each counts once."""
    record = store.session_of(request.person, session_id)
    library, kept = current_library(), PersonDiary(request.person)
    if request.content_type != "application/json":
        earlier = kept.entry(record.id)
        now = earlier.at if earlier else timezone.localtime().replace(microsecond=0)
        kept.add(done_from_form(request.POST, record, library, now).entries(record))
        return redirect("after", record.id)
    try:
        kept.add(done_from_json(request.body, record, library).entries(record))
    except DoneError as error:
        return _refusal(error, HTTPStatus.UNPROCESSABLE_ENTITY)
    except EntryConflictError as error:
        return _refusal(error, HTTPStatus.CONFLICT)
    return JsonResponse({"id": record.id})


@GET_OR_POST
def after(request: PersonRequest, session_id: uuid.UUID) -> HttpResponse:
    """Ask how the skin looks and how it feels, on the way to the diary."""
    record = store.session_of(request.person, session_id)
    form = ScoresForm(current_library(), request.POST)
    look = _first_look(request, record)
    has_looked = look and {"answer", "found"} & request.POST.keys()
    found = look.look() if look and has_looked else None
    if request.method == "POST" and form.scores() is not None:
        if found or not has_looked:
            _keep_scores(request.person, record, When.AFTER, form)
        if found:
            store.keep_first_look(request.person, record, found, timezone.localtime())
        if found and found.found:
            return _found_page(request, found)
        if found or not has_looked:
            return redirect("diary")
    return _scores_page(request, record, When.AFTER, form, look)


def _intake_first(request: PersonRequest) -> HttpResponse | None:
    """Lead to the questions that nobody has answered yet, and back here."""
    if profile_of(request.person) is None:
        page = "welcome"
    elif not is_intake_complete(request.person, current_library()):
        page = "questions"
    else:
        return None
    return redirect(f"{reverse(page)}?{urlencode({'next': request.path})}")


def _is_done(person: Person, record: SessionRecord) -> HttpResponse | None:
    """Lead on from a session that was written down: it is done once."""
    diary = PersonDiary(person)
    if diary.entry(record.id) is None:
        return None
    rated = any(
        note.after
        for day in diary.fold().days()
        for note in day.notes
        if note.id == record.id
    )
    return redirect("diary") if rated else redirect("after", record.id)


def _cards(
    person: Person, record: SessionRecord, sent: QueryDict | None = None
) -> CardsForm:
    standing = answers_now(record, person, timezone.localtime())
    return CardsForm(current_library(), standing, sent)


def _check_page(
    request: PersonRequest,
    record: SessionRecord,
    verdicts: Sequence[Verdict],
    sent: QueryDict | None = None,
) -> HttpResponse:
    library, now = current_library(), timezone.localtime()
    places = tuple(dict.fromkeys(place.whole for place in places_of(record)))
    again = _why_again(record, request.person, now)
    asks_other = _asks_other_giver(verdicts)
    said_other = sent.get(OTHER_GIVER, "") if sent is not None else ""
    context = {
        "technique": techniques_named(record, library),
        "places": places_text(map(str, places), library),
        "works": works_shown(record, library),
        "again": again,
        "session_id": record.id,
        "ends": "all" if again else "others",
        "unsent_next_url": reverse("after", args=(record.id,)),
        "owed": [
            {
                "url": reverse("follow-up", args=(asked.session, asked.which.value)),
                "technique": techniques_text(asked.techniques, library),
                "places": places_text(map(str, asked.places), library),
            }
            for asked in PersonDiary(request.person)
            .fold()
            .owed(places, now, limits_of(request.person))
        ],
        "cards": _cards(request.person, record, sent).shown(),
        "next": request.path,
        "skin_look": lines_in(library.session.skin_look),
        "statements": ConfirmForm(library, places, verdicts, sent).shown(),
        "other_giver": {
            "said": said_other,
            "error": gettext("Please say yes or no.")
            if sent is not None and said_other not in {"yes", "no"}
            else "",
        }
        if asks_other
        else None,
        "has_errors": sent is not None,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if sent is not None else HTTPStatus.OK
    return render(request, "sessions/check.html", context, status=status)


def _asks_other_giver(verdicts: Sequence[Verdict]) -> bool:
    """Return whether someone else giving it would change what may be done."""
    normal = OtherGiver.WITH_NORMAL_HANDS
    return any(
        normal in {branch.giver, branch.heat_tested_by}
        for verdict in verdicts
        for branch in verdict.changes.any_of
    )


def _why_again(record: SessionRecord, person: Person, now: datetime) -> str:
    """Say why a check that was done before has to be done again."""
    if record.checked_at is None:
        return ""
    if record.edition != current_library().edition:
        return gettext("What we know has a new edition since your last check.")
    if not timedelta() <= now - record.checked_at <= HOLDS_FOR:
        return gettext("Your last check is more than an hour old. Skin can change.")
    if answers_to_json(answers_now(record, person, now)) != record.answers:
        return gettext("An answer has changed since your last check.")
    return ""


def _turned_away(
    request: PersonRequest, record: SessionRecord, refused: Refused
) -> HttpResponse:
    """Answer for a session that may not start now."""
    if refused.is_stale:
        return redirect("check", record.id)
    now = timezone.localtime()
    answers = answers_now(record, request.person, now)
    return _refused_page(request, refused, answers, record)


def _refused_page(
    request: PersonRequest,
    refused: Refused,
    answers: Answers,
    record: SessionRecord | None = None,
) -> HttpResponse:
    library = current_library()
    again = (
        reverse("check", args=(record.id,))
        if record
        else reverse("start", args=(refused.technique_id,))
    )
    now = timezone.localtime()
    resting = _paused(request.person, refused, now)
    left_out = record and may_leave_out(record, request.person, now)
    context = refusal_shown(refused, answers, resting, library, now) | {
        "technique": techniques_named(record, library)
        if record and refused.stop
        else technique_named(refused.technique_id, library),
        "without": without_shown(record, left_out, library)
        if record and left_out
        else None,
        "again": again,
        "place_paused": words(library.session.wrong.place_paused),
        "session_id": record.id if record else "",
    }
    return render(
        request,
        "sessions/refused.html",
        context,
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
    )


def _paused(person: Person, refused: Refused, now: datetime) -> list[Paused]:
    """Return the paused places of a refusal, those with the same reasons together."""
    places = {pause.place.whole for pause in refused.paused}
    diary = PersonDiary(person).fold()
    found = paused(diary, now, limits_of(person)) if places else ()
    return [rest for rest in found if places & set(rest.places)]


def _keep_scores(
    person: Person, record: SessionRecord, when: When, form: ScoresForm
) -> None:
    scores = form.scores() or {}
    if any(value is not None for value in scores.values()):
        PersonDiary(person).rate(record.id, when, scores, timezone.localtime())


def _first_look(request: PersonRequest, record: SessionRecord) -> LookForm | None:
    """Return the look at the skin after a session; None where nothing was done."""
    now = timezone.localtime()
    session = PersonDiary(request.person).fold().session(record.id)
    worked = [p for p, seconds in session.at_most.items() if seconds] if session else []
    if not worked:
        return None
    places = tuple(Place.parse(place) for place in worked)
    techniques = session.techniques if session else ()
    asked = FollowUp(record.id, CheckedWhen.AFTER, techniques, places, now)
    return LookForm(asked, current_library(), request.POST)


def _found_page(request: PersonRequest, look: Look) -> HttpResponse:
    """Say what a finding right after a session leads to."""
    library = current_library()
    context = {
        "places": places_text(look.places, library).capitalize(),
        "findings": [finding_text(found) for found in look.found],
        "paused": words(library.session.wrong.place_paused),
        "advice": what_to_do(look.found, library),
        "next_url": reverse("diary"),
    }
    return render(request, "follow_ups/paused.html", context)


def _scores_page(
    request: PersonRequest,
    record: SessionRecord,
    when: When,
    form: ScoresForm,
    look: LookForm | None = None,
) -> HttpResponse:
    heading, next_url = {
        When.BEFORE: (
            gettext("How does it feel now?"),
            reverse("player", args=(record.id,)),
        ),
        When.AFTER: (gettext("How does it feel after?"), reverse("diary")),
    }[when]
    context = {
        "heading": heading,
        "scales": form.shown(),
        "look": look.shown() if look else None,
        "skip_url": next_url,
        "session_id": record.id,
        "shorter": shorter_shown(record, current_library())
        if when is When.BEFORE
        else [],
    }
    is_open = form.scores() is None or (look and look.error)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_open else HTTPStatus.OK
    return render(request, "sessions/scores.html", context, status=status)


def _begin_before_ms(record: SessionRecord) -> int:
    """Return until when a session that was checked may be begun."""
    checked_at = record.checked_at or datetime.min.replace(tzinfo=UTC)
    return int((checked_at + HOLDS_FOR).timestamp() * 1000)


def _refusal(error: Exception, status: HTTPStatus) -> HttpResponse:
    return JsonResponse({"error": str(error)}, status=status)
