"""Where callers are and what their evidence says: people by ZIP, and the places that six digits name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from harborline.core.errors import UnusableInput
from harborline.core.map_format import NONE_U8, NONE_U16
from harborline.core.places import Precision
from harborline.core.routing_map import PRECISIONS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from harborline.atlas.tables import Atlas
    from harborline.core.routing_map import RoutingMap

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

NOWHERE = -1


class Land(NamedTuple):
    """ZIPs with people, sorted by zone; counties and states by their numbers in the map.

    `bounds`: ZIPs of zone z stand from bounds[z] to bounds[z + 1]. `cell`: of the ZIP. `county_of`,
    `state_of`: of each cell, NOWHERE for none. `codes`: what six digits name.
    """

    zones: tuple[str, ...]
    bounds: Ints
    zip: Ints
    people: Floats
    county: Ints
    state: Ints
    cell: Ints
    county_of: Ints
    state_of: Ints
    codes: Codes


class Groups(NamedTuple):
    """Cells in groups: those of group g stand from first[g] to first[g + 1]."""

    first: Ints
    cells: Ints


class Codes(NamedTuple):
    """Cells of six-digit codes, one entry for each code: by county, by state, all; and area codes by state."""

    by_county: Groups
    by_state: Groups
    all: Groups
    broad_by_state: Groups


def land_of(routing_map: RoutingMap, atlas: Atlas) -> Land:
    """Reads the land that a map routes. Raises UnusableInput where nobody lives in it."""
    import numpy as np

    cut = routing_map.sections
    fips = np.asarray(cut["county_fips"], np.int64)
    known = set(fips.tolist())
    found = [
        (one.zone or "", int(one.zip), one.population, _county(routing_map, one.county))
        for one in sorted(atlas.zips.values())
        if one.county and one.active and routing_map.cell_of_zip(one.zip)
    ]
    found = [row for row in found if row[0] and row[3] in known]
    if not found:
        raise UnusableInput("The map places no ZIP, so nobody can be made to call.")
    found.sort(key=lambda row: (row[0], row[1]))
    zones = sorted({row[0] for row in found})
    number = {zone: place for place, zone in enumerate(zones)}
    counts = np.bincount([number[row[0]] for row in found])
    zips = np.array([row[1] for row in found], np.int64)
    cell = np.asarray(cut["zips"], np.int64)[zips]
    people = np.array([row[2] for row in found], np.float64)
    state_of = _known(cut["cell_state"], NONE_U8)
    return Land(
        tuple(zones),
        np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)]),
        zips,
        people if people.any() else np.ones(len(people)),
        np.searchsorted(fips, np.array([row[3] for row in found], np.int64)),
        state_of[cell],
        cell,
        _known(cut["cell_county"], NONE_U16),
        state_of,
        _codes(routing_map),
    )


def _county(routing_map: RoutingMap, fips: str | None) -> int:
    return int(routing_map.meta["aliases"].get(fips, fips))


def _known(column: memoryview, none: int) -> Ints:
    import numpy as np

    values = np.asarray(column).astype(np.int64)
    values[values == none] = NOWHERE
    return values


def _codes(routing_map: RoutingMap) -> Codes:
    import numpy as np

    cut = routing_map.sections
    cells = np.asarray(cut["codes"], np.int64)
    cells = cells[cells > 0]
    precision = np.asarray(cut["cell_precision"])[cells]
    county = _known(cut["cell_county"], NONE_U16)[cells]
    state = _known(cut["cell_state"], NONE_U8)[cells]
    broad = np.isin(
        precision, [PRECISIONS.index(p) for p in (Precision.AREA_CODE, Precision.STATE)]
    )
    near = (county != NOWHERE) & ~broad
    counties, states = len(cut["county_fips"]), len(routing_map.states)
    return Codes(
        _groups(cells[near], county[near], counties),
        _groups(cells[near], state[near], states),
        _groups(cells[near], np.zeros(int(near.sum()), np.int64), 1),
        _groups(cells[broad & (state != NOWHERE)], state[broad & (state != NOWHERE)], states),
    )


def _groups(cells: Ints, group: Ints, count: int) -> Groups:
    import numpy as np

    order = np.argsort(group, kind="stable")
    sizes = np.bincount(group, minlength=count)
    return Groups(np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)]), cells[order])


def pick(groups: Groups, group: Ints, chance: Floats) -> Ints:
    """Gives a cell of each group by chance (0 to 1); cell 0, which is no place, for an empty group."""
    import numpy as np

    first = groups.first[group]
    size = groups.first[group + 1] - first
    place = np.minimum(first + (chance * size).astype(np.int64), max(len(groups.cells) - 1, 0))
    if not len(groups.cells):
        return np.zeros(len(group), np.int64)
    return np.where(size > 0, groups.cells[place], 0)
