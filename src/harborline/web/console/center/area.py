"""Our service area: its counties by name and its ZIPs, and a map of the counties around."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.http import HttpResponse

from harborline.atlas.county_shapes import Box, box_around, county_shapes
from harborline.atlas.tables import Atlas, County
from harborline.core.errors import HarborlineError
from harborline.web.console.center.asking import CenterRequest, page
from harborline.web.site.ports import site_ports


class Outline(NamedTuple):
    """A county as the map draws it. `kind`: ours or around, its class in the style sheet."""

    name: str
    kind: str
    path: str


class Picture(NamedTuple):
    """A map: what its SVG holds, and the box that it shows."""

    box: Box
    outlines: tuple[Outline, ...]
    borders: str
    stroke: int


class Served(NamedTuple):
    """The counties of one state that the center serves."""

    state: str
    counties: tuple[str, ...]


def show(request: CenterRequest) -> HttpResponse:
    """Shows the area as a map and in words."""
    ours = [row.fips for row in request.center.counties.all()]
    zips = [row.zip for row in request.center.zips.all()]
    try:
        atlas = site_ports().atlas()
        found = {"served": served(ours, atlas), "picture": picture(ours, atlas)}
    except HarborlineError:
        found = {"served": [Served("", tuple(ours))] if ours else [], "picture": None}
    return page(request, "area.html", found | {"zips": zips, "count": len(ours)})


def served(ours: Iterable[str], atlas: Atlas) -> list[Served]:
    """Gives the counties by state, in order of name; a code that nobody knows stands as it is."""
    by_state: dict[str, list[str]] = {}
    for fips in ours:
        county = atlas.counties.get(fips)
        by_state.setdefault(county.state if county else "", []).append(
            county.name if county else fips
        )
    return [Served(state, tuple(sorted(names))) for state, names in sorted(by_state.items())]


def picture(ours: Iterable[str], atlas: Atlas) -> Picture | None:
    """Draws the counties of the area and those next to them; None where none of them has a shape."""
    shapes = county_shapes()
    own = {fips for fips in ours if fips in shapes.near and fips in atlas.counties}
    if not own:
        return None
    around = {next_to for fips in own for next_to in atlas.counties[fips].neighbours} - own
    drawn = [
        *((fips, "around") for fips in sorted(around)),
        *((fips, "ours") for fips in sorted(own)),
    ]
    outlines = tuple(
        Outline(_name(atlas.counties[fips]), kind, shapes.near[fips])
        for fips, kind in drawn
        if fips in shapes.near and fips in atlas.counties
    )
    box = box_around(own | around)
    return Picture(box, outlines, shapes.near_borders, max(box.width, box.height) // 300 or 1)


def _name(county: County) -> str:
    return f"{county.name}, {county.state}"
