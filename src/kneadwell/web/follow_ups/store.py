"""What is open after the sessions of a person: questions, and paused places."""

import datetime as dt
import uuid
from dataclasses import dataclass

from kneadwell.diary import (
    CheckedWhen,
    Diary,
    FollowUp,
    LimitsOf,
    SessionNote,
    SugarCheckEntry,
    read_as,
)
from kneadwell.screening import Pause
from kneadwell.vocabulary import Place
from kneadwell.web.library import current_library

SUGAR_AFTER = dt.timedelta(minutes=30)
SUGAR_ASKED_FOR = dt.timedelta(hours=4)
"""Later than this, a reading says nothing about the session."""


@dataclass(frozen=True, slots=True)
class Paused:
    """Places that are left alone for the same reasons.

    Attributes:
        causes: Ids of what went wrong or was found, in the order of time.
        since: The newest of them.
        until: When days of rest that the limits ask for are over; None without any.
        is_open: Someone has to say that it has settled.
    """

    places: tuple[Place, ...]
    causes: tuple[str, ...]
    since: dt.datetime
    until: dt.datetime | None
    is_open: bool

    def may_be_asked(self, now: dt.datetime) -> bool:
        """Return whether "Has it settled?" is asked: the day after, and rested."""
        day = self.since.astimezone(now.tzinfo).date()
        return self.is_open and self.until is None and day < now.date()


def sugar_due(
    diary: Diary, now: dt.datetime, limits_of: LimitsOf
) -> tuple[SessionNote, ...]:
    """Return the sessions after which blood sugar is to be measured now."""
    measured = {entry.session for _, entry in read_as(SugarCheckEntry, diary.entries)}
    half_hour_s = int(SUGAR_AFTER.total_seconds())
    return tuple(
        note
        for day in diary.days()
        for note in day.notes
        if SUGAR_AFTER <= now - note.at < SUGAR_ASKED_FOR
        and note.id not in measured
        and any(half_hour_s in it.follow_up_s for it in limits_of(note.id).values())
    )


def asked(
    diary: Diary,
    session_id: uuid.UUID,
    which: CheckedWhen,
    now: dt.datetime,
    limits_of: LimitsOf,
) -> FollowUp | None:
    """Return a question about a session, if it is open by now and not answered.

    One that is too old to be asked on its own is still open for the next session.
    """
    session = diary.session(session_id)
    if session is None:
        return None
    places = (Place.parse(place) for place in session.at_most)
    return next(
        (
            follow_up
            for follow_up in (
                *diary.due(now, limits_of),
                *diary.owed(places, now, limits_of),
            )
            if (follow_up.session, follow_up.which) == (session_id, which)
        ),
        None,
    )


def paused(diary: Diary, now: dt.datetime, limits_of: LimitsOf) -> tuple[Paused, ...]:
    """Return the places that are left alone, those with the same reasons together."""
    found = diary.past(current_library(), now, limits_of).pauses
    reasons: dict[Place, tuple[Pause, ...]] = {}
    for pause in sorted(found, key=lambda pause: pause.since):
        place = pause.place.whole
        reasons[place] = (*reasons.get(place, ()), pause)
    groups: dict[tuple[object, ...], list[Place]] = {}
    for place, pauses in reasons.items():
        same = tuple((pause.cause, pause.since, pause.until) for pause in pauses)
        groups.setdefault(same, []).append(place)
    return tuple(
        _together(tuple(places), reasons[places[0]]) for places in groups.values()
    )


def _together(places: tuple[Place, ...], pauses: tuple[Pause, ...]) -> Paused:
    ends = [pause.until for pause in pauses if pause.until]
    return Paused(
        places,
        tuple(dict.fromkeys(pause.cause for pause in pauses)),
        max(pause.since for pause in pauses),
        max(ends, default=None),
        is_open=any(pause.until is None for pause in pauses),
    )
