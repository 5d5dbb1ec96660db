"""Writes docs/reference/performance.md: the table, the machine, and what stands behind each figure."""

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
        "[How it is measured, and what each figure does not say](measuring.md).",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, {machine()}. {versions()}. The run took {seconds:.0f} s.",
        "",
        as_markdown(list(rows)),
        "",
        "## In figures",
        "",
        *(f"- {row.part or 'context'}: {row.what}: {row.note}" for row in rows if row.note),
    ]
    return "\n".join(head) + "\n"


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
