import datetime as dt
import json
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kneadwell.cli import main
from kneadwell.diary import (
    AdverseEventEntry,
    Ended,
    Entry,
    EntryKind,
    SessionEntry,
    SkinCheckEntry,
    fold,
)
from kneadwell.knowledge import Ask
from tests.cli.test_player import Desk
from tests.strategies import LIBRARY, work_body

FEET = ["left foot", "right foot"]
WELL = {"giver": "helper", "places": FEET, "unmentioned": "no"}
NONE = "n\n"
CARDS = [g for g in LIBRARY.groups.values() if g.ask is Ask.EVERY_SESSION]
NONE_TODAY = NONE * len(CARDS)
RATINGS = "\n" * len(LIBRARY.measures)
QUESTIONS = {
    card.id: [c for c in LIBRARY.conditions.values() if c.group == card.id]
    for card in CARDS
}


@dataclass
class Kept:
    """A diary in memory."""

    noted: list[Entry] = field(default_factory=list)

    def add(self, entries: Iterable[Entry]) -> None:
        self.noted.extend(entries)

    def entries(self) -> Iterable[Entry]:
        return tuple(self.noted)

    def last(self, kind: EntryKind) -> Entry:
        return next(entry for entry in reversed(self.noted) if entry.kind is kind)

    @property
    def sessions(self) -> list[Entry]:
        return [entry for entry in self.noted if entry.kind is EntryKind.SESSION]


