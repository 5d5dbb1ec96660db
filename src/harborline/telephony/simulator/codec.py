"""The simulator's words to ours: caller ids, key groups, and what an answerer's side does.

The text of a caller id ends here, as in every adapter's codec.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from harborline.app.hold_offs import token_of
from harborline.app.session import Arrival
from harborline.callflow.prompts import Prompt, Say, text_of
from harborline.callflow.values import LineType
from harborline.core.numbering import parse
from harborline.core.reasons import LegKind
from harborline.telephony.simulator.errors import UnusableScript

WORDS_PER_SECOND = 2.5
WHISPER_MOST_S = 5.0
KEYS = frozenset("0123456789*#")


class Side(StrEnum):
    """What an answerer's side does when it rings."""

    ANSWER = "answer"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    DECLINE = "decline"
    VOICEMAIL = "voicemail"
    FAILED = "failed"
    LOOP = "loop"
    ENDS = "ends"
    DROPS = "drops"
    MANUAL = "manual"


class Script(NamedTuple):
    """A side and, for `ends` and `drops`, after how many seconds of talking."""

    side: Side
    seconds: float = 0.0


ANSWER = Script(Side.ANSWER)
_TIMED = frozenset({Side.ENDS, Side.DROPS})


def read_script(text: str, *, by_hand: bool = True) -> Script:
    """Reads an outcome such as `busy` or `ends:90`. Raises UnusableScript.

    What was typed is never repeated: it may be a telephone number in the wrong place.
    """
    name, colon, figure = text.partition(":")
    sides = [side for side in Side if by_hand or side is not Side.MANUAL]
    if name not in sides:
        known = ", ".join(f"{side}:SECONDS" if side in _TIMED else side for side in sides)
        raise UnusableScript(f"There is no such outcome; use one of {known}.")
    side = Side(name)
    if side not in _TIMED:
        if colon:
            raise UnusableScript(f"The outcome {name} takes no seconds; write just {name}.")
        return Script(side)
    if not (figure.isascii() and figure.isdigit()):
        raise UnusableScript(f"The outcome {name} needs whole seconds, such as {name}:30.")
    return Script(side, float(figure))


class Answerers(NamedTuple):
    """Who does what: by id, and `everyone` for centers and state backups that are not named."""

    named: Mapping[str, Script]
    everyone: Script = ANSWER

    def script(self, center: str, kind: LegKind) -> Script:
        """Gives what a center or backup does; national backups answer unless named or manual."""
        if center in self.named:
            return self.named[center]
        if kind is LegKind.NATIONAL_BACKUP and self.everyone.side is not Side.MANUAL:
            return ANSWER
        return self.everyone


def read_answerers(
    outcomes: Mapping[str, str], everyone: str, *, by_hand: bool = True
) -> Answerers:
    """Reads what every side does. `by_hand`: a person is there to play some. Raises UnusableScript."""
    named = {center: read_script(text, by_hand=by_hand) for center, text in outcomes.items()}
    return Answerers(named, read_script(everyone, by_hand=by_hand))


def read_keys(groups: tuple[str, ...]) -> tuple[str, ...]:
    """Checks key groups. Raises UnusableScript."""
    for group in groups:
        if not KEYS.issuperset(group):
            raise UnusableScript("The keys hold something that is no key; use 0-9, * and #.")
    return groups


def arrival_of(text_from: str, line_type: LineType, line: str | None, key: bytes) -> Arrival:
    """Cuts a caller id to its prefix; a token is made for a hold-off, as real adapters do."""
    return Arrival(parse(text_from), line, line_type, token=token_of(key, text_from))


def seconds_of(say: Say) -> float:
    """Estimates how long a prompt takes at 150 words a minute; a whisper is kept short."""
    seconds = round(max(1.0, len(text_of(say).split()) / WORDS_PER_SECOND), 1)
    return min(seconds, WHISPER_MOST_S) if say.prompt is Prompt.ANSWERER_WHISPER else seconds
