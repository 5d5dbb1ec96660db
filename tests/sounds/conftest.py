"""What sound tests lean on: tones written as WAV, a library over an empty folder."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from harborline.sounds.library import Library
from harborline.sounds.signal import write_sound
from harborline.sounds.wav import RATE_HZ

WriteTone = Callable[..., Path]


def tone(seconds: float, amplitude: float = 6000.0, hz: float = 440.0) -> list[float]:
    count = round(seconds * RATE_HZ)
    return [amplitude * math.sin(2 * math.pi * hz * i / RATE_HZ) for i in range(count)]


@pytest.fixture
def write_tone() -> WriteTone:
    def write(path: Path, seconds: float = 1.0, amplitude: float = 6000.0) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_sound(path, tone(seconds, amplitude))
        return path

    return write


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    return tmp_path / "prompts"


@pytest.fixture
def library(prompts: Path) -> Library:
    return Library(prompts)
