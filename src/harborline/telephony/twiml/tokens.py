"""Tokens: what a carrier carries for us from one request of a call to the next.

A token stands in the address of the next document, so it is sealed: nobody reads it, changes it or
makes one without the key, and it ends by itself. Keys live in memory, shared by the processes of one
installation; `clock_now` is wall clock, for all of them must agree on when a token ends.
"""

from __future__ import annotations

import json
import os
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NoBase64
from collections.abc import Callable, Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
LONGEST = 4096
"""Characters of a token; carriers take addresses of at least that length."""

_NONCE_BYTES = 12
_TAG_BYTES = 16
_PURPOSE = b"harborline webhook token 1"
_NUMBER_LIKE = re.compile(r"[0-9]{7}")
_NO_TOKEN = bytes(_NONCE_BYTES + _TAG_BYTES)
"""Opened in place of what is no token at all, so that every refusal takes the same road."""


class BadToken(Exception):
    """A token that is forged, of other keys, cut, too long or past its time; which one is not told."""


class Tokens:
    """Seals and opens tokens under one key of 32 bytes. Raises ValueError for a key of another length.

    A key is good for 2**32 tokens, for nonces are drawn by chance; that is years of calls.
    """

    def __init__(self, key: bytes, clock_now: Callable[[], float]) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"A token key has {KEY_BYTES} bytes.")
        self._cipher = AESGCM(key)
        self._now = clock_now

    def __repr__(self) -> str:
        return "<Tokens>"

    def seal(self, payload: Mapping[str, object], lasts_s: int) -> str:
        """Gives a token for a JSON-ready payload. Raises ValueError for one too long to carry.

        Its text never has seven digits in a row, so nothing in an address can pass for a number.
        """
        plain = json.dumps([int(self._now()) + lasts_s, payload], separators=(",", ":")).encode()
        while True:
            nonce = os.urandom(_NONCE_BYTES)
            token = _as_text(nonce + self._cipher.encrypt(nonce, plain, _PURPOSE))
            if len(token) > LONGEST:
                raise ValueError("That is too much for one token.")
            if not _NUMBER_LIKE.search(token):
                return token

    def open(self, token: str) -> dict[str, object]:
        """Gives the payload. Raises BadToken."""
        sealed = _as_bytes(token)
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            ends_s, payload = json.loads(self._cipher.decrypt(nonce, rest, _PURPOSE))
        except InvalidTag:
            raise BadToken from None
        if self._now() >= ends_s:
            raise BadToken
        return dict(payload)


def _as_text(sealed: bytes) -> str:
    return urlsafe_b64encode(sealed).decode().rstrip("=")


def _as_bytes(token: str) -> bytes:
    """Gives what the text stands for, or what opens under no key: one spelling for each token."""
    if len(token) > LONGEST or not token.isascii():
        return _NO_TOKEN
    try:
        sealed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (NoBase64, ValueError):
        return _NO_TOKEN
    return sealed if len(sealed) >= len(_NO_TOKEN) and _as_text(sealed) == token else _NO_TOKEN
