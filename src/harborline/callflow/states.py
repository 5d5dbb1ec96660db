"""The state of one call: its phase, and the little that later steps must remember.

Immutable; `machine.step` gives the next one. It holds no number, no prefix, no address and no clock:
keyed digits leave it with the phase in which they were asked for. Its repr shows the phase alone,
so that no traceback can tell anything of a caller.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from harborline.callflow.prompts import Say
from harborline.callflow.timers import TimerId, TimerName
from harborline.callflow.values import (
    EVERYTHING,
    Capabilities,
    LineTerms,
    PlannedLeg,
)


class Phase(StrEnum):
    """Where in the tree a call is."""

    NEW = "new"
    GREETING = "greeting"
    CODE = "code"
    ROTA_CENTER = "rota_center"
    ROTA_PIN = "rota_pin"
    ROTA_WISH = "rota_wish"
    ROTA_ASKED = "rota_asked"
    ZIP = "zip"
    DECIDING = "deciding"
    CONNECTING = "connecting"
    ASIDE = "aside"
    BRIDGING = "bridging"
    BRIDGED = "bridged"
    LEFT = "left"
    HOLD = "hold"
    HOLD_CHECK = "hold_check"
    FALLBACK = "fallback"
    FAREWELL = "farewell"
    OVER = "over"


class Stage(StrEnum):
    """How far a live leg is; a bridged one is the only live leg."""

    RINGING = "ringing"
    WHISPER = "whisper"
    ACCEPTED = "accepted"


FALLBACK = -1
"""As `plan_index`: no leg of the decision but the line's national backup, since something broke."""
NOWHERE = -2
"""As `redialed`: no leg of the plan."""


class LiveLeg(NamedTuple):
    """A leg dialed and not ended: its number, its place in the plan, and its stage."""

    number: int
    plan_index: int
    stage: Stage


class Call(NamedTuple):
    """One call.

    `plan`: the decision's legs; `next_index`: the first not dialed yet. `dialed`: legs so far.
    `safety_said`: the caller heard in their language of 911, of `0`, and in a surge of a long wait.
    `last_call`: no new local leg starts any more. `word`: said before whatever is said next.
    `national_only`: the caller pressed 0. `held`: has a place in the queue;
    `explained`: was told so; `code`: its place code, if there is one. `cap_due`: ten minutes were over while a leg was tried.
    `stays_silent`: after the center's side ended, silence means goodbye. `silences`: how often in a row
    the national team's side ended and the caller was silent. `redialed`: the leg of the plan that is
    dialed once more after a failure of the network. `answered`: a bridge stood.
    `turned_away`: the static notice is being said. `rota_keyed`: a center's code, then a PIN too, until
    the directory is asked; `set_rota`: this was somebody who answers calls, and they have set the rota.
    """

    phase: Phase
    capabilities: Capabilities
    terms: LineTerms
    language: str = "en"
    asks_zip: bool = False
    code_menu: bool = False
    safety_said: bool = False
    word: tuple[Say, ...] = ()
    digits: str = ""
    zip_was_unknown: bool = False
    plan: tuple[PlannedLeg, ...] = ()
    next_index: int = 0
    dialed: int = 0
    live: tuple[LiveLeg, ...] = ()
    last_call: bool = False
    national_only: bool = False
    held: bool = False
    code: str = ""
    explained: bool = False
    wait_min: int | None = None
    surge: bool = False
    cap_due: bool = False
    resume_index: int = 0
    stays_silent: bool = False
    silences: int = 0
    redialed: int = NOWHERE
    held_off: bool = False
    turned_away: bool = False
    rota_keyed: tuple[str, ...] = ()
    set_rota: bool = False
    answered: bool = False
    timers: frozenset[TimerId] = frozenset()

    def __repr__(self) -> str:
        return f"<Call {self.phase}>"

    def leg(self, number: int) -> LiveLeg | None:
        """Gives the live leg of that number, None when it has ended or never was."""
        return next((leg for leg in self.live if leg.number == number), None)

    def runs(self, name: TimerName) -> bool:
        """Tells whether a timer of that name runs."""
        return any(timer.name is name for timer in self.timers)


def new_call(capabilities: Capabilities = EVERYTHING) -> Call:
    """Gives the state before anything has happened."""
    return Call(Phase.NEW, capabilities, LineTerms("", ("en",)))
