"""Beats: how a voice process shows that it lives, and how the guard sees that it does not.

A process touches two files under `<data>/run` twice a second: `voice-{slot}.alive` while it runs, and
`voice-{slot}.beat` while it is also connected to Asterisk. The files are empty. Nobody compares
their times with a clock: what counts is whether a time has changed since one last looked, so that a
clock that is set, or a machine that slept, ends no call.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from harborline.telephony.slots import run_folder, voice_name

EVERY_S = 0.5
LATE_S = 2.0
_ENDED, _MISSING = 0, -1
_MOST_AT_ONCE_S = 0.5


class Beat:
    """One file that is touched; whatever is wrong with the disk, touching never raises."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def touch(self) -> None:
        """Shows that this process lives."""
        with suppress(OSError):
            try:
                os.utime(self._path)
            except FileNotFoundError:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._path.touch()

    def stop(self) -> None:
        """Shows at once that this process is gone; for whoever saw it end."""
        with suppress(OSError):
            os.utime(self._path, ns=(_ENDED, _ENDED))

    def remove(self) -> None:
        """Leaves nothing behind: the process ended on purpose and had no call left."""
        with suppress(OSError):
            self._path.unlink()


def beat(data: str, slot: int) -> Beat:
    """Gives the beat of a slot: touched while its process lives and is connected."""
    return Beat(run_folder(data) / f"{voice_name(slot)}.beat")


def alive(data: str, slot: int) -> Beat:
    """Gives the other beat of a slot: touched while its process runs at all."""
    return Beat(run_folder(data) / f"{voice_name(slot)}.alive")


def guard_beat(data: str) -> Beat:
    """Gives the guard's own beat."""
    return Beat(run_folder(data) / "guard.alive")


def _draining_path(data: str, slot: int) -> Path:
    return run_folder(data) / f"{voice_name(slot)}.draining"


def mark_draining(data: str, slot: int, *, on: bool) -> None:
    """Says that a process takes no new call, or that it does again."""
    with suppress(OSError):
        if on:
            _draining_path(data, slot).touch()
        else:
            _draining_path(data, slot).unlink(missing_ok=True)


def is_draining(data: str, slot: int) -> bool:
    """Tells whether the process of a slot takes no new call."""
    return _draining_path(data, slot).exists()


class Watched:
    """What one sees of beats by looking again and again.

    A beat counts as late by the time in which one was looking: whoever slept, or waited for
    somebody else, has not seen that nothing came. A file that was never seen to change says nothing
    until `LATE_S` have passed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: dict[str, _Seen] = {}
        self._looked_s: float | None = None
        self._watching_s = 0.0

    def look(self, at_s: float, names: Iterable[str]) -> None:
        """Looks once. `at_s`: monotonic seconds, taken before this call."""
        if self._looked_s is not None:
            self._watching_s += min(max(0.0, at_s - self._looked_s), _MOST_AT_ONCE_S)
        self._looked_s = at_s
        for name in names:
            known = self._seen.get(name)
            stamp = self._stamp(name)
            if known is None:
                self._seen[name] = _Seen(stamp, self._watching_s, changed=False)
            elif stamp == _MISSING:  # as late as it was: the folder may come back
                self._seen[name] = known._replace(stamp=stamp)
            elif known.stamp != stamp:
                self._seen[name] = _Seen(stamp, self._watching_s, changed=True)

    def _stamp(self, name: str) -> int:
        try:
            return (self._folder / name).stat().st_mtime_ns
        except OSError:
            return _MISSING

    def forget(self, name: str) -> None:
        """Begins anew with a file: another process touches it from now on."""
        self._seen.pop(name, None)

    def exists(self, name: str) -> bool:
        """Tells whether there was such a file at the last look."""
        seen = self._seen.get(name)
        return seen is not None and seen.stamp != _MISSING

    def is_late(self, name: str, after_s: float = LATE_S) -> bool:
        """Tells whether no beat came for that long, or the process is known to have ended."""
        seen = self._seen.get(name)
        if seen is None:
            return False
        return seen.stamp == _ENDED or self._watching_s - seen.since_s > after_s

    def beats(self, name: str) -> bool:
        """Tells whether a beat was seen to come, and none is late."""
        seen = self._seen.get(name)
        return seen is not None and seen.changed and not self.is_late(name)


class _Seen(NamedTuple):
    """The time of a file, since when it is so, and whether it ever changed under our eyes."""

    stamp: int
    since_s: float
    changed: bool
