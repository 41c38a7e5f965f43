"""The plan of a week as a value."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import cattrs

from kneadwell.knowledge import Changes, Library, Look
from kneadwell.plan.reading import Reader, WishError
from kneadwell.plan.week import Sitting, Slot, Week
from kneadwell.vocabulary import Place


class Status(StrEnum):
    """How much is known of how good a plan is."""

    OPTIMAL = "optimal"
    """No plan is better: each goal is proven."""
    FEASIBLE = "feasible"
    """It keeps every promise; a better one may exist, within the bounds."""


@dataclass(frozen=True, slots=True)
class PlannedWork:
    """One technique on some places for some hands-on seconds each."""

    technique_id: str
    seconds: Mapping[Place, int]
    changes: Mapping[Place, Changes] = field(default_factory=dict)
    because: str = ""
    """Why it is there."""


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """What is done in one sitting, in the order of work."""

    day: dt.date
    slot: Slot
    work: tuple[PlannedWork, ...]

    @property
    def sitting(self) -> Sitting:
        """When it is."""
        return Sitting(self.day, self.slot)

    @property
    def seconds(self) -> int:
        """Hands-on seconds, over all its work and places."""
        return sum(sum(work.seconds.values()) for work in self.work)


@dataclass(frozen=True, slots=True)
class Goal:
    """How far one goal was reached; less is better for each."""

    name: str
    value: float
    bound: float
    """No plan can be below this; equal to `value` once that is proven."""

    @property
    def is_proven(self) -> bool:
        """Whether no plan does better, as good in the goals before it."""
        return self.value == self.bound


@dataclass(frozen=True, slots=True)
class NotGiven:
    """Something wished for that the plan has not, or has less of."""

    technique_id: str
    what: str
    """Like “2 of 7 times, left foot and right foot”."""
    because: str
    """Which promise stood in the way, and what would have to change."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A week of sessions, made from one edition of the library."""

    week: Week
    edition: str
    status: Status
    objective: tuple[Goal, ...]
    """In the order in which they count."""
    sessions: tuple[PlannedSession, ...]
    """The earliest first."""
    not_given: tuple[NotGiven, ...] = ()

    def on(self, day: dt.date) -> tuple[PlannedSession, ...]:
        """Return the sessions of a day."""
        return tuple(session for session in self.sessions if session.day == day)


@dataclass(frozen=True, slots=True)
class NoPlan:
    """Nothing can be placed. `because` names what blocks it, a sentence each."""

    because: tuple[str, ...]


def plan_to_json(plan: Plan) -> dict[str, object]:
    """Return a plan as programs read it."""
    return {
        "status": plan.status.value,
        "objective": [
            {"name": goal.name, "value": goal.value, "bound": goal.bound}
            for goal in plan.objective
        ],
        "sessions": [session_to_json(session) for session in plan.sessions],
        "not_given": [
            {"technique": it.technique_id, "what": it.what, "because": it.because}
            for it in plan.not_given
        ],
        "week": str(plan.week),
        "edition": plan.edition,
    }


def session_to_json(session: PlannedSession) -> dict[str, object]:
    """Return one session as programs read it."""
    return {
        "date": session.day.isoformat(),
        "slot": session.slot.value,
        "seconds": session.seconds,
        "work": [
            {
                "technique": work.technique_id,
                "seconds": {str(place): s for place, s in work.seconds.items()},
                "changes": {
                    str(place): changes.to_json()
                    for place, changes in work.changes.items()
                },
                "because": work.because,
            }
            for work in session.work
        ],
    }


def plan_from_json(sent: object, library: Library) -> Plan:
    """Read a plan that `plan_to_json` wrote.

    Args:
        sent: The decoded JSON.
        library: Which techniques and places there are.

    Raises:
        WishError: It is no such plan. It names the key.
        WeekError: It names no week.
    """
    reader = Reader(library)
    body = reader.table("the plan", sent, _PLAN, needs=_PLAN)
    return Plan(
        Week.parse(reader.text("week", body["week"])),
        reader.text("edition", body["edition"]),
        Status(reader.word("status", body["status"], list(Status))),
        tuple(
            _goal(reader, key, goal)
            for key, goal in reader.items("objective", body["objective"])
        ),
        tuple(
            _session(reader, key, session)
            for key, session in reader.items("sessions", body["sessions"])
        ),
        tuple(
            _not_given(reader, key, it)
            for key, it in reader.items("not_given", body["not_given"])
        ),
    )


_PLAN = ("status", "objective", "sessions", "not_given", "week", "edition")
_GOAL = ("name", "value", "bound")
_SESSION = ("date", "slot", "seconds", "work")
_WORK = ("technique", "seconds", "changes", "because")
_NOT_GIVEN = ("technique", "what", "because")
_CHANGES = cattrs.Converter(forbid_extra_keys=True)


def _goal(reader: Reader, key: str, sent: object) -> Goal:
    body = reader.table(key, sent, _GOAL, needs=_GOAL)
    return Goal(
        reader.text(f"{key}.name", body["name"]),
        reader.number(f"{key}.value", body["value"]),
        reader.number(f"{key}.bound", body["bound"]),
    )


def _session(reader: Reader, key: str, sent: object) -> PlannedSession:
    body = reader.table(key, sent, _SESSION, needs=_SESSION)
    return PlannedSession(
        reader.day(f"{key}.date", body["date"]),
        Slot(reader.word(f"{key}.slot", body["slot"], list(Slot))),
        tuple(
            _work(reader, at, work)
            for at, work in reader.items(f"{key}.work", body["work"])
        ),
    )


def _work(reader: Reader, key: str, sent: object) -> PlannedWork:
    body = reader.table(key, sent, _WORK, needs=_WORK)
    return PlannedWork(
        reader.technique(f"{key}.technique", body["technique"]),
        reader.by_place(f"{key}.seconds", body["seconds"]),
        {
            reader.place(f"{key}.changes.{name}", name): _changes(
                reader, f"{key}.changes.{name}", changes
            )
            for name, changes in reader.mapping(
                f"{key}.changes", body["changes"]
            ).items()
        },
        reader.text(f"{key}.because", body["because"]),
    )


def _changes(reader: Reader, key: str, sent: object) -> Changes:
    """Read typed changes, as `Changes.to_json` writes them."""
    body = dict(reader.mapping(key, sent))
    if isinstance(body.get("follow_up"), str):
        body["follow_up"] = [body["follow_up"]]
    for look in ("look_before", "look_after"):
        if body.get(look) is True:
            body[look] = Look.ANYONE.value
    if "any_of" in body:
        branches = reader.items(f"{key}.any_of", body.pop("any_of"))
        body["any_of"] = [
            _CHANGES.unstructure(_changes(reader, at, one)) for at, one in branches
        ]
    try:
        return _CHANGES.structure(body, Changes)
    except (cattrs.BaseValidationError, TypeError, ValueError) as error:
        raise WishError(key, "holds changes that are not known here") from error


def _not_given(reader: Reader, key: str, sent: object) -> NotGiven:
    body = reader.table(key, sent, _NOT_GIVEN, needs=_NOT_GIVEN)
    return NotGiven(
        reader.technique(f"{key}.technique", body["technique"]),
        reader.text(f"{key}.what", body["what"]),
        reader.text(f"{key}.because", body["because"]),
    )
