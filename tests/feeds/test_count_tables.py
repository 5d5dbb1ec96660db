"""Counts from tables: exports of Google Trends and others, and what in them cannot be used."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harborline.app.attention import Count
from harborline.core.errors import UnusableInput
from harborline.feeds.count_tables import LARGEST, counts_of

EXPORT = (Path(__file__).parent.parent / "data" / "feeds" / "google-trends.csv").read_bytes()


def day(number: int) -> datetime:
    return datetime(2017, 10, number, tzinfo=UTC)


def test_an_export_of_google_trends() -> None:
    assert counts_of(EXPORT, None, "UTC") == (
        Count(day(13), 86_400, 0, None),
        Count(day(14), 86_400, 0, None),
        Count(day(15), 86_400, 34, None),
        Count(day(16), 86_400, 100, None),
    )
    second = counts_of(EXPORT, "hotline: (United States)", "America/New_York")
    assert [one.posts for one in second] == [3, 2, 4, 9]
    assert second[0].starts_at == day(13) + timedelta(hours=4)


def test_hours_and_weeks() -> None:
    hours = counts_of(
        b"\xef\xbb\xbfTime,n\r\n2017-10-15T22,1\r\n2017-10-15T23,2\r\n\r\n", None, "UTC"
    )
    assert [(one.span_s, one.starts_at.hour) for one in hours] == [(3600, 22), (3600, 23)]
    weeks = counts_of(b"Week,n\n2017-10-01,1\n2017-10-08,2\n", None, "UTC")
    assert weeks[0].span_s == 604_800


def test_a_change_of_clocks_makes_no_other_step() -> None:
    table = b"Day,n\n2017-11-04,1\n2017-11-05,2\n2017-11-06,3\n"
    assert {one.span_s for one in counts_of(table, None, "America/New_York")} == {86_400}
    table = b"Day,n\n2018-03-10,1\n2018-03-11,2\n2018-03-12,3\n"
    assert {one.span_s for one in counts_of(table, None, "America/New_York")} == {86_400}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (b"", "no heading"),
        (b"2017-10-01,1\n2017-10-02,2\n", "no heading"),
        (b"Day,n\n2017-10-01,1\n", "fewer than two"),
        (b"Day,n\n2017-10-01,1\n2017-10-01,1\n", "go on in time"),
        (b"Day,n\n2017-10-02,1\n2017-10-01,1\n", "go on in time"),
        (b"Month,n\n2017-10-01,1\n2017-11-01,1\n", "hours, days or weeks"),
        (b"Day,n\nyesterday,1\n2017-10-02,1\n", "Row 2"),
        (b"Day,n\n2017-10-01,1\n2017-10-02,1.5\n", "Row 3"),
        (b"Day,n\n2017-10-01,-1\n2017-10-02,1\n", "whole number"),
        (b"Day,n\n2017-10-01\n2017-10-02,1\n", "has no count"),
        (b"\xff\xfe", "UTF-8"),
        (b"x" * (LARGEST + 1), "16 MiB"),
    ],
)
def test_tables_that_cannot_be_used(table: bytes, said: str) -> None:
    with pytest.raises(UnusableInput, match=said):
        counts_of(table, None, "UTC")


def test_columns_and_zones_that_are_not_there() -> None:
    with pytest.raises(UnusableInput, match="no such column"):
        counts_of(EXPORT, "cats", "UTC")
    with pytest.raises(UnusableInput, match="no such time zone"):
        counts_of(EXPORT, None, "Nowhere/Land")


@given(st.binary(max_size=200))
def test_whatever_is_in_a_file_it_is_read_or_refused(content: bytes) -> None:
    try:
        found = counts_of(content, None, "UTC")
    except UnusableInput:
        return
    assert len(found) > 1
