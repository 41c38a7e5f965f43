"""How long a planned session really takes, from sitting down to shoes on."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from kneadwell.knowledge import Library
from kneadwell.plan import PlannedSession
from kneadwell.screening import (
    Answers,
    Check,
    Past,
    Refused,
    Work,
    may_start_all,
    screen,
    to_confirm,
)
from kneadwell.session import Cue, CueKind, SessionWork, compile_session
from kneadwell.vocabulary import KneadwellError


@dataclass(frozen=True, slots=True)
class Visit:
    """A session drawn to scale, in seconds from its beginning.

    Attributes:
        ends_s: How long all of it is.
        blocks: From when to when each technique is on a place.
    """

    ends_s: int
    blocks: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Visits:
    """The visits of one person's week; sessions alike are worked out once."""

    answers: Answers
    library: Library
    tz: dt.tzinfo | None
    _known: dict[str, Visit | None] = field(default_factory=dict)

    def of(self, session: PlannedSession) -> Visit | None:
        """Return how long a session is; None where it could not be begun that day."""
        works = [
            SessionWork(
                work.technique_id, tuple(work.seconds), sum(work.seconds.values())
            )
            for work in session.work
        ]
        alike = repr([(work, session.work[i].seconds) for i, work in enumerate(works)])
        if alike not in self._known:
            self._known[alike] = self._visit(session, works)
        return self._known[alike]

    def _visit(self, session: PlannedSession, works: list[SessionWork]) -> Visit | None:
        """Compile what the player would play if the check went well."""
        at = dt.datetime.combine(session.day, dt.time(12), self.tz)
        judged = screen(self.answers, self.library, session.day).techniques
        verdicts = [
            verdict
            for work in session.work
            for place, verdict in judged[work.technique_id].verdicts.items()
            if place in {it.whole for it in work.seconds}
        ]
        decided = may_start_all(
            Check(self.answers, self.library.edition, at, to_confirm(verdicts)),
            [Work(work.technique_id, work.seconds) for work in session.work],
            self.library,
            standing=self.answers,
            past=Past(),
            now=at,
        )
        if isinstance(decided, Refused):
            return None
        try:
            timeline = compile_session(self.library, works, self.answers.giver, decided)
        except KneadwellError:
            return None
        return Visit(timeline.ends_s, tuple(_blocks(timeline.cues)))


def _blocks(cues: Iterable[Cue]) -> Iterator[tuple[int, int]]:
    """Yield from when to when each technique is on a place, with short breaks in it."""
    work = (cue for cue in cues if cue.kind is CueKind.WORK)
    for _, run in groupby(work, lambda cue: (cue.technique, cue.place)):
        stretch = tuple(run)
        last = stretch[-1]
        yield stretch[0].at_s, last.at_s + last.lasts_s
