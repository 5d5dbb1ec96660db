"""One process owns a call; the others hand its requests on to the owner, and hear when it is lost.

The process of slot n listens on the first port + n - 1 of this machine. What is handed on is the raw
request with a proof of the shared key, for its signature was checked once already; it is never
handed on twice. Carriers wait a few seconds at most, so an owner that does not answer soon is lost.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from hashlib import sha256

import aiohttp

PROOF = "x-harborline-proof"
WITHIN_S = 2.0
MOST_ANSWER_BYTES = 256 * 1024
_PURPOSE = b"harborline handed on 1"
_HANDED_ON = ("content-type", "host", "x-forwarded-proto", "x-forwarded-host")


class Owners:
    """The voice processes of this installation. `key`: shared by all of them."""

    def __init__(
        self,
        slot: int,
        slots: int,
        key: bytes,
        url_of: Callable[[int], str],
        within_s: float = WITHIN_S,
    ) -> None:
        self.slot = slot
        self._others = tuple(other for other in range(1, slots + 1) if other != slot)
        self._key = hmac.digest(key, _PURPOSE, sha256)
        self._url_of = url_of
        self._within_s = within_s
        self._client: aiohttp.ClientSession | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keeps connections to the other processes while this one serves."""
        timeout = aiohttp.ClientTimeout(total=self._within_s)
        async with aiohttp.ClientSession(timeout=timeout, auto_decompress=False) as client:
            self._client = client
            try:
                yield
            finally:
                self._client = None

    def is_handed_on(self, headers: Mapping[str, str], path: str, raw_body: bytes) -> bool:
        """Tells whether another process of ours sent this request."""
        given = headers.get(PROOF, "")
        return hmac.compare_digest(given.encode("utf-8", "replace"), self._proof(path, raw_body))

    async def ask(
        self, slot: int, headers: Mapping[str, str], path: str, raw_body: bytes
    ) -> bytes | None:
        """Gives the owner's answer; None when it is lost, or has lost the call itself."""
        if slot not in self._others or self._client is None:
            return None
        kept = {name: headers[name] for name in _HANDED_ON if name in headers}
        proof = self._proof(path, raw_body).decode()
        try:
            async with self._client.post(
                f"{self._url_of(slot)}{path}", data=raw_body, headers={**kept, PROOF: proof}
            ) as answer:
                content = await answer.content.read(MOST_ANSWER_BYTES)
                return content if answer.status == 200 else None
        except (aiohttp.ClientError, TimeoutError, OSError):
            return None

    async def ask_any(self, headers: Mapping[str, str], path: str, raw_body: bytes) -> bytes | None:
        """Gives the answer of the first other process that lives; None if none answers in time."""
        now_s = asyncio.get_running_loop().time
        until_s = now_s() + self._within_s  # for all of them: a carrier waits no longer
        for slot in self._others:
            theirs = await self.ask(slot, headers, path, raw_body)
            if theirs is not None or now_s() >= until_s:
                return theirs
        return None

    async def tell_all(self, headers: Mapping[str, str], path: str, raw_body: bytes) -> None:
        """Tells every other process what a carrier says of a call that is none of ours."""
        if self._others:
            await asyncio.gather(
                *(self.ask(slot, headers, path, raw_body) for slot in self._others)
            )

    def _proof(self, path: str, raw_body: bytes) -> bytes:
        content = path.encode() + b"\n" + raw_body
        return hmac.digest(self._key, content, sha256).hex().encode()
