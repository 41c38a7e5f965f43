"""Read what a wish or a plan in JSON says; every error names its key."""

import datetime as dt
import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from kneadwell.knowledge import Library
from kneadwell.plan.week import Slot
from kneadwell.vocabulary import EVERYWHERE, KneadwellError, Place, PlaceError

Named = TypeVar("Named")
_WHOLE = {"the wish", "the plan"}
MINUTES_OF_A_DAY = 24 * 60
_SECONDS_OF_A_DAY = MINUTES_OF_A_DAY * 60


class WishError(KneadwellError):
    """A wish, or a plan in it, holds something that it cannot hold."""

    def __init__(self, key: str, problem: str, nearest: Iterable[str] = ()) -> None:
        self.key, self.problem, self.nearest = key, problem, tuple(nearest)
        hint = f" Did you mean {', '.join(self.nearest)}?" if self.nearest else ""
        super().__init__(f"{key}: {problem}.{hint}")


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one part each."""

    library: Library

    def table(
        self, key: str, value: object, known: Collection[str], needs: Iterable[str] = ()
    ) -> Mapping[str, object]:
        """Return names with values, all of them known, none missing."""
        body = self.mapping(key, value)
        within = "" if key in _WHOLE else f"{key}."
        for name in body:
            if name not in known:
                problem = "is not known"
                raise WishError(within + name, problem, near(name, known))
        for name in needs:
            if name not in body:
                raise WishError(within + name, "is missing; add it")
        return body

    def mapping(self, key: str, value: object) -> Mapping[str, object]:
        """Return names with values."""
        if not isinstance(value, dict):
            raise WishError(key, "must be names with values, like {…}")
        return {str(name): one for name, one in value.items()}

    def items(self, key: str, value: object) -> list[tuple[str, object]]:
        """Return what a list holds, each with the key that names it."""
        if not isinstance(value, list):
            raise WishError(key, "must be a list, like […]")
        return [(f"{key}[{index}]", one) for index, one in enumerate(value)]

    def minutes(self, key: str, value: object, most: int = MINUTES_OF_A_DAY) -> int:
        """Return whole minutes, 0 to `most`."""
        if type(value) is not int or not 0 <= value <= most:
            problem = f"“{value}” is not whole minutes from 0 to {most}"
            raise WishError(key, problem)
        return value

    def seconds(self, key: str, value: object) -> int:
        """Return whole seconds, of one day at most."""
        if type(value) is not int or not 0 <= value <= _SECONDS_OF_A_DAY:
            raise WishError(key, f"“{value}” is not whole seconds, 0 or more")
        return value

    def number(self, key: str, value: object) -> float:
        """Return a number."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise WishError(key, f"“{value}” is not a number")
        return value

    def text(self, key: str, value: object) -> str:
        """Return words."""
        if not isinstance(value, str):
            raise WishError(key, f"“{value}” is not a text")
        return value

    def word(self, key: str, value: object, known: Collection[str]) -> str:
        """Return one of the words that are known."""
        if not isinstance(value, str) or value not in known:
            problem = f"“{value}” is not known here"
            raise WishError(key, problem, near(str(value), known))
        return value

    def technique(self, key: str, value: object) -> str:
        """Return the id of a technique."""
        return self.word(key, value, self.library.techniques)

    def techniques(self, key: str, value: object) -> tuple[str, ...]:
        """Return ids of techniques, each once."""
        return _each_once(
            key, [self.technique(at, one) for at, one in self.items(key, value)]
        )

    def slots(self, key: str, value: object) -> tuple[Slot, ...]:
        """Return parts of a day, each once, the earliest first."""
        words = [self.word(at, one, list(Slot)) for at, one in self.items(key, value)]
        found = [Slot(word) for word in words]
        return tuple(sorted(_each_once(key, found), key=lambda slot: slot.order))

    def places(self, key: str, value: object) -> tuple[Place, ...]:
        """Return places, each once."""
        return _each_once(
            key, [self.place(at, one) for at, one in self.items(key, value)]
        )

    def place(self, key: str, value: object) -> Place:
        """Return a place, and its spot where one is named."""
        try:
            place = Place.parse(str(value))
        except PlaceError:
            nearest = near(str(value), [str(place) for place in EVERYWHERE])
            raise WishError(key, f"“{value}” is not a place", nearest) from None
        spots = self.library.body.spots
        fitting = [name for name, it in spots.items() if it.region == place.region]
        if place.spot and place.spot not in fitting:
            problem = f"“{place.spot}” is not a spot of the {place.region}"
            raise WishError(key, problem, near(place.spot, fitting))
        return place

    def by_place(self, key: str, value: object) -> dict[Place, int]:
        """Return the seconds of each place."""
        found: dict[Place, int] = {}
        for name, seconds in self.mapping(key, value).items():
            here = f"{key}.{name}"
            place = self.place(here, name)
            if place in found:
                raise WishError(here, "is there twice; keep one")
            found[place] = self.seconds(here, seconds)
        return found

    def day(self, key: str, value: object) -> dt.date:
        """Return a date."""
        try:
            if isinstance(value, str):
                return dt.date.fromisoformat(value)
        except ValueError:
            pass
        raise WishError(key, f"“{value}” is not a date like 2026-11-30")

    def moment(self, key: str, value: object) -> dt.datetime:
        """Return a local time; where an offset is written, the time beside it."""
        try:
            if isinstance(value, str) and "T" in value:
                return dt.datetime.fromisoformat(value).replace(tzinfo=None)
        except ValueError:
            pass
        raise WishError(key, f"“{value}” is not a time like 2026-11-30T18:20")


def near(word: str, known: Collection[str]) -> list[str]:
    """Return the three words that come nearest, or the first three."""
    ids = [str(item) for item in known]
    return difflib.get_close_matches(word, ids, n=3, cutoff=0.4) or ids[:3]


def _each_once(key: str, found: list[Named]) -> tuple[Named, ...]:
    for index, one in enumerate(found):
        if one in found[:index]:
            at = f"{key}[{index}]"
            raise WishError(at, f"“{one}” is there twice; keep one")
    return tuple(found)
