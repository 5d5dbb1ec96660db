"""Routing maps on disk: the shipped demo map, the published one, and the one in use.

A file is written under a temporary name, synced and renamed; a reader never sees half a map.
"""

from __future__ import annotations

import os
import time
from functools import partial
from threading import get_ident
from typing import NamedTuple

import harborline
from harborline.core.errors import HarborlineError, UnusableMap
from harborline.core.golden import open_verified
from harborline.core.routing_map import RoutingMap, read_file


def demo_map_path() -> str:
    """The demo map that ships in the package."""
    return os.path.join(os.path.dirname(harborline.__file__), "demo", "demo.map")


def published_path(data: str) -> str:
    """Where a published map lies under the data folder."""
    return os.path.join(data, "maps", "current.map")


def previous_path(data: str) -> str:
    """Where the map lies that was in use before the published one."""
    return os.path.join(data, "maps", "previous.map")


def path_in_use(data: str, named: str | None = None) -> str:
    """The named file, else the published map, else the one before it, else the demo map."""
    if named is not None:
        return named
    for path in (published_path(data), previous_path(data)):
        if os.path.exists(path):
            return path
    return demo_map_path()


def write_map(path: str, content: bytes) -> None:
    """Writes a map so that the path always holds a whole one. Raises HarborlineError."""
    if os.path.exists(path) and not os.path.isfile(path):
        raise HarborlineError(f"The map cannot be written to {path}: that is no regular file.")
    temporary = f"{path}.{os.getpid()}-{get_ident()}.part"
    try:
        os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
        with open(temporary, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
        _sync_folder(os.path.dirname(os.path.abspath(path)))
    except OSError as fault:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise HarborlineError(f"The map cannot be written to {path}: {fault.strerror}.") from None


def _sync_folder(folder: str) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def publish_map(data: str, content: bytes, *, renews: bool = False) -> str:
    """Makes a map the one in use and keeps the former beside it; gives the path.

    `renews`: the former is not kept, and the one that is beside it stays there.
    """
    path = published_path(data)
    former = None if renews else _good_content(path)
    if former is not None and former != content:
        write_map(previous_path(data), former)
    write_map(path, content)
    return path


def roll_back_map(data: str) -> str:
    """Makes the map before the published one the one in use; the two change places.

    Gives its version. Raises HarborlineError when there is none that can be served.
    """
    content = _good_content(previous_path(data))
    if content is None:
        raise HarborlineError("There is no earlier map to go back to; publish one instead.")
    left = _good_content(published_path(data))
    # in this order, so that a failure between the two loses no earlier map
    write_map(published_path(data), content)
    if left is not None:
        write_map(previous_path(data), left)
    return RoutingMap(memoryview(content)).version


def _good_content(path: str) -> bytes | None:
    """What a file holds if it can be served: a damaged map never takes a good one's place."""
    try:
        open_verified(path)
        with open(path, "rb") as file:
            return file.read()
    except (UnusableMap, OSError):
        return None


def open_in_use(
    data: str, named: str | None = None, *, verified: bool = True, held: bool = True
) -> tuple[RoutingMap, str | None]:
    """Opens the map in use, or the former one if that is damaged; with the sentence that says so.

    `verified`: recompute the golden decisions, as whoever answers calls must; checksum and bounds
    alone are enough for one question. `held`: as `read_file` says. Raises UnusableMap if neither map
    can be served.
    """
    opened = open_verified if verified else partial(read_file, held=held)
    path, former = path_in_use(data, named), previous_path(data)
    try:
        return opened(path), _GONE if path == former else None
    except UnusableMap as fault:
        if path in (named, former) or not os.path.exists(former):
            raise
        return opened(former), str(fault)


_GONE = "The published map is gone; put it back, or publish one."


class MapKeeper:
    """Holds the map in use and swaps it for a newer good one; a bad file changes nothing.

    A map is never swapped for one that can do less: not a real one for the demo's, nor one that
    can dial for one that cannot. `fault` is the sentence that says why the newest file is not
    served, None when all is well.
    """

    def __init__(self, data: str, named: str | None = None) -> None:
        self._data, self._named = data, named
        self._seen = self._stamp()
        self._map, self.fault = open_in_use(data, named)
        self._written_at = self._seen.mtime_ns / 1e9

    def current(self) -> RoutingMap:
        """Gives the map in use."""
        return self._map

    def age_s(self) -> float:
        """Seconds since the map in use was written."""
        return max(0.0, time.time() - self._written_at)

    def poll(self) -> bool:
        """Looks for a newer file; tells whether the map was swapped."""
        stamp = self._stamp()
        if stamp == self._seen:
            return False
        try:
            fresh, self.fault = self._newer(stamp.path)
        except UnusableMap as fault:
            self.fault = str(fault)
            if isinstance(fault.__context__, OSError):
                return False  # it was not even read: try again
            fresh = None
        self._seen = stamp
        if fresh is None:
            return False
        self._map, self._written_at = fresh, stamp.mtime_ns / 1e9
        return True

    def _newer(self, path: str) -> tuple[RoutingMap | None, str | None]:
        """Opens the newest map if it may be served; else says why not. Raises UnusableMap."""
        fallen_back = self._named is None and path != published_path(self._data)
        if fallen_back and not self._map.demo:
            return None, "The published map is gone; the one in memory is served meanwhile."
        fresh = open_verified(path)
        if fresh.demo and not self._map.demo:
            return None, "The newest map is the demo's; the real one in memory is served meanwhile."
        if self._map.can_dial and not fresh.can_dial:
            return None, (
                "The newest map holds no addresses and cannot dial; the one in memory is served "
                "meanwhile."
            )
        return fresh, None

    def _stamp(self) -> _Stamp:
        path = path_in_use(self._data, self._named)
        try:
            found = os.stat(path)
        except OSError:
            return _Stamp(path)
        return _Stamp(path, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


class _Stamp(NamedTuple):
    """What tells one state of a file from the next; a change of rights shows in `ctime_ns`."""

    path: str
    inode: int = 0
    size: int = 0
    mtime_ns: int = 0
    ctime_ns: int = 0
