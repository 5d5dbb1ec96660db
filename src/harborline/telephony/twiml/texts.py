"""Text messages at the door: the carrier's proof, who wrote, and the reply in the carrier's way.

A sender's number ends here: it becomes a keyed token, and for Telnyx the address of one reply. Who is no
person (short codes, names, toll-free numbers, our own) gets no answer. Whatever came twice is answered
the same and counted once. Records of messages are deleted where the carrier lets us.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from harborline.app.hold_offs import CallerToken
from harborline.app.ports import Clock, MapSource
from harborline.app.texts import TextDesk, TextMessage
from harborline.core.addresses import comparable, lines_by_number
from harborline.core.directory import Line
from harborline.core.numbering import NoPrefix, parse
from harborline.telephony.twiml import documents
from harborline.telephony.twiml.addresses import public_url_of
from harborline.telephony.twiml.records import Kind, Records
from harborline.telephony.twiml.requests import Proves, read_body
from harborline.telephony.twiml.sending import Reply
from harborline.telephony.twiml.signatures import Carrier, form_fields
from harborline.telephony.twiml.slips import ROOT

_SEEN_S = 600.0
_MOST_SEEN = 4096
_SHORTEST_NUMBER = 7
_LONGEST_FIELD = 256


class Incoming(NamedTuple):
    """A text as the carrier brings it. `sid`: the carrier's id of it."""

    sid: str
    sender: str
    to: str
    body: str

    def __repr__(self) -> str:
        return "<Incoming>"


class TextDoors:
    """The two paths of texts. `token_key`: 32 random bytes of this process.

    `send_reply`: takes replies for Telnyx, None = there is no API key and it gets none.
    """

    def __init__(
        self,
        desk: TextDesk,
        maps: MapSource,
        clock: Clock,
        proves: Proves,
        records: Records,
        token_key: bytes,
        *,
        send_reply: Callable[[Reply], None] | None = None,
        public_url: str | None = None,
        proxies: tuple[str, ...] = (),
    ) -> None:
        self._desk = desk
        self._maps = maps
        self._clock = clock
        self._proves = proves
        self._records = records
        self._token_key = token_key
        self._send_reply = send_reply
        self._public_url = public_url
        self._proxies = proxies
        self._seen: dict[tuple[Carrier, str], tuple[float, bool]] = {}

    @property
    def routes(self) -> tuple[BaseRoute, ...]:
        """Gives the paths of texts."""
        named = f"{ROOT}/{{carrier}}/text"
        return (
            Route(named, self.text, methods=["POST"]),
            Route(f"{named}/status", self.status, methods=["POST"]),
        )

    async def text(self, request: Request) -> Response:
        """Answers a text that proves itself: with a reply, or with nothing to say."""
        proved = await self._proved(request)
        if isinstance(proved, Response):
            return proved
        carrier, url, raw_body = proved
        incoming = incoming_of(carrier, raw_body)
        if incoming is None:
            return _document(carrier)
        self._records.forget(carrier, Kind.MESSAGE, incoming.sid)
        again, answered = self._was_seen(carrier, incoming.sid)
        reply = self._reply(incoming, again=again) if answered else None
        self._seen[carrier, incoming.sid] = self._clock.seconds, reply is not None
        if reply is not None and carrier is Carrier.TELNYX:
            if not again and self._send_reply is not None:
                self._send_reply(Reply(incoming.sender, incoming.to, reply))
            reply = None
        return _document(carrier, reply, f"{url.partition('?')[0]}/status")

    async def status(self, request: Request) -> Response:
        """Takes the carrier's word on a reply, whose record can then be deleted."""
        proved = await self._proved(request)
        if isinstance(proved, Response):
            return proved
        carrier, _, raw_body = proved
        fields = form_fields(raw_body) or {}
        sid = fields.get("MessageSid", fields.get("SmsSid", ""))
        self._records.forget(carrier, Kind.MESSAGE, sid)
        return _document(carrier)

    async def _proved(self, request: Request) -> tuple[Carrier, str, bytes] | Response:
        try:
            carrier = Carrier(request.path_params["carrier"])
        except ValueError:
            raise HTTPException(404) from None
        raw_body = await read_body(request)
        if raw_body is None:
            return Response(status_code=413)
        headers = {name.lower(): value for name, value in request.headers.items()}
        url = public_url_of(request.scope, self._public_url, self._proxies)
        if not self._proves(carrier, url, headers, raw_body):
            return Response(status_code=403)
        return carrier, url, raw_body

    def _was_seen(self, carrier: Carrier, sid: str) -> tuple[bool, bool]:
        """Tells whether a text came before, and whether it is to be answered (again)."""
        at_s = self._clock.seconds
        for key, (seen_s, _) in list(self._seen.items()):
            if at_s - seen_s < _SEEN_S and len(self._seen) < _MOST_SEEN:
                break
            del self._seen[key]
        seen = self._seen.get((carrier, sid)) if sid else None
        return (False, True) if seen is None else (True, seen[1])

    def _reply(self, incoming: Incoming, *, again: bool) -> str | None:
        lines: tuple[Line, ...] = ()
        with suppress(Exception):  # without a map the sender still hears where to turn
            lines = self._maps.current().lines
        ours = lines_by_number(lines)
        own = {*ours, comparable(incoming.to)}
        if is_no_person(incoming.sender) or comparable(incoming.sender) in own:
            return None
        digits = "".join(c for c in incoming.sender if c.isdigit())
        token = CallerToken(hmac.digest(self._token_key, digits.encode(), "sha256"))
        line = ours.get(comparable(incoming.to))
        named = None if line is None else line.id
        message = TextMessage(incoming.body, incoming.to, token, named)
        return self._desk.answer(message, again=again)


