import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kneadwell.session import (
    Cue,
    CueKind,
    Mark,
    Position,
    Show,
    Timeline,
    after_care_jump,
    back_jump,
    next_jump,
    position_at,
)
from kneadwell.session.position import with_gap
from kneadwell.vocabulary import Place

ROOT = Path(__file__).parents[2]
CONTRACT = ROOT / "tests" / "contracts" / "positions.json"
NODE = shutil.which("node")
IN_SCRIPT = """
import { createInterface } from "node:readline"
import { positionAt } from "./src/kneadwell/web/static/js/player/position.js"
for await (const line of createInterface({ input: process.stdin })) {
  const { timeline, marks, now } = JSON.parse(line)
  console.log(JSON.stringify(positionAt(timeline, marks, now)))
}
"""
CIRCLES = Show("circle", "thumb", "around", 30, 6.0, 1)


Part = tuple[CueKind, int, str | None]
ONE, OTHER = "foot-oil", "soft-ball"


def timeline_of(*parts: Part, techniques: Sequence[str] = ()) -> Timeline:
    """Lay parts out, with one technique or the one of each part."""
    starts = accumulate((lasts_s for _, lasts_s, _ in parts), initial=0)
    named = techniques or [ONE] * len(parts)
    return Timeline(
        "test",
        cleared=True,
        cues=tuple(
            Cue(
                at_s=at_s,
                lasts_s=lasts_s,
                kind=kind,
                technique=technique,
                sentences=(f"Cue {index}.",),
                place=Place.parse(place) if place else None,
                show=CIRCLES if kind is CueKind.WORK else None,
            )
            for index, (at_s, (kind, lasts_s, place), technique) in enumerate(
                zip(starts, parts, named, strict=False)
            )
        ),
    )


# Work: left foot 15-35 and 40-60, right foot 65-105. Over at 130.
TIMELINE = timeline_of(
    (CueKind.GET_READY, 5, None),
    (CueKind.CHECK, 10, None),
    (CueKind.WORK, 20, "left foot"),
    (CueKind.CHECK, 5, "left foot"),
    (CueKind.WORK, 20, "left foot"),
    (CueKind.SWITCH, 5, "right foot"),
    (CueKind.WORK, 40, "right foot"),
    (CueKind.AFTER_CARE, 15, None),
    (CueKind.FINISH, 10, None),
)
ENDS_MS = TIMELINE.ends_s * 1000
# Oil: left foot 5-35, right foot 40-60. Ball: left foot 65-85. Over at 100.
TOGETHER = timeline_of(
    (CueKind.GET_READY, 5, None),
    (CueKind.WORK, 30, "left foot"),
    (CueKind.SWITCH, 5, "right foot"),
    (CueKind.WORK, 20, "right foot"),
    (CueKind.SWITCH, 5, "left foot"),
    (CueKind.WORK, 20, "left foot"),
    (CueKind.AFTER_CARE, 15, None),
    techniques=[ONE, ONE, ONE, ONE, OTHER, OTHER, OTHER],
)


def begin(at_ms: int = 0) -> Mark:
    return Mark("begin", at_ms)


def pause(at_ms: int) -> Mark:
    return Mark("pause", at_ms)


def resume(at_ms: int) -> Mark:
    return Mark("resume", at_ms)


def jump(at_ms: int, to_s: int) -> Mark:
    return Mark("jump", at_ms, to_s)


def credit(at_ms: int, place: str, ms: int, technique: str | None = None) -> Mark:
    return Mark("credit", at_ms, place=place, ms=ms, technique=technique)


def unseen(at_ms: int, place: str, ms: int, technique: str | None = None) -> Mark:
    return Mark("unseen", at_ms, place=place, ms=ms, technique=technique)


