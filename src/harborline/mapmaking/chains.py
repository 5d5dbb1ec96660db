"""Steps 1 and 2 of the decision for every cell at once: who serves it and who is next closest.

Centers are numbered by id, so the number breaks ties as the id does. Nearest neighbours come
from k-d trees, one pair for each state, because a state line costs kilometres; whatever a tree
cannot settle (ties at its edge) is ordered by looking at every center.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from harborline.core.directory import Center, Rollover, Rules
from harborline.core.places import Precision, distance_tenths
from harborline.mapmaking.cells import Cell
from harborline.mapmaking.distances import chord_of, on_sphere, tenths

if TYPE_CHECKING:
    from harborline.mapmaking.distances import Floats, Ints

MOST_SERVING_BROAD = 3
"""An area code or a state rings at most so many of the centers that serve its people."""
_SPARE = 16
_ID_BITS = 17
_NEVER = 1 << 60


class ChainRow(NamedTuple):
    """How many name the ZIP, how many serve, and the center numbers in order."""

    naming: int
    serving: int
    members: tuple[int, ...]


class Areas(NamedTuple):
    """Which centers name a county or a ZIP, by center number, ascending."""

    counties: dict[str, list[int]]
    zips: dict[str, list[int]]


def areas_of(centers: Sequence[Center]) -> Areas:
    """Turns service areas around: from place to centers."""
    areas = Areas(defaultdict(list), defaultdict(list))
    for number, center in enumerate(centers):
        for fips in center.counties:
            areas.counties[fips].append(number)
        for text in center.zips:
            areas.zips[text].append(number)
    return areas


def chains_of(cells: Sequence[Cell], centers: Sequence[Center], rules: Rules) -> list[ChainRow]:
    """Gives the chain of every cell. `centers` are sorted by id."""
    areas = areas_of(centers)
    serving = [_serving(cell, centers, areas) for cell in cells]
    following = _next_closest(cells, centers, rules, [members for _, members in serving])
    return [
        ChainRow(naming, len(members), (*members, *further))
        for (naming, members), further in zip(serving, following, strict=True)
    ]


def _serving(cell: Cell, centers: Sequence[Center], areas: Areas) -> tuple[int, tuple[int, ...]]:
    if cell.shares:
        return 0, _serving_broad(cell, centers, areas)
    naming = areas.zips.get(cell.zip or "", [])
    county = areas.counties.get(cell.county or "", [])
    if len(naming) + len(county) < 2:  # nothing to order
        return len(naming), (*naming, *county)
    by_zip = _by_rank(cell, centers, naming)
    return len(naming), (*by_zip, *_by_rank(cell, centers, [n for n in county if n not in naming]))


def _by_rank(cell: Cell, centers: Sequence[Center], numbers: list[int]) -> list[int]:
    return sorted(numbers, key=lambda n: (centers[n].rank, _tenths_to(cell, centers[n]), n))


def _serving_broad(cell: Cell, centers: Sequence[Center], areas: Areas) -> tuple[int, ...]:
    share: dict[int, float] = defaultdict(float)
    for fips, part in cell.shares:
        for number in areas.counties.get(fips, ()):
            share[number] += part
    order = sorted(share, key=lambda n: (-round(share[n], 6), _tenths_to(cell, centers[n]), n))
    return tuple(order[:MOST_SERVING_BROAD])


def _tenths_to(cell: Cell, center: Center) -> int:
    if cell.lat is None or cell.lon is None:
        return 0
    return distance_tenths(cell.lat, cell.lon, center.lat, center.lon)


# ---- step 2 -----------------------------------------------------------------------------------


class _Field(NamedTuple):
    """Centers as columns: points in degrees, on the sphere, and the rules."""

    lat: Floats
    lon: Floats
    sphere: Floats
    states: list[str]
    rollover: list[Rollover]
    rules: Rules


def _next_closest(
    cells: Sequence[Cell],
    centers: Sequence[Center],
    rules: Rules,
    serving: Sequence[tuple[int, ...]],
) -> list[tuple[int, ...]]:
    import numpy as np

    if not rules.chain_depth:
        return [()] * len(cells)
    lat = np.array([c.lat for c in centers], dtype=float)
    lon = np.array([c.lon for c in centers], dtype=float)
    states, rollover = [c.state for c in centers], [c.rollover for c in centers]
    field = _Field(lat, lon, on_sphere(lat, lon), states, rollover, rules)
    rows: dict[str | None, list[int]] = defaultdict(list)
    for i, cell in enumerate(cells):
        if cell.lat is not None and cell.precision is not Precision.STATE:
            rows[cell.state].append(i)
    found: list[tuple[int, ...]] = [()] * len(cells)
    for state, numbers in rows.items():
        groups = _groups(field, state)
        points = np.array([(cells[i].lat, cells[i].lon) for i in numbers], dtype=float)
        nearest = _nearest(field, groups, points, [serving[i] for i in numbers])
        for i, members in zip(numbers, nearest, strict=True):
            found[i] = members
    return found


def _groups(field: _Field, state: str | None) -> list[tuple[Ints, int]]:
    """The centers that agreed to a caller of this state, and the tenths that are added to d."""
    import numpy as np

    near = [
        n
        for n, (other, agreed) in enumerate(zip(field.states, field.rollover, strict=True))
        if other == state and agreed is not Rollover.NONE
    ]
    far = [
        n
        for n, (other, agreed) in enumerate(zip(field.states, field.rollover, strict=True))
        if other != state and agreed is Rollover.ANY
    ]
    line = field.rules.state_line_km * 10
    return [(np.array(near, dtype=np.int64), 0), (np.array(far, dtype=np.int64), line)]


def _nearest(
    field: _Field,
    groups: list[tuple[Ints, int]],
    points: Floats,
    serving: list[tuple[int, ...]],
) -> list[tuple[int, ...]]:
    import numpy as np

    depth = field.rules.chain_depth
    keys, horizon = _keys(field, groups, points, depth + _SPARE)
    widest = max((len(members) for members in serving), default=0)
    taken = np.full((len(serving), widest), -1, dtype=np.int64)
    for i, members in enumerate(serving):
        taken[i, : len(members)] = members
    numbers = keys & ((1 << _ID_BITS) - 1)
    for column in range(widest):
        keys[numbers == taken[:, column : column + 1]] = _NEVER
    keys.sort(axis=1)
    keys = keys[:, :depth]
    reach = field.rules.max_km * 10
    settled = ((keys[:, -1] >> _ID_BITS) < horizon) | (horizon > reach)
    for i in np.flatnonzero(~settled).tolist():
        keys[i] = _by_looking_at_all(field, groups, points[i], serving[i])
    counts = (keys < _NEVER).sum(axis=1).tolist()
    rows = (keys & ((1 << _ID_BITS) - 1)).tolist()
    return [tuple(row[:count]) for row, count in zip(rows, counts, strict=True)]


def _keys(
    field: _Field, groups: list[tuple[Ints, int]], points: Floats, wanted: int
) -> tuple[Ints, Ints]:
    """Gives sort keys (figure, number) of candidates and the figure below which none is missing."""
    import numpy as np
    from scipy.spatial import cKDTree

    bound = chord_of(field.rules.max_km + 1)
    spheres = on_sphere(points[:, 0], points[:, 1])
    columns = [np.full((len(points), 1), _NEVER, dtype=np.int64)]
    horizon = np.full(len(points), _NEVER, dtype=np.int64)
    for members, line in groups:
        if not len(members):
            continue
        count = min(wanted, len(members))
        tree = cKDTree(field.sphere[members])
        _, index = tree.query(spheres, k=range(1, count + 1), distance_upper_bound=bound)
        missing = index == len(members)
        numbers = members[np.where(missing, 0, index)]
        figures = _figures(field, points, numbers, line)
        figures[missing] = _NEVER
        if count < len(members):
            horizon = np.minimum(horizon, figures[:, -1])
        columns.append(_sort_keys(field, figures, numbers))
    width = max(0, field.rules.chain_depth - sum(c.shape[1] for c in columns))
    columns.append(np.full((len(points), width), _NEVER, dtype=np.int64))
    return np.concatenate(columns, axis=1), horizon


def _figures(field: _Field, points: Floats, numbers: Ints, line: int) -> Ints:
    return tenths(points[:, :1], points[:, 1:], field.lat[numbers], field.lon[numbers]) + line


def _sort_keys(field: _Field, figures: Ints, numbers: Ints) -> Ints:
    import numpy as np

    within = figures <= field.rules.max_km * 10
    return np.where(within, (figures << _ID_BITS) | numbers, _NEVER)


def _by_looking_at_all(
    field: _Field, groups: list[tuple[Ints, int]], point: Floats, serving: tuple[int, ...]
) -> Ints:
    import numpy as np

    depth = field.rules.chain_depth
    columns = [np.full(depth, _NEVER, dtype=np.int64)]
    for members, line in groups:
        numbers = members[~np.isin(members, serving)][None, :]
        figures = _figures(field, point[None, :], numbers, line)
        columns.append(_sort_keys(field, figures, numbers)[0])
    return np.sort(np.concatenate(columns))[:depth]
