"""Values of the rooms in words for a page."""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.utils.translation import gettext, ngettext

from kneadwell.knowledge import Frequency, Library, Minutes, Per, RedFlag, Technique
from kneadwell.vocabulary import Giver, Place, Text, in_language

Shown = dict[str, object]
"""What a template reads."""


def words(text: Text) -> str:
    """Return `text` in the language of the page."""
    return in_language(text)


def technique_name(technique_id: str, library: Library) -> str:
    """Return a technique's name; one that an old entry names may be gone by now."""
    technique = library.techniques.get(technique_id)
    return words(technique.name) if technique else technique_id


def place_name(place: Place, library: Library) -> str:
    """Return a place as people say it: ``left foot, arch``."""
    body = library.body
    name = f"{words(body.sides[place.side])} {words(body.regions[place.region])}"
    spot = body.spots.get(place.spot) if place.spot else None
    return f"{name}, {words(spot.word)}" if spot else name


def places_text(places: Iterable[str], library: Library) -> str:
    """Return written places as one phrase."""
    return ", ".join(place_name(Place.parse(place), library) for place in places)


def regions_text(technique: Technique, library: Library) -> str:
    """Return where a technique is done, as one phrase."""
    return ", ".join(words(library.body.regions[r]) for r in technique.regions)


def time_text(seconds: int) -> str:
    """Return whole seconds as minutes and seconds in words."""
    minutes, rest_s = divmod(seconds, 60)
    parts = []
    if minutes:
        parts.append(ngettext("%d minute", "%d minutes", minutes) % minutes)
    if rest_s or not minutes:
        parts.append(ngettext("%d second", "%d seconds", rest_s) % rest_s)
    return " ".join(parts)


def minutes_text(minutes: Minutes) -> str:
    """Return how long, as the article says it."""
    each = {
        Per.PLACE: gettext("for each place"),
        Per.SESSION: gettext("in all"),
    }[minutes.per]
    return f"{_span(minutes.least, minutes.most)} {gettext('minutes')} {each}"


def times_text(frequency: Frequency) -> str:
    """Return how often, as the article says it."""
    if frequency.least is None or frequency.most is None:
        return gettext("as needed")
    times = _span(frequency.least, frequency.most)
    once, often = {
        "day": (gettext("once a day"), gettext("%s times a day")),
        "week": (gettext("once a week"), gettext("%s times a week")),
        None: (gettext("once"), gettext("%s times")),
    }[frequency.per]
    counted = once if times == "1" else often % times
    return gettext("%s, or as needed") % counted if frequency.as_needed else counted


def giver_names() -> Mapping[Giver, str]:
    """Return whose hands, in words for the person whose body it is."""
    return {
        Giver.SELF: gettext("My own"),
        Giver.HELPER: gettext("Someone who helps me"),
        Giver.PROFESSIONAL: gettext("A professional"),
    }


def giver_choices(chosen: str) -> list[Shown]:
    """Return the givers to choose from."""
    return [
        {"value": giver.value, "label": name, "checked": giver.value == chosen}
        for giver, name in giver_names().items()
    ]


def flag_shown(flag: RedFlag) -> Shown:
    """Return a red flag with the telephone numbers of this installation."""
    return {
        "id": flag.id,
        "say": words(flag.say),
        "do": words(flag.do).format(
            emergency=settings.EMERGENCY_NUMBER, advice=settings.ADVICE_LINE
        ),
        "urgency": flag.urgency,
    }


def sources_shown(ids: Iterable[str], library: Library) -> list[Shown]:
    """Return the sources that a reader can follow."""
    known = (library.sources[name] for name in ids if name in library.sources)
    return [{"title": source.title, "url": source.url} for source in known]


def _span(least: int, most: int) -> str:
    return str(least) if least == most else f"{least}–{most}"
