"""What became of a plan: what was done of it, and what the person said about it.

Nothing is ever missed. A session whose day went by has passed, and it is not made up
for: what passed leaves no debt to later days.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from kneadwell.plan.plan import Plan, PlannedSession
from kneadwell.plan.week import USUAL_STARTS, Sitting, Slot, Week
from kneadwell.plan.wish import DoneWork, Wish
from kneadwell.vocabulary import KneadwellError, Place

SHORT_BY_S = 20
"""A place may be short by this and count as done; a shorter try is no time at all."""


class EventKind(StrEnum):
    """What a person says about a session or a day of the plan."""

    SKIP = "skip"
    MOVE = "move"
    NOT_APPLICABLE = "not-applicable"
    FLARE = "flare"
    AWAY = "away"
    LESS = "less"
    BACK = "back"
    """Takes back what was said before: of one session, or of a whole day."""


_OF_A_SESSION = {EventKind.SKIP, EventKind.MOVE, EventKind.NOT_APPLICABLE}
_OF_A_DAY = {EventKind.FLARE, EventKind.AWAY}


class State(StrEnum):
    """What became of a session."""

    PLANNED = "planned"
    DONE = "done"
    PART_DONE = "part-done"
    SKIPPED = "skipped"
    MOVED = "moved"
    """It is still to come, at another time than it was planned for."""
    NOT_APPLICABLE = "not-applicable"
    PAUSED = "paused"
    """Its day is a flare day."""
    PASSED = "passed"
    """Its day went by. Nothing is owed."""


OPEN = frozenset({State.PLANNED, State.MOVED})
"""It may still be done."""


class PlanEventError(KneadwellError):
    """Something said about a plan lacks what it is about."""

    def __init__(self, kind: EventKind, needs: str) -> None:
        self.kind, self.needs = kind, needs
        super().__init__(f"“{kind}” needs {needs}.")


@dataclass(frozen=True, slots=True)
class PlanEvent:
    """One thing that a person said about the plan. Each is only added."""

    id: str
    """The same id is the same saying, however often it arrives."""
    kind: EventKind
    at: dt.datetime
    """When it was said; of two about one session the later one counts."""
    day: dt.date
    slot: Slot | None = None
    """Where the session was at that time; None for the whole day."""
    to: Sitting | None = None
    """Where it is moved to."""
    minutes: int | None = None
    """Hands-on minutes that each session has then at most."""

    def __post_init__(self) -> None:
        if self.kind in _OF_A_SESSION and self.slot is None:
            raise PlanEventError(self.kind, "the part of the day")
        if self.kind in _OF_A_DAY and self.slot is not None:
            raise PlanEventError(self.kind, "a whole day")
        if self.kind is EventKind.MOVE and self.to in {None, self.here}:
            raise PlanEventError(self.kind, "another day, or another part of it")
        if self.kind is EventKind.LESS and (self.minutes is None or self.minutes < 1):
            raise PlanEventError(self.kind, "whole minutes from 1")

    @property
    def here(self) -> Sitting | None:
        """Where the session was at that time; None for the whole day."""
        return Sitting(self.day, self.slot) if self.slot else None


@dataclass(frozen=True, slots=True)
class LivedSession:
    """A session of the plan, and what became of it."""

    planned: PlannedSession
    """As the plan has it."""
    now: PlannedSession
    """Where it is and how long, after moves and less energy."""
    state: State
    done: Mapping[tuple[str, Place], int] = field(default_factory=dict)
    """Hands-on seconds that were done of it, by technique and whole place."""
    said: PlanEvent | None = None
    """What made it so, where the person said it."""

    @property
    def is_open(self) -> bool:
        """Whether it may still be done."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Counted:
    """How much of a plan was done. It counts, and does not judge."""

    done: int
    part_done: int
    planned: int
    """All sessions but those that rested on a flare day or did not apply."""


def lived(
    plan: Plan,
    events: Iterable[PlanEvent],
    done: Iterable[DoneWork],
    today: dt.date,
    starts: Mapping[Slot, dt.time] = USUAL_STARTS,
) -> tuple[LivedSession, ...]:
    """Return what became of each session of a plan, the earliest first.

    What was done beats all that was said. Of the rest the last saying counts; a flare
    day pauses what is open on it, and days away have no sessions.

    Args:
        plan: As it was made.
        events: All that was said, in any order, any of it more than once.
        done: All that was done, in any order, each once; also of other days.
        today: The local day.
        starts: When the parts of a day begin, to tell its sessions apart.
    """
    folded = _Folded(plan, _in_order(events))
    nows = [folded.now(one) for one in folded.sessions]
    found = _shared_out(nows, plan.sessions, done, starts)
    every = (
        _lived(one, folded, now, given, today)
        for one, now, given in zip(folded.sessions, nows, found, strict=True)
    )
    return tuple(
        sorted(
            (one for one in every if one is not None),
            key=lambda one: (one.now.sitting, one.planned.sitting),
        )
    )


