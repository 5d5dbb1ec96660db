"""Simulated time: whatever is planned happens in order, and nothing passes between two things.

Deterministic: of things planned for the same moment, the one planned first happens first.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta


class SimulatedClock:
    """A clock that moves only when it is told to."""

    def __init__(self, starts_at: datetime) -> None:
        self._starts_at = starts_at
        self._planned: list[tuple[float, int, Callable[[], None]]] = []
        self._taken_back: set[int] = set()
        self._count = 0
        self.seconds = 0.0

    def now(self) -> datetime:
        """Gives the simulated time, aware, in UTC."""
        return self._starts_at + timedelta(seconds=self.seconds)

    def after(self, seconds: float, action: Callable[[], None]) -> Callable[[], None]:
        """Plans an action; gives what takes it back."""
        self._count += 1
        number = self._count
        heapq.heappush(self._planned, (self.seconds + max(seconds, 0.0), number, action))
        return lambda: self._taken_back.add(number)

    def next_at(self) -> float | None:
        """Gives the second at which something happens next, None when nothing is planned."""
        while self._planned and self._planned[0][1] in self._taken_back:
            self._taken_back.discard(heapq.heappop(self._planned)[1])
        return self._planned[0][0] if self._planned else None

    def advance(self) -> bool:
        """Lets the next thing happen; tells whether there was one."""
        at = self.next_at()
        if at is None:
            return False
        _, number, action = heapq.heappop(self._planned)
        self._taken_back.discard(number)
        self.seconds = at
        action()
        return True

    def advance_to(self, seconds: float) -> None:
        """Lets everything happen that is planned up to a second, and stops there."""
        while (at := self.next_at()) is not None and at <= seconds:
            self.advance()
        self.seconds = max(self.seconds, seconds)
