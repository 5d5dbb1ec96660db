"""One queue, first come first served, walked call by call over a heap of the times at which seats are free.

No list of events is needed: whoever comes next is offered the seat that is free first, and takes it unless
they hang up before (the recursion of J. Kiefer and J. Wolfowitz, Trans. Amer. Math. Soc. 78 (1955), with
patience added as by F. Baccelli, P. Boyer and G. Hebuterne, Adv. Appl. Prob. 16 (1984)).
`walk_plain` is quick in Python; `sift` and `walk` are written for `compiled`. Both give the same waits.
"""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence
from heapq import heapreplace

Column = Sequence[float]


def walk_plain(
    arrivals: Column, talks: Column, patience: Column, free: list[float], waits: list[float]
) -> None:
    """Gives each call the wait that it is offered, and keeps in `free` (a heap) when seats are free.

    Times in seconds. Whose patience is shorter than the wait hangs up, and takes no seat.
    """
    soonest = free[0]
    for number, (at, talk, ready) in enumerate(zip(arrivals, talks, patience, strict=True)):
        begins = soonest if soonest > at else at  # noqa: FURB136 -- max() takes a third of the time
        wait = begins - at
        if wait <= ready:
            heapreplace(free, begins + talk)
            soonest = free[0]
        waits[number] = wait


def sift(free: MutableSequence[float], until: float) -> None:
    """Puts another time in place of a heap's first."""
    size = len(free)
    place, child = 0, 1
    while child < size:
        if child + 1 < size and free[child + 1] < free[child]:
            child += 1
        if until <= free[child]:
            break
        free[place] = free[child]
        place, child = child, 2 * child + 1
    free[place] = until


def walk(
    arrivals: Column,
    talks: Column,
    patience: Column,
    free: MutableSequence[float],
    waits: MutableSequence[float],
) -> None:
    """Does what `walk_plain` does, on arrays."""
    for number in range(len(arrivals)):
        at = arrivals[number]
        begins = max(free[0], at)
        wait = begins - at
        if wait <= patience[number]:
            sift(free, begins + talks[number])
        waits[number] = wait
