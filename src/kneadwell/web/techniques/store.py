"""The only queries for lessons; every one asks whose lesson it is."""

from kneadwell.diary import EntryKind
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.people.models import Person
from kneadwell.web.techniques.models import LessonRecord


def is_new(person: Person, technique_id: str) -> bool:
    """Return whether `person` has neither done a technique nor been through it."""
    if LessonRecord.objects.filter(person=person, technique=technique_id).exists():
        return False
    return not any(
        entry.kind is EntryKind.SESSION and entry.body["technique"] == technique_id
        for entry in PersonDiary(person).entries()
    )


def keep_lesson(person: Person, technique_id: str) -> None:
    """Remember that the walk need not be offered; the same again changes nothing."""
    LessonRecord.objects.get_or_create(person=person, technique=technique_id)
