import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kneadwell.knowledge import Touch
from kneadwell.session import (
    Cue,
    CueKind,
    NotClearedError,
    Timeline,
    compile_timeline,
)
from kneadwell.vocabulary import Giver, Place, Region, Side
from tests.strategies import (
    LIBRARY,
    TECHNIQUES,
    Wish,
    cleared_for,
    givers,
    wishes,
)

LESSON_S = {
    "foot-massage-essential-oils": 600,
    "hand-compression": 300,
    "rolling-ball": 180,
    "deep-tissue-legs": 900,
    "reflexology": 600,
    "nerve-gliding": 300,
    "circular-pressure": 180,
    "ice-massage": 120,
    "warm-compress": 600,
    "knuckle-pressure": 180,
}
CLEARED_BOTH_SIDES_S = {
    "foot-massage-essential-oils": 600,
    "hand-compression": 600,
    "rolling-ball": 240,
    "deep-tissue-legs": 900,
    "reflexology": 600,
    "nerve-gliding": 600,
    "circular-pressure": 240,
    "ice-massage": 240,
    "warm-compress": 600,
    "knuckle-pressure": 240,
}


def turns(timeline: Timeline) -> list[list[Cue]]:
    """Return the cues of each place, from its first stroke to its last."""
    turns: list[list[Cue]] = [[]]
    for cue in timeline.cues[3:]:
        if cue.kind is CueKind.AFTER_CARE:
            break
        if cue.kind is CueKind.SWITCH:
            turns.append([])
        else:
            turns[-1].append(cue)
    return turns


def work_s(cues: list[Cue]) -> int:
    return sum(cue.lasts_s for cue in cues if cue.kind is CueKind.WORK)


@given(wishes())
def test_a_session_runs_from_0_without_gap_or_overlap(wish: Wish) -> None:
    timeline = wish.compile()

    assert timeline.cues[0].at_s == 0
    assert all(cue.lasts_s > 0 for cue in timeline.cues)
    for cue, after in pairwise(timeline.cues):
        assert cue.at_s + cue.lasts_s == after.at_s
    assert sum(cue.lasts_s for cue in timeline.cues) == timeline.ends_s


@given(wishes())
def test_hands_work_for_the_seconds_asked_for_and_alike_on_each_place(
    wish: Wish,
) -> None:
    each_s, left_over = divmod(wish.seconds, len(wish.places))

    worked = turns(wish.compile())

    assert [each_s + (i < left_over) for i in range(len(wish.places))] == [
        work_s(turn) for turn in worked
    ]


@given(wishes())
def test_a_place_is_worked_in_one_go_and_in_the_order_asked_for(wish: Wish) -> None:
    timeline = wish.compile()

    for turn, place in zip(turns(timeline), wish.places, strict=True):
        kinds = {cue.kind for cue in turn}
        assert kinds <= {CueKind.WORK, CueKind.CHECK, CueKind.REST}
        assert {cue.place for cue in turn} == {place.whole}
    assert [place.whole for place in wish.places[1:]] == [
        cue.place for cue in timeline.cues if cue.kind is CueKind.SWITCH
    ]


@given(wishes())
def test_a_session_opens_with_the_skin_check_and_closes_with_after_care(
    wish: Wish,
) -> None:
    kinds = [cue.kind for cue in wish.compile().cues]
    care = kinds.index(CueKind.AFTER_CARE)

    assert kinds[:3] == [CueKind.GET_READY, CueKind.SET_UP, CueKind.CHECK]
    assert set(kinds[care:-1]) == {CueKind.AFTER_CARE}
    assert kinds[-1] is CueKind.FINISH
    assert CueKind.WORK not in kinds[care:]
    assert len(wish.places) - 1 == Counter(kinds)[CueKind.SWITCH]


@pytest.mark.hazard("H-03")
@given(wishes())
def test_hands_never_work_over_two_minutes_without_a_check(wish: Wish) -> None:
    for turn in turns(wish.compile()):
        unchecked_s = 0
        for cue in turn:
            if cue.kind is CueKind.CHECK:
                unchecked_s = 0
            elif cue.kind is CueKind.WORK:
                unchecked_s += cue.lasts_s
            assert unchecked_s <= 120


@given(wishes())
def test_every_moment_has_words_that_can_be_said(wish: Wish) -> None:
    for cue in wish.compile().cues:
        assert cue.sentences
        assert all(sentence.strip() for sentence in cue.sentences)
        assert "{" not in cue.say
        shown = cue.show is not None
        assert shown if cue.kind is CueKind.WORK else not shown or cue.spot
        assert not shown or cue.kind in {CueKind.WORK, CueKind.REST}


