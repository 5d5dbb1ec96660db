"""The clocks of the tree: their names, their seconds, and the phases in which each may run.

The tree never reads a clock: it starts timers, and is told when one ran out. A timer that does not
belong to the phase being entered is stopped by `machine.step`, so no phase inherits a stranger.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class TimerName(StrEnum):
    """Each timer once per call, but for `ring` and `whisper`, which run per leg."""

    PROMPT = "prompt"
    KEYS = "keys"
    ROTA = "rota"
    DECIDE = "decide"
    RING = "ring"
    WHISPER = "whisper"
    LAST_LOCAL = "last_local"
    DEADLINE = "deadline"
    STAGGER = "stagger"
    CALM = "calm"
    BRIDGE = "bridge"
    YOUNG = "young"
    TALK = "talk"
    HOLD_WORD = "hold_word"
    HOLD_CAP = "hold_cap"


class TimerId(NamedTuple):
    """A timer's name and, for `ring` and `whisper`, the leg it belongs to."""

    name: TimerName
    leg: int | None = None


MENU_S = 4.0
"""Silence after the greeting. Callers who cannot or will not press a key wait this long, no longer."""

FIRST_DIGIT_S = 10.0
BETWEEN_DIGITS_S = 6.0
LONE_ZERO_S = 3.0
"""A ZIP may begin with 0, so a single 0 asks for the national team only after this silence."""

ASIDE_S = 1.0
"""The pause between legs in which `0` is heard, for adapters without keys while ringing."""

PROMPT_GUARD_S = 90.0
"""Longer than any prompts in a row: a carrier that never says they ended cannot stop a call."""

ROTA_S = 5.0
"""How long the directory has to answer somebody who sets the rota; nothing is changed after that."""

DECIDE_S = 5.0
RING_GRACE_S = 3.0
"""Beyond `ring_s`: the adapter reports no answer itself; this is for one that does not."""

WORDS_FIRST_GRACE_S = 40.0
"""The same for adapters without keys while ringing, which begin to ring when all words are said."""

FALLBACK_RING_S = 30
WHISPER_S = 15.0
WHISPERS = 3
"""How often an answerer hears the whisper within that time, at most."""

LAST_LOCAL_S = 8
"""No new local leg starts with less than this left before the deadline."""

CALM_S = 20.0
BRIDGE_S = 2.0
YOUNG_S = 15.0
TALK_S = 4 * 3600.0
HOLD_WORD_S = 30.0
HOLD_CAP_S = 600.0
HOLD_NEWS_S = 5.0
"""How long a call waits for app.calls to say what to expect; then it is held without figures."""
