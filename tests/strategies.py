"""People, wishes and answers, drawn at random within what may be asked for."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from hypothesis import assume
from hypothesis import strategies as st

from kneadwell.diary import Ended, Entry, EntryKind, When
from kneadwell.knowledge import Scope, Technique, load_library
from kneadwell.screening import (
    Answer,
    Answers,
    Check,
    Cleared,
    Given,
    Past,
    Refused,
    Where,
    Work,
    may_start,
    screen,
    to_confirm,
)
from kneadwell.session import Timeline, compile_timeline, span_of, spots_for
from kneadwell.vocabulary import EVERYWHERE, Giver, Limb, Place, Region, Side

LIBRARY = load_library()
TECHNIQUES = tuple(LIBRARY.techniques)


NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
TODAY = NOW.date()


def all_no(
    *places: Place, giver: Giver = Giver.HELPER, **given: Given | Answer
) -> Answers:
    """Answer no to everything but `given`, written with _ for -."""
    return Answers(
        giver,
        places,
        {
            name.replace("_", "-"): said if isinstance(said, Given) else Given(said)
            for name, said in given.items()
        },
        unmentioned=Answer.NO,
    )


def gate(technique_id: str, answers: Answers) -> Cleared | Refused:
    """Ask for all that is possible, with everything confirmed just now."""
    screened = screen(answers, LIBRARY, TODAY).techniques[technique_id].verdicts
    possible = {place: v for place, v in screened.items() if v.possible}
    return may_start(
        Check(answers, LIBRARY.edition, NOW, to_confirm(possible.values())),
        Work(technique_id, dict.fromkeys(possible, 1)),
        LIBRARY,
        standing=answers,
        past=Past(),
        now=NOW,
    )


def cleared_for(technique_id: str, answers: Answers | None = None) -> Cleared:
    """Pass the gate; without answers, everywhere and with a no to everything."""
    regions = LIBRARY.techniques[technique_id].regions
    everywhere = (Place(side, region) for region in regions for side in Side)
    cleared = gate(technique_id, answers or all_no(*everywhere))
    assert isinstance(cleared, Cleared)
    return cleared


@dataclass(frozen=True, repr=False)
class Wish:
    """A session somebody could ask for."""

    technique: Technique
    places: tuple[Place, ...]
    giver: Giver
    seconds: int
    cleared: Cleared | None

    def __repr__(self) -> str:
        places = ", ".join(map(str, self.places))
        limits = self.cleared and {
            str(place): verdict.limits.to_json()
            for place, verdict in self.cleared.verdicts.items()
        }
        wish = f"{self.technique.id} on {places} by {self.giver} for {self.seconds} s"
        return f"Wish({wish}, {limits})"

    def compile(self) -> Timeline:
        return compile_timeline(
            LIBRARY,
            self.technique.id,
            self.places,
            self.giver,
            seconds=self.seconds,
            cleared=self.cleared,
        )


regions = st.sampled_from(Region)
sides = st.sampled_from(Side)
givers = st.sampled_from(Giver)
techniques = st.sampled_from(TECHNIQUES).map(LIBRARY.techniques.__getitem__)
spots = st.none() | st.from_regex(r"[a-z]+(-[a-z]+)*", fullmatch=True)
places = st.builds(Place, sides, regions, spots)
whole_places = st.sampled_from(EVERYWHERE)
wheres = st.sampled_from(
    [
        *map(str, EVERYWHERE),
        *(f"{side} {limb}" for side in Side for limb in Limb),
        *(
            f"{side} {spot.region}/{name}"
            for name, spot in LIBRARY.body.spots.items()
            if spot.kind != "pseudo"
            for side in Side
        ),
    ]
).map(Where.parse)
days = st.dates(dt.date(2024, 1, 1), dt.date(2027, 1, 1))
NOT_STOPPING = tuple(c.id for c in LIBRARY.conditions.values() if not c.stops_all)


def asked(
    ids: Sequence[str] = (*LIBRARY.conditions, *LIBRARY.red_flags),
    most: int = 6,
) -> st.SearchStrategy[dict[str, Given]]:
    """Draw answers to some of these questions; where only as it may be said."""
    given = st.builds(
        Given,
        st.sampled_from((Answer.YES, Answer.NO, Answer.UNKNOWN)),
        st.lists(wheres, max_size=2, unique=True).map(tuple),
        st.none() | days,
    )
    return st.dictionaries(st.sampled_from(ids), given, max_size=most).map(
        lambda drawn: {
            name: replace(said, where=()) if _of_all(name) else said
            for name, said in drawn.items()
        }
    )


def _of_all(condition_id: str) -> bool:
    condition = LIBRARY.conditions.get(condition_id)
    return condition is not None and condition.scope is Scope.SESSION


answers = st.builds(
    Answers,
    giver=givers,
    places=st.lists(whole_places, min_size=1, unique=True).map(tuple),
    given=asked(),
    age=st.none() | st.integers(0, 130),
    touch_check=st.dictionaries(whole_places, days),
    unmentioned=st.sampled_from((Answer.NO, Answer.UNANSWERED)),
    other_giver=st.booleans(),
)


@st.composite
def wishes(draw: st.DrawFn, *, is_cleared: bool | None = None) -> Wish:
    technique = draw(techniques)
    wanted = draw(wanted_on(technique, tuple(technique.regions)))
    may = draw(st.booleans()) if is_cleared is None else is_cleared
    cleared = cleared_for(technique.id) if may else None
    verdicts = {place: cleared.verdicts[place.whole] for place in wanted if cleared}
    span = span_of(technique, wanted, LIBRARY, verdicts if cleared else None)
    return Wish(
        technique=technique,
        places=wanted,
        giver=draw(givers),
        seconds=draw(st.integers(len(wanted), span.most_s)),
        cleared=cleared,
    )


def wanted_on(
    technique: Technique, regions: Sequence[Region]
) -> st.SearchStrategy[tuple[Place, ...]]:
    possible = [
        Place(side, region, spot)
        for region in regions
        for side in Side
        for spot in technique.regions[region].choose_from or (None,)
    ]
    return st.lists(st.sampled_from(possible), min_size=1, max_size=6, unique=True).map(
        tuple
    )


@st.composite
def changed_wishes(draw: st.DrawFn) -> Wish:
    """Draw a session of somebody with some conditions that leave something to do."""
    technique = draw(techniques)
    giver = draw(givers)
    answers = Answers(
        giver,
        tuple(Place(side, region) for region in technique.regions for side in Side),
        draw(asked(NOT_STOPPING, most=3)),
        touch_check=draw(st.dictionaries(whole_places, st.just(TODAY))),
        unmentioned=Answer.NO,
        other_giver=draw(st.booleans()),
    )
    cleared = gate(technique.id, answers)
    assume(isinstance(cleared, Cleared))
    assert isinstance(cleared, Cleared)
    possible = [
        replace(place, spot=spot)
        for place, verdict in cleared.verdicts.items()
        for spot in spots_for(technique, place.region, LIBRARY, verdict)
        or ((None,) if not technique.regions[place.region].choose_from else ())
    ]
    assume(possible)
    wanted = tuple(
        draw(st.lists(st.sampled_from(possible), min_size=1, max_size=4, unique=True))
    )
    span = span_of(technique, wanted, LIBRARY, cleared.verdicts)
    assume(span.most_s >= len(wanted))
    return Wish(
        technique=technique,
        places=wanted,
        giver=giver,
        seconds=draw(st.integers(len(wanted), span.most_s)),
        cleared=cleared,
    )


offsets = st.integers(-12 * 60, 14 * 60).map(
    lambda minutes: dt.timezone(dt.timedelta(minutes=minutes))
)
moments = st.datetimes(
    dt.datetime(2020, 1, 1),  # noqa: DTZ001 - the offset is drawn beside it
    dt.datetime(2040, 1, 1),  # noqa: DTZ001
    timezones=offsets,
)
session_ids = st.integers(1, 5).map(lambda number: UUID(int=number))
points = st.none() | st.integers(0, 10)
seconds_by_place = st.dictionaries(
    st.builds(Place, sides, regions).map(str), st.integers(0, 900), max_size=3
)


def session_body(**changed: object) -> dict[str, object]:
    return {
        "technique": "rolling-ball",
        "giver": "self",
        "places": {"left foot": 110, "right foot": 0},
        "planned": {"left foot": 120, "right foot": 120},
        "ended": "finished-early",
        "edition": "abc",
    } | changed


def score_body(**changed: object) -> dict[str, object]:
    return {
        "session": str(UUID(int=1)),
        "when": "before",
        "scores": {"pain": 4, "numbness": None},
    } | changed


def work_body(**changed: object) -> dict[str, object]:
    """One technique of a session after the first."""
    return {
        "technique": "hand-compression",
        "places": {"left hand": 50},
        "planned": {"left hand": 60, "right hand": 60},
    } | changed


@st.composite
def session_entries(draw: st.DrawFn) -> Entry:
    first, *then = draw(
        st.lists(st.sampled_from(TECHNIQUES), min_size=1, max_size=3, unique=True)
    )
    body: dict[str, object] = session_body(
        technique=first,
        giver=draw(givers).value,
        places=draw(seconds_by_place),
        ended=draw(st.sampled_from(Ended)).value,
    )
    if then:
        more = st.fixed_dictionaries(
            {"places": seconds_by_place, "planned": seconds_by_place},
            optional={"unseen": seconds_by_place},
        )
        body["then"] = [work_body(technique=name, **draw(more)) for name in then]
    return Entry(draw(session_ids), EntryKind.SESSION, draw(moments), body)


@st.composite
def score_entries(draw: st.DrawFn) -> Entry:
    measures = st.sampled_from(tuple(LIBRARY.measures))
    body: Mapping[str, object] = score_body(
        session=str(draw(session_ids)),
        when=draw(st.sampled_from(When)).value,
        scores=draw(st.dictionaries(measures, points)),
    )
    number = draw(st.integers(100, 130))
    return Entry(UUID(int=number), EntryKind.SCORE, draw(moments), body)


diaries = st.lists(
    session_entries() | score_entries(), unique_by=lambda entry: entry.id
)
