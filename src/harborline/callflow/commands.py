"""What the tree wants done, in our words. app.calls carries out some; adapters do the rest.

Plain values, no behaviour. For an adapter: Answer, Play, Collect, RingTone, HoldTone, Dial,
CancelLeg, Dismiss, TellLeg, Bridge, HangUp. For app.calls: timers, AskDecision, RedeemCode, AskRota,
JoinHold, LeaveHold, RememberHoldOff, NoteLeg, NoteCall.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from harborline.callflow.prompts import Say
from harborline.callflow.timers import TimerId
from harborline.callflow.values import CallOutcome, LegOutcome, RotaWish


class Answer(NamedTuple):
    """Take the call, so that the caller can hear and press keys."""


class Play(NamedTuple):
    """Play prompts to the caller in this order, in place of whatever they hear now."""

    says: tuple[Say, ...]


class Collect(NamedTuple):
    """Listen for up to `max_digits` keys from now on; the first one cuts the prompts short.

    The tree times silence itself and gets every digit as it comes. Carriers that gather digits on
    their own are told the same figures: seconds after the prompts, and between digits.
    """

    max_digits: int
    first_digit_s: float
    between_s: float


class RingTone(NamedTuple):
    """Let the caller hear ringing until they hear something else."""


class HoldTone(NamedTuple):
    """Let the caller hear a soft sign that the line is alive, until they hear something else."""


class Dial(NamedTuple):
    """Ring a center or backup for `ring_s`. Without `center`, whatever national backup can still be
    found: something broke. With `whisper`, an answerer hears it at most three times after
    pick-up and takes the call with 1, or passes with 9; without, picking up accepts.
    """

    leg: int
    center: str | None
    ring_s: int
    whisper: Say | None


class CancelLeg(NamedTuple):
    """End a leg without a word, ringing or picked up."""

    leg: int


class Dismiss(NamedTuple):
    """Tell the answerer one sentence, then end the leg."""

    leg: int
    say: Say


class TellLeg(NamedTuple):
    """Tell the answerer one sentence in mid-call; the caller does not hear it."""

    leg: int
    say: Say


class Bridge(NamedTuple):
    """Join caller and answerer; both stop hearing anything else. Answered by BridgeUp."""

    leg: int


class HangUp(NamedTuple):
    """End the caller's side."""


class StartTimer(NamedTuple):
    """Start, or start anew, a timer."""

    timer: TimerId
    seconds: float


class StopTimer(NamedTuple):
    timer: TimerId


class AskDecision(NamedTuple):
    """Ask for the legs, with a keyed ZIP as evidence or without. Answer: Decided or ZipUnknown."""

    zip: str | None


class RedeemCode(NamedTuple):
    """Ask for the place behind a code. Answer: CodeRedeemed or CodeRefused."""

    code: str


class AskRota(NamedTuple):
    """Ask the directory to put whoever has the PIN on call, or to end that. Answer: RotaAnswered.

    `code`: of their center. Its repr holds neither code nor PIN.
    """

    code: str
    pin: str
    wish: RotaWish

    def __repr__(self) -> str:
        return "<AskRota>"


class JoinHold(NamedTuple):
    """Queue the call, at its old place if it has one. Answer: HoldNews."""


class LeaveHold(NamedTuple):
    """Take the call out of the queue."""


class RememberHoldOff(NamedTuple):
    """Keep this caller from the leg's center for an hour, if they have a number to go by."""

    leg: int


class NoteLeg(NamedTuple):
    """Count how a leg went."""

    leg: int
    outcome: LegOutcome


class NoteCall(NamedTuple):
    """Count how the call went. The last command of every call; nothing of it is kept after."""

    outcome: CallOutcome


Command: TypeAlias = (
    Answer
    | Play
    | Collect
    | RingTone
    | HoldTone
    | Dial
    | CancelLeg
    | Dismiss
    | TellLeg
    | Bridge
    | HangUp
    | StartTimer
    | StopTimer
    | AskDecision
    | RedeemCode
    | AskRota
    | JoinHold
    | LeaveHold
    | RememberHoldOff
    | NoteLeg
    | NoteCall
)
