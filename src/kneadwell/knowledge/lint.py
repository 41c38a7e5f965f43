"""What a reader of the knowledge would stumble over, found by machine."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from kneadwell.knowledge.library import Library, Touch
from kneadwell.knowledge.technique import Article, BasisKind, Step
from kneadwell.vocabulary import Giver

GRADE_AT_MOST = 7.0
"""School grade of a text that people read (Flesch and Kincaid, 1975)."""
WORDS_AT_MOST = 18
HOME_PRESSURE = 2
MUSCLE_PRESSURE = 3

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
_BARE_NUMBER = re.compile(r"(?:last|for|wait|least|most) (\d+)\.(?!\d)", re.IGNORECASE)


def problems_in(library: Library) -> list[str]:
    """Return one plain sentence for each thing to mend; none when all is well.

    Looks for sources, spots, strokes and tools that are not there, promises and
    unsafe orders in our own words, sentences that are too long or too hard,
    numbers without a unit, and steps that break a pressure ceiling.
    """
    return [
        *_unresolved(library),
        *_unsafe_steps(library),
        *_unwritten_voices(library),
        *_bad_words(library),
        *_hard_words(library),
    ]


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
        "every": library.conditions,
        "heat": library.conditions,
        "cold": library.conditions,
    }
    for where, name, value in _walk(library, ""):
        if name not in known or not isinstance(value, str | tuple):
            continue
        for item in (value,) if isinstance(value, str) else value:
            if item not in known[name]:
                yield f"{where}: “{item}” is not known; correct it or add it."


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


def _steps(library: Library) -> Iterator[tuple[str, Step]]:
    for technique in library.techniques.values():
        for region, routine in technique.regions.items():
            for step in routine.steps:
                yield f"{technique.id}, {region}, {step.id}", step


def _bad_words(library: Library) -> Iterator[str]:
    for where, text in _own_words(library):
        for sentence in _sentences(text):
            denied = _DENIALS.search(sentence)
            if (found := _PROMISES.search(sentence)) and not denied:
                yield f"{where}: “{found[0]}” promises what nobody has shown."
            if (found := _HARDER.search(sentence)) and not denied:
                yield f"{where}: “{found[0]}” can injure numb skin; leave it out."
            if found := _BARE_NUMBER.search(sentence):
                yield f"{where}: {found[1]} has no unit; say of what."


def _hard_words(library: Library) -> Iterator[str]:
    for where, text in _own_words(library):
        if ".professional" in where or ".evidence" in where:
            continue
        for sentence in _sentences(text):
            if (words := len(sentence.split())) > WORDS_AT_MOST:
                yield f"{where}: {words} words in “{sentence}”; make it two."
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
