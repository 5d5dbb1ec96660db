"""Reads Bluesky's Jetstream, first or second version, for as long as it is left to run.

The place to go on from is always a time (a number from 10^15 on, microseconds), never a sequence: sequences
differ from server to server, and a time is an answer for both versions. After a fault the reader goes back five
seconds before the last time it believed; what comes twice is the counter's to know. The server is asked to
leave out frames that are too large; from one that sends them anyway we step on, one second, two, four.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from harborline.core.errors import UnusableInput
from harborline.feeds.errors import CursorTooOld, FeedAway, TooLarge
from harborline.feeds.jetstream_frames import POSTS, event_of
from harborline.feeds.patience import Patience
from harborline.feeds.ports import Web, World
from harborline.planning.attention import AHEAD_US, HOUR_US, SECOND_US, Event, Gap, Garbage

V1_PATH = "/subscribe"
V2_PATH = "/xrpc/network.bsky.jetstream.subscribeEvents"
LOOK_BACK_US = 36 * HOUR_US
"""So far back the public servers go."""
_LARGEST = 1 << 19
_REWIND_US = 5 * SECOND_US
_JUMP_US = 120 * SECOND_US
"""The first frame so much later than the place asked for: v1 says nothing when it has no more."""
_V2_PROTOCOL = "xrpc.v1.json"
_GARBAGE, _GAP = Garbage(), Gap()


class Jetstream:
    """One server's stream of posts. `since_us`: where to begin, such as the start of this hour."""

    name = "bluesky"

    def __init__(self, url: str, web: Web, world: World, since_us: int) -> None:
        parts = urlsplit(url)
        usable = parts.scheme in {"ws", "wss"} and parts.netloc and not parts.query
        if not usable or parts.path not in {V1_PATH, V2_PATH}:
            raise UnusableInput(
                f"The address of Jetstream cannot be used; it begins with wss:// and ends with {V1_PATH} "
                f"or {V2_PATH}."
            )
        self._url, self._second = url, parts.path == V2_PATH
        self._web, self._world = web, world
        self._at_us = self._asked_us = since_us
        self._first, self._skip_us = True, SECOND_US

    async def run(self, sink: Callable[[Event], None]) -> None:
        """Reads until it is cancelled. Raises FeedRefused when trying again cannot help."""
        patience = Patience()
        while True:
            began_us, asked_s = self._world.now_us(), 0.0
            try:
                await self._read(sink)
            except CursorTooOld:
                self._at_us = 0
                sink(_GAP)
            except TooLarge:
                self._step_over(sink)
            except FeedAway as fault:
                asked_s = fault.after_s
            patience.held(self._world.now_us() - began_us)
            await self._world.sleep(patience.next_s(self._world.chance(), asked_s))

    async def _read(self, sink: Callable[[Event], None]) -> None:
        self._asked_us, self._first = self._place(), True
        protocol = _V2_PROTOCOL if self._second else None
        async with self._web.stream(self._address(), protocol) as frames:
            async for frame in frames:
                event = _GARBAGE if frame is None else event_of(frame)
                if not isinstance(event, (Garbage, Gap)):
                    event = self._believed(event.at_us, event, sink)
                sink(event)

    def _believed(self, at_us: int, event: Event, sink: Callable[[Event], None]) -> Event:
        """Moves the place to go on from; a time that cannot be moves nothing."""
        now_us = self._world.now_us()
        if not now_us - LOOK_BACK_US - HOUR_US < at_us < now_us + AHEAD_US:
            return _GARBAGE
        if self._first:
            self._first = False
            if at_us > self._asked_us + _JUMP_US:
                sink(_GAP)
        if at_us > self._at_us:
            self._at_us, self._skip_us = at_us, SECOND_US
        return event

    def _place(self) -> int:
        """Gives the time to go on from, 0 for now."""
        if not self._at_us:
            return 0
        return max(self._at_us - _REWIND_US, self._world.now_us() - LOOK_BACK_US)

    def _step_over(self, sink: Callable[[Event], None]) -> None:
        if self._at_us:
            self._at_us += self._skip_us + _REWIND_US
            self._skip_us *= 2
        sink(_GAP)

    def _address(self) -> str:
        asked: list[tuple[str, object]] = [("maxMessageSizeBytes", _LARGEST)]
        if self._second:
            asked += [("collections", POSTS), ("kinds", "commit"), ("kinds", "account")]
        else:  # accounts come to everybody
            asked.append(("wantedCollections", POSTS))
        if self._asked_us:
            asked.append(("cursor", self._asked_us))
        return f"{self._url}?{urlencode(asked)}"
