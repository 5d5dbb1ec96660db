"""Rows of hours become core's: layers over the week, shifts on the wall clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harborline.core.hours import ALL_DAY, CLOSED, NEVER, Hours, Spans, contains, spans_on
from harborline.web.directory.from_core import kept_hours
from harborline.web.directory.hours import closed_on, folded, hours_of_shifts, spans_of, week_of
from harborline.web.directory.seeding import shifts_of

NEW_YORK = ZoneInfo("America/New_York")
OFFICE: Spans = ((540, 1020),)
WEEK = (*(OFFICE,) * 5, CLOSED, CLOSED)
THANKSGIVING = date(2026, 11, 26).toordinal()
FIRST = date(2026, 11, 1).toordinal()


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_narrowest_layer_counts() -> None:
    holidays = closed_on([date(2026, 11, 26), date(2026, 12, 25)])
    center = {THANKSGIVING: ((600, 660),), FIRST + 1: ALL_DAY}
    own = {FIRST + 1: ((0, 60),)}
    hours = folded(WEEK, [holidays, center, own], FIRST, 60)
    assert spans_on(hours, THANKSGIVING) == ((600, 660),)
    assert spans_on(hours, FIRST + 1) == ((0, 60),)
    assert spans_on(hours, date(2026, 12, 25).toordinal()) == CLOSED


def test_days_like_their_week_and_days_beyond_are_no_exceptions() -> None:
    layer = {FIRST + 1: OFFICE, FIRST - 1: ALL_DAY, FIRST + 60: ALL_DAY}
    assert folded(WEEK, [layer], FIRST, 60) == Hours(WEEK)


def test_rows_are_joined_and_sorted() -> None:
    assert spans_of([[600, 720], [540, 600]]) == ((540, 720),)
    assert week_of([[]] * 7) == NEVER.weekly


@pytest.mark.parametrize(
    ("starts", "ends", "day", "spans"),
    [
        ("2026-11-23T22:00", "2026-11-24T13:00", date(2026, 11, 23), ((1020, 1440),)),
        ("2026-11-23T22:00", "2026-11-24T13:00", date(2026, 11, 24), ((0, 480),)),
        ("2026-11-24T05:00", "2026-11-25T05:00", date(2026, 11, 24), ALL_DAY),
        ("2026-11-24T05:00", "2026-11-25T05:00", date(2026, 11, 25), CLOSED),
        # The night in which the clock is set back has 25 hours: 1:30 is twice.
        ("2026-11-01T04:00", "2026-11-01T13:00", date(2026, 11, 1), ((0, 480),)),
        ("2026-11-01T05:30", "2026-11-01T06:30", date(2026, 11, 1), ((60, 120),)),
        ("2026-11-01T05:45", "2026-11-01T06:15", date(2026, 11, 1), ((60, 120),)),
        ("2026-11-01T07:00", "2026-11-01T08:00", date(2026, 11, 1), ((120, 180),)),
        # The night in which it is set forward has no 2:30.
        ("2027-03-14T05:00", "2027-03-14T12:00", date(2027, 3, 14), ((0, 480),)),
        ("2027-03-14T06:30", "2027-03-14T07:30", date(2027, 3, 14), ((90, 210),)),
    ],
)
def test_a_shift_is_read_on_the_wall_clock(starts: str, ends: str, day: date, spans: Spans) -> None:
    hours = hours_of_shifts([(utc(starts), utc(ends))], NEW_YORK, day.toordinal(), 1)
    assert spans_on(hours, day.toordinal()) == spans


moments = st.integers(0, 140 * 1440).map(lambda m: utc("2026-10-30") + timedelta(minutes=m))


@given(
    starts_at=moments,
    minutes=st.integers(1, 7 * 1440),
    part=st.floats(0, 1, exclude_max=True),
    zone=st.sampled_from(["America/New_York", "America/Phoenix", "Pacific/Guam"]),
)
def test_every_minute_of_a_shift_is_answered(
    starts_at: datetime, minutes: int, part: float, zone: str
) -> None:
    ends_at = starts_at + timedelta(minutes=minutes)
    local = ZoneInfo(zone)
    hours = hours_of_shifts([(starts_at, ends_at)], local, FIRST - 5, 200)
    at = (starts_at + timedelta(minutes=int(part * minutes))).astimezone(local)
    assert contains(spans_on(hours, at.toordinal()), at.hour * 60 + at.minute)
    answered = sum(end - start for _, spans in hours.exceptions for start, end in spans)
    assert minutes - 60 <= answered <= minutes + 120  # an hour is skipped, or counted twice


day_spans = st.lists(st.integers(0, 1440), max_size=6, unique=True).map(
    lambda edges: tuple(zip(*[iter(sorted(edges))] * 2, strict=False))
)


@given(st.lists(day_spans, min_size=7, max_size=7), st.dictionaries(st.integers(0, 59), day_spans))
def test_hours_are_kept_and_read_back_unchanged(
    weekly: list[Spans], dated: dict[int, Spans]
) -> None:
    exceptions = (
        (FIRST + day, spans)
        for day, spans in sorted(dated.items())
        if spans != weekly[(FIRST + day - 1) % 7]
    )
    hours = Hours(tuple(weekly), tuple(exceptions))
    holidays = [THANKSGIVING, FIRST + 10, FIRST + 54]
    kept = kept_hours(hours, holidays)
    layer = closed_on(map(date.fromordinal, holidays)) if kept.closed_on_holidays else {}
    assert folded(week_of(kept.weekly), [layer, kept.exceptions], FIRST, 60) == hours


def test_holidays_are_said_as_such_where_that_is_shorter() -> None:
    holidays = [THANKSGIVING, THANKSGIVING + 1, FIRST + 10]
    closed = Hours(WEEK, ((FIRST + 10, CLOSED), (THANKSGIVING, CLOSED)))
    kept = kept_hours(closed, holidays)
    assert kept.closed_on_holidays
    assert kept.exceptions == {THANKSGIVING + 1: OFFICE}


@pytest.mark.parametrize("zone", ["America/New_York", "America/Denver", "Pacific/Honolulu"])
def test_shifts_made_of_hours_are_those_hours(zone: str) -> None:
    night: Spans = ((0, 480), (1020, 1440))
    days = {FIRST + day: (night if day // 7 % 2 else CLOSED) for day in range(200)}
    hours = folded(NEVER.weekly, [days], FIRST, 200)
    shifts = list(shifts_of(hours, ZoneInfo(zone), FIRST, 200))
    again = hours_of_shifts(shifts, ZoneInfo(zone), FIRST, 200)
    assert [spans_on(again, FIRST + day) for day in range(200)] == [
        spans_on(hours, FIRST + day) for day in range(200)
    ]
