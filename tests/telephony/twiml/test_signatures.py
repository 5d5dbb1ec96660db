"""Signatures: as the carriers make them, over the raw request; whatever is not right is no."""

from __future__ import annotations

import hmac
import json
from base64 import b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from harborline.telephony.twiml.addresses import networks, public_url_of
from harborline.telephony.twiml.signatures import Carrier, Credentials, form_fields, verify

URL = "https://line.example.org/telephone/twilio/next/AbC-_9?x=1"
FORM = {
    "CallSid": "CA" + "0a" * 16,
    "Digits": "",
    "CallerName": "ÁLVAREZ & CO",
    "AccountSid": "AC1",
}
NOW_S = 1_800_000_000.0
TELNYX_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
CREDENTIALS = Credentials(
    twilio_token="twilio-token",
    signalwire_signing_key="signing-key",
    telnyx_public_key=b64encode(TELNYX_KEY.public_key().public_bytes_raw()).decode(),
)
NAMES = st.text("ABCDEFGHIJabcdefghij_0123456789", min_size=1, max_size=8)
VALUES = st.text(st.characters(codec="utf-8"), max_size=30)
FORMS = st.dictionaries(NAMES, VALUES, max_size=12)
HOSTS = st.sampled_from(["line.example.org", "line.example.org:443", "line.example.org:8443"])


def oracle(key: str = CREDENTIALS.twilio_token or "") -> Any:
    return RequestValidator(key)


def of_twilio(url: str, form: dict[str, str], signature: str, **headers: str) -> bool:
    given_headers = {"x-twilio-signature": signature, **headers}
    body = urlencode(form).encode()
    return verify(Carrier.TWILIO, CREDENTIALS, url, given_headers, body, NOW_S)


def telnyx_headers(body: bytes, at_s: int = int(NOW_S)) -> dict[str, str]:
    signature = TELNYX_KEY.sign(f"{at_s}|".encode() + body)
    return {
        "telnyx-timestamp": str(at_s),
        "telnyx-signature-ed25519": b64encode(signature).decode(),
    }


@given(FORMS, HOSTS, st.sampled_from(["", "?a=b", "?a=%C3%A1&b=c%20d"]))
def test_twilio_is_read_as_its_own_library_writes_it(
    form: dict[str, str], host: str, query: str
) -> None:
    url = f"https://{host}/telephone/twilio/call{query}"
    signature = oracle().compute_signature(url, form)
    assert of_twilio(url, form, signature)
    assert oracle().validate(url, form, signature)
    assert not of_twilio(url, {**form, "More": "1"}, signature)
    assert not of_twilio(url + "x", form, signature)
    assert not of_twilio(url, form, oracle("other").compute_signature(url, form))


@given(FORMS, FORMS, HOSTS, HOSTS)
def test_twilio_says_yes_and_no_exactly_where_its_own_library_does(
    signed: dict[str, str], sent: dict[str, str], host: str, other: str
) -> None:
    signature = oracle().compute_signature(f"https://{host}/call", signed)
    url = f"https://{other}/call"
    assert of_twilio(url, sent, signature) is oracle().validate(url, sent, signature)


@given(st.dictionaries(NAMES, VALUES))
def test_json_of_twilio_is_held_to_the_digest_in_its_address(document: dict[str, str]) -> None:
    body = json.dumps(document).encode()
    url = f"{URL}&bodySHA256={sha256(body).hexdigest()}"
    headers = {
        "content-type": "application/json; charset=utf-8",
        "x-twilio-signature": oracle().compute_signature(url, {}),
    }
    assert verify(Carrier.TWILIO, CREDENTIALS, url, headers, body, NOW_S)
    assert not verify(Carrier.TWILIO, CREDENTIALS, url, headers, body + b" ", NOW_S)
    without = {**headers, "x-twilio-signature": oracle().compute_signature(URL, {})}
    assert not verify(Carrier.TWILIO, CREDENTIALS, URL, without, body, NOW_S)


