"""Whether a request really comes from the carrier: each carrier's signature over the raw request.

Fails closed: no credentials, no header, a field sent twice, text that is not UTF-8, a time too far
from ours: all are no. Twilio and SignalWire sign no time, so a request of theirs could be sent again
by whoever saw it; our tokens' own end bounds that. Telnyx signs time and body, but not the address.
"""

from __future__ import annotations

import hmac
import re
from base64 import b64decode, b64encode
from binascii import Error as NoBase64
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import parse_qsl

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

TOLERANCE_S = 300
"""How far a signed time may lie from ours, either way."""

MOST_FIELDS = 500
_USUAL_PORTS = {"https": "443", "http": "80"}
_BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_JSON = "application/json"
_LONGEST_TIME = 11
_SIGNATURE_BYTES = 64


class Carrier(StrEnum):
    """The webhook carriers we speak with."""

    TWILIO = "twilio"
    SIGNALWIRE = "signalwire"
    TELNYX = "telnyx"


class Credentials(NamedTuple):
    """What carriers gave us; the names are those of the settings. None = not set."""

    twilio_account: str | None = None
    twilio_token: str | None = None
    signalwire_space: str | None = None
    signalwire_project: str | None = None
    signalwire_token: str | None = None
    signalwire_signing_key: str | None = None
    telnyx_public_key: str | None = None
    telnyx_api_key: str | None = None

    def __repr__(self) -> str:
        return "<Credentials>"


def verify(
    carrier: Carrier,
    credentials: Credentials,
    url: str,
    headers: Mapping[str, str],
    raw_body: bytes,
    now_s: float,
) -> bool:
    """Tells whether the carrier signed this request. Total: nothing sent to it makes it raise.

    `url`: as the carrier called it, query included. `headers`: by their names in small letters.
    `now_s`: wall clock.
    """
    return _CHECKS[carrier](credentials, url, headers, raw_body, now_s)


def form_fields(raw_body: bytes) -> dict[str, str] | None:
    """Reads a form; None when it is none, or when a field stands in it twice."""
    if _BROKEN_ESCAPE.search(raw_body):
        return None
    try:
        pairs = parse_qsl(
            raw_body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(raw_body),
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        return None
    fields = dict(pairs)
    return fields if len(fields) == len(pairs) else None


def is_public_key(text: str) -> bool:
    """Tells whether a text is a key that Telnyx's signatures could be checked with."""
    return _public_key(text) is not None


def _of_twilio(
    credentials: Credentials, url: str, headers: Mapping[str, str], raw_body: bytes, _now_s: float
) -> bool:
    signature = headers.get("x-twilio-signature")
    return _signed_as_form(credentials.twilio_token, signature, url, headers, raw_body)


def _of_signalwire(
    credentials: Credentials, url: str, headers: Mapping[str, str], raw_body: bytes, _now_s: float
) -> bool:
    """Takes any signature made with our key: its markup and its newer requests sign differently."""
    key = credentials.signalwire_signing_key
    found = False
    for name, algorithm in _SIGNALWIRE_HEADERS:
        signature = headers.get(name)
        found |= _signed_as_form(key, signature, url, headers, raw_body, algorithm)
        found |= _signed_as_bytes(key, signature, url, raw_body, algorithm)
    return found


def _of_telnyx(
    credentials: Credentials, _url: str, headers: Mapping[str, str], raw_body: bytes, now_s: float
) -> bool:
    key = _public_key(credentials.telnyx_public_key or "")
    signed_at = headers.get("telnyx-timestamp", "")
    signature = _decoded(headers.get("telnyx-signature-ed25519", ""))
    if key is None or signature is None or len(signature) != _SIGNATURE_BYTES:
        return False
    if not (signed_at.isascii() and signed_at.isdigit() and len(signed_at) <= _LONGEST_TIME):
        return False
    try:
        key.verify(signature, signed_at.encode() + b"|" + raw_body)
    except InvalidSignature:
        return False
    return abs(now_s - int(signed_at)) <= TOLERANCE_S


_SIGNALWIRE_HEADERS = (
    ("x-signalwire-sha256-signature", "sha256"),
    ("x-signalwire-signature", "sha1"),
    ("x-twilio-signature", "sha1"),
)
_Check = Callable[[Credentials, str, Mapping[str, str], bytes, float], bool]
_CHECKS: dict[Carrier, _Check] = {
    Carrier.TWILIO: _of_twilio,
    Carrier.SIGNALWIRE: _of_signalwire,
    Carrier.TELNYX: _of_telnyx,
}


def _signed_as_form(
    key: str | None,
    signature: str | None,
    url: str,
    headers: Mapping[str, str],
    raw_body: bytes,
    algorithm: str = "sha1",
) -> bool:
    """Looks for base64 of an HMAC over the address and each field's name and value, by name.

    A body of JSON is not a form: its digest stands in the signed address instead.
    """
    if not key or not signature:
        return False
    if headers.get("content-type", "").partition(";")[0].strip().lower() == _JSON:
        text = "" if _digest_fits(url, raw_body) else None
    else:
        fields = form_fields(raw_body)
        text = None if fields is None else "".join(k + v for k, v in sorted(fields.items()))
    if text is None:
        return False
    secret, body, given = _utf8(key), _utf8(text), _utf8(signature)
    found = False
    for address in _as_carriers_write(url):
        digest = hmac.digest(secret, _utf8(address) + body, algorithm)
        found |= hmac.compare_digest(b64encode(digest), given)
    return found


def _signed_as_bytes(
    key: str | None, signature: str | None, url: str, raw_body: bytes, algorithm: str
) -> bool:
    """Looks for hexadecimal HMAC over the address and the body as it came."""
    if not key or not signature:
        return False
    digest = hmac.digest(_utf8(key), _utf8(url) + raw_body, algorithm)
    return hmac.compare_digest(_utf8(digest.hex()), _utf8(signature.lower()))


def _digest_fits(url: str, raw_body: bytes) -> bool:
    given = [v for k, v in parse_qsl(url.partition("?")[2]) if k == "bodySHA256"]
    return len(given) == 1 and hmac.compare_digest(
        sha256(raw_body).hexdigest().encode(), _utf8(given[0].lower())
    )


def _as_carriers_write(url: str) -> set[str]:
    """Gives the address as it is, without its port, and with the usual one: carriers sign either."""
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    name, colon, port = host.rpartition(":")
    if not (colon and port.isdigit()):
        name, port = host, ""
    written = {url, f"{scheme}://{name}{slash}{path}"}
    if not port and scheme in _USUAL_PORTS:
        written.add(f"{scheme}://{name}:{_USUAL_PORTS[scheme]}{slash}{path}")
    return written


@lru_cache(maxsize=4)
def _public_key(text: str) -> Ed25519PublicKey | None:
    raw = _decoded(text.strip())
    try:
        return None if raw is None else Ed25519PublicKey.from_public_bytes(raw)
    except ValueError:
        return None


def _decoded(text: str) -> bytes | None:
    try:
        return b64decode(text, validate=True)
    except (NoBase64, ValueError):
        return None


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
