"""What the person would like, and when there is time."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from kneadwell.knowledge import Library
from kneadwell.plan.plan import PlannedSession, PlannedWork, session_to_json
from kneadwell.plan.reading import Reader, WishError
from kneadwell.plan.week import DAY_NAMES, USUAL_STARTS, Slot
from kneadwell.screening import (
    Prescription,
    PrescriptionError,
    prescription_from_json,
    prescription_to_json,
)
from kneadwell.vocabulary import Place

__all__ = [
    "MOST_SESSION_MIN",
    "SITTING_LASTS",
    "DoneWork",
    "Wish",
    "WishError",
    "wish_from_json",
    "wish_to_json",
]

MOST_SESSION_MIN = 15
"""Hands-on minutes of one session, as ``time-caps`` of the session rules."""
SITTING_LASTS = dt.timedelta(minutes=30)
"""From the start of a sitting until its last work has surely ended."""
_NEEDED = ("minutes_per_day", "slots")
_KNOWN = (
    *_NEEDED,
    "session_minutes",
    "techniques",
    "prefer",
    "leave_out",
    "as_needed",
    "worse",
    "done",
    "last_plan",
    "prescription",
)
_PLAN = ("status", "objective", "sessions", "not_given", "week", "edition", "because")
_SESSION = ("date", "slot", "at", "seconds", "work")
_WORK = ("technique", "seconds", "changes", "because")


@dataclass(frozen=True, slots=True)
class DoneWork:
    """What a place really had of a technique."""

    technique_id: str
    place: Place
    seconds: int
    at: dt.datetime
    """When it ended, local time without an offset."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a week should hold. All minutes are hands-on."""

    minutes_per_day: int
    slots: Mapping[int, tuple[Slot, ...]]
    """Free parts of the day by weekday, 0 for Monday; the earliest first."""
    session_minutes: int = MOST_SESSION_MIN
    techniques: tuple[str, ...] = ()
    """Ids; none means the best three that are cleared."""
    prefer: tuple[str, ...] = ()
    """Liked, or found helpful."""
    leave_out: tuple[str, ...] = ()
    as_needed: tuple[str, ...] = ()
    """May be planned up to the caps; circular pressure only so."""
    worse: tuple[Place, ...] = ()
    done: tuple[DoneWork, ...] = ()
    """What was done lately, of this week and the days before."""
    last_plan: tuple[PlannedSession, ...] = ()
    """What the plan should stay close to, by weekday and slot."""
    prescription: Prescription | None = None


def wish_from_json(
    sent: object,
    library: Library,
    starts: Mapping[Slot, dt.time] = USUAL_STARTS,
) -> Wish:
    """Read a wish.

    Args:
        sent: The decoded JSON: ``minutes_per_day``, ``slots``, and what else there is
            to say.
        library: Which techniques, spots and places there are.
        starts: When each part of a day begins; what was done in one ended half an
            hour later at most.

    Raises:
        WishError: Something in it nobody asked for, is missing or of the wrong kind.
            It names the key and the nearest valid words.
    """
    reader = Reader(library)
    body = reader.table("the wish", sent, _KNOWN, needs=_NEEDED)

    def ids(key: str) -> tuple[str, ...]:
        return reader.techniques(key, body.get(key, []))

    prescription = body.get("prescription")
    longest = body.get("session_minutes", MOST_SESSION_MIN)
    return Wish(
        minutes_per_day=reader.minutes("minutes_per_day", body["minutes_per_day"]),
        slots=_slots(reader, body["slots"]),
        session_minutes=reader.minutes("session_minutes", longest, MOST_SESSION_MIN),
        techniques=ids("techniques"),
        prefer=ids("prefer"),
        leave_out=ids("leave_out"),
        as_needed=ids("as_needed"),
        worse=reader.places("worse", body.get("worse", [])),
        done=tuple(_done(reader, body.get("done", []), starts)),
        last_plan=_last_plan(reader, body.get("last_plan")),
        prescription=_prescription(prescription, library),
    )


def _prescription(sent: object, library: Library) -> Prescription | None:
    """Read a prescription; its keys are named as parts of the wish."""
    if sent is None:
        return None
    try:
        return prescription_from_json(sent, library)
    except PrescriptionError as error:
        whole = "prescription"
        key = error.key if error.key.startswith(whole) else f"{whole}.{error.key}"
        raise WishError(key, error.problem, error.nearest) from error


