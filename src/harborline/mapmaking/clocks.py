"""Every minute of many days, for every schedule of a map, as columns of a table.

Built from the map's hours minute by minute and not by asking the reader, so that the proof of
coverage compares two ways to the same answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from harborline.core.map_format import EPOCH_ORDINAL, FLAG_ACCEPTS, FLAG_PAUSED
from harborline.core.routing_map import RoutingMap

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MINUTES_PER_DAY = 1440
Clock = tuple[int, int]
"""A schedule on a zone's clock, by their numbers in the map."""


class Timetable(NamedTuple):
    """Who can be dialed at each minute at which that may change for anybody.

    `minutes`: UTC minutes since 1970, ascending; what holds at one holds until the next.
    `lasting`: minutes until the next. `free`: parties x minutes, True = can be dialed.
    """

    minutes: NDArray[np.int64]
    lasting: NDArray[np.int64]
    free: NDArray[np.bool_]


def timetable(routing_map: RoutingMap, days: int) -> Timetable:
    """Gives the timetable of the map's first days, by the UTC day."""
    import numpy as np

    first = (routing_map.first_day - EPOCH_ORDINAL) * MINUTES_PER_DAY
    span = np.arange(first, first + days * MINUTES_PER_DAY, dtype=np.int64)
    cut = routing_map.sections
    clocks = list(zip(cut["party_schedule"], cut["party_zone"], strict=True))
    local = {zone: span + _offsets(routing_map, zone, span) for zone in {z for _, z in clocks}}
    patterns = _pattern_table(routing_map)
    rows = {
        clock: _open_row(routing_map, clock[0], local[clock[1]], patterns) for clock in set(clocks)
    }
    ends = [_until(routing_map, party, local[zone]) for party, (_, zone) in enumerate(clocks)]
    changes = np.zeros(len(span), dtype=bool)
    changes[0] = True
    for row in rows.values():
        changes[1:] |= row[1:] != row[:-1]
    for end in ends:
        if end < len(span):
            changes[end] = True
    at = np.flatnonzero(changes)
    free = np.stack([rows[clock][at] for clock in clocks])
    for party, end in enumerate(ends):
        free[party] &= at < end
    lasting = np.diff(np.append(at, len(span)))
    return Timetable(span[at], lasting, free)


def _offsets(routing_map: RoutingMap, zone: int, span: NDArray[np.int64]) -> NDArray[np.int64]:
    import numpy as np

    cut = routing_map.sections
    first, last = cut["zone_offsets"][zone : zone + 2]
    starts = np.array(cut["shift_minutes"][first:last], dtype=np.int64)
    shifts = np.array(cut["shift_offset"][first:last], dtype=np.int64)
    return shifts[np.searchsorted(starts, span, side="right") - 1]


def _pattern_table(routing_map: RoutingMap) -> NDArray[np.bool_]:
    """One row for each distinct day, one column for each minute of the local day."""
    import numpy as np

    offsets = routing_map.sections["pattern_offsets"]
    minutes = routing_map.sections["pattern_minutes"]
    table = np.zeros((len(offsets) - 1, MINUTES_PER_DAY), dtype=bool)
    for pattern in range(len(offsets) - 1):
        for at in range(offsets[pattern], offsets[pattern + 1], 2):
            table[pattern, minutes[at] : minutes[at + 1]] = True
    return table


def _open_row(
    routing_map: RoutingMap, schedule: int, local: NDArray[np.int64], patterns: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    import numpy as np

    day, minute = np.divmod(local, MINUTES_PER_DAY)
    ordinal = day + EPOCH_ORDINAL
    index = ordinal - routing_map.first_day
    dated = np.array(routing_map.sections["schedule_days"], dtype=np.int64)
    weekly = np.array(routing_map.sections["schedule_weekly"], dtype=np.int64)
    known = (index >= 0) & (index < routing_map.days)
    inside = dated[schedule * routing_map.days + np.clip(index, 0, routing_map.days - 1)]
    pattern = np.where(known, inside, weekly[schedule * 7 + (ordinal - 1) % 7])
    row: NDArray[np.bool_] = patterns[pattern, minute]
    return row


def _until(routing_map: RoutingMap, party: int, local: NDArray[np.int64]) -> int:
    """The index of the first minute at which the listing itself keeps a party from calls."""
    flags = routing_map.sections["party_flags"][party]
    if flags & FLAG_PAUSED or not flags & FLAG_ACCEPTS:
        return 0
    expires = routing_map.sections["party_expires"][party]
    if not expires:
        return len(local)
    gone = local // MINUTES_PER_DAY + EPOCH_ORDINAL > expires
    return int(gone.argmax()) if gone.any() else len(local)
