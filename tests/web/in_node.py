"""The browser's half of what two languages must agree on, asked by Python."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
NODE = shutil.which("node")

Ask = Callable[..., Any]


@contextmanager
def node(imports: str, answer: str) -> Iterator[Ask]:
    """Give a function that asks one Node, which answers a line for a line.

    Args:
        imports: Names and the module they come from, such as ``{ mayOpen } from "…"``.
        answer: An expression in JavaScript of what was sent, ``sent``.
    """
    if NODE is None:
        pytest.skip("the browser's half needs Node")
    script = f"""
import {{ createInterface }} from "node:readline"
import {imports}
for await (const line of createInterface({{ input: process.stdin }})) {{
  const sent = JSON.parse(line)
  console.log(JSON.stringify({answer}))
}}
"""
    with subprocess.Popen(  # noqa: S603 - our own module
        [NODE, "--input-type=module", "--eval", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    ) as process:
        asks, answers = process.stdin, process.stdout
        assert asks is not None
        assert answers is not None

        def ask(**sent: object) -> Any:
            asks.write(json.dumps(sent) + "\n")
            asks.flush()
            return json.loads(answers.readline())

        yield ask
        asks.close()
