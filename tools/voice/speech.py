"""Turns a sentence into sound: the engine, two voices, and an even level.

A sound is an array of samples from -1 to 1, `SAMPLE_RATE` of them in a second.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import lameenc
import numpy as np
from hibari import SAMPLE_RATE, Hibari

PRONUNCIATION = Path(__file__).parent / "pronunciation.toml"

MP3_HZ = 22050
MEAN_KBPS = 21
"""What the encoder aims at. A recogniser of sounds then mishears 5 in 100 that it
heard before encoding; at 28 it mishears 4, but the pack would outgrow its 8 MB."""
SEED = 0

_FRAME = SAMPLE_RATE // 100
_SILENT_DB = -50.0
"""Below the loudest hundredth of a second: what is cut off at both ends."""
_KEEP_BEFORE_S, _KEEP_AFTER_S = 0.02, 0.08
_LEVEL_DB = -19.0
"""Where speech is; pauses do not count."""
_PEAK = 0.89
"""About -1 dB: what is louder is bent down to it."""


@dataclass(frozen=True, slots=True)
class Voice:
    """How a voice differs from the engine's own."""

    pace: float
    """Words come this much as fast."""
    size: float
    """Pitch and the sound of the throat together; below 1 is a larger body."""


VOICES = {"giver": Voice(pace=0.86, size=1.0), "receiver": Voice(pace=0.86, size=0.84)}


class Speaker:
    """Speaks sentences, each time alike."""

    def __init__(self) -> None:
        self._engine = Hibari()
        told = tomllib.loads(PRONUNCIATION.read_text("utf-8"))
        self._words: dict[str, str] = told["words"]
        self._sentences: dict[str, str] = told["sentences"]

    def speak(self, sentence: str, voice: Voice) -> np.ndarray:
        """Return the sentence, with silence cut off and at an even level."""
        text = self._spelt(sentence)
        sound = self._engine(text, speed=voice.pace / voice.size, seed=SEED)
        return _levelled(_trimmed(_resized(sound, voice.size)))

    def _spelt(self, sentence: str) -> str:
        """Return the sentence as the engine has to read it."""
        spelt = self._sentences.get(sentence, sentence)
        for word, instead in self._words.items():
            spelt = spelt.replace(word, instead)
        return spelt


def to_mp3(sound: np.ndarray) -> bytes:
    """Return the sound as MPEG 2, layer III, mono: played by every browser."""
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_in_sample_rate(SAMPLE_RATE)
    encoder.set_out_sample_rate(MP3_HZ)
    encoder.set_channels(1)
    encoder.set_quality(2)
    encoder.set_vbr(3)
    encoder.set_vbr_mean_bitrate_kbps(MEAN_KBPS)
    pcm = (np.clip(sound, -1.0, 1.0) * 32767.0).astype("<i2").tobytes()
    return bytes(encoder.encode(pcm) + encoder.flush())


def _resized(sound: np.ndarray, size: float) -> np.ndarray:
    """Stretch the sound by 1 / `size`, exactly: a larger body speaks lower."""
    if size == 1.0:
        return sound
    longer = round(len(sound) / size)
    bands = np.fft.rfft(sound)
    wide = np.zeros(longer // 2 + 1, bands.dtype)
    wide[: len(bands)] = bands
    return np.fft.irfft(wide, longer) * (longer / len(sound))


def _loudness_db(sound: np.ndarray) -> np.ndarray:
    """Return the level of each hundredth of a second."""
    whole = sound[: len(sound) // _FRAME * _FRAME].reshape(-1, _FRAME)
    level: np.ndarray = 10 * np.log10(np.mean(np.square(whole), axis=1) + 1e-10)
    return level


def _trimmed(sound: np.ndarray) -> np.ndarray:
    """Cut silence off both ends, and let the edges fade."""
    level = _loudness_db(sound)
    heard = np.flatnonzero(level > level.max() + _SILENT_DB)
    first = max(0, heard[0] * _FRAME - round(_KEEP_BEFORE_S * SAMPLE_RATE))
    last = (heard[-1] + 1) * _FRAME + round(_KEEP_AFTER_S * SAMPLE_RATE)
    cut = np.array(sound[first:last], dtype=np.float64)
    fade = np.linspace(0.0, 1.0, _FRAME)
    cut[:_FRAME] *= fade
    cut[-_FRAME:] *= fade[::-1]
    return cut


def _levelled(sound: np.ndarray) -> np.ndarray:
    """Bring speech to one level, so that no sentence startles."""
    level = _loudness_db(sound)
    spoken = level[level > level.max() - 25.0]
    spoken_db = 10 * np.log10(np.mean(10 ** (spoken / 10)))
    loud = sound * 10 ** ((_LEVEL_DB - spoken_db) / 20)
    bend = 0.7 * _PEAK
    over = np.abs(loud) > bend
    bent = bend + (_PEAK - bend) * np.tanh((np.abs(loud) - bend) / (_PEAK - bend))
    levelled: np.ndarray = np.where(over, np.sign(loud) * bent, loud)
    return levelled
