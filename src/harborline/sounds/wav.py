"""What a WAV file is, read from its head: whether a telephone can play it, and for how long."""

from __future__ import annotations

import wave
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

RATE_HZ = 8000
_SAMPLE_BYTES = 2
_HEAD_BYTES = 44


class Shape(NamedTuple):
    """`whole`: the file holds all the sound that its head announces."""

    channels: int
    sample_bytes: int
    rate_hz: int
    frames: int
    whole: bool

    @property
    def seconds(self) -> float:
        return self.frames / self.rate_hz if self.rate_hz else 0.0

    @property
    def playable(self) -> bool:
        """Tells whether it is 8 kHz, mono, 16 bit, and all there."""
        form = (self.channels, self.sample_bytes, self.rate_hz)
        return form == (1, _SAMPLE_BYTES, RATE_HZ) and self.whole and self.frames > 0


def shape_of(path: Path) -> Shape | None:
    """Reads a file's head; None when it cannot be read as WAV."""
    try:
        with wave.open(str(path), "rb") as file:
            channels, sample_bytes, rate_hz, frames = file.getparams()[:4]
        announced = _HEAD_BYTES + frames * channels * sample_bytes
        whole = path.stat().st_size >= announced
    except (OSError, EOFError, wave.Error):
        return None
    return Shape(channels, sample_bytes, rate_hz, frames, whole)


def joined(paths: Sequence[Path]) -> bytes:
    """Gives playable recordings one after the other as one WAV; empty where there is none, or one
    cannot be read.
    """
    written = BytesIO()
    try:
        with wave.open(written, "wb") as whole:
            if paths:
                whole.setnchannels(1)
                whole.setsampwidth(_SAMPLE_BYTES)
                whole.setframerate(RATE_HZ)
            for path in paths:
                with wave.open(str(path), "rb") as piece:
                    whole.writeframes(piece.readframes(piece.getnframes()))
    except (OSError, EOFError, wave.Error):
        return b""
    return written.getvalue()
