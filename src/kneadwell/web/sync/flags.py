"""What is odd about a session that arrives: it is kept, and said."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from kneadwell.diary import AdverseEventEntry, Entry, EntryKind, SessionEntry, fold
from kneadwell.knowledge import Library
from kneadwell.screening import (
    HOLDS_FOR,
    Dose,
    Past,
    Work,
    asked_of,
    room_for,
    screen,
)
from kneadwell.vocabulary import Place
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.library import current_library
from kneadwell.web.people.models import Person
from kneadwell.web.sessions.limits import check_of, limits_of
from kneadwell.web.sessions.models import SessionRecord
from kneadwell.web.sessions.plan import seconds_of

CLOCKS_DIFFER = timedelta(minutes=5)
"""A check is stamped by this machine, a session by the device."""


class Flag(StrEnum):
    """Why the gate would not have let a session start."""

    NOT_CLEARED = "not-cleared"
    """No check of an hour before cleared this technique there."""
    OVER_PLAN = "over-plan"
    """A place can have had more than was planned."""
    OVER_DOSE = "over-dose"
    """A place can have had more than the day, or the week, had left for it."""
    PAUSED = "paused"
    """A place was to be left alone."""


class Judge:
    """Says what is odd about the entries of one batch, as they arrive.

    An entry is judged once, by what has arrived before it. An older one that comes
    later changes no flag; doses and pauses count it all the same.
    """

    def __init__(self, person: Person, arriving: Iterable[Entry]) -> None:
        self._person, self._limits = person, limits_of(person)
        self._first = min(map(_began, arriving), default=None)
        self._noted: list[Entry] | None = None

    def flags(self, entry: Entry) -> tuple[Flag, ...]:
        """Return what is odd about an entry that is not kept yet."""
        session = entry.read()
        if not isinstance(session, SessionEntry):
            return ()
        done = {
            work.technique: worked
            for work in session.works
            if (worked := _by_place(work.at_most))
        }
        if not done:
            return ()
        library, start = current_library(), _began(entry)
        record = SessionRecord.objects.filter(person=self._person, id=entry.id).first()
        works = record.works if record else session.works
        plans = {work.technique: _by_place(work.planned) for work in works}
        past = self._before(entry, start, library)
        found = {
            Flag.NOT_CLEARED: not _was_cleared(record, session, done, start),
            Flag.OVER_PLAN: any(
                seconds > plans.get(technique_id, Counter())[place]
                for technique_id, worked in done.items()
                for place, seconds in worked.items()
            ),
            Flag.OVER_DOSE: not _have_room(done, record, past.doses, start, library),
            Flag.PAUSED: any(
                str(pause.place.whole) in worked
                for pause in past.pauses
                for worked in done.values()
            ),
        }
        return tuple(flag for flag, holds in found.items() if holds)

    def has_come(self, entry: Entry) -> None:
        """Let an entry that was kept just now count for those after it."""
        if entry.kind in {EntryKind.SETTLED, EntryKind.CORRECTION}:
            # It may say something of the past that was left out as settled.
            self._noted = None
        elif self._noted is not None:
            self._noted.append(entry)

    def _before(self, session: Entry, start: datetime, library: Library) -> Past:
        """Return what the gate would have known, without the session itself."""
        if self._noted is None:
            recent = PersonDiary(self._person).recent(self._first or start)
            self._noted = list(recent.noted)
        diary = fold(
            noted
            for noted in self._noted
            if noted.at <= start and not _is_of(noted, session)
        )
        return diary.past(library, start, self._limits)


def _was_cleared(
    record: SessionRecord | None,
    session: SessionEntry,
    done: Mapping[str, Counter[str]],
    start: datetime,
) -> bool:
    """Return whether the check of a session let it begin then, as it was done."""
    if record is None or record.checked_at is None:
        return False
    cleared = {work.technique: _by_place(work.planned) for work in record.works}
    return (
        record.giver == session.giver
        and all(
            technique_id in cleared and worked.keys() <= cleared[technique_id].keys()
            for technique_id, worked in done.items()
        )
        and -CLOCKS_DIFFER <= start - record.checked_at <= HOLDS_FOR
    )


def _have_room(
    done: Mapping[str, Counter[str]],
    record: SessionRecord | None,
    doses: Iterable[Dose],
    start: datetime,
    library: Library,
) -> bool:
    """Return whether the ledger had room for every technique, one after the other."""
    had = list(doses)
    for technique_id, worked in done.items():
        if not _has_room(technique_id, worked, record, had, start, library):
            return False
        had += [
            Dose(technique_id, Place.parse(place), seconds, start)
            for place, seconds in worked.items()
        ]
    return True


def _has_room(
    technique_id: str,
    worked: Counter[str],
    record: SessionRecord | None,
    doses: Iterable[Dose],
    start: datetime,
    library: Library,
) -> bool:
    """Return whether the ledger had room for every place.

    It had where the library does not know the technique: nothing says how much.
    """
    if technique_id not in library.techniques:
        return True
    technique = library.techniques[technique_id]
    caps_s = dict.fromkeys(
        map(Place.parse, worked), technique.caps.per_place_s(all_normal=False)
    )
    check = check_of(record, library) if record else None
    works = record.works if record and check else ()
    own = next((work for work in works if work.technique == technique_id), None)
    if check and own:
        screened = screen(check.answers, library, start.date())
        here = screened.techniques[technique_id].verdicts
        spots = [it for it in own.places if it.whole in here.keys() & caps_s]
        work = Work(technique_id, seconds_of(spots, worked))
        verdicts = {spot: here[spot.whole] for spot in spots}
        asked = asked_of(technique, work, verdicts)
        caps_s |= {place: it.cap_s for place, it in asked.items()}
    return all(
        room_for(
            technique, place, worked[str(place)], doses, start, library, cap_s=cap_s
        ).seconds
        == worked[str(place)]
        for place, cap_s in caps_s.items()
    )


def _began(entry: Entry) -> datetime:
    """Return when something began at the latest: hands were on that long at least."""
    said = entry.read()
    if not isinstance(said, SessionEntry):
        return entry.at
    return entry.at - timedelta(seconds=sum(said.at_most.values()))


def _is_of(noted: Entry, session: Entry) -> bool:
    """Return whether something was noted in this very session."""
    said = noted.read()
    return isinstance(said, AdverseEventEntry) and said.session == session.id


def _by_place(seconds: Mapping[str, int]) -> Counter[str]:
    """Return the seconds of each whole place that has any."""
    found: Counter[str] = Counter()
    for place, there in seconds.items():
        found[str(Place.parse(place).whole)] += there
    return +found
