"""One session of a plan at another time, where every promise still holds."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from kneadwell.knowledge import Library
from kneadwell.plan.checks import broken_promises
from kneadwell.plan.plan import Plan, Status
from kneadwell.plan.week import USUAL_STARTS, Sitting, Slot
from kneadwell.plan.wish import Wish
from kneadwell.screening import Clearance


def moved(  # noqa: PLR0913 - a promise is about all of this
    plan: Plan,
    at: Sitting,
    to: Sitting,
    clearances: Mapping[dt.date, Clearance],
    wish: Wish,
    library: Library,
    *,
    now: dt.datetime,
    starts: Mapping[Slot, dt.time] = USUAL_STARTS,
) -> Plan | tuple[str, ...]:
    """Return the plan with one session at another time, if every promise holds.

    Args:
        plan: Its open sessions, where they are now: what was done is in the wish, and
            what was set aside is left out.
        at: Where the session is.
        to: Where it is wanted; the wish need not have it free.
        clearances: By day, for the days that are not over.
        wish: Of the plan, with what was done.
        library: The edition to judge by.
        now: Local time without an offset; nothing moves into the past.
        starts: When the parts of a day begin.

    Returns:
        Why not, a sentence each, where a promise would break.
    """
    session = next((one for one in plan.sessions if one.sitting == at), None)
    if session is None:
        return ("There is no session then.",)
    if to == at:
        return plan
    if to.day not in plan.week.days:
        return ("Choose a day of the same week.",)
    if to.starts(starts) <= now:
        return ("That time is over. Choose a later one.",)
    if any(one.sitting == to for one in plan.sessions):
        return ("There is a session already then. Choose another time.",)
    others = (one for one in plan.sessions if one is not session)
    sessions = sorted(
        (*others, replace(session, day=to.day, slot=to.slot)),
        key=lambda one: one.sitting,
    )
    # It is no longer what was proven.
    new = replace(plan, sessions=tuple(sessions), status=Status.FEASIBLE, objective=())
    to_come = [one for one in sessions if one.sitting.starts(starts) > now]
    rest = replace(new, sessions=tuple(to_come))
    free = _with_all(wish, [one.sitting for one in to_come])
    return broken_promises(rest, clearances, free, library, starts) or new


def _with_all(wish: Wish, sittings: Iterable[Sitting]) -> Wish:
    """Return the wish with these parts of their weekdays free."""
    free = {day: {*slots} for day, slots in wish.slots.items()}
    for sitting in sittings:
        free.setdefault(sitting.day.weekday(), set()).add(sitting.slot)
    slots = {
        day: tuple(sorted(here, key=lambda slot: slot.order))
        for day, here in free.items()
    }
    return replace(wish, slots=slots)
