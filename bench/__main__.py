"""Measure what the project claims: ``python -m bench`` prints one Markdown table.

A name after it, such as ``python -m bench player``, measures that part alone.
"""

import http.client
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median

from bench.load import Load, load
from bench.pages import weigh
from bench.plan import Planned, highs_s, lost_at, p95, plan_weeks
from bench.player import keep_time
from bench.screening import judge
from bench.serving import free_port, serving
from bench.storage import fill, rates
from bench.sync import (
    ENTRIES,
    letters_of,
    packed_size,
    person_of,
    send,
    year_of_entries,
)
from kneadwell.plan.goals import GOALS
from tests.journeys.server import Server
from tests.storage.postgresql import running

ROUNDS = 3
OPEN_PAGE = "/help-now/"

Row = tuple[str, str, str, str, str]


def main() -> None:
    """Print every figure of this run."""
    wanted = sys.argv[1:] or list(PARTS)
    if unknown := set(wanted) - set(PARTS):
        sys.exit(
            f"bench: no part {', '.join(unknown)}. Name any of: {', '.join(PARTS)}."
        )
    with tempfile.TemporaryDirectory() as folder:
        rows = [row for part in wanted for row in PARTS[part](Path(folder))]
    print("| figure | measured | compared with | ratio | what the ratio means |")
    print("|---|--:|--:|--:|---|")
    for row in rows:
        print(f"| {' | '.join(row)} |")


def screening_rows(_: Path) -> list[Row]:
    """Compare the screening with a bare loop over the same rules."""
    return [
        _row(
            f"screening, {who}, ten techniques at ten places, ms",
            [ours_ms],
            [loop_ms],
            "of the time of a bare loop over the rules, which makes no verdict",
        )
        for who, ours_ms, loop_ms in judge()
    ]


def plan_rows(_: Path) -> list[Row]:
    """Compare the weeks of 200 people with what is aimed at, and with other ways."""
    weeks = plan_weeks()
    solved_s = [week.solved_s for week in weeks]
    greedy_ms = [week.greedy_s * 1000 for week in weeks]
    theirs_s, ours_s, theirs, ours = highs_s(weeks)
    aimed = "of what is aimed at"
    hundred = 100 / len(weeks)
    rows = [
        _row(
            "plan of a week, proven in every goal, of 100",
            [sum(week.is_proven for week in weeks) * hundred],
            [100],
            aimed,
        ),
        _row(
            "plan of a week, goals proven, of 700",
            [sum(week.proven_goals for week in weeks) * hundred],
            [700],
            aimed,
        ),
        _row("plan of a week, CPU s, median", solved_s, [1], aimed),
        _row("plan of a week, CPU s, 95 of 100 within", [p95(solved_s)], [1], aimed),
        _row("plan of a week, CPU s, most", [max(solved_s)], [1], aimed),
        _row("greedy plan, CPU ms, most", [max(greedy_ms)], [100], aimed),
        _row(
            "plan of a week, CPU s, every tenth person, median",
            [ours_s],
            [theirs_s],
            f"of HiGHS, which proves {theirs} goals where ours proves {ours}",
        ),
    ]
    return [*rows, *_greedy_rows(weeks), *_growth_rows(weeks)]


def _greedy_rows(weeks: Sequence[Planned]) -> list[Row]:
    rows = []
    for goal in GOALS[:-1]:
        worse, at_once, best = lost_at(goal, weeks)
        figure = f"greedy plan, {goal}, mean; first to lose there: {worse} people"
        meaning = "times what the solver reaches"
        ratio = f"{at_once / best:.2g}" if best else "–"
        rows.append((figure, f"{at_once:,.5g}", f"{best:,.5g}", ratio, meaning))
    return rows


def _growth_rows(weeks: Sequence[Planned]) -> list[Row]:
    """Compare quarters of the people, who get harder from first to last."""
    quarter = len(weeks) // 4
    first = [week.solved_s for week in weeks[:quarter]]
    names = ("4 to 5 techniques", "6 to 8 techniques", "8 to 10 techniques")
    return [
        _row(
            f"plan of a week, {name}, CPU s, median",
            [week.solved_s for week in weeks[quarter * turn : quarter * (turn + 1)]],
            first,
            "times that of 3 to 4 techniques and one or two slots",
        )
        for turn, name in enumerate(names, start=1)
    ]


def serving_rows(folder: Path) -> list[Row]:
    """Compare Today with a bare Django page, in turns, on the same server software."""
    ours: list[tuple[float, Load]] = []
    bare: list[tuple[float, Load]] = []
    port = free_port()
    with serving(_kneadwell(port, folder), port, OPEN_PAGE):
        cookie = _entered(port, _key(folder))
    for _ in range(ROUNDS):
        with serving(_kneadwell(port, folder), port, OPEN_PAGE) as start_s:
            ours.append((start_s, load(port, {"Cookie": cookie})))
        with serving([sys.executable, "-m", "bench.bare", str(port)], port, "/") as s:
            bare.append((s, load(port, {})))
    return [
        _row(
            "Today, answers in a second",
            [it.per_s for _, it in ours],
            [it.per_s for _, it in bare],
            "of the speed of a bare Django page; 1 would be as fast",
        ),
        _row(
            "Today, 99 of 100 answers within, ms",
            [it.p99_ms for _, it in ours],
            [it.p99_ms for _, it in bare],
            "times the wait for a bare Django page",
        ),
        _row(
            "start to first page, s",
            [start_s for start_s, _ in ours],
            [start_s for start_s, _ in bare],
            "times the start of a bare Django page",
        ),
    ]


