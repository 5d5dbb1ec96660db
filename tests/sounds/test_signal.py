"""The way from an engine's sound to a telephone's."""

from __future__ import annotations

import math
import wave
from array import array
from pathlib import Path

import pytest

from harborline.core.errors import UnusableInput
from harborline.sounds.signal import (
    for_telephone,
    levelled,
    loudness_of,
    read_sound,
    resample,
    silences_s,
    trimmed,
    write_sound,
)
from harborline.sounds.wav import RATE_HZ, shape_of
from sounds.conftest import tone


def at_rate(rate_hz: int, hz: float, seconds: float = 0.3) -> list[float]:
    return [8000 * math.sin(2 * math.pi * hz * i / rate_hz) for i in range(int(rate_hz * seconds))]


def power(samples: list[float]) -> float:
    inner = samples[400:-400]
    return 10 * math.log10(sum(s * s for s in inner) / len(inner) / 32768**2 + 1e-12)


@pytest.mark.parametrize("rate_hz", [8000, 16_000, 22_050, 24_000, 44_100])
def test_what_a_telephone_can_carry_is_kept_and_the_rest_is_gone(rate_hz: int) -> None:
    kept = resample(at_rate(rate_hz, 1000), rate_hz)
    assert len(kept) == pytest.approx(0.3 * RATE_HZ, abs=2)
    assert power(kept) == pytest.approx(power(at_rate(8000, 1000)), abs=0.2)
    if rate_hz > 8000:
        assert power(resample(at_rate(rate_hz, 5000), rate_hz)) < -60


def test_silence_is_cut_off_both_ends_and_a_breath_is_left() -> None:
    spoken = trimmed([0.0] * 8000 + tone(1.0) + [0.0] * 8000, tail_s=0.3)
    assert 1.3 < len(spoken) / RATE_HZ < 1.5
    assert not any(spoken[:300])
    assert not any(spoken[-2400:])
    assert trimmed([0.0] * 8000, 0.3) == []


@pytest.mark.parametrize("amplitude", [300.0, 6000.0, 32_000.0])
def test_all_recordings_are_equally_loud(amplitude: float) -> None:
    found = loudness_of(levelled(tone(1.0, amplitude)))
    assert found is not None
    assert found.level == pytest.approx(-19, abs=0.1)
    assert found.peak < -2


def test_a_peak_is_never_driven_into_the_limit() -> None:
    samples = tone(1.0, 500.0)
    samples[4000] = 30_000.0
    found = loudness_of(levelled(samples))
    assert found is not None
    assert found.peak == pytest.approx(-2, abs=0.1)
    assert levelled([0.0] * 800) == [0.0] * 800


def test_a_silence_within_is_measured() -> None:
    assert silences_s([*tone(0.5), *([0.0] * 8000), *tone(0.5)]) == pytest.approx(1.0, abs=0.02)


def test_stereo_is_mixed_and_what_is_written_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "stereo.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(array("h", [1000, 3000] * 100).tobytes())
    assert read_sound(path) == (16_000, [2000.0] * 100)
    ready = for_telephone(tone(0.5), RATE_HZ, 0.1)
    write_sound(tmp_path / "ready.wav", ready)
    rate_hz, samples = read_sound(tmp_path / "ready.wav")
    assert rate_hz == RATE_HZ
    assert samples == pytest.approx(ready, abs=0.5)


def test_what_is_no_sound_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    path.write_bytes(b"RIFF")
    with pytest.raises(UnusableInput, match="cannot be read"):
        read_sound(path)
    assert shape_of(path) is None
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(b"\x80" * 80)
    with pytest.raises(UnusableInput, match="16-bit"):
        read_sound(path)
