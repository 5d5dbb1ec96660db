"""The letters of GSM 7 bit (3GPP TS 23.038): with any other, a text holds less than half as much."""

from __future__ import annotations

import unicodedata

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")
"""These take two septets each."""

_ALIKE = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014", "''\"\"--")


def septets(text: str) -> int:
    """Gives the length of a text that has these letters alone."""
    return sum(2 if letter in EXTENDED else 1 for letter in text)


def in_gsm7(text: str) -> str:
    """Gives the text in these letters: accents that are missing go, and what has no likeness too."""
    return "".join(_likeness(letter) for letter in text.translate(_ALIKE))


def _likeness(letter: str) -> str:
    if letter in BASIC or letter in EXTENDED:
        return letter
    plain = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in plain if part in BASIC)
