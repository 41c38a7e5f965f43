"""Nothing starts but through the gate, and each single reason shuts it."""

import ast
import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kneadwell
from kneadwell.knowledge import Changes, Look, OtherGiver
from kneadwell.screening import (
    HOLDS_FOR,
    SEEN_BY_OTHER,
    TESTED_BY_OTHER,
    THERMOMETER,
    Answer,
    Answers,
    Check,
    Cleared,
    ClinicianOk,
    Dose,
    Given,
    NotYet,
    Past,
    Pause,
    Refused,
    Where,
    Work,
    is_fresh,
    may_start,
    screen,
    to_confirm,
)
from kneadwell.vocabulary import EVERYWHERE, Place
from tests.screening.people import LIBRARY, TECHNIQUES, TODAY, no_to_all, persons

NOW = dt.datetime.combine(TODAY, dt.time(12), dt.UTC)
FOOT, OTHER_FOOT = Place.parse("left foot"), Place.parse("right foot")
MINUTE = dt.timedelta(minutes=1)
MASSAGE = "foot-massage-essential-oils"
NOBODY = no_to_all()


def start(
    answers: Answers = NOBODY,
    technique_id: str = MASSAGE,
    seconds: dict[Place, int] | None = None,
    *,
    check: dict[str, Any] | None = None,
    **changed: Any,
) -> Cleared | Refused:
    done = Check(answers, LIBRARY.edition, NOW - MINUTE)
    return may_start(
        replace(done, **(check or {})),
        Work(technique_id, {FOOT: 60} if seconds is None else seconds),
        LIBRARY,
        **{"standing": answers, "past": Past(), "now": NOW, **changed},
    )


def refused(*args: Any, **changed: Any) -> Refused:
    found = start(*args, **changed)
    assert isinstance(found, Refused)
    assert (found.edition, found.technique_id) == (
        LIBRARY.edition,
        args[1] if len(args) > 1 else MASSAGE,
    )
    return found


def causes(found: Refused) -> set[str]:
    """Return which parts of a refusal are a reason."""
    names = ("is_stale", "stop", "verdicts", "not_screened", "unconfirmed")
    return {name for name in (*names, "not_yet", "paused") if getattr(found, name)}


def saying(name: str, *where: str, answer: Answer = Answer.YES) -> Answers:
    told = Given(answer, tuple(map(Where.parse, where)))
    return no_to_all(given={**NOBODY.given, name: told})


@pytest.mark.parametrize("name", TECHNIQUES)
def test_someone_with_nothing_to_tell_may_start_each_technique(name: str) -> None:
    technique = LIBRARY.techniques[name]
    where = next(place for place in EVERYWHERE if place.region in technique.regions)
    found = start(NOBODY, name, {where: 20})

    verdict = screen(NOBODY, LIBRARY, TODAY).techniques[name].verdicts[where]
    assert found == Cleared(LIBRARY.edition, name, {where: verdict})


@pytest.mark.hazard("H-01")
@pytest.mark.parametrize("name", TECHNIQUES)
def test_nobody_starts_before_the_questions_are_answered(name: str) -> None:
    empty = Answers(NOBODY.giver, EVERYWHERE)
    technique = LIBRARY.techniques[name]
    for place in EVERYWHERE:
        if place.region in technique.regions:
            found = refused(empty, name, {place: 20})
            assert {"stop", "verdicts"} <= causes(found)


@pytest.mark.parametrize(
    "check",
    [
        {"edition": "another"},
        {"at": NOW - HOLDS_FOR - dt.timedelta(seconds=1)},
        {"at": NOW + dt.timedelta(seconds=1)},
        {"answers": saying("epilepsy")},
        {"answers": replace(NOBODY, other_giver=True)},
        {"answers": replace(NOBODY, age=40)},
    ],
)
def test_a_check_of_other_words_answers_or_another_hour_is_stale(
    check: dict[str, Any],
) -> None:
    assert causes(refused(check=check)) == {"is_stale"}


