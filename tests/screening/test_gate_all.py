"""Several techniques pass the one gate, and never more than one at a time would."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kneadwell.screening import (
    Answers,
    Check,
    Cleared,
    Dose,
    Past,
    Refused,
    TooLong,
    Work,
    may_start,
    may_start_all,
    place_most_s,
    screen,
    to_confirm,
)
from kneadwell.vocabulary import EVERYWHERE, Place
from tests.screening.people import LIBRARY, TECHNIQUES, TODAY, no_to_all, persons

NOW = dt.datetime.combine(TODAY, dt.time(12), dt.UTC)
LEFT, RIGHT = Place.parse("left foot"), Place.parse("right foot")
NOBODY = no_to_all()
OIL, WARMTH, COLD = "foot-massage-essential-oils", "warm-compress", "ice-massage"
CIRCLES, LEGS = "circular-pressure", "deep-tissue-legs"


def check_of(answers: Answers) -> Check:
    """Return a check a minute ago with everything confirmed that may be asked."""
    screened = screen(answers, LIBRARY, TODAY).techniques.values()
    verdicts = (v for technique in screened for v in technique.verdicts.values())
    return Check(
        answers, LIBRARY.edition, NOW - dt.timedelta(minutes=1), to_confirm(verdicts)
    )


def start(
    works: Sequence[Work], answers: Answers = NOBODY, past: Past | None = None
) -> tuple[Cleared, ...] | Refused:
    return may_start_all(
        check_of(answers),
        works,
        LIBRARY,
        standing=answers,
        past=past or Past(),
        now=NOW,
    )


def start_one(work: Work, answers: Answers, past: Past) -> Cleared | Refused:
    check = check_of(answers)
    return may_start(check, work, LIBRARY, standing=answers, past=past, now=NOW)


def both(*works: tuple[str, Place, int]) -> tuple[Cleared, ...] | Refused:
    return start([Work(name, {place: seconds}) for name, place, seconds in works])


@st.composite
def works(draw: st.DrawFn) -> Work:
    """Draw a technique on one to three of its places, for little or too much."""
    name = draw(st.sampled_from(TECHNIQUES))
    regions = LIBRARY.techniques[name].regions
    there = [place for place in EVERYWHERE if place.region in regions]
    seconds = st.integers(1, 120) | st.integers(1, 400)
    return Work(
        name,
        draw(st.dictionaries(st.sampled_from(there), seconds, min_size=1, max_size=3)),
    )


pasts = st.lists(
    st.builds(
        Dose,
        st.sampled_from(TECHNIQUES),
        st.sampled_from(EVERYWHERE),
        st.integers(0, 300),
        st.integers(0, 60).map(lambda hours: NOW - dt.timedelta(hours=hours)),
    ),
    max_size=4,
).map(lambda doses: Past(tuple(doses)))
anyone = st.just(NOBODY) | persons()


@given(works(), anyone, pasts)
def test_one_work_goes_by_the_gate_as_it_is(
    work: Work, answers: Answers, past: Past
) -> None:
    alone = start_one(work, answers, past)

    expected = (alone,) if isinstance(alone, Cleared) else alone
    assert start([work], answers, past) == expected


@pytest.mark.hazard("H-73")
@given(st.lists(works(), min_size=1, max_size=3), works(), anyone, pasts, st.data())
def test_another_work_never_opens_anything(
    some: list[Work], more: Work, answers: Answers, past: Past, data: st.DataObject
) -> None:
    where = data.draw(st.integers(0, len(some)))
    found = start([*some[:where], more, *some[where:]], answers, past)

    if not isinstance(found, Refused):
        assert not isinstance(start(some, answers, past), Refused)
        for work in (*some, more):
            assert isinstance(start_one(work, answers, past), Cleared)


@pytest.mark.hazard("H-73")
@given(st.lists(works(), min_size=2, max_size=3), anyone, pasts)
def test_what_starts_keeps_every_foot_hand_and_session_within_its_cap(
    some: list[Work], answers: Answers, past: Past
) -> None:
    found = start(some, answers, past)

    if isinstance(found, Refused):
        return
    assert [one.technique_id for one in found] == [work.technique_id for work in some]
    taken: Counter[Place] = Counter()
    for work in some:
        for place, seconds in work.seconds.items():
            taken[place.whole] += seconds
    assert taken.total() <= LIBRARY.session.session_seconds
    for place, seconds in taken.items():
        verdicts = [one.verdicts[place] for one in found if place in one.verdicts]
        cap_s = place_most_s(place, verdicts, LIBRARY)
        assert cap_s is None or seconds <= cap_s


@pytest.mark.hazard("H-70")
@pytest.mark.parametrize("order", [(WARMTH, COLD), (COLD, WARMTH)])
def test_warmth_and_cold_on_one_place_do_not_start(order: tuple[str, str]) -> None:
    first, second = order
    found = both((first, LEFT, 60), (second, LEFT, 60))

    assert isinstance(found, Refused)
    assert found.technique_id == second
    assert [full.place for full in found.not_yet] == [LEFT]
    assert not isinstance(both((first, LEFT, 60), (second, RIGHT, 60)), Refused)


@pytest.mark.hazard("H-73")
def test_more_than_one_foot_may_have_does_not_start() -> None:
    found = both((OIL, LEFT, 200), (CIRCLES, LEFT, 101))

    assert isinstance(found, Refused)
    assert found.too_long == (TooLong(LEFT, 301, 300),)
    assert not isinstance(both((OIL, LEFT, 200), (CIRCLES, LEFT, 100)), Refused)
    assert not isinstance(both((OIL, LEFT, 200), (CIRCLES, RIGHT, 101)), Refused)


def test_spots_of_one_foot_share_what_it_may_have() -> None:
    spots = {Place.parse(f"left foot/{at}"): 60 for at in ("sole-arch", "sole-heel")}
    found = start([Work(OIL, {LEFT: 200}), Work(CIRCLES, spots)])

    assert isinstance(found, Refused)
    assert found.too_long == (TooLong(LEFT, 320, 300),)


@pytest.mark.hazard("H-73")
def test_more_than_a_session_may_have_does_not_start() -> None:
    legs = {Place.parse(f"{side} lower-leg"): 301 for side in ("left", "right")}
    feet = {LEFT: 150, RIGHT: 149}
    found = start([Work(OIL, feet), Work(LEGS, legs)])

    assert isinstance(found, Refused)
    assert found.too_long == (TooLong(None, 901, 900),)
    shorter = [Work(OIL, {LEFT: 149, RIGHT: 149}), Work(LEGS, legs)]
    assert not isinstance(start(shorter), Refused)


def test_a_technique_that_comes_twice_counts_as_two_times() -> None:
    found = both((OIL, LEFT, 60), (OIL, LEFT, 60))

    assert isinstance(found, Refused)
    assert found.not_yet


def test_a_session_of_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="at least one technique"):
        start([])
