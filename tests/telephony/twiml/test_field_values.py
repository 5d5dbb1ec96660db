"""Whatever stands in a carrier's fields: no error, valid markup, and a caller led to somebody.

HARBORLINE_FUZZ_FIELDS values are sent, a small number by default. Each is signed as the carrier signs, so
that it comes through to the call; what is not signed is refused and changes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from random import Random
from urllib.parse import quote_from_bytes

import pytest

from contract.markup_rig import BASE, MarkupRig
from contract.network import MAIN
from harborline.core.addresses import comparable
from harborline.telephony.twiml.codec import fields_of
from harborline.telephony.twiml.signatures import Carrier
from markup_reading import WrongMarkup, read_markup

VALUES = int(os.environ.get("HARBORLINE_FUZZ_FIELDS", "3000"))
PER_CALL = 12
NAMES = (
    *("From", "To", "Digits", "CallStatus", "DialCallStatus", "DialCallDuration", "CallSid"),
    *(
        "ForwardedFrom",
        "CallerCity",
        "CallerZip",
        "StirVerstat",
        "AccountSid",
        "Direction",
        "SipHeader_X",
    ),
)
WORDS = (
    *("", " ", "0", "1", "9", "#", "*", "11101", "0" * 40, "-1", "1e9", "NaN", "null", "true"),
    *(
        "completed",
        "busy",
        "no-answer",
        "failed",
        "canceled",
        "in-progress",
        "answered",
        "COMPLETED",
    ),
    *(
        "+13215550100",
        "+18005550199",
        "anonymous",
        "sip:1@x",
        "client:x",
        "tel:+1",
        "<sip:>",
        "+" * 300,
    ),
    *(
        "\x00",
        "\ufffe",
        "\ud7ff",
        "\U0010ffff",
        "<Hangup/>",
        "&amp;",
        "]]>",
        "%00",
        "%zz",
        "\r\n",
        "١٢٣",
    ),
)


def value(rng: Random) -> str:
    """Gives a word that means something, or nonsense of any length and script."""
    if rng.random() < 0.6:
        return rng.choice(WORDS)
    length = rng.choice((1, 3, 12, 60, 300, 900))
    top = rng.choice((128, 0x250, 0xD800, 0x110000))
    drawn = (rng.randrange(top) for _ in range(length))
    return "".join(chr(point) for point in drawn if not 0xD800 <= point < 0xE000)


def fields(rng: Random) -> dict[str, str]:
    return {name: value(rng) for name in rng.sample(NAMES, rng.randrange(1, 8))}


def next_addresses(document: bytes) -> Iterator[str]:
    """Gives the addresses that a document names."""
    for verb in read_markup(document):
        for element in (verb, *verb):
            yield from (
                v for k, v in element.attrib.items() if k in {"action", "url", "statusCallback"}
            )
            if element.tag == "Redirect":
                yield element.text or ""


def leads_to_somebody(document: bytes) -> bool:
    """Tells whether a caller is dialed, asked again, or was told where to turn before the end."""
    verbs = read_markup(document)
    return verbs[-1].tag in {"Dial", "Redirect"} or len(verbs) > 1


def test_any_values_of_any_fields() -> None:
    rng = Random(20261102)
    sent = 0
    rig = MarkupRig()
    while sent < VALUES:
        asked = {"From": "+13215550100", "To": "+18005550199", **fields(rng)}
        asked["CallSid"] = f"CA{sent}"
        status, document = rig.network.exchange(f"{BASE}/telephone/twilio/call", asked)
        sent += len(asked)
        for _ in range(PER_CALL):
            assert status == 200
            assert leads_to_somebody(document) or is_over(asked) or is_loop(document, asked)
            addresses = list(next_addresses(document))
            if not addresses:
                break
            asked = fields(rng)
            sent += len(asked)
            address = rng.choice(addresses)
            status, answer = rig.network.exchange(address, asked)
            if "/status/" in address or is_for_answerer(answer):
                assert status == 200
            else:
                document = answer
        rig.wait(rng.random() * 5)
        if sent % 50 < PER_CALL:
            rig = MarkupRig(seed=sent)
    assert sent >= VALUES


def is_over(asked: dict[str, str]) -> bool:
    """Tells whether the carrier itself said that the call has ended."""
    said = asked.get("CallStatus", "").strip().lower()
    return said in {"completed", "busy", "no-answer", "failed", "canceled"}


def is_loop(document: bytes, asked: dict[str, str]) -> bool:
    """Tells whether a center's forwarding was refused: our own number called while a leg rang."""
    return b"<Reject" in document and comparable(asked.get("From", "")) == MAIN.number


def is_for_answerer(document: bytes) -> bool:
    """Tells whether a document is a whisper's: those may end when the two are joined."""
    try:
        read_markup(document)
    except WrongMarkup:
        read_markup(document, answerer=True)
        return True
    return b"answerer_" in document or document.count(b"<Hangup") == 1


BODIES = {
    "empty": b"",
    "no form": b"\xff\xfe\x00 not a form",
    "json": b'{"From": "+13215550100"}',
    "xml": b"<Response><Hangup/></Response>",
    "twice": b"From=%2B13215550100&From=anonymous&To=1&To=2",
    "broken escapes": b"From=%zz&To=%",
    "latin-1": b"From=\xe9t\xe9&CallerCity="
    + quote_from_bytes("Málaga".encode("latin-1")).encode(),
    "many fields": b"&".join(b"a%d=1" % i for i in range(5000)),
    "huge": b"From=" + b"1" * (1024 * 1024),
}


@pytest.mark.parametrize("name", BODIES)
def test_any_body_is_answered_and_none_without_a_signature_changes_anything(name: str) -> None:
    rig = MarkupRig()
    for content_type in ("application/x-www-form-urlencoded", "text/plain; charset=utf-7", ""):
        for signature in ("", "AAAA", "\xff"):
            headers = {"content-type": content_type, "x-twilio-signature": signature}
            for path in ("call", "next/x", "status", "status/x", "notice/en"):
                url = f"{BASE}/telephone/twilio/{path}"
                status, document = rig.network.send(url, BODIES[name], headers)
                assert status in {403, 413}
                assert document == b""
    assert rig.carrier.calls.live() == ()


@pytest.mark.parametrize("name", ["empty", "json", "latin-1"])
def test_a_signed_body_that_says_nothing_is_a_caller_all_the_same(name: str) -> None:
    document = MarkupRig().carrier.arrive(Carrier.TELNYX, BASE, fields_of(BODIES[name]))
    assert leads_to_somebody(document)
