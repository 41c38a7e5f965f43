"""The promises of a plan once more, in plain Python: no solver, no demand.

Each is a small function that says what is wrong, a sentence each. `limits` has the
twins that plans are made by.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from kneadwell.knowledge import Library, Modality, Per, Technique
from kneadwell.plan.plan import Plan, PlannedSession, PlannedWork
from kneadwell.plan.week import USUAL_STARTS, Sitting, Slot, Week
from kneadwell.plan.wish import MOST_SESSION_MIN, SITTING_LASTS, DoneWork, Wish
from kneadwell.screening import (
    COUNTS_FROM_S,
    Ceiling,
    Clearance,
    Prescription,
    Verdict,
    place_most_s,
)
from kneadwell.session import FIRM, span_of, spots_for
from kneadwell.vocabulary import Place, in_language

UNNAMED_MOST = 3
"""Techniques of a wish that names none."""
ROLLING = dt.timedelta(hours=20)
_GRADES = ("trials in neuropathy", "trials in related conditions", "none found")
_OPPOSITE = {Modality.HEAT: Modality.COLD, Modality.COLD: Modality.HEAT}


def broken_promises(
    plan: Plan,
    clearances: Mapping[dt.date, Clearance],
    wish: Wish,
    library: Library,
    starts: Mapping[Slot, dt.time] = USUAL_STARTS,
) -> tuple[str, ...]:
    """Return what is wrong with a plan, a sentence each; nothing where all is kept.

    Args:
        plan: Its sessions are all still to come; what was is in the wish.
        clearances: What may be done on each day that has a session.
        wish: What the plan was made from.
        library: The edition to judge by.
        starts: When each part of a day begins.
    """
    week = _Week(plan, clearances, wish, library, starts)
    return tuple(dict.fromkeys(told for promise in PROMISES for told in promise(week)))


def still_stands(
    plan: Plan,
    clearances: Mapping[dt.date, Clearance],
    library: Library,
    prescription: Prescription | None = None,
) -> bool:
    """Return whether a plan is still what the answers and the prescription allow.

    Args:
        plan: As it was made.
        clearances: What may be done now, by day. Days left out are not looked at.
        library: The edition to judge by; another one makes every plan stale.
        prescription: The one that counts now.
    """
    if plan.edition != library.edition:
        return False
    sessions = tuple(one for one in plan.sessions if one.day in clearances)
    wish = Wish(0, {}, prescription=prescription)
    rest = Plan(plan.week, plan.edition, plan.status, (), sessions)
    week = _Week(rest, clearances, wish, library, USUAL_STARTS)
    promises = (
        cleared_that_day,
        changes_of_that_day,
        minutes_of_a_place,
        prescribed_minutes,
        prescribed_times,
    )
    return not any(told for promise in promises for told in promise(week))


@dataclass(frozen=True)
class _Week:
    """A plan and what it was made from."""

    plan: Plan
    clearances: Mapping[dt.date, Clearance]
    wish: Wish
    library: Library
    starts: Mapping[Slot, dt.time]

    def works(self) -> Iterator[tuple[PlannedSession, PlannedWork]]:
        for session in self.plan.sessions:
            for work in session.work:
                yield session, work

    def technique(self, technique_id: str) -> Technique:
        return self.library.techniques[technique_id]

    def name(self, technique_id: str) -> str:
        return f"“{in_language(self.technique(technique_id).name)}”"

    def begins(self, session: PlannedSession) -> dt.datetime:
        return session.sitting.starts(self.starts)

    def verdict(self, technique_id: str, place: Place, day: dt.date) -> Verdict | None:
        """Return what the rules say of a place; spots may stand for a whole one."""
        clearance = self.clearances.get(day)
        if clearance is None:
            return None
        verdicts = clearance.techniques[technique_id].verdicts
        for known in (place, place.whole):
            if known in verdicts:
                return verdicts[known]
        here = [v for known, v in verdicts.items() if known.whole == place]
        return next((v for v in here if v.possible), here[0] if here else None)

    def planned_on(self, whole: Place) -> Iterator[tuple[PlannedSession, PlannedWork]]:
        for session, work in self.works():
            if any(place.whole == whole for place in work.seconds):
                yield session, work

    def done_on(self, whole: Place) -> Iterator[DoneWork]:
        return (dose for dose in self.wish.done if dose.place.whole == whole)

    def wholes(self) -> list[Place]:
        found = {place.whole for _, work in self.works() for place in work.seconds}
        return sorted(found)

    def counts(self, technique: Technique, done_id: str) -> bool:
        """Return whether what was done counts as a time of a technique."""
        if technique.modality is Modality.HANDS:
            return done_id == technique.id
        done = self.library.techniques.get(done_id)
        return done is not None and done.modality is technique.modality

    def times_done(self, technique: Technique, whole: Place) -> list[DoneWork]:
        return [
            dose
            for dose in self.done_on(whole)
            if dose.seconds >= COUNTS_FROM_S
            and self.counts(technique, dose.technique_id)
        ]

    def times(self) -> Iterator[tuple[Technique, Place, list[dt.datetime]]]:
        """Yield when each technique is planned on each whole place."""
        found: dict[tuple[str, Place], list[dt.datetime]] = defaultdict(list)
        for session, work in self.works():
            for whole in {place.whole for place in work.seconds}:
                found[work.technique_id, whole].append(self.begins(session))
        for (technique_id, whole), starts in sorted(found.items()):
            yield self.technique(technique_id), whole, sorted(starts)


def cleared_that_day(week: _Week) -> Iterator[str]:
    """Yield work that the rules do not allow on its day."""
    for session, work in week.works():
        for place in work.seconds:
            verdict = week.verdict(work.technique_id, place, session.day)
            if (
                verdict is None
                or not verdict.possible
                or not _can_be_worked(week, work)
            ):
                yield (
                    f"{week.name(work.technique_id)} on the {place} is not allowed on "
                    f"{_on(session)}."
                )


def _can_be_worked(week: _Week, work: PlannedWork) -> bool:
    """Return whether each spot can be chosen there, and no place comes twice."""
    technique = week.technique(work.technique_id)
    wholes = Counter(place.whole for place in work.seconds)
    return all(
        place.region in technique.regions
        and (place.spot is not None or wholes[place] == 1)
        and (
            place.spot is None
            or place.spot in spots_for(technique, place.region, week.library)
        )
        for place in work.seconds
    )


def changes_of_that_day(week: _Week) -> Iterator[str]:
    """Yield work that does not carry the changes the rules ask for."""
    for session, work in week.works():
        for place in work.seconds:
            verdict = week.verdict(work.technique_id, place, session.day)
            if verdict and work.changes.get(place) != verdict.changes:
                yield (
                    f"{week.name(work.technique_id)} on the {place} lacks its changes "
                    f"on {_on(session)}."
                )


def minutes_of_a_place(week: _Week) -> Iterator[str]:
    """Yield work that is longer than the caps allow, or too short to count."""
    for session, work in week.works():
        technique = week.technique(work.technique_id)
        verdicts = {
            place: verdict
            for place in work.seconds
            if (verdict := week.verdict(technique.id, place, session.day))
        }
        if len(verdicts) < len(work.seconds) or not work.seconds:
            continue
        if any(place.region not in technique.regions for place in work.seconds):
            continue
        most_s = span_of(technique, tuple(verdicts), week.library, verdicts).most_s
        each_s = most_s // len(verdicts)
        for place, seconds in work.seconds.items():
            if seconds > each_s:
                yield (
                    f"{week.name(technique.id)} on the {place} is longer than it may "
                    f"be on {_on(session)}."
                )
            if seconds < COUNTS_FROM_S:
                yield (
                    f"{week.name(technique.id)} on the {place} is too short to count "
                    f"on {_on(session)}."
                )


def times_in_a_day(week: _Week) -> Iterator[str]:
    """Yield what comes more often on a day than caps and article let it."""
    for technique, whole, starts in week.times():
        most = _per_day(technique)
        if not _is_as_needed(week, technique) and technique.frequency.per == "day":
            most = _fewest(most, technique.frequency.most)
        done = Counter(d.at.date() for d in week.times_done(technique, whole))
        for day, planned in Counter(start.date() for start in starts).items():
            if most is not None and planned + done[day] > most:
                yield (
                    f"{week.name(technique.id)} on the {whole} comes more than {most} "
                    f"times on {day:%A}."
                )


def times_in_the_week(week: _Week) -> Iterator[str]:
    """Yield what comes more often in the week than caps and article let it."""
    for technique, whole, starts in week.times():
        most = technique.caps.times_per_week
        if not _is_as_needed(week, technique) and technique.frequency.per == "week":
            most = _fewest(most, technique.frequency.most)
        if most is not None and _times_of_week(week, technique, whole, starts) > most:
            yield (
                f"{week.name(technique.id)} on the {whole} comes more than {most} "
                f"times in the week."
            )


def _times_of_week(
    week: _Week, technique: Technique, whole: Place, starts: list[dt.datetime]
) -> int:
    done = week.times_done(technique, whole)
    this_week = [dose for dose in done if Week.of(dose.at.date()) == week.plan.week]
    return len(starts) + len(this_week)


def times_in_twenty_hours(week: _Week) -> Iterator[str]:
    """Yield what comes too often in one stretch of an evening and a morning."""
    for technique, whole, starts in week.times():
        for start in starts:
            most = _fewest(
                _per_day(technique),
                _ceiling(week, technique.id, whole, start.date()).times_per_day,
            )
            if (
                most is not None
                and _in_twenty_hours(week, technique, whole, starts, start) > most
            ):
                yield (
                    f"{week.name(technique.id)} on the {whole} comes too soon again "
                    f"on {start:%A at %H:%M}."
                )


def _in_twenty_hours(
    week: _Week,
    technique: Technique,
    whole: Place,
    starts: list[dt.datetime],
    start: dt.datetime,
) -> int:
    planned = sum(
        dt.timedelta(0) <= start - other < ROLLING + SITTING_LASTS for other in starts
    )
    done = sum(
        dt.timedelta(0) <= start - dose.at < ROLLING
        for dose in week.times_done(technique, whole)
    )
    return planned + done


def hours_apart(week: _Week) -> Iterator[str]:
    """Yield cold that comes again before its hours are over."""
    for technique, whole, starts in week.times():
        if technique.caps.hours_apart is None:
            continue
        apart = dt.timedelta(hours=technique.caps.hours_apart)
        done = [
            dose.at
            for dose in week.done_on(whole)
            if dose.seconds and week.counts(technique, dose.technique_id)
        ]
        if any(
            later - earlier < apart + SITTING_LASTS
            for earlier, later in pairwise(starts)
        ) or any(start - ended < apart for start in starts for ended in done):
            hours = technique.caps.hours_apart
            yield (
                f"{week.name(technique.id)} on the {whole} comes again within {hours} "
                f"hours."
            )


def only_what_is_wished(week: _Week) -> Iterator[str]:
    """Yield techniques that nobody wished for."""
    wish = week.wish
    planned = dict.fromkeys(work.technique_id for _, work in week.works())
    for technique_id in planned:
        technique = week.technique(technique_id)
        name = week.name(technique_id)
        if technique_id in wish.leave_out:
            yield f"{name} was left out."
        if wish.techniques and technique_id not in wish.techniques:
            yield f"{name} was not wished for."
        if technique.frequency.least is None and not _is_as_needed(week, technique):
            yield f"{name} waits until it is chosen “as needed”."
        if not wish.techniques and len(_better_than(week, technique)) >= UNNAMED_MOST:
            yield f"{name} has less behind it than others that are allowed."
    if not wish.techniques and len(planned) > UNNAMED_MOST:
        yield f"There are more than {UNNAMED_MOST} techniques, and none was named."


def _better_than(week: _Week, technique: Technique) -> list[Technique]:
    """Return the techniques with more behind them that are surely possible."""
    return [
        other
        for other in week.library.techniques.values()
        if _rank(week, other) < _rank(week, technique)
        and other.id not in week.wish.leave_out
        and (other.frequency.least is not None or _is_as_needed(week, other))
        and all(
            _is_surely_possible(week, other, day, clearance)
            for day, clearance in week.clearances.items()
        )
    ]


def _rank(week: _Week, technique: Technique) -> tuple[int, bool, int]:
    return (
        _GRADES.index(technique.evidence_grade),
        technique.id not in week.wish.prefer,
        technique.order,
    )


def _is_surely_possible(
    week: _Week, technique: Technique, day: dt.date, clearance: Clearance
) -> bool:
    """Return whether a whole day's minutes are free for a place that is allowed."""
    done_s = sum(d.seconds for d in week.wish.done if d.at.date() == day)
    return week.wish.minutes_per_day * 60 - done_s >= 2 * COUNTS_FROM_S and any(
        verdict.possible
        and place.spot is None
        and week.wish.prescription is None
        and not any(week.done_on(place))
        and span_of(technique, (place,), week.library, {place: verdict}).most_s
        >= 2 * COUNTS_FROM_S
        for place, verdict in clearance.techniques[technique.id].verdicts.items()
    )


