"""The terminal player: the same timeline and the same rules as in the browser."""

import contextlib
import select
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

import click

from kneadwell.diary import Ended
from kneadwell.session import (
    CueKind,
    Mark,
    Position,
    Timeline,
    after_care_jump,
    back_jump,
    next_jump,
    position_at,
    with_gap,
)

TICK_S = 0.2
UNSEEN_AFTER_MS = 10_000
"""A terminal that was silent for longer slept or was put aside."""
NOBODY_WORKS_LONGER_MS = 3_600_000
BAR_WIDTH = 40


class Desk(Protocol):
    """Clock, keys and screen, as the player needs them."""

    def now_ms(self) -> int:
        """Return the moment in milliseconds, never going back."""

    def key(self) -> str:
        """Wait a tick and return the key that was pressed, or an empty text."""

    def say(self, text: str) -> None:
        """Print a line that stays."""

    def show(self, text: str) -> None:
        """Print over the line that changes."""

    def listening(self) -> contextlib.AbstractContextManager[None]:
        """Take single keys while the session runs."""


class Terminal:
    """A real terminal; without one, time passes and no key comes."""

    def now_ms(self) -> int:
        """Return the monotonic clock, which also counts while asleep where it can."""
        clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
        return time.clock_gettime_ns(clock) // 1_000_000

    def key(self) -> str:
        """Wait up to a tick for a key."""
        if not sys.stdin.isatty():
            time.sleep(TICK_S)
            return ""
        ready, _, _ = select.select([sys.stdin], [], [], TICK_S)
        return sys.stdin.read(1) if ready else ""

    def say(self, text: str) -> None:
        """Print a line that stays."""
        click.echo(f"\r\033[K{text}" if sys.stdout.isatty() else text)

    def show(self, text: str) -> None:
        """Print over the line that changes, where there is one."""
        if sys.stdout.isatty():
            click.echo(f"\r\033[K{text}", nl=False)

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Take keys one by one, and give the terminal back as it was."""
        if not sys.stdin.isatty():
            yield
            return
        import termios  # noqa: PLC0415 - not on every system
        import tty  # noqa: PLC0415

        before = termios.tcgetattr(sys.stdin)
        try:
            tty.setcbreak(sys.stdin)
            yield
        finally:
            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


@dataclass(frozen=True, slots=True)
class Played:
    """What really happened."""

    done: Mapping[str, int]
    """Hands-on seconds by place."""
    unseen: Mapping[str, int]
    """The most seconds that nobody saw, by place."""
    ended: Ended


@dataclass(slots=True)
class Player:
    """Leads through a timeline until it is over or stopped."""

    timeline: Timeline
    desk: Desk
    _marks: list[Mark] = field(default_factory=list)
    _seen_ms: int = 0
    _ended: Ended = Ended.FINISHED

    def run(self) -> Played:
        """Play to the end, and say what was done.

        Ctrl-C ends the session where it stands; what was done is not lost.
        """
        with self.desk.listening():
            try:
                self._play()
            except KeyboardInterrupt:
                self._ended = Ended.FINISHED_EARLY
        return Played(self._position().done, self._unseen(), self._ended)

    def _play(self) -> None:
        said = -1
        self._mark("begin")
        while self._ended is not Ended.STOPPED:
            self._leave_out_unseen_time()
            position = self._position()
            if position.is_over:
                return
            if position.index != said:
                said = position.index
                cue = self.timeline.cues[said]
                self.desk.say(f"\n{cue.say}")
                if cue.to_receiver:
                    self.desk.say(f"To the other person: {' '.join(cue.to_receiver)}")
            self.desk.show(_bar(self.timeline, position))
            self._obey(self.desk.key(), position)

    def _leave_out_unseen_time(self) -> None:
        """Pause where the session was last seen: nobody knows what the hands did.

        The most that it can have been stays in the record, for the ledger to count.
        """
        now_ms = self.desk.now_ms()
        slept_ms = now_ms - self._seen_ms
        if slept_ms > UNSEEN_AFTER_MS and self._position().is_running:
            place = self._next_place()
            self._marks = list(with_gap(self._marks, self._seen_ms))
            if place:
                most_ms = min(slept_ms, NOBODY_WORKS_LONGER_MS)
                self._marks.append(Mark("unseen", now_ms, place=place, ms=most_ms))
            self.desk.say(
                "Take off what lies on the skin, and look at the skin. The time in "
                "between is kept as time that nobody saw. Press space to go on."
            )
        self._seen_ms = now_ms

    def _next_place(self) -> str | None:
        """Return where hands were when they were last seen, or would be next."""
        index = position_at(self.timeline, self._marks, self._seen_ms).index
        work = (c for c in self.timeline.cues[index:] if c.kind is CueKind.WORK)
        return next((str(cue.place) for cue in work), None)

    def _unseen(self) -> dict[str, int]:
        unseen: dict[str, int] = {}
        for mark in self._marks:
            if mark.kind == "unseen" and mark.place and mark.ms:
                unseen[mark.place] = unseen.get(mark.place, 0) + -(-mark.ms // 1000)
        return unseen

    def _obey(self, key: str, position: Position) -> None:
        if key == " ":
            self._mark("pause" if position.is_running else "resume")
        elif key == "n":
            self._jump(next_jump(self.timeline, self._marks, self.desk.now_ms()))
        elif key == "b":
            self._jump(back_jump(self.timeline, self._marks, self.desk.now_ms()))
        elif key == "s":
            self._stop()

    def _stop(self) -> None:
        self._mark("pause")
        self.desk.say("\nStopped. w something is wrong · f finish here · g go on")
        while (choice := self.desk.key()) not in {"w", "f", "g"}:
            pass
        if choice == "w":
            self._ended = Ended.STOPPED
            return
        if choice == "f":
            self._ended = Ended.FINISHED_EARLY
            self._jump(after_care_jump(self.timeline))
        self._mark("resume")

    def _jump(self, to_s: int | None) -> None:
        if to_s is None:
            self.desk.say("This part is for safety. It cannot be passed over.")
        else:
            self._marks.append(Mark("jump", self.desk.now_ms(), to_s))

    def _mark(self, kind: Literal["begin", "pause", "resume"]) -> None:
        self._seen_ms = self.desk.now_ms()
        self._marks.append(Mark(kind, self._seen_ms))

    def _position(self) -> Position:
        return position_at(self.timeline, self._marks, self.desk.now_ms())


def _bar(timeline: Timeline, position: Position) -> str:
    filled = int(BAR_WIDTH * position.at_s / timeline.ends_s)
    cue = timeline.cues[position.index]
    left_s = -(-position.remaining_ms // 1000)
    state = "" if position.is_running else "  paused"
    bar = "█" * filled + "░" * (BAR_WIDTH - filled)
    return f"{bar} {cue.place or cue.kind}  {left_s // 60}:{left_s % 60:02}{state}"
