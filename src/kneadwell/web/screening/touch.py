"""What touch checks found, and since when."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from kneadwell.vocabulary import Place, Region, Side
from kneadwell.web.screening.models import TouchCheckRecord

FELT, NOT_FELT, SKIPPED = "felt", "not-felt", "skipped"
TOES = tuple(f"{side} {toe}" for side in Side for toe in ("big", "third", "little"))
"""The touch-the-toes test touches these, once each."""
LOW_FROM = 2
"""So many of the six toes not felt mean low feeling elsewhere as well."""
FEET = tuple(Place(side, Region.FOOT) for side in Side)


@dataclass(frozen=True, slots=True)
class Touch:
    """All touch checks of one person, the newest of each place counts."""

    felt: dict[Place, dt.date]
    """When touch was felt at a place; places where it was not are not here."""
    not_felt: tuple[Place, ...]
    is_low: bool
    """Two or more toes were not felt, so feeling is low at every other place."""


def touch_of(checks: Iterable[TouchCheckRecord]) -> Touch:
    """Return what `checks`, oldest first, found.

    A foot that was tested in part and felt so far stays as it was. Where the toes
    tell of low feeling, no place counts as felt.
    """
    felt: dict[Place, dt.date] = {}
    not_felt: set[Place] = set()
    is_low = False
    for check in checks:
        for text, found in check.places.items():
            place = Place.parse(text)
            if found == FELT:
                felt[place] = check.on
                not_felt.discard(place)
            else:
                felt.pop(place, None)
                not_felt.add(place)
        unfelt = [toe for toe in TOES if check.toes.get(toe) == NOT_FELT]
        if unfelt:
            is_low = len(unfelt) >= LOW_FROM
            for foot in FEET:
                felt.pop(foot, None)
                if any(toe.startswith(foot.side) for toe in unfelt):
                    not_felt.add(foot)
        elif all(check.toes.get(toe) == FELT for toe in TOES):
            is_low = False
            felt |= dict.fromkeys(FEET, check.on)
            not_felt.difference_update(FEET)
        if is_low:
            felt.clear()
    return Touch(felt, tuple(sorted(not_felt)), is_low)
