"""How often someone may try before they have to wait."""

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable


class Tries:
    """Counts wrong tries of each address, in this process.

    Each listener has one worker, so this is every try that reaches it.
    """

    def __init__(
        self,
        most: int,
        within_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Allow `most` wrong tries within a time."""
        self._most, self._within_s, self._clock = most, within_s, clock
        self._wrong: defaultdict[str, deque[float]] = defaultdict(deque)
        self._turn = threading.Lock()

    def may_try(self, address: str) -> bool:
        """Tell whether another try of this address is looked at."""
        with self._turn:
            return len(self._recent(address)) < self._most

    def count_wrong(self, address: str) -> None:
        """Remember a wrong try."""
        with self._turn:
            self._recent(address).append(self._clock())

    def forget(self) -> None:
        """Begin anew."""
        with self._turn:
            self._wrong.clear()

    def _recent(self, address: str) -> deque[float]:
        """Return the wrong tries that still count, letting go of all others."""
        since = self._clock() - self._within_s
        for known in list(self._wrong):
            tries = self._wrong[known]
            while tries and tries[0] <= since:
                tries.popleft()
            if not tries:
                del self._wrong[known]
        return self._wrong[address]
