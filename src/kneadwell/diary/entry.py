"""One thing that was noted, and what its kind must hold."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
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
    ADVERSE_EVENT = "adverse-event"
    SKIN_CHECK = "skin-check"
    SETTLED = "settled"
    SUGAR_CHECK = "sugar-check"


class Ended(StrEnum):
    """How a session ended."""

    FINISHED = "finished"
    FINISHED_EARLY = "finished-early"
    STOPPED = "stopped-something-wrong"


class When(StrEnum):
    """Whether a rating was given before or after a session."""

    BEFORE = "before"
    AFTER = "after"


class WentWrong(StrEnum):
    """What went wrong."""

    PAIN_UP = "pain-up"
    COLOUR = "colour"
    NUMB_SPREAD = "numb-spread"
    CHEST = "chest"
    SWELLING = "swelling"
    FAINT = "faint"
    REACTION = "reaction"
    OTHER = "other"


class CheckedWhen(StrEnum):
    """How long after a session someone looked and felt again."""

    AFTER = "after"
    MINUTES_20 = "20-minutes"
    HOUR_1 = "1-hour"
    NEXT_DAY = "next-day"


class Found(StrEnum):
    """What was there that had not been there before the session."""

    REDNESS = "redness"
    BLISTER = "blister"
    COLOUR = "colour"
    SWELLING = "swelling"
    BRUISE = "bruise"
    PAIN = "pain"
    NUMBNESS = "numbness"


class Sugar(StrEnum):
    """How blood sugar was, half an hour after a session."""

    FINE = "fine"
    """4 mmol/l or more."""
    LOW = "low"
    NOT_MEASURED = "not-measured"


class HasSettled(StrEnum):
    """Whether all is as it was before; only a yes opens a place again."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


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
    unseen: Mapping[str, int] = field(default_factory=dict)
    """The most seconds a place can have had on top, while nobody saw; only places
    where that may be. Entries from before it was asked have none."""

    @property
    def at_most(self) -> Mapping[str, int]:
        """The most hands-on seconds that each place can have had."""
        return {
            place: self.places.get(place, 0) + self.unseen.get(place, 0)
            for place in {**self.places, **self.unseen}
        }

    @classmethod
    def of(cls, body: Mapping[str, object]) -> "SessionEntry":
        """Read a session body.

        Raises:
            EntryError: A field is missing, unknown or of the wrong kind.
        """
        facts = {"technique", "giver", "places", "planned", "ended", "edition"}
        _only(body, facts | {"unseen"})
        return cls(
            technique=_text(body, "technique"),
            giver=_one_of(body, "giver", Giver),
            places=_seconds(body, "places"),
            planned=_seconds(body, "planned"),
            ended=_one_of(body, "ended", Ended),
            edition=_text(body, "edition"),
            unseen=_seconds(body, "unseen") if "unseen" in body else {},
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
class AdverseEventEntry:
    """Something that went wrong, in a session or without one."""

    session: uuid.UUID | None
    technique: str | None
    places: tuple[Place, ...]
    """Where; empty means that nobody said, so it may be anywhere."""
    what: WentWrong
    edition: str

    @classmethod
    def of(cls, body: Mapping[str, object]) -> "AdverseEventEntry":
        """Read the body of an adverse event; null stands where nothing is known.

        Raises:
            EntryError: A field is missing, unknown or of the wrong kind.
        """
        _only(body, {"session", "technique", "places", "what", "edition"})
        return cls(
            session=None if _is_null(body, "session") else _uuid(body, "session"),
            technique=None if _is_null(body, "technique") else _text(body, "technique"),
            places=_places(body),
            what=_one_of(body, "what", WentWrong),
            edition=_text(body, "edition"),
        )


@dataclass(frozen=True, slots=True)
class SkinCheckEntry:
    """A look at the skin, and how it feels, after a session."""

    session: uuid.UUID
    when: CheckedWhen
    found: tuple[Found, ...]
    """Empty means that someone looked and there was nothing."""
    places: tuple[Place, ...]
    """Where it was found; empty means that nobody said, so it may be anywhere."""

    @classmethod
    def of(cls, body: Mapping[str, object]) -> "SkinCheckEntry":
        """Read the body of a skin check.

        Raises:
            EntryError: A field is missing, unknown or of the wrong kind.
        """
        _only(body, {"session", "when", "found", "places"})
        found = {text: _choice("found", text, Found) for text in _list(body, "found")}
        return cls(
            session=_uuid(body, "session"),
            when=_one_of(body, "when", CheckedWhen),
            found=tuple(found.values()),
            places=_places(body),
        )


@dataclass(frozen=True, slots=True)
class SettledEntry:
    """Whether what went wrong at some places is over."""

    places: tuple[Place, ...]
    answer: HasSettled

    @classmethod
    def of(cls, body: Mapping[str, object]) -> "SettledEntry":
        """Read the answer to "Has it settled?".

        Raises:
            EntryError: A field is missing, unknown or of the wrong kind, or no
                place is named.
        """
        _only(body, {"places", "answer"})
        places = _places(body)
        if not places:
            raise EntryError(field="places", problem="names no place")
        return cls(places=places, answer=_one_of(body, "answer", HasSettled))


@dataclass(frozen=True, slots=True)
class SugarCheckEntry:
    """A measurement of blood sugar after a session."""

    session: uuid.UUID
    sugar: Sugar

    @classmethod
    def of(cls, body: Mapping[str, object]) -> "SugarCheckEntry":
        """Read the body of a sugar check.

        Raises:
            EntryError: A field is missing, unknown or of the wrong kind.
        """
        _only(body, {"session", "sugar"})
        return cls(session=_uuid(body, "session"), sugar=_one_of(body, "sugar", Sugar))


Body = (
    SessionEntry
    | ScoreEntry
    | AdverseEventEntry
    | SkinCheckEntry
    | SettledEntry
    | SugarCheckEntry
)
BodyOf = TypeVar("BodyOf", bound=Body)

_KINDS: Mapping[EntryKind, type[Body]] = {
    EntryKind.SESSION: SessionEntry,
    EntryKind.SCORE: ScoreEntry,
    EntryKind.ADVERSE_EVENT: AdverseEventEntry,
    EntryKind.SKIN_CHECK: SkinCheckEntry,
    EntryKind.SETTLED: SettledEntry,
    EntryKind.SUGAR_CHECK: SugarCheckEntry,
}


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
    _read: Body = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            problem = "write the offset too, like 2026-11-23T09:30+00:00"
            raise EntryError(field="at", problem=problem)
        object.__setattr__(self, "_read", _KINDS[self.kind].of(self.body))

    def read(self) -> Body:
        """Return the body as the value of its kind."""
        return self._read

    def to_json(self) -> dict[str, object]:
        """Return the entry as files and pages carry it."""
        return {
            "id": str(self.id),
            "kind": self.kind.value,
            "at": self.at.isoformat(),
            "body": dict(self.body),
        }


def read_as(
    kind: type[BodyOf], entries: Iterable[Entry]
) -> Iterator[tuple[Entry, BodyOf]]:
    """Yield the entries of one kind, each with its body read."""
    for entry in entries:
        if isinstance(body := entry.read(), kind):
            yield entry, body


def _only(body: Mapping[str, object], fields: set[str]) -> None:
    for name in body:
        if name not in fields:
            raise EntryError(name, f"is not known; the fields are {sorted(fields)}")


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


def _list(body: Mapping[str, object], field: str) -> list[str]:
    value = body.get(field)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise EntryError(field, "is missing or not a list of texts")
    return value


def _seconds(body: Mapping[str, object], field: str) -> dict[str, int]:
    seconds = {}
    for place, value in _mapping(body, field).items():
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise EntryError(field, f"{place} needs whole seconds from 0, not {value}")
        seconds[str(_place(field, place))] = value
    return seconds


def _places(body: Mapping[str, object]) -> tuple[Place, ...]:
    named = (_place("places", text) for text in _list(body, "places"))
    return tuple(dict.fromkeys(named))


def _place(field: str, text: str) -> Place:
    try:
        return Place.parse(text)
    except PlaceError as error:
        raise EntryError(field, str(error)) from error


def _uuid(body: Mapping[str, object], field: str) -> uuid.UUID:
    try:
        return uuid.UUID(_text(body, field))
    except ValueError as error:
        raise EntryError(field, "is not an id") from error


def _is_null(body: Mapping[str, object], field: str) -> bool:
    return field in body and body[field] is None


def _one_of(body: Mapping[str, object], field: str, kind: type[Choice]) -> Choice:
    return _choice(field, _text(body, field), kind)


def _choice(field: str, text: str, kind: type[Choice]) -> Choice:
    try:
        return kind(text)
    except ValueError as error:
        raise EntryError(field, f"is not one of {', '.join(kind)}") from error
