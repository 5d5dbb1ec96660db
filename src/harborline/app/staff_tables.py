"""From a table of calls to a table of advocates: each half hour of each center, and of the network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from math import isfinite
from typing import Any, BinaryIO, NamedTuple

from harborline.app.plain_tables import lines_of, records_of
from harborline.core.errors import UnusableInput
from harborline.planning.staffing import Callers, Need, Target, need_with, rostered
from harborline.planning.staffing_table import staff_network

NETWORK = "network"
_OWN = ("aht_min", "patience_min")
_OPTIONAL = ("center", *_OWN)
_SHARE_DIGITS = 4


class HalfHour(NamedTuple):
    """Calls that begin in a half hour; `center` is empty in a table of one. `starts_at`: UTC.

    `aht_s`, `patience_s`: of these callers, where they differ from the others.
    """

    center: str
    starts_at: datetime
    calls: float
    aht_s: float | None = None
    patience_s: float | None = None


class Wanted(NamedTuple):
    """How callers are, what is to be reached, and what is added. `shrinkage`: 0 to 1, of the rota's hours."""

    callers: Callers
    target: Target
    shrinkage: float = 0.0
    at_least: int = 1


class Staffed(NamedTuple):
    """A half hour with its advocates on duty and on the rota.

    `need` tells the rates; None in a row of the network, where `pooled` says how many one team for all
    calls would need, and `staff` adds up the centers.
    """

    half_hour: HalfHour
    staff: int
    rostered: int
    need: Need | None
    pooled: int | None = None


COLUMNS = (
    *("center", "starts_at", "calls", "staff", "rostered"),
    *("answered_in_target", "lost", "asa_s", "occupancy", "pooled_staff"),
)


def read_calls(file: BinaryIO, column: str = "calls") -> list[HalfHour]:
    """Reads `starts_at`, the calls of a half hour and, where there are several, `center`.

    Where they are there and filled in, also `aht_min` and `patience_min` of this half hour.

    Raises UnusableInput.
    """
    column = column.strip().lower()
    found: dict[tuple[str, datetime], HalfHour] = {}
    for record in records_of(file, ("starts_at", column), _OPTIONAL):
        center = record.cells.get("center", "")
        if center == NETWORK:
            raise UnusableInput(
                f"Row {record.number}: no center can be called network; leave totals out."
            )
        starts_at, calls = record.half_hour("starts_at"), record.number_of(column)
        own = [60 * record.number_of(name) if record.cells.get(name) else None for name in _OWN]
        one = HalfHour(center, starts_at, calls, *own)
        if found.setdefault((center, one.starts_at), one) is not one:
            raise UnusableInput(f"Row {record.number}: this half hour is there already.")
    return list(found.values())


def staff_half_hours(
    half_hours: Sequence[HalfHour],
    wanted: Wanted,
    progress: Callable[[str, int, int], None] | None = None,
) -> list[Staffed]:
    """Gives each half hour its advocates, then the network's where there are several centers.

    Raises UnusableInput.
    """
    rates = _Rates(wanted)
    fewest = _fewest(half_hours, wanted)
    rows: list[Staffed] = []
    for done, (one, staff) in enumerate(zip(half_hours, fewest, strict=True)):
        if progress:
            progress("counting advocates", done, len(half_hours))
        need = rates.of(one, staff)
        rows.append(Staffed(one, staff, rostered(staff, wanted.shrinkage), need))
    several = len({one.center for one in half_hours}) > 1
    return [*rows, *(_network(rows, wanted) if several else ())]


