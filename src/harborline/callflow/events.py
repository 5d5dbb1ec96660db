"""What can happen to a call, in our words. Adapters translate theirs to these; app.calls adds its own.

Plain values, no behaviour. `leg` numbers the attempts of one call from 1, in the order of dialing;
it is never used twice, so an event that comes late cannot be taken for another leg's.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, TypeAlias

from harborline.callflow.timers import TimerId
from harborline.callflow.values import LineTerms, PlannedLeg, RotaAnswer
from harborline.callflow.values import LineType as LineType  # noqa: PLC0414 -- adapters name it too
from harborline.core.places import Precision


class Admission(StrEnum):
    """What app.calls found at the door, before the tree begins."""

    WELCOME = "welcome"
    LOOP = "loop"
    FLOOD = "flood"


class Arrived(NamedTuple):
    """A call came in. The caller's prefix stays with app.calls; the tree sees its precision.

    `codes_live`: somebody holds a place code, so the greeting offers to key one in.
    """

    terms: LineTerms
    precision: Precision
    line_type: LineType = LineType.UNKNOWN
    county_hint: bool = False
    codes_live: bool = False
    admission: Admission = Admission.WELCOME


class Adopted(NamedTuple):
    """Two people talk whom a former process joined: this one only watches over them from now on.

    `number`: that of the answerer's leg.
    """

    terms: LineTerms
    language: str
    number: int


class TakenOver(NamedTuple):
    """The process that had the call is gone; these are the legs it had not dialed yet.

    `dialed`: how many it had, so that no number of a leg is used twice.
    """

    terms: LineTerms
    language: str
    legs: tuple[PlannedLeg, ...]
    dialed: int


class Digit(NamedTuple):
    """The caller pressed 0-9, * or #."""

    key: str


class PromptFinished(NamedTuple):
    """The last of the prompts being played ended by itself."""


class TimerFired(NamedTuple):
    """A timer that the tree started ran out."""

    timer: TimerId


class CallerHungUp(NamedTuple):
    """The caller left, or the carrier lost them."""


class CarrierError(NamedTuple):
    """The carrier could not do what it was told."""


class InternalError(NamedTuple):
    """Something of ours broke while this call was handled."""


class LegRinging(NamedTuple):
    leg: int


class LegPickedUp(NamedTuple):
    """Somebody or something answered; nobody has accepted yet."""

    leg: int


class LegAccepted(NamedTuple):
    """The answerer pressed 1, or the destination accepts by picking up."""

    leg: int


class LegBusy(NamedTuple):
    leg: int


class LegNoAnswer(NamedTuple):
    leg: int


class LegDeclined(NamedTuple):
    """Refused while ringing, or 9 was pressed during the whisper."""

    leg: int


class LegFailed(NamedTuple):
    """Not reachable: a dead number, a network fault, a center forwarding back to us."""

    leg: int


class LegSkipped(NamedTuple):
    """Not dialed after all: the check just before dialing found it paused, full or tripped."""

    leg: int


class EndCause(StrEnum):
    """Who ended a leg that had been picked up: its side, or the network between us."""

    NORMAL = "normal"
    NETWORK = "network"


class LegEnded(NamedTuple):
    leg: int
    cause: EndCause


class BridgeUp(NamedTuple):
    """Caller and answerer hear each other."""

    leg: int


class HoldOffAsked(NamedTuple):
    """The advocate on the leg asked not to get this caller again for an hour."""

    leg: int


class Decided(NamedTuple):
    """The answer to AskDecision, or an offer to a held call: legs in order, never empty."""

    legs: tuple[PlannedLeg, ...]


class ZipUnknown(NamedTuple):
    """The answer to AskDecision when no such ZIP exists."""


class CodeRedeemed(NamedTuple):
    """The answer to RedeemCode: the caller has their place back. `language`: as they chose it."""

    language: str


class CodeRefused(NamedTuple):
    """The answer to RedeemCode: used, too old or never given."""


class RotaAnswered(NamedTuple):
    """The answer to AskRota: what holds now, or why nothing has changed."""

    answer: RotaAnswer


class HoldNews(NamedTuple):
    """The answer to JoinHold, sent again while the call is held.

    `wait_min`: expected minutes, None = not known. `surge`: an overlay is on, so the cap ends
    nobody's wait. `code`: the place code as digits, empty when none is to be had.
    """

    wait_min: int | None
    surge: bool
    code: str


Event: TypeAlias = (
    Arrived
    | Adopted
    | TakenOver
    | Digit
    | PromptFinished
    | TimerFired
    | CallerHungUp
    | CarrierError
    | InternalError
    | LegRinging
    | LegPickedUp
    | LegAccepted
    | LegBusy
    | LegNoAnswer
    | LegDeclined
    | LegFailed
    | LegSkipped
    | LegEnded
    | BridgeUp
    | HoldOffAsked
    | Decided
    | ZipUnknown
    | CodeRedeemed
    | CodeRefused
    | RotaAnswered
    | HoldNews
)
