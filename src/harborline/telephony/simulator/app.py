"""The simulated carrier: carries out commands on simulated telephones and reports what comes of it.

Lives here: the telephony port on simulated time, and what a bystander can see of it. May not:
decide anything. Same duties as every adapter, asserted by tests/contract.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random
from typing import NamedTuple

from harborline.app.calls import HOUSE, Calls, House
from harborline.app.ports import (
    CarrierCommand,
    DialOrder,
    MapSource,
    NoOverlays,
    NoTotals,
    Overlays,
    Ports,
    Totals,
)
from harborline.app.rota_desk import NoRotaDesk, RotaDesk
from harborline.app.session import Arrival
from harborline.callflow.commands import (
    Answer,
    Bridge,
    CancelLeg,
    Collect,
    Dismiss,
    HangUp,
    HoldTone,
    Play,
    RingTone,
    TellLeg,
)
from harborline.callflow.events import (
    BridgeUp,
    CallerHungUp,
    Digit,
    Event,
    HoldOffAsked,
    PromptFinished,
)
from harborline.callflow.prompts import Say, spoken_in, text_of
from harborline.callflow.values import EVERYTHING, Capabilities, LineType
from harborline.core.numbering import NoPrefix
from harborline.telephony.simulator.answerers import SimulatedLeg
from harborline.telephony.simulator.caller import FIRST_KEY_S, NEXT_KEY_S, SimulatedCaller
from harborline.telephony.simulator.clock import SimulatedClock
from harborline.telephony.simulator.codec import KEYS, Answerers, arrival_of, seconds_of
from harborline.telephony.simulator.errors import UnknownCall, UnusableScript
from harborline.telephony.simulator.observations import (
    HIDDEN,
    AnswererHears,
    CallerHears,
    CallerSound,
    KeyPressed,
    KeysAsked,
    LegChanged,
    Observation,
)
from harborline.telephony.simulator.onlooker import Onlooker

CANNOT_DIAL = "This routing map holds no addresses of destinations, so it decides but cannot dial."
Sink = Callable[[Observation], None]


class Recorded(NamedTuple):
    """The names of a prompt's recordings, and how long they last together, 0 = there are none."""

    names: tuple[str, ...] = ()
    seconds: float = 0.0


Recordings = Callable[[Say, str], Recorded]
"""Gives the recordings of what is said on a line."""


def no_recordings(say: Say, line: str) -> Recorded:  # noqa: ARG001 -- as Recordings
    """Knows none: a practice call is then only read."""
    return Recorded()


