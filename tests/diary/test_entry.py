import datetime as dt
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kneadwell.diary import (
    AdverseEventEntry,
    CheckedWhen,
    Entry,
    EntryError,
    EntryKind,
    Found,
    HasSettled,
    ScoreEntry,
    SessionEntry,
    SettledEntry,
    SkinCheckEntry,
    Sugar,
    SugarCheckEntry,
    WentWrong,
)
from kneadwell.vocabulary import KneadwellError, Place
from tests.diary.troubles import (
    check_body,
    event_body,
    every_kind,
    settled_body,
    sugar_body,
)
from tests.strategies import (
    moments,
    points,
    score_body,
    session_body,
    work_body,
)

NOON = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
BODIES = {
    EntryKind.ADVERSE_EVENT: event_body(),
    EntryKind.SKIN_CHECK: check_body(),
    EntryKind.SETTLED: settled_body(),
    EntryKind.SUGAR_CHECK: sugar_body(),
}


def noted(kind: EntryKind, body: dict[str, object], at: dt.datetime = NOON) -> Entry:
    return Entry(UUID(int=1), kind, at, body)


MORE = work_body(unseen={"right hand": 5})


def test_what_was_done_after_the_first_technique_is_read_like_it() -> None:
    first, second = SessionEntry.of(session_body(then=[MORE])).works

    assert (first.technique, first.at_most) == (
        "rolling-ball",
        {"left foot": 110, "right foot": 0},
    )
    assert (second.technique, second.places) == ("hand-compression", {"left hand": 50})
    assert second.at_most == {"left hand": 50, "right hand": 5}


def test_a_place_that_two_techniques_worked_on_had_both() -> None:
    more = work_body(places={"left foot": 30}, unseen={"right foot": 7})
    done = SessionEntry.of(session_body(unseen={"left foot": 1}, then=[more]))

    assert done.hands_on == {"left foot": 140, "right foot": 0}
    assert done.at_most == {"left foot": 141, "right foot": 7}


def test_an_entry_from_before_there_were_several_techniques_is_as_it_was() -> None:
    done = SessionEntry.of(session_body())

    assert done.then == ()
    assert done.techniques == ("rolling-ball",)
    assert noted(EntryKind.SESSION, session_body()).to_json()["body"] == session_body()


@pytest.mark.parametrize(
    ("then", "field"),
    [
        (None, "then"),
        ({}, "then"),
        ("hand-compression", "then"),
        (["hand-compression"], "then"),
        ([work_body(technique="")], "technique"),
        ([work_body(technique="rolling-ball")], "then"),
        ([MORE, MORE], "then"),
        ([work_body(places=["left hand"])], "places"),
        ([work_body(planned={"left hand": -1})], "planned left hand"),
        ([work_body(unseen={"left wing": 1})], "unseen"),
        ([work_body(ended="finished")], "ended"),
        ([work_body(then=[])], "then"),
        ([{"technique": "hand-compression", "places": {}}], "planned"),
        ([work_body(technique=f"t{n}") for n in range(21)], "then"),
    ],
)
def test_what_is_not_exactly_a_technique_more_is_refused(
    then: object, field: str
) -> None:
    with pytest.raises(EntryError) as error:
        noted(EntryKind.SESSION, session_body(then=then))
    assert error.value.field == field


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
        {"unseen": None},
        {"unseen": {"left foot": -1}},
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


