"""A week on paper."""

from collections.abc import Iterator

from django.utils.formats import date_format

from kneadwell.knowledge import Library
from kneadwell.plan import PlannedWork
from kneadwell.vocabulary import Giver, Region
from kneadwell.web.plans.shown import WeekShown
from kneadwell.web.plans.weeks import PersonWeek
from kneadwell.web.techniques.lesson import pictures_of, usual_place
from kneadwell.web.techniques.shown import scenes_in
from kneadwell.web.words import Shown, technique_name


def print_shown(here: PersonWeek) -> Shown:
    """Return the days that are left with their sessions, and each technique's picture.

    A technique is drawn once, on the first place it is planned for.
    """
    week = WeekShown(here)
    to_come = [it for it in here.sessions if it.is_open and here.is_ahead(it)]
    days = dict.fromkeys(it.now.day for it in to_come)
    works = [work for it in to_come for work in it.now.work]
    pictures = list(_pictures(works, here.library, _giver(here)))
    return {
        "days": [
            {
                "name": date_format(day, "l, j F"),
                "sessions": [week.session(it) for it in to_come if it.now.day == day],
            }
            for day in days
        ],
        "pictures": pictures,
        "scenes": scenes_in(pictures),
    }


def _pictures(
    works: list[PlannedWork], library: Library, giver: Giver
) -> Iterator[Shown]:
    """Yield the first step of each technique on each kind of place, drawn."""
    seen: set[tuple[str, Region]] = set()
    for work in works:
        for place in work.seconds:
            if (work.technique_id, place.region) in seen:
                continue
            seen.add((work.technique_id, place.region))
            technique = library.techniques[work.technique_id]
            step = next(
                step
                for step in technique.regions[place.region].steps
                if step.self_ok or giver is not Giver.SELF
            )
            at = usual_place(technique, place.whole)
            yield {
                "name": technique_name(work.technique_id, library),
                "pictures": pictures_of(step, at, library)[:1],
            }


def _giver(here: PersonWeek) -> Giver:
    return here.answers.giver if here.answers else Giver.SELF
