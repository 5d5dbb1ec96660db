"""HTTP and WebSocket by aiohttp: the one file that opens a connection.

No cookie is kept, no redirect followed, no environment's proxy or netrc read, no compression offered or
taken: what is packed cannot be bounded before it is unpacked. Nothing that a server sent reaches a message.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from types import TracebackType
from typing import Any, Self

import aiohttp

from harborline.feeds.errors import CursorTooOld, FeedAway, FeedRefused, TooLarge
from harborline.feeds.ports import Frames, Page

LARGEST_FRAME = 1 << 20
LARGEST_PAGE = 8 << 20
"""40 Mastodon statuses of 100 KiB each, twice."""
SILENT_S = 60.0
"""A stream without a frame for so long is taken for broken; Jetstream sends dozens a second."""
_CONNECT_S = 15.0
_PAGE_S = 60.0
_BINARY_IN_A_ROW = 100
_NOW = frozenset({408, 425, 429})
_TOO_BIG = 1009
_LONGEST_NUMBER = 10
_NO_ADDRESS = "The address of a source cannot be used."
_TOO_OLD = "The source no longer has what we would go on from."


class AiohttpWeb:
    """A Web. `agent`: what we say we are; Wikimedia asks for a name and a way to reach whoever runs it."""

    def __init__(self, agent: str, *, silent_s: float = SILENT_S) -> None:
        self._headers = {"User-Agent": agent, "Accept-Encoding": "identity"}
        self._silent_s = silent_s
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        trace = aiohttp.TraceConfig()
        trace.on_request_redirect.append(_led_elsewhere)  # a WebSocket cannot be told otherwise
        self._session = aiohttp.ClientSession(
            headers=self._headers,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trace_configs=[trace],
        )
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None
    ) -> None:
        await self._open.close()

    @property
    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise FeedRefused("The connection was not opened; enter the web first.")
        return self._session

    async def page(self, url: str) -> Page:
        limit = aiohttp.ClientTimeout(total=_PAGE_S, sock_connect=_CONNECT_S)
        try:
            async with self._open.get(url, timeout=limit, allow_redirects=False) as answer:
                _refuse(answer.status, answer.headers)
                body = await _bounded(answer)
        except ValueError:  # aiohttp.InvalidURL is one too
            raise FeedRefused(_NO_ADDRESS) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as fault:
            raise _away(fault) from None
        try:
            content = json.loads(body)
        except (ValueError, RecursionError):
            raise FeedAway("A source answered with what is no JSON.") from None
        left = answer.headers.get("X-RateLimit-Remaining", "")
        return Page(
            content, int(left) if left.isdecimal() and len(left) < _LONGEST_NUMBER else None
        )

    @asynccontextmanager
    async def stream(self, url: str, protocol: str | None) -> AsyncIterator[Frames]:
        protocols = (protocol,) if protocol else ()
        try:
            socket = await self._open.ws_connect(
                url,
                protocols=protocols,
                compress=0,
                max_msg_size=LARGEST_FRAME,
                heartbeat=self._silent_s / 2,
                timeout=aiohttp.ClientWSTimeout(ws_receive=self._silent_s, ws_close=1.0),
            )
        except aiohttp.WSServerHandshakeError as fault:
            if fault.status == 400 and "cursor=" in url:  # its reason cannot be read here
                raise CursorTooOld(_TOO_OLD) from None
            _refuse(fault.status, fault.headers or {})
            raise _away(fault) from None
        except ValueError:
            raise FeedRefused(_NO_ADDRESS) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as fault:
            raise _away(fault) from None
        try:
            yield _frames(socket)
        finally:
            with suppress(aiohttp.ClientError, OSError):
                await socket.close()


async def _frames(socket: aiohttp.ClientWebSocketResponse) -> Frames:
    binary = 0
    while True:
        try:
            message = await socket.receive()
        except (aiohttp.ClientError, TimeoutError, OSError) as fault:
            raise _away(fault) from None
        if message.type is aiohttp.WSMsgType.TEXT:
            binary = 0
            yield message.data
        elif message.type is aiohttp.WSMsgType.BINARY:
            binary += 1
            if binary >= _BINARY_IN_A_ROW:
                raise FeedRefused("The source sends packed frames, which are not taken.")
            yield None
        else:
            _end(message, socket.close_code)
            return


def _end(message: aiohttp.WSMessage, code: int | None) -> None:
    """Returns where the other side closed the stream in good order; raises where it broke."""
    if message.type is aiohttp.WSMsgType.ERROR:
        if code == _TOO_BIG or getattr(message.data, "code", None) == _TOO_BIG:
            raise TooLarge("The source sent a frame that is larger than we take.")
        raise FeedAway("The source sent what is no WebSocket frame.")


async def _led_elsewhere(*_about: object) -> None:
    raise FeedRefused("A source leads elsewhere; look at its address.")


async def _bounded(answer: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for piece in answer.content.iter_chunked(1 << 16):
        body += piece
        if len(body) > LARGEST_PAGE:
            raise TooLarge("A source answered with a page that is larger than we take.")
    return bytes(body)


def _refuse(status: int, headers: Mapping[str, Any]) -> None:
    """Raises unless the answer is one that we take."""
    if status in _NOW or status >= 500:
        wait = str(headers.get("Retry-After", ""))
        raise FeedAway(f"A source answered {status}.", float(wait) if wait.isdecimal() else 0.0)
    if status not in {101, 200}:
        raise FeedRefused(f"A source refuses with {status}; look at its address.")
    if headers.get("Content-Encoding", "identity") != "identity":
        raise FeedRefused("A source sends packed pages, which are not taken.")


def _away(fault: Exception) -> FeedAway:
    return FeedAway(f"A source cannot be reached ({type(fault).__name__}).")
