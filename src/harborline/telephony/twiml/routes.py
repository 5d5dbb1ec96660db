"""The paths that webhook carriers call, all under /telephone: proof first, then the carrier's turn.

What proves nothing is refused and tells nothing. Whatever breaks behind the proof is answered with
the national backup, never with an error: a carrier that gets one plays it to the caller. Neither
fields nor addresses are logged; a fault is told by its type.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from harborline.telephony.twiml.addresses import public_url_of
from harborline.telephony.twiml.app import WebhookCarrier
from harborline.telephony.twiml.codec import Fields, fields_of
from harborline.telephony.twiml.dialects import LegEnd, leg_end_of
from harborline.telephony.twiml.documents import MEDIA_TYPE
from harborline.telephony.twiml.owners import Owners
from harborline.telephony.twiml.requests import Proves, read_body
from harborline.telephony.twiml.signatures import Carrier
from harborline.telephony.twiml.slips import ROOT
from harborline.telephony.twiml.tokens import BadToken

_LOG = logging.getLogger("harborline.telephony")
_LANGUAGES = frozenset({"en", "es"})


class Asked(NamedTuple):
    """One request that proved itself. `base`: our public address as the carrier called it."""

    carrier: Carrier
    base: str
    path: str
    headers: Mapping[str, str]
    raw_body: bytes
    fields: Fields
    handed_on: bool
    params: Mapping[str, str]

    def __repr__(self) -> str:
        return "<Asked>"


class Lost(Exception):
    """A request was handed on to a process that does not know the call either."""


Way = Callable[[Asked], Awaitable[bytes]]


class Doors:
    """Reads requests, asks for their proof, and answers with documents."""

    def __init__(
        self,
        carrier: WebhookCarrier,
        proves: Proves,
        owners: Owners,
        *,
        public_url: str | None = None,
        proxies: tuple[str, ...] = (),
    ) -> None:
        self._carrier = carrier
        self._proves = proves
        self._owners = owners
        self._public_url = public_url
        self._proxies = proxies

    @property
    def routes(self) -> tuple[BaseRoute, ...]:
        """Gives the paths of calls."""
        named = f"{ROOT}/{{carrier}}"
        return (
            self._route(f"{named}/next/{{token}}", self._next),
            self._route(f"{named}/call", self._call),
            self._route(f"{named}/status", self._status),
            self._route(f"{named}/status/{{token}}", self._leg_status),
            self._route(f"{named}/notice/{{language}}", self._notice),
        )

    def _route(self, path: str, way: Way) -> Route:
        async def answer(request: Request) -> Response:
            return await self._answer(request, way)

        return Route(path, answer, methods=["POST"])

    async def _answer(self, request: Request, way: Way) -> Response:
        raw_body = await read_body(request)
        if raw_body is None:
            return Response(status_code=413)
        asked = self._asked(request, raw_body)
        if asked is None:
            return Response(status_code=403)
        try:
            return Response(await way(asked), media_type=MEDIA_TYPE)
        except Lost:
            return Response(status_code=410)
        except BadToken:
            pass  # foreign or too old, but the carrier's word stands for a caller who waits
        except Exception as fault:  # noqa: BLE001 -- whatever broke, the caller is connected somewhere
            _LOG.error("A webhook was answered with the backup (%s).", type(fault).__name__)
        document = self._carrier.emergency(asked.carrier, asked.base, asked.fields)
        return Response(document, media_type=MEDIA_TYPE)

    def _asked(self, request: Request, raw_body: bytes) -> Asked | None:
        """Gives a request that proves itself, None for any other."""
        try:
            carrier = Carrier(request.path_params["carrier"])
        except ValueError:
            raise HTTPException(404) from None
        headers = {name.lower(): value for name, value in request.headers.items()}
        url = public_url_of(request.scope, self._public_url, self._proxies)
        path = f"{ROOT}/{url.partition(f'{ROOT}/')[2]}"
        handed_on = self._owners.is_handed_on(headers, path, raw_body)
        if not handed_on and not self._proves(carrier, url, headers, raw_body):
            return None
        base = url.partition(f"{ROOT}/")[0]
        fields = fields_of(raw_body)
        return Asked(carrier, base, path, headers, raw_body, fields, handed_on, request.path_params)

    # -- what is asked for -------------------------------------------------------------------------

    async def _call(self, asked: Asked) -> bytes:
        known = self._carrier.has_arrived(asked.carrier, asked.fields)
        if self._carrier.draining and not known and not asked.handed_on:
            theirs = await self._owners.ask_any(asked.headers, asked.path, asked.raw_body)
            if theirs is not None:
                return theirs
        return self._carrier.arrive(asked.carrier, asked.base, asked.fields)

    async def _next(self, asked: Asked) -> bytes:
        slip = self._carrier.addresses.read(asked.params["token"])
        if not self._carrier.knows(slip.call):
            if asked.handed_on:
                raise Lost
            theirs = await self._owners.ask(slip.slot, asked.headers, asked.path, asked.raw_body)
            if theirs is not None:
                return theirs
        return self._carrier.go_on(asked.carrier, asked.base, slip, asked.fields)

    async def _status(self, asked: Asked) -> bytes:
        """Takes the word that a call has ended, whichever process it belongs to."""
        if not self._carrier.hung_up(asked.carrier, asked.fields) and not asked.handed_on:
            await self._owners.tell_all(asked.headers, asked.path, asked.raw_body)
        return b""

    async def _leg_status(self, asked: Asked) -> bytes:
        slip = self._carrier.addresses.read(asked.params["token"])
        if self._carrier.knows(slip.call):
            self._carrier.picked_up(slip, asked.fields)
        elif not asked.handed_on:
            await self._owners.ask(slip.slot, asked.headers, asked.path, asked.raw_body)
        return b""

    async def _notice(self, asked: Asked) -> bytes:
        language = asked.params["language"]
        talked = leg_end_of(asked.fields.short("DialCallStatus")) is LegEnd.TALKED
        known = language if language in _LANGUAGES else "en"
        return self._carrier.after_emergency(asked.carrier, asked.base, known, talked=talked)
