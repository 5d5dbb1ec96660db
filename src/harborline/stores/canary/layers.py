"""Looking into what wraps other content: gzip, bzip2, xz, zstd, zip, tar, and a PDF's streams.

Known by their first bytes, for rotated files have any name. Each layer is read once, from the front,
in memory; what passes by is searched on the way. Whatever cannot be opened is told, never passed over.
"""

from __future__ import annotations

import bz2
import gzip
import importlib
import io
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from typing import IO, Any, NamedTuple, Protocol, cast

from harborline.stores.canary.search import CHUNK, Finder, Stream

DEEPEST = 8
MOST_UNPACKED = 16 << 30
MOST_IN_MEMORY = 256 << 20
_PEEKED = 512
_TAR_MARK = slice(257, 262)
_FAULTS = (
    *(OSError, EOFError, ValueError, RuntimeError, NotImplementedError, MemoryError),
    *(zlib.error, lzma.LZMAError, tarfile.TarError, zipfile.BadZipFile),
)
_PDF_STREAM = re.compile(rb"stream\r?\n(?=[\x08\x18\x28\x38\x48\x58\x68\x78])")


class Readable(Protocol):
    """Anything with a front to read from."""

    def read(self, size: int = -1, /) -> bytes:
        """Gives the next bytes; none at the end."""


class Reports(NamedTuple):
    """Who is told. `found`: place, offset and the string. `unseen`: place, and why in words."""

    found: Callable[[str, int, bytes], None]
    unseen: Callable[[str, str], None]
    named: Callable[[str, str], str]
    """Looks at a member's name, and gives its place as it may be shown."""


class _TooMuch(ValueError):
    """More was unpacked than a file of any sense holds."""


class _Passing(io.RawIOBase):
    """Hands bytes on and searches them on the way, a chunk at a time."""

    def __init__(
        self, source: Readable, stream: Stream | None, passed: Callable[[int], None]
    ) -> None:
        self._source, self._stream, self._passed = source, stream, passed
        self._ahead = b""
        self._at = 0

    def peek(self) -> bytes:
        """Gives the first bytes, which are read again."""
        while len(self._ahead) < _PEEKED:
            part = self._take()
            if not part:
                break
            self._ahead += part
        return self._ahead[:_PEEKED]

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        if self._at == len(self._ahead):
            self._ahead, self._at = self._take(), 0
        end = len(self._ahead) if size < 0 else self._at + size
        part = self._ahead[self._at : end]
        self._at += len(part)
        return part

    def _take(self) -> bytes:
        part = self._source.read(CHUNK)
        self._passed(len(part))
        if part and self._stream is not None:
            self._stream.feed(part)
        return part

    def drain(self) -> None:
        """Reads what nobody wanted, for it is searched all the same."""
        while self.read():
            pass

    def whole(self) -> bytes:
        """Gives all that is left, for what cannot be read from the front. Raises _TooMuch."""
        parts: list[bytes] = []
        size = 0
        while part := self.read():
            parts.append(part)
            size += len(part)
            if size > MOST_IN_MEMORY:
                raise _TooMuch
        return b"".join(parts)


