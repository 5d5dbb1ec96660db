"""What somebody on a telephone notices of the RTP they get: prompts, voices, tones, silence, keys.

Each run of packets of one kind is one sound. A sound counts from its first packet: who is cut short
after a tenth of a second has begun to speak.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from phones.levels import ANSWERERS, CALLERS, DIGITS, PROMPTS, RATE, SILENT, Said, sample_of

RING = "ring_tone"
OTHER_TONE = "hold_tone"
_RING_HZ = (440.0, 480.0)
_VOICES = frozenset((*CALLERS, *ANSWERERS))
_KEYS = "0123456789*#"
_SAMPLES = [float(sample_of(level)) for level in range(256)]


class Sound(NamedTuple):
    """One thing heard. `kind`: prompt, digit, voice, ring_tone, hold_tone; `at_s`: its first packet."""

    kind: str
    level: int
    at_s: float


class Ear:
    """Listens to one call. `keys` are those of the other side."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._hears: Callable[[Sound], None] | None = None
        self._now: tuple[str, int] | None = None
        self._last_key: int | None = None
        self.sounds: list[Sound] = []
        self.keys = ""
        self.packets = 0

    def on_sound(self, hears: Callable[[Sound], None]) -> None:
        """Tells each sound as it begins."""
        self._hears = hears

    def take(self, packet: bytes, keys_type: int) -> None:
        """Takes one RTP packet."""
        payload_type, payload = packet[1] & 0x7F, packet[12:]
        if payload_type == keys_type:
            self._take_key(int.from_bytes(packet[4:8], "big"), payload)
        elif payload_type == 0 and payload:
            self.packets += 1
            self._take_sound(payload)

    def _take_key(self, stamp: int, payload: bytes) -> None:
        """Notes a key once, at whichever of its packets comes first (RFC 4733)."""
        if stamp == self._last_key or len(payload) < 4 or payload[0] >= len(_KEYS):
            return
        self._last_key = stamp
        self.keys += _KEYS[payload[0]]

    @property
    def hears_prompt(self) -> bool:
        """Tells whether a prompt, or a digit of one, is being said right now."""
        return self._now is not None and self._now[0] in {"prompt", "digit"}

    def _take_sound(self, payload: bytes) -> None:
        found = _kind_of(payload)
        if found == self._now:
            return
        self._now = found
        if found is None:
            return
        sound = Sound(*found, self._seconds())
        self.sounds.append(sound)
        if self._hears is not None:
            self._hears(sound)

    # -- what was heard ----------------------------------------------------------------------------

    @property
    def prompts(self) -> list[Said]:
        """Gives the prompts heard so far, in order."""
        return [PROMPTS[sound.level] for sound in self.sounds if sound.kind == "prompt"]

    @property
    def digits(self) -> str:
        """Gives the digits that were spoken, all of them in one."""
        return "".join(DIGITS[sound.level] for sound in self.sounds if sound.kind == "digit")

    @property
    def tone(self) -> str:
        """Gives the tone heard last, empty for none yet."""
        tones = [sound.kind for sound in self.sounds if sound.kind in {RING, OTHER_TONE}]
        return tones[-1] if tones else ""

    def voice(self, level: int) -> float | None:
        """Gives when somebody was heard for the first time, None when they never were."""
        heard = (s.at_s for s in self.sounds if s.kind == "voice" and s.level == level)
        return next(heard, None)


def _kind_of(payload: bytes) -> tuple[str, int] | None:
    """Names the sound of a packet; None is silence. One that changes midway is what it begins with."""
    level = payload[0]
    even = payload.count(level) * 2 >= len(payload)
    if not even:
        return _tone_of(payload)
    if level in SILENT:
        return None
    if level in PROMPTS:
        return "prompt", level
    if level in DIGITS:
        return "digit", level
    return ("voice", level) if level in _VOICES else ("noise", 0)


def _tone_of(payload: bytes) -> tuple[str, int] | None:
    samples = [_SAMPLES[byte] for byte in payload]
    loudness = sum(sample * sample for sample in samples) / len(samples)
    if loudness < 100.0:
        return None
    share = sum(_power(samples, hz) for hz in _RING_HZ) / loudness
    return (RING, 0) if share > 0.4 else (OTHER_TONE, 0)


def _power(samples: list[float], hz: float) -> float:
    """Gives the power of one frequency in a packet."""
    turn = 2 * math.pi * hz / RATE
    real = sum(sample * math.cos(turn * i) for i, sample in enumerate(samples))
    imaginary = sum(sample * math.sin(turn * i) for i, sample in enumerate(samples))
    return 2 * (real * real + imaginary * imaginary) / len(samples) ** 2
