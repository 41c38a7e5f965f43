"""An answers file is read whole, or refused in one sentence that helps."""

import datetime as dt
import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kneadwell.knowledge import Scope
from kneadwell.screening import (
    Answer,
    Answers,
    AnswersError,
    ClinicianOk,
    Given,
    Where,
    answers_from_json,
    answers_to_json,
    ok_roles,
)
from kneadwell.vocabulary import Giver, Place, PlaceError
from tests.screening.people import CONDITIONS, LIBRARY, TECHNIQUES, persons

OK = {
    "condition": "diabetes",
    "technique": "warm-compress",
    "places": ["left foot"],
    "by": "podiatrist",
    "on": "2026-11-01",
    "until": "2027-05-01",
}
FILE: dict[str, Any] = {
    "age": 62,
    "giver": "self",
    "places": ["left foot", "right foot/sole-arch"],
    "answers": {
        "diabetes": {"answer": "yes", "since": "2020-01-31"},
        "broken-skin": {"answer": "yes", "where": ["left foot/sole-heel", "right leg"]},
        "epilepsy": {"answer": "unknown"},
        "slow-worsening": {"answer": "no"},
    },
    "touch_check": {"left foot": "2026-11-20"},
    "oks": [OK],
    "unmentioned": "no",
}


def read(**changed: Any) -> Answers:
    return answers_from_json(FILE | changed, LIBRARY)


def refused(sent: object) -> AnswersError:
    with pytest.raises(AnswersError) as error:
        answers_from_json(sent, LIBRARY)
    return error.value


def test_a_file_is_read_as_it_was_meant() -> None:
    left, right = Place.parse("left foot"), Place.parse("right foot/sole-arch")

    assert read() == Answers(
        giver=Giver.SELF,
        places=(left, right),
        given={
            "diabetes": Given(Answer.YES, since=dt.date(2020, 1, 31)),
            "broken-skin": Given(
                Answer.YES,
                (Where.parse("left foot/sole-heel"), Where.parse("right leg")),
            ),
            "epilepsy": Given(Answer.UNKNOWN),
            "slow-worsening": Given(Answer.NO),
        },
        age=62,
        touch_check={left: dt.date(2026, 11, 20)},
        oks=(
            ClinicianOk(
                "diabetes",
                "warm-compress",
                (left,),
                "podiatrist",
                dt.date(2026, 11, 1),
                dt.date(2027, 5, 1),
            ),
        ),
        unmentioned=Answer.NO,
    )


def test_what_is_left_out_is_unanswered() -> None:
    found = answers_from_json({"giver": "helper", "places": ["left hand"]}, LIBRARY)

    assert found == Answers(Giver.HELPER, (Place.parse("left hand"),))
    assert found.unmentioned is Answer.UNANSWERED
    assert found.answer_to("diabetes") is Answer.UNANSWERED
    assert read().answer_to("pregnancy") is Answer.NO
    assert read().answer_to("diabetes") is Answer.YES


def test_nothing_said_may_be_null() -> None:
    empty = {"answers": None, "touch_check": None, "age": None}

    assert read(**empty).given == {}
    assert read(**empty).touch_check == {}
    assert read(**empty).age is None


def test_the_same_place_twice_is_one_place() -> None:
    assert read(places=["left foot", "left foot"]).places == (Place.parse("left foot"),)


@pytest.mark.parametrize("age", [0, 130])
def test_the_youngest_and_the_oldest_are_welcome(age: int) -> None:
    assert read(age=age).age == age


@pytest.mark.parametrize(
    ("text", "places", "spot"),
    [
        ("left foot", ["left foot"], None),
        ("left lower-leg/shin", ["left lower-leg"], "shin"),
        ("right leg", ["right foot", "right lower-leg", "right thigh"], None),
        ("left arm", ["left hand", "left forearm"], None),
        (" left arm ", ["left hand", "left forearm"], None),
    ],
)
def test_where_may_name_a_place_a_spot_or_a_limb(
    text: str, places: list[str], spot: str | None
) -> None:
    assert Where.parse(text) == Where(text, tuple(map(Place.parse, places)), spot)


@pytest.mark.parametrize(
    "text", ["leg", "left", "left nose", "up arm", "", "left arm/x"]
)
def test_where_is_nowhere_else(text: str) -> None:
    with pytest.raises(PlaceError):
        Where.parse(text)