def seconds_in_a_session(week: _Week) -> Iterator[str]:
    """Yield sessions that are longer than wished or than a verdict allows."""
    for session in week.plan.sessions:
        most_s = min(
            week.wish.session_minutes * 60,
            MOST_SESSION_MIN * 60,
            week.library.session.session_seconds,
        )
        for work in session.work:
            for place in work.seconds:
                verdict = week.verdict(work.technique_id, place, session.day)
                limit = verdict.limits.seconds_max_session if verdict else None
                most_s = min(most_s, most_s if limit is None else limit)
        if session.seconds > most_s:
            yield f"The session on {_on(session)} is longer than it may be."


def seconds_in_a_day(week: _Week) -> Iterator[str]:
    """Yield days with more than their minutes."""
    seconds = Counter[dt.date]()
    for session in week.plan.sessions:
        seconds[session.day] += session.seconds
    for day, planned_s in seconds.items():
        done_s = sum(d.seconds for d in week.wish.done if d.at.date() == day)
        if planned_s + done_s > week.wish.minutes_per_day * 60:
            yield f"{day:%A} has more minutes than were given."


def only_free_sittings(week: _Week) -> Iterator[str]:
    """Yield sessions at times that are not free, or of which there are two."""
    sittings = Counter[Sitting](session.sitting for session in week.plan.sessions)
    for session in week.plan.sessions:
        if session.day not in week.plan.week.days:
            yield f"{session.day} is not in the week {week.plan.week}."
        if session.slot not in week.wish.slots.get(session.day.weekday(), ()):
            yield f"There is no free time on {_on(session)}."
        if sittings[session.sitting] > 1:
            yield f"There are two sessions on {_on(session)}."
        if not session.work:
            yield f"There is nothing to do in the session on {_on(session)}."


