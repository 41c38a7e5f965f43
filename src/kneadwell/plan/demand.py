"""What a week may hold and should hold, in numbers: before any of it is placed."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kneadwell.knowledge import Frequency, Library, Modality, Per, Technique
from kneadwell.plan.plan import NoPlan
from kneadwell.plan.reasons import why_nothing
from kneadwell.plan.week import USUAL_STARTS, Sitting, Slot, Week
from kneadwell.plan.wish import MOST_SESSION_MIN, SITTING_LASTS, DoneWork, Wish
from kneadwell.screening import (
    COUNTS_FROM_S,
    Ceiling,
    Clearance,
    Verdict,
    place_most_s,
)
from kneadwell.session import FIRM, order_of_work, span_of, spots_for
from kneadwell.vocabulary import KneadwellError, Place, Region

ROLLING = dt.timedelta(hours=20)
"""The dose ledger counts the times of a day over this long as well."""
AT_MOST_UNNAMED = 3
"""Techniques of a wish that names none."""
_GRADES = ("trials in neuropathy", "trials in related conditions", "none found")
_DAY = dt.timedelta(days=1)


class WeekOverError(KneadwellError):
    """A week has passed, so nothing can be planned in it."""

    def __init__(self, week: Week, today: dt.date) -> None:
        self.week = week
        super().__init__(
            f"The week {week} is over. Name {Week.of(today)}, which is now, or a "
            f"later one."
        )


@dataclass(frozen=True, slots=True)
class Unit:
    """One technique on the places of one region, worked together: both sides alike."""

    technique: Technique
    region: Region
    doses: Mapping[dt.date, Mapping[Place, int]]
    """Hands-on seconds of each place, by the days on which it is cleared."""
    session_most_s: Mapping[dt.date, int]
    """What the verdicts allow a whole session that it is part of, where they do."""
    wanted: int
    """Times that the week should still have, of those the article wants."""
    wanted_in_all: int
    """With those that were had already; what missing times are divided by."""
    at_most: int
    """Times that the week may still have, by caps, article and prescription."""
    at_most_on: Mapping[dt.date, int]
    """The same for each of its days."""
    reach: int
    """Times up to which someone who prefers it gains: those had and `at_most`."""
    is_firm: bool
    is_worse: bool
    """Whether one of its places is worse."""
    is_preferred: bool
    full_s: Mapping[dt.date, int] = field(default_factory=dict)
    """Seconds of a whole dose on each place; more than `doses` where that shrank."""
    had: int = 0
    """Times that it had this week already: `wanted_in_all` less `wanted`."""


@dataclass(frozen=True, slots=True)
class Window:
    """Sittings so near each other that a unit may be in only some of them."""

    unit: int
    sittings: frozenset[Sitting]
    at_most: int


@dataclass(frozen=True, slots=True)
class Demand:
    """Everything that the places in the week are shared out by."""

    sittings: tuple[Sitting, ...]
    """Free ones that are not over, the earliest first."""
    starts: Mapping[Sitting, dt.datetime]
    units: tuple[Unit, ...]
    """In the order of work: warmth first, gentle before firm, then the article's."""
    session_s: int
    day_s: Mapping[dt.date, int]
    """What each day's budget has left."""
    limb_s: Mapping[dt.date, Mapping[Place, int]]
    """What one session may have in all on a whole place, by day; a foot or hand
    always has such a limit, another place where a rule sets one."""
    closed: frozenset[tuple[int, Sitting]]
    """Units, by number, and sittings that what was done keeps apart: rest days,
    cold or warmth that day, hours between, times in 20 hours."""
    last: frozenset[tuple[int, Sitting]]
    """Where the plan to stay close to has which unit."""
    windows: tuple[Window, ...] = ()
    """Times in 20 hours, with those that were done, and hours between."""
    done_s: Mapping[dt.date, int] = field(default_factory=dict)
    """Seconds that each day of the week had already."""

    def is_open(self, number: int, sitting: Sitting) -> bool:
        """Return whether a unit, by number, may be in a free sitting by itself."""
        unit = self.units[number]
        return (
            (number, sitting) not in self.closed
            and sitting.day in unit.doses
            and unit.at_most > 0
            and unit.at_most_on[sitting.day] > 0
        )


