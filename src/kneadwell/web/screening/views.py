"""The questions before a massage, a page each, and what they clear."""

from http import HTTPStatus
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from kneadwell.knowledge import Ask, Condition, RedFlag
from kneadwell.screening import Answer, Answers, ClinicianOk, Given, screen
from kneadwell.vocabulary import Giver
from kneadwell.web.http import PersonRequest
from kneadwell.web.library import current_library
from kneadwell.web.people.models import ForWhom, Profile
from kneadwell.web.screening import store
from kneadwell.web.screening.cards import card_shown, cards, noes, questions_of
from kneadwell.web.screening.forms import (
    OkForm,
    QuestionForm,
    TopicsForm,
    TouchForm,
    WelcomeForm,
    as_topic,
    holds,
    others_of,
)
from kneadwell.web.screening.intake import Intake, Step, topics
from kneadwell.web.screening.proposals import Because
from kneadwell.web.screening.results import limits_shown, results_shown, roles_text
from kneadwell.web.screening.said import said_text
from kneadwell.web.words import Shown, words

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_OR_POST
def welcome(request: PersonRequest) -> HttpResponse:
    """Ask for whom this is, whose hands and where."""
    is_sent = request.method == "POST"
    form = WelcomeForm(
        current_library(),
        request.POST if is_sent else None,
        store.profile_of(request.person),
    )
    if is_sent and (chosen := form.read()):
        store.keep_profile(request.person, chosen)
        return redirect(_back_when_done(request))
    return _page(request, "welcome", form.shown(), is_sent=is_sent)


@GET_OR_POST
def questions(request: PersonRequest) -> HttpResponse:
    """Ask which topics concern this person; only those are opened."""
    library = current_library()
    intake = store.intake(request.person, library)
    if intake.profile is None:
        return redirect("welcome")
    step = intake.step()
    is_sent = request.method == "POST"
    if not is_sent and _next(request) and step and step != ("questions",):
        # Someone was on the way to a session, and the topics are answered.
        return redirect(_step_url(step))
    form = TopicsForm(library, request.POST if is_sent else None)
    if is_sent:
        _keep_topics(request, intake, form.read())
        if not form.errors:
            return redirect(_back_when_done(request))
        intake = store.intake(request.person, library)
    context = form.shown(intake) | {
        "is_for_me": _is_for_me(intake.profile),
        "step_url": _step_url(step) if step else "",
    }
    return _page(request, "questions", context, is_sent=is_sent)


@GET_OR_POST
def question(request: PersonRequest, question_id: str) -> HttpResponse:
    """Ask one question, or about one sign in its own words."""
    library = current_library()
    asked = library.conditions.get(question_id) or library.red_flags.get(question_id)
    if asked is None:
        raise Http404
    is_sent = request.method == "POST"
    form = QuestionForm(
        library,
        request.POST if is_sent else None,
        asked=asked,
        today=timezone.localdate(),
    )
    if is_sent and (given := form.read()):
        store.keep_answer(request.person, asked.id, given, timezone.now())
        return redirect(_after_question(request, asked, given))
    intake = store.intake(request.person, library)
    return _page(
        request, "question", _question_shown(request, form, intake), is_sent=is_sent
    )


@GET_OR_POST
def card(request: PersonRequest, card_id: str) -> HttpResponse:
    """Ask about one card: none of it today, or which of its questions."""
    library = current_library()
    asked = next((it for it in cards(library) if it.id == card_id), None)
    if asked is None:
        raise Http404
    standing = _standing(request)
    if request.method == "POST":
        store.keep_answers(
            request.person,
            noes(asked, library, standing),
            timezone.now(),
            by_group=True,
        )
        return redirect(_next(request) or _onward(request))
    order = [it.id for it in cards(library)]
    context = card_shown(asked, library, standing) | {
        "questions": [
            {
                "id": it.id,
                "short": words(it.short),
                "said": said_text(given, library)
                if (given := standing.given.get(it.id))
                and given.answer is not Answer.NO
                else "",
            }
            for it in questions_of(asked, library)
        ],
        "number": order.index(asked.id) + 1,
        "of": len(order),
        "next": _next(request),
        "here": request.get_full_path(),
    }
    return _page(request, "card", context)