def test_signalwire_signs_forms_like_twilio_and_bodies_in_hexadecimal() -> None:
    body = urlencode(FORM).encode()
    plain = oracle("signing-key").compute_signature(URL, FORM)
    ways = {
        "x-signalwire-signature": [
            plain,
            hmac.digest(b"signing-key", URL.encode() + body, "sha1").hex(),
        ],
        "x-twilio-signature": [plain],
        "x-signalwire-sha256-signature": [
            hmac.digest(b"signing-key", URL.encode() + body, "sha256").hex()
        ],
    }
    for header, signatures in ways.items():
        for signature in signatures:
            headers = {header: signature}
            assert verify(Carrier.SIGNALWIRE, CREDENTIALS, URL, headers, body, NOW_S)
            assert not verify(Carrier.SIGNALWIRE, CREDENTIALS, URL, headers, body + b"&a=b", NOW_S)
            assert not verify(Carrier.SIGNALWIRE, CREDENTIALS, f"{URL}2", headers, body, NOW_S)
    swapped = {"x-signalwire-sha256-signature": plain}
    assert not verify(Carrier.SIGNALWIRE, CREDENTIALS, URL, swapped, body, NOW_S)


@given(st.binary(max_size=200), st.integers(-400, 400))
def test_telnyx_signs_time_and_body_and_its_time_must_be_near_ours(body: bytes, off_s: int) -> None:
    headers = telnyx_headers(body, int(NOW_S) + off_s)
    assert verify(Carrier.TELNYX, CREDENTIALS, URL, headers, body, NOW_S) is (abs(off_s) <= 300)
    assert not verify(Carrier.TELNYX, CREDENTIALS, URL, headers, body + b"1", NOW_S)
    later = {**headers, "telnyx-timestamp": str(int(NOW_S) + off_s + 1)}
    assert not verify(Carrier.TELNYX, CREDENTIALS, URL, later, body, NOW_S)


def signed(carrier: Carrier, url: str, body: bytes) -> dict[str, str]:
    form = form_fields(body) or {}
    if carrier is Carrier.TELNYX:
        return telnyx_headers(body)
    if carrier is Carrier.TWILIO:
        return {"x-twilio-signature": oracle().compute_signature(url, form)}
    return {"x-signalwire-signature": oracle("signing-key").compute_signature(url, form)}


@pytest.mark.parametrize("carrier", Carrier)
def test_what_is_missing_is_no(carrier: Carrier) -> None:
    body = urlencode(FORM).encode()
    headers = signed(carrier, URL, body)
    assert verify(carrier, CREDENTIALS, URL, headers, body, NOW_S)
    assert not verify(carrier, Credentials(), URL, headers, body, NOW_S)
    assert not verify(
        carrier, Credentials("", "", "", "", "", "", "", ""), URL, headers, body, NOW_S
    )
    for name in headers:
        kept = {k: v for k, v in headers.items() if k != name}
        for instead in ("", " ", headers[name][:-1], headers[name] + "A", "é", "=" * 28, "\ud800"):
            broken = {**kept, name: instead}
            assert not verify(carrier, CREDENTIALS, URL, broken, body, NOW_S)
        assert not verify(carrier, CREDENTIALS, URL, kept, body, NOW_S)


@pytest.mark.parametrize("carrier", Carrier)
def test_a_signature_of_one_carrier_is_none_of_anothers(carrier: Carrier) -> None:
    body = urlencode(FORM).encode()
    for other in set(Carrier) - {carrier}:
        assert not verify(other, CREDENTIALS, URL, signed(carrier, URL, body), body, NOW_S)


@pytest.mark.parametrize(
    "body",
    [b"Digits=1&Digits=2", b"Digits=%ff", b"Digits=%zz", b"Digits", b"a=1&&b=2", "ä=1".encode()],
)
def test_a_field_sent_twice_or_text_that_is_not_utf8_is_no(body: bytes) -> None:
    assert form_fields(body) is None
    for pairs in ({"Digits": "1"}, {"Digits": "2"}, {"Digits": ""}, {}):
        headers = {"x-twilio-signature": oracle().compute_signature(URL, pairs)}
        assert not verify(Carrier.TWILIO, CREDENTIALS, URL, headers, body, NOW_S)


