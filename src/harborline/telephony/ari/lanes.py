"""One lane for each call: its requests go out in order, and a slow one holds up no other call."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeAlias

from harborline.telephony.ari.errors import AriError

_LOG = logging.getLogger("harborline.telephony")

Job: TypeAlias = Callable[[], Awaitable[object]]
Failed: TypeAlias = Callable[[AriError], None]


def nothing_lost(_error: AriError) -> None:
    """Answers a failure that no caller and no leg depends on."""


class Crew:
    """The tasks of a process, held so that none is lost, and ended together."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self.is_over = False

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def end(self) -> None:
        """Ends what still runs; whatever is put into a lane from now on is left undone."""
        self.is_over = True
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Lane:
    """The requests of one call, one after the other; a task exists only while there are some."""

    def __init__(self, crew: Crew) -> None:
        self._crew = crew
        self._jobs: deque[tuple[Job, Failed]] = deque()
        self._runs = False

    def put(self, job: Job, failed: Failed = nothing_lost) -> None:
        """Queues a request; `failed` is told when Asterisk did not carry it out."""
        if self._crew.is_over:
            return
        self._jobs.append((job, failed))
        if not self._runs:
            self._runs = True
            self._crew.start(self._run())

    async def _run(self) -> None:
        try:
            while self._jobs:
                job, failed = self._jobs.popleft()
                try:
                    await job()
                except AriError as error:
                    failed(error)
                except Exception as error:  # noqa: BLE001 -- the next request must go out all the same
                    _LOG.error("A request to Asterisk broke (%s).", type(error).__name__)
                    failed(AriError(None))
        finally:
            self._runs = False
