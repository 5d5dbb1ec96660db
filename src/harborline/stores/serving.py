"""What each voice process says of itself, so that the site can show what callers are served with.

One small file for each slot under `<data>/run`, renamed into place; its time of change is when the
process last said so. It holds the map's version and why a newer one is not served, and nothing else.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

FORGOTTEN_S = 3600.0
"""A process that was silent for so long ended without saying so."""
_NAME = re.compile(r"voice-([0-9]{1,4})\.serving")


class Said(NamedTuple):
    """`slot`: the process's number, from 1. `seen_s`: how many seconds ago it said so."""

    slot: int
    version: str
    fault: str | None
    seen_s: float


class ServingFile:
    """The file of one slot; whatever is wrong with the disk, saying something never raises."""

    def __init__(self, data: str, slot: int) -> None:
        self._path = os.path.join(data, "run", f"voice-{slot}.serving")
        self._told: tuple[str, str | None] | None = None

    def say(self, version: str, fault: str | None) -> None:
        """Says what is served; the same again only renews the time."""
        with suppress(OSError):
            if self._told == (version, fault):
                with suppress(FileNotFoundError):
                    os.utime(self._path)
                    return
            os.makedirs(os.path.dirname(self._path), exist_ok=True)
            part = f"{self._path}.{os.getpid()}.part"
            with open(part, "w", encoding="utf-8") as file:
                json.dump({"version": version, "fault": fault}, file)
            os.replace(part, self._path)
            self._told = (version, fault)

    def leave(self) -> None:
        """Says that this process serves no more."""
        with suppress(OSError):
            os.unlink(self._path)


def who_serves(data: str, now: Callable[[], float] = time.time) -> tuple[Said, ...]:
    """Gives what each process said last, by slot; what cannot be read is left out."""
    folder = os.path.join(data, "run")
    found: list[Said] = []
    with suppress(OSError):
        for name in os.listdir(folder):
            named = _NAME.fullmatch(name)
            if named is not None:
                with suppress(OSError, ValueError, TypeError, KeyError):
                    found.append(_read(os.path.join(folder, name), int(named[1]), now()))
    return tuple(sorted(said for said in found if said.seen_s < FORGOTTEN_S))


def _read(path: str, slot: int, now_s: float) -> Said:
    with open(path, encoding="utf-8") as file:
        said = json.load(file)
        seen_s = max(0.0, now_s - os.fstat(file.fileno()).st_mtime)
    fault = said["fault"]
    return Said(slot, str(said["version"]), None if fault is None else str(fault), seen_s)
