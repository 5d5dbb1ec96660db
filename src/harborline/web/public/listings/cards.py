"""A contact card (vCard 4, RFC 6350) for a telephone that others may look into.

Its name is first letters, which the person knows and nobody else does: an address book, a screen that lights
up and a car all show names aloud. No organisation, web or mail address is in it, for those would tell. It is
for saving a number; whoever wants no trace writes the number nowhere, and the page says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from harborline.core.listings import ContactKind

_OCTETS = 75
"""The longest line of a card, its end not counted."""
_MOST = 6
_LITTLE = frozenset(
    [
        "a",
        "an",
        "and",
        "at",
        "de",
        "del",
        "el",
        "for",
        "in",
        "la",
        "las",
        "los",
        "of",
        "on",
        "the",
        "to",
        "y",
    ]
)
_TELLS = frozenset({"RAPE", "SEX", "ABUSE"})
_NEUTRAL = "Contact"
_TYPES = {
    ContactKind.VOICE: "voice",
    ContactKind.TEXT: "text",
    ContactKind.TTY: "textphone",
    ContactKind.VIDEOPHONE: "video",
}


class Number(NamedTuple):
    """A number as a telephone takes it."""

    dial: str
    kind: ContactKind = ContactKind.VOICE


def neutral_name(name: str) -> str:
    """Gives the first letters of a name; a plain word where they would tell something, or are too few."""
    joined = name.replace("'", "").replace("’", "")
    words = "".join(sign if sign.isalnum() else " " for sign in joined).split()
    letters = "".join(word[0] for word in words if word.casefold() not in _LITTLE).upper()[:_MOST]
    tells = any(word in letters for word in _TELLS)
    return _NEUTRAL if tells or len(letters) < 2 else letters


def card(name: str, numbers: Iterable[Number], note: str = "") -> bytes:
    """Writes a card under this name. `note`: hours, or nothing; never what the numbers are for."""
    lines = [
        *("BEGIN:VCARD", "VERSION:4.0", "KIND:individual"),
        *(f"FN:{_escaped(name)}", f"N:{_escaped(name)};;;;"),
        *(f"TEL;TYPE={_TYPES[one.kind]}:{_escaped(one.dial)}" for one in numbers),
        *([f"NOTE:{_escaped(note)}"] if note else []),
        "END:VCARD",
    ]
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _escaped(text: str) -> str:
    """Escapes a text value, ends of lines too; other signs that nobody sees are left out."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\\", "\\\\")
    for sign, written in ((",", "\\,"), (";", "\\;"), ("\n", "\\n")):
        plain = plain.replace(sign, written)
    return "".join(sign for sign in plain if sign.isprintable())


def _folded(line: str) -> Iterator[bytes]:
    """Cuts a line into parts of at most 75 octets, never inside a letter; later ones begin with a space."""
    part = b""
    for sign in line:
        octets = sign.encode()
        if len(part) + len(octets) > _OCTETS:
            yield part
            part = b" "
        part += octets
    yield part
