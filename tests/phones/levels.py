"""Every sentence and every person has a level of their own, one byte of G.711, held from first to last.

So a telephone can tell from the payload of real RTP which prompts were played, in which order, in
which language, and whose voice it hears, however short they are. A level survives whatever passes
G.711 on unchanged; two at once, or one made louder, would be no level and be noticed as noise.
"""

from __future__ import annotations

import struct
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from harborline.callflow.prompts import CATALOGUES, Prompt, Say, spoken_in

RATE = 8000
FRAME = 160
"""Samples of 20 ms, as every packet carries."""

SILENT = frozenset({0x7E, 0x7F, 0xFE, 0xFF})
_BIAS = 0x84


class Said(NamedTuple):
    """A prompt as heard, and the language it was spoken in."""

    prompt: str
    language: str


def _prompts() -> dict[int, Said]:
    """English takes the positive levels from the loudest on, Spanish the negative ones."""
    found = {}
    for first, language in ((0x80, "en"), (0x00, "es")):
        for offset, prompt in enumerate(Prompt):
            found[first + offset] = Said(str(prompt), language)
    return found


PROMPTS = _prompts()
DIGITS = {0x4C + digit: str(digit) for digit in range(10)}
"""Digits of a place code, spoken after the prompt that tells it."""
_LEVEL_OF = {said: level for level, said in PROMPTS.items()}
_DIGIT_LEVEL = {digit: level for level, digit in DIGITS.items()}

CALLERS = (*range(0xF8, 0xFE), *range(0x78, 0x7E))
"""Callers' voices: so soft that a prompt said over one of them keeps its level."""

ANSWERERS = (*range(0xCC, 0xF0), *range(0x58, 0x70))
"""Answerers' voices; whoever needs more takes them in turn."""

assert len(CATALOGUES) == 2
assert max(level for level in PROMPTS if level >= 0x80) < ANSWERERS[0]
assert max(level for level in PROMPTS if level < 0x80) < min(DIGITS)


def sample_of(level: int) -> int:
    """Gives the 16-bit sample that a byte of G.711 mu-law stands for."""
    inverted = ~level & 0xFF
    magnitude = (((inverted & 0x0F) << 3) + _BIAS) << ((inverted & 0x70) >> 4)
    return _BIAS - magnitude if inverted & 0x80 else magnitude - _BIAS


def levels_of(say: Say) -> Iterator[int]:
    """Gives the levels in which a sentence is heard: its own, then those of the digits it tells."""
    yield _LEVEL_OF[Said(str(say.prompt), spoken_in(say))]
    if say.prompt is Prompt.PLACE_CODE:
        yield from (_DIGIT_LEVEL[digit] for digit in dict(say.fills)["code"])


def write_wav(path: Path, level: int, seconds: float) -> None:
    """Writes a level as a WAV of whole packets; one of silence at its end parts it from what follows."""
    frames = max(2, round(seconds * RATE / FRAME))
    spoken = struct.pack("<h", sample_of(level)) * (FRAME * (frames - 1))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(spoken + bytes(2 * FRAME))
