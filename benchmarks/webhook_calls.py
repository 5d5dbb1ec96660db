"""Calls as a webhook carrier makes them: requests with a signature, each following the last document.

Lives here: the client of the webhook benchmark. It knows the markup and the signature from their
descriptions and imports nothing of ours, so that what it measures has to hold up to a stranger.
"""

from __future__ import annotations

import hmac
import socket
from base64 import b64encode
from collections.abc import Generator
from typing import NamedTuple, Self
from urllib.parse import urlencode
from xml.etree.ElementTree import fromstring

PUBLIC = "https://voice.example"
TOKEN = "a carrier's secret"  # noqa: S105 -- invented
ACCOUNT = "AC" + "0" * 32
STEPS = 8
"""Requests of one call: arrival, language, ZIP, what comes of legs that are busy, the end."""

ZIP = "28202"


class Sent(NamedTuple):
    """One request as it goes over the wire."""

    path: str
    headers: dict[str, str]
    body: bytes


def signed(path: str, fields: dict[str, str]) -> Sent:
    """Signs a form as Twilio does."""
    text = f"{PUBLIC}{path}" + "".join(name + fields[name] for name in sorted(fields))
    digest = hmac.digest(TOKEN.encode(), text.encode(), "sha1")
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Twilio-Signature": b64encode(digest).decode(),
    }
    return Sent(path, headers, urlencode(fields).encode())


def steps(number: int) -> Generator[Sent, bytes, None]:
    """Yields a call's requests; each must be sent the document that the one before got."""
    # As many fields, and as long, as an inbound call of Twilio's has.
    usual = {
        "AccountSid": ACCOUNT,
        "ApiVersion": "2010-04-01",
        "CallSid": f"CA{number:032x}",
        "CallStatus": "in-progress",
        "Called": "+18005550199",
        "CalledCountry": "US",
        "Caller": f"+1704555{number % 10_000:04d}",
        "CallerCity": "SOMEWHERE",
        "CallerCountry": "US",
        "CallerState": "NC",
        "CallerZip": ZIP,
        "Direction": "inbound",
        "From": f"+1704555{number % 10_000:04d}",
        "FromCity": "SOMEWHERE",
        "FromState": "NC",
        "FromZip": ZIP,
        "StirVerstat": "TN-Validation-Passed-A",
        "To": "+18005550199",
    }
    document = yield signed("/telephone/twilio/call", {**usual, "CallStatus": "ringing"})
    for _ in range(STEPS - 2):
        path, fields = followed(document)
        document = yield signed(path, {**usual, **fields})
    yield signed("/telephone/twilio/status", {**usual, "CallStatus": "completed"})


def followed(document: bytes) -> tuple[str, dict[str, str]]:
    """Gives the request that a document asks for: keys, the end of a busy leg, or simply the next."""
    root = fromstring(document)  # noqa: S314 -- our own server's
    dial, gather, redirect = root.find("Dial"), root.find("Gather"), root.find("Redirect")
    if dial is not None:
        return _path(dial.attrib["action"]), {"DialCallStatus": "busy", "DialCallDuration": "0"}
    if gather is not None and gather.attrib["numDigits"] == "5":
        return _path(gather.attrib["action"]), {"Digits": ZIP}
    if redirect is not None:
        return _path(redirect.text or ""), {}
    raise ValueError("A document leads nowhere.")


def _path(address: str) -> str:
    if not address.startswith(PUBLIC):
        raise ValueError("An address is not ours.")
    return address.removeprefix(PUBLIC)


def wire(sent: Sent) -> bytes:
    """Gives the bytes of a request."""
    named = {"Host": "voice.example", "Content-Length": str(len(sent.body)), **sent.headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"POST {sent.path} HTTP/1.1\r\n{head}\r\n".encode() + sent.body


def length_of(head: bytes) -> int:
    """Gives how long the document behind the head of an answer is. Raises ValueError for a refusal."""
    if not head.startswith(b"HTTP/1.1 200"):
        raise ValueError("A request was refused.")
    lengths = (
        int(line.partition(b":")[2])
        for line in head.lower().split(b"\r\n")
        if line.startswith(b"content-length:")
    )
    return next(lengths)


class Line:
    """One connection that is kept open; `with` it."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), 30)
        self._reading = self._socket.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *fault: object) -> None:
        self._reading.close()
        self._socket.close()

    def send(self, sent: Sent) -> bytes:
        """Sends one request and gives the document."""
        self._socket.sendall(wire(sent))
        head = b"".join(iter(self._reading.readline, b"\r\n"))
        return self._reading.read(length_of(head))


def call(line: Line, number: int) -> list[Sent]:
    """Makes one call from arrival to end; gives what was sent."""
    sent: list[Sent] = []
    making = steps(number)
    request = next(making)
    while True:
        sent.append(request)
        document = line.send(request)
        try:
            request = making.send(document)
        except StopIteration:
            return sent
