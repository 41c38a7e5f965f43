"""A technique as a lesson: one place, one giver, a step a page.

Nothing is timed and nothing plays; the times are the article's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext, ngettext

from kneadwell.atlas import Scene
from kneadwell.knowledge import Library, Per, Routine, Step, Technique
from kneadwell.vocabulary import (
    BESIDE_CHOSEN,
    CHOSEN,
    Giver,
    Place,
    PlaceError,
    Region,
    Side,
    lines_in,
)
from kneadwell.web.atlas.scenes import step_scene
from kneadwell.web.people.models import Profile
from kneadwell.web.words import Shown, place_name, time_text, words


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is walked through.

    Attributes:
        place: With its spot, where a technique is done on one chosen spot.
    """

    technique: Technique
    place: Place
    giver: Giver
    library: Library

    @classmethod
    def read(
        cls,
        technique: Technique,
        asked: QueryDict,
        profile: Profile | None,
        library: Library,
    ) -> "Lesson":
        """Return the lesson that an address asks for, the usual one where it is odd."""
        wanted = asked.get("giver") or (profile.giver if profile else "")
        giver = Giver(wanted) if wanted in set(Giver) else Giver.SELF
        place = _place(asked.get("place", ""), technique) or _usual(technique, profile)
        return cls(technique, place, giver, library)

    @property
    def routine(self) -> Routine:
        """The steps of the region, and what surrounds them."""
        return self.technique.regions[self.place.region]

    @property
    def steps(self) -> tuple[Step, ...]:
        """What this giver does; some steps nobody reaches on themselves."""
        return tuple(
            step
            for step in self.routine.steps
            if step.self_ok or self.giver is not Giver.SELF
        )

    def query(self, step: int | None = None) -> str:
        """Return the part of an address after the question mark."""
        named = {"place": str(self.place), "giver": self.giver.value}
        return urlencode(named if step is None else named | {"step": str(step)})

    def shown(self) -> Shown:
        """Return what every page of the lesson tells."""
        texts, positions = self.library.session, self.routine.positions
        spot = self.place.spot
        return {
            "id": self.technique.id,
            "name": words(self.technique.name),
            "where": place_name(self.place, self.library),
            "place_name": place_name(self.place.whole, self.library),
            "spot_name": words(self.library.body.spots[spot].word) if spot else "",
            "giver": self.giver.value,
            "query": self.query(),
            "count": len(self.steps),
            "position": lines_in(positions.for_giver(self.giver)),
            "keep_off": [
                {"what": spot_name(keep.what, self.library), "why": words(keep.why)}
                for keep in self.routine.keep_off
            ],
            "setup": [
                {"item": words(product.item), "amount": words(product.amount)}
                for product in (*texts.products, *self.technique.products)
            ],
            "after_care": [
                line for lines in self.technique.after_care for line in lines_in(lines)
            ],
            "mistakes": [words(mistake) for mistake in self.technique.mistakes],
        }

    def step_shown(self, step: Step) -> Shown:
        """Return a step as its page reads it."""
        touch = self.library.touch
        return {
            "name": words(step.name),
            "say": lines_in(step.say.get(self.giver, {})),
            "why": lines_in(step.why),
            "avoid": lines_in(step.avoid),
            "spots": list(self._spots(step)),
            "tool": words(touch.tools[step.tool]),
            "hand": hand_text(step),
            "stroke": words(touch.strokes[step.stroke]),
            "direction": words(touch.directions[step.direction]),
            "tempo": tempo_text(step),
            "time": self._time(step),
            "level": step.pressure,
            "pressure": words(touch.pressure[str(step.pressure)]),
            "pictures": pictures_of(step, self.place, self.library),
        }

    def place_choices(self) -> list[Shown]:
        """Return the places of the technique to choose from."""
        return [
            {
                "value": str(place),
                "label": place_name(place, self.library).capitalize(),
                "checked": place == self.place.whole,
            }
            for place in places_of(self.technique)
        ]

    def _spots(self, step: Step) -> Iterator[Shown]:
        """Yield where, each part with its borders."""
        atlas = self.library.body.spots
        for name in step.spots:
            spot = atlas[self._named(name)]
            word, where = words(spot.word), words(spot.where)
            if name == BESIDE_CHOSEN:
                word = f"{words(atlas[name].word)} ({word})"
                where = words(atlas[name].where)
            yield {"word": word, "where": where}

    def _named(self, spot: str) -> str:
        return chosen_or(spot, self.place.spot)

    def _time(self, step: Step) -> str:
        """Return how long a step lasts on one place, by the article's minutes."""
        minutes = self.technique.minutes
        whole = sum(it.share for it in self.steps)
        # Both sides share what a session has.
        halved = 2 if minutes.per is Per.SESSION else 1
        least_s, most_s = (
            it * 60 * step.share / whole / halved
            for it in (minutes.least, minutes.most)
        )
        return about_text(least_s, most_s)


