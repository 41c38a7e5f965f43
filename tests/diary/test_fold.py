import datetime as dt
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from kneadwell.diary import Entry, EntryKind, SessionNote, fold
from tests.diary.troubles import check_body, event_body, lives, settled_body
from tests.strategies import diaries, score_body, session_body


def notes_of(entries: list[Entry]) -> list[SessionNote]:
    return [note for day in fold(entries).days() for note in day.notes]


def session(number: int, at: str) -> Entry:
    moment = dt.datetime.fromisoformat(at)
    return Entry(UUID(int=number), EntryKind.SESSION, moment, session_body())


def score(number: int, at: str, **changed: object) -> Entry:
    moment = dt.datetime.fromisoformat(at)
    return Entry(UUID(int=number), EntryKind.SCORE, moment, score_body(**changed))


@given(lives, st.data())
def test_late_early_and_repeated_entries_make_the_same_diary(
    entries: list[Entry], data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(entries))) if entries else []
    shuffled = data.draw(st.permutations([*entries, *again]))

    assert fold(entries) == fold(shuffled)
    assert fold(entries).days() == fold(shuffled).days()
    assert fold(entries).troubles() == fold(shuffled).troubles()
    assert fold(entries) == fold(fold(entries).noted)
    assert fold(entries).entries == fold(shuffled).entries


@given(diaries)
def test_no_session_is_lost_and_none_counts_twice(entries: list[Entry]) -> None:
    sessions = [entry for entry in entries if entry.kind is EntryKind.SESSION]

    assert sorted(entry.id for entry in sessions) == sorted(
        note.id for note in notes_of(entries)
    )
    for entry in sessions:
        assert entry.read() == fold(entries).session(entry.id)


@given(diaries)
def test_a_session_stands_under_the_date_its_person_lived(
    entries: list[Entry],
) -> None:
    days = fold(entries).days()

    dates = [day.date for day in days]
    assert dates == sorted(set(dates), reverse=True)
    for day in days:
        assert {day.date} == {note.at.date() for note in day.notes}
        moments = [note.at for note in day.notes]
        assert moments == sorted(moments, reverse=True)


def test_just_before_midnight_far_east_is_still_that_evening() -> None:
    days = fold([session(1, "2026-05-04T23:50+13:00")]).days()

    assert [day.date for day in days] == [dt.date(2026, 5, 4)]


def test_ratings_stand_beside_their_session_and_a_skipped_one_is_not_zero() -> None:
    entries = [
        session(1, "2026-05-04T12:00+00:00"),
        session(2, "2026-05-04T18:00+00:00"),
        score(3, "2026-05-04T11:59+00:00", scores={"pain": 6, "numbness": None}),
        score(4, "2026-05-04T12:20+00:00", when="after", scores={"pain": 0}),
    ]

    evening, noon = notes_of(entries)

    assert (noon.before, noon.after) == ({"pain": 6, "numbness": None}, {"pain": 0})
    assert (evening.before, evening.after) == ({}, {})


def test_of_two_ratings_of_one_moment_the_later_counts() -> None:
    first = score(3, "2026-05-04T11:00+00:00", scores={"pain": 6})
    mended = score(4, "2026-05-04T11:01+00:00", scores={"pain": 5})
    noon = session(1, "2026-05-04T12:00+00:00")

    assert notes_of([mended, noon, first])[0].before == {"pain": 5}


def test_a_rating_alone_makes_no_session() -> None:
    assert fold([score(3, "2026-05-04T11:00+00:00")]).days() == ()
    assert fold([]).session(UUID(int=1)) is None


def test_what_went_wrong_stands_newest_first_and_makes_no_session() -> None:
    noon = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
    wrong = [
        Entry(UUID(int=5 + hours), kind, noon + dt.timedelta(hours=hours), body)
        for hours, (kind, body) in enumerate(
            (
                (EntryKind.ADVERSE_EVENT, event_body()),
                (EntryKind.SKIN_CHECK, check_body()),
                (EntryKind.SETTLED, settled_body()),
            )
        )
    ]
    diary = fold([session(1, "2026-05-04T12:30+00:00"), *wrong])

    assert [note.id for note in diary.troubles()] == [e.id for e in reversed(wrong)]
    assert [note.what for note in diary.troubles()] == [
        entry.read() for entry in reversed(wrong)
    ]
    assert [note.id for note in notes_of(list(diary.entries))] == [UUID(int=1)]
