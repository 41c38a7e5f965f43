import datetime as dt
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kneadwell.diary import Entry, EntryError, EntryKind, ScoreEntry
from kneadwell.vocabulary import KneadwellError
from tests.strategies import (
    moments,
    points,
    score_body,
    session_body,
    session_entries,
)

NOON = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)


def noted(kind: EntryKind, body: dict[str, object], at: dt.datetime = NOON) -> Entry:
    return Entry(UUID(int=1), kind, at, body)


@pytest.mark.parametrize(
    "changed",
    [
        {"technique": ""},
        {"technique": None},
        {"giver": "robot"},
        {"places": ["left foot"]},
        {"places": {"left wing": 3}},
        {"places": {"left foot": -1}},
        {"places": {"left foot": 3.5}},
        {"places": {"left foot": True}},
        {"places": {"left foot": None}},
        {"planned": {"left foot": "120"}},
        {"ended": "well"},
        {"edition": 7},
        {"mood": "good"},
    ],
)
def test_a_session_that_does_not_add_up_is_not_noted(
    changed: dict[str, object],
) -> None:
    noted(EntryKind.SESSION, session_body())

    with pytest.raises(KneadwellError):
        noted(EntryKind.SESSION, session_body(**changed))


@pytest.mark.parametrize("field", list(session_body()))
def test_a_session_without_one_of_its_facts_is_told_which(field: str) -> None:
    body = session_body()
    del body[field]

    with pytest.raises(EntryError, match=field):
        noted(EntryKind.SESSION, body)


@pytest.mark.parametrize(
    "changed",
    [
        {"session": "one"},
        {"session": None},
        {"when": "during"},
        {"scores": None},
        {"scores": {"pain": 11}},
        {"scores": {"pain": -1}},
        {"scores": {"pain": "4"}},
        {"scores": {"pain": True}},
        {"scores": {"pain": 4.5}},
        {"mood": "good"},
    ],
)
def test_a_rating_that_is_no_rating_is_not_noted(changed: dict[str, object]) -> None:
    noted(EntryKind.SCORE, score_body())

    with pytest.raises(KneadwellError):
        noted(EntryKind.SCORE, score_body(**changed))


@given(st.dictionaries(st.sampled_from(("pain", "numbness", "tingling")), points))
def test_a_skipped_rating_stays_skipped_and_is_never_zero(
    scores: dict[str, int | None],
) -> None:
    read = noted(EntryKind.SCORE, score_body(scores=scores)).read()

    assert isinstance(read, ScoreEntry)
    assert scores == read.scores


def test_a_moment_without_its_offset_is_not_noted() -> None:
    with pytest.raises(EntryError, match="offset"):
        noted(EntryKind.SESSION, session_body(), NOON.replace(tzinfo=None))


@given(session_entries(), moments)
def test_a_written_entry_is_read_back_with_its_own_local_time(
    entry: Entry, at: dt.datetime
) -> None:
    written = Entry(entry.id, entry.kind, at, entry.body).to_json()

    assert list(written) == ["id", "kind", "at", "body"]
    back = dt.datetime.fromisoformat(str(written["at"]))
    assert (at, at.utcoffset()) == (back, back.utcoffset())
    assert entry.body == written["body"]
