"""Files of whole numbers, as large as graphs are: rows of a CSV, or an array that numpy saved.

A number is below 2^32 and stands for nobody: whoever makes such a file numbers people anew from 0 on and
keeps no list of who was who. A refusal names the row and never repeats what stands there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from harborline.core.errors import UnusableInput
from harborline.planning.compiled import compiled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[Any]

ROWS = 1 << 20
_BLOCK_BYTES = 1 << 22
_NUMPY = b"\x93NUMPY"
_BOM = b"\xef\xbb\xbf"
_NO_ARRAY = "The file is no whole array of numpy; write it with numpy.save."
_FINE, _NOT_WHOLE, _HUGE = 0, 1, 2
HUGE = (
    "The numbers of people are too large ({where}); number people anew from 0 on, without gaps, "
    "and never use the ids of accounts."
)


def read_numbers(path: str, columns: int) -> list[Numbers]:
    """Reads rows of so many numbers, in parts of shape (rows, columns), uint32.

    An array of uint32 is not copied: it stays in its file. Raises UnusableInput.
    """
    try:
        with open(path, "rb") as file:  # noqa: PTH123 -- a path as it was typed
            is_numpy = file.read(len(_NUMPY)) == _NUMPY
            file.seek(0)
            parts = _saved(path, columns) if is_numpy else _written(file, columns)
    except OSError as fault:
        raise _unreadable(fault) from None
    if not parts:
        raise UnusableInput("The file is empty.")
    return parts


def column(parts: Sequence[Numbers], number: int) -> Numbers:
    """Joins one column, counted from 0, of the parts that `read_numbers` gave."""
    import numpy as np

    return np.concatenate([part[:, number] for part in parts])


def columns_of(path: str) -> int:
    """Tells how many columns the first row of numbers has. Raises UnusableInput."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 -- a path as it was typed
            if file.read(len(_NUMPY)) == _NUMPY:
                return 1 if _array(path).ndim == 1 else 2
            file.seek(0)
            _skip_heading(file)
            return len(file.readline().replace(b",", b" ").replace(b";", b" ").split())
    except OSError as fault:
        raise _unreadable(fault) from None


def mapped(path: str, columns: int) -> Numbers:
    """Gives an array of numpy of so many columns, left in its file. Raises UnusableInput."""
    array = _array(path)
    if array.dtype.kind not in "iu":
        raise UnusableInput("The array must hold whole numbers, best of the type uint32.")
    if columns == 1 and array.ndim == 1:
        array = array.reshape(-1, 1)
    if array.ndim != 2 or array.shape[1] != columns:
        raise UnusableInput(f"The array must have {_columns(columns)}.")
    return array


def _array(path: str) -> Numbers:
    import numpy as np

    try:
        with open(path, "rb") as file:  # noqa: PTH123 -- a path as it was typed
            if file.read(len(_NUMPY)) != _NUMPY:
                raise UnusableInput(_NO_ARRAY)
        array: Numbers = np.load(path, mmap_mode="c", allow_pickle=False)
    except OSError as fault:
        raise _unreadable(fault) from None
    except (ValueError, EOFError, OverflowError):
        raise UnusableInput(_NO_ARRAY) from None
    return array


def _unreadable(fault: OSError) -> UnusableInput:
    return UnusableInput(f"The file cannot be read: {fault.strerror or 'it is no plain file'}.")


def _saved(path: str, columns: int) -> list[Numbers]:
    import numpy as np

    array = mapped(path, columns)
    parts = []
    for first in range(0, len(array), ROWS):
        part = array[first : first + ROWS]
        if part.dtype != np.uint32:
            if part.min() < 0:
                raise UnusableInput("The array has numbers below 0; number people from 0 on.")
            if part.max() >= 1 << 32:
                raise UnusableInput(HUGE.format(where="2^32 and more"))
            part = part.astype(np.uint32)
        parts.append(np.ascontiguousarray(part))
    return parts


def _written(file: BinaryIO, columns: int) -> list[Numbers]:
    read = compiled(parse)
    parts = []
    row = _skip_heading(file)
    rest = b""
    while block := file.read(_BLOCK_BYTES):
        whole, end, rest = (rest + block).rpartition(b"\n")
        row, part = _parsed(read, whole + end, columns, row)
        parts.append(part)
    row, part = _parsed(read, rest + b"\n", columns, row)
    return [part for part in (*parts, part) if len(part)]


def _parsed(read: Any, text: bytes, columns: int, row: int) -> tuple[int, Numbers]:
    import numpy as np

    out = np.empty((text.count(b"\n"), columns), np.uint32)
    rows, lines, fault = read(np.frombuffer(text, np.uint8), out)
    if fault == _HUGE:
        raise UnusableInput(HUGE.format(where=f"row {row + lines + 1:,}"))
    if fault == _NOT_WHOLE:
        raise UnusableInput(
            f"Row {row + lines + 1:,} cannot be used; it must be {_columns(columns)} of whole numbers."
        )
    return row + lines, out[:rows]


def _columns(columns: int) -> str:
    return "one column" if columns == 1 else f"{columns} columns"


def _skip_heading(file: BinaryIO) -> int:
    """Passes over lines of remarks (#) and one of names; tells how many lines that were."""
    lines, named = 0, False
    if file.read(len(_BOM)) != _BOM:
        file.seek(0)
    while True:
        here = file.tell()
        line = file.readline()
        is_name = not named and any(chr(byte).isalpha() for byte in line)
        if not line or not (line.startswith(b"#") or is_name):
            file.seek(here)
            return lines
        named = named or not line.startswith(b"#")
        lines += 1


def parse(text: Numbers, out: Numbers) -> tuple[int, int, int]:
    """Reads whole lines of digits into `out`; gives rows, whole lines before the fault, and the fault.

    Written for `compiled`. Cells end with a comma, semicolon, tab or spaces; empty lines are passed over.
    """
    columns = out.shape[1]
    rows = lines = column = value = 0
    nothing, number, ended = 0, 1, 2
    cell = nothing
    for byte in text:
        if 48 <= byte <= 57:  # a digit
            if cell == ended:
                cell = nothing
                column += 1
            if column >= columns:
                return rows, lines, _NOT_WHOLE
            value = value * 10 + (byte - 48) if cell == number else byte - 48
            cell = number
            if value > 4294967295:
                return rows, lines, _HUGE
            out[rows, column] = value
        elif byte == 32 or byte == 13:  # noqa: PLR1714 -- compiled: no sets. A space, or half a line's end
            cell = ended if cell == number else cell
        elif byte == 44 or byte == 59 or byte == 9:  # noqa: PLR1714 -- as above. A comma, semicolon or tab
            if cell == nothing:
                return rows, lines, _NOT_WHOLE
            column += 1
            cell = nothing
        elif byte == 10:
            column += cell != nothing
            if column == columns and cell != nothing:
                rows += 1
            elif column:
                return rows, lines, _NOT_WHOLE
            lines += 1
            column = 0
            cell = nothing
        else:
            return rows, lines, _NOT_WHOLE
    return rows, lines, _FINE
