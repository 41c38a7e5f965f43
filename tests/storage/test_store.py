"""What the stores keep, on whichever database this run is on."""

import datetime as dt
from random import Random
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kneadwell.diary import Entry, EntryError, EntryKind, When, fold
from kneadwell.screening import Answer, Given
from kneadwell.web.diary.models import EntryRecord
from kneadwell.web.diary.store import EntryConflictError, Kept, PersonDiary
from kneadwell.web.people.models import Person, Profile
from kneadwell.web.people.store import alone, the_person
from kneadwell.web.preferences.models import Preferences
from kneadwell.web.preferences.store import keep_preferences, preferences_of
from kneadwell.web.screening import store as answers
from kneadwell.web.sessions.models import SessionRecord
from kneadwell.web.techniques.store import is_new, keep_lesson
from tests.diary.troubles import every_kind, lives

NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.timezone(dt.timedelta(hours=1)))
NOTE = Entry(UUID(int=1), EntryKind.NOTE, NOW, {"text": "Kribbeln – wie Ameisen 🐜"})

pytestmark = pytest.mark.django_db


@pytest.fixture
def diary(db: None) -> PersonDiary:
    return PersonDiary(the_person())


@pytest.fixture
def others(db: None) -> PersonDiary:
    return PersonDiary(Person.objects.create())


def changed(entry: Entry, **fields: object) -> Entry:
    facts = {"id": entry.id, "kind": entry.kind, "at": entry.at, "body": entry.body}
    return Entry(**facts | fields)


@pytest.mark.hazard("H-13")
def test_an_entry_is_kept_once(diary: PersonDiary) -> None:
    assert diary.keep(NOTE) is Kept.KEPT
    assert diary.keep(NOTE) is Kept.KNOWN
    assert diary.entries() == (NOTE,)
    assert diary.entry(NOTE.id) == NOTE


@pytest.mark.parametrize(
    "other",
    [
        changed(NOTE, body={"text": "else"}),
        changed(NOTE, at=NOW + dt.timedelta(microseconds=1)),
        # The same moment, and maybe another day.
        changed(NOTE, at=NOW.astimezone(dt.timezone(dt.timedelta(hours=14)))),
        changed(NOTE, kind=EntryKind.CHANGE, body={"change": "no-change"}),
    ],
)
def test_other_content_under_one_id_is_a_conflict(
    diary: PersonDiary, other: Entry
) -> None:
    diary.keep(NOTE, ["paused"])

    assert diary.keep(other, ["over-dose"]) is Kept.CONFLICT
    assert diary.entry(NOTE.id).to_json() == NOTE.to_json()
    assert diary.flags() == {NOTE.id: ("paused",)}


@pytest.mark.hazard("H-14")
def test_another_persons_id_is_no_clash_and_tells_nothing(
    diary: PersonDiary, others: PersonDiary
) -> None:
    others.keep(NOTE, ["over-plan"])
    own = changed(NOTE, body={"text": "mine"})

    assert diary.entry(NOTE.id) is None
    assert diary.keep(own) is Kept.KEPT
    assert (diary.entries(), others.entries()) == ((own,), (NOTE,))
    assert diary.flags() == {}
    assert diary.recent(NOW).entries == (own,)


def test_flags_stay_with_their_entry_and_those_without_are_left_out(
    diary: PersonDiary,
) -> None:
    diary.keep(NOTE, ["over-dose", "not-cleared"])
    diary.keep(changed(NOTE, id=UUID(int=2)))
    diary.keep(NOTE)

    assert diary.flags() == {NOTE.id: ("over-dose", "not-cleared")}


def test_all_entries_are_added_or_none(diary: PersonDiary) -> None:
    diary.keep(NOTE)
    new = changed(NOTE, id=UUID(int=2))

    with pytest.raises(EntryConflictError):
        diary.add([new, changed(NOTE, body={"text": "else"})])

    assert diary.entries() == (NOTE,)
    diary.add([new, NOTE])
    assert len(diary.entries()) == 2


def test_entries_stand_in_the_order_of_moments_whatever_the_offset(
    diary: PersonDiary,
) -> None:
    hour = dt.timedelta(hours=1)
    east = (NOW + hour).astimezone(dt.timezone(14 * hour))
    west = (NOW - hour).astimezone(dt.timezone(-11 * hour))
    moments = [(3, east), (2, NOW), (1, NOW), (4, west)]
    diary.add(changed(NOTE, id=UUID(int=n), at=at) for n, at in moments)

    assert [entry.id.int for entry in diary.entries()] == [4, 1, 2, 3]
    assert diary.entry(UUID(int=3)).at.utcoffset() == 14 * hour


