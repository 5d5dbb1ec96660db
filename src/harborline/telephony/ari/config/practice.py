"""The number that answerers dial to practise: what callflow.rehearsing says, by the dialplan alone.

It leads nowhere else: no voice process, no trunk, no caller. Without a practice number there is no way
to it. As few as two may practise at once, so that it never takes the place of callers.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from harborline.callflow.rehearsing import PAUSE_S
from harborline.callflow.timers import WHISPERS
from harborline.core.addresses import comparable

MOST_AT_ONCE = 2
LONGEST_S = 180


class PracticeSounds(NamedTuple):
    """Recordings of each thing that is said, in the order in which they are played."""

    welcome: tuple[Path, ...]
    whisper: tuple[Path, ...]
    taken: tuple[Path, ...]
    passed: tuple[Path, ...]
    no_key: tuple[Path, ...]


class Practice(NamedTuple):
    """`number`: that is dialed, in the form of `comparable`."""

    number: str
    sounds: PracticeSounds

    def __repr__(self) -> str:
        return "<Practice>"


def extensions_of(practice: Practice) -> str:
    """Gives the extensions under which carriers deliver the number; exact ones go before patterns."""
    number = comparable(practice.number)
    forms = dict.fromkeys((number, number.removeprefix("+"), number.removeprefix("+1")))
    return "".join(f"exten => {form},1,Goto(harborline-practice,s,1)\n" for form in forms)


def rows_of(practice: Practice, spoken: Callable[[Path], str]) -> list[str]:
    """Gives the rows of the practice context; `spoken` writes a recording as Playback takes it."""
    said = {name: "&".join(map(spoken, paths)) for name, paths in practice.sounds._asdict().items()}
    return [
        f"Set(TIMEOUT(absolute)={LONGEST_S})",
        "Set(GROUP(practice)=all)",
        f"GotoIf($[${{GROUP_COUNT(all@practice)}} > {MOST_AT_ONCE}]?over)",
        "Answer()",
        "Wait(0.5)",
        f"Playback({said['welcome']})",
        "Set(HL_HEARD=0)",
        f"(whisper)Read(HL_KEY,{said['whisper']},1,,1,{PAUSE_S:g})",
        'GotoIf($["${HL_KEY}" = "1"]?taken)',
        'GotoIf($["${HL_KEY}" = "9"]?passed)',
        "Set(HL_HEARD=$[${HL_HEARD} + 1])",
        f"GotoIf($[${{HL_HEARD}} < {WHISPERS}]?whisper)",
        f"Playback({said['no_key']})",
        "Goto(over)",
        f"(taken)Playback({said['taken']})",
        "Goto(over)",
        f"(passed)Playback({said['passed']})",
        "(over)Hangup()",
    ]