class SimulatedCarrier:
    """The telephone network of one simulation: every caller, every leg, one clock."""

    def __init__(
        self,
        maps: MapSource,
        clock: SimulatedClock,
        rng: Random,
        sink: Sink,
        *,
        capabilities: Capabilities = EVERYTHING,
        house: House = HOUSE,
        overlays: Overlays | None = None,
        totals: Totals | None = None,
        recordings: Recordings = no_recordings,
        rota: RotaDesk | None = None,
    ) -> None:
        self.capabilities = capabilities
        self._maps = maps
        self._clock = clock
        self._sink = sink
        self._recordings = recordings
        self._token_key = rng.randbytes(32)
        self._callers: dict[str, SimulatedCaller] = {}
        self._answerers: dict[str, Answerers] = {}
        self._legs: dict[tuple[str, int], SimulatedLeg] = {}
        self._onlooker = Onlooker(clock, sink, self.order_of)
        ports = Ports(
            self,
            clock,
            maps,
            overlays or NoOverlays(),
            totals or NoTotals(),
            self._onlooker,
            rota or NoRotaDesk(),
        )
        self.calls = Calls(ports, rng, house)

    # -- what people do ----------------------------------------------------------------------------

    def start_call(
        self,
        text_from: str,
        line_type: LineType,
        line: str | None,
        answerers: Answerers,
        caller: SimulatedCaller,
    ) -> str:
        """Lets a caller arrive, and gives the call's id.

        Raises UnusableScript when the map holds nobody's address: every leg would fail, and a
        practice call would say that nobody is there.
        """
        if not self._maps.current().can_dial:
            raise UnusableScript(CANNOT_DIAL)
        arrival = arrival_of(text_from, line_type, line, self._token_key)
        return self.arrive(arrival, answerers, caller)

    def arrive(self, arrival: Arrival, answerers: Answerers, caller: SimulatedCaller) -> str:
        """Lets a call in that a codec has read, and gives its id."""
        call = self.expect(answerers, caller)
        caller.line = arrival.line or ""
        self.calls.arrive(call, arrival)
        return call

    def expect(self, answerers: Answerers, caller: SimulatedCaller) -> str:
        """Sets the people of a call up, and gives the id under which it may come in."""
        call = self.calls.new_call_id()
        self._callers[call] = caller
        self._answerers[call] = answerers
        self._onlooker.expect(call)
        return call

    def press(self, call: str, digit: str) -> None:
        """Lets the caller press a key: to the answerer when they talk, else to the tree."""
        if digit not in KEYS or len(digit) != 1:
            raise UnusableScript("A key is one of 0-9, * and #.")
        caller = self._caller(call)
        bridged = any(leg.stage == "bridged" for leg in self._legs_of(call))
        shown = HIDDEN if self._onlooker.is_secret(call) else digit
        self._sink(KeyPressed(call, self._onlooker.seconds(call), shown, bridged))
        if bridged or self._is_deaf(call, caller):
            return
        if caller.asked is not None:
            caller.hush()
            caller.takes_key()
        self.calls.report(call, Digit(digit))

    def _is_deaf(self, call: str, caller: SimulatedCaller) -> bool:
        """Tells whether a key is lost: a leg rings, and this adapter hears none meanwhile."""
        rings = any(leg.stage != "ended" for leg in self._legs_of(call))
        return rings and caller.asked is None and not self.capabilities.keys_while_ringing

    def hang_up(self, call: str) -> None:
        """Lets the caller hang up."""
        caller = self._caller(call)
        caller.gone = True
        caller.hush()
        self.calls.report(call, CallerHungUp())

    def leg(self, call: str, number: int) -> SimulatedLeg:
        """Gives a leg that has not ended. Raises UnknownCall."""
        self._caller(call)
        leg = self._legs.get((call, number))
        if leg is None or leg.stage == "ended":
            raise UnknownCall("This leg has ended; look at the legs that ring now.")
        return leg

    def answerer_press(self, call: str, number: int, digit: str) -> None:
        """Lets an answerer press a key: 1 takes, 9 passes; when they talk, *9 asks for a hold-off."""
        leg = self.leg(call, number)
        if leg.stage != "bridged":
            leg.press(digit)
        elif leg.asks_hold_off(digit) and self.capabilities.keys_while_bridged:
            self.calls.report(call, HoldOffAsked(number))

    def _caller(self, call: str) -> SimulatedCaller:
        caller = self._callers.get(call)
        if caller is None or caller.gone or call not in self.calls.live():
            raise UnknownCall("This call has ended; start another one.")
        return caller

    def _legs_of(self, call: str) -> list[SimulatedLeg]:
        return [leg for (of, _), leg in self._legs.items() if of == call]

    def order_of(self, call: str, number: int) -> DialOrder | None:
        """Gives what a leg was dialed with, None for one that never was."""
        leg = self._legs.get((call, number))
        return None if leg is None else leg.order

    def forget(self, call: str) -> None:
        """Drops what is left of a call that has ended."""
        self._callers.pop(call, None)
        self._answerers.pop(call, None)
        self._onlooker.forget(call)
        for key in [key for key in self._legs if key[0] == call]:
            del self._legs[key]

    # -- the telephony port ------------------------------------------------------------------------

    def carry_out(self, call: str, command: CarrierCommand) -> None:
        """Does one thing for a call; nothing that comes for a caller who has gone is an error."""
        match command:
            case Answer():
                pass
            case Play(says):
                self._play(call, says)
            case Collect():
                self._collect(call, command)
            case RingTone():
                self._sound(call, "ring_tone")
            case HoldTone():
                self._sound(call, "hold_tone")
            case HangUp():
                self._callers[call].gone = True
                self._callers[call].hush()
            case _:
                self._leg_command(call, command)

    def _leg_command(self, call: str, command: CancelLeg | Dismiss | TellLeg | Bridge) -> None:
        leg = self._legs.get((call, command.leg))
        if leg is None or leg.stage == "ended":
            return
        if isinstance(command, Bridge):
            self._callers[call].hush()
            leg.bridge(partial(self._joined, call, command.leg))
            return
        if isinstance(command, Dismiss | TellLeg):
            self._answerer_hears(call, command.leg, command.say)
        if not isinstance(command, TellLeg):
            leg.end()

    def dial(self, call: str, order: DialOrder) -> None:
        """Rings a center's telephone as its script says."""
        script = self._answerers[call].script(order.center, order.kind)
        around = _LegSurroundings(self, call)
        self._legs[call, order.leg] = SimulatedLeg(order, script, self._clock, around)
        at_s = self._onlooker.seconds(call)
        self._sink(
            LegChanged(call, at_s, order.leg, order.center, order.name, order.kind, "dialing", None)
        )

    def _play(self, call: str, says: tuple[Say, ...]) -> None:
        caller = self._callers[call]
        caller.hush()
        caller.asked = None
        begins = 0.0
        for say in says:
            recorded = self._recordings(say, caller.line)
            lasts = recorded.seconds or seconds_of(say)
            caption = partial(self._caption, call, say, lasts, recorded.names)
            caller.playing.append(self._clock.after(begins, caption))
            caller.last_word_at = self._clock.seconds + begins
            begins += lasts
        caller.playing.append(self._clock.after(begins, partial(self._played, call)))

    def _caption(self, call: str, say: Say, lasts: float, sounds: tuple[str, ...]) -> None:
        at_s, language = self._onlooker.seconds(call), spoken_in(say)
        self._sink(CallerHears(call, at_s, say.prompt, text_of(say), language, lasts, sounds))

    def _played(self, call: str) -> None:
        self._callers[call].playing = []
        self.calls.report(call, PromptFinished())

    def _collect(self, call: str, asked: Collect) -> None:
        caller = self._callers[call]
        caller.asked, caller.heard_keys = asked, 0
        self._sink(KeysAsked(call, self._onlooker.seconds(call), *asked))
        first_s = FIRST_KEY_S
        if caller.patient and asked.max_digits > 1:
            first_s += max(0.0, caller.last_word_at - self._clock.seconds)
        for i, digit in enumerate(caller.next_group(asked)):
            self._clock.after(first_s + i * NEXT_KEY_S, partial(self._scripted, call, digit))

    def _scripted(self, call: str, digit: str) -> None:
        caller = self._callers.get(call)
        if caller is not None and not caller.gone and call in self.calls.live():
            caller.keyed()
            self.press(call, digit)

    def _sound(self, call: str, sound: str) -> None:
        self._callers[call].hush()
        self._sink(CallerSound(call, self._onlooker.seconds(call), sound))

    def _joined(self, call: str, number: int) -> None:
        self.calls.report(call, BridgeUp(number))
        caller = self._callers.get(call)
        if caller is not None and caller.talk_s is not None:
            self._clock.after(caller.talk_s, partial(self._enough_said, call, number))

    def _enough_said(self, call: str, number: int) -> None:
        """Lets a scripted caller hang up, unless the other side was to end the talk."""
        leg = self._legs.get((call, number))
        if leg is not None and leg.stage == "bridged" and not leg.script.seconds:
            self.hang_up(call)

    # -- what legs need ----------------------------------------------------------------------------

    def answerer_hears(self, call: str, number: int, say: Say) -> None:
        """Lets a bystander see what is said to an answerer."""
        self._answerer_hears(call, number, say)

    def _answerer_hears(self, call: str, number: int, say: Say) -> None:
        order = self.order_of(call, number)
        center = "" if order is None else order.center
        at_s, language = self._onlooker.seconds(call), spoken_in(say)
        self._sink(AnswererHears(call, at_s, number, center, say.prompt, text_of(say), language))

    def forward_back(self, order: DialOrder) -> None:
        """Calls the line as a forwarding center does: with our number, naming itself."""
        named = tuple(d.address for d in order.destinations if d.address is not None)
        looped = Arrival(NoPrefix.MALFORMED, own_number=True, forwarded_by=named)
        self.arrive(looped, Answerers({}), SimulatedCaller())


class _LegSurroundings:
    """The network as one leg sees it."""

    def __init__(self, carrier: SimulatedCarrier, call: str) -> None:
        self._carrier = carrier
        self._call = call

    def report(self, event: Event) -> None:
        self._carrier.calls.report(self._call, event)

    def answerer_hears(self, leg: int, say: Say) -> None:
        self._carrier.answerer_hears(self._call, leg, say)

    def forward_back(self, order: DialOrder) -> None:
        self._carrier.forward_back(order)
