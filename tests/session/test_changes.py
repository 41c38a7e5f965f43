"""Every typed change, carried out: a timeline before it and after it."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from itertools import chain, pairwise

import pytest
from hypothesis import given

from kneadwell.knowledge import (
    Action,
    Changes,
    Instruction,
    Look,
    OtherGiver,
    Position,
    Start,
)
from kneadwell.screening import (
    Answer,
    Cleared,
    Given,
    Reason,
    Remaining,
    Verdict,
    Where,
    combine,
    overlapping,
    remaining,
    screen,
)
from kneadwell.session import (
    Cue,
    CueKind,
    NotClearedError,
    Timeline,
    WrongSpotError,
    compile_timeline,
    set_up_of,
    span_of,
)
from kneadwell.vocabulary import Giver, Place, Region, Side
from tests.strategies import (
    LIBRARY,
    NOT_STOPPING,
    TODAY,
    Wish,
    all_no,
    changed_wishes,
    cleared_for,
)

LEFT, RIGHT = Place.parse("left foot"), Place.parse("right foot")
FOOT, BALL, CIRCLES, WARMTH, FIST = (
    "foot-massage-essential-oils",
    "rolling-ball",
    "circular-pressure",
    "warm-compress",
    "knuckle-pressure",
)
ON_ONE_SPOT = {"circle", "knead", "squeeze", "roll", "press-and-hold"}
ELSEWHERE = {
    "regions_only": "the verdict: no such place is possible, and the gate opens none",
    "any_of": "the verdict: its limits hold the branch that was chosen",
    "pause_days_if_not_settled": "the diary: it pauses the place",
    "not_before_months": "screening: it keeps the hold",
}


def verdict_of(
    technique_id: str,
    place: Place,
    limits: Changes,
    *,
    low_feeling: bool = False,
    reasons: tuple[Reason, ...] = (),
) -> Verdict:
    routine = LIBRARY.techniques[technique_id].regions[place.region]
    return Verdict(
        place,
        Action.MODIFY,
        possible=True,
        changes=limits,
        reasons=reasons,
        low_feeling=low_feeling,
        all_normal=False,
        limits=limits,
        left=remaining(routine, limits, LIBRARY),
    )


def ordered(instruction: Instruction) -> Reason:
    return Reason("test", Answer.YES, Action.MODIFY, {}, {}, (), instruction)


def session(
    technique_id: str, *verdicts: Verdict, giver: Giver = Giver.SELF
) -> Timeline:
    cleared = Cleared(
        LIBRARY.edition, technique_id, {verdict.place: verdict for verdict in verdicts}
    )
    places = [verdict.place for verdict in verdicts]
    return compile_timeline(LIBRARY, technique_id, places, giver, cleared=cleared)


def at_left_foot(
    technique_id: str, limits: Changes | None = None, giver: Giver = Giver.SELF
) -> Timeline:
    verdict = verdict_of(technique_id, LEFT, limits or Changes())
    return session(technique_id, verdict, giver=giver)


def said(timeline: Timeline, *kinds: CueKind) -> list[str]:
    cues = (cue for cue in timeline.cues if not kinds or cue.kind in kinds)
    return list(chain.from_iterable(cue.sentences for cue in cues))


def words(kind: str, word: str = "any", giver: Giver = Giver.SELF) -> set[str]:
    found = LIBRARY.change_words[kind][word]
    return set(found.say[giver]["en"]) if found.say else {found.text["en"]}


def strokes(timeline: Timeline) -> list[Cue]:
    return [cue for cue in timeline.cues if cue.kind is CueKind.WORK]


def shows(timeline: Timeline, name: str) -> set[object]:
    return {getattr(cue.show, name) for cue in strokes(timeline)}


def first_check(timeline: Timeline) -> list[str]:
    assert timeline.cues[2].kind is CueKind.CHECK
    return list(timeline.cues[2].sentences)


def before_work(timeline: Timeline) -> list[str]:
    """Return what is said at a place before the first stroke there."""
    first = timeline.cues.index(strokes(timeline)[0])
    return list(chain.from_iterable(cue.sentences for cue in timeline.cues[3:first]))


def worked_by(timeline: Timeline, key: Callable[[Cue], object]) -> Counter[object]:
    worked: Counter[object] = Counter()
    for cue in strokes(timeline):
        worked[key(cue)] += cue.lasts_s
    return worked


def longest_without(timeline: Timeline, kind: CueKind) -> int:
    """Return the most seconds of work between two cues of a kind."""
    longest, run = 0, 0
    for cue in timeline.cues:
        run = 0 if cue.kind is kind else run
        run += cue.lasts_s if cue.kind is CueKind.WORK else 0
        longest = max(longest, run)
    return longest


def worked_at(timeline: Timeline, kind: CueKind) -> list[int]:
    """Return after how many seconds of work the cues of a kind come."""
    worked, found = 0, []
    for cue in timeline.cues[3:]:
        if cue.kind is kind:
            found.append(worked)
        worked += cue.lasts_s if cue.kind is CueKind.WORK else 0
    return found


def most_on_a_spot(timeline: Timeline) -> int:
    focal = worked_by(
        timeline,
        lambda cue: cue.spot if cue.show and cue.show.stroke in ON_ONE_SPOT else None,
    )
    return max((s for spot, s in focal.items() if spot), default=0)


def after_care(timeline: Timeline) -> list[str]:
    return said(timeline, CueKind.AFTER_CARE)


def set_up(timeline: Timeline) -> list[str]:
    return said(timeline, CueKind.SET_UP)


@dataclass(frozen=True)
class Case:
    """One type of change where the timeline without it breaks it."""

    technique: str
    value: object
    holds: Callable[[Timeline], bool]


CASES: Mapping[str, Case] = {
    "pressure_max": Case(FOOT, 1, lambda t: shows(t, "pressure") == {1}),
    "no_raise": Case(
        FOOT,
        True,  # noqa: FBT003
        lambda t: (
            shows(t, "pressure") == {1} and words("no_raise") <= {*before_work(t)}
        ),
    ),
    "tools_only": Case(
        FOOT, ("flat-hand",), lambda t: shows(t, "tool") == {"flat-hand"}
    ),
    "tools_not": Case(FOOT, ("thumb",), lambda t: "thumb" not in shows(t, "tool")),
    "no_tool": Case(BALL, True, lambda t: "soft-ball" not in shows(t, "tool")),  # noqa: FBT003
    "strokes_only": Case(FOOT, ("glide",), lambda t: shows(t, "stroke") == {"glide"}),
    "strokes_not": Case(
        FOOT, ("circle",), lambda t: "circle" not in shows(t, "stroke")
    ),
    "seconds_max_place": Case(
        FOOT,
        90,
        lambda t: (
            t.work_s["left foot"] == 90
            and "Spend 90 seconds at most on this place of yours today."
            in before_work(t)
        ),
    ),
    "seconds_max_spot": Case(CIRCLES, 30, lambda t: 0 < most_on_a_spot(t) <= 30),
    "seconds_max_session": Case(FOOT, 180, lambda t: t.work_s["left foot"] == 180),
    "heat_seconds_max": Case(
        WARMTH,
        120,
        lambda t: (
            0 < worked_by(t, lambda cue: cue.show and cue.show.tool)["compress"] <= 120
        ),
    ),
    "skip_spots": Case(
        FOOT,
        ("sole-heel",),
        lambda t: (
            not {cue.spot for cue in strokes(t)}
            & overlapping(("sole-heel",), LIBRARY.body.spots)
        ),
    ),
    "keep_off": Case(
        FOOT,
        ("the scar",),
        lambda t: words("keep_off", "the scar") <= {*before_work(t)},
    ),
    "giver": Case(
        FOOT,
        OtherGiver.OTHER,
        lambda t: (
            words("giver", "other") <= {*set_up(t)}
            and "Put the towel in place." in set_up(t)
        ),
    ),
    "position": Case(
        FOOT,
        Position.FEET_ON_FLOOR,
        lambda t: (
            words("position", "sitting-feet-on-floor") <= {*set_up(t)}
            and not any("other thigh" in line for line in set_up(t))
        ),
    ),
    "direction": Case(
        FOOT,
        "towards-heart",
        lambda t: words("direction", "towards-heart") <= {*before_work(t)},
    ),
    "start": Case(
        FOOT,
        (Start.STILL_HAND_BESIDE, Start.EDGE_OF_NORMAL_FEELING),
        lambda t: (
            words("start", "still-hand-beside") <= {*strokes(t)[0].sentences}
            and words("start", "edge-of-normal-feeling") <= {*strokes(t)[1].sentences}
            and [cue.lasts_s for cue in strokes(t)[:2]] == [20, 20]
            and strokes(t)[0].show.stroke == "still-hand"
            and strokes(t)[0].show.tool == "flat-hand"
            and strokes(t)[0].show.pressure == 1
        ),
    ),
    "rest_every_s": Case(
        FOOT,
        60,
        lambda t: (
            longest_without(t, CueKind.REST) <= 60
            and words("rest") <= {*said(t, CueKind.REST)}
        ),
    ),
    "change_position_every_s": Case(
        FOOT,
        60,
        lambda t: (
            longest_without(t, CueKind.REST) <= 60
            and words("change_position") <= {*said(t, CueKind.REST)}
        ),
    ),
    "look_every_s": Case(
        FOOT,
        60,
        lambda t: (
            longest_without(t, CueKind.CHECK) <= 60
            and words("look") <= {*said(t, CueKind.CHECK)}
        ),
    ),
    "look_at_s": Case(
        FOOT,
        (100, 250),
        lambda t: (
            {100, 250} <= {*worked_at(t, CueKind.CHECK)}
            and words("look") <= {*said(t, CueKind.CHECK)}
        ),
    ),
    "look_before": Case(
        FOOT,
        Look.SEER,
        lambda t: words("look_before", "someone-who-can-see") <= {*first_check(t)},
    ),
    "look_after": Case(
        FOOT,
        Look.ANYONE,
        lambda t: words("look_after", "anyone") <= {*after_care(t)},
    ),
    "temperature_max_c": Case(
        WARMTH, 40, lambda t: "Keep it no warmer than 40 °C on your skin." in set_up(t)
    ),
    "thermometer": Case(WARMTH, True, lambda t: words("thermometer") <= {*set_up(t)}),  # noqa: FBT003
    "heat_tested_by": Case(
        WARMTH,
        OtherGiver.WITH_NORMAL_HANDS,
        lambda t: words("heat_tested_by", "other-with-normal-hands") <= {*set_up(t)},
    ),
    "ask_before": Case(
        FOOT,
        ("meal-not-skipped",),
        lambda t: words("ask_before", "meal-not-skipped") <= {*before_work(t)},
    ),
    "stop_if": Case(
        FOOT,
        ("new weakness",),
        lambda t: (
            words("stop_if", "new weakness") <= {*first_check(t)}
            and {*LIBRARY.session.stop_rules[Giver.SELF]["en"]} <= {*first_check(t)}
        ),
    ),
    "follow_up_s": Case(
        FOOT,
        (1800,),
        lambda t: (
            t.follow_ups == (1800,)
            and "After 30 minutes we ask you how it is." in after_care(t)
        ),
    ),
    "follow_up": Case(
        FOOT,
        ("next-day-bruises",),
        lambda t: (
            t.follow_ups == ("next-day-bruises",)
            and words("follow_up", "next-day-bruises") <= {*after_care(t)}
        ),
    ),
    "product": Case(
        FOOT,
        ("plenty of plain lotion",),
        lambda t: words("product", "plenty of plain lotion") <= {*set_up(t)},
    ),
    "set_up": Case(
        FOOT, ("open-window",), lambda t: words("set_up", "open-window") <= {*set_up(t)}
    ),
    "after": Case(
        FOOT,
        ("sit-5-minutes-before-standing", "wash-hands-with-soap"),
        lambda t: (
            words("after", "wash-hands-with-soap") <= {*after_care(t)}
            and sits_s(t) == 300
        ),
    ),
    "no_stretch": Case(
        FOOT,
        True,  # noqa: FBT003
        lambda t: words("no_stretch") <= {*before_work(t)},
    ),
    "to_do": Case(
        FOOT,
        ("book a podiatrist",),
        lambda t: words("to_do", "book a podiatrist") <= {*after_care(t)},
    ),
}


def sits_s(timeline: Timeline) -> int:
    """Return how long the receiver sits on before standing up."""
    standing = "Only then stand up."
    sitting = ("Stay sitting for five minutes before you stand up.", standing)
    return sum(cue.lasts_s for cue in timeline.cues if {*sitting} & set(cue.sentences))


def test_every_type_of_change_is_carried_out_somewhere() -> None:
    types = {field.name for field in fields(Changes)}

    assert types == {*CASES, *ELSEWHERE, "products_not", "say"}


@pytest.mark.hazard("H-50")
@pytest.mark.parametrize("kind", CASES)
def test_a_change_makes_the_timeline_keep_what_it_did_not_keep_before(
    kind: str,
) -> None:
    case = CASES[kind]

    before = at_left_foot(case.technique)
    after = at_left_foot(case.technique, Changes(**{kind: case.value}))

    assert not case.holds(before)
    assert case.holds(after)


def test_what_an_order_says_in_full_is_said_before_work_and_only_once() -> None:
    order = LIBRARY.instructions["featherlight-to-numb-edge"]
    verdict = verdict_of(FOOT, LEFT, order.changes, reasons=(ordered(order),))

    after = session(FOOT, verdict)

    assert set(order.say[Giver.SELF]["en"]) <= {*before_work(after)}
    assert not words("no_stretch") & {*said(after)}
    assert not set(order.say[Giver.SELF]["en"]) & {*said(at_left_foot(FOOT))}


@pytest.mark.hazard("H-40")
def test_a_barred_product_is_not_put_ready_and_another_takes_its_place() -> None:
    def items(**limits: tuple[str, ...]) -> list[str]:
        verdict = verdict_of(FOOT, LEFT, Changes(**limits))
        ready = set_up_of(LIBRARY.techniques[FOOT], [verdict], Giver.SELF, LIBRARY)
        return [product.item["en"] for product in ready.products]

    usual = items()
    plain = items(products_not=("essential-oil",))
    instead = items(
        products_not=("nut-oil",),
        product=("plain sunflower or fragrance-free lotion",),
    )

    verdict = verdict_of(FOOT, LEFT, Changes(products_not=("essential-oil",)))
    for line in said(session(FOOT, verdict)):
        assert not re.search("scent|lavender|peppermint", line)
    assert set(usual) - set(plain) == {
        "Lavender oil, only if it is wanted and passed a patch test the day before",
        "Peppermint oil",
    }
    assert "Almond oil or coconut oil" not in instead
    assert not any("arrier oil" in item for item in instead)
    assert instead[-1] == "Plain lotion, sunflower-based or fragrance-free"


def test_every_word_that_bars_a_product_is_known() -> None:
    products = chain.from_iterable(t.products for t in LIBRARY.techniques.values())
    barred = set(chain.from_iterable(product.contains for product in products))

    assert barred <= set(LIBRARY.change_words["products_not"])
    assert set(LIBRARY.session.substitutes) == set(LIBRARY.change_words["product"])


@pytest.mark.hazard("H-08")
def test_no_place_is_worked_that_the_verdict_does_not_allow() -> None:
    verdict = verdict_of(FOOT, LEFT, Changes())
    for wrong in (
        replace(verdict, possible=False),
        replace(verdict, left=None),
        replace(verdict, left=Remaining((), None)),
    ):
        with pytest.raises(NotClearedError, match=r"left foot.*check again"):
            session(FOOT, wrong)
    with pytest.raises(NotClearedError, match="right foot"):
        compile_timeline(
            LIBRARY,
            FOOT,
            [RIGHT],
            Giver.SELF,
            cleared=Cleared(LIBRARY.edition, FOOT, {LEFT: verdict}),
        )


@pytest.mark.hazard("H-05")
def test_a_spot_that_a_change_skips_cannot_be_chosen() -> None:
    limits = Changes(skip_spots=("sole-heel",))
    heel = Place.parse("left foot/sole-heel")

    usual = session(CIRCLES, verdict_of(CIRCLES, LEFT, limits))

    assert {cue.spot for cue in strokes(usual)} == {"sole-arch"}
    with pytest.raises(WrongSpotError, match="Choose one of sole-arch"):
        session(CIRCLES, verdict_of(CIRCLES, heel, limits))


def test_a_place_without_a_spot_left_is_not_cleared() -> None:
    spots = LIBRARY.techniques[CIRCLES].regions[Region.FOOT].choose_from
    verdict = verdict_of(CIRCLES, LEFT, Changes(skip_spots=spots))

    with pytest.raises(NotClearedError):
        session(CIRCLES, verdict)


@pytest.mark.hazard("H-50")
def test_two_changes_are_both_carried_out() -> None:
    one = Changes(
        tools_only=("flat-hand", "fingers"),
        start=(Start.STILL_HAND_BESIDE,),
        rest_every_s=50,
        seconds_max_place=100,
        stop_if=("new weakness",),
    )
    other = Changes(
        tools_only=("flat-hand", "thumb"),
        rest_every_s=90,
        look_at_s=(70,),
        seconds_max_place=120,
        stop_if=("skin is sore",),
    )

    after = at_left_foot(FOOT, combine((one, other)), Giver.HELPER)

    assert shows(after, "tool") == {"flat-hand"}
    assert strokes(after)[0].show.stroke == "still-hand"
    assert longest_without(after, CueKind.REST) <= 50
    assert 70 in worked_at(after, CueKind.CHECK)
    assert after.work_s == {"left foot": 100}
    for word in ("new weakness", "skin is sore"):
        assert words("stop_if", word, Giver.HELPER) <= {*first_check(after)}


@pytest.mark.hazard("H-46")
def test_left_and_right_differ_in_words_and_strokes_and_share_the_shorter_time() -> (
    None
):
    left = verdict_of(
        FOOT, LEFT, Changes(tools_only=("flat-hand",), seconds_max_place=60)
    )
    right = verdict_of(FOOT, RIGHT, Changes(keep_off=("the scar",)))

    both = session(FOOT, left, right)

    by_place = {
        place: [cue for cue in both.cues if cue.place == place]
        for place in (LEFT, RIGHT)
    }
    assert both.work_s == {"left foot": 60, "right foot": 60}
    assert {c.show.tool for c in by_place[LEFT] if c.show} == {"flat-hand"}
    assert {c.show.tool for c in by_place[RIGHT] if c.show} > {"flat-hand"}
    told = {place: " ".join(c.say for c in cues) for place, cues in by_place.items()}
    assert "scar" in told[RIGHT]
    assert "scar" not in told[LEFT]
    assert "at most on this place" in told[LEFT]
    assert "at most on this place" not in told[RIGHT]


@pytest.mark.hazard("H-18")
@pytest.mark.hazard("H-51")
@pytest.mark.parametrize("giver", Giver)
def test_only_the_side_that_feels_less_is_led_by_clock_and_colour(giver: Giver) -> None:
    answers = all_no(
        LEFT,
        RIGHT,
        giver=giver,
        loss_of_sensation_complete=Given(Answer.YES, (Where.parse("left foot"),)),
    )
    both = compile_timeline(
        LIBRARY, FOOT, [LEFT, RIGHT], giver, cleared=cleared_for(FOOT, answers)
    )
    texts = LIBRARY.session
    low = texts.low_feeling

    told = {
        place: {s for cue in both.cues if cue.place == place for s in cue.sentences}
        for place in (LEFT, RIGHT)
    }
    assert {*low.opening[giver]["en"], *low.check[giver]["en"]} <= told[LEFT]
    assert not {*low.opening[giver]["en"], *low.check[giver]["en"]} & told[RIGHT]
    assert {*texts.pressure_check[giver]["en"]} <= told[RIGHT]
    assert not {*texts.pressure_check[giver]["en"]} & told[LEFT]
    assert {
        *low.skin_check[giver]["en"],
        *low.stop[giver]["en"],
        *texts.stop_rules[giver]["en"],
    } <= {*first_check(both)}
    assert {c.show.pressure for c in strokes(both) if c.place == LEFT} == {1}
    assert {c.show.pressure for c in strokes(both) if c.place == RIGHT} == {1, 2}


def test_a_changed_step_names_its_own_spot_and_a_ring_stays_beside_it() -> None:
    after = at_left_foot(CIRCLES, Changes(strokes_only=("glide",)))

    ring, spot = (
        cue.say for cue in strokes(after) if "Glide your flat hand slowly" in cue.say
    )
    assert "over the skin beside the chosen place, towards your heart." in ring
    assert "over the heel, towards your heart." in spot


def test_what_is_left_is_called_what_it_is() -> None:
    limits = LIBRARY.modes["flat-glide-only"]

    hand = Place.parse("left hand")
    after = session(FIST, verdict_of(FIST, hand, limits))

    assert after.called == {"left hand": LIBRARY.session.light_stroking["en"]}
    assert at_left_foot(FOOT).called == {
        "left foot": LIBRARY.techniques[FOOT].name["en"]
    }


def test_every_form_of_a_step_has_words_of_its_own() -> None:
    pairs = set()
    for routine in every_routine():
        for step in routine.steps:
            pairs.add(f"{step.stroke}/{step.tool}")
            pairs |= {
                f"{change.stroke or step.stroke}/{change.tool or step.tool}"
                for change in step.degrade.values()
                if not change.drop
            }

    assert pairs <= set(LIBRARY.session.replacement)


@pytest.mark.parametrize("mode", LIBRARY.modes)
def test_a_kind_of_change_leaves_of_each_step_what_its_file_says(mode: str) -> None:
    for routine in every_routine():
        left = {s.id: s for s in remaining(routine, LIBRARY.modes[mode], LIBRARY).steps}
        for step in routine.steps:
            change = step.degrade.get(mode)
            if not routine.degrade_result[mode].possible or (change and change.drop):
                assert step.id not in left
                continue
            names = ("stroke", "tool", "direction", "tempo_per_min", "path_cm")
            for name in (*names, "pressure", "spots"):
                told = getattr(change, name, None)
                wanted = getattr(step, name) if told is None else told
                assert getattr(left[step.id], name) == wanted


def every_routine() -> Iterator:
    for technique in LIBRARY.techniques.values():
        yield from technique.regions.values()


@given(changed_wishes())
def test_a_changed_session_has_no_gap_and_equal_sides(wish: Wish) -> None:
    timeline = wish.compile()

    assert timeline.cues[0].at_s == 0
    for cue, after in pairwise(timeline.cues):
        assert cue.at_s + cue.lasts_s == after.at_s
    assert all(cue.lasts_s > 0 and cue.sentences for cue in timeline.cues)
    assert "{" not in " ".join(said(timeline))
    assert sum(timeline.work_s.values()) == wish.seconds
    if len({place.whole for place in wish.places}) == len(wish.places):
        assert max(timeline.work_s.values()) - min(timeline.work_s.values()) <= 1


@pytest.mark.hazard("H-06")
@pytest.mark.hazard("H-50")
@given(changed_wishes())
def test_nothing_goes_beyond_what_the_verdict_of_its_place_allows(wish: Wish) -> None:
    assert wish.cleared
    timeline = wish.compile()
    limits = {place: v.limits for place, v in wish.cleared.verdicts.items()}

    total_s = sum(timeline.work_s.values())
    for place in {place.whole for place in wish.places}:
        held = limits[place]
        cues = [cue for cue in strokes(timeline) if cue.place == place]
        openings = {line for word in held.start for line in opened(word, wish)}
        for cue in cues:
            assert cue.show
            if openings & set(cue.sentences) and cue.show.stroke == "still-hand":
                # A rule that asks for a still hand first allows that hand.
                assert (cue.show.tool, cue.show.pressure) == ("flat-hand", 1)
                continue
            assert cue.show.pressure <= (held.pressure_max or 5)
            assert held.tools_only is None or cue.show.tool in held.tools_only
            assert held.strokes_only is None or cue.show.stroke in held.strokes_only
            assert cue.show.tool not in held.tools_not
            assert cue.show.stroke not in held.strokes_not
            assert not (held.no_tool and cue.show.tool == "soft-ball")
            assert not (held.no_raise and cue.show.pressure > 1)
            assert cue.spot not in overlapping(held.skip_spots, LIBRARY.body.spots)
        assert timeline.work_s[str(place)] <= (held.seconds_max_place or 900)
        assert total_s <= (held.seconds_max_session or 900)
        warmed_s = sum(c.lasts_s for c in cues if c.show and c.show.tool == "compress")
        assert warmed_s <= min(300, held.heat_seconds_max or 300)
        focal = Counter[str | None]()
        for cue in cues:
            if cue.show and cue.show.stroke in ON_ONE_SPOT:
                focal[cue.spot] += cue.lasts_s
        assert max(focal.values(), default=0) <= (held.seconds_max_spot or 900)
        here = replace(
            timeline, cues=tuple(c for c in timeline.cues if c.place == place)
        )
        every_s = (held.look_every_s, held.rest_every_s, held.change_position_every_s)
        limit_s = min((120, *filter(None, every_s)))
        assert longest_without(here, CueKind.CHECK) <= limit_s
        if held.rest_every_s or held.change_position_every_s:
            assert longest_without(timeline, CueKind.REST) <= limit_s


def opened(start: Start, wish: Wish) -> set[str]:
    return {
        line
        for giver in (wish.giver, Giver.HELPER)
        for line in words("start", start.value, giver)
    }


@pytest.mark.hazard("H-03")
@given(changed_wishes())
def test_a_clearance_never_allows_more_time_than_one_without_changes(
    wish: Wish,
) -> None:
    assert wish.cleared
    verdicts = wish.cleared.verdicts
    free = {
        place: replace(verdict, limits=Changes()) for place, verdict in verdicts.items()
    }

    changed = span_of(wish.technique, wish.places, LIBRARY, verdicts)

    assert changed.most_s <= span_of(wish.technique, wish.places, LIBRARY, free).most_s


CONDITIONS = tuple(LIBRARY.conditions)


@pytest.mark.hazard("H-50")
@pytest.mark.parametrize("condition", CONDITIONS)
def test_what_a_rule_changes_is_carried_out_where_it_holds(condition: str) -> None:
    for timeline, verdict, giver in sessions_with(Giver.HELPER, condition):
        limits = verdict.limits
        opening = {*before_work(timeline)}
        orders = [
            reason.instruction
            for reason in verdict.reasons
            if reason.instruction and reason.instruction.changes.say
        ]
        for kind, where in (
            ("set_up", set_up(timeline)),
            ("product", set_up(timeline)),
            ("ask_before", opening),
            ("stop_if", first_check(timeline)),
            ("after", after_care(timeline)),
            ("to_do", after_care(timeline)),
            ("follow_up", after_care(timeline)),
        ):
            for word in getattr(limits, kind):
                assert words(kind, word, giver) <= {*where}
        for order in orders:
            assert {*order.say[giver]["en"]} <= opening
        if limits.position:
            assert words("position", limits.position, giver) <= {*set_up(timeline)}
        if limits.thermometer:
            assert words("thermometer", giver=giver) <= {*set_up(timeline)}
        if limits.look_after:
            told = words("look_after", limits.look_after, giver)
            assert told <= {*after_care(timeline)}
        if limits.look_before and not verdict.low_feeling:
            told = words("look_before", limits.look_before, giver)
            assert told <= {*first_check(timeline)}
        if limits.rest_every_s:
            assert longest_without(timeline, CueKind.REST) <= limits.rest_every_s
        assert timeline.follow_ups == (*limits.follow_up_s, *limits.follow_up)


_FELT = re.compile(
    r"comfort|pleasant|feels (good|right|all right|easy|nice)|hurt|\bsore"
    r"|\bach(e|ing)|\bsting|tender|enjoy",
    re.IGNORECASE,
)
ABOUT_SKIN = {"Sores tend to start here."}
"""Seen, not felt."""


@pytest.mark.hazard("H-51")
@pytest.mark.parametrize("low", ["partial", "complete"])
@pytest.mark.parametrize("giver", Giver)
def test_where_feeling_is_low_no_sentence_goes_by_comfort_or_pain(
    giver: Giver, low: str
) -> None:
    heard: set[str] = set()
    for other in NOT_STOPPING:
        low_feeling = f"loss-of-sensation-{low}"
        for timeline, verdict, _ in sessions_with(giver, low_feeling, other):
            assert verdict.low_feeling
            heard.update(said(timeline))

    assert heard
    for sentence in heard - stop_sentences(giver) - ABOUT_SKIN:
        assert not _FELT.search(sentence), sentence


def sessions_with(
    giver: Giver, *conditions: str
) -> Iterator[tuple[Timeline, Verdict, Giver]]:
    """Yield each technique on the left, with these conditions and no others."""
    places = [Place(Side.LEFT, region) for region in Region]
    answers = replace(
        all_no(*places, giver=giver, **dict.fromkeys(conditions, Answer.YES)),
        other_giver=True,
    )
    screened = screen(answers, LIBRARY, TODAY)
    if screened.stop:
        return
    for technique_id, found in screened.techniques.items():
        for place, verdict in found.verdicts.items():
            if verdict.possible:
                cleared = Cleared(LIBRARY.edition, technique_id, {place: verdict})
                timeline = compile_timeline(
                    LIBRARY, technique_id, [place], giver, cleared=cleared
                )
                by_other = giver is Giver.SELF and verdict.limits.giver
                yield timeline, verdict, Giver.HELPER if by_other else giver


def stop_sentences(giver: Giver) -> set[str]:
    texts = LIBRARY.session
    added = (
        word.say[given]["en"]
        for word in LIBRARY.change_words["stop_if"].values()
        for given in (giver, Giver.HELPER)
    )
    rules = (
        lines[given]["en"]
        for lines in (texts.stop_rules, texts.low_feeling.stop)
        for given in (giver, Giver.HELPER)
    )
    return set(chain(chain.from_iterable(added), chain.from_iterable(rules)))
