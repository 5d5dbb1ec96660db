"""What publishing tells of a change, as tests/data/publishing/changes.txt has it for people to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import cache

import pytest

import small_world
from harborline.core.directory import Network
from harborline.core.routing_map import RoutingMap
from harborline.mapmaking.difference import difference
from harborline.mapmaking.goldens import golden_changes
from harborline.mapmaking.reports import report
from harborline.mapmaking.shadow import shadow_run

FILE = small_world.DATA / "publishing" / "changes.txt"
TABLES = {"lines", "centers", "state backups", "national backups"}
HEAD = "id | where | state | serves | notes"
NOW = datetime(2026, 11, 2, 15, tzinfo=UTC)


def blocks() -> tuple[list[list[str]], list[list[str]]]:
    every = small_world.paragraphs(FILE)
    return [one for one in every if one[0] in TABLES], [
        one for one in every if one[0] not in TABLES
    ]


@cache
def in_use() -> RoutingMap:
    return RoutingMap(memoryview(small_world.bytes_of(small_world.network_of(blocks()[0]))))


def changed(case: Iterable[str]) -> RoutingMap:
    network = small_world.network_of(blocks()[0])
    centers = {center.id: center for center in network.centers}
    for line in case:
        if line.startswith("+"):
            (row,) = small_world.rows([HEAD, line.removeprefix("+").strip()])
            centers[row["id"]] = small_world.center_of(row)
        elif line.startswith("-"):
            del centers[line.removeprefix("-").strip()]
    fresh: Network = network._replace(centers=tuple(centers.values()))
    return RoutingMap(memoryview(small_world.bytes_of(fresh)))


def told(fresh: RoutingMap) -> Iterator[str]:
    country = small_world.country()
    found = difference(in_use(), fresh, country.counties)
    rows = sorted(found.counties)
    yield listed(
        "counties", (f"{row.county} {row.before or 'none'}>{row.after or 'none'}" for row in rows)
    )
    yield f"people {found.people}"
    shadow = shadow_run(in_use(), fresh, country, NOW, an_hour=20)
    causes = sorted(cause for cause, _ in shadow.causes)
    yield f"callers {' '.join(causes) or 'none'}"
    goldens = golden_changes(in_use(), fresh)
    assert goldens.asked == 200
    yield f"goldens {'differ' if goldens.changes else 'the same'}"
    yield from reported(fresh)


def reported(fresh: RoutingMap) -> Iterator[str]:
    said = report(fresh, small_world.country().counties, date(2026, 11, 2))
    yield " ".join(("nobody serves", *sorted(gap.county for gap in said.unserved)))
    yield listed("without a center", (f"{g.county} {g.minutes / 60:.0f} h" for g in said.closed))
    strangers = (f"{row.county} {row.center} {row.center_state}" for row in said.out_of_state)
    yield listed("out of state", strangers)
    yield listed("expiring", (f"{e.center} {e.expires_on} {e.people}" for e in said.expiring))


def listed(what: str, rows: Iterable[str]) -> str:
    return f"{what} {', '.join(rows)}".strip()


@pytest.mark.parametrize("case", blocks()[1], ids=lambda case: case[0])
def test_what_publishing_tells(case: list[str]) -> None:
    expected = [line.removeprefix("=").strip() for line in case if line.startswith("=")]
    assert expected
    found = list(told(changed(case[1:])))
    assert [line for line in expected if line not in found] == [], "\n".join(found)
