"""Reads the county shapes that the package ships: outlines as SVG paths, for pages that draw maps.

`data/SOURCES.md` says where they come from. Kept apart from the atlas, which calls need and this is not.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from harborline.atlas.store import SHIPPED
from harborline.core.errors import UnusableAtlas

WIDTH, HEIGHT = 1000, 700
"""The size of the drawing of the nation in units."""

FINER = 8
"""How many steps of the finer outlines are one unit."""

_BORDERS = "states"
_LINE = re.compile(r"M(-?\d+) (-?\d+)l([-\d ]*)")
_NUMBER = re.compile(r"-?\d+")


class CountyShapes(NamedTuple):
    """Outlines by county code: `whole` in units, `near` in steps FINER to the unit; and the borders
    between states in both.
    """

    whole: dict[str, str]
    near: dict[str, str]
    borders: str
    near_borders: str


class Box(NamedTuple):
    """A rectangle of the finer drawing, in its steps."""

    left: int
    top: int
    width: int
    height: int


@cache
def county_shapes() -> CountyShapes:
    """Gives the shapes; they are read once. Raises UnusableAtlas when the file is damaged."""
    try:
        text = gzip.decompress((SHIPPED / "shapes.tsv.gz").read_bytes()).decode("ascii")
        rows = [line.split("\t") for line in text.split("\n")[1:-1]]
        whole = {code: outline for code, outline, _ in rows}
        near = {code: outline for code, _, outline in rows}
        return CountyShapes(whole, near, whole.pop(_BORDERS), near.pop(_BORDERS))
    except (OSError, EOFError, zlib.error, ValueError, KeyError) as error:
        raise UnusableAtlas(
            f"The shipped county shapes are damaged ({error}); install harborline again."
        ) from error


def box_around(counties: Iterable[str], margin: float = 0.04) -> Box:
    """Gives the box of the finer drawing that holds the counties, with a margin of its longer side.

    Counties without a shape are left out; without any, the box is the whole drawing.
    """
    near = county_shapes().near
    corners = [corner for county in counties if county in near for corner in _corners(near[county])]
    if not corners:
        return Box(0, 0, WIDTH * FINER, HEIGHT * FINER)
    lefts, tops, rights, bottoms = zip(*corners, strict=True)
    left, top, right, bottom = min(lefts), min(tops), max(rights), max(bottoms)
    air = max(round(margin * max(right - left, bottom - top)), 2)
    return Box(left - air, top - air, right - left + 2 * air, bottom - top + 2 * air)


def _corners(outline: str) -> list[tuple[int, int, int, int]]:
    """Gives the least and the greatest x and y of each ring."""
    found = []
    for start_x, start_y, steps in _LINE.findall(outline):
        x = left = right = int(start_x)
        y = top = bottom = int(start_y)
        numbers = [int(number) for number in _NUMBER.findall(steps)]
        for step_x, step_y in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + step_x, y + step_y
            left, right, top, bottom = min(left, x), max(right, x), min(top, y), max(bottom, y)
        found.append((left, top, right, bottom))
    return found
