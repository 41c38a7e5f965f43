"""What some techniques need in the house, and others do without."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from kneadwell.knowledge import Library, Modality
from kneadwell.web.words import words


@dataclass(frozen=True, slots=True)
class Thing:
    """Something a technique cannot do without."""

    id: str
    name: str
    """Like “a soft ball”."""
    modality: Modality


def things() -> Mapping[str, Thing]:
    """Return all things by id; the article's other techniques need only hands."""
    known = (
        Thing("ball", gettext("a soft ball"), Modality.BALL),
        Thing("warm", gettext("a thermometer and a warm cloth"), Modality.HEAT),
        Thing("ice", gettext("ice and a thin cloth"), Modality.COLD),
    )
    return {thing.id: thing for thing in known}


def thing_of(technique_id: str, library: Library) -> Thing | None:
    """Return what a technique needs; None where hands are enough."""
    modality = library.techniques[technique_id].modality
    needed = (thing for thing in things().values() if thing.modality is modality)
    return next(needed, None)


def without(in_house: Iterable[str], library: Library) -> tuple[str, ...]:
    """Return the techniques that need something which is not there."""
    there = set(in_house)
    return tuple(
        name
        for name in library.techniques
        if (thing := thing_of(name, library)) and thing.id not in there
    )


def for_what(thing: Thing, library: Library) -> str:
    """Return the names of the techniques that need a thing, as one phrase."""
    return ", ".join(
        words(technique.name)
        for technique in library.techniques.values()
        if technique.modality is thing.modality
    )
