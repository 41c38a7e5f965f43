"""The row of a person."""

import uuid

from django.db import models


class Person(models.Model):
    """Someone whose body it is. Every other row carries its person.

    At home there is one, made on first use; nothing is known about them but
    that they are there.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
