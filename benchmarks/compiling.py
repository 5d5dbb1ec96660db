"""From a directory to a verified map on disk: 1,000 centers, and 5,000.

Each run is a process of its own, so that neither finds anything ready: imports, atlas and all.
`python -m benchmarks.compiling CENTERS` prints the CPU seconds of one run's phases as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from benchmarks.questions import Size
from benchmarks.table import Row

PHASES = ("atlas", "compile", "open")
FEW, MANY = 1_000, 5_000
GOAL_S, GOAL_GROWTH = 5, 3


def once(centers: int) -> Mapping[str, float]:
    """Compiles a network of so many centers; gives CPU seconds by phase, and the map's size.

    atlas: the place tables. compile: checks, map, golden decisions. open: written, synced, read
    again, verified.
    """
    from benchmarks.networks import network_of
    from harborline.app.publishing import make_map
    from harborline.atlas.store import load
    from harborline.core.golden import open_verified
    from harborline.stores.map_files import write_map

    began = process_time()
    atlas = load()
    loaded = process_time()
    network = network_of(atlas, centers)
    drawn = process_time()
    content = make_map(network, atlas, publishing=True)
    made = process_time()
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "bench.map")
        write_map(path, content)
        open_verified(path)
    opened = process_time()
    return {
        "megabytes": len(content) / 1e6,
        "atlas": loaded - began,
        "compile": made - drawn,
        "open": opened - made,
    }


def measure(size: Size) -> list[Row]:
    """Gives the rows: CPU seconds of 1,000 centers, and the growth to 5,000."""
    runs = [(_in_a_process(FEW), _in_a_process(MANY)) for _ in range(size.compiles)]
    few, many = zip(*runs, strict=True)
    whole = [_seconds(run) for run in few]
    growth = [_seconds(b) / _seconds(a) for a, b in runs]
    with_atlas = [run["atlas"] + _seconds(run) for run in few]
    what = f"check + compile + write + open, verified: {FEW:,} centers"
    return [
        _row("4a", what, whole, at_most=GOAL_S, unit="s", note=_phases(few)),
        _row("", "the same with the atlas loaded first", with_atlas, unit="s"),
        _row(
            "4b",
            f"the same: {MANY:,} centers",
            growth,
            peer=f"{FEW:,} centers",
            at_most=GOAL_GROWTH,
            note=_phases(many),
        ),
    ]


def _row(part: str, what: str, figures: list[float], *, peer: str = "", **rest: Any) -> Row:
    return Row(part, what, peer, median(figures), min(figures), max(figures), **rest)


def _seconds(run: Mapping[str, float]) -> float:
    return run["compile"] + run["open"]


def _phases(runs: tuple[Mapping[str, float], ...]) -> str:
    parts = (f"{phase} {median(run[phase] for run in runs):.2f} s" for phase in PHASES)
    return f"{', '.join(parts)}; map of {runs[0]['megabytes']:.1f} MB"


def _in_a_process(centers: int) -> Mapping[str, float]:
    command = [sys.executable, "-m", "benchmarks.compiling", str(centers)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    found: Mapping[str, float] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    print(json.dumps(once(int(sys.argv[1]))))
