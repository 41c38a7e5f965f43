"""The rows of programmes. They are only added."""

from django.db import models

from kneadwell.web.people.models import Person


class PrescriptionRecord(models.Model):
    """One version of a programme. The newest counts; older ones stay as they were.

    Attributes:
        version: 1 for a person's first, then one more each.
        content: As `prescription_to_json` writes it; None where this version ends
            the one before, so that no programme holds.
        made_at: When it was written here, in UTC.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    version = models.PositiveIntegerField()
    content = models.JSONField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "version"), name="one_programme_of_each_version"
            ),
        )
