"""What a telephony adapter must offer to be held to the contract, and the rigs there are.

A rig runs our tree on an adapter and lets a test play caller and answerers. The contract asks only
what people notice: who heard what, whose telephone rang, how it ended. An adapter states what it
can do; where it cannot, the documented lesser way is asserted instead. adapters.py lists the rigs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from random import Random
from typing import NamedTuple, Protocol, TypeVar

from contract.network import ROUTING_MAP, TELEPHONES
from harborline.app.calls import House
from harborline.app.ports import NoOverlays, Total, Totals
from harborline.app.rota_desk import RotaQuestion
from harborline.app.session import Arrival
from harborline.callflow.values import EVERYTHING, Capabilities, LineType, RotaAnswer
from harborline.core.directory import DestinationKind, always_open
from harborline.core.errors import UnusableMap
from harborline.core.numbering import NoPrefix
from harborline.core.occupancy import Surge
from harborline.core.routing_map import RoutingMap
from harborline.telephony.simulator.app import SimulatedCarrier
from harborline.telephony.simulator.caller import SimulatedCaller
from harborline.telephony.simulator.clock import SimulatedClock
from harborline.telephony.simulator.codec import Answerers, read_answerers
from harborline.telephony.simulator.observations import (
    AnswererHears,
    CallEnded,
    CallerHears,
    CallerSound,
    LegChanged,
    Observation,
)

T = TypeVar("T")
STARTS_AT = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
TALK_S = 120.0
FALLBACK = (always_open(DestinationKind.SWITCHBOARD, TELEPHONES["team"]),)
"""Dialed when no map can be had, as an installation's own setting."""

HOUSE = House(web="help.example", text="555-0100", most_calls=40, fallback=FALLBACK)


class LegSeen(NamedTuple):
    """One attempt: whom it rang, how it ended (None = not yet), when dialing began."""

    center: str
    outcome: str | None
    started_s: float


class Seen(NamedTuple):
    """What people noticed of a call so far. `answerers`: prompts heard, by center."""

    heard: tuple[str, ...]
    languages: tuple[str, ...]
    legs: tuple[LegSeen, ...]
    answerers: Mapping[str, tuple[str, ...]]
    sound: str
    outcome: str | None
    seconds_to_person: float | None
    bridges: int

    @property
    def rang(self) -> list[str]:
        return [leg.center for leg in self.legs]


class SwitchableOverlays(NoOverlays):
    def __init__(self) -> None:
        self.paused_now: frozenset[str] = frozenset()
        self.surge_now: Surge | None = None

    def paused(self) -> frozenset[str]:
        return self.paused_now

    def surge(self) -> Surge | None:
        return self.surge_now


class CountsKept:
    """Keeps totals in a list."""

    def __init__(self) -> None:
        self.rows: list[Total] = []

    def add(self, total: Total) -> None:
        self.rows.append(total)


class PlayedDesk:
    """A directory that answers at once what the test says, or never (None)."""

    def __init__(self) -> None:
        self.answer: RotaAnswer | None = RotaAnswer.TWELVE_HOURS
        self.asked: list[RotaQuestion] = []

    def ask(self, question: RotaQuestion, answered: Callable[[RotaAnswer], None]) -> None:
        self.asked.append(question)
        if self.answer is not None:
            answered(self.answer)


class SwappableMap:
    """A map source whose map can be swapped in mid-call."""

    def __init__(self, routing_map: RoutingMap = ROUTING_MAP) -> None:
        self.map = routing_map
        self.broken = False

    def current(self) -> RoutingMap:
        if self.broken:
            raise UnusableMap("This map is broken on purpose.")
        return self.map


class Rig(Protocol):
    """One adapter with our tree on it. Times are seconds, simulated or real.

    Whatever is done has come through to the tree when a method returns, so that a test decides which
    of two things came first.
    """

    capabilities: Capabilities
    maps: SwappableMap
    rota: PlayedDesk

    def close(self) -> None:
        """Ends every call and lets go of whatever the adapter runs on."""

    def now(self) -> float:
        """Gives the seconds since the rig began."""

    def call(
        self,
        *,
        line: str = "main",
        text_from: str = "",
        line_type: LineType = LineType.UNKNOWN,
        keys: tuple[str, ...] = (),
        outcomes: Mapping[str, str] | None = None,
        everyone: str = "answer",
    ) -> str:
        """Lets somebody call; gives a name for the call."""

    def loop(self, *, forwarded_by: tuple[str, ...] = ()) -> str:
        """Lets an arrival come that carries one of our own numbers."""

    def wait(self, seconds: float) -> None:
        """Lets time pass."""

    def press(self, call: str, keys: str) -> None:
        """Lets the caller press keys, one after the other."""

    def hang_up(self, call: str) -> None:
        """Lets the caller hang up."""

    def pick_up(self, call: str, center: str) -> None:
        """Lets somebody pick up at a center that rings by hand."""

    def answerer_keys(self, call: str, center: str, keys: str) -> None:
        """Lets the answerer press keys."""

    def answerer_hangs_up(self, call: str, center: str) -> None:
        """Lets the answerer hang up, or decline."""

    def seen(self, call: str) -> Seen:
        """Gives what people noticed of a call so far."""

    def pause(self, *centers: str) -> None:
        """Pauses these centers, and no others, from now on."""

    def surge(self, *, on: bool) -> None:
        """Puts a surge overlay on, or ends it."""

    def code_told(self, call: str) -> str:
        """Gives the place code that the caller was told last, empty for none."""