class _Rates:
    """The rates of so many calls and advocates, each reckoned once."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._known: dict[tuple[Callers, float, int], Need] = {}

    def of(self, one: HalfHour, staff: int) -> Need:
        """Gives them."""
        callers = _callers(one, self._wanted)
        key = (callers, one.calls, staff)
        if key not in self._known:
            within_s = self._wanted.target.within_s
            self._known[key] = need_with(2 * one.calls, callers, staff, within_s)
        return self._known[key]


def _callers(one: HalfHour, wanted: Wanted) -> Callers:
    """Gives the callers of a half hour: as everywhere, but for what its row says."""
    usual = wanted.callers
    aht_s = usual.aht_s if one.aht_s is None else one.aht_s
    patience_s = usual.patience_s if one.patience_s is None else one.patience_s
    return usual._replace(aht_s=aht_s, patience_s=patience_s)


def _fewest(half_hours: Sequence[HalfHour], wanted: Wanted) -> list[int]:
    """Gives the advocates of each, all together: one row for those whose callers are alike."""
    rows: defaultdict[Callers, list[int]] = defaultdict(list)
    for number, one in enumerate(half_hours):
        rows[_callers(one, wanted)].append(number)
    longest = max(len(numbers) for numbers in rows.values())
    per_hour = [
        [2 * half_hours[number].calls for number in numbers] + [0.0] * (longest - len(numbers))
        for numbers in rows.values()
    ]
    week = staff_network(per_hour, list(rows), wanted.target, wanted.at_least)
    found = [0] * len(half_hours)
    for row, numbers in enumerate(rows.values()):
        for place, number in enumerate(numbers):
            found[number] = int(week.staff[row, place])
    return found


def _network(rows: Sequence[Staffed], wanted: Wanted) -> Iterator[Staffed]:
    by_time: defaultdict[datetime, list[Staffed]] = defaultdict(list)
    for row in rows:
        by_time[row.half_hour.starts_at].append(row)
    totals = [_total(at, [row.half_hour for row in by_time[at]], wanted) for at in sorted(by_time)]
    for total, one_team in zip(totals, _fewest(totals, wanted), strict=True):
        mine = by_time[total.starts_at]
        staff, on_rota = sum(row.staff for row in mine), sum(row.rostered for row in mine)
        yield Staffed(total, staff, on_rota, None, one_team)


def _total(at: datetime, half_hours: Sequence[HalfHour], wanted: Wanted) -> HalfHour:
    """Adds up the calls of one half hour; talk time and patience are the mean over calls."""
    calls = sum(one.calls for one in half_hours)
    if not calls:
        return HalfHour(NETWORK, at, 0.0)
    each = [(one.calls / calls, _callers(one, wanted)) for one in half_hours]
    aht_s = sum(part * callers.aht_s for part, callers in each)
    patience_s = sum(part * (callers.patience_s or 0) for part, callers in each) or None
    return HalfHour(NETWORK, at, calls, aht_s, patience_s)


def document_of(row: Staffed) -> dict[str, Any]:
    """Gives a row for programs; a rate of no calls, and of a whole network, is null."""
    half_hour, need = row.half_hour, row.need
    rates: dict[str, Any] = dict.fromkeys(COLUMNS[5:9])
    if need is not None and half_hour.calls > 0:
        rates = rates_of(need)
    return {
        "center": half_hour.center or None,
        "starts_at": half_hour.starts_at.isoformat(timespec="minutes"),
        "calls": half_hour.calls,
        "staff": row.staff,
        "rostered": row.rostered,
        **rates,
        "pooled_staff": row.pooled,
    }


def rates_of(need: Need) -> dict[str, Any]:
    """Gives the rates for programs: shares of offered calls, seconds; null for a wait without end."""
    found = need.service
    return {
        "answered_in_target": round(found.answered_in_target, _SHARE_DIGITS),
        "lost": round(found.lost, _SHARE_DIGITS),
        "asa_s": round(found.asa_s, 2) if isfinite(found.asa_s) else None,
        "occupancy": round(found.occupancy, _SHARE_DIGITS),
    }


def table_of(rows: Sequence[Staffed]) -> Iterator[str]:
    """Gives the rows as CSV, line by line."""
    return lines_of(COLUMNS, ([document_of(row)[name] for name in COLUMNS] for row in rows))
