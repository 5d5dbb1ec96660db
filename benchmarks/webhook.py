"""The webhook tree in a real voice process: its CPU beside a raw ASGI app's, and 100 requests a second.

Both are served by the same server on loopback and get the same requests, signed by the same key with
tokens under the same key. `HARBORLINE_LOAD_S` says how many seconds the load lasts.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.questions import FULL, Size
from benchmarks.table import Row
from benchmarks.timing import paired
from benchmarks.webhook_calls import PUBLIC, TOKEN, Line, Sent, call
from benchmarks.webhook_load import PER_S, load

PEER = "a raw ASGI app: the same form parse, signature check and decryption"
GOAL = 3
P99_MS = 200
_KEY_BYTES = 32
_READY_S = 60


def measure(size: Size) -> list[Row]:
    """Gives the rows: CPU for each request, and the latency under load."""
    key = os.urandom(_KEY_BYTES)
    with tempfile.TemporaryDirectory() as folder, our_server(folder, key) as (pid, port):
        with peer_server(folder, key) as (peer_pid, peer_port):
            row = _cpu(size, (pid, port), (peer_pid, peer_port))
        usual = 60.0 if size == FULL else size.items / 1000
        seconds = float(os.environ.get("HARBORLINE_LOAD_S", usual))
        return [row, *_under_load(port, pid, seconds)]


def _cpu(size: Size, ours_at: tuple[int, int], peer_at: tuple[int, int]) -> Row:
    calls = max(1, size.items // 400)
    recorded: list[Sent] = []

    def ours(number: int) -> int:
        with Line(ours_at[1]) as line:
            made = [call(line, (number + 1) * calls + one) for one in range(calls)]
        recorded[:] = [sent for one in made for sent in one]
        return len(recorded)

    def peer(_: int) -> int:
        with Line(peer_at[1]) as line:
            for sent in recorded:
                line.send(sent)
        return len(recorded)

    ours(-1)  # so that there is something to send to the peer
    clocks = cpu_of(ours_at[0]), cpu_of(peer_at[0])
    pair = paired(ours, peer, rounds=size.rounds, clock=clocks[0], peer_clock=clocks[1])
    what = "webhook: a call's requests, CPU of the whole server"
    note = f"{pair.ours_ns / 1000:,.0f} us against {pair.peer_ns / 1000:,.0f} us a request"
    return Row("7a", what, PEER, pair.ratio, pair.low, pair.high, at_most=GOAL, note=note)


def _under_load(port: int, pid: int, seconds: float) -> list[Row]:
    clock = cpu_of(pid)
    began, spent = time.perf_counter(), clock()
    found = asyncio.run(load(port, seconds))
    spent, lasted = clock() - spent, time.perf_counter() - began
    median, p99 = found.at(0.5) * 1000, found.at(0.99) * 1000
    what = f"webhook: {PER_S} requests/s for {seconds:.0f} s"
    note = f"median {median:.1f} ms; {spent / lasted:.0%} of a core, its client beside it"
    answered = len(found.seconds) / found.due
    return [
        Row("7b", f"{what}, p99", "", p99, at_most=P99_MS, unit="ms", note=note),
        Row("7c", f"{what}: share answered", "", answered, at_least=1),
    ]


def cpu_of(pid: int) -> Callable[[], float]:
    """Gives a clock of the CPU seconds that another process has used (Linux, clock_getcpuclockid)."""
    return lambda: time.clock_gettime(~pid << 3 | 2)


@contextmanager
def our_server(folder: str, key: bytes) -> Iterator[tuple[int, int]]:
    """Runs a voice process as `harborline up` does; gives its id and port."""
    port = free_port()
    setting = {
        "HARBORLINE_DATA": folder,
        "HARBORLINE_VOICE_PORT": str(port),
        "HARBORLINE_PUBLIC_URL": PUBLIC,
        "HARBORLINE_TWILIO_TOKEN": TOKEN,
        "HARBORLINE_MOST_CALLS": "1000000",
    }
    words = [str(Path(sys.executable).with_name("harborline")), "voice", "--slot", "1"]
    with _running(words, setting, key, "HARBORLINE_KEY_FD", port) as pid:
        yield pid, port


@contextmanager
def peer_server(folder: str, key: bytes) -> Iterator[tuple[int, int]]:
    """Runs the peer; gives its id and port."""
    port = free_port()
    words = [sys.executable, "-m", "benchmarks.webhook_peer", str(port)]
    with _running(words, {"HARBORLINE_DATA": folder}, key, None, port) as pid:
        yield pid, port


@contextmanager
def _running(
    words: list[str], setting: dict[str, str], key: bytes, named: str | None, port: int
) -> Iterator[int]:
    reading, writing = os.pipe()
    os.write(writing, key)
    os.close(writing)
    kept = {name: text for name, text in os.environ.items() if not name.startswith("HARBORLINE_")}
    told = {} if named is None else {named: str(reading)}
    more = [] if named is not None else [str(reading)]
    process = subprocess.Popen(
        [*words, *more],
        env={**kept, **setting, **told},
        cwd=Path(__file__).resolve().parent.parent,
        pass_fds=(reading,),
        stdout=subprocess.DEVNULL,
    )
    os.close(reading)
    try:
        _wait_for(port, process)
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _READY_S
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError("A server of the benchmark did not start.")


def free_port() -> int:
    """Gives a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
