"""What is promised in seconds, by the clock on the wall: a voicemail's fifteen, the national team's sixty.

The same is asked of very many calls where time is simulated (tests/contract/test_many_calls.py); here one
call goes through a whole installation on a real Asterisk, and nothing is sped up.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from asterisk_house import HOST, OpenHouse
from live_house import LINE, NEAR, NEXT, TEAM, LiveHouse, rings_on
from phones.dialog import Dialog
from phones.levels import ANSWERERS, CALLERS

VOICEMAIL_S, LOCAL_WAIT_S = 15.0, 60.0
LATE_S = 1.0
"""What the machine may be late: both ends are on it."""


class Times:
    """When each telephone rang, and when a voicemail picked up and was left again."""

    def __init__(self) -> None:
        self.rang_s: dict[str, float] = {}
        self.picked_up_s = self.left_s = 0.0
        self.voicemail: Dialog | None = None

    async def answers(self, dialog: Dialog) -> None:
        """Picks up as a voicemail does, and talks until somebody hangs up."""
        dialog.ring()
        await asyncio.sleep(0.5)
        await dialog.pick_up(ANSWERERS[-1])
        self.picked_up_s, self.voicemail = time.monotonic(), dialog
        await dialog.over.wait()
        self.left_s = time.monotonic()


async def test_a_voicemail_and_a_silent_center_keep_nobody_from_the_national_team(
    asterisk_house: OpenHouse, tmp_path: Path
) -> None:
    times = Times()
    async with LiveHouse(asterisk_house(slots=2), tmp_path) as live:
        ring = live.carrier.rings
        assert ring is not None

        def noted(dialog: Dialog) -> None:
            times.rang_s.setdefault(dialog.dialed, time.monotonic())
            ring(dialog)

        live.carrier.rings = noted
        live.answers = {NEAR: times.answers, NEXT: rings_on}
        us = f"<sip:+13215550134@{HOST}>"
        caller = await live.carrier.call(LINE, live.house.sip_port, us, level=CALLERS[0])
        await live.until(lambda: TEAM in times.rang_s, LOCAL_WAIT_S + 10)
        await live.until(lambda: live.partner(caller) is not None, 5)
        assert times.voicemail is not None
        assert times.voicemail.ear.voice(CALLERS[0]) is None, "a voicemail heard the caller"
        assert caller.ear.voice(ANSWERERS[-1]) is None, "the caller heard a voicemail"
        caller.hang_up()
    assert list(times.rang_s) == [NEAR, NEXT, TEAM]
    assert times.left_s - times.picked_up_s <= VOICEMAIL_S + LATE_S
    assert times.rang_s[TEAM] - times.rang_s[NEAR] <= LOCAL_WAIT_S
