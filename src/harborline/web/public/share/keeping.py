"""Files that were made of some words, kept in memory by those words: who asks again does not wait."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from hashlib import blake2b
from threading import BoundedSemaphore, Lock

AT_ONCE = 2
"""Files that are made at once: it takes as long as many pages, and the other threads are for who seeks help."""


class TooMany(Exception):
    """So many files are being made that one more would keep people from other pages. Transient."""


class Kept:
    """The last files, so many bytes of them at most. Several threads ask."""

    def __init__(self, most: int) -> None:
        self._most, self.size = most, 0
        self._files: OrderedDict[bytes, bytes] = OrderedDict()
        self._lock = Lock()

    def of(self, words: Iterable[str], make: Callable[[], bytes]) -> bytes:
        """Gives the file of these words, of those kept or made now; its key is their hash. Raises TooMany."""
        text = "\0".join(words).encode("utf-8", "replace")
        key = blake2b(text, digest_size=16).digest()
        with self._lock:
            if key in self._files:
                self._files.move_to_end(key)
                return self._files[key]
        if not _making.acquire(blocking=False):
            raise TooMany
        try:
            content = make()
        finally:
            _making.release()
        return self._keep(key, content)

    def _keep(self, key: bytes, content: bytes) -> bytes:
        """Keeps a file, and lets go of those that nobody asked for the longest."""
        with self._lock:
            self.size += len(content) - len(self._files.get(key, b""))
            self._files[key] = content
            while self.size > self._most:
                _, gone = self._files.popitem(last=False)
                self.size -= len(gone)
        return content


_making = BoundedSemaphore(AT_ONCE)
