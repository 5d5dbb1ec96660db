"""Every page of the console with 5,000 centers, for each role that it lets in.

One process fills a data folder; another, which holds what the site's process holds, asks for the pages
through all of the middleware. Paths are taken from the table of paths, so that a new page is measured
by itself. `python -m benchmarks.pages fill CENTERS` and then `... visit GETS`, both with the same
`HARBORLINE_DATA`, print what came of it as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.page_visits import Visited, visit_all
from benchmarks.questions import Size
from benchmarks.table import Row

CENTERS = 5_000
GOAL_MS, GOAL_KB = 150, 90
MAP = "console:coverage?view="
_SLOWEST = 4


def fill(centers: int) -> dict[str, Any]:
    """Writes a directory of so many centers into `HARBORLINE_DATA`, and publishes its map."""
    from benchmarks.networks import network_of
    from harborline.bootstrap.site_setup import django_ready
    from harborline.demo.entries import listings

    django_ready()
    from harborline.web.directory.models import Center
    from harborline.web.directory.seeding import write_network
    from harborline.web.publishing import services
    from harborline.web.site.ports import site_ports

    atlas = site_ports().atlas()
    network = network_of(atlas, centers)
    write_network(network, listings(network, atlas))
    number = services.propose("ana@example.org").number
    services.approve("ben@example.org", number)
    services.publish("ben@example.org", number)
    return {"centers": Center.unscoped.count()}


def visit(gets: int) -> dict[str, Any]:
    """Asks for every page so often; `megabytes`: what the process holds of memory afterwards."""
    from harborline.bootstrap.site_setup import django_ready

    django_ready()
    seen = visit_all(gets)
    status = Path("/proc/self/status").read_text("utf-8").splitlines()
    kilobytes = next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
    return {**seen._asdict(), "megabytes": kilobytes / 1024}


def measure(size: Size) -> list[Row]:
    """Gives the rows: the slowest page, the most queries, the map's bytes, the memory."""
    with tempfile.TemporaryDirectory() as data:
        centers = _in_a_process(data, "fill", CENTERS)["centers"]
        return rows_of(centers, _in_a_process(data, "visit", max(size.rounds // 2, 3)))


def rows_of(centers: int, found: dict[str, Any]) -> list[Row]:
    """Gives the rows of what was seen."""
    pages = sorted((Visited(*one) for one in found["pages"]), key=lambda one: -one.cpu_ms)
    times = [one.cpu_ms for one in pages]
    maps = [one.compressed / 1000 for one in pages if one.page.startswith(MAP)]
    asks = max(pages, key=lambda one: one.queries)
    whole = f"a page of the console, {centers:,} centers: the slowest one's median"
    usual = f"usual page {median(times):.0f} ms, {median(one.queries for one in pages):.0f} queries"
    return [
        Row(
            *("10a", whole, "", times[0], times[-1], times[0]),
            at_most=GOAL_MS,
            unit="ms",
            note=f"{len(pages)} pages and roles; {usual}; slowest: {_named(pages)}{_apart(found)}",
        ),
        Row("", "the same: queries", "", asks.queries, unit="", note=f"{asks.page}, {asks.role}"),
        Row(
            *("10b", "the coverage map, compressed: largest view", "", max(maps), min(maps)),
            *(max(maps), GOAL_KB),
            unit="KB",
        ),
        Row("", "memory of the process that gave them", "", found["megabytes"], unit="MB"),
    ]


def _named(pages: list[Visited]) -> str:
    slowest = {one.page: one for one in reversed(pages)}
    kept = sorted(slowest.values(), key=lambda one: -one.cpu_ms)[:_SLOWEST]
    return ", ".join(
        f"{one.page} {one.cpu_ms:.0f} ms (wall {one.wall_ms:.0f}, p95 {one.p95_ms:.0f})"
        for one in kept
    )


def _apart(found: dict[str, Any]) -> str:
    """Says what was not measured as a page."""
    files, unmade = ", ".join(found["files"]), ", ".join(found["unmade"])
    return (f"; files: {files}" if files else "") + (f"; not asked for: {unmade}" if unmade else "")


def _in_a_process(data: str, what: str, number: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.pages", what, str(number)]
    asked = {name: text for name, text in os.environ.items() if name != "DATABASE_URL"}
    environment = {**asked, "HARBORLINE_DATA": data}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    print(json.dumps({"fill": fill, "visit": visit}[sys.argv[1]](int(sys.argv[2]))))