@pytest.mark.parametrize(
    ("changed", "key", "problem", "nearest"),
    [
        ({"plases": []}, "plases", "is not known", "places"),
        ({"giver": "selv"}, "giver", "“selv” is not one of self, helper", "self"),
        ({"giver": ["self"]}, "giver", "is not one of", None),
        ({"giver": None}, "giver", "“None” is not one of", None),
        ({"places": "left foot"}, "places", "must be a list, like […]", None),
        ({"places": ["left fot"]}, "places", "“left fot” is not a place", "left foot"),
        ({"places": ["left leg"]}, "places", "“left leg” is not a place", None),
        ({"places": [7]}, "places", "“7” is not a place", "left foot"),
        (
            {"places": ["left foot/sole-arc"]},
            "places",
            "“sole-arc” is not a spot of the foot",
            "sole-arch",
        ),
        ({"places": ["left hand/sole-arch"]}, "places", "not a spot of the hand", None),
        ({"age": "62"}, "age", "“62” is not whole years from 0 to 130", None),
        ({"age": True}, "age", "“True” is not whole years", None),
        ({"age": -1}, "age", "“-1” is not whole years", None),
        ({"age": 131}, "age", "“131” is not whole years", None),
        ({"age": 6.5}, "age", "“6.5” is not whole years", None),
        ({"answers": []}, "answers", "must be names with values, like {…}", None),
        ({"answers": {"diabetis": {}}}, "answers.diabetis", "not known", "diabetes"),
        ({"answers": {"strok": {}}}, "answers.strok", "is not known", "stroke"),
        (
            {"answers": {"diabetes": "yes"}},
            "answers.diabetes",
            "names with values",
            None,
        ),
        ({"answers": {"diabetes": None}}, "answers.diabetes", "names with value", None),
        (
            {"answers": {"diabetes": {}}},
            "answers.diabetes.answer",
            "“None” is not",
            None,
        ),
        (
            {"answers": {"diabetes": {"anser": "yes"}}},
            "answers.diabetes.anser",
            "is not known",
            "answer",
        ),
        (
            {"answers": {"diabetes": {"answer": "yess"}}},
            "answers.diabetes.answer",
            "“yess” is not yes, no or unknown",
            "yes",
        ),
        (
            {"answers": {"diabetes": {"answer": "unanswered"}}},
            "answers.diabetes.answer",
            "is not yes, no or unknown",
            "unknown",
        ),
        (
            {"answers": {"diabetes": {"answer": []}}},
            "answers.diabetes.answer",
            "",
            None,
        ),
        (
            {"answers": {"diabetes": {"answer": "yes", "where": ["left foot"]}}},
            "answers.diabetes.where",
            "is asked of the whole person; leave “where” out",
            None,
        ),
        (
            {"answers": {"diabetes": {"answer": "no", "where": []}}},
            "answers.diabetes.where",
            "is asked of the whole person",
            None,
        ),
        (
            {"answers": {"broken-skin": {"answer": "yes", "where": "left foot"}}},
            "answers.broken-skin.where",
            "must be a list",
            None,
        ),
        (
            {"answers": {"broken-skin": {"answer": "yes", "where": ["left leg/shin"]}}},
            "answers.broken-skin.where",
            "is not a place",
            "left leg",
        ),
        (
            {
                "answers": {
                    "broken-skin": {"answer": "yes", "where": ["left foot/shin"]}
                }
            },
            "answers.broken-skin.where",
            "“shin” is not a spot of the foot",
            None,
        ),
        (
            {"answers": {"diabetes": {"answer": "yes", "since": "soon"}}},
            "answers.diabetes.since",
            "“soon” is not a date like 2026-11-23",
            None,
        ),
        ({"touch_check": ["left foot"]}, "touch_check", "names with values", None),
        (
            {"touch_check": {"left fot": "2026-11-20"}},
            "touch_check.left fot",
            "“left fot” is not a place",
            "left foot",
        ),
        (
            {"touch_check": {"left foot": "2026-02-30"}},
            "touch_check.left foot",
            "is not a date",
            None,
        ),
        (
            {"touch_check": {"left foot": 20261120}},
            "touch_check.left foot",
            "date",
            None,
        ),
        ({"oks": {}}, "oks", "must be a list", None),
        ({"oks": ["yes"]}, "oks[0]", "must be names with values", None),
        ({"oks": [OK, {**OK, "bye": "x"}]}, "bye", "is not known", "by"),
        ({"oks": [{**OK, "condition": "x"}]}, "oks[0].condition", "not known", None),
        (
            {"oks": [OK, {**OK, "technique": "warm-compres"}]},
            "oks[1].technique",
            "“warm-compres” is not known here",
            "warm-compress",
        ),
        ({"oks": [{**OK, "by": "surgeon"}]}, "oks[0].by", "not known", "nurse"),
        ({"oks": [{**OK, "by": ["nurse"]}]}, "oks[0].by", "not known", "nurse"),
        ({"oks": [{**OK, "places": ["foot"]}]}, "oks[0].places", "not a place", None),
        ({"oks": [{**OK, "on": "x"}]}, "oks[0].on", "is not a date", None),
        ({"oks": [{**OK, "until": None}]}, "oks[0].until", "is not a date", None),
        ({"unmentioned": "yes"}, "unmentioned", "“yes” is not no or unanswered", None),
        ({"unmentioned": []}, "unmentioned", "is not no or unanswered", None),
        ({"unmentioned": None}, "unmentioned", "is not no or unanswered", None),
    ],
)
def test_a_wrong_word_is_named_with_the_nearest_right_one(
    changed: dict[str, Any], key: str, problem: str, nearest: str | None
) -> None:
    error = refused(FILE | changed)

    assert error.key == key
    assert problem in str(error)
    assert str(error).startswith(f"{key}: ")
    if nearest:
        assert nearest in error.nearest
        assert f"Did you mean {', '.join(error.nearest)}?" in str(error)


