"""How long it takes to judge every technique at every place for one person."""

import datetime as dt
import time
from collections.abc import Callable
from statistics import median

from kneadwell.knowledge import Library, load_library
from kneadwell.screening import Answer, Answers, answers_from_json, screen
from kneadwell.vocabulary import EVERYWHERE

RUNS = 101
TODAY = dt.date(2026, 11, 23)
ORDINARY = {
    "giver": "self",
    "places": [str(place) for place in EVERYWHERE],
    "answers": {
        "diabetes": {"answer": "yes"},
        "blood-thinners": {"answer": "yes"},
        "neuropathy-symptoms-here": {
            "answer": "yes",
            "where": ["left leg", "right leg"],
        },
        "loss-of-sensation-partial": {"answer": "yes", "where": ["left foot"]},
        "callus-or-pre-ulcer": {"answer": "yes", "where": ["right foot/sole-ball"]},
    },
    "unmentioned": "no",
}
"""Someone with numb feet, and what often comes with them."""
SILENT = {"giver": "self", "places": ORDINARY["places"]}
"""Someone who answered nothing: every rule speaks everywhere."""


def judge() -> list[tuple[str, float, float]]:
    """Return for each person the median ms of the screening, and of a bare loop.

    The loop asks each rule, for each technique at each place, whether it speaks and
    whether its question got another answer than no. It makes no verdict.
    """
    library = load_library()
    return [
        (
            who,
            _took_ms(lambda person=person: screen(person, library, TODAY)),
            _took_ms(lambda person=person: _loop(person, library)),
        )
        for who, sent in (("an ordinary person", ORDINARY), ("no answers", SILENT))
        for person in (answers_from_json(sent, library),)
    ]


def _took_ms(work: Callable[[], object]) -> float:
    took_ms = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        took_ms.append((time.perf_counter() - began) * 1000)
    return median(took_ms)


def _loop(person: Answers, library: Library) -> int:
    return sum(
        rule.meets(technique.id, place.region)
        and person.answer_to(condition.id) is not Answer.NO
        for technique in library.techniques.values()
        for place in person.places
        if place.region in technique.regions
        for condition in library.conditions.values()
        for rule in condition.rules
    )