def demand_of(
    clearances: Mapping[dt.date, Clearance],
    wish: Wish,
    library: Library,
    week: Week,
    now: dt.datetime,
    starts: Mapping[Slot, dt.time] = USUAL_STARTS,
) -> Demand | NoPlan:
    """Say what the rest of a week may hold and should hold.

    Args:
        clearances: What may be done on each day of the week that is not over.
        wish: What the person would like, and has had.
        library: The edition that the clearances come from.
        week: Which week.
        now: Local time without an offset; a sitting that has begun is not free.
        starts: When each part of a day begins.

    Returns:
        The demand, or what blocks it where not one unit can be placed.

    Raises:
        WeekOverError: The week has passed.
    """
    if week.days[-1] < now.date():
        raise WeekOverError(week, now.date())
    people = _Week(clearances, wish, library, week, now, starts)
    demand = people.demand()
    if any(
        demand.is_open(number, sitting)
        for number in range(len(demand.units))
        for sitting in demand.sittings
    ):
        return demand
    return NoPlan(why_nothing(clearances, wish, library, demand.sittings))


def minutes_needed(demand: Demand) -> int:
    """Return the hands-on minutes a week that all wanted times take, none shrunk."""
    seconds = sum(
        unit.wanted
        * max(
            (unit.full_s[day] * len(dose) for day, dose in unit.doses.items()),
            default=0,
        )
        for unit in demand.units
    )
    return math.ceil(seconds / 60)


def counts_with(technique: Technique, done_id: str, library: Library) -> bool:
    """Return whether the dose ledger counts what was done together with a technique.

    Each technique of the hands counts for itself; ball, warmth and cold count by
    what touches the skin.
    """
    done = library.techniques.get(done_id)
    if technique.modality is Modality.HANDS or done is None:
        return done_id == technique.id
    return done.modality is technique.modality


def fewest(*numbers: int | None) -> int | None:
    """Return the smallest limit; None where there is none."""
    return min((number for number in numbers if number is not None), default=None)


