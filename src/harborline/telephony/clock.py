"""The clock of real calls: monotonic seconds, UTC, and an event loop's timers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from harborline.app.ports import Cancel


class LoopClock:
    """Real time on the running event loop.

    `speed`: how often faster than real time it runs, so that tests of real switches need not wait
    out every silence; 1 in service.
    """

    def __init__(self, speed: float = 1.0) -> None:
        self._speed = speed
        self._began_s = time.monotonic()
        self._began = datetime.now(UTC)

    @property
    def seconds(self) -> float:
        """Gives seconds since the clock was made; they only grow."""
        return (time.monotonic() - self._began_s) * self._speed

    def now(self) -> datetime:
        """Gives the time, aware, in UTC."""
        if self._speed == 1.0:
            return datetime.now(UTC)
        return self._began + timedelta(seconds=self.seconds)

    def after(self, seconds: float, action: Callable[[], None]) -> Cancel:
        """Calls `action` once, `seconds` from now, from the event loop."""
        delay = max(0.0, seconds) / self._speed
        return asyncio.get_running_loop().call_later(delay, action).cancel
