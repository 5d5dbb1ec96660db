"""The stream of Asterisk's events: connected, and connected again within a moment of its return."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from harborline.telephony.ari.client import Server
from harborline.telephony.ari.codec import REPLACED, app_name
from harborline.telephony.ari.errors import AriError

_LOG = logging.getLogger("harborline.telephony")

_PING_S = 2.0
"""A line that went dead without a word is noticed a second after a ping that nobody answers."""

_CONNECT_S = 1.0
_PAUSE_S = 0.2
_MOST_BYTES = 1 << 20
_AWAY = "Asterisk's event stream is lost; trying again several times a second."
_BACK = "Asterisk's event stream is there."


class Subscription:
    """Reads events as long as it runs. `connected` is true while they come in.

    `came` is called each time after connecting, beside the reading; `took` for each event, in order.
    `there` is set once it has been connected.
    """

    def __init__(
        self,
        server: Server,
        slot: int,
        took: Callable[[dict[str, Any]], None],
        came: Callable[[], Awaitable[None]],
    ) -> None:
        self._server = server
        self._slot = slot
        self._took = took
        self._came = came
        self.connected = False
        self.there = asyncio.Event()

    async def run(self) -> None:
        """Connects again and again until it is cancelled."""
        told: bool | None = None
        while True:
            try:
                await self._read()
            except (aiohttp.ClientError, TimeoutError, OSError):
                pass
            except Exception as error:  # noqa: BLE001 -- without events every caller would be lost
                _LOG.error("Reading Asterisk's events broke (%s).", type(error).__name__)
            finally:
                was, self.connected = self.connected, False
            if was or told is None:
                _LOG.warning(_AWAY)
                told = False
            await asyncio.sleep(_PAUSE_S)

    async def _read(self) -> None:
        query = {"app": app_name(self._slot), "subscribeAll": "false"}
        limit = aiohttp.ClientTimeout(total=None, connect=_CONNECT_S, sock_connect=_CONNECT_S)
        async with (
            aiohttp.ClientSession(headers=self._server.headers(), timeout=limit) as session,
            asyncio.timeout(_CONNECT_S) as connecting,
            session.ws_connect(
                self._server.at("/events"),
                params=query,
                heartbeat=_PING_S,
                max_msg_size=_MOST_BYTES,
            ) as stream,
        ):
            connecting.reschedule(None)
            self.connected = True
            self.there.set()
            _LOG.info(_BACK)
            coming = asyncio.create_task(self._come())
            try:
                async for message in stream:
                    if message.type is aiohttp.WSMsgType.TEXT and not self._took_one(message.data):
                        return
            finally:
                self.connected = False
                coming.cancel()

    async def _come(self) -> None:
        """Asks what there is, again until Asterisk says it: events may have been missed."""
        while True:
            try:
                await self._came()
            except AriError:
                _LOG.warning("Asterisk could not be asked what it has; asking again.")
            except Exception as error:  # noqa: BLE001 -- what was missed would never be noticed
                _LOG.error("Reading what Asterisk has broke (%s).", type(error).__name__)
            else:
                return
            await asyncio.sleep(_PAUSE_S)

    def _took_one(self, text: str) -> bool:
        """Takes an event; one that breaks costs the others nothing, and is never written down.

        False = somebody else connected under our name, and this stream is deaf from now on.
        """
        try:
            event = json.loads(text)
            if event.get("type") == REPLACED:
                _LOG.error("Something else connected as this slot's application; taking it back.")
                return False
            self._took(event)
        except Exception as error:  # noqa: BLE001 -- as above
            _LOG.error("An event of Asterisk's broke (%s).", type(error).__name__)
        return True
