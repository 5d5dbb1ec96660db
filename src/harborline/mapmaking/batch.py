"""Answers for millions of codes at once, for planning and statistics; calls go through `decide`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harborline.core.map_format import NONE_U16

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from harborline.core.routing_map import RoutingMap

NOBODY = NONE_U16
"""Stands where a code's chain is empty, and only a state or national backup answers."""


def first_centers(routing_map: RoutingMap, codes: NDArray[np.integer]) -> NDArray[np.uint16]:
    """Gives the number of the first center in each code's chain, before the minute counts.

    `codes` holds indexes of six-digit codes, (npa - 200) * 800 + (nxx - 200), in any shape; the
    answer has the same shape and indexes `routing_map.ids`. Thousands blocks are not looked at.
    Raises IndexError for an index outside 0 to 639,999.
    """
    if codes.size and codes.dtype.kind == "i" and codes.min() < 0:
        raise IndexError("A code's index is negative.")
    first: NDArray[np.uint16] = first_of_codes(routing_map)[codes]
    return first


def first_of_codes(routing_map: RoutingMap) -> NDArray[np.uint16]:
    """Gives the same for all 640,000 codes in order."""
    import numpy as np

    cut = routing_map.sections
    # A NOBODY behind the last chain, for one that is empty and stands at the end.
    chains = np.append(np.frombuffer(cut["chains"], np.uint16), np.uint16(NOBODY))
    offsets = np.frombuffer(cut["cell_chain"], np.uint32)
    first = np.where(chains[offsets + 2] > 0, chains[offsets + 3], np.uint16(NOBODY))
    every: NDArray[np.uint16] = first[np.frombuffer(cut["codes"], np.uint16)]
    return every
