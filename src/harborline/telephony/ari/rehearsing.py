"""A practice call through Asterisk: rings one telephone, plays what callflow.rehearsing says, hangs up.

It is its own application beside those of the voice processes, in a slot of its own, so it needs none
of them and disturbs none. Nothing of the call is kept; what is said of it is how it ended and how long
it rang.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, NamedTuple

from harborline.app.ports import Cancel, Clock
from harborline.app.rehearsal import Place
from harborline.callflow.prompts import Say
from harborline.callflow.rehearsing import (
    LONGEST_TEST_RING_S,
    Rehearsal,
    Result,
    Turn,
    begin,
    press,
    wait,
)
from harborline.sounds.library import Sounds
from harborline.telephony.ari.addresses import caller_id, ways_to
from harborline.telephony.ari.client import Client, Server
from harborline.telephony.ari.codec import SIGNS_OF_LIFE, LegName, Loss, channel_name, loss_of
from harborline.telephony.ari.errors import AriError
from harborline.telephony.ari.subscription import Subscription
from harborline.telephony.ari.switch import Switch

_SLOTS = range(1000, 10_000)
"""Beyond those of voice processes; by chance, for two who took one would take each other's events."""

_CONNECT_S = 5.0
_SIGN_OF_LIFE_S = 10.0
_RESULTS = {
    Loss.FAILED: Result.FAILED,
    Loss.NO_ANSWER: Result.NO_ANSWER,
    Loss.BUSY: Result.BUSY,
    Loss.DECLINED: Result.DECLINED,
}


class Outcome(NamedTuple):
    """How a practice call ended. `rang_s`: from the first ring to the pick-up, or for how long."""

    result: Result
    rang_s: float


class _Practice:
    """One practice call. What happens comes in through `took`, in the order in which it happened."""

    def __init__(
        self, switch: Switch, sounds: Sounds, clock: Clock, place: Place, rehearsal: Rehearsal
    ) -> None:
        self._switch, self._sounds, self._clock = switch, sounds, clock
        self._place, self._rehearsal = place, rehearsal
        self._happened: asyncio.Queue[Callable[[], Turn | None]] = asyncio.Queue()
        self._channel = ""
        self._playback = ""
        self._plays = 0
        self._pause_s = 0.0
        self._timer: Cancel | None = None
        self._rings_since: float | None = None
        self._rang_s = 0.0
        self._picked_up = False
        self._lost: Result | None = None

    def took(self, event: dict[str, Any]) -> None:
        """Takes an event of Asterisk's; those of other channels are not ours."""
        kind = event.get("type")
        channel = event.get("peer") if kind == "Dial" else event.get("channel")
        if kind == "PlaybackFinished":
            self._happened.put_nowait(partial(self._said, event["playback"]["id"]))
        elif not isinstance(channel, dict) or channel.get("id") != self._channel:
            return
        elif kind == "Dial" and event.get("dialstatus") in SIGNS_OF_LIFE:
            self._rings()
        elif kind == "StasisStart":
            self._happened.put_nowait(self._answered)
        elif kind == "ChannelDtmfReceived":
            self._happened.put_nowait(partial(self._pressed, str(event.get("digit", ""))))
        elif kind == "ChannelDestroyed":
            self._happened.put_nowait(partial(self._ended, loss_of(event)))

    async def run(self, ways: Sequence[str]) -> Outcome:
        """Rings by the first way that rings; gives what came of it. Raises AriError."""
        for number, way in enumerate(ways, 1):
            self._channel = channel_name(
                self._switch.slot, LegName(secrets.token_hex(8), 1, number)
            )
            self._lost, self._happened = None, asyncio.Queue()
            self._plan(_SIGN_OF_LIFE_S, partial(self._ended, Loss.FAILED))
            try:
                await self._switch.ring(
                    self._channel, way, caller_id(self._place.shows), LONGEST_TEST_RING_S, {}
                )
                await self._go_through()
            except AriError as refused:
                if not refused.reached:
                    raise
                self._lost = Result.FAILED
            finally:
                self._forget_plan()
                with suppress(AriError):
                    await self._switch.end(self._channel)
            if self._lost is not Result.FAILED or self._rings_since is not None:
                break
        result = self._rehearsal.result or self._lost or Result.FAILED
        return Outcome(result, round(self._rang_s, 1))

    async def _go_through(self) -> None:
        while True:
            turn = (await self._happened.get())()
            if turn is None:
                return
            changed = turn.rehearsal != self._rehearsal
            self._rehearsal = turn.rehearsal
            if turn.is_over:
                return
            if changed:
                await self._say(turn)

    # -- what happens --------------------------------------------------------------------------

    def _rings(self) -> None:
        if self._rings_since is None:
            self._rings_since = self._clock.seconds
            self._plan(LONGEST_TEST_RING_S, partial(self._ended, Loss.NO_ANSWER))

    def _answered(self) -> Turn:
        self._count_ringing()
        self._picked_up = True
        self._forget_plan()
        return begin(self._rehearsal)

    def _count_ringing(self) -> None:
        if self._rings_since is not None and not self._picked_up:
            self._rang_s = self._clock.seconds - self._rings_since

    def _pressed(self, digit: str) -> Turn:
        return press(self._rehearsal, digit)

    def _said(self, playback: str) -> Turn:
        """Begins the pause after what was said, unless something else is being said by now."""
        if playback == self._playback:
            self._plan(self._pause_s, partial(self._waited, playback))
        return Turn(self._rehearsal)

    def _waited(self, playback: str) -> Turn:
        return wait(self._rehearsal) if playback == self._playback else Turn(self._rehearsal)

    def _ended(self, loss: Loss) -> None:
        self._count_ringing()
        self._lost = Result.NO_KEY if self._picked_up else _RESULTS[loss]

    # -- what is done --------------------------------------------------------------------------

    async def _say(self, turn: Turn) -> None:
        self._forget_plan()
        former, self._plays = self._playback, self._plays + 1
        self._playback = f"{self._channel}-p{self._plays}"
        self._pause_s = turn.pause_s
        if former:
            await self._switch.stop(former)
        media = [path for say in turn.says for path in self._media(say)]
        if not media or not await self._switch.play(self._channel, self._playback, media):
            self._said(self._playback)

    def _media(self, say: Say) -> list[str]:
        paths = self._sounds.paths(say, self._place.line)
        return [f"sound:{path.with_suffix('')}" for path in paths]

    def _plan(self, seconds: float, action: Callable[[], Turn | None]) -> None:
        self._forget_plan()
        self._timer = self._clock.after(seconds, partial(self._happened.put_nowait, action))

    def _forget_plan(self) -> None:
        if self._timer is not None:
            self._timer()
        self._timer = None


async def practise(
    server: Server,
    sounds: Sounds,
    clock: Clock,
    place: Place,
    rehearsal: Rehearsal,
    trunks: tuple[str, ...],
) -> Outcome:
    """Makes one practice call. Raises AriError where Asterisk cannot be reached."""
    async with Client(server) as client:
        slot = secrets.choice(_SLOTS)
        switch = Switch(client, slot)
        practice = _Practice(switch, sounds, clock, place, rehearsal)
        events = Subscription(server, slot, practice.took, switch.listen)
        reading = asyncio.create_task(events.run())
        try:
            async with asyncio.timeout(_CONNECT_S):
                await events.there.wait()
            return await practice.run(ways_to(place.address, trunks))
        except TimeoutError:
            raise AriError(None) from None
        finally:
            reading.cancel()
            with suppress(asyncio.CancelledError):
                await reading
