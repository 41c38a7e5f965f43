from dataclasses import replace
from typing import Any

import pytest

from kneadwell.knowledge import Library, Step, problems_in
from kneadwell.vocabulary import Giver, Region
from tests.strategies import LIBRARY

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
        (
            replace(LIBRARY, start=replace(LIBRARY.start, every=("hiccups",))),
            "“hiccups” is not known",
        ),
        (
            replace(
                LIBRARY,
                conditions={
                    "broken-skin": replace(
                        LIBRARY.conditions["broken-skin"], red_flag="doom"
                    )
                },
                start=replace(LIBRARY.start, every=(), heat=(), cold=()),
            ),
            "“doom” is not known",
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
