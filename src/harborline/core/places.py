"""Where a caller may be, and how sure we are: ZIP, county, state, point, precision.

Values and one formula. No tables live here: facts of geography come from the atlas
by way of the routing map.
"""

from __future__ import annotations

from enum import StrEnum
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

EARTH_RADIUS_KM = 6371.0088
"""Mean radius R1 of the GRS 80 ellipsoid (Moritz, Geodetic Reference System 1980)."""

KM_PER_MILE = 1.609344
"""The international mile of 1959, exactly (NIST Special Publication 811, appendix B)."""


class Precision(StrEnum):
    """How exact a location is, best first."""

    ZIP = "zip"
    COUNTY = "county"
    RATE_CENTER = "rate_center"
    CITY = "city"
    AREA_CODE = "area_code"
    STATE = "state"
    NONE = "none"


class Source(StrEnum):
    """Which evidence gave the location."""

    ZIP = "zip"
    COUNTY = "county"
    PREFIX = "prefix"
    NONE = "none"


class Origin(NamedTuple):
    """What we know of where a caller is.

    `zip` is five digits, `county` a five-digit FIPS code, `state` a two-letter postal code.
    `lat` and `lon` are degrees on a grid of 0.0001. `cell` indexes the routing map that gave
    this origin and means nothing to any other map.
    """

    zip: str | None
    county: str | None
    state: str | None
    lat: float | None
    lon: float | None
    precision: Precision
    source: Source
    cell: int


def distance_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Gives the great-circle distance of two points in kilometres (haversine formula)."""
    phi_a, phi_b = radians(lat_a), radians(lat_b)
    half_lat = sin((phi_b - phi_a) / 2)
    half_lon = sin(radians(lon_b - lon_a) / 2)
    chord = half_lat * half_lat + cos(phi_a) * cos(phi_b) * half_lon * half_lon
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(chord)))


def distance_tenths(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> int:
    """Gives the great-circle distance rounded to 0.1 km, counted in tenths of a kilometre."""
    return round(distance_km(lat_a, lon_a, lat_b, lon_b) * 10)
