"""What a person said, as the rules read it."""

import datetime as dt
import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from kneadwell.knowledge import Action, Condition, Library, Rule, Scope
from kneadwell.vocabulary import (
    EVERYWHERE,
    Giver,
    KneadwellError,
    Limb,
    Place,
    PlaceError,
    Side,
)

Word = TypeVar("Word", bound=StrEnum)


class AnswersError(KneadwellError):
    """The answers hold a key, place or value that nobody asked for."""

    def __init__(self, key: str, problem: str, nearest: Iterable[str] = ()) -> None:
        self.key, self.nearest = key, tuple(nearest)
        hint = f" Did you mean {', '.join(self.nearest)}?" if self.nearest else ""
        super().__init__(f"{key}: {problem}.{hint}")


class Answer(StrEnum):
    """What a person said. Not said is an answer of its own, and never a no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Where:
    """Where a yes holds: a place, a spot on it, or a whole limb."""

    text: str
    places: tuple[Place, ...]
    """The whole places that it names."""
    spot: str | None = None

    @classmethod
    def parse(cls, text: str) -> "Where":
        """Read ``left foot``, ``left lower-leg/shin`` or ``right leg``.

        Raises:
            PlaceError: It is none of these.
        """
        side, _, limb = text.strip().partition(" ")
        if limb in set(Limb) and side in set(Side):
            regions = Limb(limb).regions
            return cls(text, tuple(Place(Side(side), region) for region in regions))
        place = Place.parse(text)
        return cls(text, (place.whole,), place.spot)


@dataclass(frozen=True, slots=True)
class Given:
    """One answer, where it holds and since when."""

    answer: Answer
    where: tuple[Where, ...] = ()
    """Empty means everywhere it could apply."""
    since: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ClinicianOk:
    """A clinician's OK to one hold. It never lifts an avoid."""

    condition: str
    technique: str
    places: tuple[Place, ...]
    by: str
    """Role of who gave it, one of the ids the hold names."""
    on: dt.date
    until: dt.date


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything known about a person that the rules ask for."""

    giver: Giver
    places: tuple[Place, ...]
    """What is to be massaged, in the order asked for."""
    given: Mapping[str, Given] = field(default_factory=dict)
    """By id of a condition or red flag."""
    age: int | None = None
    touch_check: Mapping[Place, dt.date] = field(default_factory=dict)
    """When touch was last checked and felt at a place."""
    oks: tuple[ClinicianOk, ...] = ()
    unmentioned: Answer = Answer.UNANSWERED
    """What counts for a condition that is not in `given`."""
    other_giver: bool = False
    """Someone else, whose hands feel normally, gives the massage today."""

    def answer_to(self, condition_id: str) -> Answer:
        """Return what was said to a condition, or what its silence counts as."""
        given = self.given.get(condition_id)
        return given.answer if given else self.unmentioned


def answers_from_json(sent: object, library: Library) -> Answers:
    """Read an answers file.

    Args:
        sent: The decoded JSON: ``age``, ``giver``, ``places``, ``answers``,
            ``touch_check``, ``oks`` and ``unmentioned``.
        library: Which ids and places there are.

    Raises:
        AnswersError: Something in it nobody asked for, is missing or of the wrong
            kind. It names the key and the nearest valid words.
    """
    reader = _Reader(library)
    body = reader.table("the file", sent, _FILE, needs={"giver", "places"})
    return Answers(
        giver=reader.word("giver", body["giver"], Giver),
        places=reader.places("places", body["places"]),
        given={
            str(name): reader.given(str(name), value)
            for name, value in reader.mapping("answers", body.get("answers")).items()
        },
        age=reader.age(body.get("age")),
        touch_check={
            reader.place(f"touch_check.{name}", name): reader.date(
                f"touch_check.{name}", value
            )
            for name, value in reader.mapping(
                "touch_check", body.get("touch_check")
            ).items()
        },
        oks=tuple(
            reader.ok(f"oks[{index}]", value)
            for index, value in enumerate(reader.items("oks", body.get("oks", [])))
        ),
        unmentioned=reader.unmentioned(body.get("unmentioned", "unanswered")),
    )


def answers_to_json(answers: Answers) -> dict[str, object]:
    """Return the answers as a file holds them."""
    return {
        **({} if answers.age is None else {"age": answers.age}),
        "giver": answers.giver.value,
        "places": [str(place) for place in answers.places],
        "answers": {
            name: {
                "answer": given.answer.value,
                **({"where": [w.text for w in given.where]} if given.where else {}),
                **({"since": given.since.isoformat()} if given.since else {}),
            }
            for name, given in answers.given.items()
        },
        "touch_check": {
            str(place): day.isoformat() for place, day in answers.touch_check.items()
        },
        "oks": [
            {
                "condition": ok.condition,
                "technique": ok.technique,
                "places": [str(place) for place in ok.places],
                "by": ok.by,
                "on": ok.on.isoformat(),
                "until": ok.until.isoformat(),
            }
            for ok in answers.oks
        ],
        "unmentioned": answers.unmentioned.value,
    }


_FILE = ("age", "giver", "places", "answers", "touch_check", "oks", "unmentioned")
_ANSWER = ("answer", "where", "since")
_OK = ("condition", "technique", "places", "by", "on", "until")
OLDEST = 130


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one part of the file each; every error names its key."""

    library: Library

    def table(
        self, key: str, value: object, known: tuple[str, ...], needs: set[str]
    ) -> Mapping[str, object]:
        body = self.mapping(key, value)
        for name in body:
            if name not in known:
                raise AnswersError(str(name), "is not known", _near(str(name), known))
        for name in known:
            if name in needs and name not in body:
                raise AnswersError(name, f"is missing in {key}; add it")
        return body

    def mapping(self, key: str, value: object) -> Mapping[str, object]:
        if value is None and key != "the file":
            return {}
        if not isinstance(value, dict):
            raise AnswersError(key, "must be names with values, like {…}")
        return value

    def items(self, key: str, value: object) -> list[object]:
        if not isinstance(value, list):
            raise AnswersError(key, "must be a list, like […]")
        return value

    def word(self, key: str, value: object, kind: type[Word]) -> Word:
        try:
            return kind(str(value))
        except ValueError:
            problem = f"“{value}” is not one of {', '.join(kind)}"
            raise AnswersError(key, problem, _near(str(value), kind)) from None

    def unmentioned(self, value: object) -> Answer:
        if value in (Answer.NO, Answer.UNANSWERED):
            return Answer(str(value))
        key, problem = "unmentioned", f"“{value}” is not no or unanswered"
        raise AnswersError(key, problem)

    def age(self, value: object) -> int | None:
        if value is None:
            return None
        if type(value) is not int or not 0 <= value <= OLDEST:
            key, problem = "age", f"“{value}” is not whole years from 0 to {OLDEST}"
            raise AnswersError(key, problem)
        return value

    def date(self, key: str, value: object) -> dt.date:
        try:
            if isinstance(value, str):
                return dt.date.fromisoformat(value)
        except ValueError:
            pass
        raise AnswersError(key, f"“{value}” is not a date like 2026-11-23")

    def place(self, key: str, value: object) -> Place:
        try:
            place = Place.parse(str(value))
        except PlaceError:
            problem = f"“{value}” is not a place"
            raise AnswersError(
                key, problem, _near(str(value), map(str, EVERYWHERE))
            ) from None
        self._check_spot(key, place)
        return place

    def places(self, key: str, value: object) -> tuple[Place, ...]:
        found = tuple(self.place(key, item) for item in self.items(key, value))
        return tuple(dict.fromkeys(found))

    def where(self, key: str, value: object) -> Where:
        try:
            where = Where.parse(str(value))
        except PlaceError:
            limbs = [f"{side} {limb}" for side in Side for limb in Limb]
            near = _near(str(value), [*map(str, EVERYWHERE), *limbs])
            raise AnswersError(key, f"“{value}” is not a place", near) from None
        if where.spot:
            self._check_spot(key, Place.parse(where.text))
        return where

    def _check_spot(self, key: str, place: Place) -> None:
        spots = self.library.body.spots
        fitting = [k for k, spot in spots.items() if spot.region == place.region]
        if place.spot and place.spot not in fitting:
            problem = f"“{place.spot}” is not a spot of the {place.region}"
            raise AnswersError(key, problem, _near(place.spot, fitting))

    def given(self, name: str, value: object) -> Given:
        key = f"answers.{name}"
        condition = self.library.conditions.get(name)
        if condition is None and name not in self.library.red_flags:
            ids = [*self.library.conditions, *self.library.red_flags]
            raise AnswersError(key, "is not known", _near(name, ids))
        body = self.mapping(key, value if value is not None else "")
        for part in body:
            if part not in _ANSWER:
                within = f"{key}.{part}"
                raise AnswersError(within, "is not known", _near(part, _ANSWER))
        said = self.said(f"{key}.answer", body.get("answer"))
        where = f"{key}.where"
        if "where" in body and condition and condition.scope is Scope.SESSION:
            problem = "is asked of the whole person; leave “where” out"
            raise AnswersError(where, problem)
        since = body.get("since")
        return Given(
            said,
            tuple(
                self.where(where, item)
                for item in self.items(where, body.get("where", []))
            ),
            None if since is None else self.date(f"{key}.since", since),
        )

    def said(self, key: str, value: object) -> Answer:
        if value in (Answer.YES, Answer.NO, Answer.UNKNOWN):
            return Answer(str(value))
        near = _near(str(value), (Answer.YES, Answer.NO, Answer.UNKNOWN))
        raise AnswersError(key, f"“{value}” is not yes, no or unknown", near)

    def ok(self, key: str, value: object) -> ClinicianOk:
        body = self.table(key, value, _OK, needs=set(_OK))
        condition = self._one_of(
            f"{key}.condition", body["condition"], self.library.conditions
        )
        technique = self._one_of(
            f"{key}.technique", body["technique"], self.library.techniques
        )
        roles = ok_roles(self.library.conditions[condition], technique, self.library)
        return ClinicianOk(
            condition,
            technique,
            self.places(f"{key}.places", body["places"]),
            self._one_of(f"{key}.by", body["by"], roles),
            self.date(f"{key}.on", body["on"]),
            self.date(f"{key}.until", body["until"]),
        )

    def _one_of(self, key: str, value: object, known: Iterable[str]) -> str:
        ids = list(known)
        if value not in ids:
            near = _near(str(value), ids) if ids else ()
            raise AnswersError(key, f"“{value}” is not known here", near)
        return str(value)


def ok_roles(
    condition: Condition, technique_id: str, library: Library
) -> tuple[str, ...]:
    """Return who may give an OK for a condition and technique.

    Every role that any hold names, where this one is no hold at all: such an OK
    lifts nothing.
    """
    groups = [
        group
        for rule in condition.rules
        if rule.action is Action.ASK_CLINICIAN and _speaks_of(rule, technique_id)
        for group in library.instructions[rule.instruction].ok_by
    ] or [group for it in library.instructions.values() for group in it.ok_by]
    return tuple(dict.fromkeys(role for group in groups for role in group))


def _speaks_of(rule: Rule, technique_id: str) -> bool:
    return rule.techniques is None or technique_id in rule.techniques


def _near(word: str, known: Iterable[str]) -> list[str]:
    ids = [str(item) for item in known]
    close = difflib.get_close_matches(word, ids, n=3, cutoff=0.4)
    return close or ids[:3]
