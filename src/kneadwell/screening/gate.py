"""The one gate that every start passes."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kneadwell.knowledge import Library, Look, Modality, Technique
from kneadwell.screening.answers import Answers
from kneadwell.screening.ledger import Dose, Room, room_for
from kneadwell.screening.prescription import Prescription
from kneadwell.screening.session_caps import place_most_s, session_most_s
from kneadwell.screening.verdicts import Stop, Verdict, screen
from kneadwell.vocabulary import Place

HOLDS_FOR = dt.timedelta(minutes=60)
"""Skin changes: after this the check is asked again."""
THERMOMETER, TESTED_BY_OTHER = "thermometer", "heat-tested-by-other"
SEEN_BY_OTHER = "looked-at-by-someone-who-can-see"


@dataclass(frozen=True, slots=True)
class Check:
    """The answers as they stood when the check of a session was done."""

    answers: Answers
    edition: str
    at: dt.datetime
    confirmed: tuple[str, ...] = ()
    """Statements someone said yes to, of those `to_confirm` asks for."""


@dataclass(frozen=True, slots=True)
class Work:
    """One technique on some places for some hands-on seconds each."""

    technique_id: str
    seconds: Mapping[Place, int]


@dataclass(frozen=True, slots=True)
class Pause:
    """A place that is left alone after something went wrong there."""

    place: Place
    cause: str
    """Id of the stop criterion or of what was found."""
    since: dt.datetime
    until: dt.datetime | None = None
    """None means until someone says that it has settled."""


@dataclass(frozen=True, slots=True)
class Past:
    """What was done before, and what it led to."""

    doses: tuple[Dose, ...] = ()
    pauses: tuple[Pause, ...] = ()
    prescription: Prescription | None = None
    """What a therapist allows at most, if anyone wrote that down."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one session asks of the ledger for a whole place."""

    seconds: int
    cap_s: int
    """What one session allows there."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """This work may start now, by these answers, under this edition."""

    edition: str
    technique_id: str
    verdicts: Mapping[Place, Verdict]


@dataclass(frozen=True, slots=True)
class NotYet:
    """A place that has had its dose."""

    place: Place
    seconds: int
    """What it may still have now."""
    possible_at: dt.datetime
    by: str = ""
    """Who wrote the programme that it is for; empty where the article's dose is it."""


@dataclass(frozen=True, slots=True)
class Beyond:
    """A place for which a programme never allows as much in one session."""

    place: Place
    seconds: int
    """The most that it allows now; 0 for nothing."""
    by: str
    """Who wrote it."""
    is_over: bool
    """Its review is due, so its lower bounds are the most."""


