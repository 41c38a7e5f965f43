"""A person's week as it stands: what they wished, had, planned and said of it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from kneadwell.diary import CheckInEntry, Diary, read_as
from kneadwell.knowledge import Library
from kneadwell.plan import (
    DoneWork,
    EventKind,
    LivedSession,
    NoPlan,
    Plan,
    PlanEvent,
    PlannedSession,
    Sitting,
    Slot,
    Week,
    Wish,
    broken_promises,
    draft_plan,
    freed,
    lived,
    moved,
    still_stands,
)
from kneadwell.screening import Answers, Clearance, Past, Pause, screen
from kneadwell.vocabulary import Giver
from kneadwell.web.people.models import Person, Profile
from kneadwell.web.plans import store
from kneadwell.web.plans.forms import Wished
from kneadwell.web.plans.models import PlanRecord
from kneadwell.web.plans.things import without
from kneadwell.web.preferences.models import Preferences
from kneadwell.web.preferences.store import preferences_of
from kneadwell.web.prescriptions.store import prescription_of
from kneadwell.web.screening.store import intake, standing
from kneadwell.web.sessions.limits import limits_of

DAY = dt.timedelta(days=1)
DAY_MIN = 24 * 60


@dataclass(frozen=True)
class PersonWeek:
    """One week of one person, at one moment.

    Attributes:
        now: With the person's offset.
        diary: With all that was noted in the last weeks.
    """

    person: Person
    week: Week
    now: dt.datetime
    library: Library
    diary: Diary
    past: Past = field(repr=False)
    drafted: Plan | None = None
    """A plan to look at in place of the one that is kept."""

    @classmethod
    def of(
        cls,
        person: Person,
        week: Week,
        now: dt.datetime,
        library: Library,
        diary: Diary,
    ) -> "PersonWeek":
        """Look it up; `diary` is that person's own."""
        past = past_in(person, diary, now, library)
        return cls(person, week, now, library, diary, past)

    @cached_property
    def profile(self) -> Profile | None:
        """What was chosen on the first page, once all questions were asked."""
        asked = intake(self.person, self.library)
        return asked.profile if asked.step() is None else None

    @cached_property
    def preferences(self) -> Preferences:
        """What the person set."""
        return preferences_of(self.person)

    @property
    def starts(self) -> Mapping[Slot, dt.time]:
        """When each part of a day begins for this person."""
        return {slot: getattr(self.preferences, slot.value) for slot in Slot}

    @property
    def clock(self) -> dt.datetime:
        """The moment as the person's clock shows it, without an offset."""
        return self.now.replace(tzinfo=None)

    @property
    def today(self) -> dt.date:
        """The person's own day."""
        return self.now.date()

    @cached_property
    def answers(self) -> Answers | None:
        """What was said last; None before all was asked."""
        profile = self.profile
        if profile is None:
            return None
        giver = Giver(profile.giver)
        return standing(self.person, profile.chosen, giver, self.now, fresh=False)

    @cached_property
    def clearances(self) -> Mapping[dt.date, Clearance]:
        """What may be done on each day of the week that is not over."""
        if self.answers is None:
            return {}
        return clearances_of(
            self.answers, self.week, self.today, self.past.pauses, self.library
        )

    @cached_property
    def wished(self) -> Wished | None:
        """What is wished for every week; None before it was said."""
        return store.wished_of(self.person, self.library)

    @cached_property
    def record(self) -> PlanRecord | None:
        """The version of the plan that counts."""
        return store.last_plan(self.person, self.week)

    @cached_property
    def plan(self) -> Plan | None:
        """The plan as it was made."""
        if self.drafted is not None:
            return self.drafted
        return store.plan_in(self.record, self.library) if self.record else None

    @cached_property
    def events(self) -> tuple[PlanEvent, ...]:
        """What was said of the days; a flare written in the diary pauses its day."""
        said = store.events_of(self.person, self.week)
        return (*said, *flares_in(self.diary, self.week))

    @cached_property
    def done(self) -> tuple[DoneWork, ...]:
        """What was done lately, of this week and the days before."""
        return done_in(self.past)

    @cached_property
    def sessions(self) -> tuple[LivedSession, ...]:
        """The sessions of the plan, and what became of each."""
        if self.plan is None:
            return ()
        return lived(self.plan, self.events, self.done, self.today, self.starts)

    @cached_property
    def rest(self) -> Plan | None:
        """The sessions that are still to come, where and as long as they are now."""
        if self.plan is None:
            return None
        to_come = (it.now for it in self.sessions if it.is_open and self.is_ahead(it))
        return replace(self.plan, sessions=tuple(to_come))

    @cached_property
    def is_stale(self) -> bool:
        """Whether what is still to come may no longer be done as it was planned."""
        if self.record is None or self.is_over or self.drafted is not None:
            return False
        if self.rest is not None and not self.rest.sessions:
            return False
        if self.rest is None or self.edition_of_plan != self.library.edition:
            return True
        said_at = self.wished.said_at if self.wished else None
        if said_at is not None and self.record.made_at < said_at:
            return True
        return not still_stands(
            self.rest, self.clearances, self.library, self.past.prescription
        ) or bool(self._broken())

    def _broken(self) -> tuple[str, ...]:
        """Return the promises that what is still to come would break now.

        How much a day may hold is not among them: someone may do more than planned.
        """
        if self.rest is None:
            return ()
        wish = replace(self._wish_of_rest(self.rest), minutes_per_day=DAY_MIN)
        return broken_promises(
            self.rest, self.clearances, wish, self.library, self.starts
        )

    def _wish_of_rest(self, rest: Plan) -> Wish:
        """Return a wish that the rest of the plan fits, with what was done."""
        ids = dict.fromkeys(
            work.technique_id for session in rest.sessions for work in session.work
        )
        wish = replace(self.wish, techniques=tuple(ids), leave_out=())
        return with_free(wish, rest)

    @property
    def is_over(self) -> bool:
        """Whether all days of the week have passed."""
        return self.week.days[-1] < self.today

    @cached_property
    def why_stale(self) -> tuple[str, ...]:
        """The promises that what is still to come would break now."""
        if self.rest is None or not self.rest.sessions:
            return ()
        wish = with_free(self.wish, self.rest)
        return broken_promises(
            self.rest, self.clearances, wish, self.library, self.starts
        )

    @property
    def edition_of_plan(self) -> str:
        """The knowledge base that the plan was made from; empty without one."""
        return self.record.edition if self.record else ""

    @property
    def is_told(self) -> bool:
        """Whether someone said something of the plan after it was made."""
        made_at = self.record.made_at if self.record else self.now
        return any(
            event.at >= made_at and event.kind is not EventKind.LESS
            for event in self.events
        )

    @property
    def is_as_planned(self) -> bool:
        """Whether nothing was done, and no free time has gone by, since the plan."""
        if self.record is None:
            return False
        since = self.record.since_at
        wish = self.wish_anew()
        gone = (
            Sitting(day, slot).starts(self.starts)
            for day in self.week.days
            for slot in wish.slots.get(day.weekday(), ())
        )
        is_quiet = all(it.at <= since for it in wish.done)
        return is_quiet and not any(since < at <= self.clock for at in gone)

    def is_ahead(self, session: LivedSession) -> bool:
        """Return whether the day of a session is not over."""
        return session.now.day >= self.today

    @property
    def wish(self) -> Wish:
        """What the plan that counts was made from, with what was done since."""
        wished = self.wished or Wished()
        return self.wish_of(wished)

    def wish_anew(self, wished: Wished | None = None) -> Wish:
        """Return what a new plan of the rest of the week is made from."""
        wished = wished or self.wished or Wished()
        bare = self.wish_of(wished)
        return replace(
            freed(bare, self.events, self.week), last_plan=self.last_sessions
        )

    @cached_property
    def last_sessions(self) -> tuple[PlannedSession, ...]:
        """What a new plan stays close to: this week's, or else the week before."""
        if self.sessions:
            return tuple(it.now for it in self.sessions if it.is_open)
        before = store.last_plan(self.person, Week.of(self.week.days[0] - DAY))
        plan = store.plan_in(before, self.library) if before else None
        return plan.sessions if plan else ()

    def draft(self, wished: Wished | None = None) -> Plan | NoPlan:
        """Return a quick plan of the rest of the week; nothing is kept."""
        return draft_plan(
            self.clearances,
            self.wish_anew(wished),
            self.library,
            self.week,
            self.clock,
            self.starts,
        )

    def as_drafted(self, plan: Plan) -> "PersonWeek":
        """Return the week as it would be with a new plan of its rest."""
        return replace(self, drafted=self.with_what_was(plan))

    def with_what_was(self, plan: Plan) -> Plan:
        """Return a plan of the rest of the week with what was before it."""
        return joined(self.plan, plan, self.sessions, self.clock, self.starts)

    def free(self) -> tuple[Sitting, ...]:
        """Return the parts of days to come that hold no session."""
        taken = {it.now.sitting for it in self.sessions if it.is_open}
        every = (Sitting(day, slot) for day in self.week.days for slot in Slot)
        return tuple(
            it
            for it in every
            if it.starts(self.starts) > self.clock and it not in taken
        )

    def at(self, sitting: Sitting) -> LivedSession | None:
        """Return the session that is there now, an open one before a closed one."""
        here = [it for it in self.sessions if it.now.sitting == sitting]
        return min(here, key=lambda it: not it.is_open, default=None)

    def moved(self, at: Sitting, to: Sitting) -> tuple[str, ...]:
        """Return which promises a session elsewhere would break; none when it may."""
        if self.rest is None:
            return ()
        found = moved(
            self.rest,
            at,
            to,
            self.clearances,
            self._wish_of_rest(self.rest),
            self.library,
            now=self.clock,
            starts=self.starts,
        )
        return () if isinstance(found, Plan) else found

    def wish_of(self, wished: Wished) -> Wish:
        """Return what is wished for, with what was done and is prescribed.

        What needs something that is not in the house is left out.
        """
        left_out = (*wished.wish.leave_out, *without(wished.in_house, self.library))
        return replace(
            wished.wish,
            leave_out=tuple(dict.fromkeys(left_out)),
            done=self.done,
            prescription=self.past.prescription,
        )


