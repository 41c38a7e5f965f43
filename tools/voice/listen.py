"""Let a recogniser listen to the pack: `python -m tools.voice.listen [WORDS]`.

It knows no words, only sounds, and shares nothing with the engine that speaks. It
writes about a fifth of the sounds otherwise than a dictionary does, so look at the
worst sentences and not at the number.
"""

import argparse
import random
import re
from itertools import pairwise

import miniaudio
import numpy as np
from hama import ASRModel, G2PModel

from .pack import OUT, VOICES, Pack

HZ = 16000
_SILENCE = np.zeros(HZ // 4, np.float32)
"""Before and after a sentence; the recogniser needs air."""
_ALIKE = str.maketrans("ɝɚɜʌɔɡ", "əəəəɑg")  # noqa: RUF001 - sounds, not letters
"""Sounds that speakers of English do not keep apart everywhere."""
_SAID = {
    "1": "one", "2": "two", "3": "three", "5": "five", "10": "ten", "15": "fifteen",
    "20": "twenty", "25": "twenty five", "30": "thirty", "35": "thirty five",
    "40": "forty", "45": "forty five", "50": "fifty", "55": "fifty five",
    "60": "sixty", "120": "one hundred twenty", "150": "one hundred fifty",
}  # fmt: skip


def main() -> None:
    """Print the sentences that were heard worst, and how many sounds went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tools.voice.listen")
    parser.add_argument("words", nargs="?", default="", help="only what holds these")
    parser.add_argument("--sample", type=int, help="so many sentences, drawn by lot")
    parser.add_argument("--worst", type=int, default=30, help="how many are printed")
    chosen = parser.parse_args()
    pack = Pack.read(OUT)
    told = [
        (voice, sentence)
        for voice in VOICES
        for sentence in sorted(pack.recordings[voice])
        if chosen.words in sentence
    ]
    if chosen.sample:
        random.Random(0).shuffle(told)  # noqa: S311 - a lot, not a secret
        told = told[: chosen.sample]
    ear, speller = ASRModel(), G2PModel()
    heard = []
    for voice, sentence in told:
        file = pack.folder / pack.recordings[voice][sentence]
        sounds = _sounds(ear.transcribe_waveform(_wave(file.read_bytes()), HZ).phonemes)
        wanted = _sounds(list(speller.predict(_in_words(sentence)).ipa))
        heard.append((_apart(wanted, sounds), len(wanted), sentence, sounds))
    wrong, of = sum(row[0] for row in heard), sum(row[1] for row in heard)
    for row in sorted(heard, key=lambda row: -row[0] / row[1])[: chosen.worst]:
        print(f"{row[0]:3d} of {row[1]:3d}  {row[2]}  [{row[3]}]")
    print(f"{len(heard)} sentences, {100 * wrong / of:.1f} of 100 sounds misheard")


def _wave(data: bytes) -> np.ndarray:
    sound = miniaudio.decode(
        data,
        nchannels=1,
        sample_rate=HZ,
        output_format=miniaudio.SampleFormat.FLOAT32,
    )
    return np.concatenate([_SILENCE, np.array(sound.samples, np.float32), _SILENCE])


def _in_words(sentence: str) -> str:
    spelt = sentence.replace("°C", "degrees Celsius").replace("°", " degrees")
    return re.sub(r"\d+", lambda number: _SAID.get(number[0], number[0]), spelt)


def _sounds(phonemes: list[str]) -> str:
    """Return sounds alone: no spaces, stress or punctuation, nothing twice."""
    text = "".join(phonemes).translate(_ALIKE)
    text = "".join(c for c in text if c.isalpha())
    return text[:1] + "".join(b for a, b in pairwise(text) if a != b)


def _apart(one: str, two: str) -> int:
    """Return how many sounds have to be changed, added or left out."""
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        last, row[0] = row[0], i
        for j, b in enumerate(two, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
    return row[-1]


if __name__ == "__main__":
    main()
