"""GET of the public site's pages, as its own server gives them: requests a second over real sockets.

The demo is seeded into a folder and served by `harborline site` with two blocking threads; four connections
that stay open ask for one page after the other, compressed, as fast as answers come. Whoever asks runs on
the same machine.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import cycle
from pathlib import Path
from statistics import median
from threading import Thread
from typing import NamedTuple

from benchmarks.questions import Size
from benchmarks.table import Row

GOAL_PER_S = 300
THREADS, CONNECTIONS = 2, 4
_READY_WITHIN_S = 180.0
_SEED = (
    "from harborline.bootstrap.site_setup import django_ready; django_ready();"
    "from harborline.web.site.ports import site_ports;"
    "from harborline.web.directory.seeding import seed_demo; seed_demo(site_ports().atlas())"
)
_SITE = "import sys; from harborline.cli import main; sys.exit(main(['site']))"
PATHS = (
    *("/en/", "/es/", "/en/just-happened", "/en/take-care", "/en/take-care/breathe", "/en/safety"),
    *("/en/learn", "/es/learn/consent", "/en/resources", "/en/states", "/en/campaign"),
    *("/en/training", "/en/what-you-will-hear", "/en/share/line", "/en/county/37119"),
    "/en/center/demo-nc-mecklenburg-1",
)
COUNTIES = tuple(
    f"/{language}/county/37{number:03}" for language in ("en", "es") for number in range(1, 200, 2)
)
"""Those of North Carolina, each of which is asked for once: none can come from memory."""


class Asked(NamedTuple):
    """What came of one page. `cpu_ms`: of the whole server, for one answer."""

    path: str
    per_s: float
    cpu_ms: float


def measure(size: Size) -> list[Row]:
    """Gives the rows: the median page, and the slowest one."""
    seconds = size.rounds / 10
    with tempfile.TemporaryDirectory() as data, _site(data) as (port, process):
        _ask_once(port, COUNTIES[0])  # the atlas is loaded by whoever comes first
        anew = ask_for(port, process, COUNTIES[1:])
        again = [ask_for(port, process, [path], seconds) for path in PATHS]
        return rows_of(again, anew)


def rows_of(asked: list[Asked], anew: Asked) -> list[Row]:
    """Gives the rows of what was asked. `anew`: pages that were asked for once."""
    ordered = sorted(asked, key=lambda one: one.per_s)
    rates = [one.per_s for one in ordered]
    slowest = ", ".join(
        f"{one.path} {one.per_s:.0f}/s ({one.cpu_ms:.1f} ms)" for one in ordered[:4]
    )
    cpu = f"the server's CPU for an answer: median {median(one.cpu_ms for one in asked):.1f} ms"
    what = f"GET of a public page, {THREADS} threads of granian: the median of {len(asked)} pages"
    return [
        Row(
            *("14a", what, "", median(rates), rates[0], rates[-1]),
            at_least=GOAL_PER_S,
            unit="/s",
            note=f"{CONNECTIONS} connections; {cpu}; slowest: {slowest}",
        ),
        Row(
            *("", "the same: the slowest page", "", rates[0]),
            at_least=GOAL_PER_S,
            unit="/s",
            note=ordered[0].path,
        ),
        Row(
            *("14b", "GET of pages that nobody has asked for: each county of a state", ""),
            *(anew.per_s, anew.per_s, anew.per_s),
            at_least=GOAL_PER_S,
            unit="/s",
            note=f"the server's CPU for an answer: {anew.cpu_ms:.1f} ms",
        ),
    ]


def ask_for(port: int, process: int, paths: Sequence[str], seconds: float | None = None) -> Asked:
    """Asks for pages in turn through all connections at once, for so long; once each where that is None.

    `process`: of the server's master.
    """
    if seconds is not None:
        _ask_once(port, paths[0])  # queries and files are prepared by whoever comes first
    cpu_s, began = _cpu_s(process), time.perf_counter()
    coming = iter(paths) if seconds is None else cycle(paths)
    ends, counts = began + (seconds or _READY_WITHIN_S), [0] * CONNECTIONS

    def go_on(number: int) -> None:
        with _connected(port) as connection:
            while time.perf_counter() < ends and (path := next(coming, None)) is not None:
                _ask(connection, path)
                counts[number] += 1

    asking = [Thread(target=go_on, args=(number,)) for number in range(CONNECTIONS)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    took, answers = time.perf_counter() - began, max(sum(counts), 1)
    return Asked(paths[0], answers / took, (_cpu_s(process) - cpu_s) / answers * 1000)


def _ask_once(port: int, path: str) -> None:
    with _connected(port) as connection:
        _ask(connection, path)


def _cpu_s(process: int) -> float:
    """Gives the seconds of CPU that a process and all below it have used."""
    folder = Path(f"/proc/{process}")
    fields = (folder / "stat").read_text("ascii").rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    tasks = (folder / "task").glob("*/children")
    return own + sum(_cpu_s(int(one)) for task in tasks for one in task.read_text("ascii").split())


@contextmanager
def _connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield connection


def _ask(connection: socket.socket, path: str) -> None:
    """Asks for one page and reads all of its answer. Raises ValueError where it is not a page."""
    connection.sendall(
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    )
    head, _, body = _until_head(connection).partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise ValueError(f"{path}: {head[:40]!r}")
    named = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    left = int(named[0].partition(b":")[2]) - len(body)
    while left > 0:
        left -= len(connection.recv(65_536))


def _until_head(connection: socket.socket) -> bytes:
    read = b""
    while b"\r\n\r\n" not in read:
        more = connection.recv(65_536)
        if not more:
            raise ValueError("the site closed the connection")
        read += more
    return read


@contextmanager
def _site(data: str) -> Iterator[tuple[int, int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    kept = {name: text for name, text in os.environ.items() if "HARBORLINE" not in name}
    kept.pop("DATABASE_URL", None)
    environment = {
        **kept,
        "HARBORLINE_DATA": data,
        "HARBORLINE_PORT": str(port),
        "HARBORLINE_SITE_THREADS": str(THREADS),
    }
    subprocess.run([sys.executable, "-c", _SEED], check=True, env=environment)
    quiet = subprocess.DEVNULL
    process = subprocess.Popen([sys.executable, "-c", _SITE], env=environment, stdout=quiet)
    try:
        _wait(process, port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(30)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    ends = time.monotonic() + _READY_WITHIN_S
    while time.monotonic() < ends and process.poll() is None:
        with suppress(OSError, ValueError):
            _ask_once(port, PATHS[0])
            return
        time.sleep(0.2)
    raise RuntimeError("the site did not answer")
