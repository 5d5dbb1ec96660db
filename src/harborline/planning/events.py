"""What is published of real surges: a small table with its sources, and what a forecast takes from it.

The table is planning/data/events.tsv; an operator may bring one of the same columns. Every figure keeps its
baseline, window, source and revision, for a percentage without them says nothing: "+738 %" of 3,000 people
implies a usual day that no source knows.
"""

from __future__ import annotations

from math import isfinite, log
from pathlib import Path
from typing import NamedTuple

from harborline.core.errors import UnusableInput

SHIPPED = Path(__file__).parent / "data" / "events.tsv"
_UNITS = frozenset(
    {
        *("times", "times_month", "per_day", "per_month"),
        *("share_unanswered", "unanswered_per_year", "advocates", "wait_h"),
    }
)
_NOT_USED = "not used"
_AS_USUAL = 1.1


class Figure(NamedTuple):
    """One published figure of an event, by the names of the table's columns. `revises`: a row's id, or empty."""

    id: str
    event: str
    year: int
    figure: float
    unit: str
    window: str
    baseline: str
    source: str
    published: str
    revises: str
    note: str

    @property
    def usable(self) -> bool:
        """Tells whether the figure agrees with the others; those that do not are kept and say so."""
        return not self.note.endswith(_NOT_USED)


def read_events(text: str) -> list[Figure]:
    """Reads the table. Raises UnusableInput with the row that cannot be used."""
    rows = [line.split("\t") for line in text.splitlines() if line.strip() and line[0] != "#"]
    if not rows or tuple(rows[0]) != Figure._fields:
        raise UnusableInput(f"A table of events has the columns {', '.join(Figure._fields)}.")
    found = [_figure(number, cells) for number, cells in enumerate(rows[1:], 1)]
    ids = [one.id for one in found]
    if len(set(ids)) < len(ids):
        raise UnusableInput("A table of events has each id once.")
    for number, one in enumerate(found, 1):
        if one.revises and one.revises not in ids:
            raise UnusableInput(f"Event {number} revises a row that is not there.")
    return found


def _figure(number: int, cells: list[str]) -> Figure:
    cells = [cell.strip() for cell in cells] + [""] * (len(Figure._fields) - len(cells))
    try:
        own, event, year, figure, unit, window, baseline, source, published, revises, note = cells
        one = Figure(
            *(own, event, int(year), float(figure), unit, window, baseline),
            *(source, published, revises, note),
        )
    except ValueError:
        raise UnusableInput(f"Event {number} has a cell that cannot be used.") from None
    if one.unit not in _UNITS or not (isfinite(one.figure) and one.figure > 0):
        raise UnusableInput(f"Event {number} has a figure or a unit that cannot be used.")
    if not (one.source and one.baseline and one.window and one.published):
        raise UnusableInput(f"Event {number} lacks its source, date, window or baseline.")
    return one


def shipped_events() -> list[Figure]:
    """Gives the table that comes with the package."""
    return read_events(SHIPPED.read_text("utf-8"))


def figure_of(events: list[Figure], row: str) -> float:
    """Gives the figure of a row. Raises UnusableInput."""
    for one in events:
        if one.id == row:
            return one.figure
    raise UnusableInput(f"The table of events has no row {row}.")


def sizes_of(events: list[Figure]) -> list[float]:
    """Gives the multipliers that a forecast reckons with: of days, the last revision, nothing that does not fit."""
    return [one.figure for one in _sizes(events)]


def most_like(events: list[Figure], multiplier: float) -> Figure | None:
    """Gives the figure whose multiplier is nearest, by ratio; None while calls are as usual."""
    known = _sizes(events)
    if multiplier < _AS_USUAL or not known:
        return None
    return min(known, key=lambda one: abs(log(one.figure / multiplier)))


def _sizes(events: list[Figure]) -> list[Figure]:
    used = [one for one in events if one.usable]
    replaced = {one.revises for one in used}
    return [one for one in used if one.unit == "times" and one.id not in replaced]
