"""Little energy makes a session short, and takes nothing from its safety."""

import pytest

from kneadwell.screening import Answer, Cleared
from kneadwell.session import Cue, CueKind, Timeline, compile_timeline, span_of
from kneadwell.vocabulary import Giver, Place, Region, Side
from kneadwell.web.sessions.forms import ENERGY_MIN
from tests.strategies import LIBRARY, TECHNIQUES, all_no, cleared_for, gate

FEELING = {"normal": Answer.NO, "low": Answer.YES}
CARE = {CueKind.AFTER_CARE, CueKind.FINISH}


def cleared_with(technique_id: str, feeling: str) -> Cleared | None:
    regions = LIBRARY.techniques[technique_id].regions
    everywhere = (Place(side, region) for region in regions for side in Side)
    answers = all_no(*everywhere, loss_of_sensation_partial=FEELING[feeling])
    decided = gate(technique_id, answers)
    return decided if isinstance(decided, Cleared) else None


ALLOWED = [
    (technique_id, feeling)
    for technique_id in TECHNIQUES
    for feeling in FEELING
    if cleared_with(technique_id, feeling)
]
"""Some are for nobody who feels less."""


def session(
    cleared: Cleared, places: tuple[Place, ...], giver: Giver, seconds: int | None
) -> Timeline:
    return compile_timeline(
        LIBRARY,
        cleared.technique_id,
        places,
        giver,
        seconds=seconds,
        cleared=cleared,
    )


def said(timeline: Timeline, *kinds: CueKind) -> list[tuple[str, ...]]:
    return [cue.sentences for cue in timeline.cues if cue.kind in kinds]


@pytest.mark.hazard("H-03")
@pytest.mark.parametrize("giver", Giver)
@pytest.mark.parametrize("minutes", ENERGY_MIN)
@pytest.mark.parametrize(("technique_id", "feeling"), ALLOWED)
def test_any_energy_leaves_a_session_with_all_of_its_safety(
    technique_id: str, feeling: str, minutes: int, giver: Giver
) -> None:
    decided = cleared_with(technique_id, feeling)
    assert decided
    technique = LIBRARY.techniques[technique_id]
    for places in (tuple(decided.verdicts), tuple(decided.verdicts)[:1]):
        most_s = span_of(technique, places, LIBRARY, decided.verdicts).most_s
        seconds = min(60 * minutes, most_s)

        short = session(decided, places, giver, seconds)
        full = session(decided, places, giver, None)

        assert sum(short.work_s.values()) == seconds
        assert short.cues[1].kind is CueKind.SET_UP
        assert [cue.sentences for cue in short.cues[:3]] == [
            cue.sentences for cue in full.cues[:3]
        ]
        assert said(short, *CARE) == said(full, *CARE)
        assert said(short, CueKind.SWITCH) == said(full, CueKind.SWITCH)


def strokes(timeline: Timeline) -> set[tuple[str, str, str | None]]:
    return {stroke(cue) for cue in timeline.cues if cue.kind is CueKind.WORK}


def stroke(cue: Cue) -> tuple[str, str, str | None]:
    assert cue.show
    return cue.show.stroke, cue.show.tool, cue.spot


def of_priority(technique_id: str, region: Region, *priorities: int) -> set[str]:
    steps = LIBRARY.techniques[technique_id].regions[region].steps
    return {
        step.name["en"]
        for step in steps
        if step.priority in priorities and step.self_ok
    }


def steps_in(timeline: Timeline, names: set[str]) -> set[str]:
    """Return which of these steps are led, by the words of their cues."""
    technique = LIBRARY.techniques[timeline.cues[-1].technique]
    heard = {line for cue in timeline.cues for line in cue.sentences}
    return {
        step.name["en"]
        for routine in technique.regions.values()
        for step in routine.steps
        if step.name["en"] in names and heard & set(step.say[Giver.SELF]["en"])
    }


@pytest.mark.parametrize("technique_id", TECHNIQUES)
def test_two_minutes_on_one_place_keep_what_matters_most(technique_id: str) -> None:
    cleared = cleared_for(technique_id)
    for region in LIBRARY.techniques[technique_id].regions:
        place = Place(Side.LEFT, region)
        most_s = span_of(
            LIBRARY.techniques[technique_id], (place,), LIBRARY, cleared.verdicts
        ).most_s

        short = session(cleared, (place,), Giver.SELF, min(120, most_s))

        first = of_priority(technique_id, region, 1)
        assert steps_in(short, first) == first


def test_two_minutes_leave_out_what_matters_least() -> None:
    foot = (Place(Side.LEFT, Region.FOOT),)
    cleared = cleared_for("foot-massage-essential-oils")

    short = session(cleared, foot, Giver.SELF, 120)
    full = session(cleared, foot, Giver.SELF, None)

    assert strokes(short) < strokes(full)
    last = of_priority("foot-massage-essential-oils", Region.FOOT, 3)
    assert steps_in(short, last) == set()
    assert steps_in(full, last) == last
