"""Where a session stands, worked out from what the person did and when.

Nothing is counted up tick by tick, so a program that slept comes back to the right
second. A clock that was set back costs nothing: time that seems to run backwards counts
as none. Pure functions: no clock, no screen, no storage. The browser says the same in
`player/position.js`; `tests/contracts/positions.json` holds the two together.

A begin or resume may lie ahead: then the session waits for it, and counts as running.
Time that nobody saw is no time that ran. When the person says that it was worked, a
credit adds it to what is done; when nobody can say how much of it was, an unseen mark
keeps the most it can have been. Both take from what a technique has left at the place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from kneadwell.session.cue import Cue, CueKind, Timeline

BACK_STAYS_AFTER_MS = 3_000
NOT_PASSED_OVER = frozenset({CueKind.CHECK, CueKind.AFTER_CARE})
SETS_TIME_GOING = {"begin": True, "resume": True, "pause": False}
TELLS_OF_A_PLACE = frozenset({"credit", "unseen"})
_At = tuple[str, str]
"""A technique and a place: what hands-on time is planned for."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing the person did or said, and when."""

    kind: Literal["begin", "pause", "resume", "jump", "credit", "unseen"]
    """What is none of the first three leaves what runs running and what stands
    standing."""
    at_ms: int
    """Milliseconds on any clock that all marks share."""
    to_s: int | None = None
    """For a jump, the second of the timeline it goes to."""
    place: str | None = None
    """For a credit or an unseen mark, where hands were or may have been."""
    ms: int | None = None
    """For how long, or for how long at most."""
    technique: str | None = None
    """With which technique; without one, the first that works there."""

    def __post_init__(self) -> None:
        """Refuse a jump to nowhere, a credit for nothing, and the like."""
        if (self.kind == "jump") != (self.to_s is not None):
            message = f"a jump, and only a jump, has to_s: {self}"
            raise ValueError(message)
        tells = self.kind in TELLS_OF_A_PLACE
        if tells != (self.place is not None) or tells != (self.ms is not None):
            message = f"a credit or unseen mark, and no other, has place and ms: {self}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class WorkDone:
    """What one technique had of its time."""

    technique: str
    places: Mapping[str, int]
    """Whole hands-on seconds by place, for every place it works at."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a session stands at one moment."""

    at_s: float
    """Second of the timeline, with its thousandths."""
    index: int
    """The cue that holds, from 0; the last one when the session is over."""
    remaining_ms: int
    """How long that cue still holds."""
    starts_in_ms: int
    """How long it waits before time passes; 0 when it passes, or stands."""
    is_running: bool
    """Whether time passes, or will."""
    is_over: bool
    """Whether the timeline came to its end."""
    done: Mapping[str, int]
    """Whole hands-on seconds by place, for every place of the timeline. Only time that
    really ran counts, and what a credit says, never time that was jumped over."""
    work: tuple[WorkDone, ...]
    """The same by technique, in the order of work."""


def position_at(timeline: Timeline, marks: Sequence[Mark], now_ms: int) -> Position:
    """Say where the session stands at a moment.

    A technique gets no more hands-on time at a place than its work cues there together,
    however often the person goes back: once it had its time, the rest of them is passed
    over. Only by a credit it may have had more.

    Args:
        timeline: What is played.
        marks: What the person did, in the order it was done.
        now_ms: The moment, on the clock of the marks.
    """
    run = _walk(timeline, marks, now_ms)
    return Position(
        at_s=run.at_ms / 1000,
        index=run.index,
        remaining_ms=0 if run.is_over else run.lasts_ms(run.cue, run.at_ms),
        starts_in_ms=max(0, run.starts_ms - now_ms)
        if run.is_running and not run.is_over
        else 0,
        is_running=run.is_running and not run.is_over,
        is_over=run.is_over,
        done=_by_place(run),
        work=_by_technique(run),
    )


def next_jump(timeline: Timeline, marks: Sequence[Mark], now_ms: int) -> int | None:
    """Give the second that Next goes to: the start of the next cue.

    Returns:
        None when the session is over, and in a check or after-care cue, which nobody
        passes over.
    """
    run = _walk(timeline, marks, now_ms)
    if run.is_over or run.cue.kind in NOT_PASSED_OVER:
        return None
    return run.cue.at_s + run.cue.lasts_s


def back_jump(timeline: Timeline, marks: Sequence[Mark], now_ms: int) -> int | None:
    """Give the second that Back goes to.

    This is the start of the cue or, within its first three seconds, of the one before
    it. Work on a place that had its time is no place to go back to.

    Returns:
        None when the session is over, or there is nothing to go back to.
    """
    run = _walk(timeline, marks, now_ms)
    if run.is_over:
        return None
    if run.at_ms - _start_ms(run.cue) >= BACK_STAYS_AFTER_MS:
        return run.cue.at_s
    earlier = reversed(timeline.cues[: run.index])
    return next(
        (cue.at_s for cue in earlier if run.lasts_ms(cue, _start_ms(cue))), None
    )


