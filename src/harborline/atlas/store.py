"""Loads the atlas: the tables that the package ships, overlaid by what the operator imported.

Standard library only and lean, because `map compile` waits for it.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from array import array
from functools import cache
from pathlib import Path

from harborline.atlas.aliases import COUNTY_ALIASES
from harborline.atlas.imported.keep import read_kept
from harborline.atlas.overlay import overlay
from harborline.atlas.tables import CODES, Atlas, CityName, County, Place, Zip, code_index
from harborline.core.errors import UnusableAtlas
from harborline.core.places import Precision

SHIPPED = Path(__file__).parent / "data"

_CODES_OF = {3: 800, 4: 100, 5: 10, 6: 1}
"""How many six-digit codes begin with so many digits."""


def load(folder: Path | None = None) -> Atlas:
    """Gives the atlas; `folder` may hold tables that `harborline atlas import` wrote.

    A folder that is missing or holds none gives the shipped tables. Raises UnusableAtlas when a
    table is damaged or of another make.
    """
    shipped = _shipped()
    kept = read_kept(folder) if folder else None
    return overlay(shipped, kept) if kept else shipped._replace(codes=shipped.codes[:], blocks={})


@cache
def _shipped() -> Atlas:
    try:
        zips = _zips(_columns("zips.tsv.gz", Zip._fields))
        counties = _counties(_columns("counties.tsv.gz", County._fields))
        places = _places(_columns("places.tsv.gz", Place._fields))
        codes = _codes(_columns("codes.tsv.gz", ("prefix", "place")))
        splits = _splits(_columns("splits.tsv.gz", ("zip", "counties")))
        cities = _cities(_columns("cities.tsv.gz", CityName._fields))
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise UnusableAtlas(
            f"The shipped place tables are damaged ({error}); install harborline again."
        ) from error
    states = {p.state: p for p in places if p.precision is Precision.STATE and p.state}
    aliases, source = COUNTY_ALIASES, _source()
    return Atlas(zips, counties, places, codes, {}, states, aliases, source, splits, cities)


def _source() -> str:
    """Names the shipped tables that a map is made of by their content, so that two vintages can be told apart."""
    digest = hashlib.sha256()
    for name in ("zips", "counties", "places", "codes"):
        digest.update((SHIPPED / f"{name}.tsv.gz").read_bytes())
    return f"shipped tables {digest.hexdigest()[:12]}"


def _columns(name: str, header: tuple[str, ...]) -> list[tuple[str, ...]]:
    text = gzip.decompress((SHIPPED / name).read_bytes()).decode("utf-8")
    lines = text.split("\n")
    if tuple(lines[0].split("\t")) != header:
        raise ValueError(f"{name} has other columns")
    return list(zip(*(line.split("\t") for line in lines[1:-1]), strict=True))


def _zips(columns: list[tuple[str, ...]]) -> dict[str, Zip]:
    codes, cities, states, counties, lats, lons, zones, kinds, active, people = columns
    rows = map(
        Zip,
        codes,
        cities,
        states,
        [county or None for county in counties],
        _degrees(lats),
        _degrees(lons),
        [zone or None for zone in zones],
        kinds,
        map(bool, active),
        [int(count or 0) for count in people],
    )
    return dict(zip(codes, rows, strict=True))


def _counties(columns: list[tuple[str, ...]]) -> dict[str, County]:
    fips, names, states, lats, lons, people, beside = columns
    rows = map(
        County,
        fips,
        names,
        states,
        map(float, lats),
        map(float, lons),
        map(int, people),
        [tuple(others.split()) for others in beside],
    )
    return dict(zip(fips, rows, strict=True))


def _places(columns: list[tuple[str, ...]]) -> tuple[Place, ...]:
    kinds, states, counties, lats, lons, names, shares = columns
    return tuple(
        map(
            Place,
            map(Precision, kinds),
            [state or None for state in states],
            [county or None for county in counties],
            _degrees(lats),
            _degrees(lons),
            names,
            map(_shares, shares),
        )
    )


def _splits(columns: list[tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    zips, counties = columns
    return {code: tuple(others.split()) for code, others in zip(zips, counties, strict=True)}


def _cities(columns: list[tuple[str, ...]]) -> tuple[CityName, ...]:
    names, states, counties = columns
    return tuple(map(CityName, names, states, [tuple(others.split()) for others in counties]))


def _degrees(texts: tuple[str, ...]) -> list[float | None]:
    return [float(text) if text else None for text in texts]


def _shares(text: str) -> tuple[tuple[str, float], ...]:
    return tuple((pair[:5], float(pair[6:])) for pair in text.split())


def _codes(columns: list[tuple[str, ...]]) -> array[int]:
    """Fills the table from prefixes of 3 to 6 digits; longer ones come later and win."""
    codes = array("H", bytes(2 * CODES))
    prefixes, places = columns
    for prefix, place in zip(prefixes, map(int, places), strict=True):
        last = code_index(int(prefix.ljust(6, "9")))
        first = last - _CODES_OF[len(prefix)] + 1
        codes[first : last + 1] = array("H", (place,)) * (last - first + 1)
    return codes
