"""The rows of a person's calendar, of who may look at it, and of what it told."""

import datetime as dt
import uuid

from django.db import models

from kneadwell.web.people.models import Person

LONGEST_NAME = 80
MINUTES_BEFORE = (0, 5, 10, 15, 30, 60)


class CalendarRecord(models.Model):
    """How the calendar of a person is made, and when it rings.

    Attributes:
        key: What the events are named by. Drawn once, so that a file that is taken
            again holds the same events; it goes along with a backup.
        rings: Whether events have a reminder.
        minutes_before: When it comes, of `MINUTES_BEFORE`.
        quiet_begins: From then on nothing rings, local time.
        quiet_ends: Until then. The same time as `quiet_begins` is no quiet at all.
    """

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True)
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    rings = models.BooleanField(default=True)
    minutes_before = models.PositiveSmallIntegerField(default=10)
    quiet_begins = models.TimeField(default=dt.time(22, 0))
    quiet_ends = models.TimeField(default=dt.time(7, 0))


class FeedRecord(models.Model):
    """An address that one calendar program looks at. Without its row it is nowhere.

    Attributes:
        person: Whose calendar it shows.
        token: A digest of the secret in the address.
        name: Which program it is for, as the person calls it.
        made_at: When it was made, in UTC.
        seen_on: The last day that the program looked, in local time.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    token = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=LONGEST_NAME)
    made_at = models.DateTimeField()
    seen_on = models.DateField(null=True)


class ToldRecord(models.Model):
    """What calendar programs were told of one sitting: see `CalendarEvent`.

    It is kept and not worked out, since a program remembers what it was told, whatever
    plans, settings or answers were then.

    Attributes:
        uid: Of the event; the same for one sitting for ever.
        day: When it is, local time.
        time: See `day`.
        minutes: How long.
        alarm_min: Minutes before it; None for no alarm.
        sequence: How often it changed.
        changed_at: When it last did, in UTC.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    uid = models.UUIDField()
    day = models.DateField()
    time = models.TimeField()
    minutes = models.PositiveSmallIntegerField()
    alarm_min = models.PositiveSmallIntegerField(null=True)
    sequence = models.PositiveIntegerField()
    is_cancelled = models.BooleanField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "uid"), name="one_calendar_event_of_each_uid"
            ),
        )
        indexes = (models.Index(fields=("person", "day"), name="told_events_of_days"),)
