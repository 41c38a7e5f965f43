"""Why something is not in a plan, in plain words."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping

from kneadwell.knowledge import Action, Instruction, Library, Technique
from kneadwell.plan.week import Sitting
from kneadwell.plan.wish import Wish
from kneadwell.screening import (
    Answer,
    Clearance,
    Prescription,
    Reason,
    Verdict,
)
from kneadwell.vocabulary import Giver, Place, in_language


def why_nothing(
    clearances: Mapping[dt.date, Clearance],
    wish: Wish,
    library: Library,
    sittings: tuple[Sitting, ...],
) -> tuple[str, ...]:
    """Return what keeps a week empty, a sentence or two each.

    Args:
        clearances: What may be done on each day that is not over.
        wish: What was wished for.
        library: The edition that the clearances come from.
        sittings: The free ones.
    """
    stopped = [clearance for clearance in clearances.values() if clearance.stop]
    if stopped and len(stopped) == len(clearances):
        return tuple(_why_stopped(stopped[0], library))
    told = list(_no_time(wish, sittings))
    techniques = [
        technique
        for technique in library.techniques.values()
        if not wish.techniques or technique.id in wish.techniques
    ]
    reasons = [
        (technique, why_not(technique, clearances, wish, library))
        for technique in techniques
        if wish.techniques or technique.frequency.least is not None
    ]
    if all(why for _, why in reasons):
        told += together(reasons)
    return tuple(told) or (_ALL_DONE,)


_ALL_DONE = (
    "What was done lately, and the minutes that are left, leave no room for more. Plan "
    "the next week."
)
_NEEDS_CHOOSING = (
    "it has no fixed number of times. Choose it “as needed”, and it is planned."
)


def _no_time(wish: Wish, sittings: tuple[Sitting, ...]) -> Iterator[str]:
    if not wish.minutes_per_day:
        yield "There are no minutes in a day for it. Give a few, like 10."
    if not wish.session_minutes:
        yield "There are no minutes in a session for it. Give a few, like 10."
    if not any(wish.slots.values()):
        yield "No part of any day is free. Choose at least one, like Monday morning."
    elif not sittings:
        yield (
            "The parts of the week that were free have passed. Choose one that is "
            "still to come, or plan the next week."
        )


def why_not(
    technique: Technique,
    clearances: Mapping[dt.date, Clearance],
    wish: Wish,
    library: Library,
) -> tuple[str, ...]:
    """Return why a technique cannot be in a plan; nothing where it can."""
    if technique.id in wish.leave_out:
        return ("you left it out. Take it off what you leave out to have it.",)
    if technique.frequency.least is None and technique.id not in wish.as_needed:
        return (_NEEDS_CHOOSING,)
    for clearance in clearances.values():
        if clearance.stop:
            return tuple(_why_stopped(clearance, library))
    if not any(c.techniques[technique.id].verdicts for c in clearances.values()):
        regions = [in_language(library.body.regions[r]) for r in technique.regions]
        asked = "no such place was asked for. Add one to the places"
        return (f"it is for the {_or(regions)}, and {asked}.",)
    return _why_nowhere(technique, clearances, wish, library)


def _why_nowhere(
    technique: Technique,
    clearances: Mapping[dt.date, Clearance],
    wish: Wish,
    library: Library,
) -> tuple[str, ...]:
    """Return what rules and prescription say where not one place is left."""
    told: dict[str, dict[Place, None]] = {}
    for day, clearance in clearances.items():
        for place, verdict in clearance.techniques[technique.id].verdicts.items():
            barred = why_prescribed(wish.prescription, technique, place, day)
            if verdict.possible and barred is None:
                return ()
            why = (
                barred if verdict.possible else why_barred(verdict, clearance, library)
            )
            told.setdefault(why or "", {})[place.whole] = None
    return tuple(f"{places_in_words(places)}: {why}" for why, places in told.items())


def why_prescribed(
    prescription: Prescription | None, technique: Technique, place: Place, day: dt.date
) -> str | None:
    """Return what a prescription says where it allows nothing; None where it does."""
    if prescription is None:
        return None
    ceiling = prescription.ceiling(technique.id, place, day)
    if ceiling is None:
        return None
    if 0 not in (ceiling.seconds, ceiling.times_per_day, ceiling.times_per_week):
        return None
    if technique.id in prescription.forbidden:
        said = "rules it out"
    elif prescription.is_over(day):
        said = f"was to be looked at again by {day_in_words(prescription.review)}"
    else:
        said = "does not have it there"
    return f"the programme of {prescription.by} {said}. Ask {prescription.by} about it."


def why_barred(verdict: Verdict, clearance: Clearance, library: Library) -> str:
    """Return why the rules leave nothing of a technique at a place."""
    if verdict.action in {Action.ASK_CLINICIAN, Action.AVOID}:
        told = dict.fromkeys(_why_held(reason, library) for reason in verdict.deciding)
        first, *others = told
        return " ".join((first, *map(as_sentence, others)))
    is_self = (
        clearance.answers.giver is Giver.SELF and not clearance.answers.other_giver
    )
    if is_self and (
        verdict.limits.giver is not None or (verdict.left and verdict.left.steps)
    ):
        return "here it takes the hands of someone else. Ask somebody to help."
    causes = dict.fromkeys(name_of(it.cause, library) for it in verdict.reasons)
    because = " and ".join(f"“{cause}”" for cause in causes)
    return f"the changes for {because} leave nothing of it to do."


def _why_held(reason: Reason, library: Library) -> str:
    name, find_out = name_of(reason.cause, library), _to_find_out(reason, library)
    if reason.action is Action.ASK_CLINICIAN:
        roles = _roles(reason.instruction, library)
        return f"it waits for the OK of {roles}. The reason is “{name}”{find_out}"
    return f"it is not done with “{name}”{find_out}"


def _to_find_out(reason: Reason, library: Library) -> str:
    """Return the end of a sentence: who did not say yes finds out first."""
    if reason.answer is Answer.YES:
        return "."
    return f", which nobody has ruled out yet. {_find_out(reason.cause, library)}"


def _find_out(cause: str, library: Library) -> str:
    if cause in library.conditions:
        return in_language(library.conditions[cause].find_out)
    return "Ask a nurse, doctor or pharmacist whether it is so."


def _why_stopped(clearance: Clearance, library: Library) -> Iterator[str]:
    """Yield what stops everything: signs that need help first, then the rest."""
    stop, answers = clearance.stop, clearance.answers
    if stop is None:
        return
    for flag in stop.flags:
        yield (
            f"No massage now: this sign needs help first ({flag.urgency}). "
            f"“{in_language(flag.say)}”"
        )
    shown = {flag.id for flag in stop.flags}
    unsure = (
        flag.id
        for flag in library.red_flags.values()
        if flag.session_effect == "stop-all"
        and flag.id in answers.given
        and answers.answer_to(flag.id) not in {Answer.YES, Answer.NO}
    )
    for cause in (*stop.conditions, *unsure):
        name = name_of(cause, library)
        if answers.answer_to(cause) is not Answer.YES:
            yield (
                f"No massage until this is known: “{name}”. {_find_out(cause, library)}"
            )
        elif library.conditions[cause].red_flag not in shown:
            instruction = library.conditions[cause].rules[0].instruction
            do = in_language(library.instructions[instruction].do)
            yield f"No massage now, because of “{name}”. {do}"


def _roles(instruction: Instruction | None, library: Library) -> str:
    """Return who has to agree: ``your podiatrist or your nurse``."""
    names = library.change_words["ok_by"]
    groups = instruction.ok_by if instruction else ()
    told = [_or([in_language(names[role].text) for role in group]) for group in groups]
    return " and ".join(told) or "a clinician"


def name_of(cause: str, library: Library) -> str:
    """Return a condition in a few words, or what a red flag says."""
    if cause in library.conditions:
        return in_language(library.conditions[cause].short)
    return in_language(library.red_flags[cause].say)


def together(
    told: Iterable[tuple[Technique, tuple[str, ...]]],
    name: Callable[[Technique], str] = lambda technique: in_language(technique.name),
) -> list[str]:
    """Return each reason once, with the names of all techniques that it is for."""
    named: dict[str, list[str]] = {}
    for technique, reasons in told:
        for reason in reasons:
            named.setdefault(reason, []).append(name(technique))
    return [
        f"{'; '.join(names)}: {reason}" if reason[0].islower() else reason
        for reason, names in named.items()
    ]


def places_in_words(places: Iterable[Place]) -> str:
    """Return places as people say them: ``left foot and right foot``."""
    names = list(dict.fromkeys(f"{place.side} {_region(place)}" for place in places))
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _region(place: Place) -> str:
    return place.region.replace("-", " ")


def as_sentence(text: str) -> str:
    """Return a reason with a large first letter."""
    return text[:1].upper() + text[1:]


def day_in_words(day: dt.date) -> str:
    """Return a day as people write it: ``3 December 2026``."""
    return f"{day.day} {day:%B %Y}"


def _or(names: list[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last
