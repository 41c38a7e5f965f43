"""Each promise of a plan, broken in one way and told in one sentence."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kneadwell.knowledge import Changes
from kneadwell.plan import (
    DoneWork,
    NoPlan,
    Plan,
    PlannedSession,
    PlannedWork,
    Slot,
    Status,
    Week,
    Wish,
    broken_promises,
    draft_plan,
    still_stands,
)
from kneadwell.screening import (
    Answer,
    Answers,
    Check,
    Clearance,
    Dose,
    Given,
    Past,
    Prescribed,
    Prescription,
    Refused,
    Where,
    Work,
    may_start_all,
    screen,
    to_confirm,
)
from kneadwell.session import CueKind, SessionWork, compile_session
from kneadwell.vocabulary import EVERYWHERE, Giver, Place
from tests.effort import IS_LONG
from tests.plan.people import person
from tests.strategies import LIBRARY, TECHNIQUES

WEEK = Week.parse("2026-W49")
MON, TUE, WED, THU, FRI, SAT, SUN = WEEK.days
MORNING, MIDDAY, EVENING, BEDTIME = Slot
WELL = Answers(Giver.HELPER, EVERYWHERE, unmentioned=Answer.NO)
ALL_DAY = {day: tuple(Slot) for day in range(7)}
WISH = Wish(60, ALL_DAY, techniques=TECHNIQUES, as_needed=("circular-pressure",))
FEET = ("left foot", "right foot")
SHINS = ("left lower-leg", "right lower-leg")
SPOTS = ("left foot/sole-arch", "right foot/sole-arch")


def clear(answers: Answers = WELL) -> dict[dt.date, Clearance]:
    return {day: screen(answers, LIBRARY, day) for day in WEEK.days}


CLEAR = clear()


def work(technique_id: str, seconds: int, *places: str) -> PlannedWork:
    named = [Place.parse(place) for place in places or FEET]
    return PlannedWork(
        technique_id, dict.fromkeys(named, seconds), dict.fromkeys(named, Changes())
    )


def on(day: dt.date, slot: Slot, *works: PlannedWork) -> PlannedSession:
    return PlannedSession(day, slot, works)


def plan_of(*sessions: PlannedSession) -> Plan:
    return Plan(WEEK, LIBRARY.edition, Status.OPTIMAL, (), sessions)


def done(technique_id: str, place: str, at: str, seconds: int = 120) -> DoneWork:
    return DoneWork(
        technique_id, Place.parse(place), seconds, dt.datetime.fromisoformat(at)
    )


OIL, BALL = work("foot-massage-essential-oils", 300), work("rolling-ball", 120)
ICE, WARM = work("ice-massage", 60), work("warm-compress", 300)
FIST, POINTS = work("knuckle-pressure", 120), work("reflexology", 150)
HANDS = work("hand-compression", 300, "left hand", "right hand")
GOOD = plan_of(
    on(MON, MORNING, work("warm-compress", 300, *SHINS), BALL),
    on(MON, EVENING, OIL),
    on(TUE, EVENING, ICE, FIST),
    on(TUE, BEDTIME, ICE),
    on(THU, MORNING, POINTS),
    on(THU, BEDTIME, HANDS),
    on(FRI, EVENING, HANDS),
    on(SUN, MIDDAY, BALL, FIST),
)


def test_a_good_plan_breaks_no_promise() -> None:
    assert broken_promises(GOOD, CLEAR, WISH, LIBRARY) == ()


@pytest.mark.parametrize(
    ("sessions", "told"),
    [
        (
            [on(MON, MORNING, replace(OIL, changes={}))],
            "on the left foot lacks its changes on Monday morning.",
        ),
        (
            [on(MON, MORNING, work("foot-massage-essential-oils", 301))],
            "on the left foot is longer than it may be on Monday morning.",
        ),
        (
            [on(MON, MORNING, work("rolling-ball", 19))],
            "on the left foot is too short to count on Monday morning.",
        ),
        (
            [on(MON, MORNING, OIL), on(MON, BEDTIME, OIL)],
            "on the left foot comes more than 1 times on Monday.",
        ),
        (
            [on(day, MORNING, POINTS) for day in (MON, THU)],
            "on the left foot comes more than 1 times in the week.",
        ),
        (
            [on(MON, BEDTIME, OIL), on(TUE, MORNING, OIL)],
            "on the left foot comes too soon again on Tuesday at 08:00.",
        ),
        (
            [on(MON, MORNING, BALL), on(MON, BEDTIME, BALL), on(TUE, MORNING, BALL)],
            None,
        ),
        (
            [on(MON, EVENING, BALL), on(MON, BEDTIME, BALL), on(TUE, MORNING, BALL)],
            "on the left foot comes too soon again on Tuesday at 08:00.",
        ),
        (
            [on(TUE, MORNING, FIST), on(WED, EVENING, FIST)],
            "The left foot does not rest from firm work around Tuesday.",
        ),
        (
            [on(TUE, MORNING, POINTS), on(TUE, EVENING, FIST)],
            "The left foot does not rest from firm work around Tuesday.",
        ),
        (
            [on(WED, MORNING, ICE), on(WED, EVENING, WARM)],
            "The left foot has warmth and cold on Wednesday.",
        ),
        (
            [on(WED, MORNING, work("ice-massage", 60, *SHINS)), on(WED, EVENING, WARM)],
            None,
        ),
        (
            [on(MON, MORNING, BALL, BALL)],
            "comes twice to the left foot on Monday morning.",
        ),
        (
            [on(MON, MORNING, FIST, BALL)],
            "on Monday morning is not warmth first, and gentle before firm.",
        ),
        (
            [on(MON, MORNING, BALL, work("warm-compress", 60))],
            "on Monday morning is not warmth first, and gentle before firm.",
        ),
        (
            [on(MON, MORNING, OIL, BALL)],
            "The left foot has more than it may have on Monday morning.",
        ),
        (
            [
                on(
                    MON,
                    MORNING,
                    work("reflexology", 60, *FEET, "left hand", "right hand"),
                )
            ],
            "works more than one part of the body on Monday morning.",
        ),
        (
            [on(MON, MORNING, work("rolling-ball", 120, "left foot"))],
            "leaves out the right foot on Monday morning.",
        ),
        (
            [
                on(
                    MON,
                    MORNING,
                    replace(
                        BALL, seconds=dict(zip(BALL.seconds, (120, 100), strict=True))
                    ),
                )
            ],
            "is not the same on both sides on Monday morning.",
        ),
        (
            [on(MON, MORNING, BALL), on(MON, MORNING, HANDS)],
            "There are two sessions on Monday morning.",
        ),
        ([on(MON, MORNING)], "There is nothing to do in the session on Monday morning"),
        (
            [on(MON - dt.timedelta(days=1), MORNING, BALL)],
            "2026-11-29 is not in the week 2026-W49.",
        ),
        (
            [
                on(
                    MON,
                    MORNING,
                    work("nerve-gliding", 300, *SHINS),
                    HANDS,
                )
            ],
            "The session on Monday morning is longer than it may be.",
        ),
        (
            [
                on(day, MORNING, work("foot-massage-essential-oils", 60, *SPOTS))
                for day in [MON]
            ],
            "on the left foot/sole-arch is not allowed on Monday morning.",
        ),
        ([on(MON, MORNING, work("ice-massage", 60, *SPOTS))], None),
    ],
)
def test_each_promise_that_is_broken_is_told(
    sessions: list[PlannedSession], told: str | None
) -> None:
    days = {day: CLEAR[day] for day in WEEK.days}
    days[MON - dt.timedelta(days=1)] = CLEAR[MON]

    found = broken_promises(plan_of(*sessions), days, WISH, LIBRARY)

    assert bool(found) == (told is not None), found
    assert told is None or any(told in sentence for sentence in found), found
    assert all(sentence.endswith(".") for sentence in found)


@pytest.mark.parametrize(
    ("changed", "session", "told"),
    [
        ({"leave_out": ("rolling-ball",)}, on(MON, MORNING, BALL), "was left out."),
        (
            {"techniques": ("ice-massage",)},
            on(MON, MORNING, BALL),
            "was not wished for.",
        ),
        (
            {"as_needed": ()},
            on(MON, MORNING, work("circular-pressure", 120)),
            "waits until it is chosen “as needed”.",
        ),
        (
            {"techniques": ()},
            on(MON, MORNING, BALL),
            "has less behind it than others that are allowed.",
        ),
        (
            {"session_minutes": 3},
            on(MON, MORNING, BALL),
            "The session on Monday morning is longer than it may be.",
        ),
        (
            {"minutes_per_day": 3},
            on(MON, MORNING, BALL),
            "Monday has more minutes than were given.",
        ),
        (
            {"slots": {0: (EVENING,), 1: (MORNING,)}},
            on(MON, MORNING, BALL),
            "There is no free time on Monday morning.",
        ),
    ],
)
def test_a_wish_that_is_not_kept_is_told(
    changed: dict[str, object], session: PlannedSession, told: str
) -> None:
    wish = replace(WISH, **changed)  # type: ignore[arg-type]

    found = broken_promises(plan_of(session), CLEAR, wish, LIBRARY)

    assert any(told in sentence for sentence in found), found


@pytest.mark.hazard("H-68", "H-69", "H-70")
@pytest.mark.parametrize(
    ("had", "session", "told"),
    [
        (
            done("foot-massage-essential-oils", "left foot", "2026-11-30T07:00"),
            on(MON, EVENING, OIL),
            "comes more than 1 times on Monday.",
        ),
        (
            done("foot-massage-essential-oils", "right foot", "2026-11-29T22:00"),
            on(MON, MORNING, OIL),
            "on the right foot comes too soon again on Monday at 08:00.",
        ),
        (
            done("foot-massage-essential-oils", "left foot", "2026-11-29T22:00", 19),
            on(MON, MORNING, OIL),
            None,
        ),
        (
            done("reflexology", "left foot", "2026-11-30T07:00"),
            on(THU, MORNING, POINTS),
            "comes more than 1 times in the week.",
        ),
        (
            done("reflexology", "left foot", "2026-11-29T12:00"),
            on(MON, MORNING, FIST),
            "The left foot does not rest from firm work around Monday.",
        ),
        (
            done("warm-compress", "left foot", "2026-11-30T07:00", 5),
            on(MON, EVENING, ICE),
            "The left foot has warmth and cold on Monday.",
        ),
        (
            done("ice-massage", "left foot/sole-heel", "2026-11-30T16:00"),
            on(MON, EVENING, ICE),
            "on the left foot comes again within 3 hours.",
        ),
        (
            done("rolling-ball", "left hand", "2026-11-30T06:00", 3500),
            on(MON, EVENING, BALL),
            "Monday has more minutes than were given.",
        ),
    ],
)
def test_what_was_done_counts_as_well(
    had: DoneWork, session: PlannedSession, told: str | None
) -> None:
    wish = replace(WISH, done=(had,))

    found = broken_promises(plan_of(session), CLEAR, wish, LIBRARY)

    assert bool(found) == (told is not None), found
    assert told is None or any(told in sentence for sentence in found), found


def programme(*prescribed: Prescribed, review: dt.date = SUN) -> Prescription:
    return Prescription(1, "Ana", MON, review, prescribed)


@pytest.mark.hazard("H-72")
@pytest.mark.parametrize(
    ("prescription", "sessions", "told"),
    [
        (
            programme(Prescribed("ice-massage")),
            [on(MON, MORNING, BALL)],
            "is not in the programme on Monday morning.",
        ),
        (
            programme(Prescribed("rolling-ball", minutes=(1, 1))),
            [on(MON, MORNING, BALL)],
            "is longer than in the programme on Monday morning.",
        ),
        (
            programme(Prescribed("rolling-ball", minutes=(1, 2)), review=MON),
            [on(TUE, MORNING, BALL)],
            "is longer than in the programme on Tuesday morning.",
        ),
        (
            programme(Prescribed("rolling-ball", times=(1, 1, "day"))),
            [on(MON, MORNING, BALL), on(MON, EVENING, BALL)],
            "comes more often than in the programme on Monday.",
        ),
        (
            programme(Prescribed("rolling-ball", times=(1, 1, "day"))),
            [on(MON, BEDTIME, BALL), on(TUE, MORNING, BALL)],
            "comes too soon again on Tuesday at 08:00.",
        ),
        (
            programme(Prescribed("rolling-ball", times=(1, 2, "week"))),
            [on(day, MORNING, BALL) for day in (MON, WED, FRI)],
            "comes more often than in a week of the programme.",
        ),
    ],
)
def test_a_prescription_is_the_most(
    prescription: Prescription, sessions: list[PlannedSession], told: str
) -> None:
    wish = replace(WISH, prescription=prescription)
    plan = plan_of(*sessions)

    found = broken_promises(plan, CLEAR, wish, LIBRARY)

    assert any(told in sentence for sentence in found), found
    assert still_stands(plan, CLEAR, LIBRARY)
    is_stale = "too soon" not in told
    assert still_stands(plan, CLEAR, LIBRARY, prescription) is not is_stale


@pytest.mark.hazard("H-67", "H-71")
def test_a_plan_is_stale_once_a_place_is_no_longer_allowed() -> None:
    wound = Given(Answer.YES, (Where.parse("left foot"),))
    hurt = clear(replace(WELL, given={"broken-skin": wound}))

    assert still_stands(GOOD, CLEAR, LIBRARY)
    assert not still_stands(GOOD, hurt, LIBRARY)
    found = broken_promises(GOOD, hurt, WISH, LIBRARY)
    assert "on the left foot is not allowed on Monday morning." in found[0]
    without = plan_of(*(s for s in GOOD.sessions if s.day == FRI))
    assert still_stands(without, hurt, LIBRARY)


@pytest.mark.hazard("H-71")
def test_a_plan_is_stale_with_other_changes_or_another_edition() -> None:
    symptoms = {"loss-of-sensation-partial": Given(Answer.YES)}
    changed = clear(replace(WELL, given=symptoms))

    assert not still_stands(GOOD, changed, LIBRARY)
    assert not still_stands(GOOD, CLEAR, replace(LIBRARY, edition="newer"))


def test_days_without_answers_are_not_looked_at_for_staleness() -> None:
    assert still_stands(GOOD, {}, LIBRARY)
    assert broken_promises(GOOD, {}, WISH, LIBRARY)


@pytest.mark.hazard("H-67", "H-68", "H-69", "H-70", "H-73")
@settings(max_examples=1000 if IS_LONG else 15)
@given(st.integers(0, 10_000))
def test_a_plan_of_anybody_keeps_every_promise(seed: int) -> None:
    who = person(seed)

    made = draft_plan(*who.arguments())  # type: ignore[arg-type]

    if isinstance(made, NoPlan):
        assert made.because
    else:
        assert broken_promises(made, who.clearances, who.wish, LIBRARY) == ()
        assert still_stands(made, who.clearances, LIBRARY, who.wish.prescription)


@pytest.mark.hazard("H-67", "H-68", "H-72", "H-73")
@settings(max_examples=500 if IS_LONG else 8)
@given(st.integers(0, 10_000))
def test_every_session_of_a_plan_passes_the_gate_when_its_time_comes(seed: int) -> None:
    who = person(seed)
    made = draft_plan(*who.arguments())  # type: ignore[arg-type]
    doses = [
        Dose(it.technique_id, it.place, it.seconds, it.at.replace(tzinfo=dt.UTC))
        for it in who.wish.done
        if it.at <= who.now
    ]
    for session in made.sessions if isinstance(made, Plan) else ():
        clearance = who.clearances[session.day]
        now = session.sitting.starts().replace(tzinfo=dt.UTC)
        statements = [
            statement
            for it in session.work
            for statement in to_confirm(
                clearance.techniques[it.technique_id].verdicts.values()
            )
        ]

        cleared = may_start_all(
            Check(clearance.answers, LIBRARY.edition, now, tuple(statements)),
            [Work(it.technique_id, it.seconds) for it in session.work],
            LIBRARY,
            standing=clearance.answers,
            past=Past(tuple(doses), prescription=who.wish.prescription),
            now=now,
        )

        assert not isinstance(cleared, Refused), cleared
        works = [
            SessionWork(it.technique_id, tuple(it.seconds), sum(it.seconds.values()))
            for it in session.work
        ]
        timeline = compile_session(LIBRARY, works, clearance.answers.giver, cleared)
        worked = sum(c.lasts_s for c in timeline.cues if c.kind is CueKind.WORK)
        assert worked == session.seconds
        ended = now + dt.timedelta(minutes=30)
        doses += [
            Dose(it.technique_id, place, seconds, ended)
            for it in session.work
            for place, seconds in it.seconds.items()
        ]
