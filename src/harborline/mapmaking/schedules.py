"""Hours become tables: distinct days, distinct schedules, and the clocks of the zones."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from harborline.core.hours import ALL_DAY, Hours, Spans
from harborline.core.map_format import EPOCH_ORDINAL

_MARGIN_DAYS = 3
"""Zone clocks cover the map's days and a little more, for zones east and west of UTC."""


class Schedules:
    """Collects distinct hours; each gets a number, in the order of first asking."""

    def __init__(self, starts_on: date, days: int) -> None:
        self._first_day = starts_on.toordinal()
        self._days = days
        self._numbers: dict[Hours, int] = {}
        self._patterns: dict[Spans, int] = {}
        self._weekly: array[int] = array("H")
        self._daily: array[int] = array("H")

    def number(self, hours: Hours) -> int:
        """Gives the number of these hours within the map's days."""
        known = self._numbers.get(hours)
        if known is None:
            known = self._numbers[hours] = len(self._numbers)
            week = [self._pattern(spans) for spans in hours.weekly]
            self._weekly.extend(week)
            self._daily.extend(self._each_day(hours, week))
        return known

    def _each_day(self, hours: Hours, week: list[int]) -> list[int]:
        """Gives the pattern of each of the map's days: that of its weekday, or its own."""
        first = (self._first_day - 1) % 7
        days = ((week[first:] + week[:first]) * (self._days // 7 + 1))[: self._days]
        for day, spans in hours.exceptions:
            if 0 <= day - self._first_day < self._days:
                days[day - self._first_day] = self._pattern(spans)
        return days

    def _pattern(self, spans: Spans) -> int:
        return self._patterns.setdefault(spans, len(self._patterns))

    def sections(self) -> dict[str, bytes]:
        """Gives the sections of the map that hold what was collected."""
        offsets, minutes = array("I", [0]), array("H")
        for spans in self._patterns:
            for start, end in spans:
                minutes.extend((start, end))
            offsets.append(len(minutes))
        return {
            "schedule_weekly": self._weekly.tobytes(),
            "schedule_days": self._daily.tobytes(),
            "pattern_offsets": offsets.tobytes(),
            "pattern_minutes": minutes.tobytes(),
        }


def never_closes(hours: Hours, starts_on: date, days: int) -> bool:
    """Tells whether the hours are open every minute of the map's days and of every week."""
    first = starts_on.toordinal()
    dated = (spans for day, spans in hours.exceptions if first <= day < first + days)
    return all(spans == ALL_DAY for spans in (*hours.weekly, *dated))


def zone_sections(zones: Iterable[str], starts_on: date, days: int) -> dict[str, bytes]:
    """Gives each zone's shifts: from which UTC minute which offset applies.

    The last shift of a zone marks the end of what is known; beyond it the reader asks tzdata.
    """
    offsets, minutes, shifts = array("I", [0]), array("i"), array("h")
    first = (starts_on.toordinal() - EPOCH_ORDINAL - _MARGIN_DAYS) * 1440
    last = first + (days + 2 * _MARGIN_DAYS) * 1440
    for zone in zones:
        for minute, shift in _shifts(ZoneInfo(zone), first, last):
            minutes.append(minute)
            shifts.append(shift)
        minutes.append(last)
        shifts.append(0)
        offsets.append(len(minutes))
    return {
        "zone_offsets": offsets.tobytes(),
        "shift_minutes": minutes.tobytes(),
        "shift_offset": shifts.tobytes(),
    }


def _shifts(zone: ZoneInfo, first: int, last: int) -> Iterable[tuple[int, int]]:
    known = _offset(zone, first)
    yield first, known
    for day in range(first, last, 1440):
        if _offset(zone, day + 1440) != known:
            minute = _change_within(zone, day, known)
            known = _offset(zone, day + 1440)
            yield minute, known


def _change_within(zone: ZoneInfo, day: int, known: int) -> int:
    low, high = day, day + 1440
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(zone, middle) == known else (low, middle)
    return high


def _offset(zone: ZoneInfo, minute: int) -> int:
    at = datetime.fromtimestamp(minute * 60, UTC).astimezone(zone)
    return (at.utcoffset() or timedelta()) // timedelta(minutes=1)
