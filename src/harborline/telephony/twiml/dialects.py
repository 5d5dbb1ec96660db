"""Where the carriers of one markup differ: spellings, attributes, ranges.

Read from their reference pages in November 2026. All get absolute addresses, for SignalWire asks for
them. What a carrier spells in a way that stands nowhere here counts as a failed leg, and the next one
is dialed.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from harborline.telephony.twiml.signatures import Carrier


class LegEnd(StrEnum):
    """How a dialed leg ended, as far as the carrier tells."""

    TALKED = "talked"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"


class Dialect(NamedTuple):
    """One carrier's way. `ring_s`: the least and the most that its Dial takes as `timeout`.

    `gather_names_method`: Telnyx uses the method of its application and has no such attribute.
    `voice`: the only one under which Telnyx has languages; the others choose by language.
    `rings_on`: whether its Dial can be told to let the caller hear ringing during a whisper; Telnyx
    names no such attribute.
    """

    carrier: Carrier
    ring_s: tuple[int, int] = (1, 600)
    gather_names_method: bool = True
    voice: str | None = None
    rings_on: bool = True


DIALECTS: dict[Carrier, Dialect] = {
    Carrier.TWILIO: Dialect(Carrier.TWILIO),
    Carrier.SIGNALWIRE: Dialect(Carrier.SIGNALWIRE),
    Carrier.TELNYX: Dialect(
        Carrier.TELNYX,
        ring_s=(5, 120),
        gather_names_method=False,
        voice="alice",
        rings_on=False,
    ),
}

_LEG_ENDS = {
    "completed": LegEnd.TALKED,
    "answered": LegEnd.TALKED,
    "busy": LegEnd.BUSY,
    "no-answer": LegEnd.NO_ANSWER,
    "noanswer": LegEnd.NO_ANSWER,
    "timeout": LegEnd.NO_ANSWER,
    "canceled": LegEnd.NO_ANSWER,
    "cancelled": LegEnd.NO_ANSWER,
    "cancel": LegEnd.NO_ANSWER,
    "failed": LegEnd.FAILED,
}
_CALL_OVER = frozenset(
    {"completed", "busy", "no-answer", "failed", "canceled", "cancelled", "hangup"}
)
_ANSWERED = frozenset({"in-progress", "answered"})


def leg_end_of(spelled: str) -> LegEnd:
    """Reads a DialCallStatus; total."""
    return _LEG_ENDS.get(_plain(spelled), LegEnd.FAILED)


def is_over(spelled: str) -> bool:
    """Tells whether a CallStatus says that the call has ended."""
    return _plain(spelled) in _CALL_OVER


def is_answered(spelled: str) -> bool:
    """Tells whether a CallStatus says that somebody picked up."""
    return _plain(spelled) in _ANSWERED


def _plain(spelled: str) -> str:
    return spelled.strip().lower().replace("_", "-")