@given(wishes())
def test_a_step_is_told_before_or_while_it_is_done(wish: Wish) -> None:
    """Whoever does not see the screen has to hear it in time."""
    begin = set(LIBRARY.session.begin["en"])
    for turn in turns(wish.compile()):
        for told, cue in pairwise(turn):
            if begin & set(cue.sentences):
                assert told.kind is CueKind.REST
                assert (told.spot, told.show) == (cue.spot, cue.show)
                words = sum(len(sentence.split()) for sentence in told.sentences)
                assert told.lasts_s >= words / 2.4
            elif told.kind is CueKind.REST and told.show:
                message = f"“{told.say}” is told, and nobody says when to begin"
                raise AssertionError(message)


@given(wishes())
def test_heat_and_ice_never_lie_on_while_the_next_step_is_told(wish: Wish) -> None:
    for turn in turns(wish.compile()):
        worked = [cue for cue in turn if cue.show]
        for before, after in pairwise(worked):
            if before.kind is CueKind.WORK and before.show and after.show:
                lies_on = before.show.tool in {"compress", "wrapped-ice"}
                if lies_on and before.show.tool == after.show.tool:
                    assert after.kind is CueKind.WORK


@given(wishes())
def test_what_comes_next_is_said_before_it_comes(wish: Wish) -> None:
    cues = wish.compile().cues

    assert not cues[0].ahead
    assert all(cue.ahead and "{" not in "".join(cue.ahead) for cue in cues[1:])


@given(wishes())
def test_only_a_receiver_who_is_not_the_giver_is_spoken_to(wish: Wish) -> None:
    heard = {line for cue in wish.compile().cues for line in cue.to_receiver}

    assert bool(heard) == (wish.giver is not Giver.SELF)
    assert not any("{" in line for line in heard)


@given(wishes())
def test_work_says_how_long_it_lasts(wish: Wish) -> None:
    for cue in wish.compile().cues:
        if cue.kind is CueKind.WORK and cue.lasts_s >= 8:
            assert re.match(r"About \d+ (second|minute)", cue.sentences[-1])


@given(wishes())
def test_the_words_name_the_side_that_is_being_worked(wish: Wish) -> None:
    for turn, place in zip(turns(wish.compile()), wish.places, strict=True):
        first = turn[0].sentences[0].lower()
        assert place.side in first
        assert place.region.replace("-", " ") in first.replace("-", " ")


@pytest.mark.hazard("H-05")
@given(wishes())
def test_the_hand_is_only_on_spots_of_its_place_that_may_be_touched(
    wish: Wish,
) -> None:
    for turn, place in zip(turns(wish.compile()), wish.places, strict=True):
        for cue in turn:
            if cue.kind is not CueKind.WORK:
                continue
            spot = LIBRARY.body.spots[cue.spot or ""]
            assert spot.region == place.region
            assert spot.touch is not Touch.NEVER


@pytest.mark.hazard("H-06")
@given(wishes())
def test_pressure_stays_at_two_of_five_and_at_one_on_tender_spots(wish: Wish) -> None:
    for cue in wish.compile().cues:
        if cue.show:
            touch = LIBRARY.body.spots[cue.spot or ""].touch
            assert 1 <= cue.show.pressure <= (1 if touch is Touch.LIGHT else 2)


@pytest.mark.hazard("H-06")
@given(wishes())
def test_a_change_of_pressure_is_always_said(wish: Wish) -> None:
    levels = {level: text["en"] for level, text in LIBRARY.touch.pressure.items()}
    for turn in turns(wish.compile()):
        pressure = 0
        for cue in turn:
            if cue.show is None:
                continue
            if cue.show.tool == "compress":
                # A cloth lies there by itself: no hand presses, nothing is said.
                assert not set(levels.values()) & set(cue.sentences)
            elif cue.show.pressure != pressure:
                pressure = cue.show.pressure
                assert levels[str(pressure)] in cue.sentences


@pytest.mark.hazard("H-03")
@given(wishes(is_cleared=True))
def test_a_cleared_session_stays_within_every_cap(wish: Wish) -> None:
    timeline = wish.compile()
    caps = wish.technique.caps

    assert sum(timeline.work_s.values()) <= min(900, caps.seconds_per_session)
    for turn in turns(timeline):
        assert work_s(turn) <= caps.seconds_per_place
    for text, seconds in timeline.work_s.items():
        if Place.parse(text).region in {Region.FOOT, Region.HAND}:
            assert seconds <= 300


