"""Exposure on a graph, estimated: people drawn by chance, and only their rows of the file are read.

The file is an array in the order of its first column that has every friendship from both its ends, so that
a person's friends stand together and halving finds them. Of the drawn people it is checked that this is so.
People are drawn with replacement, so the number exposed is binomial; its 95 % interval is that of
E. B. Wilson, J. Am. Stat. Assoc. 22 (1927). Called by: `cli.exposure`.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from harborline.core.errors import UnusableInput
from harborline.planning.exposure_graph import check_dense, check_known, flagged

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

_AT_ONCE = 1_000
_MOST_TRIES = 1_000
_LOOKED_AT = 10_000
_MOST_DRAWN = 10_000_000
_NORMAL_95 = 1.959963984540054
_ORDER = (
    "The graph is not in the order of its first column with each friendship from both its ends, which a "
    "sample needs; leave out --sample for the exact answer."
)


class Sampled(NamedTuple):
    """`drawn` people, with replacement, and how many of these draws are exposed."""

    drawn: int
    exposed: int

    @property
    def share(self) -> float:
        """Exposed / drawn, 0 to 1."""
        return self.exposed / self.drawn

    @property
    def standard_error(self) -> float:
        """Of the share."""
        return sqrt(self.share * (1 - self.share) / self.drawn)

    @property
    def interval(self) -> tuple[float, float]:
        """Holds the true share in 95 % of samples."""
        z2 = _NORMAL_95**2
        middle = (self.exposed + z2 / 2) / (self.drawn + z2)
        half = _NORMAL_95 * sqrt(self.drawn * self.share * (1 - self.share) + z2 / 4)
        half /= self.drawn + z2
        # At no one and at everybody the formula ends there exactly, but for the rounding of floats.
        return max(0.0, min(middle - half, self.share)), min(1.0, max(middle + half, self.share))


def sampled_on(pairs: Numbers, posters: Numbers, draws: int, seed: int) -> Sampled:
    """Asks `draws` people for a friend who posted; the same seed draws the same. Raises UnusableInput.

    `pairs`: of whole numbers from 0 on, shape (n, 2), best mapped from its file.
    """
    import numpy as np

    if not 1 <= draws <= _MOST_DRAWN:
        raise UnusableInput(f"A sample is of 1 to {_MOST_DRAWN:,} people.")
    if not len(pairs):
        raise UnusableInput("The graph is empty.")
    _check_order(pairs)
    people = check_dense(int(pairs[-1, 0]), len(pairs))
    flags = flagged(posters, people)
    first, end = _rows(pairs, posters)
    check_known(int(np.count_nonzero(first == end)))
    rng = np.random.default_rng(seed)
    drawn = exposed = 0
    for _ in range(_MOST_TRIES + draws // _AT_ONCE):
        some = rng.integers(0, people, _AT_ONCE)
        first, end = _rows(pairs, some)
        there = np.flatnonzero(end > first)[: draws - drawn]
        if there.size:
            exposed += _exposed(pairs, flags, some[there], first[there], end[there])
        drawn += there.size
        if drawn == draws:
            return Sampled(drawn, exposed)
    raise UnusableInput("Most numbers are nobody's; number people anew from 0 on, without gaps.")


def _exposed(pairs: Numbers, flags: Numbers, people: Numbers, first: Numbers, end: Numbers) -> int:
    """Counts who of these has a friend who posted. Raises UnusableInput."""
    import numpy as np

    length = end - first
    begins = np.cumsum(length) - length
    rows = np.arange(int(length.sum())) + np.repeat(first - begins, length)
    theirs = pairs[rows]
    owner = np.repeat(people, length)
    friends = theirs[:, 1]
    if (theirs[:, 0] != owner).any() or friends.min() < 0 or friends.max() >= flags.size:
        raise UnusableInput(_ORDER)
    if (friends == owner).any():
        raise UnusableInput("The graph joins somebody to themselves; leave such rows out.")
    _check_both_ends(pairs, people[0], friends[0])
    return int(np.count_nonzero(np.logical_or.reduceat(flags[friends] != 0, begins)))


def _check_order(pairs: Numbers) -> None:
    """Looks at rows here and there; that all is in order shows where people are drawn."""
    import numpy as np

    some = pairs[np.linspace(0, len(pairs) - 1, min(len(pairs), _LOOKED_AT)).astype(np.int64), 0]
    if (some[1:] < some[:-1]).any() or some[0] < 0:
        raise UnusableInput(_ORDER)


def _check_both_ends(pairs: Numbers, person: int, friend: int) -> None:
    import numpy as np

    first, end = _rows(pairs, np.array([friend]))
    if not (pairs[int(first[0]) : int(end[0]), 1] == person).any():
        raise UnusableInput(_ORDER)


def _rows(pairs: Numbers, people: Numbers) -> tuple[Numbers, Numbers]:
    """Gives for each person the first of their rows and the first behind them, by halving."""
    return _place(pairs, people, after=False), _place(pairs, people, after=True)


def _place(pairs: Numbers, people: Numbers, *, after: bool) -> Numbers:
    """Gives the first row whose person is not before the wanted one; or, `after`, is behind it."""
    import numpy as np

    low = np.zeros(people.shape, np.int64)
    high = np.full(people.shape, len(pairs), np.int64)
    for _ in range(len(pairs).bit_length()):
        open_ = low < high
        middle = (low + high) // 2
        found = pairs[np.minimum(middle, len(pairs) - 1), 0]
        before = ((found <= people) if after else (found < people)) & open_
        low = np.where(before, middle + 1, low)
        high = np.where(open_ & ~before, middle, high)
    return low
