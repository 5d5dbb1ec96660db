"""What somebody typed, made plain: no control character, no mark that turns the direction of text.

Such characters are taken out rather than refused: they come along with a paste, and nobody sees them.
"""

from __future__ import annotations

import unicodedata

_JOINERS = "\u200c\u200d"
"""Letters of several scripts need them."""


def one_line(text: str) -> str:
    """Gives the text on one line, with single spaces."""
    return " ".join(_plain(text).split())


def lines(text: str) -> str:
    """Gives the text with its lines, each without spaces around it, and at most one empty line between two."""
    found: list[str] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        plain = one_line(line)
        if plain or (found and found[-1]):
            found.append(plain)
    return "\n".join(found).strip()


def _plain(text: str) -> str:
    return "".join(
        " " if char.isspace() else char
        for char in text
        if char in _JOINERS or char.isspace() or not unicodedata.category(char).startswith("C")
    )
