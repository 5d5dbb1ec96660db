"""How much a call's set-up takes beside what the caller is told: INVITE in to INVITE out, less the words.

One call after the other from a telephone that presses nothing: greeting, the time for a key, then the
center's INVITE. What is left over is our work and Asterisk's.
"""

from __future__ import annotations

import asyncio
from statistics import median
from time import perf_counter

from benchmarks.table import Row
from harborline.callflow.prompts import Prompt, Say
from harborline.callflow.timers import MENU_S
from harborline.sounds.library import open_library
from live_house import NEAR, LiveHouse, rings_on
from phones.dialog import Dialog

DELAY_MS = 10
_LINE = "main"
_GREETING = (
    Say(Prompt.WELCOME, "en", (("line", "the Test Line"),)),
    Say(Prompt.DANGER, "en"),
    Say(Prompt.NATIONAL_KEY, "en"),
)
_WITHIN_S = 30


async def delay(live: LiveHouse, calls: int) -> Row:
    """Gives the row; of several calls the first does not count."""
    library = open_library(str(live.data))
    told_s = [library.seconds(say, _LINE) for say in _GREETING]
    assert all(told_s), "a sentence of the greeting has no recording"
    words_s = sum(told_s) + MENU_S
    taken = [(await _call(live) - words_s) * 1000 for _ in range(calls)]
    taken = taken[1:] or taken
    what = "Asterisk: INVITE in to INVITE out, less the words and the time for a key"
    note = f"median of {len(taken)} calls, one after the other; words and time {words_s:.1f} s"
    return Row(
        "8a", what, "", median(taken), min(taken), max(taken), DELAY_MS, unit="ms", note=note
    )


async def _call(live: LiveHouse) -> float:
    """Makes one call until the center's telephone gets its INVITE; gives the seconds."""
    rang = asyncio.Event()
    at_s: list[float] = []
    ring = live.carrier.rings
    assert ring is not None

    def noted(dialog: Dialog) -> None:
        at_s.append(perf_counter())
        rang.set()
        ring(dialog)

    live.answers[NEAR] = rings_on
    live.carrier.rings = noted
    try:
        began_s = perf_counter()
        caller = await live.call()
        await asyncio.wait_for(rang.wait(), _WITHIN_S)
    finally:
        live.carrier.rings = ring
    caller.hang_up()
    await asyncio.sleep(0.3)
    return at_s[0] - began_s
