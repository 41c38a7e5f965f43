"""Sessions of several techniques that somebody could ask for, drawn at random."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from hypothesis import assume
from hypothesis import strategies as st

from kneadwell.knowledge import Modality
from kneadwell.screening import (
    Answers,
    Cleared,
    Refused,
    Verdict,
    session_most_s,
)
from kneadwell.session import (
    SessionWork,
    Timeline,
    compile_session,
    span_of,
    spots_for,
)
from kneadwell.vocabulary import EVERYWHERE, Giver, Place
from tests.strategies import (
    LIBRARY,
    NOT_STOPPING,
    TECHNIQUES,
    all_no,
    asked,
    gate,
    givers,
)

LEAST_LIMB_S = LIBRARY.session.foot_or_hand_seconds


@dataclass(frozen=True, repr=False)
class Several:
    """Some techniques that are cleared, with what is wished of each."""

    works: tuple[SessionWork, ...]
    giver: Giver
    cleared: tuple[Cleared, ...]

    def __repr__(self) -> str:
        told = (f"{w.technique_id} {w.seconds} s {w.places}" for w in self.works)
        return f"Several({self.giver}: {'; '.join(told)})"

    def compile(self) -> Timeline:
        return compile_session(LIBRARY, self.works, self.giver, self.cleared)

    def verdict(self, technique_id: str, place: Place) -> Verdict:
        return self.gate_of(technique_id).verdicts[place.whole]

    def gate_of(self, technique_id: str) -> Cleared:
        return next(one for one in self.cleared if one.technique_id == technique_id)

    def planned(self, work: SessionWork) -> dict[str, int]:
        """Return the seconds of each whole place: alike, the remainder first."""
        assert work.seconds is not None
        each_s, left_over = divmod(work.seconds, len(work.places))
        planned: Counter[str] = Counter()
        for index, place in enumerate(work.places):
            planned[str(place.whole)] += each_s + (index < left_over)
        return dict(planned)


@st.composite
def several(
    draw: st.DrawFn,
    answers: st.SearchStrategy[Answers] | None = None,
    who: st.SearchStrategy[Giver] = givers,
) -> Several:
    """Draw two or three techniques for someone, on places that may be worked."""
    told = draw(answers) if answers is not None else None
    giver = told.giver if told else draw(who)
    names = draw(st.lists(st.sampled_from(TECHNIQUES), min_size=2, max_size=3).map(set))
    decided = [
        gate(name, told) if told else _nothing_to_tell(name, giver)
        for name in sorted(names)
    ]
    cleared = [one for one in decided if isinstance(one, Cleared)]
    wanted = {one.technique_id: draw(_places(one)) for one in cleared}
    _part_heat_from_cold(wanted)
    wanted = {name: places for name, places in wanted.items() if places}
    assume(len(wanted) > 1)
    gates = tuple(one for one in cleared if one.technique_id in wanted)
    works = []
    each_s = _most_each_s(wanted, gates)
    assume(each_s > 0)
    for one in gates:
        places = wanted[one.technique_id]
        technique = LIBRARY.techniques[one.technique_id]
        span = span_of(technique, places, LIBRARY, one.verdicts)
        most_s = min(span.most_s, each_s * len(places))
        assume(most_s >= len(places))
        seconds = draw(st.integers(len(places), most_s))
        works.append(SessionWork(one.technique_id, places, seconds))
    return Several(tuple(draw(st.permutations(works))), giver, gates)


low_feeling = st.builds(
    lambda giver, given: all_no(*EVERYWHERE, giver=giver, **given),
    givers,
    asked(LIBRARY.screening.low_feeling, most=2),
)
"""People who feel less, everywhere or here and there."""
people = st.builds(
    lambda giver, given: all_no(*EVERYWHERE, giver=giver, **given),
    givers,
    asked(NOT_STOPPING, most=2),
)
"""People with one or two conditions that may leave something to do."""


@lru_cache
def _nothing_to_tell(technique_id: str, giver: Giver) -> Cleared | Refused:
    return gate(technique_id, all_no(*EVERYWHERE, giver=giver))


def _places(one: Cleared) -> st.SearchStrategy[tuple[Place, ...]]:
    technique = LIBRARY.techniques[one.technique_id]
    possible = [
        Place(place.side, place.region, spot)
        for place, verdict in one.verdicts.items()
        for spot in spots_for(technique, place.region, LIBRARY, verdict)
        or ((None,) if not technique.regions[place.region].choose_from else ())
    ]
    few = st.lists(st.sampled_from(possible), min_size=1, max_size=3, unique=True)
    return few.map(tuple) if possible else st.just(())


def _part_heat_from_cold(wanted: dict[str, tuple[Place, ...]]) -> None:
    def on(modality: Modality) -> set[Place]:
        return {
            place.whole
            for name, places in wanted.items()
            if LIBRARY.techniques[name].modality is modality
            for place in places
        }

    warm = on(Modality.HEAT)
    for name, places in wanted.items():
        if LIBRARY.techniques[name].modality is Modality.COLD:
            wanted[name] = tuple(place for place in places if place.whole not in warm)


def _most_each_s(
    wanted: dict[str, tuple[Place, ...]], gates: tuple[Cleared, ...]
) -> int:
    """Return seconds for each place and technique with which all caps are kept."""
    there = [place.whole for places in wanted.values() for place in places]
    verdicts = [
        one.verdicts[place.whole] for one in gates for place in wanted[one.technique_id]
    ]
    of_session = session_most_s(verdicts, LIBRARY) // len(there)
    return min(LEAST_LIMB_S // max(Counter(there).values()), of_session)
