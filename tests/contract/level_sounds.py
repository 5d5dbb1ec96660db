"""Recordings for contract tests: each sentence a level of its own, as long as people would take.

They last as many times less than a sentence as the rig's clock runs fast, but never so short that a
key, which takes its time on a real line, could not cut them short.
"""

from __future__ import annotations

from pathlib import Path

from harborline.callflow.prompts import Prompt, Say
from harborline.telephony.simulator.codec import seconds_of
from phones.levels import levels_of, write_wav

_DIGIT_S = 0.06
_LEAST_S = 0.24


class LevelSounds:
    """Implements sounds.library.Sounds in a folder of its own. `speed`: the clock's."""

    def __init__(self, folder: Path, speed: float) -> None:
        self._folder = folder
        self._speed = speed
        self._made: dict[tuple[int, int], Path] = {}

    def paths(self, say: Say, line: str) -> tuple[Path, ...]:
        del line
        seconds = self._real_s(say)
        first, *digits = levels_of(say)
        return (self._path(first, seconds), *(self._path(digit, _DIGIT_S) for digit in digits))

    def seconds(self, say: Say, line: str) -> float:
        del line
        digits_s = 4 * _DIGIT_S if say.prompt is Prompt.PLACE_CODE else 0.0
        return (self._real_s(say) + digits_s) * self._speed

    def _real_s(self, say: Say) -> float:
        return max(_LEAST_S, seconds_of(say) / self._speed)

    def _path(self, level: int, seconds: float) -> Path:
        lasts = level, round(seconds * 1000)
        if lasts not in self._made:
            path = self._folder / f"level-{level}-{lasts[1]}.wav"
            write_wav(path, level, seconds)
            self._made[lasts] = path
        return self._made[lasts]
