"""`kneadwell screen`: what may be done where, with which changes, and why."""

import datetime as dt
import json
from collections.abc import Iterator
from itertools import chain

import click

from kneadwell.cli.answers import read_answers
from kneadwell.cli.options import json_option
from kneadwell.cli.words import (
    reason_lines,
    stop_lines,
    verdict_in_words,
    what_to_do,
    why_of,
    with_numbers,
)
from kneadwell.knowledge import Library, load_library
from kneadwell.screening import Clearance, Reason, Screened, Stop, Verdict
from kneadwell.screening import screen as judge
from kneadwell.vocabulary import in_language


@click.command()
@click.argument("answers_path", metavar="ANSWERS.json")
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Judge as on this day, like 2026-11-23. Today when left out.",
)
@json_option
def screen(answers_path: str, today: dt.datetime | None, *, as_json: bool) -> None:
    """Say for each technique and place of an answers file what may be done.

    Reads the standard input where the file is -. Ends with status 0 for every file
    that can be read, also when nothing may be done, and with status 2 for one that
    holds something nobody asked for.
    """
    library = load_library()
    answers = read_answers(answers_path, library)
    now = today or dt.datetime.now(dt.UTC).astimezone()
    clearance = judge(answers, library, now.date())
    if as_json:
        click.echo(json.dumps(to_json(clearance, library), indent=2))
    else:
        click.echo("\n".join(_table(clearance, library)))


def to_json(clearance: Clearance, library: Library) -> dict[str, object]:
    """Return a clearance as programs read it."""
    return {
        "edition": clearance.edition,
        "stop": _stop(clearance.stop) if clearance.stop else None,
        "techniques": [
            {
                "id": screened.technique_id,
                "outcome": screened.outcome.value,
                "places": [
                    _place(verdict, library) for verdict in screened.verdicts.values()
                ],
            }
            for screened in clearance.techniques.values()
        ],
    }


def _stop(stop: Stop) -> dict[str, object]:
    return {
        "conditions": list(stop.conditions),
        "flags": [
            {
                "id": flag.id,
                "urgency": flag.urgency,
                "say": with_numbers(in_language(flag.say)),
                "do": with_numbers(in_language(flag.do)),
            }
            for flag in stop.flags
        ],
    }


def _place(verdict: Verdict, library: Library) -> dict[str, object]:
    return {
        "place": str(verdict.place),
        "action": verdict.action.value,
        "possible": verdict.possible,
        "changes": verdict.changes.to_json(),
        "reasons": [_reason(reason, library) for reason in verdict.reasons],
    }


def _reason(reason: Reason, library: Library) -> dict[str, object]:
    sources = [library.sources[source_id] for source_id in reason.sources]
    return {
        "condition": reason.cause,
        "action": reason.action.value,
        "why": why_of(reason),
        "do": what_to_do(reason, library),
        "sources": [source.url or source.title for source in sources],
    }


def _table(clearance: Clearance, library: Library) -> Iterator[str]:
    if clearance.stop:
        yield from stop_lines(clearance.stop, clearance.answers, library)
        yield ""
    for screened in clearance.techniques.values():
        name = in_language(library.techniques[screened.technique_id].name)
        yield f"{screened.technique_id:28}{name}: {screened.outcome}"
        yield from _places(screened, library, with_reasons=not clearance.stop)
    yield from _light_stroking(clearance, library)


def _places(
    screened: Screened, library: Library, *, with_reasons: bool
) -> Iterator[str]:
    """Yield the places, those with the same words together.

    Reasons are left out where they stand elsewhere: at a stop, and at what has
    become light stroking.
    """
    together: dict[tuple[str, ...], list[str]] = {}
    for place, verdict in screened.verdicts.items():
        told_here = with_reasons and not _strokes_only(verdict)
        reasons = verdict.deciding if told_here else ()
        lines = (verdict_in_words(verdict, library), *reason_lines(reasons, library))
        together.setdefault(lines, []).append(str(place))
    for lines, places in together.items():
        yield f"  {', '.join(places)}: {lines[0]}"
        yield from (f"    {line}" for line in lines[1:])


def _light_stroking(clearance: Clearance, library: Library) -> Iterator[str]:
    """Yield once what several techniques have become."""
    left = [
        (screened.technique_id, verdict)
        for screened in clearance.techniques.values()
        for verdict in screened.verdicts.values()
        if _strokes_only(verdict)
    ]
    if not left:
        return
    instead_of = dict.fromkeys(
        in_language(library.techniques[technique_id].name) for technique_id, _ in left
    )
    yield ""
    yield (
        f"{in_language(library.session.light_stroking)}, once, instead of "
        f"{', '.join(instead_of)}"
    )
    for place in dict.fromkeys(verdict.place for _, verdict in left):
        here = (verdict.deciding for _, verdict in left if verdict.place == place)
        reasons = chain.from_iterable(here)
        yield f"  {place}"
        yield from (f"    {line}" for line in reason_lines(reasons, library))


def _strokes_only(verdict: Verdict) -> bool:
    left = verdict.left
    return verdict.possible and left is not None and left.is_light_stroking
