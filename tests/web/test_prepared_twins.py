"""The ledger and the gate of a device, held against those of the server."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from kneadwell.diary import Entry, EntryKind, fold
from kneadwell.screening import (
    THERMOMETER,
    Answer,
    Answers,
    Check,
    Cleared,
    Dose,
    Given,
    Prescribed,
    Prescription,
    Work,
    asked_of,
    may_start,
    room_for,
    to_confirm,
)
from kneadwell.vocabulary import EVERYWHERE, Place, Side
from kneadwell.web.screening.cards import cards
from kneadwell.web.sessions.prepared import (
    HOLDS_FOR,
    Prepared,
    past_facts,
    technique_facts,
)
from tests.strategies import LIBRARY, TECHNIQUES, all_no, gate
from tests.web.in_node import Ask, node

JS = "./src/kneadwell/web/static/js/prepared"
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
MINUTE, HOUR, DAY = (dt.timedelta(**{u: 1}) for u in ("minutes", "hours", "days"))
MS = dt.timedelta(milliseconds=1)
FACTS = technique_facts(LIBRARY)
MOST_C = 40

offsets = st.integers(-12 * 4, 14 * 4).map(
    lambda quarters: dt.timezone(dt.timedelta(minutes=15 * quarters))
)
agos = st.one_of(
    st.sampled_from((0 * HOUR, HOUR, 8 * HOUR, 20 * HOUR, DAY, 3 * DAY, 7 * DAY)),
    st.integers(-60, 9 * 24 * 60).map(lambda minutes: minutes * MINUTE),
).flatmap(lambda ago: st.sampled_from((ago, ago - MS, ago + MS)))
places = st.sampled_from(EVERYWHERE)
seconds = st.sampled_from((0, 5, 19, 20, 60, 180, 300)) | st.integers(0, 700)
moments = st.builds(lambda ago, zone: (NOON - ago).astimezone(zone), agos, offsets)


@pytest.fixture(scope="module")
def ledger() -> Iterator[Ask]:
    imports = f'{{ roomFor }} from "{JS}/ledger.js"'
    answer = "roomFor(sent.asked, sent.doses, sent.techniques, sent.now)"
    with node(imports, answer) as ask:
        yield ask


@pytest.fixture(scope="module")
def device() -> Iterator[Ask]:
    imports = f'{{ mayOpen }} from "{JS}/gate.js"'
    here = "{ ...sent.here, answeredAtMs: sent.here.answeredAtMs ?? -Infinity }"
    with node(imports, f"mayOpen(sent.page, sent.pocket, sent.check, {here})") as ask:
        yield ask


def ms(moment: dt.datetime) -> int:
    return round(moment.timestamp() * 1000)


@pytest.mark.hazard("H-56")
@given(
    st.sampled_from(TECHNIQUES),
    places,
    st.lists(
        st.builds(
            Dose,
            st.sampled_from((*TECHNIQUES, "gone-since")),
            places,
            seconds,
            moments,
        ),
        max_size=12,
    ),
    st.integers(1, 900),
    st.integers(1, 900),
    offsets,
    st.sampled_from((None, 0, 1)),
)
def test_the_device_counts_as_the_server_does(  # noqa: PLR0913, PLR0917 - all of it counts
    ledger: Ask,
    name: str,
    place: Place,
    doses: list[Dose],
    asked_s: int,
    cap_s: int,
    zone: dt.timezone,
    of_this: int | None,
) -> None:
    if of_this is not None:  # most doses at random are of another place
        doses = [replace(dose, place=place) for dose in doses]
    if of_this:
        doses = [replace(dose, technique_id=name) for dose in doses]
    now = NOON.astimezone(zone)
    technique = LIBRARY.techniques[name]
    room = room_for(technique, place, asked_s, doses, now, LIBRARY, cap_s=cap_s)
    said = ledger(
        asked={
            "technique": name,
            "place": str(place),
            "askedS": asked_s,
            "capS": cap_s,
        },
        doses=[
            {
                "technique": dose.technique_id,
                "place": str(dose.place),
                "seconds": dose.seconds,
                "at": dose.at.isoformat(),
            }
            for dose in doses
        ],
        techniques=FACTS,
        now={"ms": ms(now), "offsetMin": zone.utcoffset(None) // MINUTE},
    )

    assert said == {"seconds": room.seconds, "possibleAtMs": ms(room.possible_at)}


@pytest.mark.hazard("H-56")
def test_a_dose_finer_than_a_millisecond_is_never_older_on_the_device(
    ledger: Ask,
) -> None:
    at = NOON - 20 * HOUR + dt.timedelta(microseconds=1)
    name = next(n for n, t in LIBRARY.techniques.items() if t.caps.times_per_day == 1)
    dose = {"technique": name, "place": "left foot", "seconds": 60}
    asked = {"technique": name, "place": "left foot", "askedS": 60, "capS": 60}
    now = {"ms": ms(NOON), "offsetMin": 0}

    said = ledger(
        asked=asked, doses=[dose | {"at": at.isoformat()}], techniques=FACTS, now=now
    )

    assert said["seconds"] == 0


@pytest.mark.hazard("H-72")
@given(
    st.sampled_from(TECHNIQUES),
    st.none() | st.integers(1, 5),
    st.none()
    | st.tuples(st.integers(1, 3), st.integers(3, 8), st.sampled_from(("day", "week"))),
    st.sampled_from((-1, 0, 1, 30)),
    st.lists(st.builds(Dose, st.just(""), places, seconds, moments), max_size=8),
    offsets,
)
def test_the_device_counts_a_programme_as_the_server_does(  # noqa: PLR0913, PLR0917 - all of it counts
    ledger: Ask,
    name: str,
    most_min: int | None,
    times: tuple[int, int, str] | None,
    review_days: int,
    doses: list[Dose],
    zone: dt.timezone,
) -> None:
    technique, now = LIBRARY.techniques[name], NOON.astimezone(zone)
    place = Place(Side.LEFT, next(iter(technique.regions)))
    doses = [replace(dose, technique_id=name, place=place) for dose in doses]
    programme = Prescription(
        1,
        "Ana",
        NOON.date(),
        NOON.date() + review_days * DAY,
        (Prescribed(name, (place,), most_min and (1, most_min), times),),
    )
    cap_s = technique.caps.seconds_per_place
    ceiling = programme.ceiling(name, place, now.date())
    assert ceiling is not None
    page_cap_s = cap_s if ceiling.seconds is None else min(cap_s, ceiling.seconds)

    def room(day: dt.date) -> dict[str, float]:
        return ledger(
            asked={
                "technique": name,
                "place": str(place),
                "askedS": cap_s,
                "capS": page_cap_s,
            },
            doses=[
                {
                    "technique": name,
                    "place": str(place),
                    "seconds": dose.seconds,
                    "at": dose.at.isoformat(),
                }
                for dose in doses
            ],
            techniques=technique_facts(LIBRARY, programme, day),
            now={"ms": ms(now), "offsetMin": zone.utcoffset(None) // MINUTE},
        )

    expected = room_for(
        technique,
        place,
        cap_s,
        doses,
        now,
        LIBRARY,
        cap_s=cap_s,
        prescription=programme,
    )
    assert room(now.date())["seconds"] == expected.seconds
    # A pocket is read by its last day, on which a programme allows no more.
    assert room((now + HOLDS_FOR).date())["seconds"] <= expected.seconds


def entries_on(names: tuple[str, ...], around: list[Place]) -> st.SearchStrategy[Any]:
    """Draw what may have been noted, mostly about these places."""
    near = st.sampled_from([*around, *around, *EVERYWHERE]).map(str)
    some = st.lists(near, max_size=2, unique=True)
    timed = st.dictionaries(near, seconds, max_size=2)
    session = st.fixed_dictionaries(
        {
            "technique": st.sampled_from(names),
            "giver": st.just("self"),
            "places": timed,
            "planned": timed,
            "ended": st.just("finished"),
            "edition": st.just("any"),
        },
        optional={"unseen": timed},
    )
    event = st.fixed_dictionaries(
        {
            "session": st.none(),
            "technique": st.none(),
            "places": some,
            "what": st.sampled_from(("pain-up", "colour")),
            "edition": st.just("any"),
        }
    )
    look = st.fixed_dictionaries(
        {
            "session": st.just(str(UUID(int=1))),
            "when": st.sampled_from(("after", "20-minutes", "next-day")),
            "found": st.lists(
                st.sampled_from(("redness", "blister", "pain")), max_size=2
            ),
            "places": some,
        }
    )
    settled = st.fixed_dictionaries(
        {
            "places": st.lists(near, min_size=1, max_size=2, unique=True),
            "answer": st.sampled_from(("yes", "yes", "no", "unsure")),
        }
    )
    score = st.just({"session": str(UUID(int=1)), "when": "after", "scores": {}})
    said: dict[EntryKind, st.SearchStrategy[dict[str, Any]]] = {
        EntryKind.SESSION: session,
        EntryKind.ADVERSE_EVENT: event,
        EntryKind.SKIN_CHECK: look,
        EntryKind.SETTLED: settled,
        EntryKind.SCORE: score,
        EntryKind.CORRECTION: st.fixed_dictionaries(
            {
                "corrects": st.integers(1, 8).map(lambda n: str(UUID(int=n))),
                "body": st.none() | session | event | look | settled,
            }
        ),
    }
    one = st.sampled_from(tuple(said)).flatmap(
        lambda kind: st.tuples(st.just(kind), moments, said[kind])
    )
    return st.lists(one, max_size=6).map(
        lambda drawn: [
            Entry(UUID(int=number), kind, at, body)
            for number, (kind, at, body) in enumerate(drawn, start=1)
        ]
    )


def prepared_of(name: str, answers: Answers, wanted: list[Place]) -> Prepared:
    cleared = gate(name, replace(answers, places=tuple(wanted)))
    assume(isinstance(cleared, Cleared))
    assert isinstance(cleared, Cleared)
    here = {place: cleared.verdicts[place] for place in wanted}
    work = Work(name, dict.fromkeys(wanted, 60))
    technique = LIBRARY.techniques[name]
    return Prepared(
        technique,
        answers.giver,
        tuple(wanted),
        {str(place): 60 for place in wanted},
        Check(
            replace(answers, places=tuple(wanted)),
            LIBRARY.edition,
            NOON,
            to_confirm(here.values()),
        ),
        replace(cleared, verdicts=here),
        asked_of(technique, work, here),
        NOON + 9 * DAY,
    )


LIKELY = st.sampled_from((True, True, True, True, True, False))
SAID = (
    all_no(),
    all_no(insulin_or_low_sugar_medicine=Answer.YES),
    all_no(neuropathy_symptoms_here=Given(Answer.YES)),
)


@pytest.mark.hazard("H-01", "H-02", "H-08", "H-56", "H-57")
@given(st.data())
def test_the_device_opens_nothing_that_the_server_would_not(
    device: Ask, data: st.DataObject
) -> None:
    draw = data.draw
    name = draw(st.sampled_from(TECHNIQUES))
    regions = tuple(LIBRARY.techniques[name].regions)
    body = [Place(side, region) for region in regions for side in Side]
    wanted = draw(st.lists(st.sampled_from(body), min_size=1, max_size=2, unique=True))
    prepared = prepared_of(name, draw(st.sampled_from(SAID)), wanted)
    entries = draw(entries_on((name, name, *TECHNIQUES), wanted))

    now = NOON.astimezone(draw(offsets))
    made_at = now - draw(agos.filter(lambda ago: ago < 5 * DAY))
    server = [entry for entry in entries if draw(st.booleans())]
    own = [entry for entry in entries if entry not in server or draw(st.booleans())]
    checked_at = now - draw(st.integers(-2, 62).map(lambda minutes: minutes * MINUTE))
    statements = prepared.check.confirmed
    confirmed = tuple(one for one in statements if draw(LIKELY))
    cards_said = [card.id for card in cards(LIBRARY) if draw(LIKELY)]
    if draw(LIKELY):
        confirmed, cards_said = statements, [card.id for card in cards(LIBRARY)]
    is_same = draw(LIKELY)
    skin_looked = draw(LIKELY)

    said = device(
        page=prepared.facts(UUID(int=90), "same" if is_same else "other", MOST_C),
        pocket={
            "edition": LIBRARY.edition,
            "answers": "same",
            "made_at": made_at.isoformat(),
            "until": (made_at + HOLDS_FOR).isoformat(),
            "asked_at_ms": ms(made_at),
            "offset_min": now.utcoffset() // MINUTE,  # type: ignore[operator]
            "known": [str(entry.id) for entry in server],
            "techniques": FACTS,
            **past_facts(fold(server).past(LIBRARY, made_at), made_at),
        },
        check={
            "prepared": str(UUID(int=90)),
            "session": str(UUID(int=91)),
            "atMs": ms(checked_at),
            "cards": cards_said,
            "confirmed": [*confirmed, *(["skin-looked"] if skin_looked else [])],
            "celsius": MOST_C if THERMOMETER in confirmed else MOST_C + 1,
        },
        here={
            "entries": [entry.to_json() for entry in own],
            "nowMs": ms(now),
            "offsetMin": now.utcoffset() // MINUTE,  # type: ignore[operator]
        },
    )

    event(said["why"] or "opens")
    if said["why"] is None:
        decided = may_start(
            replace(prepared.check, at=checked_at, confirmed=confirmed),
            Work(name, dict.fromkeys(wanted, 60)),
            LIBRARY,
            standing=prepared.check.answers,
            past=fold(entries).past(LIBRARY, now),
            now=now,
        )
        assert isinstance(decided, Cleared), decided
        assert len(cards_said) == len(cards(LIBRARY))
        assert skin_looked
        assert is_same
        assert -5 * MINUTE <= now - made_at < HOLDS_FOR
