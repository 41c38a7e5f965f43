import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.strategies import LIBRARY, all_no

QUESTIONS = len(all_no("rolling-ball"))


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


@pytest.mark.hazard("H-01")
@pytest.mark.hazard("H-02")
@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("", "unanswered"),
        ("n\n" * (QUESTIONS - 1) + "nope\n", "unanswered"),
        ("n\n" * (QUESTIONS - 1) + "?\n", "unknown"),
        ("n\n" * (QUESTIONS - 1) + "y\n", "yes"),
    ],
)
def test_nothing_is_played_or_kept_unless_every_answer_is_a_plain_no(
    typed: str, understood: str, tmp_path: Path
) -> None:
    refused = kneadwell("play", "rolling-ball", data=tmp_path, typed=typed)

    assert refused.returncode == 3
    assert "Not now" in refused.stdout
    assert f"Your answer: {understood}" in refused.stdout
    assert "We begin in ten seconds" not in refused.stdout
    assert "Traceback" not in refused.stderr


def test_a_yes_that_needs_help_is_told_what_to_do_first(tmp_path: Path) -> None:
    flag = LIBRARY.conditions["blood-clot-known-or-suspected"].red_flag
    assert flag

    refused = kneadwell("play", "rolling-ball", data=tmp_path, typed="y\n")

    help_now = LIBRARY.red_flags[flag].do["en"].split("{")[0]
    assert refused.returncode == 3
    assert help_now in refused.stdout
    assert "{" not in refused.stdout


def test_a_refused_session_leaves_the_diary_empty(tmp_path: Path) -> None:
    kneadwell("play", "rolling-ball", data=tmp_path)

    kept = kneadwell("diary", "--json", data=tmp_path)

    assert kept.returncode == 0, kept.stderr
    assert json.loads(kept.stdout) == []
    assert "Nothing written yet" in kneadwell("diary", data=tmp_path).stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("timeline", "rolling-ball", "--place", b"left f\xff\xfeot"),
        ("technique", b"\xff\xfe"),
        ("play", "rolling-ball", "--place", "left thigh"),
        ("play", "rolling-ball", "--minutes", "1e308"),
    ],
)
def test_wrong_input_ends_with_status_2_and_a_sentence(
    arguments: tuple[str | bytes, ...], tmp_path: Path
) -> None:
    refused = kneadwell(*arguments, data=tmp_path)

    assert refused.returncode == 2
    assert "Error: " in refused.stderr
    assert "Traceback" not in refused.stderr
