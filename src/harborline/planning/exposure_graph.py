"""Exposure on a graph, exactly: friendships go by once, and each person has three bits.

The graph is synthetic, or was made anonymous by whoever brings it: pairs of whole numbers from 0 on. Nothing of
it is written, shown or kept; out come totals. A friendship may stand there once or from both its ends, and
as often as it likes: bits are set, not counted.
Memory: the pairs (8 bytes each, or none where they stay in their file) and at most half as much again.
Called by: `cli.exposure`; for people drawn from a graph see `exposure_sample`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from harborline.core.errors import UnusableInput
from harborline.planning.compiled import compiled
from harborline.planning.exposure_files import HUGE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

_POSTED, _SEEN, _EXPOSED = 1, 2, 4
_DENSE_ENOUGH = 1 << 20

SYNTHETIC = (
    "Use graphs that are synthetic or anonymised alone: this program cannot tell, and people can be "
    "recognised by their friendships even where they are numbers."
)
LIMITS = (
    SYNTHETIC,
    "Exposed means that a friend posted; whether that was shown or read is not known.",
    "People without any friendship in the file are not counted.",
    "It does not say who will call.",
)


class Exposed(NamedTuple):
    """Totals of a graph. `people`: who has a friendship in it; `pairs`: rows, not distinct friendships."""

    people: int
    posters: int
    exposed: int
    pairs: int

    @property
    def share(self) -> float:
        """Exposed people / people, 0 to 1."""
        return self.exposed / self.people

    @property
    def rate(self) -> float:
        """Posters / people, 0 to 1."""
        return self.posters / self.people


def exposed_on(parts: Sequence[Numbers], posters: Numbers) -> Exposed:
    """Counts the people with a friend who posted. `parts`: pairs, uint32 of shape (n, 2).

    Raises UnusableInput.
    """
    import numpy as np

    pairs = sum(len(part) for part in parts)
    if not pairs:
        raise UnusableInput("The graph is empty.")
    people = check_dense(max(int(part.max()) for part in parts if len(part)), pairs)
    flags = flagged(posters, people)
    scan = compiled(mark)
    row = 0
    for part in parts:
        stopped = scan(part, flags)
        if stopped >= 0:
            raise UnusableInput(
                f"Friendship {row + stopped + 1:,} of the graph joins somebody to themselves; leave it out."
            )
        row += len(part)
    check_known(int(np.count_nonzero(flags[posters] == _POSTED)))
    return Exposed(
        int(np.count_nonzero(flags)), posters.size, int(np.count_nonzero(flags >= _EXPOSED)), pairs
    )


def check_dense(largest: int, pairs: int) -> int:
    """Gives how many numbers there may be: as many pairs have no more than twice as many people.

    Raises UnusableInput.
    """
    if largest >= max(_DENSE_ENOUGH, 2 * pairs):
        raise UnusableInput(HUGE.format(where=f"up to {largest:,} in {pairs:,} friendships"))
    return largest + 1


def flagged(posters: Numbers, people: int) -> Numbers:
    """Gives a byte for each number, 1 for posters. Raises UnusableInput."""
    import numpy as np

    flags = np.zeros(people, np.uint8)
    if not posters.size:
        raise UnusableInput("There are no posters.")
    check_known(int(np.count_nonzero(posters >= people)))
    flags[posters] = _POSTED
    if int(np.count_nonzero(flags)) != posters.size:
        raise UnusableInput("Some posters are there twice; list people, each once, and not posts.")
    return flags


def check_known(strangers: int) -> None:
    """Refuses posters without a friendship. Raises UnusableInput."""
    if strangers:
        raise UnusableInput(
            f"{strangers:,} of the posters are not in the graph; both files must number people alike."
        )


def mark(pairs: Numbers, flags: Numbers) -> int:
    """Notes who is seen and who is exposed; gives the place of a pair of one person, or -1.

    Written for `compiled`. Most people are known soon, and nothing is written for them again.
    """
    for place in range(pairs.shape[0]):
        one, other = pairs[place, 0], pairs[place, 1]
        if one == other:
            return place
        mine, theirs = flags[one], flags[other]
        now = mine | 2 | ((theirs & 1) << 2)
        then = theirs | 2 | ((mine & 1) << 2)
        if now != mine:
            flags[one] = now
        if then != theirs:
            flags[other] = then
    return -1