def rest_after_firm(week: _Week) -> Iterator[str]:
    """Yield places that have firm work twice a day or on two days in a row."""
    for whole in week.wholes():
        planned = [
            session.day
            for session, work in week.planned_on(whole)
            if work.technique_id in FIRM
        ]
        done = [
            dose.at.date()
            for dose in week.done_on(whole)
            if dose.technique_id in FIRM and dose.seconds
        ]
        near = dt.timedelta(days=1)
        for index, day in enumerate(planned):
            others = (*planned[:index], *planned[index + 1 :], *done)
            if any(abs(other - day) <= near for other in others):
                yield f"The {whole} does not rest from firm work around {day:%A}."


def heat_or_cold(week: _Week) -> Iterator[str]:
    """Yield places that have warmth and cold on one day."""
    for whole in week.wholes():
        on: dict[dt.date, set[Modality]] = defaultdict(set)
        planned: set[dt.date] = set()
        for session, work in week.planned_on(whole):
            modality = week.technique(work.technique_id).modality
            on[session.day].add(modality)
            if modality in _OPPOSITE:
                planned.add(session.day)
        for dose in week.done_on(whole):
            technique = week.library.techniques.get(dose.technique_id)
            if technique and dose.seconds:
                on[dose.at.date()].add(technique.modality)
        for day in sorted(planned):
            if {Modality.HEAT, Modality.COLD} <= on[day]:
                yield f"The {whole} has warmth and cold on {day:%A}."


