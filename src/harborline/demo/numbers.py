"""Fictitious numbers: 555-0100 to 555-0199 of an area code, each given once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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


class SpareNumbers:
    """Hands out the fictitious numbers that nothing else has; `taken` are in international form."""

    def __init__(self, *taken: Iterable[str]) -> None:
        self._taken = {number for several in taken for number in several}
        self._area_codes = sorted({number[2:5] for number in self._taken})

    def take(self, area_code: str) -> str:
        """Gives a number of the area code, or of another one where it has none left."""
        for code in (area_code, *self._area_codes):
            for number in range(FIRST, LAST + 1):
                whole = f"+1{code}5550{number}"
                if whole not in self._taken:
                    self._taken.add(whole)
                    return whole
        raise ValueError("No fictitious number is left in any area code of the demo.")
