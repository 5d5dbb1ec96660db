"""Our process killed, and separately stopped, at random among calls in every state of the tree.

Nobody who talks is cut off, and everybody else talks to a person within five seconds. HARBORLINE_CHAOS_CALLS
says how many calls of each kind (`make e2e` asks for 200), HARBORLINE_CHAOS_MAP_CALLS how many are
routed with no database importable.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from asterisk_house import OpenHouse
from live_house import NEAR, NEXT, TEAM, LiveHouse, picks_up
from phones.dialog import Dialog, Stage

CALLS = int(os.environ.get("HARBORLINE_CHAOS_CALLS", "12"))
MAP_CALLS = int(os.environ.get("HARBORLINE_CHAOS_MAP_CALLS", "100"))
AT_ONCE = 20
WITHIN_S = 5.0
COMES_S = 9.0
"""Callers come within this time, so that at its end they are in all states."""


class Round:
    """Some calls at once, and people who pick up, pass, are busy, or leave, until it happens."""

    def __init__(self, live: LiveHouse, rng: Random, calls: int) -> None:
        self.live, self.rng, self.calls = live, rng, calls
        self.callers: list[Dialog] = []
        self.struck = asyncio.Event()
        self._calling: list[asyncio.Task[None]] = []
        live.answers = {NEAR: self._center, NEXT: self._center, TEAM: self._team}

    async def _center(self, dialog: Dialog) -> None:
        does = self.rng.choice(["rings", "busy", "listens", "takes", "takes", "leaves"])
        dialog.ring()
        await asyncio.sleep(self.rng.uniform(0, 1))
        if does == "busy":
            dialog.refuse(486)
        elif does != "rings":
            await picks_up(dialog) if does != "listens" else await dialog.pick_up()
        if does == "leaves":
            await asyncio.sleep(self.rng.uniform(0.5, 3))
            if not self.struck.is_set():
                dialog.hang_up()

    async def _team(self, dialog: Dialog) -> None:
        if not self.struck.is_set() and self.rng.random() < 0.4:
            dialog.refuse(486)
        else:
            await picks_up(dialog)

    async def _one_calls(self) -> None:
        """Calls at some time, at the latest when it happens."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.struck.wait(), self.rng.uniform(0, COMES_S))
        caller = await self.live.call()
        self.callers.append(caller)
        if self.rng.random() < 0.3:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.struck.wait(), self.rng.uniform(0.2, 4))
            caller.press("0")

    async def begin(self) -> None:
        """Lets callers come, and returns at a moment that nobody could know."""
        self._calling = [asyncio.create_task(self._one_calls()) for _ in range(self.calls)]
        await asyncio.sleep(COMES_S * self.rng.uniform(0.7, 1.1))

    async def strike(self, process: int, blow: signal.Signals) -> None:
        """Strikes a process; whoever has not called yet calls right after."""
        os.kill(process, blow)
        self.struck.set()
        await asyncio.gather(*self._calling)
        assert len(self.callers) == self.calls

    def talking(self) -> dict[int, Dialog]:
        """Gives the answerers of those callers who talk to somebody."""
        found = ((n, self.live.partner(caller)) for n, caller in enumerate(self.callers))
        return {number: partner for number, partner in found if partner is not None}

    def all_talk(self) -> bool:
        """Tells whether everybody who did not hang up themselves talks to somebody."""
        return all(self.live.partner(caller) for caller in self.callers)

    async def end(self) -> None:
        """Lets everybody hang up and waits until nothing is left of it."""
        await self.live.carrier.hang_up_all()
        house = self.live.house
        await self.live.until(lambda: house.ari("GET", "/channels")[1] == b"[]", 10)
        await self.live.until(lambda: self.live.takes_calls(1), 40)
        self.live.carrier.forget()
        self.live.rang.clear()


def state_of(caller: Dialog) -> str:
    """Names what a caller hears, as far as a telephone can tell."""
    if caller.stage is not Stage.TALKING:
        return str(caller.stage)
    return caller.ear.sounds[-1].kind if caller.ear.sounds else "silence"


def rounds() -> Iterator[int]:
    left = CALLS
    while left > 0:
        yield min(left, AT_ONCE)
        left -= AT_ONCE


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "stopped"])
async def test_nobody_is_cut_off_and_nobody_is_left(
    blow: signal.Signals,
    asterisk_house: OpenHouse,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    rng = Random(int(os.environ.get("HARBORLINE_CHAOS_SEED", "7")))
    states: Counter[str] = Counter()
    slowest_s = 0.0
    async with LiveHouse(asterisk_house(slots=2), tmp_path) as live:
        for calls in rounds():
            now = Round(live, rng, calls)
            await now.begin()
            before = now.talking()
            states.update(state_of(caller) for caller in now.callers)
            struck = live.voice()
            await now.strike(struck, blow)
            took_s = await live.until(now.all_talk, WITHIN_S)
            slowest_s = max(slowest_s, took_s)
            if blow is signal.SIGSTOP:
                os.kill(struck, signal.SIGCONT)
            await asyncio.sleep(3)
            after = now.talking()
            assert all(after.get(number) is answerer for number, answerer in before.items())
            assert now.all_talk(), "whoever reached a person keeps them"
            await now.end()
    told = f"{CALLS} calls, slowest with a person after {slowest_s:.1f} s, heard {dict(states)}"
    with capsys.disabled():
        print(f"\n{blow.name}: 0 cut off, 0 left; {told}")  # noqa: T201 -- the figure


WITHOUT_DATABASE = """
import sys
for name in ("sqlite3", "_sqlite3", "psycopg", "psycopg2", "django"):
    sys.modules[name] = None
from datetime import UTC, datetime
from random import Random
from harborline.callflow.values import LineType
from harborline.stores.map_files import MapKeeper
from harborline.telephony.simulator.observations import CallEnded
from harborline.telephony.simulator.script import CallScript, run_script

rng, routed = Random(7), 0
keeper = MapKeeper(sys.argv[1])
for _ in range(int(sys.argv[2])):
    caller = f"+1{rng.randrange(2, 10)}{rng.randrange(10**9):09}"
    script = CallScript(
        text_from=caller, at=datetime(2026, 11, 23, rng.randrange(24), tzinfo=UTC),
        line_type=rng.choice(list(LineType)), line=None,
        keys=("", f"{rng.randrange(10**5):05}"), everyone="answer",
    )
    seen = run_script(keeper.current(), script)
    routed += any(isinstance(one, CallEnded) and one.outcome == "answered" for one in seen)
print(routed)
"""


def test_without_any_database_every_call_is_routed_from_the_map(tmp_path: Path) -> None:
    asked = [sys.executable, "-c", WITHOUT_DATABASE, str(tmp_path), str(MAP_CALLS)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == (f"{MAP_CALLS}\n", "")
