"""Sends replies for a carrier whose answer to a text is no markup: Telnyx takes them by its API.

Only replies come here: nothing in Harborline begins a talk. A number is held for as long as a request
takes, and for two more tries; it stands in no log and in no address.
"""

from __future__ import annotations

import asyncio
import logging
from types import TracebackType
from typing import NamedTuple, Self

import aiohttp

from harborline.app.ports import Clock

_LOG = logging.getLogger("harborline.telephony")
TELNYX_API = "https://api.telnyx.com"
_PAUSES_S = (2.0, 8.0)
_TIMEOUT = aiohttp.ClientTimeout(total=10)
_MOST_AT_ONCE = 16
_MOST_WAITING = 1000


class Reply(NamedTuple):
    """A text on its way: to whom, from which number of ours."""

    to: str
    shows: str
    text: str

    def __repr__(self) -> str:
        return "<Reply>"


class TelnyxReplies:
    """Sends in the background. `async with` it. `base`: another address of the API, for tests."""

    def __init__(self, api_key: str, clock: Clock, base: str = TELNYX_API) -> None:
        self._proof = {"Authorization": f"Bearer {api_key}"}
        self._address = f"{base}/v2/messages"
        self._clock = clock
        self._turns = asyncio.Semaphore(_MOST_AT_ONCE)
        self._sending: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(timeout=_TIMEOUT)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for task in self._sending:
            task.cancel()
        if self._session is not None:
            await self._session.close()

    def send(self, reply: Reply) -> None:
        """Begins to send; a flood beyond what can be sent is dropped."""
        if len(self._sending) < _MOST_WAITING:
            task = asyncio.get_running_loop().create_task(self._send(reply))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def _send(self, reply: Reply) -> None:
        for pause_s in (*_PAUSES_S, None):
            async with self._turns:
                status = await self._post(reply)
            if status is not None and status < 500 and status != 429:
                if status >= 400:
                    _LOG.error("Telnyx refused a reply to a text (status %d).", status)
                return
            if pause_s is not None:
                await self._pause(pause_s)
        _LOG.error("Telnyx could not be reached for a reply to a text.")

    async def _post(self, reply: Reply) -> int | None:
        """Gives the status, None where there was no answer."""
        if self._session is None:
            return None
        content = {"from": reply.shows, "to": reply.to, "text": reply.text}
        try:
            async with self._session.post(
                self._address, json=content, headers=self._proof, allow_redirects=False
            ) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return None

    async def _pause(self, seconds: float) -> None:
        over = asyncio.Event()
        cancel = self._clock.after(seconds, over.set)
        try:
            await over.wait()
        finally:
            cancel()
