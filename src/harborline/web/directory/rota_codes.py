"""Codes of centers for the telephone: four digits, not secret, and no 0, which is the national team there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import product

DIGITS = "123456789"
LENGTH = 4


def free_codes(taken: Collection[str | None]) -> Iterator[str]:
    """Gives the codes that no center has, lowest first: 6,561 in all."""
    for digits in product(DIGITS, repeat=LENGTH):
        code = "".join(digits)
        if code not in taken:
            yield code
