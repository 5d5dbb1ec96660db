"""New calls at a steady rate whose sound lasts, and one more caller in the middle who listens.

The witness speaks and hears themselves come back from the center: what arrives of fifty packets a
second tells whether the calls around it are calls at all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import perf_counter
from typing import NamedTuple

from asterisk_house import HOST
from benchmarks.asterisk_peers import Flow, Sipp
from benchmarks.table import Row
from benchmarks.webhook import cpu_of
from harborline.stores.canary.patterns import patterns_of
from harborline.stores.canary.scan import Scan
from harborline.stores.canary.seeds import read_seeds
from live_house import LINE, LiveHouse
from phones.levels import CALLERS

_WITNESS = "3215559999"
_LISTENS_S = 5.0
_PACKETS_PER_S = 50
_SOUGHT = 50
Clocks = dict[str, Callable[[], float]]


class Heard(NamedTuple):
    """What the witness heard: the share of packets, and who used the processor meanwhile."""

    share: float
    cores: dict[str, float]
    at_once: int


async def load(live: LiveHouse, sipp: Sipp, flow: Flow, clocks: Clocks) -> list[Row]:
    """Plays the calls and gives the rows."""
    playing = asyncio.create_task(sipp.play(flow))
    heard = await _witness(live, sipp, clocks, _fullest_s(flow))
    came = await playing
    await live.until(lambda: live.house.ari("GET", "/channels")[1] == b"[]", 10)
    most = max(heard.cores, key=lambda name: heard.cores[name])
    used = ", ".join(f"{name} {share:.2f}" for name, share in heard.cores.items())
    what = f"Asterisk: {flow.per_s} new calls/s for {flow.calls / flow.per_s:.0f} s"
    what += f", sound held {flow.stays_s:.0f} s"
    note = (
        f"{came.failed} of {flow.calls} failed; {heard.at_once} calls at once; cores used: {used}"
    )
    note += f" (most: {most})"
    done = min(came.completed, came.taken - 1) / flow.calls
    return [
        Row("8c", f"{what}: share completed with a center", "", done, at_least=1, note=note),
        Row("", "the same: share of packets that a caller among them hears", "", heard.share),
        _traces(live, flow),
    ]


def _traces(live: LiveHouse, flow: Flow) -> Row:
    """Looks for callers of the load in all that we and Asterisk have written by now."""
    every = max(1, flow.calls // _SOUGHT)
    callers = [f"+1{flow.of}{call:04d}" for call in range(0, flow.calls, every)]
    seeds = read_seeds("\n".join((*callers, f"+1{_WITNESS}")).encode())
    places = [live.data, live.output, live.house.folder]
    found = Scan(patterns_of(seeds, []), lambda *_: None).run([str(place) for place in places])
    assert not found.unseen, "something could not be looked through"
    what = f"the same: traces of {len(seeds)} of the callers found at rest"
    note = f"{found.files} files, {found.size / 1e6:.1f} MB"
    return Row("8d", what, "", found.total, at_most=0, unit="", note=note)


def _fullest_s(flow: Flow) -> float:
    """Gives when the most calls stand, and still some seconds before they end."""
    return max(0.5, min(flow.stays_s + 5, flow.calls / flow.per_s - _LISTENS_S))


async def _witness(live: LiveHouse, sipp: Sipp, clocks: Clocks, after_s: float) -> Heard:
    await asyncio.sleep(after_s)
    from_us = f"<sip:+1{_WITNESS}@{HOST}>"
    caller = await live.carrier.call(LINE, live.house.sip_port, from_us, level=CALLERS[1])
    await asyncio.wait_for(caller.answered.wait(), 10)
    await asyncio.sleep(0.2)
    caller.press("1")
    await live.until(lambda: caller.ear.voice(CALLERS[1]) is not None, 10)
    every = {**clocks, **{f"sipp {name}": cpu_of(pid) for name, pid in sipp.pids.items()}}
    before = {name: clock() for name, clock in every.items()}
    began_s, packets = perf_counter(), caller.ear.packets
    await asyncio.sleep(_LISTENS_S)
    lasted_s, arrived = perf_counter() - began_s, caller.ear.packets - packets
    used = {name: (clock() - before[name]) / lasted_s for name, clock in every.items()}
    at_once = _calls(live)
    caller.hang_up()
    return Heard(arrived / (lasted_s * _PACKETS_PER_S), used, at_once)


def _calls(live: LiveHouse) -> int:
    asked = live.house.cli("core show channels count").splitlines()
    row = next((row for row in asked if "active call" in row), "0")
    return int(row.split()[0])
