"""The arithmetic of the audit chain, without a database.

Each link is SHA-256 (FIPS 180-4) over the entry's own fields, the digest of its payload and the link
before it, as JSON with sorted keys. A payload's digest is salted, so that nobody can guess a deleted
payload from it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

FIRST = "0" * 64
"""What stands before the first link."""


class Entry(NamedTuple):
    """One change. `number`: from 1, without gaps. `at`: aware. `digest`: of the payload; only a personal one
    may be gone.
    """

    number: int
    at: datetime
    actor: str
    verb: str
    subject: str
    why: str
    digest: str
    personal: bool


class Link(NamedTuple):
    """An entry as it is kept, with the link before it and its own."""

    entry: Entry
    before: str
    link: str


def digest_of(payload: Any, salt: bytes) -> str:
    """Gives the salted digest of a JSON-ready payload, in hex."""
    return hmac.digest(salt, _bytes(payload), "sha256").hex()


def link_of(entry: Entry, before: str) -> str:
    """Gives the link of an entry behind another, in hex."""
    fields = entry._asdict() | {"at": entry.at.astimezone(UTC).isoformat(), "before": before}
    return hashlib.sha256(_bytes(fields)).hexdigest()


def first_fault(links: Iterable[Link]) -> str | None:
    """Gives the first thing that is wrong in a chain, in one sentence; None when it holds."""
    before = FIRST
    for number, (entry, said_before, link) in enumerate(links, 1):
        if entry.number != number:
            return f"Entry {number} is missing; entry {entry.number} follows in its place."
        if said_before != before:
            return f"Entry {number} does not follow the entry before it."
        if link_of(entry, before) != link:
            return f"Entry {number} was changed after it was written."
        before = link
    return None


def _bytes(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
