"""The gate that every page of a session passes, and what it looks like from afar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kneadwell.knowledge import Library
from kneadwell.screening import (
    Answers,
    Check,
    Cleared,
    Past,
    Refused,
    Room,
    Verdict,
    Work,
    may_start,
    room_for,
    screen,
    to_confirm,
)
from kneadwell.vocabulary import Giver, Place
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.library import current_library
from kneadwell.web.people.models import Person
from kneadwell.web.screening.store import standing
from kneadwell.web.sessions.limits import check_of, limits_of
from kneadwell.web.sessions.models import SessionRecord


@dataclass(frozen=True, slots=True)
class Outlook:
    """What may be done with a technique, by what was said last.

    It opens nothing: the check asks again before a session.

    Attributes:
        answers: What was said last.
        verdicts: Of the rules, by place.
        rooms: What the dose ledger leaves of one session, by place.
        refused: What keeps places from being worked on; None when nothing does.
    """

    answers: Answers
    verdicts: Mapping[Place, Verdict]
    rooms: Mapping[Place, Room]
    refused: Refused | None

    @property
    def open_places(self) -> tuple[Place, ...]:
        """The places that may be chosen now."""
        if self.refused and self.refused.stop:
            return ()
        paused = {p.place.whole for p in self.refused.paused} if self.refused else ()
        return tuple(
            place
            for place, verdict in self.verdicts.items()
            if verdict.possible and self.rooms[place].seconds and place not in paused
        )


def gate(record: SessionRecord, person: Person, now: datetime) -> Cleared | Refused:
    """Return whether this session may start or go on now.

    Every page that starts, continues or hands over a session asks here.

    Args:
        record: The session, with the check it passed, if any.
        person: Whose session it is.
        now: With the offset of where the person is.
    """
    library = current_library()
    stale = Refused(library.edition, record.technique, is_stale=True)
    check = check_of(record, library)
    if check is None:
        return stale
    decided = may_start(
        check,
        Work(record.technique, _seconds(record)),
        library,
        standing=answers_now(record, person, now),
        past=_past(person, library, now),
        now=now,
    )
    if isinstance(decided, Cleared) and not record.planned:
        return stale
    return decided


def outlook(
    person: Person,
    technique_id: str,
    places: Sequence[Place],
    giver: Giver,
    now: datetime,
) -> Outlook:
    """Return what the gate would say if every answer still held.

    Args:
        person: Whose body it is.
        technique_id: A technique of the library.
        places: Where; spots do not matter, nor places it is not done on.
        giver: Whose hands.
        now: With the offset of where the person is.
    """
    library = current_library()
    technique, past = library.techniques[technique_id], _past(person, library, now)
    answers = standing(person, _whole(places), giver, now, fresh=False)
    verdicts = _with_either_giver(answers, technique_id, library, now)
    decided = may_start(
        Check(answers, library.edition, now, to_confirm(verdicts.values())),
        Work(technique_id, dict.fromkeys(verdicts, 1)),
        library,
        standing=answers,
        past=past,
        now=now,
    )
    refused = None
    if isinstance(decided, Refused):
        closed = tuple(v for v in verdicts.values() if not v.possible)
        kept = replace(decided, verdicts=closed, unconfirmed=())
        refused = None if kept == Refused(library.edition, technique_id) else kept
    rooms = {}
    for place, verdict in verdicts.items():
        cap_s = technique.caps.per_place_s(all_normal=verdict.all_normal)
        rooms[place] = room_for(
            technique, place, cap_s, past.doses, now, library, cap_s=cap_s
        )
    return Outlook(answers, verdicts, rooms, refused)


def answers_now(
    record: SessionRecord, person: Person, now: datetime, *, fresh: bool = True
) -> Answers:
    """Return the answers as they stand, for the places and hands of a session.

    Args:
        record: The session.
        person: Whose session it is.
        now: With the offset of where the person is.
        fresh: Whether an old no to what is asked before every session counts as
            not answered.
    """
    answers = standing(
        person, _whole(places_of(record)), Giver(record.giver), now, fresh=fresh
    )
    return replace(answers, other_giver=record.other_giver)


def places_of(record: SessionRecord) -> tuple[Place, ...]:
    """Return the places of a session in the order of work, with their spots."""
    return tuple(Place.parse(place) for place in record.places)


def _with_either_giver(
    answers: Answers, technique_id: str, library: Library, now: datetime
) -> dict[Place, Verdict]:
    """Return the verdicts, the best that the giver or someone else can do."""
    own, other = (
        screen(replace(answers, other_giver=by), library, now.date())
        .techniques[technique_id]
        .verdicts
        for by in (False, True)
    )
    return {
        place: verdict if verdict.possible else other[place]
        for place, verdict in own.items()
    }


def _past(person: Person, library: Library, now: datetime) -> Past:
    return PersonDiary(person).fold().past(library, now, limits_of(person))


def _seconds(record: SessionRecord) -> dict[Place, int]:
    """Return the planned seconds, at least 1; spots of one place share its own."""
    places = places_of(record)
    wholes = [str(place.whole) for place in places]
    return {
        place: max(1, record.planned.get(whole, 0) // wholes.count(whole))
        for place, whole in zip(places, wholes, strict=True)
    }


def _whole(places: Sequence[Place]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(place.whole for place in places))