@pytest.mark.hazard("H-07")
@given(wishes(is_cleared=True))
def test_no_limb_is_warmed_over_five_minutes_or_iced_over_two(wish: Wish) -> None:
    held_s: Counter[tuple[Place | None, str]] = Counter()
    timeline = wish.compile()
    for cue in timeline.cues:
        if cue.show and cue.kind is CueKind.WORK:
            held_s[cue.place, cue.show.tool] += cue.lasts_s

    for (place, tool), seconds in held_s.items():
        if tool == "wrapped-ice":
            assert seconds <= 120
        if tool == "compress":
            assert seconds <= 300
            assert seconds <= timeline.work_s[str(place)] / 2 + 1


@pytest.mark.hazard("H-03")
@pytest.mark.parametrize("technique_id", TECHNIQUES)
def test_left_to_itself_a_cleared_session_takes_the_known_cap(
    technique_id: str,
) -> None:
    region = next(iter(LIBRARY.techniques[technique_id].regions))
    both = tuple(Place(side, region) for side in Side)

    session = compile_timeline(
        LIBRARY, technique_id, both, Giver.HELPER, cleared=cleared_for(technique_id)
    )

    assert CLEARED_BOTH_SIDES_S[technique_id] == sum(session.work_s.values())


@pytest.mark.parametrize("technique_id", TECHNIQUES)
def test_a_lesson_lasts_the_articles_minutes_and_clears_nobody(
    technique_id: str,
) -> None:
    region = next(iter(LIBRARY.techniques[technique_id].regions))

    lesson = compile_timeline(
        LIBRARY, technique_id, [Place(Side.LEFT, region)], Giver.SELF
    )

    assert {f"left {region}": LESSON_S[technique_id]} == lesson.work_s
    assert lesson.cleared is False


@pytest.mark.parametrize("giver", Giver)
@pytest.mark.parametrize("technique_id", TECHNIQUES)
def test_the_two_minute_version_keeps_the_steps_its_file_names(
    technique_id: str, giver: Giver
) -> None:
    for region, routine in LIBRARY.techniques[technique_id].regions.items():
        lesson = compile_timeline(
            LIBRARY, technique_id, [Place(Side.LEFT, region)], giver, seconds=120
        )
        said = {sentence for cue in lesson.cues for sentence in cue.sentences}

        assert {
            step.id
            for step in routine.steps
            if step.id in routine.short_120s
            and (step.self_ok or giver is not Giver.SELF)
        } == {step.id for step in routine.steps if {*step.say[giver]["en"]} <= said}


@pytest.mark.hazard("H-07")
@given(givers, st.integers(1, 600))
def test_the_warm_cloth_is_never_laid_back_before_it_was_laid_on(
    giver: Giver, seconds: int
) -> None:
    warm = LIBRARY.techniques["warm-compress"]
    steps = {step.id: step.say[giver]["en"] for step in warm.regions[Region.FOOT].steps}

    lesson = compile_timeline(
        LIBRARY, warm.id, [Place.parse("left foot")], giver, seconds=seconds
    )

    said = {sentence for cue in lesson.cues for sentence in cue.sentences}
    if {*steps["compress-second"]} <= said:
        assert {*steps["compress-first"]} <= said


@pytest.mark.hazard("H-08")
def test_a_clearance_opens_no_other_technique_and_no_other_edition() -> None:
    cleared = cleared_for("rolling-ball")
    place = [Place.parse("left foot")]

    with pytest.raises(NotClearedError, match=r"for rolling-ball.*knuckle-pressure"):
        compile_timeline(
            LIBRARY, "knuckle-pressure", place, Giver.SELF, cleared=cleared
        )
    with pytest.raises(NotClearedError, match=LIBRARY.edition):
        compile_timeline(
            replace(LIBRARY, edition="new"),
            "rolling-ball",
            place,
            Giver.SELF,
            cleared=cleared,
        )


@given(wishes())
def test_a_timeline_reads_as_the_player_expects_it(wish: Wish) -> None:
    written = wish.compile().to_json()
    cues = written["cues"]

    assert list(written) == ["edition", "cleared", "cues", "ends_s"]
    assert written["cleared"] is (wish.cleared is not None)
    assert isinstance(cues, list)
    for cue in cues:
        assert list(cue) == [
            "at_s",
            "lasts_s",
            "kind",
            "technique",
            "place",
            "spot",
            "say",
            "sentences",
            "ahead",
            "to_receiver",
            "show",
        ]
        assert cue["say"] == " ".join(cue["sentences"])
        if cue["kind"] == "work":
            assert list(cue["show"]) == [
                "stroke",
                "tool",
                "direction",
                "tempo",
                "path_cm",
                "pressure",
            ]
            assert cue["place"] in {str(place.whole) for place in wish.places}
        elif cue["kind"] != "rest":
            assert cue["show"] is None
