"""What is asked in every benchmark: the demo map, and callers spread evenly over its codes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import NamedTuple

from harborline.core.map_format import EPOCH_ORDINAL
from harborline.core.numbering import CallerPrefix, parse
from harborline.core.places import Origin
from harborline.core.routing import Evidence, locate
from harborline.core.routing_map import RoutingMap, read_file
from harborline.stores.map_files import demo_map_path

SEED = 656_4673
DEEP = 24
"""A question is deep when so many candidates stand in its chain."""


class Size(NamedTuple):
    """How much is done: items a round, rounds, codes in a batch, processes, codes of a peer's table,
    compilations.
    """

    items: int
    rounds: int
    batch: int
    processes: int
    codes: int
    compiles: int


FULL = Size(items=20_000, rounds=21, batch=10_000_000, processes=25, codes=640_000, compiles=3)
QUICK = Size(items=4_000, rounds=7, batch=1_000_000, processes=7, codes=640_000, compiles=1)
TINY = Size(items=50, rounds=1, batch=1_000, processes=1, codes=100, compiles=1)


@cache
def demo_map() -> RoutingMap:
    """Opens the map that ships in the package."""
    return read_file(demo_map_path())


@cache
def codes_in_use(routing_map: RoutingMap) -> tuple[int, ...]:
    """Gives the six-digit codes that a US caller can have and that the map places."""
    placed = (
        (index // 800 + 200) * 1000 + index % 800 + 200
        for index, cell in enumerate(routing_map.sections["codes"])
        if cell
    )
    return tuple(code for code in placed if isinstance(parse(str(code)), CallerPrefix))


def callers(routing_map: RoutingMap, count: int) -> list[str]:
    """Gives invented caller ids, each as likely to have one code as any other: no cache helps."""
    rng = Random(SEED)
    codes = codes_in_use(routing_map)
    return [f"+1{rng.choice(codes)}{rng.randrange(10_000):04d}" for _ in range(count)]


def origin_of(routing_map: RoutingMap, text: str) -> Origin:
    """Locates a caller id as the shells do."""
    prefix = parse(text)
    return locate(
        routing_map, Evidence(prefix=prefix if isinstance(prefix, CallerPrefix) else None)
    )


def deep_origins(routing_map: RoutingMap, count: int) -> list[Origin]:
    """Gives the origins of callers, in the order they call, that have at least DEEP candidates."""
    found: list[Origin] = []
    for text in callers(routing_map, 4 * count):
        origin = origin_of(routing_map, text)
        if len(routing_map.chain(origin.cell).members) >= DEEP:
            found.append(origin)
    return found[:count]


def this_minute(routing_map: RoutingMap) -> datetime:
    """Gives one working-day minute within the map's days: Monday 15:20 UTC, the fourth week."""
    first = datetime.fromordinal(routing_map.first_day).replace(tzinfo=UTC)
    monday = first + timedelta(days=(7 - first.weekday()) % 7 + 21)
    return monday.replace(hour=15, minute=20)


def any_minutes(routing_map: RoutingMap, count: int) -> list[datetime]:
    """Gives minutes spread over the map's days, each another."""
    rng = Random(SEED + 1)
    first = (routing_map.first_day - EPOCH_ORDINAL) * 1440
    last = first + (routing_map.days - 1) * 1440
    return [datetime.fromtimestamp(rng.randrange(first, last) * 60, UTC) for _ in range(count)]
