"""The row of a technique that a person was walked through."""

from django.db import models

from kneadwell.web.people.models import Person


class LessonRecord(models.Model):
    """A technique that a person knows by now: walked through, or skipped on purpose.

    It is kept on the server, so a second device does not offer the walk again.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    technique = models.CharField(max_length=100)
    kept_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "technique"), name="one_lesson_a_technique"
            ),
        )
