"""What comes first in a session of several techniques, and what each is called."""

from collections.abc import Iterable

from kneadwell.knowledge import Library, Modality, Technique
from kneadwell.screening import Verdict
from kneadwell.vocabulary import in_language

FIRM = frozenset({"deep-tissue-legs", "knuckle-pressure", "reflexology"})
"""Techniques that press the most; whatever a rule leaves of them, they come last."""


def order_of_work(technique_ids: Iterable[str], library: Library) -> tuple[str, ...]:
    """Return techniques in the order they are done in: warmth, gentle, then firm.

    Warm tissue gives way, and hands get to know a place before they press. Within each
    part the article's order holds.
    """

    def turn(technique_id: str) -> tuple[int, int]:
        technique = library.techniques[technique_id]
        if technique.modality is Modality.HEAT:
            return 0, technique.order
        return 2 if technique_id in FIRM else 1, technique.order

    return tuple(sorted(technique_ids, key=turn))


def called(verdict: Verdict, technique: Technique, library: Library) -> str:
    """Return what the work at a place is called: a change may leave another thing."""
    left = verdict.left
    if left is None or left.outcome is None:
        return in_language(technique.name)
    if left.is_light_stroking:
        return in_language(library.session.light_stroking)
    return in_language(left.outcome.shown_as)
