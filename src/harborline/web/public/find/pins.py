"""A small map of a county: itself, its neighbours, and the centers that may be shown.

Made on the server as one SVG, so that nobody else learns who looked at it. The same is said in words
beside it; it is hidden from assistive technology.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from harborline.atlas.county_shapes import FINER, Box, box_around, county_shapes
from harborline.atlas.projection import FRAMES, MAINLAND, project
from harborline.atlas.tables import County
from harborline.core.errors import UnusableAtlas

_PIN = 0.022
"""Of the longer side of the map."""
_AROUND = 0.35
"""So much of the longer side of the county is shown around it."""
_KEPT = 1024
"""So many counties' maps are kept without their pins: drawing them takes longer than deciding."""


class Pin(NamedTuple):
    """Where a center stands. `number`: as it is numbered in the list beside the map."""

    number: int
    name: str
    lat: float
    lon: float
    is_open: bool


def county_map(county: County, neighbours: Iterable[County], pins: Iterable[Pin]) -> SafeString:
    """Gives the map of a county; empty where its outline is not known."""
    near = tuple(one.fips for one in neighbours)
    try:
        land = _land(county.fips, near)
    except UnusableAtlas:
        return SafeString()
    if land is None:
        return SafeString()
    dots = [_dot(pin, county, land) for pin in pins]
    return mark_safe(  # noqa: S308 -- outlines are our own, every text is escaped
        f"{land.drawn}{''.join(dots)}</svg>"
    )


class _Land(NamedTuple):
    """The map without its pins. `size`: of a pin, in units of the drawing."""

    drawn: str
    box: Box
    size: float


@lru_cache(maxsize=_KEPT)
def _land(fips: str, near: tuple[str, ...]) -> _Land | None:
    outlines = county_shapes().near
    if fips not in outlines:
        return None
    box = box_around([fips], _AROUND)
    paths = [f'<path d="{outlines[one]}"/>' for one in near if one in outlines]
    paths.append(f'<path class="ours" d="{outlines[fips]}"/>')
    view = " ".join(map(str, box))
    opening = f'<svg class="around" viewBox="{view}" aria-hidden="true" focusable="false">'
    drawn = f"{opening}\n{''.join(paths)}"
    return _Land(drawn, box, round(_PIN * max(box.width, box.height), 1))


def _dot(pin: Pin, county: County, land: _Land) -> str:
    """Draws a center inside the box; one that lies beyond it is told in the list alone."""
    box, size = land.box, land.size
    frame = FRAMES.get(county.fips[:2], MAINLAND)
    x, y = (FINER * place for place in project(frame, pin.lon, pin.lat))
    if not (box.left < x < box.left + box.width and box.top < y < box.top + box.height):
        return ""
    kind = "pin open" if pin.is_open else "pin"
    return (
        f'<g class="{kind}"><circle cx="{x:.1f}" cy="{y:.1f}" r="{size * 1.6:.1f}"/>'
        f'<text x="{x:.1f}" y="{y + 0.7 * size:.1f}" font-size="{2 * size:.1f}">{pin.number}</text>'
        f"<title>{escape(pin.name)}</title></g>"
    )
