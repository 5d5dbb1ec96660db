"""Practice rooms: calls of one page share an exchange, so they meet the same busy centers.

What is known of a caller (a prefix, the digits they keyed) goes when the call ends. A room closes by
itself when nobody has looked at it for ten minutes, and its captions go with it. Memory only, and
bounded.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from harborline.callflow.values import LineType
from harborline.core.numbering import CallerPrefix
from harborline.voice.documents import Document, text_of, without_digits
from harborline.voice.faults import note_fault
from harborline.voice.ports import DialPadExchange, VoiceServices
from harborline.voice.questions import evidence_prefix
from harborline.voice.refusals import Refusal

MAX_ROOMS = 24
MAX_LIVE_CALLS = 8
MAX_ENDED_CALLS = 20
MAX_EVENTS = 2000
"""Events of one call after which no key is taken; a patient caller needs a tenth of it."""
MAX_FOLLOWERS = 4
IDLE_S = 600.0
_TOO_MANY = "Many practice calls are running; hang one up, then try again."
_NOT_OPEN = "The practice exchange did not open; it was not your request."


class CallOrder(NamedTuple):
    """A caller to be played. `text_from` is whatever a carrier would deliver."""

    text_from: str
    line_type: LineType
    line: str | None
    at: datetime
    speed: int


class PracticeCall:
    """One call of a room: its events so far, and a bell for whoever waits for the next."""

    def __init__(self, room: Room, inner: str, prefix: CallerPrefix | None) -> None:
        self.id = secrets.token_urlsafe(12)
        self.room = room
        self.inner = inner
        self.prefix = prefix
        self.events: list[Document] = []
        self.followers = 0
        self._bell = asyncio.Event()

    @property
    def ended(self) -> bool:
        """Tells whether the last event has come."""
        return bool(self.events) and text_of(self.events[-1], "kind") == "call_ended"

    def add(self, event: Document) -> None:
        """Takes the next event and wakes those who wait; digits end with the call."""
        self.events.append(event)
        if self.ended:
            self.prefix = None
            self.events = [without_digits(kept) for kept in self.events]
        self._bell.set()
        self._bell = asyncio.Event()

    async def news(self, within_s: float) -> bool:
        """Waits for the next event; False when none came in that time."""
        self.room.touch()
        with suppress(TimeoutError):
            return await asyncio.wait_for(self._bell.wait(), within_s)
        return False


class Room:
    """One exchange, entered and left by one task of its own."""

    def __init__(self, services: VoiceServices, order: CallOrder) -> None:
        self.id = secrets.token_urlsafe(12)
        self.exchange: DialPadExchange
        self.calls: list[PracticeCall] = []
        self._services = services
        self._closing = asyncio.Event()
        self._open: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._pumps: list[asyncio.Task[None]] = []
        self.touch()
        self.task = asyncio.create_task(self._live(order.at, order.speed))

    def touch(self) -> None:
        """Notes that somebody is still looking."""
        self._touched = asyncio.get_running_loop().time()

    async def start(self, order: CallOrder) -> PracticeCall:
        """Lets a caller arrive in this room."""
        if not await asyncio.shield(self._open):
            raise Refusal(500, _NOT_OPEN)
        self._forget_ended()
        if sum(not call.ended for call in self.calls) >= MAX_LIVE_CALLS:
            raise Refusal(429, _TOO_MANY)
        self.touch()
        self.exchange.speed = order.speed
        inner = self.exchange.start_call(
            order.text_from, order.line_type, order.line, everyone="manual"
        )
        call = PracticeCall(self, inner, evidence_prefix(order.text_from))
        self.calls.append(call)
        self._pumps.append(asyncio.create_task(self._pump(call)))
        return call

    async def close(self) -> None:
        """Ends every call of the room and forgets it."""
        self._closing.set()
        await asyncio.wait([self.task])

    async def _live(self, at: datetime, speed: int) -> None:
        try:
            async with self._services.open_exchange(at, speed) as self.exchange:
                self._open.set_result(True)
                await self._until_idle()
                for pump in self._pumps:
                    pump.cancel()
        except Exception as fault:  # noqa: BLE001 -- its message may hold a caller's words
            note_fault(fault)
            if not self._open.done():
                self._open.set_result(False)  # the fault itself would hold on to the caller's words
        finally:
            self.calls.clear()  # now, not only when somebody asks again

    def _forget_ended(self) -> None:
        """Keeps the last of the calls that are over, and nothing of their making."""
        gone = [call for call in self.calls if call.ended][:-MAX_ENDED_CALLS]
        self.calls = [call for call in self.calls if call not in gone]
        self._pumps = [pump for pump in self._pumps if not pump.done()]

    async def _until_idle(self) -> None:
        clock = asyncio.get_running_loop().time
        while (left := self._touched + IDLE_S - clock()) > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), left)
                return

    async def _pump(self, call: PracticeCall) -> None:
        try:
            async for observation in self.exchange.events(call.inner):
                call.add(self._services.to_document(observation))
        except Exception as fault:  # noqa: BLE001 -- as above
            note_fault(fault)
            call.add({"kind": "call_ended"})  # nobody waits for more of a call that is lost


class Rooms:
    """All rooms of this process, and the only way from a call id to its call."""

    def __init__(self, services: VoiceServices) -> None:
        self._services = services
        self._rooms: dict[str, Room] = {}

    async def start(self, order: CallOrder, room_id: str | None) -> PracticeCall:
        """Starts a call in the named room, or in a new one where there is no such room."""
        self._forget_closed()
        room = self._rooms.get(room_id or "")
        if room is None:
            if len(self._rooms) >= MAX_ROOMS:
                raise Refusal(429, _TOO_MANY)
            room = Room(self._services, order)
            self._rooms[room.id] = room
        return await room.start(order)

    def find(self, call_id: str) -> PracticeCall:
        """Gives a call by its id; refuses with 404."""
        self._forget_closed()
        for room in self._rooms.values():
            for call in room.calls:
                if secrets.compare_digest(call.id.encode(), call_id.encode()):
                    room.touch()
                    return call
        raise Refusal(404, "There is no such call; it may have ended some time ago.")

    async def close(self) -> None:
        """Closes every room."""
        for room in list(self._rooms.values()):
            await room.close()
        self._rooms.clear()

    def _forget_closed(self) -> None:
        self._rooms = {name: room for name, room in self._rooms.items() if not room.task.done()}


async def follow(call: PracticeCall, heartbeat_s: float) -> AsyncIterator[bool]:
    """Yields True whenever there is something new to show, False for every quiet heartbeat."""
    seen = -1
    while True:
        if len(call.events) != seen:
            seen = len(call.events)
            yield True
            if call.ended:
                return
        elif not await call.news(heartbeat_s):
            if call.room.task.done():
                return
            yield False
