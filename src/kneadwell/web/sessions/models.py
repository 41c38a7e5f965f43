"""The rows of sessions that someone means to do, or may do without a network."""

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
