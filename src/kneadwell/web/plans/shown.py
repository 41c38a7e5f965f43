"""A week in words for a page."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext, ngettext

from kneadwell.knowledge import Library
from kneadwell.plan import (
    EventKind,
    Goal,
    LivedSession,
    NotGiven,
    PlannedSession,
    PlannedWork,
    Progress,
    Sitting,
    Slot,
    State,
    Status,
    Week,
)
from kneadwell.vocabulary import Place, Region, Side
from kneadwell.web.plans.things import thing_of
from kneadwell.web.plans.visit import Visit, Visits
from kneadwell.web.plans.weeks import PersonWeek
from kneadwell.web.preferences.shown import slot_names
from kneadwell.web.words import (
    Shown,
    place_name,
    technique_name,
    time_text,
    words,
)

DRAWN_S = 45 * 60
"""What the width of a drawn session stands for; a longer one fills it."""
LESS_MIN = (2, 5, 10)
"""Minutes to choose from when there is less energy."""


@dataclass(frozen=True)
class WeekShown:
    """One person's week as its pages read it."""

    here: PersonWeek

    @cached_property
    def visits(self) -> Visits | None:
        """How long each session is; None before all was asked."""
        answers, here = self.here.answers, self.here
        if answers is None:
            return None
        return Visits(answers, here.library, here.now.tzinfo)

    def days(self) -> list[Shown]:
        """Return the seven days with their sessions."""
        return [
            {
                "number": day.day,
                "weekday": WEEKDAYS_ABBR[day.weekday()],
                "name": date_format(day, "l, j F"),
                "is_today": day == self.here.today,
                "is_over": day < self.here.today,
                "sessions": (
                    found := [
                        self.session(it)
                        for it in self.here.sessions
                        if it.now.day == day
                    ]
                ),
                "is_quiet": not found and day != self.here.today,
                "note": self._note(day),
            }
            for day in self.here.week.days
        ]

    def session(self, lived: LivedSession) -> Shown:
        """Return a session as its row reads it."""
        now, library = lived.now, self.here.library
        visit = self.visits.of(now) if self.visits else None
        return {
            "url": reverse("planned", args=(now.day, now.slot.value)),
            "start_url": reverse("start-planned", args=(now.day, now.slot.value)),
            "slot": slot_names()[now.slot.value],
            "clock": time_format(self.here.starts[now.slot], "H:i"),
            "day": date_format(now.day, "l"),
            "when": when_text(now.sitting),
            "works": [
                {
                    "id": work.technique_id,
                    "name": technique_name(work.technique_id, library),
                    "places": places_text(work.seconds, library),
                    "time": time_text(sum(work.seconds.values())),
                    "shares": self._shares(work),
                    "because": work.because,
                }
                for work in now.work
            ],
            "names": names_text(now, library),
            "places": places_text(
                dict.fromkeys(place for work in now.work for place in work.seconds),
                library,
            ),
            "minutes": about_minutes(now.seconds),
            "whole": about_minutes(visit.ends_s) if visit else "",
            "strip": strip_shown(visit, lived) if visit else None,
            "state": lived.state.value,
            "state_text": state_text(lived),
            "icon": icon_of(lived),
            "is_open": lived.is_open and self.here.is_ahead(lived),
            "is_startable": self.is_startable(lived),
            "is_today": now.day == self.here.today,
        }

    def is_startable(self, lived: LivedSession) -> bool:
        """Return whether a session may be begun from the plan now."""
        is_now = lived.is_open and lived.now.day == self.here.today
        return is_now and not self.here.is_stale

    @cached_property
    def next(self) -> LivedSession | None:
        """The earliest session that is still to come."""
        to_come = (it for it in self.here.sessions if it.is_open)
        return next((it for it in to_come if self.here.is_ahead(it)), None)

    def lead(self) -> str:
        """Return how much is still to come."""
        to_come = self.here.rest.sessions if self.here.rest else ()
        count = len(to_come)
        if not count:
            return gettext("Nothing more is planned this week.")
        minutes = round(sum(session.seconds for session in to_come) / 60)
        sessions = ngettext("%d session", "%d sessions", count) % count
        return gettext("%(sessions)s to come, with %(minutes)d minutes of massage.") % {
            "sessions": sessions,
            "minutes": minutes,
        }

    def not_given(self) -> list[Shown]:
        """Return what was wished for and is not there, with what would change it."""
        plan, library = self.here.plan, self.here.library
        told = _not_given(plan.not_given, library) if plan else ()
        return [*told, *self._without_things()]

    def goals(self) -> list[Shown]:
        """Return how far each goal was reached."""
        plan = self.here.plan
        return [
            {"name": goal_names()[goal.name], "is_proven": goal.is_proven}
            for goal in (plan.objective if plan else ())
            if goal.name in goal_names()
        ]

    def _without_things(self) -> Iterator[Shown]:
        """Yield what is liked or wanted and needs something that is not there."""
        wished, library = self.here.wished, self.here.library
        if wished is None:
            return
        for name in dict.fromkeys((*wished.wish.techniques, *wished.wish.prefer)):
            thing = thing_of(name, library) if name in library.techniques else None
            if thing and thing.id not in wished.in_house:
                yield {
                    "name": technique_name(name, library),
                    "whats": [gettext("Not planned")],
                    "because": gettext("It needs %s. Tick it in your wishes first.")
                    % thing.name,
                }

    def _shares(self, work: PlannedWork) -> list[str]:
        library = self.here.library
        return [
            f"{place_name(place, library).capitalize()}: {time_text(seconds)}"
            for place, seconds in work.seconds.items()
        ]

    def _note(self, day: dt.date) -> str:
        """Return what was said of a whole day, in a few words."""
        said = ""
        for event in sorted(self.here.events, key=lambda one: one.at):
            if event.day == day and event.slot is None:
                said = {
                    EventKind.FLARE: gettext("A flare day. It rests."),
                    EventKind.AWAY: gettext("You are away."),
                    EventKind.BACK: "",
                }.get(event.kind, said)
        return said


