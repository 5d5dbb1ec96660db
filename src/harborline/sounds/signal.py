"""Turns what an engine speaks into what a telephone plays: 8 kHz mono 16 bit, trimmed, equally loud.

Plain Python on purpose: nothing that serves calls needs it, and nothing has to be installed for it.
"""

from __future__ import annotations

import math
import wave
from array import array
from collections.abc import Sequence
from functools import cache
from operator import mul
from pathlib import Path
from typing import NamedTuple

from harborline.core.errors import UnusableInput
from harborline.sounds.wav import RATE_HZ

FULL_SCALE = 32768.0
_LEVEL_DBFS = -19.0
_PEAK_DBFS = -2.0
_QUIET_DBFS = -45.0
_FRAME_S = 0.01
_HEAD_S = 0.04
_LOBES = 24


class Loudness(NamedTuple):
    """In dB below full scale. `level`: of the parts in which something is heard."""

    peak: float
    level: float


def read_sound(path: Path) -> tuple[int, list[float]]:
    """Reads a 16-bit WAV as one channel; gives rate and samples. Raises UnusableInput."""
    try:
        with wave.open(str(path), "rb") as file:
            channels, sample_bytes, rate_hz, _ = file.getparams()[:4]
            raw = array("h")
            if sample_bytes != raw.itemsize:
                raise UnusableInput(f"{path.name} is not a 16-bit WAV file.")
            content = file.readframes(file.getnframes())
    except (OSError, EOFError, wave.Error):
        raise UnusableInput(f"{path.name} cannot be read as WAV.") from None
    step = channels * raw.itemsize
    raw.frombytes(content[: len(content) // step * step])
    if channels == 1:
        return rate_hz, list(map(float, raw))
    split = [raw[i::channels] for i in range(channels)]
    return rate_hz, [sum(frame) / channels for frame in zip(*split, strict=True)]


def write_sound(path: Path, samples: Sequence[float]) -> None:
    """Writes samples of the telephone's rate."""
    raw = array("h", (max(-32768, min(32767, round(sample))) for sample in samples))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(raw.itemsize)
        file.setframerate(RATE_HZ)
        file.writeframes(raw.tobytes())


def for_telephone(samples: Sequence[float], rate_hz: int, tail_s: float) -> list[float]:
    """Makes a recording ready: resampled, trimmed with `tail_s` of silence behind, equally loud."""
    narrow = resample(samples, rate_hz)
    return levelled(trimmed(narrow, tail_s))


def resample(samples: Sequence[float], rate_hz: int) -> list[float]:
    """Brings samples to the telephone's rate through a windowed sinc filter."""
    if rate_hz == RATE_HZ:
        return list(samples)
    common = math.gcd(rate_hz, RATE_HZ)
    up, down = RATE_HZ // common, rate_hz // common
    filters, reach = _filters(up, down)
    silence = [0.0] * reach
    padded = [*silence, *samples, *silence]
    narrow = []
    for place in range(len(samples) * up // down):
        start, phase = divmod(place * down, up)
        taps = filters[phase]
        narrow.append(sum(map(mul, taps, padded[start : start + len(taps)])))
    return narrow


@cache
def _filters(up: int, down: int) -> tuple[tuple[tuple[float, ...], ...], int]:
    """Gives a filter for each phase, and how many samples it reaches to either side."""
    band = 0.92 * min(1.0, up / down)
    reach = math.ceil(_LOBES / band)

    def weight(distance: float) -> float:
        share = distance / reach
        if abs(share) >= 1:
            return 0.0
        window = 0.42 + 0.5 * math.cos(math.pi * share) + 0.08 * math.cos(2 * math.pi * share)
        angle = math.pi * band * distance
        return window * band * (math.sin(angle) / angle if angle else 1.0)

    phases = tuple(
        tuple(weight(i - reach - phase / up) for i in range(2 * reach + 1)) for phase in range(up)
    )
    return phases, reach


def trimmed(samples: Sequence[float], tail_s: float) -> list[float]:
    """Cuts silence off both ends, leaves a breath before and `tail_s` behind, and fades the edges."""
    loud = [i for i, power in enumerate(_frames(samples)) if power > _QUIET_DBFS]
    if not loud:
        return []
    frame = round(_FRAME_S * RATE_HZ)
    begin = max(0, (loud[0] - 2) * frame)
    end = min(len(samples), (loud[-1] + 6) * frame)
    kept = list(samples[begin:end])
    for i in range(min(frame, len(kept))):
        kept[i] *= i / frame
        kept[-1 - i] *= i / frame
    return [0.0] * round(_HEAD_S * RATE_HZ) + kept + [0.0] * round(tail_s * RATE_HZ)


def levelled(samples: Sequence[float]) -> list[float]:
    """Brings speech to one level, as far as no peak comes near the limit."""
    found = loudness_of(samples)
    if found is None:
        return list(samples)
    gain = 10 ** (min(_LEVEL_DBFS - found.level, _PEAK_DBFS - found.peak) / 20)
    return [sample * gain for sample in samples]


def loudness_of(samples: Sequence[float]) -> Loudness | None:
    """Measures a recording at the telephone's rate; None where nothing is heard."""
    powers = [power for power in _frames(samples) if power > _QUIET_DBFS]
    if not powers:
        return None
    mean = sum(10 ** (power / 10) for power in powers) / len(powers)
    peak = max(abs(sample) for sample in samples)
    return Loudness(20 * math.log10(peak / FULL_SCALE), 10 * math.log10(mean))


def silences_s(samples: Sequence[float]) -> float:
    """Gives the longest silence within a recording, in seconds."""
    longest = run = 0
    for power in _frames(samples):
        run = run + 1 if power <= _QUIET_DBFS else 0
        longest = max(longest, run)
    return longest * _FRAME_S


def _frames(samples: Sequence[float]) -> list[float]:
    """Gives the power of each hundredth of a second, in dB below full scale."""
    frame = round(_FRAME_S * RATE_HZ)
    powers = []
    for start in range(0, len(samples), frame):
        part = samples[start : start + frame]
        energy = sum(map(mul, part, part)) / len(part) / FULL_SCALE**2
        powers.append(10 * math.log10(energy) if energy else -120.0)
    return powers
