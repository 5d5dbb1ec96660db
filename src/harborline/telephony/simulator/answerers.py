"""One simulated leg: a telephone that rings somewhere, and whoever or whatever is beside it.

Each script is a small plan on the simulated clock; what comes of it is reported as events. A leg
that is ended, by either side, has its plans taken back, so it never speaks again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from harborline.app.ports import Cancel, DialOrder
from harborline.callflow.events import (
    EndCause,
    Event,
    LegAccepted,
    LegBusy,
    LegDeclined,
    LegEnded,
    LegFailed,
    LegNoAnswer,
    LegPickedUp,
    LegRinging,
)
from harborline.callflow.prompts import Say
from harborline.callflow.timers import WHISPERS
from harborline.telephony.simulator.clock import SimulatedClock
from harborline.telephony.simulator.codec import WHISPER_MOST_S, Script, Side

SETUP_S = 1.0
PICK_UP_S = 4.0
PRESS_S = 4.0
DECLINE_S = 3.0
LOOP_S = 2.0
BRIDGE_S = 0.2


class Surroundings(Protocol):
    """What a leg needs of the simulated network around it."""

    def report(self, event: Event) -> None:
        """Takes what happened to the tree."""

    def answerer_hears(self, leg: int, say: Say) -> None:
        """Lets a bystander see what the answerer hears."""

    def forward_back(self, order: DialOrder) -> None:
        """Calls our own line, as a center does that forwards back to us."""


class SimulatedLeg:
    """A telephone that rings for one order."""

    def __init__(
        self, order: DialOrder, script: Script, clock: SimulatedClock, around: Surroundings
    ) -> None:
        self.order = order
        self.script = script
        self.stage = "dialing"
        self._clock = clock
        self._around = around
        self._plans: list[Cancel] = []
        self._held_star = False
        self._begin()

    def _later(self, seconds: float, action: Callable[[], None]) -> None:
        self._plans.append(self._clock.after(seconds, action))

    def _tell(self, seconds: float, event: Event) -> None:
        self._later(seconds, partial(self._around.report, event))

    def _begin(self) -> None:
        side, number = self.script.side, self.order.leg
        if side is Side.BUSY:
            self._later(SETUP_S, partial(self._fail, LegBusy(number)))
        elif side is Side.FAILED:
            self._later(SETUP_S, partial(self._fail, LegFailed(number)))
        else:
            self._later(SETUP_S, self._ring)

    def _fail(self, event: Event) -> None:
        self.end()
        self._around.report(event)

    def _ring(self) -> None:
        side, number = self.script.side, self.order.leg
        self.stage = "ringing"
        self._around.report(LegRinging(number))
        self._later(self.order.ring_s - SETUP_S, partial(self._fail, LegNoAnswer(number)))
        if side is Side.DECLINE:
            self._later(DECLINE_S, partial(self._fail, LegDeclined(number)))
        elif side is Side.LOOP:
            self._later(LOOP_S, partial(self._around.forward_back, self.order))
        elif side not in {Side.NO_ANSWER, Side.MANUAL}:
            self._later(PICK_UP_S, self.pick_up)

    def pick_up(self) -> None:
        """Answers; a person listens to the whisper and presses 1, a machine never does."""
        self._take_back()
        self.stage = "picked_up"
        if self.order.whisper is not None:
            for i in range(WHISPERS):
                whisper = partial(self._around.answerer_hears, self.order.leg, self.order.whisper)
                self._later(i * WHISPER_MOST_S, whisper)
            if self.script.side not in {Side.VOICEMAIL, Side.MANUAL}:
                self._later(PRESS_S, partial(self.press, "1"))
        self._around.report(LegPickedUp(self.order.leg))

    def press(self, digit: str) -> None:
        """Takes a key of the answerer: 1 accepts, 9 passes; after * a 9 asks for a hold-off."""
        if self.stage != "picked_up":
            return
        if digit == "1":
            self._take_back()
            self._around.report(LegAccepted(self.order.leg))
        elif digit == "9":
            self._take_back()
            self._around.report(LegDeclined(self.order.leg))

    def asks_hold_off(self, digit: str) -> bool:
        """Tells whether a key pressed in mid-talk completes *9."""
        starred, self._held_star = self._held_star, digit == "*"
        return starred and digit == "9"

    def bridge(self, up: Callable[[], None]) -> None:
        """Joins the leg to its caller in no time, and ends the talk if the script says so."""
        self._take_back()
        self.stage = "bridged"
        self._later(BRIDGE_S, up)
        if self.script.side is Side.ENDS:
            self._later(BRIDGE_S + self.script.seconds, partial(self.hang_up, EndCause.NORMAL))
        elif self.script.side is Side.DROPS:
            self._later(BRIDGE_S + self.script.seconds, partial(self.hang_up, EndCause.NETWORK))

    def hang_up(self, cause: EndCause = EndCause.NORMAL) -> None:
        """Ends the leg from its side; while ringing that is a decline."""
        number, was = self.order.leg, self.stage
        self.end()
        rang = was in {"dialing", "ringing"}
        self._around.report(LegDeclined(number) if rang else LegEnded(number, cause))

    def end(self) -> None:
        """Ends the leg without a word."""
        self._take_back()
        self.stage = "ended"

    def _take_back(self) -> None:
        for cancel in self._plans:
            cancel()
        self._plans.clear()
