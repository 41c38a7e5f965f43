"""Follow-ups and paused places in words for a page."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from kneadwell.diary import CheckedWhen, FollowUp, Found, SessionNote
from kneadwell.knowledge import Library, Question
from kneadwell.vocabulary import Place, lines_in
from kneadwell.web.follow_ups.store import Paused
from kneadwell.web.words import Shown, place_name, places_text, techniques_text, words

QUESTIONS = {
    CheckedWhen.MINUTES_20: "skin_20",
    CheckedWhen.HOUR_1: "pain_60",
    CheckedWhen.NEXT_DAY: "next_day",
}
"""What is asked on its own after a session; the first look belongs to the session."""

TREATED_AS = {
    Found.REDNESS: "colour",
    Found.BLISTER: "colour",
    Found.COLOUR: "colour",
    Found.SWELLING: "swelling",
    Found.BRUISE: "other",
    Found.PAIN: "pain-up",
    Found.NUMBNESS: "numb-spread",
}
"""Which of the things that can be wrong says what to do about a finding."""


def question_of(which: CheckedWhen, library: Library) -> Question:
    """Return what is asked then."""
    return library.session.follow_up[QUESTIONS[which]]


def follow_up_shown(asked: FollowUp, library: Library) -> Shown:
    """Return an open question as a list of them shows it."""
    ended_at = timezone.localtime(asked.opens_at)
    return {
        "url": reverse("follow-up", args=(asked.session, asked.which.value)),
        "question": words(question_of(asked.which, library).question),
        "technique": techniques_text(asked.techniques, library),
        "places": places_phrase(asked.places, library),
        "since": date_format(ended_at, "l, j F, H:i"),
    }


def sugar_shown(note: SessionNote, library: Library) -> Shown:
    """Return the question about blood sugar as a list of questions shows it."""
    return {
        "url": reverse("sugar", args=(note.id,)),
        "question": words(library.session.follow_up["sugar_30"].question),
        "technique": techniques_text(note.session.techniques, library),
        "places": places_text(note.session.at_most, library),
        "since": date_format(timezone.localtime(note.at), "l, j F, H:i"),
    }


def paused_shown(rest: Paused, library: Library) -> Shown:
    """Return paused places with why, since when, and how they open again."""
    asking = urlencode([("place", str(place)) for place in rest.places])
    since = timezone.localtime(rest.since)
    return {
        "places": places_phrase(rest.places, library).capitalize(),
        "causes": ", ".join(cause_text(cause, library) for cause in rest.causes),
        "since": date_format(since, "l, j F, H:i"),
        "until": date_format(timezone.localtime(rest.until), "l, j F, H:i")
        if rest.until
        else None,
        "settled_url": f"{reverse('settled')}?{asking}"
        if rest.may_be_asked(timezone.localtime())
        else None,
    }


def cause_text(cause: str, library: Library) -> str:
    """Return what went wrong or was found, in a word or two."""
    item = library.session.wrong.items.get(cause)
    return words(item.button) if item else finding_text(cause)


def finding_text(found: str) -> str:
    """Return what can be found after a session, as a button says it."""
    return {
        Found.REDNESS: gettext("Redness"),
        Found.BLISTER: gettext("A blister"),
        Found.COLOUR: gettext("Another colour"),
        Found.SWELLING: gettext("Swelling"),
        Found.BRUISE: gettext("A bruise"),
        Found.PAIN: gettext("Pain that is higher than before"),
        Found.NUMBNESS: gettext("New numbness or weakness"),
    }[Found(found)]


def what_to_do(found: Iterable[Found], library: Library) -> list[Shown]:
    """Return what to do about findings, each advice once, worst kind first."""
    treated = {TREATED_AS[finding] for finding in found}
    return [
        {"title": words(item.button), "do": lines_in(item.do)}
        for name, item in library.session.wrong.items.items()
        if name in treated
    ]


def places_phrase(places: Iterable[Place], library: Library) -> str:
    """Return places as one phrase."""
    return ", ".join(place_name(place, library) for place in places)
