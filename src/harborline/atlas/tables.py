"""The atlas as values: ZIPs, counties, area codes, and the place of every six digits.

Read from the tables that the package ships, overlaid by what the operator imported.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from harborline.core.places import Precision

CODES = 640_000
"""Six-digit codes NPA-NXX from 200-200 to 999-999; index = (npa - 200) * 800 + (nxx - 200)."""


class Zip(NamedTuple):
    """One five-digit ZIP. `kind`: standard, po_box, unique or military. `population`: people."""

    zip: str
    city: str
    state: str
    county: str | None
    lat: float | None
    lon: float | None
    zone: str | None
    kind: str
    active: bool
    population: int


class County(NamedTuple):
    """One county or its equal. `lat`, `lon`: an interior point. `neighbours`: FIPS codes."""

    fips: str
    name: str
    state: str
    lat: float
    lon: float
    population: int
    neighbours: tuple[str, ...]


class Place(NamedTuple):
    """What six or seven digits say: one place that several codes share.

    `county` is set for rate_center and city; `lat`, `lon` are degrees on a grid of 0.0001, None
    for precision none. `shares`: for area_code and state, counties with their share of the
    people (0 to 1, largest first); empty otherwise. `name`: for people, e.g. "Charlotte, NC".
    """

    precision: Precision
    state: str | None
    county: str | None
    lat: float | None
    lon: float | None
    name: str
    shares: tuple[tuple[str, float], ...] = ()


class CityName(NamedTuple):
    """Another name by which mail finds a city or a part of it, with the counties it lies in."""

    name: str
    state: str
    counties: tuple[str, ...]


class Atlas(NamedTuple):
    """All place tables of one vintage.

    `places[0]` is the place of precision none. `codes[i]` indexes `places` for each six-digit
    code; `blocks` maps seven digits (NPA-NXX-X as an int) to a place index where a code's blocks
    differ. `states` maps a postal code to the place of the whole state. `aliases` maps county
    codes of other vintages to ours.
    """

    zips: dict[str, Zip]
    counties: dict[str, County]
    places: tuple[Place, ...]
    codes: array[int]
    blocks: dict[int, int]
    states: dict[str, Place]
    aliases: dict[str, str]
    source: str
    more_counties: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    more_cities: tuple[CityName, ...] = ()


def code_index(code: int) -> int:
    """Gives the place of six digits NPA-NXX in `Atlas.codes`."""
    npa, nxx = divmod(code, 1000)
    return (npa - 200) * 800 + nxx - 200
