"""The rules, applied: who may be touched where, and with which changes."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache

from kneadwell.knowledge import (
    Action,
    Changes,
    Instruction,
    Library,
    RedFlag,
    Rule,
    Scope,
    Technique,
)
from kneadwell.screening.answers import Answer, Answers, Given, Where
from kneadwell.screening.steps import Remaining, overlapping, remaining
from kneadwell.screening.strictest import ClashError, combine, in_force
from kneadwell.vocabulary import Giver, Limb, Place, Region, Text


class Outcome(StrEnum):
    """What the rules leave of a technique for all the places asked for."""

    BLOCKED = "blocked"
    HOLD = "hold"
    MODIFIED = "modified"
    OFFERED = "offered"
    NOT_HERE = "n/a"


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that speaks at a place, and what it asks for."""

    cause: str
    """Id of the condition or red flag."""
    answer: Answer
    action: Action
    why: Text
    do: Text
    sources: tuple[str, ...]
    instruction: Instruction | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be done at one place with one technique."""

    place: Place
    action: Action
    """The strictest of the rules that speak."""
    possible: bool
    """False where nothing can be planned or started now."""
    changes: Changes
    """The typed changes of the rules, as one."""
    reasons: tuple[Reason, ...]
    """Strictest first, then in the order of the questions."""
    low_feeling: bool
    all_normal: bool
    """Every kind of feeling is known to be normal here."""
    limits: Changes = field(default_factory=Changes)
    """`changes` as they are carried out, with what low feeling and areas add."""
    left: Remaining | None = None
    """What the limits leave of the routine; None where the rules forbid it all."""

    @property
    def deciding(self) -> tuple[Reason, ...]:
        """The reasons that make the verdict what it is, and no milder ones."""
        return tuple(it for it in self.reasons if it.action is self.action)


@dataclass(frozen=True, slots=True)
class Screened:
    """One technique, judged for the places asked for."""

    technique_id: str
    outcome: Outcome
    verdicts: Mapping[Place, Verdict]
    """By place, only those the technique is done on."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Everything is stopped, by these conditions and these signs."""

    conditions: tuple[str, ...]
    flags: tuple[RedFlag, ...]
    """Only those that a yes has raised, the most urgent first."""


@dataclass(frozen=True, slots=True)
class Clearance:
    """Every technique, judged for one person's answers on one day."""

    edition: str
    on: dt.date
    answers: Answers
    stop: Stop | None
    techniques: Mapping[str, Screened]
    """By id, all of them, in the article's order."""


def screen(answers: Answers, library: Library, today: dt.date) -> Clearance:
    """Judge every technique at every place asked for.

    Unknown and unanswered count as yes, everywhere they could apply. At each place
    the strictest action wins. Nothing is derived from one answer to another, and
    age overrules none.

    Args:
        answers: What is known about the person.
        library: The edition to judge by.
        today: The local day, for clinicians' OKs and the touch check.
    """
    people = _Person(answers, library, today)
    return Clearance(
        library.edition,
        today,
        answers,
        people.stop,
        {
            technique.id: people.screened(technique)
            for technique in library.techniques.values()
        },
    )


_NOTHING = Changes()
_LIGHTEST = Changes(pressure_max=1, no_raise=True)
_FLAT = Changes(tools_only=("flat-hand",))


@dataclass(frozen=True, slots=True)
class _Here:
    """What holds at one whole place, whichever the technique."""

    conditions: Mapping[str, Given]
    """By id, in the order of the questions."""
    outdone: tuple[str, ...]
    """Ids of those that a stricter one takes the place of; their stop rules stay."""
    low_feeling: bool
    all_normal: bool


