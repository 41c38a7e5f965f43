"""The kinds of entries, and what each must hold."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from kneadwell.diary.fields import (
    EntryError,
    choice_of,
    date_in,
    is_null,
    mapping_in,
    moment_in,
    one_of,
    only,
    places_in,
    scores_in,
    seconds_in,
    text_in,
    texts_in,
    uuid_in,
    whole_in,
    yes_no_in,
)
from kneadwell.vocabulary import Giver, Place

LONGEST_NOTE = 2000
MOST_FALLS = 99
MOST_FURTHER = 20
"""Techniques of one session after the first; there are fewer."""


class EntryKind(StrEnum):
    """What an entry records."""

    SESSION = "session"
    SCORE = "score"
    ADVERSE_EVENT = "adverse-event"
    SKIN_CHECK = "skin-check"
    SETTLED = "settled"
    SUGAR_CHECK = "sugar-check"
    CHECK_IN = "check-in"
    CHANGE = "change"
    NOTE = "note"
    CORRECTION = "correction"


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


class Change(StrEnum):
    """How all of it is against the time before: the impression of change.

    Seven steps as in the Patient Global Impression of Change (Guy 1976), in words
    of our own.
    """

    VERY_MUCH_BETTER = "very-much-better"
    MUCH_BETTER = "much-better"
    A_LITTLE_BETTER = "a-little-better"
    NO_CHANGE = "no-change"
    A_LITTLE_WORSE = "a-little-worse"
    MUCH_WORSE = "much-worse"
    VERY_MUCH_WORSE = "very-much-worse"


@dataclass(frozen=True, slots=True)
class FurtherWork:
    """One technique of a session, as it was done."""

    technique: str
    places: Mapping[str, int]
    """Hands-on seconds that really passed, by place."""
    planned: Mapping[str, int]
    unseen: Mapping[str, int] = field(default_factory=dict)
    """The most seconds a place can have had on top, while nobody saw."""

    @property
    def at_most(self) -> Mapping[str, int]:
        """The most hands-on seconds that each place can have had of it."""
        return _sums((self.places, self.unseen))

    @classmethod
    def of(cls, value: object) -> "FurtherWork":
        """Read one work of the field ``then``.

        Raises:
            EntryError: A field is missing, unknown or of the wrong kind.
        """
        if not isinstance(value, Mapping):
            raise EntryError(field="then", problem="is not a list of techniques")
        only(value, {"technique", "places", "planned", "unseen"})
        return cls(
            technique=text_in(value, "technique"),
            places=seconds_in(value, "places"),
            planned=seconds_in(value, "planned"),
            unseen=seconds_in(value, "unseen") if "unseen" in value else {},
        )


@dataclass(frozen=True, slots=True)
class SessionEntry:
    """A session as it was done, of one technique or of several."""

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
    prepared: uuid.UUID | None = None
    """The page a device had kept for a time without a network, where that played it."""
    checked_at: dt.datetime | None = None
    """When the check before a prepared session was answered."""
    then: tuple[FurtherWork, ...] = ()
    """The techniques after the first, in the order of work, each another one."""

    @property
    def works(self) -> tuple[FurtherWork, ...]:
        """All that was done, the first too, in the order of work."""
        first = FurtherWork(self.technique, self.places, self.planned, self.unseen)
        return (first, *self.then)

    @property
    def techniques(self) -> tuple[str, ...]:
        """Their ids, in the order of work."""
        return tuple(work.technique for work in self.works)

    @property
    def hands_on(self) -> Mapping[str, int]:
        """Hands-on seconds that really passed, by place, of all techniques."""
        return _sums(work.places for work in self.works)

    @property
    def at_most(self) -> Mapping[str, int]:
        """The most hands-on seconds that each place can have had, of all of them."""
        return _sums(work.at_most for work in self.works)

    @classmethod
    def of(cls, body: Mapping[str, object]) -> "SessionEntry":
        """Read a session body.

        Raises:
            EntryError: A field is missing, unknown or of the wrong kind.
        """
        facts = {"technique", "giver", "places", "planned", "ended", "edition"}
        only(body, facts | {"unseen", "prepared", "checked_at", "then"})
        technique = text_in(body, "technique")
        return cls(
            technique=technique,
            giver=one_of(body, "giver", Giver),
            places=seconds_in(body, "places"),
            planned=seconds_in(body, "planned"),
            ended=one_of(body, "ended", Ended),
            edition=text_in(body, "edition"),
            unseen=seconds_in(body, "unseen") if "unseen" in body else {},
            prepared=uuid_in(body, "prepared") if "prepared" in body else None,
            checked_at=moment_in("checked_at", body["checked_at"])
            if "checked_at" in body
            else None,
            then=_then_in(body, technique),
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
            EntryError: A field is missing, unknown or of the wrong kind, or a rating
                is not a whole number from 0 to 10.
        """
        only(body, {"session", "when", "scores"})
        return cls(
            session=uuid_in(body, "session"),
            when=one_of(body, "when", When),
            scores=scores_in(body),
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
        only(body, {"session", "technique", "places", "what", "edition"})
        return cls(
            session=None if is_null(body, "session") else uuid_in(body, "session"),
            technique=None
            if is_null(body, "technique")
            else text_in(body, "technique"),
            places=places_in(body),
            what=one_of(body, "what", WentWrong),
            edition=text_in(body, "edition"),
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
        only(body, {"session", "when", "found", "places"})
        found = {
            text: choice_of("found", text, Found) for text in texts_in(body, "found")
        }
        return cls(
            session=uuid_in(body, "session"),
            when=one_of(body, "when", CheckedWhen),
            found=tuple(found.values()),
            places=places_in(body),
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
        only(body, {"places", "answer"})
        places = places_in(body)
        if not places:
            raise EntryError(field="places", problem="names no place")
        return cls(places=places, answer=one_of(body, "answer", HasSettled))


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
        only(body, {"session", "sugar"})
        return cls(session=uuid_in(body, "session"), sugar=one_of(body, "sugar", Sugar))


@dataclass(frozen=True, slots=True)
class CheckInEntry:
    """How a day was; None was not said, which is neither zero nor no."""

    date: dt.date
    """The local day it speaks of, also when it was written down later."""
    scores: Mapping[str, int | None]
    """Points by measure, on average over the day."""
    medicine_changed: bool | None
    flare: bool | None
    falls: int | None

    @classmethod
    def of(cls, body: Mapping[str, object]) -> "CheckInEntry":
        """Read the body of a daily check-in.

        Raises:
            EntryError: A field is missing, unknown or of the wrong kind.
        """
        only(body, {"date", "scores", "medicine_changed", "flare", "falls"})
        if "falls" not in body:
            raise EntryError(field="falls", problem="is missing")
        return cls(
            date=date_in(body, "date"),
            scores=scores_in(body),
            medicine_changed=yes_no_in(body, "medicine_changed"),
            flare=yes_no_in(body, "flare"),
            falls=None
            if body["falls"] is None
            else whole_in("falls", body["falls"], MOST_FALLS),
        )


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """Once a month: how all of it is against the time before."""

    change: Change

    @classmethod
    def of(cls, body: Mapping[str, object]) -> "ChangeEntry":
        """Read the body of an impression of change.

        Raises:
            EntryError: A field is missing, unknown or of the wrong kind.
        """
        only(body, {"change"})
        return cls(one_of(body, "change", Change))


@dataclass(frozen=True, slots=True)
class NoteEntry:
    """Something in a person's own words."""

    text: str

    @classmethod
    def of(cls, body: Mapping[str, object]) -> "NoteEntry":
        """Read the body of a note.

        Raises:
            EntryError: It is empty, or longer than `LONGEST_NOTE`.
        """
        only(body, {"text"})
        return cls(text_in(body, "text", LONGEST_NOTE))


@dataclass(frozen=True, slots=True)
class CorrectionEntry:
    """What an earlier entry should say; the earlier one stays beside it."""

    corrects: uuid.UUID
    """Any entry but a correction: to mend a correction, correct its entry again."""
    body: Mapping[str, object] | None
    """As the kind of that entry has it; None takes the entry back."""
    at: dt.datetime | None
    """When it really was, where that was wrong."""

    @classmethod
    def of(cls, body: Mapping[str, object]) -> "CorrectionEntry":
        """Read the body of a correction; what it corrects may not have come yet.

        Raises:
            EntryError: A field is missing, unknown or of the wrong kind.
        """
        only(body, {"corrects", "body", "at"})
        return cls(
            corrects=uuid_in(body, "corrects"),
            body=None if is_null(body, "body") else mapping_in(body, "body"),
            at=moment_in("at", body["at"]) if "at" in body else None,
        )


Body = (
    SessionEntry
    | ScoreEntry
    | AdverseEventEntry
    | SkinCheckEntry
    | SettledEntry
    | SugarCheckEntry
    | CheckInEntry
    | ChangeEntry
    | NoteEntry
    | CorrectionEntry
)
BodyOf = TypeVar("BodyOf", bound=Body)

BODY_OF: Mapping[EntryKind, type[Body]] = {
    EntryKind.SESSION: SessionEntry,
    EntryKind.SCORE: ScoreEntry,
    EntryKind.ADVERSE_EVENT: AdverseEventEntry,
    EntryKind.SKIN_CHECK: SkinCheckEntry,
    EntryKind.SETTLED: SettledEntry,
    EntryKind.SUGAR_CHECK: SugarCheckEntry,
    EntryKind.CHECK_IN: CheckInEntry,
    EntryKind.CHANGE: ChangeEntry,
    EntryKind.NOTE: NoteEntry,
    EntryKind.CORRECTION: CorrectionEntry,
}


def _then_in(body: Mapping[str, object], first: str) -> tuple[FurtherWork, ...]:
    """Read what was done after the first technique; nothing where it is not said."""
    said = body.get("then", [])
    if not isinstance(said, list) or len(said) > MOST_FURTHER:
        problem = f"is not a list of at most {MOST_FURTHER} techniques"
        raise EntryError(field="then", problem=problem)
    then = tuple(FurtherWork.of(one) for one in said)
    if len({first, *(work.technique for work in then)}) <= len(then):
        raise EntryError(field="then", problem="names a technique twice")
    return then


def _sums(seconds: Iterable[Mapping[str, int]]) -> Mapping[str, int]:
    """Return the seconds of each place in all of these, in their order."""
    sums: dict[str, int] = {}
    for here in seconds:
        for place, there in here.items():
            sums[place] = sums.get(place, 0) + there
    return sums