CASES: dict[str, tuple[tuple[Mark, ...], int]] = {
    "nothing was pressed": ((), 9_000),
    "just begun": ((begin(1_000),), 1_000),
    "in the middle of a work cue": ((begin(),), 20_250),
    "one millisecond before a cue ends": ((begin(),), 34_999),
    "at the moment a cue ends": ((begin(),), 35_000),
    "asleep through several cues": ((begin(),), 70_400),
    "at the end": ((begin(),), 130_000),
    "asleep far past the end": ((begin(),), 9_000_000),
    "paused": ((begin(), pause(20_900)), 500_000),
    "paused and gone on": ((begin(), pause(20_000), resume(90_000)), 95_500),
    "paused twice": ((begin(), pause(20_000), pause(30_000), resume(60_000)), 61_000),
    "begun twice": ((begin(), begin(10_000)), 20_000),
    "next from work": ((begin(), jump(20_000, 35)), 21_000),
    "next while paused": ((begin(), pause(20_000), jump(21_000, 35)), 90_000),
    "back to the start of the cue": ((begin(), jump(25_000, 15)), 30_000),
    "back until the place has had its time": (
        (begin(), jump(59_000, 15), jump(69_000, 15)),
        100_000,
    ),
    "back to work that is all done": ((begin(), jump(62_000, 15)), 62_000),
    "finish here": (
        (begin(), pause(50_000), jump(52_000, 105), resume(52_000)),
        60_000,
    ),
    "a jump beyond the end": ((begin(), jump(10_000, 999)), 10_000),
    "a jump before the start": ((begin(), jump(10_000, -5)), 11_000),
    "the clock set back while running": ((begin(3_600_000),), 20_000),
    "the clock set back over a pause": (
        (begin(3_600_000), pause(3_620_000), resume(30_000)),
        32_000,
    ),
    "milliseconds of three runs": (
        (begin(), pause(16_333), resume(20_000), pause(21_333), resume(30_000)),
        31_335,
    ),
    "waits to begin": ((begin(20_000),), 4_500),
    "begun after a wait": ((begin(20_000),), 27_500),
    "waits to go on": ((begin(), pause(20_000), resume(33_000)), 31_001),
    "gone on after a wait": ((begin(), pause(20_000), resume(33_000)), 33_001),
    "paused while it waits": (
        (begin(), pause(9_000), resume(13_000), pause(11_000)),
        60_000,
    ),
    "next while it waits": ((begin(20_000), jump(5_000, 15)), 25_250),
    "asleep while it waits": ((begin(20_000),), 61_000),
    "over, and told to go on later": (
        (begin(), pause(200_000), resume(300_000)),
        250_000,
    ),
    "all the unseen time was worked": (
        (
            begin(),
            pause(20_000),
            credit(320_000, "left foot", 300_000),
            resume(323_000),
        ),
        325_000,
    ),
    "unseen time that is less than what is left": (
        (begin(), pause(20_000), credit(40_000, "left foot", 20_250), resume(43_000)),
        64_000,
    ),
    "some of the unseen time was worked": (
        (begin(), pause(20_000), unseen(60_000, "left foot", 20_000), resume(63_000)),
        70_000,
    ),
    "unseen time of the next place": (
        (begin(), pause(62_000), credit(90_000, "right foot", 15_000), resume(90_000)),
        100_000,
    ),
    "a credit for a place of another session": (
        (begin(), credit(20_000, "left hand", 9_000)),
        21_000,
    ),
    "credits add up, and Back finds no time left": (
        (
            begin(),
            credit(50_000, "left foot", 30_000),
            credit(51_000, "left foot", 500),
            jump(70_000, 40),
        ),
        70_000,
    ),
}


TOGETHER_CASES: dict[str, tuple[tuple[Mark, ...], int]] = {
    "nothing was pressed": ((), 9_000),
    "in the first technique": ((begin(),), 20_250),
    "at the change of technique": ((begin(),), 60_000),
    "in the second technique": ((begin(),), 70_500),
    "at the end": ((begin(),), 100_000),
    "back from the second technique into the first": (
        (begin(), jump(75_000, 5)),
        80_000,
    ),
    "next over the rest of the first technique": (
        (begin(), jump(20_000, 60)),
        100_000,
    ),
    "all the unseen time was worked with the second technique": (
        (begin(), pause(70_000), credit(90_000, "left foot", 20_000, OTHER)),
        90_000,
    ),
    "what may have been worked with the first leaves the second its time": (
        (
            begin(),
            pause(10_000),
            unseen(60_000, "left foot", 50_000, ONE),
            resume(63_000),
        ),
        200_000,
    ),
    "a credit of an earlier release counts for the first technique": (
        (begin(), pause(70_000), credit(90_000, "left foot", 20_000)),
        90_000,
    ),
    "a credit for a technique that is not done there": (
        (begin(), credit(50_000, "right foot", 9_000, OTHER)),
        51_000,
    ),
}


def contract() -> dict[str, Any]:
    return of(TIMELINE, CASES) | {"together": of(TOGETHER, TOGETHER_CASES)}


def of(
    timeline: Timeline, cases: Mapping[str, tuple[tuple[Mark, ...], int]]
) -> dict[str, Any]:
    return {
        "timeline": timeline.to_json(),
        "after_care_jump_s": after_care_jump(timeline),
        "cases": [
            {
                "name": name,
                "marks": [in_script(mark) for mark in marks],
                "nowMs": now_ms,
                "position": in_script(position_at(timeline, marks, now_ms)),
                "nextJumpS": next_jump(timeline, marks, now_ms),
                "backJumpS": back_jump(timeline, marks, now_ms),
                "withGapAt20s": [in_script(mark) for mark in with_gap(marks, 20_000)],
            }
            for name, (marks, now_ms) in cases.items()
        ],
    }


