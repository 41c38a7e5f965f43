"""What was really done of a session, as it is sent."""

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.http import QueryDict

from kneadwell.diary import Ended, Entry, EntryKind, SessionEntry
from kneadwell.knowledge import Library
from kneadwell.vocabulary import KneadwellError
from kneadwell.web.sessions.models import SessionRecord

NOBODY_WORKS_LONGER_S = 86_400
"""Unseen seconds on one place beyond which a record cannot be true."""


class DoneError(KneadwellError):
    """What was sent is no record of the session that was planned."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(f"This record of the session cannot be kept: {problem}.")


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that went wrong, and when it was said.

    Attributes:
        what: Id of one of the things to choose from in the player.
    """

    id: uuid.UUID
    what: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Done:
    """What was really done of a planned session.

    Attributes:
        places: Of each technique, in the order of work, hands-on whole seconds by
            place.
        at: When it ended, with the offset of the place it was done in.
        unseen: The most seconds that a place can have had on top, where nobody saw.
            Only a session of one technique can have any.
    """

    places: tuple[Mapping[str, int], ...]
    ended: Ended
    at: datetime
    wrong: tuple[Wrong, ...] = ()
    unseen: Mapping[str, int] = field(default_factory=dict)

    def entries(self, record: SessionRecord) -> Iterator[Entry]:
        """Yield what the diary keeps, each under an id that counts once."""
        works = [
            {
                "technique": work.technique,
                "places": dict(done),
                "planned": dict(work.planned),
            }
            for work, done in zip(record.works, self.places, strict=True)
        ]
        body: dict[str, object] = {
            **works[0],
            "giver": record.giver,
            "ended": self.ended.value,
            "edition": record.edition,
        }
        if self.unseen:
            body["unseen"] = dict(self.unseen)
        if works[1:]:
            body["then"] = works[1:]
        yield Entry(record.id, EntryKind.SESSION, self.at, body)
        touched = SessionEntry.of(body)
        worked = [place for place, seconds in touched.at_most.items() if seconds]
        planned = dict.fromkeys(
            place for work in record.works for place in work.planned
        )
        techniques = [
            work.technique for work in touched.works if any(work.at_most.values())
        ] or list(touched.techniques)
        for event in self.wrong:
            told = {
                "session": str(record.id),
                # Of several nobody knows which of them it was.
                "technique": techniques[0] if len(techniques) == 1 else None,
                "places": [place for place in planned if place in worked]
                or list(planned),
                "what": event.what,
                "edition": record.edition,
            }
            yield Entry(event.id, EntryKind.ADVERSE_EVENT, event.at, told)


def done_from_json(body: bytes, record: SessionRecord, library: Library) -> Done:
    """Read what the player of an earlier release kept: it knew one technique.

    Raises:
        DoneError: It is not exactly ``places``, ``ended``, ``started_at`` and
            ``ended_at``, with or without ``events`` and ``unseen``, a place had more
            than was planned and than there was time for, or the session was never
            cleared or has several techniques.
    """
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError) as error:
        problem = "it is not JSON"
        raise DoneError(problem) from error
    fields = {"places", "ended", "started_at", "ended_at"}
    if not isinstance(sent, dict) or set(sent) - {"events", "unseen"} != fields:
        problem = f"its fields must be {', '.join(sorted(fields))}"
        raise DoneError(problem)
    started_at, ended_at = _moment(sent["started_at"]), _moment(sent["ended_at"])
    if ended_at < started_at:
        problem = "it ended before it started"
        raise DoneError(problem)
    if sent["ended"] not in list(Ended):
        problem = f"how it ended must be one of {', '.join(Ended)}"
        raise DoneError(problem)
    _check_planned(record)
    planned = dict(record.planned)
    if record.then:
        problem = "it does not say which technique was done"
        raise DoneError(problem)
    # Only what was worked unseen goes beyond the plan, and never beyond the clock.
    there_was_s = -((started_at - ended_at) // timedelta(seconds=1))
    most = {place: max(seconds, there_was_s) for place, seconds in planned.items()}
    return Done(
        (_seconds(sent["places"], most),),
        Ended(sent["ended"]),
        ended_at,
        tuple(_wrong(sent.get("events", []), library)),
        _seconds(sent.get("unseen", {}), dict.fromkeys(planned, NOBODY_WORKS_LONGER_S)),
    )


def done_from_form(
    sent: QueryDict, record: SessionRecord, library: Library, now: datetime
) -> Done:
    """Read what someone without the player says they did.

    Raises:
        DoneError: The minutes are no whole number, something unknown went wrong,
            or the session was never cleared.
    """
    minutes, what = sent.get("minutes", ""), sent.get("what")
    _check_planned(record)
    if not (minutes.isascii() and minutes.isdecimal() and len(minutes) < 4):
        problem = "write whole minutes, like 4"
        raise DoneError(problem)
    total_s = record.planned_s
    done_s = min(int(minutes) * 60, total_s)
    # The same said again is the same entry.
    event = what and Wrong(uuid.uuid5(record.id, what), _known(what, library), now)
    return Done(
        tuple(_in_order(record, done_s)),
        Ended.STOPPED
        if event
        else (Ended.FINISHED if done_s == total_s else Ended.FINISHED_EARLY),
        now,
        (event,) if event else (),
    )


def _check_planned(record: SessionRecord) -> None:
    if not all(work.planned for work in record.works):
        problem = "the session was never cleared"
        raise DoneError(problem)


def _in_order(record: SessionRecord, done_s: int) -> Iterator[Mapping[str, int]]:
    """Yield what each technique had of the time: one after the other."""
    for work in record.works:
        total_s = sum(work.planned.values())
        here_s = min(done_s, total_s)
        yield {
            place: seconds * here_s // total_s
            for place, seconds in work.planned.items()
        }
        done_s -= here_s


def _wrong(events: object, library: Library) -> Iterator[Wrong]:
    if not isinstance(events, list):
        problem = "its events must be a list"
        raise DoneError(problem)
    for event in events:
        if not isinstance(event, dict) or set(event) != {"id", "what", "at"}:
            problem = "the fields of an event must be at, id, what"
            raise DoneError(problem)
        try:
            name = uuid.UUID(str(event["id"]))
        except ValueError as error:
            problem = f"“{event['id']}” is no id"
            raise DoneError(problem) from error
        yield Wrong(name, _known(event["what"], library), _moment(event["at"]))


def _known(what: object, library: Library) -> str:
    known = library.session.wrong.items
    if not isinstance(what, str) or what not in known:
        problem = f"what was wrong must be one of {', '.join(known)}"
        raise DoneError(problem)
    return what


def _moment(text: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(text))
        moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        problem = f"“{text}” is no date and time"
        raise DoneError(problem) from error
    if moment.tzinfo is None:
        problem = f"“{text}” has no offset"
        raise DoneError(problem)
    return moment


def _seconds(places: object, most: Mapping[str, int]) -> dict[str, int]:
    if not isinstance(places, dict) or not most.keys() >= places.keys():
        problem = f"its places must be among {', '.join(most)}"
        raise DoneError(problem)
    for place, seconds in places.items():
        if type(seconds) is not int or not 0 <= seconds <= most[place]:
            problem = f"{place} takes whole seconds from 0 to {most[place]}"
            raise DoneError(problem)
    return places