def once_in_a_session(week: _Week) -> Iterator[str]:
    """Yield techniques that come twice to a place in one session."""
    for session in week.plan.sessions:
        times = Counter(
            (work.technique_id, whole)
            for work in session.work
            for whole in dict.fromkeys(place.whole for place in work.seconds)
        )
        for (technique_id, whole), count in times.items():
            if count > 1:
                yield (
                    f"{week.name(technique_id)} comes twice to the {whole} on "
                    f"{_on(session)}."
                )


def order_of_the_work(week: _Week) -> Iterator[str]:
    """Yield sessions that are not warmth first and firm last."""

    def turn(technique_id: str) -> int:
        if week.technique(technique_id).modality is Modality.HEAT:
            return 0
        return 2 if technique_id in FIRM else 1

    for session in week.plan.sessions:
        turns = [turn(work.technique_id) for work in session.work]
        if turns != sorted(turns):
            yield (
                f"The session on {_on(session)} is not warmth first, and gentle before "
                f"firm."
            )


def seconds_on_a_limb(week: _Week) -> Iterator[str]:
    """Yield feet and hands with more work in a session than they may have."""
    for session in week.plan.sessions:
        seconds, verdicts = Counter[Place](), defaultdict[Place, list[Verdict]](list)
        for work in session.work:
            for place, place_s in work.seconds.items():
                seconds[place.whole] += place_s
                verdict = week.verdict(work.technique_id, place, session.day)
                if verdict:
                    verdicts[place.whole].append(verdict)
        for whole, place_s in seconds.items():
            most_s = place_most_s(whole, verdicts[whole], week.library)
            if most_s is not None and place_s > most_s:
                yield f"The {whole} has more than it may have on {_on(session)}."


