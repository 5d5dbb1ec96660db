"""The walk over files: each is read once; links are followed once; nothing is passed over silently."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from harborline.stores.canary.databases import MARK, look_into
from harborline.stores.canary.layers import Layers, Reports, why_of
from harborline.stores.canary.patterns import Patterns
from harborline.stores.canary.search import CHUNK, Finder, Stream

MOST_HITS = 1000
_HIDDEN = "…"
_NOTHING_THERE = frozenset({errno.ENOENT, errno.ELOOP})
"""Gone since it was listed, a link to nothing, a link to itself."""

Progress = Callable[[str, int, int], None]


class Hit(NamedTuple):
    """`file`: with the layers within, joined by `!`; names that hold a seed are left out.

    `offset`: in bytes, in the innermost layer; None = in a name. `line`: of the seeds file.
    """

    file: str
    offset: int | None
    line: int
    how: str


class Unseen(NamedTuple):
    """What could not be looked through, and why in words."""

    file: str
    why: str


class Report(NamedTuple):
    """What a scan found. `hits` are the first thousand of `total`."""

    hits: tuple[Hit, ...]
    total: int
    unseen: tuple[Unseen, ...]
    files: int
    size: int

    @property
    def is_clean(self) -> bool:
        return not self.total and not self.unseen


class _File(NamedTuple):
    path: str
    place: str
    size: int


class Scan:
    """One look through everything below some paths."""

    def __init__(self, patterns: Patterns, progress: Progress, skipped: Sequence[str] = ()) -> None:
        self._meanings = patterns.meanings
        self._finder = Finder(patterns.meanings, patterns.bordered)
        self._progress = progress
        self._hits: dict[Hit, None] = {}
        self._count = 0
        self._unseen: dict[Unseen, None] = {}
        self._seen = {identity for path in skipped if (identity := _identity(path)) is not None}
        self._done, self._total = 0, 0

    def run(self, paths: Sequence[str]) -> Report:
        """Looks through files and folders; folders with all that is below."""
        files = [file for path in paths for file in self._walk(path, self._shown(path))]
        self._total = sum(file.size for file in files)
        for file in files:
            self._look_at(file)
        found = tuple(self._hits), self._count, tuple(self._unseen)
        return Report(*found, len(files), self._done)

    # -- the walk ----------------------------------------------------------------------------------

    def _walk(self, root: str, place: str) -> Iterator[_File]:
        waiting = [(root, place)]
        while waiting:
            path, place = waiting.pop()
            try:
                found = os.stat(path)
                if (found.st_dev, found.st_ino) in self._seen:
                    continue
                self._seen.add((found.st_dev, found.st_ino))
                if stat.S_ISREG(found.st_mode):
                    yield _File(path, place, found.st_size)
                elif stat.S_ISDIR(found.st_mode):
                    waiting += [
                        (os.path.join(path, name), at) for name, at in self._below(path, place)
                    ]
            except OSError as fault:
                if fault.errno not in _NOTHING_THERE:
                    self._note_unseen(place, why_of(fault))

    def _below(self, path: str, place: str) -> list[tuple[str, str]]:
        """Lists a folder, last name first; looks at names and at what links say."""
        names = sorted(os.listdir(path), reverse=True)
        for name in names:
            with suppress(OSError):
                self._named(place, os.readlink(os.path.join(path, name)))
        return [(name, f"{place.rstrip('/')}/{self._named(place, name)}") for name in names]

    def _shown(self, path: str) -> str:
        return "/".join(self._named("", part) for part in path.split("/"))

    def _named(self, place: str, name: str) -> str:
        """Searches a name, and gives it as it may be shown."""
        hidden = False
        for part in {name, *name.split("/")}:
            for _, string in self._finder.find(os.fsencode(part)):
                hidden = True
                self._note(place, None, string)
        return _HIDDEN if hidden else name.encode("utf-8", "backslashreplace").decode()

    def _member(self, place: str, name: str) -> str:
        return f"{place}!{self._named(place, name)}"

    # -- one file ----------------------------------------------------------------------------------

    def _look_at(self, file: _File) -> None:
        try:
            with open(file.path, "rb", buffering=0) as opened:
                first = opened.read(len(MARK))
                opened.seek(0)
                reports = Reports(self._note, self._note_unseen, self._member)
                source = _Source(opened.fileno(), self._advance)
                Layers(self._finder, reports).look_through(file.place, source)
        except FileNotFoundError:
            return
        except OSError as fault:
            self._note_unseen(file.place, why_of(fault))
            return
        if first == MARK:
            why = look_into(
                file.path, lambda row, content: self._search(f"{file.place}!{row}", content)
            )
            if why is not None:
                self._note_unseen(file.place, why)

    def _search(self, place: str, content: bytes) -> None:
        stream = Stream(self._finder, lambda offset, string: self._note(place, offset, string))
        stream.feed(content)
        stream.close()

    def _advance(self, size: int) -> None:
        self._done += size
        self._progress("looking", min(self._done, self._total), self._total)

    # -- what is told ------------------------------------------------------------------------------

    def _note(self, place: str, offset: int | None, string: bytes) -> None:
        meaning = self._meanings[string]
        hit = Hit(place, offset, meaning.line, meaning.how)
        if hit in self._hits:
            return
        self._count += 1
        if len(self._hits) < MOST_HITS:
            self._hits[hit] = None

    def _note_unseen(self, place: str, why: str) -> None:
        self._unseen[Unseen(place, why)] = None


class _Source:
    """Reads a file from the front, and says how far it is."""

    def __init__(self, descriptor: int, advance: Callable[[int], None]) -> None:
        self._descriptor, self._advance = descriptor, advance

    def read(self, size: int = -1, /) -> bytes:
        part = os.read(self._descriptor, size if size > 0 else CHUNK)
        self._advance(len(part))
        return part


def _identity(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
