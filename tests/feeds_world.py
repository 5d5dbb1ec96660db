"""Sources of attention as tests make them: frames of both shapes, a loopback server that misbehaves, and time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from harborline.feeds.ports import Page, World
from harborline.planning.attention import SECOND_US

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NOON_US = int(NOON.timestamp()) * SECOND_US
V2 = "network.bsky.jetstream.subscribeEvents"
TAG_FACET = "app.bsky.richtext.facet#tag"

Talk = Callable[[web.WebSocketResponse, web.Request], Awaitable[None]]
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class SteppedWorld:
    """Time that passes only where somebody sleeps, who after `most` times sleeps for good; chance is one half."""

    def __init__(self, now_us: int = NOON_US + 600 * SECOND_US) -> None:
        self.now_us = now_us
        self.slept: list[float] = []
        self.most: int | None = None

    @property
    def world(self) -> World:
        return World(lambda: self.now_us, self._sleep, lambda: 0.5)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now_us += round(seconds * SECOND_US)
        if self.most is not None and len(self.slept) >= self.most:
            await asyncio.Event().wait()
        await asyncio.sleep(0)


def record(*tags: str, language: str = "en", text: str = "words") -> dict[str, Any]:
    """Gives a post as its author's server has it, tags as facets."""
    return {
        "$type": "app.bsky.feed.post",
        "createdAt": "2026-11-23T12:00:00.000Z",
        "langs": [language],
        "text": text,
        "facets": [
            {
                "features": [{"$type": TAG_FACET, "tag": tag}],
                "index": {"byteStart": 0, "byteEnd": 1},
            }
            for tag in tags
        ],
    }


def v1(
    at_us: int, author: str, post: str, made: dict[str, Any] | None, operation: str = "create"
) -> str:
    """Gives a frame of the first version; without a record it is a deletion."""
    commit: dict[str, Any] = {
        "rev": "3l3qo2vutsw2b",
        "operation": "delete" if made is None else operation,
        "collection": "app.bsky.feed.post",
        "rkey": post,
    }
    if made is not None:
        commit |= {"record": made, "cid": "bafyreib"}
    return json.dumps({"did": author, "time_us": at_us, "kind": "commit", "commit": commit})


def v2(
    at_us: int,
    author: str,
    post: str,
    made: dict[str, Any] | None,
    operation: str = "create",
    seq: int = 1,
) -> str:
    """Gives the same of the second version."""
    payload: dict[str, Any] = {
        "$type": f"{V2}#commit",
        "seq": seq,
        "did": author,
        "time": rfc3339(at_us),
        "rev": "3l3qo2vutsw2b",
        "operation": "delete" if made is None else operation,
        "collection": "app.bsky.feed.post",
        "rkey": post,
    }
    if made is not None:
        payload["record"] = made
    return json.dumps({"$type": "message", "payload": payload})


def rfc3339(at_us: int) -> str:
    whole, part = divmod(at_us, SECOND_US)
    return f"{datetime.fromtimestamp(whole, UTC):%Y-%m-%dT%H:%M:%S}.{part:06d}Z"


async def eventually(condition: Callable[[], bool], within_s: float = 10) -> None:
    """Waits until something is true."""
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110 -- what is waited for is told by nobody
            await asyncio.sleep(0.005)


class MisbehavingServer:
    """Holds one talk for each connection in turn, the last one for all that follow.

    `asked`: the query of each connection, as (name, value) pairs.
    """

    def __init__(self, *talks: Talk) -> None:
        self._talks = list(talks)
        self.asked: list[list[tuple[str, str]]] = []
        self.headers: list[dict[str, str]] = []
        self.url = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        number = len(self.asked)
        self.asked.append(list(request.query.items()))
        self.headers.append(dict(request.headers))
        talk = self._talks[min(number, len(self._talks) - 1)]
        socket = web.WebSocketResponse(protocols=("xrpc.v1.json",), compress=False)
        await socket.prepare(request)
        await talk(socket, request)
        return socket

    def cursor(self, connection: int) -> int | None:
        """Gives the place that a connection asked to go on from."""
        found = dict(self.asked[connection]).get("cursor")
        return None if found is None else int(found)


@asynccontextmanager
async def serving(handle: Answer) -> AsyncIterator[str]:
    """Serves every path on loopback; gives host and port."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        port = runner.addresses[0][1]
        yield f"127.0.0.1:{port}"
    finally:
        await runner.cleanup()


def sends(*frames: str | bytes) -> Talk:
    """Sends frames and closes in good order."""

    async def talk(socket: web.WebSocketResponse, _request: web.Request) -> None:
        for frame in frames:
            await (socket.send_str(frame) if isinstance(frame, str) else socket.send_bytes(frame))
        await socket.close()

    return talk


def cuts_after(*frames: str) -> Talk:
    """Sends frames and breaks the line without a word."""

    async def talk(socket: web.WebSocketResponse, request: web.Request) -> None:
        for frame in frames:
            await socket.send_str(frame)
        await asyncio.sleep(0.02)
        assert request.transport is not None
        request.transport.abort()

    return talk


def raw(*pieces: bytes) -> Talk:
    """Writes bytes past every rule of frames."""

    async def talk(_socket: web.WebSocketResponse, request: web.Request) -> None:
        assert request.transport is not None
        for piece in pieces:
            request.transport.write(piece)
        await asyncio.sleep(0.05)
        request.transport.close()

    return talk


async def silence(socket: web.WebSocketResponse, _request: web.Request) -> None:
    """Says nothing until the other side goes."""
    await socket.receive()


class Pages:
    """A Web of pages made beforehand; `asked` holds the addresses."""

    def __init__(self, answer: Callable[[str], Page]) -> None:
        self._answer = answer
        self.asked: list[str] = []

    async def page(self, url: str) -> Page:
        self.asked.append(url)
        return self._answer(url)

    def stream(self, url: str, protocol: str | None) -> Any:
        raise AssertionError(url, protocol)
