"""The adapter for Asterisk under contract: a real switch, with real SIP telephones at both ends.

Everything of one rig runs on an event loop in a thread, on a clock that runs fast and skips whatever
nobody notices (skipping_clock.py). All is quiet when no telephone hears a prompt or sends a key, no
command is on its way, and no SIP message has passed for a moment.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from asterisk_house import AsteriskHouse
from contract.asterisk_desks import Desks
from contract.asterisk_people import RealCall, RealLeg, caller_id, own_number
from contract.level_sounds import LevelSounds
from contract.network import LINES, MAIN
from contract.rigs import (
    HOUSE,
    STARTS_AT,
    TALK_S,
    CountsKept,
    PlayedDesk,
    Seen,
    SwappableMap,
    SwitchableOverlays,
)
from contract.skipping_clock import SkippingClock
from contract.tapped import Tap
from harborline.app.ports import CarrierCommand, DialOrder
from harborline.callflow.commands import (
    Collect,
    Command,
    NoteCall,
    NoteLeg,
)
from harborline.callflow.events import Event
from harborline.callflow.states import Call
from harborline.callflow.values import EVERYTHING, Capabilities, LineType
from harborline.core.occupancy import Surge
from harborline.telephony.ari.app import AsteriskCarrier
from harborline.telephony.ari.client import Server
from harborline.telephony.simulator.codec import Answerers, read_answerers
from phones.dialog import Dialog
from phones.exchange import Exchange
from phones.levels import ANSWERERS, CALLERS

T = TypeVar("T")
SPEED = 20.0
KEYING_SPEED = 3.0
"""While keys are on their way: a key takes 0.14 s of real time, and people need 0.4 s."""

REAL_SPEED = 1.0
"""While the switch does something that people would wait for (dial, join, part), or an answerer acts."""

QUIET_S = 0.03
"""Real seconds without a SIP message, command or event after which nothing more is on its way."""

LOOK_S = 0.004
MOST_REAL_S = 60.0


class AsteriskRig:
    """Implements Rig on a running Asterisk."""

    capabilities: Capabilities = EVERYTHING
    tolerance_s = 4.0
    """Keys, pick-ups and the switch take real time, which counts many times over on a fast clock."""

    def __init__(self, house: AsteriskHouse) -> None:
        self.maps = SwappableMap()
        self.overlays = SwitchableOverlays()
        self.totals = CountsKept()
        self.rota = PlayedDesk()
        self.calls: dict[str, RealCall] = {}
        self._house = house
        self._folder = TemporaryDirectory(prefix="hl-levels-")
        self._voices, self._answerers = cycle(CALLERS), cycle(ANSWERERS)
        self._arrivals: deque[str] = deque()
        self._last_activity = 0.0
        self._keying = self._acting = 0
        self._hurry = False
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._run(self._begin())

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(MOST_REAL_S + 10)

    async def _begin(self) -> None:
        self.clock = SkippingClock(STARTS_AT, SPEED)
        self.desks = Desks(self.clock, self._soon, self._forward_back)
        self.exchange = Exchange(lambda: self.clock.seconds, self.desks.rings)
        self.exchange.hears = self.desks.heard
        self.exchange.traffic = self.exchange.changes = self._active
        self.second_trunk = Exchange(lambda: self.clock.seconds, self.desks.rings)
        self.second_trunk.traffic = self._active
        await self.exchange.open(self._house.carriers[0])
        await self.second_trunk.open(self._house.carriers[1])
        server = Server(self._house.url, self._house.user, self._house.password)
        self.carrier = AsteriskCarrier(
            server,
            1,
            self.maps,
            LevelSounds(Path(self._folder.name), SPEED),
            self.clock,
            Random(7),
            house=HOUSE,
            overlays=self.overlays,
            totals=self.totals,
            rota=self.rota,
        )
        self.tap = Tap(self.carrier.calls, self.carrier)
        self.tap.on_step, self.tap.on_command = self._stepped, self._commanded
        self.tap.on_dial, self.tap.on_end = self._dialed, self._ended
        await self.carrier.__aenter__()
        assert self.carrier.connected

    def close(self) -> None:
        self._run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()
        self._folder.cleanup()

    async def _end(self) -> None:
        """Hangs up every telephone; what a test leaves behind must not ring in the next one."""
        await self.exchange.hang_up_all()
        await self._until(lambda: not self.carrier.calls.live(), 2)
        await self._until(lambda: all(d.over.is_set() for d in self.exchange.dialogs.values()), 2)
        await self.carrier.__aexit__(None, None, None)
        self.clock.stop()
        self.exchange.close()
        self.second_trunk.close()
        await asyncio.sleep(0)

    # -- time ----------------------------------------------------------------------------------

    def now(self) -> float:
        return self.clock.seconds

    def wait(self, seconds: float) -> None:
        self._run(self._wait(self.clock.seconds + seconds))

    async def _wait(self, target_s: float) -> None:
        """Lets time pass, and skips whatever is quiet."""
        until = time.monotonic() + MOST_REAL_S
        while self.clock.seconds < target_s:
            assert time.monotonic() < until, "this takes longer in real time than a test may"
            await asyncio.sleep(LOOK_S)
            if self._is_quiet():
                self.clock.skip(target_s)
                await asyncio.sleep(0)

    def _is_quiet(self) -> bool:
        still = time.monotonic() - self._last_activity > QUIET_S
        return still and all(call.quiet for call in self.calls.values())

    def _active(self, *_whatever: object) -> None:
        """Notes that something happened, and lets time run as fast as what goes on now allows."""
        self._last_activity = time.monotonic()
        in_flight = any(leg.in_flight for call in self.calls.values() for leg in call.legs.values())
        if in_flight or self._acting:
            self.clock.run_at(REAL_SPEED)
        else:
            self.clock.run_at(KEYING_SPEED if self._keying else SPEED)

    async def _until(self, condition: Callable[[], bool], most_s: float) -> bool:
        """Waits in real seconds; tells whether it came true."""
        until = time.monotonic() + most_s
        while not condition():
            if time.monotonic() > until:
                return False
            await asyncio.sleep(LOOK_S)
        return True

    # -- callers -------------------------------------------------------------------------------

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
        number = next(of.number for of in LINES if of.id == line)
        who = caller_id(text_from, line_type)
        answerers = read_answerers(outcomes or {}, everyone)
        return self._run(self._call(number or "", *who, answerers, keys, TALK_S))

    def loop(self, *, forwarded_by: tuple[str, ...] = ()) -> str:
        number = MAIN.number or ""
        return self._run(self._call(number, *own_number(forwarded_by), Answerers({}), (), None))

    async def _call(
        self,
        number: str,
        us: str,
        headers: tuple[tuple[str, str], ...],
        answerers: Answerers,
        keys: tuple[str, ...],
        talk_s: float | None,
    ) -> str:
        self._expected_caller = answerers, list(keys), talk_s
        self._arrivals.clear()
        self._caller = await self.exchange.call(
            number, self._house.sip_port, us, headers, level=next(self._voices)
        )
        arrived = await self._until(lambda: bool(self._arrivals), MOST_REAL_S)
        assert arrived, "the call did not arrive"
        return self._arrivals[0]

    def _begin_call(self, call: str) -> RealCall:
        """Takes note of an arrival; one that nobody of ours made is a center's forwarding."""
        made = RealCall(self._caller, self.clock.seconds)
        made.answerers, made.groups, made.talk_s = self._expected_caller
        self._expected_caller = Answerers({}), [], None
        self.calls[call] = made
        self._arrivals.append(call)
        return made

    def press(self, call: str, keys: str) -> None:
        self._run(self._press(self.calls[call], keys))

    @contextmanager
    def at_once(self) -> Iterator[None]:
        self._hurry = True
        try:
            yield
        finally:
            self._hurry = False

    async def _came_through(self, condition: Callable[[], bool], most_s: float) -> None:
        """Waits until what was done has reached the tree, unless the next thing is to race it."""
        if not self._hurry:
            await self._until(condition, most_s)

    async def _press(self, call: RealCall, keys: str) -> None:
        taken = call.digits_taken + len(keys)
        await self._send_keys(call.caller, keys)
        await self._came_through(lambda: call.digits_taken >= taken, 0.15)

    async def _send_keys(self, phone: Dialog, keys: str) -> None:
        self._keying += 1
        self._active()
        phone.press(keys)
        await phone.media.keys_sent()
        self._keying -= 1
        self._active()

    def hang_up(self, call: str) -> None:
        self._run(self._hang_up(call))

    async def _hang_up(self, call: str) -> None:
        self.calls[call].caller.hang_up()
        await self._came_through(lambda: self.calls[call].outcome is not None, 2)

    # -- answerers -----------------------------------------------------------------------------

    def pick_up(self, call: str, center: str) -> None:
        self._run(self._pick_up(self.calls[call], center))

    async def _pick_up(self, call: RealCall, center: str) -> None:
        leg = call.leg(center)
        with self._an_answerer_acts():
            await self._until(lambda: leg.telephone is not None, 1)
            if leg.telephone is not None:
                steps = call.steps
                await leg.telephone.pick_up(leg.level)
                await self._came_through(lambda: call.steps > steps, 0.5)

    @contextmanager
    def _an_answerer_acts(self) -> Iterator[None]:
        """Lets what somebody does take no more of a test's time than it takes on a telephone."""
        self._acting += 1
        self._active()
        try:
            yield
        finally:
            self._acting -= 1
            self._active()

    def answerer_keys(self, call: str, center: str, keys: str) -> None:
        self._run(self._answerer_keys(self.calls[call], center, keys))

    async def _answerer_keys(self, call: RealCall, center: str, keys: str) -> None:
        phone, steps = call.leg(center).telephone, call.steps
        assert phone is not None
        with self._an_answerer_acts():
            await self._send_keys(phone, keys)
            await self._came_through(lambda: call.steps > steps, 0.15)

    def answerer_hangs_up(self, call: str, center: str) -> None:
        self._run(self._answerer_hangs_up(self.calls[call], center))

    async def _answerer_hangs_up(self, call: RealCall, center: str) -> None:
        phone, steps = call.leg(center).telephone, call.steps
        assert phone is not None
        with self._an_answerer_acts():
            phone.hang_up()
            await self._came_through(lambda: call.steps > steps, 0.5)

    # -- what is noticed -----------------------------------------------------------------------

    def seen(self, call: str) -> Seen:
        async def look() -> Seen:
            return self.calls[call].seen()

        return self._run(look())

    def code_told(self, call: str) -> str:
        return self.calls[call].caller.ear.digits[-4:]

    def pause(self, *centers: str) -> None:
        self._run(self._pause(frozenset(centers)))

    async def _pause(self, centers: frozenset[str]) -> None:
        lifted = self.overlays.paused_now - centers
        self.overlays.paused_now = centers
        for center in sorted(lifted):
            self.carrier.calls.seat_may_be_free(center)

    def surge(self, *, on: bool) -> None:
        self.overlays.surge_now = Surge() if on else None

    # -- between tree and adapter ----------------------------------------------------------------

    def _commanded(self, call: str, command: CarrierCommand) -> None:
        here = self.calls.get(call) or self._begin_call(call)
        here.is_told(command)
        if isinstance(command, Collect):
            group = here.group_for(command)
            if group:
                here.keying = len(group)
                self._soon(self._key(here, group))
        self._active()

    async def _key(self, call: RealCall, group: str) -> None:
        """Keys the answer to a question once something of it is heard, as a person would."""
        heard = len(call.caller.ear.sounds)
        await self._until(lambda: len(call.caller.ear.sounds) > heard, 1)
        await self._press(call, group)
        call.keying = 0

    def _dialed(self, call: str, order: DialOrder) -> None:
        here = self.calls[call]
        script = here.answerers.script(order.center, order.kind)
        leg = RealLeg(order, script, self.clock.seconds, next(self._answerers))
        here.legs[order.leg] = leg
        self.desks.expect(here, leg)
        self._active()

    def _stepped(
        self, call: str, event: Event, _state: Call, commands: tuple[Command, ...]
    ) -> None:
        here = self.calls.get(call) or self._begin_call(call)
        here.reported(event)
        for command in commands:
            if isinstance(command, NoteCall):
                here.end(command.outcome)
            elif isinstance(command, NoteLeg) and command.leg in here.legs:
                leg = here.legs[command.leg]
                leg.note(command.outcome)
                self.desks.expect_no_more(leg)
        self._active()

    def _ended(self, call: str) -> None:
        self._active()

    def _soon(self, work: Coroutine[Any, Any, Any]) -> None:
        """Lets a telephone do something that takes a moment."""
        self._active()
        self._loop.create_task(work).add_done_callback(_raise)

    async def _forward_back(self, dialed: str) -> None:
        """Calls the line as a center does that forwards to us."""
        us, headers = own_number((dialed,))
        number = MAIN.number or ""
        self._caller = await self.exchange.call(number, self._house.sip_port, us, headers)


def _raise(task: asyncio.Task[Any]) -> None:
    """Lets nothing that broke in a telephone pass unnoticed."""
    if not task.cancelled() and task.exception() is not None:
        raise task.exception()  # type: ignore[misc]
