"""What was done and found, as the next session must know it."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kneadwell.diary.entry import (
    AdverseEventEntry,
    CheckedWhen,
    Entry,
    Found,
    HasSettled,
    ScoreEntry,
    SessionEntry,
    SettledEntry,
    SkinCheckEntry,
    When,
    read_as,
)
from kneadwell.knowledge import Changes, Library
from kneadwell.screening import Dose, Past, Pause
from kneadwell.vocabulary import Place

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
ASKED_FOR = 3 * DAY
"""A follow-up is asked on its own this long; then the next session begins with it."""
PAIN, PAIN_ROSE_BY = "pain", 2
"""The measure, and the points from which a rise is a stop sign."""

LimitsOf = Callable[[uuid.UUID], Mapping[Place, Changes]]
"""Returns what a session was cleared with, by place; nothing where nobody knows."""

Ratings = Mapping[tuple[uuid.UUID, When], Mapping[str, int | None]]
"""Points by measure, by session and moment."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question about a session that nobody has answered yet."""

    session: uuid.UUID
    which: CheckedWhen
    technique: str
    places: tuple[Place, ...]
    """Where hands were on; of the next day's question, in every session it is about."""
    opens_at: dt.datetime


def nothing_known(_session: uuid.UUID) -> Mapping[Place, Changes]:
    """Return no limits, where the answers of a session were not kept."""
    return {}


def ratings(entries: Iterable[Entry]) -> Ratings:
    """Return every rating; of two for one moment, the later one."""
    return {
        (rated.session, rated.when): rated.scores
        for _, rated in read_as(ScoreEntry, entries)
    }


def past_of(
    entries: tuple[Entry, ...], library: Library, now: dt.datetime, limits_of: LimitsOf
) -> Past:
    """Return the doses that were had, and the places that are paused.

    A dose is the most that a place can have had, as long as nobody knows better.

    Args:
        entries: Each once, oldest first.
        library: Whose body an event without a place pauses as a whole.
        now: A yes that is dated later does not count yet.
        limits_of: For the days of rest that some limits ask for.
    """
    doses = tuple(
        Dose(done.technique, Place.parse(place), seconds, entry.at)
        for entry, done in read_as(SessionEntry, entries)
        for place, seconds in done.at_most.items()
    )
    body = tuple(
        Place(side, region)
        for side in library.body.sides
        for region in library.body.regions
    )
    answers = [(entry.at, said) for entry, said in read_as(SettledEntry, entries)]
    unsettled = (
        pause
        for pause in _until_settled(entries, body)
        if not _has_settled(pause, answers, now)
    )
    resting = (
        pause
        for pause in _resting(entries, limits_of)
        if pause.until is not None and now < pause.until
    )
    return Past(doses, (*unsettled, *resting))


def _until_settled(
    entries: Iterable[Entry], body: tuple[Place, ...]
) -> Iterator[Pause]:
    """Yield a pause for each thing that went wrong or was found."""
    for entry, event in read_as(AdverseEventEntry, entries):
        for place in event.places or body:
            yield Pause(place, event.what.value, entry.at)
    for entry, check in read_as(SkinCheckEntry, entries):
        for place in check.places or body:
            for found in check.found:
                # Skin is often pink at first; the look after 20 minutes decides.
                if (check.when, found) == (CheckedWhen.AFTER, Found.REDNESS):
                    continue
                yield Pause(place, found.value, entry.at)


def _has_settled(
    pause: Pause, answers: list[tuple[dt.datetime, SettledEntry]], now: dt.datetime
) -> bool:
    """Return whether the last word since then is a yes for this very place."""
    yes = no = pause.since
    for at, said in answers:
        if said.answer is not HasSettled.YES:
            if pause.place.whole in {place.whole for place in said.places}:
                no = max(no, at)
        elif at <= now and {pause.place, pause.place.whole} & set(said.places):
            yes = max(yes, at)
    return yes > no


def _resting(entries: Iterable[Entry], limits_of: LimitsOf) -> Iterator[Pause]:
    """Yield the days of rest where pain was not back after an hour."""
    late = {CheckedWhen.HOUR_1, CheckedWhen.NEXT_DAY}
    for entry, check in read_as(SkinCheckEntry, entries):
        if check.when not in late or Found.PAIN not in check.found:
            continue
        sore = {place.whole for place in check.places}
        for place, limits in limits_of(check.session).items():
            days = limits.pause_days_if_not_settled
            if days and (not sore or place.whole in sore):
                yield Pause(place, Found.PAIN.value, entry.at, entry.at + days * DAY)


