"""One thing that was noted, and what its kind must hold."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from kneadwell.vocabulary import Giver, KneadwellError, Place, PlaceError, checked_score

Choice = TypeVar("Choice", bound=StrEnum)


class EntryError(KneadwellError):
    """An entry does not hold what its kind asks for."""

    def __init__(self, field: str, problem: str) -> None:
        self.field = field
        super().__init__(f"{field}: {problem}")


class EntryKind(StrEnum):
    """What an entry records."""

    SESSION = "session"
    SCORE = "score"


class Ended(StrEnum):
    """How a session ended."""

    FINISHED = "finished"
    FINISHED_EARLY = "finished-early"
    STOPPED = "stopped-something-wrong"


class When(StrEnum):
    """Whether a rating was given before or after a session."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class SessionEntry:
    """A session as it was done."""

    technique: str
    giver: Giver
    places: Mapping[str, int]
    """Hands-on seconds that really passed, by place."""
    planned: Mapping[str, int]
    ended: Ended
    edition: str

    @classmethod
    def of(cls, body: Mapping[str, object]) -> "SessionEntry":
        """Read a session body.

        Raises:
            EntryError: A field is missing, unknown or of the wrong kind.
        """
        _only(body, {"technique", "giver", "places", "planned", "ended", "edition"})
        return cls(
            technique=_text(body, "technique"),
            giver=_one_of(body, "giver", Giver),
            places=_seconds(body, "places"),
            planned=_seconds(body, "planned"),
            ended=_one_of(body, "ended", Ended),
            edition=_text(body, "edition"),
        )


@dataclass(frozen=True, slots=True)
class ScoreEntry:
    """Ratings around a session, in points; None was skipped, never zero."""

    session: uuid.UUID
    when: When
    scores: Mapping[str, int | None]

    @classmethod
    def of(cls, body: Mapping[str, object]) -> "ScoreEntry":
        """Read a score body.

        Raises:
            EntryError: A field is missing, unknown or of the wrong kind.
            ScoreError: A rating is not a whole number from 0 to 10.
        """
        _only(body, {"session", "when", "scores"})
        scores = _mapping(body, "scores")
        return cls(
            session=_uuid(body, "session"),
            when=_one_of(body, "when", When),
            scores={
                measure: None if value is None else checked_score(value)
                for measure, value in scores.items()
            },
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was noted. Whoever notes it draws the id.

    A value that exists holds a body that its kind can read, and a moment with
    the offset of the place it was noted in.
    """

    id: uuid.UUID
    kind: EntryKind
    at: dt.datetime
    body: Mapping[str, object]

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            problem = "write the offset too, like 2026-11-23T09:30+00:00"
            raise EntryError(field="at", problem=problem)
        self.read()

    def read(self) -> SessionEntry | ScoreEntry:
        """Return the body as the value of its kind."""
        if self.kind is EntryKind.SESSION:
            return SessionEntry.of(self.body)
        return ScoreEntry.of(self.body)

    def to_json(self) -> dict[str, object]:
        """Return the entry as files and pages carry it."""
        return {
            "id": str(self.id),
            "kind": self.kind.value,
            "at": self.at.isoformat(),
            "body": dict(self.body),
        }


def _only(body: Mapping[str, object], fields: set[str]) -> None:
    for field in body:
        if field not in fields:
            raise EntryError(field, f"is not known; the fields are {sorted(fields)}")


def _text(body: Mapping[str, object], field: str) -> str:
    value = body.get(field)
    if not isinstance(value, str) or not value:
        raise EntryError(field, "is missing or not a text")
    return value


def _mapping(body: Mapping[str, object], field: str) -> Mapping[str, object]:
    value = body.get(field)
    if not isinstance(value, Mapping):
        raise EntryError(field, "is missing or not a list of names and values")
    return value


def _seconds(body: Mapping[str, object], field: str) -> dict[str, int]:
    seconds = {}
    for place, value in _mapping(body, field).items():
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise EntryError(field, f"{place} needs whole seconds from 0, not {value}")
        try:
            seconds[str(Place.parse(place))] = value
        except PlaceError as error:
            raise EntryError(field, str(error)) from error
    return seconds


def _uuid(body: Mapping[str, object], field: str) -> uuid.UUID:
    try:
        return uuid.UUID(_text(body, field))
    except ValueError as error:
        raise EntryError(field, "is not an id") from error


def _one_of(body: Mapping[str, object], field: str, kind: type[Choice]) -> Choice:
    try:
        return kind(_text(body, field))
    except ValueError as error:
        raise EntryError(field, f"is not one of {', '.join(kind)}") from error