def one_region_in_a_session(week: _Week) -> Iterator[str]:
    """Yield what works two regions where the article gives it one a session."""
    for session in week.plan.sessions:
        regions = defaultdict[str, set[str]](set)
        for work in session.work:
            regions[work.technique_id] |= {place.region for place in work.seconds}
        for technique_id, found in regions.items():
            per = week.technique(technique_id).minutes.per
            if per is Per.SESSION and len(found) > 1:
                yield (
                    f"{week.name(technique_id)} works more than one part of the body "
                    f"on {_on(session)}."
                )


def both_sides_alike(week: _Week) -> Iterator[str]:
    """Yield work that gives one side more, or leaves out a side that is allowed."""
    for session, work in week.works():
        name = week.name(work.technique_id)
        if len(set(work.seconds.values())) > 1:
            yield f"{name} is not the same on both sides on {_on(session)}."
        worked = {place.whole for place in work.seconds}
        regions = {place.region for place in worked}
        clearance = week.clearances.get(session.day)
        allowed = clearance.techniques[work.technique_id].verdicts if clearance else {}
        for place, verdict in allowed.items():
            if (
                place.region in regions
                and place.whole not in worked
                and verdict.possible
                and not _is_forbidden(week, work.technique_id, place, session.day)
                and _is_chosen(week, work.technique_id, place, verdict)
            ):
                yield f"{name} leaves out the {place.whole} on {_on(session)}."


