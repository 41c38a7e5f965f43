"""What holds for everybody, whatever the rules say.

Milder means here: a milder action or outcome, something possible that was not, or a
limit that no longer holds. Two things are exchanges and no loosening, and are left
out: complete loss of feeling takes the place of partial loss at a place, and with it
the start at its edge; and who marks a sore spot keeps off that spot, who does not
know where it is uses the flat hand everywhere.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kneadwell.knowledge import Action, Changes, OtherGiver
from kneadwell.screening import (
    Answer,
    Answers,
    Clearance,
    Given,
    Outcome,
    Verdict,
    Where,
    combine,
    in_force,
    screen,
)
from kneadwell.vocabulary import EVERYWHERE, Giver, Place
from tests.screening.oracle import COMPLETE, PARTIAL, mirrored
from tests.screening.people import (
    CONDITIONS,
    HARMLESS,
    LIBRARY,
    TECHNIQUES,
    TODAY,
    given_to,
    near_a_month,
    no_to_all,
    persons,
)
from tests.screening.test_strictest import plain

SEVERITY = list(Outcome)[::-1]
FLAGS = tuple(LIBRARY.red_flags)


def judged(answers: Answers) -> Clearance:
    return screen(answers, LIBRARY, TODAY)


def verdicts(clearance: Clearance) -> Iterator[tuple[str, Place, Verdict]]:
    for name, screened in clearance.techniques.items():
        for place, verdict in screened.verdicts.items():
            yield name, place, verdict


def in_plain(clearance: Clearance) -> dict[Any, Any]:
    """Return everything judged, without the order of lists."""
    found: dict[Any, Any] = {
        (name, place): (
            verdict.action,
            verdict.possible,
            plain(verdict.changes),
            plain(verdict.limits),
            frozenset((r.cause, r.answer, r.action) for r in verdict.reasons),
            verdict.low_feeling,
            verdict.all_normal,
        )
        for name, place, verdict in verdicts(clearance)
    }
    found |= {name: it.outcome for name, it in clearance.techniques.items()}
    return found | {"stop": clearance.stop}


def never_milder(before: Answers, after: Answers) -> None:
    was, now = judged(before), judged(after)

    assert now.stop or not was.stop
    for name, screened in was.techniques.items():
        after_it = now.techniques[name].outcome
        assert SEVERITY.index(after_it) >= SEVERITY.index(screened.outcome), name
    later = {(name, place): verdict for name, place, verdict in verdicts(now)}
    for name, place, old in verdicts(was):
        new = later[name, place]
        assert new.action.strictness >= old.action.strictness, (name, place)
        assert old.possible or not new.possible or _marks(before, after), (name, place)
        assert old.low_feeling <= new.low_feeling
        assert old.all_normal >= new.all_normal
        if new.possible and old.possible:
            held = combine((new.limits, _but_exchanged(old.limits, new)))
            assert plain(held) == plain(new.limits), (name, place)


def _marks(*people: Answers) -> bool:
    """Return whether somebody marks a spot."""
    return any(
        where.spot
        for it in people
        for said in it.given.values()
        for where in said.where
    )


def _but_exchanged(limits: Changes, new: Verdict) -> Changes:
    takes_over = any(reason.cause == COMPLETE for reason in new.reasons)
    return replace(
        limits,
        skip_spots=tuple(s for s in limits.skip_spots if s == "between-the-toes"),
        start=() if takes_over else limits.start,
    )


@pytest.mark.hazard("H-02")
@given(persons(), st.data())
def test_one_more_yes_never_makes_anything_milder(
    before: Answers, data: st.DataObject
) -> None:
    is_no = [
        name
        for name in (*CONDITIONS, *FLAGS)
        if (told := before.given.get(name)) is None or told.answer is Answer.NO
    ]
    name = data.draw(st.sampled_from(is_no))
    told = data.draw(given_to(name))

    never_milder(before, replace(before, given={**before.given, name: told}))


@pytest.mark.hazard("H-02")
@given(persons(), st.data())
def test_not_knowing_never_makes_anything_milder(
    before: Answers, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from((*before.given, *CONDITIONS)))
    unknown = Given(Answer.UNKNOWN)

    never_milder(before, replace(before, given={**before.given, name: unknown}))


@pytest.mark.hazard("H-02")
@given(persons(names=HARMLESS), st.data())
def test_leaving_a_question_out_never_makes_anything_milder(
    person: Answers, data: st.DataObject
) -> None:
    everything = no_to_all().given | person.given
    before = replace(person, given=everything, unmentioned=Answer.UNANSWERED)
    left_out = data.draw(st.sampled_from(CONDITIONS))
    fewer = {name: told for name, told in everything.items() if name != left_out}

    never_milder(before, replace(before, given=fewer))


@pytest.mark.parametrize("technique", TECHNIQUES)
def test_complete_loss_is_never_judged_milder_than_partial_loss(technique: str) -> None:
    partial = no_to_all(given={PARTIAL: Given(Answer.YES)})
    complete = no_to_all(given={COMPLETE: Given(Answer.YES)})
    both = no_to_all(given={**partial.given, **complete.given})
    less, none, all_told = map(judged, (partial, complete, both))

    for place, verdict in less.techniques[technique].verdicts.items():
        stricter = none.techniques[technique].verdicts[place]
        assert stricter.action.strictness >= verdict.action.strictness
        assert verdict.possible or not stricter.possible
        told = all_told.techniques[technique].verdicts[place]
        # Only the reasons to stop of the milder one are kept beside.
        stops = combine((stricter.limits, Changes(stop_if=verdict.limits.stop_if)))
        assert told.limits == (stops if told.left else stricter.limits)
        assert replace(told, limits=stricter.limits) == stricter


@given(persons(), st.randoms())
def test_the_order_of_answers_does_not_matter(before: Answers, chance: Any) -> None:
    def shuffled(items: Any) -> list[Any]:
        found = list(items)
        chance.shuffle(found)
        return found

    after = replace(
        before,
        places=tuple(shuffled(before.places)),
        given={
            name: replace(told, where=tuple(shuffled(told.where)))
            for name, told in shuffled(before.given.items())
        },
        touch_check=dict(shuffled(before.touch_check.items())),
        oks=tuple(shuffled(before.oks)),
    )

    assert in_plain(judged(before)) == in_plain(judged(after))


@given(persons())
def test_left_and_right_are_judged_alike(before: Answers) -> None:
    after = replace(
        before,
        places=tuple(map(mirrored, before.places)),
        given={
            name: replace(told, where=tuple(map(mirrored_where, told.where)))
            for name, told in before.given.items()
        },
        touch_check={mirrored(p): day for p, day in before.touch_check.items()},
        oks=tuple(
            replace(ok, places=tuple(map(mirrored, ok.places))) for ok in before.oks
        ),
    )
    found = in_plain(judged(after))

    for key, told in in_plain(judged(before)).items():
        other = (key[0], mirrored(key[1])) if isinstance(key, tuple) else key
        assert told == found[other]


def mirrored_where(where: Where) -> Where:
    side, _, rest = where.text.partition(" ")
    return Where.parse(f"{'right' if side == 'left' else 'left'} {rest}")


@given(persons())
def test_a_clinicians_ok_never_lifts_an_avoid_and_only_eases_holds(
    person: Answers,
) -> None:
    without = judged(replace(person, oks=()))
    later = {(n, p): v for n, p, v in verdicts(judged(person))}

    for name, place, old in verdicts(without):
        new = later[name, place]
        assert (old.action is Action.AVOID) == (new.action is Action.AVOID)
        if old.action is not Action.ASK_CLINICIAN:
            assert new.action is old.action
        assert new.action in {old.action, Action.MODIFY}


@given(persons(), st.booleans())
def test_an_ok_that_is_over_or_not_yet_given_does_nothing(
    person: Answers,
    is_over: bool,  # noqa: FBT001
) -> None:
    day = dt.timedelta(days=1)
    dates = {"until": TODAY - day} if is_over else {"on": TODAY + day}
    stale = replace(person, oks=tuple(replace(ok, **dates) for ok in person.oks))

    assert in_plain(judged(stale)) == in_plain(judged(replace(person, oks=())))


@given(persons(), st.none() | st.integers(0, 130))
def test_age_changes_nothing(person: Answers, age: int | None) -> None:
    assert in_plain(judged(replace(person, age=age))) == in_plain(judged(person))


@given(persons())
def test_each_place_is_judged_by_itself(person: Answers) -> None:
    together = in_plain(judged(person))

    for place in person.places:
        alone = in_plain(judged(replace(person, places=(place,))))
        assert all(
            told == together[key]
            for key, told in alone.items()
            if isinstance(key, tuple)
        )


@given(persons(), st.sampled_from(EVERYWHERE), near_a_month)
def test_a_touch_check_only_ever_makes_feeling_normal(
    person: Answers, place: Place, day: dt.date
) -> None:
    checked = judged(replace(person, touch_check={place: day}))
    unchecked = judged(replace(person, touch_check={}))

    for (name, where, new), (_, _, old) in zip(
        verdicts(checked), verdicts(unchecked), strict=True
    ):
        assert new.all_normal <= (where.whole == place)
        assert replace(new, all_normal=old.all_normal) == old, name


@given(persons())
def test_what_is_possible_has_steps_and_what_is_forbidden_has_none(
    person: Answers,
) -> None:
    clearance = judged(person)

    for _, _, verdict in verdicts(clearance):
        mild = verdict.action in {Action.NONE, Action.MODIFY}
        assert (verdict.left is not None) == mild
        assert not verdict.possible or (verdict.left and verdict.left.steps)
        assert not (clearance.stop and verdict.possible)


@given(persons())
def test_low_feeling_is_the_lightest_touch_and_never_raised(person: Answers) -> None:
    for _, _, verdict in verdicts(judged(person)):
        if verdict.low_feeling and verdict.left:
            assert verdict.limits.pressure_max == 1
            assert verdict.limits.no_raise
            assert {step.pressure for step in verdict.left.steps} <= {1}


@given(persons())
def test_every_step_left_obeys_its_limits(person: Answers) -> None:
    for _, _, verdict in verdicts(judged(person)):
        limits = verdict.limits
        for step in verdict.left.steps if verdict.left else ():
            assert limits.tools_only is None or step.tool in limits.tools_only
            assert step.tool not in limits.tools_not
            assert not (limits.no_tool and step.tool == "soft-ball")
            assert limits.strokes_only is None or step.stroke in limits.strokes_only
            assert step.stroke not in limits.strokes_not
            assert not {*step.spots} & {*limits.skip_spots}
            assert step.pressure <= (limits.pressure_max or 5)
            if step.stroke == "glide" and limits.direction:
                assert step.direction == limits.direction


@given(persons())
def test_the_limits_hold_all_changes_with_a_branch_chosen(person: Answers) -> None:
    for _, _, verdict in verdicts(judged(person)):
        if verdict.left is not None:
            chosen = in_force(verdict.changes, other_giver=person.other_giver)
            both = combine((verdict.limits, chosen))
            assert plain(both) == plain(verdict.limits)


def test_nobody_alone_gives_what_needs_somebody_else() -> None:
    given_yes = {"cannot-report-pain": Given(Answer.YES)}
    alone = judged(no_to_all(given=given_yes, giver=Giver.SELF))
    helped = judged(no_to_all(given=given_yes, giver=Giver.SELF, other_giver=True))

    needs = [
        (name, place)
        for name, place, verdict in verdicts(helped)
        if verdict.limits.giver is OtherGiver.OTHER and verdict.possible
    ]
    assert needs
    for name, place in needs:
        assert not alone.techniques[name].verdicts[place].possible
