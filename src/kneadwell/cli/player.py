"""The terminal player: the same timeline and the same rules as in the browser."""

import contextlib
import select
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import click

from kneadwell.diary import Ended
from kneadwell.session import (
    Mark,
    Position,
    Timeline,
    after_care_jump,
    back_jump,
    next_jump,
    position_at,
)

TICK_S = 0.2
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
    ended: Ended


@dataclass(slots=True)
class Player:
    """Leads through a timeline until it is over or stopped."""

    timeline: Timeline
    desk: Desk
    _marks: list[Mark] = field(default_factory=list)
    _ended: Ended = Ended.FINISHED

    def run(self) -> Played:
        """Play to the end, and say what was done."""
        said = -1
        with self.desk.listening():
            self._mark("begin")
            while True:
                position = self._position()
                if position.is_over or self._ended is Ended.STOPPED:
                    break
                if position.index != said:
                    said = position.index
                    self.desk.say(f"\n{self.timeline.cues[said].say}")
                self.desk.show(_bar(self.timeline, position))
                self._obey(self.desk.key(), position)
        return Played(position.done, self._ended)

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

    def _mark(self, kind: str) -> None:
        self._marks.append(Mark(kind, self.desk.now_ms()))  # type: ignore[arg-type]

    def _position(self) -> Position:
        return position_at(self.timeline, self._marks, self.desk.now_ms())


def _bar(timeline: Timeline, position: Position) -> str:
    filled = int(BAR_WIDTH * position.at_s / timeline.ends_s)
    cue = timeline.cues[position.index]
    left_s = -(-position.remaining_ms // 1000)
    state = "" if position.is_running else "  paused"
    bar = "█" * filled + "░" * (BAR_WIDTH - filled)
    return f"{bar} {cue.place or cue.kind}  {left_s // 60}:{left_s % 60:02}{state}"
