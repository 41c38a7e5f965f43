"""The techniques, to read and to learn."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from kneadwell.knowledge import Technique
from kneadwell.vocabulary import Giver
from kneadwell.web.http import PersonRequest
from kneadwell.web.library import current_library
from kneadwell.web.screening.store import profile_of
from kneadwell.web.sessions.shown import start_shown
from kneadwell.web.techniques import shown, store
from kneadwell.web.techniques.lesson import Lesson
from kneadwell.web.words import Shown, giver_choices, words


@require_safe
def techniques(request: PersonRequest) -> HttpResponse:
    """Show all techniques in the article's order."""
    library = current_library()
    rows = [shown.row(technique, library) for technique in library.techniques.values()]
    return render(request, "techniques/list.html", {"techniques": rows})


@require_safe
def technique(request: PersonRequest, technique_id: str) -> HttpResponse:
    """Show one technique, with the steps in the voice of whoever gives it."""
    library, read = current_library(), _technique(technique_id)
    given = request.GET.get("giver", "")
    giver = given if given in set(Giver) else Giver.SELF.value
    page = shown.page(read, library)
    context = {
        "technique": page,
        "scenes": shown.scenes_of(page),
        "giver": giver,
        "giver_choices": giver_choices(giver),
        "start": start_shown(request.person, technique_id, timezone.localtime()),
    }
    return render(request, "techniques/technique.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def learn(request: PersonRequest, technique_id: str) -> HttpResponse:
    """Walk through a technique, a step a page; remember who knows it."""
    read = _technique(technique_id)
    if request.method == "POST":
        store.keep_lesson(request.person, read.id)
        page = "start" if request.POST.get("next") == "start" else "technique"
        return redirect(page, read.id)
    lesson = _lesson(request, read)
    number = _number(request.GET.get("step", ""), len(lesson.steps) + 1)
    context = _context(request, lesson)
    if number is None:
        context |= {
            "place_choices": lesson.place_choices(),
            "giver_choices": giver_choices(lesson.giver),
        }
        return render(request, "techniques/learn_open.html", context)
    if number > len(lesson.steps):
        context["names"] = [words(step.name) for step in lesson.steps]
        return render(request, "techniques/learn_end.html", context)
    step = lesson.step_shown(lesson.steps[number - 1])
    context |= {
        "step": step,
        "scenes": shown.scenes_in([step]),
        "number": number,
        "back": lesson.query(number - 1) if number > 1 else lesson.query(),
        "next": lesson.query(number + 1),
        "end": lesson.query(len(lesson.steps) + 1),
    }
    return render(request, "techniques/learn_step.html", context)


@require_safe
def learn_print(request: PersonRequest, technique_id: str) -> HttpResponse:
    """Show the whole walk on one page, in large print and with still pictures."""
    lesson = _lesson(request, _technique(technique_id))
    steps = [lesson.step_shown(step) for step in lesson.steps]
    context = _context(request, lesson)
    context |= {"steps": steps, "scenes": shown.scenes_in(steps)}
    return render(request, "techniques/learn_print.html", context)


def _technique(technique_id: str) -> Technique:
    try:
        return current_library().techniques[technique_id]
    except KeyError as error:
        raise Http404 from error


def _lesson(request: PersonRequest, technique: Technique) -> Lesson:
    profile = profile_of(request.person)
    return Lesson.read(technique, request.GET, profile, current_library())


def _context(request: PersonRequest, lesson: Lesson) -> Shown:
    now = timezone.localtime()
    return {
        "lesson": lesson.shown(),
        "first": lesson.query(1),
        "standing": shown.standing_shown(request.person, lesson, now),
        "today": now.date(),
    }


def _number(text: str, most: int) -> int | None:
    """Return the step that an address asks for; None is the page before the first."""
    if not (text.isascii() and text.isdecimal() and len(text) < 4):
        return None
    return min(int(text), most) or None