def page_rows(folder: Path) -> list[Row]:
    """Compare what a second visit fetches with what the first one did."""
    server = Server(folder)
    server.answer_all(touch_felt=True)
    server.start()
    rows = []
    for name, first, second in weigh(server):
        rows += [
            _row(
                f"{name}, bytes of the second visit",
                [second.size],
                [first.size],
                "of the bytes of the first visit",
            ),
            _row(
                f"{name}, requests of the second visit",
                [second.requests],
                [first.requests],
                "of the requests of the first visit",
            ),
        ]
    server.kill()
    return rows


def player_rows(_: Path) -> list[Row]:
    """Compare how a session keeps time with what is promised."""
    before = os.getloadavg()[0]
    rows = [
        _row(it.figure, [it.value], [it.limit], "of what is allowed")
        for it in keep_time()
    ]
    load = f"{before:.1f} before and {os.getloadavg()[0]:.1f} after"
    print(f"Load while the player was measured: {load}, on {os.cpu_count()} cores.\n")
    return rows


def sync_rows(folder: Path) -> list[Row]:
    """Compare sending a year of entries with sending the same bytes to nobody."""
    new_s, again_s, bare_s, sizes, packed = [], [], [], [], []
    port, bare_port = free_port(), free_port()
    bare = [sys.executable, "-m", "bench.bare", str(bare_port)]
    with (
        serving(_kneadwell(port, folder), port, OPEN_PAGE),
        serving(bare, bare_port, "/"),
    ):
        cookie = _entered(port, _key(folder))
        person = person_of(port, cookie)
        for _ in range(ROUNDS):
            entries = year_of_entries()
            letters = letters_of(entries, person)
            bare_s.append(send(bare_port, "/take/", letters).seconds)
            sent = send(port, "/sync/", letters, cookie)
            new_s.append(sent.seconds)
            again_s.append(send(port, "/sync/", letters, cookie).seconds)
            sizes.append(sent.size)
            packed.append(packed_size(entries))
    figure = f"sync of {ENTRIES:,} entries"
    return [
        _row(
            f"{figure}, s",
            new_s,
            bare_s,
            "times sending the same bytes to a bare Django page that keeps nothing",
        ),
        _row(
            f"{figure} that are known already, s",
            again_s,
            bare_s,
            "times the same",
        ),
        _row(
            f"{figure}, bytes both ways",
            sizes,
            packed,
            "times the entries in one packed file",
        ),
    ]


def storage_rows(folder: Path) -> list[Row]:
    """Compare keeping with a raw insert, and a long diary with an empty one."""
    rows = []
    with running() as server:
        for name in ("SQLite", "PostgreSQL"):
            measured = []
            for turn in range(ROUNDS):
                chosen = (
                    server.make_database(f"bench_{turn}")
                    if name == "PostgreSQL"
                    else None
                )
                measured.append(rates(folder / f"{name}-{turn}", chosen))
            rows.append(
                _row(
                    f"entries a second into {name}, 8 writers",
                    [ours for ours, _ in measured],
                    [raw for _, raw in measured],
                    "of the speed of raw inserts of the same rows",
                )
            )
    return [*rows, *_today_rows(folder)]


def _today_rows(folder: Path) -> list[Row]:
    answered: dict[str, list[float]] = {"full": [], "empty": []}
    for name in answered:
        Server(folder / name).answer_all(touch_felt=True)
    fill(folder / "full")
    for _ in range(ROUNDS):
        for name, took_ms in answered.items():
            port = free_port()
            with serving(_kneadwell(port, folder / name), port, OPEN_PAGE):
                cookie = _entered(port, _key(folder / name))
                load(port, {"Cookie": cookie})
                took_ms.append(load(port, {"Cookie": cookie}).p99_ms)
    return [
        _row(
            "Today with 10,000 entries of five years, 99 of 100 answers within, ms",
            answered["full"],
            answered["empty"],
            "times the wait with an empty diary",
        )
    ]


def _row(
    figure: str, ours: Sequence[float], beside: Sequence[float], meaning: str
) -> Row:
    one, other = median(ours), median(beside)
    return figure, f"{one:,.5g}", f"{other:,.5g}", f"{one / other:.2g}", meaning


def _kneadwell(port: int, folder: Path) -> list[str]:
    command = Path(sys.executable).with_name("kneadwell")
    return [str(command), "serve", "--port", str(port), "--data", str(folder)]


def _key(folder: Path) -> str:
    return (folder / "key").read_text("ascii").strip()


def _entered(port: int, key: str) -> str:
    """Return the cookie of a browser that was let in."""
    with closing(http.client.HTTPConnection("localhost", port)) as server:
        server.request("GET", f"/enter/{key}/")
        answer = server.getresponse()
        return (answer.getheader("Set-Cookie") or "").partition(";")[0]


PARTS: dict[str, Callable[[Path], list[Row]]] = {
    "screening": screening_rows,
    "plan": plan_rows,
    "serving": serving_rows,
    "pages": page_rows,
    "player": player_rows,
    "sync": sync_rows,
    "storage": storage_rows,
}


if __name__ == "__main__":
    main()
