"""A small map of a county: itself, its neighbours, and the centers that may be shown.

Made on the server as one SVG, so that nobody else learns who looked at it. The same is said in words
beside it; it is hidden from assistive technology.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from harborline.atlas.county_shapes import FINER, Box, box_around, county_shapes
from harborline.atlas.projection import FRAMES, MAINLAND, project
from harborline.atlas.tables import County
from harborline.core.errors import UnusableAtlas

_PIN = 0.022
"""Of the longer side of the map."""


class Pin(NamedTuple):
    """Where a center stands. `number`: as it is numbered in the list beside the map."""

    number: int
    name: str
    lat: float
    lon: float
    is_open: bool


def county_map(county: County, neighbours: Iterable[County], pins: Iterable[Pin]) -> SafeString:
    """Gives the map of a county; empty where its outline is not known."""
    try:
        outlines = county_shapes().near
    except UnusableAtlas:
        return SafeString()
    if county.fips not in outlines:
        return SafeString()
    near = [one for one in neighbours if one.fips in outlines]
    box = box_around([county.fips], 0.35)
    paths = [f'<path d="{outlines[one.fips]}"/>' for one in near]
    paths.append(f'<path class="ours" d="{outlines[county.fips]}"/>')
    size = round(_PIN * max(box.width, box.height), 1)
    dots = [_dot(pin, county, box, size) for pin in pins]
    view = " ".join(map(str, box))
    return mark_safe(  # noqa: S308 -- outlines are our own, every text is escaped
        f'<svg class="around" viewBox="{view}" aria-hidden="true" focusable="false">\n'
        f"{''.join(paths)}{''.join(dots)}</svg>"
    )


def _dot(pin: Pin, county: County, box: Box, size: float) -> str:
    """Draws a center inside the box; one that lies beyond it is told in the list alone."""
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
