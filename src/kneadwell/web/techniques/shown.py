"""A technique in the words of its page."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from itertools import chain
from typing import Any

from django.utils.translation import gettext, ngettext

from kneadwell.atlas import Scene
from kneadwell.knowledge import (
    Action,
    Caps,
    Evidence,
    Library,
    Routine,
    Step,
    Technique,
)
from kneadwell.vocabulary import Giver, Place, Side, lines_in
from kneadwell.web.library import current_library
from kneadwell.web.people.models import Person
from kneadwell.web.screening.store import is_intake_complete, profile_of
from kneadwell.web.sessions.gate import outlook
from kneadwell.web.techniques.lesson import (
    Lesson,
    pictures_of,
    places_of,
    spot_name,
    usual_place,
)
from kneadwell.web.words import (
    Shown,
    minutes_text,
    places_text,
    regions_text,
    sources_shown,
    time_text,
    times_text,
    words,
)


def row(technique: Technique, library: Library) -> Shown:
    """Return a technique for the list of all."""
    return {
        "id": technique.id,
        "name": words(technique.name),
        "article_name": technique.article.name,
        "summary": words(technique.summary),
        "places_text": regions_text(technique, library),
        "minutes_text": minutes_text(technique.minutes),
        "times_text": times_text(technique.frequency),
        "grade_text": _grades().get(technique.evidence_grade, technique.evidence_grade),
    }


def page(technique: Technique, library: Library) -> Shown:
    """Return a technique with all that is known about it."""
    return row(technique, library) | {
        "targets": technique.article.target,
        "caps_text": _caps_text(technique.caps),
        "grade": technique.evidence_grade,
        "grade_reason": words(technique.grade_reason),
        "ladder": [
            {"text": text, "current": grade == technique.evidence_grade}
            for grade, text in _grades().items()
        ],
        "tally": _tally(technique),
        "evidence": [_study(study, library) for study in technique.evidence],
        "benefits": technique.article.benefits,
        "setup": [
            {"item": words(product.item), "amount": words(product.amount)}
            for product in (*library.session.products, *technique.products)
        ],
        "mistakes": [words(mistake) for mistake in technique.mistakes],
        "after_care": list(chain.from_iterable(map(lines_in, technique.after_care))),
        "safety": [
            {"fact": words(fact.text), "sources": sources_shown(fact.sources, library)}
            for fact in technique.safety
        ],
        "changed": [
            {
                "article_says": claim.article_says,
                "we_do": words(claim.we_do),
                "why": words(claim.why),
                "sources": sources_shown(claim.refs, library),
            }
            for claim in technique.changed
        ],
        "routines": [
            _routine(usual_place(technique, Place(Side.LEFT, region)), routine, library)
            for region, routine in technique.regions.items()
        ],
        "review_text": gettext("Written from published sources by %(by)s, %(on)s.")
        % {"by": technique.review.by, "on": technique.review.on.isoformat()},
    }


def scenes_of(page: dict[str, Any]) -> list[Scene]:
    """Return every picture on the page of a technique."""
    return scenes_in(step for routine in page["routines"] for step in routine["steps"])


def scenes_in(steps: Iterable[dict[str, Any]]) -> list[Scene]:
    """Return every picture of some steps."""
    return [picture["scene"] for step in steps for picture in step["pictures"]]


def standing_shown(person: Person, lesson: Lesson, now: datetime) -> Shown:
    """Return how the lesson stands to what a person said of themselves last."""
    library = current_library()
    if profile_of(person) is None or not is_intake_complete(person, library):
        return {"is_known": False}
    seen = outlook(
        person, lesson.technique.id, places_of(lesson.technique), lesson.giver, now
    )
    here, is_open = lesson.place.whole, seen.open_places
    verdict = seen.verdicts[here]
    return {
        "is_known": True,
        "is_closed": not is_open,
        "is_closed_here": here not in is_open,
        "is_low": verdict.low_feeling,
        "is_changed": verdict.low_feeling or verdict.action is not Action.NONE,
        "places": places_text(map(str, is_open), library),
    }


def _grades() -> dict[str, str]:
    return {
        "trials in neuropathy": gettext("Tested in people with neuropathy"),
        "trials in related conditions": gettext("Tested in related conditions only"),
        "none found": gettext("No test found"),
    }


def _caps_text(caps: Caps) -> str:
    limits = [gettext("%s for one place") % time_text(caps.seconds_per_place)]
    if times := caps.times_per_day:
        limits.append(ngettext("%d time a day", "%d times a day", times) % times)
    if times := caps.times_per_week:
        limits.append(ngettext("%d time a week", "%d times a week", times) % times)
    if hours := caps.hours_apart:
        limits.append(ngettext("%d hour apart", "%d hours apart", hours) % hours)
    return ", ".join(limits)


def _tally(technique: Technique) -> Shown:
    counted = Counter(study.supports for study in technique.evidence)
    return {kind.replace("-", "_"): count for kind, count in counted.items()}


def _study(study: Evidence, library: Library) -> Shown:
    source = library.sources[study.source]
    return {
        "finding": words(study.finding),
        "design": words(study.design),
        "population": words(study.population),
        "supports": study.supports,
        "seen": gettext("We read: %s") % study.seen,
        "caution": words(study.caution) if study.caution else "",
        "title": source.title,
        "url": source.url,
    }


def _routine(place: Place, routine: Routine, library: Library) -> Shown:
    positions = routine.positions
    return {
        "region_name": words(library.body.regions[place.region]).capitalize(),
        "positions": {
            "self": " ".join(lines_in(positions.self)),
            "self_cannot_reach": " ".join(lines_in(positions.self_cannot_reach)),
            "helper": " ".join(lines_in(positions.helper)),
            "professional": " ".join(lines_in(positions.professional)),
        },
        "keep_off": [
            {"what": spot_name(keep.what, library), "why": words(keep.why)}
            for keep in routine.keep_off
        ],
        "steps": [_step(step, place, library) for step in routine.steps],
    }


def _step(step: Step, place: Place, library: Library) -> Shown:
    touch = library.touch
    return {
        "name": words(step.name),
        "self": lines_in(step.say.get(Giver.SELF, {})),
        "helper": lines_in(step.say.get(Giver.HELPER, {})),
        "professional": lines_in(step.say.get(Giver.PROFESSIONAL, {})),
        "spots": [words(library.body.spots[spot].word) for spot in step.spots],
        "tool": words(touch.tools[step.tool]),
        "pressure": words(touch.pressure[str(step.pressure)]),
        "level": step.pressure,
        "why": lines_in(step.why),
        "avoid": " ".join(lines_in(step.avoid)),
        "pictures": pictures_of(step, place, library),
    }
