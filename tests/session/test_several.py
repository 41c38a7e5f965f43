"""Several techniques in one session: one beginning, one end, and nothing lost."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kneadwell.knowledge import Modality
from kneadwell.screening import Answer, Cleared, Given, Where
from kneadwell.session import (
    FIRM,
    Cue,
    CueKind,
    DoseError,
    HeatAndColdError,
    NotClearedError,
    SessionWork,
    Timeline,
    TogetherError,
    TwiceError,
    compile_session,
    order_of_work,
    set_up_of_all,
)
from kneadwell.vocabulary import EVERYWHERE, Giver, Place, in_language, lines_in
from tests.session.several import Several, low_feeling, people, several
from tests.strategies import (
    LIBRARY,
    TECHNIQUES,
    Wish,
    all_no,
    cleared_for,
    gate,
    wishes,
)

TEXTS = LIBRARY.session
LEFT, RIGHT = Place.parse("left foot"), Place.parse("right foot")
LEFT_HAND = Place.parse("left hand")
OIL, WARMTH, COLD = "foot-massage-essential-oils", "warm-compress", "ice-massage"
BALL, FIST, LEGS = "rolling-ball", "knuckle-pressure", "deep-tissue-legs"
anyone = several() | several(people) | several(low_feeling)


def session(
    *works: tuple[str, tuple[Place, ...], int], giver: Giver = Giver.HELPER
) -> Timeline:
    return compile_session(
        LIBRARY,
        [SessionWork(*work) for work in works],
        giver,
        [cleared_for(name) for name in dict.fromkeys(work[0] for work in works)],
    )


def changes(timeline: Timeline) -> list[tuple[Cue, Cue]]:
    """Return the cues that begin another technique, each with the cue before it."""
    return [
        (before, cue)
        for before, cue in pairwise(timeline.cues)
        if cue.kind is CueKind.SWITCH and cue.technique != before.technique
    ]


def tools(timeline: Timeline, technique_id: str) -> set[str]:
    return {
        cue.show.tool
        for cue in timeline.cues
        if cue.technique == technique_id and cue.kind is CueKind.WORK and cue.show
    }


@given(wishes(is_cleared=True))
def test_one_technique_is_the_session_it_always_was(wish: Wish) -> None:
    assert wish.cleared
    work = SessionWork(wish.technique.id, wish.places, wish.seconds)

    together = compile_session(LIBRARY, [work], wish.giver, [wish.cleared])

    assert together == wish.compile()


@given(anyone)
def test_a_session_runs_from_0_without_gap_or_overlap(wish: Several) -> None:
    cues = wish.compile().cues

    assert cues[0].at_s == 0
    assert all(cue.lasts_s > 0 for cue in cues)
    assert all(one.at_s + one.lasts_s == after.at_s for one, after in pairwise(cues))


@given(anyone)
def test_each_technique_gives_each_place_what_was_asked(wish: Several) -> None:
    planned = {work.technique_id: wish.planned(work) for work in wish.works}

    assert wish.compile().work_of == planned


@given(anyone)
def test_there_is_one_beginning_and_one_end(wish: Several) -> None:
    timeline = wish.compile()
    kinds = [cue.kind for cue in timeline.cues]
    care = kinds.index(CueKind.AFTER_CARE)

    assert kinds[:3] == [CueKind.GET_READY, CueKind.SET_UP, CueKind.CHECK]
    assert Counter(kinds)[CueKind.SET_UP] == Counter(kinds)[CueKind.GET_READY] == 1
    assert set(kinds[care:-1]) == {CueKind.AFTER_CARE}
    assert kinds[-1] is CueKind.FINISH
    said = Counter(line for cue in timeline.cues[care:] for line in cue.sentences)
    for technique in timeline.techniques:
        for line in LIBRARY.techniques[technique].after_care:
            assert all(said[sentence] == 1 for sentence in lines_in(line))


@given(anyone)
def test_warmth_comes_first_and_firm_pressure_last(wish: Several) -> None:
    timeline = wish.compile()
    warm = [
        LIBRARY.techniques[t].modality is Modality.HEAT for t in timeline.techniques
    ]
    firm = [technique in FIRM for technique in timeline.techniques]

    assert warm == sorted(warm, reverse=True)
    assert firm == sorted(firm)
    # Each in one go: a technique that was left does not come again.
    assert len(changes(timeline)) == len(timeline.techniques) - 1
    assert timeline.techniques == order_of_work(timeline.techniques, LIBRARY)


def test_the_article_orders_what_is_neither_warm_nor_firm() -> None:
    assert order_of_work(reversed(TECHNIQUES), LIBRARY) == (
        "warm-compress",
        "foot-massage-essential-oils",
        "hand-compression",
        "rolling-ball",
        "nerve-gliding",
        "circular-pressure",
        "ice-massage",
        "deep-tissue-legs",
        "reflexology",
        "knuckle-pressure",
    )


@given(anyone)
def test_a_change_names_the_technique_and_leaves_nothing_on_the_skin(
    wish: Several,
) -> None:
    timeline = wish.compile()
    take_off = TEXTS.player.take_off

    for before, cue in changes(timeline):
        name = timeline.called_of[cue.technique][str(cue.place)]
        used = tools(timeline, before.technique) & take_off.keys()
        assert f"{name}." in cue.sentences
        assert cue.ahead == (in_language(TEXTS.next.change),)
        for tool, lines in take_off.items():
            assert (set(lines_in(lines)[:1]) <= set(cue.sentences)) == (tool in used)


@pytest.mark.hazard("H-73")
@given(anyone)
def test_hands_never_work_longer_than_allowed_without_a_check(wish: Several) -> None:
    timeline = wish.compile()
    unchecked: Counter[Place] = Counter()

    for cue in timeline.cues:
        is_look = cue.ahead == (in_language(TEXTS.next.check),)
        if cue.kind is CueKind.CHECK and is_look and cue.place:
            unchecked[cue.place] = 0
        if cue.kind is CueKind.WORK:
            assert cue.place
            limits = wish.verdict(cue.technique, cue.place).limits
            unchecked[cue.place] += cue.lasts_s
            assert unchecked[cue.place] <= min(
                filter(None, (TEXTS.check_every_s, limits.look_every_s))
            )


@given(several(people))
def test_hands_rest_as_often_as_they_must_over_every_change(wish: Several) -> None:
    timeline = wish.compile()
    worked_s = 0

    for cue in timeline.cues:
        if cue.kind is CueKind.REST and cue.show is None:
            worked_s = 0
        if cue.kind is CueKind.WORK:
            assert cue.place
            worked_s += cue.lasts_s
            limits = wish.verdict(cue.technique, cue.place).limits
            if limits.rest_every_s:
                assert worked_s <= limits.rest_every_s


@given(anyone, st.data())
def test_the_order_in_which_it_is_asked_for_changes_nothing(
    wish: Several, data: st.DataObject
) -> None:
    works = data.draw(st.permutations(wish.works))
    cleared = data.draw(st.permutations(wish.cleared))

    assert compile_session(LIBRARY, works, wish.giver, cleared) == wish.compile()


@given(several(people))
def test_who_may_not_work_on_themselves_at_one_place_is_helped_all_through(
    wish: Several,
) -> None:
    verdicts = [wish.verdict(w.technique_id, p) for w in wish.works for p in w.places]
    is_helped = wish.giver is not Giver.SELF or any(v.limits.giver for v in verdicts)

    said = {bool(cue.to_receiver) for cue in wish.compile().cues[1:3]}

    assert said == {is_helped}


def test_one_place_that_feels_less_makes_the_first_look_strict() -> None:
    works = [
        SessionWork(OIL, (LEFT,), 60),
        SessionWork("hand-compression", (LEFT_HAND,), 60),
    ]
    strict = lines_in(TEXTS.low_feeling.skin_check[Giver.HELPER])[0]

    def first_look(**told: Given) -> set[str]:
        answers = all_no(*EVERYWHERE, **told)
        gates = [gate(work.technique_id, answers) for work in works]
        cleared = [one for one in gates if isinstance(one, Cleared)]
        timeline = compile_session(LIBRARY, works, Giver.HELPER, cleared)
        return set(timeline.cues[2].sentences)

    lost = Given(Answer.YES, (Where.parse("left hand"),))
    assert strict not in first_look()
    assert strict in first_look(loss_of_sensation_complete=lost)


def test_everything_is_put_ready_once() -> None:
    techniques = [
        LIBRARY.techniques[name] for name in ("circular-pressure", FIST, BALL)
    ]
    verdicts = [v for t in techniques for v in cleared_for(t.id).verdicts.values()]

    ready = set_up_of_all(techniques, verdicts, Giver.SELF, LIBRARY)

    items = [in_language(product.item) for product in ready.products]
    assert "Rings taken off both hands" in items
    assert any("Soft ball" in item for item in items)
    words = [(in_language(p.item), in_language(p.amount)) for p in ready.products]
    assert len(words) == len(set(words))


def test_oil_comes_off_before_the_ball_and_only_once() -> None:
    def wiped(*names: str) -> list[bool]:
        works = [(name, (LEFT,), 20) for name in names]
        wipe = set(lines_in(TEXTS.wipe[Giver.HELPER]))
        return [wipe <= set(cue.sentences) for _, cue in changes(session(*works))]

    assert wiped(OIL, BALL) == [True]
    assert wiped(OIL, BALL, COLD) == [True, False]
    assert wiped(OIL, FIST) == [False]
    assert wiped(BALL, COLD) == [False]


@pytest.mark.hazard("H-73")
def test_a_foot_gets_no_more_than_its_time_from_all_techniques_together() -> None:
    with pytest.raises(
        TogetherError, match=r"5\.33 minutes on the left foot"
    ) as caught:
        session((OIL, (LEFT,), 200), ("reflexology", (LEFT,), 120))

    assert (caught.value.place, caught.value.most_s) == (LEFT, 300)
    assert isinstance(caught.value, DoseError)
    assert session((OIL, (LEFT,), 200), ("reflexology", (LEFT,), 100)).ends_s
    assert session((OIL, (LEFT,), 200), ("reflexology", (RIGHT,), 120)).ends_s


@pytest.mark.hazard("H-73")
def test_a_session_is_no_longer_for_having_several_techniques() -> None:
    legs = (Place.parse("left lower-leg"), Place.parse("right lower-leg"))
    with pytest.raises(TogetherError, match=r"15\.5 minutes; one session has 15 at"):
        session((OIL, (LEFT, RIGHT), 300), (LEGS, legs, 630))

    assert session((OIL, (LEFT, RIGHT), 300), (LEGS, legs, 600)).ends_s


@pytest.mark.hazard("H-70")
def test_warmth_and_cold_never_meet_on_one_place() -> None:
    with pytest.raises(HeatAndColdError, match="left foot"):
        session((WARMTH, (LEFT,), 60), (COLD, (LEFT,), 60))

    assert session((WARMTH, (LEFT,), 60), (COLD, (RIGHT,), 60)).ends_s


def test_what_cannot_be_a_session_is_refused() -> None:
    with pytest.raises(TwiceError, match="name each technique once"):
        session((OIL, (LEFT,), 60), (OIL, (RIGHT,), 60))
    works = [SessionWork(OIL, (LEFT,), 60), SessionWork(BALL, (LEFT,), 60)]
    with pytest.raises(NotClearedError):
        compile_session(LIBRARY, works, Giver.SELF, [cleared_for(OIL)])
    with pytest.raises(ValueError, match="at least one technique"):
        compile_session(LIBRARY, [], Giver.SELF, [])


def test_what_lies_on_a_place_comes_off_before_it_is_looked_at_and_left() -> None:
    timeline = session((COLD, (LEFT,), 8), (FIST, (LEFT,), 60))
    (before, change), *_ = changes(timeline)
    off = lines_in(TEXTS.player.take_off["wrapped-ice"])

    assert tools(timeline, COLD) == {"wrapped-ice"}
    assert before.kind is CueKind.CHECK
    assert before.sentences[: len(off)] == change.sentences[: len(off)] == off
