from dataclasses import replace
from typing import Any

import pytest

from kneadwell.knowledge import (
    Action,
    Changes,
    ChangeWord,
    Instruction,
    Library,
    RuleBasis,
    Step,
    problems_in,
)
from kneadwell.vocabulary import Giver, Region
from tests.screening.people import LIBRARY

FOOT = LIBRARY.techniques["foot-massage-essential-oils"]


def with_step(**changes: Any) -> Library:
    routine = FOOT.regions[Region.FOOT]
    step: Step = replace(routine.steps[0], **changes)
    steps = (step, *routine.steps[1:])
    return with_technique(regions={Region.FOOT: replace(routine, steps=steps)})


def with_technique(**changes: Any) -> Library:
    changed = replace(FOOT, **changes)
    return replace(LIBRARY, techniques={**LIBRARY.techniques, FOOT.id: changed})


def saying(*sentences: str) -> Library:
    say = FOOT.regions[Region.FOOT].steps[0].say
    return with_step(say={**say, Giver.SELF: {"en": sentences}})


def with_condition(name: str = "diabetes", **changes: Any) -> Library:
    changed = replace(LIBRARY.conditions[name], **changes)
    return replace(LIBRARY, conditions={**LIBRARY.conditions, name: changed})


def with_rule(name: str = "diabetes", **changes: Any) -> Library:
    first, *others = LIBRARY.conditions[name].rules
    return with_condition(name, rules=(replace(first, **changes), *others))


def with_instruction(name: str, **changes: Any) -> Library:
    changed = replace(LIBRARY.instructions[name], **changes)
    return replace(LIBRARY, instructions={**LIBRARY.instructions, name: changed})


def with_group(name: str, **changes: Any) -> Library:
    changed = replace(LIBRARY.groups[name], **changes)
    return replace(LIBRARY, groups={**LIBRARY.groups, name: changed})


def with_word(kind: str, name: str, word: ChangeWord | None) -> Library:
    words = {**LIBRARY.change_words[kind], name: word or ChangeWord()}
    if word is None:
        del words[name]
    return replace(LIBRARY, change_words={**LIBRARY.change_words, kind: words})


def without_rules_for(technique: str) -> Library:
    return replace(
        LIBRARY,
        conditions={
            name: replace(
                condition,
                rules=tuple(
                    replace(
                        rule,
                        techniques=tuple(
                            it
                            for it in rule.techniques or LIBRARY.techniques
                            if it != technique
                        ),
                    )
                    for rule in condition.rules
                ),
            )
            for name, condition in LIBRARY.conditions.items()
        },
    )


def test_nothing_needs_mending_in_what_is_shipped() -> None:
    assert problems_in(LIBRARY) == []


@pytest.mark.parametrize(
    ("library", "told"),
    [
        (with_step(stroke="hack"), "“hack” is not known"),
        (with_step(tool="hammer"), "“hammer” is not known"),
        (with_step(direction="up"), "“up” is not known"),
        (with_step(spots=("sole-arch", "elbow-top")), "“elbow-top” is not known"),
        (
            with_technique(evidence=(replace(FOOT.evidence[0], source="a-blog"),)),
            "“a-blog” is not known",
        ),
        (
            with_technique(safety=(replace(FOOT.safety[0], sources=("hearsay",)),)),
            "“hearsay” is not known",
        ),
        (saying("Take 5."), ""),
        (saying("Do this for 5."), "5 has no unit"),
        (
            saying(
                "Now you put your left thumb on the sole and you draw a small slow "
                "circle there and then another one."
            ),
            "make it two",
        ),
        (
            with_step(
                say={
                    giver: lines
                    for giver, lines in FOOT.regions[Region.FOOT].steps[0].say.items()
                    if giver is not Giver.HELPER
                }
            ),
            "no words for helper",
        ),
    ],
)
def test_a_planted_slip_is_found_and_told_with_its_place(
    library: Library, told: str
) -> None:
    problems = problems_in(library)

    if told:
        assert any(told in problem for problem in problems), problems
        assert all(": " in problem for problem in problems)
    else:
        assert problems == []


@pytest.mark.hazard("H-05")
@pytest.mark.parametrize("spot", ["between-the-toes", "inner-ankle"])
def test_a_step_on_a_spot_that_is_never_touched_is_found(spot: str) -> None:
    assert any(
        f"works on “{spot}”, which is never touched" in problem
        for problem in problems_in(with_step(spots=(spot,)))
    )


