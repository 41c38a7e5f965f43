"""What a place has had already, against what it may have."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kneadwell.knowledge import Library, Modality, Technique
from kneadwell.vocabulary import Place

COUNTS_FROM_S = 20
"""A shorter try adds its seconds, and is not counted as a time."""
DAY, WEEK = dt.timedelta(days=1), dt.timedelta(days=7)


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
) -> Room:
    """Return how much of `asked_s` a place may have now.

    Seconds and times are summed over the local day and over the last 24 hours,
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
    """
    past = [dose for dose in doses if dose.place.whole == place.whole]
    ledger = _Ledger(technique, past, library, cap_s)
    moments = sorted({now, *(t for t in ledger.turns(now) if t > now)})
    wanted = min(asked_s, cap_s)
    at = next((t for t in moments if ledger.allowed_s(t) >= wanted), moments[-1])
    return Room(min(asked_s, ledger.allowed_s(now)), at)


@dataclass(frozen=True, slots=True)
class _Ledger:
    technique: Technique
    past: list[Dose]
    library: Library
    cap_s: int

    def allowed_s(self, now: dt.datetime) -> int:
        caps, own = self.technique.caps, self._own()
        if self._other_extreme(now) or self._too_soon(now):
            return 0
        if caps.times_per_week is not None:
            week = [dose for dose in own if _week(dose.at) == _week(now)]
            if _times(week) >= caps.times_per_week:
                return 0
        per_day = caps.times_per_day or (1 if caps.times_per_week else None)
        if per_day is None:
            return self.cap_s
        left = self.cap_s
        for window in (_on_day(own, now), _within(own, now, DAY)):
            if _times(window) >= per_day:
                return 0
            left = min(left, self.cap_s * per_day - sum(d.seconds for d in window))
        return max(0, left)

    def turns(self, now: dt.datetime) -> Iterator[dt.datetime]:
        """Yield the moments at which something may become allowed again."""
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        yield from (midnight + DAY * days for days in range(1, 9))
        for dose in self.past:
            ended = dose.at.astimezone(now.tzinfo)
            yield ended + DAY
            yield ended + dt.timedelta(hours=self.technique.caps.hours_apart or 0)

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