HEADER_NAMES = [
    *("x-twilio-signature", "x-signalwire-signature", "x-signalwire-sha256-signature"),
    *("telnyx-timestamp", "telnyx-signature-ed25519", "content-type"),
]


@given(
    st.sampled_from(Carrier),
    st.text(max_size=60) | st.just("https://[::1"),
    st.dictionaries(
        st.sampled_from(HEADER_NAMES), st.text(max_size=90) | st.just("application/json")
    ),
    st.binary(max_size=200),
)
def test_nothing_that_is_sent_makes_it_raise(
    carrier: Carrier, url: str, headers: dict[str, str], body: bytes
) -> None:
    assert not verify(carrier, CREDENTIALS, url, headers, body, NOW_S)


@pytest.mark.parametrize("key", ["", "not base64", "QUJD", "A" * 43 + "=", "é"])
def test_a_public_key_that_is_none_lets_nobody_in(key: str) -> None:
    bad = CREDENTIALS._replace(telnyx_public_key=key)
    assert not verify(Carrier.TELNYX, bad, URL, telnyx_headers(b""), b"", NOW_S)


def test_credentials_show_nothing_of_themselves() -> None:
    assert repr(CREDENTIALS) == "<Credentials>"


def scope(client: str = "10.0.0.9", **headers: str) -> dict[str, Any]:
    return {
        "scheme": "http",
        "path": "/telephone/twilio/call",
        "raw_path": b"/telephone/twilio/c%61ll",
        "query_string": b"a=%20b",
        "client": (client, 40000),
        "headers": [
            (name.replace("_", "-").encode(), value.encode())
            for name, value in {"host": "inside:8001", **headers}.items()
        ],
    }


FORWARDED = {"x_forwarded_proto": "https", "x_forwarded_host": "line.example.org"}
CALLED = "/telephone/twilio/c%61ll?a=%20b"


def test_our_public_address_wins_and_the_path_stays_as_it_was_sent() -> None:
    for public in ("https://line.example.org", "https://line.example.org/"):
        assert public_url_of(scope(**FORWARDED), public) == f"https://line.example.org{CALLED}"
    assert public_url_of(scope(), None) == f"http://inside:8001{CALLED}"


def test_forwarding_headers_are_believed_from_our_proxies_alone() -> None:
    behind = f"https://line.example.org{CALLED}"
    direct = f"http://inside:8001{CALLED}"
    for proxies in (["10.0.0.9"], ["192.0.2.1", "10.0.0.0/8"], ["10.0.0.9/24"]):
        assert public_url_of(scope(**FORWARDED), None, proxies) == behind
        assert public_url_of(scope(), None, proxies) == direct
        assert (
            public_url_of(
                scope("10.9.0.1" if "/8" not in proxies[-1] else "11.0.0.1", **FORWARDED),
                None,
                proxies,
            )
            == direct
        )
    assert public_url_of(scope(**FORWARDED), None, []) == direct
    assert public_url_of(scope("not an address", **FORWARDED), None, ["10.0.0.9"]) == direct
    assert public_url_of({**scope(**FORWARDED), "client": None}, None, ["10.0.0.9"]) == direct


def test_of_several_forwarded_words_the_nearest_proxys_counts() -> None:
    forged = scope(
        x_forwarded_proto="http, https", x_forwarded_host="evil.example, line.example.org"
    )
    assert public_url_of(forged, None, ["10.0.0.9"]) == f"https://line.example.org{CALLED}"


def test_networks_that_are_none_are_named_apart() -> None:
    read, unread = networks(["10.0.0.9", "2001:db8::/32", "proxy.example", "10.0.0.300"])
    assert [str(network) for network in read] == ["10.0.0.9/32", "2001:db8::/32"]
    assert unread == ("proxy.example", "10.0.0.300")
