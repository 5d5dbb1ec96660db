"""Deletes what a carrier keeps of a call, its legs or a message, where its API can: after the end.

Twilio and SignalWire delete calls and messages; Telnyx has no way to (docs/guides/texts.md and
docs/privacy.md say what stays). Carriers finish a record some time after its end, so the first try
comes after a minute and a failed one is made again for an hour. All in memory: a carrier's ids are
written nowhere, and what a process leaves behind when it is killed stays at the carrier.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from base64 import b64encode
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType, TracebackType
from typing import NamedTuple, Self

import aiohttp

from harborline.app.ports import Cancel, Clock
from harborline.telephony.twiml.signatures import Carrier, Credentials

_LOG = logging.getLogger("harborline.telephony")

DELAYS_S = (60, 120, 300, 600, 1000, 1500)
"""Seconds before each try; an hour in all. Twilio refuses in the first minute after the end."""

TWILIO_API = "https://api.twilio.com"
_TIMEOUT = aiohttp.ClientTimeout(total=10)
_LAST_TRY_S = 5.0
_MOST_WAITING = 20_000
_MOST_LEGS = 100
_AT_ONCE = 4
"""Connections at once: records can wait, and a carrier's limits are for calls."""

_SID = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9-]{8,64}", re.ASCII)
_GONE = frozenset({200, 202, 204, 404, 410})


class Kind(StrEnum):
    """What there is a record of; the value is its name in the carriers' addresses."""

    CALL = "Calls"
    MESSAGE = "Messages"


class _Account(NamedTuple):
    base: str
    user: str
    password: str

    def __repr__(self) -> str:
        return "<_Account>"


class _Record(NamedTuple):
    carrier: Carrier
    kind: Kind
    sid: str

    def __repr__(self) -> str:
        return "<_Record>"


def account_of(
    carrier: Carrier, credentials: Credentials, bases: Mapping[Carrier, str] = MappingProxyType({})
) -> _Account | None:
    """Gives where and as whom records are deleted; None where that cannot be, or is not set up."""
    if carrier is Carrier.TWILIO and credentials.twilio_account and credentials.twilio_token:
        base = bases.get(carrier, TWILIO_API)
        return _Account(f"{base}/2010-04-01", credentials.twilio_account, credentials.twilio_token)
    space, project = credentials.signalwire_space, credentials.signalwire_project
    if carrier is Carrier.SIGNALWIRE and space and project and credentials.signalwire_token:
        base = bases.get(carrier, f"https://{space}")
        return _Account(f"{base}/api/laml/2010-04-01", project, credentials.signalwire_token)
    return None


class Records:
    """Deletes records in the background; nothing here makes a call wait. `async with` it.

    `bases`: other addresses of the carriers' APIs, for tests.
    """

    def __init__(
        self,
        credentials: Credentials,
        clock: Clock,
        bases: Mapping[Carrier, str] = MappingProxyType({}),
    ) -> None:
        accounts = {carrier: account_of(carrier, credentials, bases) for carrier in Carrier}
        self._accounts = {carrier: found for carrier, found in accounts.items() if found}
        self._clock = clock
        self._waiting: dict[_Record, Cancel] = {}
        self._trying: set[asyncio.Task[None]] = set()
        self._told: set[Carrier] = set()
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            timeout=_TIMEOUT, connector=aiohttp.TCPConnector(limit=_AT_ONCE)
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Tries once more whatever waits, for seconds at most: nobody remembers it afterwards."""
        for record, cancel in list(self._waiting.items()):
            cancel()
            self._begin(record, len(DELAYS_S))
        if self._trying:
            _, late = await asyncio.wait(self._trying, timeout=_LAST_TRY_S)
            for task in late:
                task.cancel()
        if self._waiting:
            _LOG.error("The process ends before all records were deleted at the carriers.")
        if self._session is not None:
            await self._session.close()

    def waiting(self) -> int:
        """Gives how many records are still to be deleted."""
        return len(self._waiting)

    def forget(self, carrier: Carrier, kind: Kind, sid: str) -> None:
        """Has a record deleted once it can be. Call it when the call or message has ended.

        Does nothing for a carrier that cannot, for what is no id, and for what is under way already.
        """
        record = _Record(carrier, kind, sid)
        if carrier not in self._accounts or record in self._waiting or not _SID.fullmatch(sid):
            return
        if len(self._waiting) >= _MOST_WAITING:
            self._tell(carrier)
            return
        self._plan(record, 0)

    def _plan(self, record: _Record, tried: int) -> None:
        self._waiting[record] = self._clock.after(
            DELAYS_S[tried], lambda: self._begin(record, tried + 1)
        )

    def _begin(self, record: _Record, tried: int) -> None:
        task = asyncio.get_running_loop().create_task(self._try(record, tried))
        self._trying.add(task)
        task.add_done_callback(self._trying.discard)

    async def _try(self, record: _Record, tried: int) -> None:
        async with self._turns:
            gone = await self._delete(record)
        if gone:
            self._told.discard(record.carrier)
            self._waiting.pop(record, None)
        elif tried < len(DELAYS_S):
            self._plan(record, tried)
        else:
            self._waiting.pop(record, None)
            self._tell(record.carrier)

    async def _delete(self, record: _Record) -> bool:
        """Deletes a record; of a call, its legs' first, for they are found by the call's alone."""
        legs = await self._legs(record) if record.kind is Kind.CALL else []
        if legs is None:
            return False
        sids = [*legs, record.sid]
        return all([await self._ask("DELETE", record, f"/{sid}") is not None for sid in sids])

    async def _legs(self, record: _Record) -> list[str] | None:
        """Gives the ids of a call's legs, None when the carrier does not say."""
        listed = await self._ask(
            "GET", record, f"?ParentCallSid={record.sid}&PageSize={_MOST_LEGS}"
        )
        if listed is None:
            return None
        try:
            sids = [leg["sid"] for leg in json.loads(listed or "{}").get("calls", [])]
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return []
        return [sid for sid in sids if isinstance(sid, str) and _SID.fullmatch(sid)]

    async def _ask(self, method: str, record: _Record, rest: str) -> bytes | None:
        """Gives the answer; None for one that is no success, and not "already gone" either."""
        account = self._accounts[record.carrier]
        if self._session is None:
            return None
        secret = b64encode(f"{account.user}:{account.password}".encode()).decode()
        path, mark, query = rest.partition("?")
        address = f"{account.base}/Accounts/{account.user}/{record.kind}{path}.json{mark}{query}"
        try:
            async with self._session.request(
                method,
                address,
                headers={"Authorization": f"Basic {secret}"},
                allow_redirects=False,
            ) as answer:
                return await answer.read() if answer.status in _GONE else None
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return None  # its message holds the address, so it goes no further

    def _tell(self, carrier: Carrier) -> None:
        """Says once, until a deletion works again, that records stay at a carrier."""
        if carrier not in self._told:
            self._told.add(carrier)
            _LOG.error(
                "%s did not delete a record within an hour; check its credentials, and delete what "
                "is left in its console.",
                carrier.value.capitalize(),
            )
