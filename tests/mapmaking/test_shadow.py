"""The shadow run draws callers by people and by code, the same each time, over a whole week."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

import small_world
from harborline.core.routing_map import RoutingMap
from harborline.mapmaking.shadow import HOURS, Shadow, callers, shadow_run

NOW = datetime(2026, 11, 2, 15, 40, tzinfo=UTC)


def map_of(*lines: str) -> RoutingMap:
    return small_world.map_of(
        small_world.network_of(
            [
                ["lines", "id | languages | national backups", *lines],
                ["centers", "id | where | state | serves | notes",
                 "aster | 0.0, 10.1 | WL | county 10001 |"],
                ["national backups", "id", "team"],
            ]
        )
    )  # fmt: skip


MAIN, QUIET = "main | en es | team", "quiet | en es | team"


@pytest.fixture(scope="module")
def routing_map() -> RoutingMap:
    return map_of(MAIN, QUIET)


def test_every_hour_of_the_week_and_half_of_the_callers_by_zip(routing_map: RoutingMap) -> None:
    drawn = list(callers(routing_map, small_world.country(), NOW, an_hour=10))
    hours = Counter(caller.at.replace(minute=0) for caller in drawn)
    start = NOW.replace(minute=0)
    assert hours == dict.fromkeys((start + timedelta(hours=n) for n in range(HOURS)), 10)
    assert sum(caller.evidence.zip is not None for caller in drawn) == len(drawn) // 2
    lines = Counter(caller.needs.line for caller in drawn)
    assert lines == {"main": len(drawn) // 2, "quiet": len(drawn) // 2}
    assert {caller.needs.language for caller in drawn} == {"en", "es"}


def test_zips_are_drawn_by_their_people(routing_map: RoutingMap) -> None:
    country = small_world.country()
    people = {"11101": 900, "11102": 100}
    zips = {
        text: row._replace(population=people.get(text, 0)) for text, row in country.zips.items()
    }
    drawn = callers(routing_map, country._replace(zips=zips), NOW, an_hour=20)
    counts = Counter(caller.evidence.zip for caller in drawn if caller.evidence.zip)
    assert counts.keys() == people.keys()
    assert 0.85 < counts["11101"] / counts.total() < 0.95


def test_the_same_maps_change_nobody_and_the_run_repeats(routing_map: RoutingMap) -> None:
    country = small_world.country()
    found = shadow_run(routing_map, routing_map, country, NOW, an_hour=4)
    assert found == Shadow(4 * HOURS, 0, (), ())
    assert found.share == 0
    other = map_of(MAIN)
    first = shadow_run(other, routing_map, country, NOW, an_hour=4)
    assert first == shadow_run(other, routing_map, country, NOW, an_hour=4)


def test_a_line_that_is_new_is_not_compared(routing_map: RoutingMap) -> None:
    found = shadow_run(map_of(MAIN), routing_map, small_world.country(), NOW, an_hour=4)
    assert found.callers == 2 * HOURS
    none = shadow_run(
        map_of("other | en | team"), map_of(MAIN), small_world.country(), NOW, an_hour=1
    )
    assert none.callers == 0
    assert none.share == 0
