"""What an address of ours says: which request of which call it stands for. Sealed by tokens.py.

A slip names the process that owns the call, and carries what another one needs to go on should the
owner be lost. It holds no number and nothing that was keyed.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple

from harborline.app.session import Frozen
from harborline.core.reasons import LegReason
from harborline.telephony.twiml.signatures import Carrier
from harborline.telephony.twiml.tokens import BadToken, Tokens

LASTS_S = 5 * 3600
"""Longer than any talk, for the address of what comes after it is given before."""

ROOT = "/telephone"


class Kind(StrEnum):
    """What the carrier has come to tell."""

    KEYS = "keys"
    WENT_ON = "went_on"
    DIALED = "dialed"
    WHISPER = "whisper"
    PRESSED = "pressed"
    ANSWERED = "answered"


class Slip(NamedTuple):
    """One address. `run`: tells a process from the one that had its slot before. `turn`: counts the
    caller's documents. `place`: which telephone of the leg. `part`: how many whispers the answerer has
    heard by then.
    """

    call: str
    slot: int
    run: int
    turn: int
    kind: Kind
    leg: int = 0
    place: int = 0
    part: int = 0
    frozen: Frozen | None = None


class Addresses:
    """Writes and reads our own addresses."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def of(self, base: str, carrier: Carrier, slip: Slip) -> str:
        """Gives the absolute address that stands for a slip."""
        way = "status" if slip.kind is Kind.ANSWERED else "next"
        token = self._tokens.seal({"slip": list(slip._replace(frozen=None)), **_ice(slip)}, LASTS_S)
        return f"{base}{ROOT}/{carrier}/{way}/{token}"

    def read(self, token: str) -> Slip:
        """Opens an address. Raises BadToken."""
        content: Any = self._tokens.open(token)
        try:
            call, slot, run, turn, kind, *where, _ = content["slip"]
            leg, place, part = where
            frozen = _thawed(content.get("frozen"))
            return Slip(call, slot, run, turn, Kind(kind), leg, place, part, frozen)
        except (KeyError, TypeError, ValueError):
            raise BadToken from None


def _ice(slip: Slip) -> dict[str, object]:
    return {} if slip.frozen is None else {"frozen": list(slip.frozen)}


def _thawed(content: Any) -> Frozen | None:
    if content is None:
        return None
    line, language, centers, legs, reasons = content
    return Frozen(line, language, tuple(centers), legs, tuple(map(LegReason, reasons)))
