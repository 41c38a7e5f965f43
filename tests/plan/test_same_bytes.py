"""The same wish gives the same plan, whatever else differs."""

import os
import subprocess
import sys
from pathlib import Path

from tests.effort import IS_LONG

PEOPLE = 50 if IS_LONG else 3
HARDEST = 0.7 if IS_LONG else 0.3
WRITE = """
import json
from kneadwell.plan import Plan, make_plan, plan_to_json
from tests.plan.people import with_a_demand

for seed in range({people}):
    somebody, _ = with_a_demand(seed, (seed + 1) / {people} * {hardest})
    plan = make_plan(*somebody.arguments(), effort=0.1)
    assert isinstance(plan, Plan)
    print(json.dumps(plan_to_json(plan)))
"""


def test_two_processes_write_the_same_bytes() -> None:
    first, second = _written("1"), _written("2")
    assert first.count(b"\n") == PEOPLE
    assert first == second


def _written(hash_seed: str) -> bytes:
    root = Path(__file__).parents[2]
    path = os.pathsep.join((str(root / "src"), str(root)))
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", WRITE.format(people=PEOPLE, hardest=HARDEST)],
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": path},
        cwd=root,
        check=True,
        capture_output=True,
    ).stdout
