"""The gate that every page of a session passes, and what it looks like from afar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from kneadwell.knowledge import Library
from kneadwell.screening import (
    Answers,
    Check,
    Clearance,
    Cleared,
    Past,
    Refused,
    Room,
    Verdict,
    Work,
    may_start,
    may_start_all,
    room_for,
    screen,
    to_confirm,
)
from kneadwell.vocabulary import Giver, Place
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.library import current_library
from kneadwell.web.people.models import Person
from kneadwell.web.prescriptions.store import prescription_of
from kneadwell.web.screening.cards import cards, noes
from kneadwell.web.screening.store import standing
from kneadwell.web.sessions.limits import check_of, limits_of
from kneadwell.web.sessions.models import SessionRecord
from kneadwell.web.sessions.plan import seconds_of


@dataclass(frozen=True, slots=True)
class Outlook:
    """What may be done with a technique, by what was said last.

    It opens nothing: the check asks again before a session.

    Attributes:
        answers: What was said last.
        verdicts: Of the rules, by place.
        rooms: What the dose ledger leaves of one session, by place.
        refused: What keeps places from being worked on; None when nothing does.
        ceilings: Seconds that a therapist allows one session, by whole place, where
            anyone wrote that down. Spots share them.
    """

    answers: Answers
    verdicts: Mapping[Place, Verdict]
    rooms: Mapping[Place, Room]
    refused: Refused | None
    ceilings: Mapping[Place, int] = field(default_factory=dict)

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


def gate(
    record: SessionRecord, person: Person, now: datetime
) -> tuple[Cleared, ...] | Refused:
    """Return whether this session may start or go on now, with all its techniques.

    Every page that starts, continues or hands over a session asks here. A refusal
    names the technique that it is about; one that says nothing else means that the
    session leaves no time for it.

    Args:
        record: The session, with the check it passed, if any.
        person: Whose session it is.
        now: With the offset of where the person is.

    Returns:
        What each technique was cleared with, in the order of work.
    """
    library, works = current_library(), record.works
    stale = Refused(library.edition, record.technique, is_stale=True)
    check = check_of(record, library)
    if check is None:
        return stale
    decided = may_start_all(
        check,
        [Work(work.technique, seconds_of(work.places, work.planned)) for work in works],
        library,
        standing=answers_now(record, person, now),
        past=past_of(person, now),
        now=now,
    )
    if isinstance(decided, Refused) or all(work.planned for work in works):
        return decided
    if not any(work.planned for work in works):
        return stale
    left_out = next(work for work in works if not work.planned)
    return Refused(library.edition, left_out.technique)


def outlooks_of(
    record: SessionRecord, person: Person, now: datetime
) -> dict[str, Outlook]:
    """Return the outlook of each technique of a session, in the order of work."""
    past, giver = past_of(person, now), Giver(record.giver)
    return {
        work.technique: outlook(person, work.technique, work.places, giver, now, past)
        for work in record.works
    }


def verdicts_of(
    record: SessionRecord, clearance: Clearance
) -> tuple[dict[Place, Verdict], ...]:
    """Return the verdicts on each technique of a session, at its own places."""
    return tuple(
        {
            place: verdict
            for place, verdict in clearance.techniques[work.technique].verdicts.items()
            if place in _whole(work.places)
        }
        for work in record.works
    )


def may_leave_out(record: SessionRecord, person: Person, now: datetime) -> str | None:
    """Return the technique that a session could go on without.

    It is the only one of several that is refused now, while nobody had the player.
    """
    if record.handed_at is not None or not record.then:
        return None
    refused = [
        name
        for name, seen in outlooks_of(record, person, now).items()
        if seen.refused is not None
    ]
    if not refused:
        decided = gate(record, person, now)
        if isinstance(decided, Refused) and not decided.is_stale:
            refused = [decided.technique_id]
    return refused[0] if len(refused) == 1 else None


def gate_prepared(
    check: Check,
    technique_id: str,
    planned: Mapping[Place, int],
    past: Past,
    at: datetime,
) -> Cleared | Refused:
    """Return whether a session may be prepared for a time without a network.

    It is judged as if, at that moment, nothing new had been found on any card and
    everything had been confirmed. Whoever opens it later asks both of the person.

    Args:
        check: With the answers of `nothing_new`, dated at that moment.
        technique_id: What is to be done.
        planned: For how many seconds, by place or spot.
        past: What was done before, and which places are paused.
        at: The first moment that it could begin.
    """
    library = current_library()
    return may_start(
        check,
        Work(technique_id, planned),
        library,
        standing=check.answers,
        past=past,
        now=at,
    )


def nothing_new(
    person: Person, places: Sequence[Place], giver: Giver, now: datetime
) -> Answers:
    """Return the answers as they stand once every card says that nothing is new."""
    library = current_library()
    answers = standing(person, _whole(places), giver, now, fresh=True)
    said = [noes(card, library, answers) for card in cards(library)]
    return replace(
        answers,
        given={
            **answers.given,
            **{name: no for card in said for name, no in card.items()},
        },
    )


def outlook(
    person: Person,
    technique_id: str,
    places: Sequence[Place],
    giver: Giver,
    now: datetime,
    past: Past | None = None,
) -> Outlook:
    """Return what the gate would say if every answer still held.

    Args:
        person: Whose body it is.
        technique_id: A technique of the library.
        places: Where; spots do not matter, nor places it is not done on.
        giver: Whose hands.
        now: With the offset of where the person is.
        past: What was done before, where the caller has looked it up already.
    """
    library = current_library()
    technique, past = library.techniques[technique_id], past or past_of(person, now)
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
    rooms, ceilings = {}, {}
    for place, verdict in verdicts.items():
        cap_s = technique.caps.per_place_s(all_normal=verdict.all_normal)
        rooms[place] = room_for(
            technique,
            place,
            cap_s,
            past.doses,
            now,
            library,
            cap_s=cap_s,
            prescription=past.prescription,
        )
        ceiling = past.prescription and past.prescription.ceiling(
            technique_id, place, now.date()
        )
        if ceiling and ceiling.seconds is not None:
            ceilings[place] = ceiling.seconds
    return Outlook(answers, verdicts, rooms, refused, ceilings)


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


def past_of(person: Person, now: datetime) -> Past:
    """Return what was done, which places are paused, and what a therapist allows."""
    library = current_library()
    past = PersonDiary(person).recent(now).past(library, now, limits_of(person))
    return replace(past, prescription=prescription_of(person))


def places_of(record: SessionRecord) -> tuple[Place, ...]:
    """Return the places of a session, each once, in the order of work, with spots."""
    places = (place for work in record.works for place in work.places)
    return tuple(dict.fromkeys(places))


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


def _whole(places: Sequence[Place]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(place.whole for place in places))
