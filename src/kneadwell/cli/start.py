"""From answers to the gate: which places, how long, and what it says."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from kneadwell.cli.words import (
    reason_lines,
    statement,
    stop_lines,
    verdict_in_words,
)
from kneadwell.knowledge import Library, Technique
from kneadwell.screening import (
    Answers,
    Check,
    Cleared,
    Past,
    Refused,
    Verdict,
    Work,
    may_start,
    screen,
    to_confirm,
)
from kneadwell.session import Timeline, compile_timeline, share_out, span_of
from kneadwell.vocabulary import Giver, KneadwellError, Place, in_language

REFUSED = 3
"""Exit status when the gate says no."""


class NoPlaceError(KneadwellError):
    """Neither the answers nor the options name a place."""

    def __init__(self) -> None:
        super().__init__("The answers name no place; add one with --place.")


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody wants to do now, judged by the rules but not yet by the gate."""

    technique: Technique
    answers: Answers
    places: tuple[Place, ...]
    left_out: tuple[Verdict, ...]
    """Places of the answers where it cannot be done, when nobody chose places."""
    verdicts: Mapping[Place, Verdict]
    """Of `places`."""

    @property
    def giver(self) -> Giver:
        """Whose hands."""
        return self.answers.giver

    @property
    def is_possible(self) -> bool:
        """Whether the rules leave something to do at every place."""
        return all(verdict.possible for verdict in self.verdicts.values())

    @property
    def to_confirm(self) -> tuple[str, ...]:
        """What must be true before this work, as ids of statements."""
        return to_confirm(self.verdicts.values()) if self.is_possible else ()

    def seconds(self, library: Library, asked_s: int | None) -> dict[Place, int]:
        """Return each place's hands-on seconds; none where the rules allow nothing.

        Raises:
            DoseError: `asked_s` over all places together is too much, or no time.
        """
        if not self.is_possible:
            return dict.fromkeys(self.places, 0)
        span = span_of(self.technique, self.places, library, self.verdicts)
        shares = share_out(self.technique, self.places, span, asked_s)
        return dict(zip(self.places, shares, strict=True))

    def ask_gate(
        self,
        library: Library,
        seconds: Mapping[Place, int],
        *,
        confirmed: tuple[str, ...],
        past: Past,
        now: dt.datetime,
    ) -> Cleared | Refused:
        """Return what the gate says, with the answers as the check made now."""
        return may_start(
            Check(self.answers, library.edition, now, confirmed),
            Work(self.technique.id, seconds),
            library,
            standing=self.answers,
            past=past,
            now=now,
        )


def wished(
    answers: Answers,
    technique: Technique,
    places: tuple[Place, ...],
    giver: Giver | None,
    library: Library,
) -> Answers:
    """Return the answers for this wish: its giver, and its places where there are any.

    Raises:
        NoPlaceError: Nobody named a place.
        WrongPlaceError: The technique is not done on any of them, or on one chosen.
        WrongSpotError: A spot that cannot be chosen there.
    """
    asked = replace(
        answers, giver=giver or answers.giver, places=places or answers.places
    )
    on = tuple(place for place in asked.places if place.region in technique.regions)
    if not asked.places:
        raise NoPlaceError
    # A lesson refuses every wrong place, before anyone has answered a question.
    compile_timeline(library, technique.id, places or on or asked.places, asked.giver)
    return asked


def planned(
    answers: Answers,
    technique: Technique,
    chosen: tuple[Place, ...],
    library: Library,
    today: dt.date,
) -> Plan:
    """Return what the rules leave: the places chosen, or all where it may be done."""
    screened = screen(answers, library, today).techniques[technique.id]
    verdicts = screened.verdicts
    may = tuple(place for place, verdict in verdicts.items() if verdict.possible)
    places = chosen or may or tuple(verdicts)
    return Plan(
        technique,
        answers,
        places,
        tuple(verdict for place, verdict in verdicts.items() if place not in places),
        {place: verdicts[place] for place in places},
    )


def left_out_lines(plan: Plan, library: Library) -> Iterator[str]:
    """Yield which places are left out, and why."""
    for verdict in plan.left_out:
        yield f"{verdict.place} is left out: {verdict_in_words(verdict, library)}"
        yield from (f"  {line}" for line in reason_lines(verdict.deciding, library))


def called_lines(timeline: Timeline, technique: Technique) -> Iterator[str]:
    """Yield what the work has become, where changes leave another thing."""
    for place, name in timeline.called.items():
        if name != in_language(technique.name):
            yield f"{place}: {name}"


def refusal_lines(refused: Refused, plan: Plan, library: Library) -> Iterator[str]:
    """Yield why it may not start, what needs help first."""
    yield "Not now."
    if refused.stop:
        yield from stop_lines(refused.stop, plan.answers, library)
    for verdict in () if refused.stop else refused.verdicts:
        yield f"{verdict.place}: {verdict_in_words(verdict, library)}"
        yield from (f"  {line}" for line in reason_lines(verdict.deciding, library))
    for pause in refused.paused:
        item = library.session.wrong.items.get(pause.cause)
        cause = in_language(item.button) if item else pause.cause
        until = (
            f"until {_local(pause.until)}"
            if pause.until
            else "until you say in the pages of `kneadwell serve` that it has settled"
        )
        yield f"{pause.place} rests since {_local(pause.since)} ({cause}), {until}."
    for not_yet in refused.not_yet:
        yield (
            f"{not_yet.place} has had its dose: {not_yet.seconds} s are left now, "
            f"and the whole is possible again at {_local(not_yet.possible_at)}."
        )
    for statement_id in refused.unconfirmed if plan.is_possible else ():
        yield f"Not confirmed: {statement(statement_id, plan.giver, library)}"


def _local(at: dt.datetime) -> str:
    return f"{at.astimezone():%H:%M on %A %d %B %Y}"
