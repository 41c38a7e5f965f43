"""What is put ready and told before a session, with what the verdicts change."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from kneadwell.knowledge import Changes, Library, Product, Technique
from kneadwell.screening import Verdict, combine
from kneadwell.vocabulary import Giver, Lines, in_language, lines_in


@dataclass(frozen=True, slots=True)
class SetUp:
    """What to put ready, and what the changes add to it."""

    products: tuple[Product, ...]
    """Without those a change bars, and with those it names instead."""
    lines: tuple[str, ...]
    """Sentences in the giver's voice, one recording each."""


def set_up_of(
    technique: Technique, verdicts: Iterable[Verdict], giver: Giver, library: Library
) -> SetUp:
    """Return the set-up of one technique at the places of `verdicts`, together."""
    return set_up_of_all([technique], verdicts, giver, library)


def set_up_of_all(
    techniques: Iterable[Technique],
    verdicts: Iterable[Verdict],
    giver: Giver,
    library: Library,
) -> SetUp:
    """Return the one set-up of several techniques: each product once, each line once.

    Args:
        techniques: In the order of work.
        verdicts: What the rules say of each place, for each of the techniques; what
            one of them bars stays away from the whole session.
        giver: Whose voice.
        library: Where products and sentences are.
    """
    limits = together(verdicts)
    texts = library.session
    own = chain.from_iterable(technique.products for technique in techniques)
    usual = _each_once((*texts.products, *own))
    return SetUp(
        tuple(_ready(usual, limits, texts.substitutes)),
        tuple(dict.fromkeys(_told(limits, giver, library))),
    )


def together(verdicts: Iterable[Verdict]) -> Changes:
    """Return what holds for a whole session: the stricter of all its places.

    Directions are left out, for they belong to one place.
    """
    return combine(replace(verdict.limits, direction=None) for verdict in verdicts)


def words_of(
    library: Library, giver: Giver, kind: str, word: str = "any"
) -> tuple[str, ...]:
    """Return what a word inside the changes says; its text where it has no voice."""
    found = library.change_words[kind][word]
    return voice(found.say, giver) if found.say else (in_language(found.text),)


def voice(lines: Mapping[Giver, Lines], giver: Giver) -> tuple[str, ...]:
    """Return the sentences for a giver."""
    return lines_in(lines[giver])


def _each_once(products: Iterable[Product]) -> Iterator[Product]:
    """Yield products that differ in words; where each is from does not matter."""
    seen: set[tuple[str, str]] = set()
    for product in products:
        words = in_language(product.item), in_language(product.amount)
        if words not in seen:
            yield product
        seen.add(words)


def _ready(
    usual: Iterable[Product], limits: Changes, substitutes: Mapping[str, Product]
) -> Iterator[Product]:
    instead = [substitutes[word] for word in limits.product]
    for product in usual:
        if set(product.contains) & {*limits.products_not}:
            continue
        if not (instead and product.is_lotion):
            yield product
    yield from instead


def _told(limits: Changes, giver: Giver, library: Library) -> Iterator[str]:
    for kind, words in (
        ("giver", (limits.giver,)),
        ("set_up", limits.set_up),
        ("product", limits.product),
        ("heat_tested_by", (limits.heat_tested_by,)),
    ):
        for word in words:
            if word is not None:
                yield from words_of(library, giver, kind, word)
    if limits.temperature_max_c is not None:
        for line in words_of(library, giver, "temperature"):
            yield line.format(c=limits.temperature_max_c)
    if limits.thermometer:
        yield from words_of(library, giver, "thermometer")
