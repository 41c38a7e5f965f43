"""Reads the fields of an entry, and says which one is wrong."""

import datetime as dt
import math
import uuid
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from kneadwell.vocabulary import (
    KneadwellError,
    Place,
    PlaceError,
    ScoreError,
    checked_score,
)

Choice = TypeVar("Choice", bound=StrEnum)

DEEPEST = 8
LONGEST_NAME, LONGEST_SAID = 100, 300
MOST_SCALES = 20
LONGEST_S = 604_800
"""No place is worked on for longer than a week."""


class EntryError(KneadwellError):
    """An entry does not hold what its kind asks for."""

    def __init__(self, field: str, problem: str) -> None:
        self.field, self.problem = _sayable(field), _sayable(problem)
        super().__init__(f"{self.field}: {self.problem}")


def speakable(value: object, field: str = "body", depth: int = 0) -> None:
    """Refuse what no database, file and page can keep alike.

    Raises:
        EntryError: A text holds NUL or half a character, a number is no number, or
            it goes deeper than any entry does.
    """
    if depth > DEEPEST:
        raise EntryError(field, "goes too deep")
    if isinstance(value, str):
        if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise EntryError(field, "holds a character that cannot be kept")
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            speakable(name, field, depth + 1)
            speakable(inner, str(name) if depth == 0 else field, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            speakable(inner, field, depth + 1)
    elif isinstance(value, float) and not math.isfinite(value):
        raise EntryError(field, "holds something that is no number")


def only(body: Mapping[str, object], fields: set[str]) -> None:
    """Refuse any field but these."""
    for name in body:
        if name not in fields:
            raise EntryError(name, f"is not known; the fields are {sorted(fields)}")


def text_in(body: Mapping[str, object], field: str, longest: int = LONGEST_NAME) -> str:
    """Read a text that says something."""
    value = body.get(field)
    if not isinstance(value, str) or not value.strip():
        raise EntryError(field, "is missing or not a text")
    if len(value) > longest:
        raise EntryError(field, f"is longer than {longest} characters")
    return value


def mapping_in(body: Mapping[str, object], field: str) -> Mapping[str, object]:
    """Read names and values."""
    value = body.get(field)
    if not isinstance(value, Mapping):
        raise EntryError(field, "is missing or not a list of names and values")
    return value


def texts_in(body: Mapping[str, object], field: str) -> list[str]:
    """Read a list of texts."""
    value = body.get(field)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise EntryError(field, "is missing or not a list of texts")
    return value


def seconds_in(body: Mapping[str, object], field: str) -> dict[str, int]:
    """Read whole seconds by place."""
    seconds = {}
    for place, value in mapping_in(body, field).items():
        seconds[str(_place(field, place))] = whole_in(
            f"{field} {place}", value, LONGEST_S
        )
    return seconds


def whole_in(field: str, value: object, most: int) -> int:
    """Return `value` where it is a whole number from 0 to `most`."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise EntryError(field, f"is not a whole number from 0 to {most}")
    return value


def scores_in(body: Mapping[str, object]) -> dict[str, int | None]:
    """Read points by measure; null was skipped, which is not zero."""
    scores = mapping_in(body, "scores")
    if len(scores) > MOST_SCALES or any(len(name) > LONGEST_NAME for name in scores):
        raise EntryError(field="scores", problem="names more scales than there are")
    try:
        return {
            measure: None if value is None else checked_score(value)
            for measure, value in scores.items()
        }
    except ScoreError as error:
        raise EntryError(field="scores", problem=str(error)) from error


def moment_in(field: str, value: object) -> dt.datetime:
    """Read a local time with its offset."""
    try:
        moment = dt.datetime.fromisoformat(str(value))
        moment.astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise EntryError(field, "is not a date and time") from error
    offset = moment.utcoffset()
    if offset is None:
        problem = "write the offset too, like 2026-11-23T09:30+00:00"
        raise EntryError(field, problem)
    if offset % dt.timedelta(minutes=1):
        raise EntryError(field, "needs an offset in whole minutes")
    return moment


def date_in(body: Mapping[str, object], field: str) -> dt.date:
    """Read a local day."""
    try:
        return dt.date.fromisoformat(text_in(body, field))
    except ValueError as error:
        raise EntryError(field, "is not a date, like 2026-11-23") from error


def yes_no_in(body: Mapping[str, object], field: str) -> bool | None:
    """Read a yes or a no; null means that nobody said."""
    value = body.get(field)
    if field not in body or not (value is None or isinstance(value, bool)):
        raise EntryError(field, "is not true, false or null")
    return value


def places_in(body: Mapping[str, object]) -> tuple[Place, ...]:
    """Read the field ``places``, each place once."""
    named = (_place("places", text) for text in texts_in(body, "places"))
    return tuple(dict.fromkeys(named))


def _sayable(text: str) -> str:
    """Return a text that any page can show, whatever was sent."""
    return text[:LONGEST_SAID].encode("utf-8", "backslashreplace").decode()


def _place(field: str, text: str) -> Place:
    try:
        return Place.parse(text)
    except PlaceError as error:
        raise EntryError(field, str(error)) from error


def uuid_in(body: Mapping[str, object], field: str) -> uuid.UUID:
    """Read an id."""
    try:
        return uuid.UUID(text_in(body, field))
    except ValueError as error:
        raise EntryError(field, "is not an id") from error


def is_null(body: Mapping[str, object], field: str) -> bool:
    """Return whether a field is there and says that nothing is known."""
    return field in body and body[field] is None


def one_of(body: Mapping[str, object], field: str, kind: type[Choice]) -> Choice:
    """Read one of the texts of `kind`."""
    return choice_of(field, text_in(body, field), kind)


def choice_of(field: str, text: str, kind: type[Choice]) -> Choice:
    """Return `text` as one of the texts of `kind`."""
    try:
        return kind(text)
    except ValueError as error:
        raise EntryError(field, f"is not one of {', '.join(kind)}") from error