def places_of(technique: Technique) -> tuple[Place, ...]:
    """Return the places of a technique, left and right of each region."""
    return tuple(Place(side, region) for region in technique.regions for side in Side)


def pictures_of(step: Step, place: Place, library: Library) -> list[Shown]:
    """Return the pictures of a step, one for each view that its spots lie on."""
    shown: dict[str, Shown] = {}
    for spot in step.spots:
        scene = _scene(replace(step, spots=(spot,)), place)
        at = replace(place, spot=chosen_or(spot, place.spot))
        picture = {
            "scene": scene,
            "spot": words(library.body.spots[spot].word),
            "label": gettext("%(tool)s: %(where)s")
            % {
                "tool": words(library.touch.tools[step.tool]).capitalize(),
                "where": place_name(at, library),
            },
        }
        shown.setdefault(scene.view, picture)
    return list(shown.values())


@lru_cache(maxsize=1024)
def _scene(step: Step, place: Place) -> Scene:
    """Return a picture; the same one is on many pages."""
    return step_scene(step, place.region, place.side, place.spot)


def chosen_or(spot: str, chosen: str | None) -> str:
    """Return the spot that was chosen, where a step works on that; else its own."""
    return chosen if chosen and spot in {CHOSEN, BESIDE_CHOSEN} else spot


def spot_name(what: str, library: Library) -> str:
    """Return a spot in words; what is no spot is in words already."""
    spot = library.body.spots.get(what)
    return words(spot.word) if spot else what


def tempo_text(step: Step) -> str:
    """Return how fast, in seconds for one stroke and strokes in a minute."""
    if not step.tempo_per_min:
        return gettext("Still. Nothing moves.")
    each_s = 60 / step.tempo_per_min
    whole = int(each_s)
    seconds = (
        gettext("%(few)d to %(more)d seconds") % {"few": whole, "more": whole + 1}
        if 0.25 < each_s - whole < 0.75
        else ngettext("%d second", "%d seconds", round(each_s)) % round(each_s)
    )
    return gettext("Slow. One takes %(seconds)s, so %(count)d in a minute.") % {
        "seconds": seconds,
        "count": step.tempo_per_min,
    }


def about_text(least_s: float, most_s: float) -> str:
    """Return a length as people count it: fives of seconds, then half minutes."""
    least, most = _round(least_s), _round(most_s)
    if least == most:
        return gettext("About %s.") % time_text(most)
    if most < 120:
        return gettext("About %(least)d to %(most)d seconds.") % {
            "least": least,
            "most": most,
        }
    return gettext("About %(least)s to %(most)s.") % {
        "least": time_text(least),
        "most": time_text(most),
    }


def _round(seconds: float) -> int:
    step_s = 5 if seconds < 120 else 30
    return max(5, round(seconds / step_s) * step_s)


def hand_text(step: Step) -> str:
    """Return how to hold the hand."""
    if step.stroke in {"squeeze", "knead"} and step.tool in {"fingers", "flat-hand"}:
        return gettext("The whole hand, soft and wide.")
    return {
        "thumb": gettext("The soft pad of the thumb, not its tip."),
        "fingers": gettext("Soft finger pads, not the tips."),
        "flat-hand": gettext("The whole hand, flat and loose."),
        "knuckles": gettext("A loose fist, with its flat front."),
        "soft-ball": gettext("A soft ball, never a hard one."),
        "wrapped-ice": gettext("Ice in its damp cloth, never bare."),
        "compress": gettext("The warm cloth, on a thin dry towel."),
    }.get(step.tool, "")


def _place(text: str, technique: Technique) -> Place | None:
    """Return a place that an address names, if the technique is done there."""
    try:
        place = Place.parse(text)
    except PlaceError:
        return None
    if place.region not in technique.regions:
        return None
    is_offered = place.spot in technique.regions[place.region].choose_from
    return place if is_offered else usual_place(technique, place)


def usual_place(technique: Technique, place: Place) -> Place:
    """Return a place with the spot that is usual there, where one is chosen."""
    offered = technique.regions[place.region].choose_from
    return replace(place, spot=offered[0] if offered else None)


def _usual(technique: Technique, profile: Profile | None) -> Place:
    """Return the first place of a person that the technique is done on."""
    own = profile.chosen if profile else ()
    first: Region = next(iter(technique.regions))
    here = next(
        (place for place in own if place.region in technique.regions),
        Place(Side.LEFT, first),
    )
    return usual_place(technique, here)
