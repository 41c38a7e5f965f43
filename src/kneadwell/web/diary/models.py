"""The row of a diary entry."""

from typing import Any, NoReturn

from django.db import models

from kneadwell.web.people.models import Person


class EntryRecord(models.Model):
    """One thing that was done or felt. Only ever added.

    Attributes:
        entry_id: Given by the device that wrote the entry, so that sending it again
            cannot make a second one. It counts within its person: another person's
            id is no clash, and tells nothing.
        at: When, in UTC, to sort by.
        local: When, as ISO 8601 with the person's own offset: their day counts.
        body: What the kind of entry says; see `kneadwell.diary`.
        about: The id of the session or entry that the body is about, where there is
            one.
        lasting: It may still matter when it is old; see
            `kneadwell.web.diary.recent`.
        flags: What was beyond the rules when it came, such as ``over-dose``. It is
            kept and shown all the same: it happened.
        kept_at: When the row was written, in UTC.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    entry_id = models.UUIDField(editable=False)
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    local = models.CharField(max_length=40)
    body = models.JSONField()
    about = models.UUIDField(null=True)
    lasting = models.BooleanField()
    flags = models.JSONField(default=list)
    kept_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "entry_id"), name="one_entry_of_each_id"
            ),
        )
        indexes = (
            models.Index(fields=("person", "at"), name="entries_in_time"),
            models.Index(fields=("person", "about"), name="entries_about_others"),
            models.Index(
                fields=("person", "at"),
                condition=models.Q(lasting=True),
                name="entries_that_last",
            ),
        )

    def save(self, **options: Any) -> None:  # noqa: ANN401 - Django's own signature
        """Add the row; one that is there already is refused by the database."""
        super().save(**(options | {"force_insert": True}))

    def delete(self, *_args: Any, **_options: Any) -> NoReturn:  # noqa: ANN401
        """Refuse: an entry stays."""
        message = "Diary entries are only added."
        raise TypeError(message)
