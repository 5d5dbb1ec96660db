"""Looks for very many byte strings at once in streams of any length, in bounded memory.

A string of 15 bytes or more holds a whole word of 8 bytes wherever it begins; so the words at every
eighth byte are looked up in a set, in one call for a chunk, and only what is found there is compared.
Strings of 7 to 14 bytes go by words of 4. Shorter ones are few and go by an expression.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator

CHUNK = 1 << 20
_ZEROS = bytes(CHUNK)
_NARROW, _WIDE = 4, 8
_SHORTEST, _LONG = 2 * _NARROW - 1, 2 * _WIDE - 1
_FEW = 8
_WORD = frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


class _Words:
    """Strings of at least `2 * width - 1` bytes."""

    def __init__(self, width: int, strings: Iterable[bytes]) -> None:
        self._width, self._head = width, 2 * width - 1
        self._words: set[int] = set()
        self._heads: dict[bytes, tuple[bytes, ...]] = {}
        for string in strings:
            head = string[: self._head]
            self._heads[head] = (*self._heads.get(head, ()), string)
            for begin in range(width):
                word = string[begin : begin + width]
                self._words.add(int.from_bytes(word, sys.byteorder))

    def find(self, window: bytes) -> Iterator[tuple[int, bytes]]:
        width = self._width
        with memoryview(window)[: len(window) - len(window) % width] as whole:
            words = whole.cast("I") if width == _NARROW else whole.cast("Q")
            hits = self._words.intersection(words)
            if not hits:
                return
            if len(hits) > _FEW:
                places = [width * i for i, word in enumerate(words) if word in hits]
            else:
                places = [place for hit in hits for place in self._places(window, hit)]
        for place in places:
            for start in range(max(0, place - width + 1), place + 1):
                for string in self._heads.get(window[start : start + self._head], ()):
                    if window.startswith(string, start):
                        yield start, string

    def _places(self, window: bytes, hit: int) -> Iterator[int]:
        word = hit.to_bytes(self._width, sys.byteorder)
        place = window.find(word)
        while place >= 0:
            if place % self._width == 0:
                yield place
            place = window.find(word, place + 1)


class Finder:
    """Finds any of its strings. A `bordered` one counts only where no letter or digit touches it."""

    def __init__(self, strings: Iterable[bytes], bordered: frozenset[bytes] = frozenset()) -> None:
        known = set(strings) - {b""}
        self.longest = max(map(len, known), default=1)
        short = sorted((s for s in known if len(s) < _SHORTEST), key=len, reverse=True)
        self._bordered = bordered
        self._by_four = _Words(_NARROW, (s for s in known if _SHORTEST <= len(s) < _LONG))
        self._by_eight = _Words(_WIDE, (s for s in known if len(s) >= _LONG))
        self._short = re.compile(b"|".join(map(re.escape, short))) if short else None

    def find(self, window: bytes) -> Iterator[tuple[int, bytes]]:
        """Gives where each string begins, in no order."""
        long = (*self._by_four.find(window), *self._by_eight.find(window))
        for start, string in (*long, *self._find_short(window)):
            if string not in self._bordered or _stands_alone(window, start, len(string)):
                yield start, string

    def _find_short(self, window: bytes) -> Iterator[tuple[int, bytes]]:
        match = self._short.search(window) if self._short else None
        while match and self._short:
            yield match.start(), match[0]
            match = self._short.search(window, match.start() + 1)


def _stands_alone(window: bytes, start: int, length: int) -> bool:
    before = window[start - 1] if start else None
    after = window[start + length] if start + length < len(window) else None
    return before not in _WORD and after not in _WORD


def _is_zero(chunk: bytes) -> bool:
    return chunk == (_ZEROS if len(chunk) == CHUNK else bytes(len(chunk)))


class Stream:
    """One stream looked through chunk by chunk: what lies across two chunks is found, and once."""

    def __init__(self, finder: Finder, found: Callable[[int, bytes], None]) -> None:
        self._finder, self._found = finder, found
        self._rest = b""
        self._offset = 0
        self._told = 0

    def feed(self, chunk: bytes) -> None:
        """Looks through what comes next. One byte is held back: it may touch what ends before it."""
        edge = self._finder.longest + 1
        if len(chunk) > 2 * edge and _is_zero(chunk):  # a hole of a sparse file, for example
            self._look(self._rest + chunk[:edge], held_back=1)
            self._offset += len(chunk) - edge
            self._told += len(chunk) - edge
        else:
            self._look(self._rest + chunk, held_back=1)

    def close(self) -> None:
        """Looks through what was held back."""
        self._look(self._rest, held_back=0)

    def _look(self, window: bytes, held_back: int) -> None:
        upto = self._offset + len(window) - held_back
        for start, string in self._finder.find(window):
            if self._told < self._offset + start + len(string) <= upto:
                self._found(self._offset + start, string)
        self._told = max(self._told, upto)
        kept = min(len(window), self._finder.longest + 1)
        self._offset += len(window) - kept
        self._rest = window[len(window) - kept :]
