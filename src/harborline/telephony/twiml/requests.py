"""What every path of a carrier's begins with: the body as it came, and the carrier's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from starlette.requests import ClientDisconnect, Request

from harborline.telephony.twiml.signatures import Carrier

MOST_BYTES = 64 * 1024

Proves: TypeAlias = Callable[[Carrier, str, Mapping[str, str], bytes], bool]
"""Tells whether a carrier signed a request: its address, its headers in small letters, its body."""


async def read_body(request: Request) -> bytes | None:
    """Gives the body, None for one that is longer than any carrier's or never came to its end."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)
