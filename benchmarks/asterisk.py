"""A whole installation on a real Asterisk: set-up delay, CPU beside plain dialplan, ten calls a second.

`harborline up` runs as people start it, sipp is the callers and the centers. Every sentence is recorded
as 0.1 s, so that calls are made of our requests and not of waiting. `HARBORLINE_CALLS_S` says for how
many seconds new calls come.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from asterisk_house import HOST, AsteriskHouse, free_port
from benchmarks.asterisk_delay import DELAY_MS, delay
from benchmarks.asterisk_load import load
from benchmarks.asterisk_peers import PLAIN, Came, Flow, Sipp, plain_dialplan
from benchmarks.questions import FULL, Size
from benchmarks.table import Row
from benchmarks.timing import pair_of
from benchmarks.webhook import cpu_of
from live_house import LINE, TEAM, LiveHouse

PEER = "plain dialplan in the same Asterisk: Answer; Playback; Dial"
MISSING = "Asterisk or sipp is not installed: run scripts/system-parts"
GOAL = 4
PER_S = 10
TALK_S = 20
_SHORT_S = 8
_ROUND_PER_S = 20
_ROUND_TALK_S = 1.0
OF_ALDER, OF_NOWHERE = "321555", "704555"
"""Callers whom a center serves, and such as are connected with the national team at once."""


class Parts(NamedTuple):
    """Where Asterisk and sipp are."""

    root: Path
    sipp: Path


def parts() -> Parts | None:
    """Finds what is needed, None if some of it is missing."""
    finder = Path(__file__).resolve().parent.parent / "scripts" / "asterisk-root"
    asked = subprocess.run([finder, "--find"], capture_output=True, text=True, check=False)
    sipp = shutil.which("sipp")
    if asked.returncode != 0 or sipp is None:
        return None
    return Parts(Path(asked.stdout.strip()), Path(sipp))


def measure(size: Size) -> list[Row]:
    """Gives the rows: set-up delay, CPU for each call, and the load."""
    found = parts()
    if found is None:
        goals = (("8a", DELAY_MS), ("8b", GOAL), ("8c", 1))
        what = "calls on a real Asterisk"
        return [Row(part, what, "", None, at_most=goal, note=MISSING) for part, goal in goals]
    return asyncio.run(_measured(found, size))


async def _measured(found: Parts, size: Size) -> list[Row]:
    with _folder() as folder, AsteriskHouse(found.root, silent=True) as house:
        async with LiveHouse(house, folder) as live:
            rows = [await delay(live, 22 if size == FULL else max(1, size.items // 1000))]
    with _folder() as folder, _house(found, folder) as (house, center_port):
        async with LiveHouse(house, folder) as live:
            sipp = Sipp(found.sipp, folder, house.sip_port, center_port)
            rows += await _cpu(live, sipp, size)
            seconds = 60.0 if size == FULL else size.items / 400
            seconds = float(os.environ.get("HARBORLINE_CALLS_S", seconds))
            calls = max(1, round(PER_S * seconds))
            stays_s = TALK_S if seconds >= _SHORT_S else _SHORT_S
            flow = Flow(LINE, OF_ALDER, "1", PER_S, calls, stays_s, speaks=True)
            rows += await load(live, sipp, flow, _clocks(live))
    return rows


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as place:
        yield Path(place)


@contextmanager
def _house(found: Parts, folder: Path) -> Iterator[tuple[AsteriskHouse, int]]:
    """Opens an Asterisk that dials sipp; gives it and the port on which sipp is every center."""
    center_port = free_port()
    media = [folder / "data" / "prompts" / "recorded" / "en" / "sentence.wav"] * 4
    with AsteriskHouse(
        found.root,
        silent=True,
        calls=2000,
        trunks=(f"sip:{HOST}:{center_port}",),
        changed=lambda inside: plain_dialplan(inside, media, TEAM),
    ) as house:
        yield house, center_port


async def _cpu(live: LiveHouse, sipp: Sipp, size: Size) -> list[Row]:
    """Gives CPU of Asterisk, voice process and guard for a call, over Asterisk's for a plain call."""
    calls = max(2, size.items // 200)
    ours = Flow(LINE, OF_NOWHERE, "", _ROUND_PER_S, calls, _ROUND_TALK_S)
    whispered = ours._replace(of=OF_ALDER, takes="1")
    plain = ours._replace(dials=PLAIN)
    taken: dict[Flow, list[float]] = {ours: [], plain: [], whispered: []}
    of_python: list[float] = []
    order = list(taken)
    rounds = max(1, size.rounds // 4)
    for number in range(rounds + 1 if size.rounds > 1 else 1):
        order.reverse()
        for flow in order:
            spent = await _spent(live, sipp, flow)
            if number or size.rounds == 1:
                of_python += [spent["voice-1"] / calls] if flow is ours else []
                counted = spent["asterisk"] if flow is plain else sum(spent.values())
                taken[flow].append(counted / calls)
    python_ms = sorted(of_python)[len(of_python) // 2] * 1000
    rows = []
    for part, what, flow in (
        ("8b", "Asterisk: a call, accepted by picking up, CPU of Asterisk and ours", ours),
        ("", "the same, accepted by a key after the whisper", whispered),
    ):
        pair = pair_of(taken[flow], taken[plain])
        note = f"{pair.ours_ns / 1e6:.1f} ms against {pair.peer_ns / 1e6:.1f} ms a call"
        note += f"; {python_ms:.1f} ms of it are the voice process's" if part else ""
        goal = GOAL if part else None
        rows.append(Row(part, what, PEER, pair.ratio, pair.low, pair.high, goal, note=note))
    return rows


async def _spent(live: LiveHouse, sipp: Sipp, flow: Flow) -> dict[str, float]:
    clocks = _clocks(live)
    before = {name: clock() for name, clock in clocks.items()}
    came = await sipp.play(flow)
    assert came == Came(flow.calls, 0, flow.calls), f"not every call went through: {came}"
    return {name: clock() - before[name] for name, clock in clocks.items()}


def _clocks(live: LiveHouse) -> dict[str, Callable[[], float]]:
    """Gives the clocks of CPU: Asterisk's, the voice process's and the guard's."""
    return {name: cpu_of(pid) for name, pid in {**live.pids(), "asterisk": live.house.pid}.items()}
