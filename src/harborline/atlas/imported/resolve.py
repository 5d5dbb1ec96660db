"""Decides where each code lies, once all rows are read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from harborline.atlas.imported.rows import CenterRow, CodeRow
from harborline.atlas.names import main_county, middle, plain_city
from harborline.atlas.tables import Atlas, Place, Zip, code_index
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
    book = _Book(collected.centers, atlas)
    codes = {code: book.place(center, code) for code, center in collected.codes.items()}
    split: dict[int, Place | None] = {}
    for code, centers in collected.blocks.items():
        blocks = {block: book.place(center, code) for block, center in centers.items()}
        votes = Counter(place for place in blocks.values() if place)
        if not votes:
            codes.setdefault(code, None)
            continue
        codes[code] = min(votes, key=lambda place: (-votes[place], _order(place)))
        if {*blocks.values()} != {codes[code]}:
            split.update((code * 10 + block, place) for block, place in blocks.items())
    return _numbered(codes, split)


def _numbered(codes: dict[int, Place | None], split: dict[int, Place | None]) -> Tables:
    used = {place for place in (*codes.values(), *split.values()) if place}
    places = sorted(used, key=_order)
    number: dict[Place | None, int] = {place: at for at, place in enumerate(places, 1)}
    number[None] = AS_SHIPPED
    return Tables(
        tuple(places),
        {code: number[codes[code]] for code in sorted(codes)},
        {block: number[split[block]] for block in sorted(split)},
    )


def _order(place: Place) -> tuple[str, str, str, float, float]:
    return (
        place.name,
        place.state or "",
        place.county or "",
        place.lat or 0.0,
        place.lon or 0.0,
    )


class _Book:
    """Finds the place of a rate center: by its own point, else as a city of that name.

    A city is believed only if its county is one of the area code's: names come twice in a state.
    """

    def __init__(self, centers: dict[RateCenter, CenterRow], atlas: Atlas) -> None:
        self._centers = centers
        self._atlas = atlas
        self._found: dict[RateCenter, Place | None] = {}

    @cached_property
    def _cities(self) -> dict[tuple[str, str], list[Zip]]:
        found: dict[tuple[str, str], list[Zip]] = defaultdict(list)
        for row in self._atlas.zips.values():
            if row.county and row.lat is not None:
                found[row.state, plain_city(row.city)].append(row)
        return found

    @cached_property
    def _tiles(self) -> dict[tuple[int, int], list[Zip]]:
        found: dict[tuple[int, int], list[Zip]] = defaultdict(list)
        for row in self._atlas.zips.values():
            if row.county and row.lat is not None and row.lon is not None:
                found[round(row.lat), round(row.lon)].append(row)
        return found

    @cached_property
    def _area_codes(self) -> dict[int, set[str]]:
        return _counties_of_area_codes(self._atlas)

    def place(self, center: RateCenter, code: int) -> Place | None:
        if center not in self._found:
            self._found[center] = self._find(center)
        place = self._found[center]
        if place and place.precision is Precision.CITY:
            known = self._area_codes.get(code // 1000)
            return place if known is None or place.county in known else None
        return place

    def _find(self, center: RateCenter) -> Place | None:
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


def _counties_of_area_codes(atlas: Atlas) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for npa in range(200, 1000):
        first = code_index(npa * 1000 + 200)
        for number in set(atlas.codes[first : first + 800]):
            if atlas.places[number].precision is Precision.AREA_CODE:
                found[npa] = {fips for fips, _ in atlas.places[number].shares}
    return found
