"""The rows of wishes, of plans and of what happens to planned sessions."""

import datetime as dt
import uuid
from typing import Any, NoReturn

from django.db import models

from kneadwell.web.people.models import Person


class WishRecord(models.Model):
    """What a person wishes for every week; they may change it at any time.

    Attributes:
        wish: As a wish file, without what was done and planned before.
        in_house: Ids of `kneadwell.web.plans.things` that are there. What needs
            another one is left out of a plan.
        said_at: When it was last changed, in UTC.
    """

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True)
    wish = models.JSONField()
    in_house = models.JSONField(default=list)
    said_at = models.DateTimeField()


class PlanRecord(models.Model):
    """One version of a plan for a week. Only ever added; the last one counts.

    Attributes:
        record_id: Drawn by the page that asked for it, so that asking twice makes
            one. It counts within its person.
        week: As ISO 8601 writes it, ``2026-W49``.
        made_at: When it was asked for, in UTC. A proof keeps the moment of its draft.
        since: From when on it was planned, local time without an offset. What lies
            before was taken over from the version before.
        wish: The wish file it was made from, with what was done by then.
        plan: As a plan file.
        edition: The knowledge base it was made from.
        is_proven: Nothing better is possible, or the search has come to its end.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    record_id = models.UUIDField(default=uuid.uuid4, editable=False)
    week = models.CharField(max_length=8)
    made_at = models.DateTimeField()
    since = models.CharField(max_length=40)
    wish = models.JSONField()
    plan = models.JSONField()
    edition = models.CharField(max_length=100)
    is_proven = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "record_id"), name="one_plan_of_each_id"
            ),
        )
        indexes = (models.Index(fields=("person", "week"), name="plans_of_a_week"),)

    def save(self, **options: Any) -> None:  # noqa: ANN401 - Django's own signature
        """Add the row; one that is there already is refused by the database."""
        super().save(**(options | {"force_insert": True}))

    def delete(self, *_args: Any, **_options: Any) -> NoReturn:  # noqa: ANN401
        """Refuse: an old plan says what was planned when something was done."""
        message = "Plans are only added."
        raise TypeError(message)

    @property
    def since_at(self) -> dt.datetime:
        """`since` as a moment."""
        return dt.datetime.fromisoformat(self.since)


class PlanEventRecord(models.Model):
    """What became of a day or a session of a plan. Only ever added.

    Attributes:
        event_id: Drawn by the page that sent it, so that a press counts once. It
            counts within its person.
        kind: As `kneadwell.plan.PlanEvent` names it.
        at: When it was said, in UTC.
        day: The day it is about.
        slot: The part of the day; empty for the whole of it.
        to_day: With `to_slot`, where a session was moved to.
        minutes: What was left of it, for less energy.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    event_id = models.UUIDField(editable=False)
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    day = models.DateField()
    slot = models.CharField(max_length=20, default="", blank=True)
    to_day = models.DateField(null=True)
    to_slot = models.CharField(max_length=20, default="", blank=True)
    minutes = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "event_id"), name="one_plan_event_of_each_id"
            ),
        )
        indexes = (models.Index(fields=("person", "day"), name="plan_events_of_days"),)
