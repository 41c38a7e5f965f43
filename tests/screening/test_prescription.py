"""A therapist's programme is a lid: it closes, and never opens anything."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kneadwell.screening import (
    Check,
    Cleared,
    Dose,
    Past,
    Prescribed,
    Prescription,
    PrescriptionError,
    Refused,
    Room,
    Work,
    may_start,
    prescription_from_json,
    prescription_to_json,
    room_for,
    screen,
    to_confirm,
)
from kneadwell.vocabulary import Place, Side
from tests.screening.people import LIBRARY, TECHNIQUES, no_to_all

FOOT, OTHER_FOOT = Place.parse("left foot"), Place.parse("right foot")
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
WRITTEN = {
    "version": 3,
    "by": "Ana Ruiz, physiotherapist",
    "on": "2026-11-01",
    "review": "2026-12-01",
    "techniques": [
        {
            "technique": "hand-compression",
            "places": ["left hand"],
            "minutes": {"least": 2, "most": 4},
            "times": {"least": 3, "most": 10, "per": "week"},
        },
        {"technique": "rolling-ball", "times": {"least": 1, "most": 2, "per": "day"}},
    ],
    "forbidden": ["ice-massage"],
}


def places_of(name: str) -> list[Place]:
    regions = LIBRARY.techniques[name].regions
    return [Place(side, region) for region in regions for side in Side]


def spans(highest: int) -> st.SearchStrategy[tuple[int, int]]:
    two = st.tuples(st.integers(1, highest), st.integers(1, highest))
    return two.map(lambda both: (min(both), max(both)))


def prescribed(name: str) -> st.SearchStrategy[Prescribed]:
    times = st.tuples(spans(4), st.sampled_from(("day", "week")))
    return st.builds(
        Prescribed,
        st.just(name),
        st.lists(st.sampled_from(places_of(name)), max_size=3, unique=True).map(tuple),
        st.none() | spans(12),
        st.none() | times.map(lambda it: (*it[0], it[1])),
    )


@st.composite
def programmes(draw: st.DrawFn) -> Prescription:
    order = draw(st.permutations(TECHNIQUES))
    listed, forbidden = draw(st.integers(0, 4)), draw(st.integers(0, 3))
    review = draw(st.sampled_from((TODAY - DAY, TODAY, TODAY + DAY, TODAY + 30 * DAY)))
    names = order[: max(listed, 0 if forbidden else 1)]
    return Prescription(
        1,
        "Ana",
        TODAY - 30 * DAY,
        review,
        tuple(draw(prescribed(name)) for name in names),
        tuple(order[len(names) : len(names) + forbidden]),
    ).checked()


def less(draw: st.DrawFn, programme: Prescription) -> Prescription:
    """Draw a programme that allows less: one more forbidden, or a lower figure."""
    inside = [one.technique_id for one in programme.techniques]
    kinds = ["forbid", *(["lower", "shorten", "narrow", "rarer"] if inside else [])]
    kind = draw(st.sampled_from(kinds))
    if kind == "forbid":
        one_more = draw(st.sampled_from(TECHNIQUES))
        return replace(
            programme,
            techniques=tuple(
                it for it in programme.techniques if it.technique_id != one_more
            ),
            # Without its last technique a list would no longer close the others.
            forbidden=TECHNIQUES
            if inside == [one_more]
            else (*programme.forbidden, one_more),
        )
    index = draw(st.integers(0, len(inside) - 1))
    one = programme.techniques[index]
    if kind == "lower":
        least, most = one.minutes or (1, 12)
        most = draw(st.integers(1, most))
        one = replace(one, minutes=(min(least, most), most))
    elif kind == "rarer":
        least, most, per = one.times or (1, 4, "day")
        most = draw(st.integers(1, most))
        one = replace(one, times=(min(least, most), most, per))
    elif kind == "narrow":
        fewer = one.places or tuple(places_of(one.technique_id))
        one = replace(one, places=fewer[:1])
    else:
        return replace(programme, review=programme.review - 40 * DAY)
    techniques = [*programme.techniques]
    techniques[index] = one
    return replace(programme, techniques=tuple(techniques))


@st.composite
def a_wider_and_a_stricter(draw: st.DrawFn) -> tuple[Prescription, Prescription]:
    wide = draw(programmes())
    return wide, less(draw, wide)


pairs = a_wider_and_a_stricter()
doses = st.lists(
    st.builds(
        Dose,
        st.sampled_from(TECHNIQUES),
        st.sampled_from((FOOT, OTHER_FOOT)),
        st.integers(0, 300),
        st.integers(0, 8 * 24 * 60).map(lambda ago: NOW - dt.timedelta(minutes=ago)),
    ),
    max_size=5,
).map(tuple)


def allowed_s(
    programme: Prescription | None, name: str, place: Place, past: tuple[Dose, ...]
) -> int:
    technique = LIBRARY.techniques[name]
    cap_s = technique.caps.seconds_per_place
    room = room_for(
        technique, place, cap_s, past, NOW, LIBRARY, cap_s=cap_s, prescription=programme
    )
    return room.seconds


def start(
    name: str,
    seconds: Mapping[Place, int],
    programme: Prescription | None,
    past: tuple[Dose, ...] = (),
    now: dt.datetime = NOW,
) -> Cleared | Refused:
    """Ask the gate, of someone who has nothing to tell and said yes to everything."""
    answers = no_to_all(tuple(dict.fromkeys(place.whole for place in seconds)))
    verdicts = screen(answers, LIBRARY, now.date()).techniques[name].verdicts
    return may_start(
        Check(answers, LIBRARY.edition, now, to_confirm(verdicts.values())),
        Work(name, seconds),
        LIBRARY,
        standing=answers,
        past=Past(past, (), programme),
        now=now,
    )


@pytest.mark.hazard("H-72")
@given(pairs, st.sampled_from(TECHNIQUES), st.sampled_from((FOOT, OTHER_FOOT)), doses)
def test_a_stricter_programme_never_leaves_more_room(
    both: tuple[Prescription, Prescription],
    name: str,
    place: Place,
    past: tuple[Dose, ...],
) -> None:
    wide, strict = both

    free_s = allowed_s(None, name, place, past)
    wide_s = allowed_s(wide, name, place, past)
    assert allowed_s(strict, name, place, past) <= wide_s <= free_s


@pytest.mark.hazard("H-72")
@given(pairs, st.sampled_from(TECHNIQUES), st.data(), doses)
def test_a_stricter_programme_never_opens_what_a_wider_one_closes(
    both: tuple[Prescription, Prescription],
    name: str,
    data: st.DataObject,
    past: tuple[Dose, ...],
) -> None:
    wide, strict = both
    places = data.draw(
        st.lists(st.sampled_from(places_of(name)), min_size=1, max_size=2, unique=True)
    )
    seconds = {place: data.draw(st.integers(1, 300)) for place in places}

    decided = [start(name, seconds, it, past) for it in (None, wide, strict)]
    opens = [isinstance(one, Cleared) for one in decided]
    assert opens == sorted(opens, reverse=True)


@pytest.mark.hazard("H-72")
@given(programmes(), st.sampled_from(TECHNIQUES), st.integers(1, 300))
def test_the_gate_opens_nothing_above_the_ceiling(
    programme: Prescription, name: str, seconds: int
) -> None:
    for place in places_of(name):
        ceiling = programme.ceiling(name, place, TODAY)
        decided = start(name, {place: seconds}, programme)
        if ceiling and ceiling.seconds is not None and seconds > ceiling.seconds:
            assert isinstance(decided, Refused)
            assert decided.beyond[0].seconds == ceiling.seconds
            assert decided.beyond[0].by == "Ana"
            assert not decided.not_yet
        elif isinstance(decided, Refused):
            assert not decided.beyond


@pytest.mark.hazard("H-72")
@given(programmes(), st.sampled_from(TECHNIQUES), doses, st.integers(1, 400))
def test_room_comes_back_when_it_is_said_to(
    programme: Prescription, name: str, past: tuple[Dose, ...], asked_s: int
) -> None:
    technique = LIBRARY.techniques[name]
    cap_s = technique.caps.seconds_per_place

    def room(at: dt.datetime, asked_s: int = asked_s) -> Room:
        return room_for(
            technique,
            FOOT,
            asked_s,
            past,
            at,
            LIBRARY,
            cap_s=cap_s,
            prescription=programme,
        )

    at = room(NOW).possible_at
    ceiling = programme.ceiling(name, FOOT, at.date())
    limits = [asked_s, cap_s, *([ceiling.seconds] if ceiling else [])]
    whole_s = min(it for it in limits if it is not None)
    assert at >= NOW
    assert room(at).seconds == whole_s
    if at > NOW:
        assert room(at - dt.timedelta(seconds=1), whole_s).seconds < whole_s


def test_what_a_programme_lists_is_all_that_it_allows() -> None:
    programme = prescription_from_json(WRITTEN, LIBRARY)
    hand, foot = Place.parse("left hand"), Place.parse("left foot")

    assert programme.ceiling("hand-compression", hand, TODAY) is not None
    for name, place in [
        ("hand-compression", Place.parse("right hand")),
        ("warm-compress", foot),
        ("ice-massage", foot),
    ]:
        ceiling = programme.ceiling(name, place, TODAY)
        assert ceiling is not None
        assert ceiling.seconds == 0
    spot = replace(hand, spot="palm")
    assert programme.ceiling("hand-compression", spot, TODAY) == programme.ceiling(
        "hand-compression", hand, TODAY
    )


def test_one_that_only_forbids_says_nothing_about_the_rest() -> None:
    programme = replace(
        prescription_from_json(WRITTEN, LIBRARY), techniques=()
    ).checked()

    assert programme.ceiling("warm-compress", FOOT, TODAY) is None
    assert isinstance(start("warm-compress", {FOOT: 60}, programme), Cleared)
    assert isinstance(start("ice-massage", {FOOT: 60}, programme), Refused)


@pytest.mark.hazard("H-72")
def test_after_the_review_the_lower_numbers_are_the_most() -> None:
    programme = prescription_from_json(WRITTEN, LIBRARY)
    hand = Place.parse("left hand")
    until, after = programme.review, programme.review + DAY

    before = programme.ceiling("hand-compression", hand, until)
    assert before is not None
    assert (before.seconds, before.times_per_week) == (240, 10)
    later = programme.ceiling("hand-compression", hand, after)
    assert later is not None
    assert (later.seconds, later.times_per_week) == (120, 3)
    assert not programme.is_over(until)
    assert programme.is_over(after)

    noon = dt.datetime.combine(after, dt.time(12), dt.UTC)
    refused = start("hand-compression", {hand: 121}, programme, now=noon)
    assert isinstance(refused, Refused)
    assert refused.beyond[0].is_over
    opened = start("hand-compression", {hand: 120}, programme, now=noon)
    assert isinstance(opened, Cleared)


@pytest.mark.parametrize(
    ("times", "a_day"), [((1, 1, "week"), 1), ((3, 7, "week"), 1), ((3, 8, "week"), 2)]
)
def test_times_in_a_week_are_spread_over_it(
    times: tuple[int, int, str], a_day: int
) -> None:
    programme = replace(
        prescription_from_json(WRITTEN, LIBRARY),
        techniques=(Prescribed("hand-compression", times=times),),
    )
    hand = Place.parse("left hand")
    had = tuple(
        Dose("hand-compression", hand, 60, NOW - HOUR * n) for n in range(1, a_day + 1)
    )

    refused = start("hand-compression", {hand: 60}, programme, had)
    assert isinstance(refused, Refused)
    assert start("hand-compression", {hand: 60}, programme, had[:-1]) != refused
    # Twice a day is the technique's own cap: then it is not the programme's doing.
    assert refused.not_yet[0].by == (programme.by if a_day == 1 else "")


@pytest.mark.hazard("H-72")
@pytest.mark.parametrize("per", ["day", "week"])
@pytest.mark.parametrize("name", TECHNIQUES)
def test_a_number_above_our_own_cap_changes_nothing(name: str, per: str) -> None:
    programme = Prescription(
        1,
        "Ana",
        TODAY,
        TODAY + 60 * DAY,
        (Prescribed(name, (), (1, 60), (1, 10, per)),),
    )
    caps = LIBRARY.techniques[name].caps
    place = places_of(name)[0]
    sunday = NOW + 6 * DAY
    times = caps.times_per_day or caps.times_per_week or 1
    step = HOUR if caps.times_per_day else DAY
    had = tuple(Dose(name, place, 30, sunday - step * n) for n in range(1, times + 1))

    for now, past in ((NOW, ()), (sunday, had), (sunday, had[1:])):
        free, bound = (
            room_for(
                LIBRARY.techniques[name],
                place,
                caps.seconds_per_place,
                past,
                now,
                LIBRARY,
                cap_s=caps.seconds_per_place,
                prescription=it,
            )
            for it in (None, programme)
        )
        # Only what has no cap of its own may be counted by a programme alone.
        assert bound == free or name == "circular-pressure"


@pytest.mark.hazard("H-72")
def test_spots_of_one_place_share_what_its_programme_allows() -> None:
    programme = replace(
        prescription_from_json(WRITTEN, LIBRARY),
        techniques=(Prescribed("circular-pressure", minutes=(1, 2)),),
    )
    spots = LIBRARY.techniques["circular-pressure"].regions[FOOT.region].choose_from
    two = [replace(FOOT, spot=spot) for spot in spots[:2]]

    assert isinstance(
        start("circular-pressure", dict.fromkeys(two, 60), programme), Cleared
    )
    refused = start("circular-pressure", dict.fromkeys(two, 61), programme)
    assert isinstance(refused, Refused)
    assert refused.beyond[0].place == FOOT


@given(programmes())
def test_a_programme_reads_back_as_it_was_written(programme: Prescription) -> None:
    assert prescription_from_json(prescription_to_json(programme), LIBRARY) == programme


def test_a_file_reads_as_it_says() -> None:
    assert prescription_to_json(prescription_from_json(WRITTEN, LIBRARY)) == WRITTEN


def changed(**parts: Any) -> dict[str, Any]:
    return {key: it for key, it in (WRITTEN | parts).items() if it is not ...}


def of_first(**parts: Any) -> dict[str, Any]:
    first = {"technique": "hand-compression"} | parts
    return changed(techniques=[{k: v for k, v in first.items() if v is not ...}])


@pytest.mark.parametrize(
    ("sent", "key", "words"),
    [
        ([], "prescription", "names with values"),
        (changed(by=...), "prescription", "“by” is missing"),
        (changed(doctor="Ana"), "prescription", "“doctor” is not known"),
        (changed(version=0), "version", "“0” is not a whole number from 1"),
        (changed(version=True), "version", "“True”"),
        (changed(by=" "), "by", "1 to 80 letters"),
        (changed(by="A" * 81), "by", "1 to 80 letters"),
        (changed(on="yesterday"), "on", "“yesterday” is not a date"),
        (changed(review="2026-10-31"), "review", "before the day"),
        (changed(techniques={}), "techniques", "must be a list"),
        (changed(techniques=[], forbidden=[]), "techniques", "at least one"),
        (changed(forbidden=["icing"]), "forbidden[0]", "Did you mean"),
        (changed(forbidden=["rolling-ball"]), "techniques[1].technique", "forbidden"),
        (
            changed(techniques=[WRITTEN["techniques"][1]] * 2),  # type: ignore[index]
            "techniques[1].technique",
            "twice",
        ),
        (of_first(technique=...), "techniques[0]", "“technique” is missing"),
        (of_first(technique="hand"), "techniques[0].technique", "Did you mean"),
        (of_first(place=[]), "techniques[0]", "Did you mean places"),
        (of_first(places=["left foot"]), "techniques[0].places", "only on hand"),
        (of_first(places=["left hnad"]), "techniques[0].places", "left hand"),
        (of_first(places=["left hand/palm"]), "techniques[0].places", "whole place"),
        (of_first(minutes=5), "techniques[0].minutes", "names with values"),
        (of_first(minutes={"least": 1}), "techniques[0].minutes", "“most” is missing"),
        (
            of_first(minutes={"least": 0, "most": 5}),
            "techniques[0].minutes.least",
            "from 1 to 60",
        ),
        (
            of_first(minutes={"least": 6, "most": 5}),
            "techniques[0].minutes",
            "the least, 6, is above the most, 5",
        ),
        (
            of_first(minutes={"least": 1, "most": 2.5}),
            "techniques[0].minutes.most",
            "“2.5”",
        ),
        (
            of_first(times={"least": 1, "most": 2, "per": ["day"]}),
            "techniques[0].times.per",
            "day or week",
        ),
        (
            of_first(times={"least": 1, "most": 11, "per": "day"}),
            "techniques[0].times.most",
            "from 1 to 10",
        ),
    ],
)
def test_what_cannot_be_read_is_named(sent: object, key: str, words: str) -> None:
    with pytest.raises(PrescriptionError) as refused:
        prescription_from_json(sent, LIBRARY)

    assert refused.value.key == key
    assert words in str(refused.value)
