"""From a row of a file to what it says of one center, with every fault and every note of its cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from harborline.app.spreadsheets.cells import read_cell
from harborline.app.spreadsheets.columns import Column
from harborline.app.spreadsheets.reading import Row
from harborline.app.spreadsheets.reasons import Note, Reason, Unusable
from harborline.atlas.tables import Atlas


class Fault(NamedTuple):
    """Why a row is refused. `row`: as a spreadsheet shows it, 0 = the whole file; `column`: the header
    of the file, empty = the row as such. What stood in the cell is never repeated.
    """

    row: int
    column: str
    reason: Reason
    detail: str = ""


class Mended(NamedTuple):
    """What was taken otherwise than it stands there."""

    row: int
    column: str
    note: Note


class Entry(NamedTuple):
    """What a row says of a center, by our columns; a column that is not there changes nothing."""

    row: int
    id: str
    values: Mapping[Column, Any]
    faults: tuple[Fault, ...] = ()
    mended: tuple[Mended, ...] = ()


def read_row(
    row: Row, headers: tuple[str, ...], mapping: Mapping[Column, int], atlas: Atlas
) -> Entry:
    """Reads the mapped cells of a row; all of its faults are found, not the first alone."""
    values: dict[Column, Any] = {}
    faults: list[Fault] = []
    mended: list[Mended] = []
    if len(row.cells) > len(headers):
        faults.append(Fault(row.number, "", Reason.TOO_MANY_CELLS))
    for column, place in mapping.items():
        try:
            cell = read_cell(column, row.cells[place], atlas)
        except Unusable as refused:
            faults.append(Fault(row.number, headers[place], refused.reason, refused.detail))
            continue
        if cell is not None:
            values[column] = cell.value
            mended.extend(Mended(row.number, headers[place], note) for note in cell.notes)
    center = values.pop(Column.ID, "")
    if not center and not any(fault.reason is Reason.BAD_ID for fault in faults):
        faults.append(Fault(row.number, "", Reason.NO_ID))
    return Entry(row.number, center, values, tuple(faults), tuple(mended))


class Ids:
    """Remembers in which row each id was seen, in some 100 bytes an id however long it is."""

    def __init__(self) -> None:
        self._row_of: dict[int, int] = {}

    def first_row(self, center: str, row: int) -> int | None:
        """Gives the earlier row with the same id, and remembers this one where there is none."""
        first = self._row_of.setdefault(hash(center), row)
        return None if first == row else first


def without_repeats(entries: Iterator[Entry]) -> Iterator[Entry]:
    """Refuses each entry whose id stood in an earlier row."""
    ids = Ids()
    for entry in entries:
        first = ids.first_row(entry.id, entry.row) if entry.id else None
        if first is None:
            yield entry
        else:
            fault = Fault(entry.row, "", Reason.SAME_ID, str(first))
            yield entry._replace(faults=(*entry.faults, fault))