@pytest.mark.hazard("H-06")
@pytest.mark.parametrize(
    ("library", "told"),
    [
        (with_step(pressure=3), "pressure 3 is outside 1 to 2"),
        (with_step(pressure=0), "pressure 0 is outside 1 to 2"),
        (with_step(pressure_healthy_muscle=4), "pressure on muscle is above 3"),
        (with_step(pressure=2, spots=("big-toe",)), "“big-toe” takes pressure 1 only"),
        (saying("Use more pressure."), "“more pressure” can injure"),
        (saying("Gradually increase the pressure."), "can injure"),
        (saying("Add some pressure."), "can injure"),
        (saying("Press harder."), "“Press harder” can injure"),
        (saying("Do not stop.", "Press it deeper."), "can injure"),
    ],
)
def test_a_step_that_presses_too_hard_is_found(library: Library, told: str) -> None:
    assert any(told in problem for problem in problems_in(library))


@pytest.mark.hazard("H-06")
def test_a_warning_against_pressing_harder_is_no_fault() -> None:
    assert problems_in(saying("Never press harder.", "Do not add pressure.")) == []


@pytest.mark.hazard("H-10")
@pytest.mark.parametrize(
    "promise",
    [
        "This cures neuropathy.",
        "It heals the nerves.",
        "Nerves regenerate.",
        "A detox for the feet.",
        "It improves your circulation.",
        "IMPROVES CIRCULATION.",
    ],
)
def test_a_promise_of_cure_in_our_own_words_is_found(promise: str) -> None:
    problems = problems_in(with_technique(summary={"en": promise}))

    assert any("promises what nobody has shown" in problem for problem in problems)


@pytest.mark.hazard("H-10")
def test_the_articles_own_promises_stay_the_articles() -> None:
    article = replace(FOOT.article, benefits=("Cures neuropathy.",))

    assert problems_in(with_technique(article=article)) == []


@pytest.mark.hazard("H-10")
def test_saying_that_nothing_is_cured_is_no_promise() -> None:
    assert problems_in(saying("Nobody has shown that this cures it.")) == []


@pytest.mark.hazard("H-10")
@pytest.mark.parametrize(
    ("why", "told"),
    [
        ((), "says no reason"),
        (("A slow stroke eases pain.",), "“eases” is no reason"),
        (("This brings relief.",), "“relief” is no reason"),
        (("It gets the circulation going.",), "“circulation” is no reason"),
    ],
)
def test_a_reason_that_is_missing_or_is_a_benefit_is_found(
    why: tuple[str, ...], told: str
) -> None:
    problems = problems_in(with_step(why={"en": why}))

    assert any(told in problem for problem in problems), problems


@pytest.mark.hazard("H-06")
@pytest.mark.parametrize(
    "why", ["Stop only when it hurts.", "Stay as long as it is comfortable."]
)
def test_a_reason_that_asks_numb_skin_how_it_feels_is_found(why: str) -> None:
    assert any(
        "is no reason" in it for it in problems_in(with_step(why={"en": (why,)}))
    )


def test_a_reason_in_hard_words_is_found() -> None:
    why = ("Superficial neurovascular structures necessitate avoidance.",)

    assert any(
        "hard for a reason" in it for it in problems_in(with_step(why={"en": why}))
    )


def test_each_technique_gives_each_of_its_steps_a_reason_of_its_own() -> None:
    for technique in LIBRARY.techniques.values():
        given = [
            step.why["en"]
            for routine in technique.regions.values()
            for step in routine.steps
        ]

        assert len(set(given)) == len(given), technique.id


HOLD, SAID = "feeling-and-pulses-confirmed", "other-giver-or-flat-strokes"
CHANGED = LIBRARY.instructions[SAID].changes
VOICES = {Giver.SELF: {"en": ("Look at your skin.",)}}


