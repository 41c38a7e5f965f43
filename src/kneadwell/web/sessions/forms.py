"""What people type before, during and after a session, as values."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.http import QueryDict
from django.utils.translation import gettext

from kneadwell.diary import Ended
from kneadwell.knowledge import Condition, Library, Measure, Technique
from kneadwell.screening import Answer, start_questions
from kneadwell.session import span_of
from kneadwell.vocabulary import (
    LEAST_SCORE,
    MOST_SCORE,
    Giver,
    KneadwellError,
    Place,
    Side,
)
from kneadwell.web.words import (
    Shown,
    giver_choices,
    place_name,
    sources_shown,
    time_text,
    words,
)

SAID = (Answer.NO, Answer.YES, Answer.UNKNOWN)


class DoneError(KneadwellError):
    """What was sent is no record of the session that was planned."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(f"This record of the session cannot be kept: {problem}.")


@dataclass(frozen=True, slots=True)
class Wish:
    """What someone wants to do now, and what they said about themselves.

    Attributes:
        seconds: Hands-on, over all places.
        answers: Only what was really answered, by condition id.
    """

    places: tuple[Place, ...]
    giver: Giver
    seconds: int
    answers: Mapping[str, str]


class StartForm:
    """The questions before a session, and whatever was answered so far."""

    def __init__(
        self, technique: Technique, library: Library, sent: QueryDict | None = None
    ) -> None:
        self._technique, self._library = technique, library
        self._sent = QueryDict() if sent is None else sent
        self._questions = start_questions(library, technique.id)
        self.errors: list[dict[str, str]] = []

    @property
    def answers(self) -> dict[str, str]:
        """What was answered, by condition id; silence and odd words stay out."""
        given = {asked.id: self._sent.get(asked.id) for asked in self._questions}
        return {name: word for name, word in given.items() if word in SAID}

    def wish(self) -> Wish | None:
        """Return what was asked for, or None with `errors` that say what is open."""
        places = self._places()
        giver = self._sent.get("giver", "")
        minutes = self._sent.get("minutes", "")
        if not places:
            self.refuse("places", gettext("Choose at least one place."))
        if giver not in set(Giver):
            self.refuse("giver", gettext("Choose whose hands do it."))
        if not (minutes.isascii() and minutes.isdecimal() and 0 < int(minutes) < 1000):
            self.refuse("minutes", gettext("Write whole minutes, like 4."))
        for question in self._questions:
            if question.id not in self.answers:
                self.refuse(question.id, self._open(question))
        if self.errors:
            return None
        return Wish(places, Giver(giver), int(minutes) * 60, self.answers)

    def refuse(self, field: str, message: str) -> None:
        """Note what is the matter with a field."""
        self.errors.append({"field": field, "message": message})

    def shown(self) -> Shown:
        """Return the form as its page reads it, with everything that was typed."""
        return {
            "technique": {
                "id": self._technique.id,
                "name": words(self._technique.name),
            },
            "place_choices": [
                {
                    "value": str(place),
                    "label": place_name(place, self._library).capitalize(),
                    "checked": str(place) in self._sent.getlist("places"),
                }
                for place in self._all_places()
            ],
            "spot_choices": list(self._spot_choices()),
            "giver_choices": giver_choices(self._sent.get("giver", "")),
            "minutes": self._minutes_shown(),
            "questions": [self._question(asked) for asked in self._questions],
            "errors": self.errors,
            "setup": [
                f"{words(product.item)}: {words(product.amount)}"
                for product in (
                    *self._library.session.products,
                    *self._technique.products,
                )
            ],
        }

    def _all_places(self) -> tuple[Place, ...]:
        return tuple(
            Place(side, region) for region in self._technique.regions for side in Side
        )

    def _places(self) -> tuple[Place, ...]:
        """Return the chosen places, each with the spots that were chosen on it."""
        ticked = self._sent.getlist("places")
        places = tuple(
            place
            for whole in self._all_places()
            if str(whole) in ticked
            for place in self._on_spots(whole)
        )
        if set(self._sent.getlist("spots")) - {place.spot for place in places}:
            self.refuse("spots", gettext("Choose a spot on a place you chose."))
        return places

    def _on_spots(self, whole: Place) -> list[Place]:
        offered = self._technique.regions[whole.region].choose_from
        ticked = self._sent.getlist("spots")
        spots = [spot for spot in offered if spot in ticked]
        return [replace(whole, spot=spot) for spot in spots] or [whole]

    def _spot_choices(self) -> Iterator[Shown]:
        body = self._library.body
        for region, routine in self._technique.regions.items():
            for spot in routine.choose_from:
                name = f"{words(body.regions[region])}, {words(body.spots[spot].word)}"
                yield {
                    "value": spot,
                    "label": name.capitalize(),
                    "checked": spot in self._sent.getlist("spots"),
                }

    def _minutes_shown(self) -> Shown:
        places = self._all_places()
        one = span_of(self._technique, places[:1], self._library, cleared=True)
        every = span_of(self._technique, places, self._library, cleared=True)
        return {
            "help": gettext("At most %(one)s for one place, and %(all)s in all.")
            % {"one": time_text(one.most_s), "all": time_text(every.most_s)},
            "value": self._sent.get("minutes", str(one.most_s // 60)),
            "min": 1,
            "max": every.most_s // 60,
            "step": 1,
        }

    def _question(self, asked: Condition) -> Shown:
        labels = {
            Answer.NO: gettext("No"),
            Answer.YES: gettext("Yes"),
            Answer.UNKNOWN: gettext("I do not know"),
        }
        is_open = any(error["field"] == asked.id for error in self.errors)
        return {
            "id": asked.id,
            "text": words(asked.question),
            "why": words(asked.why),
            "choices": [
                {
                    "value": answer.value,
                    "label": label,
                    "checked": self.answers.get(asked.id) == answer,
                }
                for answer, label in labels.items()
            ],
            "error": gettext("Please answer this one.") if is_open else "",
            "sources": sources_shown(asked.sources, self._library),
        }

    def _open(self, asked: Condition) -> str:
        return gettext("Please answer: %s") % words(asked.question)


class ScoresForm:
    """Ratings around a session, 0 to 10 each; any may be left out."""

    def __init__(self, library: Library, sent: QueryDict | None = None) -> None:
        self._measures = library.measures
        self._sent = QueryDict() if sent is None else sent

    def scores(self) -> dict[str, int | None] | None:
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


@dataclass(frozen=True, slots=True)
class Done:
    """What was really done of a planned session.

    Attributes:
        places: Hands-on whole seconds by place.
        at: When it ended, with the offset of the place it was done in.
    """

    places: Mapping[str, int]
    ended: Ended
    at: datetime


def done_from_json(body: bytes, planned: Mapping[str, int]) -> Done:
    """Read what the player sends.

    Raises:
        DoneError: It is not exactly ``places``, ``ended``, ``started_at`` and
            ``ended_at``, or it goes beyond what was planned.
    """
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError) as error:
        problem = "it is not JSON"
        raise DoneError(problem) from error
    fields = {"places", "ended", "started_at", "ended_at"}
    if not isinstance(sent, dict) or set(sent) != fields:
        problem = f"its fields must be {', '.join(sorted(fields))}"
        raise DoneError(problem)
    started_at, ended_at = _moment(sent["started_at"]), _moment(sent["ended_at"])
    if ended_at < started_at:
        problem = "it ended before it started"
        raise DoneError(problem)
    if sent["ended"] not in list(Ended):
        problem = f"how it ended must be one of {', '.join(Ended)}"
        raise DoneError(problem)
    return Done(_seconds(sent["places"], planned), Ended(sent["ended"]), ended_at)


def done_from_form(sent: QueryDict, planned: Mapping[str, int], now: datetime) -> Done:
    """Read the minutes that someone without the player says they did.

    Raises:
        DoneError: They are no whole number.
    """
    minutes = sent.get("minutes", "")
    if not (minutes.isascii() and minutes.isdecimal() and len(minutes) < 4):
        problem = "write whole minutes, like 4"
        raise DoneError(problem)
    total_s = sum(planned.values())
    done_s = min(int(minutes) * 60, total_s)
    return Done(
        {place: seconds * done_s // total_s for place, seconds in planned.items()},
        Ended.FINISHED if done_s == total_s else Ended.FINISHED_EARLY,
        now,
    )


def _moment(text: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(text))
        moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        problem = f"“{text}” is no date and time"
        raise DoneError(problem) from error
    if moment.tzinfo is None:
        problem = f"“{text}” has no offset"
        raise DoneError(problem)
    return moment


def _seconds(places: object, planned: Mapping[str, int]) -> dict[str, int]:
    if not isinstance(places, dict) or not planned.keys() >= places.keys():
        problem = f"its places must be among {', '.join(planned)}"
        raise DoneError(problem)
    for place, seconds in places.items():
        if type(seconds) is not int or not 0 <= seconds <= planned[place]:
            problem = f"{place} takes whole seconds from 0 to {planned[place]}"
            raise DoneError(problem)
    return places
