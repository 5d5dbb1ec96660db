"""From seeds to bytes: every form in every encoding, and under every digest and key.

A digest is known by its first 16 bytes or characters, so one that was cut short is found as well.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import quote, quote_plus

from harborline.core.errors import UnusableInput
from harborline.stores.canary.forms import forms_of, shortest_of
from harborline.stores.canary.seeds import Seed

_DIGESTS = ("md5", "sha1", "sha256")
_HEAD = 16
_MOST = 2_000_000
_BITS_OF_BASE64 = 6
_SHORT = 7
_SPOKEN = frozenset({"raw", "reversed"})
"""Encodings in which five digits may be part of anything."""


class Meaning(NamedTuple):
    """Which line of the seeds file a byte string comes from, and how it is written there."""

    line: int
    how: str


class Patterns(NamedTuple):
    """What to search for. `bordered`: so short that it counts only where it stands alone."""

    meanings: dict[bytes, Meaning]
    bordered: frozenset[bytes]

    def __repr__(self) -> str:
        return f"<Patterns: {len(self.meanings)}>"


def patterns_of(seeds: Sequence[Seed], keys: Sequence[bytes]) -> Patterns:
    """Gives what to search for. Raises UnusableInput when it would not fit in memory."""
    found: dict[bytes, Meaning] = {}
    bordered: set[bytes] = set()
    for seed in seeds:
        forms = forms_of(seed)
        for name, text in shortest_of(forms).items():
            for encoding, content in _encodings(text):
                how = name if encoding == "raw" else f"{name}, {encoding}"
                found.setdefault(content, Meaning(seed.line, how))
                if encoding in _SPOKEN and len(content) < _SHORT:
                    bordered.add(content)
        for name, text in forms.items():
            for encoding, content in _digests(text.encode(), keys):
                found.setdefault(content, Meaning(seed.line, f"{name}, {encoding}"))
        if len(found) > _MOST:
            raise UnusableInput(
                "There are too many seeds and keys to search for at once; split the seeds file."
            )
    return Patterns(found, frozenset(bordered))


def _encodings(text: str) -> Iterator[tuple[str, bytes]]:
    content = text.encode()
    yield "raw", content
    yield "reversed", text[::-1].encode()
    yield "hex", content.hex().encode()
    yield "hex", content.hex().upper().encode()
    yield from _base64(content)
    yield "URL-encoded", "".join(f"%{byte:02x}" for byte in content).encode()
    yield "URL-encoded", "".join(f"%{byte:02X}" for byte in content).encode()
    yield "URL-encoded", quote(text, safe="").encode()
    yield "URL-encoded", quote_plus(text).encode()
    yield "UTF-16 LE", text.encode("utf-16-le")
    yield "UTF-16 BE", text.encode("utf-16-be")
    yield "UTF-32 LE", text.encode("utf-32-le")
    yield "in JSON", json.dumps(text)[1:-1].encode()
    yield "in HTML", html.escape(text).encode()
    with suppress(UnicodeEncodeError):
        yield "Latin-1", text.encode("latin-1")


def _base64(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Gives the characters that are the same whatever stands before and after, for each alignment."""
    for before in range(3):
        whole = base64.b64encode(bytes(before) + content + bytes(2))
        begin = -(-8 * before // _BITS_OF_BASE64)
        end = 8 * (before + len(content)) // _BITS_OF_BASE64
        yield from _both_alphabets(whole[begin:end])


def _both_alphabets(text: bytes) -> Iterator[tuple[str, bytes]]:
    yield "base64", text
    yield "base64", text.translate(bytes.maketrans(b"+/", b"-_"))


def _digests(content: bytes, keys: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
    for name in _DIGESTS:
        digest = hashlib.new(name, content, usedforsecurity=False).digest()
        yield from _as_written(name.upper(), digest)
        for i, key in enumerate(keys, 1):
            yield from _as_written(
                f"HMAC-{name.upper()} under key {i}", hmac.digest(key, content, name)
            )


def _as_written(name: str, digest: bytes) -> Iterator[tuple[str, bytes]]:
    yield f"{name} in bytes", digest[:_HEAD]
    yield f"{name} in hex", digest.hex()[:_HEAD].encode()
    yield f"{name} in hex", digest.hex()[:_HEAD].upper().encode()
    for _, text in _both_alphabets(base64.b64encode(digest)):
        yield f"{name} in base64", text[:_HEAD]
