"""The row of a session that was cleared."""

import uuid

from django.db import models

from kneadwell.web.people.models import Person


class SessionRecord(models.Model):
    """One session someone was cleared for, with the answers that cleared it.

    Never edited: what was done stands in the diary, under the same id.

    Attributes:
        places: In the order of work, with spots: ``["left foot/sole-arch"]``.
        planned: Hands-on whole seconds by place, ``{"left foot": 120}``.
        answers: ``yes``, ``no`` or ``unknown`` per condition id.
        edition: The knowledge base the answers were judged by.
        cleared_at: When, in UTC; a clearance grows old.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    technique = models.CharField(max_length=100)
    giver = models.CharField(max_length=20)
    places = models.JSONField()
    planned = models.JSONField()
    answers = models.JSONField()
    edition = models.CharField(max_length=100)
    cleared_at = models.DateTimeField()
