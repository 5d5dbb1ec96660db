"""Carries a webhook carrier's requests to our app, signed, and the answers back, without an event loop."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from twilio.request_validator import RequestValidator

from markup_reading import WrongMarkup

App = Callable[[Any, Any, Any], Coroutine[Any, Any, None]]
Fields = dict[str, str]
Sign = Callable[[str, Fields, bytes], dict[str, str]]


def as_twilio(secret: str, header: str = "x-twilio-signature") -> Sign:
    """Signs as Twilio does, by its own library; SignalWire does the same under another name."""
    validator = RequestValidator(secret)
    return lambda url, fields, _raw_body: {header: validator.compute_signature(url, fields)}


def as_telnyx(key: Ed25519PrivateKey, signed_at: str = "0") -> Sign:
    """Signs time and body with a private key."""

    def sign(_url: str, _fields: Fields, raw_body: bytes) -> dict[str, str]:
        signature = key.sign(signed_at.encode() + b"|" + raw_body)
        given = b64encode(signature).decode()
        return {"telnyx-timestamp": signed_at, "telnyx-signature-ed25519": given}

    return sign


class Request(NamedTuple):
    """What a carrier asks. `path`: without host."""

    url: str
    fields: Fields


class Network:
    """Carries requests to our app and answers back, at once, without an event loop.

    `sign`: gives the headers with which the carrier proves itself. `asked`: every request with its
    answer, in order.
    """

    def __init__(self, app: App, sign: Sign) -> None:
        self._app = app
        self._sign = sign
        self.asked: list[tuple[Request, bytes]] = []

    def post(self, url: str, fields: Fields) -> bytes:
        """Asks, signed as the carrier signs."""
        status, document = self.exchange(url, fields)
        if status != 200:
            raise WrongMarkup(f"answered with {status}")
        self.asked.append((Request(url, fields), document))
        return document

    def exchange(self, url: str, fields: Fields) -> tuple[int, bytes]:
        """Sends a form and gives what comes back."""
        raw_body = urlencode(fields).encode()
        return self.send(url, raw_body, self._sign(url, fields, raw_body))

    def send(self, url: str, raw_body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Sends a raw request."""
        parts = urlsplit(url)
        sent = {
            "host": parts.netloc,
            "content-type": "application/x-www-form-urlencoded",
            **headers,
        }
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "root_path": "",
            "headers": [(k.encode(), v.encode("latin-1", "replace")) for k, v in sent.items()],
            "client": ("127.0.0.1", 40000),
            "server": ("127.0.0.1", 8001),
        }
        messages: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": raw_body, "more_body": False}

        async def put(message: dict[str, Any]) -> None:
            messages.append(message)

        _run(self._app(scope, receive, put))
        body = b"".join(message.get("body", b"") for message in messages[1:])
        return messages[0]["status"], body


def _run(coroutine: Coroutine[Any, Any, None]) -> None:
    """Runs what never really waits."""
    try:
        coroutine.send(None)
    except StopIteration:
        return
    coroutine.close()
    raise WrongMarkup("an answer that waits for something")
