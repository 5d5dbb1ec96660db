"""The seeds file: one seed a line, with its kind before it or guessed from its looks."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from harborline.core.errors import UnusableInput

_SHORTEST = 4
_NATIONAL = 10
_ZIP = re.compile(r"[0-9]{5}")
_NUMBER = re.compile(r"\+?\(?[0-9][0-9 .()-]{8,20}")


class Kind(StrEnum):
    """What a seed is, which decides how it may be written."""

    NUMBER = "number"
    ZIP = "zip"
    TEXT = "text"
    EMAIL = "email"
    ID = "id"


class Seed(NamedTuple):
    """`line`: where it stands in the seeds file, from 1; all that is ever said of it."""

    line: int
    kind: Kind
    value: str

    def __repr__(self) -> str:
        return f"<Seed on line {self.line}>"


def read_seeds(content: bytes) -> tuple[Seed, ...]:
    """Reads a seeds file in UTF-8. Raises UnusableInput, which names lines and repeats none."""
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise UnusableInput("The seeds file is not UTF-8 text.") from None
    seeds = tuple(_seed(i, text.strip()) for i, text in enumerate(lines, 1) if text.strip())
    if not seeds:
        raise UnusableInput("The seeds file holds no seed; write one on each line.")
    return seeds


def _seed(line: int, text: str) -> Seed:
    word, _, rest = text.partition(" ") if " " in text else text.partition("\t")
    if word in set(Kind) and rest.strip():
        kind, value = Kind(word), rest.strip()
    else:
        kind, value = _looks_like(text), text
    digits = sum(c in "0123456789" for c in value)
    fits = {Kind.NUMBER: digits >= _NATIONAL, Kind.ZIP: _ZIP.fullmatch(value) is not None}
    if len(value) < _SHORTEST or not fits.get(kind, True):
        raise UnusableInput(
            f"Line {line} of the seeds file cannot be searched for: a number needs ten digits, a "
            f"ZIP has five, anything else {_SHORTEST} characters."
        )
    return Seed(line, kind, value)


def _looks_like(text: str) -> Kind:
    if _ZIP.fullmatch(text):
        return Kind.ZIP
    if _NUMBER.fullmatch(text):
        return Kind.NUMBER
    if "@" in text[1:-1] and " " not in text:
        return Kind.EMAIL
    return Kind.TEXT
