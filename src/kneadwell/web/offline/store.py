"""The only query for whether anything about a person has changed."""

from django.db.models import Count, Max

from kneadwell.web.diary.models import EntryRecord
from kneadwell.web.people.models import Person, Profile
from kneadwell.web.plans.models import PlanEventRecord, PlanRecord
from kneadwell.web.preferences.models import Preferences
from kneadwell.web.screening.models import AnswerRecord, OkRecord, TouchCheckRecord


def traces_of(person: Person) -> list[object]:
    """Return a little that is never the same after something was said, set or noted."""
    added = [
        model.objects.filter(person=person).aggregate(n=Count("pk"), last=Max(newest))
        for model, newest in (
            (EntryRecord, "kept_at"),
            (AnswerRecord, "pk"),
            (OkRecord, "pk"),
            (TouchCheckRecord, "pk"),
            (PlanRecord, "pk"),
            (PlanEventRecord, "pk"),
        )
    ]
    changed = [
        model.objects.filter(person=person).values().first()
        for model in (Profile, Preferences)
    ]
    return [*added, *changed]