def is_no_person(sender: str) -> bool:
    """Tells whether a sender is a short code, a name, a toll-free number, or nobody."""
    digits = [c for c in sender if c.isdigit()]
    if len(digits) < _SHORTEST_NUMBER or any(c.isalpha() for c in sender):
        return True
    return parse(sender) in {NoPrefix.TOLL_FREE, NoPrefix.WITHHELD}


def incoming_of(carrier: Carrier, raw_body: bytes) -> Incoming | None:
    """Reads a text; None for what is none, such as word of a reply's delivery. Total."""
    if carrier is Carrier.TELNYX:
        return _of_telnyx(raw_body)
    fields = form_fields(raw_body) or {}
    sid = fields.get("MessageSid", fields.get("SmsSid", ""))
    sender, to = fields.get("From", ""), fields.get("To", "")
    return Incoming(sid[:_LONGEST_FIELD], sender[:_LONGEST_FIELD], to, fields.get("Body", ""))


def _of_telnyx(raw_body: bytes) -> Incoming | None:
    try:
        data: Any = json.loads(raw_body)["data"]
        if data["event_type"] != "message.received":
            return None
        payload = data["payload"]
        sender, to = payload["from"]["phone_number"], payload["to"][0]["phone_number"]
        found = (payload["id"], sender, to, payload.get("text") or "")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
    if not all(isinstance(value, str) for value in found):
        return None
    sid, sender, to, body = found
    return Incoming(sid[:_LONGEST_FIELD], sender[:_LONGEST_FIELD], to[:_LONGEST_FIELD], body)


def _document(carrier: Carrier, reply: str | None = None, told_at: str = "") -> Response:
    """Gives what the carrier is answered: its markup; Telnyx only wants to know that it arrived."""
    if carrier is Carrier.TELNYX:
        return Response(status_code=200)
    verbs = []
    if reply is not None:
        message = Element("Message", action=told_at, method="POST")
        message.text = reply
        verbs.append(message)
    return Response(documents.response(verbs), media_type=documents.MEDIA_TYPE)
