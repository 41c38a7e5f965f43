"""One person for each way in which touch, warmth, cold or scent can injure."""

from typing import Any

import pytest

from kneadwell.knowledge import Action
from kneadwell.screening import Answer, Clearance, Given, Outcome, Verdict, screen
from kneadwell.vocabulary import Place
from tests.screening.people import LIBRARY, TODAY, no_to_all

FOOT, LEG, HAND = "left foot", "left lower-leg", "left hand"

STOPS = [
    ("H-17", "blood-clot-known-or-suspected"),
    ("H-17", "one-sided-calf-swelling"),
    ("H-21", "critical-limb-ischaemia"),
    ("H-21", "compartment-syndrome"),
    ("H-22", "new-foot-wound"),
    ("H-23", "skin-infection"),
    ("H-24", "fever-acute-illness"),
    ("H-24", "fever-on-cancer-treatment"),
    ("H-26", "large-bruise"),
    ("H-28", "hot-swollen-foot"),
    ("H-31", "gout-flare"),
    ("H-32", "new-or-worsening-weakness"),
    ("H-32", "bladder-bowel-problem"),
    ("H-33", "stroke-signs"),
    ("H-33", "heart-attack-signs"),
    ("H-35", "severe-hypo"),
    ("H-36", "opioid-patch-overdose"),
    ("H-40", "anaphylaxis"),
    ("H-43", "dark-urine"),
]
"""Who may have no massage at all, anywhere."""

BARS = [
    ("H-17", "past-blood-clot", "deep-tissue-legs", LEG),
    ("H-17", "joint-replacement-recent", "deep-tissue-legs", LEG),
    ("H-18", "loss-of-sensation-complete", "rolling-ball", FOOT),
    ("H-18", "loss-of-sensation-complete", "circular-pressure", HAND),
    ("H-18", "foot-high-risk", "knuckle-pressure", FOOT),
    ("H-19", "loss-of-sensation-partial", "warm-compress", FOOT),
    ("H-19", "cannot-feel-hot-cold", "warm-compress", HAND),
    ("H-19", "peripheral-artery-disease", "warm-compress", HAND),
    ("H-20", "neuropathy-symptoms-here", "ice-massage", FOOT),
    ("H-20", "raynauds", "ice-massage", HAND),
    ("H-20", "oxaliplatin-cold-sensitivity", "ice-massage", HAND),
    ("H-21", "peripheral-artery-disease", "rolling-ball", FOOT),
    ("H-22", "broken-skin", "foot-massage-essential-oils", FOOT),
    ("H-23", "fungal-or-contagious-skin", "reflexology", FOOT),
    ("H-25", "fragile-skin", "knuckle-pressure", HAND),
    ("H-25", "radiotherapy-area", "circular-pressure", LEG),
    ("H-26", "blood-thinners", "deep-tissue-legs", LEG),
    ("H-26", "low-platelets-bleeding", "rolling-ball", FOOT),
    ("H-27", "recent-fracture", "foot-massage-essential-oils", FOOT),
    ("H-27", "osteoporosis", "deep-tissue-legs", LEG),
    ("H-28", "charcot-active", "foot-massage-essential-oils", FOOT),
    ("H-29", "cancer-at-site-or-bone", "circular-pressure", LEG),
    ("H-30", "hereditary-pressure-palsies", "nerve-gliding", LEG),
    ("H-30", "nerve-entrapment", "ice-massage", HAND),
    ("H-31", "allodynia", "reflexology", FOOT),
    ("H-31", "heat-worsens-symptoms", "warm-compress", FOOT),
    ("H-33", "heart-failure-swollen-legs", "deep-tissue-legs", LEG),
    ("H-34", "lymphoedema", "knuckle-pressure", FOOT),
    ("H-35", "insulin-injection-site", "deep-tissue-legs", "left thigh"),
    ("H-36", "opioid-patch", "warm-compress", FOOT),
    ("H-36", "medicine-patch", "warm-compress", HAND),
    ("H-37", "av-fistula-or-line", "hand-compression", HAND),
    ("H-38", "pregnancy", "deep-tissue-legs", LEG),
    ("H-42", "dizzy-after", "warm-compress", FOOT),
    ("H-44", "cannot-report-pain", "rolling-ball", FOOT),
    ("H-45", "hand-arthritis-giver", "knuckle-pressure", FOOT),
]
"""Who may not have this technique there."""

