"""A clock on a real event loop that runs fast, and leaves out the time in which nothing can happen.

With a real switch something happens whenever it pleases, so time must pass by itself; but silence,
ringing and waiting need not be sat out. Whoever drives the clock says when all is quiet; then `skip`
takes it to the next thing that was planned. Order is kept: nothing planned is left out.

Time that the machine gave to others does not count: each turn of the loop adds no more than a turn should
take. So a busy machine makes a test slow, and leaves people as much time as they would have.
"""

from __future__ import annotations

import asyncio
import heapq
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

TURN_S = 0.005
MOST_TURN_S = 0.01


class SkippingClock:
    """Implements app.ports.Clock. Belongs to one event loop."""

    def __init__(self, starts_at: datetime, speed: float) -> None:
        self._starts_at = starts_at
        self._speed = speed
        self._base_s = 0.0
        self._since = time.monotonic()
        self._numbers = count()
        self._planned: list[tuple[float, int, Callable[[], None]]] = []
        self._taken_back: set[int] = set()
        self._alarm: asyncio.TimerHandle | None = None
        self._set_alarm()

    @property
    def seconds(self) -> float:
        turn_s = min(time.monotonic() - self._since, MOST_TURN_S)
        return self._base_s + turn_s * self._speed

    def now(self) -> datetime:
        """Gives the time, aware, in UTC."""
        return self._starts_at + timedelta(seconds=self.seconds)

    def after(self, seconds: float, action: Callable[[], None]) -> Callable[[], None]:
        """Plans an action; gives what takes it back."""
        number = next(self._numbers)
        heapq.heappush(self._planned, (self.seconds + max(0.0, seconds), number, action))
        self._set_alarm()
        return lambda: self._taken_back.add(number)

    def next_at(self) -> float | None:
        """Gives the second at which something happens next, None when nothing is planned."""
        while self._planned and self._planned[0][1] in self._taken_back:
            self._taken_back.discard(heapq.heappop(self._planned)[1])
        return self._planned[0][0] if self._planned else None

    def run_at(self, speed: float) -> None:
        """Changes how fast time passes from now on."""
        if speed == self._speed:
            return
        self._base_s, self._since = self.seconds, time.monotonic()
        self._speed = speed
        self._set_alarm()

    def skip(self, most_s: float) -> None:
        """Goes on to the next thing that is planned, or to `most_s` if that comes first."""
        at = self.next_at()
        self._base_s = max(self.seconds, most_s if at is None else min(at, most_s))
        self._since = time.monotonic()
        self._set_alarm()

    def _set_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        at, left_s = self.next_at(), TURN_S
        if at is not None:
            left_s = min(left_s, max(0.0, at - self.seconds) / self._speed)
        self._alarm = asyncio.get_running_loop().call_later(left_s, self._ring)

    def _ring(self) -> None:
        """Lets happen whatever is due; what that plans for now comes at the next turn of the loop."""
        due, self._alarm = self.seconds, None
        self._base_s, self._since = due, time.monotonic()
        while (at := self.next_at()) is not None and at <= due:
            heapq.heappop(self._planned)[2]()
        self._set_alarm()

    def stop(self) -> None:
        """Lets nothing happen any more."""
        self._planned.clear()
        if self._alarm is not None:
            self._alarm.cancel()
