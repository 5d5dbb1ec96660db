"""From the rows of a directory to the map in use: checked, compiled, compared, proposed, published.

Each run is a process with a data folder of its own, so that nothing is ready: imports, atlas, database.
`python -m benchmarks.publishing` prints the CPU seconds of one run's phases as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from statistics import median
from time import perf_counter, process_time

from benchmarks.questions import Size
from benchmarks.table import Row

GOAL_S = 8


def once() -> Mapping[str, float]:
    """Publishes the demo's directory in `HARBORLINE_DATA`; gives how many centers, and seconds by phase.

    propose: rows read, checks, map, golden decisions, report, difference, shadow week, all of it kept.
    publish: approved, written, synced, verified, in use. wall: both, by the clock on the wall.
    """
    from harborline.bootstrap.site_setup import django_ready

    django_ready()
    from harborline.web.directory.models import Center
    from harborline.web.directory.seeding import seed_demo
    from harborline.web.publishing import services
    from harborline.web.site.ports import site_ports

    atlas = site_ports().atlas()
    seed_demo(atlas)
    began, wall = process_time(), perf_counter()
    number = services.propose("ana@example.org").number
    proposed = process_time()
    services.approve("ben@example.org", number)
    row = services.publish("ben@example.org", number)
    published, ended = process_time(), perf_counter()
    assert row.proposal_id == number
    return {
        "centers": Center.unscoped.count(),
        "propose": proposed - began,
        "publish": published - proposed,
        "wall": ended - wall,
    }


def measure(size: Size) -> list[Row]:
    """Gives the row: CPU seconds from rows to the map in use."""
    runs = [_in_a_process() for _ in range(size.compiles)]
    whole = [run["propose"] + run["publish"] for run in runs]
    parts = ", ".join(
        f"{part} {median(run[part] for run in runs):.2f} s"
        for part in ("propose", "publish", "wall")
    )
    what = f"directory checked, compared, published: {runs[0]['centers']:,.0f} centers"
    return [
        Row(
            "9",
            what,
            "",
            median(whole),
            min(whole),
            max(whole),
            at_most=GOAL_S,
            unit="s",
            note=parts,
        )
    ]


def _in_a_process() -> Mapping[str, float]:
    command = [sys.executable, "-m", "benchmarks.publishing"]
    with tempfile.TemporaryDirectory() as data:
        asked = {name: text for name, text in os.environ.items() if name != "DATABASE_URL"}
        settings = {"HARBORLINE_DATA": data, "HARBORLINE_SECOND_APPROVER": "yes"}
        done = subprocess.run(
            command, check=True, stdout=subprocess.PIPE, env={**asked, **settings}
        )
    found: Mapping[str, float] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    print(json.dumps(once()))
