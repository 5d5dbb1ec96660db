"""Joins the postal list with county codes and people: one row for every ZIP of either."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from zoneinfo import available_timezones

from harborline.atlas.build.packages import CensusZip, PostalZip
from harborline.atlas.build.shapes import CITY, Shape
from harborline.atlas.tables import County, Zip

KINDS = {
    "STANDARD": "standard",
    "Standard": "standard",
    "PO BOX": "po_box",
    "PO_Box": "po_box",
    "UNIQUE": "unique",
    "Unique": "unique",
    "MILITARY": "military",
    "Military": "military",
}

STATE_OF_FIPS = dict(
    pair.split(":")
    for pair in [
        "01:AL",
        "02:AK",
        "04:AZ",
        "05:AR",
        "06:CA",
        "08:CO",
        "09:CT",
        "10:DE",
        "11:DC",
        "12:FL",
        "13:GA",
        "15:HI",
        "16:ID",
        "17:IL",
        "18:IN",
        "19:IA",
        "20:KS",
        "21:KY",
        "22:LA",
        "23:ME",
        "24:MD",
        "25:MA",
        "26:MI",
        "27:MN",
        "28:MS",
        "29:MO",
        "30:MT",
        "31:NE",
        "32:NV",
        "33:NH",
        "34:NJ",
        "35:NM",
        "36:NY",
        "37:NC",
        "38:ND",
        "39:OH",
        "40:OK",
        "41:OR",
        "42:PA",
        "44:RI",
        "45:SC",
        "46:SD",
        "47:TN",
        "48:TX",
        "49:UT",
        "50:VT",
        "51:VA",
        "53:WA",
        "54:WV",
        "55:WI",
        "56:WY",
        "60:AS",
        "66:GU",
        "69:MP",
        "72:PR",
        "78:VI",
    ]
)

_ZONES = available_timezones()
_ENDINGS = (" county", " parish", " borough", " census area", " municipio", " municipality")


def join_zips(
    postal: Iterable[PostalZip], census: Iterable[CensusZip], shapes: Iterable[Shape]
) -> list[Zip]:
    """Gives every ZIP of both lists, in order; the county named by people's data comes first."""
    known = {row.zip: row for row in census}
    by_name = _counties_by_name(shapes)
    joined = [_join(row, known.pop(row.zip, None), by_name) for row in postal]
    joined.extend(_census_only(row) for row in known.values())
    return sorted(joined)


def _join(postal: PostalZip, census: CensusZip | None, by_name: dict[tuple[str, str], str]) -> Zip:
    kind = KINDS[postal.kind]
    named = by_name.get((postal.state, plain_county(postal.county)))
    county = census.county if census and census.county else named
    lat, lon = _point(postal.lat, postal.lon)
    if census and census.lat is not None and census.lon is not None:
        lat, lon = _point(census.lat, census.lon)
    if kind == "military":
        lat = lon = None
    zone = _zone(postal.zone) or _zone(census.zone if census else "")
    people = census.population if census else 0
    return Zip(
        postal.zip, postal.city, postal.state, county, lat, lon, zone, kind, postal.active, people
    )


def split_zips(
    postal: Iterable[PostalZip],
    zips: Iterable[Zip],
    shapes: Iterable[Shape],
    counties: Mapping[str, County],
) -> dict[str, tuple[str, ...]]:
    """Gives the ZIPs that the two lists place in different counties beside each other, with the other one.

    Where the counties do not touch, one list is wrong, and the ZIP's own county stands alone.
    """
    own, by_name = {row.zip: row.county for row in zips}, _counties_by_name(shapes)
    found = {}
    for row in postal:
        county, named = own[row.zip], by_name.get((row.state, plain_county(row.county)))
        if county and named and named != county and named in counties[county].neighbours:
            found[row.zip] = (named,)
    return dict(sorted(found.items()))


def _census_only(row: CensusZip) -> Zip:
    """A ZIP that the postal list no longer holds is inactive."""
    kind = KINDS[row.kind]
    lat, lon = (None, None) if kind == "military" else _point(row.lat, row.lon)
    zone = _zone(row.zone)
    return Zip(
        row.zip, row.city, row.state, row.county, lat, lon, zone, kind, False, row.population
    )


def _zone(name: str) -> str | None:
    """The postal list calls the zone of 99634 Napakiak, which is a village."""
    return name if name in _ZONES else None


def _point(lat: float | None, lon: float | None) -> tuple[float | None, float | None]:
    if lat is None or lon is None or (lat == 0 and lon == 0):
        return None, None
    return round(lat, 4), round(lon, 4)


def plain_county(name: str) -> str:
    """Gives a county's name as the postal list and the Census both would write it.

    A city that is its own county keeps the word "city", so Baltimore is not Baltimore.
    """
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    for ending in _ENDINGS:
        plain = plain.removesuffix(ending)
    words = ("st" if word in ("saint", "st.") else word for word in plain.split())
    return "".join(words).replace(".", "").replace("'", "")


def _counties_by_name(shapes: Iterable[Shape]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for shape in shapes:
        state = STATE_OF_FIPS[shape.fips[:2]]
        name = plain_county(shape.name)
        if shape.lsad == CITY and not name.endswith("city"):
            name += "city"
        found[state, name] = shape.fips
    return found
