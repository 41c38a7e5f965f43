"""The rows of what people said, how touch was felt and what clinicians agreed to."""

from typing import Any, NoReturn

from django.db import models

from kneadwell.screening import Answer, ClinicianOk, Given, Where
from kneadwell.vocabulary import Place
from kneadwell.web.people.models import Person


class AddedOnly(models.Model):
    """A row that is written once. The newest of a kind has the highest id."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        abstract = True

    def save(self, **options: Any) -> None:  # noqa: ANN401 - Django's own signature
        """Add the row."""
        super().save(**(options | {"force_insert": True}))

    def delete(self, *_args: Any, **_options: Any) -> NoReturn:  # noqa: ANN401
        """Refuse: what was said stays; a later row says something else."""
        message = "Answers are only added."
        raise TypeError(message)


class AnswerRecord(AddedOnly):
    """One answer to one question.

    Attributes:
        question: Id of a condition or red flag; ``group:<id>`` for a whole topic.
        answer: An `Answer`; ``unanswered`` takes an earlier one back.
        where: Where a yes holds, ``["left foot"]``; empty means everywhere.
        since: Since when it is so, where that was asked.
        by_group: Said to a whole topic or card at once.
    """

    question = models.CharField(max_length=100)
    answer = models.CharField(max_length=20)
    where = models.JSONField(default=list)
    since = models.DateField(null=True)
    by_group = models.BooleanField(default=False)

    class Meta:
        indexes = (
            models.Index(
                fields=("person", "question", "id"), name="answers_of_a_person"
            ),
        )

    @property
    def given(self) -> Given:
        """The answer as the rules read it."""
        where = tuple(Where.parse(text) for text in self.where)
        return Given(Answer(self.answer), where, self.since)


class TouchCheckRecord(AddedOnly):
    """One time touch was checked.

    Attributes:
        on: The local day.
        toes: ``felt``, ``not-felt`` or ``skipped`` by toe, ``{"left big": "felt"}``.
        places: ``felt`` or ``not-felt`` by place, for the cotton wool test; places
            that were not tested are left out.
    """

    on = models.DateField()
    toes = models.JSONField()
    places = models.JSONField()


class OkRecord(AddedOnly):
    """A clinician's OK; the newest for its condition, technique and role counts.

    Attributes:
        places: Empty takes an earlier OK back.
        by: Role of who gave it.
        on: The day it was given.
        until: The last day it holds.
    """

    condition = models.CharField(max_length=100)
    technique = models.CharField(max_length=100)
    places = models.JSONField()
    by = models.CharField(max_length=100)
    on = models.DateField()
    until = models.DateField()

    @property
    def ok(self) -> ClinicianOk:
        """The OK as the rules read it."""
        return ClinicianOk(
            self.condition,
            self.technique,
            tuple(Place.parse(place) for place in self.places),
            self.by,
            self.on,
            self.until,
        )