def week_text(week: Week) -> str:
    """Return a week by its days: ``23 to 29 November``."""
    first, last = week.days[0], week.days[-1]
    if first.month == last.month:
        return gettext("%(first)d to %(last)s") % {
            "first": first.day,
            "last": date_format(last, "j F"),
        }
    return gettext("%(first)s to %(last)s") % {
        "first": date_format(first, "j F"),
        "last": date_format(last, "j F"),
    }


def when_text(sitting: Sitting) -> str:
    """Return a part of a day: ``Tuesday evening``."""
    return gettext("%(day)s %(slot)s") % {
        "day": date_format(sitting.day, "l"),
        "slot": slot_names()[sitting.slot.value].lower(),
    }


def places_text(places: Iterable[Place], library: Library) -> str:
    """Return places as people say them: ``left and right foot, left hand``."""
    by_region: dict[Region, list[Place]] = {}
    for place in dict.fromkeys(place.whole for place in places):
        by_region.setdefault(place.region, []).append(place)
    named = []
    for region, here in by_region.items():
        if {place.side for place in here} == set(Side):
            name = words(library.body.regions[region])
            named.append(gettext("left and right %s") % name)
        else:
            named.extend(place_name(place, library) for place in here)
    return ", ".join(named)


def names_text(session: PlannedSession, library: Library) -> str:
    """Return the techniques of a session as one phrase: ``Warm cloth, then …``."""
    named = [technique_name(work.technique_id, library) for work in session.work]
    first, *then = dict.fromkeys(named)
    for name in then:
        facts = {"first": first, "then": name[:1].lower() + name[1:]}
        first = gettext("%(first)s, then %(then)s") % facts
    return first


def about_minutes(seconds: int) -> str:
    """Return seconds as whole minutes in words, at least one."""
    minutes = max(1, round(seconds / 60))
    return ngettext("%d minute", "%d minutes", minutes) % minutes


