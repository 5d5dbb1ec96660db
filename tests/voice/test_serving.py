"""The socket and the look for a newer map."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress

import pytest

from harborline.core.errors import HarborlineError
from harborline.voice import serving


def test_a_taken_port_is_told_in_one_sentence() -> None:
    with serving.bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(HarborlineError, match="set HARBORLINE_VOICE_PORT"):
            serving.bind("127.0.0.1", port)


def test_the_map_is_looked_at_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_POLL_S", 0.001)
    looks: list[bool] = []
    enough = threading.Event()

    def poll() -> bool:
        looks.append(True)
        if len(looks) == 3:
            enough.set()
        return False

    async def a_while() -> None:
        looking = asyncio.create_task(serving._look(poll))
        await asyncio.to_thread(enough.wait, 4)
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking

    asyncio.run(asyncio.wait_for(a_while(), 5))
    assert len(looks) >= 3