def due(
    entries: tuple[Entry, ...], now: dt.datetime, limits_of: LimitsOf
) -> tuple[FollowUp, ...]:
    """Return what to ask now, longest open first."""
    sessions = (
        (entry, done)
        for entry, done in read_as(SessionEntry, entries)
        if now - entry.at < ASKED_FOR + 2 * DAY
    )
    return _asked_once(
        follow_up
        for follow_up in _unanswered(sessions, entries, now, limits_of)
        if now - follow_up.opens_at < ASKED_FOR
    )


def owed(
    entries: tuple[Entry, ...],
    places: Iterable[Place],
    now: dt.datetime,
    limits_of: LimitsOf,
) -> tuple[FollowUp, ...]:
    """Return what to ask before the next session of `places`, however old."""
    wanted = {place.whole for place in places}
    last: dict[Place, uuid.UUID] = {}
    for entry, done in read_as(SessionEntry, entries):
        last |= dict.fromkeys((place.whole for place in _touched(done)), entry.id)
    asked_about = {last[place] for place in wanted & last.keys()}
    sessions = (
        (entry, done)
        for entry, done in read_as(SessionEntry, entries)
        if entry.id in asked_about
    )
    return _asked_once(_unanswered(sessions, entries, now, limits_of))


def _unanswered(
    sessions: Iterable[tuple[Entry, SessionEntry]],
    entries: tuple[Entry, ...],
    now: dt.datetime,
    limits_of: LimitsOf,
) -> Iterator[FollowUp]:
    checks = tuple(read_as(SkinCheckEntry, entries))
    rated = ratings(entries)
    for entry, done in sessions:
        for which, opens_at in _opens(entry.at).items():
            if (
                opens_at <= now
                and _touched(done)
                and not _is_answered(entry, which, checks)
                and (
                    which is not CheckedWhen.HOUR_1
                    or _pain_matters(entry.id, rated, limits_of)
                )
            ):
                yield FollowUp(
                    entry.id, which, done.technique, _touched(done), opens_at
                )


def _asked_once(follow_ups: Iterable[FollowUp]) -> tuple[FollowUp, ...]:
    """Ask the next day's question once, about all places, and sort by opening."""
    asked = list(follow_ups)
    next_day = [one for one in asked if one.which is CheckedWhen.NEXT_DAY]
    if next_day:
        places = dict.fromkeys(place for one in next_day for place in one.places)
        asked = [one for one in asked if one not in next_day]
        asked.append(replace(next_day[-1], places=tuple(places)))
    return tuple(sorted(asked, key=lambda one: (one.opens_at, one.session)))


def _is_answered(
    session: Entry,
    which: CheckedWhen,
    checks: Iterable[tuple[Entry, SkinCheckEntry]],
) -> bool:
    """Return whether someone looked; the next day's answer stands for all before."""
    next_day_at = _opens(session.at)[CheckedWhen.NEXT_DAY]
    return any(
        (check.session == session.id and check.when is which)
        or (check.when is CheckedWhen.NEXT_DAY and noted.at >= next_day_at)
        for noted, check in checks
    )


def _touched(done: SessionEntry) -> tuple[Place, ...]:
    return tuple(
        Place.parse(place) for place, seconds in done.at_most.items() if seconds
    )


def _opens(ended_at: dt.datetime) -> Mapping[CheckedWhen, dt.datetime]:
    midnight = (ended_at + DAY).replace(hour=0, minute=0, second=0, microsecond=0)
    return {
        CheckedWhen.MINUTES_20: ended_at + dt.timedelta(minutes=20),
        CheckedWhen.HOUR_1: ended_at + HOUR,
        # Late in the evening the day's own questions come first.
        CheckedWhen.NEXT_DAY: max(midnight, ended_at + HOUR),
    }


def _pain_matters(session: uuid.UUID, rated: Ratings, limits_of: LimitsOf) -> bool:
    """Return whether pain is asked about an hour later: it rose, or limits say so."""
    before = rated.get((session, When.BEFORE), {}).get(PAIN)
    after = rated.get((session, When.AFTER), {}).get(PAIN)
    if before is not None and after is not None and after - before >= PAIN_ROSE_BY:
        return True
    hour_s = int(HOUR.total_seconds())
    return any(hour_s in limits.follow_up_s for limits in limits_of(session).values())
