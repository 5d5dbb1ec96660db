"""The canary scanner on a log and on noise, beside `grep -F` with the same byte strings.

grep is asked for the plain bytes alone: it looks into no archive or database and places no hit.
"""

from __future__ import annotations

import random
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.questions import Size
from benchmarks.table import Row
from benchmarks.timing import paired
from harborline.stores.canary.patterns import Patterns, patterns_of
from harborline.stores.canary.scan import Scan
from harborline.stores.canary.seeds import read_seeds

PEER = "grep -c -a -F -f with the same byte strings, C locale"
SEEDS = 30
_BYTES_AN_ITEM = 1000
_ROUNDS = 5


def patterns() -> Patterns:
    """Gives all that is searched for: thirty callers under one key."""
    seeds = "\n".join(f"+1704555{number:04}" for number in range(SEEDS))
    return patterns_of(read_seeds(seeds.encode()), [bytes(range(32))])


@contextmanager
def files(size: int) -> Iterator[dict[str, Path]]:
    """Gives files in which there is nothing to be found, by what they are."""
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        log, noise = Path(folder) / "log", Path(folder) / "noise"
        with log.open("wb") as file:
            while file.tell() < size:
                call = chance.getrandbits(64)
                file.write(b"2026-11-23 07:22:09 call %016x leg 2 accepted\n" % call)
        noise.write_bytes(chance.randbytes(size))
        yield {"a log": log, "noise": noise}


def measure(size: Size) -> list[Row]:
    """Gives a row for each kind of file; wall time, for grep is another process."""
    known = patterns()
    rows = []
    with files(size.items * _BYTES_AN_ITEM) as made:
        strings = made["a log"].with_name("strings")
        strings.write_bytes(b"\n".join(one for one in known.meanings if b"\n" not in one))
        for what, path in made.items():
            command = ["grep", "-c", "-a", "-F", "-f", str(strings), str(path)]

            def ours(_: int, path: Path = path) -> int:
                report = Scan(known, lambda *_: None).run([str(path)])
                assert report.is_clean
                return report.size

            def peer(_: int, command: list[str] = command, path: Path = path) -> int:
                done = subprocess.run(
                    command, env={"LC_ALL": "C"}, capture_output=True, check=False
                )
                assert done.stdout == b"0\n"
                return path.stat().st_size

            pair = paired(ours, peer, rounds=min(size.rounds, _ROUNDS), clock=time.perf_counter)
            note = (
                f"{1000 / pair.ours_ns:.0f} MB/s against {1000 / pair.peer_ns:.0f} MB/s, for "
                f"{len(known.meanings):,} byte strings of {SEEDS} numbers under one key"
            )
            row = (f"canary scan of {what}", PEER, pair.ratio, pair.low, pair.high)
            rows.append(Row("", *row, note=note))
    return rows
