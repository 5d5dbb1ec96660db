"""Days of the year on which the demo's centers keep other hours.

The federal holidays by rule (5 U.S.C. 6103), so that the demo needs no holiday package and draws
the same hours whichever version of one is installed.
"""

from __future__ import annotations

from datetime import date, timedelta

FIXED = ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))
FLOATING = ((1, 0, 3), (2, 0, 3), (5, 0, -1), (9, 0, 1), (10, 0, 2), (11, 3, 4))
"""Month, weekday (Monday = 0), and which of the month: -1 is the last."""


def nth_of_month(day: date) -> int:
    """Tells the how manieth of its weekday in its month a day is, from 1."""
    return (day.day - 1) // 7 + 1


def is_last_of_month(day: date) -> bool:
    """Tells whether no later day of the month is the same weekday."""
    return (day + timedelta(days=7)).month != day.month


def is_federal_holiday(day: date) -> bool:
    """Tells whether federal offices are closed: a holiday, or the weekday that stands in for it."""
    weekday = day.weekday()
    for month, which, nth in FLOATING:
        if (day.month, weekday) == (month, which) and (
            is_last_of_month(day) if nth == -1 else nth_of_month(day) == nth
        ):
            return True
    if _is_fixed(day):
        return True
    # Sunday's holiday is kept on Monday, Saturday's on Friday.
    return (weekday == 0 and _is_fixed(day - timedelta(days=1))) or (
        weekday == 4 and _is_fixed(day + timedelta(days=1))
    )


def _is_fixed(day: date) -> bool:
    return (day.month, day.day) in FIXED
