"""People, wishes and answers, drawn at random within what may be asked for."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from hypothesis import strategies as st

from kneadwell.diary import Ended, Entry, EntryKind, When
from kneadwell.knowledge import Technique, load_library
from kneadwell.screening import Cleared, may_start, start_questions
from kneadwell.session import Timeline, compile_timeline, span_of
from kneadwell.vocabulary import Giver, Place, Region, Side

LIBRARY = load_library()
TECHNIQUES = tuple(LIBRARY.techniques)


def all_no(technique_id: str) -> dict[str, str]:
    return {item.id: "no" for item in start_questions(LIBRARY, technique_id)}


def cleared_for(technique_id: str) -> Cleared:
    cleared = may_start(all_no(technique_id), LIBRARY, technique_id)
    assert isinstance(cleared, Cleared)
    return cleared


@dataclass(frozen=True)
class Wish:
    """A session somebody could ask for."""

    technique: Technique
    places: tuple[Place, ...]
    giver: Giver
    seconds: int
    cleared: Cleared | None

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


@st.composite
def wishes(draw: st.DrawFn, *, is_cleared: bool | None = None) -> Wish:
    technique = draw(techniques)
    possible = [
        Place(side, region, spot)
        for region, routine in technique.regions.items()
        for side in Side
        for spot in routine.choose_from or (None,)
    ]
    wanted = tuple(
        draw(st.lists(st.sampled_from(possible), min_size=1, max_size=6, unique=True))
    )
    may = draw(st.booleans()) if is_cleared is None else is_cleared
    span = span_of(technique, wanted, LIBRARY, cleared=may)
    return Wish(
        technique=technique,
        places=wanted,
        giver=draw(givers),
        seconds=draw(st.integers(len(wanted), span.most_s)),
        cleared=cleared_for(technique.id) if may else None,
    )


answers = st.dictionaries(
    st.sampled_from(tuple(LIBRARY.conditions)),
    st.sampled_from(("yes", "no", "unknown", "unanswered", "", "NO", "maybe")),
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


@st.composite
def session_entries(draw: st.DrawFn) -> Entry:
    body: Mapping[str, object] = session_body(
        technique=draw(st.sampled_from(TECHNIQUES)),
        giver=draw(givers).value,
        places=draw(seconds_by_place),
        ended=draw(st.sampled_from(Ended)).value,
    )
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
