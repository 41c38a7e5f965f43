"""What someone wishes a week to hold, as a value; a mistake keeps what was sent."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext

from kneadwell.knowledge import Library
from kneadwell.plan import Slot, Wish
from kneadwell.vocabulary import Place
from kneadwell.web.plans.things import for_what, thing_of, things
from kneadwell.web.preferences.forms import Mends
from kneadwell.web.preferences.shown import slot_names
from kneadwell.web.words import Shown, minutes_text, place_name, times_text, words

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OPEN, LIKE, WANT, OUT = "open", "like", "want", "out"
MOST_DAY_MIN = 180
"""Hands-on minutes that a day may be given in the form."""
USUAL = Wish(20, dict.fromkeys(range(7), (Slot.EVENING,)))
"""What stands in the form before anyone filled it in."""


@dataclass(frozen=True, slots=True)
class Wished:
    """What a form or a row says."""

    wish: Wish = USUAL
    in_house: tuple[str, ...] = ()
    said_at: dt.datetime | None = None
    """When it was said last, in UTC; None for what nobody said yet."""


@dataclass
class WishForm(Mends):
    """Days, minutes, techniques, and what is in the house."""

    library: Library = field(kw_only=True)
    places: Sequence[Place] = field(kw_only=True)
    """That the person chose."""
    possible: Mapping[str, Sequence[Place]] = field(kw_only=True)
    """Where each technique is cleared, by its id; those that are not are left out."""
    standing: Wished = field(default_factory=Wished, kw_only=True)

    @property
    def most_session(self) -> int:
        """Hands-on minutes that one session may have."""
        return self.library.session.session_seconds // 60

    def read(self) -> Wished | None:
        """Return what is wished for, or None with `errors`."""
        slots = self._slots()
        day = self._minutes("minutes_per_day", MOST_DAY_MIN)
        session = self._minutes("session_minutes", self.most_session)
        said = {name: self._said_of(name) for name in self.library.techniques}
        if not set(said.values()) <= {OPEN, LIKE, WANT, OUT}:
            self.refuse(
                "techniques", gettext("Techniques: choose one word in each row.")
            )
        as_needed = self._of("as_needed", self._may_be_needed())
        worse = self._of("worse", [str(place) for place in self.places])
        in_house = self._of("in_house", list(things()))
        if self.errors:
            return None
        wanted = any(it == WANT for it in said.values())
        wish = Wish(
            minutes_per_day=day,
            slots=slots,
            session_minutes=session,
            # What is liked belongs to what is wanted, once something is.
            techniques=_those(said, WANT, LIKE) if wanted else (),
            prefer=_those(said, LIKE),
            leave_out=_those(said, OUT),
            as_needed=tuple(as_needed),
            worse=tuple(map(Place.parse, worse)),
        )
        return Wished(wish, tuple(in_house))

    def shown(self) -> Shown:
        """Return the form as its page reads it."""
        return {
            "days": [
                {
                    "name": WEEKDAYS[day],
                    "slots": [
                        {
                            "value": f"{DAY_NAMES[day]}-{slot}",
                            "label": label,
                            "checked": f"{DAY_NAMES[day]}-{slot}" in self._ticked(),
                        }
                        for slot, label in slot_names().items()
                    ],
                }
                for day in range(7)
            ],
            "minutes_per_day": self._number("minutes_per_day"),
            "session_minutes": self._number("session_minutes"),
            "most_day": MOST_DAY_MIN,
            "most_session": self.most_session,
            "techniques": list(self._techniques()),
            "is_chosen": self._is_chosen(),
            "as_needed": [
                {
                    "value": name,
                    "label": words(self.library.techniques[name].name),
                    "checked": name in self._list("as_needed"),
                }
                for name in self._may_be_needed()
                if name in self.possible
            ],
            "worse": [
                {
                    "value": str(place),
                    "label": place_name(place, self.library).capitalize(),
                    "checked": str(place) in self._list("worse"),
                }
                for place in self.places
            ],
            "in_house": [
                {
                    "value": thing.id,
                    "label": thing.name[0].upper() + thing.name[1:],
                    "tells": gettext("For %s.") % for_what(thing, self.library),
                    "checked": thing.id in self._list("in_house"),
                }
                for thing in things().values()
            ],
            "errors": self.errors,
            "wrong": {error["field"] for error in self.errors},
        }

    def _slots(self) -> Mapping[int, tuple[Slot, ...]]:
        ticked = self._ticked()
        known = {f"{name}-{slot}" for name in DAY_NAMES for slot in Slot}
        if not ticked:
            message = gettext("Choose at least one part of one day.")
            self.refuse("slots", message)
        if set(ticked) - known:
            self.refuse("slots", gettext("Choose days and parts of days of this list."))
        found = {
            day: tuple(slot for slot in Slot if f"{name}-{slot}" in ticked)
            for day, name in enumerate(DAY_NAMES)
        }
        return {day: slots for day, slots in found.items() if slots}

    def _minutes(self, name: str, most: int) -> int:
        said = self.text(name)
        if (
            said.isascii()
            and said.isdecimal()
            and len(said) < 5
            and 0 < int(said) <= most
        ):
            return int(said)
        label = {
            "minutes_per_day": gettext("Minutes a day"),
            "session_minutes": gettext("Minutes of one session"),
        }[name]
        message = gettext("%(what)s: write a number from 1 to %(most)d.")
        self.refuse(name, message % {"what": label, "most": most})
        return 0

    def _of(self, name: str, known: Sequence[str]) -> list[str]:
        said = self.sent.getlist(name) if self.sent is not None else []
        if set(said) - set(known):
            self.refuse(name, gettext("Choose from this list."))
        return [one for one in known if one in said]

    def _techniques(self) -> Iterator[Shown]:
        """Yield the techniques that are cleared somewhere, with what is wished."""
        choices = (
            (OPEN, gettext("You choose")),
            (LIKE, gettext("I like it")),
            (WANT, gettext("I want it")),
            (OUT, gettext("Leave it out")),
        )
        for name, technique in self.library.techniques.items():
            if name not in self.possible:
                continue
            said, thing = self._said_of(name), thing_of(name, self.library)
            times = times_text(technique.frequency)
            yield {
                "id": name,
                "name": words(technique.name),
                "tells": f"{minutes_text(technique.minutes)}, {times}.",
                "needs": gettext("Needs %s.") % thing.name if thing else "",
                "choices": [
                    {"value": value, "label": label, "checked": value == said}
                    for value, label in choices
                ],
            }

    def _said_of(self, technique_id: str) -> str:
        """Return what is wished of a technique; nothing said leaves it to us."""
        said = self.text(f"technique-{technique_id}")
        if said:
            return said
        # What is not on the page, being closed just now, stays as it was.
        wish = self.standing.wish
        if technique_id in wish.leave_out:
            return OUT
        if technique_id in wish.prefer:
            return LIKE
        return WANT if technique_id in wish.techniques else OPEN

    def _is_chosen(self) -> bool:
        """Return whether anything was said about a technique."""
        said = {self._said_of(name) for name in self.library.techniques}
        return said != {OPEN} or bool(self._list("as_needed"))

    def _may_be_needed(self) -> list[str]:
        return [
            name
            for name, technique in self.library.techniques.items()
            if technique.frequency.as_needed
        ]

    def _ticked(self) -> list[str]:
        if self.sent is not None:
            return self.sent.getlist("slots")
        return [
            f"{DAY_NAMES[day]}-{slot}"
            for day, slots in self.standing.wish.slots.items()
            for slot in slots
        ]

    def _number(self, name: str) -> str:
        if self.sent is not None:
            return self.text(name)
        return str(getattr(self.standing.wish, name))

    def _list(self, name: str) -> list[str]:
        if self.sent is not None:
            return self.sent.getlist(name)
        held = {
            "as_needed": self.standing.wish.as_needed,
            "worse": map(str, self.standing.wish.worse),
            "in_house": self.standing.in_house,
        }
        return list(held[name])


def _those(said: Mapping[str, str], *wanted: str) -> tuple[str, ...]:
    return tuple(name for name, it in said.items() if it in wanted)
