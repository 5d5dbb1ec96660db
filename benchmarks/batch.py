"""Ten million codes to their first center, beside the bare gather `table[codes]`."""

from __future__ import annotations

import numpy as np

from benchmarks.questions import SEED, Size, demo_map
from benchmarks.table import Row
from benchmarks.timing import paired
from harborline.mapmaking.batch import first_centers, first_of_codes

PEER = "numpy table[codes], the table ready"


def measure(size: Size) -> list[Row]:
    """Gives the row; ours makes its table from the map each time."""
    routing_map = demo_map()
    rng = np.random.default_rng(SEED)
    codes = rng.integers(0, 640_000, size.batch, dtype=np.uint32)
    table = first_of_codes(routing_map)

    def ours(_: int) -> int:
        return len(first_centers(routing_map, codes))

    def peer(_: int) -> int:
        return len(table[codes])

    pair = paired(ours, peer, rounds=size.rounds)
    what = f"{size.batch:,} codes -> first center"
    note = f"{pair.ours_ns:.2f} ns against {pair.peer_ns:.2f} ns a code"
    return [Row("3", what, PEER, pair.ratio, pair.low, pair.high, at_most=2, note=note)]
