from collections import Counter
from collections.abc import Iterator
from itertools import cycle

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kneadwell.knowledge import Modality
from kneadwell.screening import Answer, Cleared, Given, Where
from kneadwell.session import DoseError, Timeline, compile_timeline, span_of
from kneadwell.session.sentences import GIVER, RECEIVER, START_DELAYS_S, spoken
from kneadwell.vocabulary import Giver, Place, Side, in_language, lines_in
from tests.session.several import Several, several
from tests.strategies import (
    LIBRARY,
    NOT_STOPPING,
    TECHNIQUES,
    Wish,
    all_no,
    gate,
    wanted_on,
    wheres,
    wishes,
)

SPOKEN = spoken(LIBRARY)
NOT_RECORDED_MOST = 0.04
"""Of what is said to people of whom one thing is true, one after another."""
usual_givers = st.sampled_from((Giver.SELF, Giver.HELPER))


def said(timeline: Timeline) -> Iterator[tuple[str, str]]:
    for cue in timeline.cues:
        for sentence in (*cue.sentences, *cue.ahead):
            yield GIVER, sentence
        for sentence in cue.to_receiver:
            yield RECEIVER, sentence


def unrecorded(timeline: Timeline) -> set[str]:
    return {
        sentence for voice, sentence in said(timeline) if sentence not in SPOKEN[voice]
    }


def is_odd_length(sentence: str) -> bool:
    """Return whether it tells the time of a place, which may be any, as 49 seconds."""
    words = LIBRARY.change_words["seconds"]["any"].say
    told = [line.split("{minutes}") for g in words for line in lines_in(words[g])]
    return any(
        sentence.startswith(line[0]) and sentence.endswith(line[1])
        for line in told
        if len(line) == 2
    )


@given(wishes(), usual_givers)
def test_every_session_without_changes_is_in_the_set(wish: Wish, giver: Giver) -> None:
    timeline = compile_timeline(
        LIBRARY,
        wish.technique.id,
        wish.places,
        giver,
        seconds=wish.seconds,
        cleared=wish.cleared,
    )

    assert unrecorded(timeline) == set()


@given(several(who=usual_givers))
def test_every_session_of_several_techniques_is_in_the_set(wish: Several) -> None:
    assert unrecorded(wish.compile()) == set()


@st.composite
def low_feeling_wishes(draw: st.DrawFn) -> Wish:
    technique = LIBRARY.techniques[draw(st.sampled_from(TECHNIQUES))]
    giver = draw(usual_givers)
    lost = draw(st.sampled_from(LIBRARY.screening.low_feeling))
    where = draw(st.lists(wheres, max_size=2, unique=True).map(tuple))
    places = tuple(Place(side, region) for region in technique.regions for side in Side)
    answers = all_no(*places, giver=giver, **{lost: Given(Answer.YES, where)})
    cleared = gate(technique.id, answers)
    assume(isinstance(cleared, Cleared))
    assert isinstance(cleared, Cleared)
    wanted = tuple(
        place
        for place in draw(wanted_on(technique, tuple(technique.regions)))
        if place.whole in cleared.verdicts
    )
    assume(wanted)
    span = span_of(technique, wanted, LIBRARY, cleared.verdicts)
    assume(span.most_s >= len(wanted))
    seconds = draw(st.integers(len(wanted), span.most_s))
    return Wish(technique, wanted, giver, seconds, cleared)


@given(low_feeling_wishes())
def test_every_session_of_people_who_feel_less_is_in_the_set(wish: Wish) -> None:
    left_out = unrecorded(wish.compile())

    assert {sentence for sentence in left_out if not is_odd_length(sentence)} == set()


@pytest.mark.parametrize("giver", [Giver.SELF, Giver.HELPER])
def test_what_is_left_of_a_place_that_feels_less_at_one_spot_is_in_the_set(
    giver: Giver,
) -> None:
    place = Place.parse("left forearm")
    lost = Given(Answer.YES, (Where.parse("left forearm/forearm-inner"),))
    answers = all_no(place, giver=giver, loss_of_sensation_complete=lost)
    cleared = gate("nerve-gliding", answers)
    assert isinstance(cleared, Cleared)

    timeline = compile_timeline(
        LIBRARY, "nerve-gliding", [place], giver, cleared=cleared
    )

    assert any("over the outer forearm," in cue.say for cue in timeline.cues)
    assert unrecorded(timeline) == set()


def test_each_change_of_technique_has_its_words_in_the_set() -> None:
    for technique in LIBRARY.techniques.values():
        # Warmth comes first, and nothing leads to it.
        is_led_to = technique.modality is not Modality.HEAT
        assert (f"{in_language(technique.name)}." in SPOKEN[GIVER]) == is_led_to
    assert in_language(LIBRARY.session.next.change) in SPOKEN[GIVER]
    assert f"{in_language(LIBRARY.session.light_stroking)}." in SPOKEN[GIVER]


def test_little_is_left_out_where_one_thing_is_true() -> None:
    counted, left_out = Counter[str](), Counter[str]()
    turns = cycle([(t, g) for t in TECHNIQUES for g in (Giver.SELF, Giver.HELPER)])
    for condition in NOT_STOPPING:
        for _, (technique_id, giver) in zip(range(5), turns, strict=False):
            timeline = session_with(condition, technique_id, giver)
            for voice, sentence in said(timeline) if timeline else ():
                counted[sentence] += 1
                if sentence not in SPOKEN[voice]:
                    left_out[sentence] += 1

    assert left_out.total() <= NOT_RECORDED_MOST * counted.total(), left_out
    assert left_out.total() > 0, "all is recorded: say so in the docs"


def session_with(condition: str, technique_id: str, giver: Giver) -> Timeline | None:
    regions = LIBRARY.techniques[technique_id].regions
    places = tuple(Place(Side.LEFT, region) for region in regions)
    answers = all_no(*places, giver=giver, **{condition: Answer.YES})
    cleared = gate(technique_id, answers)
    if not isinstance(cleared, Cleared):
        return None
    wanted = [place for place, v in cleared.verdicts.items() if v.possible]
    try:
        return compile_timeline(LIBRARY, technique_id, wanted, giver, cleared=cleared)
    except DoseError:
        return None


def test_nothing_in_the_set_is_left_open() -> None:
    assert not [s for voice in SPOKEN.values() for s in voice if "{" in s]


def test_each_sentence_is_for_the_voice_that_speaks_it() -> None:
    heard = SPOKEN[RECEIVER]

    assert set(lines_in(LIBRARY.session.receiver.pressure_check)) <= heard
    assert not heard & SPOKEN[GIVER]


def test_what_the_player_says_of_itself_is_in_the_set() -> None:
    texts = LIBRARY.session.player
    for tool in texts.take_off.values():
        assert set(lines_in(tool)) <= SPOKEN[GIVER]
    for seconds in START_DELAYS_S:
        line = in_language(texts.starts_in).format(seconds=seconds)
        assert line in SPOKEN[GIVER]


def test_every_length_that_is_told_is_in_the_set() -> None:
    about = {s for s in SPOKEN[GIVER] if s.startswith("About ")}

    assert "About 10 seconds." in about
    assert "About 1 minute 45 seconds." in about
    assert "About 2 minutes." in about
