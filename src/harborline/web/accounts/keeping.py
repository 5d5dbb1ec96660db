"""Keeps what somebody typed into a form whose session had ended, until they have signed in again.

It is written nowhere: it goes with the page on which they sign in, sealed, and comes back from there. Opened
it is shown to somebody who may send that form alone. A form with a secret in it is not kept.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from functools import cache
from typing import NamedTuple

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest, QueryDict

LASTS_S = 2 * 3600
LONGEST = 100_000
"""Characters of a form that is kept; a longer one is lost."""

SECRETS = frozenset({"code", "credential", "key", "password", "pin", "secret"})
"""Fields of secrets, by their names."""

_PURPOSE = b"harborline: forms after the end of a session"
_TOKEN = "csrfmiddlewaretoken"  # noqa: S105 -- the name of the field
_FORM = "application/x-www-form-urlencoded"


class Typed(NamedTuple):
    """A form as it was sent. `address`: where to, a path of ours."""

    address: str
    fields: tuple[tuple[str, str], ...]

    def __repr__(self) -> str:
        return "<Typed>"


def is_kept(request: HttpRequest) -> bool:
    """Tells whether a request is a form that somebody filled in, without a secret and not too long."""
    if request.method != "POST" or request.content_type != _FORM or "HX-Request" in request.headers:
        return False
    fields = _fields(request.POST)
    return (
        not SECRETS.intersection(request.POST)
        and any(value.strip() for _, value in fields)
        and sum(len(name) + len(value) for name, value in fields) <= LONGEST
    )


def sealed(address: str, given: QueryDict) -> str:
    """Gives a form as a text that nobody reads, or makes, without the site's key."""
    plain = json.dumps([address, _fields(given)])
    return _cipher(settings.SECRET_KEY).encrypt(plain.encode()).decode()


def opened(text: str) -> Typed | None:
    """Gives the form again; None for anything else, and for one that is too old."""
    try:
        address, fields = json.loads(_cipher(settings.SECRET_KEY).decrypt(text, ttl=LASTS_S))
    except (InvalidToken, ValueError):  # a text that is not ASCII is a ValueError
        return None
    return Typed(address, tuple((name, value) for name, value in fields))


def _fields(given: QueryDict) -> list[tuple[str, str]]:
    return [
        (str(name), str(value))
        for name, values in given.lists()
        for value in values
        if name != _TOKEN
    ]


@cache
def _cipher(key: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=_PURPOSE).derive(key.encode())
    return Fernet(urlsafe_b64encode(derived))