def test_a_check_holds_to_its_last_second() -> None:
    assert isinstance(start(check={"at": NOW - HOLDS_FOR}), Cleared)
    assert isinstance(start(check={"at": NOW}), Cleared)
    assert dt.timedelta(minutes=60) == HOLDS_FOR


def test_an_answer_changed_after_the_check_makes_it_stale() -> None:
    assert causes(refused(standing=saying("broken-skin"))) == {"is_stale"}


def test_a_check_is_fresh_for_these_answers_and_this_edition() -> None:
    check = Check(NOBODY, LIBRARY.edition, NOW)

    assert is_fresh(check, LIBRARY, NOBODY, NOW)
    assert not is_fresh(replace(check, edition="other"), LIBRARY, NOBODY, NOW)
    assert not is_fresh(check, LIBRARY, saying("epilepsy"), NOW)


@pytest.mark.parametrize("answer", [Answer.YES, Answer.UNKNOWN])
def test_a_stop_shuts_the_gate(answer: Answer) -> None:
    found = refused(saying("gout-flare", answer=answer))

    assert causes(found) == {"stop", "verdicts"}
    assert found.stop
    assert found.stop.conditions == ("gout-flare",)


def test_a_red_flag_shuts_the_gate() -> None:
    found = refused(saying("lung-clot"))

    assert found.stop
    assert [flag.id for flag in found.stop.flags] == ["lung-clot"]


def test_an_avoid_at_one_of_two_places_shuts_the_gate() -> None:
    found = refused(
        saying("broken-skin", "left foot"), MASSAGE, {FOOT: 9, OTHER_FOOT: 9}
    )

    assert causes(found) == {"verdicts"}
    assert [verdict.place for verdict in found.verdicts] == [FOOT]
    only_other = start(saying("broken-skin", "left foot"), MASSAGE, {OTHER_FOOT: 9})
    assert isinstance(only_other, Cleared)


def test_a_hold_shuts_the_gate_until_the_ok() -> None:
    asked = saying("diabetes")
    oks = (ClinicianOk("diabetes", "warm-compress", (FOOT,), "nurse", TODAY, TODAY),)

    assert causes(refused(asked, "warm-compress")) == {"verdicts"}
    assert isinstance(start(replace(asked, oks=oks), "warm-compress"), Cleared)


def test_the_day_of_the_gate_is_the_persons_own() -> None:
    asked = saying("diabetes")
    oks = (ClinicianOk("diabetes", "warm-compress", (FOOT,), "nurse", TODAY, TODAY),)
    late = dt.datetime.combine(
        TODAY, dt.time(23, 30), dt.timezone(-dt.timedelta(hours=5))
    )
    agreed = replace(asked, oks=oks)

    assert late.astimezone(dt.UTC).date() > TODAY
    assert isinstance(
        start(agreed, "warm-compress", now=late, check={"at": late}), Cleared
    )


def test_a_place_nobody_asked_about_shuts_the_gate() -> None:
    hands = no_to_all((Place.parse("left hand"),))

    found = refused(hands)
    assert causes(found) == {"not_screened"}
    assert found.not_screened == (FOOT,)
    assert causes(refused(NOBODY, MASSAGE, {Place.parse("left thigh"): 9})) == {
        "not_screened"
    }


def test_a_spot_goes_by_its_place_and_is_judged_itself() -> None:
    arch, heel = replace(FOOT, spot="sole-arch"), replace(FOOT, spot="sole-heel")
    by_spot = no_to_all((arch,))
    marked = Given(Answer.YES, (Where.parse(str(heel)),))
    corn = replace(NOBODY, given={**NOBODY.given, "callus-or-pre-ulcer": marked})

    assert isinstance(start(NOBODY, "circular-pressure", {arch: 9}), Cleared)
    assert isinstance(start(by_spot, "circular-pressure", {arch: 9}), Cleared)
    assert isinstance(start(by_spot, "circular-pressure", {heel: 9}), Cleared)
    assert isinstance(start(corn, "circular-pressure", {arch: 9}), Cleared)
    assert causes(refused(corn, "circular-pressure", {heel: 9})) == {"verdicts"}


