"""The decision beside what a GIS shop would write: the county that contains, the nearest eight.

One prepared statement on a local socket; its CPU time is the client's and its server process's.
PostGIS knows neither hours, nor rank, nor reasons: it is asked for less than we answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, LiteralString

from benchmarks import cluster
from benchmarks.decision import decider
from benchmarks.lookup import each
from benchmarks.questions import Size, deep_origins, demo_map, this_minute
from benchmarks.shapes import outlines
from benchmarks.table import Row
from benchmarks.timing import Clock, paired
from harborline.atlas.store import load
from harborline.core.places import Origin
from harborline.core.routing_map import RoutingMap

NEAREST = 8
PEER = "PostGIS contains + nearest 8, one prepared statement"
MISSING = "PostgreSQL with PostGIS is not installed: run scripts/system-parts"
Answer = tuple[str | None, list[str]]
_TABLES: tuple[LiteralString, ...] = (
    "CREATE EXTENSION postgis",
    "CREATE TABLE counties (fips text PRIMARY KEY, shape geometry(Geometry, 4326))",
    "CREATE TABLE centers (id text PRIMARY KEY, point geometry(Point, 4326))",
)
_INDEXES: tuple[LiteralString, ...] = (
    "CREATE INDEX ON counties USING gist (shape)",
    "CREATE INDEX ON centers USING gist (point)",
    "VACUUM ANALYZE counties",
    "VACUUM ANALYZE centers",
)
_QUESTION: LiteralString = """
    WITH caller AS (SELECT ST_SetSRID(ST_MakePoint(%s, %s), 4326) AS point)
    SELECT (SELECT fips FROM counties, caller WHERE ST_Contains(shape, caller.point) LIMIT 1),
           ARRAY(SELECT id FROM centers, caller ORDER BY centers.point <-> caller.point LIMIT 8)
"""


def points_of(routing_map: RoutingMap) -> list[tuple[str, float, float]]:
    """Gives (id, lon, lat) of each center."""
    points = ((routing_map.ids[n], *routing_map.point(n)) for n in range(routing_map.center_count))
    return [(name, lon, lat) for name, lat, lon in points]


def fill(connection: Any, routing_map: RoutingMap) -> str:
    """Writes counties and centers, with their indexes; gives what the shapes are."""
    kind, shapes = outlines(list(load().counties.values()))
    for statement in _TABLES:
        connection.execute(statement)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO counties VALUES (%s, ST_BuildArea(ST_GeomFromText(%s, 4326)))",
            [(shape.fips, shape.as_text()) for shape in shapes],
        )
        cursor.executemany(
            "INSERT INTO centers VALUES (%s, ST_SetSRID(ST_MakePoint(%s, %s), 4326))",
            points_of(routing_map),
        )
    for statement in _INDEXES:
        connection.execute(statement)
    return kind


def asker(connection: Any) -> Callable[[Origin], Answer]:
    """Gives the peer's answer for an origin: county and the nearest centers."""
    cursor = connection.cursor()

    def answer(origin: Origin) -> Answer:
        cursor.execute(_QUESTION, (origin.lon, origin.lat), prepare=True)
        county, nearest = cursor.fetchone()
        return county, nearest

    return answer


def both_clocks(server: int) -> Clock:
    """Gives the CPU seconds of this process and of the server's."""
    account = Path(f"/proc/{server}/schedstat")
    return lambda: process_time() + int(account.read_text("ascii").split()[0]) / 1e9


def measure(size: Size) -> list[Row]:
    """Gives the rows; without PostGIS one that says so."""
    folder = cluster.programs()
    if folder is None:
        what = "decide, 24 candidates, one minute"
        return [Row("2d", what, PEER, None, at_least=10, note=MISSING)]
    import psycopg

    routing_map = demo_map()
    with (
        cluster.running(folder) as where,
        psycopg.connect(where, autocommit=True) as connection,
    ):
        kind = fill(connection, routing_map)
        origins = deep_origins(routing_map, size.items)
        return _rows(routing_map, connection, origins, kind, size)


def _rows(
    routing_map: RoutingMap, connection: Any, origins: Sequence[Origin], kind: str, size: Size
) -> list[Row]:
    now = this_minute(routing_map)
    ours = each(decider(routing_map, "en"), [(o, now) for o in origins], max(1, size.items // 8))
    peer = each(asker(connection), origins, max(1, size.items // 80))
    clock = both_clocks(connection.info.backend_pid)
    cpu = paired(peer, ours, rounds=size.rounds, clock=clock, peer_clock=process_time)
    wall = paired(peer, ours, rounds=size.rounds, clock=perf_counter)
    what = "decide, 24 candidates, one minute: times faster"
    note = f"{cpu.peer_ns / 1000:,.1f} us against {cpu.ours_ns / 1000:,.0f} us; {kind}"
    waits = f"wall clock: {wall.peer_ns / 1000:,.1f} us against {wall.ours_ns / 1000:,.0f} us"
    return [
        Row("2d", what, PEER, cpu.ratio, cpu.low, cpu.high, at_least=10, note=note),
        Row("", "the same by the wall clock", PEER, wall.ratio, wall.low, wall.high, note=waits),
    ]
