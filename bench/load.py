"""A small client that asks for one page as often as it can."""

import http.client
import statistics
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus

CLIENTS = 4
LASTS_S = 5


@dataclass(frozen=True, slots=True)
class Load:
    """How a page bore the load.

    Attributes:
        per_s: Answers in a second.
        p99_ms: Milliseconds that 99 of 100 answers stayed under.
    """

    per_s: float
    p99_ms: float


def load(port: int, headers: Mapping[str, str]) -> Load:
    """Ask for ``/`` for `LASTS_S` seconds over `CLIENTS` connections that stay open.

    Raises:
        http.client.HTTPException: An answer was not 200.
    """
    until = time.perf_counter() + LASTS_S
    with ThreadPoolExecutor(CLIENTS) as clients:
        asked = [clients.submit(_ask, port, headers, until) for _ in range(CLIENTS)]
        took_s = [seconds for each in asked for seconds in each.result()]
    return Load(len(took_s) / LASTS_S, statistics.quantiles(took_s, n=100)[-1] * 1000)


def _ask(port: int, headers: Mapping[str, str], until: float) -> list[float]:
    took_s = []
    with closing(http.client.HTTPConnection("localhost", port, timeout=10)) as server:
        while (began := time.perf_counter()) < until:
            server.request("GET", "/", headers=dict(headers))
            answer = server.getresponse()
            answer.read()
            if answer.status != HTTPStatus.OK:
                raise http.client.HTTPException(answer.status)
            took_s.append(time.perf_counter() - began)
    return took_s
