"""A programme as someone writes it down; a mistake keeps what was typed."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext

from kneadwell.knowledge import Library, Technique
from kneadwell.screening import (
    LONGEST_PRESCRIBER,
    MOST_PRESCRIBED_MIN,
    MOST_PRESCRIBED_TIMES,
    Prescribed,
    Prescription,
)
from kneadwell.vocabulary import Place, Side
from kneadwell.web.prescriptions.shown import times_at_most
from kneadwell.web.words import Shown, place_name, technique_name, time_text, words

YES, NO = "yes", "no"
REVIEW_WITHIN = dt.timedelta(days=366)
"""A programme that nobody looks at for longer is none."""


@dataclass
class ProgrammeForm:
    """All techniques at once, each with a yes or a no."""

    library: Library
    today: dt.date
    standing: Prescription | None = None
    """What holds now: a new version starts from it."""
    sent: QueryDict | None = None
    errors: list[dict[str, str]] = field(default_factory=list, init=False)

    def read(self) -> Prescription | None:
        """Return what was written, or None with `errors`, one for each field."""
        by, review = " ".join(self._text("by").split()), self._review()
        if not by:
            self._refuse("by", gettext("Write who wrote the programme."))
        elif len(by) > LONGEST_PRESCRIBER:
            message = (
                gettext("Write the name in at most %d letters.") % LONGEST_PRESCRIBER
            )
            self._refuse("by", message)
        allowed, forbidden = list[Prescribed](), list[str]()
        for technique in self.library.techniques.values():
            said = self._text(f"{technique.id}-allowed")
            if said == YES:
                allowed.append(self._prescribed(technique))
            elif said == NO:
                forbidden.append(technique.id)
            else:
                name = technique_name(technique.id, self.library)
                message = gettext("%s: say yes or no.") % name
                self._refuse(f"{technique.id}-allowed", message)
        if self.errors or review is None:
            return None
        return Prescription(1, by, self.today, review, (*allowed,), (*forbidden,))

    def shown(self) -> Shown:
        """Return the form as its page reads it."""
        typed = self.sent if self.sent is not None else _as_typed(self.standing)
        return {
            "by": typed.get("by", ""),
            "longest_by": LONGEST_PRESCRIBER,
            "review": typed.get("review", ""),
            "first_review": (self.today + dt.timedelta(days=1)).isoformat(),
            "last_review": (self.today + REVIEW_WITHIN).isoformat(),
            "techniques": [
                self._technique_shown(one, typed)
                for one in self.library.techniques.values()
            ],
            "errors": self.errors,
            "wrong": {error["field"] for error in self.errors},
        }

    def sent_again(self) -> list[tuple[str, str]]:
        """Return every field that was sent, to be sent once more with a yes."""
        names = ["by", "review"]
        for technique_id in self.library.techniques:
            names += [f"{technique_id}-{part}" for part in _PARTS]
        sent = self.sent if self.sent is not None else QueryDict()
        return [(name, value) for name in names for value in sent.getlist(name)]

    def _prescribed(self, technique: Technique) -> Prescribed:
        ticked = self.sent.getlist(f"{technique.id}-places") if self.sent else []
        offered = {str(place): place for place in _places(technique)}
        if set(ticked) - offered.keys():
            message = gettext("Choose places of this list.")
            self._refuse(f"{technique.id}-places", message)
        minutes = self._span(f"{technique.id}-minutes", MOST_PRESCRIBED_MIN)
        per = self._text(f"{technique.id}-per") or "day"
        if per not in MOST_PRESCRIBED_TIMES:
            message = gettext("Choose a day or a week.")
            self._refuse(f"{technique.id}-times", message)
            per = "day"
        times = self._span(f"{technique.id}-times", MOST_PRESCRIBED_TIMES[per])
        return Prescribed(
            technique.id,
            tuple(place for text, place in offered.items() if text in ticked),
            minutes,
            (*times, per) if times else None,
        )

    def _span(self, name: str, highest: int) -> tuple[int, int] | None:
        """Return the least and the most; None where both were left empty."""
        texts = self._text(f"{name}-least"), self._text(f"{name}-most")
        if texts == ("", ""):
            return None
        numbers = [
            int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0
            for text in texts
        ]
        least, most = numbers
        if not 1 <= min(numbers) <= max(numbers) <= highest:
            message = gettext("Write two whole numbers from 1 to %d, or none.")
            self._refuse(name, message % highest)
            return None
        if least > most:
            message = gettext("The first number is the least, the second the most.")
            self._refuse(name, message)
            return None
        return least, most

    def _review(self) -> dt.date | None:
        try:
            day = dt.date.fromisoformat(self._text("review"))
        except ValueError:
            day = None
        last = self.today + REVIEW_WITHIN
        if day is not None and self.today < day <= last:
            return day
        message = gettext("Write a day after today, until %s at the latest.")
        self._refuse("review", message % date_format(last, "j F Y"))
        return None

    def _technique_shown(self, technique: Technique, typed: QueryDict) -> Shown:
        name = technique.id
        ticked = typed.getlist(f"{name}-places")
        per = typed.get(f"{name}-per") or "day"
        said = typed.get(f"{name}-allowed", "")
        return {
            "id": name,
            "name": words(technique.name),
            "limits": _own_limits(technique),
            "allowed": said,
            "places": [
                {
                    "value": str(place),
                    "label": place_name(place, self.library).capitalize(),
                    "checked": str(place) in ticked,
                }
                for place in _places(technique)
            ],
            "minutes": _span_shown(typed, f"{name}-minutes"),
            "times": _span_shown(typed, f"{name}-times"),
            "per": [
                {"value": "day", "label": gettext("a day"), "checked": per == "day"},
                {"value": "week", "label": gettext("a week"), "checked": per == "week"},
            ],
        }

    def _text(self, name: str) -> str:
        return (self.sent.get(name, "") if self.sent is not None else "").strip()

    def _refuse(self, name: str, message: str) -> None:
        self.errors.append({"field": name, "message": message})


_PARTS = (
    "allowed",
    "places",
    "minutes-least",
    "minutes-most",
    "times-least",
    "times-most",
    "per",
)


def _places(technique: Technique) -> tuple[Place, ...]:
    return tuple(Place(side, region) for region in technique.regions for side in Side)


def _own_limits(technique: Technique) -> str:
    """Return what Kneadwell itself allows at most, whatever anyone writes."""
    caps = technique.caps
    usual_s, normal_s = caps.seconds_per_place, caps.seconds_per_place_all_normal
    told = [gettext("Our own limit: %s on one place.") % time_text(usual_s)]
    if normal_s != usual_s:
        where = gettext("%s where all feeling is normal.")
        told.append(where % time_text(normal_s))
    if caps.times_per_day:
        told.append(times_at_most(caps.times_per_day, "day"))
    elif caps.times_per_week:
        told.append(times_at_most(caps.times_per_week, "week"))
    return " ".join(told)


def _span_shown(typed: QueryDict, name: str) -> Mapping[str, str]:
    return {part: typed.get(f"{name}-{part}", "") for part in ("least", "most")}


def _as_typed(standing: Prescription | None) -> QueryDict:
    """Return what holds now as someone would have typed it; its review is asked."""
    typed = QueryDict(mutable=True)
    if standing is None:
        return typed
    typed["by"] = standing.by
    for technique_id in standing.forbidden:
        typed[f"{technique_id}-allowed"] = NO
    for one in standing.techniques:
        typed[f"{one.technique_id}-allowed"] = YES
        for name, value in _parts_of(one):
            typed.appendlist(f"{one.technique_id}-{name}", value)
    return typed


def _parts_of(one: Prescribed) -> Iterator[tuple[str, str]]:
    yield from (("places", str(place)) for place in one.places)
    if one.minutes:
        yield "minutes-least", str(one.minutes[0])
        yield "minutes-most", str(one.minutes[1])
    if one.times:
        least, most, per = one.times
        yield "times-least", str(least)
        yield "times-most", str(most)
        yield "per", per