@pytest.mark.parametrize("name", ["giver", "places"])
def test_a_file_without_what_it_needs_is_refused(name: str) -> None:
    error = refused({key: value for key, value in FILE.items() if key != name})

    assert error.key == name
    assert "is missing in the file; add it" in str(error)


@pytest.mark.parametrize("name", OK)
def test_an_ok_without_what_it_needs_is_refused(name: str) -> None:
    error = refused(FILE | {"oks": [{k: v for k, v in OK.items() if k != name}]})

    assert error.key == name
    assert "is missing in oks[0]" in str(error)


@pytest.mark.parametrize("sent", [None, [], "yes", 7, True])
def test_what_is_no_file_is_refused(sent: object) -> None:
    assert refused(sent).key == "the file"


def test_a_word_like_nothing_known_still_gets_the_first_ones() -> None:
    near = refused(FILE | {"answers": {"zzzzzzzz": {}}}).nearest

    assert near == CONDITIONS[:3]


@pytest.mark.parametrize("name", CONDITIONS)
def test_where_is_taken_where_a_place_is_asked_for(name: str) -> None:
    sent = {"answers": {name: {"answer": "yes", "where": ["left foot"]}}}

    if LIBRARY.conditions[name].scope is Scope.SESSION:
        assert refused(FILE | sent).key == f"answers.{name}.where"
    else:
        assert read(**sent).given[name].where == (Where.parse("left foot"),)


def test_those_who_may_lift_a_hold_are_those_it_names() -> None:
    diabetes, child = LIBRARY.conditions["diabetes"], LIBRARY.conditions["under-18"]

    assert ok_roles(diabetes, "ice-massage", LIBRARY) == ("podiatrist", "nurse")
    assert ok_roles(child, "ice-massage", LIBRARY) == (
        "parent-or-guardian",
        "clinician",
    )


def test_an_ok_to_what_is_no_hold_may_come_from_anyone_a_hold_names() -> None:
    diabetes = LIBRARY.conditions["diabetes"]
    anyone = ok_roles(diabetes, "hand-compression", LIBRARY)

    assert {"midwife", "surgeon", "podiatrist", "clinician"} <= set(anyone)
    assert len(anyone) == len(set(anyone))


@given(persons())
def test_answers_written_and_read_again_are_the_same(person: Answers) -> None:
    written = json.loads(json.dumps(answers_to_json(person)))
    again = answers_from_json(written, LIBRARY)

    assert again == replace(person, other_giver=False)
    assert answers_to_json(again) == written
    assert ("age" in written) == (person.age is not None)


words = st.sampled_from(
    [
        *(*FILE, *OK, *CONDITIONS[:4], *TECHNIQUES[:2], "yes", "no", "unknown", "self"),
        *("left foot", "left arm", "answer", "where", "since", "2026-11-20", "nurse"),
    ]
) | st.text(max_size=6)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | words,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=4)
    ),
    max_leaves=8,
)


@given(anything)
def test_any_json_is_read_or_refused(sent: object) -> None:
    with suppress(AnswersError):
        assert isinstance(answers_from_json(sent, LIBRARY), Answers)


@given(st.sampled_from(sorted(FILE)), anything)
def test_any_json_in_any_part_is_read_or_refused(part: str, sent: object) -> None:
    with suppress(AnswersError):
        assert isinstance(read(**{part: sent}), Answers)


@given(st.sampled_from(("answer", "where", "since", "diabetes")), anything)
def test_any_json_in_an_answer_is_read_or_refused(part: str, sent: object) -> None:
    with suppress(AnswersError):
        read(answers={"broken-skin": {"answer": "yes", part: sent}})


@given(st.sampled_from(sorted(OK)), anything)
def test_any_json_in_an_ok_is_read_or_refused(part: str, sent: object) -> None:
    with suppress(AnswersError):
        read(oks=[OK | {part: sent}])
