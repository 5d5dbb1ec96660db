"""Asks the site to set the rota for somebody who calls with a PIN. No call waits for it.

Where the site is away, slow or of another mind, the answer is that the rota cannot be set now.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Callable

import aiohttp

from harborline.app.rota_desk import (
    ANSWERED_WITHIN_S,
    LONGEST,
    PATH,
    SIGNATURE,
    RotaQuestion,
    key_from,
    sealed,
)
from harborline.callflow.values import RotaAnswer

_MOST_AT_ONCE = 8
"""More people than this never set their rota in the same seconds; calls go first."""


class SiteRotaDesk:
    """The directory behind a site. `site`: its address; `secret`: gives what both sides sign with."""

    def __init__(self, site: str, secret: Callable[[], str]) -> None:
        self._address = site.rstrip("/") + PATH
        self._secret = secret
        self._asking: set[asyncio.Task[None]] = set()

    def ask(self, question: RotaQuestion, answered: Callable[[RotaAnswer], None]) -> None:
        """Begins to ask; the answer comes within `ANSWERED_WITHIN_S`."""
        if len(self._asking) >= _MOST_AT_ONCE:
            answered(RotaAnswer.AWAY)
            return
        task = asyncio.get_running_loop().create_task(self._ask(question, answered))
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)

    async def _ask(self, question: RotaQuestion, answered: Callable[[RotaAnswer], None]) -> None:
        try:
            answer = await self._answer(question)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError, KeyError, TypeError):
            answer = RotaAnswer.AWAY
        answered(answer)

    async def _answer(self, question: RotaQuestion) -> RotaAnswer:
        """Gives what the site answered; raises for anything that is no answer."""
        key = key_from(await asyncio.to_thread(self._secret))
        body, signature = sealed(question, key, secrets.token_hex(16), time.time())
        headers = {SIGNATURE: signature, "Content-Type": "application/json"}
        limit = aiohttp.ClientTimeout(total=ANSWERED_WITHIN_S)
        async with (
            aiohttp.ClientSession(timeout=limit, cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.post(self._address, data=body, headers=headers, allow_redirects=False) as said,
        ):
            said.raise_for_status()
            told = json.loads(await said.content.read(LONGEST))
            return RotaAnswer(told["answer"])