def counted(sessions: Iterable[LivedSession]) -> Counted:
    """Return how many sessions were done, in part, and planned at all."""
    states = [one.state for one in sessions]
    return Counted(
        states.count(State.DONE),
        states.count(State.PART_DONE),
        sum(s not in {State.PAUSED, State.NOT_APPLICABLE} for s in states),
    )


def freed(wish: Wish, events: Iterable[PlanEvent], week: Week) -> Wish:
    """Return the wish that a new plan of the same week starts from.

    Days away and flare days have no free time, and neither have parts of a day whose
    session was skipped, moved away or did not apply. One that a session was moved to
    is free.

    Args:
        wish: As the person wrote it.
        events: All that was said, in any order.
        week: Of the plan; what was said about other weeks does not count.
    """
    usual = {
        Sitting(day, slot)
        for day in week.days
        for slot in wish.slots.get(day.weekday(), ())
    }
    opened, shut = set[Sitting](), set[Sitting]()
    came_from = dict[Sitting, Sitting]()
    rests = defaultdict[dt.date, set[EventKind]](set)
    for event in _in_order(events):
        here = event.here
        if here is None:
            if event.kind is EventKind.BACK:
                rests[event.day].clear()
            elif event.kind in _OF_A_DAY:
                rests[event.day].add(event.kind)
        elif event.kind is EventKind.BACK:
            both = {here, came_from.pop(here, here)}
            opened, shut = opened - both, shut - both
        elif event.kind is EventKind.MOVE and event.to:
            came_from[event.to] = came_from.pop(here, here)
            opened, shut = (opened - {here}) | {event.to}, (shut - {event.to}) | {here}
        elif event.kind in _OF_A_SESSION:
            shut.add(here)
    slots = defaultdict[int, list[Slot]](list)
    for sitting in sorted((usual | opened) - shut):
        if sitting.day in week.days and not rests[sitting.day]:
            slots[sitting.day.weekday()].append(sitting.slot)
    return replace(wish, slots={day: tuple(free) for day, free in slots.items()})


def _in_order(events: Iterable[PlanEvent]) -> tuple[PlanEvent, ...]:
    """Return each saying once, the earliest first."""
    once = {event.id: event for event in sorted(events, key=_said_at, reverse=True)}
    return tuple(sorted(once.values(), key=_said_at))


def _said_at(event: PlanEvent) -> tuple[dt.datetime, str]:
    return event.at, event.id


@dataclass(slots=True)
class _One:
    """A session while what was said about it is read."""

    planned: PlannedSession
    sitting: Sitting
    said: PlanEvent | None = None
    most_s: int | None = None

    @property
    def is_closed(self) -> bool:
        return self.said is not None and self.said.kind is not EventKind.MOVE


class _Folded:
    """All that was said, read in its order."""

    def __init__(self, plan: Plan, events: Sequence[PlanEvent]) -> None:
        self.sessions = [_One(it, it.sitting) for it in plan.sessions]
        self.days = defaultdict[dt.date, dict[EventKind, PlanEvent]](dict)
        for event in events:
            if event.here is None:
                self._of_day(event)
            elif one := self._at(event.here):
                self._of_session(one, event)

    def now(self, one: _One) -> PlannedSession:
        """Return a session where it is now, and as short as energy allows."""
        here = replace(one.planned, day=one.sitting.day, slot=one.sitting.slot)
        less = self.days[here.day].get(EventKind.LESS)
        limits = (one.most_s, 60 * less.minutes if less and less.minutes else None)
        return _shrunk(here, min((s for s in limits if s is not None), default=None))

    def _of_day(self, event: PlanEvent) -> None:
        if event.kind is EventKind.BACK:
            self.days[event.day].clear()
        else:
            self.days[event.day][event.kind] = event

    def _of_session(self, one: _One, event: PlanEvent) -> None:
        if event.kind is EventKind.LESS:
            one.most_s = 60 * (event.minutes or 0)
        elif event.kind is EventKind.BACK:
            if self._is_free(one.planned.sitting, one):
                one.sitting = one.planned.sitting
            one.said, one.most_s = None, None
        elif event.kind is not EventKind.MOVE:
            one.said = event
        elif event.to and self._is_free(event.to, one):
            one.sitting, one.said = event.to, event

    def _at(self, sitting: Sitting) -> _One | None:
        """Return the session there, one that may be done before one that may not."""
        here = [one for one in self.sessions if one.sitting == sitting]
        return min(here, key=lambda one: one.is_closed, default=None)

    def _is_free(self, sitting: Sitting, wanted: _One) -> bool:
        return not any(
            one.sitting == sitting and not one.is_closed
            for one in self.sessions
            if one is not wanted
        )


