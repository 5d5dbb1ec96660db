"""What a voice process knows of itself when there may be several: slot, shared key, beats, draining."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from harborline.telephony import beats, slots

KEY_FD = "HARBORLINE_KEY_FD"
KEY_BYTES = 32
_LONGEST_DRAIN_S = 4 * 3600.0
_SETTLE_S = 2.0
"""From being marked until no new call can come any more: the guard's look, and calls on their way."""


class OwnProcess:
    """One voice process among several.

    `slot`: its number, from 1. `key`: shared by all processes of one `up`, in memory alone.
    `waits`: what must be over before it ends on purpose, such as the calls of a carrier; each gives
    something that returns when it is.
    """

    def __init__(self, data: str, held: slots.Slot, key: bytes, *, asterisk: bool) -> None:
        self._data, self._held, self._asterisk = data, held, asterisk
        self.slot = held.number
        self.key = key
        self.draining = False
        self.waits: list[Callable[[], Awaitable[None]]] = []
        self._beat = beats.beat(data, self.slot)
        self._alive = beats.alive(data, self.slot)
        self._drained = False
        beats.mark_draining(data, self.slot, on=False)

    def beat(self) -> None:
        """Shows that this process lives and is connected to Asterisk."""
        self._beat.touch()

    @asynccontextmanager
    async def living(self) -> AsyncIterator[None]:
        """Shows that this process runs, and listens for the signal to let its calls finish."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGUSR1, self._drain_soon)
        running = asyncio.create_task(self._show())
        self._tasks = {running}
        try:
            yield
        finally:
            for task in self._tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            loop.remove_signal_handler(signal.SIGUSR1)
            self._leave()

    async def _show(self) -> None:
        while True:
            self._alive.touch()
            if not self._asterisk:
                self._beat.touch()
            await asyncio.sleep(beats.EVERY_S)

    def _drain_soon(self) -> None:
        if not self.draining:
            self.draining = True
            beats.mark_draining(self._data, self.slot, on=True)
            self._tasks.add(asyncio.create_task(self._drain()))

    async def _drain(self) -> None:
        """Waits until no call is left, then ends this process as if it had been told to."""
        await asyncio.sleep(_SETTLE_S)
        with suppress(TimeoutError):
            async with asyncio.timeout(_LONGEST_DRAIN_S):
                await asyncio.gather(*(wait() for wait in self.waits))
            self._drained = True
        signal.raise_signal(signal.SIGTERM)

    def _leave(self) -> None:
        """Says at once that nobody is here; after draining, leaves no trace of having been."""
        if self._drained:
            self._beat.remove()
        else:
            self._beat.stop()
        self._alive.remove()
        beats.mark_draining(self._data, self.slot, on=False)
        self._held.release()


def shared_key() -> bytes:
    """Reads the key from the pipe that `up` left open, else makes one of its own."""
    named = os.environ.pop(KEY_FD, "")
    if named.isdigit():
        with suppress(OSError), os.fdopen(int(named), "rb") as pipe:
            key = pipe.read(KEY_BYTES)
            if len(key) == KEY_BYTES:
                return key
    return secrets.token_bytes(KEY_BYTES)


def own_process(data: str, voices: int, slot: int | None, *, asterisk: bool) -> OwnProcess:
    """Takes a slot, by default the lowest free one. Raises HarborlineError when it is taken."""
    return OwnProcess(data, slots.take(data, voices, slot), shared_key(), asterisk=asterisk)