def after_care_jump(timeline: Timeline) -> int:
    """Give the second Finish here goes to: the first after-care cue, or the end."""
    care = (cue.at_s for cue in timeline.cues if cue.kind is CueKind.AFTER_CARE)
    return next(care, timeline.ends_s)


def with_gap(marks: Sequence[Mark], last_seen_ms: int) -> tuple[Mark, ...]:
    """Add a pause at the moment the session was last seen: unseen time does not count.

    Marks of a session that stands still come back as they are.
    """
    last = next(
        (mark for mark in reversed(marks) if mark.kind in SETS_TIME_GOING), None
    )
    if last is None or last.kind == "pause":
        return tuple(marks)
    return (*marks, Mark("pause", max(last_seen_ms, marks[-1].at_ms)))


@dataclass(slots=True)
class _Run:
    """A session on its way: what each technique had and has left at each place."""

    timeline: Timeline
    left_ms: dict[_At, int]
    done_ms: dict[_At, int]
    at_ms: int = 0
    is_running: bool = False
    starts_ms: int = 0
    """When time began to pass since it stood."""

    @property
    def ends_ms(self) -> int:
        return self.timeline.ends_s * 1000

    @property
    def is_over(self) -> bool:
        return self.at_ms >= self.ends_ms

    @property
    def index(self) -> int:
        begun = (i for i, cue in enumerate(self.timeline.cues) if self._has_begun(cue))
        return max(begun)

    @property
    def cue(self) -> Cue:
        return self.timeline.cues[self.index]

    def _has_begun(self, cue: Cue) -> bool:
        return _start_ms(cue) <= self.at_ms

    def lasts_ms(self, cue: Cue, from_ms: int) -> int:
        """How long a cue holds; a work cue, no longer than its time is left."""
        to_end_ms = _end_ms(cue) - from_ms
        if cue.kind is not CueKind.WORK:
            return to_end_ms
        return min(to_end_ms, self.left_ms[_at(cue)])

    def take(self, mark: Mark) -> None:
        if mark.to_s is not None:
            self.at_ms = min(max(0, mark.to_s * 1000), self.ends_ms)
        elif mark.kind in SETS_TIME_GOING:
            self.is_running = SETS_TIME_GOING[mark.kind]
            self.starts_ms = mark.at_ms
        elif (at := self._told_of(mark)) is not None and mark.ms is not None:
            self.left_ms[at] = max(0, self.left_ms[at] - mark.ms)
            self.done_ms[at] += mark.ms if mark.kind == "credit" else 0

    def _told_of(self, mark: Mark) -> _At | None:
        """Return what a mark tells of; None for work of another session."""
        return next(
            (
                (technique, place)
                for technique, place in self.left_ms
                if place == mark.place and mark.technique in {None, technique}
            ),
            None,
        )

    def advance(self, by_ms: int) -> None:
        """Run on; a cue with no time left is passed over even by none."""
        while not self.is_over:
            cue = self.cue
            lasts_ms = self.lasts_ms(cue, self.at_ms)
            ran_ms = min(by_ms, lasts_ms)
            if cue.kind is CueKind.WORK:
                self.left_ms[_at(cue)] -= ran_ms
                self.done_ms[_at(cue)] += ran_ms
            if ran_ms < lasts_ms:
                self.at_ms += ran_ms
                return
            by_ms -= ran_ms
            self.at_ms = _end_ms(cue)


def _walk(timeline: Timeline, marks: Sequence[Mark], now_ms: int) -> _Run:
    planned_ms: dict[_At, int] = {}
    for cue in timeline.cues:
        if cue.kind is CueKind.WORK:
            planned_ms[_at(cue)] = planned_ms.get(_at(cue), 0) + cue.lasts_s * 1000
    run = _Run(timeline, planned_ms, dict.fromkeys(planned_ms, 0))
    moments = (*(mark.at_ms for mark in marks), now_ms)
    for mark, (at_ms, until_ms) in zip(marks, pairwise(moments), strict=True):
        run.take(mark)
        since_ms = max(at_ms, run.starts_ms)
        run.advance(max(0, until_ms - since_ms) if run.is_running else 0)
    return run


def _by_place(run: _Run) -> dict[str, int]:
    """Return whole seconds by place: the sum of each technique's whole seconds."""
    done: dict[str, int] = {}
    for (_, place), ms in run.done_ms.items():
        done[place] = done.get(place, 0) + ms // 1000
    return done


def _by_technique(run: _Run) -> tuple[WorkDone, ...]:
    done: dict[str, dict[str, int]] = {}
    for (technique, place), ms in run.done_ms.items():
        done.setdefault(technique, {})[place] = ms // 1000
    return tuple(WorkDone(technique, places) for technique, places in done.items())


def _at(cue: Cue) -> _At:
    return cue.technique, str(cue.place)


def _start_ms(cue: Cue) -> int:
    return cue.at_s * 1000


def _end_ms(cue: Cue) -> int:
    return (cue.at_s + cue.lasts_s) * 1000