class SimulatorRig:
    """The simulator under contract, with all its capabilities or fewer."""

    def __init__(
        self, capabilities: Capabilities = EVERYTHING, totals: Totals | None = None
    ) -> None:
        self.capabilities = capabilities
        self.maps = SwappableMap()
        self.clock = SimulatedClock(STARTS_AT)
        self.overlays = SwitchableOverlays()
        self.totals = totals or CountsKept()
        self.rota = PlayedDesk()
        self.all: list[Observation] = []
        self.carrier = SimulatedCarrier(
            self.maps,
            self.clock,
            Random(7),
            self.all.append,
            capabilities=capabilities,
            house=HOUSE,
            overlays=self.overlays,
            totals=self.totals,
            rota=self.rota,
        )

    def call(
        self,
        *,
        line: str = "main",
        text_from: str = "",
        line_type: LineType = LineType.UNKNOWN,
        keys: tuple[str, ...] = (),
        outcomes: Mapping[str, str] | None = None,
        everyone: str = "answer",
    ) -> str:
        answerers = read_answerers(outcomes or {}, everyone)
        caller = SimulatedCaller(keys, TALK_S)
        return self.carrier.start_call(text_from, line_type, line, answerers, caller)

    def loop(self, *, forwarded_by: tuple[str, ...] = ()) -> str:
        arrival = Arrival(NoPrefix.MALFORMED, "main", own_number=True, forwarded_by=forwarded_by)
        return self.carrier.arrive(arrival, Answerers({}), SimulatedCaller())

    def close(self) -> None:
        for call in self.carrier.calls.live():
            self.carrier.hang_up(call)

    def now(self) -> float:
        return self.clock.seconds

    def wait(self, seconds: float) -> None:
        self.clock.advance_to(self.clock.seconds + seconds)

    def press(self, call: str, keys: str) -> None:
        for key in keys:
            self.carrier.press(call, key)

    def hang_up(self, call: str) -> None:
        self.carrier.hang_up(call)

    def pick_up(self, call: str, center: str) -> None:
        self.carrier.leg(call, self._leg(call, center)).pick_up()

    def answerer_keys(self, call: str, center: str, keys: str) -> None:
        for key in keys:
            self.carrier.answerer_press(call, self._leg(call, center), key)

    def answerer_hangs_up(self, call: str, center: str) -> None:
        self.carrier.leg(call, self._leg(call, center)).hang_up()

    def _leg(self, call: str, center: str) -> int:
        return max(o.leg for o in self._of(call, LegChanged) if o.center == center)

    def _of(self, call: str, kind: type[T]) -> list[T]:
        return [o for o in self.all if isinstance(o, kind) and o.call == call]

    def seen(self, call: str) -> Seen:
        heard = self._of(call, CallerHears)
        legs: dict[int, LegSeen] = {}
        for change in self._of(call, LegChanged):
            started = legs[change.leg].started_s if change.leg in legs else change.at_s
            legs[change.leg] = LegSeen(change.center, change.outcome, started)
        told: dict[str, tuple[str, ...]] = {}
        for word in self._of(call, AnswererHears):
            told[word.center] = (*told.get(word.center, ()), word.prompt)
        ended = self._of(call, CallEnded)
        sounds = self._of(call, CallerSound)
        return Seen(
            tuple(word.prompt for word in heard),
            tuple(word.language for word in heard),
            tuple(legs.values()),
            told,
            sounds[-1].sound if sounds else "",
            ended[0].outcome if ended else None,
            ended[0].seconds_to_person if ended else None,
            sum(change.state == "bridged" for change in self._of(call, LegChanged)),
        )

    def pause(self, *centers: str) -> None:
        lifted = self.overlays.paused_now - set(centers)
        self.overlays.paused_now = frozenset(centers)
        for center in sorted(lifted):
            self.carrier.calls.seat_may_be_free(center)

    def surge(self, *, on: bool) -> None:
        self.overlays.surge_now = Surge() if on else None

    def code_told(self, call: str) -> str:
        words = [o.text for o in self._of(call, CallerHears) if o.prompt == "place_code"]
        digits = re.findall(r"(?:\d ){3}\d", words[-1])[0] if words else ""
        return str(digits).replace(" ", "")


def at_once(rig: Rig) -> AbstractContextManager[None]:
    """Within it, what is done does not wait to come through, so that the next thing races it.

    Where time stands still between two things, as in the simulator, the first always wins.
    """
    racing: Callable[[], AbstractContextManager[None]] = getattr(rig, "at_once", nullcontext)
    return racing()


LEAST = Capabilities(
    keys_while_ringing=False, parallel_legs=False, cancel=True, keys_while_bridged=False
)
"""What webhook carriers can do."""
