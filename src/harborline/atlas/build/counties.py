"""Makes the county table: our vintage of codes, interior points, people, neighbours."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from harborline.atlas.build.shapes import CITY, Shape, interior_point, neighbours
from harborline.atlas.build.zips import STATE_OF_FIPS
from harborline.atlas.tables import County, Zip

NOBODY_LIVES_THERE = frozenset({"60030", "60040"})
"""Rose Island and Swains Island: no ZIP, no people."""

SPLIT_IN_2019 = "02261"
"""Valdez-Cordova, of which the State of Alaska made the two that follow."""

CHUGACH = County("02063", "Chugach", "AK", 0, 0, 0, ("02020", "02066", "02122", "02170", "02282"))
COPPER_RIVER = County("02066", "Copper River", "AK", 0, 0, 0, ("02063", "02170", "02240", "02282"))


def make_counties(shapes: list[Shape], zips: list[Zip]) -> dict[str, County]:
    """Gives the counties in order of code; people are those of the ZIPs that name the county."""
    people: Counter[str] = Counter()
    for row in zips:
        if row.county:
            people[row.county] += row.population
    beside = _after_the_split(neighbours(shapes))
    shared = _shared_names(shapes)
    made = list(_chugach_and_copper_river(zips))
    for shape in shapes:
        if shape.fips in NOBODY_LIVES_THERE or shape.fips == SPLIT_IN_2019:
            continue
        state = STATE_OF_FIPS[shape.fips[:2]]
        city = shape.lsad == CITY and (state, shape.name) in shared
        name = f"{shape.name} city" if city else shape.name
        lat, lon = interior_point(shape)
        made.append(County(shape.fips, name, state, lat, lon, 0, beside.get(shape.fips, ())))
    return {county.fips: county._replace(population=people[county.fips]) for county in sorted(made)}


def _shared_names(shapes: Iterable[Shape]) -> set[tuple[str, str]]:
    """Gives the names that two counties of a state bear, such as Baltimore."""
    count = Counter((STATE_OF_FIPS[shape.fips[:2]], shape.name) for shape in shapes)
    return {key for key, times in count.items() if times > 1}


def _chugach_and_copper_river(zips: list[Zip]) -> Iterable[County]:
    """The shapes are older than the split: each half lies where most of its people live."""
    for half in (CHUGACH, COPPER_RIVER):
        seat = max(
            (row for row in zips if row.county == half.fips and row.lat is not None),
            key=lambda row: row.population,
        )
        yield half._replace(lat=seat.lat or 0.0, lon=seat.lon or 0.0)


def _after_the_split(beside: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Gives the neighbours with each half in place of the whole, where that half touches."""
    halves: dict[str, set[str]] = defaultdict(set)
    for half in (CHUGACH, COPPER_RIVER):
        for fips in half.neighbours:
            halves[fips].add(half.fips)
    return {
        fips: tuple(sorted({*others, *halves[fips]} - {SPLIT_IN_2019}))
        if SPLIT_IN_2019 in others
        else others
        for fips, others in beside.items()
    }
