"""What calls need of the world, as short protocols, each with a real class that does nothing.

A port that raises never costs a caller: app.calls answers a failing dial with the next leg, any other
failure with the national backup, and a failing count with nothing at all. Nothing here blocks: an
adapter that has to wait queues what it is told and returns at once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple, Protocol, TypeAlias

from harborline.app.rota_desk import NoRotaDesk, RotaDesk
from harborline.callflow.commands import (
    Answer,
    Bridge,
    CancelLeg,
    Collect,
    Command,
    Dismiss,
    HangUp,
    HoldTone,
    Play,
    RingTone,
    TellLeg,
)
from harborline.callflow.events import Event
from harborline.callflow.prompts import Say
from harborline.callflow.states import Call
from harborline.callflow.values import CallOutcome, Capabilities, LegOutcome
from harborline.core.directory import Destination
from harborline.core.occupancy import Surge
from harborline.core.places import Precision
from harborline.core.reasons import LegKind, LegReason
from harborline.core.routing import Decision
from harborline.core.routing_map import RoutingMap

Cancel: TypeAlias = Callable[[], None]
"""Takes back what was planned; does nothing once it has happened."""

CarrierCommand: TypeAlias = (
    Answer | Play | Collect | RingTone | HoldTone | CancelLeg | Dismiss | TellLeg | Bridge | HangUp
)
"""The commands that an adapter carries out as they are."""


class DialOrder(NamedTuple):
    """Everything an adapter needs to ring a center or backup.

    `destinations`: those open now, in the order in which they ring; of one `order` together; all
    within `ring_s`. `shows`: the line's own number, which the center sees; never the caller's.
    `destinations` is empty for the fallback when no map is there: the adapter dials the national
    backup of its own configuration.
    """

    leg: int
    center: str
    name: str
    kind: LegKind
    destinations: tuple[Destination, ...]
    ring_s: int
    whisper: Say | None
    shows: str | None


class Telephony(Protocol):
    """A carrier or switch. What comes of a command is reported to `Calls.report` as events."""

    capabilities: Capabilities

    def carry_out(self, call: str, command: CarrierCommand) -> None:
        """Does one thing for a call. May raise: then the caller goes to the national backup."""

    def dial(self, call: str, order: DialOrder) -> None:
        """Rings a center or backup. May raise: then the leg counts as failed, and a CancelLeg follows
        for whatever had begun to ring by then.
        """


class Clock(Protocol):
    """Time, and whatever has to happen later; the same clock for all of a process."""

    @property
    def seconds(self) -> float:
        """Gives seconds since some moment, which only ever grow: wall clocks are set back at times.

        All that lasts is measured by them; `now` is for opening hours and the days that are counted.
        """

    def now(self) -> datetime:
        """Gives the time, aware, in UTC."""

    def after(self, seconds: float, action: Callable[[], None]) -> Cancel:
        """Calls `action` once, `seconds` from now, never within this call."""


class MapSource(Protocol):
    """The routing map in use; a new one may take its place between any two calls of `current`."""

    def current(self) -> RoutingMap:
        """Gives the map. Raises UnusableMap when there is none."""


class Overlays(Protocol):
    """Changes that hold at once, without a new map."""

    def paused(self) -> frozenset[str]:
        """Gives the ids of centers that are paused now."""

    def paused_destinations(self) -> frozenset[str]:
        """Gives the ids of single destinations that are paused now."""

    def surge(self) -> Surge | None:
        """Gives the surge overlay that is on now."""


class NoOverlays:
    """Nobody has paused anything and there is no surge."""

    def paused(self) -> frozenset[str]:
        return frozenset()

    def paused_destinations(self) -> frozenset[str]:
        return frozenset()

    def surge(self) -> Surge | None:
        return None


class NetworkTotal(NamedTuple):
    """Adds one to a row of (half hour, line, language, outcome, wait, precision).

    `outcome`: a CallOutcome, or `counting.ANSWERED_BY_BACKUP` where it was a backup that answered.
    """

    half_hour: datetime
    line: str
    language: str
    outcome: str
    wait: str
    precision: Precision


class StateTotal(NamedTuple):
    """Adds one to a row of (day, state, line, outcome, wait); `state` None = not known."""

    day: date
    state: str | None
    line: str
    outcome: CallOutcome
    wait: str


class LegTotal(NamedTuple):
    """Adds one to a row of (week, center, reason of the leg, outcome); `week` is its Monday."""

    week: date
    center: str
    reason: LegReason
    outcome: LegOutcome


Total: TypeAlias = NetworkTotal | StateTotal | LegTotal


class Totals(Protocol):
    """Three tables of counts. There is no row per call, and nothing that joins the three."""

    def add(self, total: Total) -> None:
        """Counts one."""


class NoTotals:
    """Counts nothing."""

    def add(self, total: Total) -> None:
        """Forgets at once."""


class Watcher(Protocol):
    """Sees each step of a call, for a screen beside a practice call; never in real service."""

    def stepped(self, call: str, event: Event, state: Call, commands: tuple[Command, ...]) -> None:
        """Is told after the step was taken and before its commands are carried out."""

    def decided(self, call: str, decision: Decision, line: str, language: str) -> None:
        """Is told each decision that is made for a call."""

    def ended(self, call: str) -> None:
        """Is told that nothing more will come of a call."""


class NobodyWatches:
    """Sees nothing: what real calls have."""

    def stepped(self, call: str, event: Event, state: Call, commands: tuple[Command, ...]) -> None:
        """Looks away."""

    def decided(self, call: str, decision: Decision, line: str, language: str) -> None:
        """Looks away."""

    def ended(self, call: str) -> None:
        """Looks away."""


class Ports(NamedTuple):
    """All that calls need of the world; what is not given does nothing."""

    telephony: Telephony
    clock: Clock
    maps: MapSource
    overlays: Overlays = NoOverlays()
    totals: Totals = NoTotals()
    watcher: Watcher = NobodyWatches()
    rota: RotaDesk = NoRotaDesk()
