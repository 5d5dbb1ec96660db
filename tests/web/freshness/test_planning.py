"""What is due and when, with the time as an argument; no test call outside agreed hours, ever."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harborline.web.freshness import planning
from harborline.web.freshness.planning import Window

ZONES = ["America/New_York", "America/Los_Angeles", "America/Phoenix", "Pacific/Guam", "Asia/Gaza"]
EXPIRES = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("left", "due"),
    [(31, None), (30, 30), (15, 30), (8, 30), (7, 7), (1, 7), (0, 7), (-1, 0), (-60, 0)],
)
def test_reminders_are_due_30_and_7_days_before_and_at_the_end(left: int, due: int | None) -> None:
    assert planning.reminder_due(EXPIRES, EXPIRES - timedelta(days=left)) == due


windows = st.builds(
    lambda weekday, ends, zone: Window(weekday, min(ends), max(ends) + 1, zone),
    st.integers(0, 6),
    st.tuples(st.integers(0, 1439), st.integers(0, 1439)),
    st.sampled_from(ZONES),
)
# Weeks in which clocks are set forward and back, to the minute.
moments = st.sampled_from(
    [datetime(2026, 3, 8, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)]
).flatmap(
    lambda first: st.integers(-7 * 1440, 7 * 1440).map(lambda m: first + timedelta(minutes=m))
)


@given(windows, moments)
def test_a_call_is_due_only_when_the_wall_clock_shows_agreed_hours(
    window: Window, at: datetime
) -> None:
    month = planning.test_call_due(window, at, None)
    local = at.astimezone(ZoneInfo(window.zone))
    if month is not None:
        assert local.weekday() == window.weekday
        assert window.from_minute <= local.hour * 60 + local.minute < window.to_minute
        assert month == local.date().replace(day=1)


@given(windows, moments, st.integers(1, 400))
def test_a_year_of_rounds_never_calls_twice_in_a_month(
    window: Window, start: datetime, step_min: int
) -> None:
    """Rounds come at odd times; each call is kept and the next is planned against it."""
    last: datetime | None = None
    calls: list[datetime] = []
    at = start
    for _ in range(400):
        if planning.test_call_due(window, at, last) is not None:
            last = at
            calls.append(at)
        at += timedelta(minutes=step_min * 11)
    months = [planning.local_day(window.zone, call).replace(day=1) for call in calls]
    assert len(set(months)) == len(months)
    assert all(b - a >= planning.TEST_CALL_REST for a, b in pairwise(calls))


def test_a_month_ends_and_still_four_weeks_must_pass() -> None:
    window = Window(5, 600, 720, "America/New_York")
    last = datetime(2026, 1, 31, 16, tzinfo=UTC)  # a Saturday, 11:00
    assert planning.test_call_due(window, last + timedelta(days=7), last) is None
    assert planning.test_call_due(window, last + timedelta(days=28), last) == date(2026, 2, 1)


def test_the_hour_that_comes_twice_counts_both_times_and_the_skipped_one_never() -> None:
    window = Window(6, 60, 120, "America/New_York")  # Sunday, 1:00 to 2:00
    twice = [datetime(2026, 11, 1, hour, 30, tzinfo=UTC) for hour in (5, 6)]
    assert all(planning.is_within(window, at) for at in twice)
    skipped = Window(6, 120, 180, "America/New_York")  # 2:00 to 3:00 on the day it is skipped
    day = [datetime(2026, 3, 8, tzinfo=UTC) + timedelta(minutes=m) for m in range(0, 1440, 5)]
    assert not any(planning.is_within(skipped, at) for at in day)


def test_no_call_begins_in_the_last_minutes() -> None:
    window = Window(0, 600, 610, "UTC")
    monday = datetime(2026, 11, 23, 10, tzinfo=UTC)
    within = [m for m in range(-1, 11) if planning.is_within(window, monday + timedelta(minutes=m))]
    assert within == [0, 1, 2, 3, 4, 5, 6]