def state_text(lived: LivedSession) -> str:
    """Return what became of a session; empty for one that waits."""
    state = lived.state
    if state is State.PART_DONE:
        minutes = max(1, round(sum(lived.done.values()) / 60))
        return gettext("Done in part: %(done)s of %(planned)s. All of it counts.") % {
            "done": minutes,
            "planned": about_minutes(lived.now.seconds),
        }
    if state is State.MOVED:
        return gettext("Moved here from %s.") % when_text(lived.planned.sitting)
    return {
        State.PLANNED: "",
        State.DONE: gettext("Done."),
        State.SKIPPED: gettext("Left out. Nothing to make up."),
        State.NOT_APPLICABLE: gettext("Does not apply."),
        State.PAUSED: gettext("Rests."),
        State.PASSED: gettext("Not done. Nothing to make up."),
    }[state]


def icon_of(lived: LivedSession) -> str:
    """Return the icon beside what became of a session."""
    return {
        State.DONE: "check",
        State.PART_DONE: "check",
        State.PAUSED: "pause",
        State.SKIPPED: "skip",
        State.NOT_APPLICABLE: "skip",
        State.PASSED: "skip",
    }.get(lived.state, "clock")


def strip_shown(visit: Visit, lived: LivedSession) -> Shown:
    """Return a session drawn to scale, in tenths of a percent of `DRAWN_S`."""
    longest = max(DRAWN_S, visit.ends_s)

    def at(seconds: float) -> float:
        return round(1000 * seconds / longest, 1)

    done_s = float(sum(lived.done.values()))
    blocks = []
    for begins, ends in visit.blocks:
        done = min(done_s, ends - begins)
        done_s -= done
        blocks.append(
            {
                "x": at(begins),
                "width": max(1.0, at(ends - begins) - 2),
                "done": at(done) if done >= 1 else 0,
            }
        )
    return {"floor": at(visit.ends_s), "blocks": blocks}


def goal_names() -> Mapping[str, str]:
    """Return what is proven, in the order in which it counts."""
    return {
        "worst-missing": gettext("that no technique falls far behind"),
        "missing": gettext("that as few times as can be are missing"),
        "worse-places": gettext("that worse places come first"),
        "preferred": gettext("that you get what you like"),
        "evenness": gettext("that days are alike"),
        "sessions": gettext("that there are few sessions"),
        "change": gettext("that little changes"),
    }


def progress_text(progress: Progress | None) -> str:
    """Return how far a search has come."""
    if progress is None:
        return gettext("This is a quick plan. We look for a better one.")
    facts = {
        "number": progress.number,
        "of": progress.of,
        "name": goal_names().get(progress.goal_name, progress.goal_name),
    }
    return (
        gettext("We look for a better plan. Step %(number)d of %(of)d: %(name)s.")
        % facts
    )


def ended_text(status: Status, objective: Iterable[Goal]) -> str:
    """Return what a search found out about the plan."""
    if status is Status.OPTIMAL:
        return gettext("No better plan is possible. We have checked.")
    if not tuple(objective):
        return gettext("You made this plan your own.")
    return gettext("It keeps every rule. A better one may exist.")


def sitting_choices(
    free: Iterable[Sitting], chosen: str, starts: Mapping[Slot, dt.time]
) -> list[Shown]:
    """Return the days with the parts that a session may move to."""
    by_day: dict[dt.date, list[Shown]] = {}
    for sitting in free:
        value = f"{sitting.day.isoformat()} {sitting.slot.value}"
        by_day.setdefault(sitting.day, []).append(
            {
                "value": value,
                "label": slot_names()[sitting.slot.value],
                "clock": time_format(starts[sitting.slot], "H:i"),
                "checked": value == chosen,
            }
        )
    return [
        {"name": str(WEEKDAYS[day.weekday()]), "slots": slots}
        for day, slots in by_day.items()
    ]


def _not_given(every: Iterable[NotGiven], library: Library) -> Iterator[Shown]:
    """Yield a row for each technique and reason; places with one reason share it."""
    rows: dict[tuple[str, str], list[str]] = {}
    for one in every:
        rows.setdefault((one.technique_id, one.because), []).append(one.what)
    for (technique_id, because), whats in rows.items():
        yield {
            "name": technique_name(technique_id, library),
            "whats": whats,
            "because": because,
        }
