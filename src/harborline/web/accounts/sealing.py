"""Seals the secrets of authenticator apps, so that a copy of the database alone makes no codes.

The key is derived from the site's own (`web/site/secret.py`). AES-SIV (RFC 5297) needs no nonce, and what
it makes of a secret fits in the column that the library has for one. What was sealed for one account opens
for no other.
"""

from __future__ import annotations

from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_PURPOSE = b"harborline: secrets of authenticator apps"
_KEY_BYTES = 64


class Unreadable(Exception):
    """What was sealed cannot be opened: the site's key is another one by now."""


def seal(secret: bytes, account: int) -> str:
    """Gives a secret in hex as it is kept for an account."""
    return _cipher(settings.SECRET_KEY).encrypt(secret, _bound_to(account)).hex()


def unseal(sealed: str, account: int) -> bytes:
    """Gives the secret, opened by the site's key or by one from before. Raises Unreadable."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _cipher(key).decrypt(bytes.fromhex(sealed), _bound_to(account))
        except (InvalidTag, ValueError):
            continue
    raise Unreadable


def _bound_to(account: int) -> list[bytes]:
    return [f"account:{account}".encode()]


@cache
def _cipher(key: str) -> AESSIV:
    derived = HKDF(SHA256(), _KEY_BYTES, salt=None, info=_PURPOSE).derive(key.encode())
    return AESSIV(derived)