def in_script(value: Mark | Position) -> dict[str, object]:
    """Name things the way JavaScript does."""
    return {
        camel(name): list(field) if isinstance(field, tuple) else field
        for name, field in asdict(value).items()
        if field is not None
    }


def camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.title() for word in others)


def test_the_contract_with_the_browser_is_what_python_says() -> None:
    said = json.dumps(contract(), indent=1) + "\n"
    if not CONTRACT.exists():
        CONTRACT.write_text(said)
    assert CONTRACT.read_text() == said, "delete it, test again, read the diff"


@pytest.mark.hazard("H-04")
def test_a_place_gets_no_more_than_its_time_however_often_back_is_pressed() -> None:
    marks = [begin()]
    for second in range(20, 400, 7):
        to_s = back_jump(TIMELINE, marks, second * 1000)
        if to_s is not None:
            marks.append(jump(second * 1000, to_s))
    assert position_at(TIMELINE, marks, 10**7).done == TIMELINE.work_s


@pytest.mark.hazard("H-04")
def test_back_over_a_change_gives_no_technique_more_than_its_time() -> None:
    marks = [begin()]
    for second in range(10, 400, 7):
        to_s = back_jump(TOGETHER, marks, second * 1000)
        if to_s is not None:
            marks.append(jump(second * 1000, to_s))

    assert by_both(position_at(TOGETHER, marks, 10**7)) == planned_of(TOGETHER)


def test_time_jumped_over_is_not_done() -> None:
    marks = (begin(), jump(20_000, 105))
    done = position_at(TIMELINE, marks, ENDS_MS).done
    assert done == {"left foot": 5, "right foot": 0}


@pytest.mark.parametrize("second", [7, 37, 110])
def test_next_neither_leaves_a_check_nor_after_care(second: int) -> None:
    assert next_jump(TIMELINE, [begin()], second * 1000) is None


def test_next_goes_to_the_next_cue_and_so_never_over_one() -> None:
    starts = {cue.at_s for cue in TIMELINE.cues} | {TIMELINE.ends_s}
    for second in range(TIMELINE.ends_s):
        to_s = next_jump(TIMELINE, [begin()], second * 1000)
        assert to_s is None or to_s == min(s for s in starts if s > second)


@pytest.mark.parametrize(
    ("second", "to_s"), [(0, None), (2, None), (5, 0), (17, 5), (18, 15), (41, 35)]
)
def test_back_goes_to_the_start_or_early_on_to_the_cue_before(
    second: int, to_s: int | None
) -> None:
    assert back_jump(TIMELINE, [begin()], second * 1000) == to_s


def test_back_passes_over_work_that_is_all_done() -> None:
    assert back_jump(TIMELINE, [begin()], 61_000) == 35


def test_back_and_next_end_with_the_session() -> None:
    assert next_jump(TIMELINE, [begin()], ENDS_MS) is None
    assert back_jump(TIMELINE, [begin()], ENDS_MS) is None


def test_finish_here_without_after_care_goes_to_the_end() -> None:
    short = timeline_of((CueKind.WORK, 30, "left hand"))
    assert after_care_jump(short) == 30


def test_time_that_nobody_saw_is_not_counted() -> None:
    marks = with_gap([begin()], 20_000)
    position = position_at(TIMELINE, marks, 900_000)
    assert (position.at_s, position.is_running) == (20, False)


def test_a_gap_never_lies_before_the_last_mark() -> None:
    marks = [begin(), jump(30_000, 65)]
    assert with_gap(marks, 10_000)[-1] == pause(30_000)


def test_only_a_credit_and_an_unseen_mark_tell_of_a_place() -> None:
    with pytest.raises(ValueError, match="credit"):
        Mark("credit", 0, ms=1)
    with pytest.raises(ValueError, match="credit"):
        Mark("unseen", 0, place="left foot")
    with pytest.raises(ValueError, match="credit"):
        Mark("pause", 0, place="left foot", ms=1)


def test_only_a_jump_has_somewhere_to_go() -> None:
    with pytest.raises(ValueError, match="jump"):
        Mark("jump", 0)
    with pytest.raises(ValueError, match="jump"):
        Mark("pause", 0, 10)


