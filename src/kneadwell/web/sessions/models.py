"""The rows of sessions that someone means to do, or may do without a network."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from kneadwell.vocabulary import Place
from kneadwell.web.people.models import Person


@dataclass(frozen=True, slots=True)
class RecordedWork:
    """One technique of a session someone means to do.

    Attributes:
        places: In the order of work, with their spots.
        wished_s: Hands-on whole seconds over all places, as they were asked for.
        planned: What the check left of it, by whole place; empty before a check, or
            where nothing is left.
    """

    technique: str
    places: tuple[Place, ...]
    wished_s: int
    planned: Mapping[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        """Return it as an item of ``then`` of a row."""
        return {
            "technique": self.technique,
            "places": [str(place) for place in self.places],
            "wished_s": self.wished_s,
            "planned": dict(self.planned),
        }

    @classmethod
    def of_json(cls, item: Mapping[str, Any]) -> "RecordedWork":
        """Read an item of ``then`` of a row."""
        places = tuple(Place.parse(place) for place in item["places"])
        return cls(item["technique"], places, item["wished_s"], item["planned"])


class SessionRecord(models.Model):
    """One session someone chose, and the check it passed.

    What was done stands in the diary, under the same id.

    Attributes:
        technique: The first, with `places`, `wished_s` and `planned` of its own.
        places: In the order of work, with spots: ``["left foot/sole-arch"]``.
        wished_s: Hands-on whole seconds over all places, as they were asked for.
        planned: What the check left of it, by place: ``{"left foot": 120}``.
        then: The techniques after the first, each as `RecordedWork.to_json` has it.
        answers: The answers file of the check; empty before the first one.
        other_giver: Someone else, whose hands feel normally, gives it today.
        confirmed: Ids of the statements that were said yes to.
        edition: The knowledge base the check was judged by.
        checked_at: When, in UTC; a check grows old. None before the first one.
        handed_at: When the player was first handed out; from then on what is to be
            done stays as it is.
        planned_day: The day of the plan that this session comes from, if any.
        planned_slot: The part of that day; empty where it comes from no plan.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    technique = models.CharField(max_length=100)
    giver = models.CharField(max_length=20)
    places = models.JSONField()
    wished_s = models.PositiveIntegerField()
    planned = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    other_giver = models.BooleanField(default=False)
    confirmed = models.JSONField(default=list)
    edition = models.CharField(max_length=100, default="")
    checked_at = models.DateTimeField(null=True)
    then = models.JSONField(default=list)
    handed_at = models.DateTimeField(null=True)
    planned_day = models.DateField(null=True)
    planned_slot = models.CharField(max_length=20, default="")

    @property
    def works(self) -> tuple[RecordedWork, ...]:
        """All that is to be done, the first technique too, in the order of work."""
        places = tuple(Place.parse(place) for place in self.places)
        first = RecordedWork(self.technique, places, self.wished_s, self.planned)
        return (first, *(RecordedWork.of_json(item) for item in self.then))

    @works.setter
    def works(self, works: tuple[RecordedWork, ...]) -> None:
        first, *then = works
        self.technique, self.wished_s = first.technique, first.wished_s
        self.places = [str(place) for place in first.places]
        self.planned = dict(first.planned)
        self.then = [work.to_json() for work in then]

    @property
    def planned_s(self) -> int:
        """Hands-on seconds that the check left, of all techniques."""
        return sum(sum(work.planned.values()) for work in self.works)


class PreparedRecord(models.Model):
    """A session that a device may start by itself while there is no network.

    Its id follows from its content, so handing out the same again adds no row.

    Attributes:
        places: In the order of work, with spots.
        planned: Hands-on seconds by whole place.
        answers: The answers file it was judged by, with nothing new on any card.
        confirmed: Ids of the statements that the device has to hear a yes to.
        edition: The knowledge base it was judged by.
        handed_at: When it was last handed to a device; it holds for some days.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    technique = models.CharField(max_length=100)
    giver = models.CharField(max_length=20)
    places = models.JSONField()
    planned = models.JSONField()
    answers = models.JSONField()
    confirmed = models.JSONField()
    edition = models.CharField(max_length=100)
    handed_at = models.DateTimeField()

    @property
    def works(self) -> tuple[RecordedWork, ...]:
        """What is to be done, as a session that someone chose has it."""
        places = tuple(Place.parse(place) for place in self.places)
        wished_s = sum(self.planned.values())
        return (RecordedWork(self.technique, places, wished_s, self.planned),)
