"""What Today shows of the plan."""

import datetime as dt

from kneadwell.diary import Diary
from kneadwell.knowledge import Library
from kneadwell.plan import State, Week
from kneadwell.web.people.models import Person
from kneadwell.web.plans.shown import LESS_MIN, WeekShown
from kneadwell.web.plans.weeks import PersonWeek
from kneadwell.web.words import Shown


def plan_shown(
    person: Person, diary: Diary, library: Library, now: dt.datetime
) -> Shown:
    """Return today's sessions of the plan, and whether there is a plan at all.

    Args:
        person: Whose day it is.
        diary: With all that was noted in the last weeks.
        library: The knowledge base.
        now: With the person's offset.

    Returns:
        ``next`` is the one to do; ``others`` are today's other ones; ``has_wish``,
        ``has_plan``, ``is_stale`` and ``is_resting`` say what else there is to tell.
    """
    here = PersonWeek.of(person, Week.of(now.date()), now, library, diary)
    shown: Shown = {
        "week": str(here.week),
        "has_plan": here.plan is not None,
        "has_wish": here.plan is not None or here.wished is not None,
        "is_stale": here.is_stale,
    }
    if here.plan is None:
        return shown
    week = WeekShown(here)
    today = [it for it in here.sessions if it.now.day == here.today]
    doable = next((it for it in today if week.is_startable(it)), None)
    return shown | {
        "is_resting": any(it.state is State.PAUSED for it in today),
        "today": here.today.isoformat(),
        "next": doable and week.session(doable),
        "less": [
            minutes
            for minutes in LESS_MIN
            if doable and 60 * minutes < doable.planned.seconds
        ],
        "is_shorter": bool(doable and doable.now.seconds < doable.planned.seconds),
        "others": [week.session(it) for it in today if it is not doable],
        "later": week.next and week.session(week.next) if doable is None else None,
    }
