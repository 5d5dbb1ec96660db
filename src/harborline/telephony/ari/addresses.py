"""How a destination of the map is dialed through Asterisk: its address to names of PJSIP endpoints.

A number goes out by the trunks, the first one first: `PJSIP/+15550100@trunk-1`. A SIP URI goes to its
own host by the endpoint `center`, which has no carrier's credentials: `PJSIP/center/sip:desk@host`.
Only the published map and the configured backup come in here, never anything of a caller's; all
else, and whatever could be read as more than one address, has no way out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from harborline.core.addresses import comparable

CENTER_ENDPOINT = "center"
"""The PJSIP endpoint for SIP URIs: no credentials, no fixed contact."""

_NUMBER = re.compile(r"\+?[0-9]{3,15}")
_URI = re.compile(r"sips?:[A-Za-z0-9_.+~*%-]+@[A-Za-z0-9.:\[\]-]+(;transport=(udp|tcp|tls))?")


def ways_to(address: str | None, trunks: Sequence[str]) -> tuple[str, ...]:
    """Gives the endpoints that reach an address, the first to be tried first; empty = none does."""
    text = (address or "").strip()
    if _URI.fullmatch(text):
        return (f"PJSIP/{CENTER_ENDPOINT}/{text}",)
    number = comparable(text)
    if not _NUMBER.fullmatch(number):
        return ()
    return tuple(f"PJSIP/{number}@{trunk}" for trunk in trunks)


def trunk_of(endpoint: str) -> str:
    """Gives the trunk of an endpoint for a number, as `ways_to` gives it."""
    return endpoint.rpartition("@")[2]


def caller_id(shows: str | None) -> str | None:
    """Gives the number that a center sees, the line's own; None = no number is shown."""
    number = comparable(shows or "")
    return number if _NUMBER.fullmatch(number) else None