@pytest.mark.parametrize("text", ["a\0b", "\ud83d", "\udc00\ud800"])
def test_what_no_database_can_hold_never_reaches_one(
    diary: PersonDiary, text: str
) -> None:
    with pytest.raises(EntryError):
        diary.note(UUID(int=1), EntryKind.NOTE, {"text": text}, NOW)

    assert not EntryRecord.objects.exists()


def test_noting_again_keeps_the_first_moment(diary: PersonDiary) -> None:
    later = NOW + dt.timedelta(minutes=5)
    diary.note(NOTE.id, NOTE.kind, NOTE.body, NOW)

    assert diary.note(NOTE.id, NOTE.kind, NOTE.body, later).at == NOW
    with pytest.raises(EntryConflictError):
        diary.note(NOTE.id, NOTE.kind, {"text": "else"}, later)


def test_a_rating_is_found_by_its_session_and_moment(diary: PersonDiary) -> None:
    one, two = UUID(int=1), UUID(int=2)
    for session, when, points in (
        (one, When.BEFORE, 4),
        (one, When.BEFORE, 4),
        (one, When.AFTER, 4),
        (two, When.BEFORE, 4),
        (one, When.BEFORE, None),
        (one, When.BEFORE, 0),
    ):
        diary.rate(session, when, {"pain": points}, NOW)

    rows = EntryRecord.objects.filter(body__scores__pain=4, body__when="before")
    assert EntryRecord.objects.count() == 5
    assert {row.about for row in rows} == {one, two}
    assert EntryRecord.objects.filter(body__scores__pain=None).count() == 1
    assert EntryRecord.objects.filter(body__scores__has_key="pain").count() == 5


@pytest.mark.hazard("H-13")
def test_what_fails_alone_leaves_nothing_behind(diary: PersonDiary) -> None:
    def half() -> None:
        with alone(diary.person):
            diary.keep(NOTE)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        half()
    assert diary.entries() == ()


def test_a_conflict_inside_leaves_the_rest_of_a_batch_alone(
    diary: PersonDiary,
) -> None:
    with alone(diary.person):
        outcomes = [
            diary.keep(entry)
            for entry in (NOTE, changed(NOTE, body={"text": "else"}), NOTE)
        ]
        diary.keep(changed(NOTE, id=UUID(int=2)))

    assert outcomes == [Kept.KEPT, Kept.CONFLICT, Kept.KNOWN]
    assert len(diary.entries()) == 2


def test_an_entry_is_never_changed_and_never_taken_away(diary: PersonDiary) -> None:
    diary.keep(NOTE)
    row = EntryRecord.objects.get()
    row.kind = "change"

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    with pytest.raises(TypeError):
        row.delete()


def test_there_is_one_person_at_home(diary: PersonDiary, others: PersonDiary) -> None:
    assert the_person() == diary.person != others.person
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(is_at_home=True)


class EveryEntry(TestCase):
    @given(every_kind)
    def test_comes_back_as_it_was(self, entry: Entry) -> None:
        diary = PersonDiary(Person.objects.create())
        diary.keep(entry)

        assert diary.entry(entry.id).to_json() == entry.to_json()
        assert diary.keep(entry) is Kept.KNOWN

    @given(lives, st.randoms(use_true_random=False))
    def test_comes_in_any_order_and_any_number(
        self, life: list[Entry], dice: Random
    ) -> None:
        diary = PersonDiary(Person.objects.create())
        sent = life * 2
        dice.shuffle(sent)
        for entry in sent:
            diary.keep(entry)

        assert diary.fold() == fold(life)


def test_answers_keep_their_order_and_what_is_in_them(diary: PersonDiary) -> None:
    person, places = diary.person, [{"left foot": 1, "a": [None, 1.5, "é"]}]
    for answer in (Answer.YES, Answer.UNKNOWN, Answer.NO):
        answers.keep_answers(
            person, {"diabetes": Given(answer), "pregnant": Given(answer)}, NOW
        )

    assert {name: row.answer for name, row in answers.said(person).items()} == {
        "diabetes": "no",
        "pregnant": "no",
    }
    record = SessionRecord.objects.create(
        person=person, technique="x", giver="self", places=places, wished_s=1
    )
    assert SessionRecord.objects.get(pk=record.pk).places == places


def test_a_later_choice_takes_the_place_of_an_earlier_one(diary: PersonDiary) -> None:
    person = diary.person
    for size in (100, 200):
        keep_preferences(person, Preferences(text_size=size))
        answers.keep_profile(
            person,
            Profile(for_whom="me", giver="self", places=["left foot"], age=size // 2),
        )
        keep_lesson(person, "rolling-ball")

    assert preferences_of(person).text_size == 200
    assert answers.profile_of(person).age == 100
    assert not is_new(person, "rolling-ball")
