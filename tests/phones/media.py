"""The sound of one call: an RTP port, a voice of one level, keys as RFC 4733 sends them, and an ear."""

from __future__ import annotations

import asyncio
import random
import re
import struct
from collections.abc import Callable
from functools import partial

from phones.ears import Ear
from phones.levels import FRAME

KEYS_TYPE = 101
TICK_S = 0.02
KEY_PACKETS = 4
"""A key lasts 80 ms, the least that Asterisk takes without stretching it."""

PAUSE_PACKETS = 3
"""Between two keys; Asterisk wants 45 ms."""

_KEYS = "0123456789*#"
_AUDIO = re.compile(rb"m=audio (\d+) RTP/AVP ([\d ]+)")
_CONNECTION = re.compile(rb"c=IN IP4 ([\d.]+)")
_TELEPHONE_EVENT = re.compile(rb"a=rtpmap:(\d+) telephone-event/8000")


def offer(port: int, keys_type: int = KEYS_TYPE) -> bytes:
    """Gives a session description: mu-law and keys at this port of 127.0.0.1 (RFC 8866)."""
    lines = [
        "v=0",
        "o=- 1 1 IN IP4 127.0.0.1",
        "s=-",
        "c=IN IP4 127.0.0.1",
        "t=0 0",
        f"m=audio {port} RTP/AVP 0 {keys_type}",
        "a=rtpmap:0 PCMU/8000",
        f"a=rtpmap:{keys_type} telephone-event/8000",
        f"a=fmtp:{keys_type} 0-15",
        "a=ptime:20",
        "a=sendrecv",
    ]
    return ("\r\n".join(lines) + "\r\n").encode()


class Media(asyncio.DatagramProtocol):
    """One end of a call's sound. Speaks while `level` is set; keys go before speech."""

    def __init__(self, ear: Ear) -> None:
        self.ear = ear
        self.level: int | None = None
        self.port = 0
        self.keys_type = KEYS_TYPE
        self.keys_left: list[str] = []
        self._far: tuple[str, int] | None = None
        self._transport: asyncio.DatagramTransport | None = None
        self._task: asyncio.Task[None] | None = None
        self._sequence = random.randrange(1 << 15)
        self._stamp = random.randrange(1 << 30)
        self._source = random.randrange(1 << 32)
        self._idle = asyncio.Event()
        self._idle.set()

    async def open(self) -> None:
        """Takes a free port."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(
            lambda: self, local_addr=("127.0.0.1", 0)
        )
        self.port = int(self._transport.get_extra_info("sockname")[1])

    def connect(self, description: bytes) -> None:
        """Begins to speak to whom a session description names."""
        audio, place = _AUDIO.search(description), _CONNECTION.search(description)
        if audio is None or place is None:
            return
        keys = _TELEPHONE_EVENT.search(description)
        self.keys_type = int(keys[1]) if keys else KEYS_TYPE
        self._far = (place[1].decode(), int(audio[1]))
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._speak())

    def close(self) -> None:
        """Falls silent for good."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if self._transport is not None:
            self._transport.close()
        self.keys_left.clear()
        self._idle.set()

    def press(self, keys: str) -> None:
        """Sends keys one after the other, behind those not sent yet."""
        self.keys_left += keys
        if self._task is not None and self.keys_left:
            self._idle.clear()

    async def keys_sent(self) -> None:
        """Waits until no key is left to send."""
        await self._idle.wait()

    @property
    def busy(self) -> bool:
        return not self._idle.is_set()

    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        if len(data) > 12:
            self.ear.take(data, self.keys_type)

    # -- speaking ----------------------------------------------------------------------------------

    async def _speak(self) -> None:
        loop = asyncio.get_running_loop()
        next_s = loop.time()
        while True:
            if self.keys_left:
                key = self.keys_left.pop(0)
                for send in self._key(_KEYS.index(key)):
                    send()
                    await asyncio.sleep(
                        TICK_S
                    )  # never in a hurry: keys too close are taken for one
                next_s = loop.time()
                continue
            self._idle.set()
            if self.level is not None:
                self._send(0, bytes([self.level]) * FRAME)
            self._stamp += FRAME
            next_s = await _tick(next_s)

    def _key(self, event: int) -> list[Callable[[], None]]:
        """Plans a key, a packet each tick: it grows, ends three times over, and then it is quiet."""
        begun = self._stamp

        def grow(tick: int) -> None:
            self._event(event, tick * FRAME, begun, first=tick == 1)

        def end() -> None:
            for _ in range(3):
                self._event(event, KEY_PACKETS * FRAME, begun, ends=True)
            self._stamp = begun + (KEY_PACKETS + PAUSE_PACKETS) * FRAME

        def rest() -> None:
            """Says nothing for a tick."""

        growing = [partial(grow, tick) for tick in range(1, KEY_PACKETS + 1)]
        return [*growing, end, *[rest] * (PAUSE_PACKETS - 1)]

    def _event(
        self, event: int, lasts: int, begun: int, *, first: bool = False, ends: bool = False
    ) -> None:
        payload = struct.pack("!BBH", event, (0x80 if ends else 0) | 10, lasts)
        self._send(self.keys_type, payload, begun, mark=first)

    def _send(
        self, payload_type: int, payload: bytes, stamp: int | None = None, *, mark: bool = False
    ) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        self._sequence = (self._sequence + 1) & 0xFFFF
        at = (self._stamp if stamp is None else stamp) & 0xFFFFFFFF
        second = payload_type | (0x80 if mark else 0)
        head = struct.pack("!BBHII", 0x80, second, self._sequence, at, self._source)
        self._transport.sendto(head + payload, self._far)


async def _tick(next_s: float) -> float:
    """Waits for the next of evenly spaced moments; gives up on those long gone."""
    loop = asyncio.get_running_loop()
    next_s = max(next_s + TICK_S, loop.time() - 5 * TICK_S)
    await asyncio.sleep(max(0.0, next_s - loop.time()))
    return next_s
