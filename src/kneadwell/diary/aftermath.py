"""What was done and found, as the next session must know it.

A correction never opens anything: what was ever said to be wrong counts until it has
settled, what was ever said to be done counts as done, and only what was never said
otherwise takes a pause or a question away.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kneadwell.diary.entry import Entry, read_as
from kneadwell.diary.history import History, agreed, ever_said
from kneadwell.diary.kinds import (
    AdverseEventEntry,
    CheckedWhen,
    Found,
    HasSettled,
    ScoreEntry,
    SessionEntry,
    SettledEntry,
    SkinCheckEntry,
    When,
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

Pains = dict[tuple[uuid.UUID, When], set[int]]
"""Points that pain was given, by session and moment."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question about a session that nobody has answered yet."""

    session: uuid.UUID
    which: CheckedWhen
    techniques: tuple[str, ...]
    """What was done, in the order of work."""
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
    histories: Iterable[History],
    library: Library,
    now: dt.datetime,
    limits_of: LimitsOf,
) -> Past:
    """Return the doses that were had, and the places that are paused.

    A dose is the most that a place can have had, as long as nobody knows better.

    Args:
        histories: Of every entry, oldest first.
        library: Whose body an event without a place pauses as a whole.
        now: A yes that is dated later does not count yet.
        limits_of: For the days of rest that some limits ask for.
    """
    histories = tuple(histories)
    said = ever_said(histories)
    body = tuple(
        Place(side, region)
        for side in library.body.sides
        for region in library.body.regions
    )
    answers = tuple(_settled(histories))
    unsettled = (
        pause
        for pause in _until_settled(said, body)
        if not _has_settled(pause, answers, now)
    )
    resting = (
        pause
        for pause in _resting(said, limits_of)
        if pause.until is not None and now < pause.until
    )
    return Past(tuple(_doses(said)), (*unsettled, *resting))


def _doses(said: Iterable[Entry]) -> Iterator[Dose]:
    """Yield what each place had; of two versions of one session, the most."""
    most: dict[tuple[uuid.UUID, str, str, dt.datetime], int] = {}
    for entry, done in read_as(SessionEntry, said):
        for work in done.works:
            for place, seconds in work.at_most.items():
                key = entry.id, work.technique, place, entry.at
                most[key] = max(seconds, most.get(key, 0))
    for (_, technique, place, at), seconds in most.items():
        yield Dose(technique, Place.parse(place), seconds, at)


def _settled(
    histories: Iterable[History],
) -> Iterator[tuple[dt.datetime, SettledEntry]]:
    """Yield every no and “not sure”, and each yes that was never anything else."""
    for entry, said in read_as(SettledEntry, ever_said(histories)):
        if said.answer is not HasSettled.YES:
            yield entry.at, said
    for history in agreed(histories):
        answers = tuple(read_as(SettledEntry, history.said))
        if answers and all(said.answer is HasSettled.YES for _, said in answers):
            everywhere = [set(said.places) for _, said in answers]
            places = tuple(set.intersection(*everywhere))
            first = min(entry.at for entry, _ in answers)
            yield first, SettledEntry(places, HasSettled.YES)


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
    pause: Pause,
    answers: Iterable[tuple[dt.datetime, SettledEntry]],
    now: dt.datetime,
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
    histories: Iterable[History], now: dt.datetime, limits_of: LimitsOf
) -> tuple[FollowUp, ...]:
    """Return what to ask now, longest open first."""
    histories = tuple(histories)
    sessions = (
        (entry, done)
        for entry, done in read_as(SessionEntry, ever_said(histories))
        if now - entry.at < ASKED_FOR + 2 * DAY
    )
    return _asked_once(
        follow_up
        for follow_up in _unanswered(sessions, histories, now, limits_of)
        if now - follow_up.opens_at < ASKED_FOR
    )


def owed(
    histories: Iterable[History],
    places: Iterable[Place],
    now: dt.datetime,
    limits_of: LimitsOf,
) -> tuple[FollowUp, ...]:
    """Return what to ask before the next session of `places`, however old."""
    histories = tuple(histories)
    wanted = {place.whole for place in places}
    done_ever = tuple(read_as(SessionEntry, ever_said(histories)))
    # A session that was moved to a later day must not hide the one before it.
    as_first_noted = read_as(SessionEntry, (h.said[0] for h in histories))
    asked_about = _last_on(wanted, done_ever) | _last_on(wanted, as_first_noted)
    sessions = ((entry, done) for entry, done in done_ever if entry.id in asked_about)
    return _asked_once(_unanswered(sessions, histories, now, limits_of))


