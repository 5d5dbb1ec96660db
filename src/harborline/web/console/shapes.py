"""Draws counties as one SVG: no script, no style of its own, nothing from elsewhere.

Colours come from `site/map.css` by class. The picture is hidden from assistive technology: each page
says the same in a table below it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from harborline.atlas.county_shapes import HEIGHT, WIDTH, box_around, county_shapes

INSETS = (
    *(("AK", 60, 560), ("HI", 300, 575), ("PR", 650, 690), ("VI", 770, 690)),
    *(("GU", 900, 560), ("MP", 965, 545), ("AS", 880, 690)),
)
"""Where the names of what lies far away stand, in units of the drawing."""


class Painted(NamedTuple):
    """A county as it is shown. `css`: its class; `title`: what pointing at it says."""

    fips: str
    state: str
    css: str
    title: str


def picture(counties: Iterable[Painted], *, near: bool = False, link: str = "") -> SafeString:
    """Gives an SVG of the counties; one without a shape is left out.

    `near`: drawn finely in a box around them; otherwise on the map of the nation, where each state is a
    link to `link` (escaped already) followed by its code.
    """
    shapes = county_shapes()
    outlines = shapes.near if near else shapes.whole
    drawn = [one for one in counties if one.fips in outlines]
    parts = []
    for state, group in groupby(drawn, key=lambda one: one.state):
        paths = "\n".join(
            f'<path class="{one.css}" d="{outlines[one.fips]}"><title>{escape(one.title)}</title></path>'
            for one in group
        )
        parts.append(
            paths if near else f'<a href="{link}{escape(state)}" tabindex="-1">\n{paths}</a>'
        )
    if near:
        box = " ".join(map(str, box_around(one.fips for one in drawn)))
    else:
        box = f"0 0 {WIDTH} {HEIGHT}"
        there = {one.state for one in drawn}
        parts.append(f'<path class="borders" d="{shapes.borders}"/>')
        parts += [f'<text x="{x}" y="{y}">{name}</text>' for name, x, y in INSETS if name in there]
    return mark_safe(  # noqa: S308 -- outlines are our own, classes ours, every text escaped
        f'<svg class="map picture" viewBox="{box}" aria-hidden="true">\n{"".join(parts)}</svg>'
    )
