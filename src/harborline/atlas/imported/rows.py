"""Reads the rows of the three kinds of table; a row that cannot be used says why."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from harborline.atlas.imported.files import Table
from harborline.atlas.imported.headers import Header, Kind, read_header
from harborline.atlas.tables import Atlas
from harborline.core.errors import UnusableInput
from harborline.core.places import distance_km

HEADER_WITHIN = 20
"""Lines in which a table's header must be found; some begin with a title and a date."""

FARTHEST_KM = 1500
"""From a rate center to its county's interior point: so far reach the Aleutians, but no wrong sign."""


class CodeRow(NamedTuple):
    """Six digits (or seven, with the thousands) are opened in a rate center."""

    digits: int
    state: str
    rate_center: str


class CenterRow(NamedTuple):
    """Where a rate center lies. `county` None: to be found by its point."""

    state: str
    rate_center: str
    name: str
    lat: float
    lon: float
    county: str | None


class Refused(NamedTuple):
    """A row that cannot be used."""

    table: str
    line: int
    reason: str


class NotAssigned(NamedTuple):
    """A row about numbers that nobody has yet: nothing wrong with it, nothing to learn from it."""


_NOT_ASSIGNED = NotAssigned()
_IN_USE = frozenset({"", "AS", "ASSIGNED", "IN SERVICE"})

Row = CodeRow | CenterRow | Refused | NotAssigned


class UnusableRow(Exception):
    """Its text is the reason."""


def open_table(table: Table) -> Header:
    """Gives the header and leaves the lines at the first row; refuses what has no known header."""
    for number, line in table.lines:
        header = read_header(line)
        if header:
            return header
        if number >= HEADER_WITHIN:
            break
    raise UnusableInput(
        f"{table.name} has no header that names a state, a rate center and codes or coordinates;"
        " give a central-office code, thousands-block or rate-center table."
    )


def rows(table: Table, header: Header, atlas: Atlas) -> Iterator[Row]:
    """Gives every row of an opened table, in order; empty lines are none."""
    read = _READERS[header.kind]
    delimiter, columns = header.delimiter, list(header.columns.items())
    for number, line in table.lines:
        if not line.strip():
            continue
        try:
            if '"' in line:
                cells = next(csv.reader([line], delimiter=delimiter, strict=True))
            else:
                cells = line.split(delimiter)
            yield read({name: cells[at].strip() for name, at in columns}, atlas)
        except UnusableRow as error:
            yield Refused(table.name, number, str(error))
        except IndexError:
            yield Refused(table.name, number, "has too few columns")
        except csv.Error as error:
            yield Refused(table.name, number, f"is no row of a table ({error})")


def _code(named: Mapping[str, str], atlas: Atlas) -> Row:
    digits = named.get("npanxx") or named["npa"] + named["nxx"]
    return _assigned(named, digits, 6, atlas)


def _block(named: Mapping[str, str], atlas: Atlas) -> Row:
    digits = named.get("npanxxx")
    if not digits:
        digits = (named.get("npanxx") or named["npa"] + named["nxx"]) + named["x"]
    return _assigned(named, digits, 7, atlas)


def _assigned(named: Mapping[str, str], text: str, length: int, atlas: Atlas) -> Row:
    if named.get("use", "").upper() not in _IN_USE:
        return _NOT_ASSIGNED
    rate_center = named["rate_center"].upper()
    if not rate_center:
        return _NOT_ASSIGNED
    digits = text.replace("-", "").replace(" ", "")
    if len(digits) != length or not digits.isascii() or not digits.isdecimal():
        raise UnusableRow(f'"{text}" is not {length} digits')
    if not is_code(digits):
        raise UnusableRow(f"{text} cannot be an area code and exchange")
    return CodeRow(int(digits), _state(named, atlas), rate_center)


def is_code(digits: str) -> bool:
    """Tells whether six or more digits begin with an NPA-NXX of the numbering plan."""
    return (
        digits[0] >= "2"
        and digits[1] != "9"
        and digits[1:3] != "11"
        and digits[3] >= "2"
        and digits[4:6] != "11"
    )


def _state(named: Mapping[str, str], atlas: Atlas) -> str:
    state = named["state"].upper()
    if state not in atlas.states:
        raise UnusableRow(f'"{named["state"]}" is no state or territory of the US')
    return state


def _center(named: Mapping[str, str], atlas: Atlas) -> Row:
    state = _state(named, atlas)
    rate_center = named["rate_center"].upper()
    if not rate_center:
        raise UnusableRow("names no rate center")
    try:
        lat, lon = float(named["lat"]), float(named["lon"])
    except ValueError as error:
        raise UnusableRow("has no coordinates") from error
    if not (-90 <= lat <= 90 and -180 <= lon <= 180 and (lat or lon)):
        raise UnusableRow(f"lies nowhere ({lat}, {lon})")
    county = _county(named.get("county", ""), lat, lon, atlas)
    name = named.get("full_name") or named["rate_center"]
    return CenterRow(state, rate_center, f"{name}, {state}", round(lat, 4), round(lon, 4), county)


def _county(text: str, lat: float, lon: float, atlas: Atlas) -> str | None:
    if not text:
        return None
    fips = text.zfill(5)
    county = atlas.counties.get(atlas.aliases.get(fips, fips))
    if county is None:
        raise UnusableRow(f'"{text}" is no county code that we know')
    far = distance_km(lat, lon, county.lat, county.lon)
    if far > FARTHEST_KM:
        raise UnusableRow(f"lies {far:.0f} km from its county {fips}")
    return county.fips


_READERS: dict[Kind, Callable[[Mapping[str, str], Atlas], Row]] = {
    Kind.CODES: _code,
    Kind.BLOCKS: _block,
    Kind.RATE_CENTERS: _center,
}