def _is_chosen(week: _Week, technique_id: str, place: Place, verdict: Verdict) -> bool:
    """Return whether the technique can work where that spot is named."""
    technique = week.technique(technique_id)
    if place.spot is None or not technique.regions[place.region].choose_from:
        return True
    return place.spot in spots_for(technique, place.region, week.library, verdict)


def prescribed_minutes(week: _Week) -> Iterator[str]:
    """Yield work that the prescription does not have, or not so long."""
    prescription = week.wish.prescription
    for session, work in week.works() if prescription else ():
        seconds = Counter[Place]()
        for place, place_s in work.seconds.items():
            seconds[place.whole] += place_s
        for whole, whole_s in seconds.items():
            ceiling = _ceiling(week, work.technique_id, whole, session.day)
            told = f"{week.name(work.technique_id)} on the {whole} is"
            if _is_forbidden(week, work.technique_id, whole, session.day):
                yield f"{told} not in the programme on {_on(session)}."
            elif ceiling.seconds is not None and whole_s > ceiling.seconds:
                yield f"{told} longer than in the programme on {_on(session)}."


def prescribed_times(week: _Week) -> Iterator[str]:
    """Yield what comes more often than the prescription has it."""
    for technique, whole, starts in week.times() if week.wish.prescription else ():
        told = f"{week.name(technique.id)} on the {whole} comes more often than in"
        done = Counter(d.at.date() for d in week.times_done(technique, whole))
        in_week = _times_of_week(week, technique, whole, starts)
        for day, planned in Counter(start.date() for start in starts).items():
            ceiling = _ceiling(week, technique.id, whole, day)
            a_day, a_week = ceiling.times_per_day, ceiling.times_per_week
            if a_day is not None and planned + done[day] > a_day:
                yield f"{told} the programme on {day:%A}."
            if a_week is not None and in_week > a_week:
                yield f"{told} a week of the programme."


def _ceiling(week: _Week, technique_id: str, place: Place, day: dt.date) -> Ceiling:
    prescription = week.wish.prescription
    found = prescription.ceiling(technique_id, place, day) if prescription else None
    return found or Ceiling()


def _is_forbidden(week: _Week, technique_id: str, place: Place, day: dt.date) -> bool:
    ceiling = _ceiling(week, technique_id, place, day)
    return 0 in (ceiling.seconds, ceiling.times_per_day, ceiling.times_per_week)


def _per_day(technique: Technique) -> int | None:
    """Return the times of a day; what has a cap by the week comes once a day."""
    caps = technique.caps
    return caps.times_per_day or (1 if caps.times_per_week else None)


def _is_as_needed(week: _Week, technique: Technique) -> bool:
    return technique.id in week.wish.as_needed


def _fewest(*numbers: int | None) -> int | None:
    return min((number for number in numbers if number is not None), default=None)


def _on(session: PlannedSession) -> str:
    return f"{session.day:%A} {session.slot}"


PROMISES = (
    cleared_that_day,
    changes_of_that_day,
    minutes_of_a_place,
    times_in_a_day,
    times_in_the_week,
    times_in_twenty_hours,
    hours_apart,
    only_what_is_wished,
    seconds_in_a_session,
    seconds_in_a_day,
    only_free_sittings,
    rest_after_firm,
    heat_or_cold,
    once_in_a_session,
    order_of_the_work,
    seconds_on_a_limb,
    one_region_in_a_session,
    both_sides_alike,
    prescribed_minutes,
    prescribed_times,
)
"""In the order in which they are told."""
