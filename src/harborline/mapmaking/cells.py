"""Cells: every distinct origin that a caller can have, numbered for the routing map.

First the atlas's places (six or seven digits give one of them; cell 0 says nothing), then the
ZIPs, then the counties.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from harborline.atlas.tables import Atlas
from harborline.core.places import Precision


class Cell(NamedTuple):
    """One distinct origin: degrees on a grid of 0.0001, codes as in `core.places.Origin`."""

    precision: Precision
    state: str | None
    county: str | None
    lat: float | None
    lon: float | None
    zip: str | None = None
    shares: tuple[tuple[str, float], ...] = ()


def cells_of(atlas: Atlas) -> list[Cell]:
    """Gives all cells in the order in which the routing map numbers them."""
    return [*_places(atlas), *_zips(atlas), *_counties(atlas)]


def first_zip_cell(atlas: Atlas) -> int:
    """Gives the number of the first ZIP's cell; ZIPs follow in ascending order."""
    return len(atlas.places)


def first_county_cell(atlas: Atlas) -> int:
    """Gives the number of the first county's cell; counties follow in ascending order."""
    return len(atlas.places) + len(atlas.zips)


def _places(atlas: Atlas) -> Iterator[Cell]:
    for place in atlas.places:
        yield Cell(
            place.precision, place.state, place.county, place.lat, place.lon, None, place.shares
        )


def _zips(atlas: Atlas) -> Iterator[Cell]:
    for text in sorted(atlas.zips):
        row = atlas.zips[text]
        yield Cell(Precision.ZIP, row.state, row.county, row.lat, row.lon, text)


def _counties(atlas: Atlas) -> Iterator[Cell]:
    for fips in sorted(atlas.counties):
        row = atlas.counties[fips]
        yield Cell(Precision.COUNTY, row.state, fips, row.lat, row.lon)
