"""County shapes for the peer that thinks in polygons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from math import hypot
from pathlib import Path
from typing import NamedTuple

from harborline.atlas.build.shapes import Ring, read_shapes
from harborline.atlas.tables import County

Rings = Sequence[Sequence[tuple[float, float]]]
CENSUS = "Census county shapes, 1:500,000 (plotly-geo)"
BOXES = "boxes around each county's interior point, half-way to the nearest other"


class Outline(NamedTuple):
    """One county's rings of (lon, lat), to be read by the even-odd rule."""

    fips: str
    rings: Rings

    def as_text(self) -> str:
        """Gives the rings as the lines of a MULTILINESTRING in well-known text."""
        rings = (",".join(f"{lon!r} {lat!r}" for lon, lat in ring) for ring in self.rings)
        return f"MULTILINESTRING({','.join(f'({ring})' for ring in rings)})"


def outlines(counties: Sequence[County]) -> tuple[str, list[Outline]]:
    """Gives what the shapes are, and the shapes: real ones if the atlas's build extra is there."""
    spec = find_spec("_plotly_geo")
    if spec is not None and spec.submodule_search_locations:
        folder = Path(spec.submodule_search_locations[0]) / "package_data"
        shapes = read_shapes(folder / "cb_2016_us_county_500k")
        return CENSUS, [Outline(shape.fips, shape.rings) for shape in shapes]
    return BOXES, list(_boxes(counties))


def _boxes(counties: Sequence[County]) -> Iterator[Outline]:
    for county in counties:
        reach = min(
            hypot(county.lat - other.lat, county.lon - other.lon)
            for other in counties
            if other is not county
        )
        yield Outline(county.fips, (_box(county, reach / 2),))


def _box(county: County, half: float) -> Ring:
    west, east = county.lon - half, county.lon + half
    south, north = county.lat - half, county.lat + half
    return ((west, south), (east, south), (east, north), (west, north), (west, south))
