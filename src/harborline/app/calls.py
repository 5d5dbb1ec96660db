"""Calls in progress: an adapter's events go through the tree, and its commands to the ports.

Lives here: the door (loops, floods), the order of things, and the rule that any failure of ours ends
with the caller being connected somewhere. Commands are carried out in orders.py. May not: decide
who is dialed (core) or what is said (callflow); wait; print or keep anything of a caller.
Adapters call `new_call_id`, `arrive` and `report`; overlays call `seat_may_be_free`.
"""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from functools import partial
from math import inf
from random import Random
from typing import NamedTuple

from harborline.app.orders import Orders
from harborline.app.ports import Ports
from harborline.app.session import Arrival, Frozen, LegRecord, Session
from harborline.callflow.commands import CancelLeg, HangUp
from harborline.callflow.events import (
    Admission,
    Adopted,
    Arrived,
    CallerHungUp,
    Decided,
    Event,
    InternalError,
    LegFailed,
    TakenOver,
)
from harborline.callflow.machine import step
from harborline.callflow.states import Phase, Stage, new_call
from harborline.callflow.values import LegOutcome, LineTerms
from harborline.core.addresses import comparable
from harborline.core.directory import Destination, Line
from harborline.core.errors import UnusableMap
from harborline.core.numbering import NoPrefix
from harborline.core.occupancy import Surge
from harborline.core.routing import locate

RETRY_HELD_S = 20.0
_SEAT_OPENED = frozenset({LegOutcome.ACCEPTED, LegOutcome.ABANDONED})
"""How a leg ended that leaves a free seat behind; a busy or silent one would only be tried in vain."""

_NO_SURGE = Surge()
_WAITING = frozenset({Phase.HOLD, Phase.HOLD_CHECK})

_RESCUES = 4
"""From any phase the fallback, the notice, the hang-up and the end are this many steps away."""


class House(NamedTuple):
    """What an installation tells its callers and allows itself.

    `web`, `text`: other ways to reach help, None = none. `most_calls`: beyond it arrivals hear the
    static notice. `fallback`: dialed when no map can be had.
    """

    web: str | None = None
    text: str | None = None
    most_calls: int = 10_000
    fallback: tuple[Destination, ...] = ()


HOUSE = House()


