"""The queue of held callers, one per line, and what is known of the wait. In memory alone.

A place is a ticket number: smaller means longer. Whoever comes back with a place code gets the old
ticket. No number, prefix or ZIP of a caller is in here, only the opaque ids of calls in progress.
"""

from __future__ import annotations

from collections import deque
from math import ceil
from statistics import median

RECENT_S = 1800.0
KNOWN_FROM = 3
"""Answered waits of the last half hour from which an expected wait is told; fewer tell nothing."""


class HoldQueue:
    """Held calls in the order in which they began to wait. `at_s` is the clock's `seconds`."""

    def __init__(self) -> None:
        self._tickets = 0
        self._places: dict[str, tuple[str, int]] = {}
        self._since: dict[int, float] = {}
        self._waits: deque[tuple[float, str, float]] = deque(maxlen=200)

    def join(self, line: str, call: str, ticket: int | None, at_s: float) -> int:
        """Queues a call at its old place or at the end, and gives the ticket."""
        if call in self._places:
            return self._places[call][1]
        if ticket is None:
            self._tickets += 1
            ticket = self._tickets
        self._places[call] = (line, ticket)
        self._since.setdefault(ticket, at_s)
        return ticket

    def leave(self, call: str, at_s: float, *, answered: bool) -> None:
        """Takes a call out; an answered one tells later callers how long it may take."""
        place = self._places.pop(call, None)
        if place is None or not answered:
            return
        since = self._since.pop(place[1], at_s)
        self._waits.append((at_s, place[0], at_s - since))

    def forget(self, ticket: int) -> None:
        """Drops a place that nobody will come back to."""
        if all(held != ticket for _, held in self._places.values()):
            self._since.pop(ticket, None)

    def holders(self) -> tuple[str, ...]:
        """Gives the held calls of all lines, longest first."""
        return tuple(sorted(self._places, key=lambda call: self._places[call][1]))

    def expected_wait_min(self, line: str, at_s: float) -> int | None:
        """Gives the usual wait in minutes, rounded up; None when too little is known."""
        while self._waits and self._waits[0][0] < at_s - RECENT_S:
            self._waits.popleft()
        waits = [seconds for _, of, seconds in self._waits if of == line]
        return max(1, ceil(median(waits) / 60)) if len(waits) >= KNOWN_FROM else None