def _slots(reader: Reader, sent: object) -> dict[int, tuple[Slot, ...]]:
    named = reader.table("slots", sent, DAY_NAMES)
    return {
        number: slots
        for number, name in enumerate(DAY_NAMES)
        if (slots := reader.slots(f"slots.{name}", named.get(name, [])))
    }


def _done(
    reader: Reader, sent: object, starts: Mapping[Slot, dt.time]
) -> Iterator[DoneWork]:
    for key, session in reader.items("done", sent):
        body = reader.table(key, session, _SESSION, needs=("work",))
        at = _ended(reader, key, body, starts)
        for technique_id, seconds in _works(reader, key, body["work"]):
            for place, place_s in seconds.items():
                yield DoneWork(technique_id, place, place_s, at)


def _ended(
    reader: Reader,
    key: str,
    body: Mapping[str, object],
    starts: Mapping[Slot, dt.time],
) -> dt.datetime:
    """Return when a session ended; at the latest, where only its slot is told."""
    day = reader.day(f"{key}.date", body["date"]) if "date" in body else None
    if "at" in body:
        when = f"{key}.at"
        at = reader.moment(when, body["at"])
        if day and at.date() - day not in {dt.timedelta(0), dt.timedelta(days=1)}:
            raise WishError(when, f"“{body['at']}” is not on {day}; mend one")
        return at
    if day is None or "slot" not in body:
        raise WishError(key, "does not say when it was; add “date” and “slot”")
    slot = Slot(reader.word(f"{key}.slot", body["slot"], list(Slot)))
    return dt.datetime.combine(day, starts[slot]) + SITTING_LASTS


def _works(
    reader: Reader, within: str, sent: object
) -> Iterator[tuple[str, dict[Place, int]]]:
    for key, work in reader.items(f"{within}.work", sent):
        body = reader.table(key, work, _WORK, needs=("technique", "seconds"))
        yield (
            reader.technique(f"{key}.technique", body["technique"]),
            reader.by_place(f"{key}.seconds", body["seconds"]),
        )


def _last_plan(reader: Reader, sent: object) -> tuple[PlannedSession, ...]:
    """Read a plan that the next one should stay close to; a “no-plan” holds nothing."""
    if sent is None:
        return ()
    body = reader.table("last_plan", sent, _PLAN)
    found = []
    for key, session in reader.items("last_plan.sessions", body.get("sessions", [])):
        told = reader.table(key, session, _SESSION, needs=("date", "slot", "work"))
        found.append(
            PlannedSession(
                reader.day(f"{key}.date", told["date"]),
                Slot(reader.word(f"{key}.slot", told["slot"], list(Slot))),
                tuple(
                    PlannedWork(technique_id, seconds)
                    for technique_id, seconds in _works(reader, key, told["work"])
                ),
            )
        )
    return tuple(found)


def wish_to_json(wish: Wish) -> dict[str, object]:
    """Return a wish as a file holds it."""
    last = [session_to_json(session) for session in wish.last_plan]
    return {
        "minutes_per_day": wish.minutes_per_day,
        "session_minutes": wish.session_minutes,
        "slots": {
            DAY_NAMES[number]: [slot.value for slot in slots]
            for number, slots in sorted(wish.slots.items())
        },
        "techniques": list(wish.techniques),
        "prefer": list(wish.prefer),
        "leave_out": list(wish.leave_out),
        "as_needed": list(wish.as_needed),
        "worse": [str(place) for place in wish.worse],
        "done": list(_done_to_json(wish.done)),
        "last_plan": {"sessions": last} if last else None,
        "prescription": prescription_to_json(wish.prescription)
        if wish.prescription
        else None,
    }


def _done_to_json(done: tuple[DoneWork, ...]) -> Iterator[dict[str, object]]:
    """Yield what was done, each technique with what ended at the same moment."""
    for (at, technique_id), doses in groupby(
        done, key=lambda dose: (dose.at, dose.technique_id)
    ):
        seconds: dict[str, int] = {}
        for dose in doses:
            if str(dose.place) in seconds:
                yield _session_done(at, technique_id, seconds)
                seconds = {}
            seconds[str(dose.place)] = dose.seconds
        yield _session_done(at, technique_id, seconds)


def _session_done(
    at: dt.datetime, technique_id: str, seconds: dict[str, int]
) -> dict[str, object]:
    work = {"technique": technique_id, "seconds": seconds}
    return {"date": at.date().isoformat(), "at": at.isoformat(), "work": [work]}
