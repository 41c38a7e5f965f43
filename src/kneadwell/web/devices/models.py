"""The rows of devices that were let in, and of the code that lets one in."""

import uuid

from django.db import models

from kneadwell.web.people.models import Person


class PairedDevice(models.Model):
    """One browser that was let in. Without its row it is a stranger again.

    Attributes:
        person: Whose pages it gets.
        token: A digest of the secret that its cookie holds.
        name: What it looks like, ``Android phone, Chrome``.
        made_at: When it was let in, in UTC.
        seen_on: The last day it came, in local time.
        host: Where it knows this computer, ``192.168.1.20:8443``. What a browser keeps
            is kept for this address alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    token = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    seen_on = models.DateField()
    host = models.CharField(max_length=255)


class PairingCode(models.Model):
    """A code that lets in one device. Gone once it did, or a new one was made.

    Attributes:
        person: Whose pages the device will get.
        code: A digest of the digits.
        made_at: When it was shown, in UTC.
        wrong: How many wrong codes were tried while it was good.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT)
    code = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    wrong = models.PositiveSmallIntegerField(default=0)
