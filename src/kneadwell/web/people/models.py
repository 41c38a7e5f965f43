"""The row of a person, and what they told about themselves on the first page."""

import uuid

from django.db import models

from kneadwell.vocabulary import Place


class Person(models.Model):
    """Someone whose body it is. Every other row carries its person.

    At home there is one, made on first use; nothing is known about them but
    that they are there.

    Attributes:
        is_at_home: The one of this installation, whom everyone meets who is let in.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    is_at_home = models.BooleanField(default=False, editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("is_at_home",),
                condition=models.Q(is_at_home=True),
                name="one_person_at_home",
            ),
        )


class ForWhom(models.TextChoices):
    """Who reads the pages."""

    ME = "me"
    HELPED = "helped"
    TREATED = "treated"


class Profile(models.Model):
    """What a person chose on the first page; they may change it at any time.

    Attributes:
        for_whom: Whether the reader is the person, a helper or a professional.
        giver: Whose hands, a `Giver`.
        places: What is to be massaged, ``["left foot"]``, never empty.
        age: Whole years, where it was told.
    """

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True)
    for_whom = models.CharField(max_length=20)
    giver = models.CharField(max_length=20)
    places = models.JSONField()
    age = models.PositiveSmallIntegerField(null=True)

    @property
    def chosen(self) -> tuple[Place, ...]:
        """The places as values."""
        return tuple(Place.parse(place) for place in self.places)
