"""Makes the county shapes of the console's maps: projected, thinned, and on a grid of whole units.

Neighbours are thinned together, so that no gap opens between them. Each county has two outlines: one for
the drawing of the nation, and a finer one for the drawing of its state.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from harborline.atlas.build.counties import NOBODY_LIVES_THERE, SPLIT_IN_2019
from harborline.atlas.build.shapes import Ring, Shape
from harborline.atlas.projection import FRAMES, MAINLAND, Frame, project

BORDERS = "states"
"""Stands in place of a county's code before the borders between states."""

CHUGACH_FROM_COPPER_RIVER = (
    *((-150.0, 61.3), (-146.5, 61.3), (-145.6, 61.15)),
    *((-144.5, 61.0), (-143.0, 60.85), (-140.0, 60.4)),
)
"""Along the crest of the Chugach Mountains, (lon, lat), by eye: the shapes are older than the split."""

TOO_FAR_WEST_IN_HAWAII, TOO_FAR_NORTH_IN_THE_MARIANAS = -160.6, 17.0
"""Degrees beyond which islands without people would make their inset too small."""


class Grain(NamedTuple):
    """How fine a drawing is. `grid`: steps of a unit; `thin`: units; `least`: square units of an island."""

    grid: int
    thin: float
    least: float


WHOLE, NEAR = Grain(1, 1.3, 2.0), Grain(8, 0.3, 0.3)


def outline_rows(shapes: Iterable[Shape]) -> Iterator[tuple[str, str, str]]:
    """Gives (code, outline, finer outline) in order of code, and last the borders between states."""
    framed: dict[Frame, dict[str, Any]] = defaultdict(dict)
    for shape in _ours(shapes):
        frame = FRAMES.get(shape.fips[:2], MAINLAND)
        framed[frame][shape.fips] = _polygon(frame, shape.rings)
    whole, near = (_drawn(framed.values(), grain) for grain in (WHOLE, NEAR))
    for fips in sorted(whole):
        yield fips, whole[fips], near[fips]
    mainland = framed[MAINLAND]
    yield BORDERS, _borders(mainland, WHOLE), _borders(mainland, NEAR)


def _ours(shapes: Iterable[Shape]) -> Iterator[Shape]:
    """Gives the shapes of the counties that we have, Valdez-Cordova cut in two."""
    for shape in shapes:
        if shape.fips in NOBODY_LIVES_THERE:
            continue
        if shape.fips == SPLIT_IN_2019:
            yield from _cut(shape)
        else:
            yield shape._replace(rings=tuple(ring for ring in shape.rings if _is_near(shape, ring)))


def _is_near(shape: Shape, ring: Ring) -> bool:
    lon, lat = ring[0]
    if shape.fips.startswith("15"):
        return lon > TOO_FAR_WEST_IN_HAWAII
    return not shape.fips.startswith("69") or lat < TOO_FAR_NORTH_IN_THE_MARIANAS


def _cut(shape: Shape) -> Iterator[Shape]:
    import shapely
    from shapely.ops import split

    southern: list[Ring] = []
    northern: list[Ring] = []
    for part in split(_area(shape.rings), shapely.linestrings(CHUGACH_FROM_COPPER_RIVER)).geoms:
        middle = part.representative_point()
        into = southern if middle.y < _crest(middle.x) else northern
        into += [tuple(ring.coords) for ring in (part.exterior, *part.interiors)]
    yield shape._replace(fips="02063", rings=tuple(southern))
    yield shape._replace(fips="02066", rings=tuple(northern))


def _crest(lon: float) -> float:
    """Gives the latitude of the cut at a longitude."""
    ends = itertools.pairwise(CHUGACH_FROM_COPPER_RIVER)
    west, east = next(pair for pair in ends if lon <= pair[1][0])
    share = (lon - west[0]) / (east[0] - west[0])
    return west[1] + share * (east[1] - west[1])


def _area(rings: Iterable[Iterable[tuple[float, float]]]) -> Any:
    import shapely

    return shapely.build_area(
        shapely.multilinestrings([shapely.linestrings(list(ring)) for ring in rings])
    )


def _polygon(frame: Frame, rings: Iterable[Ring]) -> Any:
    return _area([project(frame, lon, lat) for lon, lat in ring] for ring in rings)


def _thinned(polygons: Mapping[str, Any], grain: Grain) -> dict[str, Any]:
    import shapely

    thinned = shapely.coverage_simplify(list(polygons.values()), grain.thin)
    return dict(zip(polygons, thinned, strict=True))


def _drawn(frames: Iterable[Mapping[str, Any]], grain: Grain) -> dict[str, str]:
    return {
        fips: _path(polygon, grain)
        for polygons in frames
        for fips, polygon in _thinned(polygons, grain).items()
    }


def _path(polygon: Any, grain: Grain) -> str:
    """Gives the outline as an SVG path; small islands are left out, and never the largest part."""
    import shapely

    parts = sorted(shapely.get_parts(polygon), key=lambda part: -float(part.area))
    kept = [part for i, part in enumerate(parts) if not i or part.area >= grain.least]
    rings = [ring for part in kept for ring in (part.exterior, *part.interiors)]
    lines = [_on_grid(ring.coords[:-1], grain.grid) for ring in rings]
    drawn = [line for line in lines if len(line) > 2]
    return "".join(f"{_steps(line)}z" for line in drawn or [_square(lines[0][0])])


def _square(corner: tuple[int, int]) -> list[tuple[int, int]]:
    """The least that can be seen, for a county smaller than the grid."""
    x, y = corner
    return [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]


def _borders(polygons: Mapping[str, Any], grain: Grain) -> str:
    import shapely

    thinned = _thinned(polygons, grain)
    states: dict[str, list[Any]] = defaultdict(list)
    for fips, polygon in thinned.items():
        states[fips[:2]].append(polygon)
    whole = [shapely.coverage_union_all(counties) for counties in states.values()]
    coast = shapely.coverage_union_all(list(thinned.values())).boundary
    lines = shapely.line_merge(shapely.union_all([state.boundary for state in whole]) - coast)
    drawn = (_on_grid(line.coords, grain.grid) for line in shapely.get_parts(lines))
    return "".join(_steps(line) for line in drawn if len(line) > 1)


def _on_grid(points: Iterable[tuple[float, float]], grid: int) -> list[tuple[int, int]]:
    """Gives the points in whole steps, each unlike the one before it."""
    found: list[tuple[int, int]] = []
    for x, y in points:
        point = (round(x * grid), round(y * grid))
        if not found or found[-1] != point:
            found.append(point)
    return found


def _steps(points: list[tuple[int, int]]) -> str:
    """Gives a line as `M` to its first point and `l` by the steps from each to the next."""
    (x, y), text = points[0], ""
    start = f"M{x} {y}l"
    for to_x, to_y in points[1:]:
        for step in (to_x - x, to_y - y):
            text += f"{step}" if step < 0 or not text else f" {step}"
        x, y = to_x, to_y
    return start + text