def test_round_strokes_have_their_time_on_each_spot() -> None:
    heel, arch = (replace(FOOT, spot=spot) for spot in ("sole-heel", "sole-arch"))
    each = {heel: 120, arch: 120}
    assert isinstance(start(NOBODY, "circular-pressure", each), Cleared)


def test_what_each_place_needs_confirmed_adds_up() -> None:
    hand = Place.parse("left hand")
    told = {
        **NOBODY.given,
        "neuropathy-symptoms-here": Given(Answer.YES, (Where.parse("left hand"),)),
        "allodynia": Given(Answer.YES, (Where.parse("left foot"),)),
    }
    answers = replace(NOBODY, given=told)
    judged = screen(answers, LIBRARY, TODAY).techniques
    sore, warm = judged[MASSAGE].verdicts[FOOT], judged["warm-compress"].verdicts[hand]
    assert to_confirm([sore, warm]) == (
        *("light-touch-bearable-now", "hot-cold-told-apart-today", THERMOMETER),
    )


def test_spots_of_one_place_share_what_the_ledger_leaves() -> None:
    heel, toe = (replace(FOOT, spot=spot) for spot in ("sole-heel", "sole-arch"))
    had = Dose("ice-massage", FOOT, 150, NOW - dt.timedelta(hours=4))
    asked = {heel: 60, toe: 60}
    found = refused(NOBODY, "ice-massage", asked, past=Past((had,)))
    assert [(late.place, late.seconds) for late in found.not_yet] == [(FOOT, 90)]


def test_no_work_is_no_start() -> None:
    assert causes(refused(NOBODY, MASSAGE, {})) == set()


def test_what_is_not_confirmed_shuts_the_gate() -> None:
    asked, calf = saying("insulin-or-low-sugar-medicine"), Place.parse("left lower-leg")
    needed = ("blood-sugar-checked", "meal-not-skipped")
    work = ("deep-tissue-legs", {calf: 60})
    found = refused(asked, *work)

    assert causes(found) == {"unconfirmed"}
    assert found.unconfirmed == needed
    one = refused(asked, *work, check={"confirmed": needed[:1]})
    assert one.unconfirmed == needed[1:]
    assert isinstance(start(asked, *work, check={"confirmed": needed}), Cleared)


@pytest.mark.parametrize(
    ("limits", "asked"),
    [
        (Changes(), ()),
        (Changes(ask_before=("a", "b")), ("a", "b")),
        (Changes(thermometer=True), (THERMOMETER,)),
        (Changes(heat_tested_by=OtherGiver.WITH_NORMAL_HANDS), (TESTED_BY_OTHER,)),
        (Changes(look_before=Look.SEER), (SEEN_BY_OTHER,)),
        (Changes(look_before=Look.ANYONE), ()),
        (Changes(look_after=Look.SEER), ()),
    ],
)
def test_what_must_be_true_before_is_asked(
    limits: Changes, asked: tuple[str, ...]
) -> None:
    verdict = screen(NOBODY, LIBRARY, TODAY).techniques[MASSAGE].verdicts[FOOT]
    limited = replace(verdict, limits=limits)

    assert to_confirm([limited]) == asked
    assert to_confirm([limited, limited]) == asked


def test_a_full_ledger_shuts_the_gate_until_it_says() -> None:
    before = NOW - dt.timedelta(hours=5)
    past = Past((Dose(MASSAGE, FOOT, 300, before),))
    found = refused(NOBODY, MASSAGE, {FOOT: 60, OTHER_FOOT: 60}, past=past)

    assert causes(found) == {"not_yet"}
    again = before + dt.timedelta(hours=20)
    assert found.not_yet == (NotYet(FOOT, 0, again),)


