"""What becomes of callers when a process of ours fails, on a real Asterisk with the real commands."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

from asterisk_house import OpenHouse
from live_house import (
    NEAR,
    NEXT,
    TEAM,
    LiveHouse,
    rings_on,
)
from phones.dialog import Dialog, Stage


async def talking(live: LiveHouse) -> tuple[Dialog, Dialog]:
    """Lets somebody call until they talk to the center nearby."""
    caller = await live.call()
    await live.until(lambda: live.partner(caller), 20)
    answerer = live.partner(caller)
    assert answerer is not None
    return caller, answerer


async def test_a_killed_process_costs_no_caller_a_person(
    asterisk_house: OpenHouse, tmp_path: Path
) -> None:
    async with LiveHouse(asterisk_house(slots=2), tmp_path) as live:
        caller, answerer = await talking(live)
        live.answers = {NEAR: rings_on, NEXT: rings_on}
        waiting = await live.call()
        await live.until(lambda: len(live.rung(NEAR)) == 2)
        os.kill(live.voice(), signal.SIGKILL)
        took_s = await live.until(lambda: live.partner(waiting), 5)
        assert took_s < 5
        assert [len(live.rung(TEAM)), live.rung(NEAR)[1].stage] == [1, Stage.OVER]
        await live.until(lambda: live.takes_calls(1), 20)
        assert live.partner(caller) is answerer
        answerer.hang_up()
        await asyncio.sleep(1)
        assert caller.stage is Stage.TALKING, "it was adopted: they are asked what they want"
        caller.hang_up()


async def test_a_process_that_hangs_is_as_one_that_died(
    asterisk_house: OpenHouse, tmp_path: Path
) -> None:
    async with LiveHouse(asterisk_house(slots=2), tmp_path) as live:
        caller, answerer = await talking(live)
        live.answers = {NEAR: rings_on, NEXT: rings_on}
        waiting = await live.call()
        await live.until(lambda: len(live.rung(NEAR)) == 2)
        os.kill(live.voice(), signal.SIGSTOP)
        assert await live.until(lambda: live.partner(waiting), 5) < 5
        later = await live.call()
        assert await live.until(lambda: live.partner(later), 5) < 5
        os.kill(live.voice(), signal.SIGCONT)
        await live.until(lambda: live.takes_calls(1))
        await asyncio.sleep(2)
        for one in (caller, waiting, later):
            assert live.partner(one) is not None
        assert live.partner(caller) is answerer
