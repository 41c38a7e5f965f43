from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kneadwell.atlas import load_body_map
from kneadwell.vocabulary import EVERYWHERE, Place, Region, Side

Face = Literal["front", "back"]
FACES: tuple[Face, ...] = ("front", "back")
FACE_UNITS = 80
"""The head ends here."""


def middle(dots: tuple[tuple[float, float], ...]) -> float:
    return sum(x for x, _ in dots) / len(dots)


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("region", Region)
def test_left_is_on_the_left_as_in_a_mirror(face: Face, region: Region) -> None:
    regions = load_body_map(face).regions
    left, right = (regions[Place(side, region)] for side in Side)
    assert middle(left.polygon) < middle(right.polygon)
    assert left.press.x < right.press.x


@pytest.mark.parametrize("face", FACES)
@given(places=st.sets(st.sampled_from(EVERYWHERE), min_size=1))
def test_the_frame_holds_all_that_can_be_pressed_and_cuts_no_face(
    face: Face, places: set[Place]
) -> None:
    body = load_body_map(face)
    frame = body.frame(places)
    for place in places:
        press = body.regions[place].press
        assert frame.x <= press.x
        assert press.x + press.width <= frame.x + frame.width + 0.1
        assert frame.y <= press.y
        assert press.y + press.height <= frame.y + frame.height + 0.1
    assert frame.y == 0 or frame.y > FACE_UNITS


def test_legs_alone_are_shown_larger_than_the_whole_body() -> None:
    body = load_body_map("front")
    legs = body.frame([Place(Side.LEFT, Region.THIGH), Place(Side.LEFT, Region.FOOT)])
    feet = body.frame([Place(Side.LEFT, Region.FOOT)])
    assert feet.height < legs.height < body.frame(EVERYWHERE).height
    assert feet.y > body.regions[Place(Side.LEFT, Region.THIGH)].press.y