@dataclass(frozen=True, slots=True)
class TooLong:
    """All techniques of a session together take more than they may."""

    place: Place | None
    """The whole place they take it on; None for the session."""
    seconds: int
    """What they take together."""
    most_s: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Not now, and why. Whatever is empty is not the reason."""

    edition: str
    technique_id: str
    is_stale: bool = False
    """Answers, edition or age: the check has to be done again."""
    stop: Stop | None = None
    verdicts: tuple[Verdict, ...] = ()
    """Places where the rules leave nothing to do."""
    not_screened: tuple[Place, ...] = ()
    """Places that the answers do not speak about."""
    unconfirmed: tuple[str, ...] = ()
    not_yet: tuple[NotYet, ...] = field(default=())
    paused: tuple[Pause, ...] = ()
    beyond: tuple[Beyond, ...] = ()
    """Places for which a programme allows less."""
    too_long: tuple[TooLong, ...] = ()
    """What several techniques together take too much of."""


def may_start(
    check: Check,
    work: Work,
    library: Library,
    *,
    standing: Answers,
    past: Past,
    now: dt.datetime,
) -> Cleared | Refused:
    """Decide whether `work` may start now.

    Args:
        check: What was answered and confirmed for this session.
        work: What is to be done.
        library: The edition to judge by.
        standing: The answers as they stand now; other ones make the check stale.
        past: What was done before, and which places are paused.
        now: The moment, with the person's offset.

    Returns:
        `Cleared` only when the check is fresh, the rules leave something to do at
        every place, everything to confirm was confirmed, no place is paused, the
        ledger has room and no programme allows less.
    """
    technique = library.techniques[work.technique_id]
    judged = {place.whole for place in check.answers.places}
    asked = tuple(place for place in work.seconds if place.whole in judged)
    clearance = screen(replace(check.answers, places=asked), library, now.date())
    verdicts = clearance.techniques[work.technique_id].verdicts
    refused = Refused(
        library.edition,
        work.technique_id,
        is_stale=not is_fresh(check, library, standing, now),
        stop=clearance.stop,
        verdicts=tuple(v for v in verdicts.values() if not v.possible),
        not_screened=tuple(place for place in work.seconds if place not in verdicts),
        unconfirmed=tuple(
            statement
            for statement in to_confirm(verdicts.values())
            if statement not in check.confirmed
        ),
        not_yet=tuple(_not_yet(technique, work, verdicts, past, now, library)),
        paused=tuple(
            pause
            for pause in past.pauses
            if pause.place.whole in {place.whole for place in work.seconds}
            and (pause.until is None or now < pause.until)
        ),
        beyond=tuple(_beyond(work, verdicts, past.prescription, now.date())),
    )
    if refused == Refused(library.edition, work.technique_id) and work.seconds:
        return Cleared(library.edition, work.technique_id, verdicts)
    return refused


def may_start_all(
    check: Check,
    works: Sequence[Work],
    library: Library,
    *,
    standing: Answers,
    past: Past,
    now: dt.datetime,
) -> tuple[Cleared, ...] | Refused:
    """Decide whether `works` may start now, one after the other in one session.

    Each passes the gate as if those before it were done already. Together they take
    no more than one session, one foot and one hand may have.

    Args:
        check: What was answered and confirmed for this session.
        works: What is to be done, in the order of work.
        library: The edition to judge by.
        standing: The answers as they stand now; other ones make the check stale.
        past: What was done before, and which places are paused.
        now: The moment, with the person's offset.

    Returns:
        What cleared each work, in its order, or the first refusal.

    Raises:
        ValueError: No work at all.
    """
    if not works:
        message = "a session needs at least one technique"
        raise ValueError(message)
    cleared: list[Cleared] = []
    for work in works:
        decided = may_start(check, work, library, standing=standing, past=past, now=now)
        if isinstance(decided, Refused):
            return decided
        cleared.append(decided)
        past = replace(past, doses=(*past.doses, *_doses_of(work, now)))
    if len(works) > 1 and (too_long := tuple(_too_long(works, cleared, library))):
        return Refused(library.edition, works[-1].technique_id, too_long=too_long)
    return tuple(cleared)


def _doses_of(work: Work, at: dt.datetime) -> Iterator[Dose]:
    """Yield what a work leaves in the ledger: spots of one place are one dose."""
    for place, seconds in _by_place(work).items():
        yield Dose(work.technique_id, place, seconds, at)


def _by_place(work: Work) -> Counter[Place]:
    """Return the seconds on each whole place."""
    seconds: Counter[Place] = Counter()
    for place, asked_s in work.seconds.items():
        seconds[place.whole] += asked_s
    return seconds


def _too_long(
    works: Sequence[Work], cleared: Sequence[Cleared], library: Library
) -> Iterator[TooLong]:
    """Yield where all works together take too much: the session first."""
    seconds = sum(map(_by_place, works), Counter[Place]())
    verdicts = [v for one in cleared for v in one.verdicts.values()]
    most_s = session_most_s(verdicts, library)
    if seconds.total() > most_s:
        yield TooLong(None, seconds.total(), most_s)
    for place, asked_s in seconds.items():
        here = (v for v in verdicts if v.place.whole == place)
        cap_s = place_most_s(place, here, library)
        if cap_s is not None and asked_s > cap_s:
            yield TooLong(place, asked_s, cap_s)


def _not_yet(
    technique: Technique,
    work: Work,
    verdicts: Mapping[Place, Verdict],
    past: Past,
    now: dt.datetime,
    library: Library,
) -> Iterator[NotYet]:
    """Yield the places without room."""

    def room(place: Place, asked: Asked, by: Prescription | None) -> Room:
        return room_for(
            technique,
            place,
            asked.seconds,
            past.doses,
            now,
            library,
            cap_s=asked.cap_s,
            prescription=by,
        )

    programme = past.prescription
    for place, asked in asked_of(technique, work, verdicts).items():
        allowed_s = _session_s(programme, technique.id, place, now.date())
        here = room(place, asked, programme)
        if here.seconds < asked.seconds and here.seconds != allowed_s:
            is_its = room(place, asked, None).seconds >= asked.seconds
            by = programme.by if programme and is_its else ""
            yield NotYet(place, here.seconds, here.possible_at, by)


def _beyond(
    work: Work,
    verdicts: Mapping[Place, Verdict],
    programme: Prescription | None,
    day: dt.date,
) -> Iterator[Beyond]:
    """Yield the places for which a programme never allows as much."""
    if programme is None:
        return
    seconds: Counter[Place] = Counter()
    for place in verdicts:
        seconds[place.whole] += work.seconds[place]
    for place, asked_s in seconds.items():
        most_s = _session_s(programme, work.technique_id, place, day)
        if most_s is not None and asked_s > most_s:
            yield Beyond(place, most_s, programme.by, programme.is_over(day))


def _session_s(
    programme: Prescription | None, technique_id: str, place: Place, day: dt.date
) -> int | None:
    """Return the most that a programme allows one session; None for no limit."""
    ceiling = programme.ceiling(technique_id, place, day) if programme else None
    return ceiling.seconds if ceiling else None


def asked_of(
    technique: Technique, work: Work, verdicts: Mapping[Place, Verdict]
) -> dict[Place, Asked]:
    """Return what is asked of the ledger for each whole place.

    Spots of one place share its room.

    Args:
        technique: What is to be done.
        work: How long on each place or spot.
        verdicts: Of the rules; a place without one is not asked for.
    """
    seconds: Counter[Place] = Counter()
    for place in verdicts:
        seconds[place.whole] += work.seconds[place]
    normal = {place.whole: verdict.all_normal for place, verdict in verdicts.items()}
    spots = Counter(place.whole for place in verdicts)
    return {
        place: Asked(
            asked_s,
            technique.caps.per_place_s(all_normal=normal[place])
            * (spots[place] if technique.modality is Modality.HANDS else 1),
        )
        for place, asked_s in seconds.items()
    }


def is_fresh(
    check: Check, library: Library, standing: Answers, now: dt.datetime
) -> bool:
    """Return whether a check still holds: same edition, same answers, not too old."""
    return (
        check.edition == library.edition
        and check.answers == standing
        and dt.timedelta(0) <= now - check.at <= HOLDS_FOR
    )


def to_confirm(verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    """Return the statements that must be true before work with these verdicts."""
    asked: dict[str, None] = {}
    for verdict in verdicts:
        limits = verdict.limits
        asked |= dict.fromkeys(limits.ask_before)
        if limits.thermometer:
            asked[THERMOMETER] = None
        if limits.heat_tested_by:
            asked[TESTED_BY_OTHER] = None
        if limits.look_before is Look.SEER:
            asked[SEEN_BY_OTHER] = None
    return tuple(asked)