@GET_OR_POST
def touch_check(request: PersonRequest) -> HttpResponse:
    """Ask what another person found when they touched the toes."""
    library = current_library()
    profile = store.profile_of(request.person)
    if profile is None:
        return redirect("welcome")
    is_sent = request.method == "POST"
    form = TouchForm(
        library, request.POST if is_sent else None, others_of(profile.chosen)
    )
    if is_sent and (found := form.read()):
        toes, places = found
        store.keep_touch_check(request.person, toes, places, timezone.localtime())
        return redirect(_onward(request))
    return _page(request, "touch_check", form.shown(), is_sent=is_sent)


@GET_OR_POST
def proposed(request: PersonRequest) -> HttpResponse:
    """Show answers that follow from what was found, to confirm them."""
    library = current_library()
    found = store.intake(request.person, library).proposals()
    if request.method == "POST":
        store.keep_answers(
            request.person, {it.question: it.given for it in found}, timezone.now()
        )
        return redirect(_onward(request))
    if not found:
        return redirect(_onward(request))
    because = {
        Because.NOT_FELT: gettext("A touch was not felt there."),
        Because.LOW: gettext("Two or more toes did not feel the touch."),
        Because.OWN_HANDS: gettext(
            "You give the massage yourself, and your hands feel less."
        ),
        Because.AGE: gettext("The age you wrote is under 18."),
    }
    context: Shown = {
        "proposals": [
            {
                "id": it.question,
                "text": words(library.conditions[it.question].question),
                "said": said_text(it.given, library),
                "because": because[it.because],
                "may_differ": it.because in {Because.OWN_HANDS, Because.AGE},
            }
            for it in found
        ]
    }
    return _page(request, "proposals", context)


@require_safe
def results(request: PersonRequest) -> HttpResponse:
    """Show what is allowed where, why, and what to do instead."""
    library = current_library()
    intake = store.intake(request.person, library)
    if intake.profile is None:
        return redirect("welcome")
    clearance = screen(_standing(request), library, timezone.localdate())
    step = intake.step()
    context = results_shown(clearance, library) | {
        "step_url": _step_url(step) if step else "",
        "is_begun": bool(intake.said),
    }
    return _page(request, "results", context)


@GET_OR_POST
def clinician_ok(
    request: PersonRequest, condition_id: str, technique_id: str
) -> HttpResponse:
    """Write down what a clinician agreed to, or take it back."""
    library = current_library()
    condition = library.conditions.get(condition_id)
    technique = library.techniques.get(technique_id)
    profile = store.profile_of(request.person)
    if condition is None or technique is None or profile is None:
        raise Http404
    rules = holds(condition, technique.id)
    if not rules:
        raise Http404
    is_sent = request.method == "POST"
    form = OkForm(
        library,
        request.POST if is_sent else None,
        condition=condition,
        technique=technique.id,
        offered=tuple(p for p in profile.chosen if p.region in technique.regions),
        today=timezone.localdate(),
    )
    if is_sent and request.POST.get("take_back") in form.roles:
        today = timezone.localdate()
        taken = request.POST["take_back"]
        none = ClinicianOk(condition.id, technique.id, (), taken, today, today)
        store.keep_ok(request.person, none, timezone.now())
        return redirect(request.path)
    if is_sent and (ok := form.read()):
        store.keep_ok(request.person, ok, timezone.now())
        return redirect("results")
    instructions = [library.instructions[rule.instruction] for rule in rules]
    context = form.shown(_standing(request)) | {
        "short": words(condition.short),
        "technique": {"id": technique.id, "name": words(technique.name)},
        "holds": [
            {
                "who": roles_text(it, library),
                "do": words(it.do),
                "limits": limits_shown(it, library),
            }
            for it in instructions
        ],
    }
    return _page(request, "clinician_ok", context, is_sent=is_sent)


