"""Who calls and who answers in the rig on Asterisk: SIP telephones, and what was noticed at them."""

from __future__ import annotations

from typing import NamedTuple

from contract.network import MAIN
from contract.rigs import LegSeen, Seen
from harborline.app.ports import CarrierCommand, DialOrder
from harborline.callflow.commands import (
    Bridge,
    Collect,
    Dismiss,
    HangUp,
    HoldTone,
    Play,
    RingTone,
)
from harborline.callflow.events import (
    BridgeUp,
    Digit,
    Event,
    LegEnded,
    LegFailed,
    LegPickedUp,
    LegRinging,
    PromptFinished,
)
from harborline.callflow.values import CallOutcome, LegOutcome, LineType
from harborline.telephony.simulator.codec import Answerers, Script
from phones.dialog import Dialog, Stage
from phones.messages import Headers

KINDS = {LineType.WIRELESS: ";isup-oli=61", LineType.LANDLINE: ";isup-oli=00"}


class CallerId(NamedTuple):
    """What the carrier says of a caller: the From header and the rest."""

    us: str
    headers: Headers


def caller_id(text_from: str, line_type: LineType) -> CallerId:
    """Gives the headers of an INVITE; a caller without a number is withheld, as carriers say it."""
    kind = KINDS.get(line_type, "")
    if text_from in {"", "anonymous"}:
        us = f'"Anonymous" <sip:anonymous@anonymous.invalid{kind}>'
        return CallerId(us, (("Privacy", "id"),))
    address = f"<sip:{text_from}@127.0.0.1{kind}>"
    return CallerId(address, (("P-Asserted-Identity", address),))


def own_number(forwarded_by: tuple[str, ...]) -> CallerId:
    """Gives the headers of a call that shows our own number, and names who forwarded it."""
    addresses = [a if a.startswith("sip:") else f"sip:{a}@127.0.0.1" for a in forwarded_by]
    named = tuple(("Diversion", f"<{address}>;reason=no-answer") for address in addresses)
    return CallerId(f"<sip:{MAIN.number}@127.0.0.1>", named)


class RealLeg:
    """One attempt: the order, the telephone that rang for it, and what it did."""

    def __init__(self, order: DialOrder, script: Script, started_s: float, level: int) -> None:
        self.order = order
        self.script = script
        self.started_s = started_s
        self.level = level
        self.telephone: Dialog | None = None
        self.outcome: str | None = None
        self.settled = False
        self.accepted = False
        self.rang = self.picked_up = False
        self.bridged = False
        self.joining = self.joined = False
        self.parting = False

    def note(self, outcome: LegOutcome) -> None:
        """Keeps how it was counted; one that talks is counted at once and has not ended yet."""
        self.settled, self.joining = True, False
        if outcome is LegOutcome.ACCEPTED:
            self.accepted = True
        else:
            self.outcome = str(outcome)

    def end_talk(self) -> None:
        if self.accepted:
            self.outcome = str(LegOutcome.ACCEPTED)

    @property
    def in_flight(self) -> bool:
        """Tells whether the switch has something to do for it that is not done yet."""
        phone = self.telephone
        if self.joining or self.settled:
            return self.joining
        if phone is None or phone.stage is Stage.OVER:
            return True
        told = {Stage.RINGING: self.rang, Stage.TALKING: self.picked_up}
        return not told.get(phone.stage, True)

    @property
    def quiet(self) -> bool:
        """Tells whether nothing is on its way to the telephone or from it."""
        phone = self.telephone
        if phone is None:
            return self.settled
        if phone.stage is Stage.OVER:
            return self.outcome is not None
        return not (phone.media.busy or phone.ear.hears_prompt or self.joining or self.parting)


