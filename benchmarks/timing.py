"""Paired rounds: ours and the peer in turn, CPU time of this process, the collector off for both."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from time import process_time
from typing import NamedTuple

Round = Callable[[int], int]
"""Does the work of one round, given its number, and tells how many items that was."""
Clock = Callable[[], float]


class Pair(NamedTuple):
    """CPU nanoseconds for each item (medians), and ours over the peer's: median, least, most."""

    ours_ns: float
    peer_ns: float
    ratio: float
    low: float
    high: float


def paired(
    ours: Round,
    peer: Round,
    *,
    rounds: int,
    clock: Clock = process_time,
    peer_clock: Clock | None = None,
) -> Pair:
    """Times both in interleaved rounds; who begins alternates. One round before does not count."""
    clocks = (clock, peer_clock or clock)
    taken: tuple[list[float], list[float]] = ([], [])
    with collector_off():
        for number in range(rounds + 1):
            for side in (0, 1) if number % 2 else (1, 0):
                spent = _spent((ours, peer)[side], number, clocks[side])
                if number:
                    taken[side].append(spent)
    return pair_of(*taken)


def pair_of(ours: list[float], peer: list[float]) -> Pair:
    """Sums up rounds that were taken in pairs; seconds for each item."""
    ratios = [a / b for a, b in zip(ours, peer, strict=True)]
    return Pair(median(ours) * 1e9, median(peer) * 1e9, median(ratios), min(ratios), max(ratios))


def _spent(work: Round, number: int, clock: Clock) -> float:
    gc.collect()
    began = clock()
    items = work(number)
    return (clock() - began) / items


@contextmanager
def collector_off() -> Iterator[None]:
    """Switches the garbage collector off; between rounds it is run by hand."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()
