"""Opens what people download: plain, gzipped or zipped; nothing is unpacked to disk or at length."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple, Protocol

from harborline.core.errors import UnusableInput

MOST_BYTES = 1 << 30
MOST_LINES = 5_000_000
"""Per table, unpacked; the largest report there is, all thousands blocks, has about 150 MB and 1.4
million lines."""

MOST_MEMBERS = 100
LONGEST_LINE = 20_000
_TABLE_ENDINGS = (".csv", ".txt", ".tsv", ".tab")


class Readable(Protocol):
    """Whatever gives bytes."""

    def read(self, size: int = -1, /) -> bytes: ...


class Table(NamedTuple):
    """One table of text: the name to show to people, and its lines, numbered from 1.

    `share_read`: asked while lines are read, how much of the file is behind us (0 to 1).
    """

    name: str
    lines: Iterator[tuple[int, str]]
    share_read: Callable[[], float]


_Named = tuple[str, Iterator[tuple[int, str]]]


def tables(path: Path) -> Iterator[Table]:
    """Gives the tables that a file holds, each to be read before the next is asked for.

    Raises UnusableInput, also while lines are read: a file that is missing, damaged, locked or of
    absurd size is refused whole.
    """
    try:
        with path.open("rb") as raw:
            size = max(path.stat().st_size, 1)
            for name, lines in _unpacked(path, raw):
                yield Table(name, lines, lambda: raw.tell() / size)
    except OSError as error:
        why = error.strerror or str(error)
        raise UnusableInput(f"{path.name} cannot be read ({why}); check its name.") from error


def _unpacked(path: Path, raw: IO[bytes]) -> Iterator[_Named]:
    magic = raw.read(4)
    raw.seek(0)
    if magic == b"PK\x03\x04":
        yield from _zipped(path, raw)
    elif magic[:2] == b"\x1f\x8b":
        with _damage_named(path.name), gzip.GzipFile(fileobj=raw) as stream:
            yield path.name, _lines(path.name, stream)
    else:
        yield path.name, _lines(path.name, raw)


def _zipped(path: Path, raw: IO[bytes]) -> Iterator[_Named]:
    with _damage_named(path.name), zipfile.ZipFile(raw) as archive:
        members = [
            member
            for member in archive.infolist()
            if member.filename.lower().endswith(_TABLE_ENDINGS)
        ]
        if not members:
            raise UnusableInput(f"{path.name} holds no .txt or .csv file; give the report itself.")
        if len(members) > MOST_MEMBERS:
            raise UnusableInput(
                f"{path.name} holds {len(members)} files, more than {MOST_MEMBERS}; give it in parts."
            )
        for member in members:
            with archive.open(member) as stream:
                name = f"{path.name}/{Path(member.filename).name}"
                yield name, _lines(name, stream)


@contextmanager
def _damage_named(name: str) -> Iterator[None]:
    """Turns what the unpackers raise on damaged or locked files into one sentence."""
    try:
        yield
    except (zipfile.BadZipFile, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UnusableInput(f"{name} is damaged ({error}); download it again.") from error
    except (RuntimeError, NotImplementedError) as error:
        raise UnusableInput(f"{name} cannot be unpacked ({error}); unpack it yourself.") from error


class _Counted(io.RawIOBase):
    """Hands a stream on and refuses to go on without end."""

    def __init__(self, name: str, stream: Readable) -> None:
        self._name = name
        self._stream = stream
        self._left = MOST_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        piece = self._stream.read(len(view))
        self._left -= len(piece)
        if self._left < 0:
            raise UnusableInput(
                f"{self._name} has more than {MOST_BYTES >> 20} MiB unpacked; that is no report."
            )
        view[: len(piece)] = piece
        return len(piece)


def _lines(name: str, stream: Readable) -> Iterator[tuple[int, str]]:
    counted = io.BufferedReader(_Counted(name, stream), 1 << 16)
    number = 0
    with _damage_named(name):
        wide = counted.peek(2)[:2] in (b"\xff\xfe", b"\xfe\xff")
        text = io.TextIOWrapper(counted, "utf-16" if wide else "utf-8-sig", errors="replace")
        while line := text.readline(LONGEST_LINE):
            number += 1
            if len(line) == LONGEST_LINE:
                raise UnusableInput(
                    f"{name} has a line of more than {LONGEST_LINE} characters (line {number});"
                    " that is no report."
                )
            if number > MOST_LINES:
                raise UnusableInput(f"{name} has more than {MOST_LINES} lines; that is no report.")
            yield number, line
