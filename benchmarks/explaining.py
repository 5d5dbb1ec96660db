"""`harborline explain` as a whole process, beside an empty Python and one that reads the map."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.questions import Size
from benchmarks.table import Row
from harborline.stores.map_files import demo_map_path

ASKED = ("explain", "--zip", "28202", "--json")
NEVER_IMPORTED = frozenset({"numpy", "django", "phonenumbers"})
GOAL = 4
READING = (
    "import hashlib, sys; content = memoryview(open(sys.argv[1], 'rb').read());"
    " hashlib.sha256(content[:-32]).digest()"
)


def command() -> list[str]:
    """Gives the installed command of this environment."""
    return [str(Path(sys.executable).with_name("harborline")), *ASKED]


def cpu_s(words: Sequence[str], folder: str) -> float:
    """Runs a process and gives its CPU seconds, user and system."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(words, check=True, cwd=folder, env=_setting(folder), stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _setting(folder: str) -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith("HARBORLINE_")}
    return {**kept, "HARBORLINE_DATA": folder}


def imported(folder: str) -> set[str]:
    """Gives the top names of everything that the command imports."""
    words = [sys.executable, "-X", "importtime", *command()]
    done = subprocess.run(
        words, check=True, cwd=folder, env=_setting(folder), capture_output=True, text=True
    )
    return set(re.findall(r"\|\s+(\w+)[\w.]*$", done.stderr, re.MULTILINE))


def measure(size: Size) -> list[Row]:
    """Gives the row: what explain takes beyond the bare read, in empty Pythons."""
    empty = [sys.executable, "-c", "pass"]
    reading = [sys.executable, "-c", READING, demo_map_path()]
    rounds: list[tuple[float, ...]] = []
    with tempfile.TemporaryDirectory() as folder:
        kinds = (command(), reading, empty)
        for number in range(size.processes + 1):
            taken = tuple(cpu_s(kind, folder) for kind in kinds)
            if number:  # the first one writes bytecode and fills caches
                rounds.append(taken)
        heavy = sorted(NEVER_IMPORTED & imported(folder))
    ratios = [(whole - (read - bare)) / bare for whole, read, bare in rounds]
    whole, read, bare = (median(column) * 1000 for column in zip(*rounds, strict=True))
    figures = f"explain {whole:.0f} ms, reading process {read:.0f} ms, python -c pass {bare:.0f} ms"
    note = f"{figures}; imports {', '.join(heavy) or 'no ' + ', '.join(sorted(NEVER_IMPORTED))}"
    return [
        Row(
            "6",
            "harborline explain --zip 28202 --json, whole process, less reading the map",
            "python -c pass",
            None if heavy else median(ratios),
            min(ratios),
            max(ratios),
            at_most=GOAL,
            note=note,
        )
    ]
