"""What a therapist allows at most: a programme, as the gate and the ledger obey it."""

import datetime as dt
import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from kneadwell.knowledge import Library
from kneadwell.vocabulary import EVERYWHERE, KneadwellError, Place, PlaceError

MOST_PRESCRIBED_MIN = 60
MOST_PRESCRIBED_TIMES = {"day": 10, "week": 70}
"""Larger numbers are slips of the pen: every cap is far below."""
LONGEST_PRESCRIBER = 80
"""Letters of who wrote it."""
WEEK_DAYS = 7
_FILE = ("version", "by", "on", "review", "techniques", "forbidden")
_TECHNIQUE = ("technique", "places", "minutes", "times")
_SPAN, _TIMES = ("least", "most"), ("least", "most", "per")


class PrescriptionError(KneadwellError):
    """A programme holds a key, a name or a number that it cannot hold."""

    def __init__(self, key: str, problem: str, nearest: Iterable[str] = ()) -> None:
        self.key, self.problem, self.nearest = key, problem, tuple(nearest)
        hint = f" Did you mean {', '.join(self.nearest)}?" if self.nearest else ""
        super().__init__(f"{key}: {problem}.{hint}")


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most of one technique on one whole place; None where it sets no limit."""

    seconds: int | None = None
    """Hands-on, in one session; 0 means that it is not allowed there."""
    times_per_day: int | None = None
    times_per_week: int | None = None


NOT_ALLOWED = Ceiling(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Prescribed:
    """One technique that a programme allows, and how much of it."""

    technique_id: str
    places: tuple[Place, ...] = ()
    """Whole places; empty means wherever the rules allow it."""
    minutes: tuple[int, int] | None = None
    """The least and the most hands-on on one place in one session."""
    times: tuple[int, int, str] | None = None
    """The least and the most, per ``day`` or ``week``."""


@dataclass(frozen=True, slots=True)
class Prescription:
    """A programme that someone wrote: nothing on any route exceeds it.

    It opens nothing. Rules, caps and the dose ledger go on holding beside it.
    """

    version: int
    by: str
    """Who wrote it, as people call them."""
    on: dt.date
    review: dt.date
    """The last day of the upper bounds; after it the lower ones are the most."""
    techniques: tuple[Prescribed, ...] = ()
    """Where any are listed, no other may be done."""
    forbidden: tuple[str, ...] = ()
    """Ids of techniques that may not be done at all."""

    def checked(self) -> Self:
        """Return it, when it does not contradict itself.

        Raises:
            PrescriptionError: It says nothing, names a technique twice, or is to be
                reviewed before it was written.
        """
        listed = [one.technique_id for one in self.techniques]
        if not listed and not self.forbidden:
            key, problem = "techniques", "allow or forbid at least one technique"
            raise PrescriptionError(key, problem)
        for index, one in enumerate(listed):
            key = f"techniques[{index}].technique"
            if one in listed[:index]:
                raise PrescriptionError(key, f"“{one}” is there twice")
            if one in self.forbidden:
                raise PrescriptionError(key, f"“{one}” is forbidden as well")
        if self.review < self.on:
            key, problem = (
                "review",
                "is before the day it was written",
            )
            raise PrescriptionError(key, problem)
        return self

    def is_over(self, day: dt.date) -> bool:
        """Return whether the day of review has passed."""
        return day > self.review

    def ceiling(self, technique_id: str, place: Place, day: dt.date) -> Ceiling | None:
        """Return the most that it allows; None where it says nothing.

        Times in a week also limit a day, as if they were spread over it: “3 times a
        week” is once a day at most.

        Args:
            technique_id: A technique of the library.
            place: Where; its spot does not matter.
            day: The local day on which it would be done.
        """
        if technique_id in self.forbidden:
            return NOT_ALLOWED
        if not self.techniques:
            return None
        listed = {one.technique_id: one for one in self.techniques}.get(technique_id)
        if listed is None or (listed.places and place.whole not in listed.places):
            return NOT_ALLOWED
        is_over = self.is_over(day)
        seconds = None
        if listed.minutes is not None:
            least, most = listed.minutes
            seconds = 60 * (least if is_over else most)
        if listed.times is None:
            return Ceiling(seconds)
        least, most, per = listed.times
        times = least if is_over else most
        if per == "day":
            return Ceiling(seconds, times_per_day=times)
        return Ceiling(seconds, -(-times // WEEK_DAYS), times)


def prescription_from_json(sent: object, library: Library) -> Prescription:
    """Read a programme.

    Args:
        sent: The decoded JSON: ``version``, ``by``, ``on``, ``review``,
            ``techniques`` and ``forbidden``; the last two may be left out, one of
            them not.
        library: Which techniques there are, and where they are done.

    Raises:
        PrescriptionError: Something in it nobody asked for, is missing, of the wrong
            kind, or contradicts itself. It names the key and the nearest words.
    """
    body = _table("prescription", sent, _FILE, needs=_FILE[:4])
    techniques = tuple(
        _prescribed(f"techniques[{index}]", one, library)
        for index, one in enumerate(_items("techniques", body.get("techniques", [])))
    )
    forbidden = tuple(
        _technique_id(f"forbidden[{index}]", one, library)
        for index, one in enumerate(_items("forbidden", body.get("forbidden", [])))
    )
    return Prescription(
        _whole_number("version", body["version"]),
        _by(body["by"]),
        _date("on", body["on"]),
        _date("review", body["review"]),
        techniques,
        tuple(dict.fromkeys(forbidden)),
    ).checked()


def prescription_to_json(prescription: Prescription) -> dict[str, object]:
    """Return a programme as a file holds it."""
    return {
        "version": prescription.version,
        "by": prescription.by,
        "on": prescription.on.isoformat(),
        "review": prescription.review.isoformat(),
        "techniques": [_prescribed_to_json(one) for one in prescription.techniques],
        **(
            {"forbidden": list(prescription.forbidden)}
            if prescription.forbidden
            else {}
        ),
    }


def _prescribed_to_json(one: Prescribed) -> dict[str, object]:
    body: dict[str, object] = {"technique": one.technique_id}
    if one.places:
        body["places"] = [str(place) for place in one.places]
    if one.minutes:
        body["minutes"] = dict(zip(_SPAN, one.minutes, strict=True))
    if one.times:
        body["times"] = dict(zip(_TIMES, one.times, strict=True))
    return body


def _prescribed(key: str, value: object, library: Library) -> Prescribed:
    body = _table(key, value, _TECHNIQUE, needs=("technique",))
    technique_id = _technique_id(f"{key}.technique", body["technique"], library)
    where = f"{key}.places"
    places = tuple(
        _place(where, place, technique_id, library)
        for place in _items(where, body.get("places", []))
    )
    return Prescribed(
        technique_id,
        tuple(dict.fromkeys(places)),
        _minutes(f"{key}.minutes", body.get("minutes")),
        _times(f"{key}.times", body.get("times")),
    )


def _minutes(key: str, value: object) -> tuple[int, int] | None:
    if value is None:
        return None
    return _span(key, _table(key, value, _SPAN, needs=_SPAN), MOST_PRESCRIBED_MIN)


def _times(key: str, value: object) -> tuple[int, int, str] | None:
    if value is None:
        return None
    body = _table(key, value, _TIMES, needs=_TIMES)
    per = body["per"]
    if not isinstance(per, str) or per not in MOST_PRESCRIBED_TIMES:
        key, problem = f"{key}.per", f"“{per}” is not day or week"
        raise PrescriptionError(key, problem)
    return (*_span(key, body, MOST_PRESCRIBED_TIMES[per]), per)


def _span(key: str, body: Mapping[str, object], highest: int) -> tuple[int, int]:
    least = _whole_number(f"{key}.least", body["least"], highest)
    most = _whole_number(f"{key}.most", body["most"], highest)
    if least > most:
        raise PrescriptionError(key, f"the least, {least}, is above the most, {most}")
    return least, most


def _by(value: object) -> str:
    if isinstance(value, str) and 0 < len(value.strip()) <= LONGEST_PRESCRIBER:
        return " ".join(value.split())
    key, problem = "by", f"must be who wrote it, in 1 to {LONGEST_PRESCRIBER} letters"
    raise PrescriptionError(key, problem)


def _whole_number(key: str, value: object, highest: int | None = None) -> int:
    if type(value) is int and value >= 1 and (highest is None or value <= highest):
        return value
    problem = f"“{value}” is not a whole number from 1"
    raise PrescriptionError(key, problem + (f" to {highest}" if highest else " up"))


def _date(key: str, value: object) -> dt.date:
    try:
        if isinstance(value, str):
            return dt.date.fromisoformat(value)
    except ValueError:
        pass
    raise PrescriptionError(key, f"“{value}” is not a date like 2026-11-23")


def _technique_id(key: str, value: object, library: Library) -> str:
    if isinstance(value, str) and value in library.techniques:
        return value
    near = _near(str(value), library.techniques)
    raise PrescriptionError(key, f"“{value}” is not a technique", near)


def _place(key: str, value: object, technique_id: str, library: Library) -> Place:
    known = [str(place) for place in EVERYWHERE]
    try:
        place = Place.parse(str(value))
    except PlaceError:
        problem = f"“{value}” is not a place"
        raise PrescriptionError(key, problem, _near(str(value), known)) from None
    if place.spot:
        raise PrescriptionError(key, f"“{value}” is a spot; name its whole place")
    regions = library.techniques[technique_id].regions
    if place.region not in regions:
        done_on = ", ".join(regions)
        problem = f"{technique_id} is not done on the {place.region}, only on {done_on}"
        raise PrescriptionError(key, problem)
    return place


def _table(
    key: str, value: object, known: tuple[str, ...], needs: tuple[str, ...]
) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise PrescriptionError(key, "must be names with values, like {…}")
    for name in value:
        if name not in known:
            problem = f"“{name}” is not known"
            raise PrescriptionError(key, problem, _near(str(name), known))
    for name in needs:
        if name not in value:
            raise PrescriptionError(key, f"“{name}” is missing; add it")
    return value


def _items(key: str, value: object) -> list[object]:
    if not isinstance(value, list):
        raise PrescriptionError(key, "must be a list, like […]")
    return value


def _near(word: str, known: Iterable[str]) -> list[str]:
    ids = [str(one) for one in known]
    return difflib.get_close_matches(word, ids, n=3, cutoff=0.4) or ids[:3]
