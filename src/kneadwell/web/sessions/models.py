"""The row of a session that someone means to do."""

import uuid

from django.db import models

from kneadwell.web.people.models import Person


class SessionRecord(models.Model):
    """One session someone chose, and the check it passed.

    What was done stands in the diary, under the same id.

    Attributes:
        places: In the order of work, with spots: ``["left foot/sole-arch"]``.
        wished_s: Hands-on whole seconds over all places, as they were asked for.
        planned: What the check left of it, by place: ``{"left foot": 120}``.
        answers: The answers file of the check; empty before the first one.
        other_giver: Someone else, whose hands feel normally, gives it today.
        confirmed: Ids of the statements that were said yes to.
        edition: The knowledge base the check was judged by.
        checked_at: When, in UTC; a check grows old. None before the first one.
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
