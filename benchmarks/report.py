"""Writes docs/reference/performance.md: the table, the machine, the method, and its limits."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.table import Row, as_markdown

PLACE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "performance.md"
PACKAGES = ("numpy", "scipy", "psycopg", "phonenumbers", "zipcodes")

METHOD = """
## Method

Every figure is a ratio of two things measured in turn in the same run, so that a slow or busy
machine slows both. Unless a row says otherwise: CPU time of the process (not the wall clock),
rounds interleaved with the one that begins alternating, the garbage collector off for both and run
between rounds, the median of the rounds' ratios, and beside it the least and the most. Callers are
invented and spread evenly over every six-digit code that the demo map places, so that the
processor's caches help as little as they can ("cold"). The map is the demo map of the package.

## What each figure does and does not say

- **1** The map has served for a while: each place and chain has been read from the file once. Both
  sides are asked about the same codes. The lookup is bound by arithmetic, its peer by memory, so a
  busy neighbour on the same core makes the ratio worse, and another processor moves it either way.
- **2** The origin has been located and the process has decided before. 2a and 2b ask at one minute,
  so who is open is judged once for each center; in 2c every decision has a minute of its own, which
  no real minute does: real traffic lies between.
- **2d** PostGIS is asked for less than we answer: neither hours nor rank, skips nor reasons. CPU
  time is the client's and its server process's together; the server is a private one on a local
  socket, without fsync, its tables in memory. A network between them would add to its side.
- **3** Thousands blocks and the minute are left out; the table is made anew from the map each time.
- **4** Seconds of CPU, not a ratio: the one figure that another machine changes. Each run is a new
  process. The larger network is the demo's, copied into neighbouring counties.
- **5** The file is in the page cache. The checksum is most of the peer's work, and a processor with
  faster SHA-256 makes the ratio worse.
- **6** Whole processes: (explain - (reading process - empty Python)) / empty Python. Starting the
  interpreter is most of all three; packages that hook into it (`.pth` files) make all three slower.
- **7** A real voice process and a raw ASGI app, both under the same server on loopback, get the same
  requests; CPU of the whole process, the server's share in both. The peer neither routes nor decides,
  and its document is fixed. In 7b a request counts from when it was due; its client shares the cores.
- **8** `harborline up` on a real Asterisk, sipp as callers and centers, every sentence 0.1 s long. In 8b
  nobody speaks but for a breath at the start, as sound would cost both sides alike; the guard's CPU is
  in ours. In 8c each caller speaks and hears themselves come back, all through Asterisk, and the
  telephones share the cores with it: what limits the rate is whoever uses most of them. sipp echoes
  all calls by one socket, which drops packets while it has no core; Asterisk's own drop none.
- **9** Seconds of CPU of a new process that has the atlas and the demo's directory, on SQLite: rows are read,
  checked, compiled, compared with the map in use, proposed, approved, written, synced and verified.
- **10** Milliseconds of CPU, for what people wait for is nearly all of it; the notes have the wall clock too.
  Each page of the table of paths is asked for as somebody of each role that it lets in, at the center with
  most telephones, through all of the middleware and with gzip, in a process that has read map and atlas;
  tests assert that the number of queries does not grow. The memory is that process's own.
- **11** A real voice process is asked for a decision a hundredth of a second after each answer, while other
  processes bring two maps of 1,000 centers into use in turn; it looks for a new map once a second. 11b is
  the longest answer between publishing and the first decision by the new map, by the wall clock.
- **12** In 12a every name has one wrong letter and half of them their state: what takes longest; milliseconds of
  CPU. In 12b the demo's directory is asked for ZIPs in turn through all of the middleware;
  its peer is a view with one query and one heading inside the same frame, behind the same middleware.
- **14** `harborline site` with the demo's directory and two blocking threads, on this machine alone: whoever asks, over
  four open connections, takes its share of the cores. The notes have the server's CPU for one answer, which a busy
  machine changes less. A page asked for again within two seconds comes from memory; most of these do. 14b is
  each county's page once, so none does.
- Rows without a number are there for context and have no goal. None of those peers gives our answer.
"""


def write(rows: Sequence[Row], seconds: float) -> None:
    """Writes the document."""
    PLACE.parent.mkdir(parents=True, exist_ok=True)
    PLACE.write_text(document(rows, seconds), encoding="utf-8")


def document(rows: Sequence[Row], seconds: float) -> str:
    """Gives the document's text."""
    head = [
        "# Performance",
        "",
        "Written by `make bench`; do not edit. Repeat it on your machine: only ratios travel.",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, {machine()}. {versions()}. The run took {seconds:.0f} s.",
        "",
        as_markdown(list(rows)),
        "",
        "## In figures",
        "",
        *(f"- {row.part or 'context'}: {row.what}: {row.note}" for row in rows if row.note),
    ]
    return "\n".join(head) + "\n" + METHOD


def machine() -> str:
    """Names processor, cores, memory, system and load, and nothing that identifies the host."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores ({_processor()}), {memory:.0f} GB, {system},"
        f" load {load:.1f} at the end"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def versions() -> str:
    """Names the interpreter and the peers."""
    named = [f"{platform.python_implementation()} {platform.python_version()}"]
    for package in PACKAGES:
        try:
            named.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return ", ".join([*named, f"SQLite {sqlite3.sqlite_version}"])
