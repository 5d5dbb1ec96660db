"""Which places each center declares, uneven on purpose as real networks are.

Some counties have one center, some several that share the county by rank or by ZIP; most centers
take in counties around their own; some of the least peopled counties have nobody.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from harborline.atlas.tables import Atlas, Zip
from harborline.demo.chance import pick, shuffled, stream, weighted
from harborline.demo.land import Land

UNSERVED_BELOW = 12_000
"""Counties with fewer people than this may be left without a center."""

LEAVES_OUT_MORE = ("AK", "GA", "KS", "MS", "MT", "ND", "NV", "SD", "TX")
REACH = ((1, 1), (3, 3), (6, 5), (10, 4), (18, 3))
"""How many counties a center takes in at most, and how often."""

SHARING = (("by_rank", 5), ("by_zip", 6))


class Area(NamedTuple):
    """One center's place in the land: `seat` is the ZIP where it sits, `county` its code."""

    county: str
    seat: Zip
    counties: tuple[str, ...]
    zips: tuple[str, ...]
    rank: int


def draw_areas(atlas: Atlas, land: Land, seated: dict[str, int]) -> list[Area]:
    """Gives one area per seat, by state, most populous county first."""
    areas: list[Area] = []
    for state, listed in land.counties.items():
        own: list[Area] = []
        for county in listed:
            if county.fips in seated:
                own += _share(stream(f"share {county.fips}"), land, county.fips, seated)
        areas += _grow(stream(f"grow {state}"), atlas, land, own)
    return _overlap(stream("overlap"), atlas, land, areas)


def _share(rng: Random, land: Land, fips: str, seated: dict[str, int]) -> list[Area]:
    """Divides one county among its centers."""
    seats = _spread(land.zips[fips], seated[fips])
    if len(seats) == 1:
        return [Area(fips, seats[0], (fips,), (), weighted(rng, ((1, 12), (2, 2), (3, 1))))]
    if len(land.zips[fips]) < len(seats) or weighted(rng, SHARING) == "by_rank":
        # Three in ten are equals: the nearest is first.
        step = 0 if rng.random() < 0.3 else 1
        return [
            Area(fips, seat, (fips,), (), min(3, 1 + step * place))
            for place, seat in enumerate(seats)
        ]
    named = _nearest(land.zips[fips], seats)
    # The first center also answers for the county as a whole: for callers known only by county,
    # and for ZIPs that are younger than the atlas.
    first = Area(fips, seats[0], (fips,), pick(rng, (named[0], ())), 1)
    others = [
        Area(fips, seat, (), zips, weighted(rng, ((1, 4), (2, 1))))
        for seat, zips in zip(seats[1:], named[1:], strict=True)
    ]
    if rng.random() < 0.4:
        others[-1] = others[-1]._replace(zips=tuple(sorted({*others[-1].zips, *named[0][:6]})))
    return [first, *others]


def _apart(a: Zip, b: Zip) -> int:
    """Gives a squared distance in whole numbers, fit for comparing ZIPs of one county."""
    lat = round(((a.lat or 0) - (b.lat or 0)) * 10_000)
    lon = round(((a.lon or 0) - (b.lon or 0)) * 10_000)
    return lat * lat * 2 + lon * lon


def _spread(zips: tuple[Zip, ...], count: int) -> list[Zip]:
    """Picks ZIPs with many people and far from those already picked."""
    seats = [zips[0]]
    gap = {entry.zip: _apart(entry, zips[0]) for entry in zips}
    while len(seats) < count:
        seat = max(zips, key=lambda entry: (entry.population + 1) * gap[entry.zip])
        seats.append(seat)
        gap = {entry.zip: min(gap[entry.zip], _apart(entry, seat)) for entry in zips}
    return seats


def _nearest(zips: tuple[Zip, ...], seats: list[Zip]) -> list[tuple[str, ...]]:
    """Gives each seat the ZIPs that are nearer to it than to the others."""
    named: list[list[str]] = [[] for _ in seats]
    for entry in zips:
        nearest = min(range(len(seats)), key=lambda place: _apart(entry, seats[place]))
        named[nearest].append(entry.zip)
    return [tuple(sorted(several)) for several in named]


def _grow(rng: Random, atlas: Atlas, land: Land, areas: list[Area]) -> list[Area]:
    """Lets centers take in free counties of their state that touch theirs, in turn, one each."""
    state = atlas.counties[areas[0].county].state
    chance = 0.25 if state in LEAVES_OUT_MORE else 0.1
    free = {county.fips for county in land.counties[state]} - {area.county for area in areas}
    free -= {
        fips
        for fips in sorted(free)
        if land.people[fips] < UNSERVED_BELOW and rng.random() < chance
    }
    reach = [weighted(rng, REACH) if area.counties else 0 for area in areas]
    held = [list(area.counties) for area in areas]
    growing = True
    while growing:
        growing = False
        for several, most in zip(held, reach, strict=True):
            touching = {near for fips in several for near in atlas.counties[fips].neighbours}
            if len(several) < most and touching & free:
                taken = min(touching & free, key=lambda fips: (-land.people[fips], fips))
                several.append(taken)
                free.remove(taken)
                growing = True
    return [
        area._replace(counties=(area.county, *sorted(several[1:]))) if several else area
        for area, several in zip(areas, held, strict=True)
    ]


def _overlap(rng: Random, atlas: Atlas, land: Land, areas: list[Area]) -> list[Area]:
    """Lets some centers reach into a neighbour's county, whole or by a few ZIPs, as second."""
    served = {fips for area in areas for fips in area.counties}
    overlapping = list(areas)
    order = shuffled(rng, (place for place, area in enumerate(areas) if area.counties))
    for turn, place in enumerate(order[:150]):
        area = areas[place]
        state = atlas.counties[area.county].state
        near = {n for fips in area.counties for n in atlas.counties[fips].neighbours} & served
        # Every fifth looks across its state's line, where a city spans it.
        across = turn % 5 == 0
        near = {n for n in near if (atlas.counties[n].state != state) == across}
        near -= set(area.counties)
        if not near:
            continue
        reached = max(near, key=lambda fips: (land.people[fips], fips))
        if turn % 3 == 2:
            zips = tuple(sorted(entry.zip for entry in land.zips[reached][:3]))
            overlapping[place] = area._replace(zips=tuple(sorted({*area.zips, *zips})))
        else:
            rank = max(area.rank, pick(rng, (1, 2, 2, 3)))
            overlapping[place] = area._replace(counties=(*area.counties, reached), rank=rank)
    return overlapping
