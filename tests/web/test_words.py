import pytest

from kneadwell.knowledge import Frequency, Library, Minutes, Per
from kneadwell.vocabulary import Place
from kneadwell.web import words


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (60, "1 minute"),
        (90, "1 minute 30 seconds"),
        (300, "5 minutes"),
    ],
)
def test_seconds_become_minutes_and_seconds(seconds: int, text: str) -> None:
    assert words.time_text(seconds) == text


@pytest.mark.parametrize(
    ("frequency", "text"),
    [
        (Frequency(as_needed=True), "as needed"),
        (Frequency(as_needed=False, least=1, most=1, per="day"), "once a day"),
        (
            Frequency(as_needed=True, least=1, most=1, per="week"),
            "once a week, or as needed",
        ),
        (Frequency(as_needed=False, least=2, most=3, per="week"), "2–3 times a week"),
    ],
)
def test_how_often_reads_like_a_person_says_it(frequency: Frequency, text: str) -> None:
    assert words.times_text(frequency) == text


def test_minutes_say_what_they_are_for() -> None:
    assert words.minutes_text(Minutes(5, 5, Per.PLACE)) == "5 minutes for each place"
    assert words.minutes_text(Minutes(10, 15, Per.SESSION)) == "10–15 minutes in all"


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("left foot", "left foot"),
        ("right foot/sole-arch", "right foot, arch"),
        ("left hand/a-spot-of-another-edition", "left hand"),
    ],
)
def test_a_place_has_a_name(place: str, name: str, library: Library) -> None:
    assert words.place_name(Place.parse(place), library) == name


def test_a_technique_that_is_gone_keeps_its_id(library: Library) -> None:
    assert words.technique_name("rolling-ball", library) == "Soft ball roll, sitting"
    assert words.technique_name("gone", library) == "gone"