def _lived(
    one: _One,
    folded: _Folded,
    now: PlannedSession,
    done: Mapping[tuple[str, Place], int],
    today: dt.date,
) -> LivedSession | None:
    """Return what became of a session; None on a day away."""
    day = folded.days[now.day]
    left = [
        (done.get(what, 0), planned_s) for what, planned_s in _asked_of(now).items()
    ]
    state, said = State.PLANNED, one.said
    if all(done_s >= _enough_s(planned_s) for done_s, planned_s in left):
        state = State.DONE
    elif any(done_s >= min(SHORT_BY_S, planned_s) for done_s, planned_s in left):
        state = State.PART_DONE
    elif EventKind.AWAY in day:
        return None
    elif said and one.is_closed:
        is_skip = said.kind is EventKind.SKIP
        state = State.SKIPPED if is_skip else State.NOT_APPLICABLE
    elif EventKind.FLARE in day:
        state, said = State.PAUSED, day[EventKind.FLARE]
    elif now.day < today:
        state = State.PASSED
    elif now.sitting != one.planned.sitting:
        state = State.MOVED
    return LivedSession(one.planned, now, state, done, said)


def _shrunk(session: PlannedSession, most_s: int | None) -> PlannedSession:
    """Return a session of at most so many seconds; all places give alike."""
    in_all_s = session.seconds
    if most_s is None or in_all_s <= most_s:
        return session
    work = (
        replace(
            work,
            seconds={
                place: seconds * most_s // in_all_s
                for place, seconds in work.seconds.items()
            },
        )
        for work in session.work
    )
    return replace(session, work=tuple(work))


def _enough_s(planned_s: int) -> int:
    """Return from when a place counts as done."""
    return min(planned_s, max(SHORT_BY_S, planned_s - SHORT_BY_S))


def _asked_of(session: PlannedSession) -> Mapping[tuple[str, Place], int]:
    """Return the seconds of each technique and whole place of a session."""
    asked = Counter[tuple[str, Place]]()
    for work in session.work:
        for place, seconds in work.seconds.items():
            asked[work.technique_id, place.whole] += seconds
    return asked


def _shared_out(
    nows: Sequence[PlannedSession],
    planned: Sequence[PlannedSession],
    done: Iterable[DoneWork],
    starts: Mapping[Slot, dt.time],
) -> list[dict[tuple[str, Place], int]]:
    """Return what was done of each session, by technique and whole place.

    What was done on a day belongs to the sessions that are on it now, and else to
    those that were planned for it and moved away.
    """
    found: list[dict[tuple[str, Place], int]] = [{} for _ in nows]
    doses = defaultdict[tuple[str, Place, dt.date], list[DoneWork]](list)
    for it in done:
        doses[it.technique_id, it.place.whole, it.at.date()].append(it)
    asked = [_asked_of(now) for now in nows]
    for (technique_id, place, day), given in doses.items():
        what = technique_id, place
        fits = [n for n, one in enumerate(asked) if what in one]
        here = [n for n in fits if nows[n].day == day]
        here = here or [n for n in fits if planned[n].day == day]
        if not here:
            continue
        whens = {n: nows[n] if nows[n].day == day else planned[n] for n in here}
        at = {n: it.sitting.starts(starts) for n, it in whens.items()}
        for n, seconds in _of_one_day(at, asked, what, given):
            found[n][what] = found[n].get(what, 0) + seconds
    return found


def _of_one_day(
    at: Mapping[int, dt.datetime],
    asked: Sequence[Mapping[tuple[str, Place], int]],
    what: tuple[str, Place],
    given: Iterable[DoneWork],
) -> Iterator[tuple[int, int]]:
    """Yield whose each dose is, and its seconds.

    Each belongs to the session that is nearest in time. Where one has more than it
    needs, an earlier one that had none was caught up on.
    """
    order = sorted(at, key=lambda n: (at[n], n))
    held: dict[int, list[int]] = {n: [] for n in order}
    for dose in sorted(given, key=lambda it: (it.at, it.seconds)):
        nearest = min(order, key=lambda n: abs(at[n] - dose.at))
        held[nearest].append(dose.seconds)
    for index, earlier in enumerate(order):
        for later in order[index + 1 :]:
            spare = held[later]
            if held[earlier] or sum(spare[1:]) < _enough_s(asked[later][what]):
                continue
            held[earlier].append(spare.pop(0))
    for n, seconds in held.items():
        yield from ((n, each) for each in seconds)