def _page(
    request: PersonRequest, name: str, context: Shown, *, is_sent: bool = False
) -> HttpResponse:
    """Return a page; what was sent and comes back has something to mend."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_sent else HTTPStatus.OK
    return render(request, f"screening/{name}.html", context, status=status)


def _keep_topics(
    request: PersonRequest, intake: Intake, answers: dict[str, Answer]
) -> None:
    """Keep what changed: a no says no to a topic's questions, a yes opens them."""
    library, now = intake.library, timezone.now()
    whole: dict[str, Given] = {}
    each: dict[str, Given] = {}
    for topic in topics(library):
        said = answers.get(topic.id)
        if said is None:
            continue
        if said is not intake.topic_answer(topic):
            whole |= as_topic(topic.id, said)
        for asked in questions_of(topic, library):
            record = intake.said.get(asked.id)
            if said is Answer.NO and not intake.is_answered(asked.id):
                each[asked.id] = Given(Answer.NO)
            elif said is not Answer.NO and record and record.by_group:
                each[asked.id] = Given(Answer.UNANSWERED)
    store.keep_answers(request.person, whole | each, now, by_group=True)


def _question_shown(
    request: PersonRequest, form: QuestionForm, intake: Intake
) -> Shown:
    asked = form.asked
    record = intake.said.get(asked.id)
    earlier = record.given if record and intake.is_answered(asked.id) else None
    opened = intake.opened()
    at = opened.index(asked.id) if asked.id in opened else None
    next_url = _next(request)
    # A no of an earlier day is told and never chosen beforehand.
    prefill = earlier is not None and (
        earlier.answer is not Answer.NO or _is_profile(asked)
    )
    return form.shown(earlier, prefill=prefill) | {
        "earlier": said_text(earlier, form.library) if earlier else "",
        "number": at + 1 if at is not None else None,
        "of": len(opened),
        "is_for_me": _is_for_me(intake.profile),
        "proposed": [it for it in intake.proposals() if it.question == asked.id],
        "back": next_url or _before(asked, opened),
    }


def _before(asked: Condition | RedFlag, opened: list[str]) -> str:
    """Return the page before a question."""
    if asked.id in opened and opened.index(asked.id):
        return reverse("question", args=(opened[opened.index(asked.id) - 1],))
    if isinstance(asked, Condition) and asked.ask is Ask.EVERY_SESSION:
        return reverse("card", args=(asked.group,))
    return reverse("questions")


def _after_question(
    request: PersonRequest, asked: Condition | RedFlag, given: Given
) -> str:
    """Return where an answer leads: to its sign, then to where it was asked from."""
    next_url = _next(request)
    if (
        isinstance(asked, Condition)
        and asked.related_red_flag
        and given.answer is Answer.YES
    ):
        page = reverse("question", args=(asked.related_red_flag,))
        return f"{page}?{urlencode({'next': next_url})}" if next_url else page
    return next_url or _onward(request)


def _back_when_done(request: PersonRequest) -> str:
    """Return where the page was opened from, once no question is open any more."""
    is_done = store.is_intake_complete(request.person, current_library())
    return (is_done and _next(request)) or _onward(request)


def _onward(request: PersonRequest) -> str:
    """Return the next page of the questions, or where they end."""
    step = store.intake(request.person, current_library()).step()
    if step:
        return _step_url(step)
    if request.resolver_match and request.resolver_match.url_name == "card":
        is_checked = store.was_touch_checked(request.person)
        return reverse("results" if is_checked else "touch-check")
    return reverse("results")


def _step_url(step: Step) -> str:
    return reverse(step[0], args=step[1:])


def _next(request: PersonRequest) -> str:
    """Return where the page was opened from, if that is a page of ours."""
    url = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if is_ours else ""


def _standing(request: PersonRequest) -> Answers:
    profile = store.profile_of(request.person)
    return store.standing(
        request.person,
        profile.chosen if profile else (),
        Giver(profile.giver) if profile else Giver.SELF,
        timezone.now(),
        fresh=False,
    )


def _is_for_me(profile: Profile | None) -> bool:
    return profile is None or profile.for_whom == ForWhom.ME


def _is_profile(asked: Condition | RedFlag) -> bool:
    return isinstance(asked, Condition) and asked.ask is Ask.PROFILE