def with_free(wish: Wish, plan: Plan) -> Wish:
    """Return a wish that has every sitting of a plan free, also where one was moved."""
    slots = {day: set(free) for day, free in wish.slots.items()}
    for session in plan.sessions:
        slots.setdefault(session.day.weekday(), set()).add(session.slot)
    in_order = {
        day: tuple(slot for slot in Slot if slot in free) for day, free in slots.items()
    }
    return replace(wish, slots=in_order)


def joined(
    old: Plan | None,
    new: Plan,
    sessions: Iterable[LivedSession],
    since: dt.datetime,
    starts: Mapping[Slot, dt.time],
) -> Plan:
    """Return `new` with the sessions of `old` that had begun by `since`.

    Args:
        old: The version before, if any.
        new: A plan of the time after `since`.
        sessions: What became of `old`.
        since: Local time without an offset.
        starts: When the parts of a day begin.
    """
    if old is None:
        return new
    taken = {session.sitting for session in new.sessions}
    before = [
        it.planned
        for it in sessions
        if it.now.sitting.starts(starts) <= since and it.planned.sitting not in taken
    ]
    every = sorted((*before, *new.sessions), key=lambda one: one.sitting)
    return replace(new, sessions=tuple(every))


def clearances_of(
    answers: Answers,
    week: Week,
    today: dt.date,
    pauses: Iterable[Pause],
    library: Library,
) -> Mapping[dt.date, Clearance]:
    """Return what may be done on each day of a week from today on.

    A place that is paused then is not among the places of that day.
    """
    paused = tuple(pauses)
    found = {}
    for day in week.days:
        if day < today:
            continue
        resting = {
            it.place.whole
            for it in paused
            if it.until is None or it.until.date() >= day
        }
        places = tuple(place for place in answers.places if place.whole not in resting)
        found[day] = screen(replace(answers, places=places), library, day)
    return found


def done_in(past: Past) -> tuple[DoneWork, ...]:
    """Return the doses that were had, by the clock of where they were."""
    return tuple(
        DoneWork(
            it.technique_id, it.place.whole, it.seconds, it.at.replace(tzinfo=None)
        )
        for it in past.doses
    )


def flares_in(diary: Diary, week: Week) -> tuple[PlanEvent, ...]:
    """Return the flares that were written in the diary, for the days of a week."""
    return tuple(
        PlanEvent(str(entry.id), EventKind.FLARE, entry.at, said.date)
        for entry, said in read_as(CheckInEntry, diary.entries)
        if said.flare and said.date in week.days
    )


def past_in(person: Person, diary: Diary, now: dt.datetime, library: Library) -> Past:
    """Return what was done before, which places are paused, and what is prescribed."""
    past = diary.past(library, now, limits_of(person))
    return replace(past, prescription=prescription_of(person))
