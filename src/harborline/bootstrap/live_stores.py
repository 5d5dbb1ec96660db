"""What a voice process reads and counts while it serves: overlays, totals, and what it says it serves.

None of them can hold a call up: each has a thread of its own, and what is away is said once.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from harborline.settings import Settings

if TYPE_CHECKING:
    from harborline.stores.map_files import MapKeeper

_FIRST_LOOK_S = 1.0
_SAYS_EVERY_S = 0.5


def database_url() -> str:
    """Gives DATABASE_URL, empty where everything lies in the data folder."""
    return os.environ.get("DATABASE_URL", "")


class LiveStores:
    """`overlays` and `totals` are ports of app.calls; nothing is opened before the process serves.

    `on_lifted`: told, in the event loop, each center whose pause has ended.
    """

    def __init__(self, keeper: MapKeeper, given: Settings, slot: int) -> None:
        import logging

        from harborline.stores.overlay_reader import OverlayReader
        from harborline.stores.overlays import open_overlays
        from harborline.stores.serving import ServingFile
        from harborline.stores.shared_map import MapCopier, open_shared_map
        from harborline.stores.totals import TotalsWriter, open_totals

        say, url = logging.getLogger("harborline").error, database_url()
        copy = os.path.join(given.data, "run", "overlays.json")
        book = open_overlays(given.data, url)
        self.overlays = OverlayReader(book, copy, lifted=self._lifted, say=say)
        self.totals = TotalsWriter(open_totals(given.data, url), say=say)
        self.on_lifted: list[Callable[[str], None]] = []
        self._copier = (
            MapCopier(open_shared_map(given.data, url), given.data, say=say) if url else None
        )
        self._keeper, self._file = keeper, ServingFile(given.data, slot)
        self._loop: asyncio.AbstractEventLoop | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Runs as long as the process serves; the overlays are looked at before the first call."""
        self._loop = asyncio.get_running_loop()
        self.overlays.start()
        self.totals.start()
        if self._copier is not None:
            self._copier.start()
        await asyncio.to_thread(self.overlays.wait_for_first, _FIRST_LOOK_S)
        saying = asyncio.create_task(self._keep_saying())
        try:
            yield
        finally:
            saying.cancel()
            with suppress(asyncio.CancelledError):
                await saying
            self._loop = None
            self.overlays.stop()
            if self._copier is not None:
                self._copier.stop()
            await asyncio.to_thread(self.totals.stop)
            self._file.leave()

    async def _keep_saying(self) -> None:
        while True:
            version, fault = self._keeper.current().version, self._keeper.fault
            await asyncio.to_thread(self._file.say, version, fault)
            await asyncio.sleep(_SAYS_EVERY_S)

    def _lifted(self, centers: frozenset[str]) -> None:
        """Lets whoever is held hear that centers are back; called by the reader's thread."""
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(self._tell, sorted(centers))

    def _tell(self, centers: list[str]) -> None:
        for hear in self.on_lifted:
            for center in centers:
                hear(center)
