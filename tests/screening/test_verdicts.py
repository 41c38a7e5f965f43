"""Single cases worth looking at, beside the oracle."""

import datetime as dt
from dataclasses import replace

import pytest

from kneadwell.knowledge import Action, Changes, Library
from kneadwell.screening import (
    Answer,
    Answers,
    AnswersError,
    ClinicianOk,
    Given,
    Outcome,
    Where,
    remaining,
    screen,
)
from kneadwell.vocabulary import EVERYWHERE, Giver, Place, Region
from tests.screening.people import LIBRARY, TODAY, no_to_all

FOOT = Place.parse("left foot")
MASSAGE = "foot-massage-essential-oils"


def saying(name: str, *where: str, since: dt.date | None = None) -> Answers:
    told = Given(Answer.YES, tuple(map(Where.parse, where)), since)
    return no_to_all(given={name: told})


def test_a_clearance_names_its_edition_day_and_answers() -> None:
    found = screen(no_to_all(), LIBRARY, TODAY)

    assert (found.edition, found.on) == (LIBRARY.edition, TODAY)
    assert found.answers == no_to_all()
    assert list(found.techniques) == list(LIBRARY.techniques)


def test_a_marked_spot_is_skipped_and_an_unmarked_one_needs_the_flat_hand() -> None:
    marked = screen(
        saying("callus-or-pre-ulcer", "left foot/sole-heel"), LIBRARY, TODAY
    )
    unmarked = screen(saying("callus-or-pre-ulcer", "left foot"), LIBRARY, TODAY)

    limits = marked.techniques[MASSAGE].verdicts[FOOT].limits
    assert (limits.skip_spots, limits.tools_only) == (("sole-heel",), None)
    limits = unmarked.techniques[MASSAGE].verdicts[FOOT].limits
    assert (limits.skip_spots, limits.tools_only) == ((), ("flat-hand",))


@pytest.mark.parametrize(
    ("since", "today", "action"),
    [
        (None, TODAY, Action.ASK_CLINICIAN),
        (dt.date(2026, 5, 24), TODAY, Action.ASK_CLINICIAN),
        (dt.date(2026, 5, 23), TODAY, Action.MODIFY),
        (dt.date(2026, 8, 31), dt.date(2027, 2, 28), Action.ASK_CLINICIAN),
        (dt.date(2026, 8, 31), dt.date(2027, 3, 1), Action.MODIFY),
        (dt.date(2026, 12, 1), dt.date(2027, 5, 31), Action.ASK_CLINICIAN),
        (dt.date(2026, 12, 1), dt.date(2027, 6, 1), Action.MODIFY),
    ],
)
def test_a_hold_after_a_clot_is_not_lifted_within_six_months(
    since: dt.date | None, today: dt.date, action: Action
) -> None:
    asked = saying("past-blood-clot", "left leg", since=since)
    for role in ("clot-clinic", "doctor"):
        ok = ClinicianOk(
            "past-blood-clot", MASSAGE, EVERYWHERE, role, dt.date.min, dt.date.max
        )
        found = screen(replace(asked, oks=(ok,)), LIBRARY, today)
        assert found.techniques[MASSAGE].verdicts[FOOT].action is action


def with_steps_for_others() -> Library:
    technique = LIBRARY.techniques[MASSAGE]
    routine = technique.regions[Region.FOOT]
    steps = tuple(replace(step, self_ok=False) for step in routine.steps)
    changed = replace(technique, regions={Region.FOOT: replace(routine, steps=steps)})
    return replace(LIBRARY, techniques={**LIBRARY.techniques, MASSAGE: changed})


@pytest.mark.parametrize(
    ("giver", "other", "possible"),
    [(Giver.SELF, False, False), (Giver.SELF, True, True), (Giver.HELPER, False, True)],
)
def test_steps_that_nobody_can_do_alone_are_not_possible_alone(
    giver: Giver,
    other: bool,  # noqa: FBT001
    possible: bool,  # noqa: FBT001
) -> None:
    person = no_to_all(giver=giver, other_giver=other)
    found = screen(person, with_steps_for_others(), TODAY)

    assert found.techniques[MASSAGE].verdicts[FOOT].possible is possible


def test_changes_that_clash_leave_the_place_not_possible() -> None:
    names = {
        rule.instruction
        for name in ("blood-thinners", "fragrance-allergy")
        for rule in LIBRARY.conditions[name].rules
        if rule.action is Action.MODIFY and rule.meets(MASSAGE, Region.FOOT)
    }
    ways = {name: Changes(direction=str(n)) for n, name in enumerate(sorted(names))}
    clashing = replace(
        LIBRARY,
        instructions={
            name: replace(text, changes=ways.get(name, text.changes))
            for name, text in LIBRARY.instructions.items()
        },
    )
    yes = {name: Given(Answer.YES) for name in ("blood-thinners", "fragrance-allergy")}
    verdict = (
        screen(no_to_all(given=yes), clashing, TODAY).techniques[MASSAGE].verdicts[FOOT]
    )

    assert len(names) == 2
    assert verdict.action is Action.MODIFY
    assert not verdict.possible
    assert verdict.left is None


def test_an_error_without_a_hint_ends_with_its_problem() -> None:
    assert str(AnswersError("age", "is odd")) == "age: is odd."


