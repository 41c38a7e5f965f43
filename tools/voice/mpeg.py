"""Reads frame headers of MPEG audio: enough to tell sound from a broken file."""

from collections.abc import Iterator
from dataclasses import dataclass

_KBPS = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
"""Of MPEG 2, layer III, by index; 0 is free format, which we never write."""
_HZ = (22050, 24000, 16000)
_SAMPLES = 576
_MONO = 3


class NotMp3Error(ValueError):
    """The bytes are not MPEG 2, layer III, mono, from first to last."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame: so many samples, so fast."""

    hz: int
    kbps: int
    size: int
    """In bytes, header included."""

    @property
    def lasts_s(self) -> float:
        """How long the frame sounds."""
        return _SAMPLES / self.hz


def frames(data: bytes) -> Iterator[Frame]:
    """Yield the frames of a whole file, back to back.

    Raises:
        NotMp3Error: Something else stands where a frame should begin, or the last
            frame is cut off.
    """
    at = 0
    while at < len(data):
        frame = _frame(data[at : at + 4], at)
        at += frame.size
        if at > len(data):
            message = f"the last frame is cut off after {len(data)} bytes"
            raise NotMp3Error(message)
        yield frame


def seconds(data: bytes) -> float:
    """Return how long a file sounds, with the silence its encoder puts round it."""
    return sum(frame.lasts_s for frame in frames(data))


def _frame(head: bytes, at: int) -> Frame:
    """Return what a header of four bytes says; version 2, layer III, no checksum."""
    if len(head) < 4 or head[0] != 0xFF or head[1] != 0xF3 or head[3] >> 6 != _MONO:
        message = f"no frame of MPEG 2, layer III, mono at byte {at}"
        raise NotMp3Error(message)
    rate, speed, padding = head[2] >> 4, head[2] >> 2 & 3, head[2] >> 1 & 1
    if not 0 < rate < len(_KBPS) or speed >= len(_HZ):
        message = f"a frame at byte {at} has no bit rate or no sample rate"
        raise NotMp3Error(message)
    hz, kbps = _HZ[speed], _KBPS[rate]
    return Frame(hz, kbps, _SAMPLES // 8 * kbps * 1000 // hz + padding)
