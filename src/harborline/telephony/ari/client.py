"""Requests to Asterisk's REST interface: a bounded pool, one error, and tries that are repeated.

Every name (channel, bridge, playback) is given by us before the request, so whatever is sent twice
because the answer was lost is done once: Asterisk answers 409 to the second. Nothing is logged here:
events and answers hold callers' numbers.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Any, NamedTuple, Self

import aiohttp

from harborline.telephony.ari.errors import AriError

POOL = 32
"""Connections at once; Asterisk refuses all beyond its `sessionlimit`, so they are few and kept."""

_KEEP_ALIVE_S = 10.0
"""Shorter than Asterisk's `session_keep_alive`, so that none is used just as it closes."""

_ANSWER_S = 5.0
_TRIES_S = 2.0
_PAUSE_S = 0.1
_GONE = frozenset({404, 409, 412, 422})
_DONE_BEFORE = 409


class Server(NamedTuple):
    """Where Asterisk's REST interface is, such as http://127.0.0.1:8088/ari, and who we are there."""

    url: str
    user: str
    password: str

    def __repr__(self) -> str:
        return "<Server>"

    def at(self, path: str) -> str:
        return f"{self.url.rstrip('/').removesuffix('/ari')}/ari{path}"

    def headers(self) -> dict[str, str]:
        return {"Authorization": aiohttp.encode_basic_auth(self.user, self.password)}


class Answer(NamedTuple):
    """What came of a request. `gone`: what it was about is not there, or not ours, any more."""

    gone: bool
    body: Any = None

    def __repr__(self) -> str:
        return "<Answer>"


class Client:
    """Sends requests; `async with` keeps its connections open."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(limit=POOL, keepalive_timeout=_KEEP_ALIVE_S)
        self._session = aiohttp.ClientSession(
            connector=connector,
            headers=self._server.headers(),
            timeout=aiohttp.ClientTimeout(total=_ANSWER_S),
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def send(
        self,
        verb: str,
        path: str,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, object] | None = None,
    ) -> Answer:
        """Sends a request, again while the connection is lost. Raises AriError."""
        until = time.monotonic() + _TRIES_S
        again = False
        while True:
            try:
                return await self._once(verb, path, query, body, again=again)
            except TimeoutError:
                raise AriError(None) from None
            except aiohttp.ClientError:
                if time.monotonic() >= until:
                    raise AriError(None) from None
            again = True
            await asyncio.sleep(_PAUSE_S)

    async def _once(
        self,
        verb: str,
        path: str,
        query: Mapping[str, str] | None,
        body: Mapping[str, object] | None,
        *,
        again: bool,
    ) -> Answer:
        assert self._session is not None  # noqa: S101 -- within `async with`
        url = self._server.at(path)
        async with self._session.request(verb, url, params=query, json=body) as response:
            if again and response.status == _DONE_BEFORE and verb == "POST":
                return Answer(gone=False)
            if response.status in _GONE:
                return Answer(gone=True)
            if not response.ok:
                raise AriError(response.status)
            text = await response.text()
            return Answer(False, json.loads(text) if text else None)