@pytest.mark.parametrize("answer", [Answer.YES, Answer.UNKNOWN])
def test_a_reason_tells_who_says_so_and_what_to_do(answer: Answer) -> None:
    person = no_to_all(given={"diabetes": Given(answer), "dizzy-after": Given(answer)})
    found = screen(person, LIBRARY, TODAY).techniques["warm-compress"].verdicts[FOOT]
    flagged, asked = found.reasons
    flag = LIBRARY.red_flags["dizzy-after"]
    rule = next(
        rule
        for rule in LIBRARY.conditions["diabetes"].rules
        if rule.meets("warm-compress", Region.FOOT)
    )

    assert (flagged.cause, flagged.answer) == (flag.id, answer)
    assert flagged.action is Action.AVOID
    assert (flagged.why, flagged.do) == (flag.say, flag.do)
    assert flagged.sources == flag.sources
    assert (asked.cause, asked.answer) == ("diabetes", answer)
    assert asked.action is Action.ASK_CLINICIAN
    assert asked.instruction
    assert asked.instruction == LIBRARY.instructions[rule.instruction]
    assert (asked.why, asked.do) == (rule.why, asked.instruction.do)
    assert asked.sources == rule.sources


def test_a_flag_on_an_area_bars_that_place_alone() -> None:
    found = screen(saying("callus-or-hard-skin", "left foot"), LIBRARY, TODAY)
    verdicts = found.techniques["rolling-ball"].verdicts
    barred = {str(place) for place, it in verdicts.items() if it.action is Action.AVOID}

    assert barred == {"left foot"}
    assert found.stop is None


def test_a_chosen_spot_that_is_skipped_is_not_possible() -> None:
    heel, arch = replace(FOOT, spot="sole-heel"), replace(FOOT, spot="sole-arch")
    marked = saying("callus-or-pre-ulcer", "left foot/sole-heel")
    found = screen(replace(marked, places=(heel, arch)), LIBRARY, TODAY)
    verdicts = found.techniques["circular-pressure"].verdicts

    assert not verdicts[heel].possible
    assert verdicts[arch].possible


def ok(condition: str, technique: str, by: str) -> ClinicianOk:
    return ClinicianOk(condition, technique, (FOOT,), by, TODAY, TODAY)


@pytest.mark.hazard("H-45")
def test_a_hold_opens_when_someone_from_each_group_has_agreed() -> None:
    child = saying("under-18")
    agreed = [ok("under-18", MASSAGE, by) for by in ("parent-or-guardian", "clinician")]

    def action(*oks: ClinicianOk) -> Action:
        found = screen(replace(child, oks=oks), LIBRARY, TODAY)
        return found.techniques[MASSAGE].verdicts[FOOT].action

    assert action() is Action.ASK_CLINICIAN
    assert [action(one) for one in agreed] == [Action.ASK_CLINICIAN] * 2
    assert action(*agreed) is Action.MODIFY


def test_a_technique_waits_where_one_place_waits_and_the_other_is_closed() -> None:
    told = {
        "diabetes": Given(Answer.YES),
        "broken-skin": Given(Answer.YES, (Where.parse("left foot"),)),
    }
    feet = (FOOT, Place.parse("right foot"))
    answers = no_to_all(feet, given={**no_to_all().given, **told})
    waiting = screen(answers, LIBRARY, TODAY).techniques["warm-compress"]

    actions = {verdict.action for verdict in waiting.verdicts.values()}
    assert actions == {Action.AVOID, Action.ASK_CLINICIAN}
    assert waiting.outcome is Outcome.HOLD


def test_a_place_meant_as_a_whole_is_not_marked_by_one_spot_of_it() -> None:
    both = saying("callus-or-pre-ulcer", "left foot/sole-heel", "left foot")
    verdict = screen(both, LIBRARY, TODAY).techniques[MASSAGE].verdicts[FOOT]
    assert verdict.limits.tools_only == ("flat-hand",)


def test_a_place_with_no_spot_left_to_choose_is_not_possible() -> None:
    spots = LIBRARY.techniques["circular-pressure"].regions[Region.FOOT].choose_from
    marked = saying("callus-or-pre-ulcer", *(f"left foot/{spot}" for spot in spots))
    found = screen(marked, LIBRARY, TODAY).techniques["circular-pressure"]

    assert found.technique_id == "circular-pressure"
    assert not found.verdicts[FOOT].possible
    assert found.verdicts[Place.parse("right foot")].possible


def test_strokes_over_a_larger_spot_leave_out_what_is_marked_within_it() -> None:
    marked = saying("callus-or-pre-ulcer", "left foot/whole-sole")
    left = screen(marked, LIBRARY, TODAY).techniques[MASSAGE].verdicts[FOOT].left
    assert left is not None
    worked = {spot for step in left.steps for spot in step.spots}
    assert "top-of-foot" in worked
    assert worked.isdisjoint({"whole-sole", "sole-heel", "sole-arch", "sole-ball-big"})


def test_warm_legs_are_not_for_everyone_where_only_arms_are_left() -> None:
    pregnant = saying("pregnancy")
    found = screen(pregnant, LIBRARY, TODAY).techniques["warm-compress"]
    assert not found.verdicts[FOOT].possible
    assert found.verdicts[Place.parse("left hand")].possible


@pytest.mark.parametrize("technique_id", LIBRARY.techniques)
def test_strokes_and_pressure_stay_within_the_limits(technique_id: str) -> None:
    limits = Changes(
        pressure_max=1,
        tools_not=("thumb", "knuckles"),
        strokes_not=("squeeze", "press-and-hold"),
        direction="towards-heart",
    )
    for routine in LIBRARY.techniques[technique_id].regions.values():
        for step in remaining(routine, limits, LIBRARY).steps:
            assert step.pressure == 1
            assert step.tool not in limits.tools_not
            assert step.stroke not in limits.strokes_not
            assert step.stroke != "glide" or step.direction == "towards-heart"
