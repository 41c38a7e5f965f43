"""Someone whose next week is planned, for a server in a process of its own."""

import datetime as dt
import uuid


def plan_next_week() -> str:
    """Return the week, and the secret of an address for the calendar of it."""
    from django.utils import timezone

    from kneadwell.plan import (
        Plan,
        PlannedSession,
        PlannedWork,
        Slot,
        Status,
        Week,
        Wish,
    )
    from kneadwell.screening import screen
    from kneadwell.vocabulary import Giver, Place
    from kneadwell.web.calendars.store import give_out
    from kneadwell.web.library import current_library
    from kneadwell.web.people.store import the_person
    from kneadwell.web.plans.store import keep_plan
    from kneadwell.web.screening.store import standing
    from tests.web.house import cleared_person

    person, library, now = the_person(), current_library(), timezone.localtime()
    cleared_person(person)
    week, place = Week.of(now.date() + dt.timedelta(days=7)), Place.parse("left foot")
    answers = standing(person, (place,), Giver.SELF, now, fresh=False)
    judged = screen(answers, library, week.days[0])
    (technique,) = (it for it in judged.techniques if it.startswith("foot-massage"))
    changes = {place: judged.techniques[technique].verdicts[place].changes}
    work = (PlannedWork(technique, {place: 300}, changes),)
    sessions = tuple(
        PlannedSession(day, slot, work)
        for day in week.days
        for slot in (Slot.MORNING, Slot.BEDTIME)
    )
    keep_plan(
        person,
        Plan(week, library.edition, Status.OPTIMAL, (), sessions),
        Wish(20, {}),
        record_id=uuid.uuid4(),
        made_at=now,
        since=now.replace(tzinfo=None),
    )
    return f"{week} {give_out(person, 'vdirsyncer', now)}"
