"""Calendar files and addresses in programs that nobody here wrote."""

import datetime as dt
import os
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kneadwell.plan import PlannedSession, PlannedWork, Slot, Week
from kneadwell.share import planned, updated
from kneadwell.vocabulary import Place
from tests.journeys.server import Server
from tests.share.programs import Khal, Vdirsyncer

SLOTS = (Slot.MORNING, Slot.BEDTIME)
KEY = uuid.UUID("6f0c8a52-3c3e-4c58-9a60-0d8a4f3c1b11")
CHANGES = [
    # From summer to winter, from winter to summer, and the other way round.
    ("Europe/Berlin", dt.date(2026, 10, 25)),
    ("Europe/Berlin", dt.date(2026, 3, 29)),
    ("America/New_York", dt.date(2026, 11, 1)),
    ("America/New_York", dt.date(2026, 3, 8)),
    ("Australia/Sydney", dt.date(2026, 10, 4)),
    ("Australia/Sydney", dt.date(2026, 4, 5)),
]

_PLAN = """
import sys
from pathlib import Path
from kneadwell.web.local import prepare
prepare(Path(sys.argv[1]))
from tests.share.planned_person import plan_next_week
print(plan_next_week())
"""

Write = Callable[..., Path]


@pytest.fixture
def khal(tmp_path: Path) -> Khal:
    return Khal(tmp_path)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write the plan of a week into the same file as before."""

    def written(
        week: Week,
        *sessions: PlannedSession,
        zone: str = "Europe/Berlin",
    ) -> Path:
        file = tmp_path / "plan.ics"
        before = week.days[0] - dt.timedelta(days=2)
        content = updated(
            file.read_bytes() if file.exists() else None,
            planned(sessions),
            days=week.days,
            at=dt.datetime.combine(before, dt.time(12), ZoneInfo(zone)),
            key=uuid.uuid4(),
            zone=zone,
        )
        file.write_bytes(content)
        return file

    return written


def session(day: dt.date, slot: Slot, seconds: int = 300) -> PlannedSession:
    work = PlannedWork("rolling-ball", {Place.parse("left foot"): seconds})
    return PlannedSession(day, slot, (work,))


def each_of(week: Week) -> list[PlannedSession]:
    return [session(day, slot) for day in week.days for slot in SLOTS]


@pytest.mark.parametrize(("zone", "day"), CHANGES)
def test_every_event_is_at_its_local_time_when_the_clock_changes(
    tmp_path: Path, write: Write, zone: str, day: dt.date
) -> None:
    assert ZoneInfo(zone).utcoffset(dt.datetime.combine(day, dt.time(0))) != ZoneInfo(
        zone
    ).utcoffset(dt.datetime.combine(day, dt.time(12)))
    khal, week = Khal(tmp_path, zone), Week.of(day)

    khal.take_in(write(week, *each_of(week), zone=zone))

    assert khal.shows(str(week.days[0]), 7) == [
        line
        for day in week.days
        for line in (
            f"{day}T08:00 08:15 Self-care 15 min",
            f"{day}T21:30 21:45 Self-care 15 min",
        )
    ]


def test_a_file_taken_twice_is_there_once(khal: Khal, write: Write) -> None:
    week = Week.parse("2026-W49")
    file = write(week, *each_of(week))

    khal.take_in(file)
    once = khal.shows("2026-11-30")
    khal.take_in(file)

    assert khal.shows("2026-11-30") == once
    assert len(once) == 14


def test_a_changed_plan_changes_the_events_that_are_there(
    khal: Khal, write: Write
) -> None:
    week = Week.parse("2026-W49")
    monday, tuesday, *_, sunday = week.days
    first = [session(day, Slot.MORNING) for day in (monday, tuesday)]
    khal.take_in(write(week, *first))

    # Monday goes away, Tuesday grows longer, Sunday is new.
    longer = session(tuesday, Slot.MORNING, 900)
    khal.take_in(write(week, longer, session(sunday, Slot.BEDTIME)))

    assert khal.shows("2026-11-30") == [
        "2026-11-30T08:00 08:15 Self-care 15 min CANCELLED",
        "2026-12-01T08:00 08:25 Self-care 25 min",
        "2026-12-06T21:30 21:45 Self-care 15 min",
    ]

    khal.take_in(write(week, *first))

    assert khal.shows("2026-11-30") == [
        "2026-11-30T08:00 08:15 Self-care 15 min",
        "2026-12-01T08:00 08:15 Self-care 15 min",
        "2026-12-06T21:30 21:45 Self-care 15 min CANCELLED",
    ]


def test_the_next_week_leaves_this_one_as_it_is(khal: Khal, write: Write) -> None:
    this, following = Week.parse("2026-W49"), Week.parse("2026-W50")
    write(this, session(this.days[4], Slot.MORNING))
    khal.take_in(write(following, session(following.days[0], Slot.MORNING)))

    assert khal.shows("2026-11-30") == [
        "2026-12-04T08:00 08:15 Self-care 15 min",
        "2026-12-07T08:00 08:15 Self-care 15 min",
    ]


# The address of a server that really runs


class Home:
    """A server whose person has a plan for next week, and made an address for it."""

    def __init__(self, folder: Path) -> None:
        self.server = Server(folder)
        root = Path(__file__).parents[2]
        told = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", _PLAN, str(folder)],
            check=True,
            cwd=root,
            env=os.environ | {"PYTHONPATH": f"{root}{os.pathsep}{root / 'src'}"},
            stdout=subprocess.PIPE,
            text=True,
        ).stdout
        week, token = told.split()
        self.week = Week.parse(week)
        self.address = f"{self.server.address}/calendar/feed/{token}.ics"
        self.server.start()

    def write(self, command: str, *values: object) -> None:
        file = self.server.folder / "kneadwell.sqlite3"
        with closing(sqlite3.connect(file)) as rows, rows:
            rows.execute(command, values)

    def skip(self, day: dt.date, slot: Slot) -> None:
        self.write(
            "INSERT INTO plans_planeventrecord"
            " (person_id, event_id, kind, at, day, slot, to_slot)"
            " SELECT id, ?, 'skip', ?, ?, ?, '' FROM people_person",
            uuid.uuid4().hex,
            dt.datetime.now(dt.UTC).isoformat(" "),
            day.isoformat(),
            slot.value,
        )

    def take_back(self) -> None:
        self.write("DELETE FROM calendars_feedrecord")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path / "data")
    yield home
    home.server.kill()


def test_a_program_that_follows_an_address_keeps_up(home: Home, khal: Khal) -> None:
    folder, first = khal.events, home.week.days[0]
    vdirsyncer = Vdirsyncer(folder.parent, folder, home.address)
    events = [
        f"{day}T{times} Self-care 15 min"
        for day in home.week.days
        for times in ("08:00 08:15", "21:30 21:45")
    ]

    assert vdirsyncer.look() is None
    assert khal.shows(str(first), 7) == events
    assert vdirsyncer.look() is None
    assert khal.shows(str(first), 7) == events

    home.skip(first, Slot.MORNING)
    assert vdirsyncer.look() is None
    assert khal.shows(str(first), 7) == [f"{events[0]} CANCELLED", *events[1:]]
    assert len(list(folder.glob("*.ics"))) == len(events)

    home.take_back()
    assert "Not Found" in (vdirsyncer.look() or "")
