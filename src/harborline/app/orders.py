"""Carries out the tree's commands: some by a port, some by the queue, the ledger and the counts.

Called by calls.py alone, one command at a time, in order. A failing dial is a failed leg; a failing
count is nothing; any other failure is told to calls.py, which then connects the caller somewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from random import Random
from typing import Any

from harborline.app.counting import call_totals, leg_total
from harborline.app.hold import HoldQueue
from harborline.app.hold_offs import LASTS_S, HoldOffs
from harborline.app.ledger import Ledger
from harborline.app.place_codes import LIVES_S, PlaceCodes
from harborline.app.ports import DialOrder, Ports, Total
from harborline.app.rota_desk import RotaQuestion
from harborline.app.session import Frozen, LegRecord, Session
from harborline.callflow.commands import (
    AskDecision,
    AskRota,
    CancelLeg,
    Command,
    Dial,
    JoinHold,
    LeaveHold,
    NoteCall,
    NoteLeg,
    RedeemCode,
    RememberHoldOff,
    StartTimer,
    StopTimer,
)
from harborline.callflow.events import (
    CodeRedeemed,
    CodeRefused,
    Decided,
    Event,
    HoldNews,
    LegFailed,
    LegSkipped,
    RotaAnswered,
    TimerFired,
    ZipUnknown,
)
from harborline.callflow.states import Phase
from harborline.callflow.timers import TimerName
from harborline.callflow.values import CallOutcome, LegOutcome, PlannedLeg, RotaAnswer
from harborline.core.addresses import comparable
from harborline.core.directory import Acceptance, Destination
from harborline.core.places import Precision
from harborline.core.reasons import LegKind, LegReason
from harborline.core.routing import Leg, Needs, decide, locate
from harborline.core.routing_map import Card, RoutingMap

WORDS_BETWEEN_LEGS_S = 8.0
"""What a caller hears between two legs, at most, where keys are deaf while one rings."""


class Orders:
    """Knows how each command is carried out, and keeps what outlives one call: queue, codes, ledger."""

    def __init__(
        self,
        ports: Ports,
        rng: Random,
        fallback: tuple[Destination, ...],
        report: Callable[[str, Event], None],
    ) -> None:
        self._ports = ports
        self._fallback = fallback
        self._report = report
        self.ledger = Ledger(ports.overlays)
        self.queue = HoldQueue()
        self.codes = PlaceCodes(rng)
        self._hold_offs = HoldOffs()
        self._ways: dict[type[Command], Callable[[str, Session, Any], None]] = {
            StartTimer: self._start_timer,
            StopTimer: self._stop_timer,
            AskDecision: self._ask_decision,
            RedeemCode: self._redeem_code,
            AskRota: self._ask_rota,
            JoinHold: self._join_hold,
            LeaveHold: self._leave_hold,
            RememberHoldOff: self._remember_hold_off,
            NoteLeg: self._note_leg,
            NoteCall: self._note_call,
            Dial: self._dial,
        }

    def carry_out(self, call: str, session: Session, command: Command) -> bool:
        """Does what the tree wants; tells whether it could be done."""
        try:
            way = self._ways.get(type(command))
            if way is None:
                self._ports.telephony.carry_out(call, command)  # type: ignore[arg-type]
            else:
                way(call, session, command)
        except Exception:  # noqa: BLE001 -- whatever broke, calls.py connects the caller somewhere
            return False
        return True

    # -- time --------------------------------------------------------------------------------------

    def _start_timer(self, call: str, session: Session, command: StartTimer) -> None:
        self._cancel(session, command.timer)
        fire = partial(self._report, call, TimerFired(command.timer))
        session.timers[command.timer] = self._ports.clock.after(command.seconds, fire)
        if command.timer.name is TimerName.DEADLINE:
            session.deadline_s = self._seconds + command.seconds

    @property
    def _seconds(self) -> float:
        return self._ports.clock.seconds

    def _stop_timer(self, _call: str, session: Session, command: StopTimer) -> None:
        self._cancel(session, command.timer)

    def _cancel(self, session: Session, timer: Any) -> None:
        cancel = session.timers.pop(timer, None)
        if cancel is not None:
            cancel()

    # -- decisions ---------------------------------------------------------------------------------

    def _ask_decision(self, call: str, session: Session, command: AskDecision) -> None:
        routing_map = self._ports.maps.current()
        if command.zip is not None:
            keyed = session.evidence._replace(zip=command.zip)
            if locate(routing_map, keyed).precision is not Precision.ZIP:
                self._report(call, ZipUnknown())
                return
            session.evidence = keyed
        self._report(call, self.decide(call, session, routing_map))

    def decide(self, call: str, session: Session, routing_map: RoutingMap) -> Decided:
        """Decides with what is known now, on one map: the next read may give another one.

        Raises KeyError when the map has no such line any more.
        """
        now = self._ports.clock.now()
        origin = locate(routing_map, session.evidence)
        session.precision, session.state_code = origin.precision, origin.state
        needs = Needs(session.line, session.state.language)
        decision = decide(routing_map, origin, needs, self.ledger.occupancy(self._seconds), now)
        self._ports.watcher.decided(call, decision, session.line, session.state.language)
        unwanted = self._hold_offs.centers(session.token, self._seconds)
        legs = [leg for leg in decision.legs if _is_national(leg) or leg.center not in unwanted]
        session.planned |= {leg.center: leg for leg in legs}
        return Decided(
            tuple(_plan(leg, self._ringing(routing_map, leg.center, now)) for leg in legs)
        )

    def thaw(self, call: str, session: Session, frozen: Frozen) -> tuple[PlannedLeg, ...]:
        """Plans the legs that another process had not dialed yet, then the national team.

        What the map dropped is left out; who closed or was paused meanwhile is skipped at dialing.
        """
        routing_map, now = self._ports.maps.current(), self._ports.clock.now()
        session.state = session.state._replace(language=frozen.language)
        decided = self.decide(call, session, routing_map)
        reasons = (*frozen.reasons, *[LegReason.NEXT_CLOSEST] * len(frozen.centers))
        local: list[PlannedLeg] = []
        for center, reason in zip(frozen.centers, reasons, strict=False):
            if center in routing_map.parties:
                leg = _frozen_leg(routing_map.card(routing_map.parties[center]), reason)
                session.planned[center] = leg
                local.append(_plan(leg, self._ringing(routing_map, center, now)))
        return (*local, *(leg for leg in decided.legs if leg.is_national))

    def _ringing(
        self, routing_map: RoutingMap, center: str, at: datetime
    ) -> tuple[Destination, ...]:
        """Gives who rings there at `at`: those open, without the ones that are paused now."""
        return routing_map.destinations(center, at, self._ports.overlays.paused_destinations())

    # -- legs --------------------------------------------------------------------------------------

    def _dial(self, call: str, session: Session, command: Dial) -> None:
        """Rings a leg, checked once more; what cannot be dialed is a leg lost, not a call."""
        try:
            order = self._order(session, command)
            if order is None:
                self._report(call, LegSkipped(command.leg))
                return
            self._ports.telephony.dial(call, order)
        except Exception:  # noqa: BLE001 -- the next leg is there for exactly this
            with suppress(Exception):  # it may have begun to ring before it failed
                self._ports.telephony.carry_out(call, CancelLeg(command.leg))
            self._report(call, LegFailed(command.leg))

    def _order(self, session: Session, command: Dial) -> DialOrder | None:
        if command.center is None:
            return self._fallback_order(session, command)
        leg, routing_map = session.planned[command.center], self._ports.maps.current()
        open_now = self._ringing(routing_map, leg.center, self._ports.clock.now())
        known = (routing_map, leg.center, leg.kind, self._seconds)
        skipped = self.ledger.skip_before_dialing(*known)
        if skipped is not None or not open_now:
            return None
        addresses = frozenset(comparable(d.address) for d in open_now if d.address is not None)
        session.legs[command.leg] = LegRecord(leg, addresses)
        self.ledger.claim(leg.center)
        ring_s = self._ring_s(session, leg, command.ring_s)
        who = (command.leg, leg.center, leg.name, leg.kind)
        return DialOrder(*who, open_now, ring_s, command.whisper, session.shows)

    def _ring_s(self, session: Session, leg: Leg, ring_s: int) -> int:
        """Shortens a local ring to the deadline, for adapters that cannot take a ring back.

        Where keys are deaf while a leg rings, what is said before the national team is dialed comes
        off as well.
        """
        able = self._ports.telephony.capabilities
        if able.cancel or _is_national(leg):
            return ring_s
        left = session.deadline_s - self._seconds
        words_s = 0.0 if able.keys_while_ringing else WORDS_BETWEEN_LEGS_S
        return max(1, min(ring_s, int(left - words_s)))

    def _fallback_order(self, session: Session, command: Dial) -> DialOrder:
        """Finds a national backup past every decision: the line's, else the first line's."""
        number, places = session.shows, self._fallback
        with suppress(Exception):
            routing_map = self._ports.maps.current()
            line = next((of for of in routing_map.lines if of.id == session.line), None)
            line = line or routing_map.line()
            number = number or line.number
            backup = line.national_backups[-1]
            places = routing_map.destinations(backup, self._ports.clock.now()) or places
        kind = LegKind.NATIONAL_BACKUP
        return DialOrder(command.leg, "", "", kind, places, command.ring_s, None, number)

    def release_ended(self, session: Session) -> list[tuple[str, LegOutcome | None]]:
        """Releases the lines of legs that ended, and gives whose they were and how they ended."""
        live = {leg.number for leg in session.state.live}
        ended = [number for number in session.legs if number not in live]
        records = [session.legs.pop(number) for number in ended]
        for record in records:
            self.ledger.release(record.center)
        return [(record.center, record.outcome) for record in records]

    # -- hold --------------------------------------------------------------------------------------

    def _redeem_code(self, call: str, session: Session, command: RedeemCode) -> None:
        place = self.codes.redeem(command.code, session.line, self._seconds)
        if place is None:
            self._report(call, CodeRefused())
            return
        session.ticket = place.ticket
        self._report(call, CodeRedeemed(place.language))

    def _join_hold(self, call: str, session: Session, _command: JoinHold) -> None:
        session.ticket = self.queue.join(session.line, call, session.ticket, self._seconds)
        self._report(call, self.hold_news(session))

    def hold_news(self, session: Session) -> HoldNews:
        """Gives what a held caller may be told now."""
        assert session.ticket is not None  # noqa: S101 -- only calls that joined are asked about
        wait_min = self.queue.expected_wait_min(session.line, self._seconds)
        code = self.codes.issue(session.line, session.ticket, session.state.language)
        return HoldNews(wait_min, self._ports.overlays.surge() is not None, code)

    def _leave_hold(self, call: str, session: Session, _command: LeaveHold) -> None:
        answered = session.state.phase is Phase.BRIDGED
        self.queue.leave(call, self._seconds, answered=answered)
        if session.ticket is None:
            return
        if answered:
            self.codes.drop(session.ticket)
            session.ticket = None
        else:
            until_s = self.codes.keep(session.ticket, self._seconds)
            forget = partial(self._forget_place, session.ticket, until_s)
            self._ports.clock.after(LIVES_S, forget)

    def _forget_place(self, ticket: int, until_s: float) -> None:
        """Drops what is left of a place once its code is over; the next arrival may be long in coming."""
        self.codes.drop_old(until_s)
        self.queue.forget(ticket)

    # -- the rota ----------------------------------------------------------------------------------

    def _ask_rota(self, call: str, _session: Session, command: AskRota) -> None:
        """Asks the directory; what goes wrong on the way is an answer too, and no fault of the call."""

        def answered(answer: RotaAnswer) -> None:
            self._report(call, RotaAnswered(answer))

        try:
            self._ports.rota.ask(RotaQuestion(*command), answered)
        except Exception:  # noqa: BLE001 -- then the rota cannot be set, and the caller goes on
            answered(RotaAnswer.AWAY)

    # -- what is remembered and counted ------------------------------------------------------------

    def _remember_hold_off(self, _call: str, session: Session, command: RememberHoldOff) -> None:
        record, token = session.legs.get(command.leg), session.token
        if record is None or record.kind is LegKind.NATIONAL_BACKUP or token is None:
            return
        until_s = self._hold_offs.remember(token, record.center, self._seconds)
        forget = partial(self._hold_offs.forget, token, record.center, until_s)
        self._ports.clock.after(LASTS_S, forget)

    def _note_leg(self, _call: str, session: Session, command: NoteLeg) -> None:
        record = session.legs.get(command.leg)
        if command.outcome is LegOutcome.ACCEPTED and session.answered_s is None:
            session.answered_s = self._seconds
            session.answered_by = LegKind.NATIONAL_BACKUP if record is None else record.kind
        if record is None:  # the fallback rings no center, so there is none to count
            return
        record.outcome = command.outcome
        self.ledger.note(record.center, command.outcome, self._seconds)
        self._count(leg_total(record, command.outcome, self._ports.clock.now()))

    def _note_call(self, _call: str, session: Session, command: NoteCall) -> None:
        for timer in tuple(session.timers):
            self._cancel(session, timer)
        if command.outcome is CallOutcome.SET_ROTA:
            return
        for total in call_totals(session, command.outcome, self._seconds):
            self._count(total)

    def _count(self, total: Total) -> None:
        """Counts; a count that fails is lost, for no caller may pay for it."""
        with suppress(Exception):
            self._ports.totals.add(total)


def _frozen_leg(card: Card, reason: LegReason) -> Leg:
    """Makes a leg of which only the id and the reason are known; the distance is not."""
    kind = _KINDS.get(reason, LegKind.CENTER)
    return Leg(card.id, card.name, kind, reason, None, crosses_state=False, ring_s=card.ring_s)


_KINDS = {
    LegReason.MUTUAL_AID: LegKind.MUTUAL_AID,
    LegReason.STATE_BACKUP: LegKind.STATE_BACKUP,
}


def _plan(leg: Leg, open_now: tuple[Destination, ...]) -> PlannedLeg:
    at_once = open_now and all(d.acceptance is Acceptance.AT_ONCE for d in open_now)
    acceptance = Acceptance.AT_ONCE if at_once or _is_national(leg) else Acceptance.PRESS_1
    return PlannedLeg(leg.center, leg.kind, leg.ring_s, acceptance, leg.name)


def _is_national(leg: Leg) -> bool:
    return leg.kind is LegKind.NATIONAL_BACKUP
