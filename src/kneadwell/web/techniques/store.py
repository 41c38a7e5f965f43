"""The only queries for lessons; every one asks whose lesson it is."""

from kneadwell.diary import SessionEntry, read_as
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.people.models import Person
from kneadwell.web.techniques.models import LessonRecord


def is_new(person: Person, technique_id: str) -> bool:
    """Return whether `person` has neither done a technique nor been through it."""
    if LessonRecord.objects.filter(person=person, technique=technique_id).exists():
        return False
    sessions = read_as(SessionEntry, PersonDiary(person).entries())
    return not any(technique_id in done.techniques for _, done in sessions)


def keep_lesson(person: Person, technique_id: str) -> None:
    """Remember that the walk need not be offered; the same again changes nothing."""
    LessonRecord.objects.get_or_create(person=person, technique=technique_id)
