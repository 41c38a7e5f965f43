import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from kneadwell.cli.player import Player
from kneadwell.diary import Ended
from kneadwell.session import CueKind, Timeline, compile_timeline
from kneadwell.vocabulary import Giver, Place, Side
from tests.strategies import LIBRARY, TECHNIQUES, cleared_for


@dataclass
class Desk:
    """A desk whose clock moves on a second with each look at the keys."""

    keys: dict[int, str] = field(default_factory=dict)
    """What is pressed, by the second it is pressed at."""
    seconds: int = 0
    said: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    def now_ms(self) -> int:
        return self.seconds * 1000

    def key(self) -> str:
        self.seconds += 1
        assert self.seconds < 20_000
        return self.keys.get(self.seconds, "")

    def say(self, text: str) -> None:
        self.said.append(text)

    def show(self, text: str) -> None:
        self.shown.append(text)

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        yield


def both_sides(technique_id: str) -> Timeline:
    region = next(iter(LIBRARY.techniques[technique_id].regions))
    return compile_timeline(
        LIBRARY,
        technique_id,
        [Place(side, region) for side in Side],
        Giver.SELF,
        cleared=cleared_for(technique_id),
    )


BALL = both_sides("rolling-ball")
WORK = next(cue for cue in BALL.cues if cue.kind is CueKind.WORK)
CARE = [cue for cue in BALL.cues if cue.kind is CueKind.AFTER_CARE]


@pytest.mark.hazard("H-04")
@pytest.mark.parametrize("technique_id", TECHNIQUES)
def test_a_technique_plays_to_its_end_and_keeps_the_seconds_planned(
    technique_id: str,
) -> None:
    timeline, desk = both_sides(technique_id), Desk()

    played = Player(timeline, desk).run()

    assert timeline.work_s == played.done
    assert played.ended is Ended.FINISHED
    assert timeline.ends_s == desk.seconds
    assert [cue.say for cue in timeline.cues] == [said.strip() for said in desk.said]


@pytest.mark.hazard("H-04")
def test_no_time_passes_while_it_is_paused() -> None:
    pressed = WORK.at_s + 10
    desk = Desk({pressed: " ", pressed + 500: " "})

    played = Player(BALL, desk).run()

    assert BALL.work_s == played.done
    assert BALL.ends_s + 500 == desk.seconds
    assert any("paused" in shown for shown in desk.shown)


@pytest.mark.hazard("H-04")
def test_time_passed_over_is_not_counted_as_done() -> None:
    desk = Desk({WORK.at_s + 4: "n"})

    played = Player(BALL, desk).run()

    assert BALL.work_s["left foot"] - (WORK.lasts_s - 4) == played.done["left foot"]
    assert BALL.work_s["right foot"] == played.done["right foot"]


@pytest.mark.hazard("H-03")
def test_going_back_gives_no_place_more_than_it_may_have() -> None:
    desk = Desk({WORK.at_s + second: "b" for second in range(8, 400, 9)})

    played = Player(BALL, desk).run()

    for place, seconds in played.done.items():
        assert seconds <= BALL.work_s[place]


def test_the_skin_check_cannot_be_passed_over() -> None:
    check = BALL.cues[2]
    desk = Desk({check.at_s + 2: "n"})

    Player(BALL, desk).run()

    assert check.kind is CueKind.CHECK
    assert BALL.ends_s == desk.seconds
    assert any("cannot be passed over" in said for said in desk.said)


def test_finishing_early_still_leads_through_all_of_the_after_care() -> None:
    stop = WORK.at_s + 30
    desk = Desk({stop: "s", stop + 100: "f"})

    played = Player(BALL, desk).run()

    assert played.ended is Ended.FINISHED_EARLY
    assert played.done == {"left foot": 30, "right foot": 0}
    assert [cue.say for cue in CARE] == [
        said.strip() for said in desk.said[-len(CARE) - 1 : -1]
    ]
    assert stop + 100 + BALL.ends_s - CARE[0].at_s == desk.seconds


def test_something_wrong_ends_it_there_and_then() -> None:
    stop = WORK.at_s + 30
    desk = Desk({stop: "s", stop + 60: "w"})

    played = Player(BALL, desk).run()

    assert played.ended is Ended.STOPPED
    assert played.done == {"left foot": 30, "right foot": 0}
    assert stop + 60 == desk.seconds


def test_stop_and_go_on_loses_nothing() -> None:
    stop = WORK.at_s + 30
    desk = Desk({stop: "s", stop + 50: "x", stop + 200: "g"})

    played = Player(BALL, desk).run()

    assert BALL.work_s == played.done
    assert played.ended is Ended.FINISHED
    assert BALL.ends_s + 200 == desk.seconds


def test_the_bar_names_the_place_and_counts_down() -> None:
    desk = Desk()

    Player(BALL, desk).run()

    at_work = desk.shown[WORK.at_s : WORK.at_s + WORK.lasts_s]
    assert all("left foot" in shown for shown in at_work)
    minutes, seconds = divmod(WORK.lasts_s, 60)
    assert at_work[0].endswith(f"{minutes}:{seconds:02}")
    assert at_work[-1].endswith("0:01")


@pytest.mark.hazard("H-04")
def test_a_computer_that_slept_waits_and_does_not_count_the_time() -> None:
    @dataclass
    class Sleeper(Desk):
        """Sleeps five minutes in the middle of the work, then space is pressed."""

        slept: bool = False

        def key(self) -> str:
            if self.seconds == WORK.at_s + 20 and not self.slept:
                self.slept = True
                self.seconds += 300
                self.keys[self.seconds + 5] = " "
            return super().key()

    desk = Sleeper()

    played = Player(BALL, desk).run()

    assert any("Take off what lies on the skin" in said for said in desk.said)
    place = str(WORK.place)
    assert played.unseen == {place: 301}
    assert played.done == BALL.work_s | {place: 20}


def test_ctrl_c_ends_the_session_and_keeps_what_was_done() -> None:
    class Impatient(Desk):
        def key(self) -> str:
            if self.seconds == WORK.at_s + 7:
                raise KeyboardInterrupt
            return super().key()

    played = Player(BALL, Impatient()).run()

    assert played.ended is Ended.FINISHED_EARLY
    assert sum(played.done.values()) == 7
