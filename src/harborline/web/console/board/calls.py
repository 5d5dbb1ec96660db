"""The calls of the day as the board shows them: half hours that are over, and no count under five.

A call is in one row only: who took it and how fast, or that nobody did. Each row is joined into groups
(`app.small_counts`), and whatever is shown is a sum of whole groups, so nothing smaller can be told from
any of it, nor from two figures together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from harborline.app.counting import ANSWERED_BY_BACKUP
from harborline.app.small_counts import Group, grouped
from harborline.callflow.values import CallOutcome
from harborline.web.site.ports import CallCount

HALF_HOUR = timedelta(minutes=30)
_SOON = frozenset({"under_10", "under_20", "under_40", "under_60"})
"""The buckets of waits that are within 60 seconds."""


class Ended(StrEnum):
    """How a call ended, as the board tells it."""

    CENTER = "center"
    BACKUP = "backup"
    NOBODY = "nobody"


_ENDED = {
    CallOutcome.ANSWERED: Ended.CENTER,
    ANSWERED_BY_BACKUP: Ended.BACKUP,
    CallOutcome.ABANDONED: Ended.NOBODY,
    CallOutcome.UNANSWERED: Ended.NOBODY,
    CallOutcome.TURNED_AWAY: Ended.NOBODY,
}
"""Calls of nobody in need, such as a center's own forwarding, are left out."""


class Window(NamedTuple):
    """The day of the room: its first moment and its end (aware, UTC), and how many half hours are over."""

    since: datetime
    until: datetime
    over: int

    @property
    def half_hours(self) -> int:
        """Gives how many half hours the day has: 46 or 50 when clocks are changed."""
        return int((self.until - self.since) / HALF_HOUR)


class Row(NamedTuple):
    """Calls that ended alike: those within 60 seconds, and those later. Groups of half hours."""

    soon: tuple[Group, ...]
    later: tuple[Group, ...]

    @property
    def times(self) -> int:
        """Gives the sum of all groups; 0 stands for fewer than five."""
        return sum(group.times for group in (*self.soon, *self.later))


class Day(NamedTuple):
    """What is shown of a day. `within_60`: percent of the calls that a person took, rounded down; None
    where too few came, or too few were early or late, to say it.
    """

    window: Window
    rows: Mapping[Ended, Row]
    within_60: int | None


def window_of(at: datetime, zone: str) -> Window:
    """Gives the day in which `at` (aware) lies on the clock of a zone."""
    local = at.astimezone(ZoneInfo(zone))
    first = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    since = first.astimezone(UTC)
    until = (first + timedelta(days=1)).astimezone(UTC)
    return Window(since, until, int((at - since) / HALF_HOUR))


def day_of(window: Window, counts: Iterable[CallCount]) -> Day:
    """Joins the counts of the half hours that are over."""
    soon = {ended: [0] * window.over for ended in Ended}
    later = {ended: [0] * window.over for ended in Ended}
    for count in counts:
        ended = _ENDED.get(count.outcome)
        place = int((count.half_hour - window.since) / HALF_HOUR)
        if ended is not None and 0 <= place < window.over:
            is_soon = count.wait in _SOON and ended is not Ended.NOBODY
            (soon if is_soon else later)[ended][place] += count.times
    rows = {ended: Row(grouped(soon[ended]), grouped(later[ended])) for ended in Ended}
    return Day(window, rows, _within_60(rows))


def _within_60(rows: Mapping[Ended, Row]) -> int | None:
    taken = [rows[Ended.CENTER], rows[Ended.BACKUP]]
    soon = sum(group.times for row in taken for group in row.soon)
    later = sum(group.times for row in taken for group in row.later)
    return 100 * soon // (soon + later) if soon and later else None
