"""A load of calls on one server: each request is due at its time, whatever became of those before.

A latency is counted from when a request was due, not from when it could be sent, so that a server that
stalls is charged for everybody who waited.
"""

from __future__ import annotations

import asyncio
from time import perf_counter
from typing import NamedTuple

from benchmarks.webhook_calls import STEPS, Sent, length_of, steps, wire

PER_S = 100
GAP_S = 0.25
"""Between two requests of one call."""


class Load(NamedTuple):
    """What came of it: seconds from when each request was due, and how many were due."""

    seconds: list[float]
    due: int

    def at(self, share: float) -> float:
        """Gives the seconds within which a share of those that are due were answered."""
        ordered = sorted(self.seconds)
        place = int(share * self.due)
        return ordered[place] if place < len(ordered) else float("inf")


async def load(port: int, seconds: float) -> Load:
    """Makes PER_S requests a second for so long."""
    calls = max(1, round(PER_S * seconds / STEPS))
    began = perf_counter() + GAP_S
    taken: list[float] = []
    making = [
        _call(port, 1_000_000 + number, began + number * STEPS / PER_S, taken)
        for number in range(calls)
    ]
    await asyncio.gather(*making, return_exceptions=True)
    return Load(taken, calls * STEPS)


async def _call(port: int, number: int, at: float, taken: list[float]) -> None:
    await asyncio.sleep(max(0.0, at - perf_counter()))
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        making = steps(number)
        request = next(making)
        for step in range(STEPS):
            due = at + step * GAP_S
            await asyncio.sleep(max(0.0, due - perf_counter()))
            document = await _send(reader, writer, request)
            taken.append(perf_counter() - due)
            if step < STEPS - 1:
                request = making.send(document)
    finally:
        writer.close()


async def _send(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sent: Sent) -> bytes:
    writer.write(wire(sent))
    head = await reader.readuntil(b"\r\n\r\n")
    return await reader.readexactly(length_of(head))