class Calls:
    """All calls of one process. Single-threaded: whoever calls in does so from one event loop."""

    def __init__(self, ports: Ports, rng: Random, house: House = HOUSE) -> None:
        self._ports = ports
        self._rng = rng
        self._house = house
        self._live: dict[str, Session] = {}
        self._inbox: deque[tuple[str, Event]] = deque()
        self._draining = False
        self._ticking = False
        self._orders = Orders(ports, rng, house.fallback, self.report)

    def new_call_id(self) -> str:
        """Gives an opaque word for a call; it tells nothing of the caller and ends with the call."""
        return f"{self._rng.getrandbits(64):016x}"

    def live(self) -> tuple[str, ...]:
        """Gives the ids of the calls in progress, oldest first."""
        return tuple(self._live)

    def seconds_left(self, call: str) -> float:
        """Gives how long a local leg may still take; below 0 the national team is overdue.

        Without end for a call that has dialed nobody here.
        """
        session = self._live.get(call)
        if session is None or not session.deadline_s:
            return inf
        return session.deadline_s - self._ports.clock.seconds

    def arrive(self, call: str, arrival: Arrival) -> None:
        """Lets a call in: greeted, refused as a loop, or told that the house is full."""
        state, clock = new_call(self._ports.telephony.capabilities), self._ports.clock
        session = Session(state, arrival, arrival.line or "", clock.now(), clock.seconds)
        self._live[call] = session
        try:
            event = self._at_the_door(session, arrival)
        except Exception:  # noqa: BLE001 -- whatever broke, the caller is connected somewhere
            self.report(call, InternalError())
        else:
            self.report(call, event)

    def _at_the_door(self, session: Session, arrival: Arrival) -> Arrived:
        routing_map = self._ports.maps.current()
        line = routing_map.line(arrival.line)
        session.line, session.shows = line.id, line.number
        origin = locate(routing_map, session.evidence)
        session.precision, session.state_code = origin.precision, origin.state
        codes_live = self._orders.codes.any_live(line.id, self._ports.clock.seconds)
        return Arrived(
            self._terms(line, demo=routing_map.demo),
            origin.precision,
            arrival.line_type,
            arrival.county is not None,
            codes_live,
            self._admission(arrival),
        )

    def _terms(self, line: Line, *, demo: bool) -> LineTerms:
        """Gives a line's terms, with what a surge puts in their place while it is on."""
        surge = self._ports.overlays.surge() or _NO_SURGE
        return LineTerms(
            line.name,
            line.languages,
            surge.zip_policy or line.zip_policy,
            line.discreet,
            line.says_center_name,
            surge.local_wait_s or line.max_local_wait_s,
            line.stagger_s,
            demo,
            self._house.web,
            self._house.text,
            surge.wait_notice,
        )

    def _admission(self, arrival: Arrival) -> Admission:
        looping = self._looping_leg(arrival) if arrival.own_number else None
        if looping is not None:
            self._end_loop(*looping)
            return Admission.LOOP
        if arrival.flooded or len(self._live) > self._house.most_calls:
            return Admission.FLOOD
        return Admission.WELCOME

    def _looping_leg(self, arrival: Arrival) -> tuple[str, int, LegRecord] | None:
        """Finds the leg that a center forwards back to us: the one named, or the only one ringing.

        Without either it is a caller who happens to show our number: a center may be transferring
        somebody back.
        """
        ringing = [
            (call, leg.number, session.legs[leg.number])
            for call, session in self._live.items()
            for leg in session.state.live
            if leg.stage is Stage.RINGING and leg.number in session.legs
        ]
        forwarders = frozenset(map(comparable, arrival.forwarded_by))
        named = [found for found in ringing if found[2].addresses & forwarders]
        if named:
            return named[0]
        return ringing[0] if len(ringing) == 1 and not arrival.forwarded_by else None

    def _end_loop(self, call: str, leg: int, record: LegRecord) -> None:
        self._orders.ledger.note_loop(record.center, self._ports.clock.seconds)
        self._ports.telephony.carry_out(call, CancelLeg(leg))
        self.report(call, LegFailed(leg))

    # -- calls of other processes ------------------------------------------------------------------

    def adopt(self, call: str, line: str | None, language: str, leg: int) -> None:
        """Watches over two who talk already; the process that joined them is gone.

        `leg`: the number under which the answerer's side will be reported.
        """
        session = self._stranger(call, line)
        session.answered_s = session.arrived_s
        self.report(call, Adopted(self._terms_of(session), language, leg))

    def freeze(self, call: str) -> Frozen | None:
        """Gives what another process needs to go on should this one be lost; None = nothing here."""
        session = self._live.get(call)
        if session is None:
            return None
        state = session.state
        ahead = [leg.center for leg in state.plan[state.next_index :] if not leg.is_national]
        reasons = tuple(session.planned[center].reason for center in ahead)
        return Frozen(session.line, state.language, tuple(ahead), state.dialed, reasons)

    def take_over(self, call: str, frozen: Frozen) -> None:
        """Goes on with a call whose process is lost; legs that the map dropped are left out."""
        session = self._stranger(call, frozen.line)
        try:
            legs = self._orders.thaw(call, session, frozen)
        except Exception:  # noqa: BLE001 -- whatever broke, the caller is connected somewhere
            legs = ()
        terms = self._terms_of(session)
        self.report(call, TakenOver(terms, frozen.language, legs, frozen.legs))

    def _stranger(self, call: str, line: str | None) -> Session:
        """Lets in a call that another process answered: nothing is known of who calls."""
        clock = self._ports.clock
        state = new_call(self._ports.telephony.capabilities)
        arrival = Arrival(NoPrefix.WITHHELD, line)
        session = Session(state, arrival, line or "", clock.now(), clock.seconds)
        self._live[call] = session
        return session

    def _terms_of(self, session: Session) -> LineTerms:
        """Gives the terms of the call's line, the plainest ones if the map has no such line."""
        with suppress(Exception):
            routing_map = self._ports.maps.current()
            line = routing_map.line(session.line or None)
            session.line, session.shows = line.id, line.number
            return self._terms(line, demo=routing_map.demo)
        return LineTerms("", ("en",))

    # -- events ------------------------------------------------------------------------------------

    def report(self, call: str, event: Event) -> None:
        """Takes an event; those reported meanwhile wait their turn, so no step is cut in half."""
        self._inbox.append((call, event))
        if self._draining:
            return
        self._draining = True
        try:
            while self._inbox:
                self._take(*self._inbox.popleft())
        finally:
            self._draining = False

    def _take(self, call: str, event: Event) -> None:
        session = self._live.get(call)
        if session is None:
            return
        for _ in range(_RESCUES):
            if self._went_well(call, session, event):
                break
            event = InternalError()
        else:
            self._let_go(call, session)
        if session.state.phase is Phase.OVER:
            self._live.pop(call, None)
            with suppress(Exception):
                self._ports.watcher.ended(call)
        self._tick_while_held()

    def _went_well(self, call: str, session: Session, event: Event) -> bool:
        """Takes one step and carries out all of its commands, even after one that failed."""
        try:
            session.state, commands = step(session.state, event)
            self._ports.watcher.stepped(call, event, session.state, commands)
        except Exception:  # noqa: BLE001 -- whatever broke, the caller is connected somewhere
            return False
        well = [self._orders.carry_out(call, session, command) for command in commands]
        for center, outcome in self._orders.release_ended(session):
            if outcome in _SEAT_OPENED:
                self._try_seat_soon(center)
        if session.seat is not None and session.state.phase in _WAITING:
            self._try_seat_soon(session.seat)
            session.seat = None
        return all(well)

    def _let_go(self, call: str, session: Session) -> None:
        """Hangs up when nothing works any more; carrier and switch dial the backup themselves."""
        session.state, commands = step(session.state, CallerHungUp())
        for command in (HangUp(), *commands):
            self._orders.carry_out(call, session, command)
        self._orders.release_ended(session)

    # -- held callers ------------------------------------------------------------------------------

    def _try_seat_soon(self, center: str) -> None:
        self._ports.clock.after(0, partial(self.seat_may_be_free, center))

    def seat_may_be_free(self, center: str) -> None:
        """Tries the longest holder whose decision includes the center: a leg ended, a pause lifted.

        A holder who is being tried just now is tried again as soon as that was in vain.
        """
        for call in self._held(*Phase):
            session = self._live[call]
            if session.state.phase not in _WAITING:
                session.seat = center
                continue
            decided = self._decide(call)
            if decided is not None and any(leg.center == center for leg in decided.legs):
                self.report(call, decided)
                return

    def _tick_while_held(self) -> None:
        if not self._ticking and self._orders.queue.holders():
            self._ticking = True
            self._ports.clock.after(RETRY_HELD_S, self._tick)

    def _tick(self) -> None:
        """Tries every holder, longest first, so that a free seat goes to whoever waited longest."""
        self._ticking = False
        try:
            for call in self._held(*_WAITING):
                self._tell_news(call)
            for call in self._held(Phase.HOLD):
                decided = self._decide(call)
                if decided is not None:
                    self.report(call, decided)
        finally:
            self._tick_while_held()

    def _held(self, *phases: Phase) -> list[str]:
        held = [call for call in self._orders.queue.holders() if call in self._live]
        return [call for call in held if self._live[call].state.phase in phases]

    def _tell_news(self, call: str) -> None:
        try:
            news = self._orders.hold_news(self._live[call])
        except Exception:  # noqa: BLE001 -- whatever broke, it is this caller's trouble alone
            self._rescue(call)
        else:
            self.report(call, news)

    def _decide(self, call: str) -> Decided | None:
        """Decides anew on the current map; with none for now, the next turn tries again.

        Whatever else breaks, such as a line that a new map dropped, leads this one caller to the
        national backup: the holders after them must not wait for ever behind a fault.
        """
        try:
            return self._orders.decide(call, self._live[call], self._ports.maps.current())
        except UnusableMap:
            return None
        except Exception:  # noqa: BLE001 -- whatever broke, the caller is connected somewhere
            self._rescue(call)
            return None

    def _rescue(self, call: str) -> None:
        """Lets the national backup be dialed for a held caller, at no other holder's cost."""
        with suppress(Exception):
            self.report(call, InternalError())
