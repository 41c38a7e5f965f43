"""What of a person's plans stands in their calendar."""

import datetime as dt
from dataclasses import replace

from kneadwell.knowledge import Library
from kneadwell.plan import LivedSession, State, Week, still_stands
from kneadwell.share import Appointment, Reminders, planned
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.people.models import Person
from kneadwell.web.plans.weeks import PersonWeek, past_in

WEEKS_AHEAD = 4
_A_WEEK = dt.timedelta(days=7)
_WITH_REMINDER = {State.PLANNED, State.MOVED}
_WITHOUT = {State.DONE, State.PART_DONE, State.PASSED}
"""They were there. What was skipped, paused or does not apply is none of both."""


def planned_of(
    person: Person, library: Library, now: dt.datetime, reminders: Reminders
) -> tuple[tuple[Appointment, ...], frozenset[dt.date]]:
    """Return the sessions of this week and the coming ones, and the days of these.

    What may no longer be done is not among them: a calendar must not call somebody to
    what the gate would refuse. Nothing rings for what is done already.

    Args:
        person: Whose plans.
        library: The edition to judge by.
        now: With the person's offset.
        reminders: Whether and when the calendar rings.
    """
    diary = PersonDiary(person).recent(now)
    past = past_in(person, diary, now, library)
    appointments: list[Appointment] = []
    days: set[dt.date] = set()
    for ahead in range(WEEKS_AHEAD + 1):
        week = Week.of(now.date() + ahead * _A_WEEK)
        one = PersonWeek(person, week, now, library, diary, past)
        appointments += _planned(one, reminders)
        days.update(week.days)
    return tuple(appointments), frozenset(days)


def _planned(week: PersonWeek, reminders: Reminders) -> tuple[Appointment, ...]:
    to_come, been = [], []
    for session in week.sessions:
        if session.state in _WITHOUT:
            been.append(session.now)
        elif session.state in _WITH_REMINDER and _may_be(session, week):
            to_come.append(session.now)
    silent = replace(reminders, minutes_before=None)
    return (
        *planned(to_come, week.starts, reminders),
        *planned(been, week.starts, silent),
    )


def _may_be(session: LivedSession, week: PersonWeek) -> bool:
    """Tell whether the answers of now still allow a session, also by a new edition."""
    if week.plan is None or session.now.day not in week.clearances:
        return False
    alone = replace(week.plan, sessions=(session.now,), edition=week.library.edition)
    return still_stands(alone, week.clearances, week.library, week.past.prescription)
