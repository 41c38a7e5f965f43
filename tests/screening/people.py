"""People who answer at random, within what may be asked."""

import datetime as dt
from dataclasses import replace

from hypothesis import strategies as st

from kneadwell.knowledge import Action, load_library
from kneadwell.screening import (
    Answer,
    Answers,
    ClinicianOk,
    Given,
    Where,
    ok_roles,
)
from kneadwell.vocabulary import EVERYWHERE, Giver, Limb, Place, Side

LIBRARY = load_library()
TODAY = dt.date(2026, 11, 23)
CONDITIONS = tuple(LIBRARY.conditions)
TECHNIQUES = tuple(LIBRARY.techniques)
HARMLESS = [name for name in CONDITIONS if not LIBRARY.conditions[name].stops_all]
COVERS = {name: spot.covers for name, spot in LIBRARY.body.spots.items()}
HOLDS = [
    (condition.id, technique)
    for condition in LIBRARY.conditions.values()
    for rule in condition.rules
    if rule.action is Action.ASK_CLINICIAN
    for technique in rule.techniques or TECHNIQUES
]
SPOTS = [
    f"{side} {spot.region}/{name}"
    for name, spot in LIBRARY.body.spots.items()
    if spot.region != "any"
    for side in Side
]

days = st.dates(TODAY - dt.timedelta(days=400), TODAY + dt.timedelta(days=60))
near_a_month = st.dates(TODAY - dt.timedelta(days=33), TODAY + dt.timedelta(days=2))
near_half_a_year = st.dates(dt.date(2026, 5, 20), dt.date(2026, 5, 26))
wheres = st.sampled_from(
    [*map(str, EVERYWHERE), *(f"{s} {limb}" for s in Side for limb in Limb), *SPOTS]
).map(Where.parse)
some_wheres = st.lists(wheres, max_size=3, unique=True).map(tuple)
said = st.sampled_from((Answer.YES, Answer.YES, Answer.NO, Answer.UNKNOWN))
spotted = st.sampled_from([*EVERYWHERE, *map(Place.parse, SPOTS)])
whole_places = st.lists(
    st.sampled_from(EVERYWHERE), min_size=1, max_size=10, unique=True
).map(tuple)
requested = whole_places | st.lists(spotted, min_size=1, max_size=6, unique=True).map(
    tuple
)


def no_to_all(places: tuple[Place, ...] = EVERYWHERE, **changed: object) -> Answers:
    """Return someone with nothing to tell."""
    everything = {name: Given(Answer.NO) for name in CONDITIONS}
    plain = Answers(Giver.HELPER, places, everything, unmentioned=Answer.NO)
    return replace(plain, **changed)  # type: ignore[arg-type]


@st.composite
def given_to(draw: st.DrawFn, question: str) -> Given:
    condition = LIBRARY.conditions.get(question)
    scoped = condition is None or condition.scope.value != "session"
    return Given(
        draw(said),
        draw(some_wheres) if scoped else (),
        draw(st.none() | days | near_half_a_year),
    )


@st.composite
def oks(draw: st.DrawFn) -> ClinicianOk:
    condition, technique = draw(st.sampled_from(HOLDS))
    roles = ok_roles(LIBRARY.conditions[condition], technique, LIBRARY)
    in_date = draw(st.booleans())
    return ClinicianOk(
        condition,
        technique,
        draw(whole_places) if draw(st.booleans()) else EVERYWHERE,
        draw(st.sampled_from(roles)),
        TODAY - dt.timedelta(days=1) if in_date else draw(days),
        TODAY if in_date else draw(days),
    )


@st.composite
def persons(draw: st.DrawFn, *, names: tuple[str, ...] | None = None) -> Answers:
    """Draw someone's answers; most of them may be massaged somewhere."""
    asked = st.sampled_from(names or HARMLESS)
    any_asked = st.sampled_from((*CONDITIONS, *LIBRARY.red_flags))
    told = draw(st.lists(asked, max_size=6, unique=True))
    if draw(st.integers(0, 4)) == 0:
        told += draw(st.lists(any_asked, max_size=2, unique=True))
    held = draw(st.lists(oks(), max_size=4))
    if draw(st.booleans()):
        told += [ok.condition for ok in held]
    return Answers(
        giver=draw(st.sampled_from(Giver)),
        places=draw(requested),
        given={name: draw(given_to(name)) for name in dict.fromkeys(told)},
        age=draw(st.none() | st.integers(0, 110)),
        touch_check=draw(
            st.dictionaries(st.sampled_from(EVERYWHERE), near_a_month, max_size=6)
        ),
        oks=tuple(held),
        unmentioned=draw(st.sampled_from((Answer.NO, Answer.NO, Answer.UNANSWERED))),
        other_giver=draw(st.booleans()),
    )