@dataclass(frozen=True)
class _Week:
    """One person's week, while its numbers are worked out."""

    clearances: Mapping[dt.date, Clearance]
    wish: Wish
    library: Library
    week: Week
    now: dt.datetime
    starts: Mapping[Slot, dt.time]
    _spans: dict[str, list[tuple[Mapping[Place, Verdict], int]]] = field(
        default_factory=dict
    )

    def demand(self) -> Demand:
        units = tuple(self._units())
        closed, windows = set[tuple[int, Sitting]](), list[Window]()
        for number, unit in enumerate(units):
            for sitting in self.sittings:
                if (
                    self.wish.done
                    and sitting.day in unit.doses
                    and self._is_kept_apart(unit, sitting)
                ):
                    closed.add((number, sitting))
            for sitting, near, at_most in self._rolling(unit):
                if at_most <= 0:
                    closed.add((number, sitting))
                elif len(near) > at_most:
                    windows.append(Window(number, frozenset(near), at_most))
            for pair in self._too_close(unit):
                windows.append(Window(number, frozenset(pair), 1))
        return Demand(
            sittings=self.sittings,
            starts=self.begins,
            units=units,
            session_s=self.session_s,
            day_s=self.day_s,
            limb_s={day: self._limbs(units, day) for day in self.days},
            closed=frozenset(closed),
            last=frozenset(self._last(units)),
            windows=tuple(windows),
            done_s=self.done_s,
        )

    @cached_property
    def days(self) -> tuple[dt.date, ...]:
        """The days of the week that are not over and were judged."""
        return tuple(
            day
            for day in self.week.days
            if day >= self.now.date() and day in self.clearances
        )

    @cached_property
    def sittings(self) -> tuple[Sitting, ...]:
        free = (
            Sitting(day, slot)
            for day in self.days
            for slot in self.wish.slots.get(day.weekday(), ())
        )
        return tuple(sorted(s for s in free if s.starts(self.starts) > self.now))

    @cached_property
    def begins(self) -> Mapping[Sitting, dt.datetime]:
        return {sitting: sitting.starts(self.starts) for sitting in self.sittings}

    @cached_property
    def session_s(self) -> int:
        minutes = min(self.wish.session_minutes, MOST_SESSION_MIN)
        return min(minutes * 60, self.library.session.session_seconds)

    @cached_property
    def done_s(self) -> Mapping[dt.date, int]:
        done = Counter[dt.date]()
        for dose in self.wish.done:
            done[dose.at.date()] += dose.seconds
        return {day: done[day] for day in self.week.days}

    @cached_property
    def day_s(self) -> Mapping[dt.date, int]:
        return {
            day: max(0, self.wish.minutes_per_day * 60 - self.done_s[day])
            for day in self.days
        }

    def _units(self) -> Iterator[Unit]:
        """Yield the units that are wished for and may be done, in the order of work."""
        wished = [t for t in self.library.techniques.values() if self._is_wished(t)]
        units = {technique.id: tuple(self._units_of(technique)) for technique in wished}
        if not self.wish.techniques:
            possible = [technique for technique in wished if units[technique.id]]
            wished = sorted(possible, key=self._best_first)[:AT_MOST_UNNAMED]
        for technique_id in order_of_work([one.id for one in wished], self.library):
            yield from units[technique_id]

    def _is_wished(self, technique: Technique) -> bool:
        wish = self.wish
        if technique.id in wish.leave_out:
            return False
        if technique.frequency.least is None and technique.id not in wish.as_needed:
            return False
        return not wish.techniques or technique.id in wish.techniques

    def _best_first(self, technique: Technique) -> tuple[int, bool, int]:
        grade = technique.evidence_grade
        known = _GRADES.index(grade) if grade in _GRADES else len(_GRADES)
        return known, technique.id not in self.wish.prefer, technique.order

    def _units_of(self, technique: Technique) -> Iterator[Unit]:
        for region in technique.regions:
            unit = self._unit(technique, region)
            if unit.doses:
                yield unit

    def _unit(self, technique: Technique, region: Region) -> Unit:
        doses, full, session_most = {}, {}, {}
        for day in self.days:
            cleared = self._cleared(technique, region, day)
            if not cleared:
                continue
            full_s = self._full_s(technique, cleared, day)
            fits = min(self.session_s, self.day_s[day]) // len(cleared)
            if (dose_s := min(full_s, fits)) < COUNTS_FROM_S:
                continue
            doses[day] = dict.fromkeys(cleared, dose_s)
            full[day] = full_s
            limit = fewest(*(v.limits.seconds_max_session for v in cleared.values()))
            if limit is not None:
                session_most[day] = limit
        wholes = {place.whole for dose in doses.values() for place in dose}
        times = _Times(self, technique, wholes, tuple(doses))
        wanted, at_most = times.wanted(), times.at_most()
        had = times.had()
        return Unit(
            technique,
            region,
            doses,
            session_most,
            wanted=wanted,
            wanted_in_all=wanted + had,
            at_most=at_most,
            at_most_on=times.at_most_on,
            reach=had + at_most,
            is_firm=technique.id in FIRM,
            is_worse=any(place.whole in wholes for place in self.wish.worse),
            is_preferred=technique.id in self.wish.prefer,
            full_s=full,
            had=had,
        )

    def _cleared(
        self, technique: Technique, region: Region, day: dt.date
    ) -> dict[Place, Verdict]:
        """Return what is worked in a region on a day, with the rules' verdicts.

        Whoever names a spot has it worked where the technique lets one choose;
        elsewhere it stands for its whole place, which is then worked once.
        """
        verdicts = self.clearances[day].techniques[technique.id].verdicts
        return {
            place: verdict
            for place, verdict in named_places(technique, region, verdicts).items()
            if verdict.possible
            and _can_choose(technique, place, verdict, self.library)
            and self.ceiling(technique, place, day) != _NOTHING
        }

    def ceiling(self, technique: Technique, place: Place, day: dt.date) -> Ceiling:
        """Return what a prescription allows at most; all None where nothing."""
        prescription = self.wish.prescription
        if prescription is None:
            return _NO_CEILING
        ceiling = prescription.ceiling(technique.id, place, day)
        if ceiling and 0 in (
            ceiling.seconds,
            ceiling.times_per_day,
            ceiling.times_per_week,
        ):
            return _NOTHING
        return ceiling or _NO_CEILING

    def _full_s(
        self, technique: Technique, cleared: Mapping[Place, Verdict], day: dt.date
    ) -> int:
        """Return the seconds of a whole dose on each place.

        What the article counts for a session is shared by the places asked for,
        also where only one of them is cleared: less of one never makes another more.
        """
        least_s = technique.minutes.least * 60
        if technique.minutes.per is Per.SESSION:
            region = next(iter(cleared)).region
            verdicts = self.clearances[day].techniques[technique.id].verdicts
            least_s //= len(named_places(technique, region, verdicts))
        allowed = self._span_s(technique, cleared)
        spots = Counter(place.whole for place in cleared)
        left = (
            self._left_s(technique, place.whole, verdict, day, spots[place.whole])
            for place, verdict in cleared.items()
        )
        return max(0, min(least_s, allowed // len(cleared), *left))

    def _left_s(
        self,
        technique: Technique,
        whole: Place,
        verdict: Verdict,
        day: dt.date,
        spots: int,
    ) -> int:
        """Return what prescription and ledger leave each of a place's spots.

        The ledger sums seconds too: tries too short to be times, and what went beyond
        a dose, are taken off.
        """
        cap_s = technique.caps.per_place_s(all_normal=verdict.all_normal) * spots
        most_s = min(cap_s, self.ceiling(technique, whole, day).seconds or cap_s)
        since = dt.datetime.combine(day, dt.time()) - ROLLING
        beyond_s = sum(
            dose.seconds
            if dose.seconds < COUNTS_FROM_S
            else max(0, dose.seconds - most_s)
            for dose in self.doses_on(technique, whole)
            if since < dose.at < since + ROLLING + _DAY
        )
        return (most_s - beyond_s) // spots

    def _span_s(self, technique: Technique, cleared: Mapping[Place, Verdict]) -> int:
        """Return what the caps allow; most days are judged like the one before."""
        for known, span_s in self._spans.setdefault(technique.id, []):
            if known == cleared:
                return span_s
        span_s = span_of(technique, tuple(cleared), self.library, cleared).most_s
        self._spans[technique.id].append((cleared, span_s))
        return span_s

    def doses_on(self, technique: Technique, whole: Place) -> Iterator[DoneWork]:
        """Yield what a place had that counts together with a technique."""
        for dose in self.wish.done:
            if dose.place.whole == whole and counts_with(
                technique, dose.technique_id, self.library
            ):
                yield dose

    def _is_kept_apart(self, unit: Unit, sitting: Sitting) -> bool:
        """Return whether what was done leaves no room at one of a unit's places."""
        return any(
            self._rests(unit, place.whole, sitting)
            or self._met_the_other(unit, place.whole, sitting)
            or self._had_just_now(unit, place.whole, sitting)
            for place in unit.doses[sitting.day]
        )

    def _rests(self, unit: Unit, whole: Place, sitting: Sitting) -> bool:
        return unit.is_firm and any(
            dose.technique_id in FIRM
            and dose.place.whole == whole
            and dose.seconds
            and abs(dose.at.date() - sitting.day) <= _DAY
            for dose in self.wish.done
        )

    def _met_the_other(self, unit: Unit, whole: Place, sitting: Sitting) -> bool:
        other = {Modality.HEAT: Modality.COLD, Modality.COLD: Modality.HEAT}.get(
            unit.technique.modality
        )
        return other is not None and any(
            dose.place.whole == whole
            and dose.seconds
            and dose.at.date() == sitting.day
            and self._modality_of(dose) is other
            for dose in self.wish.done
        )

    def _modality_of(self, dose: DoneWork) -> Modality | None:
        technique = self.library.techniques.get(dose.technique_id)
        return technique.modality if technique else None

    def _had_just_now(self, unit: Unit, whole: Place, sitting: Sitting) -> bool:
        hours = unit.technique.caps.hours_apart
        return hours is not None and any(
            dose.seconds and self.begins[sitting] - dose.at < dt.timedelta(hours=hours)
            for dose in self.doses_on(unit.technique, whole)
        )

    def _rolling(self, unit: Unit) -> Iterator[tuple[Sitting, list[Sitting], int]]:
        """Yield each sitting with those in the 20 hours before, and how many may be.

        The ledger looks back from each start, so work has to have ended by then.
        """
        span = ROLLING + SITTING_LASTS
        times = {
            day: _Times(self, unit.technique, {p.whole for p in dose}, (day,)).per_day(
                day
            )
            for day, dose in unit.doses.items()
        }
        own = [sitting for sitting in self.sittings if sitting.day in unit.doses]
        before: list[Sitting] = []
        for sitting in own:
            at = self.begins[sitting]
            before = [s for s in before if at - self.begins[s] < span]
            before.append(sitting)
            per_day = times[sitting.day]
            if per_day is not None:
                had = self._times_before(unit, sitting)
                yield sitting, before, per_day - had

    def _times_before(self, unit: Unit, sitting: Sitting) -> int:
        """Return the times of the last 20 hours, at the place that had the most."""
        if not self.wish.done:
            return 0
        wholes = {place.whole for place in unit.doses[sitting.day]}
        return max(
            sum(
                dose.seconds >= COUNTS_FROM_S
                and dt.timedelta(0) <= self.begins[sitting] - dose.at < ROLLING
                for dose in self.doses_on(unit.technique, whole)
            )
            for whole in wholes
        )

    def _too_close(self, unit: Unit) -> Iterator[tuple[Sitting, Sitting]]:
        hours = unit.technique.caps.hours_apart
        if hours is None:
            return
        apart = dt.timedelta(hours=hours) + SITTING_LASTS
        own = [sitting for sitting in self.sittings if sitting.day in unit.doses]
        for index, one in enumerate(own):
            for other in own[index + 1 :]:
                if self.begins[other] - self.begins[one] < apart:
                    yield one, other

    def _limbs(self, units: Iterable[Unit], day: dt.date) -> dict[Place, int]:
        """Return what one session may have in all on each whole place."""
        verdicts: dict[Place, list[Verdict]] = {}
        for unit in units:
            if day in unit.doses:
                judged = self.clearances[day].techniques[unit.technique.id].verdicts
                named = named_places(unit.technique, unit.region, judged)
                for place in unit.doses[day]:
                    verdicts.setdefault(place.whole, []).append(named[place])
        limits = {
            whole: session_place_most_s(whole, found, self.library)
            for whole, found in verdicts.items()
        }
        return {whole: most for whole, most in limits.items() if most is not None}

    def _last(self, units: tuple[Unit, ...]) -> Iterator[tuple[int, Sitting]]:
        numbers = {
            (unit.technique.id, unit.region): number
            for number, unit in enumerate(units)
        }
        free = {(s.day.weekday(), s.slot): s for s in self.sittings}
        for session in self.wish.last_plan:
            sitting = free.get((session.day.weekday(), session.slot))
            for work in session.work:
                for region in {place.region for place in work.seconds}:
                    number = numbers.get((work.technique_id, region))
                    if sitting is not None and number is not None:
                        yield number, sitting


_NOTHING, _NO_CEILING = Ceiling(0, 0, 0), Ceiling()


@dataclass(frozen=True)
class _Times:
    """How often a unit is wanted and allowed in what is left of the week."""

    people: _Week
    technique: Technique
    wholes: set[Place]
    days: tuple[dt.date, ...]
    """On which it may be done."""

    def wanted(self) -> int:
        """Return the times that the week should still have."""
        people, frequency = self.people, self.technique.frequency
        if frequency.per == "week":
            wanted = max(0, (frequency.least or 0) - self.had())
        else:
            a_day = frequency.least or 1
            wanted = sum(max(0, a_day - self._had_on(day)) for day in people.days)
        prescribed = self._prescribed_on_days()
        return wanted if prescribed is None else min(wanted, prescribed)

    def _prescribed_on_days(self) -> int | None:
        """Return the times that a prescription leaves, which are then all wanted."""
        if self.people.wish.prescription is None:
            return None
        per_day = [
            fewest(*(self._ceiling(whole, day).times_per_day for whole in self.wholes))
            for day in self.days
        ]
        in_all = None
        if None not in per_day:
            in_all = sum(
                max(0, (most or 0) - self._most_had_on(day))
                for day, most in zip(self.days, per_day, strict=True)
            )
        return fewest(in_all, self._left_of_week(self._weekly_ceiling()))

    def _weekly_ceiling(self) -> int | None:
        return fewest(
            *(
                self._ceiling(whole, day).times_per_week
                for whole in self.wholes
                for day in self.days
            )
        )

    def _left_of_week(self, most: int | None) -> int | None:
        return None if most is None else max(0, most - self._most_had())

    def at_most(self) -> int:
        """Return the times that the week may still have."""
        caps, frequency = self.technique.caps, self.technique.frequency
        article = frequency.most if frequency.per == "week" else None
        if self._is_as_needed:
            article = None
        weekly = fewest(caps.times_per_week, article, self._weekly_ceiling())
        left = fewest(sum(self.at_most_on.values()), self._left_of_week(weekly))
        return left or 0

    @cached_property
    def at_most_on(self) -> dict[dt.date, int]:
        """The times that each of its days may still have."""
        free = Counter(sitting.day for sitting in self.people.sittings)
        on = {}
        for day in self.days:
            article = self._article_a_day(self.technique.frequency)
            most = fewest(self.per_day(day), article)
            left = None if most is None else max(0, most - self._most_had_on(day))
            on[day] = fewest(left, free[day]) or 0
        return on

    def per_day(self, day: dt.date) -> int | None:
        """Return the times that the ledger allows in a day, and in 20 hours."""
        caps = self.technique.caps
        of_caps = caps.times_per_day or (1 if caps.times_per_week else None)
        ceilings = (self._ceiling(whole, day).times_per_day for whole in self.wholes)
        return fewest(of_caps, *ceilings)

    def _article_a_day(self, frequency: Frequency) -> int | None:
        if self._is_as_needed or frequency.per != "day":
            return None
        return frequency.most

    @property
    def _is_as_needed(self) -> bool:
        return self.technique.id in self.people.wish.as_needed

    def _ceiling(self, whole: Place, day: dt.date) -> Ceiling:
        return self.people.ceiling(self.technique, whole, day)

    def had(self) -> int:
        """Return the times of this week at the place that had the fewest."""
        return min(map(self._had_of, self.wholes), default=0)

    def _most_had(self) -> int:
        return max(map(self._had_of, self.wholes), default=0)

    def _had_of(self, whole: Place) -> int:
        return sum(self._counted(whole, day) for day in self.people.week.days)

    def _had_on(self, day: dt.date) -> int:
        return min((self._counted(whole, day) for whole in self.wholes), default=0)

    def _most_had_on(self, day: dt.date) -> int:
        return max((self._counted(whole, day) for whole in self.wholes), default=0)

    def _counted(self, whole: Place, day: dt.date) -> int:
        return sum(
            dose.seconds >= COUNTS_FROM_S and dose.at.date() == day
            for dose in self.people.doses_on(self.technique, whole)
        )


def named_places(
    technique: Technique, region: Region, verdicts: Mapping[Place, Verdict]
) -> dict[Place, Verdict]:
    """Return the places that a technique works in a region, of those asked for.

    Spots stay where the technique lets one choose, and take the place of the whole;
    elsewhere they stand for their whole place, with the mildest verdict of them.
    """
    here = {place: v for place, v in verdicts.items() if place.region is region}
    if technique.regions[region].choose_from:
        spotted = {place.whole for place in here if place.spot}
        return {
            place: verdict
            for place, verdict in here.items()
            if place.spot or place not in spotted
        }
    wholes: dict[Place, Verdict] = {}
    for place, verdict in here.items():
        known = wholes.get(place.whole)
        if known is None or (verdict.possible and not known.possible):
            wholes[place.whole] = verdict
    return wholes


def _can_choose(
    technique: Technique, place: Place, verdict: Verdict, library: Library
) -> bool:
    """Return whether the spot named can be worked; a whole place always can."""
    return place.spot is None or place.spot in spots_for(
        technique, place.region, library, verdict
    )


def session_place_most_s(
    whole: Place, verdicts: Iterable[Verdict], library: Library
) -> int | None:
    """Return what all the work of a session may take on a whole place.

    Feet and hands have a limit of their own. Where rules limit the place for each
    technique that is done there, the mildest of these limits holds for all of it.
    """
    found = list(verdicts)
    by_rules = [verdict.limits.seconds_max_place for verdict in found]
    ruled = None if None in by_rules else max(s for s in by_rules if s is not None)
    return fewest(place_most_s(whole, found, library), ruled)