places = st.sampled_from(["left foot", "right foot", "left hand"])
parts = st.one_of(
    st.tuples(st.just(CueKind.WORK), st.integers(1, 60), places),
    st.tuples(st.sampled_from(list(CueKind)), st.integers(1, 30), st.none()).filter(
        lambda part: part[0] is not CueKind.WORK
    ),
)
both = st.sampled_from([ONE, OTHER])
timelines = st.lists(st.tuples(parts, both), min_size=1, max_size=8).map(
    lambda drawn: timeline_of(
        *(part for part, _ in drawn), techniques=[technique for _, technique in drawn]
    )
)
steps = st.lists(st.integers(-5_000, 40_000), max_size=12)


def marks_at(at_ms: int, *, jumps: bool) -> st.SearchStrategy[Mark]:
    ahead_ms = st.sampled_from([at_ms, at_ms + 3_000, at_ms + 40_000])
    stays = st.one_of(
        st.builds(begin, ahead_ms), st.just(pause(at_ms)), st.builds(resume, ahead_ms)
    )
    goes = st.builds(jump, st.just(at_ms), st.integers(0, 200))
    tells = st.builds(
        Mark,
        st.sampled_from(["credit", "unseen"]),
        st.just(at_ms),
        place=places,
        ms=st.integers(1, 90_000),
        technique=st.none() | both,
    )
    return stays | goes | tells if jumps else stays


@st.composite
def histories(draw: st.DrawFn, *, jumps: bool = True) -> list[Mark]:
    moments = accumulate(draw(steps))
    return [draw(marks_at(at_ms, jumps=jumps)) for at_ms in moments]


def ran_ms(marks: Sequence[Mark], now_ms: int) -> int:
    total, is_running = 0, False
    moments = [*(mark.at_ms for mark in marks), now_ms]
    for index, mark in enumerate(marks):
        if mark.kind in {"begin", "pause", "resume"}:
            is_running = mark.kind != "pause"
        total += max(0, moments[index + 1] - moments[index]) * is_running
    return total


