"""From the bytes of a file to rows of text, one at a time.

UTF-8 with or without its mark, UTF-16 with its mark (what Excel calls Unicode text) and Windows-1252
are told apart by looking through the whole file once. What is compressed is refused before a byte of it
is unpacked, so no bomb goes off.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Generator
from contextlib import closing
from typing import BinaryIO, NamedTuple

from harborline.app.spreadsheets.reasons import Reason, Unusable

MOST_BYTES = 1 << 30
MOST_ROWS = 1_000_000
MOST_COLUMNS = 200
LONGEST_CELL = 131_072
"""Characters. The csv module has one limit for the whole process, and whoever reads HSDS raises it."""

_COMPRESSED = (
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"7z\xbc\xaf\x27\x1c",
    b"\x28\xb5\x2f\xfd",
    b"Rar!",
)
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_SEPARATORS = ",;\t|"
_PIECE = 1 << 18


class Shape(NamedTuple):
    """How a file is written. `headers`: the texts of its first row."""

    encoding: str
    separator: str
    headers: tuple[str, ...]


class Row(NamedTuple):
    """One row. `number`: as a spreadsheet shows it, where the headers are row 1."""

    number: int
    cells: tuple[str, ...]


def shape_of(file: BinaryIO) -> Shape:
    """Finds out how a seekable file is written. Raises Unusable for what is no table of text."""
    encoding = _encoding(file)
    separator = _separator(_head(file, encoding))
    with closing(_records(file, encoding, separator)) as rows:
        first = next(rows, None)
    headers = tuple(cell.strip() for cell in first.cells) if first else ()
    if not any(headers):
        raise Unusable(Reason.NO_HEADERS)
    if len(headers) > MOST_COLUMNS:
        raise Unusable(Reason.TOO_MANY_COLUMNS, str(MOST_COLUMNS))
    return Shape(encoding, separator, headers)


def rows_of(file: BinaryIO, shape: Shape) -> Generator[Row, None, None]:
    """Gives the rows below the headers; empty ones are passed over. Raises Unusable where no further
    row can be made out: at a quotation mark that never closes, or beyond the limits.
    """
    width = len(shape.headers)
    with closing(_records(file, shape.encoding, shape.separator)) as rows:
        next(rows, None)
        for seen, (number, cells) in enumerate(rows, 1):
            if seen > MOST_ROWS:
                raise Unusable(Reason.TOO_MANY_ROWS, f"{MOST_ROWS:,}", number)
            filled = cells if any(cells[width:]) else cells[:width]
            yield Row(number, filled + ("",) * (width - len(filled)))


def _encoding(file: BinaryIO) -> str:
    file.seek(0)
    head = file.read(8)
    _refuse_others(head)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    utf8 = codecs.getincrementaldecoder("utf-8")()
    western = codecs.getincrementaldecoder("cp1252")()
    could_be = {"utf-8-sig": utf8, "cp1252": western}
    file.seek(0)
    size = 0
    while piece := file.read(_PIECE):
        size += len(piece)
        if size > MOST_BYTES:
            raise Unusable(Reason.TOO_LARGE, f"{MOST_BYTES >> 20} MB")
        if b"\x00" in piece:
            raise Unusable(Reason.NOT_TEXT)
        for name in tuple(could_be):
            try:
                could_be[name].decode(piece)
            except UnicodeDecodeError:
                del could_be[name]
    if "utf-8-sig" in could_be:
        try:
            utf8.decode(b"", final=True)
        except UnicodeDecodeError:
            del could_be["utf-8-sig"]
    if not could_be:
        raise Unusable(Reason.NOT_TEXT)
    return next(iter(could_be))


def _refuse_others(head: bytes) -> None:
    if head.startswith(_COMPRESSED):
        raise Unusable(Reason.COMPRESSED)
    if head.startswith((*_ZIP, _OLD_WORKBOOK)):
        raise Unusable(Reason.WORKBOOK)  # a workbook is a zip too, and the more likely one


def _head(file: BinaryIO, encoding: str) -> str:
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        return text.read(1 << 16)
    except UnicodeDecodeError:
        raise Unusable(Reason.NOT_TEXT) from None
    finally:
        text.detach()


def _separator(head: str) -> str:
    """Gives the separator that the first record has most of, outside of quotation marks."""
    counts = dict.fromkeys(_SEPARATORS, 0)
    quoted = False
    for letter in head.lstrip("\r\n"):
        if letter == '"':
            quoted = not quoted
        elif not quoted and letter in "\r\n":
            break
        elif not quoted and letter in counts:
            counts[letter] += 1
    return max(counts, key=lambda separator: counts[separator])


def _records(file: BinaryIO, encoding: str, separator: str) -> Generator[Row, None, None]:
    """Gives each row in which something stands, the headers first."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    number = 0
    try:
        for number, cells in enumerate(csv.reader(text, delimiter=separator, strict=True), 1):
            if any(cell and not cell.isspace() for cell in cells):
                if max(map(len, cells)) > LONGEST_CELL:
                    raise Unusable(Reason.LONG_CELL, row=number)
                yield Row(number, tuple(cells))
    except csv.Error as fault:
        long = "field larger" in str(fault)
        raise Unusable(Reason.LONG_CELL if long else Reason.OPEN_QUOTE, row=number + 1) from None
    except UnicodeDecodeError:
        raise Unusable(Reason.NOT_TEXT, row=number + 1) from None
    finally:
        text.detach()
