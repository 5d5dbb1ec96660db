"""Place codes: four spoken digits that give a held caller their place back. In memory alone.

A code is drawn by chance and has nothing to do with anybody's number. It holds no 0, so that `0`
always means the national team. It lives while its caller is held and 30 minutes after, and works once.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

LIVES_S = 1800.0
DIGITS = "123456789"
LENGTH = 4
MOST = len(DIGITS) ** LENGTH // 2
"""Beyond half of all codes none is offered: drawing would take long and guessing would pay."""


class Place(NamedTuple):
    """What a code gives back: a ticket of a line's queue, and the language that was chosen.

    `until_s`: None while the caller is held.
    """

    line: str
    ticket: int
    language: str
    until_s: float | None


class PlaceCodes:
    """The codes that live now. `at_s` is the clock's `seconds`."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._places: dict[str, Place] = {}

    def issue(self, line: str, ticket: int, language: str) -> str:
        """Gives the code of a ticket, always the same while it lives; empty when codes run short."""
        for code, place in self._places.items():
            if place.ticket == ticket:
                return code
        if len(self._places) >= MOST:
            return ""
        code = self._draw()
        self._places[code] = Place(line, ticket, language, None)
        return code

    def _draw(self) -> str:
        while True:
            code = "".join(self._rng.choices(DIGITS, k=LENGTH))
            if code not in self._places:
                return code

    def redeem(self, code: str, line: str, at_s: float) -> Place | None:
        """Gives the place and ends the code; None for one that is unknown, old or another line's."""
        self.drop_old(at_s)
        place = self._places.get(code)
        if place is None or place.line != line:
            return None
        return self._places.pop(code)

    def keep(self, ticket: int, at_s: float) -> float:
        """Starts the 30 minutes, and tells when they end: the caller has hung up."""
        until_s = at_s + LIVES_S
        for code, place in self._places.items():
            if place.ticket == ticket:
                self._places[code] = place._replace(until_s=until_s)
        return until_s

    def drop(self, ticket: int) -> None:
        """Ends a ticket's code: a person has the call."""
        self._places = {code: p for code, p in self._places.items() if p.ticket != ticket}

    def any_live(self, line: str, at_s: float) -> bool:
        """Tells whether somebody on this line may have a code to key in."""
        self.drop_old(at_s)
        return any(place.line == line for place in self._places.values())

    def drop_old(self, at_s: float) -> None:
        """Ends the codes whose time is over by then."""
        self._places = {
            code: place
            for code, place in self._places.items()
            if place.until_s is None or place.until_s > at_s
        }
