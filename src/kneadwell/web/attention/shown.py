"""What entries are called and ask for, in words for a page that has only their JSON."""

from collections.abc import Iterable

from django.utils.translation import gettext

from kneadwell.diary import (
    LONGEST_NOTE,
    MOST_FALLS,
    EntryKind,
    Found,
    WentWrong,
    When,
)
from kneadwell.knowledge import Library
from kneadwell.web.diary.said import (
    change_texts,
    checked_texts,
    ended_texts,
    settled_texts,
    sleep_name,
    sugar_texts,
)
from kneadwell.web.words import (
    Shown,
    cause_text,
    finding_text,
    giver_names,
    technique_name,
    words,
)


def entry_words(library: Library) -> Shown:
    """Return the names of all kinds and fields.

    A field is named by its path in the body; ``places.*`` is each place in a list of
    seconds. What stands in no list is not for people to read, such as an id.
    """
    return {
        "kinds": _kinds(),
        "fields": _scores(library) | _said() | _chosen(library) | _places(),
        "says": {"yes": gettext("Yes"), "no": gettext("No")},
        "problems": {
            "at": gettext(
                "Its time lies in the future, or long ago. Was the clock of this "
                "device wrong? Set the time right below."
            ),
            "text": gettext("Its words are too long, or there are none."),
            "body": gettext("It is too long, or holds a sign that cannot be kept."),
            "*": gettext(
                "Something in it does not fit. Look through it. If all of it is "
                "right, send it again later."
            ),
        },
    }


def _kinds() -> dict[str, str]:
    return {
        EntryKind.SESSION: gettext("Session"),
        EntryKind.SCORE: gettext("Scores"),
        EntryKind.ADVERSE_EVENT: gettext("Something was wrong"),
        EntryKind.SKIN_CHECK: gettext("Look at the skin"),
        EntryKind.SETTLED: gettext("Has it settled?"),
        EntryKind.SUGAR_CHECK: gettext("Blood sugar"),
        EntryKind.CHECK_IN: gettext("How a day was"),
        EntryKind.CHANGE: gettext("How things have changed"),
        EntryKind.NOTE: gettext("Note"),
        EntryKind.CORRECTION: gettext("Correction"),
    }


def _scores(library: Library) -> dict[str, Shown]:
    names = {
        **{name: words(measure.name) for name, measure in library.measures.items()},
        "sleep": sleep_name(),
    }
    return {
        f"scores.{name}": {"label": label, "type": "number", "most": 10}
        for name, label in names.items()
    }


def _said() -> dict[str, Shown]:
    return {
        "text": {"label": gettext("Your words"), "type": "text", "most": LONGEST_NOTE},
        "date": {"label": gettext("The day"), "type": "date"},
        "medicine_changed": {
            "label": gettext("A medicine has changed"),
            "type": "yes-no",
        },
        "flare": {"label": gettext("Much worse than usual"), "type": "yes-no"},
        "falls": {"label": gettext("Falls"), "type": "number", "most": MOST_FALLS},
    }


def _chosen(library: Library) -> dict[str, Shown]:
    return {
        "technique": _read(
            gettext("Technique"),
            [(name, technique_name(name, library)) for name in library.techniques],
        ),
        "giver": _choice(
            gettext("Whose hands"),
            giver_names().items(),
        ),
        "ended": _choice(gettext("How it ended"), ended_texts().items()),
        "when": _read(
            gettext("When"),
            [
                (When.BEFORE, gettext("Before the session")),
                *checked_texts().items(),
            ],
        ),
        "what": _choice(
            gettext("What was wrong"),
            [(what, cause_text(what.value, library)) for what in WentWrong],
        ),
        "found": _read(
            gettext("What was found"),
            [(found, finding_text(found)) for found in Found],
        ),
        "answer": _choice(gettext("Has it settled?"), settled_texts().items()),
        "sugar": _choice(gettext("Blood sugar"), sugar_texts().items()),
        "change": _choice(gettext("Against the time before"), change_texts().items()),
    }


def _places() -> dict[str, Shown]:
    return {
        "places": _read(gettext("Where"), []),
        "places.*": {"label": gettext("Seconds on: {name}"), "type": "number"},
        "unseen.*": {
            "label": gettext("Seconds that nobody saw on: {name}"),
            "type": "number",
        },
    }


def _choice(label: str, choices: Iterable[tuple[str, str]]) -> Shown:
    return {"label": label, "type": "choice", "choices": dict(choices)}


def _read(label: str, choices: Iterable[tuple[str, str]]) -> Shown:
    return {"label": label, "type": "read", "choices": dict(choices)}