Play = Callable[..., Result]


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def play(
    kept: Kept, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Play:
    monkeypatch.setattr("kneadwell.cli.play.load_library", lambda: LIBRARY)
    monkeypatch.setattr("kneadwell.cli.shell.load", lambda _: lambda _: kept)
    monkeypatch.setattr("kneadwell.cli.play.Terminal", lambda: desk)

    def played(
        technique_id: str, *options: str, typed: str = NONE_TODAY, **answers: object
    ) -> Result:
        file = tmp_path / "answers.json"
        file.write_text(json.dumps(WELL | answers))
        arguments = ("play", technique_id, "--answers", str(file), *options)
        return CliRunner().invoke(main, arguments, input=typed)

    return played


def card(name: str, said: str, *after: str) -> str:
    """Type `said` to one card and no to every other."""
    typed = [
        said + "".join(f"{line}\n" for line in after) if it.id == name else NONE
        for it in CARDS
    ]
    return "".join(typed)


def refused(result: Result, kept: Kept) -> str:
    assert result.exit_code == 3, result.output
    assert kept.sessions == []
    return result.stdout


def test_six_plain_noes_and_the_session_is_led_and_kept(
    play: Play, kept: Kept, desk: Desk
) -> None:
    result = play("rolling-ball", typed=NONE_TODAY + RATINGS * 2)

    assert result.exit_code == 0, result.output
    assert len(CARDS) == 6
    for one in CARDS:
        assert one.question["en"] in result.stdout
    assert desk.said[0].strip().startswith("We begin in ten seconds")
    noted = kept.last(EntryKind.SESSION).read()
    assert isinstance(noted, SessionEntry)
    assert noted.places == noted.planned
    assert list(noted.places) == FEET
    assert noted.giver == "helper"


@pytest.mark.hazard("H-01")
@pytest.mark.hazard("H-02")
@pytest.mark.parametrize(
    "typed",
    [
        NONE * (len(CARDS) - 1),
        NONE * (len(CARDS) - 1) + "nope\n",
        NONE * (len(CARDS) - 1) + "\n",
        NONE * (len(CARDS) - 1) + "?\n?\n",
    ],
)
def test_a_card_without_a_plain_answer_is_no_none_of_these(
    typed: str, play: Play, kept: Kept, desk: Desk
) -> None:
    told = refused(play("rolling-ball", typed=typed), kept)

    assert "Not now." in told
    assert LIBRARY.conditions["cannot-report-pain"].find_out["en"] in told
    assert desk.said == []


@pytest.mark.hazard("H-02")
def test_the_noes_of_a_file_are_asked_again(play: Play, kept: Kept) -> None:
    noes = {name: {"answer": "no"} for name in LIBRARY.conditions}

    told = refused(play("rolling-ball", typed="", answers=noes), kept)

    assert "STOP." in told


@pytest.mark.hazard("H-53")
def test_a_sign_that_needs_help_ends_the_questions_and_is_told_first(
    play: Play, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KNEADWELL_EMERGENCY", "999")
    asked = [c.id for c in QUESTIONS["warning-signs"]]
    answers = ["y" if name == "stroke-signs" else "n" for name in asked]

    told = refused(play("rolling-ball", typed="\n".join(["y", *answers, ""])), kept)

    flag = LIBRARY.red_flags["stroke"]
    after = told.split("Not now.")[1]
    assert after.index("Emergency now:") < after.index(flag.say["en"])
    assert flag.do["en"].format(emergency="999") in after
    assert CARDS[1].question["en"] not in told


@pytest.mark.hazard("H-46")
def test_a_yes_at_a_place_leaves_that_place_out(play: Play, kept: Kept) -> None:
    wound = [
        line
        for c in QUESTIONS["skin"]
        for line in (["y", "left feet", "left foot"] if c.id == "broken-skin" else "n")
    ]
    new_wound = "n\n"

    result = play(
        "rolling-ball",
        typed=card("skin", "y\n", *wound) + new_wound + RATINGS * 2,
    )

    assert result.exit_code == 0, result.output
    assert "Did you mean left foot" in result.stdout
    assert "left foot is left out: leave this place alone" in result.stdout
    noted = kept.last(EntryKind.SESSION).read()
    assert isinstance(noted, SessionEntry)
    assert list(noted.places) == ["right foot"]


@pytest.mark.hazard("H-02")
@pytest.mark.parametrize("said", ["y", "?", ""])
def test_a_wound_is_followed_up_by_its_red_flag(
    said: str, play: Play, kept: Kept
) -> None:
    wound = {"broken-skin": {"answer": "yes", "where": ["left foot"]}}

    result = play("rolling-ball", typed=f"{NONE_TODAY}{said}\n", answers=wound)

    told = refused(result, kept)
    flag = LIBRARY.red_flags["new-foot-wound"]
    assert f"Is this so now? {flag.say['en']}" in told
    assert (flag.do["en"].split("{")[0] in told) == (said == "y")


@pytest.mark.hazard("H-53")
def test_a_fever_is_followed_up_by_its_red_flag_before_all_else(
    play: Play, kept: Kept
) -> None:
    told = refused(play("rolling-ball", typed="y\ny\ny\n"), kept)

    flag = LIBRARY.red_flags["fever-on-cancer-treatment"]
    assert QUESTIONS["warning-signs"][0].id == "fever-acute-illness"
    assert QUESTIONS["warning-signs"][1].question["en"] not in told
    assert f"Emergency now: {flag.say['en']}" in told


def test_a_yes_of_the_file_stands_and_is_shown(play: Play, kept: Kept) -> None:
    wound = {"broken-skin": {"answer": "yes", "where": FEET}}

    told = refused(play("rolling-ball", typed=f"{NONE_TODAY}n\n", answers=wound), kept)

    short = LIBRARY.conditions["broken-skin"].short["en"]
    assert f"Still so: {short} (yes, left foot, right foot)" in told
    assert "left foot: leave this place alone" in told


@pytest.mark.hazard("H-55")
@pytest.mark.parametrize(
    ("said", "status"), [("y\ny\n", 0), ("y\nn\n", 3), ("n\ny\n", 3), ("\n\n", 3)]
)
def test_what_must_be_true_is_confirmed_one_by_one(
    said: str, status: int, play: Play
) -> None:
    symptoms = {"neuropathy-symptoms-here": {"answer": "yes"}}

    result = play(
        "warm-compress", typed=NONE_TODAY + said + RATINGS * 2, answers=symptoms
    )

    told = LIBRARY.change_words["ask_before"]["hot-cold-told-apart-today"].text["en"]
    assert f"Please confirm: {told}" in result.stdout
    assert result.exit_code == status, result.output
    assert ("Not confirmed: " in result.stdout) == (status == 3)


@pytest.mark.hazard("H-56")
def test_a_place_that_has_had_its_dose_waits_until_a_local_time(
    play: Play, kept: Kept
) -> None:
    typed = NONE_TODAY + RATINGS * 2
    assert play("foot-massage-essential-oils", typed=typed).exit_code == 0

    again = play("foot-massage-essential-oils", typed=typed)

    assert again.exit_code == 3
    assert len(kept.sessions) == 1
    tomorrow = dt.datetime.now(dt.UTC).astimezone() + dt.timedelta(days=1)
    assert "left foot has had its dose: 0 s are left now" in again.stdout
    assert f"on {tomorrow:%A %d %B %Y}" in again.stdout


@pytest.mark.hazard("H-57")
@pytest.mark.parametrize(("said", "what"), [("2\n", "colour"), ("\n", "other")])
def test_something_wrong_is_kept_and_its_places_rest(
    said: str, what: str, play: Play, kept: Kept, desk: Desk
) -> None:
    desk.keys = {200: "s", 201: "w"}

    stopped = play("rolling-ball", typed=NONE_TODAY + RATINGS + said + RATINGS)

    assert stopped.exit_code == 0, stopped.output
    do = LIBRARY.session.wrong.items[what].do["en"]
    assert all(line in stopped.stdout for line in do)
    assert "{" not in stopped.stdout
    session = kept.last(EntryKind.SESSION).read()
    assert isinstance(session, SessionEntry)
    assert session.ended is Ended.STOPPED
    event = kept.last(EntryKind.ADVERSE_EVENT).read()
    assert isinstance(event, AdverseEventEntry)
    assert event.what == what
    assert [str(place) for place in event.places] == ["left foot"]

    desk.keys = {}
    again = play("rolling-ball", typed=NONE_TODAY + RATINGS * 2)

    assert again.exit_code == 3
    assert "left foot rests since" in again.stdout
    assert len(kept.sessions) == 1


def test_the_diary_tells_what_went_wrong_and_what_was_found(
    play: Play, kept: Kept, desk: Desk
) -> None:
    kept.add([done_before()])
    desk.keys = {200: "s", 201: "w"}
    play("rolling-ball", typed=NONE + NONE_TODAY + RATINGS + "1\n" + RATINGS)

    told = CliRunner().invoke(main, ("diary",)).stdout

    button = LIBRARY.session.wrong.items["pain-up"].button["en"]
    assert f"left foot: {button}" in told
    assert "left foot: found: nothing" in told


@pytest.mark.usefixtures("play")
def test_the_diary_tells_every_technique_of_a_session(kept: Kept) -> None:
    done = done_before()
    more = work_body(places={"left foot": 90}, unseen={"left foot": 61})
    body = {**done.body, "then": [more]}
    kept.add([Entry(done.id, done.kind, done.at, body)])

    told = CliRunner().invoke(main, ("diary",)).stdout

    ball, hand = (
        LIBRARY.techniques[name].name["en"]
        for name in ("rolling-ball", "hand-compression")
    )
    assert (
        f"{ball}: left foot 1 min 0 s; then {hand}: left foot 1 min 30 s "
        "(up to 2 min more, not seen) (finished)" in told
    )


def done_before() -> Entry:
    body: dict[str, object] = {
        "technique": "rolling-ball",
        "giver": "helper",
        "places": {"left foot": 60},
        "planned": {"left foot": 60},
        "ended": "finished",
        "edition": LIBRARY.edition,
    }
    at = dt.datetime.now(dt.UTC).astimezone() - dt.timedelta(days=2)
    return Entry(uuid.uuid4(), EntryKind.SESSION, at, body)


@pytest.mark.hazard("H-58")
def test_the_next_session_begins_with_how_the_last_one_went(
    play: Play, kept: Kept
) -> None:
    kept.add([done_before()])

    result = play("rolling-ball", typed=NONE + NONE_TODAY + RATINGS * 2)

    assert result.exit_code == 0, result.output
    question = LIBRARY.session.follow_up["next_day"].question["en"]
    assert result.stdout.index(question) < result.stdout.index(CARDS[0].question["en"])
    looked = kept.last(EntryKind.SKIN_CHECK).read()
    assert isinstance(looked, SkinCheckEntry)
    assert looked.found == ()


@pytest.mark.hazard("H-57")
def test_what_was_found_afterwards_lets_the_place_rest(play: Play, kept: Kept) -> None:
    kept.add([done_before()])

    result = play("rolling-ball", typed="y\n2\n" + NONE_TODAY)

    assert result.exit_code == 3
    assert "left foot rests since" in result.stdout
    looked = kept.last(EntryKind.SKIN_CHECK).read()
    assert isinstance(looked, SkinCheckEntry)
    assert looked.found == ("blister",)


@pytest.mark.hazard("H-58")
@pytest.mark.parametrize("said", ["?\n", "", "y\n", "y\nnone\n"])
def test_who_has_not_looked_looks_first(said: str, play: Play, kept: Kept) -> None:
    kept.add([done_before()])

    result = play("rolling-ball", typed=said)

    assert result.exit_code == 3
    assert "Look first" in result.stdout
    assert len(fold(kept.entries()).entries) == 1


def test_a_change_of_the_work_is_called_by_its_name(play: Play) -> None:
    thin = {"blood-thinners": {"answer": "yes"}}

    result = play("knuckle-pressure", typed=NONE_TODAY + RATINGS * 2, answers=thin)

    assert result.exit_code == 0, result.output
    assert "left foot: Light foot or hand stroking" in result.stdout


def kneadwell(
    *arguments: str | bytes, data: Path, typed: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command
        [Path(sys.executable).with_name("kneadwell"), *arguments],
        input=typed,
        env=os.environ | {"KNEADWELL_DATA": str(data)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def answers(tmp_path: Path) -> str:
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(WELL))
    return str(file)


def test_a_refused_session_leaves_the_diary_empty(answers: str, tmp_path: Path) -> None:
    result = kneadwell("play", "rolling-ball", "--answers", answers, data=tmp_path)
    assert result.returncode == 3, result.stderr

    kept = kneadwell("diary", "--json", data=tmp_path)

    assert kept.returncode == 0, kept.stderr
    assert json.loads(kept.stdout) == []
    assert "Nothing written yet" in kneadwell("diary", data=tmp_path).stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("timeline", "rolling-ball", "--place", b"left f\xff\xfeot"),
        ("technique", b"\xff\xfe"),
        ("screen", b"\xff\xfe"),
        ("play", "rolling-ball"),
        ("play", "rolling-ball", "--answers", "{answers}", "--place", "left thigh"),
        ("play", "rolling-ball", "--answers", "{answers}", "--minutes", "1e308"),
    ],
)
def test_wrong_input_ends_with_status_2_and_a_sentence(
    arguments: tuple[str | bytes, ...], answers: str, tmp_path: Path
) -> None:
    given = [answers if word == "{answers}" else word for word in arguments]

    refused = kneadwell(*given, data=tmp_path)

    assert refused.returncode == 2
    assert "Error: " in refused.stderr
    assert "Traceback" not in refused.stderr
