"""The knowledge says what the collected facts say: nothing lost, nothing milder.

`facts.json` was made from the clinical facts before their sentences were written. A
rule there is: techniques, regions (null is all of the technique), action, number of
its instruction (null for an avoid), basis, strength, numbers of its sources.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kneadwell.knowledge import (
    Action,
    Changes,
    Condition,
    Routine,
    Rule,
    Step,
    load_library,
)
from kneadwell.screening import remaining
from kneadwell.vocabulary import Region

LIBRARY = load_library()
FACTS = json.loads(Path(__file__).with_name("facts.json").read_text("utf-8"))
CONDITIONS = list(FACTS["conditions"])

Entry = tuple[str, str, str, str, str | None, tuple[str, ...]]


def urls(ids: Iterable[str]) -> tuple[str | None, ...]:
    return tuple(LIBRARY.sources[name].url for name in ids)


def cited(numbers: Iterable[int]) -> tuple[str, ...]:
    return tuple(FACTS["sources"][number][0] for number in numbers)


def as_text(value: object) -> str:
    return json.dumps(value, sort_keys=True)


def told(condition: Condition) -> dict[tuple[str, str], list[Entry]]:
    """Return what the library says to each technique and region."""
    return {
        (technique.id, region.value): sorted(
            as_entry(rule)
            for rule in condition.rules
            if rule.meets(technique.id, region)
        )
        for technique in LIBRARY.techniques.values()
        for region in technique.regions
    }


def as_entry(rule: Rule) -> Entry:
    instruction = LIBRARY.instructions[rule.instruction]
    assert instruction.action is rule.action or rule.action is Action.MODIFY
    return (
        rule.action.value,
        as_text(instruction.changes.to_json()),
        as_text(instruction.ok_by),
        rule.basis.value,
        rule.source_strength or "none",
        tuple(str(url) for url in urls(rule.sources)),
    )


def known(condition_id: str) -> dict[tuple[str, str], list[Entry]]:
    """Return what the facts say to each technique and region."""
    return {
        (technique, region): sorted(
            fact_entry(*rest)
            for techniques, regions, *rest in FACTS["conditions"][condition_id]["rules"]
            if technique in techniques and region in (regions or list(Region))
        )
        for technique, facts in FACTS["techniques"].items()
        for region in facts["regions"]
    }


def fact_entry(
    action: str,
    number: int | None,
    basis: str,
    strength: str | None,
    sources: list[int],
) -> Entry:
    text = {} if number is None else FACTS["instructions"][number]
    return (
        action,
        as_text(text.get("changes", {})),
        as_text(text.get("ok_by", [])),
        basis,
        strength or "none",
        cited(sources),
    )


def test_the_facts_are_whole() -> None:
    rules = [rule for it in FACTS["conditions"].values() for rule in it["rules"]]

    assert len(FACTS["conditions"]) == 71
    assert len(rules) == 154
    assert sum(len(techniques) for techniques, *_ in rules) == 566
    assert len(FACTS["red_flags"]) == 29
    assert len(FACTS["instructions"]) == 64


@pytest.mark.parametrize("name", CONDITIONS)
def test_each_condition_says_the_same_to_every_technique_and_region(name: str) -> None:
    assert told(LIBRARY.conditions[name]) == known(name)


@pytest.mark.parametrize("name", CONDITIONS)
def test_each_condition_is_asked_and_reaches_as_the_facts_say(name: str) -> None:
    condition, facts = LIBRARY.conditions[name], FACTS["conditions"][name]

    assert condition.scope.value == facts["scope"]
    assert condition.ask.value == facts["ask"]
    assert condition.source_strength == facts["strength"]
    assert condition.red_flag == facts.get("red_flag")
    assert condition.related_red_flag == facts.get("related")
    assert condition.stops_all == facts.get("stops_all", False)
    assert urls(condition.sources) == cited(facts["sources"])


def test_there_are_no_other_conditions_flags_or_techniques() -> None:
    assert list(LIBRARY.conditions) == list(FACTS["conditions"])
    assert set(LIBRARY.red_flags) == set(FACTS["red_flags"])
    assert list(LIBRARY.techniques) == list(FACTS["techniques"])


@pytest.mark.parametrize("name", FACTS["red_flags"])
def test_each_red_flag_does_what_the_facts_say(name: str) -> None:
    flag = LIBRARY.red_flags[name]
    urgency, effect, when, sources = FACTS["red_flags"][name]

    assert [flag.urgency, flag.session_effect] == [urgency, effect]
    assert list(flag.when) == when
    assert urls(flag.sources) == cited(sources)


def test_every_source_keeps_its_tier_and_what_was_seen_of_it() -> None:
    kept = {(it.url, it.tier, it.seen) for it in LIBRARY.sources.values()}

    assert {tuple(source) for source in FACTS["sources"]} - kept == set()


@pytest.mark.parametrize("part", ["session_rules", "stop_criteria"])
def test_session_rules_and_stop_criteria_are_all_there(part: str) -> None:
    session = LIBRARY.session
    ours = session.rules if part == "session_rules" else session.stop_criteria

    for name, sources in FACTS[part].items():
        assert urls(ours[name].sources) == cited(sources), name


def test_pressure_has_its_levels_and_its_credit() -> None:
    assert list(LIBRARY.touch.pressure) == ["1", "2", "3", "4", "5"]
    assert len(LIBRARY.touch.pressure) == FACTS["pressure"]["levels"]
    assert "Walton" in LIBRARY.touch.pressure_credit
    cites = set(urls(LIBRARY.sources))
    assert set(cited(FACTS["pressure"]["sources"])) <= cites


@pytest.mark.parametrize("name", FACTS["techniques"])
def test_each_technique_keeps_its_grade_studies_and_safety_facts(name: str) -> None:
    technique, facts = LIBRARY.techniques[name], FACTS["techniques"][name]

    assert technique.evidence_grade == facts["grade"]
    assert len(technique.evidence) == facts["evidence"]
    assert [urls(fact.sources) for fact in technique.safety] == [
        cited(sources) for sources in facts["safety"]
    ]


def test_the_modes_that_steps_are_prepared_for_are_the_same() -> None:
    modes = {name: mode.to_json() for name, mode in LIBRARY.modes.items()}

    assert modes == FACTS["modes"]


ROUTINES = [
    (technique, region, mode)
    for technique, facts in FACTS["techniques"].items()
    for region, routine in facts["regions"].items()
    for mode in routine["modes"]
]


def as_facts(step: Step) -> list[Any]:
    return [
        step.id,
        step.stroke,
        step.tool,
        step.direction,
        step.tempo_per_min,
        step.path_cm,
        step.pressure,
        step.pressure_healthy_muscle,
        step.share,
        step.priority,
        step.self_ok,
        list(step.spots),
    ]


def changed(step: list[Any], mode: str) -> list[Any] | None:
    """Return a step of the facts as one mode of change leaves it."""
    *plain, spots, degrade = step
    change, limits = degrade.get(mode, {}), FACTS["modes"][mode]
    if change == "drop":
        return None
    names = ["id", "stroke", "tool", "direction", "tempo_per_min", "path_cm"]
    names += ["pressure", "pressure_healthy_muscle", "share", "priority", "self_ok"]
    found = dict(zip(names, plain, strict=True)) | change
    most = 1 if "no_raise" in limits else limits.get("pressure_max", 5)
    for level in ("pressure", "pressure_healthy_muscle"):
        found[level] = min(found[level], most)
    if found["stroke"] == "glide" and "direction" in limits:
        found["direction"] = limits["direction"]
    return [*found.values(), [it for it in spots if it != "between-the-toes"]]


@pytest.mark.parametrize(("technique", "region", "mode"), ROUTINES)
def test_each_step_becomes_what_the_facts_say_under_each_mode(
    technique: str, region: str, mode: str
) -> None:
    facts = FACTS["techniques"][technique]["regions"][region]
    routine: Routine = LIBRARY.techniques[technique].regions[Region(region)]
    is_possible, is_still_this = facts["modes"][mode]
    left = remaining(routine, LIBRARY.modes[mode], LIBRARY)

    expected = [changed(step, mode) for step in facts["steps"]] if is_possible else []
    assert [as_facts(step) for step in left.steps] == [it for it in expected if it]
    assert (left.outcome is None) == (is_still_this or not is_possible)


@pytest.mark.parametrize("technique", FACTS["techniques"])
def test_each_step_stays_itself_where_nothing_changes(technique: str) -> None:
    for region, facts in FACTS["techniques"][technique]["regions"].items():
        routine = LIBRARY.techniques[technique].regions[Region(region)]
        left = remaining(routine, Changes(), LIBRARY)

        assert left.steps == routine.steps
        assert [as_facts(step) for step in left.steps] == [
            step[:-1] for step in facts["steps"]
        ]


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_rule_taken_away_or_made_milder_would_be_noticed(name: str) -> None:
    condition, facts = LIBRARY.conditions[name], known(name)
    milder = {Action.AVOID: Action.MODIFY, Action.ASK_CLINICIAN: Action.MODIFY}

    assert condition.rules
    for index, rule in enumerate(condition.rules):
        others = (*condition.rules[:index], *condition.rules[index + 1 :])
        softened = replace(rule, action=milder.get(rule.action, Action.NONE))
        assert told(replace(condition, rules=others)) != facts
        if rule.action is not Action.MODIFY:
            rules = (*others, softened)
            assert told(replace(condition, rules=rules)) != facts
