"""Place codes: four spoken digits that give a held caller their place back. In memory alone.

A code is drawn by chance and has nothing to do with anybody's number. It holds no 0, so that `0`
always means the national team. It lives while its caller is held and 30 minutes after, and works once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

LIVES = timedelta(minutes=30)
DIGITS = "123456789"
LENGTH = 4
MOST = len(DIGITS) ** LENGTH // 2
"""Beyond half of all codes none is offered: drawing would take long and guessing would pay."""


class Place(NamedTuple):
    """What a code gives back: a ticket of a line's queue, and the language that was chosen.

    `until`: None while the caller is held.
    """

    line: str
    ticket: int
    language: str
    until: datetime | None


class PlaceCodes:
    """The codes that live now."""

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

    def redeem(self, code: str, line: str, at: datetime) -> Place | None:
        """Gives the place and ends the code; None for one that is unknown, old or another line's."""
        self._drop_old(at)
        place = self._places.get(code)
        if place is None or place.line != line:
            return None
        return self._places.pop(code)

    def keep(self, ticket: int, at: datetime) -> None:
        """Starts the 30 minutes: the caller has hung up."""
        for code, place in self._places.items():
            if place.ticket == ticket:
                self._places[code] = place._replace(until=at + LIVES)

    def drop(self, ticket: int) -> None:
        """Ends a ticket's code: a person has the call."""
        self._places = {code: p for code, p in self._places.items() if p.ticket != ticket}

    def any_live(self, line: str, at: datetime) -> bool:
        """Tells whether somebody on this line may have a code to key in."""
        self._drop_old(at)
        return any(place.line == line for place in self._places.values())

    def _drop_old(self, at: datetime) -> None:
        self._places = {
            code: place
            for code, place in self._places.items()
            if place.until is None or place.until > at
        }
