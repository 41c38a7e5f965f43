"""What a reader of the knowledge would stumble over, found by machine."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import chain
from typing import Any

from kneadwell.knowledge.changes import Action, Changes, Instruction
from kneadwell.knowledge.condition import Ask, Condition, Rule, RuleBasis
from kneadwell.knowledge.library import Library, Touch
from kneadwell.knowledge.technique import Article, BasisKind, Step
from kneadwell.vocabulary import Giver

GRADE_AT_MOST = 7.0
"""School grade of a text that people read (Flesch and Kincaid, 1975)."""
REASON_GRADE_AT_MOST = 6.0
"""Of the reason for a step, which people read while they learn it."""
WORDS_AT_MOST = 18
HOME_PRESSURE = 2
MUSCLE_PRESSURE = 3

SESSION_EFFECTS = {
    "stop-all",
    "stop-technique",
    "pause-technique",
    "skip-area",
    "stop-product",
    "continue-with-note",
}
"""What a red flag may do to a session; the screening carries out each of them."""
URGENCIES = {"emergency now", "same day", "talk to your care team"}
TIERS = ("A", "B", "C")

_AT_HOME = {"neuropathy", "chemotherapy", "diabetic", "diabetes", "article's"}
"""Long words that every reader of these pages lives with."""

_PROMISES = re.compile(
    r"\b(cures?|heals? (?:the )?nerves?|regenerat\w+|detox\w*"
    r"|improves? (?:your |the )?circulation)\b",
    re.IGNORECASE,
)
_DENIALS = re.compile(r"\b(no|not|never|nobody|none|cannot|leave out)\b", re.IGNORECASE)
_HARDER = re.compile(
    r"\b(?:more|increase|raise|add|build up|gradually)\b[^.]{0,12}\bpressure"
    r"|\b(?:press|push|rub)\b[^.]{0,16}\b(?:harder|deeper|firmer)",
    re.IGNORECASE,
)
_NO_REASON = re.compile(
    r"\b(eas(?:es?|ing)|relie(?:f|ves?)|sooth\w+|improv\w+|circulation"
    r"|hurt(?:s|ing)?|comfort\w*|tolerat\w+)\b",
    re.IGNORECASE,
)
"""Benefits, which nobody has shown for one step, and feelings, which may be gone."""
_BARE_NUMBER = re.compile(r"(?:last|for|wait|least|most) (\d+)\.(?!\d)", re.IGNORECASE)


def problems_in(library: Library) -> list[str]:
    """Return one plain sentence for each thing to mend; none when all is well.

    Looks for sources, spots, strokes and tools that are not there, rules that
    contradict their instruction or speak to nobody, changes without words for
    people, promises and unsafe orders in our own words, sentences that are too
    long or too hard, numbers without a unit, and steps that break a pressure
    ceiling or have no reason.
    """
    words = tuple(_own_words(library))
    return [
        *_unresolved(library),
        *_unruly(library),
        *_unworded(library),
        *_unsafe_steps(library),
        *_unwritten_voices(library),
        *_unreasoned(library),
        *_bad_words(words),
        *_hard_words(words),
    ]


@cache
def grade(text: str) -> float:
    """Return the school grade that `text` asks of its reader.

    Source: J. P. Kincaid et al., "Derivation of new readability formulas", 1975.

    >>> grade("Rest your hand on the foot.") < grade("Neuropathic symptomatology.")
    True
    """
    sentences = [part for part in re.split(r"[.?!:]+(?:\s|$)", text) if part.strip()]
    words = re.findall(r"[A-Za-z'’-]+", text)
    if not words:
        return 0.0
    syllables = sum(map(_syllables, words))
    return (
        0.39 * len(words) / max(1, len(sentences))
        + 11.8 * syllables / len(words)
        - 15.59
    )


def _syllables(word: str) -> int:
    if word.lower() in _AT_HOME:
        return 2
    letters = re.sub(r"[^a-z]", "", word.lower())
    if letters.endswith("e") and not letters.endswith("le"):
        letters = letters[:-1]
    return max(1, len(re.findall(r"[aeiouy]+", letters)))


def _unresolved(library: Library) -> Iterator[str]:
    known = {
        "refs": library.sources,
        "ref": library.sources,
        "sources": library.sources,
        "source": {**library.sources, "ours": None},
        "spots": library.body.spots,
        "choose_from": library.body.spots,
        "stroke": library.touch.strokes,
        "tool": library.touch.tools,
        "direction": library.touch.directions,
        "red_flag": library.red_flags,
        "related_red_flag": library.red_flags,
        "group": library.groups,
        "instruction": library.instructions,
        "techniques": library.techniques,
        "low_feeling": library.conditions,
        "normal_feeling": library.conditions,
        "product_bars": library.change_words.get("products_not", {}),
        "tools_only": library.touch.tools,
        "tools_not": library.touch.tools,
        "strokes_only": library.touch.strokes,
        "strokes_not": library.touch.strokes,
        "skip_spots": library.body.spots,
        "session_effect": SESSION_EFFECTS,
        "urgency": URGENCIES,
    }
    for where, name, value in _walk(library, ""):
        if name not in known or not isinstance(value, str | tuple):
            continue
        for item in (value,) if isinstance(value, str) else value:
            if item not in known[name]:
                yield f"{where}: “{item}” is not known; correct it or add it."


def _unruly(library: Library) -> Iterator[str]:
    """Yield rules and questions that contradict each other or lead nowhere."""
    for condition in library.conditions.values():
        for problem in _condition_problems(condition, library):
            yield f"conditions.{condition.id}: {problem}"
        for number, rule in enumerate(condition.rules):
            for problem in _rule_problems(rule, library):
                yield f"conditions.{condition.id}.rules.{number}: {problem}"
    yield from _loose_groups(library)
    for name in chain.from_iterable(library.screening.wins_over):
        if name not in library.conditions:
            yield f"screening.wins_over: “{name}” is not known; correct it."
    yield from _unruled(library)


def _loose_groups(library: Library) -> Iterator[str]:
    for group in library.groups.values():
        if not any(it.group == group.id for it in library.conditions.values()):
            yield f"groups.{group.id}: no condition belongs to it."
        needed = ("none", "picture") if group.ask is Ask.EVERY_SESSION else ("why",)
        for name in needed:
            if not getattr(group, name):
                yield f"groups.{group.id}: has no {name}; write it."


def _unruled(library: Library) -> Iterator[str]:
    """Yield what no rule speaks about, and instructions that no rule gives."""
    rules = [it for known in library.conditions.values() for it in known.rules]
    for technique in library.techniques.values():
        for region, routine in technique.regions.items():
            where = f"{technique.id}, {region}"
            if not any(rule.meets(technique.id, region) for rule in rules):
                yield f"{where}: no rule speaks about it."
            if set(routine.degrade_result) != set(library.modes):
                yield f"{where}: say for each mode of change what is left of it."
    for name in set(library.instructions) - {rule.instruction for rule in rules}:
        yield f"instructions.{name}: no rule gives it."


def _condition_problems(condition: Condition, library: Library) -> Iterator[str]:
    group = library.groups.get(condition.group)
    if group and group.ask is not condition.ask:
        yield f"is asked {condition.ask}, its group {group.ask}."
    if not condition.rules:
        yield "has no rule; say what a yes means."
    if condition.stops_all and not any(map(_bars_all, condition.rules)):
        yield "stops all, and no rule of it avoids every technique."


def _bars_all(rule: Rule) -> bool:
    everywhere = rule.techniques is None and rule.regions is None
    return everywhere and rule.action is Action.AVOID


def _rule_problems(rule: Rule, library: Library) -> Iterator[str]:
    instruction = library.instructions.get(rule.instruction)
    if instruction and instruction.action is not rule.action:
        yield f"is {rule.action}, its instruction {instruction.action}."
    for name in rule.techniques or ():
        technique = library.techniques.get(name)
        regions = technique.regions if technique else ()
        if technique and not any(rule.meets(name, region) for region in regions):
            yield f"names no region of {name}."
    tiers = [it.tier for name in rule.sources if (it := library.sources.get(name))]
    best = min((tier for tier in tiers if tier in TIERS), default=None)
    if rule.source_strength != best:
        yield f"its best source is {best}, not {rule.source_strength}."
    if (rule.basis is RuleBasis.GENERAL_KNOWLEDGE) == bool(rule.sources):
        yield "only general knowledge goes without a source."


def _unworded(library: Library) -> Iterator[str]:
    """Yield changes that cannot be said, shown or carried out."""
    for name, instruction in library.instructions.items():
        for problem in _instruction_problems(instruction, library):
            yield f"instructions.{name}: {problem}"
    for name, mode in library.modes.items():
        for problem in _changes_problems(mode, library):
            yield f"modes.{name}: {problem}"
    for kind, words in library.change_words.items():
        for name, word in words.items():
            if word.say and set(word.say) != set(Giver):
                yield f"words.{kind}.{name}: write it in all three voices."
            if not (word.say or word.text):
                yield f"words.{kind}.{name}: says nothing; write what it means."


def _instruction_problems(instruction: Instruction, library: Library) -> Iterator[str]:
    if bool(instruction.ok_by) != (instruction.action is Action.ASK_CLINICIAN):
        yield "a hold, and nothing else, names who may give the OK."
    if not all(instruction.ok_by):
        yield "a group of ok_by is empty, so nobody could lift it."
    for role in chain.from_iterable(instruction.ok_by):
        if role not in library.change_words.get("ok_by", {}):
            yield f"“{role}” has no words; add them."
    if instruction.changes.say and set(instruction.say) != set(Giver):
        yield "is said before work; write it in all three voices."
    for changes in (instruction.changes, *instruction.changes.any_of):
        yield from _changes_problems(changes, library)


def _changes_problems(changes: Changes, library: Library) -> Iterator[str]:
    for field in fields(changes):
        value = getattr(changes, field.name)
        if value == field.default:
            continue
        words = library.change_words.get(field.name)
        for item in value if isinstance(value, tuple) else (value,):
            is_number = isinstance(item, int) and not isinstance(item, bool)
            if is_number and item < 1:
                yield f"{field.name} is {item}; leave it out or raise it."
            if words is not None and isinstance(item, str) and item not in words:
                yield f"“{item}” of {field.name} has no words; add them."


def _unsafe_steps(library: Library) -> Iterator[str]:
    spots = library.body.spots
    for where, step in _steps(library):
        if step.pressure > HOME_PRESSURE or step.pressure < 1:
            yield f"{where}: pressure {step.pressure} is outside 1 to {HOME_PRESSURE}."
        if step.pressure_healthy_muscle > MUSCLE_PRESSURE:
            yield f"{where}: pressure on muscle is above {MUSCLE_PRESSURE}."
        for name in step.spots:
            spot = spots.get(name)
            if spot and spot.touch is Touch.NEVER:
                yield f"{where}: works on “{name}”, which is never touched."
            if spot and spot.touch is Touch.LIGHT and step.pressure > 1:
                yield f"{where}: “{name}” takes pressure 1 only."
        for basis_name, basis in step.basis.items():
            if basis.kind is not BasisKind.OURS and not basis.refs:
                yield f"{where}: the basis of {basis_name} names no source."


def _unwritten_voices(library: Library) -> Iterator[str]:
    for where, step in _steps(library):
        for giver in Giver:
            if not step.say.get(giver):
                yield f"{where}: has no words for {giver}; write them."


def _unreasoned(library: Library) -> Iterator[str]:
    """Yield steps that do not say why, or say it with a benefit or a feeling."""
    for where, step in _steps(library):
        text = " ".join(step.why.get("en", ()))
        if not text:
            yield f"{where}: says no reason; write why it is done so."
        if found := _NO_REASON.search(text):
            yield f"{where}: “{found[0]}” is no reason; give safety, order or source."
        if grade(text) > REASON_GRADE_AT_MOST:
            yield f"{where}: grade {grade(text):.0f} is hard for a reason: “{text}”"


def _steps(library: Library) -> Iterator[tuple[str, Step]]:
    for technique in library.techniques.values():
        for region, routine in technique.regions.items():
            for step in routine.steps:
                yield f"{technique.id}, {region}, {step.id}", step


def _bad_words(words: Iterable[tuple[str, str]]) -> Iterator[str]:
    for where, text in words:
        for sentence in _sentences(text):
            denied = _DENIALS.search(sentence)
            if (found := _PROMISES.search(sentence)) and not denied:
                yield f"{where}: “{found[0]}” promises what nobody has shown."
            if (found := _HARDER.search(sentence)) and not denied:
                yield f"{where}: “{found[0]}” can injure numb skin; leave it out."
            if found := _BARE_NUMBER.search(sentence):
                yield f"{where}: {found[1]} has no unit; say of what."


def _hard_words(words: Iterable[tuple[str, str]]) -> Iterator[str]:
    for where, text in words:
        if ".professional" in where or ".evidence" in where:
            continue
        for sentence in _sentences(text):
            if (count := len(sentence.split())) > WORDS_AT_MOST:
                yield f"{where}: {count} words in “{sentence}”; make it two."
        if grade(text) > GRADE_AT_MOST and len(text.split()) > WORDS_AT_MOST:
            yield f"{where}: grade {grade(text):.0f} is hard to read: “{text}”"


def _sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?!:])\s+", text) if part]


def _own_words(library: Library) -> Iterator[tuple[str, str]]:
    """Yield every text people read that is ours, with where it stands."""
    for where, name, value in _walk(library, ""):
        if name != "en":
            continue
        yield where, value if isinstance(value, str) else " ".join(value)


def _walk(value: object, where: str) -> Iterator[tuple[str, str, Any]]:
    """Yield (path, name, leaf) of all leaves, leaving the article's words out."""
    if isinstance(value, Article):
        return
    if is_dataclass(value):
        pairs = [(field.name, getattr(value, field.name)) for field in fields(value)]
    elif isinstance(value, Mapping):
        pairs = [(str(key), item) for key, item in value.items()]
    elif isinstance(value, tuple):
        pairs = [(str(index), item) for index, item in enumerate(value)]
    else:
        return
    for name, item in pairs:
        path = f"{where}.{name}" if where else name
        plain = isinstance(item, tuple) and all(isinstance(i, str) for i in item)
        if is_dataclass(item) or (isinstance(item, Mapping | tuple) and not plain):
            yield from _walk(item, path)
        elif item is not None:
            yield path, name, item