class Layers:
    """Looks through one file with everything that is packed in it."""

    def __init__(self, finder: Finder, reports: Reports) -> None:
        self._finder, self._reports = finder, reports
        self._unpacked = 0

    def look_through(
        self, place: str, source: Readable, *, depth: int = 0, already_seen: bool = False
    ) -> None:
        """Searches a stream and what it wraps. `already_seen`: its bytes were searched further out."""
        stream = None if already_seen else Stream(self._finder, self._found_at(place))
        passing = _Passing(source, stream, self._count if depth else _no_count)
        try:
            opener = _opener_of(passing.peek())
            if opener is not None:
                self._open(place, opener, passing, depth)
            passing.drain()
        except _FAULTS as fault:
            self._reports.unseen(place, why_of(fault))
        finally:
            if stream is not None:
                stream.close()

    def _found_at(self, place: str) -> Callable[[int, bytes], None]:
        return lambda offset, string: self._reports.found(place, offset, string)

    def _count(self, size: int) -> None:
        self._unpacked += size
        if self._unpacked > MOST_UNPACKED:
            raise _TooMuch

    def _open(self, place: str, opener: str, passing: _Passing, depth: int) -> None:
        if depth >= DEEPEST:
            self._reports.unseen(place, "is packed too many times over")
            return
        try:
            getattr(self, f"_open_{opener}")(place, passing, depth + 1)
        except _FAULTS as fault:
            self._reports.unseen(place, why_of(fault))

    def _open_gzip(self, place: str, passing: _Passing, depth: int) -> None:
        self.look_through(f"{place}!gzip", gzip.GzipFile(fileobj=passing), depth=depth)

    def _open_bzip2(self, place: str, passing: _Passing, depth: int) -> None:
        self.look_through(f"{place}!bzip2", bz2.BZ2File(passing), depth=depth)

    def _open_xz(self, place: str, passing: _Passing, depth: int) -> None:
        unpacked = lzma.LZMAFile(cast("IO[bytes]", passing))  # noqa: SIM115 -- what it reads is not its own to close
        self.look_through(f"{place}!xz", unpacked, depth=depth)

    def _open_zstd(self, place: str, passing: _Passing, depth: int) -> None:
        """Newer Pythons read it by themselves; before, the package zstandard does where it is."""
        opened: Any = None
        for module, name in (("compression.zstd", "ZstdFile"), ("zstandard", "open")):
            try:
                opened = getattr(importlib.import_module(module), name)(passing, "rb")
                break
            except ImportError:
                continue
        if opened is None:
            self._reports.unseen(place, "is packed with zstd, which this Python cannot read")
            return
        self.look_through(f"{place}!zstd", opened, depth=depth)

    def _open_tar(self, place: str, passing: _Passing, depth: int) -> None:
        """Members lie in the archive as they are: searched already, and opened if they wrap more."""
        with tarfile.open(fileobj=passing, mode="r|") as archive:
            for member in archive:
                shown = self._reports.named(place, member.name)
                if member.linkname:
                    self._reports.named(place, member.linkname)
                content = archive.extractfile(member) if member.isfile() else None
                if content is not None:
                    self.look_through(shown, content, depth=depth, already_seen=True)

    def _open_zip(self, place: str, passing: _Passing, depth: int) -> None:
        with zipfile.ZipFile(io.BytesIO(passing.whole())) as archive:
            for member in archive.infolist():
                shown = self._reports.named(place, member.filename)
                stored = member.compress_type == zipfile.ZIP_STORED
                try:
                    with archive.open(member) as opened:
                        self.look_through(shown, opened, depth=depth, already_seen=stored)
                except _FAULTS as fault:
                    self._reports.unseen(shown, why_of(fault))

    def _open_pdf(self, place: str, passing: _Passing, depth: int) -> None:
        whole = passing.whole()
        for match in _PDF_STREAM.finditer(whole):
            inflater = zlib.decompressobj()
            try:
                content = inflater.decompress(whole[match.end() :], MOST_IN_MEMORY)
            except zlib.error:
                continue  # a stream of another filter, searched as it is
            self.look_through(f"{place}!stream at {match.end()}", io.BytesIO(content), depth=depth)


def _no_count(_size: int) -> None:
    """What lies on the disk itself is as long as it is."""


def _opener_of(first: bytes) -> str | None:
    marks = {
        b"\x1f\x8b\x08": "gzip",
        b"BZh": "bzip2",
        b"\xfd7zXZ\x00": "xz",
        b"\x28\xb5\x2f\xfd": "zstd",
        b"PK\x03\x04": "zip",
        b"%PDF-": "pdf",
    }
    found = next((name for mark, name in marks.items() if first.startswith(mark)), None)
    return "tar" if found is None and first[_TAR_MARK] == b"ustar" else found


def why_of(fault: BaseException) -> str:
    """Says why something could not be read, and quotes nothing of it."""
    if isinstance(fault, _TooMuch):
        return "is more than can be unpacked here"
    if isinstance(fault, PermissionError):
        return "may not be read"
    if isinstance(fault, RuntimeError) and not isinstance(fault, NotImplementedError):
        return "is encrypted"
    if isinstance(fault, OSError) and fault.errno is not None:
        return "cannot be read"
    return "is damaged, cut short or packed in a way that cannot be read"
