"""Reads the Census county shapes (a shapefile and its dBase table) without a GIS library's help.

Only two files of one fixed make are read, so this is no general reader.
"""

from __future__ import annotations

import itertools
import struct
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

Ring = tuple[tuple[float, float], ...]

POLYGON = 5
CITY = "25"
"""Legal kind (LSAD) of a city that is its own county, such as Baltimore."""


class Shape(NamedTuple):
    """One county: its code, its legal kind (LSAD) and its rings of (lon, lat)."""

    fips: str
    name: str
    lsad: str
    rings: tuple[Ring, ...]


def read_shapes(base: Path) -> list[Shape]:
    """Gives the counties of `base`.shp and `base`.dbf, in order of code."""
    names = _table((base.with_suffix(".dbf")).read_bytes())
    rings = _outlines((base.with_suffix(".shp")).read_bytes())
    return sorted(
        Shape(row["GEOID"], row["NAME"], row["LSAD"], outline)
        for row, outline in zip(names, rings, strict=True)
    )


def interior_point(shape: Shape) -> tuple[float, float]:
    """Gives (lat, lon) inside the county: its center of mass, or else a point well inside."""
    import shapely

    outline = shapely.build_area(
        shapely.multilinestrings([shapely.linestrings(ring) for ring in shape.rings])
    )
    point = outline.centroid
    if not outline.contains(point):
        largest = max(shapely.get_parts(outline), key=lambda part: float(part.area))
        point = largest.representative_point()
    return round(float(point.y), 4), round(float(point.x), 4)


def neighbours(shapes: list[Shape]) -> dict[str, tuple[str, ...]]:
    """Gives the counties that share a stretch of border; touching at one corner is none."""
    owners: dict[frozenset[tuple[float, float]], set[str]] = defaultdict(set)
    for shape in shapes:
        for ring in shape.rings:
            for edge in itertools.pairwise(ring):
                owners[frozenset(edge)].add(shape.fips)
    beside: dict[str, set[str]] = defaultdict(set)
    for counties in owners.values():
        if len(counties) > 1:
            for fips in counties:
                beside[fips] |= counties - {fips}
    return {fips: tuple(sorted(others)) for fips, others in beside.items()}


def _table(raw: bytes) -> Iterator[dict[str, str]]:
    count, header_size, row_size = struct.unpack("<IHH", raw[4:12])
    fields = [
        (raw[at : at + 11].split(b"\0")[0].decode("ascii"), raw[at + 16])
        for at in range(32, header_size - 1, 32)
    ]
    for number in range(count):
        at = header_size + number * row_size + 1
        row = {}
        for name, size in fields:
            row[name] = raw[at : at + size].decode("utf-8").strip()
            at += size
        yield row


def _outlines(raw: bytes) -> Iterator[tuple[Ring, ...]]:
    at = 100
    while at < len(raw):
        words = struct.unpack(">I", raw[at + 4 : at + 8])[0]
        yield _rings(raw[at + 8 : at + 8 + 2 * words])
        at += 8 + 2 * words


def _rings(record: bytes) -> tuple[Ring, ...]:
    kind, parts, points = *struct.unpack("<i", record[:4]), *struct.unpack("<2i", record[36:44])
    if kind != POLYGON:
        raise ValueError(f"shape kind {kind}, expected {POLYGON}")
    starts = (*struct.unpack(f"<{parts}i", record[44 : 44 + 4 * parts]), points)
    flat = struct.unpack(f"<{2 * points}d", record[44 + 4 * parts : 44 + 4 * parts + 16 * points])
    corners = tuple(zip(flat[::2], flat[1::2], strict=True))
    return tuple(corners[a:b] for a, b in itertools.pairwise(starts))
