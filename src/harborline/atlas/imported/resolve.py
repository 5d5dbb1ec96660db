"""Decides where each code lies, once all rows are read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from harborline.atlas.imported.rows import CenterRow, CodeRow
from harborline.atlas.names import main_county, middle, plain_city
from harborline.atlas.tables import Atlas, Place, Zip
from harborline.core.places import Precision, distance_km

NEAREST_ZIP_KM = 50
"""A rate center without a county has that of the nearest ZIP, if one is as near as this."""

AS_SHIPPED = 0
"""Number of the place that the shipped tables give a code."""

RateCenter = tuple[str, str]
"""State and the abbreviation that the numbering administrator uses."""


class Tables(NamedTuple):
    """Imported places, numbered from 1, and which code or block (digits) has which.

    `codes` holds every code that the files assign, AS_SHIPPED where its rate center has no point;
    `blocks` only those of codes whose blocks differ.
    """

    places: tuple[Place, ...]
    codes: dict[int, int]
    blocks: dict[int, int]


class Collected:
    """Everything that was read, gathered as it comes."""

    def __init__(self) -> None:
        self.centers: dict[RateCenter, CenterRow] = {}
        self.codes: dict[int, RateCenter] = {}
        self.blocks: dict[int, dict[int, RateCenter]] = defaultdict(dict)
        self._same: dict[RateCenter, RateCenter] = {}

    def add(self, row: CodeRow | CenterRow) -> None:
        """Takes a row; of several that speak of the same thing the first counts."""
        key = self._same.setdefault((row.state, row.rate_center), (row.state, row.rate_center))
        if isinstance(row, CenterRow):
            self.centers.setdefault(key, row)
        elif row.digits >= 1_000_000:
            code, block = divmod(row.digits, 10)
            self.blocks[code].setdefault(block, key)
        else:
            self.codes.setdefault(row.digits, key)


def resolve(collected: Collected, atlas: Atlas) -> Tables:
    """Gives the place of every code whose rate center has a point, or a city's name.

    A code has the place that most of its blocks share; of equals, the smallest name. Blocks that
    differ have their own; those whose rate center is unknown stay as shipped.
    """
    named = {*collected.codes.values()}
    for blocks in collected.blocks.values():
        named.update(blocks.values())
    book = _Book(collected.centers, atlas)
    found = {center: place for center in sorted(named) if (place := book.place(center))}
    places = sorted({*found.values()}, key=_order)
    number = {place: at for at, place in enumerate(places, 1)}
    where = {center: number[place] for center, place in found.items()}

    codes = {code: where.get(center, AS_SHIPPED) for code, center in collected.codes.items()}
    split: dict[int, int] = {}
    for code, blocks in collected.blocks.items():
        votes = Counter(where[center] for center in blocks.values() if center in where)
        if not votes:
            codes.setdefault(code, AS_SHIPPED)
            continue
        codes[code] = min(votes, key=lambda place: (-votes[place], places[place - 1].name))
        if {where.get(center, AS_SHIPPED) for center in blocks.values()} != {codes[code]}:
            for block, center in blocks.items():
                split[code * 10 + block] = where.get(center, AS_SHIPPED)
    return Tables(tuple(places), dict(sorted(codes.items())), dict(sorted(split.items())))


def _order(place: Place) -> tuple[str, str, str, float, float]:
    return (
        place.state or "",
        place.name,
        place.county or "",
        place.lat or 0.0,
        place.lon or 0.0,
    )


class _Book:
    """Finds the place of a rate center: by its own point, else as a city of that name."""

    def __init__(self, centers: dict[RateCenter, CenterRow], atlas: Atlas) -> None:
        self._centers = centers
        self._cities: dict[tuple[str, str], list[Zip]] = defaultdict(list)
        self._tiles: dict[tuple[int, int], list[Zip]] = defaultdict(list)
        for row in atlas.zips.values():
            if row.county and row.lat is not None and row.lon is not None:
                self._cities[row.state, plain_city(row.city)].append(row)
                self._tiles[round(row.lat), round(row.lon)].append(row)

    def place(self, center: RateCenter) -> Place | None:
        row = self._centers.get(center)
        county = row and (row.county or self._county_at(row.lat, row.lon))
        if row and county:
            return Place(Precision.RATE_CENTER, row.state, county, row.lat, row.lon, row.name)
        return self._city(*center)

    def _city(self, state: str, name: str) -> Place | None:
        homes = self._cities.get((state, plain_city(name)), [])
        county = main_county(homes)
        if not county:
            return None
        city = max(homes, key=lambda home: (home.population, home.zip)).city
        return Place(Precision.CITY, state, county, *middle(homes), f"{city}, {state}")

    def _county_at(self, lat: float, lon: float) -> str | None:
        near = [
            (distance_km(lat, lon, row.lat or 0.0, row.lon or 0.0), row.zip, row.county)
            for row in self._around(lat, lon)
        ]
        km, _, county = min(near, default=(NEAREST_ZIP_KM + 1.0, "", None))
        return county if km <= NEAREST_ZIP_KM else None

    def _around(self, lat: float, lon: float) -> Iterator[Zip]:
        for north in (-1, 0, 1):
            for east in (-1, 0, 1):
                yield from self._tiles.get((round(lat) + north, round(lon) + east), ())
