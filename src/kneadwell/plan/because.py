"""Why each thing is in a plan, and what would have to change for what is not."""

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from kneadwell.knowledge import Library, Modality, Per, Technique
from kneadwell.plan.demand import (
    ROLLING,
    Demand,
    Unit,
    counts_with,
    fewest,
    named_places,
)
from kneadwell.plan.plan import (
    Goal,
    NotGiven,
    Plan,
    PlannedSession,
    PlannedWork,
    Status,
)
from kneadwell.plan.reasons import (
    as_sentence,
    day_in_words,
    places_in_words,
    why_barred,
    why_not,
    why_prescribed,
)
from kneadwell.plan.week import USUAL_STARTS, Sitting, Slot, Week
from kneadwell.plan.wish import MOST_SESSION_MIN, SITTING_LASTS, Wish
from kneadwell.screening import COUNTS_FROM_S, Clearance
from kneadwell.session import FIRM
from kneadwell.vocabulary import Place, Region

_DAY = dt.timedelta(days=1)
_OFTEN = {1: "Once", 2: "Twice", 3: "3 times", 4: "4 times"}
_OPPOSITE = {Modality.HEAT: Modality.COLD, Modality.COLD: Modality.HEAT}


def explained(  # noqa: PLR0913, PLR0917 - a plan comes from that much
    demand: Demand,
    placed: frozenset[tuple[int, Sitting]],
    goals: tuple[Goal, ...],
    status: Status,
    clearances: Mapping[dt.date, Clearance],
    wish: Wish,
    library: Library,
) -> Plan:
    """Return the plan of what was placed, with the reasons for all of it.

    Args:
        demand: What the week may hold.
        placed: Units, by number, and the sittings they are in.
        goals: How far each was reached.
        status: Whether no plan is better.
        clearances: By day of the week.
        wish: What was wished for.
        library: The edition that all of it comes from.
    """
    board = _Board(demand, placed, status, clearances, wish, library)
    return Plan(
        Week.of(demand.sittings[0].day),
        library.edition,
        status,
        goals,
        tuple(board.sessions()),
        tuple(board.not_given()),
    )


@dataclass(frozen=True, slots=True)
class _Hurdle:
    """What stands in the way of one more time, and what it takes to mend it."""

    cost: int
    """Minutes, or as many as it is as hard as; from `_NEVER` on nothing mends it."""
    why: str
    mend: str = ""


_NEVER = 1000
_NEW_SITTING = 20
"""Another part of a day is as hard to find as so many minutes."""