def _last_on(
    wanted: Iterable[Place], sessions: Iterable[tuple[Entry, SessionEntry]]
) -> set[uuid.UUID]:
    """Return the last session on each place that is wanted."""
    last: dict[Place, uuid.UUID] = {}
    for entry, done in sessions:
        last |= dict.fromkeys((place.whole for place in _touched(done)), entry.id)
    return {last[place] for place in wanted if place in last}


def _unanswered(
    sessions: Iterable[tuple[Entry, SessionEntry]],
    histories: tuple[History, ...],
    now: dt.datetime,
    limits_of: LimitsOf,
) -> Iterator[FollowUp]:
    """Yield each open question once, about every place any version speaks of."""
    checks = [
        checks
        for history in agreed(histories)
        if (checks := tuple(read_as(SkinCheckEntry, history.said)))
    ]
    pains = _pains(histories)
    open_ones: dict[tuple[uuid.UUID, CheckedWhen], FollowUp] = {}
    for entry, done in sessions:
        for which, opens_at in _opens(entry.at).items():
            if (
                opens_at <= now
                and _touched(done)
                and not _is_answered(entry, which, checks)
                and (
                    which is not CheckedWhen.HOUR_1
                    or _pain_matters(entry.id, pains, limits_of)
                )
            ):
                asked = FollowUp(
                    entry.id, which, _done_of(done), _touched(done), opens_at
                )
                twin = open_ones.get((entry.id, which), asked)
                places = tuple(dict.fromkeys((*twin.places, *asked.places)))
                open_ones[entry.id, which] = replace(twin, places=places)
    yield from open_ones.values()


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
    checks: Iterable[tuple[tuple[Entry, SkinCheckEntry], ...]],
) -> bool:
    """Return whether someone looked; the next day's answer stands for all before.

    Args:
        session: What is asked about.
        which: Which question.
        checks: Of each look its versions, all of which must answer.
    """
    next_day_at = _opens(session.at)[CheckedWhen.NEXT_DAY]
    return any(
        all(
            (check.session == session.id and check.when is which)
            or (check.when is CheckedWhen.NEXT_DAY and noted.at >= next_day_at)
            for noted, check in versions
        )
        for versions in checks
    )


def _touched(done: SessionEntry) -> tuple[Place, ...]:
    return tuple(
        Place.parse(place) for place, seconds in done.at_most.items() if seconds
    )


def _done_of(done: SessionEntry) -> tuple[str, ...]:
    """Return the techniques of a session that hands were on for."""
    return tuple(work.technique for work in done.works if any(work.at_most.values()))


def _opens(ended_at: dt.datetime) -> Mapping[CheckedWhen, dt.datetime]:
    midnight = (ended_at + DAY).replace(hour=0, minute=0, second=0, microsecond=0)
    return {
        CheckedWhen.MINUTES_20: ended_at + dt.timedelta(minutes=20),
        CheckedWhen.HOUR_1: ended_at + HOUR,
        # Late in the evening the day's own questions come first.
        CheckedWhen.NEXT_DAY: max(midnight, ended_at + HOUR),
    }


def _pains(histories: Iterable[History]) -> Pains:
    """Return the pain of the last rating of each moment, in all its versions."""
    pains: Pains = {}
    for history in histories:
        said: Pains = {}
        for _, rated in read_as(ScoreEntry, history.said):
            points = said.setdefault((rated.session, rated.when), set())
            if (pain := rated.scores.get(PAIN)) is not None:
                points.add(pain)
        pains |= said
    return pains


def _pain_matters(session: uuid.UUID, pains: Pains, limits_of: LimitsOf) -> bool:
    """Return whether pain is asked about an hour later: it rose, or limits say so."""
    before = pains.get((session, When.BEFORE))
    after = pains.get((session, When.AFTER))
    if before and after and max(after) - min(before) >= PAIN_ROSE_BY:
        return True
    hour_s = int(HOUR.total_seconds())
    return any(hour_s in limits.follow_up_s for limits in limits_of(session).values())
