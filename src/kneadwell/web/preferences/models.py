"""The rows of what a person set, and of what they noticed of a device."""

import datetime as dt
import uuid

from django.db import models

from kneadwell.web.people.models import Person

TEXT_SIZES = (100, 125, 150, 200)
"""In percent of what the browser's own setting gives."""
PRESS_APART_MS = (400, 700, 1000, 1500)
START_DELAYS_S = (0, 10, 20, 40)
LONGEST_NUMBER = 40
"""Of an own telephone line, in characters."""


class Voice(models.TextChoices):
    """Who reads the steps aloud."""

    RECORDED = "recorded"
    DEVICE = "device"
    OFF = "off"


class Captions(models.TextChoices):
    """How large the words of a step stand in the player."""

    NORMAL = "normal"
    LARGE = "large"


class Theme(models.TextChoices):
    """Light pages or dark ones."""

    DEVICE = "device"
    LIGHT = "light"
    DARK = "dark"


class Skin(models.TextChoices):
    """The tone of the skin in the pictures."""

    LIGHT = "light"
    MEDIUM = "medium"
    DEEP = "deep"


class Preferences(models.Model):
    """What a person set; they may change it at any time.

    Attributes:
        text_size: In percent, of `TEXT_SIZES`.
        press_apart_ms: A press that comes sooner after another counts as the same
            one, of `PRESS_APART_MS`.
        start_delay_s: From the first press of a session to its first second, of
            `START_DELAYS_S`: time to oil the hands.
        language: A code of the setting ``LANGUAGES``.
        country: Whose telephone numbers to show, two letters; empty leaves it to
            the installation.
        emergency_number: Whom to call in an emergency; empty takes the country's.
        morning: When this slot of a day begins, local time; so do the other three.
    """

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True)
    voice = models.CharField(max_length=20, default=Voice.RECORDED)
    tones = models.BooleanField(default=True)
    vibration = models.BooleanField(default=True)
    flash = models.BooleanField(default=False)
    captions = models.CharField(max_length=20, default=Captions.NORMAL)
    text_size = models.PositiveSmallIntegerField(default=100)
    theme = models.CharField(max_length=20, default=Theme.DEVICE)
    skin = models.CharField(max_length=20, default=Skin.MEDIUM)
    press_apart_ms = models.PositiveSmallIntegerField(default=700)
    start_delay_s = models.PositiveSmallIntegerField(default=0)
    language = models.CharField(max_length=10, default="en")
    country = models.CharField(max_length=2, default="", blank=True)
    emergency_number = models.CharField(
        max_length=LONGEST_NUMBER, default="", blank=True
    )
    morning = models.TimeField(default=dt.time(8, 0))
    midday = models.TimeField(default=dt.time(13, 0))
    evening = models.TimeField(default=dt.time(18, 0))
    bedtime = models.TimeField(default=dt.time(21, 30))


class LetterRecord(models.Model):
    """The newest letter that a page of settings sent; older ones may still arrive.

    Attributes:
        page: Drawn whenever the page is made.
        turn: Which letter of that page, from 0.
        at: When it arrived, in UTC.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    page = models.UUIDField()
    turn = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "page"), name="one_newest_letter_of_each_page"
            ),
        )


class SensesRecord(models.Model):
    """What a person heard, saw and felt of one device; the newest check counts.

    Attributes:
        browser: Drawn at the first check and kept by the browser in a cookie.
        heard: The tone and the spoken sentence; `seen`: the flash; `felt`: the
            vibration.
        at: When it was checked, in UTC.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    browser = models.UUIDField(default=uuid.uuid4)
    heard = models.BooleanField()
    seen = models.BooleanField()
    felt = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "browser"), name="one_check_of_each_browser"
            ),
        )