@dataclass(frozen=True)
class _Board:
    """A week with everything in its place."""

    demand: Demand
    placed: frozenset[tuple[int, Sitting]]
    status: Status
    clearances: Mapping[dt.date, Clearance]
    wish: Wish
    library: Library

    def sessions(self) -> Iterator[PlannedSession]:
        for sitting, numbers in sorted(self._by_sitting.items()):
            # Each technique once, also where it works several regions.
            together: dict[str, list[int]] = {}
            for number in sorted(numbers):
                unit = self.demand.units[number]
                together.setdefault(unit.technique.id, []).append(number)
            works = (self._work(several, sitting) for several in together.values())
            yield PlannedSession(sitting.day, sitting.slot, tuple(works))

    @cached_property
    def _by_sitting(self) -> Mapping[Sitting, list[int]]:
        found: dict[Sitting, list[int]] = defaultdict(list)
        for number, sitting in self.placed:
            found[sitting].append(number)
        return found

    @cached_property
    def _at(self) -> Mapping[int, list[dt.datetime]]:
        found: dict[int, list[dt.datetime]] = defaultdict(list)
        for number, sitting in self.placed:
            found[number].append(self._begins(sitting))
        return found

    @cached_property
    def _slot_starts(self) -> Mapping[Slot, dt.time]:
        told = {s.slot: begins.time() for s, begins in self.demand.starts.items()}
        return {**USUAL_STARTS, **told}

    def _begins(self, sitting: Sitting) -> dt.datetime:
        return sitting.starts(self._slot_starts)

    def _work(self, numbers: list[int], sitting: Sitting) -> PlannedWork:
        units = [self.demand.units[number] for number in numbers]
        technique = units[0].technique
        verdicts = self.clearances[sitting.day].techniques[technique.id].verdicts
        seconds, changes = {}, {}
        for unit in units:
            named = named_places(technique, unit.region, verdicts)
            for place, place_s in unit.doses[sitting.day].items():
                seconds[place] = place_s
                changes[place] = named[place].changes
        because = dict.fromkeys(
            told for number in numbers for told in self._why(number, sitting)
        )
        return PlannedWork(technique.id, seconds, changes, " ".join(because))

    def _why(self, number: int, sitting: Sitting) -> Iterator[str]:
        """Yield why a unit is there, the reasons that count most first."""
        unit, wish = self.demand.units[number], self.wish
        technique = unit.technique
        yield self._how_often(technique, sitting.day)
        if unit.is_worse:
            worse = {place.whole for place in wish.worse}
            here = [p for p in unit.doses[sitting.day] if p.whole in worse]
            if here:
                is_or_are = "is" if len(here) == 1 else "are"
                yield f"Your {places_in_words(here)} {is_or_are} worse."
        if unit.is_preferred:
            yield "You like it, or found that it helps."
        if not wish.techniques:
            yield _GRADES.get(technique.evidence_grade, "")
        if (number, sitting) in self.demand.last:
            yield "It stays at its time of the plan before."
        yield from self._why_so_long(unit, sitting.day)

    def _how_often(self, technique: Technique, day: dt.date) -> str:
        prescription = self.wish.prescription
        if prescription is not None and technique.id in {
            one.technique_id for one in prescription.techniques
        }:
            if prescription.is_over(day):
                return (
                    f"The programme of {prescription.by} was to be looked at again by "
                    f"{day_in_words(prescription.review)}. Until then its least holds."
                )
            return f"It is in the programme of {prescription.by}."
        frequency = technique.frequency
        if frequency.least is None:
            return "You chose it as needed."
        often = _OFTEN.get(frequency.least, f"{frequency.least} times")
        return f"{often} a {frequency.per} is the aim."

    def _why_so_long(self, unit: Unit, day: dt.date) -> Iterator[str]:
        """Yield why a dose is whole though the article has more minutes."""
        dose_s = min(unit.doses[day].values())
        article_s = unit.technique.minutes.least * 60
        is_capped = unit.technique.minutes.per is Per.PLACE and (
            unit.full_s[day] < article_s and dose_s == unit.full_s[day]
        )
        if not is_capped:
            return
        texts = self.library.session
        minutes = minutes_in_words(dose_s)
        if (
            unit.region in {Region.FOOT, Region.HAND}
            and dose_s == texts.foot_or_hand_seconds
            and dose_s < texts.foot_or_hand_seconds_all_normal
        ):
            yield (
                f"{minutes} is the most on a {unit.region} where not all feeling is "
                "known to be normal."
            )
        else:
            yield f"{minutes} is the most on each place here."

    def not_given(self) -> Iterator[NotGiven]:
        """Yield what was wished for and is not there, or less of it."""
        for technique in self.library.techniques.values():
            if technique.id in self._wished:
                yield from self._not_allowed(technique)
                for number, unit in enumerate(self.demand.units):
                    if unit.technique.id == technique.id:
                        yield from self._missing(number, unit)
                        yield from self._shrunk(number, unit)

    @cached_property
    def _wished(self) -> set[str]:
        """Ids that were named, or else the best that are planned for."""
        planned = {unit.technique.id for unit in self.demand.units}
        return set(self.wish.techniques) or planned

    def _not_allowed(self, technique: Technique) -> Iterator[NotGiven]:
        """Yield where rules, wishes or a prescription leave nothing of a technique."""
        units = [u for u in self.demand.units if u.technique.id == technique.id]
        if not units:
            days = {day: self.clearances[day] for day in self.demand.day_s}
            reasons = why_not(technique, days, self.wish, self.library)
            told = reasons or (self._too_short(),)
            yield NotGiven(technique.id, "all of it", " ".join(map(as_sentence, told)))
            return
        worked = {p.whole for u in units for dose in u.doses.values() for p in dose}
        barred: dict[str, list[Place]] = {}
        day, clearance = next((day, self.clearances[day]) for day in self.demand.day_s)
        for place, verdict in clearance.techniques[technique.id].verdicts.items():
            if place.whole not in worked:
                why = (
                    why_prescribed(self.wish.prescription, technique, place, day)
                    or self._too_short()
                    if verdict.possible
                    else why_barred(verdict, clearance, self.library)
                )
                barred.setdefault(why, []).append(place)
        for why, places in barred.items():
            yield NotGiven(technique.id, places_in_words(places), as_sentence(why))

    def _too_short(self) -> str:
        return (
            f"there are not {COUNTS_FROM_S} seconds for each place. Give the day and "
            "the session more minutes."
        )

    def _missing(self, number: int, unit: Unit) -> Iterator[NotGiven]:
        """Yield the times that places lack; those that lack as many together."""
        lacking: dict[int, list[Place]] = defaultdict(list)
        for place in self._places(unit):
            had = sum(
                any(place == p.whole for p in unit.doses[sitting.day])
                for n, sitting in self.placed
                if n == number
            )
            lacking[unit.wanted - had].append(place)
        of_all = unit.wanted - len(self._at.get(number, ()))
        for missing, places in sorted(lacking.items()):
            if missing > 0:
                why = (
                    self._why_missing(number, unit, missing)
                    if missing == of_all
                    else self._why_not_on(unit, places[0])
                )
                what = f"{missing} of {unit.wanted_in_all} times"
                yield NotGiven(
                    unit.technique.id, f"{what}, {places_in_words(places)}", why
                )

    def _why_not_on(self, unit: Unit, place: Place) -> str:
        """Return why a place is left out on days on which others are worked."""
        for day in self.demand.day_s:
            clearance = self.clearances[day]
            verdicts = clearance.techniques[unit.technique.id].verdicts
            for named, verdict in verdicts.items():
                if named.whole == place and named not in unit.doses.get(day, {}):
                    why = why_prescribed(
                        self.wish.prescription, unit.technique, named, day
                    ) or why_barred(verdict, clearance, self.library)
                    return f"On {day:%A} {why}"
        return self._too_short()

    def _places(self, unit: Unit) -> list[Place]:
        return list(
            dict.fromkeys(p.whole for dose in unit.doses.values() for p in dose)
        )

    def _why_missing(self, number: int, unit: Unit, missing: int) -> str:
        """Return what is the least that would have to change for one more time."""
        least: tuple[int, list[_Hurdle]] | None = None
        for sitting in self._could_be(number):
            is_new = sitting not in self.demand.starts
            if least and least[0] <= (_NEW_SITTING if is_new else 0):
                break
            found = list(self._hurdles(number, unit, sitting))
            cost = sum(hurdle.cost for hurdle in found)
            if least is None or cost < least[0]:
                least = cost, found
        if least is None:
            return "It is in every part of the week that there is."
        hurdles = least[1]
        if not hurdles:
            return "There may be room for it. The search ended before it was sure."
        hardest = [hurdle for hurdle in hurdles if hurdle.cost >= _NEVER]
        if hardest:
            return hardest[0].why
        one = "one of them" if missing > 1 else "it"
        mends = " and ".join(dict.fromkeys(hurdle.mend for hurdle in hurdles))
        why = dict.fromkeys(hurdle.why for hurdle in hurdles)
        return f"{' '.join(why)} With {mends} there is room for {one}."

    def _could_be(self, number: int) -> Iterator[Sitting]:
        """Yield the sittings without it: first the free ones, then all to come."""
        free = self.demand.sittings
        for sitting in free:
            if (number, sitting) not in self.placed:
                yield sitting
        for day in self.demand.day_s:
            for slot in Slot:
                sitting = Sitting(day, slot)
                is_to_come = day > next(iter(self.demand.day_s)) or free[0] < sitting
                if is_to_come and sitting not in free:
                    yield sitting

    def _hurdles(self, number: int, unit: Unit, sitting: Sitting) -> Iterator[_Hurdle]:
        """Yield what stands in the way of a unit in a sitting."""
        day = sitting.day
        if day not in unit.doses:
            yield _Hurdle(_NEVER + 9, f"It is not allowed on {day:%A}.")
            return
        yield from self._times(number, unit, sitting)
        yield from self._rest(unit, sitting)
        if sitting not in self.demand.starts:
            yield _Hurdle(
                _NEW_SITTING,
                "No free part of a day has room for it.",
                f"one more free part of a day, like {day:%A} {sitting.slot},",
            )
        yield from self._room(number, unit, sitting)

    def _times(self, number: int, unit: Unit, sitting: Sitting) -> Iterator[_Hurdle]:
        planned = self._at.get(number, [])
        on_day = sum(at.date() == sitting.day for at in planned)
        if len(planned) >= unit.at_most:
            yield _Hurdle(_NEVER + 5, "It has had its most for this week.")
        if on_day and on_day >= unit.at_most_on[sitting.day]:
            often = _OFTEN.get(on_day, f"{on_day} times").lower()
            yield _Hurdle(_NEVER + 3, f"It comes {often} a day at most.")
        elif self._is_too_soon(number, unit, sitting):
            yield _Hurdle(
                _NEVER + 2,
                "It would come too soon after the time before, or before the next.",
            )

    def _is_too_soon(self, number: int, unit: Unit, sitting: Sitting) -> bool:
        if (number, sitting) in self.demand.closed:
            return not unit.is_firm and not self._met_the_other(unit, sitting)
        at, technique = self._begins(sitting), unit.technique
        planned = sorted((*self._at.get(number, ()), at))
        hours = technique.caps.hours_apart
        apart = dt.timedelta(hours=hours or 0) + SITTING_LASTS
        if hours and any(abs(at - other) < apart for other in planned if other != at):
            return True
        most = self._per_day(unit, sitting.day)
        return most is not None and any(
            sum(
                dt.timedelta(0) <= last - other < ROLLING + SITTING_LASTS
                for other in planned
            )
            + self._done_before(unit, last)
            > most
            for last in planned
        )

    def _per_day(self, unit: Unit, day: dt.date) -> int | None:
        caps = unit.technique.caps
        most = caps.times_per_day or (1 if caps.times_per_week else None)
        prescription = self.wish.prescription
        if prescription is None:
            return most
        for place in unit.doses[day]:
            ceiling = prescription.ceiling(unit.technique.id, place, day)
            most = fewest(most, ceiling.times_per_day if ceiling else None)
        return most

    def _done_before(self, unit: Unit, at: dt.datetime) -> int:
        if not self.wish.done:
            return 0
        had = Counter(
            dose.place.whole
            for dose in self.wish.done
            if dose.seconds >= COUNTS_FROM_S
            and counts_with(unit.technique, dose.technique_id, self.library)
            and dt.timedelta(0) <= at - dose.at < ROLLING
        )
        return max((had[place] for place in self._places(unit)), default=0)

    def _rest(self, unit: Unit, sitting: Sitting) -> Iterator[_Hurdle]:
        """Yield the rest that places need from firm work, and warmth from cold."""
        wholes = {place.whole for place in unit.doses[sitting.day]}
        if unit.is_firm:
            resting = [
                place
                for place in sorted(wholes)
                if any(abs(day - sitting.day) <= _DAY for day in self._firm_on[place])
            ]
            if resting:
                rests = "rests" if len(resting) == 1 else "rest"
                yield _Hurdle(
                    _NEVER + 4,
                    f"The {places_in_words(resting)} {rests} for a day after firm "
                    "work.",
                )
        if self._met_the_other(unit, sitting):
            yield _Hurdle(
                _NEVER + 4, "Warmth and cold never come to one place on one day."
            )

    @cached_property
    def _firm_on(self) -> Mapping[Place, set[dt.date]]:
        found: dict[Place, set[dt.date]] = defaultdict(set)
        for number, sitting in self.placed:
            unit = self.demand.units[number]
            for place in unit.doses[sitting.day] if unit.is_firm else ():
                found[place.whole].add(sitting.day)
        for dose in self.wish.done:
            if dose.technique_id in FIRM and dose.seconds:
                found[dose.place.whole].add(dose.at.date())
        return found

    def _met_the_other(self, unit: Unit, sitting: Sitting) -> bool:
        other = _OPPOSITE.get(unit.technique.modality)
        wholes = {place.whole for place in unit.doses[sitting.day]}
        return other is not None and not wholes.isdisjoint(
            self._touched[other, sitting.day]
        )

    @cached_property
    def _touched(self) -> Mapping[tuple[Modality, dt.date], set[Place]]:
        found: dict[tuple[Modality, dt.date], set[Place]] = defaultdict(set)
        for number, sitting in self.placed:
            unit = self.demand.units[number]
            places = {place.whole for place in unit.doses[sitting.day]}
            found[unit.technique.modality, sitting.day] |= places
        for dose in self.wish.done:
            technique = self.library.techniques.get(dose.technique_id)
            if technique and dose.seconds:
                found[technique.modality, dose.at.date()].add(dose.place.whole)
        return found

    def _room(self, number: int, unit: Unit, sitting: Sitting) -> Iterator[_Hurdle]:
        """Yield the minutes that a day, a session, a foot or a hand lacks."""
        day = sitting.day
        own_s = sum(unit.doses[day].values())
        day_lacks_s = self._day_had(day) + own_s - self.demand.day_s[day]
        if day_lacks_s > 0:
            more = math.ceil(day_lacks_s / 60)
            minutes = "minute" if more == 1 else "minutes"
            yield _Hurdle(
                more,
                f"The minutes of {day:%A} are full.",
                f"{more} more {minutes} on {day:%A}",
            )
        others = [n for n in self._by_sitting.get(sitting, ()) if n != number]
        if not others:
            return
        yield from self._room_beside(unit, sitting, others, own_s)

    def _room_beside(
        self, unit: Unit, sitting: Sitting, others: list[int], own_s: int
    ) -> Iterator[_Hurdle]:
        """Yield what work in the same session leaves no room for."""
        day, units = sitting.day, [self.demand.units[n] for n in others]
        there_s = sum(sum(other.doses[day].values()) for other in units)
        limits = [
            u.session_most_s[day] for u in (unit, *units) if day in u.session_most_s
        ]
        lacks_s = there_s + own_s - min((self.demand.session_s, *limits))
        name = f"{day:%A} {sitting.slot}"
        if lacks_s > 0:
            may_grow_s = 0 if limits else MOST_SESSION_MIN * 60 - self.demand.session_s
            more = math.ceil(lacks_s / 60)
            if lacks_s <= may_grow_s:
                yield _Hurdle(
                    more,
                    f"The session of {name} is full.",
                    f"sessions of up to {self.demand.session_s // 60 + more} minutes",
                )
            else:
                yield self._another_part(f"The session of {name} is full.")
            return
        if self._is_beyond_a_place(unit, units, day):
            yield self._another_part(
                "A place has its most minutes for one session already."
            )
        elif any(not _goes_together(unit, other, day) for other in units):
            yield self._another_part(
                "It works one part of the body in a session, and another one has it."
            )

    def _another_part(self, why: str) -> _Hurdle:
        return _Hurdle(_NEW_SITTING + 1, why, "one more free part of a day")

    def _is_beyond_a_place(
        self, unit: Unit, others: Iterable[Unit], day: dt.date
    ) -> bool:
        seconds = Counter[Place]()
        for one in (unit, *others):
            for place, place_s in one.doses[day].items():
                seconds[place.whole] += place_s
        limbs = self.demand.limb_s[day]
        return any(
            seconds[place.whole] > limbs[place.whole]
            for place in unit.doses[day]
            if place.whole in limbs
        )

    def _day_had(self, day: dt.date) -> int:
        return sum(
            sum(self.demand.units[number].doses[day].values())
            for number, sitting in self.placed
            if sitting.day == day
        )

    def _shrunk(self, number: int, unit: Unit) -> Iterator[NotGiven]:
        """Yield a dose that is less than whole, because the time is too short."""
        less = {
            sitting.day
            for n, sitting in self.placed
            if n == number
            and min(unit.doses[sitting.day].values()) < unit.full_s[sitting.day]
        }
        if not less:
            return
        day = min(less, key=lambda it: (min(unit.doses[it].values()), it))
        dose, full_s = unit.doses[day], unit.full_s[day]
        has, whole = minutes_in_words(min(dose.values())), minutes_in_words(full_s)
        needed_s = full_s * len(dose)
        session_s = self.demand.session_s
        what = f"{has} instead of {whole} each, {places_in_words(dose)}"
        if needed_s > session_s and session_s < MOST_SESSION_MIN * 60:
            why = (
                f"A session has {minutes_in_words(session_s)}. Whole it takes "
                f"{minutes_in_words(needed_s)} in one session and on that day."
            )
        else:
            why = (
                f"{day:%A} has {minutes_in_words(self.demand.day_s[day])} left. Whole "
                f"it takes {minutes_in_words(needed_s)} on that day."
            )
        yield NotGiven(unit.technique.id, what, why)


_GRADES = {
    "trials in neuropathy": "There are trials of it with people who have neuropathy.",
    "trials in related conditions": "There are trials of it in other conditions.",
    "none found": "We found no trial of it, and nothing better is allowed.",
}


def minutes_in_words(seconds: int) -> str:
    """Return a time as people say it: ``5 minutes``, ``2 minutes 30 seconds``."""
    minutes, left_s = divmod(seconds, 60)
    told = [
        f"{number} {unit}{'' if number == 1 else 's'}"
        for number, unit in ((minutes, "minute"), (left_s, "second"))
        if number
    ]
    return " ".join(told) or "0 minutes"


def _goes_together(unit: Unit, other: Unit, day: dt.date) -> bool:
    """Return whether a session may have both: a technique comes once in it."""
    if unit.technique.id != other.technique.id:
        return True
    doses = {*unit.doses[day].values(), *other.doses[day].values()}
    return unit.technique.minutes.per is Per.PLACE and len(doses) == 1
