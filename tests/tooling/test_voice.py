import json
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from itertools import chain
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from kneadwell.session import Cue, CueKind, compile_timeline, spots_for
from kneadwell.session.sentences import spoken
from kneadwell.vocabulary import Giver, Place, Side
from tests.strategies import LIBRARY
from tools.voice.mpeg import NotMp3Error, frames, seconds
from tools.voice.pack import INDEX, OUT, ROOT, VOICES, Pack

MOST_BYTES = 8_000_000
PAUSE_S = 0.3
"""What a listener needs between two sentences."""
QUIET_KBPS = 8
"""What the encoder gives to silence."""
PACK = json.loads((OUT / INDEX).read_text("utf-8"))
ENTRIES = [
    (sentence, entry)
    for name in VOICES.values()
    for sentence, entry in PACK[name].items()
]
LASTS_S = {sentence: entry["s"] for sentence, entry in PACK["sentences"].items()}


def lessons() -> Iterator[Cue]:
    for technique in LIBRARY.techniques.values():
        for region in technique.regions:
            spot = next(iter(spots_for(technique, region, LIBRARY)), None)
            places = [Place(side, region, spot) for side in Side]
            for giver in (Giver.SELF, Giver.HELPER):
                yield from compile_timeline(LIBRARY, technique.id, places, giver).cues


def test_what_a_usual_session_says_is_recorded_and_nothing_else() -> None:
    wanted = spoken(LIBRARY)

    for voice, name in VOICES.items():
        assert set(PACK[name]) == wanted[voice]


def test_a_recording_is_a_sound_file_as_long_as_the_index_says() -> None:
    for sentence, entry in ENTRIES:
        data = (OUT / entry["file"]).read_bytes()

        assert entry["s"] == pytest.approx(seconds(data), abs=0.01), sentence
        assert len({frame.hz for frame in frames(data)}) == 1, sentence


def test_a_recording_speaks_and_is_not_silent() -> None:
    for sentence, entry in ENTRIES:
        loud = Counter(
            frame.kbps > QUIET_KBPS
            for frame in frames((OUT / entry["file"]).read_bytes())
        )

        assert loud[True] > loud[False], sentence


def test_no_sentence_is_hurried_or_cut_off() -> None:
    for sentence, entry in ENTRIES:
        letters_per_s = len(sentence) / entry["s"]

        assert 8 < letters_per_s < 23, sentence


def test_each_file_belongs_to_the_index_and_is_named_by_what_is_in_it() -> None:
    names = {entry["file"] for _, entry in ENTRIES}

    assert {file.name for file in OUT.glob("*.mp3")} == names
    for name in names:
        assert name == f"{sha256((OUT / name).read_bytes()).hexdigest()[:12]}.mp3"


def test_no_two_sentences_share_a_recording() -> None:
    assert len({entry["file"] for _, entry in ENTRIES}) == len(ENTRIES)


def test_the_pack_is_small_enough_to_come_along() -> None:
    assert sum(file.stat().st_size for file in OUT.iterdir()) <= MOST_BYTES


def test_the_orders_of_a_stroke_end_before_the_stroke_does() -> None:
    late = [
        (cue.technique, cue.lasts_s, cue.sentences)
        for cue in lessons()
        if cue.kind is CueKind.WORK and told_s(cue.sentences) > cue.lasts_s
    ]

    assert late == []


def told_s(sentences: tuple[str, ...]) -> float:
    return sum(LASTS_S[sentence] + PAUSE_S for sentence in sentences)


def test_the_pack_names_its_engine_and_the_licences() -> None:
    notice = (OUT / "NOTICE").read_text("utf-8")

    for name in ("hibari-tts", "Kokoro-82M", "af_heart", "Apache-2.0"):
        assert name in notice


def test_the_pack_travels_in_the_wheel() -> None:
    files = {
        file.distribution_path
        for file in WheelBuilder(str(ROOT)).recurse_included_files()
    }
    folder = "kneadwell/web/static/voice/en"

    assert {
        f"{folder}/{name}"
        for name in chain((INDEX, "NOTICE"), (entry["file"] for _, entry in ENTRIES))
    } <= files


@pytest.mark.parametrize("broken", [b"<html>", b"\xff\xf3", b"\xff\xfb\x90\xc4"])
def test_what_is_no_sound_is_refused(broken: bytes) -> None:
    with pytest.raises(NotMp3Error):
        seconds(broken)


def test_a_file_that_was_cut_off_is_refused() -> None:
    _, entry = ENTRIES[0]
    data = (OUT / entry["file"]).read_bytes()

    with pytest.raises(NotMp3Error, match="cut off"):
        seconds(data[:-10])


def test_only_what_is_wanted_stays_in_a_pack(tmp_path: Path) -> None:
    data = [(OUT / entry["file"]).read_bytes() for _, entry in ENTRIES[:3]]
    pack = Pack(tmp_path)
    pack.add("giver", "Stop.", data[0])
    pack.add("giver", "Go on.", data[1])
    pack.add("receiver", "Stop.", data[2])
    pack.write({"giver": ["Go on."], "receiver": ["Stop."]})

    again = Pack.read(tmp_path)

    assert not again.has("giver", "Stop.")
    assert again.has("giver", "Go on.")
    assert again.has("receiver", "Stop.")
    assert len(list(tmp_path.glob("*.mp3"))) == 2
