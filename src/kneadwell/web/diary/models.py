"""The row of a diary entry."""

from typing import Any, NoReturn

from django.db import models

from kneadwell.web.people.models import Person


class EntryRecord(models.Model):
    """One thing that was done or felt. Only ever added.

    Attributes:
        id: Given by the device that wrote the entry, so that sending it again
            cannot make a second one.
        at: When, in UTC, to sort by.
        local: When, as ISO 8601 with the person's own offset: their day counts.
        body: What the kind of entry says; see `kneadwell.diary`.
        kept_at: When the row was written, in UTC.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    local = models.CharField(max_length=40)
    body = models.JSONField()
    kept_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (models.Index(fields=("person", "at"), name="entries_of_a_person"),)

    def save(self, **options: Any) -> None:  # noqa: ANN401 - Django's own signature
        """Add the row; one that is there already is refused by the database."""
        super().save(**(options | {"force_insert": True}))

    def delete(self, *_args: Any, **_options: Any) -> NoReturn:  # noqa: ANN401
        """Refuse: an entry stays."""
        message = "Diary entries are only added."
        raise TypeError(message)
