"""When nobody of a few parties can be dialed, in the seven days that come, to the minute.

Read from the map's own hours, so that it holds on a day of any year; minutes are counted as they pass, and
spans are told on the wall clock of the first party.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from harborline.core.hours import Spans
from harborline.core.map_format import EPOCH_ORDINAL, FLAG_ACCEPTS, FLAG_PAUSED
from harborline.core.routing_map import RoutingMap

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Minutes = NDArray[np.int64]
    Flags = NDArray[np.bool_]

DAYS = 7
_A_DAY = 1440
_BEFORE, _AFTER = 1, 1
"""Days of UTC around the week: no zone is a whole day from it."""
_EDGE = 2
"""Days on a wall clock before the week that the days of UTC may reach."""


class Unanswered(NamedTuple):
    """`minutes`: how many of the week. `days`: on each local day, from the first, when nobody can be dialed;
    on the clock of `zone` (an IANA name).
    """

    minutes: int
    days: tuple[Spans, ...]
    zone: str


class WeekAhead:
    """The seven local days from `first_day` on, in every zone of a map."""

    def __init__(self, routing_map: RoutingMap, first_day: date) -> None:
        self._map, self._first = routing_map, first_day.toordinal()
        self._locals: dict[int, Minutes] = {}
        self._rows: dict[tuple[int, int], Flags] = {}

    def unanswered(self, parties: tuple[int, ...]) -> Unanswered:
        """Gives when none of `parties` (at least one, by number) can be dialed."""
        import numpy as np

        zone = self._map.sections["party_zone"][parties[0]]
        local = self._local(zone)
        nobody = ~np.logical_or.reduce([self._free(party) for party in parties])
        nobody &= (local >= _EDGE * _A_DAY) & (local < (_EDGE + DAYS) * _A_DAY)
        on_clock = np.zeros(DAYS * _A_DAY, dtype=bool)
        on_clock[local[nobody] - _EDGE * _A_DAY] = True
        days = tuple(_spans(day) for day in on_clock.reshape(DAYS, _A_DAY))
        return Unanswered(int(nobody.sum()), days, self._map.zones[zone])

    def _free(self, party: int) -> Flags:
        """Tells of every minute whether a party can be dialed."""
        import numpy as np

        cut = self._map.sections
        flags, zone = cut["party_flags"][party], cut["party_zone"][party]
        if flags & FLAG_PAUSED or not flags & FLAG_ACCEPTS:
            return np.zeros(len(self._local(zone)), dtype=bool)
        row = self._row(cut["party_schedule"][party], zone)
        expires = cut["party_expires"][party]
        if not expires:
            return row
        last = expires - self._first + _EDGE
        return row & (self._local(zone) < (last + 1) * _A_DAY)

    def _row(self, schedule: int, zone: int) -> Flags:
        import numpy as np

        known = self._rows.get((schedule, zone))
        if known is None:
            days = range(self._first - _EDGE, self._first + DAYS + _EDGE)
            on_clock = np.zeros(len(days) * _A_DAY, dtype=bool)
            for index, day in enumerate(days):
                for start, end in self._map.hours.spans(schedule, day):
                    on_clock[index * _A_DAY + start : index * _A_DAY + end] = True
            known = self._rows[schedule, zone] = on_clock[self._local(zone)]
        return known

    def _local(self, zone: int) -> Minutes:
        """Gives the wall clock at each minute of UTC, counted from `_EDGE` days before the first.

        It is read once an hour: no zone of the map changes within one.
        """
        import numpy as np

        known = self._locals.get(zone)
        if known is None:
            first = (self._first - _BEFORE - EPOCH_ORDINAL) * _A_DAY
            hours = range(first, first + (_BEFORE + DAYS + _AFTER) * _A_DAY, 60)
            read = [self._map.hours.local(zone, minute) for minute in hours]
            begins = [(day - self._first + _EDGE) * _A_DAY + minute for day, minute in read]
            at = np.array(begins, dtype=np.int64)[:, None] + np.arange(60, dtype=np.int64)
            known = self._locals[zone] = at.reshape(-1)
        return known


def _spans(day: Flags) -> Spans:
    import numpy as np

    edges = np.flatnonzero(np.diff(day, prepend=False, append=False)).tolist()
    return tuple(zip(edges[::2], edges[1::2], strict=True))
