import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kneadwell.knowledge import Technique
from kneadwell.session import (
    DoseError,
    WrongPlaceError,
    WrongSpotError,
    compile_timeline,
    span_of,
)
from kneadwell.vocabulary import Giver, KneadwellError, Place
from tests.strategies import LIBRARY, Wish, cleared_for, places, techniques, wishes


def lesson(technique_id: str, *where: str, seconds: int | None = None) -> None:
    compile_timeline(
        LIBRARY,
        technique_id,
        [Place.parse(text) for text in where],
        Giver.SELF,
        seconds=seconds,
    )


@pytest.mark.hazard("H-03")
@given(wishes(), st.integers(1, 10_000))
def test_more_than_the_range_is_refused(wish: Wish, extra_s: int) -> None:
    verdicts = wish.cleared.verdicts if wish.cleared else None
    span = span_of(wish.technique, wish.places, LIBRARY, verdicts)

    with pytest.raises(DoseError, match="too long"):
        compile_timeline(
            LIBRARY,
            wish.technique.id,
            wish.places,
            wish.giver,
            seconds=span.most_s + extra_s,
            cleared=wish.cleared,
        )


@pytest.mark.parametrize("seconds", [0, -60, math.nan, math.inf, -math.inf])
def test_no_time_and_endless_time_are_refused(seconds: int) -> None:
    with pytest.raises(DoseError, match="5 to 10 minutes"):
        lesson("foot-massage-essential-oils", "left foot", seconds=seconds)


def test_a_second_for_each_place_is_the_least() -> None:
    with pytest.raises(DoseError):
        lesson("rolling-ball", "left foot", "right foot", seconds=1)
    lesson("rolling-ball", "left foot", "right foot", seconds=2)


def test_a_refused_length_names_the_range_and_that_less_is_fine() -> None:
    with pytest.raises(DoseError) as refused:
        lesson("rolling-ball", "left foot", "right foot", seconds=420)

    assert "2 places lasts 4 to 6 minutes; 7 is too long" in str(refused.value)
    assert "Less than the range is fine" in str(refused.value)


@pytest.mark.hazard("H-03")
@pytest.mark.parametrize(
    ("technique_id", "most_s"), [("circular-pressure", 300), ("ice-massage", 120)]
)
def test_spots_on_the_same_foot_share_what_the_foot_may_have(
    technique_id: str, most_s: int
) -> None:
    spots = LIBRARY.techniques[technique_id].regions[Place.parse("left foot").region]
    foot = [Place.parse(f"left foot/{spot}") for spot in spots.choose_from]

    session = compile_timeline(
        LIBRARY, technique_id, foot, Giver.SELF, cleared=cleared_for(technique_id)
    )

    assert session.work_s["left foot"] <= most_s


def test_a_place_the_technique_does_not_have_is_named_with_those_it_has() -> None:
    with pytest.raises(
        WrongPlaceError, match=r"not done on the thigh.*foot, lower-leg"
    ):
        lesson("rolling-ball", "left thigh")


def test_a_place_named_twice_is_refused() -> None:
    with pytest.raises(WrongPlaceError, match=r"left foot.*twice"):
        lesson("rolling-ball", "left foot", "left foot")


def test_the_usual_spot_and_the_same_spot_by_name_are_one_place() -> None:
    with pytest.raises(WrongPlaceError, match="twice"):
        lesson("circular-pressure", "left foot", "left foot/sole-heel")


@pytest.mark.hazard("H-05")
@pytest.mark.parametrize("spot", ["inner-ankle", "between-the-toes", "palm-centre"])
def test_a_spot_that_is_not_offered_is_refused_with_those_that_are(spot: str) -> None:
    with pytest.raises(WrongSpotError, match=f"{spot}.*sole-heel, sole-arch"):
        lesson("circular-pressure", f"left foot/{spot}")


def test_a_technique_for_the_whole_foot_says_how_to_write_that() -> None:
    with pytest.raises(WrongSpotError, match="whole foot: write “left foot”"):
        lesson("rolling-ball", "left foot/sole-arch")


@given(techniques, st.lists(places, min_size=1, max_size=4), st.integers())
def test_whatever_is_asked_for_is_led_or_refused_on_purpose(
    technique: Technique, where: list[Place], seconds: int
) -> None:
    with contextlib.suppress(KneadwellError):
        timeline = compile_timeline(
            LIBRARY, technique.id, where, Giver.HELPER, seconds=seconds
        )
        assert seconds == sum(timeline.work_s.values())
