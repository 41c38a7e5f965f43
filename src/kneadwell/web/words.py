"""Values of the rooms in words for a page."""

from collections.abc import Iterable, Mapping

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from kneadwell.diary import Found
from kneadwell.knowledge import (
    Frequency,
    Library,
    Minutes,
    Per,
    RedFlag,
    Review,
    Technique,
)
from kneadwell.vocabulary import Giver, Place, Text, in_language
from kneadwell.web.library import current_library
from kneadwell.web.lines import to_call
from kneadwell.web.numbers import UNKNOWN_ADVICE, UNKNOWN_EMERGENCY, dialled

Shown = dict[str, object]
"""What a template reads."""


def every_page(_request: HttpRequest) -> Shown:
    """Return what every page may say: whom to call, and who has looked at all this."""
    return {
        "emergency": line_shown(to_call().emergency),
        "advice": line_shown(to_call().advice),
        "review": review_text(current_library().review),
    }


def line_shown(line: str) -> Shown:
    """Return a telephone line in words, with what to dial when it has one number."""
    return {"text": line_text(line), "dial": dialled(line)}


def line_text(line: str) -> str:
    """Return a telephone line in the language of the page."""
    unknown = {
        UNKNOWN_EMERGENCY: gettext("your emergency number"),
        UNKNOWN_ADVICE: gettext("your local health advice line"),
    }
    return unknown.get(line, line)


def review_text(review: Review) -> str:
    """Return in one line who stands behind the texts."""
    if review.kind == "clinician":
        return gettext("Signed by %(by)s on %(on)s.") % {
            "by": review.by,
            "on": date_format(review.on, "j F Y"),
        }
    return gettext("Made from published sources. No clinician has signed it yet.")


def words(text: Text) -> str:
    """Return `text` in the language of the page."""
    return in_language(text)


def technique_name(technique_id: str, library: Library) -> str:
    """Return a technique's name; one that an old entry names may be gone by now."""
    technique = library.techniques.get(technique_id)
    return words(technique.name) if technique else technique_id


def techniques_text(technique_ids: Iterable[str], library: Library) -> str:
    """Return techniques as one phrase: ``Warm compress, then Soft ball roll``."""
    # Some names have a comma of their own.
    return gettext(", then ").join(technique_name(it, library) for it in technique_ids)


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


def cause_text(cause: str, library: Library) -> str:
    """Return what went wrong or was found, in a word or two."""
    item = library.session.wrong.items.get(cause)
    return words(item.button) if item else finding_text(Found(cause))


def finding_text(found: Found) -> str:
    """Return what can be found after a session, as a button says it."""
    return {
        Found.REDNESS: gettext("Redness"),
        Found.BLISTER: gettext("A blister"),
        Found.COLOUR: gettext("Another colour"),
        Found.SWELLING: gettext("Swelling"),
        Found.BRUISE: gettext("A bruise"),
        Found.PAIN: gettext("Pain that is higher than before"),
        Found.NUMBNESS: gettext("New numbness or weakness"),
    }[found]


def flag_shown(flag: RedFlag) -> Shown:
    """Return a red flag with the telephone numbers of this installation."""
    return {
        "id": flag.id,
        "say": words(flag.say),
        "do": words(flag.do).format(
            emergency=line_text(to_call().emergency),
            advice=line_text(to_call().advice),
        ),
        "urgency": flag.urgency,
    }


def sources_shown(ids: Iterable[str], library: Library) -> list[Shown]:
    """Return the sources that a reader can follow."""
    known = (library.sources[name] for name in ids if name in library.sources)
    return [{"title": source.title, "url": source.url} for source in known]


def _span(least: int, most: int) -> str:
    return str(least) if least == most else f"{least}–{most}"