@pytest.mark.hazard("H-59")
def test_a_session_tells_the_most_that_each_place_can_have_had() -> None:
    unseen = {"left foot": 480, "left hand": 60}
    done = noted(EntryKind.SESSION, session_body(unseen=unseen)).read()
    older = noted(EntryKind.SESSION, session_body()).read()

    assert isinstance(done, SessionEntry)
    assert done.at_most == {"left foot": 590, "right foot": 0, "left hand": 60}
    assert isinstance(older, SessionEntry)
    assert (older.unseen, older.at_most) == ({}, older.places)


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


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        (EntryKind.ADVERSE_EVENT, {"what": "bad luck"}),
        (EntryKind.ADVERSE_EVENT, {"session": "one"}),
        (EntryKind.ADVERSE_EVENT, {"technique": ""}),
        (EntryKind.ADVERSE_EVENT, {"places": None}),
        (EntryKind.ADVERSE_EVENT, {"places": "left foot"}),
        (EntryKind.ADVERSE_EVENT, {"places": ["left wing"]}),
        (EntryKind.ADVERSE_EVENT, {"places": [7]}),
        (EntryKind.ADVERSE_EVENT, {"edition": None}),
        (EntryKind.ADVERSE_EVENT, {"mood": "bad"}),
        (EntryKind.SKIN_CHECK, {"session": None}),
        (EntryKind.SKIN_CHECK, {"when": "later"}),
        (EntryKind.SKIN_CHECK, {"found": "redness"}),
        (EntryKind.SKIN_CHECK, {"found": ["dragons"]}),
        (EntryKind.SKIN_CHECK, {"found": [["redness"]]}),
        (EntryKind.SKIN_CHECK, {"found": None}),
        (EntryKind.SKIN_CHECK, {"mood": "bad"}),
        (EntryKind.SETTLED, {"answer": "maybe"}),
        (EntryKind.SETTLED, {"answer": True}),
        (EntryKind.SETTLED, {"places": []}),
        (EntryKind.SETTLED, {"places": {"left foot": 1}}),
        (EntryKind.SETTLED, {"mood": "bad"}),
        (EntryKind.SUGAR_CHECK, {"session": None}),
        (EntryKind.SUGAR_CHECK, {"sugar": "sweet"}),
        (EntryKind.SUGAR_CHECK, {"sugar": 4}),
        (EntryKind.SUGAR_CHECK, {"mood": "bad"}),
    ],
)
def test_what_went_wrong_is_noted_in_known_words_only(
    kind: EntryKind, changed: dict[str, object]
) -> None:
    noted(kind, BODIES[kind])

    with pytest.raises(EntryError, match=next(iter(changed))):
        noted(kind, BODIES[kind] | changed)


@pytest.mark.parametrize(
    ("kind", "field"), [(kind, field) for kind in BODIES for field in BODIES[kind]]
)
def test_what_went_wrong_is_noted_with_all_its_facts(
    kind: EntryKind, field: str
) -> None:
    body = {name: value for name, value in BODIES[kind].items() if name != field}

    with pytest.raises(EntryError, match=field):
        noted(kind, body)


def test_what_went_wrong_is_read_as_values() -> None:
    feet = Place.parse("left foot"), Place.parse("right foot")
    twice = ["left foot", "right foot", "left foot"]
    one = UUID(int=1)

    assert [
        noted(EntryKind.ADVERSE_EVENT, event_body(places=twice)).read(),
        noted(
            EntryKind.ADVERSE_EVENT, event_body(session=None, technique=None, places=[])
        ).read(),
        noted(EntryKind.SKIN_CHECK, check_body()).read(),
        noted(EntryKind.SETTLED, settled_body(answer="unsure")).read(),
        noted(EntryKind.SUGAR_CHECK, sugar_body(sugar="low")).read(),
    ] == [
        AdverseEventEntry(one, "rolling-ball", feet, WentWrong.COLOUR, "abc"),
        AdverseEventEntry(None, None, (), WentWrong.COLOUR, "abc"),
        SkinCheckEntry(
            one, CheckedWhen.MINUTES_20, (Found.REDNESS, Found.BLISTER), feet[:1]
        ),
        SettledEntry(feet[:1], HasSettled.UNSURE),
        SugarCheckEntry(one, Sugar.LOW),
    ]


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


@given(every_kind, moments)
def test_a_written_entry_is_read_back_with_its_own_local_time(
    entry: Entry, at: dt.datetime
) -> None:
    written = Entry(entry.id, entry.kind, at, entry.body).to_json()

    assert list(written) == ["id", "kind", "at", "body"]
    back = dt.datetime.fromisoformat(str(written["at"]))
    assert (at, at.utcoffset()) == (back, back.utcoffset())
    assert entry.body == written["body"]
