"""Fictitious numbers: 555-0100 to 555-0199 of an area code, each given once."""

from __future__ import annotations

from collections.abc import Sequence

PUBLIC_NUMBERS = ("+18005550199", "+12025550199")
"""The demo's lines. Of toll-free 555 numbers 800-555-0199 alone is kept free for fiction."""

FIRST, LAST = 100, 198
"""Every area code's 0199 is left to lines, so that no destination can be one."""


class NumberBook:
    """Hands out numbers; an area code that is used up passes on to the next."""

    def __init__(self) -> None:
        self._next: dict[int, int] = {}

    def take(self, npas: Sequence[int]) -> str:
        """Gives a number of the first area code that has one left."""
        for npa in npas:
            number = self._next.get(npa, FIRST)
            if number <= LAST:
                self._next[npa] = number + 1
                return f"+1{npa}5550{number}"
        raise ValueError(f"No fictitious number is left in the area codes {npas}; add one.")
