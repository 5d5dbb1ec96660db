"""Tells the reports apart by their header, whose names differ from year to year."""

from __future__ import annotations

import csv
from enum import StrEnum
from typing import NamedTuple

DELIMITERS = ("\t", ",", ";", "|")


class Kind(StrEnum):
    """What a table holds."""

    CODES = "central-office codes"
    BLOCKS = "thousands blocks"
    RATE_CENTERS = "rate centers"


NAMES = {
    "state": ("state", "st", "region", "stateprovince"),
    "npa": ("npa", "areacode"),
    "nxx": ("nxx", "cocode", "centralofficecode"),
    "npanxx": ("npanxx",),
    "x": ("x", "block", "blockid", "thousandsblock", "thousandblock", "blocknumber"),
    "npanxxx": ("npanxxx",),
    "rate_center": ("ratecenter", "ratecentre", "rcabbre", "rc", "ratecenterabbreviation"),
    "use": ("use", "status", "blockstatus", "codestatus"),
    "full_name": ("fullname", "ratecentername", "name"),
    "lat": ("lat", "latitude", "rclat"),
    "lon": ("lon", "long", "lng", "longitude", "rclon"),
    "county": ("countyfips", "fips", "countycode"),
}
"""Our name of a column, and the names it goes by, without case, spaces and signs; best first."""


class Header(NamedTuple):
    """A recognised header: the kind of table, where each column is, how cells are parted."""

    kind: Kind
    columns: dict[str, int]
    delimiter: str


def read_header(line: str) -> Header | None:
    """Gives what the line says as a header, None where it is none (a title, a date, a row)."""
    delimiter = max(DELIMITERS, key=line.count)
    cells = next(csv.reader([line], delimiter=delimiter), [])
    at = {_plain(cell): place for place, cell in reversed(list(enumerate(cells)))}
    columns = {
        ours: at[theirs]
        for ours, names in NAMES.items()
        for theirs in reversed(names)
        if theirs in at
    }
    kind = _kind(set(columns))
    return Header(kind, columns, delimiter) if kind else None


def _kind(columns: set[str]) -> Kind | None:
    if not {"state", "rate_center"} <= columns:
        return None
    if {"lat", "lon"} <= columns:
        return Kind.RATE_CENTERS
    code = "npanxx" in columns or {"npa", "nxx"} <= columns
    if "npanxxx" in columns or (code and "x" in columns):
        return Kind.BLOCKS
    return Kind.CODES if code else None


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())
