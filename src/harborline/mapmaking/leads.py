"""Where the places of two maps lead, in values that can be held against each other.

Cells, parties, counties and states are numbered by each map for itself. Columns are read as they lie,
because a map that answers calls would remember every place it was asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from harborline.core.map_format import NONE_U8, NONE_U16
from harborline.core.routing_map import RoutingMap

Lead = tuple[object, ...]
"""A place (precision, county, state, point) and its chain, parties by shared numbers."""


def shared_numbers(*maps: RoutingMap) -> dict[str, int]:
    """Numbers every party that one of the maps has, by id."""
    numbers: dict[str, int] = {}
    for routing_map in maps:
        for name in routing_map.ids:
            numbers.setdefault(name, len(numbers))
    return numbers


class Leads:
    """Tells where the cells of one map lead; each chain is read once."""

    def __init__(self, routing_map: RoutingMap, numbers: Mapping[str, int]) -> None:
        cut = self._cut = routing_map.sections
        self._number = [numbers[name] for name in routing_map.ids]
        self._states = {NONE_U8: "", **dict(enumerate(routing_map.states))}
        self._counties = {NONE_U16: 0, **dict(enumerate(cut["county_fips"]))}
        self._chains: dict[int, tuple[int, ...]] = {}

    def of(self, cell: int) -> Lead:
        """Gives where a cell leads."""
        cut = self._cut
        return (
            cut["cell_precision"][cell],
            self._counties[cut["cell_county"][cell]],
            self._states[cut["cell_state"][cell]],
            cut["cell_lat"][cell],
            cut["cell_lon"][cell],
            self._chain(cut["cell_chain"][cell]),
        )

    def of_blocks(self) -> dict[int, Lead]:
        """Gives where every thousands block leads that differs from its code, by seven digits."""
        pairs: Iterable[tuple[int, int]] = zip(
            self._cut["block_keys"], self._cut["block_cells"], strict=True
        )
        return {key: self.of(cell) for key, cell in pairs}

    def _chain(self, offset: int) -> tuple[int, ...]:
        known = self._chains.get(offset)
        if known is None:
            chains, number = self._cut["chains"], self._number
            naming, serving, count = chains[offset : offset + 3]
            members = chains[offset + 3 : offset + 3 + count].tolist()
            known = self._chains[offset] = (naming, serving, *[number[one] for one in members])
        return known