class _Person:
    """The answers of one person, sorted by place once."""

    def __init__(self, answers: Answers, library: Library, today: dt.date) -> None:
        self._answers, self._library, self._today = answers, library, today
        self._speaking = _speaking(library)
        self._holding = {
            condition.id: given
            for condition in library.conditions.values()
            if (given := _counted(answers, condition.id)).answer is not Answer.NO
        }
        self._raised = [
            (flag, given)
            for flag in library.red_flags.values()
            if flag.id in answers.given
            and (given := _counted(answers, flag.id)).answer is not Answer.NO
        ]
        self._reasons = {
            name: [self._reason(name, rule) for rule in library.conditions[name].rules]
            for name in self._holding
        }
        self._here = {
            place.whole: self._found_at(place.whole) for place in answers.places
        }
        self.stop = self._stop()

    def _stop(self) -> Stop | None:
        """Return what stops everything, if something does."""
        conditions = [
            condition
            for condition in map(self._library.conditions.__getitem__, self._holding)
            if condition.stops_all
        ]
        flags = [pair for pair in self._raised if pair[0].session_effect == "stop-all"]
        if not conditions and not flags:
            return None
        shown = {
            condition.red_flag
            for condition in conditions
            if self._holding[condition.id].answer is Answer.YES
        } | {flag.id for flag, given in flags if given.answer is Answer.YES}
        return Stop(
            tuple(condition.id for condition in conditions),
            tuple(f for f in self._library.red_flags.values() if f.id in shown),
        )

    def screened(self, technique: Technique) -> Screened:
        """Return the verdicts of one technique."""
        verdicts = {
            place: self._verdict(technique, place)
            for place in self._answers.places
            if place.region in technique.regions
        }
        return Screened(technique.id, self._outcome(verdicts.values()), verdicts)

    def _outcome(self, verdicts: Iterable[Verdict]) -> Outcome:
        actions = {verdict.action for verdict in verdicts}
        if self.stop or actions == {Action.AVOID}:
            return Outcome.BLOCKED
        if not actions:
            return Outcome.NOT_HERE
        if actions <= {Action.AVOID, Action.ASK_CLINICIAN}:
            return Outcome.HOLD
        return Outcome.OFFERED if actions == {Action.NONE} else Outcome.MODIFIED

    def _verdict(self, technique: Technique, place: Place) -> Verdict:
        here = self._here[place.whole]
        spoken = list(self._spoken(technique, place, here))
        reasons = sorted(
            (reason for reason, _ in spoken),
            key=lambda reason: reason.action.strictness,
            reverse=True,
        )
        action = reasons[0].action if reasons else Action.NONE
        in_words = [
            (reason.instruction.changes, given)
            for reason, given in spoken
            if reason.instruction and reason.action is Action.MODIFY
        ]
        changes = limits = _NOTHING
        left = None
        with suppress(ClashError):
            changes = combine(change for change, _ in in_words)
            if action in {Action.NONE, Action.MODIFY}:
                limits = self._limits(technique, changes, in_words, place, here)
                left = remaining(technique.regions[place.region], limits, self._library)
        return Verdict(
            place,
            action,
            possible=left is not None and self._can(technique, left, limits, place),
            changes=changes,
            reasons=tuple(reasons),
            low_feeling=here.low_feeling,
            all_normal=here.all_normal,
            limits=limits,
            left=left,
        )

    def _limits(
        self,
        technique: Technique,
        changes: Changes,
        in_words: list[tuple[Changes, Given]],
        place: Place,
        here: _Here,
    ) -> Changes:
        """Return the changes with what must hold beside them."""
        added = [in_force(changes, other_giver=self._answers.other_giver)]
        if here.low_feeling:
            added.append(_LIGHTEST)
        for change, given in in_words:
            if change.keep_off:
                spots = _spots_at(given.where, place)
                added.append(Changes(skip_spots=spots) if spots else _FLAT)
        added += (
            Changes(
                stop_if=self._library.instructions[rule.instruction].changes.stop_if
            )
            for name in here.outdone
            for rule in self._library.conditions[name].rules
            if rule.meets(technique.id, place.region)
        )
        return combine(added)

    def _can(
        self, technique: Technique, left: Remaining, limits: Changes, place: Place
    ) -> bool:
        by_self = self._answers.giver is Giver.SELF and not self._answers.other_giver
        if limits.regions_only is not None and place.region not in limits.regions_only:
            return False
        if limits.giver and by_self:
            return False
        to_choose = technique.regions[place.region].choose_from
        spots = (place.spot,) if place.spot else to_choose
        atlas = self._library.body.spots
        if spots and overlapping(limits.skip_spots, atlas).issuperset(spots):
            return False
        return any(step.self_ok or not by_self for step in left.steps)

    def _spoken(
        self, technique: Technique, place: Place, here: _Here
    ) -> Iterator[tuple[Reason, Given]]:
        """Yield each rule and flag that speaks here, with the answer behind it."""
        for name, number in self._speaking[technique.id, place.region]:
            if given := here.conditions.get(name):
                reason = self._reasons[name][number]
                if self._answers.oks and self._is_lifted(
                    reason, given, technique, place
                ):
                    reason = replace(reason, action=Action.MODIFY)
                yield reason, given
        for flag, given in self._raised:
            if flagged := self._flag_reason(flag, given, place):
                yield flagged, given

    def _reason(self, name: str, rule: Rule) -> Reason:
        instruction = self._library.instructions[rule.instruction]
        return Reason(
            name,
            self._holding[name].answer,
            rule.action,
            rule.why,
            instruction.do,
            rule.sources,
            instruction,
        )

    def _is_lifted(
        self, reason: Reason, given: Given, technique: Technique, place: Place
    ) -> bool:
        """Return whether clinicians' OKs turn a hold into its changes."""
        instruction = reason.instruction
        if reason.action is not Action.ASK_CLINICIAN or instruction is None:
            return False
        wait = instruction.changes.not_before_months
        if wait is not None and (
            given.since is None or _months_later(given.since, wait) > self._today
        ):
            return False
        roles = {
            ok.by
            for ok in self._answers.oks
            if ok.condition == reason.cause
            and ok.technique == technique.id
            and place.whole in {p.whole for p in ok.places}
            and ok.on <= self._today <= ok.until
        }
        return bool(roles) and all(roles & {*group} for group in instruction.ok_by)

    def _flag_reason(self, flag: RedFlag, given: Given, place: Place) -> Reason | None:
        instruction = None
        match flag.session_effect:
            case "stop-all" | "stop-technique" | "pause-technique":
                action = Action.AVOID
            case "skip-area" if _reaches(given.where, place, Scope.REGION):
                action = Action.AVOID
            case "stop-product":
                action = Action.MODIFY
                bars = Changes(products_not=self._library.screening.product_bars)
                instruction = Instruction(Action.MODIFY, flag.do, changes=bars)
            case _:
                return None
        return Reason(
            flag.id, given.answer, action, flag.say, flag.do, flag.sources, instruction
        )

    def _found_at(self, place: Place) -> _Here:
        facts = self._library.screening
        found = {
            name: given
            for name, given in self._holding.items()
            if _reaches(given.where, place, self._library.conditions[name].scope)
        }
        outdone = tuple(
            second
            for first, second in facts.wins_over
            if first in found and second in found
        )
        for name in outdone:
            del found[name]
        return _Here(
            found,
            outdone,
            low_feeling=any(name in found for name in facts.low_feeling),
            all_normal=self._is_checked(place)
            and not any(name in found for name in facts.normal_feeling),
        )

    def _is_checked(self, place: Place) -> bool:
        """Return whether touch was felt at a place, not too long ago."""
        checked = self._answers.touch_check.get(place)
        days = dt.timedelta(days=self._library.screening.touch_check_days)
        return checked is not None and dt.timedelta(0) <= self._today - checked <= days