class RealCall:
    """One caller's telephone, and everything that was noticed of the call."""

    def __init__(self, caller: Dialog, arrived_s: float) -> None:
        self.caller = caller
        self.arrived_s = arrived_s
        self.answerers = Answerers({})
        self.groups: list[str] = []
        self.talk_s: float | None = None
        self.legs: dict[int, RealLeg] = {}
        self.outcome: str | None = None
        self.digits_taken = 0
        self.steps = 0
        self.playing = False
        self.leaving = False
        self.keying = 0

    def end(self, outcome: CallOutcome) -> None:
        """Keeps how the call was counted."""
        self.outcome = str(outcome)
        for leg in self.legs.values():
            leg.end_talk()

    def is_told(self, command: CarrierCommand) -> None:
        """Keeps what the switch has to do for this call."""
        if isinstance(command, Play):
            self.playing = True
        elif isinstance(command, RingTone | HoldTone | Bridge | HangUp):
            self.playing = False
        self.leaving |= isinstance(command, HangUp)
        if isinstance(command, Bridge | Dismiss) and command.leg in self.legs:
            leg = self.legs[command.leg]
            leg.joining |= isinstance(command, Bridge)
            leg.parting |= isinstance(command, Dismiss)

    def reported(self, event: Event) -> None:
        """Keeps what is done by now."""
        self.steps += 1
        if isinstance(event, Digit):
            self.digits_taken += 1
            self.keying = max(0, self.keying - 1)
        if isinstance(event, Digit | PromptFinished):
            self.playing = False
        if isinstance(event, LegRinging | LegPickedUp) and event.leg in self.legs:
            self.legs[event.leg].rang = True
            self.legs[event.leg].picked_up |= isinstance(event, LegPickedUp)
        if isinstance(event, BridgeUp | LegEnded | LegFailed) and event.leg in self.legs:
            leg = self.legs[event.leg]
            leg.joining, leg.joined = False, isinstance(event, BridgeUp)
            if not leg.joined:
                leg.end_talk()

    def group_for(self, asked: Collect) -> str:
        """Gives the keys that answer a question; none while others are being keyed."""
        if self.keying or not self.groups:
            return ""
        group = self.groups.pop(0)
        return group[:1] if asked.max_digits == 1 else group

    @property
    def quiet(self) -> bool:
        """Tells whether nothing is being said, keyed or dialed for this caller."""
        here = self.caller
        if not all(leg.quiet for leg in self.legs.values()):
            return False
        if here.stage is Stage.OVER:
            return self.outcome is not None
        if any(leg.joined and self._met(leg) is None for leg in self.legs.values()):
            return False
        busy = here.media.busy or here.ear.hears_prompt or self.playing or self.keying
        return not (busy or self.leaving)

    def leg(self, center: str) -> RealLeg:
        """Gives the latest attempt to reach a center."""
        return [leg for leg in self.legs.values() if leg.order.center == center][-1]

    def seen(self) -> Seen:
        """Tells what people noticed.

        By their own ears and telephones: prompts, languages, tones, who rang when, what answerers
        were told, who heard whom. How a leg and the call were counted nobody can hear; those two
        words come from the tree's notes, and a leg that was never on any telephone's display too.
        """
        ear, told = self.caller.ear, dict[str, tuple[str, ...]]()
        for leg in self.legs.values():
            if leg.telephone is not None:
                words = tuple(said.prompt for said in leg.telephone.ear.prompts)
                if words:
                    told[leg.order.center] = (*told.get(leg.order.center, ()), *words)
        heard_by_both = [when for leg in self.legs.values() if (when := self._met(leg)) is not None]
        return Seen(
            tuple(said.prompt for said in ear.prompts),
            tuple(said.language for said in ear.prompts),
            tuple(
                LegSeen(leg.order.center, leg.outcome, leg.started_s - self.arrived_s)
                for leg in self.legs.values()
            ),
            told,
            ear.tone,
            self.outcome,
            min(heard_by_both) - self.arrived_s if heard_by_both else None,
            len(heard_by_both),
        )

    def _met(self, leg: RealLeg) -> float | None:
        """Gives when caller and answerer heard each other, None when they never both did."""
        phone, voice = leg.telephone, self.caller.media.level
        if phone is None or voice is None:
            return None
        ours, theirs = self.caller.ear.voice(leg.level), phone.ear.voice(voice)
        return None if ours is None or theirs is None else max(ours, theirs)
