"""What people choose and say around a session, as values."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.translation import gettext

from kneadwell.knowledge import Library, Measure, Technique
from kneadwell.screening import THERMOMETER, Verdict, to_confirm
from kneadwell.session import Span, set_up_of, span_of, spots_for
from kneadwell.vocabulary import LEAST_SCORE, MOST_SCORE, Giver, Place
from kneadwell.web.sessions.gate import Outlook
from kneadwell.web.sessions.shown import place_shown, statement_text
from kneadwell.web.words import Shown, giver_choices, place_name, time_text, words

SKIN_LOOKED = "skin-looked"
"""The statement of every check, whatever the rules add."""
OTHER_GIVER, TEMPERATURE = "other-giver", "temperature"
WARMEST_C = 40
"""Of anything warm, on any skin: rule ``temperature-check`` of every session."""
ENERGY_MIN = (2, 5, 10)
"""Minutes to choose from by how much energy there is."""
AS_LONG_AS_ALLOWED, OWN_MINUTES = "all", "own"


@dataclass(frozen=True, slots=True)
class Wish:
    """What someone wants to do now.

    Attributes:
        seconds: Hands-on, over all places.
    """

    places: tuple[Place, ...]
    giver: Giver
    seconds: int


class StartForm:
    """Places, spots and minutes, of those that are open now."""

    def __init__(
        self,
        technique: Technique,
        library: Library,
        outlook: Outlook,
        giver: Giver,
        sent: QueryDict | None = None,
    ) -> None:
        self._technique, self._library = technique, library
        self._outlook, self._giver = outlook, giver
        self._sent = QueryDict() if sent is None else sent
        self.errors: list[dict[str, str]] = []

    def wish(self) -> Wish | None:
        """Return what was asked for, or None with `errors` that say what is open."""
        places, energy = self._places(), self._energy
        if not places:
            self._refuse("places", gettext("Choose at least one place."))
        if energy not in _energy_names():
            self._refuse("energy", gettext("Choose one of these."))
        minutes = self._own_minutes() if energy == OWN_MINUTES else 0
        if self.errors:
            return None
        most_s = self._most_s(places)
        if (minutes - 1) * 60 >= most_s:
            longest = time_text(most_s)
            message = gettext("At most %s for these places now.") % longest
            self._refuse("minutes", message)
            return None
        if energy == AS_LONG_AS_ALLOWED:
            return Wish(places, self._giver, most_s)
        # Energy is no order: where less is allowed, less it is.
        return Wish(places, self._giver, min(60 * (minutes or int(energy)), most_s))

    def shown(self, first: Sequence[Place]) -> Shown:
        """Return the form as its page reads it.

        Args:
            first: Places that stand on top; the others are folded away.
        """
        choices = [
            place_shown(verdict, self._outlook, self._library)
            | {"checked": str(place) in self._sent.getlist("places")}
            for place, verdict in self._outlook.verdicts.items()
        ]
        wanted = {str(place) for place in first}
        ticked = self._sent.get("energy")
        on_top = [one for one in choices if one["value"] in wanted] or choices
        return {
            "technique": {
                "id": self._technique.id,
                "name": words(self._technique.name),
            },
            "giver": self._giver.value,
            "giver_choices": giver_choices(self._giver),
            "place_choices": on_top,
            "is_more_unfolded": not any(one["is_open"] for one in on_top),
            "more_places": [one for one in choices if one not in on_top],
            "spot_choices": list(self._spot_choices()),
            "energy_choices": [
                {"value": value, "label": name, "checked": value == ticked}
                for value, name in _energy_names().items()
            ],
            "minutes": self._minutes_shown(),
            "setup": list(self._set_up()),
            "errors": self.errors,
            "is_open": bool(self._outlook.open_places),
        }

    def _set_up(self) -> Iterator[str]:
        """Yield what to put ready, without what the verdicts bar."""
        verdicts = [self._outlook.verdicts[p] for p in self._outlook.open_places]
        if not verdicts:
            return
        ready = set_up_of(self._technique, verdicts, self._giver, self._library)
        for product in ready.products:
            yield f"{words(product.item)}: {words(product.amount)}"
        yield from ready.lines

    @property
    def _energy(self) -> str:
        """What was chosen; a number of minutes alone is a choice as well."""
        return self._sent.get("energy", OWN_MINUTES)

    def _own_minutes(self) -> int:
        text = self._sent.get("minutes", "")
        if text.isascii() and text.isdecimal() and 0 < int(text) < 1000:
            return int(text)
        self._refuse("minutes", gettext("Write whole minutes, like 4."))
        return 0

    def _refuse(self, field: str, message: str) -> None:
        self.errors.append({"field": field, "message": message})

    def _places(self) -> tuple[Place, ...]:
        """Return the chosen places, each with the spots that were chosen on it."""
        ticked = self._sent.getlist("places")
        places = tuple(
            place
            for whole in self._outlook.open_places
            if str(whole) in ticked
            for place in self._on_spots(whole)
        )
        if set(self._sent.getlist("spots")) - {place.spot for place in places}:
            message = gettext("Choose a spot that is free, on a place you chose.")
            self._refuse("spots", message)
        return places

    def _on_spots(self, whole: Place) -> list[Place]:
        free, ticked = self._free_spots(whole), self._sent.getlist("spots")
        offered = self._technique.regions[whole.region].choose_from
        if any(spot in ticked and spot not in free for spot in offered):
            where = place_name(whole, self._library)
            message = gettext("A spot you chose is left out on the %s.") % where
            self._refuse("spots", message)
        spots = [spot for spot in free if spot in ticked] or free[:1]
        return [replace(whole, spot=spot) for spot in spots] or [whole]

    def _free_spots(self, whole: Place) -> list[str]:
        verdict = self._outlook.verdicts[whole]
        return list(spots_for(self._technique, whole.region, self._library, verdict))

    def _spot_choices(self) -> Iterator[Shown]:
        body = self._library.body
        free = {
            (place.region, spot)
            for place in self._outlook.open_places
            for spot in self._free_spots(place)
        }
        for region, routine in self._technique.regions.items():
            for spot in routine.choose_from:
                if (region, spot) not in free:
                    continue
                name = f"{words(body.regions[region])}, {words(body.spots[spot].word)}"
                yield {
                    "value": spot,
                    "label": name.capitalize(),
                    "checked": spot in self._sent.getlist("spots"),
                }

    def _minutes_shown(self) -> Shown:
        places = self._outlook.open_places
        if not places:
            return {}
        one_s, all_s = self._most_s(places[:1]), self._most_s(places)
        return {
            "help": gettext("At most %(one)s for one place, and %(all)s in all.")
            % {"one": time_text(one_s), "all": time_text(all_s)}
            if len(places) > 1
            else gettext("At most %s.") % time_text(one_s),
            "value": self._sent.get("minutes", str(max(1, one_s // 60))),
            "max": -(-all_s // 60),
        }

    def _most_s(self, places: tuple[Place, ...]) -> int:
        """Return the most that rules and ledger leave now, hands-on, in all."""
        verdicts = {place: self._outlook.verdicts[place.whole] for place in places}
        span: Span = span_of(self._technique, places, self._library, verdicts)
        wholes = [place.whole for place in places]
        room_s = min(self._outlook.rooms[whole].seconds for whole in wholes)
        ceilings = self._outlook.ceilings
        shared = (ceilings[w] // wholes.count(w) for w in wholes if w in ceilings)
        return min(span.most_s, min((room_s, *shared)) * len(places))


def _energy_names() -> dict[str, str]:
    """Return how much energy there may be, each as its answer says it."""
    return {
        **{str(minutes): gettext("%d minutes") % minutes for minutes in ENERGY_MIN},
        AS_LONG_AS_ALLOWED: gettext("As long as allowed"),
        OWN_MINUTES: gettext("The minutes below"),
    }


class ConfirmForm:
    """What has to be true today, said with a yes or a no to each line."""

    def __init__(
        self,
        library: Library,
        places: Iterable[Place],
        verdicts: Sequence[Verdict],
        sent: QueryDict | None = None,
    ) -> None:
        self._library, self._places = library, tuple(places)
        self._verdicts = verdicts
        self._sent = QueryDict() if sent is None else sent
        self._is_sent = sent is not None

    @property
    def statements(self) -> tuple[str, ...]:
        """Ids of the lines, the look at the skin first."""
        return (SKIN_LOOKED, *to_confirm(self._verdicts))

    @property
    def confirmed(self) -> tuple[str, ...]:
        """Ids of the lines that were said yes to."""
        return tuple(name for name in self.statements if self._said(name) == "yes")

    @property
    def is_complete(self) -> bool:
        """Whether every line was answered, and nothing is too warm."""
        return not any(self._error(name) for name in self.statements)

    @property
    def most_c(self) -> int:
        """How warm anything may be, in °C."""
        limits = [v.limits.temperature_max_c for v in self._verdicts]
        return min([WARMEST_C, *(most for most in limits if most is not None)])

    def shown(self) -> list[Shown]:
        """Return the lines as their page reads them."""
        return [
            {
                "id": name,
                "text": self._text(name),
                "said": self._said(name),
                "reading": self._reading if name == THERMOMETER else None,
                "most_c": self.most_c,
                "error": self._error(name) if self._is_sent else "",
            }
            for name in self.statements
        ]

    def _text(self, name: str) -> str:
        if name == SKIN_LOOKED:
            where = ", ".join(place_name(p, self._library) for p in self._places)
            return gettext("The skin was looked at just now: %s.") % where
        return statement_text(name, self._library)

    def _said(self, name: str) -> str:
        if name == THERMOMETER:
            reading = self._celsius
            return "yes" if reading is not None and reading <= self.most_c else ""
        said = self._sent.get(f"confirm-{name}", "")
        return said if said in {"yes", "no"} else ""

    @property
    def _reading(self) -> str:
        return self._sent.get(TEMPERATURE, "").strip()

    @property
    def _celsius(self) -> float | None:
        text = self._reading.replace(",", ".")
        whole, _, part = text.partition(".")
        is_number = whole.isascii() and whole.isdecimal() and len(whole) < 4
        return float(text) if is_number and (not part or part.isdecimal()) else None

    def _error(self, name: str) -> str:
        if self._said(name):
            return ""
        if name != THERMOMETER:
            return gettext("Please say yes or no.")
        if self._celsius is None:
            return gettext("Write what it shows in °C, like 38.")
        return gettext(
            "That is too warm. The most is %d °C here. Let it cool, and measure again."
        ) % (self.most_c)


class ScoresForm:
    """Ratings around a session, 0 to 10 each; any may be left out."""

    def __init__(self, library: Library, sent: QueryDict | None = None) -> None:
        self._measures = library.measures
        self._sent = QueryDict() if sent is None else sent

    def scores(self) -> Mapping[str, int | None] | None:
        """Return points by measure, None where nothing was said.

        Returns:
            None in place of it all when a rating is no whole number from 0 to 10.
        """
        if any(self._error(measure) for measure in self._measures.values()):
            return None
        said = {name: self._sent.get(name, "") for name in self._measures}
        return {name: int(v) if v.isdecimal() else None for name, v in said.items()}

    def shown(self) -> list[Shown]:
        """Return the scales as their page reads them."""
        return [
            {
                "id": measure.id,
                "name": words(measure.name),
                "low": words(measure.low),
                "high": words(measure.high),
                "value": self._sent.get(measure.id, ""),
                "error": self._error(measure),
            }
            for measure in self._measures.values()
        ]

    def _error(self, measure: Measure) -> str:
        fine = {"", "skip", *map(str, range(LEAST_SCORE, MOST_SCORE + 1))}
        if self._sent.get(measure.id, "") in fine:
            return ""
        return gettext("Choose a number from 0 to 10, or skip it.")
