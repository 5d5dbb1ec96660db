"""A week of a network's staffing at once, beside each hour searched for from scratch."""

from __future__ import annotations

import numpy as np

from benchmarks.questions import SEED, TINY, Size
from benchmarks.table import Row
from benchmarks.timing import paired
from harborline.planning.staffing import Callers, Target, smallest_staff
from harborline.planning.staffing_table import staff_network

PEER = "Erlang A searched for each hour from scratch, by doubling and halving"
TARGET = Target(0.8, 20, 0.03)
HOURS = 168
_CENTERS = 1_000
_SAMPLE = 300
_ROUNDS = 7


def measure(size: Size) -> list[Row]:
    """Gives the rows: centers whose callers differ from each other's, and centers whose callers are alike."""
    centers = 4 if size == TINY else _CENTERS
    differing = [Callers(300 + 1.7 * one, 120 + 0.3 * one) for one in range(centers)]
    alike = [Callers(600, 300)] * centers
    rounds = min(size.rounds, _ROUNDS)
    return [
        _row("15a", f"{HOURS} hours x {centers:,} centers, all different", differing, rounds),
        _row("15b", "the same, callers alike everywhere", alike, rounds),
    ]


def _row(part: str, what: str, callers: list[Callers], rounds: int) -> Row:
    rng = np.random.default_rng(SEED)
    # Calls an hour: small and large centers, and hours that differ.
    calls = rng.gamma(2, 1, (len(callers), 1)) * rng.gamma(4, 1, (len(callers), HOURS))
    cells = rng.integers(0, calls.size, (rounds + 1, min(_SAMPLE, calls.size)))
    week = staff_network(calls, callers, TARGET)

    def ours(_: int) -> int:
        return int(staff_network(calls, callers, TARGET).staff.size)

    def peer(number: int) -> int:
        for cell in cells[number]:
            row, hour = divmod(int(cell), HOURS)
            found = smallest_staff(float(calls[row, hour]), callers[row], TARGET)
            assert found.staff == week.staff[row, hour]
        return len(cells[number])

    pair = paired(peer, ours, rounds=rounds)
    note = (
        f"{pair.peer_ns * calls.size / 1e9:.2f} s for all against {pair.ours_ns / 1000:,.0f} us "
        f"an hour of the peer's, over {cells.shape[1]:,} hours drawn each round; the same answers"
    )
    return Row(part, what, PEER, pair.ratio, pair.low, pair.high, at_least=10, note=note)
