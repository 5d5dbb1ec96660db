"""Threads that decide at different minutes do not mix: each holds its own moment."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from harborline.core.occupancy import NOTHING_KNOWN
from harborline.core.routing import Decision, Evidence, Needs, decide, locate
from harborline.core.routing_map import RoutingMap, read_file
from harborline.stores.map_files import demo_map_path

START = datetime(2026, 11, 23, tzinfo=UTC)
TIMES = [START + timedelta(hours=hour, minutes=1) for hour in range(24)]
ZIPS = ("28202", "10001", "60601", "99501", "96813", "78701")


@contextmanager
def hasty_threads() -> Iterator[None]:
    former = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(former)


def decided(routing_map: RoutingMap, at: datetime) -> list[Decision]:
    origins = [locate(routing_map, Evidence(zip=text)) for text in ZIPS]
    needs = Needs(None, "en")
    return [decide(routing_map, origin, needs, NOTHING_KNOWN, at) for origin in origins]


def test_threads_at_other_minutes_change_nothing() -> None:
    routing_map = read_file(demo_map_path())
    expected = [decided(routing_map, at) for at in TIMES]
    assert len({str(one) for one in expected}) > len(TIMES) // 3
    with hasty_threads(), ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda at: decided(routing_map, at), TIMES * 10))
    assert found == expected * 10


def test_the_hours_of_a_destination_are_read_once_and_stay_the_same() -> None:
    first, second = read_file(demo_map_path()), read_file(demo_map_path())
    center = first.ids[0]
    for at in TIMES:
        listed = [routing_map.destinations(center, at) for routing_map in (first, second, first)]
        assert listed[0] == listed[1]
        for once, again in zip(listed[0], listed[2], strict=True):
            assert again.hours is once.hours