HOLDS = [
    ("H-19", "diabetes", "warm-compress", FOOT),
    ("H-29", "unexplained-pain-or-lump", "foot-massage-essential-oils", FOOT),
    ("H-31", "crps", "hand-compression", HAND),
    ("H-39", "under-18", "hand-compression", HAND),
]
"""Who waits for a clinician."""

CHANGES = [
    ("H-18", "loss-of-sensation-partial", "reflexology", "no_raise", True),
    ("H-18", "callus-or-pre-ulcer", "reflexology", "tools_only", ["flat-hand"]),
    ("H-26", "blood-thinners", "reflexology", "follow_up", "next-day-bruises"),
    ("H-27", "osteoporosis", "reflexology", "pressure_max", 2),
    ("H-34", "lymphoedema", "circular-pressure", "direction", "towards-heart"),
    ("H-36", "medicine-patch", "reflexology", "keep_off", None),
    ("H-37", "implanted-device", "reflexology", "tools_only", ["flat-hand"]),
    ("H-40", "nut-allergy", "foot-massage-essential-oils", "products_not", None),
    ("H-40", "patch-reaction", "reflexology", "products_not", None),
    ("H-41", "epilepsy", "foot-massage-essential-oils", "products_not", None),
    ("H-42", "autonomic-neuropathy-dizzy", "warm-compress", "after", None),
    ("H-44", "cannot-report-pain", "reflexology", "giver", "other"),
    ("H-45", "hand-arthritis-giver", "reflexology", "rest_every_s", 120),
    ("H-45", "giver-numb-hands", "circular-pressure", "tools_only", ["flat-hand"]),
]
"""Whose massage of the left foot becomes another one; None is any value."""


def marked(rows: list[tuple[str, *tuple[object, ...]]]) -> list[Any]:
    return [
        pytest.param(*row, marks=pytest.mark.hazard(hazard), id=f"{hazard}-{row[0]}")
        for hazard, *row in rows
    ]


def screened(name: str) -> Clearance:
    """Screen someone with one thing to tell, in every place."""
    given = no_to_all().given | {name: Given(Answer.YES)}
    return screen(no_to_all(given=given), LIBRARY, TODAY)


def verdict(name: str, technique: str, place: str) -> Verdict:
    return screened(name).techniques[technique].verdicts[Place.parse(place)]


@pytest.mark.parametrize("name", marked(STOPS))
def test_what_stops_everything_stops_every_technique(name: str) -> None:
    clearance = screened(name)
    assert clearance.stop
    assert {it.outcome for it in clearance.techniques.values()} == {Outcome.BLOCKED}


@pytest.mark.parametrize(("name", "technique", "place"), marked(BARS))
def test_what_could_injure_is_barred_there(
    name: str, technique: str, place: str
) -> None:
    found = verdict(name, technique, place)
    assert (found.action, found.possible) == (Action.AVOID, False)
    assert found.reasons[0].why["en"]


@pytest.mark.parametrize(("name", "technique", "place"), marked(HOLDS))
def test_what_a_clinician_must_judge_waits(
    name: str, technique: str, place: str
) -> None:
    found = verdict(name, technique, place)
    assert (found.action, found.possible) == (Action.ASK_CLINICIAN, False)


@pytest.mark.parametrize(("name", "technique", "change", "value"), marked(CHANGES))
def test_what_can_be_made_safe_is_changed(
    name: str, technique: str, change: str, value: object
) -> None:
    found = verdict(name, technique, FOOT)
    assert (found.action, found.possible) == (Action.MODIFY, True)
    assert found.limits.to_json()[change] == (value or found.limits.to_json()[change])