def told_s(timeline: Timeline, marks: Sequence[Mark], at: tuple[str, str]) -> int:
    """Return what credits say of a technique at a place."""
    work = [cue for cue in timeline.cues if cue.kind is CueKind.WORK]

    def tells(mark: Mark) -> bool:
        first = (cue.technique for cue in work if str(cue.place) == mark.place)
        return (mark.technique or next(first, None), mark.place) == at

    told = (m.ms or 0 for m in marks if m.kind == "credit" and tells(m))
    return -(-sum(told) // 1000)


def by_both(position: Position) -> dict[tuple[str, str], int]:
    return {
        (work.technique, place): seconds
        for work in position.work
        for place, seconds in work.places.items()
    }


def planned_of(timeline: Timeline) -> dict[tuple[str, str], int]:
    return {
        (technique, place): seconds
        for technique, by_place in timeline.work_of.items()
        for place, seconds in by_place.items()
    }


@pytest.mark.hazard("H-04")
@given(timelines, histories(), st.integers(0, 600_000))
def test_no_technique_gives_a_place_more_than_was_planned_and_told(
    timeline: Timeline, marks: list[Mark], now_ms: int
) -> None:
    position = position_at(timeline, marks, now_ms)
    planned, done = planned_of(timeline), by_both(position)
    assert done.keys() == planned.keys()
    assert all(s <= planned[at] + told_s(timeline, marks, at) for at, s in done.items())
    told = sum(told_s(timeline, marks, at) for at in planned)
    assert (sum(done.values()) - told) * 1000 <= ran_ms(marks, now_ms)


@given(timelines, histories(), st.integers(0, 600_000))
def test_what_a_place_had_is_what_its_techniques_gave_it(
    timeline: Timeline, marks: list[Mark], now_ms: int
) -> None:
    position = position_at(timeline, marks, now_ms)
    assert [work.technique for work in position.work] == list(timeline.techniques)
    assert position.done == {
        place: sum(work.places.get(place, 0) for work in position.work)
        for place in timeline.work_s
    }


@pytest.mark.hazard("H-04")
@given(timelines, histories(), st.integers(0, 600_000), both, places, st.integers(1, 9))
def test_a_credit_adds_itself_and_takes_from_what_is_left(
    timeline: Timeline,
    marks: list[Mark],
    now_ms: int,
    technique: str,
    place: str,
    minutes: int,
) -> None:
    told = minutes * 60
    before = by_both(position_at(timeline, marks, now_ms))
    marks = [*marks, pause(now_ms), credit(now_ms, place, told * 1000, technique)]
    had = by_both(position_at(timeline, marks, now_ms))
    assert had == {
        at: s + told * (at == (technique, place)) for at, s in before.items()
    }

    marks.append(resume(now_ms))
    at_last = by_both(position_at(timeline, marks, 10**7))
    planned = planned_of(timeline)
    assert all(had[at] <= s <= max(planned[at], had[at]) for at, s in at_last.items())


@pytest.mark.hazard("H-04")
@given(timelines, histories(), st.integers(0, 600_000), both, places, st.integers(1, 9))
def test_with_what_may_have_been_a_place_gets_no_more_than_was_planned(
    timeline: Timeline,
    marks: list[Mark],
    now_ms: int,
    technique: str,
    place: str,
    minutes: int,
) -> None:
    may, at = minutes * 60, (technique, place)
    before = by_both(position_at(timeline, marks, now_ms))
    marks = [*marks, pause(now_ms), unseen(now_ms, place, may * 1000, technique)]
    assert by_both(position_at(timeline, marks, now_ms)) == before

    marks.append(resume(now_ms))
    if at in before:
        at_last = by_both(position_at(timeline, marks, 10**7))[at]
        assert at_last == before[at] or at_last + may <= planned_of(timeline)[at]


@pytest.fixture(scope="module")
def in_browser() -> Iterator[Callable[..., object]]:
    """Ask the browser's half, in one Node for all questions."""
    if NODE is None:
        pytest.skip("the browser's half needs Node")
    with subprocess.Popen(  # noqa: S603 - our own module
        [NODE, "--input-type=module", "--eval", IN_SCRIPT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    ) as node:
        asks, answers = node.stdin, node.stdout
        assert asks is not None
        assert answers is not None

        def say(timeline: Timeline, marks: Sequence[Mark], now_ms: int) -> object:
            sent = {"marks": [*map(in_script, marks)], "now": now_ms}
            asks.write(json.dumps(sent | {"timeline": timeline.to_json()}) + "\n")
            asks.flush()
            return json.loads(answers.readline())

        yield say
        asks.close()


@given(timelines, histories(), st.integers(0, 600_000))
def test_the_browser_says_the_same_of_any_history(
    in_browser: Callable[..., object],
    timeline: Timeline,
    marks: list[Mark],
    now_ms: int,
) -> None:
    said = in_browser(timeline, marks, now_ms)
    assert said == in_script(position_at(timeline, marks, now_ms))


@given(timelines, histories(jumps=False), st.integers(0, 600_000))
def test_without_jumps_what_ran_is_what_is_done(
    timeline: Timeline, marks: list[Mark], now_ms: int
) -> None:
    position = position_at(timeline, marks, now_ms)
    at_ms = min(ran_ms(marks, now_ms), timeline.ends_s * 1000)
    worked_ms = dict.fromkeys(planned_of(timeline), 0)
    for cue in timeline.cues:
        if cue.kind is CueKind.WORK:
            into_ms = min(max(0, at_ms - cue.at_s * 1000), cue.lasts_s * 1000)
            worked_ms[cue.technique, str(cue.place)] += into_ms
    assert position.at_s == at_ms / 1000
    assert by_both(position) == {at: ms // 1000 for at, ms in worked_ms.items()}


@given(timelines, histories(), st.lists(st.integers(1, 9_000), max_size=20))
def test_time_only_adds(
    timeline: Timeline, marks: list[Mark], ticks_ms: list[int]
) -> None:
    since_ms = marks[-1].at_ms if marks else 0
    looks = [
        position_at(timeline, marks, now_ms)
        for now_ms in accumulate(ticks_ms, initial=since_ms)
    ]
    for one, later in pairwise(looks):
        assert one.at_s <= later.at_s
        assert all(s <= later.done[place] for place, s in one.done.items())


@given(timelines, st.lists(st.integers(1, 9_000), max_size=20))
def test_pausing_for_no_time_at_every_tick_changes_nothing(
    timeline: Timeline, ticks_ms: list[int]
) -> None:
    moments = list(accumulate(ticks_ms, initial=0))
    marks = [begin(), *(make(ms) for ms in moments for make in (pause, resume))]
    assert position_at(timeline, marks, moments[-1]) == position_at(
        timeline, [begin()], moments[-1]
    )


@given(timelines, histories(), st.integers(0, 600_000))
def test_the_cue_is_one_that_still_has_time(
    timeline: Timeline, marks: list[Mark], now_ms: int
) -> None:
    position = position_at(timeline, marks, now_ms)
    cue = timeline.cues[position.index]
    assert position.is_over == (position.at_s >= timeline.ends_s)
    assert position.is_over or 0 < position.remaining_ms <= cue.lasts_s * 1000
