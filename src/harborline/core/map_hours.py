"""The hours and clocks inside a routing map: minutes of the local day, read in place.

Within the map's days each zone's shifts and each schedule's days are tables; outside them the
weekly pattern and the machine's time zone data answer.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from harborline.core.hours import Hours, Spans, contains, hours_of_days, local_minute
from harborline.core.map_format import minute_of_day


class MapHours:
    """Schedules and zones by their numbers. `first_day`: ordinal; minutes are UTC since 1970."""

    def __init__(
        self, sections: Mapping[str, memoryview], zones: Sequence[str], first_day: int, days: int
    ) -> None:
        self.zones, self.first_day, self.days = zones, first_day, days
        self._weekly, self._daily = sections["schedule_weekly"], sections["schedule_days"]
        self._offsets, self._minutes = sections["pattern_offsets"], sections["pattern_minutes"]
        self._zone_offsets = sections["zone_offsets"]
        self._shift_minutes, self._shifts = sections["shift_minutes"], sections["shift_offset"]
        self._patterns: dict[int, Spans] = {}
        self._hours: dict[int, Hours] = {}

    def local(self, zone: int, minute: int) -> tuple[int, int]:
        """Gives the day (ordinal) and minute of the day on the clock of the map's zone."""
        first, last = self._zone_offsets[zone], self._zone_offsets[zone + 1]
        at = bisect_right(self._shift_minutes, minute, first, last) - 1
        if at < first or at == last - 1:
            return local_minute(self.zones[zone], datetime.fromtimestamp(minute * 60, UTC))
        return minute_of_day(minute + self._shifts[at])

    def spans(self, schedule: int, day: int) -> Spans:
        """Gives a schedule's open spans of a local day; outside the map's days, the weekly ones."""
        index = day - self.first_day
        if 0 <= index < self.days:
            pattern = self._daily[schedule * self.days + index]
        else:
            pattern = self._weekly[schedule * 7 + (day - 1) % 7]
        return self._patterns.get(pattern) or self._pattern(pattern)

    def is_open(self, schedule: int, zone: int, minute: int) -> bool:
        """Tells whether a schedule is open at a minute on the clock of a zone."""
        day, local = self.local(zone, minute)
        return contains(self.spans(schedule, day), local)

    def of(self, schedule: int) -> Hours:
        """Gives a schedule's hours as a value: the weekly pattern and the days that differ.

        Every leg that is dialed asks for them, and reading all days takes longer than deciding.
        """
        found = self._hours.get(schedule)
        if found is None:
            rows = self._daily[schedule * self.days : (schedule + 1) * self.days]
            found = hours_of_days(self.first_day, (self._pattern(row) for row in rows))
            self._hours[schedule] = found
        return found

    def _pattern(self, pattern: int) -> Spans:
        found = self._patterns.get(pattern)
        if found is None:
            first, last = self._offsets[pattern : pattern + 2]
            flat = self._minutes[first:last].tolist()
            found = tuple(zip(flat[::2], flat[1::2], strict=True))
            self._patterns[pattern] = found
        return found
