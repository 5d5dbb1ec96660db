"""Small tables of text that people bring and take away: named columns, moments with a zone, plain numbers.

Called by: the use cases of staffing. What a spreadsheet program does to a file is undone by `spreadsheets`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import BinaryIO, NamedTuple

from harborline.app.spreadsheets.cells import FORMULA_STARTS
from harborline.app.spreadsheets.reading import rows_of, shape_of
from harborline.app.spreadsheets.reasons import Unusable
from harborline.core.errors import UnusableInput

HALF_HOUR = timedelta(minutes=30)


class Record(NamedTuple):
    """One row by the names of its columns. `number`: as a spreadsheet shows it."""

    number: int
    cells: dict[str, str]

    def moment(self, column: str) -> datetime:
        """Reads a moment with a zone; gives it in UTC. Raises UnusableInput."""
        try:
            at = datetime.fromisoformat(self.cells[column])
            if at.tzinfo is not None:
                return at.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        raise UnusableInput(
            f"Row {self.number}: {column} cannot be used; write it with a zone, "
            "such as 2026-11-23T14:00-05:00."
        )

    def half_hour(self, column: str) -> datetime:
        """Reads a moment at which a half hour begins. Raises UnusableInput."""
        at = self.moment(column)
        if at.minute % 30 or at.second or at.microsecond:
            raise UnusableInput(f"Row {self.number}: {column} must be a full or a half hour.")
        return at

    def number_of(self, column: str) -> float:
        """Reads a number of 0 or more. Raises UnusableInput."""
        try:
            value = float(self.cells[column])
        except ValueError:
            value = -1.0
        if not (isfinite(value) and value >= 0):
            raise UnusableInput(f"Row {self.number}: {column} must be a number of 0 or more.")
        return value


def records_of(file: BinaryIO, needed: Sequence[str], optional: Sequence[str]) -> list[Record]:
    """Reads a table; columns of other names are passed over. Raises UnusableInput."""
    try:
        shape = shape_of(file)
        places = {name.lower(): place for place, name in enumerate(shape.headers)}
        if missing := [name for name in needed if name not in places]:
            raise UnusableInput(f"The table has no column {' and no column '.join(missing)}.")
        wanted = {name: places[name] for name in (*needed, *optional) if name in places}
        with closing(rows_of(file, shape)) as rows:
            found = [
                Record(row.number, {name: row.cells[at].strip() for name, at in wanted.items()})
                for row in rows
            ]
    except Unusable as fault:
        said = str(fault.reason).replace("_", " ")
        raise UnusableInput(f"The table cannot be used ({said}); save it as CSV.") from None
    if not found:
        raise UnusableInput("The table has no rows.")
    return found


def lines_of(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Gives a table line by line, headers first; a text that a spreadsheet would run is put in quotes."""
    for row in (headers, *rows):
        line = io.StringIO()
        csv.writer(line, lineterminator="\r\n").writerow([_cell(value) for value in row])
        yield line.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if value is None:
        return ""
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(tuple(FORMULA_STARTS)) else text
