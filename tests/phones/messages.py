"""SIP messages, as far as two telephones on one machine need them (RFC 3261)."""

from __future__ import annotations

import re
import secrets
from typing import NamedTuple

_COMPACT = {
    "f": "from",
    "t": "to",
    "i": "call-id",
    "m": "contact",
    "v": "via",
    "l": "content-length",
}
_USER = re.compile(r"sips?:([^@>\s]+)@")
_URI = re.compile(r"<([^>]+)>|(sips?:[^;>\s]+)")
_TAG = re.compile(r";tag=([^;>\s]+)")

REASONS = {
    100: "Trying",
    180: "Ringing",
    200: "OK",
    404: "Not Found",
    481: "Call/Transaction Does Not Exist",
    486: "Busy Here",
    487: "Request Terminated",
    503: "Service Unavailable",
    603: "Decline",
}

Headers = tuple[tuple[str, str], ...]


class Message(NamedTuple):
    """A request or response. `start`: its first line; header names are lower case, in order."""

    start: str
    headers: Headers
    body: bytes = b""

    @property
    def status(self) -> int | None:
        """Gives the code of a response, None for a request."""
        return int(self.start.split()[1]) if self.start.startswith("SIP/2.0 ") else None

    @property
    def method(self) -> str:
        """Gives the method, of a response that of the request it answers."""
        if self.status is not None:
            return self.header("cseq").split()[-1]
        return self.start.split()[0]

    @property
    def target(self) -> str:
        """Gives the request's URI."""
        return self.start.split()[1]

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name]

    def header(self, name: str) -> str:
        """Gives the first header of that name, empty when there is none."""
        return next(iter(self.all(name)), "")

    @property
    def transaction(self) -> tuple[str, str, str]:
        """Names what a retransmission has in common with its original."""
        branch = self.header("via").partition("branch=")[2].partition(";")[0]
        return branch, self.header("cseq"), self.header("call-id")


def read(raw: bytes) -> Message | None:
    """Reads a datagram; keep-alives and the like are no messages."""
    head, _, body = raw.partition(b"\r\n\r\n")
    lines = head.decode("utf-8", "replace").split("\r\n")
    if len(lines) < 2 or "SIP/2.0" not in lines[0]:
        return None
    headers = []
    for line in lines[1:]:
        name, _, value = line.partition(":")
        key = name.strip().lower()
        headers.append((_COMPACT.get(key, key), value.strip()))
    return Message(lines[0], tuple(headers), body)


def write(start: str, headers: Headers, body: bytes = b"") -> bytes:
    """Gives the bytes of a message."""
    listed = [f"{name}: {value}" for name, value in headers]
    text = "\r\n".join([start, *listed, f"Content-Length: {len(body)}", "", ""])
    return text.encode() + body


def response(
    request: Message, status: int, tag: str, extra: Headers = (), body: bytes = b""
) -> bytes:
    """Answers a request; all but a 100 carry the tag of whoever answers."""
    to = request.header("to")
    if status != 100 and not _TAG.search(to):
        to += f";tag={tag}"
    echoed = [("Via", via) for via in request.all("via")]
    echoed += [("From", request.header("from")), ("To", to), ("Call-ID", request.header("call-id"))]
    headers = (*echoed, ("CSeq", request.header("cseq")), *extra)
    return write(f"SIP/2.0 {status} {REASONS[status]}", headers, body)


def user_of(uri: str) -> str:
    """Gives the part of an address before the @, empty when it has none."""
    found = _USER.search(uri)
    return found[1].partition(";")[0] if found else ""


def uri_of(header: str) -> str:
    """Gives the URI of a From, To or Contact."""
    found = _URI.search(header)
    return (found[1] or found[2]) if found else ""


def tag_of(header: str) -> str:
    found = _TAG.search(header)
    return found[1] if found else ""


def new_branch() -> str:
    return "z9hG4bK" + secrets.token_hex(8)


def new_tag() -> str:
    return secrets.token_hex(6)
