"""Networks of any size: the demo's centers, and copies of them in neighbouring counties."""

from __future__ import annotations

from random import Random

from benchmarks.questions import SEED
from harborline.atlas.tables import Atlas, County
from harborline.core.directory import Center, Network
from harborline.demo.network import network

SPREAD_DEGREES = 0.2


def network_of(atlas: Atlas, centers: int) -> Network:
    """Gives the demo network with so many centers: the first ones, then copies."""
    demo = network(atlas)
    rng = Random(SEED)
    every = list(demo.centers)
    for number in range(1, -(-centers // len(demo.centers))):
        every += [_moved(center, number, atlas, rng) for center in demo.centers]
    return demo._replace(centers=tuple(every[:centers]))


def _moved(center: Center, number: int, atlas: Atlas, rng: Random) -> Center:
    """Gives a copy that serves the counties next door, and sits near the first of them."""
    counties = tuple(
        dict.fromkeys(_beside(atlas.counties[fips], number) for fips in center.counties)
    )
    lat, lon = center.lat, center.lon
    if counties:
        lat, lon = atlas.counties[counties[0]].lat, atlas.counties[counties[0]].lon
    return center._replace(
        id=f"{center.id}-copy-{number}",
        counties=counties,
        lat=round(lat + rng.uniform(-SPREAD_DEGREES, SPREAD_DEGREES), 4),
        lon=round(lon + rng.uniform(-SPREAD_DEGREES, SPREAD_DEGREES), 4),
    )


def _beside(county: County, number: int) -> str:
    near = county.neighbours
    return near[number % len(near)] if near else county.fips
