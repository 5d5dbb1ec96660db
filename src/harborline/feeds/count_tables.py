"""Reads a CSV of counts by hour, day or week: an export of Google Trends, or any table with a time and a count.

The heading is the first row in which something stands in two columns and whose second column is no number; what
is above it (Google Trends writes its category there) is passed over. The first column is the time. Google's `<1`
is 0. Its figures are 0 to 100 of the highest in the export, sampled: two exports are not of one scale.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from harborline.app.attention import Count
from harborline.core.errors import UnusableInput
from harborline.planning.attention_meter import DAY_S, HOUR_S, WEEK_S

LARGEST = 16 << 20
_NO_ZONE = "There is no such time zone; write one such as America/New_York."
_SPANS = (HOUR_S, DAY_S, WEEK_S)


def counts_of(content: bytes, column: str | None, zone: str) -> tuple[Count, ...]:
    """Gives the counts of a column, by default the second. `zone`: of times that have none of their own.

    Raises UnusableInput, which names a row and repeats nothing of it.
    """
    try:
        known = ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise UnusableInput(_NO_ZONE) from None
    rows = _rows(content)
    heading = _heading(rows)
    place = _place(rows[heading], column)
    times, counts = [], []
    for number, row in enumerate(rows[heading + 1 :], heading + 2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) <= place:
            raise UnusableInput(f"Row {number} of the table has no count.")
        times.append(_time(row[0].strip(), known, number))
        counts.append(_count(row[place].strip(), number))
    return _of_one_span(times, counts)


def _of_one_span(times: Sequence[datetime], counts: Sequence[int]) -> tuple[Count, ...]:
    steps = [(b - a).total_seconds() for a, b in pairwise(times)]
    if not steps:
        raise UnusableInput("The table holds fewer than two rows of counts.")
    if min(steps) <= 0:
        raise UnusableInput("The rows of the table must go on in time, each once.")
    # A day with a change of clocks has 23 or 25 hours.
    span = next((one for one in _SPANS if abs(min(steps) - one) <= one / 20), None)
    if span is None:
        raise UnusableInput("The table's rows must be hours, days or weeks.")
    return tuple(Count(at, span, count, None) for at, count in zip(times, counts, strict=True))


def _rows(content: bytes) -> list[list[str]]:
    if len(content) > LARGEST:
        raise UnusableInput("The table is larger than 16 MiB.")
    try:
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        raise UnusableInput("The table is not CSV in UTF-8.") from None


def _heading(rows: Sequence[Sequence[str]]) -> int:
    for place, row in enumerate(rows):
        if len(row) > 1 and row[0].strip() and row[1].strip():
            if row[1].strip().lstrip("<").isdecimal():
                break
            return place
    raise UnusableInput("The table has no heading; name its columns in the first row.")


def _place(heading: Sequence[str], column: str | None) -> int:
    if column is None:
        return 1
    names = [name.strip() for name in heading]
    if column not in names[1:]:
        raise UnusableInput("The table has no such column.")
    return names.index(column, 1)


def _time(text: str, zone: ZoneInfo, number: int) -> datetime:
    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UnusableInput(
            f"Row {number} of the table has no time that can be used; write 2026-11-23 or 2026-11-23T03."
        ) from None


def _count(text: str, number: int) -> int:
    if text == "<1":
        return 0
    if text.isascii() and text.isdecimal() and len(text) < 16:
        return int(text)
    raise UnusableInput(f"Row {number} of the table has a count that is no whole number.")
