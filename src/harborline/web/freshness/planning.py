"""What is due and when: days before an expiry, hours for test calls. The time is always an argument.

A local day is the day that the clock of the center's zone shows. Where daylight saving skips a minute it
never comes, and where it repeats one it counts both times: what a wall clock shows is what was agreed.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

REMIND_DAYS = (30, 7)
"""How many days before an expiry a reminder is sent; each is sent once."""

EXTEND_WITHIN_DAYS = 3
"""Accepted calls extend an expiry when so few days are left: both reminders went before."""

CALLS_COUNT_FOR = timedelta(days=28)
"""Calls accepted longer ago say nothing of today."""

TEST_CALL_REST = timedelta(days=28)
"""The least time from one test call to the next, in two different months."""

_LEAST_LEFT_MIN = 3
"""A test call is not begun in the last minutes of the agreed hours, for it takes as long as that."""


class Window(NamedTuple):
    """Agreed hours, in the center's zone. `weekday`: 0 is Monday; minutes of the local day."""

    weekday: int
    from_minute: int
    to_minute: int
    zone: str


def local_day(zone: str, at: datetime) -> date:
    """Gives the day that the zone's clock shows."""
    return at.astimezone(ZoneInfo(zone)).date()


def reminder_due(expires_on: date, today: date) -> int | None:
    """Gives which reminder is due, by its days before the expiry; 0 = it has expired; None = none yet.

    A listing that expires sooner than a reminder's day, as after an import, gets the nearest one alone.
    """
    left = (expires_on - today).days
    if left < 0:
        return 0
    return min((days for days in REMIND_DAYS if left <= days), default=None)


def is_within(window: Window, at: datetime) -> bool:
    """Tells whether a test call may be begun at `at`."""
    local = at.astimezone(ZoneInfo(window.zone))
    minute = local.hour * 60 + local.minute
    return (
        local.weekday() == window.weekday
        and window.from_minute <= minute < window.to_minute - _LEAST_LEFT_MIN
    )


def test_call_due(window: Window, at: datetime, last: datetime | None) -> date | None:
    """Gives the local month (its first day) for which a test call is due at `at`; None = none is."""
    if not is_within(window, at):
        return None
    month = local_day(window.zone, at).replace(day=1)
    if last is None:
        return month
    if at - last < TEST_CALL_REST or local_day(window.zone, last).replace(day=1) >= month:
        return None
    return month


test_call_due.__test__ = False  # type: ignore[attr-defined]  # no test, whatever its name begins with