@pytest.mark.parametrize(
    ("library", "told"),
    [
        (with_rule(instruction="hold-it"), "“hold-it” is not known"),
        (with_rule(techniques=("cupping",)), "“cupping” is not known"),
        (with_rule(sources=("hearsay",)), "“hearsay” is not known"),
        (with_rule(action=Action.AVOID), "is avoid, its instruction ask-clinician"),
        (
            with_rule(techniques=("hand-compression",), regions=(Region.FOOT,)),
            "rules.0: names no region of hand-compression",
        ),
        (with_rule(source_strength="C"), "its best source is A, not C"),
        (with_rule(sources=(), source_strength=None), "only general knowledge goes"),
        (with_rule(basis=RuleBasis.GENERAL_KNOWLEDGE), "only general knowledge goes"),
        (with_condition(rules=()), "diabetes: has no rule"),
        (with_condition(group="sugar"), "“sugar” is not known"),
        (with_condition(group="skin"), "is asked profile, its group every-session"),
        (with_condition(red_flag="doom"), "“doom” is not known"),
        (with_condition(related_red_flag="gloom"), "“gloom” is not known"),
        (with_condition(stops_all=True), "no rule of it avoids every technique"),
        (
            with_rule("gout-flare", techniques=("ice-massage",)),
            "gout-flare: stops all, and no rule of it avoids every technique",
        ),
        (without_rules_for("ice-massage"), "ice-massage, foot: no rule speaks"),
        (
            replace(
                LIBRARY,
                groups={
                    **LIBRARY.groups,
                    "empty": replace(LIBRARY.groups["skin"], id="empty"),
                },
            ),
            "groups.empty: no condition belongs to it",
        ),
        (with_group("skin", none=None), "groups.skin: has no none"),
        (with_group("skin", picture=None), "groups.skin: has no picture"),
        (with_group("blood", why=None), "groups.blood: has no why"),
        (with_instruction(HOLD, ok_by=()), "names who may give the OK"),
        (with_instruction(SAID, ok_by=(("nurse",),)), "names who may give the OK"),
        (with_instruction(HOLD, ok_by=((),)), "a group of ok_by is empty"),
        (with_instruction(HOLD, ok_by=(("witch",),)), "“witch” has no words"),
        (
            with_instruction(SAID, changes=replace(CHANGED, say=True), say=VOICES),
            "is said before work; write it in all three voices",
        ),
        (
            with_instruction(SAID, changes=Changes(ask_before=("full-moon",))),
            "“full-moon” of ask_before has no words",
        ),
        (
            with_instruction(SAID, changes=Changes(any_of=(Changes(after=("nap",)),))),
            "“nap” of after has no words",
        ),
        (
            with_instruction(SAID, changes=Changes(seconds_max_place=0)),
            "seconds_max_place is 0",
        ),
        (
            with_instruction(SAID, changes=Changes(tools_only=("hammer",))),
            "“hammer” is not known",
        ),
        (
            with_instruction(SAID, changes=Changes(strokes_not=("hack",))),
            "“hack” is not known",
        ),
        (
            with_instruction(SAID, changes=Changes(skip_spots=("nose",))),
            "“nose” is not known",
        ),
        (
            replace(LIBRARY, modes={**LIBRARY.modes, "new": Changes(after=("nap",))}),
            "modes.new: “nap” of after has no words",
        ),
        (
            replace(LIBRARY, modes={**LIBRARY.modes, "new": Changes()}),
            "say for each mode of change what is left",
        ),
        (
            replace(
                LIBRARY,
                instructions={
                    **LIBRARY.instructions,
                    "idle": Instruction(Action.AVOID, {}),
                },
            ),
            "instructions.idle: no rule gives it",
        ),
        (with_word("start", "still-hand-beside", None), "“still-hand-beside” of start"),
        (
            with_word("start", "still-hand-beside", ChangeWord(say=VOICES)),
            "words.start.still-hand-beside: write it in all three voices",
        ),
        (
            with_word("products_not", "perfume", ChangeWord()),
            "words.products_not.perfume: says nothing",
        ),
        (
            replace(
                LIBRARY,
                screening=replace(LIBRARY.screening, wins_over=(("gout", "diabetes"),)),
            ),
            "screening.wins_over: “gout” is not known",
        ),
        (
            replace(
                LIBRARY, screening=replace(LIBRARY.screening, low_feeling=("numb",))
            ),
            "“numb” is not known",
        ),
        (
            replace(
                LIBRARY,
                red_flags={
                    **LIBRARY.red_flags,
                    "stroke": replace(
                        LIBRARY.red_flags["stroke"], session_effect="stop-al"
                    ),
                },
            ),
            "“stop-al” is not known",
        ),
    ],
)
def test_a_slip_in_the_rules_is_found_and_told_with_its_place(
    library: Library, told: str
) -> None:
    problems = problems_in(library)

    assert any(told in problem for problem in problems), problems
    assert all(": " in problem for problem in problems)


def test_hard_words_in_a_rule_or_a_question_are_found() -> None:
    hard = {
        "en": "Contraindicated pharmacological interventions necessitate "
        "interdisciplinary reconsideration. " * 5
    }

    for library in (with_rule(why=hard), with_condition(question=hard)):
        assert any("is hard to read" in problem for problem in problems_in(library))
