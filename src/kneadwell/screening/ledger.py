"""What a place has had already, against what it may have."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kneadwell.knowledge import Library, Modality, Technique
from kneadwell.screening.prescription import Ceiling, Prescription
from kneadwell.vocabulary import Place

COUNTS_FROM_S = 20
"""A shorter try adds its seconds, and is not counted as a time."""
ROLLING = dt.timedelta(hours=20)
"""Holds no more than a day may: an evening and the next morning are one stretch.

Shorter than a day by four hours, so that the same hour tomorrow is never too soon.
"""
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Dose:
    """What one place really had in one session."""

    technique_id: str
    place: Place
    seconds: int
    """Hands-on, as they passed; the most it can have been where nobody saw."""
    at: dt.datetime
    """When it ended, with the offset of the place it was done in."""


@dataclass(frozen=True, slots=True)
class Room:
    """What is still allowed at a place, and when the whole dose is again."""

    seconds: int
    possible_at: dt.datetime
    """The moment asked about, where there is room now."""


def room_for(  # noqa: PLR0913 - a dose has that many sides
    technique: Technique,
    place: Place,
    asked_s: int,
    doses: Iterable[Dose],
    now: dt.datetime,
    library: Library,
    *,
    cap_s: int,
    prescription: Prescription | None = None,
) -> Room:
    """Return how much of `asked_s` a place may have now.

    Seconds and times are summed over the local day and over the last 20 hours,
    whoever gave the doses and on whichever device. Warmth and cold never meet on
    one place on one day.

    Args:
        technique: What is asked for.
        place: Where; its spot does not matter.
        asked_s: Hands-on seconds on the place.
        doses: Everything done before, in any order.
        now: With the offset of where the person is.
        library: Which modality each technique has.
        cap_s: Seconds that one session allows on this place.
        prescription: What a therapist allows at most, if anyone wrote that down.

    Returns:
        Also when as much is possible again as one session may ever have there; now,
        where a programme allows nothing.
    """
    past = [dose for dose in doses if dose.place.whole == place.whole]
    ledger = _Ledger(technique, place, past, library, cap_s, prescription)
    moments = sorted({now, *(t for t in ledger.turns(now) if t > now)})
    at = next(
        (
            t
            for t in moments
            if ledger.allowed_s(t) >= min(asked_s, ledger.session_s(t))
        ),
        moments[-1],
    )
    return Room(min(asked_s, ledger.allowed_s(now)), at)


@dataclass(frozen=True, slots=True)
class _Ledger:
    technique: Technique
    place: Place
    past: list[Dose]
    library: Library
    cap_s: int
    prescription: Prescription | None

    def session_s(self, now: dt.datetime) -> int:
        """Return what one session may have, whatever was done before."""
        return _least(self.cap_s, self._ceiling(now).seconds) or 0

    def allowed_s(self, now: dt.datetime) -> int:
        caps, own, ceiling = self.technique.caps, self._own(), self._ceiling(now)
        cap_s = self.session_s(now)
        if self._other_extreme(now) or self._too_soon(now):
            return 0
        per_week = _least(caps.times_per_week, ceiling.times_per_week)
        if per_week is not None:
            week = [dose for dose in own if _week(dose.at) == _week(now)]
            if _times(week) >= per_week:
                return 0
        per_day = _least(
            caps.times_per_day or (1 if caps.times_per_week else None),
            ceiling.times_per_day,
        )
        if per_day is None:
            return cap_s
        left = cap_s
        for window in (_on_day(own, now), _within(own, now, ROLLING)):
            if _times(window) >= per_day:
                return 0
            left = min(left, cap_s * per_day - sum(d.seconds for d in window))
        return max(0, left)

    def turns(self, now: dt.datetime) -> Iterator[dt.datetime]:
        """Yield the moments at which something may become allowed again."""
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        yield from (midnight + DAY * days for days in range(1, 9))
        for dose in self.past:
            ended = dose.at.astimezone(now.tzinfo)
            yield ended + ROLLING
            yield ended + dt.timedelta(hours=self.technique.caps.hours_apart or 0)

    def _ceiling(self, now: dt.datetime) -> Ceiling:
        if self.prescription is None:
            return Ceiling()
        found = self.prescription.ceiling(self.technique.id, self.place, now.date())
        return found or Ceiling()

    def _own(self) -> list[Dose]:
        """Return the doses that count together with this technique's."""
        if self.technique.modality is Modality.HANDS:
            return [d for d in self.past if d.technique_id == self.technique.id]
        return [d for d in self.past if self._modality(d) is self.technique.modality]

    def _other_extreme(self, now: dt.datetime) -> bool:
        other = {Modality.HEAT: Modality.COLD, Modality.COLD: Modality.HEAT}.get(
            self.technique.modality
        )
        return any(
            self._modality(dose) is other and dose.seconds
            for dose in _on_day(self.past, now)
            if other
        )

    def _too_soon(self, now: dt.datetime) -> bool:
        hours = self.technique.caps.hours_apart
        return hours is not None and any(
            dose.seconds and now - dose.at < dt.timedelta(hours=hours)
            for dose in self._own()
        )

    def _modality(self, dose: Dose) -> Modality | None:
        technique = self.library.techniques.get(dose.technique_id)
        return technique.modality if technique else None


def _least(one: int | None, other: int | None) -> int | None:
    """Return the smaller of two limits; None is none."""
    return min((it for it in (one, other) if it is not None), default=None)


def _on_day(doses: list[Dose], now: dt.datetime) -> list[Dose]:
    """Return the doses of the local day, each by the date written where it was."""
    return [dose for dose in doses if dose.at.date() == now.date()]


def _within(doses: list[Dose], now: dt.datetime, span: dt.timedelta) -> list[Dose]:
    return [dose for dose in doses if now - dose.at < span]


def _week(at: dt.datetime) -> tuple[int, int]:
    year, week, _ = at.isocalendar()
    return year, week


def _times(doses: list[Dose]) -> int:
    return sum(dose.seconds >= COUNTS_FROM_S for dose in doses)
