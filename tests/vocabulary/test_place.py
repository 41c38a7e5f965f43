import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kneadwell.vocabulary import (
    EVERYWHERE,
    Limb,
    Place,
    PlaceError,
    Region,
    ScoreError,
    Side,
    checked_score,
    in_language,
    lines_in,
)
from tests.strategies import places


@given(places)
def test_a_place_that_was_written_down_is_read_back_as_the_same_place(
    place: Place,
) -> None:
    assert place == Place.parse(str(place))


@given(places)
def test_a_spot_lies_in_the_whole_place(place: Place) -> None:
    assert Place(place.side, place.region) == place.whole


@pytest.mark.parametrize(
    "text",
    ["", "foot", "left", "left knee", "both foot", "leftfoot", "left foot/", "/x"],
)
def test_what_is_no_place_is_answered_with_how_to_write_one(text: str) -> None:
    with pytest.raises(PlaceError, match=r"lower-leg.*left foot/sole-arch"):
        Place.parse(text)


@given(st.text())
def test_any_text_is_a_place_or_a_place_error(text: str) -> None:
    with contextlib.suppress(PlaceError):
        place = Place.parse(text)
        assert place == Place.parse(str(place))


@pytest.mark.parametrize("value", [-1, 11, 4.0, "4", True, None, [], float("nan")])
def test_only_whole_points_from_0_to_10_are_a_rating(value: object) -> None:
    with pytest.raises(ScoreError, match="0 to 10"):
        checked_score(value)


def test_a_text_not_translated_yet_is_said_in_english() -> None:
    assert in_language({"en": "Stop.", "es": "Pare."}, "es") == "Pare."
    assert in_language({"en": "Stop."}, "es") == "Stop."
    assert lines_in({"en": ("Stop.",)}, "es") == ("Stop.",)
    assert lines_in({}) == ()


@given(st.sampled_from(Region))
def test_every_region_belongs_to_one_limb(region: Region) -> None:
    assert [limb for limb in Limb if region in limb.regions] == [Limb.of(region)]


def test_everywhere_is_every_region_on_both_sides_once() -> None:
    assert {str(place) for place in EVERYWHERE} == {
        f"{side} {region}" for side in Side for region in Region
    }
    assert len(EVERYWHERE) == 10