@lru_cache(maxsize=4)
def _speaking(library: Library) -> Mapping[tuple[str, Region], list[tuple[str, int]]]:
    """Return which rules meet each technique and region, as condition and number."""
    return {
        (technique.id, region): [
            (condition.id, number)
            for condition in library.conditions.values()
            for number, rule in enumerate(condition.rules)
            if rule.meets(technique.id, region)
        ]
        for technique in library.techniques.values()
        for region in technique.regions
    }


def _counted(answers: Answers, name: str) -> Given:
    """Return what an answer counts as: who does not know cannot say where not."""
    given = answers.given.get(name) or Given(answers.unmentioned)
    if given.where and given.answer is not Answer.YES:
        return replace(given, where=())
    return given


def _reaches(where: tuple[Where, ...], place: Place, scope: Scope) -> bool:
    if scope is Scope.SESSION or not where:
        return True
    named = {named for one in where for named in one.places}
    if scope is Scope.REGION:
        return place.whole in named
    limb = Limb.of(place.region)
    return any(n.side is place.side and Limb.of(n.region) is limb for n in named)


def _spots_at(where: tuple[Where, ...], place: Place) -> tuple[str, ...]:
    """Return the spots marked at a place; none where the place itself is meant."""
    here = [one for one in where if place.whole in one.places]
    spots = tuple(one.spot for one in here if one.spot)
    return spots if len(spots) == len(here) else ()


def _months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day so many months later, or the first after a short month."""
    years, month = divmod(day.month - 1 + months, 12)
    try:
        return day.replace(year=day.year + years, month=month + 1)
    except ValueError:
        return dt.date(day.year + years, month + 2, 1)
