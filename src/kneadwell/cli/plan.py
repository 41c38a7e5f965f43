"""`kneadwell plan`: the best week of sessions, and why it is as it is."""

import datetime as dt
import json
import sys
import uuid
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

import click

from kneadwell.cli.answers import read_answers, read_json
from kneadwell.cli.files import read_whole, write_whole
from kneadwell.cli.options import json_option
from kneadwell.cli.start import REFUSED
from kneadwell.cli.words import stop_lines
from kneadwell.knowledge import Library, load_library
from kneadwell.plan import (
    NoPlan,
    Plan,
    PlannedSession,
    PlannedWork,
    Progress,
    Status,
    Week,
    Wish,
    WishError,
    demand_of,
    make_plan,
    minutes_in_words,
    minutes_needed,
    places_in_words,
    plan_to_json,
    wish_from_json,
)
from kneadwell.screening import Clearance, screen
from kneadwell.share import planned, updated
from kneadwell.vocabulary import KneadwellError, in_language

_GOALS = {
    "worst-missing": "times that are missing, the worst first",
    "missing": "all times that are missing",
    "worse-places": "places that are worse",
    "preferred": "what you like",
    "evenness": "days that are alike",
    "sessions": "few sessions",
    "change": "little change",
}
_IN_JSON = ("status", "objective", "sessions", "not_given")


class TwiceTypedError(KneadwellError):
    """Both files were to come from the standard input."""

    def __init__(self) -> None:
        super().__init__(
            "Only one file can be -, the standard input. Name the other one."
        )


@click.command()
@click.argument("answers_path", metavar="ANSWERS.json")
@click.option(
    "--wish",
    "wish_path",
    metavar="WISH.json",
    required=True,
    help="What you would like, and when there is time; - for the standard input.",
)
@click.option(
    "--week",
    metavar="WEEK",
    help="Which week, like 2026-W49. The one that is now when left out.",
)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Plan as on the morning of this day, like 2026-11-30. Now when left out.",
)
@click.option(
    "--ics",
    "calendar_path",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the sessions into this calendar file, or bring it up to date.",
)
@json_option
def plan(
    answers_path: str,
    wish_path: str,
    week: str | None,
    today: dt.datetime | None,
    calendar_path: Path | None,
    *,
    as_json: bool,
) -> None:
    """Plan the best week for an answers file and a wish.

    Nothing is planned that the answers do not allow. Ends with status 3 and the
    reasons where nothing can be planned, and with status 2 for a file or a week that
    cannot be read.
    """
    if answers_path == wish_path == "-":
        raise TwiceTypedError
    library = load_library()
    answers = read_answers(answers_path, library)
    wish = wish_from_json(read_json(wish_path, WishError), library)
    now = today or _now()
    of_week = Week.parse(week) if week else Week.of(now.date())
    clearances = {
        day: screen(answers, library, day) for day in of_week.days if day >= now.date()
    }
    tell = _tell if _is_watched() else None
    made = make_plan(clearances, wish, library, of_week, now, tell=tell)
    if calendar_path:
        _write_calendar(calendar_path, made, tuple(clearances), now)
    if as_json:
        click.echo(json.dumps(_to_json(made), indent=2))
    elif isinstance(made, NoPlan):
        click.echo("\n".join(_no_plan(made, clearances, library)))
    else:
        needed = _minutes(clearances, wish, library, of_week, now)
        click.echo("\n".join((*_week(made, library), *needed)))
    if isinstance(made, NoPlan):
        sys.exit(REFUSED)


def _now() -> dt.datetime:
    """Return the local time, without its offset."""
    return dt.datetime.now(dt.UTC).astimezone().replace(tzinfo=None)


def _is_watched() -> bool:
    return sys.stderr.isatty()


def _tell(progress: Progress) -> None:
    name = _GOALS[progress.goal_name]
    click.echo(f"Proving {progress.number} of {progress.of}: {name}", err=True)


def _write_calendar(
    path: Path, made: Plan | NoPlan, days: tuple[dt.date, ...], now: dt.datetime
) -> None:
    """Bring a calendar file up to date; what is no longer planned is cancelled."""
    is_there = path.exists()
    sessions = made.sessions if isinstance(made, Plan) else ()
    if not is_there and not sessions:
        return
    content = updated(
        read_whole(path) if is_there else None,
        planned(sessions),
        days=days,
        at=now.astimezone(),
        key=uuid.uuid4(),
    )
    write_whole(path, content, force=True)


def _to_json(made: Plan | NoPlan) -> Mapping[str, object]:
    """Return a plan as programs read it, without what its own store needs."""
    if isinstance(made, NoPlan):
        return {"status": "no-plan", "because": list(made.because)}
    written = plan_to_json(made)
    return {name: written[name] for name in _IN_JSON}


def _no_plan(
    made: NoPlan, clearances: Mapping[dt.date, Clearance], library: Library
) -> Iterator[str]:
    """Yield what blocks the week; where signs need help, what to do comes first."""
    first = next(iter(clearances.values()), None)
    if first and first.stop:
        yield from stop_lines(first.stop, first.answers, library)
        return
    yield "Nothing can be planned."
    for told in made.because:
        yield f"  {told}"


def _week(made: Plan, library: Library) -> Iterator[str]:
    is_best = made.status is Status.OPTIMAL
    yield f"Week {made.week}. " + (
        "No better week is possible."
        if is_best
        else "A better week may be possible; the search ended before it was sure."
    )
    for day, sessions in groupby(made.sessions, key=lambda session: session.day):
        yield ""
        yield f"{day:%A} {day.day} {day:%B}"
        for session in sessions:
            yield from _session(session, library)
    if made.not_given:
        yield ""
        yield "Not in this week"
        for it in made.not_given:
            name = in_language(library.techniques[it.technique_id].name)
            yield f"  {name}: {it.what}"
            yield f"    {it.because}"


def _session(session: PlannedSession, library: Library) -> Iterator[str]:
    yield f"  {session.slot.capitalize()}, {minutes_in_words(session.seconds)}"
    for work in session.work:
        yield f"    {_work(work, library)}"
        yield f"      {work.because}"


def _work(work: PlannedWork, library: Library) -> str:
    name = in_language(library.techniques[work.technique_id].name)
    each = " each" if len(work.seconds) > 1 else ""
    minutes = minutes_in_words(max(work.seconds.values()))
    changed = (
        ", with changes" if any(c.to_json() for c in work.changes.values()) else ""
    )
    return f"{name}: {places_in_words(work.seconds)}, {minutes}{each}{changed}"


def _minutes(
    clearances: Mapping[dt.date, Clearance],
    wish: Wish,
    library: Library,
    week: Week,
    now: dt.datetime,
) -> Iterator[str]:
    demand = demand_of(clearances, wish, library, week, now)
    if isinstance(demand, NoPlan):
        return
    days = {sitting.day for sitting in demand.sittings}
    given = sum(demand.day_s[day] for day in days) // 60
    yield ""
    yield f"All that is wanted takes {minutes_needed(demand)} minutes with hands on."
    yield f"The free days of this week have {given}."
