"""A map file opened, verified and asked once, beside reading it and computing the same checksum."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from benchmarks.questions import Size, demo_map, this_minute
from benchmarks.table import Row
from benchmarks.timing import paired
from harborline.core.golden import open_verified
from harborline.core.occupancy import NOTHING_KNOWN
from harborline.core.routing import Decision, Evidence, Needs, decide, locate
from harborline.core.routing_map import RoutingMap, read_file
from harborline.stores.map_files import demo_map_path

PEER = "read() + SHA-256 of the same file, warm cache"
ZIP = "28202"


def first_answer(opened: Callable[[str], RoutingMap], path: str) -> Decision:
    """Opens a map file and decides once."""
    routing_map = opened(path)
    origin = locate(routing_map, Evidence(zip=ZIP))
    line = routing_map.lines[0]
    needs = Needs(line.id, line.languages[0])
    return decide(routing_map, origin, needs, NOTHING_KNOWN, this_minute(routing_map))


def bare_read(path: str) -> bytes:
    """Gives the checksum that the map's last bytes state."""
    content = memoryview(Path(path).read_bytes())
    return hashlib.sha256(content[:-32]).digest()


def measure(size: Size) -> list[Row]:
    """Gives the rows: as `explain` opens a map, and as a process that answers calls does."""
    path = demo_map_path()
    megabytes = demo_map().size / 1e6
    ways = (
        ("5a", "map opened, first answer", read_file, 3),
        (
            "5b",
            "the same, 200 golden decisions recomputed first, as before a swap",
            open_verified,
            3,
        ),
    )
    rows = []
    for part, what, opened, goal in ways:

        def ours(_: int, opened: Callable[[str], RoutingMap] = opened) -> int:
            first_answer(opened, path)
            return 1

        def peer(_: int) -> int:
            bare_read(path)
            return 1

        pair = paired(ours, peer, rounds=size.rounds)
        note = (
            f"{pair.ours_ns / 1e6:.1f} ms against {pair.peer_ns / 1e6:.1f} ms; {megabytes:.1f} MB"
        )
        rows.append(Row(part, what, PEER, pair.ratio, pair.low, pair.high, at_most=goal, note=note))
    return rows
