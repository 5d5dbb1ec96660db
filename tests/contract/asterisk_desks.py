"""The centers' side of the rig on Asterisk: whose telephone rings for whom, and what is done there."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from contract.asterisk_people import RealCall, RealLeg
from harborline.app.ports import Clock
from harborline.core.addresses import comparable
from harborline.telephony.simulator.codec import Side
from phones.dialog import Dialog, Stage
from phones.ears import Sound

RING_S, PICK_UP_S, PRESS_S, DECLINE_S, LOOP_S = 1.0, 7.0, 2.0, 3.0, 2.0
NETWORK_FAILURE = 41
"""Q.850: temporary failure."""


class Desks:
    """Every telephone of every center. `soon` starts what takes a moment; `forward_back` calls us."""

    def __init__(
        self,
        clock: Clock,
        soon: Callable[[Coroutine[Any, Any, None]], None],
        forward_back: Callable[[str], Coroutine[Any, Any, None]],
    ) -> None:
        self._clock = clock
        self._soon = soon
        self._forward_back = forward_back
        self._expected: dict[str, deque[tuple[RealCall, RealLeg]]] = {}
        self._rung: dict[str, tuple[RealCall, RealLeg]] = {}

    def expect(self, call: RealCall, leg: RealLeg) -> None:
        """Lets the next ringing of the leg's telephones belong to it."""
        for destination in leg.order.destinations:
            waiting = self._expected.setdefault(comparable(destination.address or ""), deque())
            waiting.append((call, leg))

    def expect_no_more(self, leg: RealLeg) -> None:
        for waiting in self._expected.values():
            for pair in [pair for pair in waiting if pair[1] is leg]:
                waiting.remove(pair)

    def rings(self, phone: Dialog) -> None:
        """Lets a telephone ring for the oldest order that dialed it."""
        waiting = self._expected.get(comparable(phone.dialed))
        if not waiting:
            phone.refuse(404)
            return
        call, leg = waiting[0]
        if leg.telephone is None:
            leg.started_s = self._clock.seconds
        leg.telephone = phone
        self._rung[phone.call_id] = call, leg
        side = leg.script.side
        if side is Side.FAILED:  # the second trunk may be tried for the same order
            phone.refuse(503)
            return
        waiting.popleft()
        if side is Side.BUSY:
            phone.refuse(486)
        else:
            self._clock.after(RING_S, partial(self._ring, phone, leg))

    def _ring(self, phone: Dialog, leg: RealLeg) -> None:
        phone.ring()
        side = leg.script.side
        if side is Side.DECLINE:
            self._clock.after(DECLINE_S, partial(phone.refuse, 603))
        elif side is Side.LOOP:
            self._clock.after(LOOP_S, partial(self._loop, phone))
        elif side not in {Side.NO_ANSWER, Side.MANUAL}:
            self._clock.after(PICK_UP_S, partial(self._answer, phone, leg))

    def _loop(self, phone: Dialog) -> None:
        if phone.stage is not Stage.OVER:
            self._soon(self._forward_back(phone.dialed))

    def _answer(self, phone: Dialog, leg: RealLeg) -> None:
        self._soon(phone.pick_up(leg.level))
        if leg.order.whisper is not None and leg.script.side is not Side.VOICEMAIL:
            self._clock.after(PRESS_S, partial(phone.press, "1"))

    def heard(self, phone: Dialog, sound: Sound) -> None:
        """Ends talks as the scripts say, counted from when the answerer hears the caller."""
        if sound.kind != "voice" or phone.call_id not in self._rung:
            return
        call, leg = self._rung[phone.call_id]
        if leg.bridged or sound.level != call.caller.media.level:
            return
        leg.bridged = True
        side, seconds = leg.script
        if side in {Side.ENDS, Side.DROPS}:
            cause = NETWORK_FAILURE if side is Side.DROPS else None
            self._clock.after(seconds, partial(phone.hang_up, cause))
        elif call.talk_s is not None:
            self._clock.after(call.talk_s, partial(_enough_said, call, phone))


def _enough_said(call: RealCall, phone: Dialog) -> None:
    if phone.stage is Stage.TALKING:
        call.caller.hang_up()