def test_more_than_a_place_may_have_shuts_the_gate() -> None:
    found = refused(NOBODY, MASSAGE, {FOOT: 301})

    assert found.not_yet == (NotYet(FOOT, 300, NOW),)
    assert isinstance(start(NOBODY, MASSAGE, {FOOT: 300}), Cleared)
    normal = replace(NOBODY, touch_check={FOOT: TODAY})
    assert isinstance(start(normal, MASSAGE, {FOOT: 600}), Cleared)
    assert refused(normal, MASSAGE, {FOOT: 601}).not_yet


@pytest.mark.parametrize(
    ("until", "holds"),
    [(None, True), (NOW + MINUTE, True), (NOW, False), (NOW - MINUTE, False)],
)
def test_a_paused_place_shuts_the_gate_until_its_end(
    until: dt.datetime | None,
    holds: bool,  # noqa: FBT001
) -> None:
    pause = Pause(FOOT, "colour", NOW - MINUTE, until)
    found = start(past=Past(pauses=(pause,)))

    assert isinstance(found, Refused) == holds
    if isinstance(found, Refused):
        assert causes(found) == {"paused"}
        assert found.paused == (pause,)


def test_a_pause_holds_for_every_spot_of_its_place_and_no_other_place() -> None:
    arch, heel = replace(FOOT, spot="sole-arch"), replace(FOOT, spot="sole-heel")
    past = Past(pauses=(Pause(arch, "colour", NOW - MINUTE),))

    assert refused(NOBODY, "circular-pressure", {heel: 9}, past=past).paused
    assert isinstance(start(NOBODY, MASSAGE, {OTHER_FOOT: 9}, past=past), Cleared)


def test_every_reason_is_told_at_once() -> None:
    told = {
        **NOBODY.given,
        "gout-flare": Given(Answer.YES),
        "insulin-or-low-sugar-medicine": Given(Answer.YES),
    }
    found = refused(
        no_to_all((FOOT, Place.parse("left thigh")), given=told),
        "circular-pressure",
        {FOOT: 121, OTHER_FOOT: 9},
        check={"edition": "old"},
        past=Past(pauses=(Pause(FOOT, "colour", NOW),)),
    )

    assert causes(found) >= {
        *("is_stale", "stop", "verdicts", "not_screened", "not_yet", "paused")
    }


@given(persons(), st.sampled_from(TECHNIQUES), st.sampled_from(EVERYWHERE))
def test_only_what_the_rules_leave_possible_passes(
    person: Answers, name: str, place: Place
) -> None:
    is_judged = place in {asked.whole for asked in person.places}
    places = (place,) if is_judged else ()
    clearance = screen(replace(person, places=places), LIBRARY, TODAY)
    verdict = clearance.techniques[name].verdicts.get(place)
    confirmed = to_confirm([verdict]) if verdict else ()
    found = start(person, name, {place: 1}, check={"confirmed": confirmed})

    passes = bool(verdict and verdict.possible and not clearance.stop)
    assert isinstance(found, Cleared) == passes
    if isinstance(found, Cleared):
        assert found.verdicts == {place: verdict}
        assert not refused_parts(start(person, name, {place: 1}), confirmed)


def refused_parts(found: Cleared | Refused, needed: Iterable[str]) -> set[str]:
    """Return what else than unconfirmed statements a start failed by."""
    if isinstance(found, Cleared):
        return {"nothing was needed"} if tuple(needed) else set()
    return causes(found) - {"unconfirmed"}


@pytest.mark.hazard("H-09")
def test_nothing_but_the_gate_makes_a_clearance() -> None:
    source = Path(kneadwell.__file__).parent
    makers = [
        path.relative_to(source).as_posix()
        for path in sorted(source.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id == "Cleared")
            or (isinstance(node.func, ast.Attribute) and node.func.attr == "Cleared")
        )
    ]

    assert makers == ["screening/gate.py"]
