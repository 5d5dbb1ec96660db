"""The week that comes: when nobody of a few centers can be dialed, on their own clock, to the minute."""

from __future__ import annotations

from datetime import date

import pytest

from harborline.core.routing_map import RoutingMap
from harborline.mapmaking.week import WeekAhead
from small_world import map_of, network_of

MONDAY = date(2026, 11, 23)
FALL_BACK = date(2026, 11, 1)
"""A Sunday on which the clock shows one hour twice."""


def map_with(*centers: str) -> RoutingMap:
    return map_of(
        network_of(
            [
                ["lines", "id | languages | national backups", "main | en | team"],
                ["centers", "id | where | state | serves | notes", *centers],
                ["national backups", "id", "team"],
            ]
        )
    )


def test_office_hours_leave_nights_and_the_weekend() -> None:
    routing_map = map_with("alder | 0.0, 10.0 | WL | county 10001 | hours Mo-We,Fr 09:00-17:00")
    found = WeekAhead(routing_map, MONDAY).unanswered((0,))
    night = ((0, 540), (1020, 1440))
    whole = ((0, 1440),)
    assert found.days == (night, night, night, whole, night, whole, whole)
    assert found.minutes == 4 * 960 + 3 * 1440
    assert found.zone == "America/New_York"


def test_two_centers_close_each_others_gaps_across_zones() -> None:
    routing_map = map_with(
        "alder | 0.0, 10.0 | WL | county 10001 | hours 00:00-12:00",
        "birch | 0.0, 11.0 | WL | county 10001 | hours 11:00-23:00; zone America/Chicago",
    )
    week = WeekAhead(routing_map, MONDAY)
    assert week.unanswered((0, 1)).minutes == 0
    alone = week.unanswered((1,))
    assert alone.zone == "America/Chicago"
    assert set(alone.days) == {((0, 660), (1380, 1440))}


@pytest.mark.parametrize(("first", "closed_min"), [(MONDAY, 7 * 60), (FALL_BACK, 7 * 60 + 60)])
def test_an_hour_that_a_clock_shows_twice_counts_twice(first: date, closed_min: int) -> None:
    routing_map = map_with("alder | 0.0, 10.0 | WL | county 10001 | hours 00:00-01:00,02:00-24:00")
    found = WeekAhead(routing_map, first).unanswered((0,))
    assert found.minutes == closed_min
    assert set(found.days) == {((60, 120),)}


@pytest.mark.parametrize(
    ("note", "open_days"), [("paused", 0), ("no calls", 0), ("expires 2026-11-25", 3), ("", 7)]
)
def test_what_a_listing_says_closes_it_too(note: str, open_days: int) -> None:
    routing_map = map_with(f"alder | 0.0, 10.0 | WL | county 10001 | {note}")
    found = WeekAhead(routing_map, MONDAY).unanswered((0,))
    assert found.days == ((),) * open_days + (((0, 1440),),) * (7 - open_days)


def test_a_week_far_from_the_days_of_the_map_is_the_usual_one() -> None:
    routing_map = map_with("alder | 0.0, 10.0 | WL | county 10001 | hours Mo 09:00-17:00")
    found = WeekAhead(routing_map, date(2031, 6, 2)).unanswered((0,))
    assert found.days[0] == ((0, 540), (1020, 1440))
    assert found.minutes == 168 * 60 - 480
